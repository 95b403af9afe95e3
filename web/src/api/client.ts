// Talking to the server that served the page, and to nobody else. An answer is JSON or an ApiError in words.

import type * as T from './types.ts';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

let locked: () => void = () => {};
// Called when the server does not know this browser (any more).
export function onLocked(act: () => void): void {
  locked = act;
}

async function ask<A>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, signal?: AbortSignal): Promise<A> {
  let response: Response;
  try {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') headers['X-Clew'] = '1';
    if (method === 'POST') headers['Content-Type'] = 'application/json';
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'no-answer', '');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer as A;
  const said = (answer as { error?: { what?: string; kind?: string } } | null)?.error;
  if (response.status === 401 && path !== '/api/login') locked();
  throw new ApiError(response.status, said?.kind ?? 'internal', said?.what ?? '');
}

// A file that the server makes, with the name it gives it.
async function file(path: string, body: unknown): Promise<{ name: string; bytes: Blob }> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'X-Clew': '1', 'Content-Type': 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
      body: JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'no-answer', '');
  }
  if (!response.ok) {
    const said = ((await response.json().catch(() => null)) as { error?: { what?: string; kind?: string } } | null)?.error;
    if (response.status === 401) locked();
    throw new ApiError(response.status, said?.kind ?? 'internal', said?.what ?? '');
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'clew';
  return { name, bytes: await response.blob() };
}

type Query = Record<string, string | number | undefined>;

