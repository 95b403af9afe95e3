// The chart: what is chosen, what is drawn of the server's answer, and where. Same choice, same picture: places
// follow from the order of the answer and a layout without chance.

import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';

import type { ChartAnswer, ChartGroup, ChartLine, ChartNode, GroupsAnswer } from '../api/types.ts';
import { phone } from './format.ts';

export interface Place {
  x: number;
  y: number;
}

// What a person chose; a step of undo is one such state.
export interface ChartState {
  handles: readonly number[]; // where to begin; none: the whole case
  groups: boolean; // the whole case as groups, else those with most contacts
  hops: number; // 0: only those chosen
  least: number; // events a line needs
  from: number; // step of the time brush, from 0
  to: number; // step after the last
  hidden: readonly number[];
  pinned: Readonly<Record<number, Place>>;
}

export const brushSteps = 120;

export function fresh(id: string): ChartState {
  return { handles: handlesOf(id), groups: id !== mostContacts, hops: 1, least: 1, from: 0, to: brushSteps, hidden: [], pinned: {} };
}

// What the address says where no number is chosen: this or nothing, which are the groups.
export const mostContacts = 'contacts';

export function addressOf(state: ChartState): string {
  return state.handles.length ? state.handles.join(',') : state.groups ? '' : mostContacts;
}

// "12,40" as it stands in the address → handle ids.
export function handlesOf(id: string): number[] {
  return id
    .split(',')
    .map(Number)
    .filter((n) => Number.isSafeInteger(n) && n > 0);
}

export interface Drawn {
  nodes: ChartNode[];
  lines: ChartLine[];
  hidden: number; // nodes of the answer that a person hid
}

export function drawn(answer: ChartAnswer, state: ChartState): Drawn {
  const gone = new Set(state.hidden);
  const nodes = answer.nodes.filter((n) => !gone.has(n.id));
  const lines = answer.lines.filter((l) => !gone.has(l.a) && !gone.has(l.b));
  return { nodes, lines, hidden: answer.nodes.length - nodes.length };
}

// A group stands in the picture as a node below zero, so that it cannot be taken for a handle.
export const groupOf = (node: number): number => -node - 1;
export const nodeOfGroup = (place: number): number => -place - 1;

// "Zofia, +44 7700 900123 and 32 more": the busiest stand for the rest.
export function groupName(group: ChartGroup): string {
  const named = group.busiest.slice(0, 2).map((n) => n.name || (n.kind === 'phone' ? phone(n.normal) : n.normal));
  const rest = group.handles - named.length;
  return named.join(', ') + (rest > 0 ? ` + ${rest}` : '');
}

export function asDrawn(answer: GroupsAnswer): Drawn {
  const nodes = answer.groups.map((g, at) => ({
    id: nodeOfGroup(at),
    kind: 'group',
    normal: g.lead,
    name: groupName(g),
    hops: 0,
    events: g.events,
    contacts: g.handles,
    hub: false,
  }));
  const some = answer.lines.some(standsOut);
  const lines = answer.lines.map((l) => ({ a: nodeOfGroup(l.a), b: nodeOfGroup(l.b), a_to_b: l.events, b_to_a: 0, first: '', last: '', faint: some && !standsOut(l) }));
  return { nodes, lines, hidden: 0 };
}

// More events than the two groups would have if all between groups were spread evenly, by over three standard deviations of a count.
export const standsOut = (l: { events: number; expected: number }): boolean => l.events - l.expected > 3 * Math.sqrt(l.expected);

export const lineCount = (l: ChartLine): number => l.a_to_b + l.b_to_a;

// The bounds of a brush step as an instant, for the server: steps divide [first, last] evenly.
export function brushTime(answer: { first: string | null; last: string | null }, step: number): string | undefined {
  if (answer.first === null || answer.last === null) return undefined;
  const first = Date.parse(answer.first);
  const last = Date.parse(answer.last);
  return new Date(first + ((last - first + 1000) * step) / brushSteps).toISOString();
}

// Places for all nodes. Begins on rings by distance from the centre, in the order of the answer; then ForceAtlas2,
// which uses no random numbers. Pinned nodes keep their place.
export function layout(nodes: readonly ChartNode[], lines: readonly ChartLine[], pinned: ChartState['pinned']): Map<number, Place> {
  const graph = new Graph({ type: 'undirected', multi: false });
  const ring = new Map<number, number>();
  const size = new Map<number, number>();
  for (const node of nodes) size.set(node.hops, (size.get(node.hops) ?? 0) + 1);
  for (const node of nodes) {
    const n = ring.get(node.hops) ?? 0;
    ring.set(node.hops, n + 1);
    const many = size.get(node.hops)!;
    const radius = node.hops === 0 && many === 1 ? 0 : 10 * (node.hops + 1);
    const angle = (2 * Math.PI * n) / many + node.hops;
    const at = pinned[node.id] ?? { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
    graph.addNode(node.id, { ...at, fixed: node.id in pinned, size: 1 });
  }
  for (const line of lines)
    if (graph.hasNode(line.a) && graph.hasNode(line.b) && !graph.hasEdge(line.a, line.b))
      graph.addEdge(line.a, line.b, { weight: (line.faint ? 0.1 : 1) * Math.log2(1 + lineCount(line)) });
  const places = new Map<number, Place>();
  if (graph.order > 1) {
    const settings = { ...forceAtlas2.inferSettings(graph), gravity: 1, linLogMode: false, barnesHutOptimize: graph.order > 150 };
    const found = forceAtlas2(graph, { iterations: graph.order > 150 ? 150 : 300, settings });
    for (const node of nodes) places.set(node.id, pinned[node.id] ?? round(found[node.id] as Place));
  } else for (const node of nodes) places.set(node.id, pinned[node.id] ?? { x: 0, y: 0 });
  return places;
}

const round = (p: Place): Place => ({ x: Math.round(p.x * 1000) / 1000, y: Math.round(p.y * 1000) / 1000 });
