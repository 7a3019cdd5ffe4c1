// Against a real message centre over TCP: the server of the library, with what goes wrong at centres.

import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import smpp, { type Pdu, type Session } from 'smpp';
import { systemClock } from '../../../../kernel/public.ts';
import { testLine } from '../../test-line.ts';
import type { Letter } from '../way.ts';
import type { Receipt } from './receipt.ts';
import { createSms, sourceOf, validityOf, type SmsOptions } from './sms.ts';

type Centre = {
  readonly port: number;
  readonly submitted: Pdu[];
  readonly binds: Pdu[];
  readonly sessions: Session[];
  enquiries: number;
  /** What is answered to each submit_sm; undefined: nothing. */
  answer: (pdu: Pdu, count: number) => number | undefined;
  bindStatus: number;
  isDeaf: boolean;
};

async function openCentre(context: TestContext, port = 0): Promise<Centre> {
  const sessions: Session[] = [];
  const server = smpp.createServer((session) => {
    sessions.push(session);
    session.on('error', () => session.destroy());
    session.on('pdu', (pdu: Pdu) => {
      if (pdu.isResponse()) return;
      if (pdu.command === 'bind_transceiver') {
        centre.binds.push(pdu);
        session.send(pdu.response({ command_status: centre.bindStatus, system_id: 'centre' }));
      } else if (pdu.command === 'submit_sm') {
        centre.submitted.push(pdu);
        const status = centre.answer(pdu, centre.submitted.length);
        if (status !== undefined)
          session.send(
            pdu.response({ command_status: status, message_id: `m${centre.submitted.length}` }),
          );
      } else if (pdu.command === 'enquire_link') {
        centre.enquiries += 1;
        if (!centre.isDeaf) session.send(pdu.response());
      } else session.send(pdu.response());
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  context.after(async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const centre: Centre = {
    port: (server.address() as AddressInfo).port,
    submitted: [],
    binds: [],
    sessions,
    enquiries: 0,
    answer: () => 0,
    bindStatus: 0,
    isDeaf: false,
  };
  return centre;
}

function open(context: TestContext, centre: Centre, options: Partial<SmsOptions> = {}) {
  const receipts: Receipt[] = [];
  const sms = createSms({
    url: `smpp://127.0.0.1:${centre.port}`,
    systemId: 'largesse',
    password: 'secret',
    source: 'Aurora',
    long: 'udh',
    window: 10,
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined },
    receipt: async (receipt) => {
      await Promise.resolve();
      receipts.push(receipt);
    },
    answerMilliseconds: 300,
    firstPauseMilliseconds: 20,
    ...options,
  });
  context.after(() => sms.close());
  return { sms, receipts };
}

const letter = (body: string): Letter => ({
  messageId: '0190f5d2-1111-7000-8000-000000000001',
  about: 'gift_arrived',
  line: testLine({ msisdn: '16135550101' }),
  text: { title: 'x', body },
  toldAt: Date.now(),
  lapsesAt: Date.now() + 3_600_000,
});

async function until(fact: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!fact()) {
    assert.ok(Date.now() < end, `in time: ${fact.toString()}`);
    await sleep(5);
  }
}

const said = (pdu: Pdu | undefined): string => {
  const message = pdu?.short_message?.message ?? '';
  if (typeof message === 'string') return message;
  return (pdu?.data_coding === 8 ? smpp.encodings.UCS2 : smpp.encodings.ASCII).decode(message);
};

test('a bound client submits in the GSM alphabet to the number, asks for a receipt, and says how long', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  assert.equal(centre.binds[0]?.system_id, 'largesse');
  assert.equal(centre.binds[0]?.password, 'secret');
  const sent = await sms.send(letter('M••• T. gave you 2\u00a0GB, réjouis-toi: à toi!'));
  assert.deepEqual(sent, { outcome: 'taken', segmentNames: ['m1'] });
  const [pdu] = centre.submitted;
  assert.equal(pdu?.destination_addr, '16135550101');
  assert.equal(pdu?.source_addr, 'Aurora');
  assert.equal(pdu?.source_addr_ton, 5);
  assert.equal(pdu?.registered_delivery, 1);
  assert.equal(pdu?.data_coding, 0);
  assert.equal(said(pdu), 'M*** T. gave you 2 GB, réjouis-toi: à toi!');
});

test('a long Chinese text goes as joined UCS-2 segments, and a repeat has the same reference', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  const text = '流量已到账。'.repeat(20);
  const sent = await sms.send(letter(text));
  assert.deepEqual(sent, { outcome: 'taken', segmentNames: ['m1', 'm2'] });
  await sms.send(letter(text));
  assert.deepEqual(
    centre.submitted.map(({ esm_class: esmClass, data_coding: coding }) => [esmClass, coding]),
    Array.from({ length: 4 }, () => [0x40, 8]),
  );
  const headers = centre.submitted.map((pdu) => pdu.short_message?.udh?.[0]?.toString('hex'));
  assert.deepEqual(headers.slice(0, 2), headers.slice(2));
  assert.notEqual(headers[0], headers[1]);
  assert.equal(centre.submitted.slice(0, 2).map(said).join(''), text);
});

test('a long text goes whole in message_payload where the centre wants that', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre, { long: 'payload' });
  await until(() => sms.isBound());
  const sent = await sms.send(letter('a'.repeat(400)));
  assert.deepEqual(sent, { outcome: 'taken', segmentNames: ['m1'] });
  assert.equal(String(centre.submitted[0]?.message_payload?.message).length, 400);
});

