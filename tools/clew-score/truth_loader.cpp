// Reads truth.json or truth.jsonl, an item at a time.
#include <algorithm>
#include <istream>
#include <limits>
#include <stdexcept>
#include <utility>

#include "json_fields.h"
#include "truth.h"

namespace clew::score {
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

}  // namespace clew::score
