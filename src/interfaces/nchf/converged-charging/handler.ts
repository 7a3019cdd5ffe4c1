// Create, Update and Release (TS 32.290 clause 5.3.2, TS 32.291 clause 6.1.3): a body becomes a request to
// charging, and what charging says becomes the answer.

import {
  SessionOrder,
  type Charging,
  type ChargingAnswer,
  type ChargingRequest,
  type ServiceAnswer,
  type ThrottledLog,
} from '../../../charging/public.ts';
import type { Clock } from '../../../kernel/public.ts';
import { created, NO_CONTENT, ok, type Answer } from '../http2/answer.ts';
import { Findings } from '../http2/findings.ts';
import { invalidFormat, problem } from '../http2/problem.ts';
import { readJsonObject } from '../http2/read-json.ts';
import { CHARGING_DATA } from '../http2/route.ts';
import {
  answerToRefusal,
  answerToThrown,
  chargingFailed,
  LIMIT_REACHED,
  NOT_APPLICABLE,
} from './causes.ts';
import { writeContact } from './contact.ts';
import { SessionMemory } from './memory.ts';
import { readRequest, type ChargingDataRequest } from './read-request.ts';
import type { Reference, References } from './reference.ts';
import type { UnitUsage } from './units.ts';
import { writeAnswer, type FailureHandling } from './write-answer.ts';

export type ConvergedChargingOptions = {
  readonly charging: Charging;
  readonly references: References;
  readonly failureHandling: FailureHandling;
  readonly clock: Clock;
  readonly log: ThrottledLog;
};

export class ConvergedCharging {
  readonly memory: SessionMemory;
  readonly #options: ConvergedChargingOptions;
  readonly #order = new SessionOrder();

  constructor(options: ConvergedChargingOptions) {
    this.#options = options;
    this.memory = new SessionMemory(options.clock);
  }

  /** `root` is what the address of the new resource begins with. Never rejects. */
  async create(body: Buffer, root: string): Promise<Answer> {
    const request = read(body);
    if ('status' in request) return request;
    const { subscriber } = request;
    if (request.isUnauthenticated) return NOT_APPLICABLE;
    if (subscriber === undefined) return NO_SUBSCRIBER;
    if (subscriber.imsi === undefined && subscriber.msisdn === undefined)
      return answerToRefusal({ code: 'user_unknown' });
    const unfit = whyNotCharged(request);
    if (unfit !== undefined) return unfit;
    const reference = this.#referenceFor(request, subscriber);
    return this.#inOrder(reference, request, async () => {
      const groups = asking(request);
      const { notifyUri, event } = request;
      const outcome = await this.#options.charging.charge({
        ...whatIsCharged(request, reference),
        step: event === undefined ? 'initial' : 'event',
        requestNumber: request.sequenceNumber,
        subscriber,
        ...(request.servingNetwork === undefined ? {} : { servingNetwork: request.servingNetwork }),
        contact:
          notifyUri === undefined || event !== undefined
            ? null
            : writeContact({ notifyUri, reference, ratingGroups: groups }),
      });
      if (!outcome.ok) return answerToRefusal(outcome.refusal);
      const refused = whyNothingOpened(request.units, outcome.value);
      if (refused !== undefined) return refused;
      if (event === undefined)
        this.memory.learn(
          reference,
          { subscriber: nameOf(subscriber), network: request.servingNetwork },
          request.servingNetwork,
          groups,
        );
      return created(
        writeAnswer(request, outcome.value, this.#options.failureHandling),
        `${root}${CHARGING_DATA}/${reference}`,
      );
    });
  }

  update(reference: string, body: Buffer): Promise<Answer> {
    return this.#goOn(reference, body, 'update');
  }

  release(reference: string, body: Buffer): Promise<Answer> {
    return this.#goOn(reference, body, 'final');
  }

  async #goOn(reference: string, body: Buffer, step: 'update' | 'final'): Promise<Answer> {
    const known = this.memory.of(reference)?.said ?? this.#options.references.read(reference);
    if (known === undefined) return answerToRefusal({ code: 'session_unknown' });
    const request = read(body);
    if ('status' in request) return request;
    if (isOfAnother(request, known)) return OTHER_SUBSCRIBER;
    return this.#inOrder(reference, request, async () => {
      const network = request.servingNetwork ?? this.memory.of(reference)?.network ?? known.network;
      const outcome = await this.#options.charging.charge({
        ...whatIsCharged(request, reference),
        step,
        requestNumber: numberOf(request),
        subscriber: known.subscriber,
        ...(network === undefined ? {} : { servingNetwork: network }),
        contact: null, // kept from the Create
      });
      if (!outcome.ok) return answerToRefusal(outcome.refusal);
      if (step === 'final') {
        this.memory.forget(reference);
        return NO_CONTENT;
      }
      this.memory.learn(reference, known, network, asking(request));
      return ok(writeAnswer(request, outcome.value, undefined));
    });
  }

  async #inOrder(
    reference: string,
    { sequenceNumber, consumer }: ChargingDataRequest,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await this.#order.run(reference, work);
    } catch (thrown) {
      this.#options.log.error(
        { reference, sequenceNumber, consumer, err: thrown },
        'charging failed',
      );
      return answerToThrown(thrown);
    }
  }

  /**
   * The name of the session that a Create begins. The same Create gets the same one: what names it is when
   * the PDU session started or, where that is not told, when the request was made. A repeat that says it
   * is one, but was stamped anew, is known by its charging id within a minute.
   */
  #referenceFor(request: ChargingDataRequest, subscriber: Reference['subscriber']): string {
    const { session, event, consumer, sequenceNumber, timeMicroseconds } = request;
    const lasting = [
      subscriber.imsi ?? subscriber.msisdn,
      consumer,
      session.chargingId,
      session.smfChargingId,
      session.pduSessionId,
      event,
      event === undefined ? undefined : sequenceNumber,
    ];
    const isTold = event === undefined && session.startTime !== undefined;
    const isNamed = session.chargingId !== undefined || session.smfChargingId !== undefined;
    const lastingName = isTold || !isNamed ? undefined : lasting.join('\n');
    if (request.isRetransmission && lastingName !== undefined) {
      const before = this.memory.createdAs(lastingName);
      if (before !== undefined) return before;
    }
    const reference = this.#options.references.make(
      { subscriber, network: request.servingNetwork },
      [...lasting, isTold ? session.startTime : timeMicroseconds],
    );
    if (lastingName !== undefined) this.memory.created(lastingName, reference);
    return reference;
  }
}

