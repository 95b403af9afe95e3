// Numbers, times and sizes as they stand on the page. Times are shown in the case's zone, named; what the
// evidence itself wrote is always one look away in the drawer.

const whole = new Intl.NumberFormat('en-GB');
const loose = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

export function count(value: number): string {
  return whole.format(value);
}

// A figure of a lead: whole numbers whole, others to three digits, tiny ones as a power of ten.
export function figure(value: number): string {
  if (Number.isInteger(value)) return whole.format(value);
  const size = Math.abs(value);
  if (size < 0.001) return `about 10${superscript(Math.round(Math.log10(size)))}`;
  if (size >= 100) return whole.format(Math.round(value));
  return loose.format(value);
}

export function superscript(value: number): string {
  return String(value).replace(/[-\d]/g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(c))));
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} bytes`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = -1;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    ++unit;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function percent(part: number, total: number): string {
  if (total <= 0) return '0 %';
  const share = (100 * part) / total;
  if (part > 0 && share < 1) return '< 1 %';
  if (part < total && share > 99) return '> 99 %';
  return `${Math.round(share)} %`;
}

// 802 min → "13 h 22 min"; 4.3 days → "4 days 7 h". At most two units.
export function span(seconds: number): string {
  const s = Math.round(seconds);
  const units: [number, (n: number) => string][] = [
    [86_400, (n) => (n === 1 ? '1 day' : `${count(n)} days`)],
    [3600, (n) => `${n} h`],
    [60, (n) => `${n} min`],
    [1, (n) => `${n} s`],
  ];
  for (let i = 0; i < units.length; ++i) {
    const [size, word] = units[i]!;
    if (s < size && size > 1) continue;
    const n = Math.floor(s / size);
    const next = units[i + 1];
    const rest = next ? Math.floor((s % size) / next[0]) : 0;
    return rest > 0 ? `${word(n)} ${next![1](rest)}` : word(n);
  }
  return '0 s';
}

// The start of a SHA-256, enough to compare by eye; the whole stands beside it in the title.
// An exhibit in a list of choices: its reference and whose it is.
export const exhibitLabel = (e: { ref: string; owner_name: string }): string => [e.ref, e.owner_name].filter(Boolean).join(' · ');

export function shortHash(hash: string): string {
  return hash.length > 14 ? `${hash.slice(0, 8)}…${hash.slice(-4)}` : hash;
}

interface Clock {
  parts: Intl.DateTimeFormat;
  long: Intl.DateTimeFormat;
}
const clocks = new Map<string, Clock>();

function clock(zone: string): Clock {
  let found = clocks.get(zone);
  if (!found) {
    let timeZone = zone;
    try {
      new Intl.DateTimeFormat('en-GB', { timeZone });
    } catch {
      timeZone = 'UTC';
    }
    found = {
      parts: new Intl.DateTimeFormat('en-GB', {
        timeZone,
        hourCycle: 'h23',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
      long: new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
      }),
    };
    clocks.set(zone, found);
  }
  return found;
}

export interface Moment {
  date: string; // 4 Mar 2024
  day: string; // Monday 4 March 2024
  time: string; // 21:40:09
}

// An instant in a zone. A local reading without a zone is passed with zone UTC: it is shown as it was read.
export function moment(iso: string, zone: string): Moment | null {
  const at = new Date(/[zZ]|[+-]\d\d:\d\d$/.test(iso) ? iso : `${iso}Z`);
  if (Number.isNaN(at.getTime())) return null;
  const { parts, long } = clock(zone);
  const p = new Map(parts.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    date: `${p.get('day')} ${p.get('month')} ${p.get('year')}`,
    day: long.format(at).replace(',', ''),
    time: `${p.get('hour')}:${p.get('minute')}:${p.get('second')}`,
  };
}

export function dateTime(iso: string | null, zone: string): string {
  const m = iso ? moment(iso, zone) : null;
  return m ? `${m.date} ${m.time.slice(0, 5)}` : '';
}

export function dateOnly(iso: string | null, zone: string): string {
  return (iso && moment(iso, zone)?.date) || '';
}

// Days from today to a date such as 2027-03-14; negative when past.
export function daysTo(date: string, today: Date): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (!match) return null;
  const then = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const now = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate());
  return Math.round((then - now) / 86_400_000);
}

const languageNames = new Intl.DisplayNames(['en-GB'], { type: 'language' });

// "ro" → "Romanian"; "ur-Latn" → "Urdu in Latin letters"; "und" is left to the words file.
export function languageName(code: string): string {
  if (!code) return '';
  const [base = code, script] = code.split('-');
  let name = code;
  try {
    name = languageNames.of(base) ?? code;
  } catch {
    return code;
  }
  if (script === 'Latn') return `${name} in Latin letters`;
  return script ? `${name} (${script})` : name;
}

// Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three.
const twoDigits = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

// +447700900143 → "+44 7700 900143", +40721000123 → "+40 721 000 123": read aloud in groups; the value itself is never changed.
export function phone(normal: string): string {
  const uk = /^\+44(7\d{3})(\d{6})$/.exec(normal);
  if (uk) return `+44 ${uk[1]} ${uk[2]}`;
  const land = /^\+44(20)(\d{4})(\d{4})$/.exec(normal);
  if (land) return `+44 ${land[1]} ${land[2]} ${land[3]}`;
  const city = /^\+44(1632)(\d{6})$/.exec(normal);
  if (city) return `+44 ${city[1]} ${city[2]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(normal);
  if (american) return `+1 ${american[1]} ${american[2]} ${american[3]}`;
  const other = /^\+(\d{8,15})$/.exec(normal)?.[1];
  if (!other || other.startsWith('44') || other.startsWith('1')) return normal;
  const code = other.startsWith('7') ? 1 : twoDigits.test(other) ? 2 : 3;
  const rest = other.slice(code);
  // In threes; what is left over goes to the last group.
  const groups = Array.from({ length: Math.max(1, Math.floor(rest.length / 3)) }, (_, i, all = Math.floor(rest.length / 3)) => rest.slice(3 * i, i + 1 === all ? undefined : 3 * i + 3));
  return `+${other.slice(0, code)} ${groups.join(' ')}`;
}

// The numbers in a conversation's title, in groups.
export function titleOf(title: string): string {
  return title.replace(/\+\d{8,15}\b/g, phone);
}

// A path as the forms have it is percent-encoded; to read, letters come back, while what could mislead the eye
// (control characters, direction overrides, a real '%') stays encoded.
export function path(encoded: string): string {
  return encoded.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    let text: string;
    try {
      text = decodeURIComponent(run);
    } catch {
      return run;
    }
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}%]/gu, (c) => encodeURIComponent(c));
  });
}
