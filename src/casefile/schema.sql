-- The schema of case.db, version 5. docs/case-file.md is written from this file (./check docs): the
-- comment above a table says what it is for, the comment behind a column what it holds.
-- Times are UTC microseconds since 1970-01-01 unless the column says otherwise.
-- What machines found and what people decided stand in different tables, always.

-- Facts about the case itself, one key a row: reference, authority, purpose, review_date, zone,
-- country, created_utc, created_by, clew_version; nicknames: a table of short forms of names that a person gave.
CREATE TABLE case_info (
  key TEXT PRIMARY KEY,             -- name of the fact
  value TEXT NOT NULL               -- its value
) WITHOUT ROWID;

-- An exhibit: an item as received, sealed by its hash.
CREATE TABLE exhibit (
  id INTEGER PRIMARY KEY,           -- number within the case, in order of arrival
  ref TEXT NOT NULL UNIQUE,         -- exhibit reference, such as ABC/1
  ref_given INTEGER NOT NULL,       -- 1: a person gave the reference, 0: made from the file name
  name TEXT NOT NULL,               -- file or folder name as received
  kind TEXT NOT NULL,               -- file or folder
  size_bytes INTEGER NOT NULL,      -- bytes as received (sum over a folder)
  sha256 TEXT NOT NULL UNIQUE,      -- of the file, or of the folder's manifest (docs/formats/folder-manifest.md)
  storage TEXT NOT NULL,            -- sealed: a copy lies in exhibits/; reference: only path and hash are kept
  original_path TEXT NOT NULL,      -- where it was when it came in
  zone TEXT,                        -- IANA zone that a person gave for local times, or null
  country TEXT,                     -- ISO 3166 country that a person gave for numbers, or null
  owner_name TEXT,                  -- whose device, if said
  owner_number TEXT,                -- that device's number, if said
  options TEXT NOT NULL,            -- JSON: every setting and answer of the import, to repeat it
  status TEXT NOT NULL,             -- importing, complete, partial (something unread), refused
  added_utc INTEGER NOT NULL        -- when it came in
);

-- One file of an exhibit: the exhibit itself, or a member of it through every container.
CREATE TABLE file (
  id INTEGER PRIMARY KEY,           -- number within the case
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit it lies in
  path TEXT NOT NULL,               -- names from the outermost file inwards, percent-encoded, joined by '!'
  size_bytes INTEGER NOT NULL,      -- decompressed size
  sha256 TEXT NOT NULL,             -- of the decompressed bytes, '' when they could not be had
  mime TEXT NOT NULL,               -- type by content
  reader TEXT NOT NULL,             -- name of the reader that read it, '' if none
  reader_version TEXT NOT NULL,     -- version of that reader
  probe_reason TEXT NOT NULL,       -- why this reader was chosen
  status TEXT NOT NULL,             -- read, partial, unread
  decided TEXT NOT NULL             -- JSON object: what was decided on reading (encoding, date order, profile)
);
CREATE INDEX file_by_exhibit ON file(exhibit_id, id);

-- Reconciliation: what became of the rows of each table of each file.
-- rows_seen = records + duplicates + the counts of import_skip, exactly.
CREATE TABLE import_table (
  file_id INTEGER NOT NULL REFERENCES file(id),       -- the file
  table_name TEXT NOT NULL,         -- table in the file, '' when it has only one
  rows_seen INTEGER NOT NULL,       -- rows that the reader saw
  records INTEGER NOT NULL,         -- rows that became records
  duplicates INTEGER NOT NULL,      -- rows that repeat one of the same file
  recovered INTEGER NOT NULL,       -- how many of the records are recovered ones
  PRIMARY KEY (file_id, table_name)
) WITHOUT ROWID;

-- Rows that did not become records, by reason.
CREATE TABLE import_skip (
  file_id INTEGER NOT NULL REFERENCES file(id),       -- the file
  table_name TEXT NOT NULL,         -- table in the file
  reason TEXT NOT NULL,             -- fixed phrase: blank row, repeated header, preamble …
  count INTEGER NOT NULL,           -- how many
  PRIMARY KEY (file_id, table_name, reason)
) WITHOUT ROWID;

