#include "readers/ufed_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace clew::readers::ufed {

using model::Direction;
using model::IdentifierKind;
using model::LinkKind;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

namespace {

bool has(const model::Record& r, Role role) {
  return std::any_of(r.participants.begin(), r.participants.end(), [&](const auto& p) { return p.role == role; });
}

// Who sent: said outright, by the owner's mark, by the folder, or by which side is named.
void find_direction(Draft& work, const Chat* chat) {
  model::Record& r = work.record;
  const bool call = r.kind == RecordKind::call;
  const auto& w = work.direction_word;
  const bool out = w.find("outgoing") != w.npos || w == "sent" || w == "dialed" || w == "out";
  const bool in = w.find("incoming") != w.npos || w.find("missed") != w.npos || w == "received" ||
                  w.find("rejected") != w.npos || w == "in" || w.find("unanswered") != w.npos;
  const auto sender =
      std::find_if(r.participants.begin(), r.participants.end(),
                   [&](const auto& p) { return p.role == (call ? Role::caller : Role::from); });
  const bool owned = chat && sender != r.participants.end() &&
                     std::find(chat->owners.begin(), chat->owners.end(),
                               sender->identifier.raw) != chat->owners.end();
  if (out || in)
    r.direction = out ? Direction::out : Direction::in;
  else if (work.from_owner == true || owned)
    r.direction = Direction::out;
  else if (work.to_owner == true || work.from_owner == false)
    r.direction = Direction::in;
  else if (work.folder.find("sent") != work.folder.npos ||
           work.folder.find("outbox") != work.folder.npos ||
           work.folder.find("draft") != work.folder.npos)
    r.direction = Direction::out;
  else if (work.folder.find("inbox") != work.folder.npos)
    r.direction = Direction::in;
  else if (sender != r.participants.end() && chat && !chat->owners.empty())
    r.direction = Direction::in;
  else if (sender != r.participants.end() && !has(r, call ? Role::callee : Role::to))
    r.direction = Direction::in;
  else if (sender == r.participants.end() && has(r, call ? Role::callee : Role::to))
    r.direction = Direction::out;
}

// "General" parties: the other side, as far as the direction says which that is. Beside a sender
// who is named they are the others of a group.
void name_sides(model::Record& r) {
  const bool call = r.kind == RecordKind::call;
  const bool sent = has(r, call ? Role::caller : Role::from);
  for (auto& p : r.participants) {
    if (p.role != Role::other && p.role != Role::owner) continue;
    const bool from = (p.role == Role::owner) == (r.direction == Direction::out);
    if (r.direction == Direction::unknown || (from && sent && p.role == Role::other))
      p.role = Role::member;
    else if (call)
      p.role = from ? Role::caller : Role::callee;
    else
      p.role = from ? Role::from : Role::to;
  }
}

void find_outcome(Draft& work) {
  model::Record& r = work.record;
  if (!r.call) r.call.emplace();
  auto status = work.direction_word;
  for (const auto& f : r.fields)
    if (f.name == "status") status += " " + fold_word(f.value);
  if (work.type.type == "VoiceMail" || status.find("voicemail") != status.npos)
    r.call->outcome = "voicemail";
  else if (status.find("missed") != status.npos || status.find("unanswered") != status.npos ||
           status.find("not answered") != status.npos || status.find("noanswer") != status.npos)
    r.call->outcome = "missed";
  else if (status.find("reject") != status.npos || status.find("declin") != status.npos ||
           status.find("cancel") != status.npos)
    r.call->outcome = "rejected";
  else if (status.find("blocked") != status.npos)
    r.call->outcome = "blocked";
  else if (status.find("established") != status.npos ||
           status.find("answered") != status.npos || r.call->duration.value_or(0) > 0)
    r.call->outcome = "answered";
  if (work.type.type == "VoiceMail" && r.direction == Direction::unknown)
    r.direction = Direction::in;
}

// Every address of a contact or an account under the name it shows.
void spread_name(model::Record& r) {
  std::string shown;
  for (const auto& p : r.participants)
    if (shown.empty() && p.identifier.kind == IdentifierKind::name) shown = p.identifier.raw;
  for (auto& p : r.participants)
    if (p.name.empty() && p.identifier.kind != IdentifierKind::name) p.name = shown;
}

void find_state(model::Record& r) {
  const bool message = r.kind == RecordKind::message;
  if (message && r.state == State::recovered && r.text.empty() && r.media.empty())
    r.state = State::deleted_trace;
  if (r.state == State::existing && message) {
    for (const auto& f : r.fields)
      if (f.name == "edited") r.state = State::edited;
    for (const auto& e : r.extras)
      if (e.name == "DeletionReason" && fold_word(e.value).find("sender") != std::string::npos)
        r.state = State::revoked;
  }
}

// The app, as the model names it; of the phone's own messages and calls the network's.
std::string service_of(const Tree& tree, const TypeMap& type, const Chat* chat) {
  const Node& root = tree.root();
  const auto source = tree.value(root, "Source"), app = tree.value(root, "SourceApplication");
  const auto kind_word = tree.value(root, "Type");
  const auto said = !source.empty() ? source : app;
  if (said.empty() || native_source(said)) {
    std::string service(type.service);
    if (type.kind == RecordKind::message && service.empty())
      service = kind_word == "MMS"                    ? "MMS"
                  : kind_word == "iMessage"             ? "iMessage"
                  : kind_word == "SMS" || !said.empty() ? "SMS"
                  : chat                                ? chat->service
                                                        : "";
    if (type.kind == RecordKind::chat && !said.empty()) service = "SMS";
    return service;
  }
  return std::string(said);
}

// An answer names the app's id of what it answers; where that message came before, its model's.
void link_answer(Draft& work, Chat* chat) {
  model::Record& r = work.record;
  std::string_view own, answered;
  for (const auto& f : r.fields) {
    if (f.name == "id") own = f.value;
    if (f.name == "reply_to") answered = f.value;
  }
  if (!answered.empty()) {
    std::string_view target = answered;
    if (chat)
      if (const auto it = chat->message_ids.find(hash_of(answered));
          it != chat->message_ids.end())
        target = it->second;
    r.links.push_back({LinkKind::reply, std::string(target)});
  }
  constexpr std::size_t most_ids = 300'000;
  if (chat && !own.empty() && chat->message_ids.size() < most_ids)
    chat->message_ids.emplace(hash_of(own), std::string(work.tree.attribute(work.tree.root(), "id")));
}

// "IMEI", "ICCID", "MSISDN" … beside a value.
void hardware(Draft& work) {
  model::Record& r = work.record;
  const Tree& tree = work.tree;
  const Node& root = tree.root();
  const auto name = fold_word(tree.value(root, "Name")),
             category = fold_word(tree.value(root, "Category"));
  const auto value = tree.value(root, "Value");
  const auto say = [&](std::string_view word, IdentifierKind kind) {
    if (!value.empty() && (name.find(word) != name.npos || category.find(word) != category.npos))
      r.participants.push_back({Role::subject, {kind, std::string(value), ""}, ""});
  };
  say("imei", IdentifierKind::imei);
  say("imsi", IdentifierKind::imsi);
  say("iccid", IdentifierKind::iccid);
  say("msisdn", IdentifierKind::phone);
  say("mac address", IdentifierKind::mac);
  say("serial", IdentifierKind::serial);
}

}  // namespace

