// The rules of the house, as a check over sources: who may import whom, who may read the environment,
// how long a file may be. docs/decisions/layout.md says why.

export type Source = { readonly path: string; readonly text: string };

/** From the ground up: a folder imports from the rows above its own, never from its own row. */
const ROWS = [
  ['src/kernel'],
  ['src/observe'],
  ['src/db'],
  ['src/ledger'],
  ['src/catalog', 'src/subscribers'],
  [
    'src/charging',
    'src/gifting',
    'src/trust',
    'src/usage',
    'src/esim',
    'src/compliance',
    'src/market',
  ],
  ['src/interfaces/*'],
  ['src/main'],
];

const MAXIMUM_LINES = 400;

/** Gives each breach of a rule as one sentence, in the order of the sources. */
export function findBreaches(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [
    ...importBreaches(source),
    ...environmentBreaches(source),
    ...lengthBreaches(source),
  ]);
}

function importBreaches({ path, text }: Source): string[] {
  return importsOf(text)
    .filter((name) => name.startsWith('.'))
    .map((name) => [name, breachOf(path, resolve(path, name))] as const)
    .filter(([, breach]) => breach !== undefined)
    .map(([name, breach]) => `${path} imports ${name}: ${breach}`);
}

function breachOf(from: string, to: string): string | undefined {
  const home = folderOf(from);
  const target = folderOf(to);
  if (home === target) return undefined;
  if (target === 'sim') return 'nothing imports the simulator';
  if (isTest(from) && !home.startsWith('web')) return undefined; // a test may stage a whole scene
  if (home.startsWith('web') !== target.startsWith('web'))
    return 'the web pages and the server share nothing but the interface between them';
  if (target === 'test') return 'only tests import what supports tests';
  if (home === 'sim') return undefined;
  const own = rowOf(home);
  const other = rowOf(target);
  if (own < 0) return `${home} has no place in the order of folders`;
  if (other < 0) return `${target} has no place in the order of folders`;
  if (own === other) return 'folders side by side do not import each other';
  if (own < other) return `${target} stands on ${home}, not the other way round`;
  if (!to.endsWith('/public.ts')) return `what others may use of ${target} is in its public.ts`;
  return undefined;
}

function environmentBreaches({ path, text }: Source): string[] {
  const allowed = !path.startsWith('src/') || path.startsWith('src/main/') || isTest(path);
  if (allowed || !/\bprocess\s*(\.|\[')env\b|\benv\b[^;]*from 'node:process'/.test(codeOf(text)))
    return [];
  return [`${path} reads the environment: only src/main does, and hands on what it read`];
}

function lengthBreaches({ path, text }: Source): string[] {
  const lines = text.trimEnd().split('\n').length;
  if (lines <= MAXIMUM_LINES || /\.generated\./.test(path)) return [];
  const top = /^(?:\s*\/\/.*\n|\s*\/\*[\s\S]*?\*\/\s*\n)+/.exec(text)?.[0] ?? '';
  if (/\b(long|length)\b/i.test(top)) return [];
  return [
    `${path} has ${lines} lines: past ${MAXIMUM_LINES} its first comment says why it is long`,
  ];
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

function folderOf(path: string): string {
  const [top = '', second = '', third = ''] = path.split('/');
  if (top !== 'src') return top;
  return second === 'interfaces' ? `src/interfaces/${third}` : `src/${second}`;
}

const rowOf = (folder: string): number =>
  ROWS.findIndex((row) => row.includes(folder.replace(/^src\/interfaces\/.*/, 'src/interfaces/*')));

function resolve(from: string, name: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const step of name.split('/')) {
    if (step === '..') parts.pop();
    else if (step !== '.') parts.push(step);
  }
  return parts.join('/');
}

const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
];

function importsOf(text: string): string[] {
  const code = codeOf(text);
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

// Without comments: an import that is only spoken of is none.
const codeOf = (text: string): string =>
  text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '');
