#include "readers/ufed_draft.h"

#include <iterator>

namespace clew::readers::ufed {

void flatten(Draft& work, const Node& start, const std::string& path) {
  // Depth first without recursion: (node, its path).
  std::vector<std::pair<const Node*, std::string>> todo{{&start, path}};
  while (!todo.empty()) {
    const Node* node = todo.back().first;
    const std::string at = std::move(todo.back().second);
    todo.pop_back();
    if (node->tag == Tag::field || node->tag == Tag::value) {
      work.extra(at, work.tree.value(*node));
      continue;
    }
    if (node->tag == Tag::empty) continue;
    if (node->tag == Tag::multi_field) {
      std::string all;
      work.tree.children(*node, [&](const Node& v) {
        if (!v.text.empty()) all += (all.empty() ? "" : ", ") + std::string(v.text);
      });
      work.extra(at, all);
      continue;
    }
    if (node->tag == Tag::model) {
      if (const auto state = work.tree.attribute(*node, "deleted_state");
          !state.empty() && state != "Intact" && state != "Unknown")
        work.extra(at + ".deleted_state", state);
      if (node->type == "InstantMessage") work.extra(at + ".id", work.tree.attribute(*node, "id"));
    }
    if (!node->text.empty()) work.extra(at, node->text);
    if (node->tag != Tag::model && node->tag != Tag::model_field &&
        node->tag != Tag::multi_model_field && node->tag != Tag::jumptargets)
      for (const auto& a : work.tree.attributes(*node))
        if (a.name != "name" && a.name != "type")
          work.extra(fmt::format("{}.{}", at, a.name), a.value);
    std::vector<std::pair<const Node*, std::string>> below;
    int models = 0;
    work.tree.children(*node, [&](const Node& c) { models += c.tag == Tag::model; });
    int number_of_model = 0;
    work.tree.children(*node, [&](const Node& c) {
      if (c.tag == Tag::model) {
        ++number_of_model;
        auto name = at;
        if (!c.type.empty() && node->type != c.type) name += fmt::format(".{}", c.type);
        if (models > 1) name += fmt::format("[{}]", number_of_model);
        below.emplace_back(&c, std::move(name));
      } else {
        const auto part = c.name.empty() ? c.element : c.name;
        below.emplace_back(&c, at.empty() ? std::string(part) : fmt::format("{}.{}", at, part));
      }
    });
    todo.insert(todo.end(), std::make_move_iterator(below.rbegin()),
                std::make_move_iterator(below.rend()));
  }
}

}  // namespace clew::readers::ufed
