#include "readers/delimited_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/delimited_party.h"
#include "readers/delimited_ties.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;
using R = ColumnRole;

}  // namespace

Mapper::Mapper(const Dialect& dialect, const Plan& plan, const Options& options, FindingLimit& findings)
    : plan_(plan),
      cells_(dialect, plan, findings),
      words_(plan),
      times_(plan, options, cells_),
      places_(plan, cells_),
      participants_(plan, options, cells_) {
  for (const auto& c : plan.columns) name_part_.push_back(c.role == R::name ? name_part(c.header) : NamePart::whole);
}

void Mapper::map(const Row& row, std::uint64_t row_number, Sink& sink) {
  cells_.take(row, row_number);
  Record record;
  record.locator = cells_.where();
  record.table = plan_.table;
  record.participants.reserve(4);
  Sketch sketch;
  what(record, sketch);
  record.key = cells_.use(R::id);
  cells_.add_field(record, R::source_device, "source_device");
  cells_.add_field(record, R::subscriber, "subscriber");
  state(record);
  times(record);
  direction(record, sketch);
  sides(record, sketch);
  other_side(record, sketch);
  members(record, sketch);
  text_is_no_sms(record, sketch);
  each_once(record, sketch);
  authors(record, sketch);
  names(record, sketch);
  hardware(record);
  content(record);
  money(record, sketch);
  conversation(record, sketch);
  attachments(record);
  call_details(record, sketch);
  std::optional<Record> location = place(record, sketch);
  cells_.add_rest(record);
  if (!location) {
    sink.record(std::move(record));
    return;
  }
  complete_place(*location, record, sketch);
  sink.record(std::move(record));
  sink.extra_record(std::move(*location));
}

void Mapper::what(Record& record, Sketch& row) {
  row.type_text = cells_.use(R::event_type);
  if (!row.type_text.empty()) row.type = words_.meaning(row.type_text).event;
  const std::string_view service = cells_.use(R::service);
  record.service = service.empty() ? plan_.service : std::string(service);
  if (service.empty() && (plan_.service.empty() || plan_.service == "SMS") && participants_.is_of_whatsapp())
    record.service = "WhatsApp";  // "Text" beside it is no SMS
  switch (plan_.kind) {
    case TableKind::messages:
      record.kind = RecordKind::message;
      if (row.type.type == EventType::call && !cells_.column(R::text)) record.kind = RecordKind::call;
      break;
    case TableKind::calls:
      record.kind = RecordKind::call;
      row.phone_record = true;
      break;
    case TableKind::events_by_type:
      row.phone_record = true;
      if (plan_.sessions) row.type.type = EventType::data;
      kind_by_type(record, row);
      break;
    case TableKind::contacts:
      record.kind = RecordKind::contact;
      break;
    case TableKind::accounts:
      record.kind = RecordKind::account;
      break;
    case TableKind::devices:
      record.kind = RecordKind::device;
      break;
    case TableKind::locations:
      record.kind = RecordKind::location;
      break;
    case TableKind::files:
      record.kind = RecordKind::file;
      break;
    case TableKind::chats:
      record.kind = RecordKind::chat;
      break;
    default:
      record.kind = RecordKind::event;
      break;
  }
  service_by_type(record, row);
  if (!row.type_text.empty()) record.fields.push_back({"type", std::string(row.type_text)});
  row.call = record.kind == RecordKind::call;
  row.talk = row.call || record.kind == RecordKind::message || plan_.kind == TableKind::ties || (record.kind == RecordKind::event && row.phone_record);
  if (row.talk) {
    row.from = row.call ? Role::caller : Role::from;
    row.to = row.call ? Role::callee : Role::to;
  }
}

// Of call records: what the event type says, or what the row's other cells do.
void Mapper::kind_by_type(Record& record, Sketch& row) {
  switch (row.type.type) {
    case EventType::call:
      record.kind = RecordKind::call;
      break;
    case EventType::sms:
    case EventType::mms:
    case EventType::message:
    case EventType::email:
      record.kind = RecordKind::message;
      break;
    case EventType::location:
      record.kind = RecordKind::location;
      row.phone_record = false;
      break;
    case EventType::data:
      record.kind = RecordKind::event;
      break;
    case EventType::unknown: {
      const auto text = cells_.column(R::text);
      const auto length = cells_.column(R::duration);
      if (text && !cells_.text(*text).empty())
        record.kind = RecordKind::message;
      else if (length && text::parse_duration(cells_.written(*length)).value_or(0) > 0)
        record.kind = RecordKind::call;
      else if (words_.meaning(row.type_text).direction != Direction::unknown)  // "MO" beside "SMS-MO"
        record.kind = RecordKind::call;
      else
        record.kind = RecordKind::event;
      break;
    }
  }
}

