#include "readers/json_table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include "exhibit/locator.h"
#include "readers/cell_look.h"
#include "readers/grid.h"
#include "readers/header_meaning.h"
#include "readers/json_records.h"
#include "readers/profile.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_tables = 256, max_columns = 512;
constexpr int flatten_depth = 3;

// The members of an object as cells: {"a":{"b":1}} is the column "a.b".
void flatten(Json object, const std::string& prefix, int depth,
             const std::function<void(const std::string&, Json)>& cell) {
  object.each_member([&](const std::string& key, Json value) {
    const std::string name = prefix.empty() ? key : prefix + "." + key;
    if (value.is_object() && depth < flatten_depth)
      flatten(value, name, depth + 1, cell);
    else
      cell(name, value);
  });
}

// {"name":"Ben","phone":"+447700900001"} among several: "Ben <+447700900001>", as a cell of a table would say it; "" where
// an object says nobody. What else it says stays beside the row as it is written.
std::string party_of(Json object) {
  const auto first = [&](std::initializer_list<std::string_view> names) {
    for (const auto name : names)
      if (const Json v = object[name]; v && !v.is_object() && !v.is_array() && !v.text().empty()) return v.text();
    return std::string();
  };
  const std::string id = first({"phone", "phoneNumber", "phone_number", "number", "msisdn", "email", "emailAddress", "address", "value", "handle", "username"});
  const std::string name = first({"name", "displayName", "display_name", "fullName", "full_name"});
  if (id.empty() || name.empty()) return id.empty() ? name : id;
  return name + " <" + id + ">";
}

std::string parties_of(Json list) {
  std::string lines;
  bool all = list.is_array() && list.size() > 0 && list.size() <= 10'000;
  list.each([&](Json v) {
    const std::string one = v.is_object() && all ? party_of(v) : std::string();
    all = all && !one.empty() && one.find('\n') == one.npos;
    if (all) lines += (lines.empty() ? "" : "\n") + one;
  });
  return all ? lines : std::string();
}

std::string cell_of(Json value) {
  if (value.is_object()) return std::string(value.source());
  if (!value.is_array()) return value.text();
  // Several plain values: one a line; anything else as it stands.
  std::string lines;
  bool plain = true;
  value.each([&](Json v) {
    plain = plain && !v.is_object() && !v.is_array();
    if (plain) lines += (lines.empty() ? "" : "\n") + v.text();
  });
  return plain ? lines : std::string(value.source());
}

struct Columns {
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> index;
  std::uint64_t objects = 0;
  void take(Json object) {
    ++objects;
    flatten(object, "", 0, [&](const std::string& name, Json) { add(name); });
  }
  void add(const std::string& name) {
    if (columns.size() < max_columns && index.emplace(name, columns.size()).second) columns.push_back(name);
  }
};

struct Table : Columns {
  std::string name;
  // Lists of plain values, some of them written times: [["2024/03/04 10:00:00 UTC","51.503, -0.119"], …]. Rows without names where the
  // list holds nothing else.
  std::uint64_t arrays = 0;
  bool timed = false;
  std::vector<model::Field> held;  // the same as single values, if it does
  bool of_arrays() const { return objects == 0 && arrays > 0 && timed; }
  std::uint64_t begin = 0;
  JsonPath path;
  // Lists of objects within its objects: {"threads":[{"title":"Ana","messages":[{…},{…}]}]}. Taken as tables of their own where their
  // objects have a time, and a text, a person or a place, as messages, calls and visits have.
  std::map<std::string, Columns> within;

  void look_within(Json object) {
    object.each_member([&](const std::string& key, Json list) {
      if (!list.is_array() || (within.size() >= 16 && !within.contains(key))) return;
      list.each([&](Json v) {
        if (v.is_object()) within[key].take(v);
      });
    });
  }
  void settle() {
    for (auto one = within.begin(); one != within.end();) {
      const auto& names = one->second.columns;
      bool timed = false, event = false;
      for (const auto& name : names) {
        if (name.find('.') != name.npos) continue;  // deeper inside, it is of something else
        const HeaderMeaning meaning = meaning_of(name);
        timed |= meaning.role == ColumnRole::time || meaning.role == ColumnRole::date;
        for (const ColumnRole role : {ColumnRole::text, ColumnRole::from, ColumnRole::to, ColumnRole::author, ColumnRole::party, ColumnRole::from_name,
                                      ColumnRole::latitude, ColumnRole::lat_lon, ColumnRole::duration, ColumnRole::url, ColumnRole::amount})
          event |= meaning.role == role;
      }
      one = timed && event ? std::next(one) : within.erase(one);
    }
  }
};

