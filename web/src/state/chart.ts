// The chart: what is chosen, what is drawn of the server's answer, and where. Same choice, same picture: places
// follow from the order of the answer and a layout without chance.

import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';

import type { ChartAnswer, ChartLine, ChartNode } from '../api/types.ts';

export interface Place {
  x: number;
  y: number;
}

// What a person chose; a step of undo is one such state.
export interface ChartState {
  handles: readonly number[]; // where to begin; none: those with most contacts
  hops: number;
  least: number; // events a line needs
  from: number; // step of the time brush, from 0
  to: number; // step after the last
  hidden: readonly number[];
  pinned: Readonly<Record<number, Place>>;
}

export const brushSteps = 120;

export function fresh(handles: readonly number[]): ChartState {
  return { handles, hops: 1, least: 1, from: 0, to: brushSteps, hidden: [], pinned: {} };
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
      graph.addEdge(line.a, line.b, { weight: Math.log2(1 + lineCount(line)) });
  const places = new Map<number, Place>();
  if (graph.order > 1) {
    const settings = { ...forceAtlas2.inferSettings(graph), gravity: 1, linLogMode: false, barnesHutOptimize: graph.order > 150 };
    const found = forceAtlas2(graph, { iterations: graph.order > 150 ? 150 : 300, settings });
    for (const node of nodes) places.set(node.id, pinned[node.id] ?? round(found[node.id] as Place));
  } else for (const node of nodes) places.set(node.id, pinned[node.id] ?? { x: 0, y: 0 });
  return places;
}

const round = (p: Place): Place => ({ x: Math.round(p.x * 1000) / 1000, y: Math.round(p.y * 1000) / 1000 });
