// What others see of the Nchf door.

export { openNchfDoor, type NchfDoor, type NchfDoorOptions } from './door.ts';
export { defaultNchfLimits, type NchfLimits, type NchfLog, type NchfMeter } from './limits.ts';
export type { AccessTokenSettings } from './access-token.ts';
export type { NchfTls } from './http2/sockets.ts';
export { OPERATIONS, type Operation } from './http2/route.ts';
export type { PolicyCounter, PolicyCounters } from './spending-limit/port.ts';
export type { FailureHandling } from './converged-charging/write-answer.ts';
export {
  createNchfClient,
  referenceIn,
  type NchfBody,
  type NchfClient,
  type NchfClientAnswer,
} from './client.ts';
