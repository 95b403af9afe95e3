// A sample of translated lines while it is judged.

export const verdicts = ['ok', 'minor', 'major'] as const;
export type Verdict = (typeof verdicts)[number];

interface Line {
  verdict: string;
}

// The next line without a verdict after `from` (itself included), then from the start; `from` when all have one.
export function nextUnjudged(lines: readonly Line[], from: number): number {
  for (let step = 0; step < lines.length; ++step) {
    const at = (from + step) % lines.length;
    if (!lines[at]!.verdict) return at;
  }
  return lines.length ? Math.min(from, lines.length - 1) : 0;
}

export function tally(lines: readonly Line[]): Record<Verdict, number> & { judged: number } {
  const sum = { ok: 0, minor: 0, major: 0, judged: 0 };
  for (const { verdict } of lines)
    if (verdict === 'ok' || verdict === 'minor' || verdict === 'major') {
      ++sum[verdict];
      ++sum.judged;
    }
  return sum;
}
