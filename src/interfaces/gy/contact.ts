// What charging keeps with a session so that we find its client again: `gy <Origin-Host> <Origin-Realm>`,
// and the name of the agent next to us where one stood in between.

export const KIND = 'gy';

/** What charging keeps at most; a host's longest name has 255 characters. */
const LONGEST_CONTACT = 500;

type Contact = { readonly host: string; readonly realm: string; readonly via: string | undefined };

/** Null where a name could not be told from the next one. */
export function writeContact(host: string, realm: string, neighbour: string): string | null {
  const names = host === neighbour ? [KIND, host, realm] : [KIND, host, realm, neighbour];
  const contact = names.join(' ');
  const isWhole = names.every((name) => name !== '' && !/\s/.test(name));
  return isWhole && contact.length <= LONGEST_CONTACT ? contact : null;
}

export function readContact(contact: string): Contact | null {
  const [kind, host, realm, via] = contact.split(' ');
  if (kind !== KIND || host === undefined || realm === undefined) return null;
  return { host, realm, via };
}
