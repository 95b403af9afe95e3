// Models inside a model: parties, attachments, quoted messages, places, entries of contacts.
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "readers/store_row.h"
#include "readers/ufed_map.h"

namespace clew::readers::ufed {

using model::IdentifierKind;
using model::LinkKind;
using model::RecordKind;
using model::Role;
using model::State;

namespace {

void party(Draft& work, const Node& field, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  std::string_view identifier, name, role_word, owner, admin;
  t.children(model, [&](const Node& f) {
    if (f.tag != Tag::field) {
      if (f.tag != Tag::jumptargets) flatten(work, f, fmt::format("{}.{}", path, f.name));
      return;
    }
    const auto v = t.value(f);
    if (v.empty()) return;
    if (f.name == "Identifier")
      identifier = v;
    else if (f.name == "Name")
      name = v;
    else if (f.name == "Role")
      role_word = v;
    else if (f.name == "IsPhoneOwner")
      owner = v;
    else if (f.name == "IsGroupAdmin")
      admin = v;
    else
      work.extra(fmt::format("{}.{}", path, f.name), v);
  });
  if (identifier.empty() && name.empty()) return;
  if (fold_word(identifier) == "system message" ||
      (identifier.empty() && fold_word(name) == "system message")) {
    work.extra(path, identifier.empty() ? name : identifier);
    work.field("type", "system");
    return;
  }
  auto role = role_of_word(role_word).value_or(role_of_field(field.name).value_or(work.type.party));
  const bool is_owner = is_yes(owner);
  if (role == Role::from && !owner.empty()) work.from_owner = is_owner;
  if (role == Role::to && is_owner) work.to_owner = true;
  if (work.type.kind == RecordKind::call) {
    if (role == Role::from) role = Role::caller;
    if (role == Role::to) role = Role::callee;
  } else if (work.type.kind == RecordKind::chat) {
    role = is_owner ? Role::owner : is_yes(admin) ? Role::admin : Role::member;
    if (is_owner && is_yes(admin)) work.extra(path + ".IsGroupAdmin", admin);
  } else if (is_owner && (role == Role::other || role == Role::subject || role == Role::member)) {
    role = Role::owner;
  }
  if (!role_word.empty() && !role_of_word(role_word) && role_word != "General" &&
      role_word != "Parties")
    work.extra(path + ".Role", role_word);
  model::Participation p;
  p.role = role;
  p.name = std::string(name);
  p.identifier = identifier.empty() ? model::Identifier{IdentifierKind::name, std::string(name), ""}
                                    : identifier_of(identifier, work.record.service);
  work.record.participants.push_back(std::move(p));
}

void coordinate(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  auto& r = work.record;
  const auto lat = number_of(t.value(model, "Latitude")), lon = number_of(t.value(model, "Longitude"));
  if (lat && lon && std::abs(*lat) <= 90 && std::abs(*lon) <= 180 &&
      (!r.place || !r.place->latitude)) {
    if (!r.place) r.place.emplace();
    r.place->latitude = lat;
    r.place->longitude = lon;
    if (const auto up = number_of(t.value(model, "Elevation"))) r.place->altitude_m = up;
    t.children(model, [&](const Node& f) {
      if (f.name != "Latitude" && f.name != "Longitude" && f.name != "Elevation")
        flatten(work, f, fmt::format("{}.{}", path, f.name));
    });
  } else {
    flatten(work, model, path);
  }
}

// PhoneNumber, EmailAddress, UserID, WebAddress … of a contact or an account.
void entry(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  const auto value = t.value(model, "Value");
  const auto category = t.value(model, "Category");
  if (value.empty()) return flatten(work, model, path);
  model::Participation p;
  p.role = work.type.party == Role::owner ? Role::owner : Role::subject;
  auto& id = p.identifier;
  if (model.type == "PhoneNumber") {
    id = store::identify("phone", value, work.record.service);
  } else if (model.type == "EmailAddress") {
    id = {IdentifierKind::email, std::string(value), ""};
  } else if (model.type == "WebAddress") {
    id = {IdentifierKind::url, std::string(value), ""};
  } else if (model.type == "UserID" || model.type == "ContactEntry") {
    id = identifier_of(value, work.record.service);
  } else {
    return flatten(work, model, path);  // ProfilePicture, StreetAddress and what may come
  }
  work.record.participants.push_back(std::move(p));
  if (!category.empty()) work.extra(fmt::format("{} {}", model.type, category), value);
  t.children(model, [&](const Node& f) {
    if (f.name != "Value" && f.name != "Category")
      flatten(work, f, below(path, f));
  });
}

void address(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  std::string words;
  t.children(model, [&](const Node& f) {
    const auto v = f.tag == Tag::field ? t.value(f) : std::string_view{};
    if (!v.empty() && f.name != "Category" && f.name != "UserMapping")
      words += (words.empty() ? "" : ", ") + std::string(v);
  });
  if (!words.empty()) work.field("address", words);
  flatten(work, model, path);
}

}  // namespace

void Mapper::attachment(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  model::Media m;
  std::string_view file_name, url;
  t.children(model, [&](const Node& f) {
    const auto v = f.tag == Tag::field ? t.value(f) : std::string_view{};
    if (f.name == "Filename")
      file_name = v;
    else if (f.name == "ContentType")
      m.mime = std::string(v);
    else if (f.name == "Title")
      m.title = std::string(v);
    else if (f.name == "attachment_extracted_path")
      m.path = slashes(v);
    else {
      if (f.name == "URL") url = v;
      flatten(work, f, below(path, f));
    }
  });
  if (const auto id = t.attribute(model, "file_id"); !id.empty()) {
    work.link(LinkKind::attachment, id);
    if (const auto file = files_(id)) {
      if (m.path.empty()) m.path = file->path;
      m.sha256 = file->sha256;
      if (m.path.empty()) m.path = file->name;
    }
  }
  if (m.title.empty())
    m.title = std::string(file_name);
  else
    work.extra(path + ".Filename", file_name);
  if (m.path.empty()) m.path = std::string(file_name.empty() ? url : file_name);
  m.present = present_(m.path);
  if (!m.path.empty() || !m.mime.empty() || !m.title.empty())
    work.record.media.push_back(std::move(m));
}

// A quoted, forwarded or embedded message: data of the message that holds it.
void Mapper::embedded(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  const auto body = t.value(model, "Body");
  if (work.forwarded_text.empty()) work.forwarded_text = std::string(body);
  t.children(model, [&](const Node& f) {
    if (f.tag == Tag::multi_model_field && f.name == "Attachments") {
      int n = 0;
      t.children(f, [&](const Node& m) {
        if (m.tag == Tag::model) attachment(work, m, fmt::format("{}.Attachments[{}]", path, ++n));
      });
    } else {
      flatten(work, f, below(path, f));
    }
  });
  work.extra(path + ".id", t.attribute(model, "id"));
}

// A model that is a record of its own, part of the one that holds it. `role`: its field "type", or "".
model::Record Mapper::record_inside(const Draft& work, const Node& model, std::string_view type, std::string_view service, std::string_view role) {
  const Tree& t = work.tree;
  Draft draft{t, type_map(type), work.where, work.further};
  model::Record& r = draft.record;
  r.kind = draft.type.kind;
  r.service = std::string(service);
  r.key = std::string(t.attribute(model, "id"));
  t.children(model, [&](const Node& f) { place_field(draft, f); });
  r.locator = work.where;
  r.table = std::string(type);
  r.state_flag = std::string(t.attribute(model, "deleted_state"));
  r.state = state_of(r.state_flag).value_or(State::unknown);
  draft.field("type", role);
  draft.link(LinkKind::part_of, work.record.key);
  finish(draft, nullptr);
  return std::move(r);
}

// A card that was sent: a contact of its own, part of the message.
void Mapper::shared_contact(Draft& work, const Node& model, const std::string& path) {
  model::Record card = record_inside(work, model, "Contact", work.tree.value(model, "Source"), "");
  work.extra(path, card.participants.empty() ? std::string_view("contact") : card.participants[0].identifier.raw);
  work.further.push_back(std::move(card));
}

// Way points of a journey: places of their own.
void Mapper::way_point(Draft& work, const Node& field, const Node& model) {
  work.further.push_back(record_inside(work, model, "Location", work.record.service, field.name));
}

void Mapper::activity(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  t.children(model, [&](const Node& f) {
    const Node* who = f.tag == Tag::model_field ? t.model_of(f) : nullptr;
    if (who && who->type == "Party") {
      // Who joined or left takes part without having sent or received.
      const auto before = work.record.participants.size();
      const auto from = work.from_owner, to = work.to_owner;
      party(work, f, *who, fmt::format("{}.{}", path, f.name));
      work.from_owner = from;
      work.to_owner = to;
      if (work.record.participants.size() > before)
        work.record.participants.back().role = Role::subject;
    } else {
      flatten(work, f, below(path, f));
    }
  });
  if (const auto action = t.value(model, "Action"); !action.empty())
    work.field("activity", action);
}

void Mapper::message_data(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  const auto type = model.type;
  if (const auto id = t.value(model, "OriginalMessageID"); !id.empty())
    work.field("reply_to", id);
  const auto label = t.value(model, "Label");
  if (label == "Forwarded" || type == "ForwardedMessageData") work.field("forwarded", "yes");
  if (label == "Edited") work.field("edited", "yes");
  t.children(model, [&](const Node& f) {
    const auto at = below(path, f);
    const Node* inner =
        f.tag == Tag::model_field || f.tag == Tag::multi_model_field ? t.model_of(f) : nullptr;
    if (inner && inner->type == "InstantMessage") {
      if (type == "ReplyMessageData") {  // what is answered is no text of the answer
        auto kept = std::move(work.forwarded_text);
        embedded(work, *inner, at);
        work.forwarded_text = std::move(kept);
      } else {
        embedded(work, *inner, at);
      }
    } else {
      flatten(work, f, at);
    }
  });
}

// A place that was sent: the message's own.
void Mapper::shared_place(Draft& work, const Node& model, const std::string& path) {
  const Tree& t = work.tree;
  t.children(model, [&](const Node& f) {
    const auto at = below(path, f);
    const Node* inner = f.tag == Tag::model_field ? t.model_of(f) : nullptr;
    if (inner && inner->type == "Coordinate")
      coordinate(work, *inner, at);
    else
      flatten(work, f, at);
  });
  if (work.record.place && work.record.place->name.empty())
    work.record.place->name = std::string(t.value(model, "Name"));
}

void Mapper::place_model(Draft& work, const Node& field, const Node& model,
                         const std::string& path) {
  const auto type = model.type;
  if (type == "Party") return party(work, field, model, path);
  if (type == "Attachment") return attachment(work, model, path);
  if (type == "Coordinate" && work.type.kind != RecordKind::call)
    return coordinate(work, model, path);
  if (type == "InstantMessage") return embedded(work, model, path);
  if (field.name == "Entries" || type == "PhoneNumber" || type == "EmailAddress" ||
      type == "UserID" || type == "WebAddress")
    return entry(work, model, path);
  if (type == "StreetAddress" || type == "Address") return address(work, model, path);
  if (type == "Contact" && field.name == "SharedContacts") return shared_contact(work, model, path);
  if (type == "ChatActivity") return activity(work, model, path);
  if (type.ends_with("MessageData") || type == "MessageLabel") return message_data(work, model, path);
  if (type == "Location" && work.type.kind == RecordKind::message) return shared_place(work, model, path);
  if (type == "Location" && work.type.kind == RecordKind::event) return way_point(work, field, model);
  flatten(work, model, path);
}

}  // namespace clew::readers::ufed
