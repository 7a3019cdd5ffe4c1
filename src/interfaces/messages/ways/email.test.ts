// Against a real SMTP server on this machine.

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { testLine } from '../test-line.ts';
import { createEmail } from './email.ts';
import type { Letter } from './way.ts';

type Received = { readonly from: string; readonly to: readonly string[]; readonly data: string };

async function openServer(context: TestContext, refusal?: { status: number; words: string }) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo(_address, _session, done) {
      if (refusal === undefined) return done();
      return done(Object.assign(new Error(refusal.words), { responseCode: refusal.status }));
    },
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          data: Buffer.concat(parts).toString('utf8'),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const email = createEmail({
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    from: 'Aurora Mobile <gifts@aurora.example>',
  });
  context.after(async () => {
    await email.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  return { received, email, server };
}

const letter = (change: Partial<Letter> = {}): Letter => ({
  messageId: '0190f5d2-1111-7000-8000-000000000001',
  about: 'gift_arrived',
  line: testLine({ email: 'maya@example.com' }),
  text: { title: 'Vous avez reçu 2 Go', body: 'M••• T. vous a donné 2 Go.' },
  toldAt: 0,
  lapsesAt: 1,
  ...change,
});

test('email arrives as plain text, at one address, under a name that a repeat has too', async (context) => {
  const { received, email } = await openServer(context);
  assert.deepEqual(await email.send(letter()), { outcome: 'taken' });
  assert.deepEqual(await email.send(letter()), { outcome: 'taken' });
  const [first, second] = received;
  assert.equal(first?.from, 'gifts@aurora.example');
  assert.deepEqual(first?.to, ['maya@example.com']);
  assert.match(first?.data ?? '', /^Content-Type: text\/plain; charset=utf-8/m);
  assert.match(first?.data ?? '', /^Auto-Submitted: auto-generated/im);
  const name = /^Message-ID: (.*)$/im.exec(first?.data ?? '')?.[1];
  assert.equal(name, '<0190f5d2-1111-7000-8000-000000000001@aurora.example>');
  assert.equal(/^Message-ID: (.*)$/im.exec(second?.data ?? '')?.[1], name);
});

test('words in an address or a title add neither receivers nor headers', async (context) => {
  const { received, email } = await openServer(context);
  await email.send(
    letter({
      line: testLine({ email: 'maya@example.com, eve@example.com' }),
      text: { title: 'x\r\nBcc: eve@example.com', body: '\r\n.\r\nRCPT TO:<eve@example.com>' },
    }),
  );
  for (const { to, data } of received) {
    assert.equal(to.length, 1);
    assert.doesNotMatch(data, /^Bcc:/im);
  }
});

test('a mailbox that is not there is refused for good, and a full one is for later', async (context) => {
  const gone = await openServer(context, { status: 550, words: 'no such user' });
  assert.deepEqual(await gone.email.send(letter()), { outcome: 'refused', problem: 'smtp 550' });
  const full = await openServer(context, { status: 452, words: 'mailbox full' });
  assert.deepEqual(await full.email.send(letter()), { outcome: 'later', problem: 'smtp 452' });
});

test('a server that is away is for later', async () => {
  const email = createEmail({ url: 'smtp://127.0.0.1:1', from: 'a@b.example' });
  assert.equal((await email.send(letter())).outcome, 'later');
  await email.close();
});

test('a line without an address is not reached by email', async () => {
  const email = createEmail({ url: 'smtp://127.0.0.1:1', from: 'a@b.example' });
  assert.equal(email.reaches(testLine()), false);
  assert.equal(email.reaches(testLine({ email: null })), false);
  assert.equal(email.reaches(testLine({ email: 'maya@example.com' })), true);
  await email.close();
});
