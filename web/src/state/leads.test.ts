import { expect, test } from 'vitest';

import type { Lead } from '../api/types.ts';
import { firstOfEachKind } from './leads.ts';

const lead = (id: string, detector: string) => ({ id, detector }) as Lead;

test('the first lead of each kind stands in the order of the list, with the count of the others', () => {
  const list = [lead('1', 'relay'), lead('2', 'relay'), lead('3', 'hub'), lead('4', 'relay'), lead('5', 'money')];
  expect(firstOfEachKind(list, 2).map((f) => [f.lead.id, f.others])).toEqual([
    ['1', 2],
    ['3', 0],
  ]);
  expect(firstOfEachKind([], 5)).toEqual([]);
});