void finish(Draft& work, const Chat* chat) {
  model::Record& r = work.record;
  for (const auto& part : work.texts)
    if (!part.empty()) r.text += (r.text.empty() ? "" : "\n") + part;
  const bool message = r.kind == RecordKind::message, call = r.kind == RecordKind::call;
  if (message) {
    const auto forwarded = std::find_if(r.fields.begin(), r.fields.end(),
                                        [](const auto& f) { return f.name == "forwarded"; });
    if (r.text.empty() && forwarded != r.fields.end()) r.text = work.forwarded_text;
  }
  if (message || call) {
    find_direction(work, chat);
    name_sides(r);
    if (call) find_outcome(work);
  } else if (r.call) {
    r.call.reset();
  }
  if (r.kind == RecordKind::contact || r.kind == RecordKind::account) spread_name(r);
  if (r.place && !r.place->latitude && r.place->name.empty() && r.place->origin.empty())
    r.place.reset();
  if (r.place && message)
    r.place->origin = r.place->origin.empty() ? "user-shared" : r.place->origin;
  find_state(r);
  // The main time first: the one that its type's TimeStamp or start gives.
  const auto main = std::find_if(r.times.begin(), r.times.end(),
                                 [&](const auto& t) { return t.kind == work.type.time; });
  if (main != r.times.end()) std::rotate(r.times.begin(), main, main + 1);
}

Mapper::Mapper(const Options& options, FileLookup files, Present present)
    : files_(std::move(files)), present_(std::move(present)), times_(options) {}