-- Something that could not be read, or needs an eye.
CREATE TABLE finding (
  id INTEGER PRIMARY KEY,           -- number within the case
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit it is about
  file_id INTEGER REFERENCES file(id),                -- the file, or null for the exhibit as a whole
  severity TEXT NOT NULL,           -- note, warning, unread
  what TEXT NOT NULL,               -- fixed phrase, the same for all cases of it
  place TEXT NOT NULL,              -- locator within the file
  why TEXT NOT NULL                 -- details and what to do; may quote evidence
);
CREATE INDEX finding_by_file ON finding(exhibit_id, file_id);

-- A question about a file that only a person can answer; values that hang on it stay unread until then.
CREATE TABLE question (
  id INTEGER PRIMARY KEY,           -- number within the case
  file_id INTEGER NOT NULL REFERENCES file(id),       -- the file
  key TEXT NOT NULL,                -- date-order, zone, country, columns …
  text TEXT NOT NULL,               -- the question in words, with the example that raised it
  choices TEXT NOT NULL,            -- JSON array of allowed answers
  answer TEXT,                      -- the answer, or null while open
  answered_by TEXT                  -- who answered
);

-- An identifier in normal form: what links, people and leads are about. Never merged at ingest.
CREATE TABLE handle (
  id INTEGER PRIMARY KEY,           -- number within the case
  kind TEXT NOT NULL,               -- phone, email, jid, username, uid, name, imei …
  normal TEXT NOT NULL,             -- normal form: +447700900123; as written where there is none
  scope TEXT NOT NULL,              -- service of an account; exhibit of a bare name; '' for numbers
  flags TEXT NOT NULL,              -- of phones: valid, possible, short, withheld, damaged, unknown-country
  UNIQUE (kind, normal, scope)
);

-- An identifier as written, with the name shown beside it.
CREATE TABLE identifier (
  id INTEGER PRIMARY KEY,           -- number within the case
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- its normal form
  kind TEXT NOT NULL,               -- as in handle
  raw TEXT NOT NULL,                -- as written
  name TEXT NOT NULL,               -- name shown beside it, '' if none
  scope TEXT NOT NULL,              -- service, as the reader said
  country TEXT NOT NULL,            -- country assumed for the normal form, '' if none was needed
  UNIQUE (raw, name, kind, scope, country, handle_id)
);
CREATE INDEX identifier_by_handle ON identifier(handle_id);

-- A thread of messages and calls within one exhibit: what Read shows.
CREATE TABLE conversation (
  id INTEGER PRIMARY KEY,           -- number within the case
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  service TEXT NOT NULL,            -- WhatsApp, SMS …
  key TEXT NOT NULL,                -- the source's own key, or the participants in normal form
  title TEXT NOT NULL,              -- as the source names it, '' if it does not
  UNIQUE (exhibit_id, service, key)
);

-- One thing that an exhibit holds. id = exhibit id × 2^32 + number within the exhibit in reading order.
CREATE TABLE record (
  id INTEGER PRIMARY KEY,           -- see above
  kind TEXT NOT NULL,               -- message, chat, call, contact, account, device, location, file, document, event
  file_id INTEGER NOT NULL REFERENCES file(id),       -- where it lies
  locator TEXT NOT NULL,            -- where in the file (docs/formats/positions.md)
  key TEXT NOT NULL,                -- the source's own id, '' if none
  state TEXT NOT NULL,              -- existing, deleted-trace, recovered, revoked, edited, unknown
  state_flag TEXT NOT NULL,         -- the tool's own word, verbatim
  service TEXT NOT NULL,            -- WhatsApp, SMS, Telephony …; '' unknown
  direction TEXT NOT NULL,          -- in, out, unknown: seen from the exhibit's owner
  conversation_id INTEGER REFERENCES conversation(id),-- its thread, or null
  order_utc INTEGER,                -- for ordering: the main time's instant, else its local reading as if UTC, else that of the record before it in the thread
  utc INTEGER,                      -- the main time's instant; null when unknown
  time_kind TEXT NOT NULL,          -- sent, received, start …; '' when the record has no time
  time_raw TEXT NOT NULL,           -- as written
  time_unit TEXT NOT NULL,          -- unit of an integer: s, ms, apple-s …; '' for text
  time_offset_min INTEGER,          -- minutes east of Greenwich, if the source says
  time_certainty TEXT NOT NULL,     -- exact, zone-assumed, local-unknown, ambiguous, implausible, none
  text TEXT NOT NULL,               -- body as it stands in the source
  text_form TEXT NOT NULL,          -- '' plain, html, typedstream …
  text_hash INTEGER NOT NULL,       -- XXH3-64 of text, 0 for no text: joins identical lines
  duration_us INTEGER,              -- of calls, microseconds
  latitude REAL,                    -- degrees WGS84
  longitude REAL,                   -- degrees WGS84
  fields TEXT NOT NULL,             -- JSON object of the kind's standard fields (subject, outcome, organisation …), '' if none
  extras TEXT NOT NULL              -- JSON object of every unmapped field, under the source's own names, '' if none
);
CREATE INDEX record_by_conversation ON record(conversation_id, order_utc, id) WHERE conversation_id IS NOT NULL;

