#include "readers/delimited_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/cell_look.h"
#include "readers/delimited_plan.h"
#include "readers/delimited_rows.h"
#include "readers/delimited_survey.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::uint64_t spreadsheet_rows = 1'048'576;

std::string lower_name(const exhibit::Item& item) {
  std::string name(item.file_name());
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return name;
}

// Formats that have lines and commas too, and readers of their own.
bool other_format(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (!head.empty() && (head[0] == ' ' || head[0] == '\n' || head[0] == '\r' || head[0] == '\t'))
    head.remove_prefix(1);
  for (const std::string_view start : {"<",
                                       "{",
                                       "[{",
                                       "[\n",
                                       "BEGIN:V",
                                       "%PDF",
                                       "PK\x03\x04",
                                       "SQLite format 3",
                                       "bplist",
                                       "From ",
                                       "Return-Path:",
                                       "Received:",
                                       "MIME-Version:",
                                       "\x7F"
                                       "ELF",
                                       "\x89PNG",
                                       "GIF8",
                                       "\xFF\xD8\xFF",
                                       "{\\rtf",
                                       "\x1F\x8B",
                                       "RIFF",
                                       "\xD0\xCF\x11\xE0"})
    if (head.starts_with(start)) return true;
  return false;
}

class DelimitedReader final : public Reader {
 public:
  std::string_view name() const override { return "delimited"; }
  std::string_view version() const override { return "10"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view all = item.bytes();
    const std::string_view head = all.substr(0, 65'536);
    if (head.empty() || other_format(head)) return {};
    auto encoding = text::detect_encoding(head);
    const bool wide = text::unit_bytes(encoding.encoding) == 2;
    if (!wide) {
      const auto odd = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](char c) {
        const auto b = static_cast<unsigned char>(c);
        return b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != 0x1f;
      }));
      if (odd * 20 > head.size()) return {};  // more than one in twenty: no text
    }
    const std::string name = lower_name(item);
    // A program's source is a text, however even its bars and commas are.
    for (const char* source : {".py", ".c", ".h", ".cpp", ".hpp", ".java", ".kt", ".rs", ".go", ".rb", ".php", ".pl", ".sh", ".ps1", ".bat", ".swift", ".cs", ".ts", ".js", ".lua"})
      if (name.ends_with(source)) return {0, "a program's source by its name"};
    const bool named = name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".tab") ||
                       name.ends_with(".psv") || name.ends_with(".xls");  // programs' downloads that Excel opens

    const bool text_name =
        name.ends_with(".txt") || name.ends_with(".dat") || name.ends_with(".log");
    const Dialect dialect = detect_dialect(head, encoding);
    const std::optional<Profile> none;
    const Survey first = survey(head, none);
    std::size_t known = 0, rows = 0, width = 0;
    bool even = true;  // most rows are as wide as the table
    if (!first.tables.empty()) {
      const SurveyTable& t = first.tables.front();
      for (const auto& c : t.columns)
        known += c.meaning.exact;
      rows = static_cast<std::size_t>(t.rows);
      width = t.columns.size();
      even = t.fitting * 2 >= t.rows;
    }
    const std::string how = fmt::format("{} separated by {}, {} columns, {} known headers",
                                        text::word(encoding.encoding),
                                        dialect.delimiter == '\t'  ? std::string("tabs")
                                        : dialect.delimiter == ' ' ? std::string("blanks")
                                        : dialect.delimiter ? fmt::format("'{}'", dialect.delimiter)
                                                            : std::string("nothing"),
                                        width, known);
    // Program text is full of commas and of words that name columns ("date", "from", "text"), but is no table.
    if (!named && !even) return {0, how + ", but most rows are not as wide"};
    if (known >= 3 && width >= 3) return {named ? 88 : 80, how};
    if (named) return {dialect.confidence > 0.5 ? 80 : 60, how};
    if (known >= 2 && width >= 2 && rows > 0) return {60, how};
    if (!text_name && !name.empty() && name.find('.') != std::string::npos) {
      return {dialect.confidence > 0.95 && rows >= 3 && width >= 3 ? 30 : 0, how};
    }
    // Columns of numbers in a text file: an edge list, a log.
    if (dialect.confidence > 0.97 && rows >= 3 && width >= 2 && numeric(first)) return {65, how};
    if (dialect.confidence > 0.97 && rows >= 3 && width >= 4) return {40, how};
    if (dialect.confidence > 0.9 && rows >= 3 && width >= 2) return {10, how};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    run(item, options, sink, nullptr, 0);
  }

  // Reads; with `shown`, stops each table after `limit` records and keeps its plan there.
  static void run(const exhibit::Item& item, const Options& options, Sink& sink,
                  std::vector<std::pair<Survey, std::vector<Plan>>>* shown, std::size_t limit);

 private:
  static bool numeric(const Survey& survey) {
    if (survey.tables.empty()) return false;
    for (const auto& c : survey.tables.front().columns) {
      const auto& s = c.sample;
      const std::uint64_t data = s.count(CellLook::integer) + s.count(CellLook::decimal) +
                                 s.count(CellLook::phone) + s.count(CellLook::date_time) +
                                 s.count(CellLook::date) + s.count(CellLook::clock);
      if (data * 10 < s.non_empty() * 9) return false;
    }
    return true;
  }
};

