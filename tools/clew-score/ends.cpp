// Both ends against the truth. An item is an event and the phone on which something became of it, of which another
// exhibit shows that it did (a second extraction of the same phone shows a late message as late as the first);
// detectable if that other phone holds the event, and the two phones share at least two further events
// of the same parties and the same sort (SMS, chat, call) or in a group of that name, so that there is a conversation to
// lay side by side: a chat is another conversation than the SMS of the same two people, for whoever reads them and in every tool.
#include <algorithm>
#include <istream>
#include <ostream>
#include <span>
#include <stdexcept>
#include <tuple>

#include "json_fields.h"
#include "score.h"

namespace clew::score {
namespace {

using Item = std::pair<std::uint32_t, std::string>;  // event, exhibit
using Phone = std::uint16_t;
constexpr Phone no_phone = 0xFFFF;

bool lacking(const std::string& what) {
  return what == "coverage" || what == "deleted" || what == "window" || what == "undelivered";
}

// The cause that a tool should think of.
const char* cause_of(const std::string& what) {
  return what == "window" ? "window" : what == "undelivered" ? "network" : "deletion";
}

// What a difference says: the records and the rest of it are not needed.
struct Said {
  std::string what, record;
  bool on_a = false;
  std::set<std::string> causes;
};

// Reads `clew compare CASE --json` through: each(exhibit a, exhibit b, difference).
template <typename Each>
void for_each_difference(std::istream& in, const Each& each) {
  std::string exhibit_a, exhibit_b, top, of_comparison;
  // Values that are not looked at are not built, and each difference is forgotten when it was handed on.
  const Json::parser_callback_t step = [&](int depth, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::key) {
      const auto& name = value.get_ref<const std::string&>();
      if (depth == 1) top = name;
      if (depth == 1 || top != "comparisons") return true;
      if (depth == 3) {
        of_comparison = name;
        return name == "a" || name == "b" || name == "differences";
      }
      if (of_comparison != "differences") return name == "exhibit";
      if (depth == 5) return name == "what" || name == "side" || name == "a" || name == "b" || name == "possible_causes";
      return name == "record" || name == "cause";
    }
    if (top != "comparisons" || event != Json::parse_event_t::object_end) return true;
    if (depth == 3 && (of_comparison == "a" || of_comparison == "b"))
      (of_comparison == "a" ? exhibit_a : exhibit_b) = text_of(value, "exhibit");
    if (depth == 4 && of_comparison == "differences") {
      Said said;
      said.what = text_of(value, "what");
      said.on_a = text_of(value, "side") == "a";
      said.record = text_of(value.at("a").is_null() ? value.at("b") : value.at("a"), "record");
      for (const auto& cause : value.value("possible_causes", Json::array())) said.causes.insert(text_of(cause, "cause"));
      each(exhibit_a, exhibit_b, said);
      return false;
    }
    return depth != 2;  // a comparison
  };
  if (!Json::parse(in, step).contains("comparisons")) throw std::runtime_error("compare: there are no comparisons");
}

}  // namespace

