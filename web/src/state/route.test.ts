import { describe, expect, it } from 'vitest';

import { formatRoute, parseRoute, screens, tokenOf } from './route.ts';

describe('addresses', () => {
  it('come back as they were written', () => {
    for (const screen of screens)
      for (const [id, record] of [
        ['', ''],
        ['ABC/1', 'ABC/1#12'],
        ['261', 'ÄÖ +&=?#/%#3'],
      ] as const) {
        const route = { screen, id, row: 999_999, at: record, record };
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }
  });
  it('fall back to the overview when they make no sense', () => {
    for (const hash of ['', '#', '#/', '#/nowhere/1', '#javascript:alert(1)', '#t=abc'])
      expect(parseRoute(hash).screen).toBe('overview');
    expect(parseRoute('#/read/%E0%A4%A').id).toBe('');
    expect(parseRoute('#/read/1?row=-3').row).toBeNull();
    expect(parseRoute('#/read/1?row=1e9').row).toBeNull();
  });
  it('hold the one-time key only in its own form', () => {
    expect(tokenOf('#t=0123456789abcdef')).toBe('0123456789abcdef');
    expect(tokenOf('#/read?t=0123456789abcdef')).toBe('');
    expect(tokenOf('#t=<script>')).toBe('');
  });
});
