// The Fastify instance as actions see it: TypeBox schemas give their handlers' types.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import { ProblemBody } from '../schemas.ts';
import type { AppServices } from '../services.ts';

export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** Adds one operation to the API. */
export type Action = (app: App, services: AppServices) => void;

/** What an operation may answer besides its own: problems, by status. */
export const problems = <Status extends number>(
  ...statuses: readonly Status[]
): { readonly [status in Status]: typeof ProblemBody } =>
  Object.fromEntries(statuses.map((status) => [status, ProblemBody])) as {
    readonly [status in Status]: typeof ProblemBody;
  };
