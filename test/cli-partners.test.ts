// The commands for partners and their webhooks: what they print, and their exit codes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEMO_LINES } from '../src/main/demo/lines.ts';
import { LOOPBACK } from '../src/main/partners.ts';
import { createReach, createSubscriptions } from '../src/interfaces/webhooks/public.ts';
import { systemClock } from '../src/kernel/public.ts';
import { codeOf, lastLine, openCliScene, type CliScene } from './support/cli.ts';

let cli: CliScene;
before(async () => {
  cli = await openCliScene();
});
after(() => cli.close());

const scopes = ['--scope', 'balance:read', 'events:manage'];

test('a partner is let in once, its secret shown once and kept nowhere, and shut out', async () => {
  const added = await cli.run('partner', 'add', 'bss', '--name', 'Billing', ...scopes);
  assert.equal(added.code, 0, added.err);
  const { secret, scopes: given } = lastLine(added);
  assert.deepEqual(given, ['balance:read', 'events:manage']);
  assert.ok(typeof secret === 'string' && secret.length >= 32);
  assert.equal(codeOf(await cli.run('partner', 'add', 'bss', ...scopes)), '1 client_id_taken');
  const unfit = await cli.run('partner', 'add', 'b s s', ...scopes);
  assert.equal(unfit.code, 1);

  const listed = await cli.run('partner', 'list');
  type Shown = { clientId: string; name: string; requestsAMinute: number; removedAt: unknown };
  const partners = lastLine(listed)['partners'] as Shown[];
  assert.deepEqual(
    partners.map(({ clientId, name, requestsAMinute, removedAt }) => [
      clientId,
      name,
      requestsAMinute,
      removedAt,
    ]),
    [['bss', 'Billing', 600, null]],
  );
  assert.ok(!listed.out.includes(secret));
  const { rows } = await cli.store.pool.query('select to_jsonb(partner)::text as row from partner');
  assert.ok(!JSON.stringify(rows).includes(secret));

  assert.equal((await cli.run('partner', 'remove', 'bss')).code, 0);
  assert.match((await cli.say('partner', 'list')).out, /bss +Billing +removed/);
  assert.equal(codeOf(await cli.run('partner', 'remove', 'nobody')), '1 partner_unknown');
});

test('consent is given and withdrawn by line, for a partner that there is', async () => {
  assert.equal((await cli.run('partner', 'add', 'insurer', ...scopes)).code, 0);
  const line = `+${DEMO_LINES[0]?.msisdn ?? ''}`;
  const consent = (...words: string[]) => cli.run('partner', 'consent', ...words);
  const given = await consent('insurer', '--line', line);
  assert.deepEqual(lastLine(given), { clientId: 'insurer', line, given: true });
  const kept = async (): Promise<boolean[]> => {
    const { rows } = await cli.store.pool.query<{ withdrawn: boolean }>(
      "select withdrawn_at is not null as withdrawn from line_consent where client_id = 'insurer'",
    );
    return rows.map(({ withdrawn }) => withdrawn);
  };
  assert.deepEqual(await kept(), [false]);
  const withdrawn = await consent('insurer', '--line', line, '--withdraw');
  assert.equal(lastLine(withdrawn)['given'], false);
  assert.deepEqual(await kept(), [true]);
  assert.equal(codeOf(await consent('nobody', '--line', line)), '1 partner_unknown');
  assert.equal(codeOf(await consent('insurer', '--line', '+15555550100')), '1 line_unknown');
});

test('a new key signs tokens from now on', async () => {
  const first = await cli.run('partner', 'rotate-key');
  assert.equal(first.code, 0, first.err);
  const second = lastLine(await cli.run('partner', 'rotate-key'))['keyId'];
  assert.ok(typeof second === 'string');
  assert.notEqual(second, lastLine(first)['keyId']);
});

test('webhooks are listed without their secret, and replayed by those that there are', async () => {
  assert.match((await cli.say('webhooks', 'list')).out, /Nobody subscribes/);
  const subscriptions = createSubscriptions(cli.store, systemClock, createReach(LOOPBACK));
  const made = await subscriptions.add({
    clientId: 'insurer',
    format: 'cloudevents',
    url: 'http://127.0.0.1:9/hook',
    types: [],
    query: null,
    key: undefined,
  });
  assert.ok(made.ok, JSON.stringify(made));
  const listed = await cli.run('webhooks', 'list');
  const [shown] = lastLine(listed)['subscriptions'] as Record<string, unknown>[];
  assert.equal(shown?.['id'], made.value.id);
  assert.deepEqual([shown?.['waiting'], shown?.['delivered'], shown?.['failed']], [0, 0, 0]);
  assert.ok(!listed.out.includes(made.value.secret.toString('base64')));
  assert.ok(shown !== undefined && !('secret' in shown));

  const replayed = await cli.run('webhooks', 'replay', made.value.id, '--failed');
  assert.equal(replayed.code, 0, replayed.err);
  assert.equal(lastLine(replayed)['replayed'], 0);
  for (const id of ['mine', '00000000-0000-7000-8000-000000000000'])
    assert.equal(codeOf(await cli.run('webhooks', 'replay', id)), '1 subscription_unknown');
});
