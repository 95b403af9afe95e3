#include "view/viewer.h"

#include "casefile/audit.h"

namespace clew::view {

Viewer local_viewer() { return {casefile::current_user(), "analyst"}; }

void CaseView::consulted(std::string_view what, std::string_view item, std::string_view details_json) const {
  case_.audit().append({casefile::AuditAct::consultation, std::string(what), std::string(item),
                        std::string(details_json), "", ""});
}

}  // namespace clew::view