void Mapper::service_by_type(Record& record, Sketch& row) {
  if ((plan_.kind == TableKind::messages || plan_.kind == TableKind::events_by_type) && record.service.empty() && record.kind == RecordKind::message) {
    if (row.type.type == EventType::sms) {
      record.service = "SMS";
      const std::string folded = fold_header(row.type_text);
      row.only_text = folded == "text" || folded == "texto";
    }
    if (row.type.type == EventType::mms) record.service = "MMS";
    if (row.type.type == EventType::email) record.service = "E-mail";
  }
  if (record.kind == RecordKind::call && record.service.empty() && row.phone_record) record.service = "Telephony";
  // Tools name the phone's own network in many ways; one name for all, theirs kept beside it.
  if (record.kind == RecordKind::call || record.kind == RecordKind::message) {
    const std::string_view own = network_service(record.service, record.kind);
    if (!own.empty() && own != record.service) {
      record.fields.push_back({"service", record.service});
      record.service = own;
    }
  }
}

void Mapper::state(Record& record) {
  if (cells_.column(R::state)) {
    const std::string_view flag = cells_.use(R::state);
    record.state_flag = flag;
    record.state = state_of(flag);
  }
  if (record.state != model::State::existing) return;
  // A status that says deleted ("gelöscht") where no column of its own does.
  if (const auto c = cells_.column(R::status)) {
    const std::string_view text = cells_.text(*c);
    if (!text.empty() && words_.meaning(text).deleted) {
      record.state = model::State::recovered;
      record.state_flag = text;
    }
  }
}

void Mapper::times(Record& record) {
  for (const PlanTime& source : plan_.times) {
    model::Time time = times_.read(source);
    if (time.raw.empty()) continue;
    // In call records a text message has no start: it was sent.
    // A message among calls "starts" when it is sent; behind a message's own time it is the chat that starts.
    if (time.kind == TimeKind::start && record.kind == RecordKind::message && record.times.empty())
      time.kind = TimeKind::sent;
    record.times.push_back(std::move(time));
  }
  if (plan_.zone_column)
    if (const auto zone = cells_.use(*plan_.zone_column); !zone.empty()) record.fields.push_back({"zone", std::string(zone)});
}

// Relative to the phone or subscriber.
void Mapper::direction(Record& record, Sketch& row) {
  if (const auto c = cells_.column(R::direction)) {
    const std::string_view text = cells_.use(*c);
    const WordMeaning& said = words_.meaning(text);
    record.direction = said.direction;
    if (record.direction == Direction::unknown && !text.empty()) cells_.leave(*c);  // kept as an extra
    if (row.call && row.type.outcome.empty()) row.type.outcome = said.outcome;
    if (record.direction == Direction::unknown) record.direction = said.event.direction;
    if (said.event.forwarded) row.type.forwarded = true;
  }
  if (record.direction == Direction::unknown && cells_.column(R::from_me)) {
    if (const auto yes = words_.meaning(cells_.use(R::from_me)).yes_no)
      record.direction = *yes ? Direction::out : Direction::in;
  }
  if (record.direction == Direction::unknown) record.direction = row.type.direction;
  if (record.direction == Direction::unknown && row.type_text.size() == 1 && plan_.android_types) {
    record.direction = row.type_text == "2" ? Direction::out : Direction::in;
    if (row.call) {
      if (row.type_text == "3") row.type.outcome = "missed";
      if (row.type_text == "4") row.type.outcome = "voicemail";
      if (row.type_text == "5") row.type.outcome = "rejected";
      if (row.type_text == "6") row.type.outcome = "blocked";
    } else if (row.type_text != "1") {
      record.direction = Direction::out;
    }
  }
  if (record.direction == Direction::unknown && (row.call || record.kind == RecordKind::message)) record.direction = plan_.direction;
}

bool Mapper::none_said(ColumnRole role) const {
  const auto& columns = cells_.columns(role);
  return std::all_of(columns.begin(), columns.end(), [&](std::size_t c) { return cells_.text(c).empty(); });
}