EndsScore judge_ends(const Truth& truth, const Records& records, std::istream& compare_json, std::ostream* missed) {
  // Phones by number; which of them hold each event, and how many events of the same parties two phones share.
  std::map<std::string, Phone> phones;
  for (const auto& d : truth.devices)
    phones.emplace(d.exhibit, static_cast<Phone>(phones.size()));
  auto phone_of = [&](const std::string& exhibit) {
    const auto found = phones.find(exhibit);
    return found == phones.end() ? no_phone : found->second;
  };
  std::vector<std::pair<std::uint32_t, Phone>> holdings;  // event, phone
  records.for_each([&](const Records::Record& record) {
    if (const auto phone = record.event < Truth::contact ? phone_of(records.exhibit(record)) : no_phone; phone != no_phone)
      holdings.emplace_back(record.event, phone);
  });
  std::sort(holdings.begin(), holdings.end());
  holdings.erase(std::unique(holdings.begin(), holdings.end()), holdings.end());
  auto holders = [&](std::uint32_t event) {
    const auto first = std::lower_bound(holdings.begin(), holdings.end(), std::pair(event, Phone{0}));
    auto last = first;
    while (last != holdings.end() && last->first == event) ++last;
    return std::span(first, last);
  };
  using Shared = std::tuple<Phone, Phone, std::uint32_t, std::uint32_t, char>;
  std::map<Shared, std::uint32_t> shared;
  auto parties = [&](std::uint32_t event, Phone x, Phone y) -> Shared {
    const auto& e = truth.events[event];
    const auto [low, high] = std::minmax(e.from, e.to);
    // A group has no single recipient: its name stands for it.
    return e.to == 0 ? Shared{std::min(x, y), std::max(x, y), e.group, 0, e.channel}
                     : Shared{std::min(x, y), std::max(x, y), low, high, e.channel};
  };
  for (std::size_t begin = 0, end; begin < holdings.size(); begin = end) {
    for (end = begin + 1; end < holdings.size() && holdings[end].first == holdings[begin].first;) ++end;
    for (auto x = begin; x < end; ++x)
      for (auto y = x + 1; y < end; ++y) ++shared[parties(holdings[x].first, holdings[x].second, holdings[y].second)];
  }

  EndsScore score;
  std::map<std::string, std::map<Item, bool>> wanted;  // kind → item → detectable
  std::map<Item, std::string> why;
  const auto kind_of = [](const std::string& what) -> std::string {
    return lacking(what) ? "lacks" : what == "edited" ? "edited" : what == "late" ? "shifted" : "notice";
  };
  // A second extraction of a phone shows what came late as late as the first did: beside it nothing is shifted.
  std::set<std::tuple<std::uint32_t, Phone, std::string>> alike;
  for (const auto& end : truth.ends)
    if (const auto kind = kind_of(end.what); kind != "lacks") alike.emplace(end.event, phone_of(end.exhibit), kind);
  for (const auto& end : truth.ends) {
    const std::string kind = kind_of(end.what);
    const Phone its = phone_of(end.exhibit);
    bool comparable = false, other = false, itself = false;
    for (const auto& [event, phone] : holders(end.event)) {
      itself |= phone == its;
      if (phone == its) continue;
      if (kind != "lacks" && alike.count({end.event, phone, kind}) != 0) continue;
      other = true;
      const auto n = its == no_phone ? shared.end() : shared.find(parties(end.event, phone, its));
      comparable |= n != shared.end() && n->second >= 3;
    }
    if (!other) continue;  // nobody could say
    // The exhibit itself must hold what is said of it, unless it lacks it.
    if (kind != "lacks" && !itself) continue;
    wanted[kind][{end.event, end.exhibit}] = comparable;
    if (kind == "lacks") why[{end.event, end.exhibit}] = end.what;
  }

  std::map<std::string, std::set<Item>> said;
  for_each_difference(compare_json, [&](const std::string& exhibit_a, const std::string& exhibit_b, const Said& d) {
    const auto* record = records.find(d.record);
    const std::string& side = d.on_a ? exhibit_a : exhibit_b;
    // Operators' records are no end of a conversation.
    if (record == nullptr || record->event >= Truth::contact || phone_of(exhibit_a) == no_phone || phone_of(exhibit_b) == no_phone) {
      ++score.not_judged;
      return;
    }
    auto& kind = score.kinds[d.what];
    ++kind.precision.of;
    const auto& items = wanted[d.what];
    Item item{record->event, side};
    bool right = items.count(item) != 0;
    if (d.what == "edited" && !right) {  // which side has the older words may be unknown
      item.second = d.on_a ? exhibit_b : exhibit_a;
      right = items.count(item) != 0;
    }
    // Not in the group then: no such item, and said so.
    const bool outsider = d.what == "lacks" && !right && truth.events[record->event].to == 0 && d.causes.count("membership") != 0;
    kind.precision.hit += right || outsider;
    if (missed != nullptr && !right && !outsider) *missed << d.what << "\twrong\t" << side << '\t' << d.record << '\n';
    if (right && said[d.what].insert(item).second && d.what == "lacks") {
      ++score.cause_named.of;
      score.cause_named.hit += d.causes.count(cause_of(why[item])) != 0;
    }
  });
  std::vector<const Records::Record*> all;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_event;  // event, place in `all`
  if (missed != nullptr) {
    records.for_each([&](const Records::Record& record) {
      if (record.event < Truth::contact) by_event.emplace_back(record.event, static_cast<std::uint32_t>(all.size())), all.push_back(&record);
    });
    std::sort(by_event.begin(), by_event.end());
  }
  for (const auto& [kind, items] : wanted) {
    auto& s = score.kinds[kind];
    for (const auto& [item, detectable] : items) {
      const bool found = said[kind].count(item) != 0;
      if (missed != nullptr && !found) {
        *missed << kind << (detectable ? "\tmissed\t" : "\tnot detectable\t") << item.second;
        for (auto at = std::lower_bound(by_event.begin(), by_event.end(), std::pair(item.first, std::uint32_t{0}));
             at != by_event.end() && at->first == item.first; ++at)
          *missed << '\t' << records.id(*all[at->second]);
        *missed << '\n';
      }
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
