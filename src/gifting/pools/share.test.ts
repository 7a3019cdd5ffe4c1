import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { octets } from '../../kernel/public.ts';
import { sharesOf } from './share.ts';

const [ann, bob, cho] = [1, 2, 3];

for (const [story, put, taken, available, expected] of [
  ['nobody took', { ann: 10, bob: 5 }, {}, 15, { ann: 10, bob: 5, cho: 0 }],
  ['one who put nothing in took', { ann: 10, bob: 10 }, { cho: 10 }, 10, { ann: 5, bob: 5 }],
  ['one took its own', { ann: 10, bob: 10 }, { ann: 10 }, 10, { ann: 0, bob: 10 }],
  ['one took more than its own', { ann: 4, bob: 10 }, { ann: 10 }, 4, { ann: 0, bob: 4 }],
  ['who left before left some behind', { ann: 10 }, {}, 16, { ann: 10 }],
  ['nothing is left', { ann: 10 }, { cho: 10 }, 0, { ann: 0, cho: 0 }],
] as const)
  test(`what is whose, where ${story}`, () => {
    const ids: { readonly [name: string]: number } = { ann, bob, cho };
    const moved = (of: { readonly [name: string]: number }) =>
      Object.entries(of).map(([name, amount]) => ({ account: ids[name] ?? 0, octets: amount }));
    const shares = sharesOf([ann, bob, cho], moved(put), moved(taken), octets(available));
    for (const [name, amount] of Object.entries(expected))
      assert.equal(shares.get(ids[name] ?? 0), amount, name);
  });

test('shares are never more together than there is, nor each more than was put in', () => {
  const amount = fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / 1_024) });
  const moved = fc.array(fc.record({ account: fc.integer({ min: 1, max: 5 }), octets: amount }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(moved, moved, amount, (put, taken, available) => {
      const shares = sharesOf([1, 2, 3, 4, 5], put, taken, octets(available));
      let together = 0;
      for (const [account, share] of shares) {
        const own = put.filter((each) => each.account === account);
        assert.ok(share <= own.reduce((sum, each) => sum + each.octets, 0));
        together += share;
      }
      assert.ok(together <= available);
    }),
  );
});