/** The request, or the answer that says what is wrong with it. */
function read(body: Buffer): ChargingDataRequest | Answer {
  const object = readJsonObject(body);
  if (typeof object === 'string') return invalidFormat(object);
  const findings = new Findings();
  const request = readRequest(object, findings);
  return findings.none ? request : findings.answer();
}

const whatIsCharged = (
  request: ChargingDataRequest,
  reference: string,
): Pick<ChargingRequest, 'sessionId' | 'services' | 'networkElement'> => ({
  sessionId: `nchf;${reference}`,
  services: request.units,
  networkElement: request.consumer,
});

/**
 * The number that orders a request in its session. A consumer that counts is at 1 or more when it comes
 * back, so one that says 0 then does not count, as free5GC's SMF does not; its requests are told apart by
 * the microsecond they were made in.
 */
const numberOf = ({ sequenceNumber, timeMicroseconds }: ChargingDataRequest): number =>
  sequenceNumber === 0 ? timeMicroseconds : sequenceNumber;

function asking({ units }: ChargingDataRequest): number[] {
  const groups: number[] = [];
  for (const { requestedOctets, ratingGroup } of units)
    if (requestedOctets !== 'nothing') groups.push(ratingGroup);
  return groups;
}

/** What a reference keeps of a line's names: the first of them. */
function nameOf({ imsi, msisdn }: Reference['subscriber']): Reference['subscriber'] {
  if (imsi !== undefined) return { imsi };
  return msisdn === undefined ? {} : { msisdn };
}

/** A body that names a line names that of its session. */
function isOfAnother(request: ChargingDataRequest, { subscriber }: Reference): boolean {
  const named = request.subscriber?.imsi;
  return named !== undefined && subscriber.imsi !== undefined && named !== subscriber.imsi;
}

function whyNotCharged({ isOtherService, event, units }: ChargingDataRequest): Answer | undefined {
  if (isOtherService) return chargingFailed('only PDU sessions are charged here');
  const wanting = units.filter(({ asksOtherUnits }) => asksOtherUnits);
  if (wanting.length > 0 && wanting.length === units.length && units.every(isUnused))
    return chargingFailed(
      'time and service-specific units have no price here',
      wanting.map(({ where }) => ({
        param: `${where}/requestedUnit`,
        reason: 'asks for no octets',
      })),
    );
  if (event === undefined) return undefined;
  // There is no event here that has a price: its octets are its price.
  const unclear = units.filter((unit) => unit.requestedOctets === 'any' || isNothing(unit));
  if (units.length > 0 && unclear.length === 0) return undefined;
  return chargingFailed(
    'a one-time event names its octets',
    unclear.map(({ where }) => ({ param: where, reason: 'names no octets' })),
  );
}

const isUnused = ({ usedOctets }: UnitUsage): boolean => usedOctets === 0;
const isNothing = (unit: UnitUsage): boolean =>
  unit.requestedOctets === 'nothing' && isUnused(unit);

/**
 * Where every unit was asked for and refused, no session was opened, and no resource made. A unit that only
 * reports, or whose traffic goes elsewhere meanwhile, keeps its session open.
 */
function whyNothingOpened(
  units: readonly UnitUsage[],
  { services }: ChargingAnswer,
): Answer | undefined {
  if (services.length === 0 || !services.every(isRefused)) return undefined;
  if (services.some(({ result }) => result === 'limit_reached')) return LIMIT_REACHED;
  return chargingFailed(
    'no rating group of the request has a price',
    units.map(({ where }) => ({ param: `${where}/ratingGroup`, reason: 'has no price' })),
  );
}

const isRefused = (service: ServiceAnswer): boolean =>
  service.result === 'rating_failed' ||
  (service.result === 'limit_reached' && service.finalUnit === null);

const NO_SUBSCRIBER = problem({
  status: 400,
  cause: 'MANDATORY_IE_MISSING',
  detail: 'a session begins with the name of a line',
  invalidParams: [{ param: '/subscriberIdentifier', reason: 'is missing' }],
});

const OTHER_SUBSCRIBER = problem({
  status: 400,
  cause: 'OPTIONAL_IE_INCORRECT',
  detail: 'the session is of another line',
  invalidParams: [{ param: '/subscriberIdentifier', reason: 'is of another line' }],
});
