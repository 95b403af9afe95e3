#include "score.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>
#include <istream>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>

#include <fmt/format.h>

namespace clew::score {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::optional<double> number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return std::nullopt;
  if (found->is_number()) return found->get<double>();
  if (found->is_string()) {
    const std::string text = found->get<std::string>();
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end != text.c_str() && *end == '\0') return value;
  }
  return std::nullopt;
}

// "2025-03-02T14:05:09Z" (or with a fraction) → seconds; nothing for anything else.
std::optional<std::int64_t> seconds_of(const std::string& iso) {
  int y, mo, d, h, mi, s;
  if (std::sscanf(iso.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) != 6)
    return std::nullopt;
  const std::int64_t a = (14 - mo) / 12, yy = y + 4800 - a, mm = mo + 12 * a - 3;
  const std::int64_t day = d + (153 * mm + 2) / 5 + 365 * yy + yy / 4 - yy / 100 + yy / 400 - 32045;
  return (day - 2440588) * 86400 + h * 3600 + mi * 60 + s;
}

std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path)
    if (c == '/' || c == '!' || c == '\\') {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else {
      part += c;
    }
  if (!part.empty()) parts.push_back(part);
  return parts;
}

}  // namespace

std::string number_key(std::string_view text) {
  const auto at = text.find('@');
  if (at != std::string_view::npos && text.substr(at).find("whatsapp") == std::string_view::npos &&
      text.substr(at) != "@c.us") {
    std::string mail(text);
    for (char& c : mail)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return mail;
  }
  if (at != std::string_view::npos) text = text.substr(0, at);
  if (const auto colon = text.find(':');
      colon != std::string_view::npos &&
      text.substr(0, colon).find_first_of("0123456789") == std::string_view::npos)
    text.remove_prefix(colon + 1);  // "phone:+44…"
  std::string digits;
  bool letters = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
      letters = true;
  }
  if (letters || digits.size() < 3) {
    std::string out(text);
    for (char& c : out)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  }
  if (digits.size() > 4 && digits.compare(0, 2, "00") == 0)
    digits.erase(0, 2);
  else if (digits.size() == 11 && digits[0] == '0')
    digits = "44" + digits.substr(1);
  return digits;
}

// ---- Truth

namespace {

constexpr int place_bits = 40;  // of a byte offset, line or row; the file is above

}  // namespace

void Truth::add_place(bool corrupt, std::string_view exhibit, std::string_view file,
                      std::uint64_t row, std::uint64_t line, std::uint64_t offset,
                      std::uint32_t event) {
  auto [found, fresh] = file_index_.try_emplace({std::string(exhibit), std::string(file)},
                                                static_cast<std::uint32_t>(files_.size()));
  if (fresh) files_.emplace_back(exhibit, file);
  const std::uint64_t base = std::uint64_t{found->second} << place_bits;
  if (corrupt) {
    corrupt_[0].push_back({base | offset, event});
    corrupt_[1].push_back({base | line, event});
    corrupt_[2].push_back({base | row, event});
    ++corrupt_rows;
  } else {
    places_[0].push_back({base | offset, event});
    places_[1].push_back({base | line, event});
    places_[2].push_back({base | row, event});
  }
}

void Truth::seal() {
  for (auto& lists : {std::ref(places_), std::ref(corrupt_)})
    for (auto& list : lists.get()) {
      std::stable_sort(list.begin(), list.end(), [](const Place& a, const Place& b) { return a.key < b.key; });
      list.shrink_to_fit();
    }
}

std::optional<std::size_t> Truth::look_up(const std::vector<Place>& places, std::uint64_t key) {
  const auto found = std::lower_bound(places.begin(), places.end(), key,
                                      [](const Place& p, std::uint64_t k) { return p.key < k; });
  if (found == places.end() || found->key != key) return std::nullopt;
  return static_cast<std::size_t>(found - places.begin());
}

// The most exact statement decides; a wrong one is not made good by a vaguer one.
std::optional<Truth::Found> Truth::any_at(const std::vector<Place>* lists, std::uint32_t file, std::optional<std::uint64_t> offset,
                                          std::optional<std::uint64_t> line, std::optional<std::uint64_t> row) {
  const auto said = offset ? offset : line ? line : row;
  if (file == none || !said) return std::nullopt;
  const int by = offset ? 0 : line ? 1 : 2;
  const auto place = look_up(lists[by], std::uint64_t{file} << place_bits | *said);
  if (!place) return std::nullopt;
  return Found{by, *place, lists[by][*place].event};
}

std::optional<Truth::Found> Truth::find_place(std::uint32_t file, std::optional<std::uint64_t> offset,
                                              std::optional<std::uint64_t> line, std::optional<std::uint64_t> row) const {
  return any_at(places_, file, offset, line, row);
}

std::uint32_t Truth::event_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                              std::optional<std::uint64_t> line,
                              std::optional<std::uint64_t> row) const {
  const auto found = any_at(places_, file, offset, line, row);
  return found ? found->event : none;
}

std::uint32_t Truth::corrupt_at(std::uint32_t file, std::optional<std::uint64_t> offset,
                                std::optional<std::uint64_t> line,
                                std::optional<std::uint64_t> row) const {
  const auto found = any_at(corrupt_, file, offset, line, row);
  return found ? found->event : none;
}

void EventIds::add(const std::string& id, std::uint32_t event) {
  const auto number = number_of(id);
  // Numbered one after the other, some left out.
  if (!number || *number > 2 * by_number_.size() + 1'000'000) {
    others_.emplace(id, event);
    return;
  }
  if (*number >= by_number_.size()) by_number_.resize(*number + 1, Truth::none);
  if (by_number_[*number] == Truth::none) by_number_[*number] = event;
}

std::optional<std::uint32_t> EventIds::find(const std::string& id) const {
  if (const auto number = number_of(id); number && *number < by_number_.size() && by_number_[*number] != Truth::none)
    return by_number_[*number];
  const auto found = others_.find(id);
  return found == others_.end() ? std::nullopt : std::optional(found->second);
}

// Of "E00000001": nine characters at the most, so that it fits.
std::optional<std::uint32_t> EventIds::number_of(const std::string& id) {
  if (id.size() < 2 || id.size() > 9 || id[0] != 'E') return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : id.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return number;
}

std::uint32_t Truth::find_file(std::string_view exhibit, std::string_view path) const {
  const auto wanted = components(path);
  std::size_t best = 0;
  std::uint32_t found = none;
  bool tie = false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].first != exhibit) continue;
    const auto have = components(files_[i].second);
    std::size_t same = 0;
    while (same < wanted.size() && same < have.size() &&
           wanted[wanted.size() - 1 - same] == have[have.size() - 1 - same])
      ++same;
    if (same > best) {
      best = same;
      found = static_cast<std::uint32_t>(i);
      tie = false;
    } else if (same == best && same > 0) {
      tie = true;
    }
  }
  return tie ? none : found;
}

namespace {

class Loader {
 public:
  explicit Loader(Truth& truth) : truth_(truth) {}

