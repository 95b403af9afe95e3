#include "readers/url_cache.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "readers/attached_files.h"
#include "readers/chat_json_reader.h"
#include "readers/sqlite_image.h"

namespace clew::readers {
namespace {

constexpr std::size_t most_bytes = 64u << 20;

bool is_known(const std::string& answer) {
  static const auto reader = make_cached_answer_reader();
  exhibit::Item item;
  item.path = {"answer"};
  item.size = answer.size();
  item.source = exhibit::bytes_in_memory(answer);
  return reader->probe(item).confidence >= 90;
}

}  // namespace

bool may_be_url_cache(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (!bytes.starts_with("SQLite format 3\0"sv)) return false;
  // A database that was never checkpointed: its schema, on page 1 behind the file's 100 bytes of
  // header, is a leaf (13) without cells, and all tables stand in the log.
  if (bytes.size() > 105 && bytes[100] == 13 && bytes[103] == 0 && bytes[104] == 0) return true;
  return bytes.substr(0, 1u << 18).find("cfurl_cache_") != bytes.npos;
}

std::unique_ptr<exhibit::Container> cached_answers(const exhibit::Item& item,
                                                   exhibit::Budget& budget) {
  if (!may_be_url_cache(item.bytes())) return nullptr;
  sqlite::Image image(item.bytes());
  std::optional<exhibit::Item> log;
  if (item.tree && !item.path.empty()) log = item.tree->open(std::string(item.name()) + "-wal");
  if (log && !log->bytes().empty()) image.apply_wal(log->bytes());
  if (!image.valid()) return nullptr;
  sqlite::Connection connection(image);
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(connection.get(),
                     "SELECT entry_ID, receiver_data FROM cfurl_cache_receiver_data WHERE "
                     "coalesce(isDataOnFS, 0) = 0 ORDER BY 1",
                     -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> rows(raw, sqlite3_finalize);
  auto files = std::make_unique<AttachedFiles>("answers", budget);
  std::size_t held = 0;
  while (raw && sqlite3_step(raw) == SQLITE_ROW) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(raw, 1));
    std::string answer(data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(raw, 1)));
    if (answer.empty() || held + answer.size() > most_bytes || !is_known(answer)) continue;
    held += answer.size();
    const auto number = static_cast<std::size_t>(sqlite3_column_int64(raw, 0));
    const std::uint64_t size = answer.size();
    files->add("", number, fmt::format("answer {}", number), "application/json", 0, size,
               [answer = std::move(answer)] { return answer; });
  }
  if (files->size() == 0) return nullptr;
  return files;
}

}  // namespace clew::readers
