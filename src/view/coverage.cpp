#include "view/coverage.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "casefile/audit.h"

namespace clew::view {
namespace {

using Interval = std::pair<std::int64_t, std::int64_t>;  // [first, end)

std::int64_t covered(std::vector<Interval>& list, std::int64_t total) {
  std::sort(list.begin(), list.end());
  std::int64_t sum = 0, end = 0;
  for (auto [from, to] : list) {
    from = std::max(from, end);
    to = std::min(to, total);
    if (to > from) sum += to - from;
    end = std::max(end, to);
  }
  return sum;
}

}  // namespace

std::map<std::int64_t, std::int64_t> rows_opened(const CaseView& view) {
  std::map<std::int64_t, std::vector<Interval>> opened;
  auto& log = view.case_file().audit();
  constexpr std::uint64_t stretch = 4096;
  const auto size = log.size();
  for (std::uint64_t at = 0; at < size; at += stretch)
    for (const auto& entry : log.entries(at, std::min(stretch, size - at))) {
      if (entry.json.find("\"conversation read\"") == std::string::npos) continue;
      const auto parsed = nlohmann::json::parse(entry.json, nullptr, false);
      if (!parsed.is_object() || parsed.value("what", "") != "conversation read") continue;
      const auto item = parsed.value("item", "");
      constexpr std::string_view name = "conversation ";
      if (!item.starts_with(name)) continue;
      auto details = parsed.contains("details") ? parsed["details"] : nlohmann::json();
      if (details.is_string()) details = nlohmann::json::parse(details.get<std::string>(), nullptr, false);
      if (!details.is_object()) continue;
      const auto from = details.value("from_row", std::int64_t{0}), rows = details.value("rows", std::int64_t{0});
      opened[std::atoll(item.c_str() + name.size())].emplace_back(from, from + rows);
    }
  std::map<std::int64_t, std::int64_t> out;
  auto total = view.db().prepare("SELECT count(*) FROM record WHERE conversation_id = ?1");
  for (auto& [conversation, list] : opened) {
    total.bind(1, conversation);
    const auto records = total.step() ? total.integer(0) : 0;
    total.reset();
    if (const auto rows = covered(list, records)) out[conversation] = rows;
  }
  return out;
}

Coverage coverage(const CaseView& view) {
  const auto opened = rows_opened(view);
  Coverage out;
  auto& db = view.db();
  std::map<std::int64_t, std::size_t> place;
  for (auto list = db.prepare("SELECT id, ref FROM exhibit ORDER BY id"); list.step();) {
    place[list.integer(0)] = out.exhibits.size();
    out.exhibits.push_back({std::string(list.text(1))});
  }
  for (auto list = db.prepare("SELECT c.id, c.exhibit_id, count(*) FROM record r JOIN conversation c ON c.id = r.conversation_id WHERE "
                              "r.conversation_id IS NOT NULL GROUP BY r.conversation_id");
       list.step();) {
    auto& part = out.exhibits[place.at(list.integer(1))];
    ++part.conversations;
    part.records += list.integer(2);
    if (const auto found = opened.find(list.integer(0)); found != opened.end()) {
      ++part.opened;
      part.records_opened += found->second;
    }
  }
  for (auto list = db.prepare("SELECT id >> 32, count(*) FROM record WHERE conversation_id IS NULL GROUP BY 1"); list.step();)
    out.exhibits[place.at(list.integer(0))].outside = list.integer(1);
  for (const auto& part : out.exhibits) {
    out.sum.conversations += part.conversations;
    out.sum.opened += part.opened;
    out.sum.records += part.records;
    out.sum.records_opened += part.records_opened;
    out.sum.outside += part.outside;
  }
  return out;
}

void write_json(JsonWriter& out, const Coverage& coverage) {
  const auto put = [&](const Coverage::Part& part) {
    out.begin_object().field("exhibit", part.exhibit).field("conversations", part.conversations).field("opened", part.opened);
    out.field("records", part.records).field("records_opened", part.records_opened).field("outside", part.outside).end();
  };
  out.begin_object().field("v", 1).key("sum");
  put(coverage.sum);
  out.key("exhibits").begin_array();
  for (const auto& part : coverage.exhibits) put(part);
  out.end().end();
}

}  // namespace clew::view
