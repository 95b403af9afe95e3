// A file goes to the server in pieces that it takes at once.

export const pieceBytes = 1 << 20;

export function* pieces(size: number, most = pieceBytes): Generator<{ from: number; to: number }> {
  for (let from = 0; from < size; from += most) yield { from, to: Math.min(size, from + most) };
}
