#include "job/lead_texts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/time.h"
#include "job/clocks.h"
#include "text/normal.h"

namespace clew::job {

using link::Handle;
using link::Millis;

namespace {

// Which messages name a payment's sum within a day of it: those of which somebody who writes or reads them, or whose phone
// they were on, has the payer's or the payee's name somewhere in the case. `folded`: payment party → its name, folded.
void name_sums(LeadInputs& in, std::vector<pattern::Payment>& payments, const std::map<Handle, std::string>& folded) {
  const auto& db = in.case_file().db();
  constexpr Millis day = link::millis_per_day;
  std::map<std::int64_t, std::vector<std::size_t>> of_sum;
  for (std::size_t i = 0; i < payments.size(); ++i) of_sum[payments[i].minor].push_back(i);
  std::map<std::string, std::set<Handle>, std::less<>> bearers;
  for (const auto& [handle, name] : folded) bearers[name];
  text::Normalizer normalizer;
  for (auto list = db.prepare("SELECT DISTINCT handle_id, name FROM name_use"); list.step();)
    if (auto at = bearers.find(normalizer.normalize("name", list.text(1), "").normal); at != bearers.end())
      at->second.insert(in.dense(list.integer(0)));
  struct Named {
    Millis time;
    std::int64_t record;
    std::set<Handle> parties;
  };
  std::map<std::int64_t, std::vector<Named>> named;
  auto record = db.prepare("SELECT r.order_utc, coalesce(g.group_id, r.id) FROM record r LEFT JOIN event_group g ON g.record_id = r.id WHERE r.id = ?1");
  auto party = db.prepare("SELECT i.handle_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE p.record_id = ?1");
  std::set<std::pair<std::int64_t, std::int64_t>> seen;  // copies of one message count once
  Millis first = link::Events::max_time, last = link::Events::min_time;
  for (auto [minor, id] : in.sorted_records().sums) {
    if (!of_sum.contains(minor)) continue;
    record.reset();
    record.bind(1, id);
    if (!record.step() || record.is_null(0) || !seen.emplace(minor, record.integer(1)).second) continue;
    Named one{record.integer(0) / 1000, in.canonical(id), {}};
    for (party.bind(1, id); party.step();) one.parties.insert(in.dense(party.integer(0)));
    party.reset();
    one.parties.insert(in.owner_of(id >> 32, record.integer(0)));
    first = std::min(first, one.time);
    last = std::max(last, one.time);
    named[minor].push_back(std::move(one));
  }
  for (const auto& [minor, which] : of_sum) {
    auto messages = named.find(minor);
    if (messages == named.end()) continue;
    for (auto i : which) {
      auto& payment = payments[i];
      Millis until = payment.time + (payment.day_only ? 2 * day : day);
      std::size_t others = 0;
      for (const auto& message : messages->second) {
        auto is_of = [&](Handle who) {
          auto name = folded.find(who);
          if (message.parties.contains(who)) return true;
          if (name == folded.end()) return false;
          const auto& those = bearers.find(name->second)->second;
          return std::any_of(message.parties.begin(), message.parties.end(), [&](Handle h) { return h != link::no_handle && those.contains(h); });
        };
        if (!is_of(payment.from) && !is_of(payment.to)) continue;
        if (message.time < payment.time - day || message.time > until)
          ++others;
        else if (payment.messages.size() < 10)
          payment.messages.push_back(message.record);
      }
      if (payment.messages.empty()) continue;
      double share = double(until - payment.time + day) / double(std::max(last - first, 7 * day));
      payment.named_by_chance = std::min(1.0, -std::expm1(-(double(others) + .5) * share));
    }
  }
}

}  // namespace

std::vector<pattern::Payment> read_payments(LeadInputs& in) {
  const auto& db = in.case_file().db();
  text::Normalizer normalizer;
  auto folded = [&](std::string_view name) {
    return name.empty() ? std::string() : normalizer.normalize("name", name, "").normal;
  };
  // Names of account holders, so that a payee of one statement is the holder of another.
  std::map<std::string, Handle> holder;
  for (auto list = db.prepare("SELECT DISTINCT i.handle_id, i.name FROM identifier i CROSS JOIN participation p ON p.identifier_id = i.id "
                              "WHERE p.role = 'owner' AND i.kind IN ('account-number', 'iban') AND i.name <> '' "
                              "ORDER BY i.name, i.handle_id");
       list.step();)
    holder.try_emplace(folded(list.text(1)), in.dense(list.integer(0)));
  std::map<std::string, Handle> by_name;  // first handle of each bare name
  // Statements name the other party in the row's text, not as a party of its own.
  auto party_in_text = [&](std::string_view name) {
    auto key = folded(name);
    if (key.empty()) return link::no_handle;
    if (auto at = holder.find(key); at != holder.end() && at->second != link::no_handle) return at->second;
    if (auto at = by_name.find(key); at != by_name.end()) return at->second;
    return in.named(name);
  };
  auto party_of = [&](std::int64_t handle_id, std::string_view kind, std::string_view name) {
    Handle own = in.dense(handle_id);
    if (kind == "account-number" || kind == "iban" || name.empty()) return own;
    auto key = folded(name);
    if (auto at = holder.find(key); at != holder.end() && at->second != link::no_handle) return at->second;
    if (kind != "name") return own;
    return by_name.try_emplace(key, own).first->second;
  };
  const auto& ids = in.sorted_records().payments;
  if (ids.empty()) return {};
  std::set<std::string> written_parties;
  // Numbers follow the names, not the order of import.
  {
    std::map<std::string, std::pair<std::string, Handle>> first;  // folded name → exhibit's hash, handle
    auto& texts = written_parties;
    auto names = db.prepare(
        "SELECT i.handle_id, CASE WHEN i.name <> '' THEN i.name ELSE i.raw END, e.sha256 FROM participation p JOIN identifier i ON i.id = "
        "p.identifier_id JOIN exhibit e ON e.id = p.record_id >> 32 WHERE p.record_id = ?1 AND i.kind = 'name'");
    auto text = db.prepare("SELECT text FROM record WHERE id = ?1");
    for (auto id : ids) {
      for (names.bind(1, id); names.step();) {
        auto key = folded(names.text(1));
        std::pair found(std::string(names.text(2)), in.dense(names.integer(0)));
        if (!key.empty() && (!first.contains(key) || found < first[key])) first[key] = found;
      }
      names.reset();
      text.bind(1, id);
      if (text.step() && !text.text(0).empty()) texts.emplace(text.text(0));
      text.reset();
    }
    for (const auto& [key, found] : first) by_name.try_emplace(key, found.second);
    for (const auto& written : texts) party_in_text(written);
  }
  std::map<Handle, std::string> account_names;
  std::vector<pattern::Payment> rows;
  auto party = db.prepare(
      "SELECT p.role, i.handle_id, i.kind, CASE WHEN i.name <> '' THEN i.name ELSE i.raw END FROM participation p JOIN identifier i "
      "ON i.id = p.identifier_id WHERE p.record_id = ?1 ORDER BY p.seq");
  auto list = db.prepare(
      "SELECT id, direction, utc, order_utc, time_raw, fields, time_certainty, text, time_offset_min FROM record WHERE id = ?1");
  for (auto id : ids) {
    list.reset();
    list.bind(1, id);
    if (!list.step()) continue;
    auto fields = list.text(5);
    auto minor = minor_units_of(field_value(fields, "amount"));
    auto certainty = list.text(6);
    if (!minor || list.is_null(3) || certainty == "implausible" || certainty == "none" || certainty == "ambiguous") continue;
    Handle owner = link::no_handle, other = link::no_handle, from = link::no_handle, to = link::no_handle;
    // Of an account and a bare name for the other side, the account: another statement is its holder's.
    std::string other_name;
    bool by_account = false;
    for (party.bind(1, list.integer(0)); party.step();) {
      auto role = party.text(0);
      Handle who = party_of(party.integer(1), party.text(2), party.text(3));
      auto& side = role == "owner" ? owner : role == "from" ? from : role == "to" ? to : other;
      const bool is_account = party.text(2) == "account-number" || party.text(2) == "iban";
      if (&side == &other && is_account && !by_account) {
        side = who;
        by_account = true;
      } else if (side == link::no_handle) {
        side = who;
      }
      if (&side == &other && party.text(2) == "name") other_name = party.text(3);
    }
    party.reset();
    if (by_account && !other_name.empty()) account_names.emplace(other, folded(other_name));
    if (other == link::no_handle && (from == link::no_handle || to == link::no_handle)) other = party_in_text(list.text(7));
    pattern::Payment payment;
    bool out = list.text(1) == "out", into = list.text(1) == "in";
    if (owner == link::no_handle) owner = in.owner_of(list.integer(0) >> 32);
    if (out) {
      payment.from = from != link::no_handle ? from : owner;
      payment.to = to != link::no_handle ? to : other;
    } else if (into) {
      payment.to = to != link::no_handle ? to : owner;
      payment.from = from != link::no_handle ? from : other;
    } else {
      payment.from = from;
      payment.to = to;
    }
    payment.minor = *minor;
    payment.currency = field_value(fields, "currency");
    payment.time = list.integer(list.is_null(2) ? 3 : 2) / 1000;
    // A day has no ':' in it as written, and is that day wherever it was written: 1 May in summer is not the 30 April of UTC.
    payment.day_only = list.text(4).find(':') == std::string_view::npos;
    if (payment.day_only && !list.is_null(2)) payment.time += list.optional_integer(8).value_or(0) * 60'000;
    payment.records = {in.canonical(list.integer(0))};
    rows.push_back(std::move(payment));
  }
  auto payments = pattern::merge_payments(std::move(rows));
  std::map<Handle, std::string> party_names = std::move(account_names);
  for (const auto* names : {&by_name, &holder})
    for (const auto& [name, who] : *names)
      if (who != link::no_handle) party_names[who] = name;
  for (const auto& written : written_parties)
    if (auto who = party_in_text(written); who != link::no_handle) party_names.emplace(who, folded(written));
  name_sums(in, payments, party_names);
  return payments;
}

std::vector<pattern::LedgerText> read_ledgers(LeadInputs& in) {
  const auto& db = in.case_file().db();
  std::vector<pattern::LedgerText> texts;
  auto party = db.prepare(
      "SELECT p.role, i.handle_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE p.record_id = ?1 AND "
      "p.role IN ('from', 'author', 'to') ORDER BY p.seq");
  Clocks clocks(db);
  auto list = db.prepare("SELECT id, direction, text, file_id, utc, order_utc, time_certainty FROM record WHERE id = ?1");
  for (auto id : in.sorted_records().lists) {
    list.reset();
    list.bind(1, id);
    if (!list.step()) continue;
    auto lines = pattern::read_ledger(list.text(2), {});
    if (lines.empty()) continue;
    pattern::LedgerText text;
    text.record = in.canonical(list.integer(0));
    const auto time = clocks.instant(id, list.integer(3), list.optional_integer(4), list.optional_integer(5), list.text(6) == "exact");
    text.time = time ? *time / 1000 : 0;
    text.lines = std::move(lines);
    int readers = 0;
    for (party.bind(1, list.integer(0)); party.step();) {
      Handle who = in.dense(party.integer(1));
      if (party.text(0) == "to")
        text.to = ++readers == 1 ? who : link::no_handle;
      else if (text.from == link::no_handle)
        text.from = who;
    }
    party.reset();
    Handle owner = in.owner_of(list.integer(0) >> 32);
    if (text.from == link::no_handle && list.text(1) != "in") text.from = owner;
    if (readers == 0 && list.text(1) == "in") text.to = owner;
    texts.push_back(std::move(text));
  }
  return texts;
}

LeadInputs::Groups read_groups(LeadInputs& in) {
  using Kind = pattern::MembershipEvent::Kind;
  LeadInputs::Groups groups;
  const auto& db = in.case_file().db();
  // Conversations with lines about membership.
  std::vector<pattern::MembershipEvent> events;
  std::set<std::int64_t> with_lines;
  // As readers of texts, WhatsApp's databases (data/stores) and Telegram's exports call it.
  static const std::map<std::string_view, Kind> kinds{{"group-created", Kind::created},
                                                      {"created", Kind::created},
                                                      {"group created", Kind::created},
                                                      {"create_group", Kind::created},
                                                      {"joined", Kind::joined},
                                                      {"joined the group", Kind::joined},
                                                      {"joined by an invite link", Kind::joined},
                                                      {"join_group_by_link", Kind::joined},
                                                      {"join_group_by_request", Kind::joined},
                                                      {"added", Kind::added},
                                                      {"added to the group", Kind::added},
                                                      {"invite_members", Kind::added},
                                                      {"left", Kind::left},
                                                      {"left the group", Kind::left},
                                                      {"removed", Kind::removed},
                                                      {"removed from the group", Kind::removed},
                                                      {"remove_members", Kind::removed}};
  auto kind_of = [](std::string_view fields) -> std::optional<Kind> {
    for (std::string_view field : {"system_type", "action", "type"})
      if (auto found = kinds.find(field_value(fields, field)); found != kinds.end()) return found->second;
    return {};
  };
  auto party = db.prepare(
      "SELECT p.role, i.handle_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE p.record_id = ?1 AND i.raw NOT LIKE '%@g.us' ORDER BY p.seq");
  // In common time, as every other lead: a chat's text export gives the reading of a clock and no zone.
  Clocks clocks(db);
  auto time_of = [&](std::int64_t id, const casefile::Stmt& row, int at) -> std::optional<pattern::Millis> {
    const auto time = clocks.instant(id, row.integer(at), row.optional_integer(at + 1), row.optional_integer(at + 2), row.text(at + 3) == "exact");
    if (!time) return {};
    return *time / 1000;
  };
  auto list = db.prepare("SELECT id, conversation_id, fields, direction, file_id, utc, order_utc, time_certainty FROM record WHERE id = ?1");
  for (auto id : in.sorted_records().group_lines) {
    list.reset();
    list.bind(1, id);
    if (!list.step()) continue;
    auto kind = kind_of(list.text(2));
    if (!kind) continue;
    std::vector<Handle> subjects, members;
    Handle by = link::no_handle;
    for (party.bind(1, list.integer(0)); party.step();) {
      Handle who = in.dense(party.integer(1));
      auto role = party.text(0);
      if (role == "author" || role == "from")
        by = who;
      else if (role == "member")
        members.push_back(who);
      else if (role != "to")
        subjects.push_back(who);
    }
    party.reset();
    // Who did it and whom it concerns: Telegram has the former as the subject and the others as members.
    if (!members.empty()) {
      if (by == link::no_handle && subjects.size() == 1) by = subjects.front();
      if (*kind == Kind::created && by != link::no_handle) members.push_back(by);
      subjects = members;
    }
    if (by == link::no_handle && list.text(3) == "out") by = in.owner_of(list.integer(0) >> 32);
    // "Ana left": Ana is the one who acts and the one it is about.
    if (subjects.empty() && by != link::no_handle && *kind != Kind::added && *kind != Kind::removed) subjects.push_back(by);
    if (*kind == Kind::left || *kind == Kind::joined) by = link::no_handle;
    for (Handle who : subjects) {
      if (who == link::no_handle) continue;
      pattern::MembershipEvent event;
      event.group = static_cast<std::uint64_t>(list.integer(1));
      event.kind = *kind;
      event.member = who;
      event.by = by == who ? link::no_handle : by;
      event.time = time_of(id, list, 4);
      event.record = in.canonical(list.integer(0));
      events.push_back(event);
      with_lines.insert(list.integer(1));
    }
  }
  // What members wrote there.
  auto wrote = db.prepare(
      "SELECT r.id, i.handle_id, r.file_id, r.utc, r.order_utc, r.time_certainty FROM record r JOIN participation p ON p.record_id = r.id AND p.role IN ('from', 'author') JOIN "
      "identifier i ON i.id = p.identifier_id WHERE r.conversation_id = ?1 AND r.kind = 'message' AND instr(r.fields, "
      "'\"system_type\":') = 0 ORDER BY r.id");
  auto named = db.prepare("SELECT c.title, c.key, e.sha256, c.service FROM conversation c JOIN exhibit e ON e.id = c.exhibit_id WHERE c.id = ?1");
  // Group numbers by content, not by order of import.
  std::vector<std::pair<std::string, std::int64_t>> order;
  std::map<std::int64_t, std::string> titles;
  for (auto id : with_lines) {
    named.bind(1, id);
    if (named.step()) {
      order.emplace_back(std::string(named.text(2)) + "\n" + std::string(named.text(3)) + "\n" + std::string(named.text(1)), id);
      auto key = named.text(1);
      if (key.starts_with("k:")) key.remove_prefix(2);  // the exhibit's own key (casefile/writer.cpp)
      titles[id] = named.text(0).empty() ? std::string(key) : std::string(named.text(0));
    }
    named.reset();
    for (wrote.bind(1, id); wrote.step();) {
      pattern::MembershipEvent event;
      event.group = static_cast<std::uint64_t>(id);
      event.kind = Kind::wrote;
      event.member = in.dense(wrote.integer(1));
      if (event.member == link::no_handle) continue;
      event.time = time_of(wrote.integer(0), wrote, 2);
      event.record = in.canonical(wrote.integer(0));
      events.push_back(event);
    }
    wrote.reset();
  }
  std::sort(order.begin(), order.end());
  std::map<std::uint64_t, std::uint64_t> number;
  for (std::size_t i = 0; i < order.size(); ++i) {
    number[static_cast<std::uint64_t>(order[i].second)] = i;
    groups.names.push_back({i, titles[order[i].second]});
  }
  for (auto& event : events)
    event.group = number.at(event.group);
  groups.members = pattern::memberships(std::move(events));
  return groups;
}

}  // namespace clew::job
