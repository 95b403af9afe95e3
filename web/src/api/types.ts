// The answers of the server, version 1. Forms: docs/guide/forms.md and the write_json functions of src/view/.
// Text that came out of an exhibit is hostile: it is only ever put on the page as text.

import type { Link } from '../state/aligned.ts';

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
  kept: NamedCount[]; // came in whole, content read by nobody: audio, video, image, other
  languages: LanguageCount[];
  records: number;
  lines: number;
  glossed: number; // of the lines of low confidence those glossed word by word
  events: number;
  handles: number;
  proposals: number;
  proposals_judged: number;
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

// The same in parts, for exhibits of hundreds of thousands of files.
export interface FindingRow extends Finding {
  exhibit: string;
  file: string; // '' of the exhibit as a whole
}

export interface FindingGroup {
  exhibit: string;
  severity: string;
  what: string;
  count: number;
  files: number;
  endings: { ending: string; files: number }[];
  first: FindingRow[];
}

export interface FileQuestion {
  exhibit: string;
  file: string;
  question: FileReport['questions'][number];
}

export interface RowSums {
  files: number;
  not_whole: number;
  size_bytes: number;
  rows_seen: number;
  records: number;
  duplicates: number;
  recovered: number;
  skipped: number;
}

export interface ReportSummary extends RowSums {
  exhibit: string;
  status: string;
  readers: (RowSums & { reader: string; version: string })[];
  findings: FindingGroup[];
  questions: FileQuestion[];
}

export interface NeedsAnEye {
  findings: FindingGroup[];
  kept: FindingGroup[];
  questions: FileQuestion[];
}

export type FileRow = Omit<FileReport, 'findings' | 'questions'>;

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
  route?: string; // "ro→es→en"
  read_as?: string | null; // what the engine was given, where that is not the text itself
  machine?: string | null; // beside a person's English
  note?: string | null; // a person's remark
  terms?: [string, string][]; // words of the case that it used, and what they mean
  alignment?: Link[]; // which words of the line became which of the text; not there where the engine does not say
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
  key: string; // the source's own id, '' if none
  state: string;
  state_flag: string;
  service: string;
  direction: string;
  chat: string | null;
  times: RecordTime[];
  participants: Participant[];
  text: string;
  text_form?: string;
  recognised?: { by: string; confidence?: number };
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
  tags: Tag[];
}

// A mark that somebody put on a record.
export interface Tag {
  id: string;
  record: string;
  tag: string;
  reason: string;
  who: string;
  utc: string;
  moved: boolean; // the exhibit was read anew since
  withdrawn: boolean;
}

// A line of enquiry that people keep in the case.
export interface Enquiry {
  id: string;
  title: string;
  state: string; // open, allocated, closed
  owner: string;
  ever_allocated: boolean;
  days: number;
}

// Somebody was missing from home, as a report says.
export interface Episode {
  id: string;
  person: string | null;
  label: string;
  from: string;
  to: string | null;
  source: string;
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
  // partners: the words of the other side that stand for what matched
  ranges: { original?: Range[]; translation?: Range[]; original_partners?: Range[]; translation_partners?: Range[] };
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
  a_name: string; // the name that most exhibits save it under
  b_name: string;
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
  a_name: string; // the name that most exhibits save it under
  b_name: string;
  a_kind: string;
  b_kind: string;
  a_id: number;
  b_id: number;
  count: number;
  a_to_b: number;
  b_to_a: number;
  undated: number;
  by_saved_name: number; // of count: named only as saved on the phone
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
  device?: string; // of a table of several phones
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
  | { handle: string; kind?: string; shown?: string }
  | { time: string }
  | { day: string }
  | { record: string }
  | { lead: string }
  | { exhibit: string }
  | { conversation: string }
  | { quote: string; lang?: string }
  | { n: number; of: Record<string, string> };
export type Cell = Part | Part[];

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
  evidence: string[]; // in a list of leads the first of them
  evidence_count: number;
  against: string[];
  state: string;
  state_reason: string;
  judgements?: { state: string; reason: string; by: string; utc: string }[]; // every one, the newest first
  state_by: string;
  title: string;
  rank: number;
  alternatives: string[];
  log10_p: number | null;
  saved_as?: { handle: string; name: string }[];
  parts?: {
    subjects: { handle: string; kind: string }[];
    title: Part[];
    explanation: Part[][];
    against: Part[][];
    tables: { title: string; columns: string[]; rows: Part[][]; row_count?: number }[];
  };
}

