#include "readers/google_chat_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "readers/chat_record.h"
#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

// "Monday, March 4, 2024 at 9:40:09 PM UTC" (the blank before PM may be U+202F),
// "Tuesday, 7 February 2021 at 17:13:43 UTC": without the word "at" and odd blanks a written time.
std::string plain_date(std::string text) {
  static constexpr std::pair<std::string_view, std::string_view> changes[] = {
      {"\xE2\x80\xAF", " "}, {"\xC2\xA0", " "}, {" at ", " "}};
  for (auto [from, to] : changes)
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

model::Participation person(Role role, Json user) {
  const std::string mail = user["email"].text(), name = user["name"].text();
  model::Participation p;
  p.role = role;
  p.identifier = mail.empty() ? model::Identifier{IdentifierKind::name, name, "Google Chat"}
                              : model::Identifier{IdentifierKind::email, mail, ""};
  p.name = name;
  return p;
}

// Google Chat: {"messages":[{"creator","created_date","text","topic_id","message_id",…}]} or,
// beside it, {"name","members":[…]}.
class ChatWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType type) override {
    if (path.empty()) return Plan::descend;
    return path.size() == 1 && type == JsonType::array ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() == 1 && path[0].key == "name") title_ = value.text();
    if (path.size() != 2) return;
    if (path[0].key == "members" && value.is_object()) return member(path, value);
    if (path[0].key == "messages" && value.is_object()) return message(path, value);
    generic(path[0].key, path, value);
  }

 private:
  // The conversation is the folder; its name is all there is to tell it by.
  std::string chat_key() const {
    std::string_view name = item_.name();
    auto slash = name.rfind('/');
    if (slash == name.npos) return "";
    name = name.substr(0, slash);
    return std::string(name.substr(name.rfind('/') + 1));
  }

  void written(Record& record, TimeKind kind, Json value) {
    const std::string raw = value.text();
    if (raw.empty()) return;
    add_time_text(record, kind, plain_date(raw), true);
    if (!record.times.empty()) record.times.back().raw = raw;
  }

  void member(const JsonPath& path, Json value) {
    Record record = start(RecordKind::account, "members", path, value);
    record.service = "Google Chat";
    record.chat_key = chat_key();
    record.chat_title = title_;
    record.participants.push_back(person(Role::member, value));
    leave_over(record, value, {"name", "email"});
    give(std::move(record));
  }

  void message(const JsonPath& path, Json value) {
    Record record = start(RecordKind::message, "messages", path, value);
    record.service = "Google Chat";
    record.key = value["message_id"].text();
    record.chat_key = chat_key();
    written(record, TimeKind::sent, value["created_date"]);
    written(record, TimeKind::modified, value["updated_date"]);
    written(record, TimeKind::deleted, value["deleted_date"]);
    const Json creator = value["creator"];
    if (creator.is_object()) record.participants.push_back(person(Role::from, creator));
    const std::string mail = creator["email"].text(), name = creator["name"].text();
    if (!options_.owner_name.empty())
      record.direction =
          is_owner_name(name) || is_owner_name(mail) ? Direction::out : Direction::in;
    record.text = value["text"].text();
    if (value["message_state"].text() == "DELETED" || value["deleted_date"])
      record.state = record.text.empty() ? State::deleted_trace : State::revoked;
    // The first versions carry the time at which the message was sent.
    std::size_t versions = 0;
    value["previous_message_versions"].each([&](Json old) {
      if (++versions > 100) return;
      if (!value["created_date"] && versions == 1)
        written(record, TimeKind::sent, old["created_date"]);
      record.extras.push_back({fmt::format("earlier version {}", versions), old["text"].text()});
    });
    if (versions && record.state == State::existing) record.state = State::edited;
    value["attached_files"].each([&](Json file) {
      model::Media media;
      media.path = file["export_name"].text();
      media.title = file["original_name"].text();
      media.present = present(media.path);
      record.media.push_back(std::move(media));
    });
    value["reactions"].each([&](Json reaction) {
      const std::string sign = reaction["emoji"]["unicode"].text();
      reaction["reactor_emails"].each([&](Json who_reacted) {
        record.extras.push_back({"reaction", sign + " " + who_reacted.text()});
      });
    });
    if (const Json quoted = value["quoted_message_metadata"]; quoted.is_object())
      record.extras.push_back(
          {"quoted message", std::string(quoted.source().substr(0, 64u << 10))});
    leave_over(record, value,
               {"message_id", "created_date", "updated_date", "deleted_date", "creator", "text",
                "message_state", "previous_message_versions", "attached_files", "reactions",
                "quoted_message_metadata"});
    give(std::move(record));
  }

  std::string title_;
};

