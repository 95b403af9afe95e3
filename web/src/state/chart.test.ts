import { describe, expect, it } from 'vitest';

import type { ChartAnswer, GroupsAnswer } from '../api/types.ts';
import { addressOf, asDrawn, brushSteps, brushTime, drawn, fresh, groupName, groupOf, handlesOf, layout } from './chart.ts';
import { begin, change, redo, undo } from './history.ts';

const node = (id: number, hops: number) => ({ id, kind: 'phone', normal: `+4477009001${id}`, name: '', hops, events: 3, contacts: 2, hub: false });
const line = (a: number, b: number) => ({ a, b, a_to_b: 2, b_to_a: 1, first: '2024-03-04T00:00:00.000000Z', last: '2024-03-05T00:00:00.000000Z' });
const answer: ChartAnswer = {
  nodes: [node(1, 0), node(2, 1), node(3, 1)],
  lines: [line(1, 2), line(1, 3), line(2, 3)],
  reachable: 9,
  lines_dropped: 0,
  first: '2024-03-04T00:00:00.000000Z',
  last: '2024-03-14T00:00:00.000000Z',
  steps: [],
};

describe('the chart', () => {
  it('draws the same picture for the same answer', () => {
    const once = layout(answer.nodes, answer.lines, {});
    const again = layout(answer.nodes, answer.lines, {});
    expect([...again]).toEqual([...once]);
    expect(new Set([...once.values()].map((p) => `${p.x} ${p.y}`)).size).toBe(3);
  });
  it('leaves a pinned node where it was put', () => {
    const places = layout(answer.nodes, answer.lines, { 2: { x: 7, y: -3 } });
    expect(places.get(2)).toEqual({ x: 7, y: -3 });
  });
  it('hides a node with its lines and says that it did', () => {
    const shown = drawn(answer, { ...fresh('1'), hidden: [2] });
    expect(shown.nodes.map((n) => n.id)).toEqual([1, 3]);
    expect(shown.lines).toEqual([line(1, 3)]);
    expect(shown.hidden).toBe(1);
  });
  it('turns steps of the brush into instants that cover the whole time', () => {
    expect(brushTime(answer, 0)).toBe('2024-03-04T00:00:00.000Z');
    expect(Date.parse(brushTime(answer, brushSteps)!)).toBeGreaterThan(Date.parse(answer.last!));
    expect(brushTime({ first: null, last: null }, 3)).toBeUndefined();
  });
  it('takes only numbers from an address', () => {
    expect(handlesOf('12,40')).toEqual([12, 40]);
    expect(handlesOf('')).toEqual([]);
    expect(handlesOf('x,-1,1e99,3')).toEqual([3]);
  });
});

describe('the whole case', () => {
  const person = (id: number, name: string) => ({ id, kind: 'phone', normal: `+44770090010${id}`, name, events: 9 - id });
  const groups: GroupsAnswer = {
    groups: [
      { lead: 'L1', handles: 34, events: 40, outward: 5, busiest: [person(1, 'Zofia'), person(2, ''), person(3, 'Van')], members: [1, 2, 3] },
      { lead: 'L2', handles: 1, events: 0, outward: 5, busiest: [person(4, 'Ana')], members: [4] },
    ],
    lines: [{ a: 0, b: 1, events: 5, expected: 5, pairs: 2, ends: [1, 4] }],
    handles: 50,
    outside: 15,
    outside_events: 3,
    why_none: '',
    first: null,
    last: null,
    steps: [],
  };
  it('is groups unless the address asks for most contacts or numbers, and the address says it back', () => {
    for (const id of ['', 'contacts', '3,9']) expect(addressOf(fresh(id))).toBe(id);
    expect(fresh('').groups).toBe(true);
    expect(fresh('contacts')).toMatchObject({ groups: false, handles: [] });
  });
  it('names a group by its busiest and says how many more there are', () => {
    expect(groups.groups.map(groupName)).toEqual(['Zofia, +44 7700 900102 + 32', 'Ana']);
  });
  it('draws a node a group that cannot be taken for a handle, and lines between them', () => {
    const shown = asDrawn(groups);
    expect(shown.nodes.every((n) => n.id < 0)).toBe(true);
    expect(shown.nodes.map((n) => groupOf(n.id))).toEqual([0, 1]);
    expect(shown.lines[0]).toMatchObject({ a: shown.nodes[0]!.id, b: shown.nodes[1]!.id, a_to_b: 5 });
    expect(layout(shown.nodes, shown.lines, {}).size).toBe(2);
  });
  it('draws lines thin that chance would draw, unless all are such', () => {
    const line = (a: number, b: number, events: number) => ({ a, b, events, expected: 100, pairs: 1, ends: [] });
    const faint = (...lines: GroupsAnswer['lines']) => asDrawn({ ...groups, lines }).lines.map((l) => l.faint);
    expect(faint(line(0, 1, 100), line(0, 1, 131), line(0, 1, 40))).toEqual([true, false, true]);
    expect(faint(line(0, 1, 100), line(0, 1, 40))).toEqual([false, false]);
  });
});

describe('undo', () => {
  it('goes back and forth over whole states, and a change forgets what was undone', () => {
    let h = begin(1);
    h = change(h, 2);
    h = change(h, 3);
    expect(undo(h).now).toBe(2);
    expect(redo(undo(h)).now).toBe(3);
    expect(undo(undo(undo(h))).now).toBe(1);
    const other = change(undo(h), 4);
    expect(redo(other).now).toBe(4);
    expect(undo(other).now).toBe(2);
  });
});
