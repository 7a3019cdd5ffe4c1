// Keeps the pages true by themselves: the server says over /events what has changed, and the queries
// concerned are read again. While that stream is down the app asks on its own, less often.

import type { QueryClient } from '@tanstack/react-query';

const POLL_MILLISECONDS = 10_000;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
// The server sends a heartbeat every 15 seconds, but an EventSource hides comments from us. A stream
// that died without a word (a phone that slept) shows when the page is looked at again.
const refreshed = [
  ['balance'],
  ['gifts'],
  ['gift-policy'],
  ['requests'],
  ['links'],
  ['standing'],
  ['pools'],
  ['packs'],
  ['consents'],
] as const;

type Changed = { readonly about: 'balance' | 'gifts'; readonly giftId?: string };

/** Follows the server's events until the returned function is called. */
export function followEvents(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let polling: number | null = null;
  let reconnecting: number | null = null;
  let pause = FIRST_PAUSE_MILLISECONDS;

  const refresh = (keys: readonly (readonly string[])[]): void => {
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  const pollMeanwhile = (): void => {
    polling ??= window.setInterval(() => refresh(refreshed), POLL_MILLISECONDS);
  };
  const stopPolling = (): void => {
    if (polling !== null) window.clearInterval(polling);
    polling = null;
  };

  const connect = (): void => {
    reconnecting = null;
    source?.close();
    const opened = new EventSource('/api/v1/events');
    source = opened;
    let greeted = false;
    opened.addEventListener('hello', () => {
      stopPolling();
      pause = FIRST_PAUSE_MILLISECONDS;
      // Whatever happened while nobody listened is caught up with; the first time nothing has.
      if (greeted || missed) refresh(refreshed);
      greeted = true;
      missed = false;
    });
    opened.addEventListener('changed', (event: MessageEvent<string>) => {
      const changed = JSON.parse(event.data) as Changed;
      refresh(changed.about === 'balance' ? [['balance'], ['gift-policy']] : refreshed);
    });
    opened.addEventListener('error', () => {
      missed = true;
      pollMeanwhile();
      // The browser reconnects by itself unless the answer was not a stream (a restart, a 401).
      if (opened.readyState !== EventSource.CLOSED) return;
      reconnecting ??= window.setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
    });
  };
  let missed = false;

  const onVisible = (): void => {
    if (document.visibilityState === 'visible' && missed) refresh(refreshed);
  };
  document.addEventListener('visibilitychange', onVisible);
  connect();
  return () => {
    document.removeEventListener('visibilitychange', onVisible);
    source?.close();
    stopPolling();
    if (reconnecting !== null) window.clearTimeout(reconnecting);
  };
}
