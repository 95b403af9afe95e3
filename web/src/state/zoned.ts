import { moment } from './format.ts';

// A reading of the clock in a zone ("2024-03-04T18:00") → the instant, by trying the offsets that the zone can have.
export function zoned(text: string, zone: string): string {
  const wanted = Date.parse(`${text}Z`);
  let guess = wanted;
  for (let i = 0; i < 3; ++i) {
    const shown = moment(new Date(guess).toISOString(), zone);
    if (!shown) break;
    guess += wanted - Date.parse(`${shown.date} ${shown.time} UTC`);
  }
  return new Date(guess).toISOString();
}