// What only one of two exhibits has, by kind; the records of each list are the first of them.
export interface OnlyIn {
  a: string;
  b: string;
  kinds: { kind: string; a: number; b: number; only_a: number; only_b: number }[];
  only_a: string[];
  only_b: string[];
}

export interface LeadList {
  leads: Lead[];
  not_looked_for: { detector: string; why: string }[];
}

export interface ChartNode {
  id: number;
  kind: string;
  normal: string;
  name: string;
  hops: number;
  events: number;
  contacts: number;
  hub: boolean;
}

export interface ChartLine {
  a: number;
  b: number;
  a_to_b: number;
  b_to_a: number;
  first: string;
  last: string;
  faint?: boolean; // between groups: no more events than chance
}

export interface ChartAnswer {
  nodes: ChartNode[];
  lines: ChartLine[];
  reachable: number;
  lines_dropped: number;
  first: string | null;
  last: string | null;
  steps: number[];
}

export interface ChartGroup {
  lead: string;
  handles: number;
  events: number;
  outward: number;
  busiest: { id: number; kind: string; normal: string; name: string; events: number }[];
  members: number[]; // the busiest first, not always all
}

export interface GroupsAnswer {
  groups: ChartGroup[];
  lines: { a: number; b: number; events: number; expected: number; pairs: number; ends: number[] }[]; // a, b: places in groups
  handles: number;
  outside: number;
  outside_events: number;
  why_none: string;
  first: string | null;
  last: string | null;
  steps: number[];
}

export interface Activity {
  zone: string;
  first_day: string | null;
  lanes: { name: string; total: number; days: number[] }[];
  week: number[][];
  total: number;
  as_written: number;
  undated: number;
  outliers: number;
}

export interface TimelineEntry {
  time: string;
  zone_known: boolean;
  clock_offset_s: number;
  clock_known: boolean;
  gap_s: number | null;
  record: Rec;
}

export interface Timeline {
  total: number;
  shown: number;
  undated: number;
  from: string | null;
  to: string | null;
  entries: TimelineEntry[];
}

export interface TranslateAnswer {
  running: boolean;
  run: { total: number; done: number; records: number; rendered: number; lines_per_second: number; language: string; seconds_left: number | null };
  first: { kind: string; value: string }[];
  queue: { exhibit: string; language: string; status: string; reason: string; lines: number }[];
  engines: { language: string; engine: string; texts: number }[];
  doubts: { language: string; mark: string; lines: number }[]; // of low-confidence lines; none while it runs
  quality: {
    language: string;
    engine: string;
    version: string;
    judged: number;
    minor: number;
    major: number;
    picked: number; // judged outside a random sample; in no rate
    error: [number, number, number];
    major_error: [number, number, number];
  }[];
  draws: { name: string; judged: number; who: string; last: string; again: boolean }[];
}

// Lines drawn at random, with the machine's English and the newest verdict on it.
export interface Sample {
  draw: string;
  asked: number;
  lines: { record: Rec; machine: string; engine: string; version: string; verdict: string; who: string; note: string }[];
}

export interface Term {
  id: number;
  language: string;
  term: string;
  english: string;
  use: string;
  note: string;
  source: string;
  author: string;
  made: string;
  removed: boolean;
}

export interface NewTerm {
  language: string;
  term: string;
  english: string;
  use: string;
  source: string;
  note: string;
}

export interface TermPreview {
  lines: number;
  examples: { record: string; language: string; text: string; now: string; then: string }[];
}

export interface EndRecord {
  record: string;
  kind: string;
  time: string; // as written
  utc: string | null;
  common_time: string | null;
  direction: string;
  state: string;
  who: string;
  to?: string[]; // not of groups
  text: string;
  duration_s?: number;
  language?: Rec['language']; // not of neighbours
  translation?: Rec['translation'];
}

export interface Difference {
  what: string;
  side: 'a' | 'b';
  a: EndRecord | null;
  b: EndRecord | null;
  shift_s?: number;
  before?: EndRecord | null;
  after?: EndRecord | null;
  in_a_row?: number;
  missing_row_ids?: number | null;
  possible_causes: { cause: string; for: string; against: string }[];
}

export interface EndsSide {
  exhibit: string;
  device?: string; // of a table of several phones
  conversations: number[];
  title: string;
  records: number;
}

// What differences are; the six add up to all of them.
export interface DifferenceCounts {
  a_lacks: number;
  b_lacks: number;
  outside: number; // one lacks it, and does not cover it
  edited: number;
  shifted: number;
  notices: number;
}

