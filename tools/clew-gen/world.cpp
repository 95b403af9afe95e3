#include "world.h"

#include <algorithm>
#include <array>
#include <set>

#include "output.h"

namespace clew::gen {
namespace {

std::uint64_t pair_key(int a, int b) {
  return static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint32_t>(b);
}

std::string lower_ascii(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  text.erase(
      std::remove_if(text.begin(), text.end(), [](char c) { return !(c >= 'a' && c <= 'z'); }),
      text.end());
  return text;
}

}  // namespace

namespace {

// The start of summer time within the case, or 0.
std::int64_t summer_begins(std::int64_t from, std::int64_t to) {
  for (std::int64_t t = from - from % 3600; t < to; t += 3600)
    if (offset_seconds(london_zone, t) > offset_seconds(london_zone, t - 1)) return t;
  return 0;
}

}  // namespace

World::World(const Settings& settings) : settings_(settings), start_(parse_date(settings.start)) {
  for (const auto& code : settings.languages)
    packs_.push_back(static_cast<int>(find_pack(code) - packs().data()));
  make_people();
  make_lines();
  make_changes();
  make_exhibits();
  make_contacts();
  make_groups();
}

void World::make_people() {
  const int core = settings_.core;
  const int customers = settings_.lines * settings_.customers;
  people.resize(static_cast<std::size_t>(settings_.people));
  for (int i = 0; i < settings_.people; ++i) {
    Rng rng(settings_.seed, Stream::person, static_cast<std::uint64_t>(i));
    Person& p = people[static_cast<std::size_t>(i)];
    p.community = static_cast<int>(rng.below(static_cast<std::uint32_t>(settings_.communities)));
    // A circle mostly shares a language; the core mixes the first three.
    const auto mix = static_cast<std::uint32_t>(packs_.size());
    const auto lead = static_cast<std::uint32_t>(p.community) % mix;
    p.pack = packs_[rng.percent(80) ? lead : rng.below(mix)];
    if (i < core) p.pack = packs_[static_cast<std::uint32_t>(i) % std::min<std::uint32_t>(3, mix)];
    p.second_pack = packs_[rng.below(mix)];
    if (const auto* english = find_pack("en"); english != nullptr && rng.percent(70))
      for (const int known : packs_)
        if (&packs()[static_cast<std::size_t>(known)] == english) p.second_pack = known;
    const auto& pack = packs()[static_cast<std::size_t>(p.pack)];
    p.first = pack.first[rng.below(static_cast<std::uint32_t>(pack.first.size()))];
    p.last = pack.last[rng.below(static_cast<std::uint32_t>(pack.last.size()))];
    p.birth_year = 1960 + static_cast<int>(rng.below(45));
    if (i == 0)
      p.role = "organiser";
    else if (i == 1)
      p.role = "deputy";
    else if (i < 2 + settings_.lines)
      p.role = "dispatcher";
    else if (i < core)
      p.role = i % 2 == 0 ? "runner" : "driver";
    else if (i < core + customers)
      p.role = "customer";
    else
      p.role = "bystander";
    if (rng.percent(60))
      p.email = lower_ascii(p.first.latin) + "." + lower_ascii(p.last.latin) +
                std::to_string(rng.below(100)) + "@example.org";
    if (rng.percent(40))
      p.username = lower_ascii(p.first.latin) + "_" + std::to_string(100 + rng.below(900));
    // Homes lie in a made-up town around 52.0 N 1.0 W; about 30 km across.
    for (int s = 0; s < 5; ++s)
      p.spots.push_back(
          {static_cast<std::int32_t>(51'850'000 + rng.below(300'000)),
           static_cast<std::int32_t>(-1'200'000 + static_cast<int>(rng.below(400'000)))});
  }
  Rng rng(settings_.seed, Stream::person, 1u << 31);
  for (int n = 0; n < settings_.namesakes; ++n) {
    const int a =
        n == 0 ? 1 : static_cast<int>(rng.below(static_cast<std::uint32_t>(people.size())));
    const int b = static_cast<int>(rng.below(static_cast<std::uint32_t>(people.size())));
    if (a == b ||
        people[static_cast<std::size_t>(a)].pack != people[static_cast<std::size_t>(b)].pack) {
      // A namesake of another tongue would give itself away: borrow tongue and name both.
      if (a == b) continue;
    }
    auto& twin = people[static_cast<std::size_t>(b)];
    const auto& model = people[static_cast<std::size_t>(a)];
    twin.first = model.first;
    twin.last = model.last;
    twin.pack = model.pack;
    namesakes.emplace_back(a, b);
  }
  for (int n = 0; n < settings_.protected_people; ++n)
    protected_people.push_back(core + customers + n * 3 < settings_.people
                                   ? core + customers + n * 3
                                   : settings_.people - 1);
  std::sort(protected_people.begin(), protected_people.end());
  protected_people.erase(std::unique(protected_people.begin(), protected_people.end()),
                         protected_people.end());
  for (const int p : protected_people)
    people[static_cast<std::size_t>(p)].role = "protected";
}

int World::new_handle(int line, bool short_code, bool landline) {
  Handle handle;
  handle.line = line;
  handle.kind = "phone";
  if (short_code) {
    handle.kind = "short-code";
    handle.number = std::to_string(60601 + 7 * short_codes_++);
  } else if (landline && landlines_ < 2000) {
    // Numbers for drama (Ofcom): 01632 960000-960999 and 020 7946 0000-0999.
    const int n = landlines_++;
    handle.number = n % 2 == 0 ? "+441632960" : "+442079460";
    append_padded(handle.number, (n / 2 * 37 + 101) % 1000, 3);
  } else if (mobiles_ < 1000) {
    handle.number = "+447700900";  // 07700 900000-900999
    append_padded(handle.number, (mobiles_++ * 371 + 123) % 1000, 3);
  } else {
    // Country code 999 is not assigned. 77,777,777 and 10^8 have no common factor: all differ.
    handle.number = "+99970";
    append_padded(handle.number, (std::int64_t{others_++} * 77'777'777 + 31'415'926) % 100'000'000,
                  8);
  }
  handles.push_back(std::move(handle));
  return static_cast<int>(handles.size()) - 1;
}

int World::new_line(LineKind kind, int person) {
  const int id = static_cast<int>(lines.size());
  lines.emplace_back();
  lines.back().kind = kind;
  lines.back().person = person;
  return id;
}

void World::make_lines() {
  for (int i = 0; i < settings_.people; ++i) {
    const int id = new_line(LineKind::own, i);
    people[static_cast<std::size_t>(i)].line = id;
    lines.back().core = i < settings_.core;
    Rng rng(settings_.seed, Stream::handle, static_cast<std::uint64_t>(i));
    lines.back().weight = 3 + static_cast<int>(rng.skewed(22));
    if (i == 0) lines.back().weight = 2;  // the organiser calls little
    lines.back().spans.push_back({new_handle(id), std::numeric_limits<std::int64_t>::min(), never});
  }
  auto special = [&](LineKind kind, int person, bool short_code, bool landline) {
    const int id = new_line(kind, person);
    const int handle = new_handle(id, short_code, landline);
    lines[static_cast<std::size_t>(id)].spans.push_back(
        {handle, std::numeric_limits<std::int64_t>::min(), never});
    return id;
  };
  for (int l = 0; l < settings_.lines; ++l) {
    const int id = special(LineKind::broadcast, 2 + l, false, false);
    lines[static_cast<std::size_t>(id)].core = true;
    lines[static_cast<std::size_t>(id)].weight = 2;
    Broadcast broadcast;
    broadcast.line = id;
    for (int c = 0; c < settings_.customers; ++c)
      broadcast.customers.push_back(settings_.core + l * settings_.customers + c);
    for (int r = 2 + settings_.lines; r < settings_.core; ++r)
      if (static_cast<int>(broadcast.runners.size()) < 3 || r % settings_.lines == l)
        broadcast.runners.push_back(r);
    broadcasts.push_back(std::move(broadcast));
  }
  for (int s = 0; s < settings_.second_phones && s < settings_.core; ++s) {
    // The organiser first, then the others except those who hold a broadcast line.
    const int person = s < 2 ? s : std::min(s + settings_.lines, settings_.core - 1);
    const int id = special(LineKind::second, person, false, false);
    lines[static_cast<std::size_t>(id)].core = true;
    lines[static_cast<std::size_t>(id)].weight = 3;
    second_phones.push_back({person, people[static_cast<std::size_t>(person)].line, id});
  }
  static constexpr std::array hub_labels{"taxi", "one-time codes", "voicemail", "delivery"};
  for (int h = 0; h < settings_.hubs; ++h) {
    const int kind = h % 4;
    const int id = special(LineKind::hub, -1, kind == 1 || kind == 2, kind == 0 || kind == 3);
    lines[static_cast<std::size_t>(id)].label = hub_labels[static_cast<std::size_t>(kind)];
    hubs.push_back(id);
  }
  if (settings_.decoy_bursts)
    for (const char* label : {"employer", "school"}) {
      const int id = special(LineKind::organisation, -1, false, true);
      lines[static_cast<std::size_t>(id)].label = label;
      organisations.push_back(id);
    }
}

void World::make_changes() {
  auto change = [&](int line, std::int64_t when, int carry, bool kept, bool whole_core,
                    std::uint64_t index) {
    Line& l = lines[static_cast<std::size_t>(line)];
    if (l.changed != never) return;
    Rng rng(settings_.seed, Stream::change, index, 7);
    const std::int64_t gap =
        600 + static_cast<std::int64_t>(
                  rng.below(static_cast<std::uint32_t>(std::max(1, settings_.gap_hours * 3600))));
    const int old_handle = l.spans.back().handle;
    const int next = new_handle(line);
    Line& again = lines[static_cast<std::size_t>(line)];
    again.spans.back().to = when;
    again.spans.push_back({next, when, never});
    again.carry = carry;
    again.changed = when;
    again.silent_until = when + gap;
    changes.push_back({line, old_handle, next, when, when + gap, carry, kept, whole_core});
  };
  const std::int64_t span = end() - start_;
  for (int n = 0; n < settings_.line_changes && n < settings_.lines; ++n) {
    Rng rng(settings_.seed, Stream::change, static_cast<std::uint64_t>(n));
    const std::int64_t when =
        start_ + span * static_cast<std::int64_t>(42 + rng.below(16)) / 100 / 86400 * 86400 +
        36'000;
    Broadcast& b = broadcasts[static_cast<std::size_t>(n)];
    change(b.line, when, settings_.line_carry, rng.percent(50), false,
           static_cast<std::uint64_t>(n));
    for (const int c : b.customers)
      if (carried(b.line, c)) b.customers_after.push_back(c);
    // Those lost are made up for by customers of the neighbouring list and by bystanders.
    const int first = settings_.core + settings_.lines * settings_.customers;
    for (int c = 0; static_cast<int>(b.customers_after.size()) < settings_.customers &&
                    first + c < settings_.people;
         ++c)
      b.customers_after.push_back(first + c);
  }
  auto carry_of = [&](Rng& rng) {
    return static_cast<int>(rng.between(settings_.carry_min, settings_.carry_max));
  };
  if (settings_.whole_core_change) {
    Rng rng(settings_.seed, Stream::change, 1'000);
    const std::int64_t day =
        start_ + span * static_cast<std::int64_t>(60 + rng.below(10)) / 100 / 86400 * 86400;
    for (int p = 0; p < settings_.core; ++p)
      change(p, day + 3600 * static_cast<std::int64_t>(8 + rng.below(10)), carry_of(rng),
             rng.percent(50), true, static_cast<std::uint64_t>(1'001 + p));
  }
  int made = 0;
  for (int n = 0; made < settings_.number_changes && n < settings_.people; ++n) {
    Rng rng(settings_.seed, Stream::change, static_cast<std::uint64_t>(100'000 + n));
    // Deputy and runners first, then the people whose phones may be seized.
    const int person =
        n < settings_.core - 1
            ? n + 1
            : settings_.core + settings_.lines * settings_.customers + (n - settings_.core + 1);
    if (person >= settings_.people) break;
    const Line& line = lines[static_cast<std::size_t>(person)];
    if (line.changed != never) continue;
    const std::int64_t when =
        start_ + span * static_cast<std::int64_t>(35 + rng.below(30)) / 100 / 86400 * 86400 +
        3600 * static_cast<std::int64_t>(8 + rng.below(12));
    change(person, when, carry_of(rng), rng.percent(50), false,
           static_cast<std::uint64_t>(200'000 + n));
    ++made;
  }
}

std::string World::next_reference(std::string& folder) {
  const int number = ++exhibit_count;
  folder = settings_.reference_prefix + "_" + std::to_string(number);
  return reference(number);
}

std::string World::reference(int number) const {
  return settings_.reference_prefix + "/" + std::to_string(number);
}

void World::make_exhibits() {
  // Whose phones were seized: dispatchers, deputy and runners, then bystanders. Never the organiser
  // unless the whole core is.
  std::vector<int> seized;
  const int from_core =
      std::min(settings_.core - 1, std::max(1, settings_.phones * settings_.core_seized / 100));
  for (int i = 0; i < from_core; ++i)
    seized.push_back(1 + i);
  const int first = settings_.core + settings_.lines * settings_.customers;
  for (int i = 0; static_cast<int>(seized.size()) < settings_.phones; ++i)
    seized.push_back(first + i < settings_.people ? first + i : settings_.core + i);
  seized.resize(static_cast<std::size_t>(settings_.phones));

  for (int d = 0; d < settings_.phones; ++d) {
    Rng rng(settings_.seed, Stream::device, static_cast<std::uint64_t>(d));
    Device device;
    device.reference = next_reference(device.folder);
    int line = seized[static_cast<std::size_t>(d)];
    // One dispatcher in two is caught with the line itself, the rest with their own phone.
    for (const auto& b : broadcasts)
      if (lines[static_cast<std::size_t>(b.line)].person == line && line % 2 == 0 &&
          lines[static_cast<std::size_t>(b.line)].device < 0)
        line = b.line;
    device.line = line;
    Line& l = lines[static_cast<std::size_t>(line)];
    l.device = d;
    const Person& owner = people[static_cast<std::size_t>(l.person)];
    const std::string& code = packs()[static_cast<std::size_t>(owner.pack)].code;
    device.layout = static_cast<PhoneLayout>(d % 5);
    const bool western =
        code == "en" || code == "es" || code == "pt" || code == "fr" || code == "sq";
    if (device.layout == PhoneLayout::national_cp1252 && !western && rng.percent(75))
      device.layout = PhoneLayout::titled_utc;
    device.system = rng.percent(50) ? WhatsAppSystem::ios : WhatsAppSystem::android;
    static constexpr std::array other_locales{"en-GB", "de", "en-US"};
    if (code == "ro" || code == "es" || code == "pl")
      device.locale = code;
    else if (code == "fr")
      device.locale = code;
    else if (code == "pt")
      device.locale = "pt-BR";
    else
      device.locale = other_locales[static_cast<std::size_t>(d) % 3];
    switch (device.layout) {
      case PhoneLayout::titled_utc:
      case PhoneLayout::zoned_headers:
      case PhoneLayout::tab_epoch_ms:
        device.zone = utc_zone;
        break;
      case PhoneLayout::semicolon_utf16:
        device.zone = berlin_zone;
        break;
      case PhoneLayout::national_cp1252:
        device.zone = london_zone;
        break;
    }
    static constexpr std::array drifts{-90, 37, 61, -214, 480, -17, 1260, 133};
    if (d % 5 != 0 && rng.percent(settings_.skewed_phones))  // one in five is surely right
      device.skew_s = drifts[rng.below(drifts.size())];
    static constexpr std::array zone_errors{3600, -3600, 7200, 19'800};
    if (d % 5 == 2 || (d % 5 != 0 && rng.percent(settings_.zone_error_phones)))
      device.zone_error_s = settings_.zone_error_phones == 0 ? 0 : zone_errors[rng.below(4)];
    Rng clocks(settings_.seed, Stream::device, static_cast<std::uint64_t>(d), 9);
    const bool creeps = clocks.percent(settings_.drifting_phones);
    if (d == 3 && settings_.dst_wrong_phones > 0) {  // one at least
      device.dst_missed = summer_begins(start_, end());
      device.zone_error_s = 0;
    } else if (d % 5 != 0 && creeps) {
      static constexpr std::array gains{70, -40, 25, -95, 140};
      device.drift_s_week = gains[clocks.below(gains.size())];
    } else if (d % 5 != 0 && clocks.percent(settings_.dst_wrong_phones)) {
      device.dst_missed = summer_begins(start_, end());
      device.zone_error_s = 0;
    }
    device.coverage = settings_.coverage;
    device.window_from = start_;
    device.window_to = end();
    if (rng.percent(settings_.window_cut))
      device.window_from += (end() - start_) * static_cast<std::int64_t>(5 + rng.below(25)) / 100;
    for (const auto& c : changes)
      if (c.line == line && !c.handset_kept)
        device.window_from = std::max(device.window_from, c.last_old);
    device.locations = settings_.locations_a_day > 0;
    devices.push_back(std::move(device));
  }

  // The same phones again: a second extraction in another layout, a backup that ends earlier.
  for (int n = 0; n < settings_.second_extractions + settings_.backups; ++n) {
    const bool backup = n >= settings_.second_extractions;
    const int d = (backup ? n - settings_.second_extractions + 1 : n) % settings_.phones;
    Device again = devices[static_cast<std::size_t>(d)];
    again.reference = next_reference(again.folder);
    again.copy_of = d;
    again.backup = backup;
    again.locations = false;
    again.layout = backup ? PhoneLayout::tab_epoch_ms
                   : again.layout == PhoneLayout::titled_utc ? PhoneLayout::zoned_headers
                                                             : PhoneLayout::titled_utc;
    again.zone = utc_zone;
    if (backup) again.window_to = start_ + (end() - start_) * 7 / 10;
    lines[static_cast<std::size_t>(again.line)].more_devices.push_back(
        static_cast<int>(devices.size()));
    devices.push_back(std::move(again));
  }

  // Call records: the broadcast lines, the organiser and the second phones first, then the firms
  // that broadcast (the police ask for what looks busy), then the core and seized people.
  std::vector<int> wanted;
  for (const auto& b : broadcasts)
    wanted.push_back(b.line);
  wanted.push_back(people[0].line);
  for (const auto& s : second_phones)
    wanted.push_back(s.second_line);
  for (const int o : organisations)
    wanted.push_back(o);
  for (int p = 1; p < settings_.core; ++p)
    wanted.push_back(p);
  for (const auto& c : changes)
    wanted.push_back(c.line);
  for (const int p : seized)
    wanted.push_back(p);
  for (int p = 0; p < settings_.people; ++p)
    wanted.push_back(p);
  const std::size_t asked = static_cast<std::size_t>(settings_.cdr_exhibits) *
                            static_cast<std::size_t>(settings_.cdr_subjects);
  for (int c = 0; c < settings_.cdr_exhibits; ++c) {
    CdrExhibit cdr;
    cdr.reference = next_reference(cdr.folder);
    cdr.layout = c % 3;
    cdrs.push_back(std::move(cdr));
  }
  std::size_t given = 0;
  for (const int line : wanted) {
    if (given >= asked || cdrs.empty()) break;
    Line& l = lines[static_cast<std::size_t>(line)];
    if (l.cdr >= 0) continue;
    l.cdr = static_cast<int>(given % cdrs.size());
    cdrs[static_cast<std::size_t>(l.cdr)].lines.push_back(line);
    ++given;
  }
  for (int l = 0; l < static_cast<int>(lines.size()); ++l)
    if (lines[static_cast<std::size_t>(l)].device >= 0 ||
        lines[static_cast<std::size_t>(l)].cdr >= 0)
      covered.push_back(l);

  int passed = 0;
  for (int d = settings_.phones - 1; d >= 0 && passed < settings_.passed_phones; --d) {
    Line& l = lines[static_cast<std::size_t>(devices[static_cast<std::size_t>(d)].line)];
    if (l.changed != never || l.kind != LineKind::own) continue;
    Rng rng(settings_.seed, Stream::device, static_cast<std::uint64_t>(d), 5);
    l.passed = start_ + (end() - start_) * static_cast<std::int64_t>(40 + rng.below(30)) / 100;
    l.passed_to = settings_.people - 1 - passed;
    ++passed;
  }
}

void World::make_contacts() {
  std::vector<std::vector<int>> circles(static_cast<std::size_t>(settings_.communities));
  for (int i = 0; i < settings_.people; ++i)
    circles[static_cast<std::size_t>(people[static_cast<std::size_t>(i)].community)].push_back(i);
  for (const int id : covered) {
    Line& line = lines[static_cast<std::size_t>(id)];
    Rng rng(settings_.seed, Stream::contacts, static_cast<std::uint64_t>(id));
    std::set<int> seen{id, line.person};
    auto add = [&](std::vector<int>& list, int other) {
      if (seen.insert(other).second) list.push_back(other);
    };
    auto circle_mate = [&](int person) {
      const auto& circle =
          circles[static_cast<std::size_t>(people[static_cast<std::size_t>(person)].community)];
      return circle[rng.below(static_cast<std::uint32_t>(circle.size()))];
    };
    auto anyone = [&] {
      const int first = settings_.core;
      return first +
             static_cast<int>(rng.below(static_cast<std::uint32_t>(settings_.people - first)));
    };
    const auto wanted = static_cast<std::size_t>(settings_.contacts);
    if (line.kind == LineKind::organisation) {
      // Staff or parents: bystanders, a few of the seized among them.
      for (std::size_t n = 0; n < 14 + wanted / 3; ++n)
        add(line.contacts, anyone());
    } else if (line.kind == LineKind::second) {
      // Few contacts: the inner core, and a share of those of the first phone (added below).
      add(line.contacts, 1);
      for (int r = 2; r < settings_.core && line.contacts.size() < 4; ++r)
        if (r != line.person) add(line.contacts, r);
      const Line& first =
          lines[static_cast<std::size_t>(people[static_cast<std::size_t>(line.person)].line)];
      for (const int other : first.contacts)
        if (line.contacts.size() < 10 && rng.percent(settings_.second_phone_overlap))
          add(line.contacts, other);
    } else if (line.kind == LineKind::broadcast) {
      for (const auto& b : broadcasts)
        if (b.line == id) {
          for (const int r : b.runners)
            add(line.contacts, r);
          for (const int c : b.customers)
            add(line.contacts, c);
        }
    } else {
      if (line.core) {
        for (int c = 1; c < settings_.core; ++c)
          if (rng.percent(70)) add(line.contacts, c);
      } else if (line.device >= 0 && rng.percent(80)) {
        add(line.contacts,
            2 + static_cast<int>(rng.below(static_cast<std::uint32_t>(settings_.core - 2))));
      }
      for (int tries = 0; line.contacts.size() < wanted && tries < 50 * settings_.contacts; ++tries)
        add(line.contacts, rng.percent(70) ? circle_mate(line.person) : anyone());
      // Shuffle so that the core is not always on top; keyed, so the same everywhere.
      for (std::size_t n = line.contacts.size(); n > 1; --n)
        std::swap(line.contacts[n - 1], line.contacts[rng.below(static_cast<std::uint32_t>(n))]);
    }
    if (line.changed != never) {
      const std::size_t new_ones = std::max<std::size_t>(3, line.contacts.size() / 2);
      for (int tries = 0; line.fresh.size() < new_ones && tries < 50 * settings_.contacts; ++tries)
        add(line.fresh, anyone());
    }
    if (line.passed != never) {
      for (int tries = 0; line.fresh.size() < wanted / 2 && tries < 50 * settings_.contacts;
           ++tries)
        add(line.fresh, circle_mate(line.passed_to));
    }
  }
}

void World::make_groups() {
  for (int g = 0; g < settings_.groups; ++g) {
    Rng rng(settings_.seed, Stream::group, static_cast<std::uint64_t>(g));
    Group group;
    std::vector<int> seized;
    for (const auto& d : devices)
      if (lines[static_cast<std::size_t>(d.line)].kind == LineKind::own) seized.push_back(d.line);
    if (seized.empty()) return;
    const int admin = seized[static_cast<std::size_t>(g) % seized.size()];
    group.admin = admin;
    const int size =
        3 + static_cast<int>(rng.skewed(static_cast<std::uint32_t>(settings_.group_max - 2)));
    std::set<int> seen;
    auto join = [&](int line) {
      if (!seen.insert(line).second) return;
      Group::Member m{line, start_, never};
      if (line != admin && rng.percent(25))
        m.joined = start_ + (end() - start_) * static_cast<std::int64_t>(rng.below(60)) / 100;
      if (line != admin && rng.percent(15))
        m.left =
            m.joined + (end() - m.joined) * static_cast<std::int64_t>(20 + rng.below(70)) / 100;
      group.members.push_back(m);
    };
    join(admin);
    if (g % 2 == 0 && seized.size() > 1)
      join(seized[(static_cast<std::size_t>(g) + 1) % seized.size()]);
    const auto& mates = lines[static_cast<std::size_t>(admin)].contacts;
    for (int tries = 0; static_cast<int>(group.members.size()) < size && tries < size * 20; ++tries)
      join(rng.percent(70)
               ? mates[rng.below(static_cast<std::uint32_t>(mates.size()))]
               : static_cast<int>(rng.below(static_cast<std::uint32_t>(settings_.people))));
    const auto& pack =
        packs()[static_cast<std::size_t>(people[static_cast<std::size_t>(admin)].pack)];
    static constexpr std::array names{"Family", "Shift team", "House",         "Sunday football",
                                      "Lifts",  "Kitchen",    "English class", "Market"};
    const std::string& spot =
        pack.places[rng.below(static_cast<std::uint32_t>(pack.places.size()))];
    group.name = rng.percent(50) ? std::string(names[rng.below(names.size())]) : spot;
    // Two groups with one name are a trap of their own; keep a few, number the rest.
    for (const auto& other : groups)
      if (other.name == group.name && rng.percent(70)) group.name += " " + std::to_string(g + 1);
    group.created = start_ + static_cast<std::int64_t>(rng.below(3 * 86400));
    for (auto& m : group.members) {
      m.joined = std::max(m.joined, group.created);
      if (m.left <= m.joined) m.left = never;
      lines[static_cast<std::size_t>(m.line)].groups.push_back(g);
    }
    groups.push_back(std::move(group));
  }
}

int World::handle_at(int line, std::int64_t t) const {
  const auto& spans = lines[static_cast<std::size_t>(line)].spans;
  for (std::size_t i = spans.size(); i-- > 1;)
    if (t >= spans[i].from) return spans[i].handle;
  return spans.front().handle;
}

int World::person_at(int line, std::int64_t t) const {
  const Line& l = lines[static_cast<std::size_t>(line)];
  return t >= l.passed ? l.passed_to : l.person;
}

bool World::carried(int line, int other) const {
  const Line& l = lines[static_cast<std::size_t>(line)];
  if (l.changed == never) return true;
  if (l.core && lines[static_cast<std::size_t>(other)].core) return true;
  return Rng(settings_.seed, Stream::change, static_cast<std::uint64_t>(line),
             static_cast<std::uint64_t>(other) + 1'000'000)
      .percent(l.carry);
}

const World::Saved& World::saved(int device, int handle) const {
  const std::uint64_t key = pair_key(device, handle);
  if (const auto found = saved_.find(key); found != saved_.end()) return found->second;
  const Device& d = devices[static_cast<std::size_t>(device)];
  const Line& line =
      lines[static_cast<std::size_t>(handles[static_cast<std::size_t>(handle)].line)];
  Rng rng(settings_.seed, Stream::saved_name, static_cast<std::uint64_t>(device),
          static_cast<std::uint64_t>(handle));
  Saved saved{"", "number only"};
  if (line.person < 0) {
    if (rng.percent(50) && line.label != "one-time codes") {
      static const std::unordered_map<std::string, std::string> labels{{"taxi", "Taxi"},
                                                                       {"voicemail", "Voicemail"},
                                                                       {"delivery", "Delivery"},
                                                                       {"employer", "Work office"},
                                                                       {"school", "School"}};
      if (const auto label = labels.find(line.label); label != labels.end())
        saved = {label->second, "role word"};
    }
  } else {
    const Person& p = people[static_cast<std::size_t>(line.person)];
    const auto owner_pack = static_cast<std::size_t>(
        people[static_cast<std::size_t>(lines[static_cast<std::size_t>(d.line)].person)].pack);
    const bool same_tongue = p.pack == static_cast<int>(owner_pack);
    const std::string& first = same_tongue ? p.first.native : p.first.latin;
    static constexpr std::array role_words{"work", "taxi", "landlord", "gym", "van", "kitchen"};
    const auto roll = rng.below(100);
    if (line.kind == LineKind::second || line.kind == LineKind::broadcast) {
      static constexpr std::array shorts{"N", "Boss 2", "Van", "New", "X", "Help line"};
      if (roll < 60) saved = {shorts[rng.below(shorts.size())], "role word"};
    } else if (roll < 24) {
      saved = {same_tongue ? p.native() : p.latin(), "full"};
    } else if (roll < 50) {
      saved = {first, "first name"};
    } else if (roll < 64) {
      saved = {p.first.nick, "nickname"};
    } else if (roll < 74) {
      saved = {p.latin(), "transliteration"};
    } else if (roll < 83) {
      saved = {first + " " + role_words[rng.below(role_words.size())], "role word"};
    } else if (roll < 89) {
      std::string name = without_marks(p.first.latin);
      if (name.size() > 3)
        name.erase(1 + rng.below(static_cast<std::uint32_t>(name.size() - 2)), 1);
      saved = {name, "misspelling"};
    }
    // After a number change the owner keeps both cards and tells them apart.
    const auto& spans = line.spans;
    if (!saved.name.empty() && spans.size() > 1 && handle != spans.front().handle)
      saved = {saved.name + " new", saved.variant};
  }
  return saved_.emplace(key, std::move(saved)).first->second;
}

const std::string& World::saved_name(int device, int handle) const {
  return saved(device, handle).name;
}

const char* World::saved_variant(int device, int handle) const {
  return saved(device, handle).variant;
}

std::string World::own_name(int line, std::int64_t t) const {
  const Line& l = lines[static_cast<std::size_t>(line)];
  if (l.person < 0) return l.label;
  return people[static_cast<std::size_t>(person_at(line, t))].first.native;
}

Spot World::position(int person, std::int64_t t) const {
  const Person& p = people[static_cast<std::size_t>(person)];
  const Civil local = local_time(london_zone, t);
  Rng rng(settings_.seed, Stream::place, static_cast<std::uint64_t>(person),
          static_cast<std::uint64_t>(t / 10'800));  // a new choice every three hours
  std::size_t spot = 0;
  if (local.hour >= 7 && local.hour < 23) {
    const bool working = local.weekday != 0 && local.hour >= 9 && local.hour < 18;
    const auto roll = rng.below(100);
    if (working && roll < 60)
      spot = 1;
    else if (roll < 90)
      spot = 2 + rng.below(static_cast<std::uint32_t>(p.spots.size() - 2));
  }
  return p.spots[spot];
}

}  // namespace clew::gen
