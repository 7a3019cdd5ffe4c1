import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignedOut, Problem, retryAfterSeconds, toProblem, Unreachable } from './problem.ts';

test('a refusal keeps its code, its words and its figures', () => {
  const problem = toProblem(422, {
    title: 'Too much',
    detail: 'At most 5 GB.',
    code: 'above_maximum',
    facts: { limitOctets: 5_000_000_000 },
  });
  assert.ok(problem instanceof Problem);
  assert.equal(problem.message, 'At most 5 GB.');
  assert.equal(problem.code, 'above_maximum');
  assert.deepEqual(problem.facts, { limitOctets: 5_000_000_000 });
});

test('a refusal without detail says its title', () => {
  assert.equal(toProblem(409, { code: 'x', title: 'Already ended' }).message, 'Already ended');
});

test('a server error or a page of a proxy counts as no answer', () => {
  assert.ok(toProblem(500, { code: 'internal', detail: 'secret' }) instanceof Unreachable);
  assert.ok(toProblem(502, null) instanceof Unreachable);
  assert.ok(toProblem(404, { message: 'no such route' }) instanceof Unreachable);
});

test('only a missing session sends people to sign in, a wrong code does not', () => {
  assert.equal(isSignedOut(toProblem(401, { code: 'not_signed_in' })), true);
  assert.equal(isSignedOut(toProblem(401, { code: 'code_wrong' })), false);
  assert.equal(isSignedOut(new Error('x')), false);
});

test('the time to wait is read from the facts, rounded up', () => {
  const waiting = toProblem(429, { code: 'too_many_attempts', facts: { retryAfterSeconds: 29.2 } });
  assert.equal(retryAfterSeconds(waiting), 30);
  assert.equal(retryAfterSeconds(toProblem(429, { code: 'too_many_attempts' })), null);
});
