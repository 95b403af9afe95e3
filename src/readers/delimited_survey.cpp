#include "readers/delimited_survey.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/blanks.h"
#include "readers/grid.h"

namespace clew::readers {
namespace {

constexpr std::uint64_t sampled_rows = 2000;  // every row up to here, then one in 64
constexpr int lookahead_rows = 40;
constexpr std::size_t max_surveyed_columns = 512;

std::string_view trim_cell(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t'))
    s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t'))
    s.remove_suffix(1);
  return s;
}

struct RowLook {
  std::size_t filled = 0, data = 0, known = 0, exact = 0, longest = 0;
};

bool looks_like_data(CellLook look) {
  switch (look) {
    case CellLook::integer:
    case CellLook::decimal:
    case CellLook::scientific:
    case CellLook::phone:
    case CellLook::date_time:
    case CellLook::date:
    case CellLook::clock:
    case CellLook::email:
    case CellLook::url:
      return true;
    default:
      return false;
  }
}

// Scanner: RowScanner over a file, GridScanner over a grid; copies look ahead.
template <class Scanner>
class Surveyor {
 public:
  Surveyor(const std::optional<Profile>& profile, bool header_known)
      : profile_(profile), header_known_(header_known) {}

  Survey& result() { return result_; }

  Survey run(Scanner scanner) {
    scanner.expect(result_.dialect.width);
    Row row;
    bool in_table = false, after_gap = true;
    for (;;) {
      scanner.settle();
      const Scanner before = scanner;  // to look again from here
      if (!scanner.next(row)) break;
      result_.rows = row.number;
      if (!in_table) {
        begin_section(before, row);
        in_table = true;
        after_gap = true;
        if (row.number < table().data_row) {
          // The rows of the preamble and the header are known now.
          while (row.number + 1 < table().data_row && scanner.next(row))
            result_.rows = row.number;
          expect(scanner, row);
          continue;
        }
        expect(scanner, row);
      }
      const RowClass kind = classify(result_.dialect, row, table());
      if (kind == RowClass::data && result_.tables.size() < max_tables &&
          starts_new_table(scanner, row, after_gap)) {
        table().last_row = row.number - 1;
        begin_section(before, row);
        while (row.number + 1 < table().data_row && scanner.next(row))
          result_.rows = row.number;
        expect(scanner, row);
        after_gap = true;
        continue;
      }
      if (kind == RowClass::data) {
        add(row);
        after_gap = false;
      } else if (kind != RowClass::repeated_header) {
        after_gap = true;
      }
    }
    if (!result_.tables.empty()) table().last_row = result_.rows;
    for (SurveyTable& t : result_.tables) {
      numbered_header(t);
      dated_header(t);
    }
    return std::move(result_);
  }

 private:
  SurveyTable& table() { return result_.tables.back(); }

  void expect(Scanner& scanner, const Row& row) {
    scanner.expect(table().columns.size());
    table().expect_row = row.number;
  }

  std::string_view text_of(const Row& row, const Cell& cell) {
    return trim_cell(cell_text(row.bytes, result_.dialect, cell, buffer_));
  }

  bool blank(const Row& row) {
    return std::all_of(row.cells.begin(), row.cells.end(),
                       [&](const Cell& c) { return text_of(row, c).empty(); });
  }
  bool rule(const Row& row) {
    bool any = false;
    for (const Cell& c : row.cells) {
      const auto t = text_of(row, c);
      if (t.empty()) continue;
      if (t.size() < 3 || t.find_first_not_of("=-*_#~+") != std::string_view::npos) return false;
      any = true;
    }
    return any;
  }

  RowLook look(const Row& row) {
    RowLook l;
    for (std::size_t i = 0; i < row.cells.size() && i < max_surveyed_columns; ++i) {
      const auto t = text_of(row, row.cells[i]);
      if (t.empty()) continue;
      ++l.filled;
      l.longest = std::max(l.longest, t.size());
      if (looks_like_data(look_at(t))) {
        ++l.data;
        continue;
      }
      if (t.size() > 120) continue;
      const HeaderMeaning m = meaning_of(t);
      l.known += m.role != ColumnRole::extra;
      l.exact += m.exact;
    }
    return l;
  }

