import { flushCompileCache } from 'node:module';
import { isIP, type AddressInfo } from 'node:net';
import { InvalidArgumentError, type Command } from 'commander';
import { createApp, USUAL_LIMITS } from '../../interfaces/app/public.ts';
import { messageText, type Message, type Voice } from '../../interfaces/messages/public.ts';
import type { Line } from '../../subscribers/public.ts';
import { PROJECT, VERSION, logLevel, storePlace, tracesEndpoint } from '../configuration.ts';
import { DEMO_CARRIER_ID, seedDemoCarrier } from '../demo/carrier.ts';
import { DEMO_LINES } from '../demo/lines.ts';
import { readGySettings } from '../gy-settings.ts';
import { DEMO_GY_NAMES, GY_PORT, openGy } from '../gy.ts';
import { appServices } from '../app-services.ts';
import { endIfNotStopped, leavingDoor } from '../leaving.ts';
import { openLog } from '../log.ts';
import { readNchfSettings } from '../nchf-settings.ts';
import { NCHF_PORT, openNchf } from '../nchf.ts';
import { observeCharging, observingApps, openObservation } from '../observe.ts';
import { OPERATIONS_PORT } from '../operations.ts';
import { Refused } from '../outcome.ts';
import { LOOPBACK, openPartners, PARTNER_PORT } from '../partners.ts';
import { openProductOperations } from '../product-operations.ts';
import { readMessageSettings } from '../message-settings.ts';
import { openMessages } from '../messages.ts';
import { keepArgument, USUAL_RETENTION, type Retention } from '../retention.ts';
import { openGround, type Ground } from '../ground.ts';
import { openProduct } from '../product.ts';
import {
  countArgument,
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
  nchfSettings?: string;
  undoWindow: number;
  operationsHost: string;
  operationsPort?: number;
  partnerPort?: number;
  eventsTo: string[];
  keep: Retention;
  requestsAMinute: number;
  unknownSessionsAMinute: number;
};

export const startCommand = (): Command =>
  storeCommand('start')
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
    .option('--nchf-settings <file>', 'JSON with the TLS and the access tokens of the Nchf door')
    .option('--operations-host <address>', 'address of metrics and health', '127.0.0.1')
    .option(
      '--operations-port <port>',
      `port of metrics and health (default: ${OPERATIONS_PORT}, or any free one when it is taken)`,
      portArgument,
    )
    .option(
      '--partner-port <port>',
      `port of TMF654, CAMARA and webhooks (default: ${PARTNER_PORT} for the demo carrier, else closed)`,
      portArgument,
    )
    .option(
      '--events-to <network...>',
      'networks of your own that events may be sent into, as 10.1.0.0/16 (default: none)',
      networkArgument,
      [],
    )
    .option(
      '--requests-a-minute <count>',
      'API requests of one line, or of one address where nobody is signed in; some take fewer',
      countArgument,
      USUAL_LIMITS.requestsAMinute,
    )
    .option(
      '--unknown-sessions-a-minute <count>',
      'API requests of one address with a session that is not one',
      countArgument,
      USUAL_LIMITS.unknownSessionsAMinute,
    )
    .option(
      '--keep <what=time>',
      'how long what is over stays in the store, as links=90d; again for each of links (180d), ' +
        'requests (180d), reports of messages (730d), and sign-in codes (1h)',
      keepArgument,
      USUAL_RETENTION,
    )
    .option(
      '--undo-window <seconds>',
      'undo window of the demo carrier, when it is made',
      secondsArgument,
      30,
    )
    .addHelpText(
      'after',
      '\nA store without a carrier gets the demo carrier, Aurora Mobile. Unless SMPP_URL, SMTP_URL or\n' +
        'PUSH_URL says how people are reached, messages to its lines, sign-in codes among them, are\n' +
        'printed here and shown at /outbox instead of being sent.',
    )
    .action((options: StartOptions) => ending(options.json === true, () => start(options)));

