#include "view/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/sha256.h"
#include "base/time.h"
#include "search/highlight.h"
#include "search/index.h"
#include "view/utf16.h"

namespace clew::view {
namespace {

// The index of the case, made when it is missing, damaged or of another state.
std::unique_ptr<search::Index> index_of(const CaseView& view) {
  auto index = search::Index::open(view.case_file());
  if (!index) {
    ThreadPool pool;
    search::update_index(view.case_file(), pool);
    index = search::Index::open(view.case_file());
  }
  if (!index)
    throw Error(ErrorKind::integrity,
                "the search index cannot be made; remove search.db from the case's derived folder "
                "and try again");
  return index;
}

struct Found {
  search::Query query;
  std::vector<std::int64_t> ids;
  std::vector<std::string> not_searched;
};

Found find(const CaseView& view, const SearchRequest& request) {
  Found found;
  search::Tokenizer tokenizer;
  found.query = search::parse_query(request.query, tokenizer);
  // The filters of the request narrow those of the query.
  auto narrow = [&](std::vector<std::string>& list, const std::string& value, bool& none) {
    if (value.empty()) return;
    if (!list.empty() && std::find(list.begin(), list.end(), value) == list.end()) none = true;
    list = {value};
  };
  bool none = false;
  bool asked = !found.query.empty();
  narrow(found.query.exhibits, request.exhibit, none);
  narrow(found.query.languages, request.language, none);
  narrow(found.query.kinds, request.kind, none);
  auto index = index_of(view);
  if (asked && !none) {
    try {
      found.ids = index->find(found.query);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::integrity) throw;
      // Damaged inside: it holds nothing that the case does not, so it is made anew once.
      index.reset();
      std::filesystem::remove(view.case_file().derived() / "search.db");
      index = index_of(view);
      found.ids = index->find(found.query);
    }
  }
  found.not_searched = index->not_searched();
  found.not_searched.insert(found.not_searched.begin(), found.query.ignored.begin(),
                            found.query.ignored.end());
  return found;
}

using Ranges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Ranges in_utf16(std::string_view text, const Ranges& bytes) {
  if (bytes.empty()) return {};
  const Utf16Places places(text);
  Ranges out;
  for (auto [begin, end] : bytes)
    out.emplace_back(places.before(begin), places.before(end));
  return out;
}

// Sorts, and makes one of what overlaps.
void join(Ranges& ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges out;
  for (auto range : ranges) {
    if (!out.empty() && range.first < out.back().second)
      out.back().second = std::max(out.back().second, range.second);
    else
      out.push_back(range);
  }
  ranges = std::move(out);
}

// The words of the other side that stand for those in `marked`.
template <class Here, class There>
Ranges partners(const std::vector<language::WordLink>& links, const Ranges& marked,
                const Here& here, const There& there) {
  Ranges out;
  for (const auto& link : links) {
    const auto [begin, end] = here(link);
    for (const auto& mark : marked)
      if (mark.first < end && begin < mark.second) {
        out.push_back(there(link));
        break;
      }
  }
  join(out);
  return out;
}

// Says where a record matched. What the index found in fields and file names is said as "field".
class Matcher {
 public:
  Matcher(const CaseView& view, const search::Query& query)
      : query_(query),
        mentions_(view.db().prepare("SELECT m.start, m.length, m.normal FROM mention m WHERE "
                                    "m.record_id = ?1 AND m.handle_id "
                                    "IS NOT NULL ORDER BY m.start")) {
    for (const auto& clause : query.all)
      for (const auto& term : clause.any)
        if (!clause.exclude) {
          any_term_ = true;
          any_number_ |= !term.digits.empty();
        }
  }

