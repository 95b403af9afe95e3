// Evidence is hostile, and the page has one way to show it: as text. What could turn text into markup or code, keep
// something behind on the machine, or put a style into markup that the policy forbids, is not written here at all.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? files(path) : /\.(svelte|ts)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
}

const forbidden: [string, RegExp][] = [
  ['innerHTML', /\binnerHTML\b/],
  ['outerHTML', /\bouterHTML\b/],
  ['insertAdjacentHTML', /\binsertAdjacentHTML\b/],
  ['{@html}', /\{@html\b/],
  ['eval', /\beval\s*\(/],
  ['new Function', /\bnew\s+Function\b/],
  ['document.write', /\bdocument\.write/],
  ['localStorage', /\blocalStorage\b/],
  ['sessionStorage', /\bsessionStorage\b/],
  ['indexedDB', /\bindexedDB\b/],
  ['srcdoc', /\bsrcdoc\b/],
  ['an address elsewhere', /https?:\/\/(?!www\.w3\.org)/],
  ['a style attribute', /\sstyle="/],
];

describe('the source of the workbench', () => {
  const all = files(root);
  it('is found', () => expect(all.length).toBeGreaterThan(20));
  for (const [name, pattern] of forbidden)
    it(`does not hold ${name}`, () => {
      expect(all.filter((path) => pattern.test(readFileSync(path, 'utf8')))).toEqual([]);
    });
  it('opens an address only where it is one of its own', () => {
    const links = all.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/href=(\{[^}]*|"[^"]*)/g)].map((m) => m[1]!));
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(link).toMatch(/^(\{formatRoute\(|"#\/|"#content$)/);
  });
});
