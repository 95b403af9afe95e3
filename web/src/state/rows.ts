// What a row of Read says: who, when, which day begins, which gap lies before it.

import type { Participant, Rec, RecordTime } from '../api/types.ts';
import { moment, phone } from './format.ts';

export const gapSeconds = 12 * 3600;

// The time a record is ordered by: the first that has an instant or a local reading.
export function orderTime(record: Rec): RecordTime | null {
  return record.times.find((time) => time.utc || time.local) ?? record.times[0] ?? null;
}

// Milliseconds since 1970 of the instant, or of the local reading where no zone is known.
export function instant(record: Rec): number | null {
  const time = orderTime(record);
  const iso = time?.utc ?? (time?.local ? `${time.local.replace(/Z$/, '')}Z` : null);
  const value = iso ? Date.parse(iso) : NaN;
  return Number.isNaN(value) ? null : value;
}

export interface When {
  day: string;
  time: string;
  date: string;
  zoneKnown: boolean;
  assumed: boolean;
}

export function when(record: Rec, zone: string): When | null {
  const time = orderTime(record);
  if (!time) return null;
  const shown = time.utc ? moment(time.utc, zone) : time.local ? moment(time.local.replace(/Z$/, ''), 'UTC') : null;
  if (!shown) return null;
  return {
    ...shown,
    zoneKnown: time.utc !== null,
    assumed: time.certainty !== 'exact',
  };
}

const senders = ['from', 'caller', 'subject', 'owner', 'organiser'];

export function sender(record: Rec): Participant | null {
  for (const role of senders) {
    const found = record.participants.find((p) => p.role === role);
    if (found) return found;
  }
  return null;
}

export function nameOf(p: Participant): string {
  return p.name || (p.kind === 'phone' ? phone(p.normal || p.raw) : p.normal || p.raw);
}

export interface Row {
  row: number; // its true number in the conversation, 0 first
  record: Rec;
  day: string | null; // set where a day begins
  gap: number | null; // seconds without a record before it, where that is long
  first: boolean; // first of a run by the same sender
}

// Rows of a window. The first row of a window shows its day but no gap: what lies before it is not here.
export function rows(records: readonly Rec[], firstRow: number, zone: string): Row[] {
  const out: Row[] = [];
  let day = '';
  let at: number | null = null;
  let who = '';
  records.forEach((record, i) => {
    const t = when(record, zone);
    const ms = instant(record);
    const begins = t !== null && t.day !== day;
    const seconds = at !== null && ms !== null ? (ms - at) / 1000 : 0;
    const gap = i > 0 && seconds > gapSeconds ? seconds : null;
    const from = sender(record);
    const now = from ? `${from.kind}:${from.normal || from.raw}` : record.kind;
    out.push({
      row: firstRow + i,
      record,
      day: begins ? t.day : null,
      gap,
      first: begins || gap !== null || now !== who,
    });
    if (t) day = t.day;
    if (ms !== null) at = ms;
    who = now;
  });
  return out;
}

// Where a record says it was: the place's own words, its mast, its coordinates; '' if it says nothing.
export function placeOf(record: Rec, mast: (cell: string) => string): string {
  const { place = '', cell = '', accuracy_m: accuracy = '' } = record.extras;
  const parts = [place && place !== cell ? place : '', cell ? mast(cell) : ''];
  if (record.latitude !== undefined && record.longitude !== undefined)
    parts.push(`${record.latitude.toFixed(5)}, ${record.longitude.toFixed(5)}${accuracy ? ` ± ${accuracy} m` : ''}`);
  return parts.filter((p) => p !== '').join(' · ');
}
