// The file that sets the Gy door up: names, peers, TLS, limits. docs/operating/connect-a-network.md shows
// one. Certificates are named by path, from the file's own folder on.

import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { Type, type Static, type TSchema } from 'typebox';
import { defaultGyLimits, type GyLimits, type GyTls } from '../interfaces/gy/public.ts';
import { checkedFile, readSettingsText, wrongFile } from './settings-file.ts';

const strict = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 255, pattern: '^\\S+$' });
const Count = Type.Integer({ minimum: 1 });
const Unsigned32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

const Peer = Type.Object(
  {
    originHost: Name,
    originRealm: Type.Optional(Name),
    addresses: Type.Optional(Type.Array(Name)),
    mustUseTls: Type.Optional(Type.Boolean()),
    maximumConnections: Type.Optional(Count),
    maximumOutstandingRequests: Type.Optional(Count),
  },
  strict,
);

const Tls = Type.Object(
  {
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
    key: Name,
    certificate: Name,
    certificateAuthority: Type.Optional(Name),
    clientCertificates: Type.Union([
      Type.Literal('none'),
      Type.Literal('optional'),
      Type.Literal('required'),
    ]),
  },
  strict,
);

const limits: Record<string, TSchema> = Object.fromEntries(
  Object.keys(defaultGyLimits).map((name) => [
    name,
    Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  ]),
);

const Settings = Type.Object(
  {
    originHost: Type.Optional(Name),
    originRealm: Type.Optional(Name),
    /** Announced to peers; where it is left out, those that the door listens on. */
    hostIpAddresses: Type.Optional(Type.Array(Name, { minItems: 1 })),
    /** `per_start` has peers take their sessions for lost when Largesse restarts, which they are not. */
    originStateId: Type.Optional(Type.Union([Unsigned32, Type.Literal('per_start')])),
    tls: Type.Optional(Tls),
    /** False leaves the port without TLS shut. */
    withoutTls: Type.Optional(Type.Boolean()),
    peers: Type.Optional(
      Type.Object(
        {
          allowed: Type.Optional(Type.Array(Peer)),
          refused: Type.Optional(Type.Array(Name)),
          duplicates: Type.Optional(Type.Union([Type.Literal('replace'), Type.Literal('reject')])),
        },
        strict,
      ),
    ),
    answers: Type.Optional(
      Type.Object(
        {
          sessionFailover: Type.Optional(Type.Boolean()),
          failureHandling: Type.Optional(
            Type.Union([
              Type.Literal('terminate'),
              Type.Literal('continue'),
              Type.Literal('retry_and_terminate'),
            ]),
          ),
          triggerTypes: Type.Optional(Type.Array(Unsigned32, { maxItems: 100 })),
        },
        strict,
      ),
    ),
    limits: Type.Optional(Type.Object(limits, strict)),
  },
  strict,
);

type File = Static<typeof Settings>;

export type GySettings = Omit<File, 'tls' | 'limits'> & {
  readonly tls?: GyTls;
  readonly limits?: Partial<GyLimits>;
};

/** Throws a Fault that names what is wrong with the file. */
export async function readGySettings(path: string): Promise<GySettings> {
  const file = checked(path, await readSettingsText(path, 'gy'));
  const { tls, ...others } = file;
  if (tls === undefined) return others;
  const read = (name: string): Promise<string> =>
    readSettingsText(resolve(dirname(path), name), 'gy');
  const authority =
    tls.certificateAuthority === undefined ? undefined : await read(tls.certificateAuthority);
  return {
    ...others,
    tls: {
      port: tls.port,
      key: await read(tls.key),
      certificate: await read(tls.certificate),
      clientCertificates: tls.clientCertificates,
      ...(authority === undefined ? {} : { certificateAuthority: authority }),
    },
  };
}

function checked(path: string, text: string): File {
  const file = checkedFile(path, text, Settings, 'gy');
  const networks = file.peers?.allowed?.flatMap(({ addresses }) => addresses ?? []) ?? [];
  const odd =
    networks.find((network) => !isNetwork(network)) ??
    file.hostIpAddresses?.find((address) => isIP(address) === 0);
  if (odd !== undefined) throw wrongFile(path, 'gy', `${odd} is no address`);
  return file;
}

function isNetwork(network: string): boolean {
  const [address = '', prefix, ...more] = network.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return isIP(address) !== 0 && isPrefix && more.length === 0;
}
