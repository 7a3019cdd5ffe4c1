import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import pino from 'pino';
import { openTestStore } from '../../test/support/store.ts';
import { jobsSchemaOf, prepareJobs, runDeliveries } from './jobs.ts';

test('a queue that another store makes in the same database stops neither the jobs nor the process', async () => {
  const log = pino({ level: 'silent' });
  const store = await openTestStore();
  await prepareJobs(store, log);
  const done = new EventTarget();
  const jobs = await runDeliveries(store, log, {
    taskList: { look: () => void done.dispatchEvent(new Event('done')) },
    crontab: '',
  });
  try {
    await store.pool.query(
      `select pg_notify('worker:migrate', '{"breaking": true, "migrationNumber": 999}')`,
    );
    for (const _ of ['while it stops', 'after it has started again']) {
      const looked = once(done, 'done', { signal: AbortSignal.timeout(30_000) });
      await store.pool.query(`select ${jobsSchemaOf(store)}.add_job('look')`);
      await looked;
    }
  } finally {
    await jobs.stop();
    await store.pool.query(`drop schema ${jobsSchemaOf(store)} cascade`);
    await store.close();
  }
  assert.equal(process.exitCode, undefined);
});
