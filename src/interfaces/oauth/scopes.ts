// What a partner may be let do. Each door asks for the least that does its work.

export const SCOPES = [
  /** Read balances, actions and their history (TMF654). */
  'balance:read',
  /** Top up, adjust, transfer, reserve (TMF654). */
  'balance:write',
  /** Ask what is left on lines whose owners consented; the name is CAMARA's. */
  'device-data-volume:read',
  /** Subscribe to events. */
  'events:manage',
] as const;
export type Scope = (typeof SCOPES)[number];

export const isScope = (word: string): word is Scope => SCOPES.some((scope) => scope === word);
