import { describe, expect, it } from 'vitest';

import { binned, busiest, dayAfter, daysBetween, level, nightShare } from './activity.ts';

const empty = () => Array.from({ length: 7 }, () => Array<number>(24).fill(0));

describe('activity', () => {
  it('counts days over the end of a month and a leap day', () => {
    expect(dayAfter('2024-02-28', 1)).toBe('2024-02-29');
    expect(dayAfter('2024-02-28', 2)).toBe('2024-03-01');
  });
  it('places an instant between days, before the first one too', () => {
    expect(daysBetween('2024-02-28', '2024-03-01T12:00:00Z')).toBe(2.5);
    expect(daysBetween('2024-02-28', '2024-02-27T00:00:00Z')).toBe(-1);
  });
  it('loses no event when days are put together', () => {
    const days = Array.from({ length: 365 }, (_, i) => i % 3);
    const bins = binned(days, 100);
    expect(bins.length).toBeLessThanOrEqual(100);
    expect(bins.reduce((sum, b) => sum + b.count, 0)).toBe(days.reduce((a, b) => a + b));
    expect(bins.reduce((sum, b) => sum + b.days, 0)).toBe(365);
    expect(binned([], 10)).toEqual([]);
  });
  it('shows nothing only for nothing', () => {
    expect(level(0, 100)).toBe(0);
    expect(level(1, 100)).toBe(1);
    expect(level(100, 100)).toBe(5);
    expect(level(1, 1)).toBe(1);
  });
  it('names the busiest hour and the share of the night', () => {
    const week = empty();
    expect(busiest(week)).toBeNull();
    expect(nightShare(week)).toBeNull();
    week[2]![3] = 1;
    week[4]![18] = 3;
    expect(busiest(week)).toEqual({ day: 4, hour: 18, count: 3 });
    expect(nightShare(week)).toBe(0.25);
  });
});