  void add(const std::string& type, const Json& j) {
    if (type == "event")
      event(j);
    else if (type == "head")
      start_ = seconds_of(text_of(j, "from")).value_or(0);
    else if (type == "handle")
      handle(j);
    else if (type == "person")
      person(j);
    else if (type == "number_change")
      change(j);
    else if (type == "device")
      device(j);
    else if (type == "burst")
      bursts_.push_back(j);
    else if (type == "relay")
      relay(j);
    else if (type == "meeting")
      meeting(j);
    else if (type == "order")
      ++truth_.orders[{number_key(text_of(j, "line")), number_key(text_of(j, "runner"))}];
    else if (type == "comovement")
      second(j);
    else if (type == "hub")
      truth_.hubs.emplace_back(number_key(text_of(j, "handle")), text_of(j, "kind"));
    else if (type == "money_chain")
      chains_.push_back(j);
    else if (type == "name") {
      if (j.contains("record")) place(j.at("record"), false, Truth::contact);
      truth_.saved[{text_of(j, "device"), number_key(text_of(j, "saved"))}].insert(number_key(text_of(j, "handle")));
    } else if (type == "corrupt_row")
      corrupt(j);
  }

  // What refers to events waits until all are known.
  void finish() {
    for (const auto& j : bursts_) {
      TruthBurst b;
      b.sender = number_key(text_of(j, "sender"));
      b.kind = text_of(j, "kind");
      // Cases made before mailings had a flag of their own called them decoys.
      b.mailing = b.kind == "employer" || b.kind == "school" || flag_of(j, "mailing");
      b.decoy = flag_of(j, "decoy") && !b.mailing;
      b.detectable = flag_of(j, "detectable");
      if (j.contains("events"))
        for (const auto& e : j.at("events"))
          b.events.push_back(index(e));
      truth_.bursts.push_back(std::move(b));
    }
    for (const auto& j : chains_) {
      TruthChain c{Truth::none, Truth::none, flag_of(j, "decoy"), flag_of(j, "detectable")};
      if (j.contains("events") && j.at("events").size() == 2) {
        c.first = index(j.at("events").at(0));
        c.second = index(j.at("events").at(1));
      }
      truth_.chains.push_back(c);
    }
    for (auto& d : truth_.devices)
      d.start = start_;
    truth_.seal();
  }

 private:
  std::int64_t start_ = 0;
  std::uint32_t index(const Json& id) const {
    if (!id.is_string()) return Truth::none;
    return truth_.event_ids.find(id.get<std::string>()).value_or(Truth::none);
  }
  std::uint32_t word(const std::string& text) {
    const auto [found, fresh] = words_.try_emplace(number_key(text), truth_.words.size());
    if (fresh) truth_.words.push_back(found->first);
    return static_cast<std::uint32_t>(found->second);
  }
  std::uint8_t language(const std::string& code) {
    if (code.empty()) return 0;
    auto& list = truth_.languages;
    const auto found = std::find(list.begin(), list.end(), code);
    if (found != list.end()) return static_cast<std::uint8_t>(found - list.begin());
    list.push_back(code);
    return static_cast<std::uint8_t>(list.size() - 1);
  }
  void place(const Json& r, bool corrupt, std::uint32_t event) {
    if (!r.is_array() || r.size() != 5)
      throw std::runtime_error("truth: a record is [exhibit, file, row, line, offset]");
    truth_.add_place(corrupt, r.at(0).get<std::string>(), r.at(1).get<std::string>(),
                     r.at(2).get<std::uint64_t>(), r.at(3).get<std::uint64_t>(),
                     r.at(4).get<std::uint64_t>(), event);
  }
  void event(const Json& j) {
    TruthEvent e;
    e.from = word(text_of(j, "from"));
    e.to = word(text_of(j, "to"));
    e.group = word(text_of(j, "group"));
    e.language = language(text_of(j, "lang"));
    e.also = language(text_of(j, "also"));
    const std::string style = text_of(j, "style"), kind = text_of(j, "kind");
    e.brief = style == "brief";
    e.media = style == "media";
    e.kind = kind == "call" ? 'c' : kind == "location" ? 'l' : kind == "payment" ? 'p' : 'm';
    e.channel = kind.empty() ? ' ' : kind[0];
    e.contact = kind == "call" || kind == "sms" || kind == "im";
    e.time = static_cast<std::uint32_t>(seconds_of(text_of(j, "t")).value_or(0));
    const auto index = static_cast<std::uint32_t>(truth_.events.size());
    for (const auto& r : j.at("records")) {
      place(r, false, index);
      ++e.copies;
    }
    if (const auto sides = j.find("sides"); sides != j.end() && sides->is_array())
      for (const auto& side : *sides)
        truth_.ends.push_back({index, side.at(0).get<std::string>(), side.at(1).get<std::string>()});
    truth_.event_ids.add(text_of(j, "id"), index);
    truth_.events.push_back(e);
  }
  void person(const Json& j) {
    for (const char* key : {"email", "username"})
      if (const std::string value = text_of(j, key); !value.empty())
        truth_.owners[number_key(value)].insert(text_of(j, "id"));
    for (const char* key : {"name", "latin"})
      if (const std::string value = text_of(j, key); !value.empty())
        truth_.bearers[number_key(value)].insert(text_of(j, "id"));
  }
  void handle(const Json& j) {
    const std::string key = number_key(text_of(j, "handle"));
    if (const std::string who = text_of(j, "person"); !who.empty()) {
      truth_.owners[key].insert(who);
      truth_.had[key].push_back({who, seconds_of(text_of(j, "from")).value_or(std::numeric_limits<std::int64_t>::min()),
                                 seconds_of(text_of(j, "to")).value_or(std::numeric_limits<std::int64_t>::max())});
    } else
      truth_.owners[key];
    if (number_of(j, "events").value_or(1) > 0) truth_.used.insert(key);
    if (const std::string phone = text_of(j, "device"); !phone.empty())
      truth_.own_numbers[phone].insert(key);
  }
  void change(const Json& j) {
    truth_.changes.push_back(
        {number_key(text_of(j, "old")), number_key(text_of(j, "new")), flag_of(j, "detectable")});
  }
  void device(const Json& j) {
    TruthDevice d;
    d.exhibit = text_of(j, "exhibit");
    if (const std::string phone = text_of(j, "copy_of"); !phone.empty()) truth_.copy_of[d.exhibit] = phone;
    d.offset_s = static_cast<std::int64_t>(number_of(j, "skew_s").value_or(0) +
                                           number_of(j, "zone_error_s").value_or(0));
    d.drift_s_week = number_of(j, "drift_s_week").value_or(0);
    d.dst_missed = seconds_of(text_of(j, "dst_missed")).value_or(0);
    if (const auto window = j.find("window"); window != j.end() && window->size() == 2) {
      d.from = seconds_of(window->at(0).get<std::string>()).value_or(0);
      d.to = seconds_of(window->at(1).get<std::string>()).value_or(0);
    }
    truth_.devices.push_back(std::move(d));
  }
  void relay(const Json& j) {
    TruthRelay r{number_key(text_of(j, "a")), number_key(text_of(j, "b")), number_key(text_of(j, "c")), flag_of(j, "decoy"), flag_of(j, "detectable")};
    r.seen = r.detectable;
    if (const auto events = j.find("events"); events != j.end() && events->size() == 2) r.seen = !events->at(0).is_null() && !events->at(1).is_null();
    r.first = seconds_of(text_of(j, "t1")).value_or(0);
    r.second = seconds_of(text_of(j, "t2")).value_or(0);
    r.details = static_cast<std::uint32_t>(number_of(j, "details").value_or(0));
    truth_.relays.push_back(std::move(r));
  }
  void meeting(const Json& j) {
    TruthMeeting m;
    for (const auto& h : j.at("handles"))
      m.handles.push_back(number_key(h.get<std::string>()));
    m.start = seconds_of(text_of(j, "start")).value_or(0);
    m.end = seconds_of(text_of(j, "end")).value_or(0);
    m.detectable = flag_of(j, "detectable");
    truth_.meetings.push_back(std::move(m));
  }
  void second(const Json& j) {
    const auto& h = j.at("handles");
    truth_.second_phones.push_back({number_key(h.at(0).get<std::string>()),
                                    number_key(h.at(1).get<std::string>()),
                                    flag_of(j, "detectable")});
  }
  void corrupt(const Json& j) {
    place(j.at("record"), true, index(j.contains("copy_of") ? j.at("copy_of") : Json()));
  }