// First walk: where the tables are and what their columns are called.
class Structure final : public JsonRecords {
 public:
  Structure(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink,
            bool lines)
      : JsonRecords(item, text, options, sink), lines_(lines) {
    if (lines) {
      tables_.push_back({});
      tables_.back().name = "lines";
    }
  }

  Plan plan(const JsonPath& path, JsonType type) override {
    if (lines_) return Plan::whole;
    if (!path.empty() && path.back().element) return Plan::whole;
    if (path.size() > 8) return Plan::whole;
    if (type == JsonType::array) {
      if (tables_.size() >= max_tables) return Plan::whole;
      Table table;
      table.name = json_shape(path);
      if (table.name.empty()) table.name = "list";
      table.begin = at;
      table.path = path;
      tables_.push_back(std::move(table));
    }
    return Plan::descend;
  }

  void value(const JsonPath& path, Json value) override {
    const bool element = lines_ || (!path.empty() && path.back().element);
    if (element && value.is_object()) {
      if (tables_.empty()) {  // values one behind the other where one was expected
        tables_.push_back({});
        tables_.back().name = "values";
        return generic("values", path, value);
      }
      tables_.back().take(value);
      tables_.back().look_within(value);
      return;
    }
    if (element && !lines_ && value.is_array() && !tables_.empty() && value.size() >= 2 && value.size() <= max_columns) {
      bool plain = true, timed = false;
      value.each([&](Json v) {
        plain = plain && !v.is_object() && !v.is_array();
        timed = timed || (plain && v.type() == JsonType::string && look_at(v.text()) == CellLook::date_time);
      });
      if (plain) {
        Table& table = tables_.back();
        ++table.arrays;
        table.timed = table.timed || timed;
        if (table.held.size() < 2000) table.held.push_back({json_pointer(path).substr(1), cell_of(value)});
        return;
      }
    }
    // Single values: together one record of the file.
    if (!path.empty() && rest_.extras.size() < 2000 && value)
      rest_.extras.push_back({json_pointer(path).substr(1), cell_of(value)});
    else if (path.empty())
      rest_.extras.push_back({"value", cell_of(value)});
  }

  void damaged(const JsonPath& path, std::uint64_t begin, std::uint64_t end,
               const char* why) override {
    JsonRecords::damaged(path, begin, end, why);
  }

  void give_rest(std::uint64_t bytes) {
    for (auto& table : tables_)
      if (!table.of_arrays())
        for (auto& one : table.held)
          if (rest_.extras.size() < 2000) rest_.extras.push_back(std::move(one));
    if (rest_.extras.empty()) return;
    rest_.kind = model::RecordKind::event;
    rest_.table = "values";
    rest_.locator = exhibit::Locator().bytes(0, bytes).json("").str();
    give(std::move(rest_));
  }

  std::deque<Table>& tables() { return tables_; }

 private:
  const bool lines_;
  std::deque<Table> tables_;
  model::Record rest_;
};

// One member's value into its column; a second of the same name, and what was put in other words, beside the row.
void put_cell(const Columns& columns, const std::string& name, Json cell, std::vector<std::string>& cells, GridRow& row) {
  const auto found = columns.index.find(name);
  std::string text = parties_of(cell);
  // Lists of objects are no list of files.
  if (text.empty() && (cell.is_object() || cell.is_array()) && meaning_of(name).role == ColumnRole::attachment &&
      cell.source().find('{') != std::string_view::npos) {
    row.notes.emplace_back(name, std::string(cell.source()));
    return;
  }
  if (text.empty())
    text = cell_of(cell);
  else
    row.notes.emplace_back(name, std::string(cell.source()));
  if (found == columns.index.end() || !cells[found->second].empty()) {
    if (!text.empty()) row.notes.emplace_back(name, std::move(text));
  } else {
    cells[found->second] = std::move(text);
  }
}

