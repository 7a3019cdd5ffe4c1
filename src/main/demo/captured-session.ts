// Plays the session of a real SMF, byte for byte as it was captured, against a Gy door over TCP.

import {
  GyClient,
  readCapturedSession,
  readTree,
  rename,
  valueIn,
  type GyIdentity,
  type Message,
} from '../../interfaces/gy/public.ts';

/** The SMF of the capture. */
const SMF: GyIdentity = {
  originHost: 'smf.epc.test',
  originRealm: 'epc.test',
  productName: 'freeDiameter',
  vendorId: 0,
  hostIpAddresses: ['127.0.0.4'],
};
/** Command flags, RFC 6733 clause 3: T says that the request may have been sent before. */
const RETRANSMITTED = 0x10;

const codeOf = (answer: Message): number => Number(valueIn(readTree(answer), 'Result-Code'));

/** Asks for a first quota under a session of its own, and answers with the result code. */
export async function askForQuota(door: { host: string; port: number }): Promise<number> {
  const session = readCapturedSession();
  const client = await GyClient.connect({ ...door, identity: SMF });
  await client.request(session.capabilitiesExchange);
  const asked = rename(session.initial, { sessionId: `smf.epc.test;demo;${Date.now()};asks` });
  const answer = await client.request(asked);
  await client.request(session.disconnectPeer);
  await client.closed;
  return codeOf(answer);
}

export type Played = {
  /** Result codes of the four credit requests: initial, two updates, final. */
  readonly answers: readonly number[];
  /** Whether the second update, sent again with the T bit, got the same answer octet for octet. */
  readonly repeatAnsweredAlike: boolean;
};

/** The whole session, its second update sent twice. */
export async function playCapturedSession(door: { host: string; port: number }): Promise<Played> {
  const session = readCapturedSession();
  const sessionId = `smf.epc.test;demo;${Date.now()};plays`;
  const client = await GyClient.connect({ ...door, identity: SMF });
  await client.request(session.capabilitiesExchange);
  await client.request(session.deviceWatchdog);
  const [first, second] = session.updates;
  const answers: Message[] = [];
  for (const request of [session.initial, first, second])
    answers.push(await client.request(rename(request, { sessionId })));
  const again = rename(second, { sessionId });
  again.writeUInt8(again.readUInt8(4) | RETRANSMITTED, 4);
  const repeat = await client.request(again);
  const original = answers.at(-1);
  answers.push(await client.request(rename(session.final, { sessionId })));
  await client.request(session.disconnectPeer);
  await client.closed;
  return {
    answers: answers.map(codeOf),
    repeatAnsweredAlike: original?.bytes.equals(repeat.bytes) === true,
  };
}