export interface PairOfSides extends DifferenceCounts {
  a: string;
  b: string;
  conversations: number;
  in_both: number;
}

export interface CompareAnswer {
  phones: string[]; // of tables of several, as the two sides name them
  pairs: PairOfSides[];
  comparisons: { a: EndsSide; b: EndsSide; parties: string[]; party_count: number; in_both: number; difference_count: number; counts: DifferenceCounts; differences: Difference[] }[];
}

export interface Act {
  act: string;
  a: string;
  b: string;
  verdict: string;
  from: string | null;
  to: string | null;
  basis: string;
  reason: string;
  who: string;
  made: string;
  withdrawn: boolean;
  withdrawn_by?: string;
  withdrawn_why?: string;
}

export interface PersonIdentifier {
  id: string;
  handle: number;
  kind: string;
  normal: string;
  scope: string;
  records: number;
  first: string | null;
  last: string | null;
  names: string[];
  exhibits: string[];
  by: string;
  act: string;
  basis: string;
  from: string | null;
  to: string | null;
  others: { person: string; label: string; at_once: boolean; from: string | null; to: string | null }[];
}

export interface FallingLink {
  contact: string;
  normal: string;
  a_events: number;
  b_events: number;
}

export interface Reason {
  feature: string;
  words: string;
  weight: number;
  evidence: string[];
}

export interface PersonRow {
  id: string;
  label: string;
  person: boolean;
  identifier_count: number;
  records: number;
  identifiers: string[];
  roles: string[];
}

export interface PersonAnswer {
  id: string;
  label: string;
  person: boolean;
  also: string[];
  identifiers: PersonIdentifier[];
  judgements: { judgement: Act; bridge: boolean; a_side: string[]; b_side: string[]; falls_total: number; falls: FallingLink[]; leads: string[] }[];
  roles: { act: string; role: string; basis: string; reason: string; who: string; from: string | null; to: string | null }[];
  conflicts: Reason[];
  history: Act[];
}

export interface MergePreview {
  a: string;
  b: string;
  together_already: boolean;
  a_side: PersonIdentifier[];
  b_side: PersonIdentifier[];
  blocked_by: Act[];
  conflicts: Reason[];
  reasons: Reason[];
  weight: number;
  probability: number;
  links: { before: number; after: number; between: number; joined_total: number; joined: FallingLink[] };
  leads: { id: string; detector: string; title: string; both: boolean; against: string[] }[];
  leads_total: number;
}

export interface LinkRecords {
  records: Rec[];
  more: boolean;
}

export interface Audit {
  size: number;
  checkpoint: string;
  entries: { index: number; entry: Record<string, unknown> }[];
  more: boolean; // older ones
}
export interface AuditProof {
  size: number;
  held: boolean;
  faults: { index: number; what: string }[];
}

// An exhibit that is being read again, or was last.
export interface Reading {
  running: boolean;
  exhibit: string;
  step: string;
  done: number;
  total: number;
  fault: string;
  already_there: boolean; // these bytes were in the case; nothing was read
}

// A file that came in, and what is said of it; '' nothing.
export interface NewExhibit {
  incoming: string;
  ref: string;
  zone: string;
  country: string;
  date_order: string;
  owner_name: string;
  owner_number: string;
}

// What is said of an exhibit that is read again; what is left out stays as it was said.
export interface ReadAgain {
  answers?: string[];
  zone?: string;
  country?: string;
  date_order?: string;
}

// Answer to a question about links or times: tables in parts.
export interface Answer {
  answer: string;
  parameters: Record<string, string>;
  tables: { title: string; columns: string[]; rows: Cell[][] }[];
  notes: string[];
}

// Messages that hold wordings of the lexicons, and conversations in the order in which to read them.
export interface Indicators {
  messages_looked_at: number;
  messages_hit: number;
  conversations: { id: number; exhibit: string; service: string; title: string; messages: number; topics: Record<string, number> }[];
  hits: { record: string; entry: string; topic: string; language: string; in_translation: boolean; text: string }[];
  languages_without_lexicon: string[];
}

// What of the conversations stood on somebody's page.
export interface CoveragePart {
  exhibit: string;
  conversations: number;
  opened: number;
  records: number;
  records_opened: number;
  outside: number; // records in no conversation
}
export interface Coverage {
  sum: CoveragePart;
  exhibits: CoveragePart[];
}
