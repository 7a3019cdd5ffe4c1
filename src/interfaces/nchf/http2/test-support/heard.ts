// Headers as they come, all of them, for tests that look at each.

import { RequestHead } from '../request-head.ts';

export class Heard extends RequestHead {
  readonly values: string[] = [];

  constructor() {
    super({ fields: 64, octets: 16_384 });
  }

  override add(...[kind, value, octets, isSound]: Parameters<RequestHead['add']>): void {
    this.values.push(value);
    super.add(kind, value, octets, isSound);
  }
}
