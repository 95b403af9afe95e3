// The sequence of events as marks on lanes: one lane an exhibit, from the first row's time to the last one's.

import type { Answer, Cell } from '../api/types.ts';

export interface SequenceMark {
  number: number;
  record: string;
  time: string;
  share: number; // 0 first … 1 last
}
export interface SequenceLanes {
  first: string;
  last: string;
  lanes: { exhibit: string; marks: SequenceMark[] }[];
}

const has = <K extends string>(cell: Cell | undefined, key: K): cell is Extract<Cell, Record<K, unknown>> =>
  typeof cell === 'object' && cell !== null && !Array.isArray(cell) && key in cell;

// Null when fewer than two rows have a time.
export function laneMarks(answer: Answer): SequenceLanes | null {
  const table = answer.tables[0];
  if (answer.answer !== 'sequence' || !table) return null;
  const at = (name: string) => table.columns.indexOf(name);
  const rows = table.rows.flatMap((row) => {
    const time = row[at('time')];
    const exhibit = row[at('exhibit')];
    const record = row[at('record')];
    const number = row[at('no.')];
    if (!has(time, 'time') || !has(exhibit, 'exhibit') || !has(record, 'record') || typeof number !== 'number') return [];
    return [{ number, record: record.record, exhibit: exhibit.exhibit, time: time.time, ms: Date.parse(time.time) }];
  });
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || rows.length < 2) return null;
  const span = Math.max(1, last.ms - first.ms);
  const lanes = new Map<string, SequenceMark[]>();
  for (const { number, record, exhibit, time, ms } of rows) {
    const marks = lanes.get(exhibit) ?? [];
    marks.push({ number, record, time, share: (ms - first.ms) / span });
    lanes.set(exhibit, marks);
  }
  return { first: first.time, last: last.time, lanes: [...lanes].map(([exhibit, marks]) => ({ exhibit, marks })) };
}
