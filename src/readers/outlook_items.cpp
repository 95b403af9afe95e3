#include "readers/outlook_items.h"

#include <fmt/format.h>

#include "text/encoding.h"

namespace clew::readers::mapi {
namespace {

using model::IdentifierKind;
using model::Role;
using model::TimeKind;

bool begins(std::string_view text, std::string_view head) {
  if (text.size() < head.size() || (text.size() > head.size() && text[head.size()] != '.')) return false;
  for (std::size_t i = 0; i < head.size(); ++i)
    if ((text[i] | 32) != (head[i] | 32)) return false;
  return true;
}

// Blanks alone say nothing, nor does the one that does not break, which Outlook writes for an empty body.
bool says_something(std::string_view text) {
  while (!text.empty()) {
    if (text.starts_with("\xC2\xA0"))
      text.remove_prefix(2);
    else if (std::string_view(" \t\r\n").find(text[0]) != std::string_view::npos)
      text.remove_prefix(1);
    else
      return true;
  }
  return false;
}

struct Named {
  Set set;
  std::uint32_t number;
};
struct Tagged {
  std::uint16_t id;
  std::string_view name;
};

// PidTag… of MS-OXPROPS.
constexpr Tagged contact_fields[] = {
    {0x3A11, "family_name"}, {0x3A06, "given_name"},  {0x3A44, "additional_names"}, {0x3A45, "name_prefix"}, {0x3A05, "name_suffix"},
    {0x3A4F, "nickname"},    {0x3A16, "organisation"}, {0x3A18, "department"},      {0x3A17, "job_title"},   {0x3A15, "address"},
    {0x3A46, "job_role"},    {0x3A51, "url"},         {0x3A50, "url"},             {0x3A48, "related"},     {0x3A4E, "related"},
};
constexpr Tagged phones[] = {{0x3A1C, "mobile"},   {0x3A08, "work"},      {0x3A1B, "work"},  {0x3A09, "home"},    {0x3A2F, "home"},
                             {0x3A1A, "primary"},  {0x3A1F, "other"},     {0x3A1D, "radio"}, {0x3A1E, "car"},     {0x3A21, "pager"},
                             {0x3A24, "work fax"}, {0x3A25, "home fax"},  {0x3A23, "fax"},   {0x3A57, "company"}, {0x3A2E, "assistant"},
                             {0x3A02, "callback"}, {0x3A2D, "ISDN"},      {0x3A4B, "TTY"}};

class ItemMaker {
 public:
  ItemMaker(model::Record& record, const Properties& p, const Names& names, const Options& options, std::vector<std::uint16_t>& placed)
      : record_(record), p_(p), names_(names), options_(options), placed_(placed) {}

  void contact() {
    record_.kind = model::RecordKind::contact;
    std::string shown = text(display_name_id);
    if (shown.empty()) shown = p_.text(subject_id);
    std::vector<model::Participation> people;
    const auto add = [&](IdentifierKind kind, std::string value) {
      if (value.empty()) return;
      for (const auto& p : people)
        if (p.identifier.raw == value) return;
      people.push_back({Role::subject, {kind, std::move(value), ""}, shown});
    };
    add(IdentifierKind::name, shown);
    for (const auto& [id, name] : phones) {
      auto value = text(id);
      if (!value.empty()) record_.extras.push_back({fmt::format("{} telephone", name), value});
      add(IdentifierKind::phone, std::move(value));
    }
    for (const std::uint32_t base : {0x8080u, 0x8090u, 0x80A0u}) {
      auto address = text({Set::address, base + 3}), original = text({Set::address, base + 4});
      (void)text({Set::address, base});      // how it is shown
      (void)text({Set::address, base + 2});  // "SMTP"
      if (address.find('@') == address.npos && original.find('@') != original.npos) address = original;
      const auto kind = address.find('@') != address.npos ? IdentifierKind::email : IdentifierKind::other;
      add(kind, std::move(address));
    }
    add(IdentifierKind::username, text({Set::address, 0x8062}));
    for (const auto& [id, name] : contact_fields) field(name, text(id));
    for (const std::uint32_t number : {0x801Au, 0x801Bu, 0x801Cu}) {  // home, work, other
      const auto address = text({Set::address, number});
      bool known = false;
      for (const auto& f : record_.fields) known = known || (f.name == "address" && f.value == address);
      if (!known) field("address", address);
    }
    if (const auto birthday = p_.number(0x3A42)) {
      const auto time = file_time(*birthday, TimeKind::other, options_, true);
      // Outlook keeps midnight of the day where the contact was written; which zone that was is not said.
      if (time.utc) field("birthday", to_iso_utc(*time.utc));
    }
    field("note", record_.text);
    record_.participants = std::move(people);
  }