void DelimitedReader::run(const exhibit::Item& item, const Options& options, Sink& sink,
                          std::vector<std::pair<Survey, std::vector<Plan>>>* shown,
                          std::size_t limit) {
  const std::string_view bytes = item.bytes();
  std::optional<Profile> profile;
  if (options.profile) profile = parse_profile(*options.profile);
  if (bytes.empty()) {
    sink.finding({Severity::unread, "empty file", "", "The file has no bytes."});
    return;
  }
  Survey found = survey(bytes, profile, item.source.get());
  sink.decided("encoding",
               fmt::format("{} ({})", text::word(found.encoding.encoding), found.encoding.reason));
  sink.decided("separator",
               fmt::format("{} ({})",
                           found.dialect.delimiter == '\t'  ? std::string("tab")
                           : found.dialect.delimiter == ' ' ? std::string("blanks")
                           : found.dialect.delimiter ? std::string(1, found.dialect.delimiter)
                                                     : std::string("none"),
                           found.dialect.reason));
  if (profile) sink.decided("profile", fmt::format("{}", profile->name));
  if (found.encoding.invalid)
    sink.finding(
        {Severity::warning, "text repaired", "",
         fmt::format("{} places in the file are not valid {}; U+FFFD stands for them in the "
                     "text, the file's bytes are as they were.",
                     found.encoding.invalid, text::word(found.encoding.encoding))});
  if (found.rows == spreadsheet_rows)
    sink.finding(
        {Severity::warning, "file probably cut by a spreadsheet", "",
         "The file has exactly 1,048,576 rows, the most that a spreadsheet holds; rows after "
         "them are probably missing. Ask for the original export."});
  std::vector<Plan> plans = make_plans(found, profile, options, item.file_name(), sink);
  announce(found, profile, plans, sink);
  infer_served(RowScanner(bytes, found.dialect), found, plans, options, sink);
  map_rows(RowScanner(bytes, found.dialect, item.source.get()), found, plans, options, sink,
           shown ? std::max<std::size_t>(limit, 1) : 0);
  if (shown) shown->emplace_back(std::move(found), plans);
}

class PreviewSink final : public Sink {
 public:
  explicit PreviewSink(Preview& preview) : preview_(preview) {}
  void rows(std::string_view, std::uint64_t) override {}
  void record(model::Record record) override { records.push_back(std::move(record)); }
  void extra_record(model::Record record) override { records.push_back(std::move(record)); }
  void duplicate(std::string_view, std::string_view) override {}
  void skip(std::string_view, std::string_view, std::string_view) override {}
  void finding(model::Finding finding) override { preview_.findings.push_back(std::move(finding)); }
  void question(model::Question question) override {
    preview_.questions.push_back(std::move(question));
  }
  void decided(std::string_view key, std::string_view value) override {
    preview_.decided.emplace_back(key, value);
  }
  void claims(std::string_view) override {}

  std::vector<model::Record> records;

 private:
  Preview& preview_;
};

}  // namespace

std::unique_ptr<Reader> make_delimited_reader() { return std::make_unique<DelimitedReader>(); }

Preview preview(const exhibit::Item& item, const Options& options, std::size_t rows) {
  Preview result;
  PreviewSink sink(result);
  std::vector<std::pair<Survey, std::vector<Plan>>> shown;
  DelimitedReader::run(item, options, sink, &shown, rows);
  for (const auto& [survey, plans] : shown) {
    for (std::size_t i = 0; i < plans.size(); ++i) {
      Preview::Table table;
      table.title = plans[i].title;
      table.kind = word(plans[i].kind);
      for (std::size_t c = 0; c < plans[i].columns.size(); ++c)
        table.columns.push_back({plans[i].columns[c].header,
                                 std::string(word(plans[i].columns[c].role)),
                                 survey.tables[i].columns[c].example});
      for (const auto& record : sink.records)
        if (record.table == plans[i].table) table.records.push_back(record);
      result.tables.push_back(std::move(table));
    }
  }
  return result;
}

std::string propose_profile(const exhibit::Item& item, const Options& options) {
  Preview ignored;
  PreviewSink sink(ignored);
  std::vector<std::pair<Survey, std::vector<Plan>>> shown;
  DelimitedReader::run(item, options, sink, &shown, 1);
  Profile profile;
  profile.name = std::string(item.file_name());
  if (profile.name.empty()) profile.name = "unnamed";
  if (!shown.empty() && !shown[0].second.empty()) {
    const Survey& survey = shown[0].first;
    const Plan& plan = shown[0].second.front();
    const SurveyTable& table = survey.tables.front();
    profile.kind = plan.kind;
    profile.service = plan.service;
    profile.decimal_comma = plan.decimal_comma;
    if (survey.dialect.delimiter) profile.delimiter = std::string(1, survey.dialect.delimiter);
    profile.encoding = text::word(survey.encoding.encoding);
    profile.header = table.header_row != 0;
    profile.preamble_rows =
        (table.header_row ? table.header_row : table.data_row) - table.first_row;
    for (const auto& t : plan.times)
      if (plan.columns[t.column].order != text::DateOrder::unknown)
        profile.date_order = text::word(plan.columns[t.column].order);
    if (options.zone) profile.zone = *options.zone;
    if (options.country) profile.country = *options.country;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
      const PlanColumn& c = plan.columns[i];
      ProfileColumn column;
      const bool unnamed = !table.header_row || c.header == fmt::format("column {}", i + 1);
      const auto same = std::count_if(plan.columns.begin(), plan.columns.end(),
                                      [&](const auto& o) { return o.header == c.header; });
      if (unnamed || same > 1)
        column.number = i + 1;
      else
        column.header = c.header;
      column.role = c.role;
      column.time_kind = c.time_kind;
      for (const auto& t : plan.times)
        if (t.column == i) column.time_kind = t.kind;
      column.unit = c.unit;
      profile.columns.push_back(std::move(column));
    }
  }
  return to_toml(profile);
}

}  // namespace clew::readers
