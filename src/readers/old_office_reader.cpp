#include "readers/old_office_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

#include "exhibit/locator.h"
#include "readers/biff_workbook.h"
#include "readers/compound_file.h"
#include "readers/grid.h"
#include "readers/old_office.h"
#include "readers/plausible_time.h"
#include "readers/profile.h"
#include "readers/text_reader_document.h"
#include "readers/xlsx_merges.h"
#include "readers/xlsx_sheet.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::Severity;
using namespace old_office;

constexpr std::uint64_t most_stream = 512ull << 20;

enum class Kind { none, word, excel, powerpoint };
// Excel 97 and later; Excel 5 and 95. Files for both hold both.
std::optional<std::size_t> workbook_of(const CompoundFile& file) {
  const auto entry = file.find(0, "Workbook");
  return entry ? entry : file.find(0, "Book");
}
Kind kind_of(const CompoundFile& file) {
  if (file.find(0, "WordDocument")) return Kind::word;
  if (workbook_of(file)) return Kind::excel;
  if (file.find(0, "PowerPoint Document")) return Kind::powerpoint;
  return Kind::none;
}

// Where a stretch of a stream lies in the file; the whole file where that cannot be said.
Locator place(const CompoundFile& file, std::size_t entry, std::uint64_t offset,
              std::uint64_t length, std::uint64_t file_size) {
  auto at = file.place(entry, offset, length);
  return at ? Locator().bytes(at->offset, at->length) : Locator().bytes(0, file_size);
}

// The rows of a sheet. `file` is none when the stream of the workbook is the file itself.
class OldSheetRows final : public GridRows {
 public:
  OldSheetRows(const CompoundFile* file, std::size_t entry, const BiffWorkbook& book,
               const BiffSheet& sheet, std::uint64_t file_size)
      : file_(file),
        entry_(entry),
        book_(book),
        sheet_(sheet),
        size_(file_size),
        source_(book, sheet) {
    const auto outline = book.outline(sheet);
    // As of .xlsx: what is merged over rows holds for each of them.
    for (const auto& m : outline.merges) merges_.add(m.first_column, std::uint64_t{m.first_row} + 1, std::uint64_t{m.last_row} + 1);
    merges_.settle();
    if (!outline.in_order) gather();
  }
  void rewind() override {
    merges_.rewind();
    repeated_ = 0;
    next_gathered_ = 0;
    if (gathered_.empty()) source_.rewind();
    waits_ = false;
    next_row_ = 0;
    hidden_rows_ = 0;
  }
  bool next(GridRow& row) override {
    if (!waits_ && !next_cells()) return false;
    const auto number = cells_.front().row;
    const auto begin = cells_.front().offset;
    // As far as they lie together: some programs write a sheet column by column.
    auto end = begin;
    for (const auto& c : cells_)
      if (c.offset >= begin && c.offset <= end) end = std::max(end, c.offset + c.length);
    if (gathered_.empty()) end = cells_.back().offset + cells_.back().length;
    // Rows that the file leaves out are empty; one row stands for the gap, uncounted.
    waits_ = !waits_ && next_row_ > 0 && number > next_row_;
    Locator where = at(begin, waits_ || end < begin ? 0 : end - begin);
    if (!waits_) where.row(number + 1);
    if (!sheet_.name.empty()) where.sheet(sheet_.name);
    row.place = where.str();
    if (waits_) {
      row.counted = false;
      return true;
    }
    next_row_ = number + 1;
    fill(row);
    if (!merges_.empty()) repeated_ += merges_.apply(number + 1, row);
    row.unit = book_.date1904() ? "excel-day-1904" : "excel-day";
    const bool hidden = source_.hidden_row(number);
    hidden_rows_ += hidden;
    if (sheet_.hidden) row.notes.emplace_back("hidden sheet", "yes");
    if (hidden) row.notes.emplace_back("hidden", sheet_.hidden ? "sheet and row" : "row");
    return true;
  }
  const BiffCells& source() const { return source_; }
  std::uint64_t hidden_rows() const { return hidden_rows_; }
  std::uint64_t repeated() const { return repeated_; }  // cells that got a merged cell's value

