// Both ends against the truth. An item is an event and the phone on which something became of it;
// detectable if another phone holds the event, and the two phones share at least two further events
// of the same parties or in a group of that name, so that there is a conversation to lay side by side.
#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "score.h"

namespace clew::score {
namespace {

using Json = nlohmann::json;
using Item = std::pair<std::uint32_t, std::string>;  // event, exhibit

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool lacking(const std::string& what) {
  return what == "coverage" || what == "deleted" || what == "window" || what == "undelivered";
}

// The cause that a tool should think of.
const char* cause_of(const std::string& what) {
  return what == "window" ? "window" : what == "undelivered" ? "network" : "deletion";
}

}  // namespace

EndsScore judge_ends(const Truth& truth, const Records& records, const std::string& compare_json) {
  std::set<std::string> phones;
  for (const auto& d : truth.devices)
    phones.insert(d.exhibit);
  // Which phones hold each event, and how many events of the same parties two phones share.
  std::map<std::uint32_t, std::set<std::string>> holders;
  for (const auto& [id, record] : records.by_id)
    if (record.event < Truth::contact && phones.count(record.exhibit) != 0)
      holders[record.event].insert(record.exhibit);
  using Shared = std::tuple<std::string, std::string, std::uint32_t, std::uint32_t, char>;
  std::map<Shared, std::uint32_t> shared;
  auto parties = [&](std::uint32_t event, const std::string& x, const std::string& y) -> Shared {
    const auto& e = truth.events[event];
    const auto [low, high] = std::minmax(e.from, e.to);
    // A group has no single recipient: its name stands for it.
    return e.to == 0 ? Shared{std::min(x, y), std::max(x, y), e.group, 0, e.kind}
                     : Shared{std::min(x, y), std::max(x, y), low, high, e.kind};
  };
  for (const auto& [event, held] : holders)
    for (auto x = held.begin(); x != held.end(); ++x)
      for (auto y = std::next(x); y != held.end(); ++y)
        ++shared[parties(event, *x, *y)];

  EndsScore score;
  std::map<std::string, std::map<Item, bool>> wanted;  // kind → item → detectable
  std::map<Item, std::string> why;
  for (const auto& end : truth.ends) {
    const std::string kind = lacking(end.what)     ? "lacks"
                             : end.what == "edited" ? "edited"
                             : end.what == "late"   ? "shifted"
                                                    : "notice";
    const auto held = holders.find(end.event);
    bool comparable = false, other = false;
    if (held != holders.end())
      for (const auto& phone : held->second)
        if (phone != end.exhibit) {
          other = true;
          const auto n = shared.find(parties(end.event, phone, end.exhibit));
          comparable |= n != shared.end() && n->second >= 3;
        }
    if (!other) continue;  // nobody could say
    // The exhibit itself must hold what is said of it, unless it lacks it.
    if (kind != "lacks" && held->second.count(end.exhibit) == 0) continue;
    wanted[kind][{end.event, end.exhibit}] = comparable;
    if (kind == "lacks") why[{end.event, end.exhibit}] = end.what;
  }

  std::map<std::string, std::set<Item>> said;
  const Json given = Json::parse(compare_json);
  for (const auto& comparison : given.at("comparisons")) {
    const std::string exhibit_a = text_at(comparison.at("a"), "exhibit");
    const std::string exhibit_b = text_at(comparison.at("b"), "exhibit");
    for (const auto& d : comparison.at("differences")) {
      const std::string what = text_at(d, "what");
      const auto& present = d.at("a").is_null() ? d.at("b") : d.at("a");
      const auto* record = records.find(text_at(present, "record"));
      const std::string& side = text_at(d, "side") == "a" ? exhibit_a : exhibit_b;
      // Operators' records are no end of a conversation.
      if (record == nullptr || record->event >= Truth::contact || phones.count(exhibit_a) == 0 ||
          phones.count(exhibit_b) == 0) {
        ++score.not_judged;
        continue;
      }
      auto& kind = score.kinds[what];
      ++kind.precision.of;
      const auto& items = wanted[what];
      Item item{record->event, side};
      bool right = items.count(item) != 0;
      if (what == "edited" && !right) {  // which side has the older words may be unknown
        item.second = side == exhibit_a ? exhibit_b : exhibit_a;
        right = items.count(item) != 0;
      }
      std::set<std::string> causes;
      for (const auto& cause : d.value("possible_causes", Json::array()))
        causes.insert(text_at(cause, "cause"));
      // Not in the group then: no such item, and said so.
      const bool outsider = what == "lacks" && !right && truth.events[record->event].to == 0 &&
                            causes.count("membership") != 0;
      kind.precision.hit += right || outsider;
      if (!right) continue;
      if (said[what].insert(item).second && what == "lacks") {
        ++score.cause_named.of;
        score.cause_named.hit += causes.count(cause_of(why[item])) != 0;
      }
    }
  }
  for (const auto& [kind, items] : wanted) {
    auto& s = score.kinds[kind];
    for (const auto& [item, detectable] : items) {
      const bool found = said[kind].count(item) != 0;
      ++s.recall_all.of;
      s.recall_all.hit += found;
      if (detectable) {
        ++s.recall_detectable.of;
        s.recall_detectable.hit += found;
      }
    }
  }
  return score;
}

}  // namespace clew::score
