#include "truth.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "operator_layouts.h"

namespace clew::gen {
namespace {

using Json = nlohmann::ordered_json;

std::string iso(std::int64_t t) {
  std::string out;
  append_iso(out, t);
  return out;
}

Json when(std::int64_t t) {
  if (t == never || t == std::numeric_limits<std::int64_t>::min()) return nullptr;
  return iso(t);
}

Json locator(const Locator& l) {
  return Json::array({*l.exhibit, l.file->path(), l.place.row, l.place.line, l.place.offset});
}

Json event_or_null(EventId id) { return id == 0 ? Json(nullptr) : Json(event_name(id)); }

std::string degrees(std::int32_t e6) {
  std::string out = e6 < 0 ? "-" : "";
  const std::int64_t v = e6 < 0 ? -std::int64_t{e6} : e6;
  append_padded(out, v / 1'000'000, 1);
  out += '.';
  append_padded(out, v % 1'000'000, 6);
  return out;
}

const char* layout_name(PhoneLayout layout) {
  switch (layout) {
    case PhoneLayout::titled_utc:
      return "titled-utc";
    case PhoneLayout::semicolon_utf16:
      return "semicolon-utf16";
    case PhoneLayout::national_cp1252:
      return "national-cp1252";
    case PhoneLayout::tab_epoch_ms:
      return "tab-epoch-ms";
    case PhoneLayout::zoned_headers:
      return "zoned-headers";
  }
  return "";
}

}  // namespace

void append_json_text(std::string& out, std::string_view utf8) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;  // of the run that needs no escape
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto u = static_cast<unsigned char>(utf8[i]);
    if (u >= 0x20 && u != '"' && u != '\\') continue;
    out.append(utf8, from, i - from);
    from = i + 1;
    out += '\\';
    if (u >= 0x20) {
      out += utf8[i];
    } else if (u == '\n') {
      out += 'n';
    } else {
      out += "u00";
      out += hex[u >> 4];
      out += hex[u & 15];
    }
  }
  out.append(utf8, from);
  out += '"';
}

std::string event_name(EventId id) {
  std::string out = "E";
  append_padded(out, static_cast<std::int64_t>(id), 8);
  return out;
}

Truth::Truth(OutputTree& tree, const World& world) : world_(world) {
  lines_ = world.settings().records > 1'000'000;
  file_ = &tree.create(lines_ ? "truth.jsonl" : "truth.json", Encoding::utf8);
  Json head;
  const Settings& s = world.settings();
  head["v"] = 1;
  head["case"] = s.case_name;
  head["preset"] = s.preset;
  head["seed"] = s.seed;
  head["from"] = iso(world.start());
  head["to"] = iso(world.end());
  if (lines_) {
    head["type"] = "head";
    file_->record(head.dump() + "\n");
  } else {
    std::string text = head.dump();
    text.pop_back();
    file_->text(text + ",\n\"events\":[");
  }
  changes.resize(world.changes.size());
  for (auto& change : changes) {
    change.old_contacts.resize(world.lines.size());
    change.new_contacts.resize(world.lines.size());
  }
  handle_events.resize(world.handles.size());
  bins_.resize(world.second_phones.size());
  for (std::size_t i = 0; i < world.second_phones.size(); ++i) {
    second_of_[world.second_phones[i].first_line] = {i, 0};
    second_of_[world.second_phones[i].second_line] = {i, 1};
  }
}

void Truth::note_cell(int line, std::int64_t t, int cell) {
  if (const auto found = second_of_.find(line); found != second_of_.end())
    bins_[found->second.first].seen[found->second.second].insert({t / 3600, cell});
}

