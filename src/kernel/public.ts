export * from './clock.ts';
export * from './fault.ts';
export * from './ids.ts';
export * from './invariant.ts';
export * from './octets.ts';
export * from './passing-map.ts';
export * from './result.ts';
