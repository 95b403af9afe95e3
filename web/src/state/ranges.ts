// Highlighting without markup: a text and its ranges become plain pieces, each drawn as a text node.

export interface Piece {
  text: string;
  hit: boolean;
  partner?: boolean; // stands for a hit on the other side of the translation
}

type Ranges = readonly (readonly [number, number])[];

// Ranges are [begin, end) in UTF-16 code units, in any order, possibly overlapping or out of bounds. Partners are
// drawn where there is no hit.
export function pieces(text: string, ranges: Ranges | undefined, partners?: Ranges): Piece[] {
  if (!partners?.length) return cutAt(text, ranges);
  let at = 0;
  return cutAt(text, ranges).flatMap((piece) => {
    const begin = at;
    at += piece.text.length;
    if (piece.hit) return [piece];
    return cutAt(piece.text, partners.map(([b, e]) => [b - begin, e - begin] as const)).map((part) =>
      part.hit ? { text: part.text, hit: false, partner: true } : part,
    );
  });
}

function cutAt(text: string, ranges: Ranges | undefined): Piece[] {
  if (!text) return [];
  const clean = (ranges ?? [])
    .map(([begin, end]) => [Math.max(0, begin), Math.min(text.length, end)] as [number, number])
    .filter(([begin, end]) => begin < end)
    .sort((a, b) => a[0] - b[0]);
  const out: Piece[] = [];
  let at = 0;
  for (const [begin, end] of clean) {
    if (end <= at) continue;
    const from = Math.max(at, begin);
    if (from > at) out.push({ text: text.slice(at, from), hit: false });
    const last = out[out.length - 1];
    if (last?.hit && from === at) last.text += text.slice(from, end);
    else out.push({ text: text.slice(from, end), hit: true });
    at = end;
  }
  if (at < text.length) out.push({ text: text.slice(at), hit: false });
  return out;
}

// A long text cut around its first hit, so that a hit far down a document is seen.
export function excerpt(all: Piece[], room = 400): Piece[] {
  const size = all.reduce((sum, piece) => sum + piece.text.length, 0);
  if (size <= room) return all;
  const hit = all.findIndex((piece) => piece.hit);
  const first = hit < 0 ? all.findIndex((piece) => piece.partner) : hit;
  let before = 0;
  for (let i = 0; i < first; ++i) before += all[i]!.text.length;
  const from = first < 0 ? 0 : Math.max(0, before - room / 4);
  const out: Piece[] = [];
  let at = 0;
  for (const piece of all) {
    const begin = Math.max(0, from - at);
    const end = Math.min(piece.text.length, from + room - at);
    if (begin < end) out.push({ ...piece, text: piece.text.slice(begin, end) });
    at += piece.text.length;
  }
  if (from > 0) out.unshift({ text: '… ', hit: false });
  if (from + room < size) out.push({ text: ' …', hit: false });
  return out;
}
