// A record in the making: what the fields of one model gave so far.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/record.h"
#include "readers/ufed_tree.h"
#include "readers/ufed_types.h"
#include "readers/ufed_words.h"

namespace clew::readers::ufed {

// Keeps references to all that it is made of.
struct Draft {
  const Tree& tree;
  const TypeMap& type;
  const std::string& where;
  std::vector<model::Record>& further;
  model::Record record;
  std::string texts[3];
  std::string direction_word, folder, forwarded_text;
  std::vector<std::pair<std::uint64_t, int>> extra_names;  // hash, how often; most have some twenty
  std::unordered_map<std::uint64_t, int> more_extra_names;
  std::optional<bool> from_owner, to_owner;

  Draft(const Tree& t, const TypeMap& m, const std::string& w, std::vector<model::Record>& f)
      : tree(t), type(m), where(w), further(f) {
    extra_names.reserve(32);
    record.extras.reserve(16);
    record.fields.reserve(8);
  }
  int times_used(std::uint64_t name) {
    for (auto& [hash, n] : extra_names)
      if (hash == name) return ++n;
    if (extra_names.size() >= 64) return ++more_extra_names[name];
    extra_names.emplace_back(name, 1);
    return 1;
  }
  void extra(std::string name, std::string_view value) {
    if (value.empty()) return;
    if (const int n = times_used(hash_of(name)); n > 1) name += fmt::format(" ({})", n);
    record.extras.push_back({std::move(name), std::string(value)});
  }
  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    for (auto& f : record.fields)
      if (f.name == name) {
        if (f.value != value) f.value += fmt::format(", {}", value);
        return;
      }
    record.fields.push_back({std::string(name), std::string(value)});
  }
  void link(model::LinkKind kind, std::string_view target) {
    constexpr std::size_t most = 2'000;
    if (record.links.size() >= most) return extra("jumptarget", target);
    for (const auto& l : record.links)
      if (l.target == target) return;
    record.links.push_back({kind, std::string(target)});
  }
};

// `path` as the name of what lies under it: "MessageExtraData.Label".
inline std::string below(const std::string& path, const Node& field) {
  return fmt::format("{}.{}", path, field.name.empty() ? field.element : field.name);
}

// Everything below a node as extras of the record, each under its path.
void flatten(Draft& draft, const Node& node, const std::string& path);

}  // namespace clew::readers::ufed
