import { describe, expect, it } from 'vitest';

import { type Link, linkedText, shares, stepWord, wordsOf } from './aligned.ts';

const original = 'Aduc cheile la gară 😬';
const english = 'I bring the keys to the station 😬';
const links: Link[] = [
  [0, 4, 0, 1],
  [0, 4, 2, 7],
  [5, 11, 8, 11],
  [5, 11, 12, 16],
  [15, 19, 24, 31],
  [20, 22, 32, 34],
];

describe('the words of an aligned line', () => {
  it('join to the text they came from, whatever the links', () => {
    const odd: Link[][] = [[], links, [[0, 99, 0, 1]], [[3, 3, 0, 1]], [[-2, 4, 0, 1]], [[0, 10, 0, 9], [5, 15, 3, 12]]];
    for (const list of odd)
      for (const [text, side] of [[original, 'original'], [english, 'english']] as const)
        expect(wordsOf(text, list, side).map((w) => w.text).join('')).toBe(text);
    expect(wordsOf('', links, 'original')).toEqual([]);
  });
  it('know their partners on the other side, both ways', () => {
    const here = wordsOf(original, links, 'original');
    const there = wordsOf(english, links, 'english');
    const keys = here.find((w) => w.text === 'cheile')!;
    expect(there.filter((w) => shares(w.links, keys.links)).map((w) => w.text)).toEqual(['the', 'keys']);
    expect(linkedText(there, keys.links)).toBe('the keys');
    const station = there.find((w) => w.text === 'station')!;
    expect(linkedText(here, station.links)).toBe('gară');
    expect(here.find((w) => w.text.includes('la'))!.links).toEqual([]);
  });
  it('are walked with two keys, over those that say nothing, and not past the ends', () => {
    const list = wordsOf(original, links, 'original');
    let at = -1;
    const seen: string[] = [];
    for (let i = 0; i < 6; ++i) {
      at = stepWord(list, at, 1);
      seen.push(list[at]!.text);
    }
    expect(seen).toEqual(['Aduc', 'cheile', 'gară', '😬', '😬', '😬']);
    expect(list[stepWord(list, -1, -1)]!.text).toBe('😬');
    expect(stepWord(list, 0, -1)).toBe(0);
    expect(stepWord(wordsOf(original, [], 'original'), -1, 1)).toBe(-1);
  });
  it('that do not stand beside each other are said with a gap', () => {
    const list = wordsOf('ne pas', [[0, 2, 0, 3], [3, 6, 0, 3]], 'original');
    expect(linkedText(list, [0, 1])).toBe('ne pas');
    expect(linkedText(wordsOf('ne le pas', [[0, 2, 0, 3], [6, 9, 0, 3]], 'original'), [0, 1])).toBe('ne … pas');
  });
});
