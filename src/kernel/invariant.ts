// A broken invariant is a bug in Largesse: the transaction it happens in must abort.

export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Throws InvariantBroken unless `fact` holds. State one fact a line, positively. */
export function invariant(fact: boolean, statement: string): asserts fact {
  if (!fact) throw new InvariantBroken(statement);
}

/** Marks a branch that the types prove unreachable. */
export function unreachable(value: never): never {
  throw new InvariantBroken(`unreachable value ${JSON.stringify(value)}`);
}
