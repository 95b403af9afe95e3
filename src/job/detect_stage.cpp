#include "job/detect_stage.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/error.h"
#include "language/detect.h"

namespace clew::job {

using language::Detector;
using language::Prior;

void run_detect_stage(casefile::Case& case_file, const ProgressCall& progress, std::stop_token stop) {
  auto& db = case_file.db();
  const auto& detector = Detector::builtin();
  std::string settings = fmt::format("lid {}", detector.weights_sha256());
  auto known = db.prepare("SELECT settings FROM stage WHERE name = 'detect'");
  if (known.step() && known.text(0) != settings) {
    // Other weights: everything that no person touched is judged anew.
    db.run("DELETE FROM record_language");
  }
  std::vector<std::int64_t> exhibits;
  for (auto list = db.prepare("SELECT id FROM exhibit WHERE EXISTS (SELECT 1 FROM record r WHERE r.id >= exhibit.id << 32 "
                              "AND r.id < (exhibit.id + 1) << 32 AND r.text_hash <> 0 AND NOT EXISTS (SELECT 1 FROM "
                              "record_language l WHERE l.record_id = r.id)) ORDER BY id");
       list.step();)
    exhibits.push_back(list.integer(0));

  auto put = db.prepare("INSERT OR REPLACE INTO record_language VALUES (?1, ?2, ?3, ?4, ?5, NULL)");
  for (auto exhibit : exhibits) {
    auto total = db.prepare("SELECT count(*) FROM record WHERE id >= ?1 << 32 AND id < (?1 + 1) << 32 AND text_hash <> 0");
    total.bind(1, exhibit);
    total.step();
    std::int64_t lines = total.integer(0), done = 0;
    casefile::Transaction transaction(db);
    auto list = db.prepare(
        "SELECT r.id, r.text, r.conversation_id, r.file_id, (SELECT i.handle_id FROM participation p JOIN identifier i ON "
        "i.id = p.identifier_id WHERE p.record_id = r.id AND p.role IN ('from', 'author') ORDER BY p.seq LIMIT 1) FROM "
        "record r WHERE r.id >= ?1 << 32 AND r.id < (?1 + 1) << 32 AND r.text_hash <> 0 ORDER BY r.conversation_id, "
        "r.order_utc, r.id");
    list.bind(1, exhibit);
    std::int64_t thread_key = 0;
    Prior thread;
    std::unordered_map<std::int64_t, Prior> senders;
    while (list.step()) {
      if (stop.stop_requested()) throw Error(ErrorKind::resource, "stopped; run the command again to go on");
      // Records outside any thread (documents) share one by file.
      std::int64_t key = list.is_null(2) ? -list.integer(3) : list.integer(2);
      if (key != thread_key) {
        thread_key = key;
        thread = Prior{};
      }
      auto found = detector.detect_in_chat(list.text(1), thread, senders[list.integer(4)]);
      std::string_view status = "pending", reason = "";
      if (found.code == "en") {
        status = "not-needed";
        reason = "English";
      } else if (!found.determined() && found.candidates[0].code.empty()) {
        status = "not-needed";
        reason = "no words of a language";
      }
      put.bind_all(list.integer(0), found.code, static_cast<double>(found.confidence), status, reason).run();
      if (++done % 20'000 == 0 && progress) progress({"Recognising languages", done, lines, "lines"});
    }
    transaction.commit();
    if (progress) progress({"Recognising languages", lines, lines, "lines"});
  }
  db.prepare("INSERT INTO stage VALUES ('detect', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = excluded.settings")
      .bind_all(settings)
      .run();
}

}  // namespace clew::job
