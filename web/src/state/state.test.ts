import { describe, expect, it } from 'vitest';

import type { Rec } from '../api/types.ts';
import { en } from '../words/en.ts';
import { actionFor, actions, matching } from './actions.ts';
import { english } from './english.ts';
import { placeOf, rows, when } from './rows.ts';
import { screens } from './route.ts';
import { isKept, languageRows, lineSum, reconciles } from './totals.ts';
import { waterfall } from './waterfall.ts';

function message(utc: string | null, more: Partial<Rec> = {}): Rec {
  return {
    id: 'ABC/1#1',
    kind: 'message',
    exhibit: 'ABC/1',
    file: 'chat.txt',
    position: 'ABC/1:chat.txt@bytes=0+10',
    key: '',
    state: 'existing',
    state_flag: '',
    service: 'SMS',
    direction: 'in',
    chat: null,
    times: [{ kind: 'sent', utc, raw: 'as written', unit: '', offset: null, certainty: 'exact', local: null }],
    participants: [{ role: 'from', kind: 'phone', raw: '07700900143', normal: '+447700900143', name: 'Ionel' }],
    text: 'Aduc cheile',
    language: { code: 'ro', confidence: 0.9 },
    translation: null,
    media: [],
    extras: {},
    links: [],
    copies: [],
    ...more,
  };
}

describe('rows of Read', () => {
  it('begin a day where the day of the case zone begins', () => {
    const list = rows([message('2024-06-03T22:30:00Z'), message('2024-06-03T23:30:00Z')], 700, 'Europe/London');
    expect(list.map((r) => r.day)).toEqual(['Monday 3 June 2024', 'Tuesday 4 June 2024']);
    expect(list.map((r) => r.row)).toEqual([700, 701]);
  });
  it('say a gap of more than twelve hours and no shorter one', () => {
    const at = ['2024-03-03T19:05:00Z', '2024-03-04T08:27:00Z', '2024-03-04T20:27:00Z'];
    const list = rows(at.map((utc) => message(utc)), 0, 'UTC');
    expect(list.map((r) => r.gap)).toEqual([null, 13 * 3600 + 22 * 60, null]);
    expect(en.read.gap(list[1]!.gap!)).toBe('No messages for 13 h 22 min');
  });
  it('keep a record without a time in its place and say so', () => {
    const list = rows([message('2024-03-03T19:05:00Z'), message(null), message('2024-03-03T19:06:00Z')], 0, 'UTC');
    expect(list).toHaveLength(3);
    expect(when(list[1]!.record, 'UTC')).toBeNull();
    expect(list[2]!.day).toBeNull();
  });
  it('show a reading without a zone as it was read', () => {
    const record = message(null);
    record.times[0]!.local = '2024-06-03T22:30:00.000000';
    const t = when(record, 'Europe/London')!;
    expect(t.time).toBe('22:30:00');
    expect(t.zoneKnown).toBe(false);
  });
});

describe('the English side', () => {
  const t = { text: 'I bring the keys', engine: 'apertium', engine_version: '', status: 'translated', reason: '', author: '', marks: [] as string[] };
  it('never invents a line that no engine made', () => {
    expect(english(message(null, { translation: { ...t, text: null, status: 'no-engine' } }))).toMatchObject({ kind: 'no-engine', text: null });
    expect(english(message(null, { translation: { ...t, text: null, status: 'refused', reason: 'noise' } }))).toMatchObject({ kind: 'refused', reason: 'noise' });
    expect(english(message(null))).toMatchObject({ kind: 'queued', text: null });
  });
  it('marks doubt for low confidence and for any mark of the checks', () => {
    expect(english(message(null, { translation: t })).doubt).toBe(false);
    expect(english(message(null, { translation: { ...t, marks: ['negation-added'] } })).doubt).toBe(true);
    expect(english(message(null, { translation: { ...t, status: 'low-confidence' } }))).toMatchObject({ doubt: true, low: true });
    // What is no fault is no warning, and a gloss is called one once.
    expect(english(message(null, { translation: { ...t, marks: ['read-as', 'glossary'] } }))).toMatchObject({
      doubt: false,
      marks: [],
      notes: ['read-as', 'glossary'],
    });
    expect(english(message(null, { translation: { ...t, status: 'low-confidence', marks: ['read-as', 'gloss'] } }))).toMatchObject({
      doubt: true,
      low: false,
      marks: ['gloss'],
    });
  });
  it('has a word for every mark and status the server writes', () => {
    for (const status of ['translated', 'not-needed', 'low-confidence', 'no-engine', 'refused', 'human-checked'])
      expect(en.statuses[status]).toBeDefined();
    expect(en.mark('a-new-mark')).toBe('a new mark');
  });
});

