import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHAIN_AT_MOST, wayBack, youngest, type Edge, type GivenBy } from './circle.ts';

/** `1>2 2>3`: who gives to whom, the later the younger. */
function world(text: string): GivenBy {
  const edges = text.split(' ').map((word, index): Edge => {
    const [giver, receiver] = word.split('>').map(Number);
    return { id: word, giver: giver ?? 0, receiver: receiver ?? 0, madeAt: index };
  });
  return async (givers) => edges.filter(({ giver }) => givers.includes(giver));
}

/** A new gift, who gives to whom already, and the way by which it would come back. */
const STORY = `
  1>2 | 3>4             |
  1>2 | 2>1             | 2>1
  1>2 | 2>3 3>1         | 2>3 3>1
  1>2 | 2>3 3>4 4>5 5>1 | 2>3 3>4 4>5 5>1
  1>2 | 2>3 2>4 4>1     | 2>4 4>1
  1>2 | 2>3 3>4 4>2     |
  1>2 | 1>3 3>2         |
  1>2 | 2>3 3>5 2>4 4>1 | 2>4 4>1
`;

test('what is given is followed until it comes back or goes no further', async () => {
  for (const row of STORY.trim().split('\n')) {
    const [added = '', given = '', expected = ''] = row.split('|').map((part) => part.trim());
    const [giver = 0, receiver = 0] = added.split('>').map(Number);
    const back = await wayBack(receiver, giver, world(given));
    assert.ok(back.ok);
    assert.equal(back.value.map(({ id }) => id).join(' '), expected, row);
  }
});

const endless: GivenBy = async (givers) =>
  givers.map((giver) => ({ id: `${giver}`, giver, receiver: giver + 1, madeAt: giver }));

test('a chain without end is refused, not followed for ever', async () => {
  const back = await wayBack(2, 1, endless);
  assert.deepEqual(back, {
    ok: false,
    refusal: { code: 'standing_chain_too_long', limit: CHAIN_AT_MOST },
  });
});

test('the last to be made is the one that closed the circle', async () => {
  const [one, two, three] = [1, 3, 2].map((madeAt) => ({
    id: `edge-${madeAt}`,
    giver: 1,
    receiver: 2,
    madeAt,
  }));
  assert.ok(one && two && three);
  assert.equal(youngest([one, two, three]), two);
  assert.equal(
    youngest([
      { ...one, id: 'a' },
      { ...one, id: 'b' },
    ])?.id,
    'b',
  );
});
