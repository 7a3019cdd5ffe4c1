// The states of a connection, as the side that is called (RFC 6733 clause 5.6: R-Open, Closing and
// Closed, with the time before a peer has shown its capabilities and the time in which the last answers
// leave). We never call a peer, so there is no election; a second connection of a peer is decided on by
// peers.ts. What is not in the table cannot happen in that state, and changes nothing.

export type PeerState = 'waiting_for_capabilities' | 'open' | 'closing' | 'leaving' | 'closed';

export type PeerEvent =
  /** R-Conn-CER with a peer that may stay; or another one later (R-Rcv-CER). */
  | 'capabilities_accepted'
  | 'capabilities_refused'
  /** Anything else than its capabilities. */
  | 'other_message'
  /** We want to end it: our Disconnect-Peer-Request is sent. */
  | 'stop'
  /** The peer answered it (R-Rcv-DPA). */
  | 'disconnect_answered'
  /** The peer wants to end it (R-Rcv-DPR). */
  | 'disconnect_asked'
  /** A header that lies: where the next message begins is not known. */
  | 'stream_lost'
  /** The state's own time is up. */
  | 'time_is_up'
  /** Silence past two watchdogs, a bug, a message that never ends. */
  | 'given_up'
  /** The connection is gone, whoever ended it (R-Peer-Disc). */
  | 'socket_closed';

type Row = { readonly [Event in PeerEvent]?: PeerState };

export const CONNECTION_STATES: { readonly [State in PeerState]: Row } = {
  waiting_for_capabilities: {
    capabilities_accepted: 'open',
    capabilities_refused: 'leaving',
    other_message: 'closed',
    stop: 'closed',
    stream_lost: 'closed',
    time_is_up: 'closed',
    given_up: 'closed',
    socket_closed: 'closed',
  },
  open: {
    capabilities_accepted: 'open',
    capabilities_refused: 'leaving',
    other_message: 'open',
    stop: 'closing',
    disconnect_asked: 'leaving',
    stream_lost: 'leaving',
    given_up: 'closed',
    socket_closed: 'closed',
  },
  // What crossed our goodbye is still served.
  closing: {
    other_message: 'closing',
    disconnect_answered: 'leaving',
    disconnect_asked: 'leaving',
    stream_lost: 'leaving',
    time_is_up: 'leaving',
    given_up: 'closed',
    socket_closed: 'closed',
  },
  leaving: {
    time_is_up: 'closed',
    given_up: 'closed',
    socket_closed: 'closed',
  },
  closed: {},
};

/** The state after an event; the same one where the event means nothing. */
export const stateAfter = (state: PeerState, event: PeerEvent): PeerState =>
  CONNECTION_STATES[state][event] ?? state;
