#include "readers/delimited_ties.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/blanks.h"
#include "readers/delimited_party.h"

namespace clew::readers {

using model::IdentifierKind;
using model::Record;
using model::Role;

void add_ties(Record& record, const Plan& plan, RowCells& cells) {
  const auto contacts = [&](std::string_view text) -> std::int64_t {
    const auto value = decimal_of(text);
    if (!value) return trimmed(text, cell_blanks).empty() ? 0 : 1;
    return *value <= 0 ? 0 : std::int64_t(std::clamp(std::ceil(*value), 1.0, 1e6));
  };
  std::string counts;
  if (plan.matrix) {
    if (cells.size() == 0 || cells.text(0).empty()) return;
    cells.use(0);
    const auto person = [&](Role role, std::string_view name) {
      name = trimmed(name, cell_blanks);
      record.participants.push_back({role, {tie_kind_of(name), std::string(name), record.service}, ""});
      auto& p = record.participants.back();
      if (p.identifier.kind == IdentifierKind::name) p.name = p.identifier.raw;
    };
    person(Role::from, cells.written(0));
    bool own = false;  // its own column was passed
    for (std::size_t i = 1; i < cells.size() && i < plan.columns.size(); ++i) {
      cells.use(i);
      const auto n = contacts(cells.written(i));
      if (plan.columns[i].header == cells.text(0)) own = true;
      if (n == 0 || plan.columns[i].header == cells.text(0) || (plan.symmetric && !own)) continue;
      person(Role::to, plan.columns[i].header);
      counts += (counts.empty() ? "" : ",") + std::to_string(n);
    }
  } else {
    const auto to = std::count_if(record.participants.begin(), record.participants.end(), [](const auto& p) { return p.role == Role::to; });
    const std::int64_t n = plan.contacts && *plan.contacts < cells.size() ? contacts(cells.written(*plan.contacts)) : 1;
    for (std::ptrdiff_t i = 0; i < to; ++i) counts += (counts.empty() ? "" : ",") + std::to_string(n);
  }
  if (!counts.empty()) record.fields.push_back({"ties", std::move(counts)});
}

void add_attendance(Record& record, const Plan& plan, RowCells& cells) {
  if (cells.size() == 0) return;
  const std::string name(cells.text(0));
  if (!name.empty()) {
    cells.use(0);
    record.participants.push_back({Role::subject, {IdentifierKind::name, name, record.service}, name});
  }
  std::string attended;
  for (std::size_t i = 1; i < cells.size() && i < plan.columns.size(); ++i) {
    const auto cell = cells.text(i);
    if (cell == "0" || cell == "1") cells.use(i);
    if (cell == "1") attended += (attended.empty() ? "" : "; ") + plan.columns[i].header;
  }
  if (!attended.empty()) record.fields.push_back({"attended", std::move(attended)});
}

}  // namespace clew::readers