-- Further times of a record (read, delivered, end …); the main time stands in record.
CREATE TABLE record_time (
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the record
  seq INTEGER NOT NULL,             -- 1, 2, …: order in the source
  kind TEXT NOT NULL,               -- as record.time_kind
  utc INTEGER,                      -- instant, null when unknown
  local INTEGER,                    -- local reading as if UTC where the zone is unknown
  raw TEXT NOT NULL,                -- as written
  unit TEXT NOT NULL,               -- as record.time_unit
  offset_min INTEGER,               -- as record.time_offset_min
  certainty TEXT NOT NULL,          -- as record.time_certainty
  PRIMARY KEY (record_id, seq)
) WITHOUT ROWID;

-- identifier × record × role.
CREATE TABLE participation (
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the record
  seq INTEGER NOT NULL,             -- 0, 1, …: order in the source
  role TEXT NOT NULL,               -- from, to, cc, bcc, caller, callee, member, admin, mentioned, owner, subject, author, other
  identifier_id INTEGER NOT NULL REFERENCES identifier(id), -- as written
  PRIMARY KEY (record_id, seq)
) WITHOUT ROWID;
CREATE INDEX participation_by_identifier ON participation(identifier_id, record_id);

-- A file that belongs to a record, whether or not its bytes are there.
CREATE TABLE media (
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the record
  seq INTEGER NOT NULL,             -- 0, 1, …
  path TEXT NOT NULL,               -- as the source names it
  mime TEXT NOT NULL,               -- as the source says, or by content
  sha256 TEXT NOT NULL,             -- '' when unknown
  title TEXT NOT NULL,              -- caption or file title
  present INTEGER NOT NULL,         -- 1: the bytes are in the exhibit
  PRIMARY KEY (record_id, seq)
) WITHOUT ROWID;

-- A tie between two records that the source states.
CREATE TABLE record_link (
  from_id INTEGER NOT NULL REFERENCES record(id),     -- the record that states it
  kind TEXT NOT NULL,               -- attachment, reply, same-identity, thumbnail-of, part-of …
  target_key TEXT NOT NULL,         -- the other record's key, as the source gives it
  to_id INTEGER REFERENCES record(id),                -- the other record, null when it is not there
  PRIMARY KEY (from_id, kind, target_key)
) WITHOUT ROWID;

-- Machine: an identifier or value found inside a record's text.
CREATE TABLE mention (
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the record
  start INTEGER NOT NULL,           -- byte offset in record.text
  length INTEGER NOT NULL,          -- bytes
  kind TEXT NOT NULL,               -- phone, email, vrm, postcode, iban, account, imei, handle, crypto, amount, date, time, coordinates, url, address, station
  raw TEXT NOT NULL,                -- as written
  normal TEXT NOT NULL,             -- normal form
  checks TEXT NOT NULL,             -- what was checked: valid, possible, checksum-ok …
  handle_id INTEGER REFERENCES handle(id),            -- for kinds that are identifiers
  PRIMARY KEY (record_id, start, kind)
) WITHOUT ROWID;
CREATE INDEX mention_by_handle ON mention(handle_id) WHERE handle_id IS NOT NULL;