// Hangouts: {"conversations":[{"conversation":{…},"events":[…]}]}; before 2016
// {"conversation_state":[{"conversation_state":{"conversation":{…},"event":[…]}}]}. The people of a
// conversation stand before its events.
class HangoutsWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType) override {
    if (path.size() <= 2) return Plan::descend;
    const std::string& last = path.back().key;
    if (!path.back().element && last == "conversation_state" && path.size() == 3)
      return Plan::descend;
    if (!path.back().element && (last == "events" || last == "event")) return Plan::descend;
    return Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() < 3) return;
    if (path.back().key == "conversation" && !path.back().element) {
      // Once more inside in the newer layout.
      const Json inner = value["conversation"];
      conversation(inner.is_object() ? inner : value, value["conversation_id"]["id"].text());
      return;
    }
    if (path.back().element && value.is_object()) return event(path, value);
  }

 private:
  static std::string id_of(Json id) {
    const std::string gaia = id["gaia_id"].text();
    return gaia.empty() ? id["chat_id"].text() : gaia;
  }

  void conversation(Json c, std::string id) {
    chat_ = {};
    chat_.id = id.empty() ? c["id"]["id"].text() : id;
    if (chat_.id.empty()) chat_.id = c["conversation_id"]["id"].text();
    chat_.title = c["name"].text();
    chat_.type = c["type"].text();
    chat_.self = id_of(c["self_conversation_state"]["self_read_state"]["participant_id"]);
    c["participant_data"].each([&](Json p) {
      Person someone{id_of(p["id"]), p["fallback_name"].text(), p["phone_number"]["e164"].text()};
      if (chat_.people.size() < 5000) chat_.people.push_back(std::move(someone));
    });
  }

  model::Participation participation(Role role, const std::string& id) const {
    for (const auto& p : chat_.people)
      if (p.id == id)
        return who(role, p.phone.empty() ? IdentifierKind::uid : IdentifierKind::phone,
                   p.phone.empty() ? id : p.phone, p.name, p.phone.empty() ? "Google" : "");
    return who(role, IdentifierKind::uid, id, "", "Google");
  }

  void say_chat(const Record& first) {
    if (chat_.said) return;
    chat_.said = true;
    Record record = chat_record(first);
    record.chat_title = chat_.title;
    record.fields.push_back({"type", chat_.type});
    for (const auto& p : chat_.people)
      record.participants.push_back(
          participation(p.id == chat_.self ? Role::owner : Role::member, p.id));
    extra(std::move(record));
  }

  void event(const JsonPath& path, Json value) {
    const Json message = value["chat_message"], call = value["hangout_event"];
    const std::string type = value["event_type"].text();
    Record record =
        start(message.is_object() ? RecordKind::message : RecordKind::event, "events", path, value);
    record.service = "Hangouts";
    record.key = value["event_id"].text();
    record.chat_key = chat_.id;
    record.chat_title = chat_.title;
    add_unix(record, TimeKind::sent, value["timestamp"], "us");
    const std::string sender = id_of(value["sender_id"]);
    if (!sender.empty()) {
      record.participants.push_back(participation(Role::from, sender));
      if (!chat_.self.empty())
        record.direction = sender == chat_.self ? Direction::out : Direction::in;
    }
    for (const auto& p : chat_.people)
      if (p.id != sender) record.participants.push_back(participation(Role::to, p.id));
    if (message.is_object()) {
      message["message_content"]["segment"].each([&](Json s) {
        record.text += s["type"].text() == "LINE_BREAK" ? "\n" : s["text"].text();
      });
      message["message_content"]["attachment"].each([&](Json a) {
        std::string url;
        a["embed_item"].each_member([&](const std::string&, Json part) {
          if (url.empty()) url = part["url"].text();
          if (url.empty()) url = part["thumbnail"]["image_url"].text();
        });
        model::Media media;
        media.path = url;
        record.media.push_back(std::move(media));
      });
    } else {
      record.fields.push_back({"type", type});
      if (call.is_object()) record.extras.push_back({"call", call["event_type"].text()});
      if (const auto name = value["conversation_rename"]["new_name"].text(); !name.empty())
        record.text = name;
    }
    leave_over(
        record, value,
        {"event_id", "timestamp", "sender_id", "chat_message", "event_type", "conversation_id"});
    say_chat(record);
    give(std::move(record));
  }

  struct Person {
    std::string id, name, phone;
  };
  struct Chat {
    std::string id, title, type, self;
    std::vector<Person> people;
    bool said = false;
  };
  Chat chat_;
};

class GoogleChatReader final : public Reader {
 public:
  std::string_view name() const override { return "google-chat"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    if (hangouts(head)) return {95, "conversations of Hangouts as Takeout exports them"};
    if (head.has("messages[].creator") &&
        (head.has("messages[].topic_id") || head.has("messages[].message_id") ||
         head.has("messages[].created_date")))
      return {95, "messages of Google Chat as Takeout exports them"};
    if (item.file_name() == "group_info.json" && head.has("members[].email"))
      return {90, "the members of a conversation of Google Chat"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    if (hangouts(json_head(item)))
      walk_all<HangoutsWalk>(item, options, sink);
    else
      walk_all<ChatWalk>(item, options, sink);
  }

 private:
  static bool hangouts(const JsonHead& head) {
    for (const auto& shape : head.shapes)
      if (shape.starts_with("conversations[].conversation.") ||
          shape.starts_with("conversation_state[].conversation_state."))
        return true;
    return false;
  }
};

}  // namespace

std::unique_ptr<Reader> make_google_chat_reader() { return std::make_unique<GoogleChatReader>(); }

}  // namespace clew::readers