  // "text,text,bigint,text,bigint": types of a database above its names; a header hardly repeats a name.
  bool repeats(const Row& row) {
    std::vector<std::string> words;
    for (const Cell& c : row.cells)
      if (const auto t = text_of(row, c); !t.empty()) words.emplace_back(t);
    if (words.size() < 6) return false;
    const std::size_t all = words.size();
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words.size() * 2 < all;
  }

  // A row of known words, or of words as wide as the data below it.
  bool is_header(const RowLook& l, const Row& row, Scanner ahead) {
    // "0, First Name, Last Name, Country, Age, Date": a number before the first name makes no row of data of a header.
    bool numbered = l.data == 1 && l.filled >= 6 && l.exact >= 3 && l.known * 2 >= l.filled;
    if (numbered) {
      Scanner peek = ahead;
      Row next;
      numbered = peek.next(next) && next.cells.size() == row.cells.size() && look(next).data >= 3;
    }
    if (l.filled == 0 || (l.data > 0 && !numbered) || l.longest > 200 || repeats(row)) return false;
    const std::size_t usual = result_.dialect.width;
    if (l.exact >= 2 && l.exact * 3 >= l.filled) return true;
    if (l.filled == 1 && row.cells.size() == 1 && usual <= 1) return l.exact == 1;
    if (l.filled < 2) return false;
    const bool wide = l.filled * 10 >= row.cells.size() * 6;
    if (l.known >= 1 && wide && row.cells.size() >= usual) return true;
    // Unknown words: the rows below must be as wide and hold data in at least one column.
    if (!wide || row.cells.size() < 2) return false;
    Row below;
    int seen = 0, fits = 0;
    while (seen < 8 && ahead.next(below)) {
      if (blank(below)) continue;
      ++seen;
      const RowLook b = look(below);
      fits += below.cells.size() == row.cells.size() && b.data > 0;
    }
    return seen > 0 && fits * 10 >= seen * 7;
  }

  // A header of two rows: "Private IP,,Public IP,," above "Address,Port,Address,Port". The upper names groups and has empty cells where the
  // lower has names; below both stands data. A column is then called "Private IP Address".
  void two_rows(const Row& upper, Scanner ahead, SurveyTable& t) {
    Row lower, data;
    if (!ahead.next(lower) || blank(lower) || !ahead.next(data)) return;
    const RowLook l = look(lower), d = look(data);
    if (l.data > 0 || l.filled < 3 || l.longest > 60 || l.known * 2 < l.filled || d.data == 0 || d.filled < 3) return;
    std::size_t under = 0, over = 0;
    std::vector<std::string> groups, names;
    const std::size_t width = std::min(std::max(upper.cells.size(), lower.cells.size()), max_surveyed_columns);
    std::string group;
    for (std::size_t i = 0; i < width; ++i) {
      const std::string above(i < upper.cells.size() ? text_of(upper, upper.cells[i]) : std::string_view());
      const std::string name(i < lower.cells.size() ? text_of(lower, lower.cells[i]) : std::string_view());
      if (!above.empty()) group = above;
      under += above.empty() && !name.empty();
      over += !above.empty() && name.empty();
      if (above.empty() && name.empty()) group.clear();
      groups.push_back(name.empty() ? above : group);
      names.push_back(name);
    }
    if (under == 0 || under + over < 2) return;
    t.columns.clear();
    for (std::size_t i = 0; i < width; ++i) {
      SurveyColumn column;
      column.header = names[i].empty() ? groups[i] : groups[i].empty() ? names[i] : groups[i] + " " + names[i];
      column.header.resize(std::min<std::size_t>(column.header.size(), 300));
      if (column.header.empty())
        column.header = "column " + std::to_string(i + 1);
      else
        column.meaning = meaning_of(column.header);
      // What the lower name alone says, unless the group makes it something of its own.
      const HeaderMeaning alone = names[i].empty() ? HeaderMeaning{} : meaning_of(names[i]);
      if (column.meaning.role == ColumnRole::extra && alone.exact && meaning_of(groups[i]).role == ColumnRole::extra &&
          fold_header(groups[i]).find("ip") == std::string::npos)
        column.meaning = alone;
      t.columns.push_back(std::move(column));
    }
    t.data_row = lower.number + 1;
  }

