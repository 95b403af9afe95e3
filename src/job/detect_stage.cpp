#include "job/detect_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/error.h"
#include "job/translate_stage.h"
#include "language/detect.h"
#include "language/plan.h"
#include "language/prose.h"
#include "language/romanised.h"

namespace clew::job {

using casefile::Db;
using language::Detection;
using language::Detector;
using language::Prior;

namespace {

constexpr std::size_t texts_in_memory_bytes = 64u << 20;

enum Kind : std::uint16_t { pending, english, no_words, item, payment, place, left_out, deleted };

std::string_view reason_of(std::uint16_t kind) {
  switch (kind) {
    case english:
      return "English";
    case no_words:
      return "no words of a language";
    case item:
      return not_said[0];
    case payment:
      return not_said[1];
    case place:
      return not_said[2];
    case left_out:
      return not_said[3];
    case deleted:
      return not_said[4];
    default:
      return "";
  }
}

// Bumped whenever the detector's priors or what is made of its answer change: the weights' hash does not tell.
constexpr int rules = 6;

std::string settings_now() { return fmt::format("lid {}; rules {}", Detector::builtin().weights_sha256(), rules); }

// What of a line's language hangs on its text alone. Chats repeat themselves: the newest texts are kept, each in one
// place by its hash, so that a text is read once and not once a line. About 10 MB.
class Readings {
 public:
  struct Reading {
    std::string text;
    language::LineReading line;
    bool romanised_russian = false;
    bool asked_for_part = false, bare = false;
    std::string_view part;  // the code of a foreign stretch in an English line, if asked
  };
  // Holds until the next call.
  Reading& of(std::string_view text) {
    constexpr std::size_t longest = 240;
    Reading& kept = text.size() > longest ? long_text_ : kept_[std::hash<std::string_view>{}(text) % kept_.size()];
    if (!kept.text.empty() && kept.text == text) return kept;
    kept.text = text;
    Detector::builtin().read(text, kept.line);
    kept.romanised_russian = language::is_romanised_russian(text);
    kept.asked_for_part = false;
    kept.bare = language::is_bare_item(text);
    return kept;
  }

