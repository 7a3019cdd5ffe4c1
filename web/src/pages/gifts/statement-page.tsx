// A month's gifts with their sums, to look at, to print, or to keep as a file.

import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { allGiftsQuery, lineQuery } from '../../api/queries.ts';
import { exactOctets } from '../../format/octets.ts';
import { writeMsisdn } from '../../format/msisdn.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Failure } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { GiftRow } from './gift-row.tsx';
import {
  compareMonths,
  monthAfter,
  monthBefore,
  monthOf,
  statementCsv,
  statementOf,
} from './statement.ts';
import type { Month, Side, Statement } from './statement.ts';

export function StatementPage() {
  const { t } = useLingui();
  const { timeZone } = useReading();
  const now = monthOf(useNow(), timeZone);
  const [month, setMonth] = useState(now);
  const gifts = useInfiniteQuery(allGiftsQuery);
  const known = gifts.data?.pages.flatMap((page) => page.gifts) ?? [];
  // Newest first: once an older month has begun, all of this one has been read.
  const oldest = known.at(-1);
  const reached =
    oldest !== undefined && compareMonths(monthOf(Date.parse(oldest.askedAt), timeZone), month) < 0;
  const isWhole = gifts.isSuccess && (reached || !gifts.hasNextPage);
  const { isFetchingNextPage, isError, fetchNextPage } = gifts;
  useEffect(() => {
    if (gifts.isSuccess && !isWhole && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [gifts.isSuccess, isWhole, isFetchingNextPage, isError, fetchNextPage, month]);

  return (
    <Page title={t`Statement`} className="narrow" back={{ to: '/gifts', words: t`All gifts` }}>
      <MonthChoice month={month} latest={now} onChange={setMonth} />
      {gifts.isError && <Failure error={gifts.error} onRetry={() => void gifts.refetch()} />}
      {!gifts.isError && !isWhole && <Skeleton lines={5} />}
      {isWhole && <Sums statement={statementOf(known, month, timeZone)} month={month} />}
    </Page>
  );
}

type MonthChoiceProps = {
  readonly month: Month;
  readonly latest: Month;
  readonly onChange: (month: Month) => void;
};

function MonthChoice({ month, latest, onChange }: MonthChoiceProps) {
  const { locale } = useReading();
  const name = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
  }).format(Date.UTC(month.year, month.month - 1, 1));
  return (
    <div className="month-choice">
      <h2 aria-live="polite">{name}</h2>
      <div className="side-by-side not-printed">
        <Action look="quiet" onPress={() => onChange(monthBefore(month))}>
          <Trans>Earlier</Trans>
        </Action>
        <Action
          look="quiet"
          isDisabled={compareMonths(month, latest) >= 0}
          onPress={() => onChange(monthAfter(month))}
        >
          <Trans>Later</Trans>
        </Action>
      </div>
    </div>
  );
}

function Sums({ statement, month }: { statement: Statement; month: Month }) {
  const { t } = useLingui();
  const line = useQuery(lineQuery).data;
  return (
    <>
      <section className="card" aria-label={t`Sums of the month`}>
        <dl className="facts">
          {line !== undefined && <Fact name={t`Line`}>{writeMsisdn(line.msisdn)}</Fact>}
          <Fact name={t`Given`}>
            <Sum side={statement.given} />
          </Fact>
          <Fact name={t`Received`}>
            <Sum side={statement.received} />
          </Fact>
        </dl>
      </section>
      {statement.gifts.length === 0 ? (
        <div className="empty">
          <p>
            <Trans>No gifts in this month.</Trans>
          </p>
        </div>
      ) : (
        <>
          <ul className="card gift-list">
            {statement.gifts.map((gift) => (
              <GiftRow key={gift.id} gift={gift} />
            ))}
          </ul>
          <div className="side-by-side not-printed">
            <Action look="quiet" onPress={() => window.print()}>
              <Trans>Print</Trans>
            </Action>
            <Action look="quiet" onPress={() => keepAsFile(statement, month)}>
              <Trans>Keep as a file</Trans>
            </Action>
          </div>
        </>
      )}
    </>
  );
}

function Sum({ side: { gifts, octets } }: { side: Side }) {
  const { locale } = useReading();
  if (gifts === 0) return <Trans>nothing</Trans>;
  return (
    <>
      {exactOctets(octets, locale)}{' '}
      <span className="soft">
        <Plural value={gifts} one="in # gift" other="in # gifts" />
      </span>
    </>
  );
}

/** Hands the figures to the browser as a download. The mark in front tells spreadsheets that it is UTF-8. */
function keepAsFile(statement: Statement, { year, month }: Month): void {
  const file = new Blob(['\ufeff', statementCsv(statement)], { type: 'text/csv;charset=utf-8' });
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = `largesse-${year}-${String(month).padStart(2, '0')}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
