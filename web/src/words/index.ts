// The language of the page. Others are added here; the evidence's own languages have nothing to do with it.

import { en, type Words } from './en.ts';

export type { Words };
export const words: Words = en;
