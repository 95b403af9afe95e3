// What a short list of leads shows: the first of each kind, so that one kind with many leads does not hide the others.

import type { Lead } from '../api/types.ts';

export interface FirstOfKind {
  lead: Lead;
  others: number; // leads of its kind besides it
}

// In the order of the list, `most` kinds at the most.
export function firstOfEachKind(leads: readonly Lead[], most: number): FirstOfKind[] {
  const found = new Map<string, FirstOfKind>();
  for (const lead of leads) {
    const first = found.get(lead.detector);
    if (first) ++first.others;
    else found.set(lead.detector, { lead, others: 0 });
  }
  return [...found.values()].slice(0, most);
}
