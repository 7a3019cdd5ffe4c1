import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  openNchfScene,
  openNetworkFunction,
  pduSession,
  unit,
  type NchfScene,
  type NetworkFunction,
} from '../../../../test/support/nchf.ts';
import { createReauthorizer } from '../../../charging/public.ts';
import { systemClock } from '../../../kernel/public.ts';

let scene: NchfScene;
let smf: NetworkFunction;

before(async () => {
  scene = await openNchfScene({ peers: { answerSeconds: 1 } });
  smf = await openNetworkFunction();
});
after(async () => {
  await smf.close();
  await scene.close();
});
beforeEach(() => {
  smf.told.length = 0;
  smf.status = 204;
});

async function openSession() {
  const line = await scene.carrier.line({ gigabytes: 1 });
  const path = `/callback/${line.imsi}`;
  const made = await scene.client.create({
    ...pduSession(line, smf.root + path),
    multipleUnitUsage: [unit(1, { ask: 1_000 }), unit(9, { ask: 'any' })],
  });
  assert.equal(made.status, 201);
  const [session] = await scene.carrier.ledger.sessionsOf([line.accountId]);
  assert.ok(session !== undefined && session.contact !== null);
  assert.ok(session.contact.startsWith(`nchf ${smf.root}${path} `));
  return { line, path, open: { sessionId: session.session, contact: session.contact } };
}

test('the network is told to report and ask anew, and that a session ends', async () => {
  const { path, open } = await openSession();
  assert.equal(await scene.door.sessions.reauthorize(open), 'told');
  assert.equal(await scene.door.sessions.abort(open), 'told');
  assert.deepEqual(smf.told, [
    {
      path,
      body: {
        notificationType: 'REAUTHORIZATION',
        reauthorizationDetails: [{ ratingGroup: 1 }, { ratingGroup: 9 }],
      },
    },
    { path, body: { notificationType: 'ABORT_CHARGING' } },
  ]);
});

test('many notifications to one network function use one connection', async () => {
  const had = smf.connections;
  const sessions = await Promise.all(Array.from({ length: 20 }, openSession));
  const told = await Promise.all(sessions.map(({ open }) => scene.door.sessions.reauthorize(open)));
  assert.ok(told.every((one) => one === 'told'));
  assert.ok(smf.connections - had <= 1);
});

test('a door that never saw the session names the rating groups that it began with', async () => {
  const { open } = await openSession();
  const door = await scene.another();
  assert.equal(await door.sessions.reauthorize(open), 'told');
  assert.deepEqual(smf.told[0]?.body, {
    notificationType: 'REAUTHORIZATION',
    reauthorizationDetails: [{ ratingGroup: 1 }, { ratingGroup: 9 }],
  });
});

test('what the network answers is understood', async () => {
  const { open } = await openSession();
  for (const [status, told] of [
    [200, 'told'],
    [404, 'session_unknown'],
    [410, 'session_unknown'],
    [400, 'unreachable'],
    [503, 'unreachable'],
  ] as const) {
    smf.status = status;
    assert.equal(await scene.door.sessions.reauthorize(open), told);
  }
  const contact = 'nchf http://127.0.0.1:9/nobody reference ';
  assert.equal(await scene.door.sessions.reauthorize({ sessionId: 'a', contact }), 'unreachable');
});

test('a network function that restarted is told on a new connection', async () => {
  const { open } = await openSession();
  const gone = await openNetworkFunction();
  const moved = { ...open, contact: open.contact.replace(smf.root, gone.root) };
  assert.equal(await scene.door.sessions.reauthorize(moved), 'told');
  await gone.close();
  assert.equal(await scene.door.sessions.reauthorize(moved), 'unreachable');
  assert.equal(await scene.door.sessions.reauthorize(open), 'told');
});

test('octets that arrive are told to every open session of their line within a second', async () => {
  const { line, path } = await openSession();
  const log = { warn: () => {} };
  const { ledger } = scene.carrier;
  const reauthorizer = createReauthorizer({ ledger, clock: systemClock, log });
  reauthorizer.register(scene.door.sessions);
  await scene.carrier.grant(line, 1);
  const began = performance.now();
  reauthorizer.tell([{ accountId: line.accountId, since: systemClock.now() }]);
  await reauthorizer.idle();
  reauthorizer.close();
  assert.deepEqual(
    smf.told.map((told) => told.path),
    [path],
  );
  assert.ok(performance.now() - began < 1_000);
});
