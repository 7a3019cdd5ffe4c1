// How a client says who it is at the token endpoint (RFC 6749, section 2.3.1): by HTTP Basic, or in the
// body, but never in both ways at once.

import { accept, refuse, type Result } from '../../kernel/public.ts';

export type Credentials = { readonly clientId: string; readonly secret: string };

type Unreadable = {
  readonly error: 'invalid_request' | 'invalid_client';
  readonly description: string;
};

export function readCredentials(
  authorization: string | undefined,
  body: URLSearchParams,
): Result<Credentials, Unreadable> {
  for (const name of new Set(body.keys()))
    if (body.getAll(name).length > 1) return unreadable(`${name} comes more than once`);
  const clientId = body.get('client_id');
  const secret = body.get('client_secret');
  if (authorization === undefined) {
    if (clientId === null || secret === null)
      return refuse({ error: 'invalid_client', description: 'no credentials were given' });
    return accept({ clientId, secret });
  }
  if (secret !== null) return unreadable('credentials come in two ways');
  const basic = readBasic(authorization);
  if (basic === undefined)
    return refuse({ error: 'invalid_client', description: 'the credentials cannot be read' });
  if (clientId !== null && clientId !== basic.clientId)
    return unreadable('client_id is not the one of the credentials');
  return accept(basic);
}

const unreadable = (description: string) =>
  refuse({ error: 'invalid_request', description } as const);

/** Both halves are form-encoded before they are joined and made base64. */
function readBasic(authorization: string): Credentials | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization) ?? [];
  const [, clientId, secret] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (clientId === undefined || secret === undefined) return undefined;
  try {
    return { clientId: decode(clientId), secret: decode(secret) };
  } catch {
    return undefined;
  }
}

const decode = (part: string): string => decodeURIComponent(part.replaceAll('+', ' '));