// A side of which only the name stands in the row, under `column`.
void Mapper::name_alone(Record& record, ColumnRole column, std::string_view name, Role side) {
  if (is_oneself(name)) {
    participants_.said_of_oneself(record, side);
    record.extras.push_back({plan_.columns[*cells_.column(column)].header, std::string(name)});
  } else if (!name.empty() && !is_withheld(name)) {
    record.participants.push_back({side, {IdentifierKind::name, std::string(name), record.service}, std::string(name)});
  }
}

// Those who sent and those who received, in this order; then the ties of tables without times.
void Mapper::sides(Record& record, Sketch& row) {
  const std::string_view from_name = cells_.use(R::from_name), to_name = cells_.use(R::to_name);
  participants_.add(record, R::from, row.from, from_name, false);
  row.froms = record.participants.size();
  const bool no_from = none_said(R::from), no_to = none_said(R::to);
  if (no_from) name_alone(record, R::from_name, from_name, row.from);
  participants_.add(record, R::to, row.to, to_name, true);
  row.tos = record.participants.size() - row.froms;
  if (no_to) name_alone(record, R::to_name, to_name, row.to);
  participants_.add(record, R::cc, Role::cc, "", true);
  participants_.add(record, R::bcc, Role::bcc, "", true);
  if (plan_.kind == TableKind::ties) add_ties(record, plan_, cells_);
  if (plan_.attendance) add_attendance(record, plan_, cells_);
}

// The other side, whoever called, and whose phone it is.
void Mapper::other_side(Record& record, Sketch& row) {
  const std::string_view own = cells_.use(R::owner), own_name = cells_.use(R::owner_name);
  if (row.talk && record.direction == Direction::unknown && (row.froms || row.tos))
    participants_.direction_from_owner(record, row.froms, row.tos, own);
  row.party_name = cells_.use(R::party_name);
  row.out = record.direction == Direction::out;
  row.known_direction = record.direction != Direction::unknown;
  if (cells_.column(R::party) || (row.talk && !row.party_name.empty())) {
    Role role = Role::other;
    if (!row.talk)
      role = Role::subject;
    else if (row.known_direction)
      role = row.out ? row.to : row.from;
    else if (row.froms && !row.tos)
      role = row.to;
    else if (row.tos && !row.froms)
      role = row.from;
    else
      role = Role::member;
    const std::size_t before = record.participants.size();
    // Where both ends are known a further number stays an extra.
    if (!(row.talk && row.froms && row.tos)) participants_.add(record, R::party, role, row.party_name, true);
    const bool none = record.participants.size() == before;
    if (none && row.talk && !row.party_name.empty() && !row.froms && !row.tos && !is_withheld(row.party_name))
      record.participants.push_back({role, {IdentifierKind::name, std::string(row.party_name), record.service}, std::string(row.party_name)});
    else if (none && !row.party_name.empty() && row.talk)
      record.fields.push_back({"name", std::string(row.party_name)});
  }
  owner(record, row, own, own_name);
}

void Mapper::owner(Record& record, const Sketch& row, std::string_view owner, std::string_view owner_name) {
  if (!owner.empty()) {
    // The subscriber is the other end of the party; already there when both ends have columns.
    const bool present =
        std::any_of(record.participants.begin(), record.participants.end(),
                    [&](const auto& p) { return participants_.is_owner(p.identifier.raw, owner); });
    if (present) return;
    Role role = Role::owner;
    if (row.talk && row.known_direction) role = row.out ? row.from : row.to;
    participants_.add(record, *cells_.column(R::owner), role, owner_name, false);
  } else if (plan_.owners.size() == 1 && row.talk && row.known_direction && cells_.column(R::party) && !(row.froms && row.tos)) {
    // The note above the table says whose phone it is; the row names only the other side.
    const Role role = row.out ? row.from : row.to;
    record.participants.push_back({role, {identifier_kind_of(plan_.owners[0], false), plan_.owners[0], ""}, ""});
  }
}

void Mapper::members(Record& record, const Sketch& row) {
  if (cells_.column(R::participants)) {
    if (row.talk || !(row.froms && row.tos)) participants_.add(record, R::participants, Role::member, "", true);
    // Those already named as sender or receiver are not also members.
    auto& list = record.participants;
    const std::size_t sides = row.froms + row.tos;
    for (std::size_t i = sides; i < list.size();) {
      const bool known =
          list[i].role == Role::member &&
          std::any_of(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(sides),
                      [&](const auto& p) { return p.identifier.raw == list[i].identifier.raw; });
      if (known)
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      else
        ++i;
    }
  }
  if (!plan_.partner.empty() && row.talk) {
    const Role role = !row.known_direction ? Role::member : row.out ? row.to : row.from;
    record.participants.push_back({role, {IdentifierKind::uid, plan_.partner, record.service}, ""});
  }
}

