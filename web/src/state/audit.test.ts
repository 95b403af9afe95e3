import { expect, test } from 'vitest';

import { details } from './audit.ts';

test('an entry of the audit log says what it holds beside its columns, in plain words', () => {
  expect(details({ v: 1, utc: 'x', who: 'a', act: 'consultation', what: 'chart drawn', item: 'case', details: { handles: 50, lines: 189 } })).toBe('handles: 50, lines: 189');
  expect(details({ v: 1, details: '{"draw":"1/50 ro"}', version: '0.1.0' })).toBe('draw: 1/50 ro, version: 0.1.0');
  expect(details({ v: 1, details: '', reason: 'kept apart' })).toBe('');
  expect(details({ details: 'not JSON' })).toBe('not JSON');
});
