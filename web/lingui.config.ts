// English is the source: its catalog is what the code says. A translator edits the .po files only.

import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  rootDir: import.meta.dirname,
  sourceLocale: 'en',
  locales: ['en', 'fr', 'zh'],
  catalogs: [{ path: '<rootDir>/locales/{locale}', include: ['<rootDir>/src'] }],
  // Line numbers would change the catalogs with every edit of the code.
  format: formatter({ lineNumbers: false }),
});
