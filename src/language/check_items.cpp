#include "language/check_parts.h"


#include "language/placeholder.h"

namespace clew::language::checking {

void check_items(const CheckInput& input, std::vector<Mark>& marks) {
  for (const auto& item : find_items(input.source.substr(0, max_checked_bytes))) {
    if (item.kind != ItemKind::url && item.kind != ItemKind::email &&
        item.kind != ItemKind::phone && item.kind != ItemKind::handle &&
        item.kind != ItemKind::iban && item.kind != ItemKind::card) {
      continue;
    }
    if (input.translation.find(input.source.substr(item.begin, item.end - item.begin)) ==
        std::string_view::npos) {
      marks.push_back(Mark::item_lost);
      return;
    }
  }
}

}  // namespace clew::language::checking
