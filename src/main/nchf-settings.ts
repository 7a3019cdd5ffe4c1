// The file that sets the Nchf door up: TLS, and the access tokens that it asks for.
// docs/operating/connect-a-network.md shows one. Keys are named by path, from the file's own folder on.

import { dirname, resolve } from 'node:path';
import { Type, type Static } from 'typebox';
import type { AccessTokenSettings, NchfTls } from '../interfaces/nchf/public.ts';
import { checkedFile, readSettingsText } from './settings-file.ts';

const strict = { additionalProperties: false };
const Path = Type.String({ minLength: 1, maxLength: 1_000 });
const Name = Type.String({ minLength: 1, maxLength: 255 });

const Settings = Type.Object(
  {
    tls: Type.Optional(
      Type.Object(
        {
          key: Path,
          certificate: Path,
          /** Whose certificates network functions must bring, and are trusted when they are called back. */
          certificateAuthority: Type.Optional(Path),
        },
        strict,
      ),
    ),
    accessTokens: Type.Optional(
      Type.Object(
        {
          keys: Path,
          audiences: Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 20 })),
          issuer: Type.Optional(Name),
        },
        strict,
      ),
    ),
  },
  strict,
);

/** A JWK set (RFC 7517 clause 5) of public keys: a private one has no place in such a file. */
const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.Union([Type.Literal('EC'), Type.Literal('RSA'), Type.Literal('OKP')]),
      d: Type.Optional(Type.Never()),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});

type File = Static<typeof Settings>;

export type NchfSettings = {
  readonly tls?: NchfTls;
  readonly accessTokens?: AccessTokenSettings;
};

/** Throws a Fault that names what is wrong with the file. */
export async function readNchfSettings(path: string): Promise<NchfSettings> {
  const { tls, accessTokens } = checkedFile(
    path,
    await readSettingsText(path, 'nchf'),
    Settings,
    'nchf',
  );
  const read = (name: string): Promise<string> =>
    readSettingsText(resolve(dirname(path), name), 'nchf');
  return {
    ...(tls === undefined ? {} : { tls: await tlsOf(tls, read) }),
    ...(accessTokens === undefined
      ? {}
      : {
          accessTokens: await tokensOf(accessTokens, resolve(dirname(path), accessTokens.keys)),
        }),
  };
}

async function tlsOf(
  { key, certificate, certificateAuthority }: NonNullable<File['tls']>,
  read: (name: string) => Promise<string>,
): Promise<NchfTls> {
  return {
    key: await read(key),
    cert: await read(certificate),
    ...(certificateAuthority === undefined ? {} : { clientCa: await read(certificateAuthority) }),
  };
}

async function tokensOf(
  { audiences = ['CHF'], issuer }: NonNullable<File['accessTokens']>,
  path: string,
): Promise<AccessTokenSettings> {
  const keys = checkedFile(path, await readSettingsText(path, 'nchf'), KeySet, 'nchf');
  return {
    keys,
    audiences,
    ...(issuer === undefined ? {} : { issuer }),
  };
}