export function address(path: string, query: Query = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value as string | number)}`);
  return `/api/${path}${parts.length ? `?${parts.join('&')}` : ''}`;
}

const get = <A>(path: string, query?: Query, signal?: AbortSignal): Promise<A> =>
  ask<A>('GET', address(path, query), undefined, signal);
const post = <A>(path: string, body: unknown): Promise<A> => ask<A>('POST', address(path), body);
const id = encodeURIComponent;
// Of each lead in the list; the rest comes with the lead itself.
const leadRows = 40;

export const api = {
  file,
  login: (token: string) => post<unknown>('login', { token }),
  session: () => get<T.Session>('session'),
  overview: () => get<T.Overview>('overview'),
  reportSummary: (ref: string) => get<T.ReportSummary>(`exhibits/${id(ref)}/summary`),
  findings: (ref: string, query: Query) => get<{ total: number; findings: T.FindingRow[] }>(`exhibits/${id(ref)}/findings`, query),
  files: (ref: string, query: Query) => get<{ total: number; files: T.FileRow[] }>(`exhibits/${id(ref)}/files`, query),
  needsAnEye: () => get<T.NeedsAnEye>('findings'),
  reading: () => get<T.Reading>('exhibits/again'),
  incomingBegin: (name: string, size: number) => post<{ id: string }>('incoming', { name, size }),
  incomingPiece: (number: string, at: number, piece: Blob) => ask<{ have: number }>('PUT', address(`incoming/${number}`, { at }), piece),
  incomingDrop: (number: string) => post<unknown>(`incoming/${number}/withdrawal`, {}),
  addExhibit: (body: T.NewExhibit) => post<unknown>('exhibits', body),
  readAgain: (ref: string, body: T.ReadAgain) => post<unknown>(`exhibits/${id(ref)}/again`, body),
  conversations: (query: Query) => get<T.ConversationList>('conversations', query),
  coverage: () => get<T.Coverage>('coverage'),
  window: (conversation: number, query: Query) => get<T.Window>(`conversations/${conversation}/window`, query),
  record: (record: string) => get<T.RecordAnswer>(`records/${id(record)}`),
  source: (record: string) => get<T.Source>('source', { record }),
  newSearch: (body: { query: string; exhibit?: string; language?: string; kind?: string }) =>
    post<{ id: number }>('searches', body),
  search: (search: number, offset: number, limit: number) =>
    get<T.SearchAnswer>(`searches/${search}`, { offset, limit }),
  searches: () => get<{ searches: T.SavedSearch[] }>('searches'),
  people: (query: Query) => get<T.HandleList>('people', query),
  person: (handle: number) => get<T.HandleList>(`people/${handle}`),
  shared: () => get<{ pairs: T.SharedContacts[] }>('people/shared'),
  proposals: () => get<{ proposals: T.Proposal[] }>('proposals'),
  judgeIdentity: (a: number, b: number, verdict: string, reason: string) =>
    post<unknown>('identity', { a, b, verdict, reason }),
  persons: () => get<{ total: number; persons: T.PersonRow[] }>('persons'),
  onePerson: (person: string) => get<T.PersonAnswer>(`persons/${id(person)}`),
  mergePreview: (a: string, b: string) => get<T.MergePreview>('merge-preview', { a, b }),
  attribute: (body: { handle: string; person?: string; new?: boolean; label?: string; from?: string; to?: string; basis: string; reason: string }) =>
    post<{ act: string; person?: string }>('attributions', body),
  giveRole: (body: { person: string; role: string; from?: string; to?: string; basis: string; reason: string }) =>
    post<{ act: string }>('roles', body),
  withdraw: (act: string, reason: string) => post<unknown>(`acts/${id(act)}/withdrawal`, { reason }),
  links: (query: Query) => get<{ links: T.LinkPair[] }>('links', query),
  // Monday is 0; handle 0 is the whole case.
  activityRecords: (handle: number, weekday: number, hour: number) => get<T.LinkRecords>('activity/records', { handle, weekday, hour, limit: 100 }),
  linkRecords: (a: number, b: number, query: Query = {}) => get<T.LinkRecords>('links/records', { a, b, events: 1, limit: 60, ...query }),
  chart: (query: Query) => get<T.ChartAnswer>('chart', query),
  groups: (query: Query) => get<T.GroupsAnswer>('chart/groups', query),
  activity: (handle: number) => get<T.Activity>('activity', handle ? { handle } : {}),
  leadDays: (lead: string) => get<T.Activity>(`leads/${id(lead)}/days`),
  timeline: async (query: Query) => (await get<{ line: T.Timeline }>('time', { line: 1, ...query })).line,
  compare: (a: string, b: string, rows?: number) => get<T.CompareAnswer>('compare', { a, b, rows }),
  onlyIn: (a: string, b: string) => get<T.OnlyIn>('compare/only', { a, b, limit: 2000 }),
  translate: () => get<T.TranslateAnswer>('translate'),
  translateFirst: (kind: string, value: string) => post<unknown>('translate/first', { kind, value }),
  translateStart: (names = false) => post<unknown>('translate/start', { names }),
  translateStop: () => post<unknown>('translate/stop', {}),
  glossary: () => get<{ terms: T.Term[] }>('glossary'),
  addTerm: (term: T.NewTerm) => post<{ id: number; waiting: number }>('glossary', term),
  removeTerm: (term: number) => post<{ id: number; waiting: number }>('glossary/remove', { id: term }),
  previewTerm: (term: T.NewTerm) => post<T.TermPreview>('glossary/preview', term),
  correct: (record: string, english: string, note: string) =>
    post<{ records: number }>('translate/correction', { record, english, note }),
  judgeTranslation: (record: string, verdict: string, note: string, draw = '') =>
    post<unknown>('translate/verdict', { record, verdict, note, draw }),
  sample: (query: { draw: string } | { language: string; size: number }) => get<T.Sample>('translate/sample', query),
  ask: (path: string, query: Query) => get<T.Answer>(path, query),
  mark: (record: string, tag: string, reason: string) => post<{ act: string }>('tags', { record, tag, reason }),
  unmark: (tag: string, reason: string) => post<unknown>(`tags/${id(tag)}/withdrawal`, { reason }),
  briefing: (recipients: string, reason: string) => post<unknown>('briefings', { recipients, reason }),
  recurs: (other: string, authority: string) => post<T.Answer>('ask/recurs', { other, authority }),
  enquiries: () => get<{ enquiries: T.Enquiry[] }>('enquiries'),
  raiseEnquiry: (body: { title: string; reason: string; owner: string; links: string[] }) => post<{ id: string }>('enquiries', body),
  enquiryAct: (line: string, body: Record<string, string>) => post<unknown>(`enquiries/${id(line)}`, body),
  episodes: () => get<{ episodes: T.Episode[] }>('episodes'),
  enterEpisode: (body: Record<string, string>) => post<{ id: string }>('episodes', body),
  takeEpisodeBack: (episode: string, reason: string) => post<unknown>(`episodes/${id(episode)}/withdrawal`, { reason }),
  indicators: () => get<T.Indicators>('indicators', { limit: 2000 }),
  clocks: () => get<{ clock_offsets: T.Clock[] }>('time'),
  leads: () => get<T.LeadList>('leads', { rows: leadRows }),
  lead: (lead: string) => get<T.LeadList>(`leads/${id(lead)}`),
  judgeLead: (lead: string, state: string, reason: string) =>
    post<unknown>(`leads/${id(lead)}/judgement`, { state, reason }),
  proveAudit: (held: string) => get<T.AuditProof>('audit/verify', { held }),
  audit: (query: Query) => get<T.Audit>('audit', query),
};
