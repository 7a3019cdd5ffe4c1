import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Timestamp = ColumnType<number, Date | string, Date | string>;

export interface Migration {
  applied_at: Timestamp;
  checksum: string;
  name: string;
  number: number;
}

export interface Store {
  created_at: Timestamp;
  parts: number;
  singleton: Generated<boolean>;
}

export interface DB {
  migration: Migration;
  store: Store;
}
