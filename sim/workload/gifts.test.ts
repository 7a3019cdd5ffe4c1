import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answered } from '../oracle/answered.ts';
import { createGifts, type GiftCommand } from './gifts.ts';
import { createRandom } from './random.ts';
import { createScene } from './scene.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const accepted = (value: unknown): Answered => ({ kind: 'accepted', value });

function answerTo(command: GiftCommand): Answered {
  const part = { bucketNumber: 1, octets: 5, scope: 'any', expiresAt: NOW + 1 };
  if (command.name === 'receive_gift') return accepted({ bucketNumbers: [7] });
  if (command.name === 'withdraw_gift') return accepted({ parts: [{ ...part, bucketNumber: 7 }] });
  return accepted({ parts: [part] });
}

test('that a key is reused is no answer to the command that it was used for', () => {
  const gifts = createGifts(createScene(createRandom(1), 100));
  const arrived = new Set<string>();
  const takenBack = new Set<string>();
  for (let step = 0; step < 20_000; step += 1)
    for (const command of gifts.next(NOW)) {
      const { giftId, key } = command;
      if (command.name === 'receive_gift') {
        arrived.add(giftId);
        gifts.heard(command, { kind: 'refused', refusal: { code: 'key_reused', key } });
      }
      if (command.name === 'withdraw_gift') takenBack.add(giftId);
      if (command.name === 'return_gift') assert.ok(takenBack.has(giftId), giftId);
      gifts.heard(command, answerTo(command));
    }
  assert.ok(arrived.size > 100 && takenBack.size > 100);
});