void Truth::event(const EventTruth& e, const std::vector<Locator>& records) {
  if (!world_.settings().event_truth) return;
  row_.clear();
  if (lines_) {
    row_ += "{\"type\":\"event\",\"id\":\"E";
  } else {
    row_ += first_event_ ? "\n" : ",\n";
    row_ += "{\"id\":\"E";
  }
  first_event_ = false;
  append_padded(row_, static_cast<std::int64_t>(e.id), 8);
  row_.append("\",\"kind\":\"").append(e.kind).append("\",\"t\":\"");
  append_iso(row_, e.t);
  row_ += "\",\"from\":";
  append_json_text(row_, e.from);
  row_ += ",\"to\":";
  append_json_text(row_, e.to);
  if (!e.group.empty()) {
    row_ += ",\"group\":";
    append_json_text(row_, e.group);
  }
  if (!e.language.empty()) row_.append(",\"lang\":\"").append(e.language).append("\"");
  if (!e.also_language.empty()) row_.append(",\"also\":\"").append(e.also_language).append("\"");
  if (*e.style != '\0') row_.append(",\"style\":\"").append(e.style).append("\"");
  if (e.sides != nullptr && !e.sides->empty()) {
    row_ += ",\"sides\":[";
    for (const auto& side : *e.sides) {
      if (&side != e.sides->data()) row_ += ',';
      row_ += '[';
      append_json_text(row_, *side.exhibit);
      row_.append(",\"").append(side.what).append("\"");
      if (side.seconds != 0) {
        row_ += ',';
        append_padded(row_, side.seconds, 1);
      }
      row_ += ']';
    }
    row_ += ']';
  }
  row_ += ",\"records\":[";
  bool first = true;
  for (const auto& l : records) {
    row_ += first ? "[" : ",[";
    first = false;
    append_json_text(row_, *l.exhibit);
    row_ += ',';
    append_json_text(row_, l.file->path());
    for (const std::uint64_t n : {l.place.row, l.place.line, l.place.offset}) {
      row_ += ',';
      append_padded(row_, static_cast<std::int64_t>(n), 1);
    }
    row_ += ']';
  }
  row_ += lines_ ? "]}\n" : "]}";
  file_->record(row_);
}