  Truth& truth_;
  std::unordered_map<std::string, std::size_t> words_{{"", 0}};
  std::vector<Json> bursts_, chains_;
};

// Section of truth.json → type of truth.jsonl.
const std::map<std::string, std::string>& section_types() {
  static const std::map<std::string, std::string> types{{"events", "event"},
                                                        {"handles", "handle"},
                                                        {"persons", "person"},
                                                        {"number_changes", "number_change"},
                                                        {"devices", "device"},
                                                        {"bursts", "burst"},
                                                        {"relays", "relay"},
                                                        {"meetings", "meeting"},
                                                        {"comovement", "comovement"},
                                                        {"orders", "order"},
                                                        {"hubs", "hub"},
                                                        {"money_chains", "money_chain"},
                                                        {"corrupt_rows", "corrupt_row"},
                                                        {"names", "name"}};
  return types;
}

}  // namespace

Truth load_truth(std::istream& in) {
  Truth truth;
  Loader loader(truth);
  try {
    // A truth.jsonl says what its first line is; truth.json is one value, however it is laid out.
    std::string first;
    const auto begin = in.tellg();
    std::getline(in, first);
    const bool lines = first.find("\"type\"") != std::string::npos && !first.empty() &&
                       first.back() == '}' && Json::accept(first);
    if (lines) {
      do {
        if (first.empty()) continue;
        const Json j = Json::parse(first);
        loader.add(text_of(j, "type"), j);
      } while (std::getline(in, first));
    } else {
      in.clear();
      in.seekg(begin);
      // Each item is handed on and forgotten as soon as it is read, so a long list of events is
      // never held as a whole.
      std::string section;
      const Json::parser_callback_t each = [&](int depth, Json::parse_event_t event, Json& value) {
        if (depth == 1 && event == Json::parse_event_t::key) section = value.get<std::string>();
        if (depth == 1 && event == Json::parse_event_t::value && section == "from")
          loader.add("head", {{"from", value}});
        if (depth == 2 && event == Json::parse_event_t::object_end) {
          if (const auto type = section_types().find(section); type != section_types().end())
            loader.add(type->second, value);
          return false;
        }
        return true;
      };
      const Json rest = Json::parse(in, each);
      if (!rest.is_object()) throw std::runtime_error("truth: not an object");
    }
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string("truth: ") + error.what());
  }
  loader.finish();
  return truth;
}

// ---- Judgement

double AnalysisScore::f1() const {
  const double p = precision(), r = recall_detectable.value();
  return p + r == 0 ? 0 : 2 * p * r / (p + r);
}

