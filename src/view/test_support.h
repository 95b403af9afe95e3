// A new case in a folder of its own, for tests of what is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/thread_pool.h"
#include "base/time.h"
#include "casefile/case.h"
#include "casefile/writer.h"
#include "job/analysis.h"

namespace clew::view::testing {

struct NewCase {
  TemporaryDirectory directory{"clew-view"};
  std::optional<casefile::Case> made;  // a member, so that a test can close it

  NewCase() {
    casefile::CaseInfo info;
    info.reference = info.authority = info.purpose = "test";
    info.review_date = "2030-01-01";
    info.country = "GB";
    made = casefile::Case::create(directory.path() / "a.clew", info);
  }
};

// One exhibit with one file, for records given one by one.
class OneFile {
 public:
  OneFile(casefile::Case& made, const std::string& ref, std::optional<std::string> owner_number = {}) : writer_(made) {
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = ref;
    exhibit.kind = "file";
    exhibit.storage = "reference";
    exhibit.owner_number = std::move(owner_number);
    exhibit_ = writer_.begin_exhibit(exhibit);
    casefile::FileInfo file;
    file.path = {"f.csv"};
    file_ = writer_.begin_file(exhibit_, file);
  }
  void end() {
    writer_.end_file(file_, {"test", "1", "", "read", {}, {}});
    writer_.end_exhibit(exhibit_, "complete");
  }
  void add(const model::Record& record, const std::vector<casefile::NormalForm>& forms = {}) { writer_.add(file_, record, forms); }

 private:
  casefile::Writer writer_;
  model::ExhibitId exhibit_;
  model::FileId file_;
};

// Messages of one exhibit or more, from one number to another, and everything that the analysis makes of them.
struct ToldCase : NewCase {
  ThreadPool pool{2};
  static constexpr Micros begin = 1'741'000'000'000'000;  // 2025-03-03T11:06:40Z
  struct Told {
    std::string from, to, words;
    std::int64_t minute = 0;
    model::RecordKind kind = model::RecordKind::message;
    std::string device = {};  // of a table of several phones
    std::int64_t second = 0;
    model::State state = model::State::existing;
  };

  ToldCase() = default;
  explicit ToldCase(const std::vector<Told>& rows) {
    add("A/1", rows);
    analyse();
  }
  void add(const std::string& ref, const std::vector<Told>& rows, std::optional<std::string> owner_number = {}) {
    OneFile file(*made, ref, std::move(owner_number));
    for (const auto& row : rows) {
      model::Record record;
      record.kind = row.kind;
      record.service = "SMS";
      record.text = row.words;
      record.state = row.state;
      if (!row.device.empty()) record.fields = {{"source_device", row.device}};
      std::vector<casefile::NormalForm> forms;
      const bool call = row.kind == model::RecordKind::call;
      for (auto [role, number] : {std::pair(call ? model::Role::caller : model::Role::from, row.from), std::pair(call ? model::Role::callee : model::Role::to, row.to)}) {
        if (number.empty()) continue;
        model::Participation there;
        there.role = role;
        there.identifier = {model::IdentifierKind::phone, number, ""};
        record.participants.push_back(there);
        casefile::NormalForm form;
        form.normal = number;
        forms.push_back(form);
      }
      model::Time time;
      time.kind = model::TimeKind::sent;
      time.utc = begin + (row.minute * 60 + row.second) * micros_per_second;
      time.raw = to_iso_utc(*time.utc);
      time.certainty = model::Certainty::exact;
      record.times.push_back(time);
      file.add(record, forms);
    }
    file.end();
  }
  void analyse() { job::bring_up_to_date(*made, pool, {}); }
  // As if an engine had translated that line from Romanian.
  void translate_by_hand(const std::string& original, const std::string& english) {
    auto& db = made->db();
    db.prepare("INSERT INTO translation(text_hash, source, language, text, engine, engine_version, settings, status, reason, marks) SELECT DISTINCT text_hash, text, 'ro', ?2, 'test', '1', "
               "'ro→en', 'translated', '', '[]' FROM record WHERE text = ?1")
        .bind_all(original, english)
        .run();
    db.prepare("UPDATE record_language SET code = 'ro', status = 'translated', translation_id = (SELECT max(id) FROM translation WHERE source = ?1) WHERE record_id IN (SELECT id FROM record "
               "WHERE text = ?1)")
        .bind_all(original)
        .run();
  }
  // As if a detector had found a lead on these records, numbers within the first exhibit.
  void lead_by_hand(const std::string& id, const std::vector<std::int64_t>& records) {
    auto& db = made->db();
    db.prepare("INSERT INTO lead VALUES (?1, 1, 'relay', ?2, ?3, '')")
        .bind_all(id, "lead " + id,
                  R"({"subjects":[],"title":[],"explanation":[],"against":[],"alternatives":[],"tables":[],"parameters":{},"observed":3,"expected":0.5,"null_model":"poisson"})")
        .run();
    for (std::size_t i = 0; i < records.size(); ++i)
      db.prepare("INSERT INTO lead_evidence VALUES (?1, ?2, ?3)").bind_all(id, static_cast<std::int64_t>(i), (std::int64_t{1} << 32) + records[i]).run();
  }
};

}  // namespace clew::view::testing
