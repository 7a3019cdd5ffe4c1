// Makes a clone ready to run: the packages of package-lock.json, the pinned Node, the built web pages.
// It runs on Node 20 with nothing installed, does only what is missing, and says what it does.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

const BIN = join(ROOT, 'node_modules', '.bin');
export const PINNED_NODE = join(BIN, 'node');

/** How a process that serves keeps its heap; docs/decisions/heap.md says why. */
export const HEAP = [
  '--max-semi-space-size=64',
  '--initial-old-space-size=60',
  '--heap-growing-percent=100',
  '--no-allocation-site-pretenuring',
  '--v8-pool-size=1',
];

/**
 * @param {{ web?: boolean, quiet?: boolean }} options web: also build the pages; quiet: leave standard
 *   output to the command that follows, and speak on standard error
 */
export async function bootstrap({ web = true, quiet = false } = {}) {
  const say = (line) => (quiet ? process.stderr : process.stdout).write(`${line}\n`);
  if (isReady(web)) return;
  const release = await lock(say);
  try {
    if (!hasPackages()) installPackages(say, quiet);
    if (!hasPinnedNode()) repairPinnedNode(say, quiet);
    if (web && !hasWeb()) buildWeb(say, quiet);
  } finally {
    release();
  }
}

/** Runs the pinned Node with these arguments, and ends this process the way that one ended. */
export function becomePinnedNode(commandArguments, extraEnvironment = {}) {
  const child = spawn(PINNED_NODE, commandArguments, {
    stdio: 'inherit',
    env: { ...environment(), ...extraEnvironment },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal gives Ctrl-C to the child as well; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('error', (error) => fail(`Node does not start: ${error.message}`));
  child.once('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}

/** Runs one of the installed tools to its end, and gives whether it succeeded. */
export function runTool(name, commandArguments) {
  const outcome = spawnSync(join(BIN, name), commandArguments, {
    cwd: ROOT,
    stdio: 'inherit',
    env: environment(),
  });
  return outcome.status === 0;
}

export function environment() {
  return {
    // Half of what a start costs is compiling what was compiled the last time.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node'),
    ...process.env,
    PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`,
  };
}

const isReady = (web) => hasPackages() && hasPinnedNode() && (!web || hasWeb());

const readJson = (...path) => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));

// npm writes node_modules/.package-lock.json last, so a broken install never looks like a whole one.
function hasPackages() {
  if (!existsSync(join(ROOT, 'node_modules', '.package-lock.json'))) return false;
  const wanted = readJson('package-lock.json').packages;
  const present = readJson('node_modules', '.package-lock.json').packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (present[path] === undefined
        ? entry.optional === true || entry.devOptional === true
        : present[path].version === entry.version && present[path].integrity === entry.integrity),
  );
}

function hasPinnedNode() {
  const pinned = readJson('package-lock.json').packages['node_modules/node'].version;
  // The program is 120 MB: starting it costs 30 ms, which nobody sees.
  const outcome = spawnSync(PINNED_NODE, ['--version'], { encoding: 'utf8' });
  return outcome.stdout?.trim() === `v${pinned}`;
}

function npm(commandArguments, quiet) {
  const outcome = spawnSync('npm', [...commandArguments, '--loglevel=error', '--no-fund'], {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 2 : 'inherit', 'inherit'],
    env: { ...process.env, npm_config_audit: 'false', npm_config_update_notifier: 'false' },
  });
  return outcome.status === 0;
}

function installPackages(say, quiet) {
  say('Installing packages; the first time this takes about a minute ...');
  if (npm(['ci'], quiet) && hasPackages()) return;
  fail(
    'The packages could not be installed; npm says why above.\n' +
      'Offline? They come from the npm registry once, then this runs without a network.\n' +
      'Behind a proxy or with a registry of your own: npm config set registry <address>.',
  );
}

// The package `node` fetches the program for this platform in an install script, which some npm
// settings leave out.
function repairPinnedNode(say, quiet) {
  say('Fetching the pinned Node ...');
  if (npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], quiet)) {
    if (hasPinnedNode()) return;
  }
  fail(
    'node_modules/.bin/node is not the pinned Node, and could not be fetched.\n' +
      'Remove node_modules and try again; npm must be allowed to run install scripts.',
  );
}

const BUILT_FROM = join(ROOT, 'web', 'dist', '.built-from');

function hasWeb() {
  if (!existsSync(join(ROOT, 'web', 'vite.config.ts'))) return true;
  return existsSync(BUILT_FROM) && readFileSync(BUILT_FROM, 'utf8') === hashOfWeb();
}

/** A fresh clone has new times on every file, so what counts is what the files say. */
function hashOfWeb() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')));
  const visit = (directory) => {
    const entries = readdirSync(directory, { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !['dist', 'node_modules'].includes(entry.name)) visit(path);
      else if (entry.isFile()) hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  };
  visit(join(ROOT, 'web'));
  return hash.digest('hex');
}

function buildWeb(say, quiet) {
  say('Building the web pages ...');
  const outcome = spawnSync('npm', ['run', '--silent', 'build:web'], {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 2 : 'inherit', 'inherit'],
    env: environment(),
  });
  if (outcome.status !== 0) fail('The web pages could not be built; the messages above say why.');
  writeFileSync(BUILT_FROM, hashOfWeb());
}

// Two commands begun at once in a fresh clone would both install, each into the other's half.
async function lock(say) {
  const path = join(ROOT, '.largesse', 'bootstrap.lock');
  mkdirSync(join(ROOT, '.largesse'), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(Number(readFileSync(path, 'utf8')))) rmSync(path, { force: true });
    else {
      if (!waited) say('Waiting for another Largesse command that prepares this folder ...');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(3); // a fault: the world failed, and trying again may help
}