-- Machine: the language of a record's text and what became of its translation. One row for each
-- record with text; the statuses add up to the number of lines.
CREATE TABLE record_language (
  record_id INTEGER PRIMARY KEY REFERENCES record(id),-- the record
  code TEXT NOT NULL,               -- ISO 639-1 where there is one, else 639-3; und
  confidence REAL NOT NULL,         -- 0 … 1, calibrated
  status TEXT NOT NULL,             -- pending, translated, not-needed, low-confidence, no-engine, refused, human-checked
  reason TEXT NOT NULL,             -- why not, in words; '' when translated
  translation_id INTEGER REFERENCES translation(id)   -- the translation shown, or null
);

-- Machine: one translation of one exact text. Old ones stay.
CREATE TABLE translation (
  id INTEGER PRIMARY KEY,           -- number within the case
  text_hash INTEGER NOT NULL,       -- XXH3-64 of source
  source TEXT NOT NULL,             -- the original text
  language TEXT NOT NULL,           -- language it was taken to be
  text TEXT NOT NULL,               -- English, '' when refused
  engine TEXT NOT NULL,             -- apertium, neural, gloss
  engine_version TEXT NOT NULL,     -- engine and data versions, model hashes
  settings TEXT NOT NULL,           -- route and settings that change the result
  status TEXT NOT NULL,             -- translated, low-confidence, refused, not-needed, no-engine
  reason TEXT NOT NULL,             -- why refused, '' otherwise
  marks TEXT NOT NULL,              -- JSON array of named doubts
  glossary TEXT NOT NULL DEFAULT '',-- JSON array of the glossary's terms that were used: [[term, English] …], '' if none
  read_as TEXT NOT NULL DEFAULT '', -- what the engine was given where that is not the text itself, '' otherwise
  alignment TEXT NOT NULL DEFAULT '', -- which bytes of source became which of text: '0-4:0-3 5-9:10-14', rising by text; '' where the engine does not say
  log_prob REAL,                    -- mean natural log-probability of a token, 3 decimals; null where the engine has none
  clipped REAL,                     -- share of the network's values outside the range it was made for, 4 decimals; null where there is none
  UNIQUE (text_hash, language, engine, engine_version, settings, source)
);

-- Person: a correction of a translation; the machine's stays beside it.
CREATE TABLE translation_correction (
  id INTEGER PRIMARY KEY,           -- number within the case
  text_hash INTEGER NOT NULL,       -- XXH3-64 of source
  source TEXT NOT NULL,             -- the original text
  language TEXT NOT NULL,           -- language
  text TEXT NOT NULL,               -- English by the person
  author TEXT NOT NULL,             -- who
  made_utc INTEGER NOT NULL,        -- when
  note TEXT NOT NULL                -- remark
);
CREATE INDEX translation_correction_by_text ON translation_correction(text_hash);

-- Person: a word of this case and what it stands for: slang, nicknames, names to leave alone. Rows stay; a term that
-- was taken out has removed_utc.
CREATE TABLE glossary (
  id INTEGER PRIMARY KEY,           -- order of the entries
  language TEXT NOT NULL,           -- code, or '*' for every language
  term TEXT NOT NULL,               -- as people write it; found in any case and without accents, as whole words
  use TEXT NOT NULL,                -- translate: put the English in its place; keep: leave as written; note: only show
  english TEXT NOT NULL,            -- what it means here, '' for keep
  note TEXT NOT NULL,               -- remark
  source TEXT NOT NULL,             -- who or what says so
  author TEXT NOT NULL,             -- who entered it
  made_utc INTEGER NOT NULL,        -- when
  removed_by TEXT,                  -- who took it out, or null
  removed_utc INTEGER               -- when, or null
);

-- Person: verdicts on randomly drawn translations; error rates are counted from these.
CREATE TABLE translation_verdict (
  id INTEGER PRIMARY KEY,           -- order
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the line that was drawn
  translation_id INTEGER NOT NULL REFERENCES translation(id), -- the translation that was judged
  draw TEXT NOT NULL,               -- seed and size of the draw: '7/200'
  verdict TEXT NOT NULL,            -- ok, minor, major
  note TEXT NOT NULL,               -- remark
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);
CREATE INDEX translation_verdict_by_translation ON translation_verdict(translation_id);

-- Machine: how far the clock of an exhibit stood from the others', stated and never applied to a record.
CREATE TABLE clock_offset (
  exhibit_id INTEGER PRIMARY KEY REFERENCES exhibit(id), -- the exhibit
  offset_us INTEGER NOT NULL,       -- microseconds ahead of the reference
  support INTEGER NOT NULL,         -- shared events that say so
  share REAL NOT NULL,              -- share of compared events that agree
  kind TEXT NOT NULL,               -- none, zone, clock, summer-time, drift, changed
  note TEXT NOT NULL                -- in words
);

