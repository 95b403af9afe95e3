#include "view/viewer.h"

#include <fmt/format.h>

#include "base/error.h"
#include "casefile/audit.h"

namespace clew::view {

Viewer local_viewer() { return {casefile::current_user(), "analyst"}; }

std::int64_t CaseView::exhibit(std::string_view ref) const {
  auto find = db().prepare("SELECT id FROM exhibit WHERE ref = ?1");
  find.bind(1, ref);
  if (!find.step()) throw Error(ErrorKind::not_found, fmt::format("there is no exhibit {}; `clew ls CASE` lists them", ref));
  return find.integer(0);
}

void CaseView::consulted(std::string_view what, std::string_view item, std::string_view details_json) const {
  case_.audit().append({casefile::AuditAct::consultation, std::string(what), std::string(item),
                        std::string(details_json), "", ""});
}

}  // namespace clew::view
