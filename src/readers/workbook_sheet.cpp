#include "readers/workbook_sheet.h"

#include <algorithm>

#include "readers/profile.h"

namespace clew::readers {

using model::Severity;

void read_sheet(GridRows& rows, const exhibit::Item& item, const Workbook& book, const std::string& name, std::string_view workbook_part,
                const Options& options, Sink& sink) {
  sink.decided("sheet", name);
  sink.decided("date system", book.date1904 ? "1904 (the workbook says so)" : "1900");
  if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
  if (!book.found)
    sink.finding({Severity::warning, "workbook part missing", "",
                  fmt::format("{} is not there: the sheet's name and date system are not known; dates are counted from 1900.", workbook_part)});
  else if (!book.sheet_of(item.name()))
    sink.finding({Severity::note, "sheet not in the workbook's list", "", "The workbook does not name this sheet; it is read all the same."});
  GridSettings settings;
  settings.name = name;
  const std::string_view file = item.path.size() > 1 ? std::string_view(item.path[item.path.size() - 2]) : item.file_name();
  settings.file_name = std::string(file.substr(file.rfind('/') + 1));
  read_grid(rows, settings, options, sink);
}

void report_workbook(const exhibit::Item& item, const std::string& base, const Workbook& book, Sink& sink) {
  std::string sheets;
  for (const auto& sheet : book.sheets)
    sheets += fmt::format("{}{}{}", sheets.empty() ? "" : ", ", sheet.name, sheet.state == "visible" ? "" : " (" + sheet.state + ")");
  sink.decided("sheets", sheets);
  const auto& names = item.tree->names();
  for (const auto& sheet : book.sheets)
    if (std::find(names.begin(), names.end(), base + sheet.part) == names.end())
      sink.finding({Severity::unread, "sheet missing", exhibit::Locator().sheet(sheet.name).str(),
                    fmt::format("The workbook names the sheet '{}', but its part is not there.", sheet.name)});
}

void give_comment(std::string text, const std::string& author, const std::string& cell, std::uint64_t begin, std::uint64_t size, Sink& sink) {
  model::Record record;
  record.kind = model::RecordKind::document;
  record.locator = exhibit::Locator().bytes(begin, size).cell(cell).str();
  record.table = "comments";
  record.text = std::move(text);
  record.fields.push_back({"title", "comment on " + cell});
  if (!author.empty()) record.participants.push_back({model::Role::author, {model::IdentifierKind::name, author, ""}, author});
  sink.rows("comments", 1);
  sink.record(std::move(record));
}

}  // namespace clew::readers
