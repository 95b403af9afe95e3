// What the whole page shares: where we are, who is asking, what the case holds. Everything that can be computed
// lives in state/; this only holds it and talks to the browser.

import { api, ApiError, onLocked } from './api/client.ts';
import type { LeadList, Overview, Session } from './api/types.ts';
import type { ActionName } from './state/actions.ts';
import { rowsQuery, type RowsOf } from './state/queue.ts';
import { formatRoute, home, parseRoute, tokenOf, type Route, type Screen } from './state/route.ts';

class App {
  route = $state<Route>(home);
  session = $state<Session | null>(null);
  overview = $state<Overview | null>(null);
  started = $state<'starting' | 'ready' | 'locked' | 'failed'>('starting');
  failure = $state<ApiError | null>(null);
  notice = $state(''); // what went wrong with an act that has no place of its own to say so
  drawer = $state(true);
  singleKeys = $state(true);
  changed = $state(0); // goes up when the case changed, by us or by a job beside us
  zone = $derived(this.overview?.zone || 'UTC');
}
export const app = new App();

export function go(route: Partial<Route> & { screen: Screen }): void {
  location.hash = formatRoute(route);
}

// Puts something beside the current place (a record in the drawer, a row) without a step in the history.
export function note(part: Partial<Route>): void {
  app.route = { ...app.route, ...part };
  history.replaceState(history.state, '', formatRoute(app.route));
}

export function showRecord(record: string): void {
  app.drawer = true;
  note({ record });
}

// The screen of a number or account that is known by its normal form.
export async function openHandle(normal: string, kind?: string): Promise<void> {
  const list = await api.people({ text: normal, limit: 50 });
  const found =
    list.handles.find((h) => h.normal === normal && (!kind || h.kind === kind)) ??
    list.handles.find((h) => h.normal === normal);
  if (found) go({ screen: 'people', id: String(found.id) });
}

// The records behind a figure, as a kept search: what was looked at can be repeated and disclosed.
export const showRows = (of: RowsOf): Promise<void> => showQuery(rowsQuery(of));
export async function showQuery(query: string): Promise<void> {
  app.notice = '';
  try {
    const made = await api.newSearch({ query, exhibit: '', language: '', kind: '' });
    go({ screen: 'search', id: String(made.id) });
  } catch (error) {
    const said = asApiError(error);
    app.notice = said.message || said.kind;
  }
}

// Acts that the screen in front offers, by name; see state/actions.ts.
type Handlers = Partial<Record<ActionName, () => void>>;
const offered: Handlers[] = [];
export function offer(handlers: Handlers): () => void {
  offered.push(handlers);
  return () => {
    offered.splice(offered.indexOf(handlers), 1);
  };
}
export function perform(name: ActionName): boolean {
  for (let i = offered.length - 1; i >= 0; --i) {
    const act = offered[i]![name];
    if (act) {
      act();
      return true;
    }
  }
  return false;
}

export async function refresh(): Promise<void> {
  app.overview = await api.overview();
}

export async function start(): Promise<void> {
  onLocked(() => {
    app.started = 'locked';
  });
  try {
    const token = tokenOf(location.hash);
    if (token) {
      history.replaceState(null, '', '#/overview'); // the key leaves the address before anything else happens
      await api.login(token);
    }
    app.route = parseRoute(location.hash);
    app.session = await api.session();
    await refresh();
    app.started = 'ready';
    listen();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      app.started = 'locked';
    } else {
      app.failure = asApiError(error);
      app.started = 'failed';
    }
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'internal', String(error));
}

let events: EventSource | null = null;
function listen(): void {
  events?.close();
  events = new EventSource('/api/events');
  events.addEventListener('changed', () => {
    ++app.changed;
    void refresh().catch(() => {});
  });
}

// A request on its way to the page. A newer one replaces an older one, whose answer is dropped.
export class Load<A> {
  value = $state.raw<A | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  #turn = 0;
  #make: (() => Promise<A>) | null = null;

  async run(make: () => Promise<A>, keep = false): Promise<A | null> {
    const turn = ++this.#turn;
    this.#make = make;
    this.busy = true;
    this.error = null;
    if (!keep) this.value = null;
    try {
      const value = await make();
      if (turn !== this.#turn) return null;
      this.value = value;
      this.busy = false;
      return value;
    } catch (error) {
      if (turn === this.#turn) {
        this.error = asApiError(error);
        this.busy = false;
      }
      return null;
    }
  }
  again = (): void => {
    if (this.#make) void this.run(this.#make);
  };
  clear(): void {
    ++this.#turn;
    this.value = null;
    this.error = null;
    this.busy = false;
  }
}

// The leads, shared by the screen and its drawer.
export const leadLoad = new Load<LeadList>();
