// What somebody wrote with a gift or a request. It lies with whoever gets it, and is hidden from them until
// they ask to see it where the sender is a stranger. Reported, it is kept for the carrier's staff as it was.

import { sql, type Selectable } from 'kysely';
import { instantValue, transact, type Database, type Store } from '../../db/public.ts';
import {
  accept,
  partOf,
  refuse,
  type AccountId,
  type Clock,
  type Instant,
  type Result,
} from '../../kernel/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';
import { isFamily, relationOf, type Relation } from '../rules/side.ts';

export type MessageSubject = 'gift' | 'request';

export const REPORT_REASONS = ['unwanted', 'abusive', 'fraud', 'other'] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

export type GiftMessage = {
  readonly subjectId: string;
  readonly subject: MessageSubject;
  readonly sender: AccountId;
  /** Null while it is hidden. */
  readonly text: string | null;
  readonly sentAt: Instant;
  readonly isReported: boolean;
};

export type MessageReport = Omit<GiftMessage, 'isReported' | 'sentAt' | 'text'> & {
  readonly reporter: AccountId;
  readonly text: string;
  readonly reason: ReportReason;
  readonly reportedAt: Instant;
};

export type MessageRefusal = { readonly code: 'message_unknown' };

export type Messages = {
  /** Lays a message before its receiver. Twice is as once. */
  put(
    receiver: Line,
    message: {
      readonly subjectId: string;
      readonly subject: MessageSubject;
      readonly sender: Line;
      readonly text: string;
    },
  ): Promise<void>;
  read(receiver: AccountId, subjectId: string): Promise<GiftMessage | undefined>;
  /** Shows what was hidden. Refuses, in this order: message_unknown. */
  show(receiver: AccountId, subjectId: string): Promise<Result<GiftMessage, MessageRefusal>>;
  /** For the carrier's staff. Once reported it stays so. Refuses, in this order: message_unknown. */
  report(
    receiver: AccountId,
    subjectId: string,
    reason: ReportReason,
  ): Promise<Result<GiftMessage, MessageRefusal>>;
  /** The newest first, at most `limit`, from before that instant. */
  reports(page: { limit: number; before?: Instant }): Promise<readonly MessageReport[]>;
};

export function createMessages(store: Store, directory: Directory, clock: Clock): Messages {
  const { kysely, parts } = store;
  const at = (receiver: AccountId, subjectId: string) => ({
    part: partOf(receiver, parts),
    account_id: receiver,
    subject_id: subjectId,
  });
  return {
    async put(receiver, { subjectId, subject, sender, text }) {
      const isStranger = (await relationTo(directory, receiver, sender)) === 'stranger';
      const now = new Date(clock.now());
      await kysely
        .insertInto('gift_message')
        .values({
          ...at(receiver.accountId, subjectId),
          subject,
          sender_account_id: sender.accountId,
          body: text,
          sent_at: now,
          shown_at: isStranger ? null : now,
        })
        .onConflict((conflict) =>
          conflict.columns(['part', 'account_id', 'subject_id']).doNothing(),
        )
        .execute();
    },
    async read(receiver, subjectId) {
      const row = await kysely
        .selectFrom('gift_message')
        .selectAll()
        .where((is) => is.and(at(receiver, subjectId)))
        .executeTakeFirst();
      return row === undefined ? undefined : messageOf(row);
    },
    async show(receiver, subjectId) {
      const row = await kysely
        .updateTable('gift_message')
        .set({ shown_at: sql<Date>`coalesce(shown_at, ${new Date(clock.now())}::timestamptz)` })
        .where((is) => is.and(at(receiver, subjectId)))
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? refuse({ code: 'message_unknown' }) : accept(messageOf(row));
    },
    report: (receiver, subjectId, reason) =>
      transact(store, async ({ kysely: within }) => {
        const now = new Date(clock.now());
        const row = await within
          .updateTable('gift_message')
          .set({ reported_at: sql<Date>`coalesce(reported_at, ${now}::timestamptz)` })
          .where((is) => is.and(at(receiver, subjectId)))
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return refuse({ code: 'message_unknown' } as const);
        const { part, account_id, subject_id, subject, sender_account_id, body } = row;
        await within
          .insertInto('message_report')
          .values({
            part,
            account_id,
            subject_id,
            subject,
            sender_account_id,
            body,
            reason,
            reported_at: now,
          })
          .onConflict((conflict) =>
            conflict.columns(['part', 'account_id', 'subject_id']).doNothing(),
          )
          .execute();
        return accept(messageOf(row));
      }),
    async reports({ limit, before = Infinity }) {
      let query = kysely.selectFrom('message_report').selectAll();
      if (before !== Infinity) query = query.where('reported_at', '<', instantValue(before));
      const rows = await query.orderBy('reported_at', 'desc').limit(limit).execute();
      return rows.map((row) => ({
        reporter: row.account_id,
        subjectId: row.subject_id,
        subject: row.subject as MessageSubject,
        sender: row.sender_account_id,
        text: row.body,
        reason: row.reason as ReportReason,
        reportedAt: row.reported_at,
      }));
    },
  };
}

/** What somebody is to a line: `contact` when that line has saved them, not the other way round. */
export async function relationTo(directory: Directory, line: Line, other: Line): Promise<Relation> {
  const near = relationOf(line, other, false);
  if (isFamily(near)) return near;
  return (await directory.isContact(line.accountId, other.accountId)) ? 'contact' : 'stranger';
}

const messageOf = (row: Selectable<Database['gift_message']>): GiftMessage => ({
  subjectId: row.subject_id,
  subject: row.subject as MessageSubject,
  sender: row.sender_account_id,
  text: row.shown_at === null ? null : row.body,
  sentAt: row.sent_at,
  isReported: row.reported_at !== null,
});
