// The questions of the Ask screen and the address that holds one: its name and the ids of numbers, nothing that means something outside
// the case.
//
//   #/ask/common:13,76   contacts that 13 and 76 have in common

import type { Cell, Part } from '../api/types.ts';

export type QuestionName = 'money' | 'places' | 'sequence' | 'changed' | 'machine-only' | 'both-ways' | 'episodes' | 'enquiries' | 'third-parties' | 'recurs' | 'contacts' | 'common' | 'ways' | 'around' | 'passed' | 'changes' | 'languages' | 'brokers' | 'motifs' | 'signs';
export interface Question {
  name: QuestionName;
  least: number; // numbers it needs
  most: number;
  moment?: boolean; // and a time
  since?: boolean; // since a moment, or the last briefing
  waits?: boolean; // for what else has to be said
  named?: boolean; // answered by /api/ask/NAME, and saved as a table
}

export const questions: readonly Question[] = [
  { name: 'contacts', least: 1, most: 1 },
  { name: 'common', least: 2, most: 2 },
  { name: 'ways', least: 2, most: 2 },
  { name: 'around', least: 0, most: 1, moment: true },
  { name: 'passed', least: 1, most: 1 },
  { name: 'changes', least: 0, most: 1 },
  { name: 'languages', least: 0, most: 1 },
  { name: 'brokers', least: 0, most: 0 },
  { name: 'motifs', least: 0, most: 0 },
  { name: 'signs', least: 0, most: 0 },
  { name: 'money', least: 0, most: 1, named: true },
  { name: 'places', least: 0, most: 1, named: true },
  { name: 'sequence', least: 0, most: 0, named: true },
  { name: 'changed', least: 0, most: 0, named: true, since: true },
  { name: 'machine-only', least: 0, most: 0, named: true },
  { name: 'both-ways', least: 0, most: 0, named: true },
  { name: 'episodes', least: 0, most: 0, named: true },
  { name: 'enquiries', least: 0, most: 0, named: true },
  { name: 'third-parties', least: 0, most: 0, named: true },
  { name: 'recurs', least: 0, most: 0, named: true, waits: true },
];

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
