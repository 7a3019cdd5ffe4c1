// What staff read of people is on record: the commands that show it, and the one that shows the record.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, lastLine, openCliScene, type CliScene } from './support/cli.ts';

let cli: CliScene;
before(async () => {
  cli = await openCliScene();
});
after(() => cli.close());

test('reading reports and a history is kept with who and why, and shown again', async () => {
  const [giver, receiver] = ['+16135550101', '+447700900001'];
  const given = await cli.run('gift', '--from', giver, '--to', receiver, '--size', '1GB', '--wait');
  assert.equal(given.code, 0, given.err);
  const onRecord = ['--staff', 'agnes', '--why', 'case 4711'];
  const history = await cli.run('history', giver, ...onRecord);
  assert.equal(history.code, 0, history.err);
  const gifts = lastLine(history)['gifts'] as { octets: number; isGiver: boolean; state: string }[];
  assert.deepEqual(
    gifts.map(({ octets, isGiver, state }) => [octets, isGiver, state]),
    [[1_000_000_000, true, 'delivered']],
  );
  const reports = await cli.run('reports', '--staff', 'bo', '--why', 'daily look');
  assert.deepEqual(lastLine(reports)['reports'], []);

  type Read = { staff: string; what: string; why: string; accountId: number | null };
  const reads = async (...words: string[]) =>
    (lastLine(await cli.run('reads', ...words))['reads'] as Read[]).map(({ staff, what, why }) => [
      staff,
      what,
      why,
    ]);
  assert.deepEqual(await reads(), [
    ['bo', 'reports', 'daily look'],
    ['agnes', 'history', 'case 4711'],
  ]);
  assert.deepEqual(await reads('--line', giver), [['agnes', 'history', 'case 4711']]);
  assert.match((await cli.say('reads')).out, /agnes read history of account \d+: "case 4711"/);
});

test('who says not why sees nothing', async () => {
  const { code, out } = await cli.run('history', '+16135550101', '--why', 'no');
  assert.equal(codeOf({ code, out, err: '' }), '1 why_missing');
  assert.ok(!out.includes('gifts'));
  const unknown = await cli.run('history', '+15555550199', '--why', 'case 4711');
  assert.equal(codeOf(unknown), '1 line_unknown');
});
