// Worked example (small generated case): a taxi number has 274 contacts and rings none of them; a
// talkative person has 297 contacts, rings 290 of them and is rung by 30. "Most contacts and little
// given back", the rule tried first, takes the person and three more like it and finds one hub of
// four.
#include "pattern/hubs.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "link/profile.h"

namespace clew::pattern {
namespace {

// One word each, folded; whole words only.
constexpr std::array service_words = {
    "taxi",      "cab",       "cabs",      "uber",     "bolt",     "voicemail", "mailbox",
    "mesagerie", "buzon",     "repondeur", "bank",     "banca",    "banque",    "banco",
    "banka",     "otp",       "pizza",     "kebab",    "takeaway", "delivery",  "courier",
    "dpd",       "hermes",    "pharmacy",  "farmacie", "apteka",   "doctor",    "dentist",
    "gp",        "hospital",  "school",    "scoala",   "skola",    "szkola",    "council",
    "police",    "politia",   "police101", "nhs",      "garage",   "support",   "helpline",
    "service",   "reception", "office",    "customer", "info"};

constexpr std::array filler_words = {"my",   "the",  "local", "number", "line", "station", "new",
                                     "town", "city", "code",  "codes",  "uk",   "app",     "team"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string_view word(HubReason reason) {
  switch (reason) {
    case HubReason::short_code:
      return "short code";
    case HubReason::sender_name:
      return "a name in place of a number";
    case HubReason::saved_name:
      return "saved as a service";
    case HubReason::rung_by_many:
      return "rung by many, rings none";
    case HubReason::never_answered:
      return "sends to many, hardly any answers";
    case HubReason::no_reaction:
      return "broadcasts, and nobody reacts";
  }
  return "";
}

bool is_short_code(std::string_view normal) {
  bool plus = !normal.empty() && normal[0] == '+';
  auto digits = plus ? normal.substr(1) : normal;
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  return plus ? digits.size() >= 3 && digits.size() <= 7 : digits.size() >= 3 && digits.size() <= 6;
}

bool short_codes_tell(std::size_t shorts, std::size_t telephones, const HubOptions& options) {
  return shorts <= options.most_short || shorts * 5 <= telephones;
}

bool is_sender_name(std::string_view normal) {
  return normal.size() <= 11 && normal.find('@') == std::string_view::npos &&
         normal.find(':') == std::string_view::npos &&
         std::any_of(normal.begin(), normal.end(), is_letter);
}

ServiceName service_name(std::string_view saved) {
  std::string word;
  bool service = false, other = false;
  for (std::size_t i = 0; i <= saved.size(); ++i) {
    char c = i < saved.size() ? saved[i] : ' ';
    if (is_letter(c)) {
      word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
      continue;
    }
    other = other || c == '?';  // the owner is not sure either
    if (std::find(service_words.begin(), service_words.end(), word) != service_words.end())
      service = true;
    else if (!word.empty() &&
             std::find(filler_words.begin(), filler_words.end(), word) == filler_words.end())
      other = true;
    word.clear();
  }
  return !service ? ServiceName::no : other ? ServiceName::mentions : ServiceName::names;
}

std::vector<Hub> find_hubs(const link::Events& events, const link::PairTable& pairs, const link::Contacts& contacts,
                           std::span<const HandleFacts> facts, std::span<const Burst> bursts,
                           const HubOptions& options) {
  std::vector<std::uint32_t> degrees;
  for (Handle handle = 0; handle < contacts.handle_count(); ++handle)
    if (contacts.degree(handle) > 0) degrees.push_back(contacts.degree(handle));
  std::uint32_t least = options.least_contacts;
  if (!degrees.empty()) {
    auto place = static_cast<std::ptrdiff_t>(double(degrees.size()) * (1 - options.most_contacts));
    std::nth_element(degrees.begin(), degrees.begin() + place, degrees.end());
    least = std::max(least, degrees[static_cast<std::size_t>(place)]);
  }
  std::vector<bool> broadcasts(contacts.handle_count());
  for (const Burst& burst : bursts)
    broadcasts[burst.sender] = true;

  // Of those who broadcast on several days.
  auto reaction_of = [&](Handle handle) -> std::optional<Reaction> {
    auto by_sender = [](const Burst& burst) { return burst.sender; };
    auto own = std::ranges::equal_range(bursts, handle, {}, by_sender);
    const BroadcastOptions as_broadcast;
    std::set<std::int64_t> days;
    for (const Burst& burst : own) days.insert(link::day_number(burst.start, 0));
    if (days.size() < as_broadcast.least_days) return {};
    return reaction_to(events, std::span<const Burst>(own.begin(), own.end()), as_broadcast);
  };

  auto one_way_of = [&](Handle handle) {
    std::uint32_t one_way = 0;
    for (const auto& entry : contacts.of(handle))
      one_way += pairs.find(handle, entry.other) == nullptr;
    return one_way;
  };

  auto silent_of = [&](Handle handle) {
    std::uint32_t silent = 0;
    for (const auto& entry : contacts.of(handle))
      silent += pairs.find(entry.other, handle) == nullptr;
    return silent;
  };

  auto traffic_of = [&](Handle handle) {
    std::uint64_t sent = 0, received = 0;
    for (const auto& pair : pairs.of(handle)) sent += pair.count + pair.undated;
    for (const auto& entry : contacts.of(handle))
      if (const auto* back = pairs.find(entry.other, handle)) received += back->count + back->undated;
    return std::pair(sent, received);
  };

  // Counted once: where numbers of three to six digits are most of all, nobody's form is special.
  std::uint32_t telephones = 0, shorts = 0;
  for (const HandleFacts& known : facts)
    if (known.telephone && known.handle < contacts.handle_count() && contacts.degree(known.handle) > 0) {
      ++telephones;
      shorts += is_short_code(known.normal);
    }
  const bool short_tells = short_codes_tell(shorts, telephones, options);

  std::map<Handle, Hub> found;
  auto hub = [&](Handle handle) -> Hub& {
    Hub& made = found[handle];
    made.handle = handle;
    return made;
  };
  for (const HandleFacts& known : facts) {
    if (known.handle >= contacts.handle_count()) continue;
    if (known.telephone && is_short_code(known.normal)) {
      if (short_tells) hub(known.handle).reasons.push_back(HubReason::short_code);
    } else if (known.telephone && is_sender_name(known.normal))
      hub(known.handle).reasons.push_back(HubReason::sender_name);
    std::vector<std::string> saved = known.saved;
    std::sort(saved.begin(), saved.end());
    std::size_t names = 0, mentions = 0;
    std::string example;
    for (const std::string& name : saved) {
      ServiceName said = service_name(name);
      names += said == ServiceName::names;
      mentions += said != ServiceName::no;
      if (said != ServiceName::no && example.empty()) example = name;
    }
    bool traffic_agrees =
        contacts.degree(known.handle) >= 5 &&
        double(one_way_of(known.handle)) >= options.one_way * contacts.degree(known.handle);
    if (mentions > 0 &&
        (2 * names >= saved.size() || (2 * mentions >= saved.size() && traffic_agrees))) {
      hub(known.handle).reasons.push_back(HubReason::saved_name);
      hub(known.handle).saved = example;
    }
  }
  for (Handle handle = 0; handle < contacts.handle_count(); ++handle) {
    bool many = contacts.degree(handle) >= least && !broadcasts[handle];
    bool sends = contacts.degree(handle) >= options.least_contacts &&
                 double(pairs.of(handle).size()) >= options.one_way * contacts.degree(handle);
    if (!many && !sends && !found.contains(handle)) continue;
    std::uint32_t one_way = one_way_of(handle), silent = silent_of(handle);
    auto [sent, received] = traffic_of(handle);
    // Mostly from a list without times: of that the direction is no more than the order in which a pair was written.
    if (events.party(handle).size() * 2 < sent + received) many = sends = false;
    if (sends && (double(silent) >= options.one_way * contacts.degree(handle) ||
                  double(received) <= options.answered * double(sent)))
      hub(handle).reasons.push_back(HubReason::never_answered);
    if (auto reaction = sends && broadcasts[handle] ? reaction_of(handle) : std::nullopt; reaction && reaction->none({})) {
      hub(handle).reasons.push_back(HubReason::no_reaction);
      hub(handle).reacted = reaction->observed;
      hub(handle).reacted_by_chance = reaction->expected;
    }
    if (many && double(one_way) >= options.one_way * contacts.degree(handle))
      hub(handle).reasons.push_back(HubReason::rung_by_many);
    if (auto at = found.find(handle); at != found.end()) {
      at->second.contacts = contacts.degree(handle);
      at->second.one_way = one_way;
      at->second.silent = silent;
      at->second.sent = sent;
      at->second.received = received;
    }
  }
  std::vector<Hub> hubs;
  for (auto& [handle, made] : found) {
    std::sort(made.reasons.begin(), made.reasons.end());
    made.reasons.erase(std::unique(made.reasons.begin(), made.reasons.end()), made.reasons.end());
    hubs.push_back(std::move(made));
  }
  return hubs;
}

std::vector<Handle> handles_of(const std::vector<Hub>& hubs) {
  std::vector<Handle> handles;
  for (const Hub& hub : hubs)
    handles.push_back(hub.handle);
  return handles;
}

Leads hub_leads(const link::Events& events, const std::vector<Hub>& hubs) {
  Leads out;
  for (const auto& hub : hubs) {
    if (hub.contacts < 2) continue;
    Lead lead;
    lead.detector = "hub";
    lead.subjects = {hub.handle};
    lead.observed = hub.contacts;
    lead.null_model = "none: a rule about form, saved name and one-way contacts, not a comparison with chance";
    lead.title = {pattern::handle(hub.handle), words(" is in contact with "), count(hub.contacts),
                  words(" others: a service or exchange rather than a person?")};
    for (auto reason : hub.reasons) {
      switch (reason) {
        case HubReason::short_code: lead.explanation.push_back({words("It has the form of a short code.")}); break;
        case HubReason::sender_name:
          lead.explanation.push_back({words("It is a sender's name, not a number: firms send with such names.")});
          break;
        case HubReason::saved_name:
          lead.explanation.push_back({words("It is saved as \"" + hub.saved + "\".")});
          break;
        case HubReason::rung_by_many:
          lead.explanation.push_back({count(hub.one_way), words(" of its contacts only ring it and are never rung.")});
          break;
        case HubReason::never_answered:
          lead.explanation.push_back({words("It sends, and "), count(hub.silent), words(" of its contacts never ring or write to it; it sent "), count(std::int64_t(hub.sent)),
                                      words(" times, and "), count(std::int64_t(hub.received)), words(" came back.")});
          break;
        case HubReason::no_reaction:
          lead.explanation.push_back({words("It broadcasts, and "), count(std::int64_t(hub.reacted)),
                                      words(" recipients were in touch with it within the hour; within the same hour of other days "),
                                      number(hub.reacted_by_chance), words(" were. Of "), count(std::int64_t(hub.sent)), words(" sent "),
                                      count(std::int64_t(hub.received)), words(" came back.")});
          break;
      }
    }
    lead.explanation.push_back({words("Ties through it weigh less in links and leads; it is left out of none.")});
    lead.against.push_back({words("People with many contacts look like this too; confirm before reading anything into it.")});
    auto party = events.party(hub.handle);
    for (std::size_t i = 0; i < party.size() && i < 50; ++i) lead.evidence.push_back(events.record(party[i]));
    if (!party.empty()) {
      lead.from = events.time(party.front());
      lead.to = events.time(party.back());
    }
    out.leads.push_back(std::move(lead));
  }
  return out;
}

}  // namespace clew::pattern
