// The address of a screen: only ids that mean nothing outside the case. A search term, a name or a number never
// stands in the address; a search is kept by the server and addressed by its number.
//
//   #/read/261?row=812&r=ABC%2F1%2312   conversation 261 at row 812, record ABC/1#12 in the drawer

export const screens = ['overview', 'exhibits', 'read', 'search', 'people', 'chart', 'time', 'leads', 'ask', 'translate', 'compare', 'audit'] as const;
export type Screen = (typeof screens)[number];

export interface Route {
  screen: Screen;
  id: string; // exhibit reference, conversation, search, handle (or handles), lead, language; '' none
  row: number | null; // Read: the row at the top
  at: string; // Read: the record to begin at; Leads: the kind that is shown
  record: string; // the record in the evidence drawer
}

export const home: Route = { screen: 'overview', id: '', row: null, at: '', record: '' };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [screen = '', id = ''] = path.split('/');
  const values = new URLSearchParams(query);
  const row = values.get('row');
  return {
    screen: screens.find((name) => name === screen) ?? 'overview',
    id: decode(id),
    row: row !== null && /^\d{1,15}$/.test(row) ? Number(row) : null,
    at: values.get('at') ?? '',
    record: values.get('r') ?? '',
  };
}

export function formatRoute(route: Partial<Route> & { screen: Screen }): string {
  const query: string[] = [];
  if (route.row !== undefined && route.row !== null) query.push(`row=${route.row}`);
  if (route.at) query.push(`at=${encodeURIComponent(route.at)}`);
  if (route.record) query.push(`r=${encodeURIComponent(route.record)}`);
  const id = route.id ? `/${encodeURIComponent(route.id)}` : '';
  return `#/${route.screen}${id}${query.length ? `?${query.join('&')}` : ''}`;
}

// The one-time key that `clew serve` prints behind the address, or ''.
export function tokenOf(hash: string): string {
  const match = /^#t=([0-9A-Za-z_-]{8,256})$/.exec(hash);
  return match?.[1] ?? '';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