  void explain(SearchHit& hit) {
    if (!any_term_) return;
    const auto& r = hit.record;
    const auto& original = r.text.raw_for_analysis();
    auto marks = search::mark_text(tokenizer_, original, query_);
    bool found = false;
    if (any_number_) {
      for (mentions_.bind(1, r.row.value); mentions_.step();) {
        if (!search::matches_number(mentions_.text(2), query_)) continue;
        found = true;
        marks.ranges.emplace_back(
            static_cast<std::uint32_t>(mentions_.integer(0)),
            static_cast<std::uint32_t>(mentions_.integer(0) + mentions_.integer(1)));
      }
      mentions_.reset();
      join(marks.ranges);
    }
    hit.original_ranges = in_utf16(original, marks.ranges);
    if (marks.exact) hit.matched.push_back("original");
    if (marks.folded) hit.matched.push_back("folded");
    if (r.translation) {
      const auto& english = r.translation->text.raw_for_analysis();
      auto in_english = search::mark_text(tokenizer_, english, query_);
      hit.translation_ranges = in_utf16(english, in_english.ranges);
      const auto source = [](const language::WordLink& link) {
        return std::pair(link.source_begin, link.source_end);
      };
      const auto target = [](const language::WordLink& link) {
        return std::pair(link.begin, link.end);
      };
      const auto& links = r.translation->alignment;
      hit.translation_partners = in_utf16(english, partners(links, marks.ranges, source, target));
      hit.original_partners =
          in_utf16(original, partners(links, in_english.ranges, target, source));
      if (in_english.exact || in_english.folded) hit.matched.push_back("translation");
    }
    for (const auto& p : r.participants)
      if (search::matches_party(tokenizer_, p.name.raw_for_analysis(), p.raw.raw_for_analysis(),
                                p.normal.raw_for_analysis(), query_)) {
        hit.matched.push_back("participant");
        break;
      }
    if (found) hit.matched.push_back("found");
    if (hit.matched.empty()) hit.matched.push_back("field");
  }

 private:
  const search::Query& query_;
  casefile::Stmt mentions_;
  search::Tokenizer tokenizer_;
  bool any_term_ = false, any_number_ = false;
};

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

constexpr const char* kept_sql =
    "SELECT id, query, filters, hits, hits_hash, who, made_utc FROM search_log ";

KeptSearch take_kept(const casefile::Stmt& row) {
  KeptSearch kept;
  kept.id = row.integer(0);
  kept.request.query = row.text(1);
  auto filters = nlohmann::json::parse(row.text(2), nullptr, false);
  auto filter = [&](const char* name) {
    return filters.is_object() && filters.contains(name) && filters[name].is_string()
               ? filters[name].get<std::string>()
               : std::string();
  };
  kept.request.exhibit = filter("exhibit");
  kept.request.language = filter("language");
  kept.request.kind = filter("kind");
  kept.hits = row.integer(3);
  kept.hits_hash = row.text(4);
  kept.who = row.text(5);
  kept.made = row.integer(6);
  return kept;
}

KeptSearch load_kept(const CaseView& view, std::int64_t id) {
  auto row = view.db().prepare(std::string(kept_sql) + "WHERE id = ?1");
  row.bind(1, id);
  if (!row.step()) throw Error(ErrorKind::not_found, fmt::format("there is no search {}", id));
  return take_kept(row);
}

}  // namespace

SearchResult search(const CaseView& view, const SearchRequest& request, std::size_t offset,
                    std::size_t limit) {
  SearchResult result;
  result.query = request.query;
  auto found = find(view, request);
  result.total = static_cast<std::int64_t>(found.ids.size());
  result.not_searched = std::move(found.not_searched);
  RecordReader reader(view);
  Matcher matcher(view, found.query);
  for (std::size_t i = offset; i < found.ids.size() && i - offset < limit; ++i)
    if (auto record = reader.load({found.ids[i]})) {
      SearchHit hit;
      hit.record = std::move(*record);
      matcher.explain(hit);
      result.hits.push_back(std::move(hit));
    }
  return result;
}

std::int64_t keep_search(const CaseView& view, const SearchRequest& request) {
  auto ids = find(view, request).ids;
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

std::vector<std::int64_t> kept_search_records(const CaseView& view, std::int64_t id) {
  return find(view, load_kept(view, id).request).ids;
}

SearchReplay replay_search(const CaseView& view, std::int64_t id) {
  auto kept = load_kept(view, id);
  auto ids = find(view, kept.request).ids;
  return {kept.request,
          kept.who,
          kept.made,
          kept.hits,
          static_cast<std::int64_t>(ids.size()),
          hash_of(ids) == kept.hits_hash};
}

std::vector<KeptSearch> kept_searches(const CaseView& view) {
  std::vector<KeptSearch> out;
  for (auto row = view.db().prepare(std::string(kept_sql) + "ORDER BY id DESC"); row.step();)
    out.push_back(take_kept(row));
  return out;
}

void write_kept_searches(JsonWriter& out, const CaseView& view) {
  out.begin_object().field("v", 1).key("searches").begin_array();
  for (const auto& kept : kept_searches(view)) {
    out.begin_object().field("id", kept.id).field("query", kept.request.query);
    out.key("filters").raw(filters_json(kept.request)).field("hits", kept.hits);
    out.field("who", kept.who).field("utc", to_iso_utc(kept.made)).end();
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
    if (!hit.original_partners.empty()) ranges("original_partners", hit.original_partners);
    if (!hit.translation_partners.empty()) ranges("translation_partners", hit.translation_partners);
    out.end().end();
  }
  out.end().end();
}

}  // namespace clew::view
