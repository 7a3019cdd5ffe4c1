// Finds passages that stand in two places of the source: what changes in one is forgotten in the other.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const FOLDERS = ['src', 'sim', 'web/src', 'scripts'];
const SOURCE = /(?<!\.test|\.generated|\.d)\.(ts|tsx|mjs)$/;
/** Shorter runs are idiom: a list of imports, the frame of a handler. */
const LEAST_LINES = 12;

/** @returns {{ first: string, second: string, lines: number }[]} each as file:line */
export function findDuplicates(root) {
  return compare(FOLDERS.flatMap((folder) => readSources(root, join(root, folder))));
}

/** @param {{ path: string, text: string }[]} sources */
export function compare(sources) {
  const seen = new Map();
  const found = [];
  for (const { path, text } of sources) {
    const lines = meaningfulLines(text);
    let skipUntil = 0;
    for (let at = 0; at + LEAST_LINES <= lines.length; at++) {
      const key = lines
        .slice(at, at + LEAST_LINES)
        .map((line) => line.text)
        .join('\n');
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, { path, lines, at });
      else if (at >= skipUntil && (earlier.path !== path || earlier.at + LEAST_LINES <= at)) {
        let length = LEAST_LINES;
        while (sameAt(earlier.lines, earlier.at + length, lines, at + length)) length++;
        skipUntil = at + length;
        found.push({
          first: `${earlier.path}:${earlier.lines[earlier.at].number}`,
          second: `${path}:${lines[at].number}`,
          lines: length,
        });
      }
    }
  }
  return found;
}

const sameAt = (left, leftAt, right, rightAt) =>
  left[leftAt] !== undefined && left[leftAt].text === right[rightAt]?.text;

// Without blank lines, comments, imports and closing brackets, which say nothing by themselves.
function meaningfulLines(text) {
  return text
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(({ text: line }) => /\w/.test(line) && !/^(\/\/|\/?\*|import |export \* )/.test(line));
}

function readSources(root, directory) {
  let entries;
  try {
    entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .toSorted()
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
}
