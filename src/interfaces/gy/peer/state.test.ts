import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION_STATES, stateAfter, type PeerEvent, type PeerState } from './state.ts';

const STATES: readonly PeerState[] = [
  'waiting_for_capabilities',
  'open',
  'closing',
  'leaving',
  'closed',
];

/** A row is an event; a column the state it comes in, in the order above; a dot changes nothing. */
const TABLE = `
capabilities_accepted  open     open     .        .       .
capabilities_refused   leaving  leaving  .        .       .
other_message          closed   open     closing  .       .
stop                   closed   closing  .        .       .
disconnect_answered    .        .        leaving  .       .
disconnect_asked       .        leaving  leaving  .       .
stream_lost            closed   leaving  leaving  .       .
time_is_up             closed   .        leaving  closed  .
given_up               closed   closed   closed   closed  .
socket_closed          closed   closed   closed   closed  .
`;

for (const row of TABLE.trim().split('\n')) {
  const [event, ...columns] = row.split(/ +/) as [PeerEvent, ...string[]];
  for (const [index, state] of STATES.entries()) {
    const expected = columns[index] === '.' ? state : columns[index];
    test(`${state}: ${event} leads to ${expected}`, () => {
      assert.equal(stateAfter(state, event), expected);
    });
  }
}

test('the table above has every event of every state', () => {
  const events = new Set(
    TABLE.trim()
      .split('\n')
      .map((row) => row.split(' ')[0]),
  );
  for (const state of STATES)
    for (const event of Object.keys(CONNECTION_STATES[state])) assert.ok(events.has(event), event);
});

test('nothing leads out of closed', () => {
  assert.deepEqual(CONNECTION_STATES.closed, {});
});