namespace {

struct LeadIn {
  std::string detector;
  std::vector<std::string> subjects;  // as number_key()
  std::vector<std::string> raw_subjects;
  std::optional<std::int64_t> from, to;
  std::vector<std::string> evidence;
  Json parameters;
};

std::vector<LeadIn> read_leads(const std::string& text) {
  std::vector<LeadIn> out;
  const Json j = Json::parse(text);
  const Json& list = j.is_array() ? j : j.at("leads");
  for (const auto& item : list) {
    LeadIn lead;
    lead.detector = text_of(item, "detector");
    for (const auto& s : item.value("subjects", Json::array())) {
      std::string subject;
      if (s.is_string())
        subject = s.get<std::string>();
      else if (s.is_object())
        for (const char* key : {"normal", "raw", "identifier", "id"})
          if (subject.empty()) subject = text_of(s, key);
      lead.raw_subjects.push_back(subject);
      lead.subjects.push_back(number_key(subject));
    }
    lead.from = seconds_of(text_of(item, "from"));
    lead.to = seconds_of(text_of(item, "to"));
    for (const auto& e : item.value("evidence", Json::array()))
      lead.evidence.push_back(e.is_string() ? e.get<std::string>() : e.dump());
    lead.parameters = item.value("parameters", Json::object());
    out.push_back(std::move(lead));
  }
  return out;
}

bool detector_is(const LeadIn& lead, std::string_view stem) {
  return lead.detector.find(stem) != std::string::npos;
}

// Scores one kind of lead. `item_of` gives the truth item a lead hits (-1 none, -2 a decoy), `more` further ones that it hits too.
AnalysisScore score_kind(std::string name, const std::vector<LeadIn>& leads, std::string_view stem,
                         const std::vector<bool>& detectable,
                         const std::function<int(const LeadIn&)>& item_of,
                         const std::function<std::vector<int>(const LeadIn&)>& more = {}) {
  AnalysisScore s;
  s.name = std::move(name);
  std::set<int> hit;
  for (const auto& lead : leads) {
    if (!detector_is(lead, stem)) continue;
    ++s.leads;
    const int item = item_of(lead);
    const bool right = item >= 0;
    if (right) {
      ++s.right;
      hit.insert(item);
      if (more)
        for (const int other : more(lead)) hit.insert(other);
    } else if (item == -2) {
      ++s.decoys;
    }
    if (s.first_20.of < 20) {
      ++s.first_20.of;
      s.first_20.hit += right;
    }
  }
  for (std::size_t i = 0; i < detectable.size(); ++i) {
    const bool found = hit.count(static_cast<int>(i)) != 0;
    ++s.recall_all.of;
    s.recall_all.hit += found;
    if (detectable[i]) {
      ++s.recall_detectable.of;
      s.recall_detectable.hit += found;
    }
  }
  return s;
}

// A number that one person had and then another. Seen are those with twenty events in the exhibits before and after. A lead is right when it
// names the number first, and a moment within a week of the true one.
AnalysisScore score_handovers(const std::vector<LeadIn>& leads, const Truth& truth) {
  constexpr std::int64_t week = 7 * 86400;
  constexpr int least = 20;
  struct Passed {
    std::string number;
    std::int64_t at;
    int before = 0, after = 0;
  };
  std::vector<Passed> passed;
  for (const auto& [number, spans] : truth.had) {
    std::vector<Truth::Span> by_time = spans;
    std::sort(by_time.begin(), by_time.end(), [](const auto& x, const auto& y) { return x.from < y.from; });
    for (std::size_t i = 1; i < by_time.size(); ++i)
      if (by_time[i].person != by_time[i - 1].person) passed.push_back({number, by_time[i].from});
  }
  std::map<std::string, std::vector<std::size_t>> of_number;
  for (std::size_t i = 0; i < passed.size(); ++i) of_number[passed[i].number].push_back(i);
  for (const TruthEvent& event : truth.events) {
    if (!event.contact || event.copies == 0) continue;
    for (const auto side : {event.from, event.to})
      if (const auto found = of_number.find(truth.words[side]); found != of_number.end())
        for (const auto i : found->second) ++(event.time < passed[i].at ? passed[i].before : passed[i].after);
  }
  std::vector<bool> seen;
  for (const Passed& p : passed) seen.push_back(p.before >= least && p.after >= least);
  return score_kind("handover", leads, "handover", seen, [&](const LeadIn& lead) {
    if (lead.subjects.empty() || !lead.from) return -1;
    for (std::size_t i = 0; i < passed.size(); ++i)
      if (passed[i].number == lead.subjects[0] && *lead.from - week <= passed[i].at && lead.to.value_or(*lead.from) + week >= passed[i].at)
        return static_cast<int>(i);
    return -1;
  });
}

int pair_index(const std::vector<TruthPair>& pairs, const LeadIn& lead) {
  if (lead.subjects.size() < 2) return -1;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if ((lead.subjects[0] == pairs[i].a && lead.subjects[1] == pairs[i].b) ||
        (lead.subjects[0] == pairs[i].b && lead.subjects[1] == pairs[i].a))
      return static_cast<int>(i);
  return -1;
}

std::vector<bool> detectable_of(const std::vector<TruthPair>& pairs) {
  std::vector<bool> out;
  for (const auto& p : pairs)
    out.push_back(p.detectable);
  return out;
}

void judge_leads(const Truth& truth, const Records* records, const std::vector<LeadIn>& leads,
                 Report& report) {
  // Broadcasts: one item a sender.
  std::map<std::string, int> senders;
  std::vector<bool> detectable;
  std::map<std::string, std::string> decoy_senders;
  std::set<std::string> mailings;
  std::map<std::string, std::set<std::uint32_t>> planted;
  for (const auto& b : truth.bursts) {
    if (b.mailing) mailings.insert(b.sender);
    if (!b.decoy) planted[b.sender].insert(b.events.begin(), b.events.end());
    if (b.decoy) {
      decoy_senders.emplace(b.sender, b.kind);
      continue;
    }
    const auto [found, fresh] = senders.try_emplace(b.sender, static_cast<int>(detectable.size()));
    if (fresh) detectable.push_back(false);
    if (b.detectable) detectable[static_cast<std::size_t>(found->second)] = true;
  }
  report.analyses.push_back(
      score_kind("broadcast", leads, "broadcast", detectable, [&](const LeadIn& lead) {
        if (lead.subjects.empty()) return -1;
        if (const auto found = senders.find(lead.subjects[0]); found != senders.end()) {
          // What is cited was sent to many at once, nine rows of ten.
          std::size_t known = 0, of_bursts = 0;
          for (const auto& id : lead.evidence)
            if (const auto* r = records != nullptr ? records->find(id) : nullptr; r != nullptr)
              ++known, of_bursts += planted[lead.subjects[0]].count(r->event);
          if (records == nullptr || (known > 0 && 10 * of_bursts >= 9 * known)) return found->second;
        }
        return decoy_senders.count(lead.subjects[0]) != 0 ? -2 : -1;
      }));
  std::size_t lines = 0, after = 0;
  for (const auto& lead : leads)
    if (detector_is(lead, "broadcast") && !lead.subjects.empty() && senders.count(lead.subjects[0]) != 0) {
      if (mailings.count(lead.subjects[0]) == 0)
        ++lines, report.lines_first.of += after;
      else
        ++after, report.lines_first.hit += lines, report.lines_first.of += lines;
    }
  if (records != nullptr) {
    std::map<std::string, std::set<std::uint32_t>> cited;
    for (const auto& lead : leads)
      if (detector_is(lead, "broadcast") && !lead.subjects.empty())
        for (const auto& id : lead.evidence)
          if (const auto* r = records->find(id); r != nullptr)
            cited[lead.subjects[0]].insert(r->event);
    for (const auto& b : truth.bursts) {
      if (b.decoy || !b.detectable) continue;
      ++report.bursts_covered.of;
      std::size_t n = 0;
      for (const auto e : b.events)
        n += cited[b.sender].count(e);
      report.bursts_covered.hit += 2 * n >= b.events.size() && n > 0;
    }
  }

  report.analyses.push_back(
      score_kind("number-change", leads, "number-change", detectable_of(truth.changes),
                 [&](const LeadIn& l) { return pair_index(truth.changes, l); }));

  auto one_person = [&](const std::string& a, const std::string& b) {
    const auto of_a = truth.owners.find(a), of_b = truth.owners.find(b);
    if (of_a == truth.owners.end() || of_b == truth.owners.end()) return false;
    return std::any_of(of_a->second.begin(), of_a->second.end(), [&](const auto& p) { return of_b->second.count(p) != 0; });
  };
  // Relays: one item a triple. Who hears from one phone of somebody and then contacts the other has passed nothing on.
  std::map<std::vector<std::string>, int> triples;
  std::set<std::vector<std::string>> decoy_triples;
  std::vector<bool> seen_relays;
  for (const auto& r : truth.relays) {
    if (r.decoy || one_person(r.a, r.c)) {
      decoy_triples.insert({r.a, r.b, r.c});
      continue;
    }
    const auto [found, fresh] =
        triples.try_emplace({r.a, r.b, r.c}, static_cast<int>(seen_relays.size()));
    if (fresh) seen_relays.push_back(false);
    if (r.detectable) seen_relays[static_cast<std::size_t>(found->second)] = true;
  }
  // A lead names the three by their main numbers, then further numbers of the same people: it says the triples of all of these.
  const auto said_triples = [&](const LeadIn& l) {
    std::vector<int> said;
    if (l.subjects.size() < 3) return said;
    const std::set<std::string> named(l.subjects.begin(), l.subjects.end());
    for (const auto& [triple, item] : triples) {
      bool all = true;
      for (std::size_t i = 0; i < 3; ++i) all = all && (triple[i] == l.subjects[i] || (named.count(triple[i]) != 0 && one_person(triple[i], l.subjects[i])));
      if (all) said.push_back(item);
    }
    return said;
  };
  report.analyses.push_back(score_kind(
      "relay", leads, "relay", seen_relays,
      [&](const LeadIn& l) {
        if (const auto said = said_triples(l); !said.empty()) return said.front();
        return l.subjects.size() >= 3 && decoy_triples.count({l.subjects[0], l.subjects[1], l.subjects[2]}) != 0 ? -2 : -1;
      },
      said_triples));
  std::set<int> found_relays;
  for (const auto& lead : leads)
    if (detector_is(lead, "relay"))
      for (const int item : said_triples(lead)) found_relays.insert(item);
  for (const auto& triple : told_apart(truth)) {
    const auto known = triples.find({triple.begin(), triple.end()});
    if (known == triples.end()) continue;
    const int item = known->second;
    ++report.relays_told_apart.hit;
    ++report.relays_found_of_those.of;
    report.relays_found_of_those.hit += found_relays.count(item);
  }
  report.relays_told_apart.of = static_cast<std::uint64_t>(std::count(seen_relays.begin(), seen_relays.end(), true));

  // Whom a line contacts when its customers have: seen are pairs with three orders and more.
  std::map<std::pair<std::string, std::string>, int> sent;
  std::vector<bool> seen_sent;
  for (const auto& [pair, times] : truth.orders) {
    if (pair.second.empty()) continue;
    sent.emplace(pair, static_cast<int>(seen_sent.size()));
    seen_sent.push_back(times >= 3);
  }
  report.analyses.push_back(score_kind("dispatch", leads, "dispatch", seen_sent, [&](const LeadIn& l) {
    if (l.subjects.size() < 2) return -1;
    const auto found = sent.find({l.subjects[0], l.subjects[1]});
    return found == sent.end() ? -1 : found->second;
  }));

  // Suggestions for one number, in the order of the list.
  for (const auto& c : truth.changes) {
    if (!c.detectable) continue;
    ++report.changes_in_five.of;
    int rank = 0;
    for (const auto& lead : leads) {
      if (!detector_is(lead, "number-change") || lead.subjects.size() < 2) continue;
      const bool about = lead.subjects[0] == c.a || lead.subjects[1] == c.a;
      if (!about) continue;
      if (++rank > 5) break;
      if (lead.subjects[0] == c.b || lead.subjects[1] == c.b) {
        ++report.changes_in_five.hit;
        break;
      }
    }
  }
  // A second phone is beside its owner's everyday number of the time, of which the truth names the last one.
  auto had_both = [&](const std::string& a, const std::string& b) {
    const auto of_a = truth.had.find(a), of_b = truth.had.find(b);
    if (of_a == truth.had.end() || of_b == truth.had.end()) return false;
    for (const auto& x : of_a->second)
      for (const auto& y : of_b->second)
        if (x.person == y.person && std::max(x.from, y.from) < std::min(x.to, y.to)) return true;
    return false;
  };
  auto second_of = [&](const TruthPair& p, const LeadIn& lead) {
    return lead.subjects.size() >= 2 && (lead.subjects[0] == p.b || lead.subjects[1] == p.b) &&
           one_person(lead.subjects[0], lead.subjects[1]);
  };
  for (const auto& p : truth.second_phones) {
    if (!p.detectable) continue;
    ++report.second_phones_first.of;
    for (const auto& lead : leads) {
      if (!(detector_is(lead, "second-phone") || detector_is(lead, "co-movement")) ||
          lead.subjects.size() < 2)
        continue;
      const auto in = [&](const std::string& h) {
        return lead.subjects[0] == h || lead.subjects[1] == h;
      };
      if (!in(p.a) && !in(p.b)) continue;
      report.second_phones_first.hit += second_of(p, lead);
      break;
    }
  }

  for (const char* name : {"second-phone", "co-movement"})
    report.analyses.push_back(
        score_kind(name, leads, name, detectable_of(truth.second_phones),
                   [&](const LeadIn& l) {
                     for (std::size_t i = 0; i < truth.second_phones.size(); ++i)
                       if (second_of(truth.second_phones[i], l)) return static_cast<int>(i);
                     // Carried together are all phones of one person, those asked for or not; two at once are such as he
                     // had over the same time.
                     const bool right = l.subjects.size() >= 2 &&
                                        (name == std::string_view("co-movement") ? one_person(l.subjects[0], l.subjects[1])
                                                                                 : had_both(l.subjects[0], l.subjects[1]));
                     return right ? std::numeric_limits<int>::max() : -1;
                   }));

  // Nobody in these cases lends a handset or card, so all numbers in one are one person's; a number goes on in another handset as another number.
  report.analyses.push_back(score_kind("handset", leads, "handset", {}, [&](const LeadIn& l) {
    bool right = l.subjects.size() >= 2;
    for (std::size_t i = 1; right && i < l.subjects.size(); ++i) right = one_person(l.subjects[0], l.subjects[i]);
    return right ? std::numeric_limits<int>::max() : -1;
  }));

  report.analyses.push_back(score_handovers(leads, truth));

  std::vector<bool> seen_meetings;
  for (const auto& m : truth.meetings)
    seen_meetings.push_back(m.detectable);
  report.analyses.push_back(
      score_kind("meeting", leads, "meeting", seen_meetings, [&](const LeadIn& l) {
        for (std::size_t i = 0; i < truth.meetings.size(); ++i) {
          const auto& m = truth.meetings[i];
          // Half an hour of play on either side: positions are sparse.
          if (!l.from || *l.from > m.end + 1800 || l.to.value_or(*l.from) < m.start - 1800)
            continue;
          // Whose phones: the truth names everybody's own number, and some carry a second phone that says where they are.
          std::set<std::string> met;
          for (const auto& h : m.handles)
            if (truth.owners.count(h) != 0) met.insert(truth.owners.at(h).begin(), truth.owners.at(h).end());
          std::set<std::string> common;
          for (const auto& h : l.subjects)
            if (const auto of = truth.owners.find(h); of != truth.owners.end())
              for (const auto& person : of->second)
                if (met.count(person) != 0) common.insert(person);
          if (common.size() >= 2) return static_cast<int>(i);
        }
        return -1;
      }));

  std::vector<bool> hubs(truth.hubs.size());
  for (std::size_t i = 0; i < hubs.size(); ++i)
    hubs[i] = truth.used.count(truth.hubs[i].first) != 0;
  report.analyses.push_back(score_kind("hub", leads, "hub", hubs, [&](const LeadIn& l) {
    for (std::size_t i = 0; i < truth.hubs.size(); ++i)
      if (!l.subjects.empty() && truth.hubs[i].first == l.subjects[0]) return static_cast<int>(i);
    return -1;
  }));

  std::vector<bool> chains;
  std::vector<const TruthChain*> real;
  for (const auto& c : truth.chains)
    if (!c.decoy) {
      real.push_back(&c);
      chains.push_back(c.detectable);
    }
  if (records != nullptr)
    report.analyses.push_back(
        score_kind("money-chain", leads, "money", chains, [&](const LeadIn& l) {
          std::set<std::uint32_t> cited;
          for (const auto& id : l.evidence)
            if (const auto* r = records->find(id); r != nullptr) cited.insert(r->event);
          for (std::size_t i = 0; i < real.size(); ++i)
            if (cited.count(real[i]->first) != 0 && cited.count(real[i]->second) != 0)
              return static_cast<int>(i);
          for (const auto& c : truth.chains)
            if (c.decoy && cited.count(c.first) != 0 && cited.count(c.second) != 0) return -2;
          return -1;
        }));

  // Every figure must open: the cited records exist and have to do with the subjects.
  if (records == nullptr) return;
  for (const auto& lead : leads) {
    ++report.evidence.leads;
    if (lead.evidence.empty()) ++report.evidence.leads_without;
    for (const auto& id : lead.evidence) {
      ++report.evidence.cited;
      const auto* record = records->find(id);
      if (record == nullptr) {
        ++report.evidence.missing;
        continue;
      }
      // The phone's own number need not be written in each of its rows.
      const auto phone = truth.copy_of.find(records->exhibit(*record));
      const auto own = truth.own_numbers.find(phone != truth.copy_of.end() ? phone->second : records->exhibit(*record));
      bool belongs = false;
      for (std::size_t s = 0; s < lead.subjects.size() && !belongs; ++s) {
        belongs = records->involves(*record, lead.subjects[s]) ||
                  records->exhibit(*record) == lead.raw_subjects[s] ||
                  (own != truth.own_numbers.end() && own->second.count(lead.subjects[s]) != 0);
        // A statement names people, the messages cited with it have their numbers.
        if (const auto named = truth.bearers.find(lead.subjects[s]); !belongs && named != truth.bearers.end())
          for (const auto& [number, persons] : truth.owners)
            belongs = belongs || (records->involves(*record, number) &&
                                  std::any_of(persons.begin(), persons.end(), [&](const auto& p) { return named->second.count(p) != 0; }));
      }
      // A chat export may name the subject as its phone has saved him, and no further.
      const auto& exhibit = records->exhibit(*record);
      for (auto at = truth.saved.lower_bound({exhibit, ""}); !belongs && at != truth.saved.end() && at->first.first == exhibit; ++at)
        belongs = std::any_of(lead.subjects.begin(), lead.subjects.end(), [&](const auto& s) { return at->second.count(s) != 0; }) &&
                  records->involves(*record, at->first.second);
      if (!belongs) ++report.evidence.strangers;
    }
  }
}

// Offsets from `clew time`, or from leads on clocks.
void judge_clocks(const Truth& truth, const std::string& time, const std::vector<LeadIn>& leads,
                  Report& report) {
  std::map<std::string, double> said;
  struct Piece {
    std::int64_t to;
    double offset;
  };
  std::map<std::string, std::vector<Piece>> pieces_of;
  auto offset_in = [](const Json& j) -> std::optional<double> {
    for (const char* key : {"offset_s", "offset_seconds", "offset"})
      if (const auto v = number_of(j, key)) return v;
    if (const auto v = number_of(j, "offset_ms")) return *v / 1000;
    if (const auto pieces = j.find("pieces");
        pieces != j.end() && pieces->is_array() && !pieces->empty()) {
      for (const char* key : {"offset_s", "offset_seconds", "offset"})
        if (const auto v = number_of(pieces->front(), key)) return v;
      if (const auto v = number_of(pieces->front(), "offset_ms")) return *v / 1000;
    }
    return std::nullopt;
  };
  if (!time.empty()) {
    const Json j = Json::parse(time);
    for (const char* key : {"clock_offsets", "exhibits", "clocks", "offsets"}) {
      const auto list = j.find(key);
      if (list == j.end() || !list->is_array()) continue;
      for (const auto& item : *list) {
        const std::string exhibit =
            text_of(item, "exhibit").empty() ? text_of(item, "ref") : text_of(item, "exhibit");
        if (item.contains("solved") && !flag_of(item, "solved")) continue;
        if (const auto v = offset_in(item); v && !exhibit.empty()) said.emplace(exhibit, *v);
        if (const auto pieces = item.find("pieces"); pieces != item.end() && pieces->is_array())
          for (const auto& p : *pieces)
            // Texts whose zone was given have a clock of their own; the phone's counts here.
            if (text_of(p, "part") == text_of(pieces->front(), "part"))
            pieces_of[exhibit].push_back(
                {seconds_of(text_of(p, "to")).value_or(std::numeric_limits<std::int64_t>::max()),
                 offset_in(p).value_or(0)});
      }
    }
  }
  for (const auto& lead : leads)
    if (detector_is(lead, "clock") && !lead.raw_subjects.empty())
      if (const auto v = offset_in(lead.parameters)) said.emplace(lead.raw_subjects[0], *v);
  std::map<std::int64_t, int> shifts;
  for (const auto& d : truth.devices) {
    ++report.clocks.exhibits;
    const auto found = said.find(d.exhibit);
    if (found == said.end()) continue;
    ++report.clocks.reported;
    const double error = found->second - static_cast<double>(d.offset_s);
    report.clocks.right += std::abs(error) <= 2;
    ++shifts[std::llround(error)];
  }
  // Without a reference exhibit the zero is a choice: allow one common shift.
  for (const auto& [shift, n] : shifts) {
    std::uint64_t near = 0;
    for (const auto& [other, m] : shifts)
      if (std::llabs(other - shift) <= 2) near += static_cast<std::uint64_t>(m);
    report.clocks.right_but_for_zero = std::max(report.clocks.right_but_for_zero, near);
  }
  // At nine times over the window, for clocks that drift or missed a change of summer time. The
  // common zero is the median error of all exhibits at their middle.
  std::vector<std::vector<double>> errors;
  std::vector<double> middles;
  for (const auto& d : truth.devices) {
    if (said.find(d.exhibit) == said.end()) continue;
    std::vector<double> of;
    for (int k = 0; k < 9; ++k) {
      const std::int64_t t = d.from + (d.to - d.from) * (2 * k + 1) / 18;
      const double offset = d.offset_at(t);
      double have = said.at(d.exhibit);
      if (const auto found = pieces_of.find(d.exhibit); found != pieces_of.end())
        for (const auto& piece : found->second) {
          have = piece.offset;
          if (t + static_cast<std::int64_t>(offset) <= piece.to) break;
        }
      of.push_back(have - offset);
    }
    middles.push_back(of[4]);
    errors.push_back(std::move(of));
  }
  if (middles.empty()) return;
  std::nth_element(middles.begin(), middles.begin() + static_cast<std::ptrdiff_t>(middles.size() / 2),
                   middles.end());
  const double zero = middles[middles.size() / 2];
  for (const auto& of : errors)
    report.clocks.throughout += std::all_of(of.begin(), of.end(), [&](double e) {
      return std::abs(e - zero) <= 5 || std::abs(e) <= 5;
    });
}

void judge_people(const Truth& truth, const std::string& text, Report& report) {
  const Json j = Json::parse(text);
  const Json& list = j.is_array() ? j : j.at("proposals");
  AnalysisScore s;
  s.name = "people";
  for (int i = 0; i < 10; ++i)
    report.calibration.push_back({i / 10.0, (i + 1) / 10.0, {}});
  auto side = [](const Json& item, const char* key) {
    const auto found = item.find(key);
    if (found == item.end()) return std::string();
    if (found->is_string()) return number_key(found->get<std::string>());
    for (const char* inner : {"normal", "identifier", "raw", "id"})
      if (const std::string v = text_of(*found, inner); !v.empty()) return number_key(v);
    return std::string();
  };
  std::set<std::pair<std::string, std::string>> proposed;
  for (const auto& item : list) {
    std::string a = side(item, "a"), b = side(item, "b");
    const auto pa = truth.owners.find(a), pb = truth.owners.find(b);
    if (pa == truth.owners.end() || pb == truth.owners.end()) {
      ++report.proposals_not_judged;
      continue;
    }
    bool same = false;
    for (const auto& p : pa->second)
      same |= pb->second.count(p) != 0;
    if (a > b) std::swap(a, b);
    proposed.insert({a, b});
    ++s.leads;
    s.right += same;
    if (s.first_20.of < 20) {
      ++s.first_20.of;
      s.first_20.hit += same;
    }
    if (const auto p = number_of(item, "probability")) {
      const auto bin = static_cast<std::size_t>(std::clamp(*p * 10, 0.0, 9.0));
      ++report.calibration[bin].right.of;
      report.calibration[bin].right.hit += same;
      if (*p >= .9) ++report.high_proposals.of, report.high_proposals.hit += same;
      if (*p >= .98) ++report.high_proposals_98.of, report.high_proposals_98.hit += same;
    }
  }
  auto want = [&](const TruthPair& pair) {
    const auto key = std::minmax(pair.a, pair.b);
    const bool found = proposed.count({key.first, key.second}) != 0;
    ++s.recall_all.of;
    s.recall_all.hit += found;
    if (pair.detectable) {
      ++s.recall_detectable.of;
      s.recall_detectable.hit += found;
    }
  };
  for (const auto& c : truth.changes)
    want(c);
  for (const auto& c : truth.second_phones)
    want(c);
  report.analyses.push_back(std::move(s));
}

// A list of pairs, or an object with such a list; each pair is counted and forgotten.
void judge_links(const Truth& truth, std::istream& in, Report& report) {
  using Pair = std::pair<std::uint32_t, std::uint32_t>;  // into Truth::words
  auto ordered = [](std::uint32_t a, std::uint32_t b) { return Pair{std::min(a, b), std::max(a, b)}; };
  std::map<Pair, std::uint64_t> wanted, have;
  for (const auto& e : truth.events)
    if (e.contact && e.from != 0 && e.to != 0) ++wanted[ordered(e.from, e.to)];
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < truth.words.size(); ++i)
    numbers.emplace(truth.words[i], i);
  auto count = [&](const Json& item) {
    auto side = [&](const char* key) {
      const auto found = item.find(key);
      if (found == item.end()) return std::string();
      return number_key(found->is_string() ? found->get<std::string>() : text_of(*found, "normal"));
    };
    const auto a = numbers.find(side("a").empty() ? side("from") : side("a"));
    const auto b = numbers.find(side("b").empty() ? side("to") : side("b"));
    if (a == numbers.end() || b == numbers.end()) return;
    std::uint64_t n = 0;
    bool direct = false;
    for (const char* key : {"events", "total", "count"})
      if (!direct && item.contains(key) && item.at(key).is_number()) {
        n = item.at(key).get<std::uint64_t>();
        direct = true;
      }
    if (!direct)
      for (const char* key : {"counts", "by_kind"})
        if (item.contains(key) && item.at(key).is_object())
          for (const auto& [kind, value] : item.at(key).items()) {
            (void)kind;
            if (value.is_number()) n += value.get<std::uint64_t>();
          }
    have[ordered(a->second, b->second)] += n;
  };
  std::string section;
  bool bare = false;  // the list itself
  const Json::parser_callback_t step = [&](int depth, Json::parse_event_t event, Json& value) {
    if (depth == 0 && event == Json::parse_event_t::array_start) bare = true;
    if (depth == 1 && event == Json::parse_event_t::key && !bare) section = value.get<std::string>();
    const bool item = event == Json::parse_event_t::object_end &&
                      (bare ? depth == 1 : depth == 2 && (section == "pairs" || section == "links"));
    if (item) count(value);
    return !item;
  };
  if (Json::parse(in, step).is_discarded()) throw std::runtime_error("links: neither pairs nor a list of them");
  for (const auto& [pair, n] : wanted) {
    ++report.link_pairs.of;
    ++report.link_counts.of;
    const auto found = have.find(pair);
    if (found == have.end()) continue;
    ++report.link_pairs.hit;
    report.link_counts.hit += found->second == n;
  }
}

}  // namespace

