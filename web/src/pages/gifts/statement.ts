// A month's gifts added up, as the page and the file to keep show them. Months are calendar months in the
// line's own zone; a gift belongs to the month in which it was asked for.

import type { Gift } from '../../api/types.ts';

export type Month = { readonly year: number; readonly month: number };

export type Side = { readonly gifts: number; readonly octets: number };

export type Statement = {
  readonly gifts: readonly Gift[];
  /** What stayed with the receiver: neither undone nor returned, and less what was sent back. */
  readonly given: Side;
  readonly received: Side;
};

export function monthOf(instant: number, timeZone: string): Month {
  const [year, month] = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
  })
    .formatToParts(instant)
    .filter(({ type }) => type === 'year' || type === 'month')
    .map(({ value }) => Number(value));
  return { year: year ?? 0, month: month ?? 0 };
}

export const monthBefore = ({ year, month }: Month): Month =>
  month === 1 ? { year: year - 1, month: 12 } : { year, month: month - 1 };

export const monthAfter = ({ year, month }: Month): Month =>
  month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };

/** Negative when the left one is earlier. */
export const compareMonths = (left: Month, right: Month): number =>
  left.year * 12 + left.month - (right.year * 12 + right.month);

export function statementOf(gifts: readonly Gift[], month: Month, timeZone: string): Statement {
  const inMonth = gifts.filter(
    ({ askedAt }) => compareMonths(monthOf(Date.parse(askedAt), timeZone), month) === 0,
  );
  const stayed = (direction: Gift['direction']): Side => {
    const delivered = inMonth.filter(
      (gift) => gift.direction === direction && gift.state === 'delivered',
    );
    return {
      gifts: delivered.length,
      octets: delivered.reduce((sum, gift) => sum + gift.octets - (gift.returnedOctets ?? 0), 0),
    };
  };
  return { gifts: inMonth, given: stayed('given'), received: stayed('received') };
}

const COLUMNS = ['receipt', 'askedAt', 'direction', 'octets', 'name', 'number', 'state'] as const;

/** The same as comma-separated values (RFC 4180), with the figures as exact as they are kept. */
export function statementCsv({ gifts }: Pick<Statement, 'gifts'>): string {
  const rows = gifts.map((gift) => [
    gift.receipt,
    gift.askedAt,
    gift.direction,
    String(gift.octets),
    gift.other.maskedName,
    gift.other.maskedMsisdn,
    gift.state,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

// A name that begins like a formula would be run by a spreadsheet; a quote before it makes it text. Numbers
// begin with a plus sign and are text as well.
const cell = (value: string): string =>
  `"${(/^[=+\-@\t]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
