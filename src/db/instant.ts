import { sql, type RawBuilder } from 'kysely';
import type { Instant } from '../kernel/public.ts';
import { toTimestamp } from './types.ts';

/** An instant to compare a timestamptz with, in a Kysely statement. */
export const instantValue = (at: Instant): RawBuilder<number> =>
  sql<number>`${toTimestamp(at)}::timestamptz`;