 private:
  bool next_cells() {
    if (gathered_.empty()) return source_.next(cells_);
    if (next_gathered_ >= gathered_.size()) return false;
    cells_ = gathered_[next_gathered_++];
    return true;
  }
  // A sheet whose rows do not lie together: all its cells in memory, rows in order. Of a sheet with too many cells the rows stay
  // in pieces.
  void gather() {
    constexpr std::size_t most_cells = 4'000'000;
    std::map<std::uint32_t, std::vector<BiffCell>> rows;
    std::size_t count = 0;
    source_.rewind();
    while (source_.next(cells_)) {
      count += cells_.size();
      if (count > most_cells) return source_.rewind();
      auto& row = rows[cells_.front().row];
      row.insert(row.end(), std::make_move_iterator(cells_.begin()), std::make_move_iterator(cells_.end()));
    }
    for (auto& [number, cells] : rows) {
      std::stable_sort(cells.begin(), cells.end(), [](const BiffCell& a, const BiffCell& b) { return a.column < b.column; });
      gathered_.push_back(std::move(cells));
    }
    if (gathered_.empty()) source_.rewind();
  }
  Locator at(std::uint64_t offset, std::uint64_t length) const {
    return file_ ? place(*file_, entry_, offset, length, size_) : Locator().bytes(offset, length);
  }
  void fill(GridRow& row) const {
    std::uint32_t width = 0;
    for (const auto& c : cells_) {
      if (c.column < width) continue;  // a column for the second time
      while (width < c.column) {
        row.add("");
        ++width;
      }
      row.add(c.text);
      if (!c.stored.empty()) row.stored.emplace_back(width, c.stored);
      ++width;
    }
  }

  const CompoundFile* file_;
  std::size_t entry_;
  const BiffWorkbook& book_;
  const BiffSheet& sheet_;
  std::uint64_t size_;
  BiffCells source_;
  std::vector<BiffCell> cells_;
  std::vector<std::vector<BiffCell>> gathered_;  // of a sheet whose rows are not in order
  std::size_t next_gathered_ = 0;
  bool waits_ = false;  // the row of `cells_` waits behind a gap
  std::uint32_t next_row_ = 0;
  std::uint64_t hidden_rows_ = 0, repeated_ = 0;
  MergedCells merges_;
};

model::Time file_time(std::uint64_t ticks, model::TimeKind kind, const Options& options) {
  model::Time time;
  time.kind = kind;
  time.raw = fmt::to_string(ticks);
  time.unit = "filetime";
  if (!ticks || ticks > 2'650'467'744'000'000'000ULL) return time;
  time.utc = static_cast<Micros>(ticks / 10) - 11'644'473'600'000'000;
  time.certainty = certainty_of(*time.utc, options.latest_plausible);
  return time;
}

class OldOfficeReader final : public Reader {
 public:
  std::string_view name() const override { return "old-office"; }
  std::string_view version() const override { return "5"; }