  // Finds the header of the section that starts with `row` (the scanner `at` stands before it).
  void begin_section(Scanner at, const Row& first) {
    SurveyTable t;
    t.first_row = t.data_row = first.number;
    Row row;
    std::optional<Row> header;
    Scanner scanner = at;
    std::uint64_t first_data = 0;
    int looked = 0;
    const bool first_table = result_.tables.empty();
    while (looked < lookahead_rows && scanner.next(row)) {
      if (header_known_) {
        header = row;
        break;
      }
      if (first_table && profile_ && profile_->preamble_rows) {
        if (row.number <= *profile_->preamble_rows) continue;
        if (profile_->header.value_or(true))
          header = row;
        else
          first_data = row.number;
        break;
      }
      if (blank(row) || rule(row)) continue;
      ++looked;
      if (first_table && profile_ && profile_->header == false) {
        first_data = row.number;
        break;
      }
      const RowLook l = look(row);
      if (is_header(l, row, scanner)) {
        header = row;
        break;
      }
      // A full row of data in front of any header: there is none.
      const std::size_t usual = std::max<std::size_t>(result_.dialect.width, 1);
      if (usual >= 2 && l.data > 0 && l.filled >= 2 && row.cells.size() >= usual &&
          l.filled * 2 >= row.cells.size()) {
        first_data = row.number;
        break;
      }
    }
    const std::uint64_t body = header ? header->number : first_data ? first_data : first.number;
    // The text in front.
    Scanner again = at;
    while (again.next(row) && row.number < body) {
      if (t.notes.size() > 4000 || rule(row)) continue;
      std::string line;  // "Time zone: Europe/London", its cells joined
      for (const Cell& c : row.cells) {
        const auto text = text_of(row, c);
        if (text.empty() || line.size() > 1000) continue;
        if (t.title.empty()) t.title = std::string(text.substr(0, 200));
        const bool colon = !line.empty() && line.back() == ':';
        line += (line.empty() ? "" : colon ? " " : ": ") + std::string(text.substr(0, 400));
      }
      if (!line.empty()) t.notes += line + "\n";
    }
    if (header) {
      t.header_row = header->number;
      t.data_row = header->number + 1;
      for (std::size_t i = 0; i < header->cells.size() && i < max_surveyed_columns; ++i) {
        SurveyColumn column;
        auto name = text_of(*header, header->cells[i]).substr(0, 300);
        // "# source, target": programs that draw networks mark the header as a comment.
        if (i == 0 && header->cells.size() > 1 && name.size() > 1 && (name[0] == '#' || name[0] == '%'))
          if (const auto word = trimmed(name.substr(1), " \t#%"); !word.empty() && std::isalpha(static_cast<unsigned char>(word[0]))) name = word;
        column.header = std::string(name);
        if (column.header.empty())
          column.header = "column " + std::to_string(i + 1);
        else
          column.meaning = meaning_of(column.header);
        t.columns.push_back(std::move(column));
      }
      if (!header_known_) two_rows(*header, scanner, t);
      // Empty headers at the end are separators too many.
      while (t.columns.size() > 1 && t.columns.back().meaning.role == ColumnRole::extra &&
             t.columns.back().header == "column " + std::to_string(t.columns.size()))
        t.columns.pop_back();
    } else {
      t.data_row = body;
      Scanner data = at;
      while (data.next(row) && row.number < body) {
      }
      const std::size_t width = std::max<std::size_t>(
          {row.cells.size(), first_table ? result_.dialect.width : 1, std::size_t{1}});
      for (std::size_t i = 0; i < width && i < max_surveyed_columns; ++i) {
        SurveyColumn column;
        column.header = "column " + std::to_string(i + 1);
        t.columns.push_back(std::move(column));
      }
    }
    result_.tables.push_back(std::move(t));
  }

