// SETTINGS (RFC 9113 clause 6.5): ours, and the two of the peer's that matter to a server of small answers.

import type { NchfLimits } from '../limits.ts';
import {
  ConnectionError,
  DEFAULT_WINDOW,
  ERROR,
  LARGEST_WINDOW,
  readUnsigned32,
  SETTING,
  writeUnsigned32,
} from './frames.ts';

const SETTING_OCTETS = 6;
const LEAST_FRAME_SIZE = 16_384;
const LARGEST_FRAME_SIZE = 2 ** 24 - 1;

/**
 * Each stream has a window that the longest body fits in, and one octet more, which shows that a body is too
 * long: no stream is ever granted more.
 */
export function ourSettings(limits: NchfLimits): Buffer {
  const settings = [
    [SETTING.MAX_CONCURRENT_STREAMS, limits.maximumStreams],
    [SETTING.INITIAL_WINDOW_SIZE, Math.max(DEFAULT_WINDOW, limits.maximumBodyOctets + 1)],
    [SETTING.MAX_HEADER_LIST_SIZE, limits.maximumHeaderOctets],
  ] as const;
  const payload = Buffer.alloc(settings.length * SETTING_OCTETS);
  let at = 0;
  for (const [name, value] of settings) {
    payload[at + 1] = name;
    at = writeUnsigned32(payload, at + 2, value);
  }
  return payload;
}

/**
 * Frames larger than any peer takes are never sent, the peer's table is not used, and nothing is pushed; so
 * only the window is given back. The last of several values counts.
 */
export function peerSettings(payload: Buffer): { readonly initialWindow: number | undefined } {
  if (payload.length % SETTING_OCTETS !== 0)
    throw new ConnectionError(ERROR.FRAME_SIZE_ERROR, 'settings have six octets each');
  let initialWindow: number | undefined;
  for (let at = 0; at < payload.length; at += SETTING_OCTETS) {
    const name = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const value = readUnsigned32(payload, at + 2);
    if (name === SETTING.INITIAL_WINDOW_SIZE) {
      if (value > LARGEST_WINDOW)
        throw new ConnectionError(ERROR.FLOW_CONTROL_ERROR, 'a window past 2^31 - 1');
      initialWindow = value;
    } else if (name === SETTING.ENABLE_PUSH && value > 1)
      throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'push is on or off');
    else if (
      name === SETTING.MAX_FRAME_SIZE &&
      (value < LEAST_FRAME_SIZE || value > LARGEST_FRAME_SIZE)
    )
      throw new ConnectionError(ERROR.PROTOCOL_ERROR, 'no size of frames');
  }
  return { initialWindow };
}
