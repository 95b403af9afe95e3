// Days, hours and weeks as they are drawn: pure figures, so that they can be recounted.

import type { Activity } from '../api/types.ts';

// Day n after a first day, as a date: "2025-03-01".
export function dayAfter(first: string, n: number): string {
  return new Date(Date.parse(`${first}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
}

// How many days, with their parts, an instant lies after the beginning of a day.
export function daysBetween(first: string, instant: string): number {
  return (Date.parse(instant) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000;
}

// Five steps of darkness for a figure against the largest; 0 only for none.
export function level(value: number, most: number): number {
  if (value <= 0 || most <= 0) return 0;
  return Math.min(5, 1 + Math.floor((5 * (value - 1)) / most));
}

export interface Bin {
  from: number; // first day
  days: number;
  count: number;
}

// At most `bins` bars of whole days, all of the same width (the last may be shorter).
export function binned(days: readonly number[], bins: number): Bin[] {
  const width = Math.max(1, Math.ceil(days.length / bins));
  const out: Bin[] = [];
  for (let from = 0; from < days.length; from += width) {
    const part = days.slice(from, from + width);
    out.push({ from, days: part.length, count: part.reduce((sum, n) => sum + n, 0) });
  }
  return out;
}

// The hours of the week with least and most, for the words beside the picture; null when nothing is dated.
export function busiest(week: Activity['week']): { day: number; hour: number; count: number } | null {
  let best: { day: number; hour: number; count: number } | null = null;
  week.forEach((hours, day) =>
    hours.forEach((count, hour) => {
      if (count > (best?.count ?? 0)) best = { day, hour, count };
    }),
  );
  return best;
}

// Share of a week's events from 02:00 to 05:59. People sleep then: much of it hints at a wrong zone or at machines.
export function nightShare(week: Activity['week']): number | null {
  const sum = (from: number, to: number) => week.reduce((all, hours) => all + hours.slice(from, to).reduce((a, b) => a + b, 0), 0);
  const total = sum(0, 24);
  return total > 0 ? sum(2, 6) / total : null;
}
