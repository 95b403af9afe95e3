// Totals that add up. The status bar says of every line of text what became of it; the parts are all there is.

import type { NamedCount, LanguageCount } from '../api/types.ts';

// Reading order; statuses not named here follow in the server's order.
const order = ['translated', 'human-checked', 'not-needed', 'low-confidence', 'no-engine', 'refused', 'queued'];

export interface Sum {
  total: number;
  parts: NamedCount[];
  adds: boolean; // the parts make the total
}

export function lineSum(statuses: readonly NamedCount[], total: number): Sum {
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const parts = statuses.filter((s) => s.count > 0).sort((a, b) => rank(a.name) - rank(b.name));
  const sum = parts.reduce((all, part) => all + part.count, 0);
  return { total, parts, adds: sum === total };
}

export interface LanguageRow {
  code: string;
  lines: number;
  byStatus: NamedCount[];
}

// Languages by number of lines, each with what became of its lines.
export function languageRows(counts: readonly LanguageCount[]): LanguageRow[] {
  const rows = new Map<string, LanguageRow>();
  for (const { code, status, lines } of counts) {
    const row = rows.get(code) ?? { code, lines: 0, byStatus: [] };
    row.lines += lines;
    row.byStatus.push({ name: status, count: lines });
    rows.set(code, row);
  }
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  for (const row of rows.values()) row.byStatus.sort((a, b) => rank(a.name) - rank(b.name));
  return [...rows.values()].sort((a, b) => b.lines - a.lines || (a.code < b.code ? -1 : 1));
}

// Rows seen = records + duplicates + skipped (recovered rows are among the records).
export function reconciles(t: {
  rows_seen: number;
  records: number;
  duplicates: number;
  skipped: number | { count: number }[];
}): boolean {
  const skipped = typeof t.skipped === 'number' ? t.skipped : t.skipped.reduce((sum, s) => sum + s.count, 0);
  return t.rows_seen === t.records + t.duplicates + skipped;
}

const keptNotes = new Set(['no reader', 'not played', 'program text']);

// A note on files that came in whole and that nobody here can hear, play or read (view/case_overview.h: kept_findings).
export const isKept = (finding: { severity: string; what: string }) => finding.severity === 'note' && keptNotes.has(finding.what);
