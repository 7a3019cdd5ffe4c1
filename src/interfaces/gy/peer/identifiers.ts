// Identifiers of the requests that we send ourselves (RFC 6733 clause 3): hop-by-hop counts on, and
// end-to-end starts from the clock, so that neither repeats what was used before a restart.

import type { Clock } from '../../../kernel/public.ts';

export type Identifiers = { readonly hopByHop: number; readonly endToEnd: number };

export function identifierSource(clock: Clock): () => Identifiers {
  const bootSeconds = Math.floor(clock.now() / 1_000);
  let hopByHop = bootSeconds >>> 0;
  let endToEnd = ((bootSeconds & 0xfff) << 20) >>> 0;
  return () => {
    hopByHop = (hopByHop + 1) >>> 0;
    endToEnd = (endToEnd + 1) >>> 0;
    return { hopByHop, endToEnd };
  };
}
