import { describe, expect, it } from 'vitest';

import { clampRow, join, length, mostRows, nextSpan, pageRows, rowAtThumb, rowAtTrack, spanAround, thumb } from './window.ts';

const million = 1_000_000;

describe('the window around a row', () => {
  it('holds the row itself at a million rows, at both ends and in the middle', () => {
    for (const row of [0, 1, 99, 100, 762_583, 999_899, 999_999]) {
      const span = spanAround(row, million);
      expect(span.first).toBeLessThanOrEqual(row);
      expect(span.end).toBeGreaterThan(row);
      expect(span.first).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(million);
      expect(length(span)).toBeLessThanOrEqual(pageRows * 1.5);
    }
  });
  it('is empty for an empty conversation and whole for a short one', () => {
    expect(spanAround(0, 0)).toEqual({ first: 0, end: 0 });
    expect(spanAround(5, 7)).toEqual({ first: 0, end: 7 });
  });
  it('takes a row past the end as the last', () => {
    expect(clampRow(5_000_000, million)).toBe(999_999);
    expect(clampRow(-3, million)).toBe(0);
    expect(spanAround(5_000_000, million).end).toBe(million);
  });
});

describe('walking a conversation page by page', () => {
  it('shows every row exactly once in order, and never holds more than the most', () => {
    const total = 20_123;
    let span = spanAround(0, total);
    const seen: number[] = [];
    for (let row = span.first; row < span.end; ++row) seen.push(row);
    for (let next = nextSpan(span, total, 'down'); next; next = nextSpan(span, total, 'down')) {
      for (let row = next.first; row < next.end; ++row) seen.push(row);
      span = join(span, next, 'down');
      expect(length(span)).toBeLessThanOrEqual(mostRows);
      expect(span.end).toBe(next.end);
    }
    expect(seen).toHaveLength(total);
    expect(seen.every((row, i) => row === i)).toBe(true);
  });
  it('walks back up from the last of a million rows without a hole', () => {
    let span = spanAround(million - 1, million);
    expect(span.end).toBe(million);
    let lowest = span.first;
    for (let i = 0; i < 50; ++i) {
      const next = nextSpan(span, million, 'up')!;
      expect(next.end).toBe(lowest);
      lowest = next.first;
      span = join(span, next, 'up');
      expect(span.first).toBe(next.first);
      expect(length(span)).toBeLessThanOrEqual(mostRows);
    }
  });
  it('asks for nothing beyond the ends', () => {
    expect(nextSpan({ first: 0, end: 200 }, 200, 'down')).toBeNull();
    expect(nextSpan({ first: 0, end: 200 }, 500, 'up')).toBeNull();
    expect(nextSpan({ first: 50, end: 250 }, 500, 'up')).toEqual({ first: 0, end: 50 });
  });
});

describe('the rail', () => {
  const track = 700;
  const visible = 12;
  it('is exact at both ends of a million rows', () => {
    const top = thumb(0, visible, million, track);
    expect(top.top).toBe(0);
    const end = thumb(million - visible, visible, million, track);
    expect(end.top + end.height).toBeCloseTo(track, 6);
    expect(rowAtThumb(0, top.height, visible, million, track)).toBe(0);
    expect(rowAtThumb(track, end.height, visible, million, track)).toBe(million - visible);
  });
  it('gives a row back from the place of its thumb', () => {
    for (const row of [0, 1, 499_999, 762_583, 999_000]) {
      const { top, height } = thumb(row, visible, million, track);
      expect(Math.abs(rowAtThumb(top, height, visible, million, track) - row)).toBeLessThanOrEqual(1);
    }
  });
  it('stays large enough to take hold of, and fills the track when all rows are on screen', () => {
    expect(thumb(0, visible, million, track).height).toBeGreaterThanOrEqual(24);
    expect(thumb(0, 12, 12, track)).toEqual({ top: 0, height: track });
    expect(rowAtThumb(10, track, 12, 12, track)).toBe(0);
  });
  it('takes a click beside the thumb to the row under it', () => {
    expect(rowAtTrack(0, million, track)).toBe(0);
    expect(rowAtTrack(track / 2, million, track)).toBe(500_000);
    expect(rowAtTrack(track, million, track)).toBe(999_999);
    expect(rowAtTrack(track + 50, 5_000_000_000, track)).toBe(4_999_999_999);
    expect(rowAtTrack(3, million, 0)).toBe(0);
  });
});
