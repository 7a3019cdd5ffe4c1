// The carrier takes back, the slow and obvious way.

import type { Withdraw } from '../../src/ledger/public.ts';
import { accepted, refused, type Answered } from './answered.ts';
import { inOrder, sum, type Line, type Notebook } from './book.ts';

export function withdraw(line: Line, command: Withdraw, notebook: Notebook): Answered {
  const named = command.fromBuckets;
  const issued = line.buckets
    .filter((bucket) => bucket.kind !== 'gift')
    .filter((bucket) => named === undefined || named.includes(bucket.number));
  const left = sum(issued.map((bucket) => bucket.available));
  const asked = command.octets === 'all' ? left : command.octets;
  if (asked === 0) return refused({ code: 'nothing_to_move' });
  if (asked > left)
    return refused({
      code: 'balance_too_low',
      availableOctets: sum(line.buckets.map((bucket) => bucket.available)),
      givableOctets: left,
      askedOctets: asked,
    });
  const parts: { bucketNumber: number; octets: number }[] = [];
  let open: number = asked;
  for (const bucket of inOrder(issued)) {
    const octets = Math.min(open, bucket.available);
    notebook.move(bucket, 'available', 'withdrawn', octets);
    if (octets > 0) parts.push({ bucketNumber: bucket.number, octets });
    open -= octets;
  }
  return accepted({ parts });
}
