// The questions of the Ask screen and the address that holds one: its name and the ids of numbers, nothing that means something outside
// the case.
//
//   #/ask/common:13,76   contacts that 13 and 76 have in common

import type { Cell, Part } from '../api/types.ts';
import type { Route, Screen } from './route.ts';

export type QuestionName = 'money' | 'places' | 'sequence' | 'changed' | 'machine-only' | 'both-ways' | 'episodes' | 'enquiries' | 'third-parties' | 'recurs' | 'contacts' | 'common' | 'ways' | 'around' | 'passed' | 'changes' | 'languages' | 'brokers' | 'motifs' | 'signs';
export type Group = 'contact' | 'time' | 'said' | 'court';
export interface Question {
  name: QuestionName;
  group: Group;
  least: number; // numbers it needs
  most: number;
  moment?: boolean; // and a time
  since?: boolean; // since a moment, or the last briefing
  waits?: boolean; // for what else has to be said
  named?: boolean; // answered by /api/ask/NAME, and saved as a table
}

// In the order of the list.
export const groups: readonly Group[] = ['contact', 'time', 'said', 'court'];
export const questions: readonly Question[] = [
  { name: 'contacts', group: 'contact', least: 1, most: 1 },
  { name: 'common', group: 'contact', least: 2, most: 2 },
  { name: 'ways', group: 'contact', least: 2, most: 2 },
  { name: 'passed', group: 'contact', least: 1, most: 1 },
  { name: 'changes', group: 'contact', least: 0, most: 1 },
  { name: 'brokers', group: 'contact', least: 0, most: 0 },
  { name: 'motifs', group: 'contact', least: 0, most: 0 },
  { name: 'languages', group: 'contact', least: 0, most: 1 },
  { name: 'around', group: 'time', least: 0, most: 1, moment: true },
  { name: 'episodes', group: 'time', least: 0, most: 0, named: true },
  { name: 'signs', group: 'said', least: 0, most: 0 },
  { name: 'money', group: 'said', least: 0, most: 1, named: true },
  { name: 'places', group: 'said', least: 0, most: 1, named: true },
  { name: 'sequence', group: 'court', least: 0, most: 0, named: true },
  { name: 'machine-only', group: 'court', least: 0, most: 0, named: true },
  { name: 'both-ways', group: 'court', least: 0, most: 0, named: true },
  { name: 'enquiries', group: 'court', least: 0, most: 0, named: true },
  { name: 'third-parties', group: 'court', least: 0, most: 0, named: true },
  { name: 'changed', group: 'court', least: 0, most: 0, named: true, since: true },
  { name: 'recurs', group: 'court', least: 0, most: 0, named: true, waits: true },
];

// Questions that another screen answers.
export interface Elsewhere {
  name: 'who' | 'shared' | 'one-person' | 'broadcasts' | 'meetings' | 'members' | 'same-file' | 'rhythm' | 'both-ends' | 'unread' | 'untranslated' | 'named';
  to: Partial<Route> & { screen: Screen };
}
export const elsewhere: readonly Elsewhere[] = [
  { name: 'who', to: { screen: 'people' } },
  { name: 'shared', to: { screen: 'people', id: 'shared' } },
  { name: 'one-person', to: { screen: 'people', id: 'proposals' } },
  { name: 'broadcasts', to: { screen: 'leads', at: 'broadcast' } },
  { name: 'meetings', to: { screen: 'leads', at: 'meeting' } },
  { name: 'members', to: { screen: 'leads', at: 'group-membership' } },
  { name: 'same-file', to: { screen: 'leads', at: 'same-file' } },
  { name: 'rhythm', to: { screen: 'time' } },
  { name: 'both-ends', to: { screen: 'compare' } },
  { name: 'unread', to: { screen: 'read', at: 'unopened' } },
  { name: 'untranslated', to: { screen: 'translate' } },
  { name: 'named', to: { screen: 'search' } },
];

// Those in whose words each of the words of `filter` stands.
export function matching<T extends { name: string }>(list: readonly T[], wording: Record<string, string>, filter: string): T[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((one) => wanted.every((word) => (wording[one.name] ?? one.name).toLowerCase().includes(word)));
}

// The search behind a figure of an answer: its filters, each as the query language writes it.
export function filterQuery(of: Record<string, string>): string {
  return Object.entries(of)
    .map(([field, value]) => `${field}:${/[\s:"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`)
    .join(' ');
}

// Several parts of a cell stand beside each other.
export const partsOf = (cell: Cell): Part[] => (Array.isArray(cell) ? cell.flatMap((part, i) => (i ? [', ', part] : [part])) : [cell]);
export const isFigure = (cell: Cell | undefined): boolean => typeof cell === 'number' || (typeof cell === 'object' && cell !== null && 'n' in cell);

// The columns of a table in which some row says something, and the names of the others: a screen has no room for what is empty throughout.
export function saidColumns(table: { columns: string[]; rows: Cell[][] }): { shown: number[]; empty: string[] } {
  const says = (cell: Cell | undefined) => cell !== null && cell !== undefined && cell !== '' && !(Array.isArray(cell) && cell.length === 0);
  const all = table.columns.map((_, i) => i);
  const shown = all.filter((i) => table.rows.some((row) => says(row[i])));
  return { shown, empty: all.filter((i) => !shown.includes(i)).map((i) => table.columns[i] ?? '') };
}

export function parseQuestion(id: string): { name: string; handles: number[] } {
  const [name = '', list = ''] = id.split(':');
  return { name, handles: list.split(',').map(Number).filter((n) => Number.isSafeInteger(n) && n > 0) };
}

export function questionAddress(name: QuestionName, handles: readonly number[]): string {
  return handles.length ? `${name}:${handles.join(',')}` : name;
}

export const complete = (question: Question, handles: readonly number[]): boolean => handles.length >= question.least && handles.length <= question.most;
