import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  INITIAL_WATCHDOG,
  stepWatchdog,
  type Watchdog,
  type WatchdogEvent,
  type WatchdogState,
} from './watchdog.ts';

/**
 * The table of RFC 3539 clause 3.4.1: state, whether a watchdog is pending, answers since it reopened;
 * the event; the actions; and the three of the next state.
 */
const TABLE = `
initial -  0   connected        start_timer            okay    -  0
initial -  0   connected_again  ask,start_timer        reopen  p  0
initial -  0   received         .                      initial -  0
okay    -  0   received         start_timer            okay    -  0
okay    p  0   received         start_timer            okay    p  0
okay    p  0   answered         start_timer            okay    -  0
okay    -  0   expired          ask,start_timer        okay    p  0
okay    p  0   expired          fail_over,start_timer  suspect p  0
okay    -  0   disconnected     .                      down    -  0
suspect p  0   answered         fail_back,start_timer  okay    -  0
suspect p  0   received         fail_back,start_timer  okay    p  0
suspect p  0   expired          close                  down    -  0
reopen  p  0   answered         .                      reopen  -  1
reopen  p  1   answered         .                      reopen  -  2
reopen  p  2   answered         fail_back              okay    -  3
reopen  p  0   received         .                      reopen  p  0
reopen  -  1   expired          ask,start_timer        reopen  p  1
reopen  p  1   expired          start_timer            reopen  p  -1
reopen  p  -1  expired          close                  down    -  0
reopen  p  -1  answered         .                      reopen  -  0
down    -  0   answered         .                      down    -  0
down    -  0   received         .                      down    -  0
down    -  0   expired          .                      down    -  0
`;

const watchdog = (state: string, pending: string, answers: string): Watchdog => ({
  state: state as WatchdogState,
  isPending: pending === 'p',
  answers: Number(answers),
});

for (const row of TABLE.trim().split('\n')) {
  const [from, pending, answers, event, actions, to, thenPending, thenAnswers] = row.split(
    / +/,
  ) as [string, string, string, WatchdogEvent, string, string, string, string];
  test(`${from} (${pending} ${answers}): ${event} leads to ${to}, ${actions}`, () => {
    const step = stepWatchdog(watchdog(from, pending, answers), event);
    assert.deepEqual(step.next, watchdog(to, thenPending, thenAnswers));
    assert.deepEqual(step.actions, actions === '.' ? [] : actions.split(','));
  });
}

test('a peer that never answers is asked once, suspect, then given up: three periods', () => {
  let { next } = stepWatchdog(INITIAL_WATCHDOG, 'connected');
  const states: WatchdogState[] = [];
  for (let period = 0; period < 3; period += 1) {
    ({ next } = stepWatchdog(next, 'expired'));
    states.push(next.state);
  }
  assert.deepEqual(states, ['okay', 'suspect', 'down']);
});
