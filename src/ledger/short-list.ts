// Lists of one or two, of which a charge makes several: one that grows by push takes room for seventeen.

/** `list` with `more` behind it, both left as they are. */
export const and = <Value>(list: readonly Value[], more: readonly Value[]): readonly Value[] =>
  list.length === 0 ? more : [...list, ...more];
