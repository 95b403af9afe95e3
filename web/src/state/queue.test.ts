import { describe, expect, it } from 'vitest';

import { byReason, engineNames, isLeftOut, perExhibit, perStatus, rowsQuery } from './queue.ts';

const row = (exhibit: string, language: string, status: string, reason: string, lines: number) => ({ exhibit, language, status, reason, lines });
const queue = [
  row('A/1', 'ro', 'translated', '', 5),
  row('A/2', 'ro', 'pending', '', 7),
  row('A/1', 'sq', 'no-engine', 'no engine for Albanian', 2),
  row('A/2', 'sq', 'no-engine', 'no engine for Albanian', 3),
  row('A/2', 'und', 'refused', 'looks like noise', 1),
];

describe('the translation queue', () => {
  it('adds up a language over its exhibits, most first', () => {
    expect(perExhibit(queue, 'ro')).toEqual([
      { name: 'A/2', count: 7 },
      { name: 'A/1', count: 5 },
    ]);
    expect(perExhibit(queue, 'vi')).toEqual([]);
  });
  it('has one row for a language and status, however many exhibits and reasons', () => {
    expect(perStatus([...queue, row('A/3', 'sq', 'no-engine', 'another reason', 4)]).filter((r) => r.code === 'sq')).toEqual([
      { code: 'sq', status: 'no-engine', lines: 9 },
    ]);
  });
  it('lists what has no translation with its reason, over all exhibits', () => {
    expect(byReason(queue).map((r) => [r.status, r.lines])).toEqual([
      ['pending', 7],
      ['no-engine', 5],
      ['refused', 1],
    ]);
  });
  it('lists what nobody says as left out, English and emoji not', () => {
    const more = [row('A/3', 'es', 'not-needed', 'the names and references of a payment', 4), row('A/3', 'en', 'not-needed', 'English', 9), row('A/3', 'und', 'not-needed', 'no words of a language', 8)];
    expect(byReason(more).map((r) => [r.status, r.reason, r.lines])).toEqual([['not-needed', 'the names and references of a payment', 4]]);
    expect(more.filter(isLeftOut).length).toBe(1);
  });
  it('names the engines of a language, and the search for the lines behind a figure', () => {
    const engines = [
      { language: 'pl', engine: 'gloss', texts: 2 },
      { language: 'pl', engine: 'neural', texts: 9 },
      { language: 'ro', engine: 'apertium', texts: 5 },
    ];
    expect(engineNames(engines, 'pl')).toEqual(['neural', 'gloss']);
    expect(engineNames(engines, 'vi')).toEqual([]);
    expect(rowsQuery({ status: 'refused', language: 'ar-Latn', exhibit: 'ABC/1' })).toBe('status:refused language:ar-Latn exhibit:ABC/1');
    expect(rowsQuery({ language: 'ro', mark: 'number-lost' })).toBe('language:ro mark:number-lost');
    expect(rowsQuery({ handle: 13, use: 'sent', exhibit: 'ABC/1' })).toBe('handle:13 use:sent exhibit:ABC/1');
    expect(rowsQuery({ status: 'refused', reason: 'looks like noise' })).toBe('status:refused reason:"looks like noise"');
    expect(rowsQuery({ reason: 'no word "gara" is known' })).toBe('reason:"no word "*');
    expect(rowsQuery({ status: 'low-confidence', reason: '' })).toBe('status:low-confidence reason:""');
    expect(rowsQuery({ kind: 'call' })).toBe('kind:call');
    expect(rowsQuery({ exhibit: 'phone of A' })).toBe('exhibit:"phone of A"');
  });
});
