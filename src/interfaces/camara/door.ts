// CAMARA device-data-volume: what is left on a line, for partners that its owner lets know. Tokens are
// two-legged, so the device is always named in the request.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import type { Result } from '../../kernel/public.ts';
import type { Balance, Ledger } from '../../ledger/public.ts';
import type { Directory, Line } from '../../subscribers/public.ts';
import { allowanceOf, octetsOf, usableAtHome } from './allowance.ts';
import type { Consents } from './consents.ts';
import { answerThrown, fail, type CamaraCode } from './error.ts';
import {
  CheckAnswer,
  CheckRequest,
  ErrorBody,
  RetrieveAnswer,
  RetrieveRequest,
  type Device,
} from './schemas.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The partner that asks, at a door that let it in. */
    clientId: string;
  }
}

export type CamaraServices = {
  readonly ledger: Pick<Ledger, 'balance'>;
  readonly directory: Pick<Directory, 'lineBy'>;
  readonly consents: Pick<Consents, 'isGiven'>;
  readonly admit: (authorization: string | undefined) => Promise<
    Result<
      { readonly clientId: string },
      {
        readonly code: 'token_missing' | 'token_invalid' | 'scope_missing' | 'too_many_requests';
        readonly retryAfterSeconds?: number;
      }
    >
  >;
};

const CODE_OF = {
  token_missing: 'UNAUTHENTICATED',
  token_invalid: 'UNAUTHENTICATED',
  scope_missing: 'PERMISSION_DENIED',
  too_many_requests: 'TOO_MANY_REQUESTS',
} as const satisfies { readonly [code: string]: CamaraCode };

const CORRELATOR = /^[a-zA-Z0-9-_:;./<>{}]{0,256}$/;
const BODY_OCTETS = 8 * 1_024;

const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;

export function camaraDoor(scope: FastifyInstance, services: CamaraServices): void {
  const { ledger, directory, consents, admit } = services;
  const app = scope.withTypeProvider<TypeBoxTypeProvider>();
  app.setErrorHandler((error, request, reply) => answerThrown(error, request, reply));
  app.addHook('onRequest', async (request, reply) => {
    const correlator = request.headers['x-correlator'];
    if (correlator !== undefined) {
      if (typeof correlator !== 'string' || !CORRELATOR.test(correlator))
        return fail(reply, 'INVALID_ARGUMENT', 'x-correlator has another form');
      void reply.header('x-correlator', correlator);
    }
    void reply.header('cache-control', 'no-store');
    const admitted = await admit(request.headers.authorization);
    if (!admitted.ok) {
      const { code, retryAfterSeconds } = admitted.refusal;
      if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
      return fail(reply, CODE_OF[code]);
    }
    request.clientId = admitted.value.clientId;
    return undefined;
  });

  /**
   * A number that nobody has, and one whose owner did not consent, are answered alike and after the same
   * work: a partner learns nothing of who is a customer.
   */
  const find = async (
    clientId: string,
    device: Static<typeof Device> | undefined,
  ): Promise<Line | CamaraCode> => {
    if (device === undefined) return 'MISSING_IDENTIFIER';
    if (device.phoneNumber === undefined) return 'UNSUPPORTED_IDENTIFIER';
    const line = await directory.lineBy('msisdn', device.phoneNumber.slice(1));
    const isGiven = await consents.isGiven(line?.accountId ?? 0, clientId);
    if (line === undefined || !isGiven) return 'IDENTIFIER_NOT_FOUND';
    return line.status === 'closed' ? 'SERVICE_NOT_APPLICABLE' : line;
  };

  const balanceFor = async (
    clientId: string,
    device: Static<typeof Device> | undefined,
    reply: FastifyReply,
  ): Promise<Balance | FastifyReply> => {
    const found = await find(clientId, device);
    if (typeof found === 'string') return fail(reply, found);
    const balance = await ledger.balance(found.accountId);
    return balance.ok ? balance.value : fail(reply, 'SERVICE_NOT_APPLICABLE');
  };

  app.post(
    '/retrieve',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'What is left on a line',
        body: RetrieveRequest,
        response: { 200: RetrieveAnswer, ...errors },
      },
    },
    async (request, reply) => {
      const { device } = request.body;
      const balance = await balanceFor(request.clientId, device, reply);
      if (!isBalance(balance)) return balance;
      return {
        ...namedAgain(device),
        lastStatusTime: new Date(balance.asOf).toISOString(),
        remainingDataAllowance: allowanceOf(usableAtHome(balance)),
      };
    },
  );
  app.post(
    '/check',
    {
      bodyLimit: BODY_OCTETS,
      schema: {
        summary: 'Whether more than this is left on a line',
        body: CheckRequest,
        response: { 200: CheckAnswer, ...errors },
      },
    },
    async (request, reply) => {
      const { device, dataAllowanceThreshold } = request.body;
      const balance = await balanceFor(request.clientId, device, reply);
      if (!isBalance(balance)) return balance;
      return {
        ...namedAgain(device),
        lastStatusTime: new Date(balance.asOf).toISOString(),
        thresholdExceeded: usableAtHome(balance) > octetsOf(dataAllowanceThreshold),
      };
    },
  );
}

const isBalance = (answer: Balance | FastifyReply): answer is Balance => 'buckets' in answer;

/** Of several identifiers, the one that was used; of a single one the partner need not be told. */
const namedAgain = (
  device: Static<typeof Device> | undefined,
): { readonly device?: { readonly phoneNumber: string } } =>
  device?.phoneNumber !== undefined && Object.keys(device).length > 1
    ? { device: { phoneNumber: device.phoneNumber } }
    : {};
