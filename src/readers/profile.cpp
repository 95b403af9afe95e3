#include "readers/profile.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

#include "base/error.h"
#include "readers/header_meaning.h"
#include "text/encoding.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

class Schema {
 public:
  explicit Schema(std::string_view source) : source_(source) {}

  [[noreturn]] void fail(std::string_view key, std::string_view why) const {
    throw Error(ErrorKind::usage, fmt::format("{}: {}: {}", source_, key, why));
  }

  std::string text(const toml::table& t, std::string_view key) const {
    const auto* node = t.get(key);
    if (!node) return {};
    if (const auto value = node->value_exact<std::string>()) return *value;
    fail(key, "must be a text in quotes");
  }

  std::optional<std::int64_t> number(const toml::table& t, std::string_view key, std::int64_t low,
                                     std::int64_t high) const {
    const auto* node = t.get(key);
    if (!node) return std::nullopt;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < low || *value > high)
      fail(key, fmt::format("must be a whole number from {} to {}", low, high));
    return value;
  }

  std::optional<bool> yes_no(const toml::table& t, std::string_view key) const {
    const auto* node = t.get(key);
    if (!node) return std::nullopt;
    if (const auto value = node->value_exact<bool>()) return value;
    fail(key, "must be true or false");
  }

  void known_keys(const toml::table& t, std::string_view where,
                  std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : t) {
      bool known = false;
      for (const auto k : keys)
        known |= k == key.str();
      if (known) continue;
      std::string list;
      for (const auto k : keys)
        list += (list.empty() ? "" : ", ") + std::string(k);
      fail(fmt::format("{}{}", where, key.str()), "is not a key of a profile; known keys: " + list);
    }
  }

  std::string one_of(std::string_view key, std::string value,
                     std::initializer_list<std::string_view> allowed) const {
    if (value.empty()) return value;
    std::string list;
    for (const auto a : allowed) {
      if (a == value) return value;
      list += (list.empty() ? "" : ", ") + std::string(a);
    }
    fail(key, fmt::format("'{}' is not one of: {}", value, list));
  }

  std::map<std::string, std::string> words(const toml::table& t, std::string_view key,
                                           std::initializer_list<std::string_view> allowed) const {
    std::map<std::string, std::string> out;
    const auto* node = t.get(key);
    if (!node) return out;
    const auto* table = node->as_table();
    if (!table) fail(key, "must be a table: word = [\"as written\", …]");
    for (const auto& [name, list] : *table) {
      const std::string where = fmt::format("{}.{}", key, name.str());
      one_of(where, std::string(name.str()), allowed);
      const auto* array = list.as_array();
      if (!array) fail(where, "must be a list of texts");
      for (const auto& item : *array) {
        const auto value = item.value_exact<std::string>();
        if (!value) fail(where, "must be a list of texts");
        out[fold_header(*value)] = std::string(name.str());
      }
    }
    return out;
  }

 private:
  std::string source_;
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::optional<model::TimeKind> time_kind_from(std::string_view w) {
  for (int k = 0; k <= static_cast<int>(model::TimeKind::other); ++k)
    if (model::word(static_cast<model::TimeKind>(k)) == w) return static_cast<model::TimeKind>(k);
  return std::nullopt;
}

}  // namespace

