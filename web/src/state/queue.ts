// The translation queue, added up in the ways the page shows it. Nothing is left out of a sum.

import type { LanguageCount, NamedCount, TranslateAnswer } from '../api/types.ts';

type Row = TranslateAnswer['queue'][number];

export function perExhibit(queue: readonly Row[], language: string): NamedCount[] {
  const sums = new Map<string, number>();
  for (const row of queue) if (row.language === language) sums.set(row.exhibit, (sums.get(row.exhibit) ?? 0) + row.lines);
  return [...sums].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

// By language and status, over exhibits and reasons.
export function perStatus(queue: readonly Row[]): LanguageCount[] {
  const sums = new Map<string, LanguageCount>();
  for (const { language, status, lines } of queue) {
    const key = `${language}\n${status}`;
    const sum = sums.get(key) ?? { code: language, status, lines: 0 };
    sum.lines += lines;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

// Engines that translated a language, the one with the most texts first.
export function engineNames(engines: TranslateAnswer['engines'], language: string): string[] {
  return engines
    .filter((e) => e.language === language)
    .sort((a, b) => b.texts - a.texts)
    .map((e) => e.engine);
}

// What the records behind a figure have in common.
export interface RowsOf {
  status?: string;
  language?: string;
  exhibit?: string;
  mark?: string;
  reason?: string; // why there is no translation, to the letter
  kind?: string;
  handle?: number;
  use?: string; // of the handle
}

// The search that finds the records behind a figure.
export function rowsQuery(of: RowsOf): string {
  const quoted = (text: string) => (/\s/.test(text) ? `"${text}"` : text);
  const parts = [];
  if (of.handle) parts.push(`handle:${of.handle}`);
  if (of.use) parts.push(`use:${of.use}`);
  if (of.kind) parts.push(`kind:${of.kind}`);
  if (of.status) parts.push(`status:${of.status}`);
  if (of.language) parts.push(`language:${of.language}`);
  if (of.exhibit) parts.push(`exhibit:${quoted(of.exhibit)}`);
  if (of.reason !== undefined) {
    // What stands before a quotation mark is how it begins; all of it is to the letter.
    const [begins = ''] = of.reason.split(/["“”„«»]/);
    parts.push(`reason:"${begins}"${begins === of.reason ? '' : '*'}`);
  }
  if (of.mark) parts.push(`mark:${of.mark}`);
  return parts.join(' ');
}

export interface ReasonRow {
  status: string;
  language: string;
  reason: string;
  lines: number;
}

const settled = new Set(['translated', 'human-checked', 'not-needed']);
const noNeed = new Set(['', 'English', 'no words of a language']);

// Left out because nobody says it (a payee's name, a link), though it is in another language (job/detect_stage.h: not_said).
export const isLeftOut = (row: { status: string; reason: string }) => row.status === 'not-needed' && !noNeed.has(row.reason);

// Lines that got no translation to rely on, by status, language and reason; most lines first.
export function byReason(queue: readonly Row[]): ReasonRow[] {
  const sums = new Map<string, ReasonRow>();
  for (const row of queue) {
    if ((settled.has(row.status) && !isLeftOut(row)) || row.lines === 0) continue;
    const key = `${row.status}\n${row.language}\n${row.reason}`;
    const sum = sums.get(key) ?? { status: row.status, language: row.language, reason: row.reason, lines: 0 };
    sum.lines += row.lines;
    sums.set(key, sum);
  }
  return [...sums.values()].sort(
    (a, b) => b.lines - a.lines || (`${a.status}${a.language}${a.reason}` < `${b.status}${b.language}${b.reason}` ? -1 : 1),
  );
}
