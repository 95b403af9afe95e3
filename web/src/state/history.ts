// Undo and redo over whole states: small, and nothing can be half undone.

export interface History<S> {
  readonly past: readonly S[];
  readonly now: S;
  readonly future: readonly S[];
}

export const mostSteps = 200; // older ones are forgotten

export function begin<S>(now: S): History<S> {
  return { past: [], now, future: [] };
}

export function change<S>(history: History<S>, now: S): History<S> {
  if (now === history.now) return history;
  return { past: [...history.past, history.now].slice(-mostSteps), now, future: [] };
}

export function undo<S>(history: History<S>): History<S> {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

export function redo<S>(history: History<S>): History<S> {
  const [after, ...rest] = history.future;
  if (after === undefined) return history;
  return { past: [...history.past, history.now], now: after, future: rest };
}
