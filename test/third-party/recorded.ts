// A stretch of network that remembers: what passes between a client and a door, and a capture of it that other
// programs read.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export type Passed = {
  readonly from: 'client' | 'server';
  readonly connection: number;
  readonly bytes: Buffer;
};

export type Recorder = { readonly port: number; readonly passed: readonly Passed[] };

/** Stands before a port of this machine, and passes on what comes, both ways. */
export async function recordBefore(context: TestContext, port: number): Promise<Recorder> {
  const passed: Passed[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const connection = connections;
    const behind = connect({ host: '127.0.0.1', port });
    for (const [from, here, there] of [
      ['client', client, behind],
      ['server', behind, client],
    ] as const) {
      sockets.add(here);
      here.setNoDelay(true);
      here.on('data', (bytes: Buffer) => {
        passed.push({ from, connection, bytes });
        there.write(bytes);
      });
      here.on('end', () => there.end());
      here.on('error', () => there.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, passed };
}

const RAW_IP = 101;
const LARGEST_SEGMENT = 60_000;
const CLIENT_PORT = 40_000;
const FLAGS_PUSH_ACK = 0x18;

/** A capture file (the pcap format that every tool reads) in which the server listens on `serverPort`. */
export function captureOf(passed: readonly Passed[], serverPort: number): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(RAW_IP, 20);
  const parts: Buffer[] = [header];
  /** Of each direction: the number of its next octet. */
  const sent = new Map<string, number>();
  let packets = 0;
  for (const { from, connection, bytes } of passed) {
    const other = from === 'client' ? 'server' : 'client';
    for (let at = 0; at < bytes.length; at += LARGEST_SEGMENT) {
      const payload = bytes.subarray(at, at + LARGEST_SEGMENT);
      const sequence = sent.get(`${from} ${connection}`) ?? 1;
      const acknowledged = sent.get(`${other} ${connection}`) ?? 1;
      sent.set(`${from} ${connection}`, sequence + payload.length);
      const packet = packetOf(payload, {
        fromServer: from === 'server',
        clientPort: CLIENT_PORT + connection,
        serverPort,
        sequence,
        acknowledged,
      });
      const record = Buffer.alloc(16);
      record.writeUInt32LE(1_700_000_000 + Math.floor(packets / 1_000), 0);
      record.writeUInt32LE((packets % 1_000) * 1_000, 4);
      record.writeUInt32LE(packet.length, 8);
      record.writeUInt32LE(packet.length, 12);
      parts.push(record, packet);
      packets += 1;
    }
  }
  return Buffer.concat(parts);
}

type Segment = {
  readonly fromServer: boolean;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly sequence: number;
  readonly acknowledged: number;
};

/** IPv4 and TCP headers as plain as they can be; their checksums stay empty, as offloading leaves them. */
function packetOf(payload: Buffer, segment: Segment): Buffer {
  const { fromServer, clientPort, serverPort, sequence, acknowledged } = segment;
  const headers = Buffer.alloc(40);
  headers.writeUInt8(0x45, 0);
  headers.writeUInt16BE(headers.length + payload.length, 2);
  headers.writeUInt8(64, 8);
  headers.writeUInt8(6, 9);
  const [client, server] = [Buffer.from([127, 0, 0, 1]), Buffer.from([127, 0, 0, 2])] as const;
  (fromServer ? server : client).copy(headers, 12);
  (fromServer ? client : server).copy(headers, 16);
  headers.writeUInt16BE(fromServer ? serverPort : clientPort, 20);
  headers.writeUInt16BE(fromServer ? clientPort : serverPort, 22);
  headers.writeUInt32BE(sequence, 24);
  headers.writeUInt32BE(acknowledged, 28);
  headers.writeUInt8(0x50, 32);
  headers.writeUInt8(FLAGS_PUSH_ACK, 33);
  headers.writeUInt16BE(65_535, 34);
  return Buffer.concat([headers, payload]);
}
