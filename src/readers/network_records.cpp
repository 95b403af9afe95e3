// Who is who. A program's ids (0, 1, n12) mean nothing outside of their file, and those of two files are not the same people: a node is known by
// its label where it has one of its own, as a person would call it; by its id where that reaches somebody (a number, an address) or is itself a
// name; else by its id within this file only. Two nodes with one label stay two.
#include "readers/network_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "exhibit/locator.h"
#include "readers/delimited_party.h"
#include "readers/header_meaning.h"
#include "readers/said_zone.h"
#include "readers/written_time.h"
#include "text/plain_number.h"

namespace clew::readers {
namespace {

using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::size_t most_nodes = 2'000'000, most_names = 256;
constexpr std::uint64_t most_bytes = 256u << 20;

// 0: a label, 1: a name; nothing for other values.
std::optional<std::size_t> naming(std::string_view value_name) {
  const std::string folded = fold_header(value_name);
  if (folded == "label" || folded == "node label") return 0;
  for (const std::string_view name : {"name", "full name", "fullname", "display name", "person name"})
    if (folded == name) return 1;
  return std::nullopt;
}

std::optional<TimeKind> time_kind_of(std::string_view value_name) {
  static constexpr std::pair<std::string_view, TimeKind> kinds[] = {
      {"date", TimeKind::other},       {"time", TimeKind::other},      {"timestamp", TimeKind::other},  {"datetime", TimeKind::other},
      {"date time", TimeKind::other},  {"day", TimeKind::other},       {"when", TimeKind::other},       {"sent", TimeKind::sent},
      {"start", TimeKind::start},      {"start date", TimeKind::start}, {"start time", TimeKind::start}, {"begin", TimeKind::start},
      {"first", TimeKind::start},      {"first seen", TimeKind::start}, {"end", TimeKind::end},          {"end date", TimeKind::end},
      {"end time", TimeKind::end},     {"last", TimeKind::end},        {"last seen", TimeKind::end},    {"created", TimeKind::created},
      {"created at", TimeKind::created}, {"spell start", TimeKind::start}, {"spell end", TimeKind::end}};
  const std::string folded = fold_header(value_name);
  for (const auto& [name, kind] : kinds)
    if (folded == name) return kind;
  return std::nullopt;
}

// Values that say how many contacts a tie stands for, the surest first; `value` is how GML's own writers call it.
constexpr std::string_view weight_names[] = {"weight", "weights",  "edge weight", "count", "counts", "contacts", "calls",  "messages",
                                             "number of calls", "number of messages", "frequency", "freq", "strength", "value"};

bool is_number(std::string_view s) {
  const std::string text = network_value(s);
  const char* begin = text.c_str();
  char* end = nullptr;
  const double value = std::strtod(begin, &end);
  return !text.empty() && end == begin + text.size() && std::isfinite(value);
}

// A program's own number for a node: 12, n12, v_12, node-12.
bool is_program_id(std::string_view id) {
  std::size_t i = 0;
  while (i < id.size() && i < 6 && ((id[i] | 0x20) >= 'a' && (id[i] | 0x20) <= 'z')) ++i;
  if (i < id.size() && (id[i] == '_' || id[i] == '-' || id[i] == ':') && i > 0) ++i;
  const std::size_t digits = i;
  for (; i < id.size(); ++i)
    if (id[i] < '0' || id[i] > '9') return false;
  return i > digits;
}

bool reaches(IdentifierKind kind) {
  return kind == IdentifierKind::phone || kind == IdentifierKind::email || kind == IdentifierKind::jid || kind == IdentifierKind::lid ||
         kind == IdentifierKind::username;
}

// Which of several networks in a file a key belongs to: its end from \x1F on.
std::string part_of(const std::string& key) { return key.substr(std::min(key.find('\x1F'), key.size())); }

const std::string* value_of(const NetworkValues& values, std::string_view name) {
  for (const auto& [n, v] : values)
    if (n == name) return &v;
  return nullptr;
}

}  // namespace

std::string network_value(std::string_view s) {
  const auto begin = s.find_first_not_of(" \t\r\n");
  return begin == s.npos ? std::string() : std::string(s.substr(begin, s.find_last_not_of(" \t\r\n") - begin + 1));
}

NetworkRecords::NetworkRecords(const exhibit::Item& item, const Utf8Bytes* text, const Options& options, Sink& sink)
    : item_(item), text_(text), options_(options), sink_(sink), findings_(sink), zone_(said_zone(options)) {
  if (zone_) sink.decided("zone", *options.zone + " (said at import)");
}

void NetworkRecords::learn_values(const NetworkValues& values) {
  for (const auto& [name, value] : values) {
    if (value.empty()) continue;
    if (auto found = tie_values_.find(name); found != tie_values_.end() || tie_values_.size() < most_names) {
      auto& seen = found != tie_values_.end() ? found->second : tie_values_[name];
      ++seen.all;
      seen.numbers += is_number(value);
    }
    if (time_kind_of(name))
      if (const auto written = text::parse_written_time(value)) dates_.add(*written, ties_, value);
  }
}

void NetworkRecords::node(NetworkNode node) {
  if (learning_) {
    if (full_) return;
    auto [at, fresh] = known_.try_emplace(node.key);
    Known known{node.id, {}, {}, node.second};
    for (const auto& [name, value] : node.values) {
      if (const auto which = naming(name); which && known.names[*which].empty()) known.names[*which] = network_value(value);
      if (name == "kind") known.kind = model::identifier_kind_from(value);
    }
    if (!fresh) {
      // The same people in one graph behind the other are the same; others under one id are not.
      repeated_ += known.names != at->second.names;
      return;
    }
    for (std::size_t i = 0; i < 2; ++i)
      if (!known.names[i].empty()) ++named_[i][known.names[i] + part_of(node.key)];
    at->second = known;
    known_bytes_ += 200 + 2 * (node.key.size() + known.id.size() + known.names[0].size() + known.names[1].size());
    full_ = known_.size() >= most_nodes || known_bytes_ >= most_bytes;
    return;
  }
  ++nodes_;
  Record record;
  record.kind = node.second ? RecordKind::event : RecordKind::contact;
  record.table = "nodes";
  record.key = node.id;
  record.locator = place_of(node.place, nodes_, record.table);
  const Person who = person(node.key);
  if (node.second) {
    record.text = who.identifier.raw;
    record.fields.push_back({"type", "second sort of a network of two sorts"});
  } else {
    record.participants.push_back({Role::subject, who.identifier, who.name});
  }
  record.extras.push_back({"id", node.id});
  for (auto& [name, value] : node.values)
    if (!value.empty()) record.extras.push_back({name, std::move(value)});
  give(std::move(record), false);
}

NetworkRecords::Person NetworkRecords::by_id(std::string_view id) const {
  const std::size_t part = std::min(id.find('\x1F'), id.size());  // of a file of several networks, see NetworkNode
  const std::string of = part < id.size() ? fmt::format(" ({})", id.substr(part + 1)) : std::string();
  id = id.substr(0, part);
  Person person{{tie_kind_of(id), std::string(id), ""}, ""};
  if (!reaches(person.identifier.kind) && is_program_id(id)) {
    person.identifier.kind = IdentifierKind::uid;
    person.identifier.scope = std::string(item_.file_name()) + of;
  }
  if (person.identifier.kind == IdentifierKind::name) person.name = person.identifier.raw;
  return person;
}

NetworkRecords::Person NetworkRecords::person(const std::string& key) {
  const auto found = known_.find(key);
  if (found == known_.end()) {
    ++undeclared_;
    return by_id(key);
  }
  const Known& known = found->second;
  const std::string& label = known.names[label_].empty() ? known.names[1 - label_] : known.names[label_];
  const std::size_t which = known.names[label_].empty() ? 1 - label_ : label_;
  Person person = by_id(key.starts_with(known.id) ? key : known.id);
  if (reaches(person.identifier.kind) || label.empty() || named_[which].find(label + part_of(key))->second > 1) {
    if (!label.empty()) person.name = label;
    return person;
  }
  person.identifier = {known.kind && *known.kind != IdentifierKind::other ? *known.kind : tie_kind_of(label), label, ""};
  const std::string& other = known.names[1 - which];
  person.name = person.identifier.kind == IdentifierKind::name ? label : other == label ? std::string() : other;
  return person;
}

void NetworkRecords::surveyed() {
  learning_ = false;
  // The label, unless it does not tell the nodes apart and the name does.
  const auto fit = [&](std::size_t which) {
    std::uint64_t alone = 0;
    for (const auto& [name, count] : named_[which]) alone += count == 1;
    return alone;
  };
  label_ = fit(1) > fit(0) ? 1 : 0;
  for (const auto name : weight_names)
    for (const auto& [own, seen] : tie_values_)
      if (weight_.empty() && fold_header(own) == name && seen.numbers == seen.all) weight_ = own;
  const auto decision = dates_.decide();
  order_ = decision.order;
  if (const auto said = options_.answers.find("date-order"); said != options_.answers.end())
    order_ = text::date_order_from(said->second).value_or(order_);
  else if (options_.date_order)
    order_ = text::date_order_from(*options_.date_order).value_or(order_);
  if (decision.needed && order_ == text::DateOrder::unknown)
    sink_.question({"date-order",
                    fmt::format("The dates of this network can be read in more than one order, and none tells which. How is \"{}\" meant (d day, m month, y year)?",
                                dates_.examples()[0]),
                    {"dmy", "mdy"}});
  else if (decision.needed)
    sink_.decided("date-order", decision.order == order_ ? fmt::format("{} ({})", text::word(order_), decision.reason) : fmt::format("{} (said at import)", text::word(order_)));
}

std::int64_t NetworkRecords::contacts(std::string_view weight) const {
  const std::string text = network_value(weight);
  if (!is_number(text)) return 1;
  const double value = std::strtod(text.c_str(), nullptr);
  return value <= 0 ? 0 : static_cast<std::int64_t>(std::clamp(std::ceil(value), 1.0, 1e6));
}

std::string NetworkRecords::place_of(NetworkPlace place, std::uint64_t row, std::string_view table) const {
  const std::uint64_t begin = text_ ? text_->source(place.begin) : place.begin, end = text_ ? text_->source(place.end) : place.end;
  exhibit::Locator at;
  at.bytes(begin, end - begin);
  if (place.line) at.line(place.line);
  if (row) at.row(static_cast<std::int64_t>(row)).table(table);
  return at.str();
}

void NetworkRecords::add_times(Record& record, const NetworkValues& values) const {
  for (const auto& [name, value] : values) {
    const auto kind = time_kind_of(name);
    if (!kind || record.times.size() >= 8) continue;
    const bool digits = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
    model::Time time;
    if (digits && (value.size() == 10 || value.size() == 13) && value.front() == '1') {
      time.kind = *kind;
      time.raw = value;
      time.unit = value.size() == 10 ? "s" : "ms";
      set_reading(time, static_cast<Micros>(std::stoll(value)) * (value.size() == 10 ? micros_per_second : 1000), 0, zone_, options_.latest_plausible);
    } else if (digits || value.size() < 6) {
      continue;  // a year, a step of a study: a value like any other
    } else if (auto reading = time_as_written(value, *kind, order_, zone_, options_.latest_plausible); reading.understood) {
      time = std::move(reading.time);
    } else {
      continue;
    }
    record.times.push_back(std::move(time));
  }
}

void NetworkRecords::tie(NetworkTie tie) {
  if (learning_) {
    learn_values(tie.values);
    return;
  }
  if (!tie.continued) ++ties_;
  directed_ += tie.directed;
  Record record;
  record.kind = RecordKind::event;
  record.table = "ties";
  record.locator = place_of(tie.place, ties_, record.table);
  const auto add = [](Record& to, Role role, const Person& who) { to.participants.push_back({role, who.identifier, who.name}); };
  const Person from = person(tie.from);
  const Role from_role = tie.several ? Role::member : Role::from, to_role = tie.several ? Role::member : Role::to;
  add(record, from_role, from);
  std::string counts;
  std::int64_t back = 0;
  const std::string* weight = weight_.empty() ? nullptr : value_of(tie.values, weight_);
  for (const auto& end : tie.to) {
    const std::string_view said = !end.weight.empty() ? std::string_view(end.weight) : weight ? std::string_view(*weight) : "";
    const std::int64_t n = said.empty() ? 1 : contacts(said);
    if (n == 0 && network_value(said).starts_with('-')) ++negative_;
    counts += (counts.empty() ? "" : ",") + std::to_string(n);
    add(record, to_role, person(end.key));
  }
  // Both ways at once: of one pair, as this program writes its contacts, or as GEXF's mutual ties.
  if (tie.both && tie.to.size() == 1) back = contacts(counts);
  const std::string *forth_value = value_of(tie.values, "a_to_b"), *back_value = value_of(tie.values, "b_to_a");
  if (!tie.directed && tie.to.size() == 1 && forth_value && back_value && is_number(*forth_value) && is_number(*back_value)) {
    const std::int64_t forth = contacts(*forth_value);
    back = contacts(*back_value);
    if (forth + back != contacts(counts)) {
      back = 0;
    } else if (forth == 0) {
      std::swap(record.participants[0], record.participants[1]);
      std::swap(record.participants[0].role, record.participants[1].role);
      counts = std::to_string(back);
      back = 0;
    } else {
      counts = std::to_string(forth);
    }
  }
  add_times(record, tie.values);
  if (const std::string* label = value_of(tie.values, "label"); label && !is_number(*label)) record.text = network_value(*label);
  for (auto& [name, value] : tie.values)
    if (!value.empty()) record.extras.push_back({name, std::move(value)});
  record.extras.push_back({"directed", tie.directed || tie.both ? "yes" : "no"});
  if (!tie.several && !counts.empty()) record.fields.push_back({"ties", counts});
  if (back > 0) {
    Record other = record;
    std::swap(other.participants[0].identifier, other.participants[1].identifier);
    std::swap(other.participants[0].name, other.participants[1].name);
    for (auto& f : other.fields)
      if (f.name == "ties") f.value = std::to_string(back);
    give(std::move(record), tie.continued);
    give(std::move(other), true);
    return;
  }
  if (tie.several)
    findings_.add(Severity::note, "a tie of more than two", record.locator,
                  "All of its ends are kept on one record; it says nothing of any two of them, and is not counted as a tie.");
  give(std::move(record), tie.continued);
}

void NetworkRecords::give(Record record, bool extra) {
  if (extra) return sink_.extra_record(std::move(record));
  sink_.rows(record.table, 1);
  sink_.record(std::move(record));
}

void NetworkRecords::left_out(std::string_view table, std::string_view reason, NetworkPlace place) {
  if (learning_) return;
  sink_.rows(table, 1);
  sink_.skip(table, reason, place_of(place, 0, table));
}

void NetworkRecords::fault(Severity severity, std::string_view what, NetworkPlace place, std::string why) {
  if (!learning_) findings_.add(severity, what, place_of(place, 0, ""), std::move(why));
}

void NetworkRecords::decided(std::string_view key, std::string value) {
  if (!learning_) sink_.decided(key, value);
}

void NetworkRecords::finish(bool nodes_declared) {
  sink_.decided("ties", fmt::format("{}{}", weight_.empty() ? std::string("each is one contact; no times") : fmt::format("'{}' says for how many contacts each stands; no times", weight_),
                                    ties_ == 0 ? "" : directed_ == ties_ ? "; directed" : directed_ == 0 ? "; not directed: which end is first means nothing" : "; some directed"));
  if (undeclared_ && nodes_declared)
    findings_.add(Severity::warning, "tie with a node that is not there", "",
                  fmt::format("{} ends of ties name a node that the file does not list; they are kept under the id.", undeclared_));
  if (repeated_)
    findings_.add(Severity::warning, "two nodes with one id", "",
                  fmt::format("{} nodes have the id of one before them; ties with that id are taken for the first one's.", repeated_));
  if (negative_)
    findings_.add(Severity::note, "ties below zero", "", fmt::format("{} ties have a weight below zero. They are kept with it and count as no contact.", negative_));
  if (full_)
    findings_.add(Severity::warning, "more nodes than are kept in mind", "",
                  fmt::format("Ties with nodes behind the first {} name them by their ids instead of their labels.", known_.size()));
  if (ties_ == 0 && nodes_ == 0) findings_.add(Severity::warning, "an empty network", "", "No node and no tie was found in the file.");
  findings_.finish();
}

}  // namespace clew::readers
