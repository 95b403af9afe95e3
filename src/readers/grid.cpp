#include "readers/grid.h"

#include <algorithm>
#include <map>
#include <optional>

#include "readers/delimited_rows.h"

namespace clew::readers {

void GridRow::clear() {
  text.clear();
  cells.clear();
  place.clear();
  key.clear();
  stored.clear();
  unit = {};
  notes.clear();
  links.clear();
  counted = true;
}

void GridRow::add(std::string_view cell) {
  Cell c;
  c.begin = text.size();
  text += cell;
  c.end = text.size();
  cells.push_back(c);
}

void GridRow::pad(std::size_t width) {
  width = std::min(width, RowScanner::max_cells);
  if (cells.size() < width) cells.resize(width);
}

std::size_t GridRow::first_filled() const {
  const auto cell = std::find_if(cells.begin(), cells.end(), [](const Cell& c) { return c.begin != c.end; });
  return cell == cells.end() ? 0 : static_cast<std::size_t>(cell - cells.begin());
}

GridScanner::GridScanner(GridRows& rows) : window_(std::make_shared<Window>()) {
  rows.rewind();
  window_->rows = &rows;
}

bool GridScanner::next(Row& row) {
  Window& w = *window_;
  if (at_ < w.first) return false;
  if (at_ - w.first == w.kept.size()) {
    if (w.ended || w.kept.size() >= window_rows || (w.bytes > window_bytes && w.kept.size() > 1))
      return false;
    auto fresh = std::make_shared<GridRow>();
    if (!w.rows->next(*fresh)) {
      w.ended = true;
      return false;
    }
    if (fresh->cells.empty()) fresh->cells.emplace_back();
    w.bytes += fresh->text.size();
    w.kept.push_back(std::move(fresh));
  }
  row.grid = w.kept[static_cast<std::size_t>(at_ - w.first)];
  row.bytes = row.grid->text;
  row.cells = row.grid->cells;
  row.begin = row.end = 0;
  row.number = row.line = ++at_;
  row.repaired = row.unclosed = false;
  return true;
}

void GridScanner::settle() {
  Window& w = *window_;
  while (w.first < at_ && !w.kept.empty()) {
    w.bytes -= w.kept.front()->text.size();
    w.kept.pop_front();
    ++w.first;
  }
}

Dialect grid_dialect(GridScanner rows) {
  Dialect dialect;
  dialect.quote = '\0';
  dialect.delimiter = '\0';
  dialect.confidence = 1;
  dialect.reason = "cells of a table";
  std::map<std::size_t, std::size_t> widths;
  Row row;
  for (int i = 0; i < 400 && rows.next(row); ++i) {
    std::size_t width = row.cells.size();
    while (width > 0 && row.cells[width - 1].begin == row.cells[width - 1].end)
      --width;
    if (width > 0) ++widths[width];
  }
  std::size_t most = 0;
  for (const auto& [width, count] : widths)
    if (width > 1 && count >= most) {
      most = count;
      dialect.width = width;
    }
  return dialect;
}

namespace {

// Decisions of one grid among several of a file are told apart by its name.
class NamedSink final : public Sink {
 public:
  NamedSink(Sink& sink, std::string prefix) : sink_(sink), prefix_(std::move(prefix)) {}
  void rows(std::string_view table, std::uint64_t count) override { sink_.rows(table, count); }
  void record(model::Record record) override { sink_.record(std::move(record)); }
  void extra_record(model::Record record) override { sink_.extra_record(std::move(record)); }
  void duplicate(std::string_view table, std::string_view where) override {
    sink_.duplicate(table, where);
  }
  void skip(std::string_view table, std::string_view reason, std::string_view where) override {
    sink_.skip(table, reason, where);
  }
  void finding(model::Finding finding) override { sink_.finding(std::move(finding)); }
  void question(model::Question question) override { sink_.question(std::move(question)); }
  void decided(std::string_view key, std::string_view value) override {
    sink_.decided(key.starts_with(prefix_) ? std::string(key) : prefix_ + ": " + std::string(key),
                  value);
  }
  void claims(std::string_view member) override { sink_.claims(member); }

 private:
  Sink& sink_;
  std::string prefix_;
};

}  // namespace

void read_grid(GridRows& rows, const GridSettings& settings, const Options& options, Sink& sink) {
  NamedSink named(sink, settings.name.empty() ? "table" : settings.name);
  std::optional<Profile> profile;
  if (options.profile) profile = parse_profile(*options.profile);
  const Survey found = survey(GridScanner(rows), profile, settings.header_known, settings.name);
  if (found.tables.empty()) return;
  std::vector<Plan> plans = make_plans(
      found, profile, options, settings.file_name + " " + settings.name, named, settings.name);
  for (Plan& plan : plans)
    if (plan.service.empty()) plan.service = settings.service;
  announce(found, profile, plans, named);
  infer_served(GridScanner(rows), found, plans, options, named);
  map_rows(GridScanner(rows), found, plans, options, named, 0);
}

}  // namespace clew::readers
