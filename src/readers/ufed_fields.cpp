// Fields of a model that hold values: where each belongs in the record, by its name and the model's kind.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "readers/saved_place.h"
#include "readers/ufed_map.h"

namespace clew::readers::ufed {

using model::IdentifierKind;
using model::LinkKind;
using model::RecordKind;
using model::Role;
using model::TimeKind;

namespace {

void jump_targets(Draft& work, const Node& f) {
  const Tree& t = work.tree;
  t.children(f, [&](const Node& target) {
    if (target.text.empty()) return;
    const bool file =
        t.attribute(target, "ismodel") == "false" || t.attribute(target, "ismodel") == "False";
    work.link(file ? LinkKind::attachment : LinkKind::other, target.text);
  });
}

void files_of_field(Draft& work, const Node& f) {
  const Tree& t = work.tree;
  t.children(f, [&](const Node& id) {
    if (id.text.empty()) return;
    work.link(LinkKind::attachment, id.text);
    work.extra(std::string(f.name), id.text);
  });
}

// Of messages and calls. These four say whether the field has its place.
bool talk_field(Draft& work, std::string_view name, std::string_view v) {
  model::Record& r = work.record;
  if (name == "Direction") {
    work.direction_word = fold_word(v);
    return true;
  }
  if (name == "Type") {
    work.field("type", v);
    if (work.direction_word.empty()) work.direction_word = fold_word(v);
    return true;
  }
  if (name == "Folder") {
    work.folder = fold_word(v);
    work.extra("Folder", v);
    return true;
  }
  if (name == "Status") return work.field("status", v), true;
  if (name == "Subject") return work.field("subject", v), true;
  if (name == "Identifier") return work.field("id", v), true;
  if (name == "Label" && v == "Forwarded") work.field("forwarded", "yes");
  if (name == "Label" && v == "Edited") work.field("edited", "yes");
  if (name == "Duration") {
    if (const auto span = span_of(v)) {
      if (!r.call) r.call.emplace();
      r.call->duration = span;
    } else {
      work.extra("Duration", v);
    }
    return true;
  }
  if (name == "VideoCall") {
    if (!r.call) r.call.emplace();
    r.call->video = is_yes(v);
    return true;
  }
  return false;
}

bool chat_field(Draft& work, std::string_view name, std::string_view v) {
  if (name == "Name") {
    work.record.chat_title = std::string(v);
    return true;
  }
  if (name == "ChatType" || name == "Type") return work.field("type", v), true;
  return false;
}

// Of contacts and accounts.
bool person_field(Draft& work, std::string_view name, std::string_view v) {
  model::Record& r = work.record;
  if (name == "Name" || name == "DisplayName") {
    model::Participation p{work.type.party == Role::owner ? Role::owner : Role::subject,
                           {IdentifierKind::name, std::string(v), ""},
                           ""};
    r.participants.insert(r.participants.begin(), std::move(p));
    return true;
  }
  if (name == "Username" || name == "UserName" || name == "Identifier") {
    model::Participation p{work.type.party == Role::owner ? Role::owner : Role::subject,
                           identifier_of(v, r.service), ""};
    r.participants.push_back(std::move(p));
    return true;
  }
  if (name == "AccountNumber" || name == "AccountId") {
    r.participants.push_back(
        {work.type.party, {IdentifierKind::account_number, std::string(v), ""}, ""});
    return true;
  }
  if (name == "Organization") return work.field("organisation", v), true;
  return false;
}

bool place_of_location(Draft& work, std::string_view name, std::string_view v) {
  model::Record& r = work.record;
  if (!r.place) r.place.emplace();
  if (name == "Name") {
    r.place->name = std::string(v);
    return true;
  }
  if (name == "Origin" && r.place->origin.empty()) r.place->origin = fold_word(v);
  if ((name == "Category" || name == "Type") && is_word_for_saved_place(v)) r.place->origin = "saved";
  if (name == "GpsHorizontalAccuracy" || (name == "Precision" && !r.place->accuracy_m))
    if (const auto m = number_of(v)) r.place->accuracy_m = m;
  return false;
}

}  // namespace

void Mapper::models_of_field(Draft& work, const Node& f) {
  const Tree& t = work.tree;
  int models = 0, n = 0;
  t.children(f, [&](const Node& m) { models += m.tag == Tag::model; });
  t.children(f, [&](const Node& m) {
    if (m.tag != Tag::model) return;
    ++n;
    std::string path(f.name);
    if (m.type != f.type && !m.type.empty() && !f.name.empty())
      path += fmt::format(".{}", m.type);
    if (models > 1) path += fmt::format("[{}]", n);
    place_model(work, f, m, path);
  });
}

void Mapper::time(Draft& work, const Node& f, std::string_view v) {
  const auto name = f.name;
  const auto kind = name == "TimeStamp" || name == "Timestamp" ? work.type.time : time_kind_of_field(name).value_or(TimeKind::other);
  if (auto time = times_.read(v, kind, work.where)) {
    if (!time->utc && !time->local) times_.by_attribute(work.tree, f, *time);
    work.record.times.push_back(std::move(*time));
  }
  if (kind == TimeKind::other) work.extra(std::string(name), v);
}

void Mapper::place_field(Draft& work, const Node& f) {
  const Tree& t = work.tree;
  model::Record& r = work.record;
  if (f.tag == Tag::model_field || f.tag == Tag::multi_model_field) return models_of_field(work, f);
  if (f.tag == Tag::jumptargets) return jump_targets(work, f);
  if (f.tag == Tag::node_field) return files_of_field(work, f);
  const bool words = std::find(std::begin(work.type.text), std::end(work.type.text), f.name) !=
                     std::end(work.type.text);
  if (f.tag == Tag::multi_field && words && !f.name.empty()) {
    std::string all;
    t.children(f, [&](const Node& v) {
      if (!v.text.empty()) all += (all.empty() ? "" : "\n") + std::string(v.text);
    });
    for (int k = 0; k < 3; ++k)
      if (work.type.text[k] == f.name) work.texts[k] += all;
    return;
  }
  if (f.tag != Tag::field)
    return flatten(work, f, std::string(f.name.empty() ? f.element : f.name));

  const auto v = t.value(f);
  if (v.empty()) return;
  const auto name = f.name;
  if (f.type == "TimeStamp" || f.type == "DateTime") return time(work, f, v);
  for (int i = 0; i < 3; ++i)
    if (work.type.text[i] == name) {
      if (work.texts[i].empty())
        work.texts[i] = std::string(v);
      else
        work.extra(std::string(name), v);
      return;
    }
  const bool message = work.type.kind == RecordKind::message,
             call = work.type.kind == RecordKind::call;
  if (name == "Source" || name == "SourceApplication") {
    work.extra(std::string(name), v);
    return;
  }
  if ((message || call) && talk_field(work, name, v)) return;
  if (work.type.kind == RecordKind::chat && chat_field(work, name, v)) return;
  if ((work.type.kind == RecordKind::contact || work.type.kind == RecordKind::account) && person_field(work, name, v)) return;
  if (work.type.kind == RecordKind::location && place_of_location(work, name, v)) return;
  if (name == "BSSId" || name == "MACAddress" || name == "MacAddress") {
    r.participants.push_back({Role::subject, {IdentifierKind::mac, std::string(v), ""}, ""});
    return;
  }
  if (name == "Url" || name == "URL") {
    work.field("url", v);
    return;
  }
  work.extra(std::string(name), v);
}

}  // namespace clew::readers::ufed
