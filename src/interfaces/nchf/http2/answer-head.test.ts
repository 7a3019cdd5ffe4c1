import assert from 'node:assert/strict';
import { test } from 'node:test';
import { created, NO_CONTENT, ok } from './answer.ts';
import { mostHeadOctets, writeHead } from './answer-head.ts';
import { HeaderDecoder } from './hpack.ts';
import { problem } from './problem.ts';
import { Heard } from './test-support/heard.ts';

const PROBLEM = { cause: 'X', detail: 'x' };
const long = `http://chf/${'x'.repeat(500)}`;
for (const [name, answer, octets, values] of [
  ['a body', ok('{}'), 2, ['200', 'application/json', '2']],
  ['nothing', NO_CONTENT, 0, ['204']],
  ['a long place', created('{}', long), 70_000, ['201', 'application/json', '70000', long]],
  [
    'a time to wait',
    problem({ status: 503, ...PROBLEM, retryAfterSeconds: 12 }),
    9,
    ['503', 'application/problem+json', '9', '12'],
  ],
  [
    'methods',
    problem({ status: 405, ...PROBLEM, allow: 'PUT, DELETE' }),
    10,
    ['405', 'application/problem+json', '10', 'PUT, DELETE'],
  ],
] as const)
  test(`the head of an answer with ${name} reads back`, () => {
    const out = Buffer.alloc(mostHeadOctets(answer));
    const end = writeHead(out, 0, answer, octets);
    const head = new Heard();
    new HeaderDecoder().decode(out, 0, end, head);
    assert.deepEqual(head.values, values);
  });
