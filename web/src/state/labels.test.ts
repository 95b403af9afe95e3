import { expect, it } from 'vitest';

import { Labels } from './labels.ts';

it('a name that would cover another stands on another side of its circle, and none where all four are taken', () => {
  const labels = new Labels();
  expect(labels.place(100, 100, 12, 60, 12)).toEqual({ x: 115, y: 104 });
  const left = labels.place(104, 102, 12, 60, 12)!;
  expect(left.x).toBe(104 - 12 - 3 - 60);
  const below = labels.place(102, 101, 12, 60, 12)!;
  expect(below.y).toBeGreaterThan(101 + 12);
  const above = labels.place(103, 101, 12, 60, 12)!;
  expect(above.y).toBeLessThan(101 - 12);
  expect(labels.place(101, 100, 12, 60, 12)).toBeNull();
  labels.clear();
  expect(labels.place(101, 100, 12, 60, 12)!.x).toBe(116);
});

it('no two of a thousand names overlap', () => {
  const labels = new Labels();
  const boxes: { x: number; y: number; w: number }[] = [];
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  for (let i = 0; i < 1000; ++i) {
    const w = 20 + random(120);
    const at = labels.place(random(1200), random(800), 4 + random(9), w, 12);
    if (at) boxes.push({ ...at, w });
  }
  expect(boxes.length).toBeGreaterThan(100);
  const overlap = (a: (typeof boxes)[number], b: (typeof boxes)[number]) => a !== b && a.x + a.w > b.x && b.x + b.w > a.x && Math.abs(a.y - b.y) < 12;
  expect(boxes.filter((a) => boxes.some((b) => overlap(a, b)))).toEqual([]);
});