  // The members stand as one-off addresses beside the references to contacts (MS-OXOCNTC 2.2.2.2.2, MS-OXCDATA 2.2.5.1).
  void list() {
    constexpr std::size_t most_members = 10'000;
    record_.kind = model::RecordKind::document;  // no contact: what stands on a card is one person's
    field("note", record_.text);
    record_.text = text(display_name_id);
    if (record_.text.empty()) record_.text = p_.text(subject_id);
    record_.participants.clear();
    const auto id = names_.find(Set::address, 0x8054);
    for (const auto& member : id ? p_.parts(*id, most_members) : std::vector<std::string>()) {
      const auto words = one_off(member);
      if (words.size() < 3 || (words[0].empty() && words[2].empty())) continue;
      const bool mail = words[2].find('@') != std::string::npos;
      const auto kind = mail ? IdentifierKind::email : words[2].empty() ? IdentifierKind::name : IdentifierKind::other;
      record_.participants.push_back({Role::member, {kind, words[2].empty() ? words[0] : words[2], ""}, words[0]});
    }
  }

  void appointment() {
    start_and_end({Set::appointment, 0x820D}, {Set::appointment, 0x820E});
    if (record_.kind == model::RecordKind::event) people(Role::member);
    const auto where = text({Set::appointment, 0x8208});
    if (!where.empty()) record_.place.emplace().name = where;
    field("recurrence in words", text({Set::appointment, 0x8232}));
    field("attendees", text({Set::appointment, 0x8238}));
    if (flag({Set::appointment, 0x8215})) field("whole_day", "yes");
    if (number({Set::appointment, 0x8217}).value_or(0) & 4) record_.state_flag = "cancelled";
    field("zone", text({Set::appointment, 0x8234}));
  }

