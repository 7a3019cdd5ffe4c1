// The secret of an address somebody was sent. It stands after the #, which browsers send to nobody. It is
// taken off the address bar at once, so that nobody reads it over a shoulder or copies it by accident, and
// kept in this tab until it is used: whoever has to sign in first comes back to it.

import { useState } from 'react';

export function useSecret(name: 'take' | 'spare'): string | null {
  const [secret] = useState(() => takeFromAddress(name));
  return secret;
}

/** For whoever signs in next on this device. */
export function forgetSecrets(): void {
  memory = {};
  try {
    for (const name of ['take', 'spare']) sessionStorage.removeItem(`largesse.${name}`);
  } catch {
    // Storage is forbidden: nothing was kept.
  }
}

let memory: Record<string, string> = {};

function takeFromAddress(name: string): string | null {
  const storedAs = `largesse.${name}`;
  const given = window.location.hash.slice(1);
  try {
    if (given !== '') sessionStorage.setItem(storedAs, given);
  } catch {
    memory = { ...memory, [name]: given };
  }
  if (given !== '') {
    window.history.replaceState(window.history.state, '', window.location.pathname);
    return given;
  }
  try {
    return sessionStorage.getItem(storedAs) ?? memory[name] ?? null;
  } catch {
    return memory[name] ?? null;
  }
}
