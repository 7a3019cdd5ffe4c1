// A phone's clock may be minutes wrong, and an undo window is minutes long. Every answer says what
// the server's time is (the Date header, whole seconds); countdowns run on that.

let aheadMilliseconds = 0;

// The header is cut to the second and has travelled: smaller differences are noise.
const NOISE_MILLISECONDS = 2_000;

/** Takes the Date header of an answer that has just arrived. */
export function learnServerTime(dateHeader: string | null): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  const ahead = server - Date.now();
  aheadMilliseconds = Math.abs(ahead) < NOISE_MILLISECONDS ? 0 : ahead;
}

/** The server's time now, in milliseconds since 1970. */
export const serverNow = (): number => Date.now() + aheadMilliseconds;