  bool starts_new_table(const Scanner& scanner, const Row& row, bool after_gap) {
    if (header_known_ || (profile_ && profile_->preamble_rows)) return false;
    if (!after_gap) {
      // A new header without a gap: only known words, at least three, none of them data.
      const auto first = text_of(row, row.cells[0]);
      if (first.empty() || first.size() > 60 || first == last_first_) return false;
      // Data mostly begins with a digit or a sign; the same word again was looked at before.
      const auto c = static_cast<unsigned char>(first[0]);
      if (c < 0x80 && !std::isalpha(c) && c != '#') return false;
      if (!meaning_of(first).exact) {
        last_first_ = first;
        return false;
      }
      const RowLook l = look(row);
      return l.data == 0 && l.exact >= 3 && l.exact == l.filled;
    }
    if (table().rows == 0 && table().header_row) return false;
    const RowLook l = look(row);
    if (l.data == 0 && l.exact >= 2 && l.exact * 2 >= l.filled) return true;
    // A title or legend, with a header below it and no data in between.
    if (l.filled != 1 || table().columns.size() < 3) return false;
    Scanner ahead = scanner;
    Row below;
    for (int i = 0; i < 12 && ahead.next(below); ++i) {
      if (blank(below) || rule(below)) continue;
      const RowLook b = look(below);
      if (b.data == 0 && b.exact >= 2 && b.exact * 2 >= b.filled) return true;
      if (b.data > 0 && b.filled > 2) return false;
    }
    return false;
  }

  void add(const Row& row) {
    SurveyTable& t = table();
    const std::uint64_t n = ++t.rows;
    const bool full = n <= sampled_rows || n % 64 == 0;
    t.fitting += row.cells.size() + 1 >= t.columns.size() && row.cells.size() <= t.columns.size() + 1;
    const std::size_t count = std::min(row.cells.size(), t.columns.size());
    if (t.heads.size() <= t.columns.size()) t.heads.emplace_back(row.cells.empty() ? std::string_view() : text_of(row, row.cells[0]).substr(0, 300));
    const std::size_t line = t.header_row == 0 ? n - 2 : n - 1;  // of a matrix; without a header the first row is one
    if (n > (t.header_row == 0 ? 1u : 0u) && line + 1 < t.columns.size())
      for (std::size_t i = 1; i < count; ++i)
        if (const auto text = text_of(row, row.cells[i]); !text.empty() && text != "0" && i - 1 != line) {
          std::uint64_t h = 1469598103934665603u ^ std::min(line, i - 1) * 0x9e3779b97f4a7c15 ^ std::max(line, i - 1) * 0xbf58476d1ce4e5b9;
          for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
          h = (h ^ (h >> 29)) * 0x94d049bb133111eb;
          t.one_sided += line < i - 1 ? h : 0 - h;
        }
    if (n == 1 && t.header_row == 0)
      for (const Cell& cell : row.cells) t.first_cells.emplace_back(text_of(row, cell).substr(0, 300));
    for (std::size_t i = 0; i < count; ++i) {
      SurveyColumn& column = t.columns[i];
      const ColumnRole role = column.meaning.role;
      const bool dated = role == ColumnRole::time || role == ColumnRole::date;
      if (!full && !dated) continue;
      const Cell& cell = row.cells[i];
      if (!full && cell.end - cell.begin > 160) continue;
      const auto text = text_of(row, cell);
      if (full) {
        sample_cell(text, column.sample);
        if (column.example.empty() && !text.empty())
          column.example = std::string(text.substr(0, 80));
      }
      if (dated) column.short_days.add(text);
      // Only dates that could be read both ways matter, and they have two separators.
      if (text.size() < 6 || text.size() > 60 || !maybe_unclear(text)) continue;
      if (const auto written = text::parse_written_time(text)) column.order.add(*written, n, text);
    }
  }

  // A matrix whose people are numbers: the row of their numbers was taken for data.
  static void numbered_header(SurveyTable& t) {
    if (t.header_row != 0 || t.rows < 4 || t.columns.size() != t.rows || t.first_cells.size() != t.rows || t.heads.size() != t.rows ||
        !t.heads[0].empty())
      return;
    for (std::size_t i = 1; i < t.rows; ++i)
      if (t.first_cells[i] != t.heads[i]) return;
    t.header_row = t.data_row++;
    --t.rows;
    t.heads.erase(t.heads.begin());
    for (std::size_t i = 1; i < t.columns.size(); ++i) t.columns[i].header = t.first_cells[i];
  }

