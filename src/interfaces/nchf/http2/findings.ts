// What is wrong with a body, gathered while it is read, so that one answer names all of it.

import type { Answer } from './answer.ts';
import { problem, type InvalidParam } from './problem.ts';

/** More than these are not read by anybody. */
const MOST = 16;

/** In the order of weight: the cause of the answer is that of the weightiest finding. */
const CAUSES = ['MANDATORY_IE_MISSING', 'MANDATORY_IE_INCORRECT', 'OPTIONAL_IE_INCORRECT'] as const;

export class Findings {
  #found: InvalidParam[] | undefined;
  #weight: number = CAUSES.length;

  get none(): boolean {
    return this.#found === undefined;
  }

  missing(param: string): void {
    this.#add(0, param, 'is missing');
  }

  /** `mandatory` says whether the request cannot do without the attribute. */
  incorrect(param: string, reason: string, mandatory = false): void {
    this.#add(mandatory ? 1 : 2, param, reason);
  }

  answer(): Answer {
    const invalidParams = this.#found ?? [];
    const [first] = invalidParams;
    return problem({
      status: 400,
      cause: CAUSES[this.#weight] ?? 'UNSPECIFIED_MSG_FAILURE',
      detail: first === undefined ? 'cannot be read' : `${first.param} ${first.reason}`,
      invalidParams,
    });
  }

  #add(weight: number, param: string, reason: string): void {
    this.#found ??= [];
    if (weight < this.#weight) this.#weight = weight;
    if (this.#found.length < MOST) this.#found.push({ param, reason });
  }
}
