import { describe, expect, it } from 'vitest';

import { bytes, dateTime, daysTo, figure, languageName, moment, path, percent, phone, span, titleOf } from './format.ts';

describe('figures', () => {
  it('are whole where they are, and short where they are not', () => {
    expect(figure(1773)).toBe('1,773');
    expect(figure(6.5309105206824665)).toBe('6.53');
    expect(figure(0.025)).toBe('0.025');
    expect(figure(4.4e-75)).toBe('about 10⁻⁷⁴');
    expect(figure(12345.678)).toBe('12,346');
  });
  it('never round a part to nothing or to all', () => {
    expect(percent(1, 9382)).toBe('< 1 %');
    expect(percent(9381, 9382)).toBe('> 99 %');
    expect(percent(0, 9382)).toBe('0 %');
    expect(percent(5, 0)).toBe('0 %');
  });
  it('say lengths of time in at most two units', () => {
    expect(span(13 * 3600 + 22 * 60)).toBe('13 h 22 min');
    expect(span(45)).toBe('45 s');
    expect(span(3600)).toBe('1 h');
    expect(span(4 * 86_400 + 7 * 3600 + 59)).toBe('4 days 7 h');
    expect(span(86_400)).toBe('1 day');
    expect(span(0)).toBe('0 s');
  });
  it('say sizes', () => {
    expect(bytes(999)).toBe('999 bytes');
    expect(bytes(202_063)).toBe('202 KB');
    expect(bytes(1942)).toBe('1.9 KB');
  });
});

describe('times', () => {
  it('are shown in the zone of the case, summer time included', () => {
    expect(moment('2025-05-05T05:34:50.000000Z', 'Europe/London')).toEqual({
      date: '5 May 2025',
      day: 'Monday 5 May 2025',
      time: '06:34:50',
    });
    expect(dateTime('2024-03-04T21:40:09.000000Z', 'Europe/London')).toBe('4 Mar 2024 21:40');
  });
  it('survive an unknown zone and a time that is none', () => {
    expect(moment('2024-03-04T21:40:09Z', 'Nowhere/Land')?.time).toBe('21:40:09');
    expect(moment('yesterday', 'UTC')).toBeNull();
    expect(dateTime(null, 'UTC')).toBe('');
  });
  it('count days to a review date', () => {
    expect(daysTo('2027-03-14', new Date(2027, 2, 13, 23, 59))).toBe(1);
    expect(daysTo('2027-03-14', new Date(2027, 2, 15))).toBe(-1);
    expect(daysTo('soon', new Date())).toBeNull();
  });
});

describe('names', () => {
  it('of files read as letters, but never mislead the eye', () => {
    expect(path('Conversa%C8%9Bie cu sp%C4%83l%C4%83torie.txt')).toBe('Conversație cu spălătorie.txt');
    expect(path('a%E2%80%AEgpj.exe')).toBe('a%E2%80%AEgpj.exe');
    expect(path('100%25%0A.txt')).toBe('100%25%0A.txt');
    expect(path('%FF%FE.txt')).toBe('%FF%FE.txt');
  });
  it('of languages are words', () => {
    expect(languageName('ro')).toBe('Romanian');
    expect(languageName('ur-Latn')).toBe('Urdu in Latin letters');
    expect(languageName('not a code')).toBe('not a code');
  });
  it('of numbers are grouped and never changed otherwise', () => {
    expect(phone('+447700900143')).toBe('+44 7700 900143');
    expect(phone('+442079460101')).toBe('+44 20 7946 0101');
    expect(phone('60608')).toBe('60608');
    expect(phone('+12025550143')).toBe('+1 202 555 0143');
    expect(phone('+40721000123')).toBe('+40 721 000 123');
    expect(phone('+355692000111')).toBe('+355 692 000 111');
    expect(phone('+79991234567')).toBe('+7 999 123 4567');
    expect(phone('+4930123456')).toBe('+49 301 23456');
    for (const n of ['+447700900143', '+40721000123', '+4930123456', '+123456', '+521859301562', '+442079460101', '+441632960138', '+9991234567'])
      expect(phone(n).replaceAll(' ', '')).toBe(n);
  });

  it('groups the numbers in a title and leaves names alone', () => {
    expect(titleOf('Ana, +447700900143 and 2 more')).toBe('Ana, +44 7700 900143 and 2 more');
    expect(titleOf('+12025550143 ↔ +40721000123')).toBe('+1 202 555 0143 ↔ +40 721 000 123');
    expect(titleOf('Plan +4477009001437')).toBe('Plan +4477009001437');
  });
});
