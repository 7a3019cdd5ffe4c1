import { Command } from 'commander';
import { ending, json } from './command.ts';
import { askServer, operationsOption, type ServerOptions } from './operations-client.ts';

type PeersOptions = ServerOptions & { json?: boolean };

/** What every door tells of a peer; each adds facts of its own. */
type Peer = {
  readonly door: string;
  readonly originHost: string | null;
  readonly address: string;
  readonly state: string;
  readonly connectedAt: string;
  readonly requests: number;
  readonly outstandingRequests: number;
};

/** Somebody who was connected, and is not now. */
type Gone = {
  readonly door: string;
  readonly originHost: string;
  readonly goneAt: string;
  readonly wasLost: boolean;
};
type Answer = { readonly peers: readonly Peer[]; readonly absent: readonly Gone[] };

export const peersCommand = (): Command =>
  new Command('peers')
    .addOption(operationsOption())
    .addOption(json())
    .addHelpText('after', '\nExits with 3 when no server runs there.')
    .action((options: PeersOptions) => ending(options.json === true, () => peers(options)));

async function peers({ operations, json: asJson }: PeersOptions): Promise<undefined> {
  const answer = (await askServer(operations, '/peers')) as Answer;
  if (asJson === true) {
    console.log(JSON.stringify(answer));
    return;
  }
  for (const peer of answer.peers)
    console.log(
      `  ${peer.door.padEnd(5)} ${(peer.originHost ?? '(not introduced)').padEnd(40)} ` +
        `${peer.state.padEnd(10)} ${peer.address}, since ${peer.connectedAt}: ` +
        `${peer.requests} requests, ${peer.outstandingRequests} in flight`,
    );
  for (const { door, originHost, goneAt, wasLost } of answer.absent)
    console.log(
      `  ${door.padEnd(5)} ${originHost.padEnd(40)} ${'absent'.padEnd(10)} ` +
        `since ${goneAt}: ${wasLost ? 'its connection was lost' : 'it said goodbye'}`,
    );
  console.log(answer.peers.length === 1 ? '1 peer' : `${answer.peers.length} peers`);
}
