// What the bundler makes importable beside code.

declare module '*.po' {
  import type { Messages } from '@lingui/core';
  export const messages: Messages;
}