// Of each number that changed: is the new one among the first five suggestions for it?
void judge_suggestions(const Truth& truth, const std::string& text, Report& report) {
  const Json j = Json::parse(text);
  std::map<std::string, std::vector<std::string>> suggested;  // old → new ones, as listed
  for (const Json& row : j.at("tables").at(0).at("rows"))
    suggested[number_key(row.at(0).at("handle").get<std::string>())].push_back(number_key(row.at(1).at("handle").get<std::string>()));
  report.has_suggestions = true;
  report.changes_in_five = {};
  for (const auto& c : truth.changes) {
    if (!c.detectable) continue;
    ++report.changes_in_five.of;
    const auto& list = suggested[c.a];
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, list.size()));
    report.changes_in_five.hit += std::find(list.begin(), end, c.b) != end;
  }
}

Report judge(const Truth& truth, Records* records, const Outputs& outputs) {
  Report report;
  report.truth_records = truth.record_count();
  if (records != nullptr) {
    report.has_records = true;
    records->judge_copies(outputs.missed);
    report.records = records->total;
    report.matched = records->matched;
    report.of_damaged_rows = records->of_damaged_rows;
    report.elsewhere = records->elsewhere;
    report.twice = records->twice;
    report.beside = records->beside;
    report.languages = records->languages;
    report.long_lines = records->long_lines;
    report.dedupe_precision = records->dedupe_precision;
    report.dedupe_recall = records->dedupe_recall;
    report.dedupe_telling = records->dedupe_telling;
    report.missed_copies = records->missed_copies;
  }
  const char* what = "leads";
  try {
    std::vector<LeadIn> leads;
    if (!outputs.leads.empty()) {
      report.has_leads = true;
      leads = read_leads(outputs.leads);
      judge_leads(truth, records, leads, report);
    }
    if (!outputs.changes.empty()) {
      what = "changes";
      judge_suggestions(truth, outputs.changes, report);
    }
    what = "time";
    if (!outputs.time.empty() || !outputs.leads.empty()) {
      report.has_time = true;
      judge_clocks(truth, outputs.time, leads, report);
    }
    what = "people";
    if (!outputs.people.empty()) {
      report.has_people = true;
      judge_people(truth, outputs.people, report);
    }
    what = "compare";
    if (outputs.compare != nullptr && records != nullptr) {
      report.has_ends = true;
      report.ends = judge_ends(truth, *records, *outputs.compare, outputs.missed);
    }
    what = "links";
    if (outputs.links != nullptr) {
      report.has_links = true;
      judge_links(truth, *outputs.links, report);
    }
  } catch (const Json::exception& error) {
    throw std::runtime_error(std::string(what) + ": " + error.what());
  }
  return report;
}

