// What the English column says of a record. Honest about lines without a translation.

import type { Rec } from '../api/types.ts';

export interface English {
  kind: 'machine' | 'human' | 'english' | 'no-words' | 'no-engine' | 'refused' | 'queued' | 'none';
  text: string | null;
  engine: string;
  marks: string[]; // what is doubtful
  notes: string[]; // what was done with it and is no fault
  low: boolean; // the engine's checks lowered its status; a gloss says so by its own mark
  doubt: boolean; // to be underlined: a machine text with low confidence or a doubt
  reason: string;
}

// Marks that lower nothing (language/checks.h): most chat lines are read with another spelling, and a warning on every line is none.
const harmless = new Set(['read-as', 'item-moved', 'glossary', 'mixed-languages', 'dictionary-words', 'by-neighbour', 'converted']);

export function english(record: Pick<Rec, 'text' | 'language' | 'translation'>): English {
  const t = record.translation;
  const out: English = { kind: 'none', text: null, engine: '', marks: [], notes: [], low: false, doubt: false, reason: '' };
  if (!record.text) return out;
  if (!t) return { ...out, kind: 'queued' };
  out.reason = t.reason;
  switch (t.status) {
    case 'not-needed':
      return record.language?.code === 'en'
        ? { ...out, kind: 'english', text: record.text }
        : { ...out, kind: 'no-words', text: record.text };
    case 'no-engine':
      return { ...out, kind: 'no-engine' };
    case 'refused':
      return { ...out, kind: 'refused' };
    case 'queued':
    case 'pending':
      return { ...out, kind: 'queued' };
    case 'human-checked':
      return { ...out, kind: 'human', text: t.text ?? '', engine: 'human' };
    default: {
      const low = t.status === 'low-confidence';
      const marks = t.marks.filter((mark) => !harmless.has(mark));
      return {
        ...out,
        kind: 'machine',
        text: t.text ?? '',
        engine: t.engine,
        marks,
        notes: t.marks.filter((mark) => harmless.has(mark)),
        low: low && !marks.includes('gloss'),
        doubt: low || marks.length > 0,
      };
    }
  }
}
