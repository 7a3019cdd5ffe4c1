// The watchdog of RFC 3539 clause 3.4.1, as its table stands there, for a connection that the peer
// opened. Two things are ours: there is no attempt to open one, and a peer that came back after it was
// given up is served at once. What REOPEN holds back is only our own requests, as long as another
// connection can take them.

export type WatchdogState = 'initial' | 'okay' | 'suspect' | 'reopen' | 'down';

export type WatchdogEvent =
  | 'connected'
  /** The peer was given up before, and is back. */
  | 'connected_again'
  | 'answered'
  /** Anything else than the answer to a watchdog. */
  | 'received'
  | 'expired'
  | 'disconnected';

export type WatchdogAction = 'ask' | 'start_timer' | 'fail_over' | 'fail_back' | 'close';

export type Watchdog = {
  readonly state: WatchdogState;
  /** A watchdog of ours waits for its answer. */
  readonly isPending: boolean;
  /** NumDWA: answers since it reopened; -1 once it owed one for a whole period. */
  readonly answers: number;
};

export type WatchdogStep = {
  readonly next: Watchdog;
  readonly actions: readonly WatchdogAction[];
};

export const INITIAL_WATCHDOG: Watchdog = { state: 'initial', isPending: false, answers: 0 };

/** Answers after which a peer that came back is trusted again. */
const ANSWERS_TO_REOPEN = 3;

export function stepWatchdog(before: Watchdog, event: WatchdogEvent): WatchdogStep {
  switch (event) {
    case 'connected':
      return step({ state: 'okay', isPending: false, answers: 0 }, 'start_timer');
    case 'connected_again':
      return step({ state: 'reopen', isPending: true, answers: 0 }, 'ask', 'start_timer');
    case 'disconnected':
      return step({ state: 'down', isPending: false, answers: 0 });
    case 'answered':
      return answered(before);
    case 'received':
      return received(before);
    case 'expired':
      return expired(before);
    default:
      return step(event satisfies never);
  }
}

function answered(before: Watchdog): WatchdogStep {
  const after = { ...before, isPending: false };
  switch (before.state) {
    case 'okay':
      return step(after, 'start_timer');
    case 'suspect':
      return step({ ...after, state: 'okay' }, 'fail_back', 'start_timer');
    case 'reopen': {
      const answers = before.answers + 1;
      if (answers < ANSWERS_TO_REOPEN) return step({ ...after, answers });
      return step({ ...after, answers, state: 'okay' }, 'fail_back');
    }
    default:
      return step(before);
  }
}

function received(before: Watchdog): WatchdogStep {
  if (before.state === 'okay') return step(before, 'start_timer');
  if (before.state === 'suspect')
    return step({ ...before, state: 'okay' }, 'fail_back', 'start_timer');
  return step(before);
}

function expired(before: Watchdog): WatchdogStep {
  const asked = { ...before, isPending: true };
  const down: Watchdog = { state: 'down', isPending: false, answers: 0 };
  switch (before.state) {
    case 'okay':
      if (!before.isPending) return step(asked, 'ask', 'start_timer');
      return step({ ...before, state: 'suspect' }, 'fail_over', 'start_timer');
    case 'suspect':
      return step(down, 'close');
    case 'reopen':
      if (!before.isPending) return step(asked, 'ask', 'start_timer');
      if (before.answers < 0) return step(down, 'close');
      return step({ ...before, answers: -1 }, 'start_timer');
    default:
      return step(before);
  }
}

const step = (next: Watchdog, ...actions: readonly WatchdogAction[]): WatchdogStep => ({
  next,
  actions,
});
