// A proposal's reasons as a waterfall: each bar begins where the one before ended, so the last ends at the sum.

export interface Bar {
  from: number; // per cent of the width, left edge
  width: number;
  minus: boolean;
}

export function waterfall(weights: readonly number[]): Bar[] {
  let low = 0;
  let high = 0;
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    low = Math.min(low, sum);
    high = Math.max(high, sum);
  }
  const scale = high - low > 0 ? 100 / (high - low) : 0;
  let at = 0;
  return weights.map((weight) => {
    const begin = Math.min(at, at + weight);
    at += weight;
    return { from: (begin - low) * scale, width: Math.abs(weight) * scale, minus: weight < 0 };
  });
}
