// Which words of a line became which words of its English: a text and its links become plain pieces, each drawn as a
// text node, and each knows the links that touch it. Places are UTF-16 code units.

// [begin, end) of the original became [begin, end) of the English.
export type Link = readonly [number, number, number, number];
export type Side = 'original' | 'english';

export interface Word {
  text: string;
  links: number[]; // numbers in the list of links; none where nothing is known about it
}

export const rangeOn = (side: Side, link: Link): [number, number] =>
  side === 'original' ? [link[0], link[1]] : [link[2], link[3]];

// The text cut wherever a link begins or ends; joined, the pieces are the text. Links out of bounds are left out.
export function wordsOf(text: string, links: readonly Link[], side: Side): Word[] {
  if (!text) return [];
  const ranges = links
    .map((link, number) => ({ number, range: rangeOn(side, link) }))
    .filter(({ range: [begin, end] }) => begin >= 0 && begin < end && end <= text.length);
  const cuts = [...new Set([0, text.length, ...ranges.flatMap(({ range }) => range)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((begin, i) => ({
    text: text.slice(begin, cuts[i + 1]),
    links: ranges.filter(({ range }) => range[0] <= begin && begin < range[1]).map(({ number }) => number),
  }));
}

export const shares = (a: readonly number[], b: readonly number[]): boolean => a.some((link) => b.includes(link));

// The next word with links from place `at` (-1: none yet), `by` 1 or -1; stays where there is none.
export function stepWord(list: readonly Word[], at: number, by: 1 | -1): number {
  let next = at < 0 && by < 0 ? list.length : at;
  do next += by;
  while (next >= 0 && next < list.length && list[next]!.links.length === 0);
  return next >= 0 && next < list.length ? next : at;
}

// The words that share one of `links`, as one text; words that do not stand beside each other with … between.
export function linkedText(list: readonly Word[], links: readonly number[]): string {
  let out = '';
  let gap = '';
  for (const word of list) {
    if (shares(word.links, links)) {
      out += (out && gap ? (gap.trim() ? ' … ' : gap) : '') + word.text;
      gap = '';
    } else gap += word.text;
  }
  return out;
}
