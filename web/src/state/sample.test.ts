import { expect, test } from 'vitest';

import { nextUnjudged, tally } from './sample.ts';

const lines = (...verdicts: string[]) => verdicts.map((verdict) => ({ verdict }));

test('after a verdict comes the next line without one, and round to the first that was left out', () => {
  expect(nextUnjudged(lines('', '', ''), 0)).toBe(0);
  expect(nextUnjudged(lines('', 'ok', ''), 1)).toBe(2);
  expect(nextUnjudged(lines('', 'ok', 'minor'), 2)).toBe(0);
  expect(nextUnjudged(lines('ok', 'ok'), 1)).toBe(1);
  expect(nextUnjudged([], 3)).toBe(0);
});

test('verdicts add up to the lines judged', () => {
  expect(tally(lines('ok', 'ok', 'minor', 'major', ''))).toEqual({ ok: 2, minor: 1, major: 1, judged: 4 });
});
