// The commands for tanks and packs: what they print, and their exit codes.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { codeOf, lastLine, openCliScene, type CliScene } from './support/cli.ts';

let cli: CliScene;
before(async () => {
  cli = await openCliScene();
});
after(() => cli.close());

type Tank = {
  readonly id: number;
  readonly name: string;
  readonly state: string;
  readonly availableOctets: number;
  readonly takeableOctets: number;
};
const tanksIn = (run: Parameters<typeof lastLine>[0]): Tank[] => lastLine(run)['tanks'] as Tank[];

test('a tank is opened once, endowed once for its key, listed, and closed', async () => {
  const opened = await cli.run('tank', 'open', 'Neighbours');
  assert.equal(opened.code, 0, opened.err);
  const [tank] = tanksIn(opened);
  assert.ok(tank);
  assert.deepEqual([tank.name, tank.state, tank.availableOctets], ['Neighbours', 'open', 0]);
  assert.equal(tanksIn(await cli.run('tank', 'open', 'Neighbours'))[0]?.id, tank.id);

  const endow = ['tank', 'endow', String(tank.id), '--days', '30', '--key', 'once'];
  const endowed = await cli.run(...endow, '--size', '7GB');
  assert.equal(endowed.code, 0, endowed.err);
  const again = await cli.run(...endow, '--size', '7GB');
  // Five of them are the reserve.
  assert.deepEqual(
    tanksIn(again).map(({ availableOctets, takeableOctets }) => [availableOctets, takeableOctets]),
    [[7_000_000_000, 2_000_000_000]],
  );
  assert.equal(codeOf(await cli.run(...endow, '--size', '8GB')), '1 key_reused');

  const listed = await cli.say('tank', 'list');
  assert.match(listed.out, /Neighbours: open, has 7.GB, of which 2.GB can be taken/);

  const closed = await cli.run('tank', 'close', String(tank.id));
  assert.equal(closed.code, 0, closed.err);
  assert.notEqual(tanksIn(closed)[0]?.state, 'open');
  assert.deepEqual(tanksIn(await cli.run('tank', 'list')), []);
  assert.equal(codeOf(await cli.run(...endow, '--size', '7GB')), '1 tank_closed');
});

test('what cannot be done to a tank is refused, in words or in JSON', async () => {
  assert.equal(codeOf(await cli.run('tank', 'open', '!')), '1 tank_name_unfit');
  assert.equal(codeOf(await cli.run('tank', 'close', '77')), '1 tank_unknown');
  const inWords = await cli.say('tank', 'close', '77');
  assert.equal(inWords.code, 1);
  assert.match(inWords.err, /there is no such tank/);
  assert.equal(inWords.out, '');
});

const PACK = {
  id: 'day-1',
  name: { en: 'One day', fr: 'Un jour' },
  octets: 1_000_000_000,
  scope: 'any',
  validityDays: 1,
  priceCents: 400,
  isSold: true,
};

test('packs are put on sale from a file, changed, taken off, and listed with the cheapest first', async () => {
  const file = join(cli.folder, 'packs.json');
  const put = async (...packs: object[]) => {
    await writeFile(file, JSON.stringify(packs));
    return cli.run('pack', 'put', file);
  };
  const week = { ...PACK, id: 'week-5', octets: 5_000_000_000, validityDays: 7, priceCents: 300 };
  const first = await put(PACK, week);
  assert.equal(first.code, 0, first.err);
  assert.deepEqual(lastLine(first)['put'], ['day-1', 'week-5']);
  const sold = async (): Promise<string[]> =>
    (lastLine(await cli.run('pack', 'list'))['packs'] as { id: string }[])
      .map(({ id }) => id)
      .filter((id) => id === PACK.id || id === week.id);
  assert.deepEqual(await sold(), ['week-5', 'day-1']);
  assert.match((await cli.say('pack', 'list')).out, /day-1 +1.GB +1 days +4\.00 +One day/);
  assert.equal((await put({ ...week, isSold: false })).code, 0);
  assert.deepEqual(await sold(), ['day-1']);
});

test('a file that is none, is no JSON or no list of packs is refused, and nothing is put', async () => {
  const file = join(cli.folder, 'wrong.json');
  assert.equal(codeOf(await cli.run('pack', 'put', file)), '1 file_unreadable');
  await writeFile(file, '[{');
  assert.equal(codeOf(await cli.run('pack', 'put', file)), '1 file_not_json');
  const wrong = [
    { ...PACK, id: 'new-one' },
    { ...PACK, octets: 0 },
  ];
  await writeFile(file, JSON.stringify(wrong));
  assert.equal(codeOf(await cli.run('pack', 'put', file)), '1 packs_malformed');
  const inWords = await cli.say('pack', 'put', file);
  assert.match(inWords.err, /at \/1\/octets/);
  const { rows } = await cli.store.pool.query("select 1 from pack where pack_id = 'new-one'");
  assert.equal(rows.length, 0);
});
