export { createTmf654, type Tmf654 } from './door.ts';
export { createTransferEvents } from './events.ts';
export { BASE as TMF654_BASE } from './ids.ts';
export type { TmfServices } from './services.ts';
