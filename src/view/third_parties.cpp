#include "view/third_parties.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "search/indicators.h"
#include "view/identity.h"
#include "view/indicators.h"

namespace clew::view {
namespace {

constexpr const char* nobody_said = "nobody said whose";
constexpr const char* no_role = "a person without a role";

// Handle → roles of its persons; of a person without one: no_role.
std::unordered_map<std::int64_t, std::set<std::string>> roles_of_handles(const CaseView& view, bool& any_role) {
  const auto now = judged(view);
  std::unordered_map<std::int64_t, std::set<std::string>> of_person, out;
  for (const auto& act : now.acts)
    if (act.table == 'R')
      for (auto person : now.persons.members(act.a.id)) of_person[person].insert(act.verdict);
  for (const auto& act : now.acts) {
    if (act.table != 'A') continue;
    std::set<std::string> roles;
    for (auto person : now.persons.members(act.b.id))
      if (auto found = of_person.find(person); found != of_person.end()) roles.insert(found->second.begin(), found->second.end());
    if (roles.empty()) roles.insert(no_role);
    for (auto handle : now.handles.members(act.a.id)) out[handle].insert(roles.begin(), roles.end());
  }
  any_role = false;
  for (auto& [handle, roles] : out) {
    if (roles.size() > 1) roles.erase(no_role);
    for (const auto* role : {"suspect", "convicted", "victim", "witness"}) any_role = any_role || roles.contains(role);
  }
  return out;
}

// Calls `each` with conversation, handle and exhibit of every participation in a conversation. Both tables are read in the order in which they lie: the
// join by SQLite took six times as long at 1.4 M records.
template <class Each>
void each_participant(const casefile::Db& db, const Each& each) {
  std::unordered_map<std::int64_t, std::int64_t> handle_of;
  for (auto list = db.prepare("SELECT id, handle_id FROM identifier"); list.step();) handle_of.emplace(list.integer(0), list.integer(1));
  std::vector<std::pair<std::int64_t, std::int64_t>> conversation_of;  // record, conversation
  for (auto list = db.prepare("SELECT id, conversation_id FROM record INDEXED BY record_by_conversation WHERE conversation_id IS NOT NULL"); list.step();)
    conversation_of.emplace_back(list.integer(0), list.integer(1));
  std::sort(conversation_of.begin(), conversation_of.end());
  auto at = conversation_of.begin();
  for (auto list = db.prepare("SELECT record_id, identifier_id FROM participation ORDER BY record_id, seq"); list.step();) {
    const auto record = list.integer(0);
    while (at != conversation_of.end() && at->first < record) ++at;
    if (at == conversation_of.end()) break;
    if (at->first == record) each(at->second, handle_of[list.integer(1)], record >> 32);
  }
}

struct HeldCount {
  std::int64_t identities = 0, in_contact = 0, cards_only = 0, texts_only = 0, records = 0;
};

}  // namespace

Answer third_parties(const CaseView& view, std::size_t most) {
  const auto& db = view.db();
  bool any_role = false;
  const auto roles = roles_of_handles(view, any_role);
  std::map<std::int64_t, std::set<std::int64_t>> owners;  // exhibit → handles of its owner
  for (auto list = db.prepare("SELECT e.id, h.id FROM exhibit e JOIN handle h ON h.normal = e.owner_number UNION SELECT exhibit_id, handle_id FROM own_number"); list.step();)
    owners[list.integer(0)].insert(list.integer(1));

  AnswerWriter out(view, "third-parties");
  // By exhibit and role; a handle with several roles counts under each.
  std::map<std::int64_t, std::map<std::string, HeldCount>> held;
  std::unordered_set<std::int64_t> in_contact;
  for (auto list = db.prepare("SELECT u.exhibit_id, u.handle_id, u.sent + u.received, u.cards, u.mentioned, u.other FROM handle_use u JOIN handle h ON h.id = u.handle_id WHERE h.kind IN "
                              "('phone', 'email', 'jid', 'lid', 'username', 'uid', 'name') ORDER BY u.exhibit_id");
       list.step();) {
    const auto exhibit = list.integer(0), handle = list.integer(1);
    std::set<std::string> as;
    if (auto own = owners.find(exhibit); own != owners.end() && own->second.contains(handle))
      as.insert("the phone's own");
    else if (auto found = roles.find(handle); found != roles.end())
      as = found->second;
    else
      as.insert(nobody_said);
    if (list.integer(2) > 0) in_contact.insert(handle);
    for (const auto& role : as) {
      auto& count = held[exhibit][role];
      ++count.identities;
      count.in_contact += list.integer(2) > 0;
      count.cards_only += list.integer(2) == 0 && list.integer(3) > 0;
      count.texts_only += list.integer(2) == 0 && list.integer(3) == 0 && list.integer(4) > 0;
      count.records += list.integer(2) + list.integer(3) + list.integer(4) + list.integer(5);
    }
  }
  out.table("Numbers, accounts and names by exhibit and role", {"exhibit", "role", "identities", "in contact", "on cards only", "in texts only", "uses in records"});
  for (const auto& [exhibit, by_role] : held)
    for (const auto& [role, count] : by_role)
      out.row().exhibit(exhibit).word(role).count(count.identities).count(count.in_contact).count(count.cards_only).count(count.texts_only).count(count.records);

  std::size_t proposed = 0;
  if (any_role) {
    // Conversations that something speaks for keeping open.
    std::unordered_set<std::int64_t> keep;
    for (const char* sql :
         {"SELECT DISTINCT r.conversation_id FROM lead_evidence v JOIN record r ON r.id = v.record_id WHERE r.conversation_id IS NOT NULL AND coalesce((SELECT state FROM lead_judgement j WHERE "
          "j.lead_id = v.lead_id ORDER BY j.id DESC LIMIT 1), 'new') <> 'rejected'",
          "SELECT DISTINCT r.conversation_id FROM record_tag t JOIN record r ON r.id = t.record_id WHERE r.conversation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.act = 'T' "
          "AND w.act_id = t.id)",
          "SELECT DISTINCT r.conversation_id FROM record_language l JOIN record r ON r.id = l.record_id WHERE l.status = 'human-checked' AND r.conversation_id IS NOT NULL"})
      for (auto list = db.prepare(sql); list.step();) keep.insert(list.integer(0));
    IndicatorRequest request;
    request.most_hits = 0;
    for (const auto& hit : indicators(view, search::built_in_lexicon(), request).conversations) keep.insert(hit.id);
    std::map<std::int64_t, std::set<std::int64_t>> others;  // conversation → who else is in it
    each_participant(db, [&](std::int64_t conversation, std::int64_t handle, std::int64_t exhibit) {
      if (keep.contains(conversation)) return;
      if (auto own = owners.find(exhibit); own != owners.end() && own->second.contains(handle)) return;
      if (auto found = roles.find(handle); found != roles.end() && !(found->second.size() == 1 && found->second.contains(no_role))) {
        keep.insert(conversation);
        others.erase(conversation);
        return;
      }
      others[conversation].insert(handle);
    });
    out.table("Conversations that could be sealed", {"conversation", "exhibit", "service", "records", "with", "first", "last"});
    auto about = db.prepare("SELECT c.exhibit_id, c.service, count(r.id), min(r.utc), max(r.utc), c.title FROM conversation c JOIN record r ON r.conversation_id = c.id WHERE c.id = ?1");
    std::int64_t records = 0;
    for (const auto& [conversation, who] : others) {
      if (keep.contains(conversation)) continue;
      about.bind(1, conversation);
      if (about.step() && !about.is_null(0)) {
        records += about.integer(2);
        if (++proposed <= most) {
          out.row().conversation(conversation).exhibit(about.integer(0)).word(about.text(1)).count(about.integer(2)).list();
          std::size_t shown = 0;
          for (auto handle : who)
            if (++shown <= 5) out.handle(handle);
          if (who.size() > 5) out.word(fmt::format("and {} more", who.size() - 5));
          out.end_list().time(about.optional_integer(3)).time(about.optional_integer(4));
        }
      }
      about.reset();
    }
    out.table("Contact cards that could be sealed", {"exhibit", "cards", "of these numbers and accounts"});
    struct Cards {
      std::set<std::int64_t> records, handles;
    };
    std::map<std::int64_t, Cards> cards, kept;
    for (auto list = db.prepare("SELECT r.id, i.handle_id FROM record r JOIN participation p ON p.record_id = r.id JOIN identifier i ON i.id = p.identifier_id WHERE r.kind = 'contact'"); list.step();) {
      const auto exhibit = list.integer(0) >> 32, handle = list.integer(1);
      auto found = roles.find(handle);
      const bool role = found != roles.end() && !(found->second.size() == 1 && found->second.contains(no_role));
      (role || in_contact.contains(handle) ? kept : cards)[exhibit].records.insert(list.integer(0));
      if (!role && !in_contact.contains(handle)) cards[exhibit].handles.insert(handle);
    }
    std::int64_t card_count = 0;
    for (auto& [exhibit, some] : cards) {
      for (auto record : kept[exhibit].records) some.records.erase(record);
      if (some.records.empty()) continue;
      card_count += static_cast<std::int64_t>(some.records.size());
      out.row().exhibit(exhibit).count(static_cast<std::int64_t>(some.records.size())).count(static_cast<std::int64_t>(some.handles.size()));
    }
    out.note(fmt::format("Proposed: {} conversations with {} records, and {} contact cards.", proposed, records, card_count));
    if (proposed > most) out.note(fmt::format("{} of {} conversations are given.", most, proposed));
  } else {
    out.note("Nobody has a role as suspect, convicted, victim or witness yet: nothing is proposed, as everything would be. Roles are given on the People screen.");
  }
  out.note("A proposal only: nothing is sealed, hidden or deleted by it. A conversation is proposed when nobody in it but the phone's owner has a role, no lead that stands rests on it, nobody marked or corrected anything in it, and no wording of the lexicons occurs in it.");
  out.note("A number with several roles counts under each.");
  return out.finish();
}

}  // namespace clew::view
