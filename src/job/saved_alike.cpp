#include "job/saved_alike.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "identity/names.h"
#include "pattern/hubs.h"

namespace clew::job {
namespace {

using link::Handle;

class SavedAlike {
 public:
  SavedAlike(const casefile::Db& db, const CaseEvents& events) {
    std::unordered_map<std::int64_t, Handle> dense;
    for (Handle h = 0; h < events.handles.size(); ++h) dense[events.handles[h].value] = h;
    auto number = [&](std::int64_t id) {
      auto found = dense.find(id);
      return found == dense.end() ? link::no_handle : found->second;
    };
    // Two copies of one phone are one: by the number that its owner was said to have.
    std::map<std::string, std::int64_t> phones;
    for (auto list = db.prepare("SELECT n.handle_id, coalesce(nullif(e.owner_number, ''), e.ref), n.name FROM name_use n JOIN exhibit e ON "
                                "e.id = n.exhibit_id JOIN handle h ON h.id = n.handle_id WHERE h.kind = 'phone' ORDER BY 2, 1, 3");
         list.step();) {
      auto phone = phones.try_emplace(std::string(list.text(1)), static_cast<std::int64_t>(phones.size())).first->second;
      if (auto h = number(list.integer(0)); h != link::no_handle) names_[h][phone].emplace_back(list.text(2));
    }
    std::int64_t exhibit = 0, before = 0;
    // A stretch ends where the next begins, or with the number that was stated.
    auto list = db.prepare(
        "SELECT o.exhibit_id, o.handle_id, o.to_utc IS NULL, (SELECT h.id FROM handle h WHERE h.kind = 'phone' AND h.normal = e.owner_number) FROM "
        "own_number o JOIN exhibit e ON e.id = o.exhibit_id ORDER BY 1, o.seq");
    std::int64_t stated = 0;
    bool open = false;
    auto end = [&] {
      if (exhibit && !open && stated) successors_.emplace(number(before), number(stated));
    };
    while (list.step()) {
      if (list.integer(0) != exhibit)
        end();
      else
        successors_.emplace(number(before), number(list.integer(1)));
      exhibit = list.integer(0);
      before = list.integer(1);
      open = list.integer(2) != 0;
      stated = list.is_null(3) ? 0 : list.integer(3);
    }
    end();
  }

  pattern::SavedNames of(Handle a, Handle b) const {
    pattern::SavedNames out;
    out.own = successors_.contains({a, b});
    auto of_a = names_.find(a), of_b = names_.find(b);
    if (of_a == names_.end() || of_b == names_.end()) return out;
    for (const auto& [phone, here] : of_a->second) {
      auto there = of_b->second.find(phone);
      if (there == of_b->second.end()) continue;
      double best = 0;
      bool any = false;
      for (const auto& x : here)
        for (const auto& y : there->second) {
          auto alike = likeness(x, y);
          any |= alike >= 0;
          best = std::max(best, alike);
        }
      if (!any) continue;
      out.alike += best >= .9;
      out.unlike += best < .7;
    }
    return out;
  }

 private:
  // Of the parts that are most alike: a first name alone is compared with a whole name. -1: one of them is no person's.
  static double likeness(const std::string& x, const std::string& y) {
    const auto a = identity::read_name(x), b = identity::read_name(y);
    if (!a.personal() || !b.personal()) return -1;
    double best = 0;
    for (const auto& p : a.parts)
      for (const auto& q : b.parts) {
        if (p.kind != identity::NamePart::Kind::word || q.kind != identity::NamePart::Kind::word) continue;
        if (identity::is_role_word(p.latin) || identity::is_again_word(p.latin) || identity::is_role_word(q.latin) || identity::is_again_word(q.latin))
          continue;
        best = std::max(best, identity::part_similarity(p, q, a.script != b.script));
      }
    return best;
  }

  std::unordered_map<Handle, std::map<std::int64_t, std::vector<std::string>>> names_;  // phone → names
  std::set<std::pair<Handle, Handle>> successors_;
};

}  // namespace

pattern::NumberChangeOptions number_change_options(const casefile::Db& db, const CaseEvents& events) {
  pattern::NumberChangeOptions options;
  // Names in place of a number are parties of the kind "name" in operators' records; other names are people's, who have numbers to change.
  std::vector<bool> shorts(events.handles.size());
  std::size_t telephones = 0, short_codes = 0;
  std::unordered_map<std::int64_t, Handle> dense;
  for (Handle h = 0; h < events.handles.size(); ++h) dense[events.handles[h].value] = h;
  for (auto list = db.prepare("SELECT id, normal FROM handle WHERE kind = 'phone' AND normal <> ''"); list.step();)
    if (auto at = dense.find(list.integer(0)); at != dense.end()) {
      ++telephones;
      if (pattern::is_short_code(list.text(1)) || pattern::is_sender_name(list.text(1))) shorts[at->second] = true, ++short_codes;
    }
  if (pattern::short_codes_tell(short_codes, telephones, {})) options.service = std::move(shorts);
  options.saved = [known = std::make_shared<const SavedAlike>(db, events)](Handle a, Handle b) { return known->of(a, b); };
  return options;
}

}  // namespace clew::job
