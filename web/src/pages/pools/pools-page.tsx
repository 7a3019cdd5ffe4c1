// The pools that one is in or invited to, and opening one.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { Problem } from '../../api/problem.ts';
import { newIntentKey } from '../../api/request.ts';
import { openPool, poolQuery, poolsQuery } from '../../api/sharing.ts';
import type { Pool } from '../../api/sharing.ts';
import { exactOctets } from '../../format/octets.ts';
import { useReading } from '../../language/use-reading.ts';
import { Action } from '../../parts/action.tsx';
import { Field } from '../../parts/field.tsx';
import { PoolIcon } from '../../parts/icons.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';

export function PoolsPage() {
  const { t } = useLingui();
  const pools = useQuery(poolsQuery);
  const all = pools.data ?? [];
  return (
    <Page
      title={t`Family pool`}
      className="narrow"
      back={{ to: '/ways', words: t`More ways to give` }}
    >
      <p className="lead">
        <Trans>
          Everybody in it puts data in and takes out what they need. Whoever opens it invites the
          others, and can cap or pause each.
        </Trans>
      </p>
      {pools.isPending && <Skeleton lines={4} />}
      {pools.isError && pools.data === undefined && (
        <Failure error={pools.error} onRetry={() => void pools.refetch()} />
      )}
      {all.length > 0 && (
        <ul className="card way-list">
          {all.map((pool) => (
            <PoolRow key={pool.id} pool={pool} />
          ))}
        </ul>
      )}
      {pools.data !== undefined && <NewPool />}
    </Page>
  );
}

function PoolRow({ pool }: { pool: Pool }) {
  const { locale } = useReading();
  return (
    <li className="way">
      <span className="way-icon">
        <PoolIcon />
      </span>
      <span className="way-text">
        <Link className="gift-link" to="/pools/$poolId" params={{ poolId: pool.id }}>
          <strong>{pool.name}</strong>
        </Link>
        <span className="soft">
          {pool.availableOctets === null ? (
            <Trans>You are invited</Trans>
          ) : (
            <Trans>{exactOctets(pool.availableOctets, locale)} in it</Trans>
          )}
        </span>
      </span>
    </li>
  );
}

function NewPool() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [isAsked, setAsked] = useState(false);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const opening = useMutation({
    mutationFn: () => openPool(name.trim(), intentKey),
    onSuccess: (pool) => {
      client.setQueryData(poolQuery(pool.id).queryKey, pool);
      void client.invalidateQueries({ queryKey: poolsQuery.queryKey });
      return navigate({ to: '/pools/$poolId', params: { poolId: pool.id } });
    },
  });
  const open = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() !== '' && !opening.isPending) opening.mutate();
  };
  return (
    <form className="card stack" onSubmit={open} noValidate>
      <h2>
        <Trans>Open a pool</Trans>
      </h2>
      <Field
        label={t`Its name`}
        name="pool"
        value={name}
        maxLength={40}
        help={t`Those whom you invite see it, such as “The Tremblays”.`}
        onChange={(typed) => {
          setName(typed);
          setAsked(false);
          setIntentKey(newIntentKey());
          opening.reset();
        }}
        error={
          isAsked && name.trim() === ''
            ? t`Type a name.`
            : opening.error instanceof Problem
              ? opening.error.message
              : null
        }
      />
      {opening.isError && !(opening.error instanceof Problem) && (
        <Notice tone="wrong">
          <FailureWords error={opening.error} />
        </Notice>
      )}
      <Action type="submit" wide isPending={opening.isPending}>
        <Trans>Open it</Trans>
      </Action>
    </form>
  );
}
