// The answers of the server, version 1. Forms: docs/guide/forms.md and the write_json functions of src/view/.
// Text that came out of an exhibit is hostile: it is only ever put on the page as text.

export interface Session {
  case: string;
  review_date?: string;
  user: string;
  version: string;
}

export interface NamedCount {
  name: string;
  count: number;
}

export interface Exhibit {
  ref: string;
  name: string;
  kind: string;
  sha256: string;
  storage: string;
  status: string;
  zone: string;
  country: string;
  owner_name: string;
  owner_number: string;
  size_bytes: number;
  added_utc: string;
  files: number;
  records: number;
  unread: number;
  warnings: number;
  notes: number;
  questions: number;
}

export interface LanguageCount {
  code: string;
  status: string;
  lines: number;
}

export interface Overview {
  reference: string;
  authority: string;
  purpose: string;
  review_date: string;
  zone: string;
  exhibits: Exhibit[];
  kinds: NamedCount[];
  statuses: NamedCount[];
  languages: LanguageCount[];
  records: number;
  lines: number;
  events: number;
  handles: number;
  proposals: number;
  leads: number;
  leads_new: number;
  unread: number;
  questions: number;
}

export interface Finding {
  severity: string;
  what: string;
  where: string;
  why: string;
}

export interface TableReport {
  table: string;
  rows_seen: number;
  records: number;
  duplicates: number;
  recovered: number;
  skipped: { reason: string; count: number }[];
}

export interface FileReport {
  file: string;
  size_bytes: number;
  sha256: string;
  mime: string;
  reader: string;
  reader_version: string;
  status: string;
  decided: Record<string, unknown>;
  tables: TableReport[];
  findings: Finding[];
  questions: { key: string; text: string; choices: string[]; answer: string }[];
}

export interface ImportReport {
  exhibit: string;
  status: string;
  rows_seen: number;
  records: number;
  duplicates: number;
  recovered: number;
  skipped: number;
  findings: Finding[];
  files: FileReport[];
}

export interface Conversation {
  id: number;
  exhibit: string;
  service: string;
  title: string;
  records: number;
  first: string | null;
  last: string | null;
  languages: string[];
  last_text: string;
}

export interface ConversationList {
  total: number;
  conversations: Conversation[];
}

export interface RecordTime {
  kind: string;
  utc: string | null;
  raw: string;
  unit: string;
  offset: number | null;
  certainty: string;
  local: string | null;
}

export interface Participant {
  role: string;
  kind: string;
  raw: string;
  normal: string;
  name: string;
}

export interface Translation {
  text: string | null;
  engine: string;
  engine_version: string;
  status: string;
  reason: string;
  author: string;
  marks: string[];
}

export interface Media {
  path: string;
  mime: string;
  sha256: string;
  title: string;
  present: boolean;
}

export interface Rec {
  id: string;
  kind: string;
  exhibit: string;
  file: string;
  position: string;
  state: string;
  state_flag: string;
  service: string;
  direction: string;
  chat: string | null;
  times: RecordTime[];
  participants: Participant[];
  text: string;
  language: { code: string; confidence: number } | null;
  translation: Translation | null;
  media: Media[];
  duration_s?: number;
  latitude?: number;
  longitude?: number;
  extras: Record<string, string>;
  links: { kind: string; record: string }[];
  copies: string[];
}

export interface Window {
  total: number;
  first_row: number;
  records: Rec[];
}

export interface RecordAnswer {
  record: Rec;
  conversation: number;
  leads: { id: string; title: string; detector: string }[];
}

export interface Source {
  position: string;
  exhibit: string;
  file: string;
  sha256: string;
  offset: number;
  row: boolean;
  bytes: string;
}

export type Range = [number, number];

export interface Hit {
  record: Rec;
  matched: string[];
  ranges: { original?: Range[]; translation?: Range[] };
}

export interface SearchAnswer {
  id: number;
  query: string;
  total: number;
  total_exact: boolean;
  not_searched: string[];
  hits: Hit[];
}

export interface SavedSearch {
  id: number;
  query: string;
  hits: number | null;
  who: string;
  utc: string;
}

export interface HandleUse {
  exhibit: string;
  sent: number;
  received: number;
  cards: number;
  mentioned: number;
  other: number;
  first: string | null;
  last: string | null;
  names: { name: string; records: number }[];
}

export interface Handle {
  id: number;
  kind: string;
  normal: string;
  scope: string;
  flags: string;
  records: number;
  exhibits: HandleUse[];
  written: string[];
}

export interface HandleList {
  total: number;
  handles: Handle[];
}

export interface Proposal {
  a: string;
  b: string;
  a_id: number;
  b_id: number;
  weight: number;
  probability: number;
  reasons: { feature: string; weight: number; words: string; evidence: string[] }[];
  conflicts: string[];
  verdict: string;
  verdict_by: string;
}

export interface LinkPair {
  a: string;
  b: string;
  a_kind: string;
  b_kind: string;
  a_id: number;
  b_id: number;
  count: number;
  a_to_b: number;
  b_to_a: number;
  undated: number;
  first: string | null;
  last: string | null;
  by_kind: Record<string, number>;
  talk_s: number;
}

export interface SharedContacts {
  a: string;
  b: string;
  shared: number;
  rarity: number;
  rarest: string[];
}

export interface Clock {
  exhibit: string;
  offset_s: number;
  support: number;
  share: number;
  kind: string;
  note: string;
}

// A sentence in parts: texts, numbers, and things that open.
export type Part =
  | string
  | number
  | null
  | { handle: string; kind?: string }
  | { time: string }
  | { day: string }
  | { record: string };

export interface Lead {
  id: string;
  detector: string;
  subjects: string[];
  from: string | null;
  to: string | null;
  parameters: Record<string, string>;
  observed: number;
  expected: number | null;
  null_model: string;
  p: number | null;
  evidence: string[];
  against: string[];
  state: string;
  state_reason: string;
  state_by: string;
  title: string;
  rank: number;
  alternatives: string[];
  log10_p: number | null;
  parts?: {
    subjects: { handle: string; kind: string }[];
    title: Part[];
    explanation: Part[][];
    against: Part[][];
    tables: { title: string; columns: string[]; rows: Part[][] }[];
  };
}

export interface LeadList {
  leads: Lead[];
  not_looked_for: { detector: string; why: string }[];
}

export interface Audit {
  size: number;
  checkpoint: string;
  entries: { index: number; entry: Record<string, unknown> }[];
}