// "Text" is a word of phones for what they send each other, and of apps for what is no picture: without a telephone in the row it is no SMS.
void Mapper::text_is_no_sms(Record& record, const Sketch& row) const {
  if (!row.only_text || record.service != "SMS" || cells_.column(R::cell_id) || cells_.column(R::imsi) || cells_.column(R::imei)) return;
  const auto& list = record.participants;
  if (std::none_of(list.begin(), list.end(), [](const auto& p) { return p.identifier.kind == IdentifierKind::phone; })) record.service.clear();
}

// Nobody stands twice on a side, or on both where the direction says otherwise.
void Mapper::each_once(Record& record, const Sketch& row) {
  auto& list = record.participants;
  // Two columns of one side that say the same say it once.
  for (std::size_t i = 0; row.talk && i < list.size(); ++i)
    for (std::size_t k = list.size(); k-- > i + 1;)
      if (const auto &one = list[i], &two = list[k];
          one.role == two.role && (one.role == row.to || one.role == row.from) && one.identifier.kind == two.identifier.kind && one.identifier.raw == two.identifier.raw)
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(k));
  // Incoming, and one and the same on both sides: tools name the other side of a chat as its recipient, whichever way the message went.
  if (row.talk && record.direction == Direction::in) {
    std::vector<std::string> senders;
    for (const auto& p : list)
      if (p.role == row.from) senders.push_back(p.identifier.raw);
    std::erase_if(list, [&](const auto& p) {
      return p.role == row.to && std::find(senders.begin(), senders.end(), p.identifier.raw) != senders.end();
    });
  }
  for (auto& p : list) {
    if (p.name != "owner") continue;  // "447700900001 (owner)": the tool's mark, not a name
    p.name.clear();
    if (row.talk && record.direction == Direction::unknown) {
      if (p.role == Role::from || p.role == Role::caller) record.direction = Direction::out;
      if (p.role == Role::to || p.role == Role::callee) record.direction = Direction::in;
    }
  }
}

void Mapper::authors(Record& record, const Sketch& row) {
  participants_.add(record, R::author, row.froms || !row.talk ? Role::author : row.from, "", false);
  if (const auto c = cells_.column(R::forwarded_to)) {
    if (const auto text = cells_.text(*c); !text.empty()) {
      participants_.add(record, *c, Role::other, "", false);
      record.fields.push_back({"forwarded_to", std::string(text)});
    }
  } else if (row.type.forwarded) {
    record.fields.push_back({"forwarded", "yes"});
  }
}

// Names and addresses of contacts, accounts and the like; for others they are fields.
void Mapper::names(Record& record, Sketch& row) {
  for (const std::size_t c : cells_.columns(R::name)) {
    const auto part = cells_.use(c);
    if (is_missing(part)) {
      record.fields.push_back({"name", std::string(part)});
      continue;
    }
    if (part.empty()) continue;
    row.name += (row.name.empty() ? "" : " ") + std::string(part);
    if (plan_.kind == TableKind::contacts && name_part_[c] != NamePart::whole)
      record.fields.push_back({name_part_[c] == NamePart::given ? "given_name" : "family_name", std::string(part)});
  }
  if (row.name.empty() && !row.talk) row.name = row.party_name;
  const Role holder = record.kind == RecordKind::account || record.kind == RecordKind::device ? Role::owner : Role::subject;
  addresses(record, row, holder);
  if (!row.name.empty()) {
    name_holder(record, row, holder);
    record.fields.push_back({"name", row.name});
  }
  cells_.add_field(record, R::organisation, "organisation");
  cells_.add_field(record, R::note, "note");
}

void Mapper::addresses(Record& record, const Sketch& row, Role holder) {
  const Role role = row.talk ? Role::other : holder;
  participants_.add(record, R::phone, role, row.name, true);
  const std::pair<ColumnRole, IdentifierKind> kinds[] = {
      {R::email, IdentifierKind::email}, {R::username, IdentifierKind::username}, {R::uid, IdentifierKind::uid}};
  for (const auto& [columns, kind] : kinds)
    for (const std::size_t c : cells_.columns(columns))
      for (const std::string_view part : split_list(cells_.use(c))) {
        if (is_damaged_number(part)) {
          record.fields.push_back({"damaged_number", std::string(part)});
          continue;
        }
        model::Participation p{role, {kind, std::string(part), ""}, row.name};
        if (kind != IdentifierKind::email) p.identifier.scope = record.service;
        record.participants.push_back(std::move(p));
      }
}

