#include "readers/xlsb_parts.h"

#include <fmt/format.h>

#include <map>

#include "readers/little_bytes.h"
#include "readers/xlsb_records.h"

namespace clew::readers {
namespace {

constexpr std::size_t most_sheets = 4096, most_styles = 65'536;
constexpr std::uint64_t most_breaks = 1000;

// A text's record with nothing wrong in it: its length lies inside.
bool is_string_item(const BinaryRecord& r) {
  if (r.type != xlsb::string_item || r.data.size() < 5) return false;
  const std::uint64_t size = std::uint64_t{little::u32(r.data, 1)} * 2 + 5;
  const bool plain = (little::u8(r.data, 0) & 3) == 0;  // no runs of fonts, no readings behind it
  return plain ? r.data.size() == size : r.data.size() >= size;
}

// From `at` on the next place where three texts, or texts and the table's end, follow each other.
std::uint64_t next_strings(std::string_view bytes, std::uint64_t at) {
  for (; at < bytes.size(); ++at) {
    if (bytes[static_cast<std::size_t>(at)] != static_cast<char>(xlsb::string_item)) continue;
    BinaryRecord r;
    std::uint64_t next = at;
    int good = 0;
    while (good < 3 && binary_record(bytes, next, r) && is_string_item(r)) {
      ++good;
      next = r.end;
    }
    if (good == 3 || (good > 0 && binary_record(bytes, next, r) && r.type == xlsb::end_strings &&
                      r.data.empty()))
      return at;
  }
  return bytes.size();
}

}  // namespace

Workbook read_binary_workbook(const exhibit::Tree& tree, std::string_view base) {
  Workbook book;
  const auto main = tree.open(std::string(base) + "xl/workbook.bin");
  if (!main) return book;
  book.found = true;
  const auto targets = workbook_targets(tree, std::string(base) + "xl/_rels/workbook.bin.rels");
  BinaryRecord r;
  for (std::uint64_t at = 0; binary_record(main->bytes(), at, r); at = r.end) {
    if (r.type == xlsb::workbook_properties) book.date1904 = little::u32(r.data, 0) & 1;
    if (r.type != xlsb::sheet || book.sheets.size() >= most_sheets) continue;
    WorkbookSheet sheet;
    const auto state = little::u32(r.data, 0);
    sheet.state = state == 0 ? "visible" : state == 1 ? "hidden" : "veryHidden";
    std::uint64_t end = 0;
    const auto found = targets.find(wide_string(r.data, 8, &end));
    sheet.name = wide_string(r.data, end);
    sheet.part = found != targets.end()
                     ? found->second
                     : fmt::format("xl/worksheets/sheet{}.bin", book.sheets.size() + 1);
    book.sheets.push_back(std::move(sheet));
  }
  return book;
}

CellStyles binary_cell_styles(std::string_view bytes) {
  std::map<unsigned, NumberFormat> own;
  std::vector<NumberFormat> formats;
  bool in_cells = false;
  BinaryRecord r;
  for (std::uint64_t at = 0; binary_record(bytes, at, r); at = r.end) {
    if (r.type == xlsb::format && own.size() < most_styles)
      own[little::u16(r.data, 0)] = number_format(wide_string(r.data, 2));
    if (r.type == xlsb::begin_cell_styles) in_cells = true;
    if (r.type == xlsb::end_cell_styles) in_cells = false;
    if (!in_cells || r.type != xlsb::style || formats.size() >= most_styles) continue;
    const unsigned id = little::u16(r.data, 2);
    const auto found = own.find(id);
    formats.push_back(found == own.end() ? builtin_format(id) : found->second);
  }
  return CellStyles(std::move(formats));
}

BinaryStrings::BinaryStrings(std::shared_ptr<const exhibit::ByteSource> part)
    : source_(std::move(part)) {
  if (!source_) return;
  const auto bytes = source_->bytes();
  std::uint64_t at = 0, said = 0, since = 0;
  bool began = false, ended = false;
  BinaryRecord r;
  runs_.emplace_back();
  const auto broken = [&] {
    if (damaged_++ == 0) first_damage_ = at;
    // The first run keeps its numbers; of the others only the last will be known.
    if (runs_.size() == 1)
      runs_.emplace_back();
    else
      runs_.back() = {};
    at = damaged_ < most_breaks ? next_strings(bytes, since ? since : at + 1) : bytes.size();
  };
  while (at < bytes.size() && !ended) {
    if (!binary_record(bytes, at, r)) {
      broken();
      continue;
    }
    if (is_string_item(r)) {
      Run& run = runs_.back();
      if (run.count++ % step == 0) run.places.push_back(at);
      since = at + 2;
    } else if (r.type == xlsb::begin_strings) {
      began = true;
      said = little::u32(r.data, 4);
    } else if (r.type == xlsb::end_strings) {
      ended = true;
    } else if (began || r.type == xlsb::string_item) {
      broken();
      continue;
    }
    at = r.end;
  }
  if (!ended && damaged_++ == 0) first_damage_ = at;
  if (runs_.size() < 2) return;
  if (ended && said >= runs_[0].count + runs_[1].count)
    runs_[1].first = said - runs_[1].count;
  else
    runs_.pop_back();
}

bool BinaryStrings::append(std::uint64_t number, std::string& out) const {
  for (const Run& run : runs_) {
    if (number < run.first || number - run.first >= run.count) continue;
    const auto inside = number - run.first;
    auto at = run.places[static_cast<std::size_t>(inside / step)];
    BinaryRecord r;
    for (std::uint64_t left = inside % step;; --left) {
      if (!binary_record(source_->bytes(), at, r)) return false;
      if (left == 0) break;
      at = r.end;
    }
    out += wide_string(r.data, 1);
    return true;
  }
  return false;
}

}  // namespace clew::readers