  Probe probe(const exhibit::Item& item) const override {
    if (BiffWorkbook::is_stream(item.bytes()))
      return {94, "an Excel workbook of before 2007, without a compound file"};
    auto file = item.bytes().size() < (1u << 30) ? CompoundFile::open(item.bytes()) : std::nullopt;
    if (!file || file->entries().empty()) return {0, "no compound file"};
    switch (kind_of(*file)) {
      case Kind::word:
        return {94, "a Word document of 97–2003"};
      case Kind::excel:
        return {94, "an Excel workbook of before 2007"};
      case Kind::powerpoint:
        return {94, "a PowerPoint presentation of 97–2003"};
      case Kind::none:
        return {0, "a compound file without a document that is known"};
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto file = CompoundFile::open(item.bytes());
    auto kind = file && !file->entries().empty() ? kind_of(*file) : Kind::none;
    Faults faults;
    if (kind == Kind::word) {
      word(item, *file, options, sink, faults);
    } else if (kind == Kind::excel) {
      const auto entry = *workbook_of(*file);
      excel(item, &*file, entry, file->read(entry, most_stream), options, sink, faults);
    } else if (kind == Kind::powerpoint) {
      powerpoint(item, *file, options, sink, faults);
    } else if (!file && BiffWorkbook::is_stream(item.bytes())) {
      excel(item, nullptr, 0, item.bytes().substr(0, most_stream), options, sink, faults);
    } else {
      unread(item, sink, "damaged compound file", "No document is found in it.");
    }
    for (const auto& fault : faults.list)
      sink.finding({Severity::warning, "damaged document", whole(item), fault});
    if (file)
      for (const auto& fault : file->faults())
        sink.finding({Severity::warning, "damaged compound file", whole(item), fault});
  }

 private:
  static std::string whole(const exhibit::Item& item) {
    return Locator().bytes(0, item.bytes().size()).str();
  }
  static void unread(const exhibit::Item& item, Sink& sink, std::string what, std::string why) {
    sink.rows("", 1);
    sink.skip("", "a document that was not read", whole(item));
    sink.finding({Severity::unread, std::move(what), whole(item), std::move(why)});
  }
  static constexpr const char* locked =
      "It is encrypted with a password. Open a copy with the password, save it without, and add "
      "that beside it.";

  static void finish(const CompoundFile& file, const Options& options, DocumentWriter& writer) {
    std::vector<model::Field> fields;
    std::vector<model::Time> times;
    std::string title;
    if (auto entry = file.find(0, "\x05SummaryInformation"))
      for (auto& p : summary(file.read(*entry, 1u << 20))) {
        if (p.time) {
          times.push_back(file_time(
              *p.time, p.name == "created" ? model::TimeKind::created : model::TimeKind::modified,
              options));
          continue;
        }
        if (p.name == "title") title = p.text;
        fields.push_back({p.name, std::move(p.text)});
      }
    writer.finish(title, std::move(fields), std::move(times));
  }

  static void give(const std::vector<Paragraph>& paragraphs, const CompoundFile& file,
                   std::size_t entry, const exhibit::Item& item, DocumentWriter& writer) {
    for (bool survey : {true, false})
      for (const auto& p : paragraphs) {
        Block block;
        block.text = p.text;
        block.locator = place(file, entry, p.offset, p.length, item.bytes().size()).str();
        if (p.number) block.extras.push_back({"slide", fmt::to_string(p.number)});
        if (p.part != "body" && p.part != "slide")
          block.extras.push_back({"part of the document", std::string(p.part)});
        survey ? writer.survey(block) : writer.write(std::move(block));
      }
  }

  static void word(const exhibit::Item& item, const CompoundFile& file, const Options& options,
                   Sink& sink, Faults& faults) {
    auto entry = *file.find(0, "WordDocument");
    auto document = file.read(entry, most_stream);
    if (word_is_encrypted(document)) return unread(item, sink, "password needed", locked);
    // nFib (MS-DOC 2.5.2): 193 is Word 97; 101 to 104 are Word 6 and 95.
    auto version = document.size() > 4 ? static_cast<unsigned char>(document[2]) |
                                             static_cast<unsigned char>(document[3]) << 8
                                       : 0;
    if (version < 101)
      return unread(item, sink, "document of Word 2",
                    "It is older than what is read (Word 6 to 2003); open it with a word "
                    "processor and save it as DOCX.");
    if (version < 0x00C1) {
      DocumentWriter writer(item, options, sink, "application/msword");
      std::string charset;
      bool guessed = false;
      give(word95_text(document, charset, guessed, faults), file, entry, item, writer);
      sink.decided("code page", charset + (guessed ? " (guessed by its letters)" : " (by the document's language)"));
      if (guessed)
        sink.finding({Severity::note, "code page guessed", whole(item),
                      "The document says that it is in English, but its letters are those of " + charset + "."});
      return finish(file, options, writer);
    }
    auto table = file.find(0, word_table_name(document));
    auto pieces = table ? file.read(*table, most_stream) : std::string();
    DocumentWriter writer(item, options, sink, "application/msword");
    give(word_text(document, pieces, faults), file, entry, item, writer);
    finish(file, options, writer);
  }

  static void powerpoint(const exhibit::Item& item, const CompoundFile& file,
                         const Options& options, Sink& sink, Faults& faults) {
    auto entry = *file.find(0, "PowerPoint Document");
    auto document = file.read(entry, most_stream);
    DocumentWriter writer(item, options, sink, "application/vnd.ms-powerpoint");
    give(slide_text(document, faults), file, entry, item, writer);
    finish(file, options, writer);
  }

  static void excel(const exhibit::Item& item, const CompoundFile* file, std::size_t entry,
                    std::string_view stream, const Options& options, Sink& sink, Faults& faults) {
    BiffWorkbook book(stream, faults);
    if (book.encrypted()) return unread(item, sink, "password needed", locked);
    if (!book.version())
      return unread(item, sink, "damaged document", "Its first record is none of a workbook.");
    sink.decided("date system", book.date1904() ? "1904 (the workbook says so)" : "1900");
    if (book.version() < 8)
      sink.decided("code page", book.charset() + (book.charset_said() ? " (the workbook says so)"
                                                                      : " (nothing says so)"));
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    for (const auto& sheet : book.sheets()) {
      OldSheetRows rows(file, entry, book, sheet, item.bytes().size());
      GridSettings settings;
      settings.name = sheet.name;
      settings.file_name = std::string(item.file_name());
      read_grid(rows, settings, options, sink);
      report(rows, sheet, sheet.name.empty() ? whole(item) : Locator().sheet(sheet.name).str(),
             sink);
    }
    for (const auto& name : book.macro_sheets())
      sink.finding({Severity::note, "macro sheet not read", Locator().sheet(name).str(),
                    "The sheet holds macros of Excel 4; its cells are not read."});
  }

  static void report(const OldSheetRows& rows, const BiffSheet& sheet, const std::string& where,
                     Sink& sink) {
    const auto say = [&](Severity severity, const char* what, std::string why) {
      sink.finding({severity, what, where, std::move(why)});
    };
    const auto& cells = rows.source();
    if (sheet.hidden)
      say(Severity::note, "hidden sheet",
          "The workbook hides this sheet; it is read, and its records say so.");
    if (!sheet.listed)
      say(Severity::note, "sheet not in the workbook's list",
          "The workbook does not name this sheet; it is read all the same.");
    if (rows.hidden_rows())
      say(Severity::note, "hidden rows",
          fmt::format("{} rows are hidden; they are read, and their records say so.",
                      rows.hidden_rows()));
    if (rows.repeated()) say(Severity::note, "merged cells", fmt::format("{} cells below a merged one got its value.", rows.repeated()));
    if (!cells.hidden_columns().empty()) {
      std::string list;
      for (const auto& [first, last] : cells.hidden_columns())
        list += (list.empty() ? "" : ", ") + column_letters(first) +
                (last > first ? "–" + column_letters(last) : "");
      say(Severity::note, "hidden columns",
          fmt::format("Columns {} are hidden; they are read.", list));
    }
    if (cells.errors())
      say(Severity::note, "cells with spreadsheet errors",
          fmt::format("{} cells hold #N/A, #REF! or the like instead of a value.", cells.errors()));
    if (cells.formulas())
      say(Severity::note, "calculated cells",
          fmt::format("{} cells hold a formula; the value that was stored is read.",
                      cells.formulas()));
    if (cells.damaged())
      say(Severity::warning, "damaged sheet",
          fmt::format("{} records are broken (the first at byte {} of the workbook's stream); what "
                      "is around them is read.",
                      cells.damaged(), cells.first_damage()));
    if (!cells.ended())
      say(Severity::warning, "sheet cut off", "The records of the sheet have no end.");
  }
};

}  // namespace

std::unique_ptr<Reader> make_old_office_reader() { return std::make_unique<OldOfficeReader>(); }

}  // namespace clew::readers