 private:
  std::vector<Reading> kept_ = std::vector<Reading>(16'384);
  Reading long_text_;
};

// The detector's answer, but for two things that it has none for: Russian in Latin letters, and a foreign stretch
// within a line that is English for the most part. The view lives as long as the program.
std::string_view code_of(Readings::Reading& reading, const Detection& found) {
  const bool romanised = found.code == "uk-Latn" || found.code == "bg-Latn" || found.code == "mk-Latn";
  if (reading.romanised_russian && !romanised) return "ru-Latn";
  if (found.code != "en") return found.code;
  if (!reading.asked_for_part) {
    static const auto known = Detector::builtin().languages();
    const auto part = language::foreign_part(reading.text);
    const auto at = std::find(known.begin(), known.end(), part);
    reading.part = part.empty() || at == known.end() ? std::string_view() : *at;
    reading.asked_for_part = true;
  }
  return reading.part.empty() ? found.code : reading.part;
}

Kind kind_of(std::string_view code, const Detection& found) {
  if (code == "en") return english;
  return code == language::undetermined && found.candidates[0].code.empty() ? no_words : pending;
}

void stop_if(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Error(ErrorKind::resource, "stopped; run the command again to go on");
}

// Who wrote each record: number in the exhibit → handle, 0 unknown. The two tables are read in order, which
// spares asking for each record.
std::vector<std::uint32_t> senders_of(const Db& db, std::int64_t exhibit, std::size_t records) {
  std::vector<std::uint32_t> handle_of;
  for (auto list = db.prepare("SELECT id, handle_id FROM identifier ORDER BY id"); list.step();) {
    auto id = static_cast<std::size_t>(list.integer(0));
    if (handle_of.size() <= id) handle_of.resize(id + 1);
    handle_of[id] = static_cast<std::uint32_t>(list.integer(1));
  }
  std::vector<std::uint32_t> sender(records);
  auto list = db.prepare(
      "SELECT record_id, identifier_id FROM participation WHERE record_id >= ?1 << 32 AND record_id < (?1 + 1) << 32 AND "
      "role IN ('from', 'author') ORDER BY record_id, seq");
  list.bind(1, exhibit);
  while (list.step()) {
    auto number = static_cast<std::size_t>(list.integer(0) & 0xffffffff);
    if (number < records && sender[number] == 0) sender[number] = handle_of[static_cast<std::size_t>(list.integer(1))];
  }
  return sender;
}

}  // namespace

LanguageJudge::LanguageJudge(casefile::Case& case_file) : case_file_(case_file) {
  auto& db = case_file.db();
  auto known = db.text("SELECT settings FROM stage WHERE name = 'detect'");
  // Other weights or rules: all is judged anew; store() keeps what was made of lines whose language stays the same.
  const bool anew = known && *known != settings_now();
  for (auto list = db.prepare(fmt::format("SELECT id FROM exhibit WHERE EXISTS (SELECT 1 FROM record r WHERE r.id >= exhibit.id << 32 "
                                          "AND r.id < (exhibit.id + 1) << 32 AND r.text_hash <> 0{}) ORDER BY id",
                                          anew ? "" : " AND NOT EXISTS (SELECT 1 FROM record_language l WHERE l.record_id = r.id)"));
       list.step();)
    exhibits_.push_back({list.integer(0), 0, {}});
  codes_ = {std::string_view{}, language::undetermined};
}

void LanguageJudge::judge(std::stop_token stop) {
  if (exhibits_.empty()) return;
  Db db(case_file_.directory() / "case.db", casefile::OpenMode::read);
  db.run("PRAGMA mmap_size=0; PRAGMA cache_size=-8192");
  for (auto& exhibit : exhibits_) judge_exhibit(db, exhibit, stop);
}

void LanguageJudge::judge_exhibit(const Db& db, Exhibit& exhibit, const std::stop_token& stop) {
  const auto& detector = Detector::builtin();
  auto low = exhibit.id << 32, high = (exhibit.id + 1) << 32;
  auto last = db.integer(fmt::format("SELECT coalesce(max(id), {0}) FROM record WHERE id >= {0} AND id < {1}", low, high));
  exhibit.verdicts.resize(static_cast<std::size_t>(last - low) + 1);
  auto sender = senders_of(db, exhibit.id, exhibit.verdicts.size());
  std::unordered_map<std::uint32_t, Prior> senders;
  Prior thread;
  Readings readings;
  // `names`: what a text of this record is as a rule, if no prose.
  auto judge_line = [&](std::size_t number, std::string_view text, Kind names = pending) {
    auto& reading = readings.of(text);
    auto found = detector.detect_in_chat(reading.line, thread, senders[sender[number]]);
    auto judged = code_of(reading, found);
    auto code = std::find(codes_.begin() + 1, codes_.end(), judged);
    if (code == codes_.end()) code = codes_.insert(codes_.end(), judged);
    auto kind = kind_of(judged, found);
    if (kind == pending && reading.bare) kind = item;
    if (kind == pending && names != pending && (names == left_out || names == deleted || !language::reads_as_prose(text))) kind = names;
    exhibit.verdicts[number] = {found.confidence, static_cast<std::uint16_t>(code - codes_.begin()), kind};
    if (++exhibit.lines % 4096 == 0) stop_if(stop);
  };

  // Records outside any thread (documents) share one by file.
  struct Loose {
    std::int64_t id, file;
    Kind names;
  };
  std::vector<Loose> loose;
  auto list = db.prepare("SELECT id, file_id, kind = 'location', kind = 'event' AND json_extract(nullif(fields, ''), '$.type') = 'payment' "
                         "FROM record WHERE id >= ?1 AND id < ?2 AND conversation_id IS NULL AND text_hash <> 0 ORDER BY order_utc, id");
  for (list.bind_all(low, high); list.step();) loose.push_back({list.integer(0), list.integer(1), list.integer(2) ? place : list.integer(3) ? payment : pending});
  auto text = db.prepare("SELECT text FROM record WHERE id = ?1");
  std::int64_t file = 0;
  for (const auto& record : loose) {
    if (record.file != file) thread = Prior{};
    file = record.file;
    text.bind(1, record.id);
    if (text.step()) judge_line(static_cast<std::size_t>(record.id - low), text.text(0), record.names);
    text.reset();
  }

  // A download's threads are woven into each other, so reading thread by thread would jump about in the table. It is
  // read from front to back and sorted in memory: whole where the texts fit, else some threads at a time.
  struct Said {
    std::int64_t conversation, order;
    std::size_t at;
    std::uint32_t size, number;
    Kind names;
  };
  std::vector<Said> said;
  std::string texts;
  texts.reserve(texts_in_memory_bytes);  // what is not written takes no memory, and nothing is copied while they grow
  said.reserve(texts_in_memory_bytes / 24);
  // What an app wrote in place of words (readers/whatsapp_reader.cpp: app_note). A caption is a person's: then the note is another text.
  auto read = db.prepare("SELECT id, text, conversation_id, order_utc, instr(fields, '\"app_note\":\"deleted\"') > 0, instr(fields, "
                         "'\"app_note\":\"media-omitted\"') > 0 AND EXISTS (SELECT 1 FROM media m WHERE m.record_id = record.id AND m.title = trim(text, "
                         "char(8206) || char(8207) || ' ')) FROM record WHERE id >= ?1 AND id < ?2 AND "
                         "+conversation_id BETWEEN ?3 AND ?4 AND text_hash <> 0 ORDER BY id");
  auto gather = [&](std::int64_t first, std::int64_t last, std::size_t most) {
    said.clear();
    texts.clear();
    bool fits = true;
    for (read.bind_all(low, high, first, last); fits && read.step();) {
      auto line = read.text(1);
      fits = texts.size() + line.size() <= most;
      said.push_back({read.integer(2), read.is_null(3) ? INT64_MIN : read.integer(3), texts.size(),
                      static_cast<std::uint32_t>(line.size()), static_cast<std::uint32_t>(read.integer(0) - low),
                      read.integer(4) ? deleted : read.integer(5) ? left_out : pending});
      texts += line;
      if (said.size() % 65'536 == 0) stop_if(stop);
    }
    read.reset();
    return fits;
  };
  // A thread begins with what its first lines say, the nearest heard last: a "da" at its head would have nothing else.
  auto look_ahead = [&](const Said* first) {
    constexpr std::ptrdiff_t far = 16;
    thread = Prior{};
    auto* end = first;
    while (end != said.data() + said.size() && end - first < far && end->conversation == first->conversation) ++end;
    while (end != first) {
      --end;
      thread.observe(readings.of(std::string_view(texts).substr(end->at, end->size)).line.alone);
    }
  };
  auto judge_said = [&] {
    std::sort(said.begin(), said.end(), [](const Said& a, const Said& b) {
      return std::tie(a.conversation, a.order, a.number) < std::tie(b.conversation, b.order, b.number);
    });
    std::int64_t conversation = 0;
    for (const auto& line : said) {
      if (line.conversation != conversation) look_ahead(&line);
      conversation = line.conversation;
      judge_line(line.number, std::string_view(texts).substr(line.at, line.size), line.names);
    }
  };
  if (gather(INT64_MIN, INT64_MAX, texts_in_memory_bytes)) return judge_said();

  std::map<std::int64_t, std::size_t> bytes_of;  // by conversation
  for (read.bind_all(low, high, INT64_MIN, INT64_MAX); read.step();) bytes_of[read.integer(2)] += read.text(1).size();
  read.reset();
  for (auto next = bytes_of.begin(); next != bytes_of.end();) {
    auto first = next->first, last = first;
    std::size_t bytes = 0;
    do {
      last = next->first;
      bytes += next->second;
      ++next;
    } while (next != bytes_of.end() && bytes + next->second <= texts_in_memory_bytes);
    gather(first, last, SIZE_MAX);
    judge_said();
  }
}

void LanguageJudge::store(const ProgressCall& progress, std::stop_token stop) {
  auto& db = case_file_.db();
  auto insert = db.prepare("INSERT INTO record_language VALUES (?1, ?2, ?3, ?4, ?5, NULL)");
  // Judged anew (another version of the rules): what was translated stays shown where the language is the same.
  auto replace = db.prepare(
      "INSERT INTO record_language VALUES (?1, ?2, ?3, ?4, ?5, NULL) ON CONFLICT(record_id) DO UPDATE SET "
      "status = CASE WHEN code = excluded.code AND excluded.status = 'pending' THEN status ELSE excluded.status END, "
      "reason = CASE WHEN code = excluded.code AND excluded.status = 'pending' THEN reason ELSE excluded.reason END, "
      "translation_id = CASE WHEN code = excluded.code AND excluded.status = 'pending' THEN translation_id END, "
      "code = excluded.code, confidence = excluded.confidence");
  auto any = db.prepare("SELECT EXISTS (SELECT 1 FROM record_language WHERE record_id >= ?1 << 32 AND record_id < (?1 + 1) << 32)");
  for (auto& exhibit : exhibits_) {
    casefile::Transaction transaction(db);
    any.bind(1, exhibit.id).step();
    auto& put = any.integer(0) ? replace : insert;  // there is nothing to replace, as a rule
    any.reset();
    std::int64_t done = 0;
    for (std::size_t number = 0; number < exhibit.verdicts.size(); ++number) {
      const auto& verdict = exhibit.verdicts[number];
      if (verdict.code == 0) continue;
      put.bind(1, (exhibit.id << 32) + static_cast<std::int64_t>(number)).bind_borrowed(2, codes_[verdict.code]);
      put.bind(3, static_cast<double>(verdict.confidence)).bind_borrowed(4, verdict.kind == pending ? "pending" : "not-needed");
      put.bind_borrowed(5, reason_of(verdict.kind)).run();
      if (++done % 20'000) continue;
      stop_if(stop);
      if (progress) progress({"Recognising languages", done, exhibit.lines, "lines"});
    }
    transaction.commit();
    if (progress) progress({"Recognising languages", exhibit.lines, exhibit.lines, "lines"});
    exhibit.verdicts = {};
  }
  // Corrections that people made before hold for identical lines that came in since.
  if (db.integer("SELECT EXISTS (SELECT 1 FROM translation_correction)")) {
    casefile::Transaction transaction(db);
    spread_corrections(case_file_);
    transaction.commit();
  }
  db.prepare("INSERT INTO stage VALUES ('detect', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = excluded.settings")
      .bind_all(settings_now())
      .run();
}

void run_detect_stage(casefile::Case& case_file, const ProgressCall& progress, std::stop_token stop) {
  LanguageJudge judge(case_file);
  judge.judge(stop);
  judge.store(progress, stop);
}

}  // namespace clew::job
