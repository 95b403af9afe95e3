import { expect, test } from 'vitest';

import type { Rec, RecordTime } from '../api/types.ts';
import { mediaName, shownTime, when } from './rows.ts';

const time = (raw: string, utc: string, offset: number | null, unit = ''): RecordTime => ({ kind: 'sent', utc, raw, unit, offset, certainty: 'zone-assumed', local: null });

test('a statement’s day is shown as a day, as written, in summer and in any zone of the case', () => {
  const day = time('01/05/2025', '2025-04-30T23:00:00.000000Z', 60);
  expect(shownTime(day, 'Europe/London')).toBe('1 May 2025');
  expect(shownTime(time('Tue 1 Oct 2024', '2024-09-30T23:00:00.000000Z', 60), 'UTC')).toBe('1 Oct 2024');
  expect(shownTime(day, 'Asia/Kathmandu')).toBe('1 May 2025');
  expect(when({ times: [day] } as unknown as Rec, 'America/New_York')).toMatchObject({ date: '1 May 2025', time: '', zoneKnown: true, assumed: true });
});

test('a time of day, a number of seconds or a stamp at midnight keeps its time', () => {
  expect(shownTime(time('01/05/2025 00:00', '2025-04-30T23:00:00.000000Z', 60), 'Europe/London')).toBe('1 May 2025 00:00');
  expect(shownTime(time('1746057600', '2025-05-01T00:00:00.000000Z', null, 'unix-seconds'), 'UTC')).toBe('1 May 2025 00:00');
  expect(shownTime(time('20250501T000000Z', '2025-05-01T00:00:00.000000Z', 0), 'UTC')).toBe('1 May 2025 00:00');
  expect(shownTime(time('45778.5', '2025-05-01T12:00:00.000000Z', 0), 'UTC')).toBe('1 May 2025 12:00');
});

test('an attachment is called by its file, or by a title of its own', () => {
  expect(mediaName({ path: 'Media/payslip march.pdf', title: 'payslip march.pdf (file attached)' })).toBe('payslip march.pdf');
  expect(mediaName({ path: 'Media/IMG-1.jpg', title: '' })).toBe('IMG-1.jpg');
  expect(mediaName({ path: 'Media/IMG-1.jpg', title: 'the new room' })).toBe('the new room');
  expect(mediaName({ path: '', title: 'image omitted' })).toBe('image omitted');
});
