export type * from './meters.ts';
export { createMetrics, type Metrics, type Sample } from './metrics.ts';
export { openTracing, type Attributes, type Begun, type Doing, type Tracing } from './tracing.ts';