  // An attendance list by days: the row of days was taken for data.
  static void dated_header(SurveyTable& t) {
    if (t.header_row != 0 || t.rows < 4 || t.columns.size() < 4 || t.first_cells.size() != t.columns.size() || t.heads.empty()) return;
    for (std::size_t i = 1; i < t.columns.size(); ++i) {
      const ColumnSample& s = t.columns[i].sample;
      if (look_at(t.first_cells[i]) != CellLook::date || s.count(CellLook::date) != 1 || s.count(CellLook::integer) + 1 != s.non_empty() || s.largest > 1) return;
    }
    if (look_at(t.first_cells[0]) != CellLook::word && !t.first_cells[0].empty()) return;
    t.header_row = t.data_row++;
    --t.rows;
    t.heads.erase(t.heads.begin());
    for (std::size_t i = 0; i < t.columns.size(); ++i) t.columns[i].header = t.first_cells[i];
  }

  // d or dd, then / . or -, then d or dd: the beginning of a date whose order is open. Times in
  // front ("21:40 04/03/2024") and weekdays are let through by their letters and colons.
  static bool maybe_unclear(std::string_view t) {
    const auto digit = [&](std::size_t i) { return i < t.size() && t[i] >= '0' && t[i] <= '9'; };
    if (digit(0) && digit(1) && digit(2) && digit(3)) return false;
    return t.find_first_of("/.-") != std::string_view::npos;
  }