-- Machine: the stretches of an exhibit's clock, in order; one unless it was changed, drifts, or keeps other summer time.
CREATE TABLE clock_piece (
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  part TEXT NOT NULL,               -- '': times with a zone of their own; else the reader whose times had their zone given, or none; 'device …': of a phone in a table of several; 'received' before these: what came in over the internet, where it has a server's time
  seq INTEGER NOT NULL,             -- 0, 1, …
  from_utc INTEGER,                 -- start of the stretch as the exhibit says; null: from the beginning
  to_utc INTEGER,                   -- its end; null: to the end
  offset_us INTEGER NOT NULL,       -- microseconds ahead of the reference in this stretch
  kind TEXT NOT NULL,               -- none, zone (a multiple of 15 minutes), clock
  PRIMARY KEY (exhibit_id, part, seq)
) WITHOUT ROWID;

-- Machine: stretches in which an exhibit's owner goes by another number in other exhibits than a person said: the owner's
-- unnamed side of calls and messages is that number then. An inference with its support; no record is changed.
CREATE TABLE own_number (
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  seq INTEGER NOT NULL,             -- 0, 1, …
  from_utc INTEGER,                 -- start of the stretch as the exhibit says; null: from the beginning
  to_utc INTEGER,                   -- its end; null: to the end
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- the number
  support INTEGER NOT NULL,         -- rows of the stretch that other exhibits show under it
  compared INTEGER NOT NULL,        -- rows of the stretch that other exhibits show
  PRIMARY KEY (exhibit_id, seq)
) WITHOUT ROWID;

-- Machine: names that stand for a number, because all rows of the exhibit that show the name beside a number show this one, or
-- another copy of the same chat has it. Where an exhibit names somebody so and no further, contact is counted under the
-- number. An inference with its support; no record is changed.
CREATE TABLE saved_name (
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  conversation_id INTEGER NOT NULL, -- the chat of which another copy has the number; 0: for all chats of the exhibit
  name_id INTEGER NOT NULL REFERENCES handle(id),     -- the name
  number_id INTEGER NOT NULL REFERENCES handle(id),   -- the number
  support INTEGER NOT NULL,         -- rows that show the name beside the number; messages that stand in both copies
  PRIMARY KEY (exhibit_id, conversation_id, name_id)
) WITHOUT ROWID;

-- Machine: of the events counted between two handles, those that name one of them only by such a name.
CREATE TABLE saved_name_count (
  from_id INTEGER NOT NULL REFERENCES handle(id),     -- who calls or writes
  to_id INTEGER NOT NULL REFERENCES handle(id),       -- to whom
  events INTEGER NOT NULL,          -- how many
  PRIMARY KEY (from_id, to_id)
) WITHOUT ROWID;

-- Machine: what shared events say about two exhibits: the evidence behind the offsets, believed or not.
CREATE TABLE clock_pair (
  a INTEGER NOT NULL REFERENCES exhibit(id),          -- one exhibit, the smaller hash
  b INTEGER NOT NULL REFERENCES exhibit(id),          -- the other
  a_part TEXT NOT NULL,             -- as clock_piece.part
  b_part TEXT NOT NULL,             -- as clock_piece.part
  seq INTEGER NOT NULL,             -- 0, 1, …: stretches in order
  from_utc INTEGER NOT NULL,        -- first shared event of the stretch, as a says
  to_utc INTEGER NOT NULL,          -- last
  offset_us INTEGER NOT NULL,       -- b's clock less a's
  support INTEGER NOT NULL,         -- shared events that agree on it
  compared INTEGER NOT NULL,        -- shared events compared
  believed INTEGER NOT NULL,        -- 1: enough of them agree; 0: no offset follows
  residual_us INTEGER NOT NULL,     -- what the solution over all exhibits leaves of it
  PRIMARY KEY (a, b, a_part, b_part, seq)
) WITHOUT ROWID;

-- Machine: conversations of several exhibits that are copies of one: the same texts in the same order.
CREATE TABLE thread_copy (
  conversation_id INTEGER PRIMARY KEY REFERENCES conversation(id), -- a copy
  thread INTEGER NOT NULL           -- copies with equal numbers belong together
);

