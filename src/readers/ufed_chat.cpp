#include "readers/ufed_chat.h"

#include <string_view>

#include "readers/ufed_words.h"

namespace clew::readers::ufed {

Chat chat_of(const Tree& tree) {
  Chat out;
  const Node& root = tree.root();
  out.key = std::string(tree.attribute(root, "id"));
  const auto source = tree.value(root, "Source");
  out.service = native_source(source) ? "SMS" : std::string(source);
  out.title = std::string(tree.value(root, "Name"));
  std::vector<std::string_view> others;
  if (const Node* field = tree.child(root, "Participants"))
    tree.children(*field, [&](const Node& p) {
      if (p.tag != Tag::model) return;
      const auto id = tree.value(p, "Identifier"), name = tree.value(p, "Name");
      if (is_yes(tree.value(p, "IsPhoneOwner"))) {
        if (!id.empty() && out.owners.size() < 16) out.owners.emplace_back(id);
      } else if (others.size() < 2) {
        others.push_back(name.empty() ? id : name);
      }
    });
  if (out.title.empty() && others.size() == 1) out.title = std::string(others[0]);
  return out;
}

}  // namespace clew::readers::ufed