namespace {

std::string share(const Share& s) {
  return s.of == 0 ? "-" : fmt::format("{:.3f} ({}/{})", s.value(), s.hit, s.of);
}

}  // namespace

void print_text(std::ostream& out, const Report& r) {
  if (r.has_records) {
    out << fmt::format("records        {} in the truth, {} exported, {} matched\n", r.truth_records,
                       r.records, r.matched);
    out << fmt::format(
        "               {} lost, {} twice, {} of damaged rows, {} of another kind, {} of other "
        "places\n",
        r.truth_records - std::min(r.truth_records, r.matched), r.twice, r.of_damaged_rows,
        r.beside, r.elsewhere);
    out << fmt::format("same event     precision {}, recall {} of pairs of copies\n",
                       share(r.dedupe_precision), share(r.dedupe_recall));
    out << fmt::format("               recall {} where the copies tell more than a minute\n",
                       share(r.dedupe_telling));
    std::vector<std::pair<std::uint64_t, std::string>> missed;
    for (const auto& [forms, n] : r.missed_copies)
      missed.emplace_back(n, forms);
    std::sort(missed.rbegin(), missed.rend());
    for (std::size_t i = 0; i < missed.size() && i < 8; ++i)
      out << fmt::format("               missed {:>6}  {}\n", missed[i].first, missed[i].second);
    LanguageScore all;
    for (const auto& [code, s] : r.languages) {
      all.lines += s.lines;
      all.right += s.right;
      all.undetermined += s.undetermined;
      all.called_english += s.called_english;
    }
    out << "language       lines      right  undetermined  wrongly English\n";
    auto row = [&](std::string_view name, const LanguageScore& s) {
      const double n = static_cast<double>(std::max<std::uint64_t>(1, s.lines));
      out << fmt::format("  {:<9} {:>8}   {:>8.4f}      {:>8.4f}         {:>8.4f}\n", name, s.lines,
                         static_cast<double>(s.right) / n, static_cast<double>(s.undetermined) / n,
                         static_cast<double>(s.called_english) / n);
    };
    for (const auto& [code, s] : r.languages)
      row(code, s);
    row("all", all);
    row("3+ words", r.long_lines);
  }
  if (!r.analyses.empty()) {
    out << fmt::format("{:<15}{:>7}{:>7}{:>8}  {:<11}{:<22}{:<22}{:<8}{}\n", "analysis", "leads",
                       "right", "decoys", "precision", "recall all", "recall detectable", "F1",
                       "precision@20");
    for (const auto& a : r.analyses)
      out << fmt::format("{:<15}{:>7}{:>7}{:>8}  {:<11}{:<22}{:<22}{:<8}{}\n", a.name, a.leads,
                         a.right, a.decoys,
                         a.leads == 0 ? "-" : fmt::format("{:.3f}", a.precision()),
                         share(a.recall_all), share(a.recall_detectable),
                         a.leads == 0 ? "-" : fmt::format("{:.3f}", a.f1()), share(a.first_20));
  }
  if (r.relays_told_apart.of > 0)
    out << fmt::format("relays         {} of the detectable could be told apart from chance; of these {} found\n", share(r.relays_told_apart),
                       share(r.relays_found_of_those));
  if (r.has_leads && r.has_records) {
    out << fmt::format("bursts cited   {}\n", share(r.bursts_covered));
    if (r.lines_first.of > 0) out << fmt::format("               {} pairs of a line and an employer's or school's mailing in this order\n", share(r.lines_first));
    out << fmt::format(
        "evidence       {} leads cite {} records: {} not in the export, {} without a subject of "
        "the "
        "lead; {} leads cite nothing\n",
        r.evidence.leads, r.evidence.cited, r.evidence.missing, r.evidence.strangers,
        r.evidence.leads_without);
  }
  if (r.has_leads || r.has_suggestions) {
    out << fmt::format("changes        {} among the first five suggestions for the old number\n",
                       share(r.changes_in_five));
    out << fmt::format("second phones  {} first among the leads of either number\n",
                       share(r.second_phones_first));
  }
  if (r.has_time)
    out << fmt::format(
        "clocks         {} of {} reported, {} right to 2 s, {} but for a common zero; {} within 5 s "
        "throughout\n",
        r.clocks.reported, r.clocks.exhibits, r.clocks.right, r.clocks.right_but_for_zero,
        r.clocks.throughout);
  if (r.has_ends) {
    for (const auto& [kind, s] : r.ends.kinds)
      out << fmt::format("both ends      {:<8} precision {}, recall {}, detectable {}\n", kind,
                         share(s.precision), share(s.recall_all), share(s.recall_detectable));
    out << fmt::format("               cause named {}; {} differences not judged\n",
                       share(r.ends.cause_named), r.ends.not_judged);
  }
  if (r.has_links)
    out << fmt::format("links          pairs {}, exact counts {}\n", share(r.link_pairs),
                       share(r.link_counts));
  if (r.has_people) {
    out << fmt::format("proposals      {} of identifiers that the truth does not know\n",
                       r.proposals_not_judged);
    out << fmt::format("               said .9 and more: right {}; .98 and more: {}\n",
                       share(r.high_proposals), share(r.high_proposals_98));
    for (const auto& b : r.calibration)
      if (b.right.of > 0)
        out << fmt::format("  said {:.1f}-{:.1f}  right {}\n", b.low, b.high, share(b.right));
  }
}

