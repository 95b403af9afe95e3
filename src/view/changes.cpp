#include "view/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "casefile/audit.h"
#include "view/enquiries.h"
#include "view/episodes.h"
#include "view/identity.h"
#include "view/tags.h"

namespace clew::view {
namespace {

using AuditJson = nlohmann::json;

// Entries from the newest back; `each` returns false to stop.
void newest_entries(const CaseView& view, const std::function<bool(std::uint64_t, const AuditJson&)>& each) {
  auto& log = view.case_file().audit();
  constexpr std::uint64_t stretch = 1000;
  for (auto end = log.size(); end > 0;) {
    const auto begin = end > stretch ? end - stretch : 0;
    auto entries = log.entries(begin, end - begin);
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      const auto json = AuditJson::parse(entry->json, nullptr, false);
      if (json.is_object() && !each(entry->index, json)) return;
    }
    end = begin;
  }
}

std::optional<Micros> entry_time(const AuditJson& entry) {
  const auto parsed = parse_iso(entry.value("utc", ""));
  return parsed ? std::optional(parsed->micros) : std::nullopt;
}

std::string act_words(const Act& act) {
  if (act.table == 'A') return fmt::format("{} attributed to {}", act.a.name(), act.b.name());
  if (act.table == 'R') return fmt::format("{}: {}", act.a.name(), act.verdict);
  return fmt::format("{} and {}: {}", act.a.name(), act.b.name(), act.verdict);
}

struct ChangeTables {
  const CaseView& view;
  AnswerWriter& out;
  Micros since;
  std::size_t most;

  void exhibits() {
    out.table("Exhibits that came", {"when", "exhibit", "name", "records", "state"});
    auto list = view.db().prepare("SELECT id, name, status, added_utc, (SELECT count(*) FROM record r WHERE r.id >= e.id << 32 AND r.id < (e.id + 1) << 32), ref FROM exhibit e WHERE added_utc >= ?1 ORDER BY added_utc, id");
    for (list.bind(1, since); list.step();)
      out.row().time(list.integer(3)).exhibit(list.integer(0)).quote(list.text(1)).figure(list.integer(4), {{"exhibit", view.text(list.text(5)).raw_for_analysis()}}).word(list.text(2));
  }

  void judged_leads() {
    out.table("Leads that were judged", {"when", "lead", "what it says", "before", "since", "by", "reason"});
    auto list = view.db().prepare(
        "SELECT j.made_utc, j.lead_id, coalesce(l.title, ''), coalesce((SELECT state FROM lead_judgement b WHERE b.lead_id = j.lead_id AND b.id < j.id ORDER BY b.id DESC LIMIT 1), 'new'), "
        "j.state, j.who, j.reason, l.id IS NULL FROM lead_judgement j LEFT JOIN lead l ON l.id = j.lead_id WHERE j.made_utc >= ?1 ORDER BY j.id");
    for (list.bind(1, since); list.step();) {
      out.row().time(list.integer(0)).lead(list.text(1));
      list.integer(7) ? out.word("no longer found") : out.quote(list.text(2));
      out.word(list.text(3)).word(list.text(4)).quote(list.text(5)).quote(list.text(6));
    }
  }

  void leads_gone() {
    out.table("Accepted leads that are no longer found", {"lead", "accepted by", "when", "reason"});
    auto list = view.db().prepare(
        "SELECT j.lead_id, j.who, j.made_utc, j.reason FROM lead_judgement j WHERE j.state = 'accepted' AND j.id = (SELECT max(id) FROM lead_judgement n WHERE n.lead_id = j.lead_id) AND "
        "NOT EXISTS (SELECT 1 FROM lead l WHERE l.id = j.lead_id) ORDER BY j.id");
    while (list.step()) out.row().word(list.text(0)).quote(list.text(1)).time(list.integer(2)).quote(list.text(3));
  }

  std::size_t leads_on_new() {
    out.table("Leads that rest on what came", {"lead", "what it says", "state", "rows from new exhibits", "all its rows"});
    auto list = view.db().prepare(
        "SELECT l.id, l.title, coalesce((SELECT state FROM lead_judgement j WHERE j.lead_id = l.id ORDER BY j.id DESC LIMIT 1), 'new'), sum(e.added_utc >= ?1), count(*) FROM lead l JOIN "
        "lead_evidence v ON v.lead_id = l.id JOIN exhibit e ON e.id = v.record_id >> 32 GROUP BY l.id HAVING sum(e.added_utc >= ?1) > 0 ORDER BY l.rank");
    std::size_t all = 0;
    for (list.bind(1, since); list.step();)
      if (++all <= most) out.row().lead(list.text(0)).quote(list.text(1)).word(list.text(2)).count(list.integer(3)).count(list.integer(4));
    return all;
  }

  void who_is_who() {
    out.table("Who is who", {"when", "act", "what", "by", "reason"});
    for (const auto& act : acts(view)) {
      if (act.made >= since) out.row().time(act.made).word(act.id).word(act_words(act)).quote(act.who).quote(act.reason);
      if (act.withdrawn_at && *act.withdrawn_at >= since) out.row().time(*act.withdrawn_at).word(act.id).word("taken back: " + act_words(act)).quote(act.withdrawn_by).quote(act.withdrawn_why);
    }
  }

  void marks() {
    out.table("Marks on records", {"when", "mark", "record", "what", "by", "reason"});
    for (const auto& tag : tags(view, {0, "", true})) {
      if (tag.made >= since) out.row().time(tag.made).word(tag.id).record(tag.record).word(tag_words(tag.tag)).quote(tag.who).quote(tag.reason);
      if (tag.withdrawn_at && *tag.withdrawn_at >= since)
        out.row().time(*tag.withdrawn_at).word(tag.id).record(tag.record).word(fmt::format("taken back: {}", tag_words(tag.tag))).quote(tag.withdrawn_by).quote(tag.withdrawn_why);
    }
  }

