#include "job/saved_names.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "text/normal.h"

namespace clew::job {

using casefile::Db;

namespace {

// (exhibit, name in normal form) → handle id of the bare name; names mean something within their exhibit only.
std::map<std::pair<std::int64_t, std::string>, std::int64_t> bare_names(const Db& db) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> names;
  for (auto list = db.prepare("SELECT e.id, h.normal, h.id FROM handle h JOIN exhibit e ON e.ref = h.scope WHERE h.kind = 'name' AND "
                              "h.normal <> ''");
       list.step();)
    names.emplace(std::pair(list.integer(0), std::string(list.text(1))), list.integer(2));
  return names;
}

}  // namespace

void store_saved_names(Db& db, const std::vector<NameUse>& uses) {
  db.run("DELETE FROM saved_name");
  auto put = db.prepare("INSERT OR IGNORE INTO saved_name VALUES (?1, ?2, ?3, ?4, ?5)");
  const auto names = bare_names(db);
  if (names.empty()) return;

  // The exhibit's own rows: name → numbers beside it.
  text::Normalizer normalizer;
  std::map<std::pair<std::int64_t, std::int64_t>, std::map<std::int64_t, std::int64_t>> shown;  // (exhibit, name) → number → rows
  auto number = db.prepare("SELECT h.id, i.name FROM identifier i JOIN handle h ON h.id = i.handle_id WHERE i.id = ?1 AND h.kind = "
                           "'phone' AND h.normal <> ''");
  for (const auto& use : uses) {
    number.bind(1, use.identifier);
    if (number.step()) {
      auto known = names.find({use.exhibit, normalizer.normalize("name", number.text(1), "").normal});
      if (known != names.end()) shown[{use.exhibit, known->second}][number.integer(0)] += use.records;
    }
    number.reset();
  }
  for (const auto& [who, numbers] : shown)
    if (numbers.size() == 1) put.bind_all(who.first, 0, who.second, numbers.begin()->first, numbers.begin()->second).run();

  // Other copies of a chat: a seat with one number.
  std::map<std::int64_t, std::set<std::int64_t>> numbers_of_seat;
  for (auto list = db.prepare("SELECT s.seat, h.id FROM thread_seat s JOIN handle h ON h.id = s.handle_id WHERE h.kind = 'phone' AND "
                              "h.normal <> ''");
       list.step();)
    numbers_of_seat[list.integer(0)].insert(list.integer(1));
  for (auto list = db.prepare("SELECT c.exhibit_id, s.conversation_id, s.handle_id, s.seat, s.votes FROM thread_seat s JOIN handle h ON "
                              "h.id = s.handle_id JOIN conversation c ON c.id = s.conversation_id WHERE h.kind = 'name' ORDER BY 1, 2, 3");
       list.step();) {
    auto seat = numbers_of_seat.find(list.integer(3));
    if (seat != numbers_of_seat.end() && seat->second.size() == 1)
      put.bind_all(list.integer(0), list.integer(1), list.integer(2), *seat->second.begin(), list.integer(4)).run();
  }
}

SavedNames::SavedNames(const Db& db) {
  for (auto list = db.prepare("SELECT exhibit_id, conversation_id, name_id, number_id FROM saved_name"); list.step();)
    numbers_[{list.integer(1) ? list.integer(1) : -list.integer(0), list.integer(2)}] = list.integer(3);
  if (numbers_.empty()) return;
  const auto names = bare_names(db);
  text::Normalizer normalizer;
  for (auto list = db.prepare("SELECT id, exhibit_id, title FROM conversation WHERE title <> ''"); list.step();) {
    auto known = names.find({list.integer(1), normalizer.normalize("name", list.text(2), "").normal});
    if (known != names.end() && number_of(list.integer(1), list.integer(0), known->second))
      titles_.emplace(list.integer(0), known->second);
  }
}

std::optional<std::int64_t> SavedNames::number_of(std::int64_t exhibit, std::int64_t conversation, std::int64_t handle) const {
  auto found = conversation ? numbers_.find({conversation, handle}) : numbers_.end();
  if (found == numbers_.end()) found = numbers_.find({-exhibit, handle});
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int64_t> SavedNames::title_of(std::int64_t conversation) const {
  auto found = titles_.find(conversation);
  return found == titles_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace clew::job
