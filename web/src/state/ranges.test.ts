import { describe, expect, it } from 'vitest';

import { excerpt, pieces } from './ranges.ts';

const whole = (list: { text: string }[]) => list.map((piece) => piece.text).join('');

describe('pieces of a text', () => {
  it('join to the text they came from, whatever the ranges', () => {
    const text = 'Aduc <b>cheile</b> la gară 😬 la 10';
    const cases: [number, number][][] = [
      [],
      [[0, 4]],
      [[5, 8], [7, 12], [30, 99], [-4, 2], [9, 9], [12, 8]],
      [[0, text.length]],
      [[20, 24], [0, 4]],
    ];
    for (const ranges of cases) expect(whole(pieces(text, ranges))).toBe(text);
  });
  it('mark exactly the ranges, overlapping ones as one', () => {
    expect(pieces('abcdef', [[1, 3], [2, 4]])).toEqual([
      { text: 'a', hit: false },
      { text: 'bcd', hit: true },
      { text: 'ef', hit: false },
    ]);
    expect(pieces('abcdef', [[1, 3], [3, 4]])[1]).toEqual({ text: 'bcd', hit: true });
  });
  it('mark the words that stand for a hit on the other side, never over a hit', () => {
    expect(pieces('the keys here', [[4, 8]], [[0, 8]])).toEqual([
      { text: 'the ', hit: false, partner: true },
      { text: 'keys', hit: true },
      { text: ' here', hit: false },
    ]);
    const odd: [number, number][] = [[3, 2], [-5, 2], [8, 99]];
    expect(whole(pieces('the keys here', odd, odd))).toBe('the keys here');
    expect(pieces('abc', [], [[0, 3]])).toEqual([{ text: 'abc', hit: false, partner: true }]);
  });
  it('of nothing are none', () => {
    expect(pieces('', [[0, 3]])).toEqual([]);
    expect(pieces('abc', undefined)).toEqual([{ text: 'abc', hit: false }]);
  });
});

describe('an excerpt', () => {
  it('keeps a hit far down a long text in sight', () => {
    const text = `${'x'.repeat(5000)}gara${'y'.repeat(5000)}`;
    const cut = excerpt(pieces(text, [[5000, 5004]]), 400);
    expect(cut.some((piece) => piece.hit && piece.text === 'gara')).toBe(true);
    expect(whole(cut).length).toBeLessThan(410);
    expect(cut[0]!.text).toBe('… ');
  });
  it('leaves a short text alone', () => {
    expect(excerpt(pieces('short', []))).toEqual([{ text: 'short', hit: false }]);
  });
});
