// The forms of persons.h: JSON for the workbench and other programs, text for a terminal.
#include <fmt/format.h>

#include "view/escape.h"
#include "view/persons.h"

namespace clew::view {
namespace {

void time(JsonWriter& out, std::string_view name, const std::optional<Micros>& t) {
  out.key(name);
  t ? out.value(to_iso_utc(*t)) : out.null();
}

void write(JsonWriter& out, const Act& act) {
  out.begin_object()
      .field("act", act.id)
      .field("a", act.a.name())
      .field("b", act.b.id ? act.b.name() : std::string());
  out.field("verdict", act.verdict);
  time(out, "from", act.from);
  time(out, "to", act.to);
  out.field("basis", act.basis)
      .field("reason", act.reason)
      .field("who", act.who)
      .field("made", to_iso_utc(act.made));
  out.field("withdrawn", act.withdrawn);
  if (act.withdrawn) {
    out.field("withdrawn_by", act.withdrawn_by).field("withdrawn_why", act.withdrawn_why);
    time(out, "withdrawn_at", act.withdrawn_at);
  }
  out.end();
}

void write(JsonWriter& out, const EvidenceFor& e) {
  out.begin_object()
      .field("feature", e.feature)
      .field("words", e.words)
      .field("weight", e.weight)
      .key("evidence")
      .begin_array();
  for (const auto& id : e.records)
    out.value(id);
  out.end().end();
}

void write(JsonWriter& out, const std::vector<PersonIdentifier>& list) {
  out.begin_array();
  for (const auto& id : list) {
    out.begin_object()
        .field("id", id.handle.name())
        .field("handle", id.handle.id)
        .field("kind", id.kind)
        .field("normal", id.normal.raw_for_analysis());
    out.field("scope", id.scope).field("records", id.records);
    time(out, "first", id.first);
    time(out, "last", id.last);
    out.key("names").begin_array();
    for (const auto& name : id.names)
      out.value(name.raw_for_analysis());
    out.end().key("exhibits").begin_array();
    for (const auto& ref : id.exhibits)
      out.value(ref);
    out.end().field("by", id.by).field("act", id.act).field("basis", id.basis);
    time(out, "from", id.from);
    time(out, "to", id.to);
    out.key("others").begin_array();
    for (const auto& o : id.others) {
      out.begin_object()
          .field("person", o.person.name())
          .field("label", o.label.raw_for_analysis())
          .field("at_once", o.overlaps);
      time(out, "from", o.from);
      time(out, "to", o.to);
      out.end();
    }
    out.end().end();
  }
  out.end();
}

void write(JsonWriter& out, const std::vector<FallingLink>& list) {
  out.begin_array();
  for (const auto& link : list)
    out.begin_object()
        .field("contact", fmt::format("H{}", link.contact))
        .field("normal", link.name.raw_for_analysis())
        .field("a_events", link.a_events)
        .field("b_events", link.b_events)
        .end();
  out.end();
}

std::string interval(const std::optional<Micros>& from, const std::optional<Micros>& to) {
  auto day = [](Micros t) { return to_iso_local(t).substr(0, 16).replace(10, 1, " "); };
  if (!from && !to) return "all the time in the data";
  return fmt::format("{} to {}", from ? day(*from) : "the beginning", to ? day(*to) : "the end");
}

std::string one_line(const PersonIdentifier& id) {
  std::string names;
  for (std::size_t i = 0; i < id.names.size() && i < 4; ++i)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", for_terminal(id.names[i]));
  return fmt::format("{:<6} {}  {}{}{}", id.handle.name(), for_terminal(id.normal), id.kind,
                     names.empty() ? "" : "  saved as ", names);
}

std::string act_line(const Act& act) {
  auto plain = [](const std::string& text) { return for_terminal(model::EvidenceText(text)); };
  auto text = fmt::format("{:<5} {} {}{}{}  {} UTC by {}: {}", act.id, act.verdict, act.a.name(),
                          act.b.id ? " " : "", act.b.id ? act.b.name() : "",
                          to_iso_local(act.made).substr(0, 16).replace(10, 1, " "), plain(act.who),
                          plain(act.reason));
  if (act.withdrawn)
    text +=
        fmt::format("  (withdrawn by {}: {})", plain(act.withdrawn_by), plain(act.withdrawn_why));
  return text;
}

std::string evidence_lines(const std::vector<EvidenceFor>& list, bool weights) {
  std::string text;
  for (const auto& e : list) {
    std::string rows;
    for (std::size_t i = 0; i < e.records.size() && i < 4; ++i)
      rows += fmt::format("{}{}", i ? ", " : "", e.records[i]);
    text += fmt::format(
        "    {}{}: {}{}\n", weights ? fmt::format("{:+5.1f}  ", e.weight) : std::string(),
        e.feature, for_terminal(model::EvidenceText(e.words)),
        rows.empty() ? "" : fmt::format("  [{}{}]", rows, e.records.size() > 4 ? " …" : ""));
  }
  return text;
}

}  // namespace

void write_json(JsonWriter& out, const PersonView& p) {
  out.begin_object()
      .field("v", 1)
      .field("id", p.entity.name())
      .field("label", p.label.raw_for_analysis());
  out.field("person", p.entity.kind == Entity::Kind::person).key("also").begin_array();
  for (const auto& e : p.also)
    out.value(e.name());
  out.end().key("identifiers");
  write(out, p.identifiers);
  out.key("judgements").begin_array();
  for (const auto& j : p.judgements) {
    out.begin_object().key("judgement");
    write(out, j.act);
    out.field("bridge", j.bridge);
    for (auto [name, side] : {std::pair("a_side", &j.a_side), std::pair("b_side", &j.b_side)}) {
      out.key(name).begin_array();
      for (auto id : *side)
        out.value(fmt::format("H{}", id));
      out.end();
    }
    out.field("falls_total", j.falls_total).key("falls");
    write(out, j.falls);
    out.key("leads").begin_array();
    for (const auto& id : j.leads)
      out.value(id);
    out.end().end();
  }
  out.end().key("roles").begin_array();
  for (const auto& r : p.roles) {
    out.begin_object()
        .field("act", r.act)
        .field("role", r.role)
        .field("basis", r.basis)
        .field("reason", r.reason)
        .field("who", r.who);
    time(out, "from", r.from);
    time(out, "to", r.to);
    out.end();
  }
  out.end().key("conflicts").begin_array();
  for (const auto& c : p.conflicts)
    write(out, c);
  out.end().key("history").begin_array();
  for (const auto& act : p.history)
    write(out, act);
  out.end().end();
}

void write_json(JsonWriter& out, const std::vector<PersonRow>& list) {
  out.begin_object()
      .field("v", 1)
      .field("total", static_cast<std::int64_t>(list.size()))
      .key("persons")
      .begin_array();
  for (const auto& p : list) {
    out.begin_object()
        .field("id", p.entity.name())
        .field("label", p.label.raw_for_analysis())
        .field("person", p.entity.kind == Entity::Kind::person);
    out.field("identifier_count", p.identifier_count)
        .field("records", p.records)
        .key("identifiers")
        .begin_array();
    for (const auto& id : p.identifiers)
      out.value(id.raw_for_analysis());
    out.end().key("roles").begin_array();
    for (const auto& role : p.roles)
      out.value(role);
    out.end().end();
  }
  out.end().end();
}

void write_json(JsonWriter& out, const MergePreview& p) {
  out.begin_object()
      .field("v", 1)
      .field("a", p.a.name())
      .field("b", p.b.name())
      .field("together_already", p.together_already);
  out.key("a_side");
  write(out, p.a_side);
  out.key("b_side");
  write(out, p.b_side);
  out.key("blocked_by").begin_array();
  for (const auto& act : p.blocked_by)
    write(out, act);
  out.end().key("conflicts").begin_array();
  for (const auto& c : p.conflicts)
    write(out, c);
  out.end().key("reasons").begin_array();
  for (const auto& r : p.reasons)
    write(out, r);
  out.end().field("weight", p.weight).field("probability", p.probability);
  out.key("links")
      .begin_object()
      .field("before", p.links_before)
      .field("after", p.links_after)
      .field("between", p.between);
  out.field("joined_total", p.joined_total).key("joined");
  write(out, p.joined);
  out.end().key("leads").begin_array();
  for (const auto& lead : p.leads) {
    out.begin_object()
        .field("id", lead.id)
        .field("detector", lead.detector)
        .field("title", lead.title.raw_for_analysis())
        .field("both", lead.both)
        .key("against")
        .begin_array();
    for (const auto& sentence : lead.against) out.value(sentence.raw_for_analysis());
    out.end().end();
  }
  out.end().field("leads_total", p.leads_total).end();
}

std::string describe(const PersonView& p) {
  std::string text = p.entity.name();
  if (!p.label.empty()) text += "  " + for_terminal(p.label);
  for (const auto& e : p.also)
    text += " = " + e.name();
  for (const auto& r : p.roles)
    text += fmt::format("  [{}, {}]", r.role, r.basis);
  text += "\n";
  for (const auto& id : p.identifiers) {
    text += "  " + one_line(id) + "\n";
    if (id.by == "attribution")
      text +=
          fmt::format("         held {} ({}, {})\n", interval(id.from, id.to), id.act, id.basis);
    if (id.by == "same") text += fmt::format("         by the judgement {}\n", id.act);
    for (const auto& o : id.others)
      text +=
          fmt::format("         also held by {} {}{}: {}\n", o.person.name(), for_terminal(o.label),
                      o.overlaps ? ", at the same time" : "", interval(o.from, o.to));
  }
  if (!p.judgements.empty()) text += "Judgements in force:\n";
  for (const auto& j : p.judgements) {
    text += "  " + act_line(j.act) + "\n";
    if (j.bridge)
      text += fmt::format(
          "        if this is wrong, {} and {} identifiers part, and {} links and {} leads fall "
          "with it\n",
          j.a_side.size(), j.b_side.size(), j.falls_total, j.leads.size());
  }
  if (!p.conflicts.empty())
    text += "What speaks against it:\n" + evidence_lines(p.conflicts, false);
  if (!p.history.empty()) text += "All acts:\n";
  for (const auto& act : p.history)
    text += "  " + act_line(act) + "\n";
  return text;
}

std::string describe(const MergePreview& p) {
  std::string text = fmt::format("If {} and {} are judged the same (nothing has been changed):\n",
                                 p.a.name(), p.b.name());
  if (p.together_already) text += "  They are one already.\n";
  for (auto [name, side] : {std::pair(p.a.name(), &p.a_side), std::pair(p.b.name(), &p.b_side)}) {
    text += fmt::format("  {} brings {}:\n", name, side->size());
    for (const auto& id : *side)
      text += "    " + one_line(id) + "\n";
  }
  for (const auto& act : p.blocked_by)
    text += "  Forbidden by " + act_line(act) + "\n";
  if (!p.reasons.empty())
    text += fmt::format("  Proposed by Clew, {:+.1f} bits:\n", p.weight) +
            evidence_lines(p.reasons, true);
  text += p.conflicts.empty() ? std::string("  Of what is looked for in the records (calls at one moment, places too far apart, two names or birthdays, contact "
                                            "with each other), nothing speaks against it.\n")
                              : "  What speaks against it:\n" + evidence_lines(p.conflicts, false);
  text += fmt::format("  Links: {} become {}; {} contacts of both become one link each",
                      p.links_before, p.links_after, p.joined_total);
  for (std::size_t i = 0; i < p.joined.size() && i < 5; ++i)
    text += fmt::format("{}{} ({} + {})", i ? ", " : ": ", for_terminal(p.joined[i].name),
                        p.joined[i].a_events, p.joined[i].b_events);
  text += "\n";
  if (p.between)
    text += fmt::format("  {} calls and messages between the two would be contact with oneself.\n",
                        p.between);
  text += fmt::format("  Leads that name one of them: {}\n", p.leads_total);
  for (std::size_t i = 0; i < p.leads.size() && i < 10; ++i) {
    text += fmt::format("    {}{}  {}\n", p.leads[i].both ? "names both: " : "", p.leads[i].id,
                        for_terminal(p.leads[i].title));
    for (const auto& sentence : p.leads[i].against) text += "      against: " + for_terminal(sentence) + "\n";
  }
  return text;
}

}  // namespace clew::view