void Mapper::name_holder(Record& record, const Sketch& row, Role holder) {
  if (record.kind != RecordKind::contact && record.kind != RecordKind::account && record.kind != RecordKind::device && record.kind != RecordKind::event) return;
  for (auto& p : record.participants)
    if (p.name.empty() && (p.role == Role::subject || p.role == Role::owner)) p.name = row.name;
  if (record.participants.empty())
    record.participants.push_back({holder, {IdentifierKind::name, row.name, record.service}, row.name});
  // Two people of one name in a list with birthdays are told apart by them; of whom none is given, the row is all that is known.
  if (plan_.kind == TableKind::contacts && (cells_.column(R::birthday) || plan_.people) && record.participants.size() == 1 &&
      record.participants[0].identifier.kind == IdentifierKind::name) {
    const auto born = cells_.use(R::birthday);
    record.participants[0].identifier.scope = born.empty() ? fmt::format("row {}", cells_.row_number()) : fmt::format("born {}", born);
  }
}

void Mapper::hardware(Record& record) {
  participants_.add_identifier(record, R::imei, IdentifierKind::imei);
  participants_.add_identifier(record, R::imsi, IdentifierKind::imsi);
  participants_.add_identifier(record, R::iccid, IdentifierKind::iccid);
  participants_.add_identifier(record, R::mac, IdentifierKind::mac);
  participants_.add_identifier(record, R::serial, IdentifierKind::serial);
  participants_.add_identifier(record, R::iban, IdentifierKind::iban);
  participants_.add_identifier(record, R::account_number, IdentifierKind::account_number);
  if (const std::string_view plate = cells_.use(R::vrm); !plate.empty())
    record.participants.push_back({Role::subject, {IdentifierKind::vrm, std::string(plate), ""}, ""});
  cells_.add_field(record, R::make, "make");
  cells_.add_field(record, R::model, "model");
  cells_.add_field(record, R::birthday, "birthday");
  cells_.add_field(record, R::os_version, "os");
}

void Mapper::content(Record& record) {
  for (const std::size_t c : cells_.columns(R::text)) {
    const std::string_view text = cells_.use(c);
    if (record.text.empty())
      record.text = cells_.written(c);
    else if (!text.empty())
      cells_.leave(c);
  }
  cells_.add_field(record, R::subject, "subject");
  cells_.add_field(record, R::status, "status");
  cells_.add_field(record, R::title, "title");
  cells_.add_field(record, R::url, "url");
  if (const auto c = cells_.column(R::url); c && plan_.kind == TableKind::web)
    if (const auto text = cells_.text(*c); !text.empty())
      record.participants.push_back({Role::other, {IdentifierKind::url, std::string(text), ""}, ""});
  cells_.add_field(record, R::app, "app");
}

void Mapper::money(Record& record, const Sketch& row) {
  for (const std::size_t c : cells_.columns(R::amount)) {
    const std::string_view text = cells_.use(c);
    if (text.empty()) continue;
    record.fields.push_back({"amount", std::string(text)});
    // Two columns of amounts: money in and money out.
    const Direction way = plan_.columns[c].amount_direction;
    if (way != Direction::unknown && decimal_of(text).value_or(1) != 0) record.direction = way;
    if (plan_.signed_amounts && record.direction == Direction::unknown) record.direction = is_minus(text) ? Direction::out : Direction::in;
  }
  // Of a statement: the name beside the other side's account is its holder's.
  if (plan_.kind == TableKind::payments && !row.name.empty()) {
    model::Participation* other = nullptr;
    std::size_t others = 0, owners = !plan_.account.empty();
    for (auto& p : record.participants) {
      if (p.identifier.kind != IdentifierKind::iban && p.identifier.kind != IdentifierKind::account_number) continue;
      owners += p.role == Role::owner;
      if (p.role == Role::other) other = &p, ++others;
    }
    if (others == 1 && owners == 1 && other->name.empty()) other->name = row.name;
  }
  if (!plan_.account.empty())
    record.participants.push_back(
        {Role::owner,
         {plan_.account_is_iban ? IdentifierKind::iban : IdentifierKind::account_number,
          plan_.account, plan_.sort_code},
         plan_.account_name});
  cells_.add_field(record, R::currency, "currency");
}

