// Which line an action is about, and whether all that the request names belongs to it. Nothing is written:
// what is refused here was never an action.

import {
  accept,
  DAY,
  refuse,
  type AccountId,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import type { Directory } from '../../subscribers/public.ts';
import type { Kind } from './action.ts';
import type { BucketRow, Buckets } from './buckets.ts';
import type { AnyRefusal } from './error.ts';
import { parseBucketId } from './ids.ts';
import { digitsOf } from './line-refs.ts';
import { octetsOf } from './quantity.ts';
import type { ActionRequest } from './schemas.ts';

/** Words that the file has, and that ask for more than is done here. Left unsaid, nothing is promised. */
const NOT_OFFERED = ['voucher', 'isAutoTopup', 'numberOfPeriods', 'recurringPeriod'] as const;
const LONGEST_VALIDITY = 400 * DAY;
const LONGEST_RESERVATION = 31 * DAY;

type Target = Result<{ readonly accountId: AccountId }, AnyRefusal>;

/**
 * Refuses, in this order: request_malformed, usage_type_not_offered, not_offered, units_unknown, octets_…,
 * validity_malformed, bucket_unknown, line_unknown, line_differs.
 */
export async function findTarget(
  kind: Kind,
  request: ActionRequest,
  now: Instant,
  { buckets, directory }: { buckets: Buckets; directory: Pick<Directory, 'lineBy'> },
): Promise<Target> {
  const unfit = whyUnfit(kind, request, now);
  if (unfit !== undefined) return refuse(unfit);
  const bucket = kind === 'bucket' ? undefined : await buckets.row(request.bucket.id);
  if (kind !== 'bucket' && bucket === undefined)
    return refuse({ code: 'bucket_unknown', bucketId: request.bucket.id });
  const named = request.logicalResource?.[0];
  const line = named && (await directory.lineBy('msisdn', digitsOf(named.id)));
  if (named !== undefined && line === undefined)
    return refuse({ code: 'line_unknown', logicalResourceId: named.id });
  const accountId = bucket?.account_id ?? line?.accountId;
  if (accountId === undefined) return refuse({ code: 'line_unknown', logicalResourceId: '' });
  if (line !== undefined && line.accountId !== accountId)
    return refuse({ code: 'line_differs', field: 'logicalResource' });
  const holderId = bucket?.holder_id ?? line?.holderId;
  if (request.partyAccount !== undefined && request.partyAccount.id !== holderId)
    return refuse({ code: 'line_differs', field: 'partyAccount' });
  return kind === 'transfer' ? checkReceiver(request, accountId, directory) : accept({ accountId });
}

/** As JSON writes a NUL and half a surrogate pair, neither of which PostgreSQL keeps in a text. */
const CANNOT_BE_KEPT = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f]..)/;

function whyUnfit(kind: Kind, request: ActionRequest, now: Instant): AnyRefusal | undefined {
  if (CANNOT_BE_KEPT.test(JSON.stringify(request)))
    return { code: 'request_malformed', where: 'body', expected: 'text that can be kept' };
  for (const usageType of [request.usageType, request.receiverBucketUsageType ?? 'data'])
    if (usageType !== 'data')
      return { code: 'usage_type_not_offered', usageType: usageType.slice(0, 40) };
  for (const field of NOT_OFFERED)
    if (request[field] !== undefined && request[field] !== false)
      return { code: 'not_offered', field };
  if (request.adjustType !== undefined && request.adjustType !== 'oneTime')
    return { code: 'not_offered', field: 'adjustType' };
  const { amount, units } = request.remainingValue ?? request.amount;
  const isDown = kind === 'adjust' && amount < 0;
  const octets = octetsOf({ amount: isDown ? -amount : amount, units });
  if (!octets.ok) return octets.refusal;
  // What is taken is gone: it has no validity.
  if (isDown && request.validFor !== undefined) return { code: 'not_offered', field: 'validFor' };
  const { startDateTime, endDateTime } = request.validFor ?? {};
  const start = startDateTime === undefined ? now : Date.parse(startDateTime);
  const end = endDateTime === undefined ? undefined : Date.parse(endDateTime);
  const longest = kind === 'reserve' ? LONGEST_RESERVATION : LONGEST_VALIDITY;
  if (!Number.isFinite(start) || start > now + LONGEST_VALIDITY || start < 0)
    return { code: 'validity_malformed', field: 'validFor.startDateTime' };
  if (end !== undefined && !(end > start && end <= now + longest))
    return { code: 'validity_malformed', field: 'validFor.endDateTime' };
  return undefined;
}

/**
 * A gift always arrives in a bucket of its own. `new` says so; the id of any of the receiver's buckets is
 * taken to mean the receiver.
 */
async function checkReceiver(
  request: ActionRequest,
  accountId: AccountId,
  directory: Pick<Directory, 'lineBy'>,
): Promise<Target> {
  const named = parseBucketId(request.receiverBucket?.id ?? '');
  if (named === undefined)
    return request.receiverBucket?.id === 'new'
      ? accept({ accountId })
      : refuse({ code: 'bucket_unknown', bucketId: request.receiverBucket?.id ?? '' });
  const receiver = await directory.lineBy(
    'msisdn',
    digitsOf(request.receiverLogicalResource?.id ?? ''),
  );
  return receiver === undefined || receiver.accountId === named.accountId
    ? accept({ accountId })
    : refuse({ code: 'line_differs', field: 'receiverBucket' });
}

export const startOf = (request: ActionRequest, requestedAt: Instant): Instant =>
  request.validFor?.startDateTime === undefined
    ? requestedAt
    : Date.parse(request.validFor.startDateTime);

/** When octets that come into a bucket's place lapse: as is said, else when that bucket does. */
export const endOf = (request: ActionRequest, bucket: Pick<BucketRow, 'expires_at'>): Instant =>
  request.validFor?.endDateTime === undefined
    ? bucket.expires_at
    : Date.parse(request.validFor.endDateTime);