Profile parse_profile(std::string_view toml_text, std::string_view source) {
  const Schema schema(source);
  toml::table root;
  try {
    root = toml::parse(toml_text);
  } catch (const toml::parse_error& e) {
    throw Error(ErrorKind::usage,
                fmt::format("{}: line {}: {}", source, e.source().begin.line, e.description()));
  }
  schema.known_keys(root, "",
                    {"profile", "name", "description", "source", "table", "kind", "service",
                     "delimiter", "encoding", "preamble-rows", "header", "date-order", "zone",
                     "country", "decimal-comma", "direction", "event", "column"});
  Profile p;
  if (schema.number(root, "profile", 1, 1).value_or(0) != 1)
    schema.fail("profile", "must be 1, the version of the schema");
  p.name = schema.text(root, "name");
  if (p.name.empty()) schema.fail("name", "is missing");
  p.table = fold_header(schema.text(root, "table"));
  if (const std::string kind = schema.text(root, "kind"); !kind.empty()) {
    const auto found = table_kind_from(kind);
    if (!found)
      schema.fail("kind",
                  fmt::format("'{}' is not one of: automatic, messages, calls, "
                              "events-by-type, contacts, accounts, devices, locations, web, "
                              "apps, anpr, payments, files, chats, events",
                              kind));
    p.kind = *found;
  }
  p.service = schema.text(root, "service");
  p.delimiter = schema.text(root, "delimiter");
  if (p.delimiter.size() > 1) schema.fail("delimiter", "must be one ASCII character");
  if (!p.delimiter.empty() &&
      (static_cast<unsigned char>(p.delimiter[0]) >= 0x80 || p.delimiter[0] == '"' ||
       p.delimiter[0] == '\n' || p.delimiter[0] == '\r' || p.delimiter[0] == '\0'))
    schema.fail("delimiter", "must be an ASCII character other than a quote or a line end");
  p.encoding = schema.one_of("encoding", schema.text(root, "encoding"),
                             {"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252", "ISO-8859-1"});
  if (const auto n = schema.number(root, "preamble-rows", 0, 1000))
    p.preamble_rows = static_cast<std::uint64_t>(*n);
  p.header = schema.yes_no(root, "header");
  p.date_order =
      schema.one_of("date-order", schema.text(root, "date-order"), {"dmy", "mdy", "ymd"});
  p.zone = schema.text(root, "zone");
  if (!p.zone.empty() && !text::Zone::find(p.zone))
    schema.fail("zone", fmt::format("'{}' is neither an IANA zone such as Europe/London nor an "
                                    "offset such as UTC+01:00",
                                    p.zone));
  p.country = schema.text(root, "country");
  if (!p.country.empty() && (p.country.size() != 2 || p.country[0] < 'A' || p.country[0] > 'Z' ||
                             p.country[1] < 'A' || p.country[1] > 'Z'))
    schema.fail("country", "must be a two-letter ISO 3166 code such as GB");
  p.decimal_comma = schema.yes_no(root, "decimal-comma").value_or(false);
  p.direction_words = schema.words(root, "direction", {"in", "out"});
  p.event_words =
      schema.words(root, "event", {"call", "sms", "mms", "message", "data", "location"});
  if (const auto* node = root.get("column")) {
    const auto* list = node->as_array();
    if (!list) schema.fail("column", "must be written as [[column]]");
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto* t = list->get(i)->as_table();
      const std::string where = fmt::format("column {}.", i + 1);
      if (!t) schema.fail(where, "must be written as [[column]]");
      schema.known_keys(*t, where, {"header", "number", "role", "time", "unit"});
      ProfileColumn c;
      c.header = schema.text(*t, "header");
      if (const auto n = schema.number(*t, "number", 1, 16'384))
        c.number = static_cast<std::size_t>(*n);
      if (c.header.empty() && !c.number) schema.fail(where, "needs header or number");
      const std::string role = schema.text(*t, "role");
      const auto found = column_role_from(role);
      if (!found) {
        std::string list_of;
        for (int r = 0; r <= static_cast<int>(ColumnRole::os_version); ++r)
          list_of += (r ? ", " : "") + std::string(word(static_cast<ColumnRole>(r)));
        schema.fail(where + "role", fmt::format("'{}' is not one of: {}", role, list_of));
      }
      c.role = *found;
      if (const std::string kind = schema.text(*t, "time"); !kind.empty()) {
        const auto k = time_kind_from(kind);
        if (!k)
          schema.fail(where + "time", fmt::format("'{}' is not one of: sent, received, read, "
                                                  "delivered, start, end, created, modified, "
                                                  "deleted, taken, accessed, other",
                                                  kind));
        c.time_kind = *k;
      }
      c.unit = schema.one_of(where + "unit", schema.text(*t, "unit"),
                             {"s", "ms", "us", "ns", "min", "apple-s", "apple-ns", "webkit-us",
                              "filetime", "excel-day"});
      p.columns.push_back(std::move(c));
    }
  }
  return p;
}

std::string to_toml(const Profile& p) {
  std::string out = "profile = 1\n";
  const auto line = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) out += fmt::format("{} = {}\n", key, quoted(value));
  };
  line("name", p.name);
  line("table", p.table);
  line("kind", std::string(word(p.kind)));
  line("service", p.service);
  line("delimiter", p.delimiter);
  line("encoding", p.encoding);
  if (p.preamble_rows) out += fmt::format("preamble-rows = {}\n", *p.preamble_rows);
  if (p.header) out += fmt::format("header = {}\n", *p.header);
  line("date-order", p.date_order);
  line("zone", p.zone);
  line("country", p.country);
  if (p.decimal_comma) out += "decimal-comma = true\n";
  const auto words = [&](std::string_view key, const std::map<std::string, std::string>& map) {
    if (map.empty()) return;
    std::map<std::string, std::string> lists;
    for (const auto& [w, meaning] : map)
      lists[meaning] += (lists[meaning].empty() ? "" : ", ") + quoted(w);
    out += fmt::format("\n[{}]\n", key);
    for (const auto& [meaning, list] : lists)
      out += fmt::format("{} = [{}]\n", meaning, list);
  };
  words("direction", p.direction_words);
  words("event", p.event_words);
  for (const auto& c : p.columns) {
    out += "\n[[column]]\n";
    line("header", c.header);
    if (c.number) out += fmt::format("number = {}\n", *c.number);
    line("role", std::string(word(c.role)));
    if (c.time_kind != model::TimeKind::other) line("time", std::string(model::word(c.time_kind)));
    line("unit", c.unit);
  }
  return out;
}

}  // namespace clew::readers