void Mapper::conversation(Record& record, const Sketch& row) {
  if (plan_.kind != TableKind::contacts) record.chat_key = cells_.use(R::chat_id);  // a group of contacts is no conversation
  record.chat_title = cells_.use(R::chat_title);
  // A group without an id is told by its title: its members change, so they cannot name it.
  if (record.chat_key.empty() && row.talk) record.chat_key = record.chat_title;
  if (record.kind == RecordKind::chat && record.key.empty()) record.key = record.chat_key;
}

void Mapper::attachments(Record& record) {
  if (cells_.column(R::attachment)) {
    const std::string_view mime = cells_.use(R::mime), hash = cells_.use(R::sha256);
    for (const std::size_t c : cells_.columns(R::attachment))
      for (const std::string_view path : split_list(cells_.use(c)))
        record.media.push_back({std::string(path), std::string(mime), std::string(hash), "", false});
    if (record.media.empty() && !mime.empty()) record.fields.push_back({"mime", std::string(mime)});
  } else {
    cells_.add_field(record, R::mime, "mime");
    cells_.add_field(record, R::sha256, "sha256");
  }
  cells_.add_field(record, R::size, "size");
}

void Mapper::call_details(Record& record, const Sketch& row) {
  if (!row.call) {
    cells_.add_field(record, R::outcome, "outcome");
    cells_.add_field(record, R::duration, "duration");
    return;
  }
  model::Call details;
  if (const auto c = cells_.column(R::duration)) {
    const std::string_view text = cells_.use(*c);
    details.duration = text::parse_duration(text, plan_.columns[*c].duration_unit);
    if (details.duration && *details.duration < 0) details.duration.reset();
    if (!details.duration && !text.empty()) {
      cells_.leave(*c);
      cells_.finding(Severity::note, "unreadable duration", fmt::format("'{}'.", text.substr(0, 60)));
    }
  }
  if (const auto c = cells_.column(R::outcome)) {
    const std::string_view text = cells_.use(*c);
    details.outcome = words_.meaning(text).outcome;
    if (details.outcome.empty()) {
      if (const auto yes = words_.meaning(text).yes_no) details.outcome = *yes ? "answered" : "missed";
    }
    if (!text.empty()) record.fields.push_back({"outcome", std::string(text)});
  }
  if (details.outcome.empty()) details.outcome = row.type.outcome;
  if (details.outcome.empty()) {
    if (const auto c = cells_.column(R::status); c && cells_.holds(*c)) details.outcome = words_.meaning(cells_.text(*c)).outcome;
  }
  if (!row.type_text.empty() && words_.meaning(row.type_text).video) details.video = true;
  record.call = std::move(details);
}

// Where. A call or message at a cell is two things: the event, and a phone at a place, which is returned.
std::optional<Record> Mapper::place(Record& record, const Sketch& row) {
  std::optional<Record> location;
  if (!places_.possible()) return location;
  if (!row.talk) {
    places_.add(record);
    if (record.kind == RecordKind::location && record.text.empty() && record.place) record.text = record.place->name;
    return location;
  }
  location.emplace();
  location->kind = RecordKind::location;
  places_.add(*location);
  if (location->place) return location;
  // No place in this row; fields read on the way belong to the event.
  for (auto& f : location->fields)
    record.fields.push_back(std::move(f));
  for (auto& f : location->extras)
    record.extras.push_back(std::move(f));
  location.reset();
  return location;
}

void Mapper::complete_place(Record& location, const Record& event, const Sketch& row) const {
  location.locator = event.locator;
  location.table = event.table;
  location.service = event.service;
  location.state = event.state;
  location.state_flag = event.state_flag;
  if (!event.times.empty()) location.times.push_back(event.times.front());
  // The cell belongs to the phone whose record this is: the caller's when outgoing, else the
  // called party's; without a direction, the calling party's as call records have it.
  const Role side = event.direction == Direction::in ? row.to : row.from;
  for (const auto& p : event.participants) {
    const bool hardware =
        p.identifier.kind == IdentifierKind::imei || p.identifier.kind == IdentifierKind::imsi;
    if (p.role == side || hardware || p.role == Role::owner) {
      location.participants.push_back(p);
      if (p.role == side) location.participants.back().role = Role::subject;
    }
  }
  if (!event.key.empty()) {
    location.key = event.key + "/cell";
    location.links.push_back({model::LinkKind::part_of, event.key});
  }
}

}  // namespace clew::readers
