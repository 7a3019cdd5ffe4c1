// Runs one of PostgreSQL's programs to its end, as the given operating-system user.
//
// The environment is ours alone: a PGDATA or PGPORT in the caller's would reach the wrong server, and
// messages must come in English for us to read them. The working directory is the root, because the
// programs refuse to start in one that their user may not enter.

import { execFile } from 'node:child_process';

export type OsUser = { readonly uid: number; readonly gid: number };

export type Outcome = { readonly ok: boolean; readonly output: string };

/**
 * How the server's processes keep their memory (glibc; others take no notice). By default they give it back
 * to the system after every statement of some hundred kilobytes and ask for it anew with the next one: a
 * batch of the ledger took a tenth more of the processor. So each process keeps what it used, up to 32 MB.
 */
const KEPT_MEMORY = {
  MALLOC_TRIM_THRESHOLD_: '33554432',
  MALLOC_MMAP_THRESHOLD_: '33554432',
  MALLOC_TOP_PAD_: '4194304',
};

export function run(
  program: string,
  commandArguments: readonly string[],
  options: { user?: OsUser | undefined; timeoutSeconds?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program,
      commandArguments,
      {
        cwd: '/',
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          LC_ALL: 'C',
          ...KEPT_MEMORY,
        },
        timeout: (options.timeoutSeconds ?? 90) * 1_000,
        ...options.user,
      },
      (error, stdout, stderr) => {
        const said = `${stdout}${stderr}`.trim();
        resolve({ ok: error === null, output: said === '' ? (error?.message ?? '') : said });
      },
    );
  });
}