-- Machine: who in one copy of a conversation wrote what who in another copy wrote. A statement about copies of one
-- conversation, no merging of identifiers.
CREATE TABLE thread_seat (
  conversation_id INTEGER NOT NULL REFERENCES conversation(id), -- the copy
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- the writer as this copy names him
  seat INTEGER NOT NULL,            -- equal numbers: the same writer
  votes INTEGER NOT NULL,           -- messages that stand in two copies and say so
  PRIMARY KEY (conversation_id, handle_id)
) WITHOUT ROWID;

-- Machine: records that are copies of the same event in several exhibits; the event counts once.
CREATE TABLE event_group (
  record_id INTEGER PRIMARY KEY REFERENCES record(id),-- a copy
  group_id INTEGER NOT NULL         -- id of the first copy's record
);
CREATE INDEX event_group_by_group ON event_group(group_id);

-- Machine: how a handle is used in an exhibit; each record counts once, under the first that fits of sent, received, cards, other, mentioned.
CREATE TABLE handle_use (
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- the handle
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  sent INTEGER NOT NULL,            -- messages and calls from it
  received INTEGER NOT NULL,        -- messages and calls to it
  cards INTEGER NOT NULL,           -- contacts, accounts and devices that hold it
  mentioned INTEGER NOT NULL,       -- records that hold it in their text alone
  other INTEGER NOT NULL,           -- records that name it in another role
  first_utc INTEGER,                -- earliest plausible time of those records; the reading of a clock without a zone is taken as the case's
  last_utc INTEGER,                 -- latest
  PRIMARY KEY (handle_id, exhibit_id)
) WITHOUT ROWID;

-- Machine: the names that an exhibit shows beside a handle.
CREATE TABLE name_use (
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- the handle
  exhibit_id INTEGER NOT NULL REFERENCES exhibit(id), -- the exhibit
  name TEXT NOT NULL,               -- as written
  records INTEGER NOT NULL,         -- how often
  PRIMARY KEY (handle_id, exhibit_id, name)
) WITHOUT ROWID;

-- Machine: a pattern that was found: a line of enquiry, no finding about a person.
CREATE TABLE lead (
  id TEXT PRIMARY KEY,              -- hash of detector, subjects, interval and parameters
  rank INTEGER NOT NULL,            -- order by distance from chance, 1 first
  detector TEXT NOT NULL,           -- broadcast-burst, number-change, …
  title TEXT NOT NULL,              -- one line in plain words
  json TEXT NOT NULL,               -- the lead in the form of `clew leads --json`, without id and state
  settings TEXT NOT NULL            -- detector version and parameters
) WITHOUT ROWID;

-- Machine: the records a lead rests on.
CREATE TABLE lead_evidence (
  lead_id TEXT NOT NULL REFERENCES lead(id),          -- the lead
  seq INTEGER NOT NULL,             -- order
  record_id INTEGER NOT NULL REFERENCES record(id),   -- the record
  PRIMARY KEY (lead_id, seq)
) WITHOUT ROWID;

-- Machine: detectors that did not run, and why.
CREATE TABLE not_looked_for (
  detector TEXT PRIMARY KEY,        -- the detector
  why TEXT NOT NULL                 -- the reason
) WITHOUT ROWID;

-- Person: what somebody decided about a lead. The newest row of a lead is its state.
CREATE TABLE lead_judgement (
  id INTEGER PRIMARY KEY,           -- order of the decisions
  lead_id TEXT NOT NULL,            -- the lead
  state TEXT NOT NULL,              -- accepted, rejected, parked, new
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);

-- Machine: two handles that may belong to one person.
CREATE TABLE identity_proposal (
  a INTEGER NOT NULL REFERENCES handle(id),           -- one handle, the smaller id
  b INTEGER NOT NULL REFERENCES handle(id),           -- the other
  weight REAL NOT NULL,             -- sum of the reasons' weights, in bits
  probability REAL NOT NULL,        -- 0 … 1
  json TEXT NOT NULL,               -- reasons and conflicts in the form of `clew people --proposals --json`
  PRIMARY KEY (a, b)
) WITHOUT ROWID;

