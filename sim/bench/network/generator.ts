// The load generator's process.

import { openEchoWire, openNchfWire } from '../nchf/wire.ts';
import { openGyWire } from '../gy/wire.ts';
import { answerQuestions } from './child.ts';
import { Player, type Period } from './play.ts';
import type { Wire, WireOptions } from './wire.ts';

export type GeneratorQuestion =
  | { readonly open: 'gy' | 'nchf' | 'echo'; readonly options: WireOptions }
  | { readonly closedLoop: Period; readonly goesOn?: boolean }
  | { readonly paced: Period; readonly ratePerSecond: number }
  | { readonly requests: number }
  | { readonly finish: true }
  | { readonly close: true };

const WIRES = { gy: openGyWire, nchf: openNchfWire, echo: openEchoWire } as const;

let wire: Wire | undefined;
let player: Player | undefined;

async function answer(question: GeneratorQuestion): Promise<unknown> {
  if ('open' in question) {
    wire = await WIRES[question.open](question.options);
    player = new Player(wire);
    return null;
  }
  if (player === undefined) throw new Error('a wire is opened first');
  if ('closedLoop' in question) return player.closedLoop(question.closedLoop, question.goesOn);
  if ('paced' in question) return player.paced(question.ratePerSecond, question.paced);
  if ('requests' in question) return player.counted(question.requests);
  if ('finish' in question) return player.finish();
  return wire?.close();
}

answerQuestions(answer, async () => wire?.close());