async function start(options: StartOptions): Promise<undefined> {
  const say = speaker(options.json === true);
  const log = openLog(logLevel());
  const gySettings =
    options.gySettings === undefined ? {} : await readGySettings(options.gySettings);
  const nchfSettings =
    options.nchfSettings === undefined ? {} : await readNchfSettings(options.nchfSettings);
  const observation = await openObservation({ endpoint: tracesEndpoint(), version: VERSION });
  const ground = await openGround(storePlace(options), log, observation);
  try {
    await seedIfDemo(ground, options);
    const messages = await openMessages(ground, readMessageSettings(), say.message);
    const product = await openProduct(ground, messages.tell);
    const { carrier, changes } = product;
    const app = await observingApps(observation, () =>
      createApp({
        services: appServices(product),
        log,
        pages: `${PROJECT}web/dist`,
        outbox: messages.page,
        limits: {
          requestsAMinute: options.requestsAMinute,
          unknownSessionsAMinute: options.unknownSessionsAMinute,
        },
      }),
    );
    const closeApp = leavingDoor(app);
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
        { host, port: options.nchfPort, settings: nchfSettings, meter: observation.metrics.nchf },
      );
      const partners = await openPartners(product, partnerPlace(options, carrier.id));
      const jobs = await product.runJobs(options.keep);
      await messages.deliver();
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
        nchfScheme: nchfSettings.tls === undefined ? 'http' : 'https',
        operationsPort: operations.port,
        partnerPort: partners.port,
        carrier: carrier.name,
      });
      await stopAsked();
      say.stopping();
      endIfNotStopped(log);
      operations.leaving();
      await closeApp();
      await Promise.all([gy.close(), nchf.close(), partners.close()]);
      await jobs.stop();
      await operations.close();
    } finally {
      await closeApp();
      await messages.close();
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
  if (carrier !== undefined && carrier.id !== DEMO_CARRIER_ID) return;
  const seeded = await seedDemoCarrier(ground, { undoWindowSeconds: undoWindow });
  if (!seeded.ok) throw new Refused(seeded.refusal, 'the demo policy contradicts itself');
}

/** The demo shows every door, and sends events to listeners on this machine. */
function partnerPlace({ host, partnerPort, eventsTo }: StartOptions, carrierId: string) {
  const isDemo = carrierId === DEMO_CARRIER_ID;
  return {
    host,
    port: partnerPort ?? (isDemo ? ('usual' as const) : undefined),
    innerNetworks: isDemo ? [...LOOPBACK, ...eventsTo] : eventsTo,
  };
}

function networkArgument(typed: string, before: readonly string[]): readonly string[] {
  const [address = '', bits = ''] = typed.split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32))
    throw new InvalidArgumentError('Write a network such as 10.1.0.0/16 or fd00::/8.');
  return [...before, typed];
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
  readonly nchfScheme: 'http' | 'https';
  readonly operationsPort: number;
  readonly partnerPort: number | undefined;
  readonly carrier: string;
};

/** Says things at a terminal, or a JSON object a line. */
function speaker(asJson: boolean): {
  message: (line: Line, message: Message, voice: Voice) => void;
  ready: (about: Ready) => void;
  stopping: () => void;
} {
  if (asJson)
    return {
      message: (line, message, voice) => {
        const text = messageText(message, line.language, voice);
        console.log(JSON.stringify({ event: 'message', to: `+${line.msisdn}`, text, ...message }));
      },
      ready: (about) => console.log(JSON.stringify({ event: 'ready', ...about })),
      stopping: () => console.log(JSON.stringify({ event: 'stopping' })),
    };
  return {
    message: (line, message, voice) =>
      console.log(`\n  Message to +${line.msisdn}: ${messageText(message, line.language, voice)}`),
    ready: (about) => console.log(banner(about)),
    stopping: () => console.log('\n  Stopping …'),
  };
}

function banner({
  url,
  gyPort,
  nchfPort,
  nchfScheme,
  operationsPort,
  partnerPort,
  carrier,
}: Ready): string {
  const people = DEMO_LINES.filter(({ status }) => status === 'active').map(
    ({ name, msisdn }) => `    ${name.padEnd(16)} +${msisdn}`,
  );
  const isDemo = carrier === 'Aurora Mobile';
  const shown = isDemo ? ['', '  Sign in as one of its lines:', ...people] : [];
  return [
    '',
    `  Largesse is running for ${carrier}.`,
    '',
    `  App        ${url}`,
    `  API        ${url}/api/v1/openapi.json`,
    `  Gy door    127.0.0.1:${gyPort} (Diameter over TCP)`,
    `  Nchf door  ${nchfScheme}://127.0.0.1:${nchfPort} (5G charging, HTTP/2)`,
    `  Metrics    http://127.0.0.1:${operationsPort}/metrics`,
    ...(partnerPort === undefined
      ? []
      : [`  Partners   http://127.0.0.1:${partnerPort} (TMF654, CAMARA, webhooks)`]),
    ...shown,
    '',
    isDemo
      ? `  Messages to lines, sign-in codes among them, appear here and at ${url}/outbox. Ctrl+C stops it.`
      : '  Ctrl+C stops it.',
  ].join('\n');
}