  const std::optional<Profile>& profile_;
  const bool header_known_;
  Survey result_;
  std::string buffer_;
  std::string last_first_;  // a first cell known to be no header's
};

}  // namespace

Survey survey(std::string_view bytes, const std::optional<Profile>& profile, const exhibit::ByteSource* source) {
  Surveyor<RowScanner> surveyor(profile, false);
  Survey& s = surveyor.result();
  exhibit::Behind behind(source);
  s.encoding = text::detect_encoding(bytes, [&](std::size_t at) { behind.now_at(at); });
  if (profile && !profile->encoding.empty()) {
    for (const auto e : {text::Encoding::utf8, text::Encoding::utf16le, text::Encoding::utf16be,
                         text::Encoding::windows1252, text::Encoding::latin1})
      if (text::word(e) == profile->encoding && e != s.encoding.encoding)
        s.encoding = {e, 0, 0, "the profile says so"};
  }
  s.dialect = detect_dialect(bytes, s.encoding);
  if (profile && !profile->delimiter.empty()) {
    s.dialect.delimiter = profile->delimiter[0];
    s.dialect.collapse = profile->delimiter == " ";
    s.dialect.reason = "the profile says so";
    s.dialect.confidence = 1;
  }
  return surveyor.run(RowScanner(bytes, s.dialect, source));
}

Survey survey(const GridScanner& rows, const std::optional<Profile>& profile, bool header_known,
              std::string_view title) {
  Surveyor<GridScanner> surveyor(profile, header_known);
  surveyor.result().dialect = grid_dialect(rows);
  Survey result = surveyor.run(rows);
  for (SurveyTable& table : result.tables)
    if (table.title.empty() || header_known) table.title = std::string(title);
  return result;
}

bool is_matrix(const SurveyTable& table) {
  if (table.header_row == 0 || table.columns.size() < 4 || table.rows + 1 != table.columns.size() || table.heads.size() != table.rows) return false;
  for (std::size_t i = 1; i < table.columns.size(); ++i) {
    if (table.columns[i].header != table.heads[i - 1]) return false;
    const ColumnSample& s = table.columns[i].sample;
    if (s.count(CellLook::integer) + s.count(CellLook::decimal) < s.non_empty() - (s.non_empty() > 0 && table.first_cells.size() > 0)) return false;
  }
  return true;
}

bool is_attendance(const SurveyTable& table, std::string_view hints) {
  if (table.header_row == 0 || table.columns.size() < 4 || table.rows < 3) return false;
  // People: their names, each once.
  const SurveyColumn& people = table.columns[0];
  const std::uint64_t named = people.sample.count(CellLook::word) + people.sample.count(CellLook::text);
  if (named != people.sample.non_empty() || named < std::min<std::uint64_t>(table.rows, 3)) return false;
  if (people.sample.distinct.size() < std::min<std::size_t>(static_cast<std::size_t>(named), ColumnSample::most_distinct)) return false;
  const std::string head = fold_header(people.header);
  constexpr std::string_view heads[] = {"", "column 1", "name", "names", "person", "people", "member", "members", "actor", "actors", "participant", "participants", "attendee", "attendees", "suspect", "subject", "individual", "who"};
  if (std::find(std::begin(heads), std::end(heads), head) == std::end(heads)) return false;
  // Events: what was attended is 1, what was not 0 or empty.
  bool numbered = true, days = true;
  std::string stem;
  std::uint64_t attended = 0;
  for (std::size_t i = 1; i < table.columns.size(); ++i) {
    const SurveyColumn& c = table.columns[i];
    const ColumnSample& s = c.sample;
    // Where the first row was taken for data (dated_header) one cell is its header.
    if (s.count(CellLook::integer) + (table.first_cells.empty() ? 0 : 1) != s.non_empty() || s.largest > 1) return false;
    attended += s.largest == 1;
    const std::size_t figures = c.header.find_last_not_of("0123456789") + 1;
    const std::string before = c.header.substr(0, figures);
    numbered = numbered && figures < c.header.size() && !before.empty() && before.size() <= 20 && (i == 1 || before == stem);
    stem = before;
    const auto written = text::parse_written_time(c.header);
    days = days && written && written->date != text::WrittenTime::Date::none;
  }
  if (attended * 2 < table.columns.size() - 1) return false;
  bool said = false;
  for (const std::string_view word : {"attend", "affiliation", "two mode", "two-mode", "twomode", "2mode", "2-mode", "meeting", "bipartite"}) said = said || hints.find(word) != hints.npos;
  // "flag1, flag2": numbered columns say nothing unless their name is one of events.
  const std::string folded = fold_header(stem);
  constexpr std::string_view stems[] = {"e", "ev", "event", "m", "meeting", "meet", "party", "session", "gathering"};
  return said || days || (numbered && std::find(std::begin(stems), std::end(stems), folded) != std::end(stems));
}

namespace {
bool is_total(std::string_view cell) {
  const char c = cell.front();
  if (c != 'T' && c != 't' && c != 'G' && c != 'g' && c != 'S' && c != 's') return false;
  const std::string folded = fold_header(cell);
  for (const std::string_view word : {"total", "totals", "grand total", "subtotal", "sub total", "sum", "summe", "gesamt", "suma", "somme", "totale"})
    if (folded == word) return true;
  return false;
}
}  // namespace

RowClass classify(const Dialect& dialect, const Row& row, const SurveyTable& table) {
  // The usual row begins with a cell of data: decided by its first byte or two.
  std::string buffer;
  std::size_t filled = 0;
  bool rule = true, same = table.header_row != 0;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto text = trim_cell(cell_text(row.bytes, dialect, row.cells[i], buffer));
    if (same && (i < table.columns.size() ? text != table.columns[i].header : !text.empty()) &&
        !(text.empty() && i < table.columns.size() &&
          table.columns[i].header.starts_with("column ")))
      same = false;
    if (text.empty()) continue;
    ++filled;
    // "Total" where the column holds dates or numbers: the sums below a table are none of its rows.
    if (filled == 1 && text.size() < 16 && i < table.columns.size() && table.columns.size() >= 3 && is_total(text)) {
      const ColumnSample& s = table.columns[i].sample;
      if ((s.count(CellLook::word) + s.count(CellLook::text)) * 5 <= s.non_empty()) return RowClass::note;
    }
    rule = rule && text.size() >= 3 && text.find_first_not_of("=-*_#~+") == std::string_view::npos;
    if (!same && !rule && (filled >= 2 || table.columns.size() < 3)) return RowClass::data;
  }
  if (filled == 0) return RowClass::blank;
  if (same && row.cells.size() + 1 >= table.columns.size()) return RowClass::repeated_header;
  if (rule) return RowClass::rule;
  if (filled == 1 && row.cells.size() <= 2 && table.columns.size() >= 3) {
    const std::string folded =
        fold_header(trim_cell(cell_text(row.bytes, dialect, row.cells[0], buffer)));
    for (const std::string_view start :
         {"total", "totals", "end of", "number of", "generated", "grand total", "records found",
          "rows", "count", "report generated", "page", "summe", "gesamt", "anzahl", "ende"})
      if (folded.starts_with(start)) return RowClass::note;
  }
  return RowClass::data;
}

}  // namespace clew::readers
