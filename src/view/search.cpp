#include "view/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/sha256.h"
#include "base/time.h"

namespace clew::view {
namespace {

struct Kept {
  SearchRequest request;
  std::int64_t hits = 0;
  std::string hash, who;
  Micros made = 0;
};

std::vector<std::int64_t> find_ids(const CaseView& view, const SearchRequest& request) {
  std::vector<std::int64_t> ids;
  auto list = view.db().prepare(
      "SELECT r.id FROM record r LEFT JOIN record_language l ON l.record_id = r.id LEFT JOIN "
      "translation t ON t.id = "
      "l.translation_id WHERE r.text_hash <> 0 AND (instr(lower(r.text), lower(?1)) OR "
      "instr(lower(t.text), lower(?1))) AND "
      "(?2 = '' OR r.id >> 32 = (SELECT id FROM exhibit WHERE ref = ?2)) AND (?3 = '' OR l.code = "
      "?3) AND (?4 = '' OR r.kind "
      "= ?4) ORDER BY r.id");
  list.bind_all(request.query, request.exhibit, request.language, request.kind);
  while (list.step())
    ids.push_back(list.integer(0));
  return ids;
}

std::string hash_of(const std::vector<std::int64_t>& ids) {
  Sha256 hash;
  for (auto id : ids)
    hash.update(fmt::format("{}\n", id));
  return to_hex(hash.finish());
}

std::string filters_json(const SearchRequest& request) {
  JsonWriter out;
  out.begin_object()
      .field("exhibit", request.exhibit)
      .field("language", request.language)
      .field("kind", request.kind)
      .end();
  return out.take();
}

Kept load_kept(const CaseView& view, std::int64_t id) {
  auto row = view.db().prepare(
      "SELECT query, filters, hits, hits_hash, who, made_utc FROM search_log WHERE id = ?1");
  row.bind(1, id);
  if (!row.step()) throw Error(ErrorKind::not_found, fmt::format("there is no search {}", id));
  Kept kept;
  kept.request.query = row.text(0);
  auto filters = nlohmann::json::parse(row.text(1), nullptr, false);
  auto filter = [&](const char* name) {
    return filters.is_object() && filters.contains(name) && filters[name].is_string()
               ? filters[name].get<std::string>()
               : std::string();
  };
  kept.request.exhibit = filter("exhibit");
  kept.request.language = filter("language");
  kept.request.kind = filter("kind");
  kept.hits = row.integer(2);
  kept.hash = row.text(3);
  kept.who = row.text(4);
  kept.made = row.integer(5);
  return kept;
}

}  // namespace

SearchResult search(const CaseView& view, const SearchRequest& request, std::size_t offset,
                    std::size_t limit) {
  SearchResult result;
  result.query = request.query;
  auto ids = find_ids(view, request);
  result.total = static_cast<std::int64_t>(ids.size());
  RecordReader reader(view);
  for (std::size_t i = offset; i < ids.size() && i - offset < limit; ++i)
    if (auto record = reader.load({ids[i]})) {
      SearchHit hit;
      hit.record = std::move(*record);
      result.hits.push_back(std::move(hit));
    }
  return result;
}

std::int64_t keep_search(const CaseView& view, const SearchRequest& request) {
  auto ids = find_ids(view, request);
  auto& db = view.case_file().db();
  db.prepare(
        "INSERT INTO search_log(query, filters, hits, hits_hash, who, made_utc) VALUES "
        "(?1,?2,?3,?4,?5,?6)")
      .bind_all(request.query, filters_json(request), static_cast<std::int64_t>(ids.size()),
                hash_of(ids), view.viewer().name, now_micros())
      .run();
  auto id = db.last_rowid();
  view.consulted("search", fmt::format("search {}", id),
                 fmt::format("{{\"hits\":{}}}", ids.size()));
  return id;
}

SearchResult run_kept_search(const CaseView& view, std::int64_t id, std::size_t offset,
                             std::size_t limit) {
  auto result = search(view, load_kept(view, id).request, offset, limit);
  result.id = id;
  return result;
}

SearchReplay replay_search(const CaseView& view, std::int64_t id) {
  auto kept = load_kept(view, id);
  auto ids = find_ids(view, kept.request);
  return {kept.request,
          kept.who,
          kept.made,
          kept.hits,
          static_cast<std::int64_t>(ids.size()),
          hash_of(ids) == kept.hash};
}

void write_kept_searches(JsonWriter& out, const CaseView& view) {
  out.begin_object().field("v", 1).key("searches").begin_array();
  for (auto row = view.db().prepare(
           "SELECT id, query, filters, hits, who, made_utc FROM search_log ORDER BY id DESC");
       row.step();) {
    out.begin_object()
        .field("id", row.integer(0))
        .field("query", row.text(1))
        .key("filters")
        .raw(row.text(2));
    out.field("hits", row.integer(3))
        .field("who", row.text(4))
        .field("utc", to_iso_utc(row.integer(5)))
        .end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const SearchResult& result) {
  auto ranges = [&](std::string_view name,
                    const std::vector<std::pair<std::uint32_t, std::uint32_t>>& list) {
    out.key(name).begin_array();
    for (auto [begin, end] : list)
      out.begin_array()
          .value(static_cast<std::int64_t>(begin))
          .value(static_cast<std::int64_t>(end))
          .end();
    out.end();
  };
  out.begin_object()
      .field("v", 1)
      .field("id", result.id)
      .field("query", result.query)
      .field("total", result.total);
  out.field("total_exact", result.total_exact).key("not_searched").begin_array();
  for (const auto& line : result.not_searched)
    out.value(line);
  out.end().key("hits").begin_array();
  for (const auto& hit : result.hits) {
    out.begin_object().key("record");
    write_json(out, hit.record);
    out.key("matched").begin_array();
    for (const auto& place : hit.matched)
      out.value(place);
    out.end().key("ranges").begin_object();
    ranges("original", hit.original_ranges);
    ranges("translation", hit.translation_ranges);
    out.end().end();
  }
  out.end().end();
}

}  // namespace clew::view