std::string to_json(const Report& r) {
  using Ordered = nlohmann::ordered_json;
  auto part = [](const Share& s) {
    return Ordered{
        {"hit", s.hit}, {"of", s.of}, {"share", s.of == 0 ? Ordered(nullptr) : Ordered(s.value())}};
  };
  Ordered j;
  j["v"] = 1;
  if (r.has_records) {
    j["records"] = {{"truth", r.truth_records},
                    {"exported", r.records},
                    {"matched", r.matched},
                    {"twice", r.twice},
                    {"of_damaged_rows", r.of_damaged_rows},
                    {"of_another_kind", r.beside},
                    {"elsewhere", r.elsewhere}};
    j["same_event"] = {{"precision", part(r.dedupe_precision)},
                       {"recall", part(r.dedupe_recall)},
                       {"recall_telling", part(r.dedupe_telling)},
                       {"missed", r.missed_copies}};
    Ordered languages = Ordered::object();
    auto one = [](const LanguageScore& s) {
      return Ordered{{"lines", s.lines},
                     {"right", s.right},
                     {"undetermined", s.undetermined},
                     {"called_english", s.called_english}};
    };
    for (const auto& [code, s] : r.languages)
      languages[code] = one(s);
    j["languages"] = languages;
    j["three_words_and_more"] = one(r.long_lines);
  }
  Ordered analyses = Ordered::object();
  for (const auto& a : r.analyses)
    analyses[a.name] = {{"leads", a.leads},
                        {"right", a.right},
                        {"decoys", a.decoys},
                        {"precision", a.leads == 0 ? Ordered(nullptr) : Ordered(a.precision())},
                        {"recall_all", part(a.recall_all)},
                        {"recall_detectable", part(a.recall_detectable)},
                        {"f1", a.leads == 0 ? Ordered(nullptr) : Ordered(a.f1())},
                        {"precision_at_20", part(a.first_20)}};
  j["analyses"] = analyses;
  if (r.relays_told_apart.of > 0) {
    j["relays_told_apart"] = part(r.relays_told_apart);
    j["relays_found_of_those"] = part(r.relays_found_of_those);
  }
  if (r.has_leads && r.has_records) {
    j["bursts_cited"] = part(r.bursts_covered);
    j["lines_before_mailings"] = part(r.lines_first);
    j["evidence"] = {{"leads", r.evidence.leads},
                     {"cited", r.evidence.cited},
                     {"missing", r.evidence.missing},
                     {"strangers", r.evidence.strangers},
                     {"leads_without", r.evidence.leads_without}};
  }
  if (r.has_suggestions) j["changes_in_five"] = part(r.changes_in_five);
  if (r.has_leads) {
    j["changes_in_five"] = part(r.changes_in_five);
    j["second_phones_first"] = part(r.second_phones_first);
  }
  if (r.has_ends) {
    Ordered ends = Ordered::object();
    for (const auto& [kind, s] : r.ends.kinds)
      ends[kind] = {{"precision", part(s.precision)},
                    {"recall_all", part(s.recall_all)},
                    {"recall_detectable", part(s.recall_detectable)}};
    ends["cause_named"] = part(r.ends.cause_named);
    ends["not_judged"] = r.ends.not_judged;
    j["both_ends"] = ends;
  }
  if (r.has_time)
    j["clocks"] = {{"exhibits", r.clocks.exhibits},
                   {"throughout", r.clocks.throughout},
                   {"reported", r.clocks.reported},
                   {"right", r.clocks.right},
                   {"right_but_for_zero", r.clocks.right_but_for_zero}};
  if (r.has_links) j["links"] = {{"pairs", part(r.link_pairs)}, {"counts", part(r.link_counts)}};
  if (r.has_people) {
    Ordered bins = Ordered::array();
    for (const auto& b : r.calibration)
      bins.push_back({{"low", b.low}, {"high", b.high}, {"right", part(b.right)}});
    j["calibration"] = bins;
    j["proposals_not_judged"] = r.proposals_not_judged;
    j["proposals_high"] = part(r.high_proposals);
    j["proposals_very_high"] = part(r.high_proposals_98);
  }
  return j.dump(1);
}

}  // namespace clew::score