describe('totals', () => {
  it('add up, and say when they do not', () => {
    const parts = [
      { name: 'no-engine', count: 4874 },
      { name: 'translated', count: 1433 },
    ];
    const sum = lineSum(parts, 6307);
    expect(sum.adds).toBe(true);
    expect(sum.parts.map((p) => p.name)).toEqual(['translated', 'no-engine']);
    expect(lineSum(parts, 6308).adds).toBe(false);
  });
  it('gather languages with their statuses', () => {
    const list = languageRows([
      { code: 'ro', status: 'refused', lines: 4 },
      { code: 'vi', status: 'no-engine', lines: 90 },
      { code: 'ro', status: 'translated', lines: 96 },
    ]);
    expect(list.map((l) => [l.code, l.lines])).toEqual([['ro', 100], ['vi', 90]]);
    expect(list[0]!.byStatus[0]).toEqual({ name: 'translated', count: 96 });
  });
  it('reconcile rows exactly', () => {
    expect(reconciles({ rows_seen: 10, records: 7, duplicates: 1, skipped: [{ count: 2 }] })).toBe(true);
    expect(reconciles({ rows_seen: 10, records: 7, duplicates: 1, skipped: 1 })).toBe(false);
  });
  it('of a waterfall end where the weights end', () => {
    const bars = waterfall([6, 3, -2]);
    expect(bars.map((b) => b.minus)).toEqual([false, false, true]);
    expect(bars[2]!.from).toBeCloseTo((7 / 9) * 100);
    for (const b of bars) expect(b.from + b.width).toBeLessThanOrEqual(100.0001);
    expect(waterfall([])).toEqual([]);
  });
});

describe('keys', () => {
  const press = (key: string, more = {}) => ({ key, ctrl: false, alt: false, typing: false, ...more });
  it('mean one act on each screen', () => {
    for (const screen of screens) {
      const keys = actions.filter((a) => a.where === screen || a.where === 'everywhere').flatMap((a) => a.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
  it('have a label each, for the menu, the box and the help', () => {
    for (const action of actions) expect(en.actions[action.name]).toBeTruthy();
  });
  it('do nothing while somebody types, except Escape and Ctrl-K', () => {
    expect(actionFor(press('j', { typing: true }), '', 'read', true)).toBeNull();
    expect(actionFor(press('Escape', { typing: true }), '', 'read', true)).toBe('close');
    expect(actionFor(press('k', { ctrl: true, typing: true }), '', 'read', true)).toBe('command');
  });
  it('come in pairs after g, and only where they belong', () => {
    expect(actionFor(press('g'), '', 'read', true)).toBe('wait');
    expect(actionFor(press('e'), 'g', 'read', true)).toBe('go-exhibits');
    expect(actionFor(press('e'), '', 'read', true)).toBe('drawer');
    expect(actionFor(press('y'), '', 'leads', true)).toBe('accept');
    expect(actionFor(press('y'), '', 'people', true)).toBe('same');
    expect(actionFor(press('y'), '', 'read', true)).toBeNull();
  });
  it('of one letter can be turned off', () => {
    expect(actionFor(press('j'), '', 'read', false)).toBeNull();
    expect(actionFor(press('Escape'), '', 'read', false)).toBe('close');
  });
  it('are found in the command box by any words of their label', () => {
    const list = actions.map((a) => ({ label: en.actions[a.name] }));
    expect(matching(list, 'date go')).toEqual([{ label: 'Go to a date' }]);
  });
});

describe('the place of a record', () => {
  const at = (more: Partial<Rec>) => placeOf({ extras: {}, ...more } as Rec, (cell) => `cell ${cell}`);
  it('is its words, its mast and its coordinates, each once', () => {
    expect(at({})).toBe('');
    expect(at({ extras: { place: '11215', cell: '11215' }, latitude: 52.05, longitude: -0.7 })).toBe('cell 11215 · 52.05000, -0.70000');
    expect(at({ extras: { place: 'Station', accuracy_m: '12' }, latitude: 52.089441, longitude: -1.082756 })).toBe('Station · 52.08944, -1.08276 ± 12 m');
  });
});

describe('what came in and nobody read', () => {
  it('is told from what was read and from notes about it', () => {
    expect(isKept({ severity: 'note', what: 'no reader' })).toBe(true);
    expect(isKept({ severity: 'note', what: 'times without a time zone' })).toBe(false);
    expect(isKept({ severity: 'unread', what: 'no reader' })).toBe(false);
  });
  it('is said with its counts, and not at all where there is none', () => {
    expect(en.overview.kept([{ name: 'audio', count: 2 }, { name: 'image', count: 1 }])).toBe('Nobody here heard, watched or looked at 2 sound files, 1 picture.');
    expect(en.overview.kept([])).toBe('');
  });
});
