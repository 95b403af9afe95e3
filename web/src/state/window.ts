// The anchored window of Read: which rows of a conversation stand on the page.
//
// Browsers limit how high an element may be (about 33.5 million pixels), so a list of a million rows cannot be one
// tall box: a jump to row 999,999 lands some 760,000 rows in. Here the page never holds more than `mostRows` rows,
// each under its true number, in a box that scrolls by itself; a rail of its own stands for the whole conversation.
// Row k of the total is row k: numbers come from the server, never from pixel heights.
//
//   total 1,000,000   ├───────────────────────■──────────┤  rail
//                          rows 700,000 … 700,399 on the page; near the end the next page is fetched and
//                          the furthest page behind is dropped

export const pageRows = 200;
export const mostRows = 600;

// Rows first … end-1.
export interface Span {
  first: number;
  end: number;
}

export const length = (span: Span): number => span.end - span.first;

export function clampRow(row: number, total: number): number {
  return Math.max(0, Math.min(Math.floor(row), total - 1));
}

// The span to show around a row: half a page before it, a page from it on.
export function spanAround(row: number, total: number): Span {
  if (total <= 0) return { first: 0, end: 0 };
  const at = clampRow(row, total);
  const end = Math.min(total, at + pageRows);
  return { first: Math.max(0, Math.min(at, end) - pageRows / 2), end };
}

// The next rows to fetch in a direction, or null at the end of the conversation.
export function nextSpan(span: Span, total: number, direction: 'up' | 'down'): Span | null {
  if (direction === 'down')
    return span.end >= total ? null : { first: span.end, end: Math.min(total, span.end + pageRows) };
  return span.first <= 0 ? null : { first: Math.max(0, span.first - pageRows), end: span.first };
}

// Two spans that touch, joined, and cut at the far side to at most `mostRows`.
export function join(span: Span, more: Span, direction: 'up' | 'down'): Span {
  if (direction === 'down') return { first: Math.max(span.first, more.end - mostRows), end: more.end };
  return { first: more.first, end: Math.min(span.end, more.first + mostRows) };
}

// The rail: a thumb of `thumb` pixels at `top` in a track of `track` pixels for the rows on screen.
export function thumb(
  row: number,
  visible: number,
  total: number,
  track: number,
  least = 28,
): { top: number; height: number } {
  if (total <= visible || total === 0) return { top: 0, height: track };
  const height = Math.max(least, Math.round((track * visible) / total));
  const last = total - visible;
  return { top: ((track - height) * Math.min(row, last)) / last, height };
}

// The row that belongs to a thumb position; the inverse of `thumb`, exact at both ends.
export function rowAtThumb(top: number, height: number, visible: number, total: number, track: number): number {
  const room = track - height;
  if (room <= 0 || total <= visible) return 0;
  const share = Math.max(0, Math.min(1, top / room));
  return Math.round(share * (total - visible));
}

// The row under a point of the track, for a click beside the thumb.
export function rowAtTrack(y: number, total: number, track: number): number {
  return track > 0 ? clampRow(Math.max(0, Math.min(1, y / track)) * total, total) : 0;
}
