// What others see of the Gy door.

export { openGyDoor, type GyDoor, type GyDoorOptions } from './door.ts';
export {
  defaultGyLimits,
  type GyIdentity,
  type GyLimits,
  type GyLog,
  type GyMeter,
} from './identity.ts';
export type { GyAnswerSettings, GyPeering, GyPeerSettings, GyTls } from './settings.ts';
export type { AbsentPeer } from './peer/peers.ts';
export type { DisconnectCause } from './peer/requests.ts';
export type { PeerState } from './peer/state.ts';
export type { PeerStatus } from './peer/status.ts';
export type { WatchdogState } from './peer/watchdog.ts';
export { GyClient, type GyClientOptions } from './client.ts';
export {
  readCapture,
  readCapturedSession,
  rename,
  type CapturedMessage,
  type CapturedSession,
  type Renaming,
} from './captured-session.ts';
export { readMessage, type Message } from './codec/message.ts';
export { readTree, valueIn, writeTree, type AvpTree } from './codec/tree.ts';
