import { flushCompileCache } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { createApp } from '../../interfaces/app/public.ts';
import { messageText } from '../../interfaces/messages/public.ts';
import { PROJECT, VERSION, logLevel, storePlace, tracesEndpoint } from '../configuration.ts';
import { seedDemoCarrier } from '../demo/carrier.ts';
import { DEMO_LINES } from '../demo/lines.ts';
import { readGySettings } from '../gy-settings.ts';
import { DEMO_GY_NAMES, GY_PORT, openGy } from '../gy.ts';
import { openLog } from '../log.ts';
import { NCHF_PORT, openNchf } from '../nchf.ts';
import { observeCharging, observingApps, openObservation } from '../observe.ts';
import { OPERATIONS_PORT } from '../operations.ts';
import { Refused } from '../outcome.ts';
import { openProductOperations } from '../product-operations.ts';
import { openGround, openProduct, type Ground, type Messenger } from '../product.ts';
import {
  ending,
  portArgument,
  secondsArgument,
  storeCommand,
  type StoreOptions,
} from './command.ts';

type StartOptions = StoreOptions & {
  host: string;
  port: number;
  gyPort: number;
  nchfPort: number;
  originHost: string;
  originRealm: string;
  gySettings?: string;
  undoWindow: number;
  operationsHost: string;
  operationsPort?: number;
};

export const startCommand = (): Command =>
  storeCommand('start')
    .description('Run Largesse: the app with its pages, and the Gy and Nchf doors for the network.')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port of the app (0: any free one)', portArgument, 8080)
    .option('--gy-port <port>', 'port of the Gy door (0: any free one)', portArgument, GY_PORT)
    .option(
      '--nchf-port <port>',
      'port of the Nchf door (0: any free one)',
      portArgument,
      NCHF_PORT,
    )
    .option('--origin-host <name>', 'our Diameter host', DEMO_GY_NAMES.originHost)
    .option('--origin-realm <name>', 'our Diameter realm', DEMO_GY_NAMES.originRealm)
    .option('--gy-settings <file>', 'JSON with the peers, TLS and limits of the Gy door')
    .option('--operations-host <address>', 'address of metrics and health', '127.0.0.1')
    .option(
      '--operations-port <port>',
      `port of metrics and health (default: ${OPERATIONS_PORT}, or any free one when it is taken)`,
      portArgument,
    )
    .option(
      '--undo-window <seconds>',
      'undo window of the demo carrier, when it is made',
      secondsArgument,
      30,
    )
    .addHelpText(
      'after',
      '\nA store without a carrier gets the demo carrier, Aurora Mobile. Messages to its lines, sign-in\n' +
        'codes among them, are printed here instead of being sent.',
    )
    .action((options: StartOptions) => ending(options.json === true, () => start(options)));

async function start(options: StartOptions): Promise<undefined> {
  const say = speaker(options.json === true);
  const log = openLog(logLevel());
  const gySettings =
    options.gySettings === undefined ? {} : await readGySettings(options.gySettings);
  const observation = await openObservation({ endpoint: tracesEndpoint(), version: VERSION });
  const ground = await openGround(storePlace(options), log, observation);
  try {
    await seedIfDemo(ground, options);
    const product = await openProduct(ground, say.message);
    const { carrier, catalog, directory, gifting, ledger, signIn, clock, changes } = product;
    const services = { carrier, catalog, directory, gifting, ledger, signIn, clock };
    const app = await observingApps(observation, () =>
      createApp({
        services: { ...services, watch: changes.watch },
        log,
        pages: `${PROJECT}web/dist`,
      }),
    );
    const { host, originHost, originRealm } = options;
    try {
      await app.listen({ host, port: options.port });
      const gy = await openGy(
        { ...product, charging: observeCharging(product.charging, 'gy', observation) },
        {
          host,
          port: options.gyPort,
          originHost,
          originRealm,
          settings: gySettings,
          meter: observation.metrics.gy,
        },
      );
      const nchf = await openNchf(
        { ...product, charging: observeCharging(product.charging, 'nchf', observation) },
        { host, port: options.nchfPort, meter: observation.metrics.nchf },
      );
      const jobs = await product.runJobs();
      const operations = await openProductOperations(
        { product, observation, doors: { gy, nchf } },
        { host: options.operationsHost, port: options.operationsPort },
      );
      const { port } = app.server.address() as AddressInfo;
      // Written when a process ends, which one that is killed never does: the next shall start fast.
      flushCompileCache();
      say.ready({
        url: `http://${host}:${port}`,
        gyPort: gy.port,
        nchfPort: nchf.port,
        operationsPort: operations.port,
        carrier: carrier.name,
      });
      await stopAsked();
      say.stopping();
      operations.leaving();
      await app.close();
      await Promise.all([gy.close(), nchf.close()]);
      await jobs.stop();
      await operations.close();
    } finally {
      await app.close();
      await changes.close();
    }
  } finally {
    await ground.close();
    await observation.close();
  }
  return undefined;
}

async function seedIfDemo(ground: Ground, { undoWindow }: StartOptions): Promise<void> {
  const carrier = await ground.catalog.carrier();
  if (carrier !== undefined && carrier.id !== 'aurora') return;
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: undoWindow });
  if (!seeded.ok) throw new Refused(seeded.refusal, 'the demo policy contradicts itself');
}

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

type Ready = {
  readonly url: string;
  readonly gyPort: number;
  readonly nchfPort: number;
  readonly operationsPort: number;
  readonly carrier: string;
};

/** Says things at a terminal, or a JSON object a line. */
function speaker(asJson: boolean): {
  message: Messenger;
  ready: (about: Ready) => void;
  stopping: () => void;
} {
  if (asJson)
    return {
      message: (line, message) => {
        const text = messageText(message, line.language);
        console.log(JSON.stringify({ event: 'message', to: `+${line.msisdn}`, text, ...message }));
      },
      ready: (about) => console.log(JSON.stringify({ event: 'ready', ...about })),
      stopping: () => console.log(JSON.stringify({ event: 'stopping' })),
    };
  return {
    message: (line, message) =>
      console.log(`\n  Message to +${line.msisdn}: ${messageText(message, line.language)}`),
    ready: (about) => console.log(banner(about)),
    stopping: () => console.log('\n  Stopping …'),
  };
}

function banner({ url, gyPort, nchfPort, operationsPort, carrier }: Ready): string {
  const people = DEMO_LINES.filter(({ status }) => status === 'active').map(
    ({ name, msisdn }) => `    ${name.padEnd(16)} +${msisdn}`,
  );
  const shown =
    carrier === 'Aurora Mobile' ? ['', '  Sign in as one of its lines:', ...people] : [];
  return [
    '',
    `  Largesse is running for ${carrier}.`,
    '',
    `  App        ${url}`,
    `  API        ${url}/api/v1/openapi.json`,
    `  Gy door    127.0.0.1:${gyPort} (Diameter over TCP)`,
    `  Nchf door  http://127.0.0.1:${nchfPort} (5G charging, HTTP/2)`,
    `  Metrics    http://127.0.0.1:${operationsPort}/metrics`,
    ...shown,
    '',
    '  Messages to lines, sign-in codes among them, appear here. Ctrl+C stops it.',
  ].join('\n');
}
