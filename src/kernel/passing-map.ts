// A map for what comes and goes thousands of times a second, such as requests under way.
//
// A Map of V8 makes a new table now and then, and its old one leads to it and still has what it had. Once one
// of them has grown old, each of them keeps the next and all that was ever in it, until the whole heap is
// collected: what lives for ten milliseconds is then copied and collected as if it lived for seconds. Here
// the tables have small holders only, which are emptied when they leave (docs/decisions/heap.md).

export class PassingMap<Key extends string | number, Value> {
  readonly #holders = new Map<Key, { value: Value | undefined }>();

  get size(): number {
    return this.#holders.size;
  }

  has(key: Key): boolean {
    return this.#holders.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#holders.get(key)?.value;
  }

  set(key: Key, value: Value): void {
    const holder = this.#holders.get(key);
    if (holder === undefined) this.#holders.set(key, { value });
    else holder.value = value;
  }

  /** Says whether it was there. */
  delete(key: Key): boolean {
    const holder = this.#holders.get(key);
    if (holder === undefined) return false;
    holder.value = undefined;
    return this.#holders.delete(key);
  }

  /** In the order in which their keys came. What is deleted meanwhile is left out. */
  *values(): Generator<Value, void, void> {
    for (const { value } of this.#holders.values()) if (value !== undefined) yield value;
  }
}