test('a throttled client keeps still for a while, and says when to come again', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  centre.answer = () => 0x58;
  const first = await sms.send(letter('x'));
  assert.deepEqual(first, {
    outcome: 'later',
    problem: 'command_status 0x00000058',
    afterSeconds: 1,
  });
  const second = await sms.send(letter('x'));
  assert.equal(second.outcome, 'later');
  assert.equal(centre.submitted.length, 1, 'the centre is left alone');
  centre.answer = () => 0;
  await sleep(1_050);
  assert.equal((await sms.send(letter('x'))).outcome, 'taken');
});

test('a number that the centre does not know is refused for good; what it cannot do now is for later', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  centre.answer = (_, count) => (count === 1 ? 0x0b : 0x08);
  assert.equal((await sms.send(letter('x'))).outcome, 'refused');
  assert.equal((await sms.send(letter('x'))).outcome, 'later');
});

test('a centre that does not answer is no answer: later, and nobody waits for ever', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  centre.answer = () => undefined;
  assert.deepEqual(await sms.send(letter('x')), { outcome: 'later', problem: 'smpp_no_answer' });
});

test('a link that breaks fails what waits at once, and is made again', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre, { answerMilliseconds: 60_000 });
  await until(() => sms.isBound());
  centre.answer = () => undefined;
  const waiting = sms.send(letter('x'));
  await until(() => centre.submitted.length === 1);
  centre.sessions[0]?.destroy();
  assert.equal((await waiting).outcome, 'later');
  centre.answer = () => 0;
  await until(() => centre.binds.length === 2 && sms.isBound());
  assert.equal((await sms.send(letter('x'))).outcome, 'taken');
});

test('a centre that refuses the bind is asked again, and says later meanwhile', async (context) => {
  const centre = await openCentre(context);
  centre.bindStatus = 0x0d;
  const { sms } = open(context, centre);
  await until(() => centre.binds.length >= 2);
  assert.deepEqual(await sms.send(letter('x')), {
    outcome: 'later',
    problem: 'smpp_not_bound',
    afterSeconds: 5,
  });
  centre.bindStatus = 0;
  await until(() => sms.isBound());
});

test('a quiet link is kept alive, and given up when the other side is dead', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre, { enquireMilliseconds: 30, answerMilliseconds: 100 });
  await until(() => centre.enquiries >= 2);
  assert.ok(sms.isBound());
  assert.equal(centre.binds.length, 1);
  centre.isDeaf = true;
  await until(() => centre.binds.length >= 2);
});

test('octets that are no SMPP end the session, and a new one is made', async (context) => {
  const centre = await openCentre(context);
  const { sms } = open(context, centre);
  await until(() => sms.isBound());
  centre.sessions[0]?.socket.write(Buffer.alloc(64, 0xff));
  await until(() => centre.binds.length === 2 && sms.isBound());
});

test('receipts are read from words and from fields, answered, and asked for again when they could not be kept', async (context) => {
  const centre = await openCentre(context);
  const answers: number[] = [];
  let failing = true;
  const heard: Receipt[] = [];
  const { sms } = open(context, centre, {
    receipt: async (receipt) => {
      await Promise.resolve();
      if (failing) throw new Error('the store is away');
      heard.push(receipt);
    },
  });
  await until(() => sms.isBound());
  const tell = (fields: object): void =>
    void centre.sessions[0]?.deliver_sm({ source_addr: '16135550101', ...fields }, (pdu) =>
      answers.push(pdu.command_status),
    );
  const words =
    'id:m1 sub:001 dlvrd:001 submit date:2611221300 done date:2611221301 stat:DELIVRD err:000';
  tell({ esm_class: 4, short_message: words });
  await until(() => answers.length === 1);
  failing = false;
  tell({ esm_class: 4, short_message: words });
  tell({ esm_class: 4, short_message: '', receipted_message_id: 'm2', message_state: 5 });
  tell({ esm_class: 4, short_message: 'id:m3 stat:ENROUTE err:000' });
  tell({ esm_class: 0, short_message: 'id:m4 stat:DELIVRD says a person' });
  await until(() => answers.length === 5);
  assert.deepEqual(answers, [0x64, 0, 0, 0, 0]);
  assert.deepEqual(heard, [
    { segmentName: 'm1', outcome: 'arrived' },
    { segmentName: 'm2', outcome: 'undelivered' },
    { segmentName: 'm3', outcome: undefined },
  ]);
});

test('a hundred at once keep to the window', async (context) => {
  const centre = await openCentre(context);
  let onTheirWay = 0;
  let most = 0;
  centre.answer = () => undefined;
  const { sms } = open(context, centre, { window: 4, answerMilliseconds: 5_000 });
  await until(() => sms.isBound());
  centre.sessions[0]?.on('submit_sm', (pdu: Pdu) => {
    onTheirWay += 1;
    most = Math.max(most, onTheirWay);
    setTimeout(() => {
      onTheirWay -= 1;
      centre.sessions[0]?.send(pdu.response({ message_id: `w${pdu.sequence_number}` }));
    }, 10);
  });
  const all = await Promise.all(Array.from({ length: 100 }, () => sms.send(letter('x'))));
  assert.ok(all.every(({ outcome }) => outcome === 'taken'));
  assert.ok(most > 1 && most <= 4, `${most} at once`);
});

test('who it is from, and how long it is good for, are written as SMPP wants them', () => {
  assert.deepEqual(sourceOf('+16135550100'), {
    source_addr_ton: 1,
    source_addr_npi: 1,
    source_addr: '16135550100',
  });
  assert.equal(sourceOf('4040')['source_addr_ton'], 3);
  assert.equal(sourceOf('Aurora')['source_addr_ton'], 5);
  assert.equal(validityOf(5 * 60_000), '000000000500000R');
  assert.equal(validityOf(2 * 86_400_000 + 3_600_000), '000002010000000R');
  assert.equal(validityOf(-5), '000000000100000R');
});
