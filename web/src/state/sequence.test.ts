import { expect, test } from 'vitest';

import type { Answer } from '../api/types.ts';
import { laneMarks } from './sequence.ts';

const columns = ['no.', 'time', 'exhibit', 'record'];
const row = (n: number, minute: string | null, exhibit: string) => [n, minute ? { time: `2025-03-03T10:${minute}:00Z` } : null, { exhibit }, { record: `${exhibit}#${n}` }];
const made = (rows: ReturnType<typeof row>[]): Answer => ({ answer: 'sequence', parameters: {}, tables: [{ title: '', columns, rows }], notes: [] });

test('rows of the sequence are marks on a lane for each exhibit, by their share of the whole time', () => {
  const chart = laneMarks(made([row(1, '00', 'A/1'), row(2, '15', 'B/1'), row(3, '20', 'A/1'), row(4, null, 'A/1')]));
  expect(chart?.lanes.map((lane) => lane.exhibit)).toEqual(['A/1', 'B/1']);
  expect(chart?.lanes[0]?.marks.map((mark) => [mark.number, mark.share])).toEqual([[1, 0], [3, 1]]);
  expect(chart?.lanes[1]?.marks[0]?.share).toBe(0.75);
});

test('there is no chart of one row, nor of another question', () => {
  expect(laneMarks(made([row(1, '00', 'A/1')]))).toBe(null);
  expect(laneMarks({ ...made([row(1, '00', 'A/1'), row(2, '01', 'A/1')]), answer: 'money' })).toBe(null);
});
