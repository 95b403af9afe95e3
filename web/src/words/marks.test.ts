import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { words } from './index.ts';

describe('marks of a translation', () => {
  it('each has words of its own', () => {
    const source = readFileSync(new URL('../../../src/language/checks.cpp', import.meta.url), 'utf8');
    const list = /mark_words = std::to_array<std::string_view>\(([^;]*)\);/.exec(source)?.[1] ?? '';
    const marks = [...list.matchAll(/"([a-z-]+)"/g)].map((m) => m[1]!);
    expect(marks.length).toBeGreaterThan(20);
    for (const mark of marks) expect(words.mark(mark), mark).not.toBe(mark.replaceAll('-', ' '));
  });
});
