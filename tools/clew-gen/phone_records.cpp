// What phones hold of a case: contacts, calls, messages and chats, positions, pictures; and what of it is missing or damaged.
#include <algorithm>
#include <array>

#include "case_maker.h"

namespace clew::gen {

// Of a phone's contacts, in the order of their names.
std::vector<int> CaseMaker::saved_handles(int device) const {
  const Device& phone = world_.devices[static_cast<std::size_t>(device)];
  const Line& own = line(phone.line);
  std::vector<int> handles;
  auto add = [&](int other) {
    for (const auto& span : line(other).spans)
      if (span.from < world_.end() &&
          (span.from <= world_.start() || world_.carried(other, phone.line)))
        handles.push_back(span.handle);
  };
  for (const int c : own.contacts)
    add(c);
  for (const int c : own.fresh)
    add(c);
  if (own.kind == LineKind::own)
    for (const int h : world_.hubs)
      add(h);
  for (const int g : own.groups)
    for (const auto& m : world_.groups[static_cast<std::size_t>(g)].members)
      if (m.line != phone.line && Rng(s_.seed, Stream::saved_name, static_cast<std::uint64_t>(g),
                                      static_cast<std::uint64_t>(m.line))
                                      .percent(40))
        add(m.line);
  for (const auto& second : world_.second_phones) {
    // A few know the second number, and saved it.
    const auto& known = line(second.second_line).contacts;
    if (std::find(known.begin(), known.end(), phone.line) != known.end()) add(second.second_line);
  }
  std::sort(handles.begin(), handles.end());
  handles.erase(std::unique(handles.begin(), handles.end()), handles.end());
  std::stable_sort(handles.begin(), handles.end(), [&](int a, int b) {
    return world_.saved_name(device, a) < world_.saved_name(device, b);
  });
  return handles;
}

void CaseMaker::write_contacts(int device) {
  const auto d = static_cast<std::size_t>(device);
  const Device& phone = world_.devices[d];
  const bool cards = device % 2 == 1;
  const auto version = static_cast<VcardVersion>(device / 2 % 3);
  for (const int h : saved_handles(device)) {
    const std::string& name = world_.saved_name(device, h);
    if (name.empty()) continue;
    ContactRow row{name, handle(h).number, ""};
    const int who = line(handle(h).line).person;
    if (who >= 0 && Rng(s_.seed, Stream::saved_name, static_cast<std::uint64_t>(h), 3).percent(20))
      row.email = person(who).email;
    Locator at{&phone.reference, nullptr, {}};
    if (cards) {
      if (phones_[d].vcards == nullptr)
        phones_[d].vcards = &tree_.create(phone.folder + "/contacts.vcf", Encoding::utf8);
      at.place = write_vcard(*phones_[d].vcards, version, row);
      at.file = phones_[d].vcards;
    } else {
      at.place = phones_[d].writer->contact(row);
      at.file = phones_[d].writer->contacts;
    }
    ++records_;
    truth_.names.push_back({name, world_.saved_variant(device, h), device, h, at});
    if (std::find(world_.protected_people.begin(), world_.protected_people.end(), who) !=
        world_.protected_people.end())
      truth_.protected_places.push_back({who, "contact", at});
    canonical_contact(at, name, row);
  }
}

std::string CaseMaker::unique_title(int device, std::string title) {
  auto& titles = phones_[static_cast<std::size_t>(device)].titles;
  std::string candidate = title;
  for (int n = 2; !titles.insert(candidate).second; ++n)
    candidate = title + " (" + std::to_string(n) + ")";
  return candidate;
}

WhatsAppChat* CaseMaker::chat_with(int device, int handle_id, std::int64_t shown) {
  auto& phone = phones_[static_cast<std::size_t>(device)];
  if (const auto found = phone.chats.find(handle_id); found != phone.chats.end())
    return found->second.get();
  if (static_cast<int>(phone.chats.size()) >= s_.whatsapp_chats) return nullptr;
  std::string title = world_.saved_name(device, handle_id);
  if (title.empty()) title = handle(handle_id).number;
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  auto chat = std::make_unique<WhatsAppChat>(tree_, d, unique_title(device, title), false);
  chat->notice(shown, ChatNotice::encrypted, title, "");
  return phone.chats.emplace(handle_id, std::move(chat)).first->second.get();
}

WhatsAppChat* CaseMaker::chat_of_group(int device, int group, std::int64_t shown) {
  auto& phone = phones_[static_cast<std::size_t>(device)];
  if (const auto found = phone.group_chats.find(group); found != phone.group_chats.end())
    return found->second.get();
  if (s_.whatsapp_chats == 0) return nullptr;
  const auto& g = world_.groups[static_cast<std::size_t>(group)];
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  auto chat = std::make_unique<WhatsAppChat>(tree_, d, unique_title(device, g.name), true);
  chat->notice(shown, ChatNotice::encrypted, g.name, "");
  const int admin = world_.handle_at(g.admin, g.created);
  std::string who =
      g.admin == d.line ? world_.own_name(g.admin, shown) : world_.saved_name(device, admin);
  if (who.empty()) who = handle(admin).number;
  chat->notice(shown, ChatNotice::group_created, who, g.name);
  return phone.group_chats.emplace(group, std::move(chat)).first->second.get();
}

// A picture of the pool as a file on a phone, made when it first arrives there. The bytes are the same
// on every phone, the name is the phone's own.
std::string CaseMaker::picture_on(std::size_t picture, int device, std::int64_t t) {
  auto& truth = truth_.media[picture];
  for (const auto& [d, path] : truth.files)
    if (d == device) return path.substr(path.rfind('/') + 1);
  std::string name = "IMG-";
  const Civil c = civil_from_seconds(t);
  append_padded(name, c.year, 4);
  append_padded(name, c.month, 2);
  append_padded(name, c.day, 2);
  name += "-WA";
  append_padded(name, static_cast<std::int64_t>(9000 + picture * 7 % 1000), 4);
  name += ".jpg";
  const std::string path = world_.devices[static_cast<std::size_t>(device)].folder + "/Media/" + name;
  std::string bytes("\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00", 20);
  Rng rng(s_.seed, Stream::look, picture, 77);
  for (int i = 0; i < 400; ++i)
    bytes += static_cast<char>(rng.below(255));
  bytes += "\xFF\xD9";
  tree_.create(path, Encoding::utf8).raw(bytes);
  truth.files.emplace_back(device, path);
  return name;
}

// Why a phone that should hold the event does not, nullptr when it does.
const char* CaseMaker::missing_on(const Event& e, int device, bool outgoing) const {
  const Device& phone = world_.devices[static_cast<std::size_t>(device)];
  if (e.t < phone.window_from || e.t >= phone.window_to) return "window";
  const auto d = static_cast<std::uint64_t>(device);
  const bool message = e.kind == Kind::sms || e.kind == Kind::im || e.kind == Kind::group;
  if (message) {
    // Of the handset, not of the extraction: the same for all exhibits of one phone.
    const auto handset = static_cast<std::uint64_t>(phone.copy_of < 0 ? device : phone.copy_of);
    if (!outgoing && s_.undelivered > 0 &&
        Rng(s_.seed, Stream::copy, e.serial, handset + 3'000'000).percent(s_.undelivered))
      return "undelivered";
    if (s_.lost_rows > 0 &&
        Rng(s_.seed, Stream::copy, e.serial, handset + 4'000'000).percent(s_.lost_rows))
      return "deleted";
  }
  if (!Rng(s_.seed, Stream::copy, e.serial, d).percent(phone.coverage)) return "coverage";
  return nullptr;
}

void CaseMaker::write_to_phone(const Event& e, int device, bool outgoing, int from_handle,
                               int to_handle, EventId id, bool other_words) {
  const auto d = static_cast<std::size_t>(device);
  const Device& phone = world_.devices[d];
  auto& p = phones_[d];
  std::int64_t shown = phone.shown(e.t, world_.start());
  const auto handset = static_cast<std::uint64_t>(phone.copy_of < 0 ? device : phone.copy_of);
  const bool message = e.kind != Kind::call;
  if (message && !outgoing && s_.late > 0) {
    // The phone was off: it shows when the message came in.
    Rng late(s_.seed, Stream::copy, e.serial, handset + 2'000'000);
    if (late.percent(s_.late)) {
      const std::int64_t delay = 150 + late.skewed(6 * 3600);
      shown += delay;
      sides_.push_back({&phone.reference, "late", delay});
    }
  }
  const int other = outgoing ? to_handle : from_handle;
  const std::string_view other_number = other < 0 ? std::string_view() : handle(other).number;
  const std::string_view other_name =
      other < 0 ? std::string_view() : std::string_view(world_.saved_name(device, other));
  const char* direction = outgoing ? "out" : "in";
  const std::string_view from = handle(from_handle).number;
  const std::string_view to = to_handle < 0 ? std::string_view() : handle(to_handle).number;
  Locator at{&phone.reference, nullptr, {}};
  ++records_;
  if (e.kind == Kind::call) {
    CallRow row{shown, outgoing, other_number, other_name, "Phone", e.duration, e.answered};
    at.place = p.writer->call(row);
    at.file = p.writer->calls;
    locators_.push_back(at);
    canonical(e, id, at, "Phone", direction, shown, from, to, "", "", false);
    return;
  }
  Rng rng(s_.seed, Stream::copy, e.serial, d + 1'000'000);
  const bool deleted = rng.percent(s_.deleted);
  const bool edited = rng.permille(15) || other_words;
  std::string media;
  if (e.kind != Kind::sms && e.text < 0 &&
      Rng(s_.seed, Stream::look, e.serial, 9).percent(s_.media)) {
    static constexpr std::array prefixes{"IMG-", "VID-", "PTT-"};
    static constexpr std::array suffixes{".jpg", ".mp4", ".opus"};
    const std::size_t kind = e.serial % 3;
    media = prefixes[kind];
    const Civil c = civil_from_seconds(e.t);
    append_padded(media, c.year, 4);
    append_padded(media, c.month, 2);
    append_padded(media, c.day, 2);
    media += "-WA";
    append_padded(media, static_cast<std::int64_t>(e.serial % 10'000), 4);
    media += suffixes[kind];
  }
  if (e.plant == Plant::picture) media = picture_on(e.index, device, e.t);
  std::string changed;
  if (other_words && media.empty()) {
    // A time put right, or words added: what the other phone does not have.
    changed = said_.text;
    const auto digit = changed.find_last_of("0123456789");
    if (digit != std::string::npos)
      changed[digit] = static_cast<char>('0' + (changed[digit] - '0' + 3) % 10);
    else
      changed += " 2";
    sides_.push_back({&phone.reference, "edited", 0});
  }
  const std::string_view text = !media.empty()     ? std::string_view()
                                : !changed.empty() ? std::string_view(changed)
                                                   : std::string_view(said_.text);
  const std::string_view group_name =
      e.group < 0 ? std::string_view()
                  : std::string_view(world_.groups[static_cast<std::size_t>(e.group)].name);
  if (media.empty() && !deleted) {
    ++lines_;
    characters_ += count_characters(said_.text);
  }
  WhatsAppChat* chat = nullptr;
  if (phone.backup)
    chat = nullptr;  // a backup is read as tables
  else if (e.kind == Kind::group)
    chat = chat_of_group(device, e.group, shown);
  else if (e.kind == Kind::im)
    chat = chat_with(device, other, shown);
  if (chat != nullptr) {
    if (deleted) sides_.push_back({&phone.reference, "notice", 0});
    std::string author = outgoing ? world_.own_name(e.from, e.t)
                                  : std::string(world_.saved_name(device, from_handle));
    if (author.empty()) author = handle(from_handle).number;
    WhatsAppChat::Line row{shown, author, text, media, outgoing, deleted, edited};
    at.place = chat->message(row);
    at.file = &chat->file();
    locators_.push_back(at);
    canonical(e, id, at, "WhatsApp", direction, shown, from, to, group_name, media, deleted);
    return;
  }
  const char* service = e.kind == Kind::sms ? "SMS" : "WhatsApp";
  MessageRow row{shown,   outgoing, other_number, other_name, group_name,
                 service, text,     media,        deleted};
  at.place = p.writer->message(row);
  at.file = p.writer->messages;
  locators_.push_back(at);
  canonical(e, id, at, service, direction, shown, from, to, group_name, media, deleted);
  if (other >= 0) maybe_corrupt_phone(e, device, row, id);
  if (e.kind == Kind::im && !deleted && !edited && media.empty() && *said_.style == '\0' &&
      said_.text.find('\n') == std::string::npos && said_.language != "" &&
      !said_.english.empty() && static_cast<int>(quoted_.size()) < s_.quotes * s_.statements &&
      records_ > s_.records / static_cast<std::uint64_t>(s_.quotes * s_.statements + 1) *
                     (quoted_.size() + 1))
    quoted_.push_back(
        {id, e.t, e.from, e.to, said_.text, said_.english, std::string(said_.language)});
}

void CaseMaker::maybe_corrupt_phone(const Event& e, int device, const MessageRow& good,
                                    EventId id) {
  const auto planned = static_cast<std::uint64_t>(s_.corrupt_rows);
  if (corrupt_done_ >= planned || records_ < s_.records / (planned + 1) * (corrupt_done_ + 1))
    return;
  auto& writer = *phones_[static_cast<std::size_t>(device)].writer;
  const Device& d = world_.devices[static_cast<std::size_t>(device)];
  static constexpr std::array kinds{"date-1970", "date-1979", "number-e-notation",
                                    "row-short", "row-long",  "nul-bytes"};
  const std::size_t kind = corrupt_done_ % kinds.size();
  MessageRow bad = good;
  Locator at{&d.reference, writer.messages, {}};
  if (kind == 0) {
    bad.shown = 0;
    at.place = writer.message(bad);
  } else if (kind == 1) {
    bad.shown = 283'996'800 + e.t % 86'400;  // 1979-01-01
    at.place = writer.message(bad);
  } else if (kind == 2) {
    std::string number(good.other_number.substr(good.other_number.front() == '+' ? 1 : 0));
    number =
        number.substr(0, 1) + "." + (number.size() > 5 ? number.substr(1, 4) : "4477") + "E+11";
    bad.other_number = number;
    at.place = writer.message(bad);
  } else {
    std::string row = writer.last_row();
    const char separator = d.layout == PhoneLayout::tab_epoch_ms      ? '\t'
                           : d.layout == PhoneLayout::semicolon_utf16 ? ';'
                                                                      : ',';
    const std::string line_end = d.layout == PhoneLayout::tab_epoch_ms ? "\n" : "\r\n";
    row.resize(row.size() - line_end.size());
    if (kind == 3) {
      row.resize(std::min(row.size(), row.find(separator, row.find(separator) + 1)));
    } else if (kind == 4) {
      row += std::string(2, separator) + "extra" + separator;
    } else {
      row.insert(row.rfind(separator), 3, '\0');
    }
    at.place = writer.messages->record(row + line_end);
  }
  ++corrupt_done_;
  truth_.corrupt.push_back({kinds[kind], id, at});
}

void CaseMaker::write_location(const Event& e, EventId id) {
  const int device = line(e.from).device;
  const Device& phone = world_.devices[static_cast<std::size_t>(device)];
  const std::int64_t shown = phone.shown(e.t, world_.start());
  Rng rng(s_.seed, Stream::location, e.serial, 5);
  LocationRow row{shown, e.where, 5 + static_cast<int>(rng.skewed(80))};
  row.spot.lat_e6 += static_cast<std::int32_t>(rng.between(-400, 400));  // about 45 m
  row.spot.lon_e6 += static_cast<std::int32_t>(rng.between(-600, 600));
  auto& writer = *phones_[static_cast<std::size_t>(device)].writer;
  Locator at{&phone.reference, nullptr, {}};
  at.place = writer.location(row);
  at.file = writer.locations;
  ++records_;
  locators_.push_back(at);
  canonical(e, id, at, "Phone", "unknown", shown, handle(world_.handle_at(e.from, e.t)).number, "",
            "", "", false);
}

void CaseMaker::write_notice(const Event& e) {
  const auto& group = world_.groups[static_cast<std::size_t>(e.group)];
  for (const auto& m : group.members) {
    const int device = line(m.line).device;
    if (device < 0 || e.t < m.joined || e.t >= m.left) continue;
    const Device& phone = world_.devices[static_cast<std::size_t>(device)];
    if (e.t < phone.window_from || e.t >= phone.window_to) continue;
    auto& chats = phones_[static_cast<std::size_t>(device)].group_chats;
    const auto found = chats.find(e.group);
    if (found == chats.end()) continue;  // nothing in this chat yet
    auto name = [&](int id) {
      const int h = world_.handle_at(id, e.t);
      std::string n =
          id == m.line ? world_.own_name(id, e.t) : std::string(world_.saved_name(device, h));
      return n.empty() ? handle(h).number : n;
    };
    const std::int64_t shown = phone.shown(e.t, world_.start());
    if (e.notice == ChatNotice::added)
      found->second->notice(shown, e.notice, name(group.admin), name(e.from));
    else
      found->second->notice(shown, e.notice, name(e.from), "");
  }
}

}  // namespace clew::gen
