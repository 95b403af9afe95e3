import { describe, expect, it } from 'vitest';

import { pieces } from './pieces.ts';

describe('pieces of a file', () => {
  it('cover it once, in order, and none is too large', () => {
    for (const size of [0, 1, 3, 4, 5, 8, 9]) {
      let end = 0;
      for (const { from, to } of pieces(size, 4)) {
        expect(from).toBe(end);
        expect(to - from).toBeGreaterThan(0);
        expect(to - from).toBeLessThanOrEqual(4);
        end = to;
      }
      expect(end).toBe(size);
    }
  });
});