-- Who is who, as people judged it. Every act stays as a row; a row of `withdrawal` takes it out of force, and
-- then everything is as if it had not been done. Clusters are never stored: they are the connected components
-- of the judgements "same" in force, computed.

-- Person: what somebody decided about two handles. Of the judgements of a pair in force the newest counts.
CREATE TABLE identity_judgement (
  id INTEGER PRIMARY KEY,           -- order of the decisions; shown as J1, J2, …
  a INTEGER NOT NULL REFERENCES handle(id),           -- one handle, the smaller id
  b INTEGER NOT NULL REFERENCES handle(id),           -- the other
  verdict TEXT NOT NULL,            -- same, not-same, unsure
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);
CREATE INDEX identity_judgement_by_pair ON identity_judgement(a, b, id);

-- Person: a person of the analysis, made when somebody needed one; never made by a machine or at import.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,           -- number within the case; shown as P1, P2, …
  label TEXT NOT NULL,              -- what the analysts call the person; '' for only the number
  reason TEXT NOT NULL,             -- why a person was made
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);

-- Person: what somebody decided about two persons of the analysis; as identity_judgement.
CREATE TABLE person_judgement (
  id INTEGER PRIMARY KEY,           -- order of the decisions; shown as M1, M2, …
  a INTEGER NOT NULL REFERENCES person(id),           -- one person, the smaller id
  b INTEGER NOT NULL REFERENCES person(id),           -- the other
  verdict TEXT NOT NULL,            -- same, not-same, unsure
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);

-- Person: that somebody held a handle, over an interval. Several persons may hold one handle, at once or in turn.
CREATE TABLE attribution (
  id INTEGER PRIMARY KEY,           -- order of the decisions; shown as A1, A2, …
  handle_id INTEGER NOT NULL REFERENCES handle(id),   -- the number or account
  person_id INTEGER NOT NULL REFERENCES person(id),   -- who held it
  from_utc INTEGER,                 -- from then on, null: since before the data
  to_utc INTEGER,                   -- until then, not including it; null: till after the data
  basis TEXT NOT NULL,              -- fact, assessment, source-claim
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);
CREATE INDEX attribution_by_handle ON attribution(handle_id);

-- Person: in what role somebody stands in the case, over an interval. Several roles at once are usual.
CREATE TABLE person_role (
  id INTEGER PRIMARY KEY,           -- order of the decisions; shown as R1, R2, …
  person_id INTEGER NOT NULL REFERENCES person(id),   -- the person
  role TEXT NOT NULL,               -- suspect, convicted, victim, witness, other, not-yet-known
  from_utc INTEGER,                 -- from then on, null: not said
  to_utc INTEGER,                   -- until then, not including it; null: still
  basis TEXT NOT NULL,              -- fact, assessment, source-claim
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);

-- Person: an act that somebody took back. It stays taken back; to do it again, do it again.
CREATE TABLE withdrawal (
  act TEXT NOT NULL,                -- J, M, A or R: table of the act, as above; T a mark on a record, E an episode
  act_id INTEGER NOT NULL,          -- its id there
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL,        -- when
  PRIMARY KEY (act, act_id)
) WITHOUT ROWID;

-- Person: a mark that somebody put on a record: for the sequence of events, or what the record points to. The record itself is not
-- changed. A mark is taken back by a row of `withdrawal` (act T).
CREATE TABLE record_tag (
  id INTEGER PRIMARY KEY,           -- order of the marks; shown as T1, T2, …
  record_id INTEGER NOT NULL,       -- the record
  locator TEXT NOT NULL,            -- where it lay in its file when it was marked: another place means that the exhibit was read anew since
  text_hash INTEGER NOT NULL,       -- XXH3-64 of the record's text when it was marked
  tag TEXT NOT NULL,                -- sequence, points-towards, points-away, coercion, no-coercion
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);
CREATE INDEX record_tag_by_record ON record_tag(record_id);

-- Person: that somebody was missing from where they live, as a report says. Taken back by a row of `withdrawal` (act E).
CREATE TABLE episode (
  id INTEGER PRIMARY KEY,           -- order of entering; shown as E1, E2, …
  person_id INTEGER REFERENCES person(id), -- the person, or null when only named
  label TEXT NOT NULL,              -- who, as the report says; '' when the person says it
  from_utc INTEGER NOT NULL,        -- missing from then on
  to_utc INTEGER,                   -- until then, null: not said
  raw TEXT NOT NULL,                -- both times as they were given
  source TEXT NOT NULL,             -- the report that says so
  note TEXT NOT NULL,               -- remark
  who TEXT NOT NULL,                -- who entered it
  made_utc INTEGER NOT NULL         -- when
);

