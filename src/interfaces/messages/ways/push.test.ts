import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../kernel/public.ts';
import { testLine } from '../test-line.ts';
import { createPush, signatureOf } from './push.ts';
import type { Letter } from './way.ts';

const SECRET = Buffer.alloc(32, 7);

async function openGateway(
  context: TestContext,
  status: number,
  headers: { readonly [name: string]: string } = {},
) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status, headers).end('x'.repeat(10_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`;
  return { received, push: createPush({ url, secret: SECRET }, systemClock) };
}

const LETTER: Letter = {
  messageId: '0190f5d2-1111-7000-8000-000000000001',
  about: 'gift_arrived',
  line: testLine({ language: 'zh' }),
  text: { title: '您收到 2 GB', body: 'M••• T. 送给您 2 GB。' },
  toldAt: Date.UTC(2026, 10, 22),
  lapsesAt: Date.UTC(2026, 10, 24),
};

test('a push carries the words, and a signature over exactly what was sent', async (context) => {
  const { received, push } = await openGateway(context, 202);
  assert.deepEqual(await push.send(LETTER), { outcome: 'taken' });
  const [first] = received;
  assert.ok(first !== undefined);
  const { id, msisdn, title, language } = JSON.parse(first.body) as Record<string, unknown>;
  assert.deepEqual(
    [id, msisdn, title, language],
    [LETTER.messageId, '16135550101', '您收到 2 GB', 'zh'],
  );
  const timestamp = String(first.headers['webhook-timestamp']);
  assert.ok(Math.abs(Number(timestamp) - Date.now() / 1_000) < 5);
  assert.equal(
    first.headers['webhook-signature'],
    signatureOf(SECRET, LETTER.messageId, timestamp, first.body),
  );
});

test('the signature is the one of the Standard Webhooks specification', () => {
  // The example of its reference implementations.
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  assert.equal(
    signatureOf(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}'),
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('what a gateway answers says whether to come again', async (context) => {
  const stories: readonly (readonly [number, object])[] = [
    [500, { outcome: 'later', problem: 'push http 500' }],
    [401, { outcome: 'later', problem: 'push http 401' }],
    [302, { outcome: 'later', problem: 'push http 302' }],
    [400, { outcome: 'refused', problem: 'push http 400' }],
    [410, { outcome: 'refused', problem: 'push http 410' }],
  ];
  for (const [status, outcome] of stories) {
    const { push, received } = await openGateway(context, status, { location: '/elsewhere' });
    assert.deepEqual(await push.send(LETTER), outcome);
    assert.equal(received.length, 1, 'nobody is sent elsewhere');
  }
  const { push } = await openGateway(context, 429, { 'retry-after': '120' });
  assert.deepEqual(await push.send(LETTER), {
    outcome: 'later',
    problem: 'push http 429',
    afterSeconds: 120,
  });
});

test('a gateway that is away is for later', async () => {
  const push = createPush({ url: 'http://127.0.0.1:1/', secret: SECRET }, systemClock);
  assert.equal((await push.send(LETTER)).outcome, 'later');
});