  void followed() {
    out.table("Lines of enquiry and episodes", {"when", "which", "what", "words", "by"});
    for (const auto& e : enquiries(view)) {
      if (e.raised >= since) out.row().time(e.raised).word(e.id).word("raised").quote(e.title).quote(e.who);
      for (const auto& event : e.events)
        if (event.made >= since)
          out.row().time(event.made).word(e.id).list().word(event.state).quote(event.owner).quote(event.target).end_list().quote(event.words).quote(event.who);
    }
    for (const auto& e : episodes(view))
      if (e.made >= since) out.row().time(e.made).word(e.id).word("episode entered").quote(e.source).quote(e.who);
  }

  void translations() {
    out.table("Translations that were corrected", {"when", "original", "the machine’s", "by a person", "by", "first record", "records"});
    auto list = view.db().prepare(
        "SELECT c.made_utc, c.source, c.language, coalesce((SELECT t.text FROM translation t WHERE t.text_hash = c.text_hash AND t.source = c.source AND t.text <> '' ORDER BY t.id DESC LIMIT "
        "1), ''), c.text, c.author, min(r.id), count(r.id) FROM translation_correction c LEFT JOIN record r ON r.text_hash = c.text_hash AND r.text = c.source WHERE c.made_utc >= ?1 GROUP BY "
        "c.id ORDER BY c.id");
    for (list.bind(1, since); list.step();) {
      out.row().time(list.integer(0)).quote(list.text(1), list.text(2)).quote(list.text(3), "en").quote(list.text(4), "en").quote(list.text(5));
      list.is_null(6) ? out.none() : out.record(list.integer(6));
      out.count(list.integer(7));
    }
    out.table("Words of the case", {"when", "word", "what", "by"});
    auto terms = view.db().prepare("SELECT made_utc, term, language, use, english, author, removed_utc, removed_by FROM glossary WHERE made_utc >= ?1 OR removed_utc >= ?1 ORDER BY id");
    for (terms.bind(1, since); terms.step();) {
      if (terms.integer(0) >= since) out.row().time(terms.integer(0)).quote(terms.text(1), terms.text(2)).list().word(terms.text(3)).quote(terms.text(4), "en").end_list().quote(terms.text(5));
      if (!terms.is_null(6) && terms.integer(6) >= since) out.row().time(terms.integer(6)).quote(terms.text(1), terms.text(2)).word("taken out").quote(terms.text(7));
    }
  }

  // Every act but looking.
  std::size_t audit() {
    struct Entry {
      std::uint64_t index;
      AuditJson json;
    };
    std::vector<Entry> found;
    newest_entries(view, [&](std::uint64_t index, const AuditJson& json) {
      const auto time = entry_time(json);
      if (time && *time < since) return false;
      if (json.value("act", "") != "consultation") found.push_back({index, json});
      return true;
    });
    std::reverse(found.begin(), found.end());
    out.table("All acts in the audit log but looking", {"entry", "when", "act", "what", "item", "by", "reason"});
    for (std::size_t i = 0; i < found.size() && i < most; ++i) {
      const auto& [index, json] = found[i];
      out.row().count(static_cast<std::int64_t>(index)).time(entry_time(json)).word(json.value("act", "")).word(json.value("what", "")).quote(json.value("item", ""));
      out.quote(json.value("who", "")).quote(json.value("reason", ""));
    }
    return found.size();
  }
};

}  // namespace

std::optional<Micros> last_briefing(const CaseView& view) {
  std::optional<Micros> out;
  newest_entries(view, [&](std::uint64_t, const AuditJson& json) {
    if (json.value("what", "") == "briefing held") out = entry_time(json);
    return !out;
  });
  return out;
}

void briefing_held(const CaseView& view, std::string_view recipients, std::string_view note) {
  if (recipients.find_first_not_of(" \t\r\n") == std::string_view::npos) throw Error(ErrorKind::usage, "say who was briefed");
  view.case_file().audit().append({casefile::AuditAct::disclosure, "briefing held", "case", "", std::string(recipients), std::string(note)});
}

Answer changes(const CaseView& view, std::optional<Micros> since, std::size_t most) {
  const bool by_briefing = !since;
  if (!since) since = last_briefing(view);
  if (!since) throw Error(ErrorKind::usage, "no briefing stands in the audit log yet: give the moment since when (2024-03-04T09:00Z), or write one down (clew briefing CASE --for WHOM)");
  AnswerWriter out(view, "changed");
  out.parameter("since", to_iso_utc(*since)).parameter("by", by_briefing ? "last briefing" : "moment");
  ChangeTables tables{view, out, *since, most};
  tables.exhibits();
  const auto leads = tables.leads_on_new();
  tables.judged_leads();
  tables.leads_gone();
  tables.who_is_who();
  tables.marks();
  tables.followed();
  tables.translations();
  const auto acts = tables.audit();
  for (auto [all, what] : {std::pair(leads, "leads that rest on what came"), std::pair(acts, "acts in the audit log")})
    if (all > most) out.note(fmt::format("{} of {} {} are given.", most, all, what));
  out.note(fmt::format("Since {}{}.", to_iso_utc(*since).substr(0, 19) + "Z", by_briefing ? ", the last briefing in the audit log" : ""));
  out.note("Leads are found anew at each analysis and carry no time of their own: those that rest on exhibits that came since are listed as new.");
  return out.finish();
}

}  // namespace clew::view
