#include "readers/store_description.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "base/error.h"

namespace clew::readers::store {
namespace {

constexpr std::string_view roles[] = {
    "row",  "parent", "key",      "kind",      "service",     "direction", "state",   "flag",
    "chat", "title",  "text",     "form",      "time",        "party",     "other",   "owner",
    "name", "media",  "mime",     "sha256",    "media_title", "duration",  "outcome", "video",
    "lat",  "lon",    "accuracy", "altitude",  "place",       "origin",    "field",   "extra",
    "link", "hook",   "skip",     "duplicate", "state_if",    "kind_if"};

class Parse {
 public:
  explicit Parse(std::string_view source) : source_(source) {}

  [[noreturn]] void fail(std::string_view key, std::string_view why) const {
    throw Error(ErrorKind::usage, fmt::format("{}: {}: {}", source_, key, why));
  }
  std::string text(const toml::table& t, std::string_view key, bool must = false) const {
    const auto value = t[key].value_exact<std::string>();
    if (!value && (must || t.contains(key))) fail(key, "must be a text in quotes");
    return value.value_or("");
  }
  std::vector<std::string> list(const toml::table& t, std::string_view key) const {
    std::vector<std::string> out;
    if (!t.contains(key)) return out;
    const auto* array = t[key].as_array();
    if (!array) fail(key, "must be a list of texts");
    for (const auto& one : *array) {
      const auto value = one.value_exact<std::string>();
      if (!value) fail(key, "must be a list of texts");
      out.push_back(*value);
    }
    return out;
  }
  void known(const toml::table& t, std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : t)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        fail(key.str(), "is not a key of a store description");
  }

  TableMap table(const toml::table& t) const {
    known(t,
          {"name", "kind", "service", "needs", "unless", "uses", "sql", "detail", "map", "gaps"});
    TableMap out;
    out.name = text(t, "name", true);
    out.kind = text(t, "kind", true);
    out.service = text(t, "service");
    out.needs = list(t, "needs");
    out.unless = list(t, "unless");
    out.sql = text(t, "sql", true);
    if (t.contains("gaps")) out.gaps = t["gaps"].value<bool>().value_or(false);
    for (const auto& line : list(t, "uses")) {
      // "table: column column …"
      const auto colon = line.find(':');
      if (colon == line.npos) fail("uses", "each text reads \"table: column column …\"");
      std::vector<std::string> columns;
      std::size_t at = colon + 1;
      while (at < line.size()) {
        const auto end = std::min(line.find(' ', at), line.size());
        if (end > at) columns.push_back(line.substr(at, end - at));
        at = end + 1;
      }
      // "name?": only some versions have it, so that it is missing is nothing to say.
      std::string name = line.substr(0, colon);
      if (name.ends_with('?')) {
        name.pop_back();
        out.optional.insert(name);
      }
      for (auto& column : columns)
        if (column.ends_with('?')) {
          column.pop_back();
          out.optional.insert(name + "." + column);
        }
      out.uses.emplace_back(std::move(name), std::move(columns));
    }
    if (out.uses.empty() || out.uses[0].first != out.name)
      fail("uses", "must begin with the table that is counted");
    if (const auto* details = t["detail"].as_array())
      for (const auto& one : *details)
        if (const auto* d = one.as_table()) {
          known(*d, {"sql"});
          out.details.push_back({text(*d, "sql", true)});
        }
    if (const auto* maps = t["map"].as_table())
      for (const auto& [role, words] : *maps) {
        const auto* pairs = words.as_table();
        if (!pairs) fail(role.str(), "must be a table: \"value\" = \"word\"");
        for (const auto& [value, word] : *pairs) {
          const auto w = word.value_exact<std::string>();
          if (!w) fail(value.str(), "must be a text in quotes");
          out.maps[std::string(role.str())][std::string(value.str())] = *w;
        }
      }
    return out;
  }

 private:
  std::string source_;
};

void replace_all(std::string& in, std::string_view what, std::string_view by) {
  for (auto at = in.find(what); at != in.npos; at = in.find(what, at + by.size()))
    in.replace(at, what.size(), by);
}

// The map with `name` wherever the pattern stood. Only names that need no quoting are put into a query.
TableMap for_table(const TableMap& map, const std::string& name) {
  TableMap out = map;
  out.name = name;
  for (auto& used : out.uses)
    if (used.first == map.name) used.first = name;
  for (auto* list : {&out.needs, &out.unless})
    for (auto& one : *list)
      replace_all(one, map.name, name);
  std::set<std::string> optional;
  for (auto one : out.optional) {
    replace_all(one, map.name, name);
    optional.insert(std::move(one));
  }
  out.optional = std::move(optional);
  replace_all(out.sql, map.name, name);
  for (auto& detail : out.details)
    replace_all(detail.sql, map.name, name);
  return out;
}

bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  });
}

}  // namespace

bool is_of_pattern(std::string_view table, std::string_view pattern) {
  return table == pattern || (table.size() >= pattern.size() && table.starts_with(pattern.substr(0, pattern.size() - 1)) && is_plain(table));
}

std::vector<TableMap> for_tables(const std::vector<TableMap>& maps, const std::vector<std::string>& names) {
  std::vector<TableMap> out;
  for (const auto& map : maps) {
    if (!map.name.ends_with('*')) {
      out.push_back(map);
      continue;
    }
    for (const auto& name : names)
      if (is_of_pattern(name, map.name)) out.push_back(for_table(map, name));
  }
  return out;
}

bool is_role(std::string_view column) {
  const auto role = column.substr(0, column.find(':'));
  return std::find(std::begin(roles), std::end(roles), role) != std::end(roles);
}

Description parse_description(std::string_view toml_text, std::string_view source) {
  const Parse parse(source);
  toml::table t;
  try {
    t = toml::parse(toml_text, source);
  } catch (const toml::parse_error& e) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: line {}: {}", source, e.source().begin.line, e.description()));
  }
  parse.known(t, {"name", "title", "needs", "lookups", "table"});
  Description out;
  out.name = parse.text(t, "name", true);
  out.title = parse.text(t, "title", true);
  out.needs = parse.list(t, "needs");
  out.lookups = parse.list(t, "lookups");
  const auto* tables = t["table"].as_array();
  if (!tables) parse.fail("table", "there must be at least one [[table]]");
  for (const auto& one : *tables)
    if (const auto* table = one.as_table()) out.tables.push_back(parse.table(*table));
  return out;
}

const std::vector<Description>& descriptions() {
  static const auto all = [] {
    std::vector<Description> list;
    for (const EmbeddedText* e = embedded_stores; e->name; ++e)
      list.push_back(parse_description(e->text, e->name));
    return list;
  }();
  return all;
}

}  // namespace clew::readers::store