-- Person: a line of enquiry that people keep in the case. What became of it are the rows of enquiry_event.
CREATE TABLE enquiry (
  id INTEGER PRIMARY KEY,           -- order of raising; shown as L1, L2, …
  title TEXT NOT NULL,              -- what is to be found out or done
  reason TEXT NOT NULL,             -- why
  who TEXT NOT NULL,                -- who raised it
  made_utc INTEGER NOT NULL         -- when
);

-- Person: what happened to a line of enquiry; the newest row with a state is its state.
CREATE TABLE enquiry_event (
  id INTEGER PRIMARY KEY,           -- order
  enquiry_id INTEGER NOT NULL REFERENCES enquiry(id), -- the line of enquiry
  state TEXT NOT NULL,              -- allocated, closed, open (again), linked
  owner TEXT NOT NULL,              -- of allocated: to whom
  target TEXT NOT NULL,             -- of linked: a record (ABC/1#12), a lead or a person (P1)
  words TEXT NOT NULL,              -- result of closing, reason of the others
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);
CREATE INDEX enquiry_event_by_enquiry ON enquiry_event(enquiry_id);

-- Person: every search, so that it can be replayed.
CREATE TABLE search_log (
  id INTEGER PRIMARY KEY,           -- order
  query TEXT NOT NULL,              -- as typed
  filters TEXT NOT NULL,            -- JSON
  hits INTEGER NOT NULL,            -- how many records
  hits_hash TEXT NOT NULL,          -- SHA-256 of the ids, to compare a replay
  who TEXT NOT NULL,                -- by whom
  made_utc INTEGER NOT NULL         -- when
);

-- How far each stage has come; what a resumed run goes on from.
CREATE TABLE stage (
  name TEXT PRIMARY KEY,            -- extract, detect, translate, index, link, leads; 'tally 3': how many records of each kind exhibit 3 holds
  done_through INTEGER NOT NULL,    -- last record id worked on
  settings TEXT NOT NULL            -- version and settings of the stage; a change makes it start over
) WITHOUT ROWID;

-- For people who open the file with an SQLite browser.
CREATE VIEW messages AS
  SELECT e.ref || '#' || (r.id & 4294967295) AS record, e.ref AS exhibit, f.path AS file, r.locator AS position,
         CASE WHEN r.utc IS NULL THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', r.utc / 1000000.0, 'unixepoch') END AS utc,
         r.time_raw AS time_as_written, r.service, r.direction,
         (SELECT i.raw FROM participation p JOIN identifier i ON i.id = p.identifier_id
           WHERE p.record_id = r.id AND p.role IN ('from', 'author') LIMIT 1) AS sender,
         r.text AS original, l.code AS language, l.status AS translation_status, t.text AS english_machine, t.engine
    FROM record r JOIN file f ON f.id = r.file_id JOIN exhibit e ON e.id = f.exhibit_id
    LEFT JOIN record_language l ON l.record_id = r.id LEFT JOIN translation t ON t.id = l.translation_id
   WHERE r.kind = 'message';
CREATE VIEW calls AS
  SELECT e.ref || '#' || (r.id & 4294967295) AS record, e.ref AS exhibit, f.path AS file, r.locator AS position,
         CASE WHEN r.utc IS NULL THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%fZ', r.utc / 1000000.0, 'unixepoch') END AS utc,
         r.time_raw AS time_as_written, r.service, r.direction, r.duration_us / 1000000.0 AS seconds
    FROM record r JOIN file f ON f.id = r.file_id JOIN exhibit e ON e.id = f.exhibit_id
   WHERE r.kind = 'call';
CREATE VIEW numbers AS
  SELECT h.normal, h.kind, h.flags, i.raw AS as_written, i.name AS saved_as, count(p.record_id) AS records
    FROM handle h JOIN identifier i ON i.handle_id = h.id LEFT JOIN participation p ON p.identifier_id = i.id
   GROUP BY i.id;
