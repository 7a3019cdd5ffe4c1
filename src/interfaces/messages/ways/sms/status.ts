// What a message centre's answer to submit_sm means for us (command_status, SMPP 3.4 clause 5.1.3).

export type Verdict = 'taken' | 'throttled' | 'later' | 'refused';

const THROTTLED = new Set([
  0x14, // ESME_RMSGQFUL
  0x58, // ESME_RTHROTTLED
]);

/** What is wrong with this message, and will be again. */
const REFUSED = new Set([
  0x01, // ESME_RINVMSGLEN
  0x0a, // ESME_RINVSRCADR
  0x0b, // ESME_RINVDSTADR
  0x33, // ESME_RINVNUMDESTS
  0x40, // ESME_RINVDESTFLAG
  0x42, // ESME_RINVSUBREP
  0x43, // ESME_RINVESMCLASS
  0x48, // ESME_RINVSRCTON
  0x49, // ESME_RINVSRCNPI
  0x50, // ESME_RINVDSTTON
  0x51, // ESME_RINVDSTNPI
  0x62, // ESME_RINVEXPIRY
  0xc1, // ESME_ROPTPARNOTALLWD
  0xc4, // ESME_RINVOPTPARAMVAL
]);

/** Unknown codes, many of them a vendor's own, are tried again: the message's life bounds that. */
export function verdictOf(status: number): Verdict {
  if (status === 0) return 'taken';
  if (THROTTLED.has(status)) return 'throttled';
  return REFUSED.has(status) ? 'refused' : 'later';
}

export const statusText = (status: number): string =>
  `command_status 0x${status.toString(16).padStart(8, '0')}`;