  void task() {
    start_and_end({Set::task, 0x8104}, {Set::task, 0x8105});
    people(Role::member);
    if (const auto done = number({Set::task, 0x810F})) record_.times.push_back(file_time(*done, TimeKind::other, options_, true));
    // Days, written as midnight (MS-OXOTASK 2.2.2.2.4): whose midnight is not said, so they are readings and no instants.
    for (auto& time : record_.times) {
      if ((time.kind != TimeKind::start && time.kind != TimeKind::end && time.kind != TimeKind::other) || !time.utc) continue;
      if (*time.utc % (86'400 * micros_per_second) != 0 || time.certainty != model::Certainty::exact) continue;
      time.local = time.utc;
      time.utc.reset();
      time.certainty = model::Certainty::local_unknown;
    }
    static constexpr std::string_view states[] = {"not started", "in progress", "complete", "waiting", "deferred"};
    if (const auto state = number({Set::task, 0x8101}); state && *state < std::size(states)) field("status", std::string(states[*state]));
    field("owner", text({Set::task, 0x811F}));
  }

  void journal() {
    start_and_end({Set::log, 0x8706}, {Set::log, 0x8708});
    people(Role::member);
    field("activity", text({Set::log, 0x8700}));
  }

 private:
  std::string text(std::uint16_t id) {
    placed_.push_back(id);
    return p_.text(id);
  }
  std::string text(Named name) {
    const auto id = names_.find(name.set, name.number);
    return id ? text(*id) : std::string();
  }
  std::optional<std::uint64_t> number(Named name) {
    const auto id = names_.find(name.set, name.number);
    return id ? p_.number(*id) : std::nullopt;
  }
  bool flag(Named name) { return (number(name).value_or(0) & 0xFF) != 0; }
  void field(std::string_view name, std::string value) {
    if (says_something(value)) record_.fields.push_back({std::string(name), std::move(value)});
  }
  void people(Role others) {
    for (auto& p : record_.participants) p.role = p.role == Role::from ? Role::author : others;
  }
  // Name, kind of address and address of a one-off entry; nothing when it is none.
  static std::vector<std::string> one_off(std::string_view entry) {
    using namespace std::string_view_literals;
    std::vector<std::string> out;
    if (entry.size() < 24 || entry.substr(4, 16) != "\x81\x2B\x1F\xA4\xBE\xA3\x10\x19\x9D\x6E\x00\xDD\x01\x0F\x54\x02"sv) return out;
    const bool wide = static_cast<unsigned char>(entry[23]) & 0x80;
    entry.remove_prefix(24);
    while (out.size() < 3 && !entry.empty()) {
      std::size_t end = 0;
      const std::size_t unit = wide ? 2 : 1;
      while (end + unit <= entry.size() && (entry[end] != '\0' || (wide && entry[end + 1] != '\0')))
        end += unit;
      const auto raw = entry.substr(0, std::min(end, entry.size()));
      out.push_back(text::to_utf8(raw, wide ? text::Encoding::utf16le : text::Encoding::windows1252));
      entry.remove_prefix(std::min(end + unit, entry.size()));
    }
    return out;
  }
  // The item's own times stand before those of the file.
  void start_and_end(Named start, Named end) {
    std::vector<model::Time> times;
    if (const auto at = number(start)) times.push_back(file_time(*at, TimeKind::start, options_, true));
    if (const auto at = number(end)) times.push_back(file_time(*at, TimeKind::end, options_, true));
    const bool message = record_.kind == model::RecordKind::message && record_.service == "E-mail";
    record_.times.insert(message ? record_.times.end() : record_.times.begin(), times.begin(), times.end());
  }

  model::Record& record_;
  const Properties& p_;
  const Names& names_;
  const Options& options_;
  std::vector<std::uint16_t>& placed_;
};

}  // namespace

ItemKind item_kind(std::string_view message_class) {
  if (begins(message_class, "IPM.Contact")) return ItemKind::contact;
  if (begins(message_class, "IPM.DistList")) return ItemKind::list;
  if (begins(message_class, "IPM.Appointment")) return ItemKind::appointment;
  if (begins(message_class, "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}")) return ItemKind::appointment;  // one day of a recurring one, changed
  if (begins(message_class, "IPM.Task")) return ItemKind::task;
  if (begins(message_class, "IPM.Activity")) return ItemKind::journal;
  if (begins(message_class, "IPM.StickyNote")) return ItemKind::note;
  if (begins(message_class, "IPM.Schedule.Meeting")) return ItemKind::meeting;
  return ItemKind::message;
}

void make_item(model::Record& record, ItemKind kind, const Properties& properties, const Names& names, const Options& options,
               std::vector<std::uint16_t>& placed) {
  ItemMaker make(record, properties, names, options, placed);
  const std::string subject = properties.text(subject_id);
  // Outlook gives times of sending to what nobody sent.
  if (kind != ItemKind::message && kind != ItemKind::meeting)
    std::erase_if(record.times, [&](const model::Time& t) {
      const bool sent = t.kind == TimeKind::sent || t.kind == TimeKind::received;
      if (sent) record.extras.push_back({t.kind == TimeKind::sent ? "client submit time" : "message delivery time", t.utc ? to_iso_utc(*t.utc) : t.raw});
      return sent;
    });
  const auto event = [&](std::string_view service) {
    record.kind = model::RecordKind::event;
    record.service = service;
    // What it is about stands first, as of a calendar's entries.
    if (says_something(record.text)) record.fields.push_back({"note", record.text});
    if (subject.empty()) return;
    record.text = subject;
    record.text_form.clear();
    std::erase_if(record.fields, [](const model::Field& f) { return f.name == "subject"; });
  };
  switch (kind) {
    case ItemKind::message: return;
    case ItemKind::meeting: return make.appointment();
    case ItemKind::contact:
      record.service = "Contacts";
      return make.contact();
    case ItemKind::list:
      record.service = "Contacts";
      return make.list();
    case ItemKind::appointment:
      event("Calendar");
      return make.appointment();
    case ItemKind::task:
      event("Tasks");
      return make.task();
    case ItemKind::journal:
      event("Journal");
      return make.journal();
    case ItemKind::note:
      record.kind = model::RecordKind::document;
      record.service = "Notes";
      return;
  }
}

}  // namespace clew::readers::mapi
