import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './metrics.ts';

/** The value of one line of a scrape. */
async function scraped(
  metrics: ReturnType<typeof createMetrics>,
  line: string,
): Promise<number | undefined> {
  const { body } = await metrics.text();
  const found = body.split('\n').find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

test('an answer of a door is counted by command and result, and in the buckets of its time', async () => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.gy.answered('CCR-U', 2001, 0.004);
  metrics.gy.answered('CCR-U', 2001, 0.2);
  metrics.gy.answered('CCR-U', 4012, 0.004);
  const name = 'largesse_gy_answer_seconds';
  assert.equal(await scraped(metrics, `${name}_count{command="CCR-U",result="2001"}`), 2);
  assert.equal(await scraped(metrics, `${name}_count{command="CCR-U",result="4012"}`), 1);
  assert.equal(
    await scraped(metrics, `${name}_bucket{le="0.005",command="CCR-U",result="2001"}`),
    1,
  );
  assert.equal(
    await scraped(metrics, `${name}_bucket{le="0.25",command="CCR-U",result="2001"}`),
    2,
  );
});

test('a batch of the ledger is counted by its size and its time, and a lost race beside it', async () => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.ledger.batch(40, 0.009);
  metrics.ledger.raceLost();
  metrics.ledger.answered('charge', 'done', 0.012);
  assert.equal(await scraped(metrics, 'largesse_ledger_batch_commands_sum'), 40);
  assert.equal(await scraped(metrics, 'largesse_ledger_batch_seconds_bucket{le="0.01"}'), 1);
  assert.equal(await scraped(metrics, 'largesse_ledger_races_lost_total'), 1);
  const charges = 'largesse_ledger_command_seconds_count{command="charge",outcome="done"}';
  assert.equal(await scraped(metrics, charges), 1);
});

test('octets that no balance shows add up', async () => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.charging.free(1_000);
  metrics.charging.free(500);
  metrics.charging.overrun(7);
  assert.equal(await scraped(metrics, 'largesse_free_octets_total'), 1_500);
  assert.equal(await scraped(metrics, 'largesse_overrun_octets_total'), 7);
});

test('a session told is counted by what came of it', async () => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.telling.told(0.03);
  metrics.telling.told(4, 'unreachable');
  const told = 'largesse_reauthorization_seconds_count{result="told"}';
  assert.equal(await scraped(metrics, told), 1);
  const lost = 'largesse_reauthorization_seconds_sum{result="unreachable"}';
  assert.equal(await scraped(metrics, lost), 4);
});

test('a watched number is read at each scrape, and left out while it cannot be read', async () => {
  const metrics = createMetrics({ ofProcess: false });
  let peers: number | undefined = 2;
  metrics.watch('peers_up', { help: 'Peers', labels: ['door'] }, () => {
    if (peers === undefined) throw new Error('nobody knows');
    return [{ labels: { door: 'gy' }, value: peers }];
  });
  assert.equal(await scraped(metrics, 'peers_up{door="gy"}'), 2);
  peers = 3;
  assert.equal(await scraped(metrics, 'peers_up{door="gy"}'), 3);
  peers = undefined;
  assert.equal(await scraped(metrics, 'peers_up{door="gy"}'), undefined);
});

test('labels that come from outside do not grow without end', async () => {
  const metrics = createMetrics({ ofProcess: false });
  for (let command = 0; command < 5_000; command += 1)
    metrics.gy.answered(`command-${command}`, 2001, 0.001);
  const { body } = await metrics.text();
  const counts = body.match(/^largesse_gy_answer_seconds_count/gm) ?? [];
  assert.equal(counts.length, 65);
  const others = 'largesse_gy_answer_seconds_count{command="other",result="2001"}';
  assert.equal(await scraped(metrics, others), 5_000 - 64);
});

test('what the process itself uses is told as well', async () => {
  const { body, contentType } = await createMetrics().text();
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
  for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds'])
    assert.match(body, new RegExp(`^${name} `, 'm'));
});

test('a message is counted by what came of it, its way and why, and strangers’ words are bounded', async () => {
  const metrics = createMetrics({ ofProcess: false });
  metrics.messages.handled('sent', 'sms', 'gift_arrived');
  metrics.messages.sentAfter('sms', 0.2);
  metrics.messages.receipt('arrived');
  const sent = 'largesse_messages_total{outcome="sent",way="sms",reason="gift_arrived"}';
  assert.equal(await scraped(metrics, sent), 1);
  assert.equal(await scraped(metrics, 'largesse_message_sent_seconds_count{way="sms"}'), 1);
  assert.equal(await scraped(metrics, 'largesse_message_receipts_total{outcome="arrived"}'), 1);
  for (let code = 0; code < 200; code += 1)
    metrics.messages.handled('later', 'sms', `code ${code}`);
  const { body } = await metrics.text();
  assert.ok(
    body.split('\n').filter((line) => line.startsWith('largesse_messages_total{')).length < 80,
  );
  const other = 'largesse_messages_total{outcome="later",way="sms",reason="other"}';
  assert.ok(((await scraped(metrics, other)) ?? 0) > 100);
});
