#include "readers/html_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "exhibit/locator.h"
#include "readers/cell_look.h"
#include "readers/column_role.h"
#include "readers/column_sample.h"
#include "readers/delimited_party.h"
#include "readers/delimited_plan.h"
#include "readers/delimited_survey.h"

namespace clew::readers::html {
namespace {

constexpr std::size_t max_tables_of_page = 4096, max_depth = 64, max_span = 1000, max_row_cells = 4096, max_heading = 120;

bool blank_char(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char small_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

struct TagAt {
  std::string name;  // lower case
  bool end = false;
  std::size_t begin = 0, after = 0;  // from '<' to behind '>'
  std::string_view attributes;
};

// The next tag from `at` on; comments, declarations and the content of scripts and styles are passed over. False at the end.
bool next_tag(std::string_view bytes, std::size_t& at, TagAt& tag) {
  while (true) {
    at = bytes.find('<', at);
    if (at == bytes.npos) return false;
    if (bytes.compare(at, 4, "<!--") == 0) {
      const std::size_t end = bytes.find("-->", at + 2);
      if (end == bytes.npos) return false;
      at = end + 3;
      continue;
    }
    std::size_t i = at + 1;
    tag.end = i < bytes.size() && bytes[i] == '/';
    i += tag.end;
    const std::size_t name = i;
    while (i < bytes.size() && ((bytes[i] >= 'a' && bytes[i] <= 'z') || (bytes[i] >= 'A' && bytes[i] <= 'Z') || (i > name && bytes[i] >= '0' && bytes[i] <= '9')))
      ++i;
    if (i == name) {
      ++at;
      continue;
    }
    tag.name.assign(bytes.substr(name, std::min<std::size_t>(i - name, 16)));
    std::transform(tag.name.begin(), tag.name.end(), tag.name.begin(), small_letter);
    const std::size_t attributes = i;
    char quote = 0;
    for (; i < bytes.size() && (quote || bytes[i] != '>'); ++i) {
      if (quote)
        quote = bytes[i] == quote ? '\0' : quote;
      else if ((bytes[i] == '"' || bytes[i] == '\'') && bytes[i - 1] == '=')
        quote = bytes[i];
    }
    if (i >= bytes.size()) {  // never closed; a quotation mark may be to blame
      i = bytes.find('>', attributes);
      if (i == bytes.npos) return false;
    }
    tag.begin = at;
    tag.after = at = i + 1;
    tag.attributes = bytes.substr(attributes, i - attributes);
    if (!tag.end && (tag.name == "script" || tag.name == "style")) {
      std::size_t close = at;
      while ((close = bytes.find("</", close)) != bytes.npos) {
        std::size_t k = 0;
        while (k < tag.name.size() && close + 2 + k < bytes.size() && small_letter(bytes[close + 2 + k]) == tag.name[k])
          ++k;
        if (k == tag.name.size()) break;
        close += 2;
      }
      if (close == bytes.npos) return false;
      at = close;
    }
    return true;
  }
}

// rowspan="3", colspan=2; 1 where nothing is said.
std::size_t span_of(std::string_view attributes, std::string_view name) {
  for (std::size_t i = 0; i + name.size() < attributes.size(); ++i) {
    std::size_t k = 0;
    while (k < name.size() && small_letter(attributes[i + k]) == name[k])
      ++k;
    if (k < name.size() || (i > 0 && !blank_char(attributes[i - 1]) && attributes[i - 1] != '"' && attributes[i - 1] != '\'')) continue;
    std::size_t at = i + k;
    while (at < attributes.size() && (blank_char(attributes[at]) || attributes[at] == '=' || attributes[at] == '"' || attributes[at] == '\''))
      ++at;
    std::size_t n = 1;
    std::from_chars(attributes.data() + at, attributes.data() + attributes.size(), n);
    return std::clamp<std::size_t>(n, 1, max_span);
  }
  return 1;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += c == '\n' || c == '\t' ? ' ' : c;
  return out;
}

// Whether the first table that was found is a list of records: names that are known, and cells that agree.
bool holds_records(const Survey& survey, const std::vector<Plan>& plans) {
  for (std::size_t i = 0; i < survey.tables.size() && i < plans.size(); ++i) {
    const SurveyTable& table = survey.tables[i];
    if (table.header_row == 0 || table.rows == 0 || table.fitting * 2 < table.rows) continue;
    std::size_t known = 0;
    bool time = false, reach = false, place = false, address = false;
    for (std::size_t c = 0; c < table.columns.size() && c < plans[i].columns.size(); ++c) {
      const ColumnSample& s = table.columns[c].sample;
      const ColumnRole role = plans[i].columns[c].role;
      known += table.columns[c].meaning.exact && role != ColumnRole::extra && role != ColumnRole::ignore;
      const std::uint64_t times = s.count(CellLook::date_time) + s.count(CellLook::date) + s.epoch;
      time |= (role == ColumnRole::time || role == ColumnRole::date) && s.non_empty() > 0 && times * 2 >= s.non_empty();
      reach |= s.mostly(s.count(CellLook::phone) + s.count(CellLook::email) + s.long_number);
      address |= is_internet_address(table.columns[c].example);
      place |= role == ColumnRole::longitude || role == ColumnRole::lat_lon;
    }
    switch (plans[i].kind) {
      case TableKind::messages:
      case TableKind::calls:
      case TableKind::events_by_type:
      case TableKind::anpr:
      case TableKind::payments:
        if (time && known >= 2) return true;
        break;
      case TableKind::locations:
        if (place && known >= 2) return true;
        break;
      case TableKind::contacts:
      case TableKind::accounts:
      case TableKind::devices:
        if (reach && known >= 2) return true;
        break;
      default:
        if (time && known >= 3 && table.columns.size() >= 3) return true;
        if (time && address) return true;  // a log of sign-ins
        break;
    }
  }
  return false;
}

}  // namespace

std::vector<TableSpan> tables_of(std::string_view bytes) {
  struct Open {
    std::size_t begin, rows = 0, cells = 0, most = 0;
    bool nested = false;
  };
  std::vector<TableSpan> tables;
  std::vector<Open> open;
  std::size_t depth = 0, at = 0;  // depth: with those too deep to be kept
  TagAt tag;
  const auto close = [&](std::size_t end) {
    Open& o = open.back();
    o.most = std::max(o.most, o.cells);
    if (!o.nested && o.rows >= 2 && o.most >= 2 && tables.size() < max_tables_of_page) tables.push_back({o.begin, end, ""});
    open.pop_back();
  };
  while (next_tag(bytes, at, tag)) {
    if (tag.name == "table") {
      if (!tag.end) {
        for (auto& o : open)
          o.nested = true;
        if (++depth <= max_depth) open.push_back({tag.begin});
      } else if (depth > 0) {
        if (depth-- <= max_depth && !open.empty()) close(tag.after);
      }
    } else if (!open.empty() && depth == open.size() && !tag.end) {
      Open& o = open.back();
      if (tag.name == "tr") {
        ++o.rows;
        o.most = std::max(o.most, o.cells);
        o.cells = 0;
      } else if (tag.name == "td" || tag.name == "th") {
        ++o.cells;
      }
    }
  }
  while (!open.empty())
    close(bytes.size());
  std::sort(tables.begin(), tables.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  return tables;
}

TableRows::TableRows(std::string_view bytes, const TableSpan& span, const HtmlBlocks& page, const Utf8Bytes* source)
    : bytes_(bytes), span_(span), page_(page), source_(source) {
  rewind();
}

void TableRows::rewind() {
  at_ = span_.begin;
  number_ = repeated_ = 0;
  down_.clear();
}

std::string TableRows::cell_text(std::size_t begin, std::size_t end) const {
  std::string text;
  HtmlBlocks blocks(bytes_.substr(begin, end - begin), page_);
  for (HtmlBlock block; blocks.next(block);) {
    if (block.text.empty()) continue;
    if (!text.empty()) text += '\n';
    text += block.text;
  }
  return text;
}

// What cells above reach down into.
void TableRows::fill(GridRow& row) {
  while (row.cells.size() < down_.size() && down_[row.cells.size()].rows > 0) {
    Down& d = down_[row.cells.size()];
    --d.rows;
    repeated_ += !d.text.empty();
    if (d.text.empty())
      row.pad(row.cells.size() + 1);
    else
      row.add(d.text);
  }
}

bool TableRows::next(GridRow& row) {
  const std::string_view inside = bytes_.substr(0, span_.end);
  TagAt tag;
  std::size_t begin = 0, cell = 0, across = 1, below = 1;
  bool in_row = false, in_cell = false;
  const auto finish_cell = [&](std::size_t end) {
    if (!in_cell) return;
    in_cell = false;
    fill(row);
    const std::string text = cell_text(cell, end);
    for (std::size_t i = 0; i < across && row.cells.size() < max_row_cells; ++i) {
      const std::size_t column = row.cells.size();
      if (i == 0 && !text.empty())
        row.add(text);
      else
        row.pad(column + 1);
      if (below > 1) {
        if (down_.size() <= column) down_.resize(column + 1);
        down_[column] = {below - 1, i == 0 ? text : std::string()};
      }
    }
  };
  std::size_t end = inside.size();
  while (true) {
    const std::size_t before = at_;
    if (!next_tag(inside, at_, tag)) {
      at_ = inside.size();
      break;
    }
    const bool starts = tag.name == "tr" && !tag.end;
    if (in_row && (starts || (tag.end && (tag.name == "tr" || tag.name == "table" || tag.name == "tbody" || tag.name == "thead" || tag.name == "tfoot")))) {
      finish_cell(tag.begin);
      end = tag.end ? tag.after : tag.begin;
      if (starts) at_ = before;  // the row before has no end tag
      break;
    }
    if (starts) {
      in_row = true;
      begin = tag.begin;
    } else if (tag.name == "td" || tag.name == "th") {
      if (!tag.end && !in_row) {  // a cell without a row
        in_row = true;
        begin = tag.begin;
      }
      finish_cell(tag.begin);
      if (!tag.end) {
        in_cell = true;
        cell = tag.after;
        across = span_of(tag.attributes, "colspan");
        below = span_of(tag.attributes, "rowspan");
      }
    }
  }
  if (!in_row) return false;
  finish_cell(end);
  fill(row);
  ++number_;
  exhibit::Locator place;
  const auto in_file = [&](std::size_t at) { return source_ ? source_->source(at) : at; };
  place.bytes(in_file(begin), in_file(end) - in_file(begin)).row(static_cast<std::int64_t>(number_));
  if (!span_.name.empty()) place.table(span_.name);
  row.place = place.str();
  return true;
}

std::vector<TableSpan> record_tables(std::string_view file_name, std::string_view bytes, const HtmlBlocks& page, const Options& options) {
  std::vector<TableSpan> kept;
  std::vector<TableSpan> spans = tables_of(bytes);
  if (spans.empty()) return kept;
  // What each is called: its caption, or the last short line before it.
  HtmlBlocks blocks(bytes);
  std::size_t next = 0;
  std::string last;
  HtmlBlock block;
  while (next < spans.size() && blocks.next(block)) {
    while (next < spans.size() && block.offset >= spans[next].begin)
      spans[next++].name = last;
    if (block.part == "table-row") {
      last.clear();
    } else if (!block.text.empty()) {
      last = block.text.size() <= max_heading ? one_line(block.text) : std::string();
    }
  }
  for (; next < spans.size(); ++next)
    spans[next].name = last;
  std::optional<Profile> profile;
  if (options.profile) profile = parse_profile(*options.profile);
  std::map<std::string, int> names;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    TableSpan& span = spans[i];
    TableRows rows(bytes, span, page);
    const Survey found = survey(GridScanner(rows), profile, false, span.name);
    if (found.tables.empty()) continue;
    SilentSink none;
    const auto plans = make_plans(found, profile, options, std::string(file_name) + " " + span.name, none, span.name);
    if (!holds_records(found, plans) && !profile) continue;
    if (span.name.empty()) span.name = fmt::format("table {}", i + 1);
    if (const int again = ++names[span.name]; again > 1) span.name += fmt::format(" ({})", again);
    kept.push_back(std::move(span));
  }
  return kept;
}

}  // namespace clew::readers::html