model::Record Mapper::map(const Tree& tree, const std::string& where, Chat* chat,
                          std::vector<model::Record>& further) {
  const Node& root = tree.root();
  Draft work{tree, type_map(root.type), where, further};
  model::Record& r = work.record;
  r.kind = work.type.kind;
  r.locator = where;
  r.table = std::string(root.type);
  r.key = std::string(tree.attribute(root, "id"));
  r.state_flag = std::string(tree.attribute(root, "deleted_state"));
  if (r.state_flag.empty()) r.state_flag = std::string(tree.attribute(root, "deleted"));
  if (const auto state = state_of(r.state_flag)) {
    r.state = *state;
  } else {
    r.state = State::unknown;
    ++unknown_states_[r.state_flag];
  }
  r.service = service_of(tree, work.type, chat);
  if (chat) {
    r.chat_key = chat->key;
    r.chat_title = chat->title;
  } else if (r.kind == RecordKind::chat) {
    r.chat_key = r.key;
    r.chat_title = chat_of(tree).title;
  }
  if (r.kind != RecordKind::message && r.kind != RecordKind::call && r.kind != RecordKind::chat)
    r.fields.push_back({"type", std::string(root.type)});
  if (const auto c = tree.attribute(root, "decoding_confidence"); !c.empty())
    r.fields.push_back({"confidence", std::string(c)});

  tree.children(root, [&](const Node& f) { place_field(work, f); });
  for (const auto& a : tree.attributes(root))
    if (a.name != "type" && a.name != "id" && a.name != "deleted_state" &&
        a.name != "decoding_confidence" && !(a.name == "isrelated" && !is_yes(a.value)))
      work.extra(std::string(a.name), a.value);
  if (work.record.key.empty()) work.record.key = fmt::format("{}:{}", root.type, where);
  if (r.kind == RecordKind::message) link_answer(work, chat);
  if (r.kind == RecordKind::device) hardware(work);
  finish(work, chat);
  return std::move(work.record);
}

model::Record Mapper::map_file(const Tree& tree, const std::string& where) {
  const Node& root = tree.root();
  static constexpr TypeMap type{"file", RecordKind::file, TimeKind::created, Role::other, "", {}};
  std::vector<model::Record> further;
  Draft work{tree, type, where, further};
  model::Record& r = work.record;
  r.kind = RecordKind::file;
  r.locator = where;
  r.table = "file";
  r.key = std::string(tree.attribute(root, "id"));
  r.state_flag = std::string(tree.attribute(root, "deleted"));
  if (r.state_flag.empty()) r.state_flag = std::string(tree.attribute(root, "deleted_state"));
  r.state = state_of(r.state_flag).value_or(State::unknown);
  auto facts = facts_of(tree);
  if (facts.path.empty())
    if (const auto other = files_(r.key)) facts.path = other->path;
  model::Media m;
  m.title = facts.name;
  m.path = facts.path.empty() ? facts.name : facts.path;
  if (facts.sha256.size() == 64) m.sha256 = facts.sha256;
  m.present = !facts.path.empty() && present_(facts.path);
  r.media.push_back(std::move(m));
  if (const auto size = tree.attribute(root, "size"); !size.empty())
    r.fields.push_back({"size", std::string(size)});
  for (const auto& a : tree.attributes(root))
    if (a.name != "id" && a.name != "size" && a.name != "deleted")
      work.extra(std::string(a.name), a.value);
  tree.children(root, [&](const Node& section) {
    tree.children(section, [&](const Node& item) {
      if (item.text.empty()) return;
      if (item.element == "timestamp") {
        const auto kind = item.name == "CreationTime" ? TimeKind::created
                          : item.name == "ModifyTime" ? TimeKind::modified
                          : item.name == "AccessTime" ? TimeKind::accessed
                                                      : TimeKind::other;
        if (kind == TimeKind::other) work.extra(std::string(item.name), item.text);
        if (auto time = times_.read(item.text, kind, where)) r.times.push_back(std::move(*time));
        return;
      }
      work.extra(std::string(item.name.empty() ? item.element : item.name), item.text);
      if (item.name == "Lat/Lon" || item.name == "LatLon") {
        const auto slash = item.text.find_first_of("/,;", 1);
        if (slash == item.text.npos) return;
        const auto lat = number_of(item.text.substr(0, slash));
        auto rest = item.text.substr(slash + 1);
        const auto lon = number_of(rest);
        if (lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180) {
          r.place.emplace();
          r.place->latitude = lat;
          r.place->longitude = lon;
          r.place->origin = "exif";
        }
      }
    });
  });
  return std::move(work.record);
}

}  // namespace clew::readers::ufed
