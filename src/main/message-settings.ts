// How people are reached, by what the environment says. docs/operating/messages.md has the whole list.

import { Fault } from '../kernel/public.ts';
import type { EmailSettings, PushSettings, SmsSettings } from '../interfaces/messages/public.ts';

export type MessageSettings = {
  readonly sms?: SmsSettings;
  readonly email?: EmailSettings;
  readonly push?: PushSettings;
};

type Environment = { readonly [name: string]: string | undefined };

/** What is left out is not used. Throws a fault, naming the setting, for one that cannot be meant so. */
export function readMessageSettings(environment: Environment = process.env): MessageSettings {
  return {
    ...smsSettings(environment),
    ...emailSettings(environment),
    ...pushSettings(environment),
  };
}

function smsSettings(environment: Environment): Pick<MessageSettings, 'sms'> {
  const url = urlIn(environment, 'SMPP_URL', ['smpp:', 'ssmpp:']);
  if (url === undefined) return {};
  const long = said(environment, 'SMPP_LONG') ?? 'udh';
  if (long !== 'udh' && long !== 'payload') throw wrong('SMPP_LONG', 'is udh or payload');
  const source = said(environment, 'SMPP_SOURCE') ?? 'Largesse';
  if (!/^(\+\d{7,15}|\d{3,8}|[\w .&-]{1,11})$/.test(source))
    throw wrong('SMPP_SOURCE', 'is a number with its +, a short code, or at most 11 letters');
  const window = Number(said(environment, 'SMPP_WINDOW') ?? 10);
  if (!Number.isInteger(window) || window < 1 || window > 1_000)
    throw wrong('SMPP_WINDOW', 'is a whole number from 1 to 1000');
  const systemType = said(environment, 'SMPP_SYSTEM_TYPE');
  const systemId = decodeURIComponent(url.username);
  const password = said(environment, 'SMPP_PASSWORD') ?? decodeURIComponent(url.password);
  // SMPP 3.4 clause 4.1.5: 15 and 8 characters, and no more.
  if (systemId.length > 15) throw wrong('SMPP_URL', 'has a system id of at most 15 characters');
  if (password.length > 8) throw wrong('SMPP_PASSWORD', 'has at most 8 characters');
  return {
    sms: {
      url: `${url.protocol}//${url.host}`,
      systemId,
      password,
      ...(systemType === undefined ? {} : { systemType }),
      source,
      long,
      window,
    },
  };
}

function emailSettings(environment: Environment): Pick<MessageSettings, 'email'> {
  const url = urlIn(environment, 'SMTP_URL', ['smtp:', 'smtps:']);
  if (url === undefined) return {};
  const from = said(environment, 'SMTP_FROM');
  if (from === undefined || !/[^@\s<]@[^@\s>]+>?$/.test(from) || /[\r\n]/.test(from))
    throw wrong('SMTP_FROM', 'says whom email is from: Aurora Mobile <gifts@aurora.example>');
  return { email: { url: url.href, from } };
}

function pushSettings(environment: Environment): Pick<MessageSettings, 'push'> {
  const url = urlIn(environment, 'PUSH_URL', ['https:', 'http:']);
  if (url === undefined) return {};
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isHere)
    throw wrong('PUSH_URL', 'is https, unless it is on this machine');
  const written = said(environment, 'PUSH_SECRET')?.replace(/^whsec_/, '') ?? '';
  const secret = Buffer.from(written, 'base64');
  if (secret.length < 24) throw wrong('PUSH_SECRET', 'has at least 24 octets, written in base64');
  return { push: { url: url.href, secret } };
}

/** Set to nothing is as not set. */
const said = (environment: Environment, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

function urlIn(
  environment: Environment,
  name: string,
  protocols: readonly string[],
): URL | undefined {
  const written = said(environment, name);
  if (written === undefined) return undefined;
  const url = URL.parse(written);
  // What was written may hold a password, so it is not repeated.
  if (url === null || !protocols.includes(url.protocol) || url.hostname === '')
    throw wrong(name, `begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  return url;
}

const wrong = (name: string, rule: string): Fault =>
  new Fault('setting_wrong', `${name} ${rule}`, { retry: 'useless' });
