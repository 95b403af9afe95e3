// What a row of Read says: who, when, which day begins, which gap lies before it.

import type { Participant, Rec, RecordTime } from '../api/types.ts';
import { dateOnly, dateTime, moment, phone } from './format.ts';

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

// A source that gives a day and no hour (also view::when_of()): the instant is then the first of that day where it was written, and to show it as a time of day,
// or in another zone, would say more than the source does. Its offset in milliseconds, else null.
export function dayOnly(time: RecordTime): number | null {
  if (!time.utc || time.unit !== '' || time.raw.includes(':') || /[Tt]\d|\d{9}/.test(time.raw)) return null;
  const offset = (time.offset ?? 0) * 60_000;
  return (Date.parse(time.utc) + offset) % 86_400_000 === 0 ? offset : null;
}

// "1 May 2025 12:30" in the zone, or the day alone.
export function shownTime(time: RecordTime, zone: string): string {
  const offset = dayOnly(time);
  return offset === null || !time.utc ? dateTime(time.utc, zone) : dateOnly(new Date(Date.parse(time.utc) + offset).toISOString(), 'UTC');
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
  const offset = dayOnly(time);
  if (offset !== null && time.utc) {
    const day = moment(new Date(Date.parse(time.utc) + offset).toISOString(), 'UTC');
    return day && { ...day, time: '', zoneKnown: true, assumed: time.certainty !== 'exact' };
  }
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

// What an attachment is called; a title that only repeats the file's name ("x.pdf (file attached)") is the name.
export function mediaName(media: { title: string; path: string }): string {
  const file = media.path.slice(media.path.search(/[^/\\]*$/));
  return !media.title || (file && media.title.startsWith(file)) ? file || media.path : media.title;
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
