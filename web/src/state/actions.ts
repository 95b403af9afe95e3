// Everything that can be done by key, as data: the key handler, the command box and the help page share one list.

import type { Screen } from './route.ts';

export interface Action {
  name: string; // also the key of its label in the words file
  keys: string[]; // as a person types them: "Ctrl K", "g r", "?"
  where: 'everywhere' | Screen;
}

export const actions = [
  { name: 'command', keys: ['Ctrl K'], where: 'everywhere' },
  { name: 'search', keys: ['/'], where: 'everywhere' },
  { name: 'help', keys: ['?'], where: 'everywhere' },
  { name: 'close', keys: ['Esc'], where: 'everywhere' },
  { name: 'drawer', keys: ['e'], where: 'everywhere' },
  { name: 'back', keys: ['['], where: 'everywhere' },
  { name: 'forward', keys: [']'], where: 'everywhere' },
  { name: 'next', keys: ['j'], where: 'everywhere' },
  { name: 'previous', keys: ['k'], where: 'everywhere' },
  { name: 'open', keys: ['Enter'], where: 'everywhere' },
  { name: 'go-overview', keys: ['g o'], where: 'everywhere' },
  { name: 'go-exhibits', keys: ['g e'], where: 'everywhere' },
  { name: 'go-read', keys: ['g r'], where: 'everywhere' },
  { name: 'go-search', keys: ['g s'], where: 'everywhere' },
  { name: 'go-people', keys: ['g p'], where: 'everywhere' },
  { name: 'go-chart', keys: ['g c'], where: 'everywhere' },
  { name: 'go-time', keys: ['g t'], where: 'everywhere' },
  { name: 'go-leads', keys: ['g l'], where: 'everywhere' },
  { name: 'go-ask', keys: ['g q'], where: 'everywhere' },
  { name: 'go-translate', keys: ['g x'], where: 'everywhere' },
  { name: 'go-compare', keys: ['g i'], where: 'everywhere' },
  { name: 'go-audit', keys: ['g a'], where: 'everywhere' },
  { name: 'mode', keys: ['v'], where: 'read' },
  { name: 'jump', keys: ['G'], where: 'read' },
  { name: 'next-conversation', keys: ['J'], where: 'read' },
  { name: 'previous-conversation', keys: ['K'], where: 'read' },
  { name: 'first-row', keys: ['Home'], where: 'read' },
  { name: 'last-row', keys: ['End'], where: 'read' },
  { name: 'next-word', keys: ['ArrowRight'], where: 'read' },
  { name: 'previous-word', keys: ['ArrowLeft'], where: 'read' },
  { name: 'correct', keys: ['c'], where: 'read' },
  { name: 'verdict-ok', keys: ['1'], where: 'translate' },
  { name: 'verdict-minor', keys: ['2'], where: 'translate' },
  { name: 'verdict-major', keys: ['3'], where: 'translate' },
  { name: 'undo', keys: ['u'], where: 'everywhere' },
  { name: 'redo', keys: ['U'], where: 'chart' },
  { name: 'table', keys: ['v'], where: 'chart' },
  { name: 'hide', keys: ['h'], where: 'chart' },
  { name: 'accept', keys: ['y'], where: 'leads' },
  { name: 'reject', keys: ['x'], where: 'leads' },
  { name: 'park', keys: ['p'], where: 'leads' },
  { name: 'same', keys: ['y'], where: 'people' },
  { name: 'not-same', keys: ['x'], where: 'people' },
  { name: 'unsure', keys: ['d'], where: 'people' },
] as const satisfies readonly Action[];

export type ActionName = (typeof actions)[number]['name'];

export interface KeyPress {
  key: string;
  ctrl: boolean;
  alt: boolean;
  typing: boolean; // the focus is in a field that takes text
}

// The action a key press means on a screen; `before` is the first key of a pair such as "g r".
// Returns the action, or 'wait' after the first key of a pair, or null.
export function actionFor(
  press: KeyPress,
  before: string,
  screen: Screen,
  singleKeys: boolean,
): ActionName | 'wait' | null {
  if (press.alt) return null;
  const key = press.key === 'Escape' ? 'Esc' : press.key;
  const typed = press.ctrl ? `Ctrl ${key.toUpperCase()}` : before ? `${before} ${key}` : key;
  const plain = !press.ctrl && key !== 'Esc';
  if (plain && press.typing) return null;
  if (plain && key.length === 1 && !singleKeys) return null;
  const here = actions.filter((action) => action.where === screen || action.where === 'everywhere');
  const found = here.find((action) => action.keys.some((k) => k === typed));
  if (found) return found.name;
  if (!before && here.some((action) => action.keys.some((k) => k.startsWith(`${typed} `)))) return 'wait';
  return null;
}

// Entries of the command box that fit what was typed: every word somewhere in the label.
export function matching<T extends { label: string }>(entries: readonly T[], typed: string): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => words.every((word) => entry.label.toLowerCase().includes(word)));
}
