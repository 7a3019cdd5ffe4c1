// What others see of the Gy door.

export { openGyDoor, type GyDoor, type GyDoorOptions } from './door.ts';
export { defaultGyLimits, type GyIdentity, type GyLimits, type GyLog } from './identity.ts';
export type { PeerState, PeerStatus } from './peer/connection.ts';
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
