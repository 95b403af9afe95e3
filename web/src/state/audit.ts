// Entries of the audit log in words.

export const plain = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

// Shown in columns of their own; "v" is the version of the entry's form.
const known = new Set(['v', 'utc', 'who', 'act', 'what', 'item', 'details', 'recipients', 'reason']);

// "handles: 50, lines: 189": what an entry says beside its columns, in its own field names.
export function details(entry: Record<string, unknown>): string {
  const own: unknown = typeof entry.details === 'string' ? parsed(entry.details) : entry.details;
  const pairs = [
    ...(own && typeof own === 'object' ? Object.entries(own) : own ? [['', own] as [string, unknown]] : []),
    ...Object.entries(entry).filter(([name]) => !known.has(name)),
  ];
  return pairs
    .filter(([, value]) => plain(value) !== '')
    .map(([name, value]) => (name ? `${name}: ${plain(value)}` : plain(value)))
    .join(', ');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
