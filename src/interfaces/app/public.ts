export type { App } from './actions/app.ts';
export { createApp, type AppOptions } from './door.ts';
export { USUAL_LIMITS, type AppLimits } from './limits.ts';
export { say } from './problem.ts';
export type { AppRefusal } from './refusal.ts';
export type { AppServices, OutboxPage, Watch } from './services.ts';
