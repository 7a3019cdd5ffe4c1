// Runs one of PostgreSQL's programs to its end, as the given operating-system user.
//
// The environment is ours alone: a PGDATA or PGPORT in the caller's would reach the wrong server, and
// messages must come in English for us to read them. The working directory is the root, because the
// programs refuse to start in one that their user may not enter.

import { execFile } from 'node:child_process';

export type OsUser = { readonly uid: number; readonly gid: number };

export type Outcome = { readonly ok: boolean; readonly output: string };

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
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
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