// The objects of one list within a table's objects as rows; what the outer object says in plain values stands beside each, its id or place, and its title or
// name, as those of the conversation.
class InnerRows final : public GridRows, public JsonHandler {
 public:
  InnerRows(const Utf8Bytes& text, const Table& table, const std::string& member, bool lines)
      : text_(text), table_(table), member_(member), inner_(table.within.at(member)), lines_(lines) {
    for (const auto& name : inner_.columns) columns_.add(name);
    columns_.add("conversation id");
    columns_.add("conversation title");
  }

  void rewind() override {
    walk_ = lines_ ? std::make_unique<JsonWalk>(text_.text(), *this)
                   : std::make_unique<JsonWalk>(text_.text(), *this, table_.begin, table_.path);
    headed_ = false;
    waiting_.clear();
  }

  bool next(GridRow& row) override {
    if (!headed_) {
      headed_ = true;
      row.counted = false;
      for (const auto& name : columns_.columns) row.add(name);
      row.place = exhibit::Locator().bytes(text_.source(table_.begin), 0).str();
      return true;
    }
    while (waiting_.empty())
      if (!walk_->step()) return false;
    row = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
  }

 private:
  Plan plan(const JsonPath& path, JsonType) override {
    return !lines_ && path.size() == table_.path.size() ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (!value.is_object() || !value[member_].is_array()) return;
    std::vector<std::pair<std::string, std::string>> outer;
    std::string title, id;
    value.each_member([&](const std::string& key, Json v) {
      if (v.is_object() || v.is_array() || v.text().empty()) return;
      if (title.empty() && (key == "title" || key == "name"))
        title = v.text();
      else if (id.empty() && key == "id")
        id = v.text();
      else
        outer.emplace_back("of the outer object: " + key, v.text());
    });
    if (id.empty()) id = json_pointer(path);
    std::uint64_t n = 0;
    value[member_].each([&](Json v) {
      const std::uint64_t number = n++;
      if (!v.is_object()) return;
      GridRow& row = waiting_.emplace_back();
      const std::uint64_t begin = text_.source(v.begin()), end = text_.source(v.begin() + v.source().size());
      JsonPath place = path;
      place.push_back({member_, 0, false});
      place.push_back({"", number, true});
      row.place = exhibit::Locator().bytes(begin, end - begin).json(json_pointer(place)).str();
      cells_.assign(columns_.columns.size(), {});
      flatten(v, "", 0, [&](const std::string& name, Json cell) { put_cell(columns_, name, cell, cells_, row); });
      for (const auto& [column, said] : {std::pair("conversation id", &id), std::pair("conversation title", &title)})
        if (const auto at = columns_.index.find(column); at != columns_.index.end() && cells_[at->second].empty()) cells_[at->second] = *said;
      for (const auto& cell : cells_) row.add(cell);
      row.notes.insert(row.notes.end(), outer.begin(), outer.end());
    });
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {}

  const Utf8Bytes& text_;
  const Table& table_;
  const std::string member_;
  const Columns& inner_;
  Columns columns_;
  const bool lines_;
  std::unique_ptr<JsonWalk> walk_;
  bool headed_ = false;
  std::deque<GridRow> waiting_;
  std::vector<std::string> cells_;
};

// One table's objects as rows of cells.
class ObjectRows final : public GridRows, public JsonHandler {
 public:
  ObjectRows(const Utf8Bytes& text, const Table& table, bool lines)
      : text_(text), table_(table), lines_(lines) {}

  void rewind() override {
    if (lines_)
      walk_ = std::make_unique<JsonWalk>(text_.text(), *this);
    else
      walk_ = std::make_unique<JsonWalk>(text_.text(), *this, table_.begin, table_.path);
    headed_ = false;
  }

  bool next(GridRow& row) override {
    if (!headed_) {
      headed_ = true;
      row.counted = false;
      for (const auto& name : table_.columns)
        row.add(name);
      row.place = exhibit::Locator().bytes(text_.source(table_.begin), 0).str();
      return true;
    }
    row_ = &row;
    caught_ = false;
    while (!caught_)
      if (!walk_->step()) return false;
    return true;
  }

