// Every detector that the analysis can name has a word here: a lead is never headed by an identifier.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { words } from './index.ts';

it('every detector has a word', () => {
  const folder = fileURLToPath(new URL('../../../src/pattern', import.meta.url));
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.cpp') && !name.endsWith('_test.cpp'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const assigned = [...source.matchAll(/detector = ([^;]*);/g)].flatMap((m) => [...m[1]!.matchAll(/"([a-z-]+)"/g)].map((name) => name[1]!));
  const unlooked = [...source.matchAll(/not_looked_for\.push_back\(\s*\{"([a-z-]+)"/g)].map((m) => m[1]!);
  const detectors = [...new Set([...assigned, ...unlooked])];
  expect(detectors.length).toBeGreaterThan(20);
  expect(detectors.filter((name) => !words.leads.detectors[name])).toEqual([]);
});