void Truth::finish(std::uint64_t events, std::uint64_t records) {
  const World& w = world_;
  const Settings& settings = w.settings();
  auto number = [&](int handle) -> const std::string& {
    return w.handles[static_cast<std::size_t>(handle)].number;
  };
  auto person_name = [](int person) { return "P" + std::to_string(person + 1); };
  if (!lines_) file_->text("\n]");

  // Writes one section: in the one form an array, in the other a line each.
  const char* singular = "";
  bool first = true;
  auto begin = [&](const char* plural, const char* one) {
    singular = one;
    first = true;
    if (!lines_) file_->text(std::string(",\n\"") + plural + "\":[");
  };
  auto item = [&](Json value) {
    if (lines_) {
      Json line;
      line["type"] = singular;
      line.update(value);
      file_->record(line.dump() + "\n");
    } else {
      file_->record((first ? "\n" : ",\n") + value.dump());
    }
    first = false;
  };
  auto end = [&] {
    if (!lines_) file_->text("\n]");
  };

  begin("persons", "person");
  for (std::size_t p = 0; p < w.people.size(); ++p) {
    const Person& person = w.people[p];
    Json j{{"id", person_name(static_cast<int>(p))},
           {"name", person.native()},
           {"latin", person.latin()},
           {"role", person.role},
           {"community", person.community},
           {"language", packs()[static_cast<std::size_t>(person.pack)].code},
           {"birth_year", person.birth_year},
           {"aliases", Json::array({person.first.nick})}};
    if (!person.email.empty()) j["email"] = person.email;
    if (!person.username.empty()) j["username"] = person.username;
    item(std::move(j));
  }
  end();

  begin("handles", "handle");
  for (std::size_t l = 0; l < w.lines.size(); ++l) {
    const Line& line = w.lines[l];
    for (const auto& span : line.spans) {
      auto one = [&](int person, std::int64_t from, std::int64_t to) {
        Json j{{"handle", number(span.handle)},
               {"person", person < 0 ? Json(nullptr) : Json(person_name(person))},
               {"kind", w.handles[static_cast<std::size_t>(span.handle)].kind},
               {"line", line.kind == LineKind::own         ? "own"
                        : line.kind == LineKind::second    ? "second"
                        : line.kind == LineKind::broadcast ? "broadcast"
                        : line.kind == LineKind::hub       ? "hub"
                                                           : "organisation"},
               {"from", when(from)},
               {"to", when(to)},
               {"device", line.device < 0
                              ? Json(nullptr)
                              : Json(w.devices[static_cast<std::size_t>(line.device)].reference)},
               {"events", handle_events[static_cast<std::size_t>(span.handle)]}};
        item(std::move(j));
      };
      if (line.passed != never) {
        one(line.person, span.from, line.passed);
        one(line.passed_to, line.passed, span.to);
      } else {
        one(line.person, span.from, span.to);
      }
    }
  }
  end();

  begin("number_changes", "number_change");
  for (std::size_t i = 0; i < w.changes.size(); ++i) {
    const auto& c = w.changes[i];
    const auto& seen = changes[i];
    std::size_t common = 0;
    for (std::size_t l = 0; l < seen.old_contacts.size(); ++l)
      common += seen.old_contacts[l] && seen.new_contacts[l];
    item({{"old", number(c.old_handle)},
          {"new", number(c.new_handle)},
          {"person", person_name(w.lines[static_cast<std::size_t>(c.line)].person)},
          {"last_old", iso(c.last_old)},
          {"first_new", iso(c.first_new)},
          {"gap_s", c.first_new - c.last_old},
          {"carry", c.carry},
          {"handset_kept", c.handset_kept},
          {"whole_core", c.whole_core},
          {"evidence",
           {{"old_events", seen.old_events},
            {"new_events", seen.new_events},
            {"old_events_after", seen.old_after},
            {"common_contacts", common}}},
          {"needs", {{"events_each_side", 8}, {"common_contacts", 3}}},
          {"detectable", seen.old_events >= 8 && seen.new_events >= 8 && common >= 3}});
  }
  end();

  begin("devices", "device");
  for (const auto& d : w.devices)
    item({{"exhibit", d.reference},
          {"owner", person_name(w.lines[static_cast<std::size_t>(d.line)].person)},
          {"number", number(w.handle_at(d.line, w.end() - 1))},
          {"layout", layout_name(d.layout)},
          {"skew_s", d.skew_s},
          {"zone_error_s", d.zone_error_s},
          {"drift_s_week", d.drift_s_week},
          {"dst_missed", d.dst_missed == 0 ? Json(nullptr) : Json(iso(d.dst_missed))},
          {"copy_of", d.copy_of < 0 ? Json(nullptr)
                                    : Json(w.devices[static_cast<std::size_t>(d.copy_of)].reference)},
          {"backup", d.backup},
          {"coverage", d.coverage},
          {"window", Json::array({iso(d.window_from), iso(d.window_to)})}});
  end();

  // A sender is found only if it was seen to broadcast on three days.
  std::map<int, std::set<int>> days_seen;
  for (const auto& b : bursts)
    if (b.seen_recipients.size() >= 8) days_seen[b.handle].insert(b.day);
  begin("bursts", "burst");
  for (const auto& b : bursts) {
    Json to = Json::array(), ids = Json::array();
    for (const int r : b.recipients)
      to.push_back(number(r));
    for (const EventId id : b.events)
      ids.push_back(event_name(id));
    const bool seen = b.seen_recipients.size() >= 8;
    item({{"sender", number(b.handle)},
          {"kind", b.kind},
          {"decoy", b.kind == "birthday" || b.kind == "new-number"},
          {"mailing", b.kind == "employer" || b.kind == "school"},
          {"start", iso(b.start)},
          {"end", iso(b.end)},
          {"recipients", to},
          {"events", ids},
          {"evidence",
           {{"recipients", b.seen_recipients.size()},
            {"days", days_seen.count(b.handle) ? days_seen[b.handle].size() : 0}}},
          {"needs", {{"recipients", 8}, {"days", 3}}},
          {"detectable", seen && days_seen[b.handle].size() >= 3}});
  }
  end();

  begin("orders", "order");
  for (const auto& o : orders)
    item({{"line", number(o.line)},
          {"customer", number(o.customer)},
          {"runner", number(o.runner)},
          {"t1", iso(o.t1)},
          {"t2", iso(o.t2)},
          {"events", Json::array({event_or_null(o.in), event_or_null(o.out)})},
          {"detectable", o.in != 0 && o.out != 0}});
  end();

  std::map<std::array<int, 3>, int> seen_relays, worded;
  for (const auto& r : relays)
    if (r.first != 0 && r.second != 0) {
      ++seen_relays[{r.a, r.b, r.c}];
      worded[{r.a, r.b, r.c}] += r.details > 0;
    }
  begin("relays", "relay");
  for (const auto& r : relays) {
    const bool seen = r.first != 0 && r.second != 0;
    const int times = seen_relays.count({r.a, r.b, r.c}) ? seen_relays[{r.a, r.b, r.c}] : 0;
    item({{"a", number(r.a)},
          {"b", number(r.b)},
          {"c", number(r.c)},
          {"t1", iso(r.t1)},
          {"t2", iso(r.t2)},
          {"decoy", r.decoy},
          {"events", Json::array({event_or_null(r.first), event_or_null(r.second)})},
          {"details", r.details},
          {"evidence", {{"times", times}, {"with_details", times > 0 ? worded[{r.a, r.b, r.c}] : 0}}},
          {"needs", {{"times", 3}}},
          {"detectable", seen && times >= 3}});
  }
  end();

  begin("meetings", "meeting");
  for (const auto& m : meetings) {
    Json people = Json::array(), handles = Json::array(), fixes = Json::object();
    int placed = 0;
    for (const int p : m.people) {
      people.push_back(person_name(p));
      handles.push_back(number(w.handle_at(w.people[static_cast<std::size_t>(p)].line, m.start)));
      const auto found = m.fixes.find(p);
      const int count = found == m.fixes.end() ? 0 : found->second;
      fixes[person_name(p)] = count;
      if (count >= 2) ++placed;
    }
    item({{"people", people},
          {"handles", handles},
          {"start", iso(m.start)},
          {"end", iso(m.end)},
          {"lat", degrees(m.where.lat_e6)},
          {"lon", degrees(m.where.lon_e6)},
          {"evidence", {{"fixes", fixes}}},
          {"needs", {{"people_with_two_fixes", 2}}},
          {"detectable", placed >= 2}});
  }
  end();

  begin("comovement", "comovement");
  for (std::size_t i = 0; i < w.second_phones.size(); ++i) {
    const auto& s = w.second_phones[i];
    const auto& a = bins_[i].seen[0];
    const auto& b = bins_[i].seen[1];
    std::set<int> places;
    std::uint64_t together = 0;
    for (const auto& bin : a)
      if (b.count(bin)) {
        ++together;
        places.insert(bin.second);
      }
    const std::uint64_t smaller = std::min(a.size(), b.size());
    item({{"person", person_name(s.person)},
          {"handles", Json::array({number(w.handle_at(s.first_line, w.end() - 1)),
                                   number(w.handle_at(s.second_line, w.end() - 1))})},
          {"share_percent", smaller == 0 ? 0 : together * 100 / smaller},
          {"evidence", {{"hours_together", together}, {"places", places.size()}}},
          {"needs", {{"hours_together", 5}, {"places", 3}}},
          {"detectable", together >= 5 && places.size() >= 3}});
  }
  end();

  begin("passed_phones", "passed_phone");
  for (const auto& line : w.lines)
    if (line.passed != never)
      item({{"handle", number(line.spans.front().handle)},
            {"from_person", person_name(line.person)},
            {"to_person", person_name(line.passed_to)},
            {"at", iso(line.passed)}});
  end();

  begin("groups", "group");
  for (const auto& g : w.groups) {
    Json members = Json::array();
    for (const auto& m : g.members)
      members.push_back({{"handle", number(w.handle_at(m.line, std::max(m.joined, w.start())))},
                         {"joined", when(m.joined)},
                         {"left", when(m.left)}});
    item({{"name", g.name}, {"created", iso(g.created)}, {"members", members}});
  }
  end();

  begin("hubs", "hub");
  for (const auto* list : {&w.hubs, &w.organisations})
    for (const int line : *list)
      item({{"handle", number(w.lines[static_cast<std::size_t>(line)].spans.front().handle)},
            {"kind", w.lines[static_cast<std::size_t>(line)].label}});
  end();

  begin("communities", "community");
  for (int c = 0; c < settings.communities; ++c) {
    Json members = Json::array();
    for (std::size_t p = 0; p < w.people.size(); ++p)
      if (w.people[p].community == c) members.push_back(person_name(static_cast<int>(p)));
    item({{"id", c}, {"members", members}});
  }
  end();

  begin("money_chains", "money_chain");
  for (const auto& m : money) {
    Json people = Json::array(), ids = Json::array(), sums = Json::array(), times = Json::array();
    for (const int p : m.people)
      people.push_back(person_name(p));
    for (const EventId id : m.events)
      ids.push_back(event_or_null(id));
    for (const int p : m.pence)
      sums.push_back(p);
    for (const auto t : m.times)
      times.push_back(iso(t));
    item({{"people", people},
          {"pence", sums},
          {"times", times},
          {"events", ids},
          {"decoy", m.decoy},
          {"detectable", m.events[0] != 0 && m.events[1] != 0}});
  }
  end();

  begin("ledgers", "ledger");
  for (const auto& l : ledgers) {
    Json lines = Json::array();
    for (const auto& [who, pounds] : l.lines)
      lines.push_back({{"name", who}, {"pounds", pounds}});
    item({{"event", event_or_null(l.event)},
          {"from", person_name(l.from)},
          {"to", person_name(l.to)},
          {"lines", lines},
          {"detectable", l.event != 0}});
  }
  end();

  begin("media", "media");
  for (const auto& m : media) {
    Json passes = Json::array(), files = Json::array();
    for (const EventId id : m.passes)
      passes.push_back(event_or_null(id));
    std::set<int> devices;
    for (const auto& [device, path] : m.files) {
      files.push_back({{"exhibit", w.devices[static_cast<std::size_t>(device)].reference},
                       {"path", path}});
      devices.insert(device);
    }
    item({{"passes", passes}, {"files", files}, {"detectable", devices.size() >= 2}});
  }
  end();

  begin("quotes", "quote");
  for (const auto& q : quotes)
    item({{"kind", q.kind},
          {"source", event_or_null(q.source)},
          {"target", Json::array({q.exhibit, q.file, q.line, q.offset, q.length})},
          {"detectable", q.source != 0}});
  end();

  begin("contradictions", "contradiction");
  for (const auto& c : contradictions) {
    Json versions = Json::array();
    for (const auto& v : c.versions)
      versions.push_back({{"value", v.value},
                          {"span", Json::array({v.exhibit, v.file, v.line, v.offset, v.length})}});
    item({{"attribute", c.attribute},
          {"subject", c.subject},
          {"decoy", c.decoy},
          {"versions", versions}});
  }
  end();

  begin("names", "name");
  for (const auto& n : names) {
    const int line = w.handles[static_cast<std::size_t>(n.handle)].line;
    const int person = w.lines[static_cast<std::size_t>(line)].person;
    item({{"saved", n.saved},
          {"handle", number(n.handle)},
          {"device", w.devices[static_cast<std::size_t>(n.device)].reference},
          {"person", person < 0 ? Json(nullptr) : Json(person_name(person))},
          {"variant", n.variant},
          {"record", locator(n.at)}});
  }
  end();

  begin("namesakes", "namesake");
  for (const auto& [a, b] : w.namesakes)
    item({{"people", Json::array({person_name(a), person_name(b)})},
          {"name", w.people[static_cast<std::size_t>(a)].native()}});
  end();

  begin("protected", "protected");
  for (const int p : w.protected_people) {
    Json places = Json::array();
    for (const auto& at : protected_places)
      if (at.person == p) places.push_back({{"what", at.what}, {"record", locator(at.at)}});
    item({{"person", person_name(p)},
          {"name", w.people[static_cast<std::size_t>(p)].native()},
          {"places", places}});
  }
  end();

  begin("corrupt_rows", "corrupt_row");
  for (const auto& c : corrupt)
    item({{"kind", c.kind}, {"copy_of", event_name(c.copy_of)}, {"record", locator(c.at)}});
  end();

  Json totals{{"events", events}, {"records", records}};
  if (lines_) {
    totals["type"] = "totals";
    file_->record(totals.dump() + "\n");
  } else {
    file_->text(",\n\"totals\":" + totals.dump() + "}\n");
  }
}

}  // namespace clew::gen
