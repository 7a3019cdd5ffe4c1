export { startEmbedded, type Embedded, type EmbeddedOptions } from './embedded.ts';
export { isCollision, isConnectionLost, sqlStateOf } from './errors.ts';
export { instantValue } from './instant.ts';
export { silentLog, type Log } from './log.ts';
export { migrate, readMigrations, type Migration } from './migrate.ts';
export type { Database } from './schema.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
export { transact, type TransactOptions, type Transaction } from './transaction.ts';
export { toTimestamp, type Timestamp } from './types.ts';
