#include "job/extract_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "extract/mentions.h"
#include "text/normal.h"

namespace clew::job {
namespace {

struct Line {
  std::int64_t record = 0;
  std::string text;
  std::vector<extract::Mention> mentions;
};

constexpr std::size_t batch_lines = 20'000;
constexpr std::size_t batch_bytes = 32u << 20;

}  // namespace

void run_extract_stage(casefile::Case& case_file, ThreadPool& pool, const ProgressCall& progress,
                       std::stop_token stop) {
  auto& db = case_file.db();
  // "extract 1;" and the exhibits that are done, ";3;7;". Ingest removes the row when it reads an
  // exhibit again.
  const std::string head = fmt::format("extract {};", extract::version);
  auto settings = db.text("SELECT settings FROM stage WHERE name = 'extract'").value_or("");
  if (!settings.starts_with(head)) {
    db.run("DELETE FROM mention");
    settings = head;
  }
  text::init_normalizer();
  struct Exhibit {
    std::int64_t id;
    std::string country;
  };
  std::vector<Exhibit> todo;
  auto home = case_file.info("country");
  for (auto list =
           db.prepare("SELECT id, country FROM exhibit WHERE status <> 'importing' ORDER BY id");
       list.step();)
    if (settings.find(fmt::format(";{};", list.integer(0))) == std::string::npos)
      todo.push_back({list.integer(0),
                      list.is_null(1) || list.text(1).empty() ? home : std::string(list.text(1))});

  auto list = db.prepare(
      "SELECT id, text FROM record WHERE id > ?1 AND id < ?2 AND text_hash <> 0 ORDER BY id");
  auto put = db.prepare("INSERT OR REPLACE INTO mention VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  auto find_handle =
      db.prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 AND scope = ''");
  auto put_handle =
      db.prepare("INSERT INTO handle(kind, normal, scope, flags) VALUES (?1, ?2, '', ?3)");
  auto save = db.prepare(
      "INSERT INTO stage VALUES ('extract', 0, ?1) ON CONFLICT(name) DO UPDATE SET settings = "
      "excluded.settings");
  std::unordered_map<std::string, std::int64_t> handles;
  auto handle_of = [&](std::string_view kind, const extract::Mention& m) {
    std::string key = std::string(kind) + '\n' + m.normal;
    if (auto known = handles.find(key); known != handles.end()) return known->second;
    std::int64_t id;
    find_handle.bind_all(kind, m.normal);
    if (find_handle.step()) {
      id = find_handle.integer(0);
    } else {
      put_handle
          .bind_all(kind, m.normal,
                    m.kind == extract::MentionKind::phone || m.kind == extract::MentionKind::imei
                        ? m.checks
                        : "")
          .run();
      id = db.last_rowid();
    }
    find_handle.reset();
    handles.emplace(std::move(key), id);
    return id;
  };

  std::vector<std::unique_ptr<extract::Finder>> finders(std::max(1u, pool.size()));
  std::vector<Line> lines;
  for (const auto& exhibit : todo) {
    std::int64_t low = exhibit.id << 32, high = (exhibit.id + 1) << 32;
    auto end = db.integer(fmt::format(
        "SELECT coalesce(max(id), 0) FROM record WHERE id > {} AND id < {}", low, high));
    casefile::Transaction transaction(db);
    db.prepare("DELETE FROM mention WHERE record_id > ?1 AND record_id < ?2")
        .bind_all(low, high)
        .run();
    list.bind_all(low, high);
    bool more = end != 0;
    while (more) {
      if (stop.stop_requested())
        throw Error(ErrorKind::resource, "stopped; run the command again to go on");
      lines.clear();
      std::size_t bytes = 0;
      while (lines.size() < batch_lines && bytes < batch_bytes && (more = list.step())) {
        lines.push_back({list.integer(0), std::string(list.text(1)), {}});
        bytes += lines.back().text.size();
      }
      pool.for_each(finders.size(), [&](std::size_t part) {
        if (!finders[part]) finders[part] = std::make_unique<extract::Finder>();
        for (auto i = lines.size() * part / finders.size();
             i < lines.size() * (part + 1) / finders.size(); ++i)
          lines[i].mentions = finders[part]->find(lines[i].text, exhibit.country);
      });
      for (const auto& line : lines)
        for (const auto& m : line.mentions) {
          put.bind(1, line.record)
              .bind(2, static_cast<std::int64_t>(m.start))
              .bind(3, static_cast<std::int64_t>(m.length));
          put.bind(4, extract::word(m.kind)).bind(5, m.raw).bind(6, m.normal).bind(7, m.checks);
          auto kind = extract::handle_kind(m.kind);
          if (kind.empty() || m.normal.empty())
            put.bind_null(8);
          else
            put.bind(8, handle_of(kind, m));
          put.run();
        }
      if (progress && !lines.empty())
        progress(
            {"Finding numbers and addresses", lines.back().record - low, end - low, "records"});
    }
    list.reset();
    settings += fmt::format(";{};", exhibit.id);
    save.bind_all(settings).run();
    transaction.commit();
  }
  save.bind_all(settings).run();
}

}  // namespace clew::job
