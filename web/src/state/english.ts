// What the English column says of a record. Honest about lines without a translation.

import type { Rec } from '../api/types.ts';

export interface English {
  kind: 'machine' | 'human' | 'english' | 'no-words' | 'no-engine' | 'refused' | 'queued' | 'none';
  text: string | null;
  engine: string;
  marks: string[];
  low: boolean; // the engine's checks lowered its status
  doubt: boolean; // to be underlined: a machine text with low confidence or any mark
  reason: string;
}

export function english(record: Rec): English {
  const t = record.translation;
  const out: English = { kind: 'none', text: null, engine: '', marks: [], low: false, doubt: false, reason: '' };
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
      return {
        ...out,
        kind: 'machine',
        text: t.text ?? '',
        engine: t.engine,
        marks: t.marks,
        low,
        doubt: low || t.marks.length > 0,
      };
    }
  }
}