 private:
  Plan plan(const JsonPath& path, JsonType) override {
    return !lines_ && path.size() == table_.path.size() ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (!value.is_object()) return;
    caught_ = true;
    const std::uint64_t begin = text_.source(value.begin()),
                        end = text_.source(value.begin() + value.source().size());
    row_->place = exhibit::Locator().bytes(begin, end - begin).json(json_pointer(path)).str();
    cells_.assign(table_.columns.size(), {});
    flatten(value, "", 0, [&](const std::string& name, Json cell) {
      if (table_.within.contains(name)) {
        row_->notes.emplace_back(name, fmt::format("{} rows of a table of their own", cell.size()));
        return;
      }
      put_cell(table_, name, cell, cells_, *row_);
    });
    for (const auto& cell : cells_)
      row_->add(cell);
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {}

  const Utf8Bytes& text_;
  const Table& table_;
  const bool lines_;
  std::unique_ptr<JsonWalk> walk_;
  bool headed_ = false, caught_ = false;
  GridRow* row_ = nullptr;
  std::vector<std::string> cells_;
};

// Lists of plain values as rows, without a header.
class ListRows final : public GridRows, public JsonHandler {
 public:
  ListRows(const Utf8Bytes& text, const Table& table) : text_(text), table_(table) {}
  void rewind() override { walk_ = std::make_unique<JsonWalk>(text_.text(), *this, table_.begin, table_.path); }
  bool next(GridRow& row) override {
    row_ = &row;
    caught_ = false;
    while (!caught_)
      if (!walk_->step()) return false;
    return true;
  }

 private:
  Plan plan(const JsonPath& path, JsonType) override { return path.size() == table_.path.size() ? Plan::descend : Plan::whole; }
  void value(const JsonPath& path, Json value) override {
    if (!value.is_array()) return;
    caught_ = true;
    const std::uint64_t begin = text_.source(value.begin()), end = text_.source(value.begin() + value.source().size());
    row_->place = exhibit::Locator().bytes(begin, end - begin).json(json_pointer(path)).str();
    value.each([&](Json v) {
      if (row_->cells.size() < max_columns) row_->add(cell_of(v));
    });
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {}

  const Utf8Bytes& text_;
  const Table& table_;
  std::unique_ptr<JsonWalk> walk_;
  bool caught_ = false;
  GridRow* row_ = nullptr;
};

class JsonTableReader final : public Reader {
 public:
  std::string_view name() const override { return "json"; }
  std::string_view version() const override { return "5"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json) return {};
    const std::string_view name = item.file_name();
    const bool named = name.ends_with(".json") || name.ends_with(".jsonl") ||
                       name.ends_with(".ndjson") || name.ends_with(".geojson") ||
                       value_in_script(item.bytes());
    if (head.array && !named && head.shapes.empty()) return {};
    return {named ? 52 : 35, head.lines ? "JSON, a value a line" : "JSON of no form that is known"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const bool lines = json_head(item).lines;
    read_json(item, sink, [&](const Utf8Bytes& text) {
      if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
      Structure structure(item, text, options, sink, lines);
      walk_json(text.text(), structure);
      structure.finish();
      std::uint64_t read = 0;
      for (Table& table : structure.tables()) {
        if (table.of_arrays()) {
          ++read;
          ListRows rows(text, table);
          GridSettings settings;
          settings.name = table.name;
          settings.file_name = std::string(item.file_name());
          read_grid(rows, settings, options, sink);
          continue;
        }
        if (table.objects == 0) continue;
        table.settle();
        ++read;
        ObjectRows rows(text, table, lines);
        GridSettings settings;
        settings.name = table.name;
        settings.file_name = std::string(item.file_name());
        settings.header_known = true;
        read_grid(rows, settings, options, sink);
        for (const auto& [member, columns] : table.within) {
          ++read;
          InnerRows inner(text, table, member, lines);
          settings.name = table.name + "." + member + "[]";
          read_grid(inner, settings, options, sink);
        }
      }
      structure.give_rest(item.bytes().size());
      sink.finding(
          {Severity::note, "JSON of unknown form", "",
           fmt::format("No reader knows this layout: {} lists of objects are read as tables, "
                       "whose columns were found by name and content; look at what was "
                       "decided.",
                       read)});
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_json_table_reader() { return std::make_unique<JsonTableReader>(); }

}  // namespace clew::readers
