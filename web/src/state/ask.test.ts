import { expect, test } from 'vitest';

import { complete, elsewhere, filterQuery, groups, isFigure, matching, parseQuestion, partsOf, questionAddress, questions, saidColumns } from './ask.ts';
import { zoned } from './zoned.ts';
import { words } from '../words/index.ts';

test('a question and its numbers stand in the address and come back from it', () => {
  expect(parseQuestion(questionAddress('common', [13, 76]))).toEqual({ name: 'common', handles: [13, 76] });
  expect(parseQuestion(questionAddress('brokers', []))).toEqual({ name: 'brokers', handles: [] });
  expect(parseQuestion('common:1,x,-3,2')).toEqual({ name: 'common', handles: [1, 2] });
  expect(parseQuestion('')).toEqual({ name: '', handles: [] });
});

test('a question is asked when it has the numbers that it needs', () => {
  const common = questions.find((q) => q.name === 'common')!;
  expect(complete(common, [1])).toBe(false);
  expect(complete(common, [1, 2])).toBe(true);
  expect(complete(questions.find((q) => q.name === 'languages')!, [])).toBe(true);
});

test('each question stands in one group, and a filter keeps those with all its words', () => {
  expect(groups.flatMap((g) => questions.filter((q) => q.group === g))).toHaveLength(questions.length);
  const wording = { contacts: 'Whom is a number in contact with?', common: 'Which contacts have two numbers in common?' };
  const two = questions.filter((q) => q.name in wording);
  expect(matching(two, wording, 'NUMBER contact').map((q) => q.name)).toEqual(['contacts', 'common']);
  expect(matching(two, wording, ' common two').map((q) => q.name)).toEqual(['common']);
  expect(matching(two, wording, '')).toHaveLength(2);
});

test('what other screens answer has its words and opens a screen', () => {
  for (const q of elsewhere) expect(words.ask.elsewhereQuestions[q.name], q.name).toBeTruthy();
});

test('a reading of the clock becomes the instant, in winter, in summer and where the hour is half', () => {
  expect(zoned('2024-01-04T18:00', 'Europe/London')).toBe('2024-01-04T18:00:00.000Z');
  expect(zoned('2024-07-04T18:00', 'Europe/London')).toBe('2024-07-04T17:00:00.000Z');
  expect(zoned('2024-07-04T18:00', 'Asia/Kathmandu')).toBe('2024-07-04T12:15:00.000Z');
});

test('a figure of an answer opens the records that it counts, by filters as the query language writes them', () => {
  expect(filterQuery({ handle: '13' })).toBe('handle:13');
  expect(filterQuery({ mention: 'SW1A 1AA', exhibit: 'ABC/1' })).toBe('mention:"SW1A 1AA" exhibit:ABC/1');
  expect(filterQuery({ mention: 'a "b"' })).toBe('mention:"a b"');
});

test('a cell is one part or several with commas between', () => {
  expect(partsOf('rain')).toEqual(['rain']);
  expect(partsOf([{ record: 'A/1#1' }, { record: 'A/1#2' }])).toEqual([{ record: 'A/1#1' }, ', ', { record: 'A/1#2' }]);
  expect(partsOf(null)).toEqual([null]);
  expect(isFigure(3)).toBe(true);
  expect(isFigure({ n: 3, of: { handle: '1' } })).toBe(true);
  expect(isFigure([{ record: 'A/1#1' }])).toBe(false);
});

test('columns that are empty in every row are named and not drawn', () => {
  const columns = ['time', 'written by', 'sum', 'count'];
  expect(saidColumns({ columns, rows: [[null, [], '190', 0], [null, [], '', 2]] })).toEqual({ shown: [2, 3], empty: ['time', 'written by'] });
  expect(saidColumns({ columns, rows: [[null, [{ handle: '1' }], '', 1]] }).shown).toEqual([1, 3]);
  expect(saidColumns({ columns, rows: [] }).empty).toEqual(columns);
});
