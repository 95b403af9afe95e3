#include "readers/telegram_reader.h"

#include <fmt/format.h>

#include "readers/chat_record.h"
#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::LinkKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

constexpr std::string_view service = "Telegram";

// "text" is a string, or a list of strings and of objects with a text of their own.
std::string joined_text(Json value) {
  if (!value.is_array()) return value.text();
  std::string out;
  value.each([&](Json part) { out += part.is_object() ? part["text"].text() : part.text(); });
  return out;
}

// The words of a text made of blocks that hold blocks ("rich_message"): every "text" that is a string, a line a block.
// Depth is bounded, as JsonDoc's is.
void rich_text(Json value, int depth, std::string& out) {
  if (depth > 40) return;
  if (value.is_array()) {
    value.each([&](Json one) { rich_text(one, depth + 1, out); });
    return;
  }
  if (!value.is_object()) return;
  value.each_member([&](const std::string& key, Json member) {
    if (key == "text" && member.is_string())
      out += member.text();
    else
      rich_text(member, depth + 1, out);
  });
  const bool block = depth == 1;
  if (block && !out.empty() && out.back() != '\n') out += '\n';
}

// Exports up to 2021 write a person's number bare in messages and above 2^32 as the id of a chat; groups lie above 2^33.
constexpr std::int64_t user_chats = std::int64_t{1} << 32, group_chats = std::int64_t{1} << 33;

bool all_digits(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == s.npos;
}

// "user700000001", however the export writes it; what is no person's stays as written.
std::string user_uid(Json value) {
  const std::string written = value.text();
  const auto number = value.integer();
  if (!all_digits(written) || !number || *number >= group_chats) return written;
  return fmt::format("user{}", *number >= user_chats ? *number - user_chats : *number);
}

// The number of a chat as newer exports write it.
std::string chat_number(Json value) {
  const std::string written = value.text();
  const auto number = value.integer();
  if (!all_digits(written) || !number || *number < user_chats || *number >= 2 * group_chats)
    return written;
  return fmt::format("{}", *number - (*number >= group_chats ? group_chats : user_chats));
}

// Of messages that nobody edited, exports of 2018 to 2021 say that they were in the first hours of 1970.
bool no_edit(Json value) {
  const std::string written = value["edited"].text();
  if (const Json unix = value["edited_unixtime"]) return unix.integer().value_or(1) == 0;
  return written.starts_with("1970-01-01T") || written.starts_with("1969-12-31T");
}

bool is_placeholder(std::string_view path) { return path.starts_with("(File"); }

class TelegramWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType type) override {
    const std::string shape = json_shape(path);
    if (shape.empty()) return Plan::descend;
    if (type == JsonType::array) {
      if (path.size() == 2 && path[0].key == "other_data") return Plan::whole;
      if (path.back().key == "messages" && path.size() <= 4) return begin_chat(path);
      if (path.back().key == "list" && path.size() == 2) return Plan::descend;
      return path.size() == 1 ? Plan::descend : Plan::whole;
    }
    // The account's sections, and each of its chats.
    if (path.size() == 1 && !path[0].element)
      return path[0].key == "personal_information" ? Plan::whole : Plan::descend;
    if (path.size() == 2 && path[0].key == "other_data") return Plan::whole;
    if (shape == "chats.list[]" || shape == "left_chats.list[]") {
      chat_ = {};
      return Plan::descend;
    }
    return Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    const std::string shape = json_shape(path);
    const std::string& last = path.empty() ? empty_ : path.back().key;
    if (shape.ends_with("messages[]")) return message(path, value);
    if (shape == "personal_information") return owner(path, value);
    if (shape == "contacts.list[]") return contact(path, value);
    const bool of_chat = path.size() == 1 || shape.starts_with("chats.list[].") ||
                         shape.starts_with("left_chats.list[].");
    if (of_chat && last == "name") chat_.name = value.text();
    if (of_chat && last == "type") chat_.type = value.text();
    if (of_chat && last == "id") {
      chat_.id = chat_number(value);
      chat_.written_id = value.text();
    }
    if (!path.empty() && path.back().element) {
      if (value.is_object()) section(path[0].key, path, value);
    } else if (path.size() == 2 && path[0].key == "other_data") {
      // What Telegram's servers add: drafts, changes of the account, addresses; of no known form.
      if (value.is_object()) return section(path[0].key, path, value);
      JsonPath at = path;
      at.push_back({.key = {}, .index = 0, .element = true});
      value.each([&](Json one) {
        section(path[1].key, at, one);
        ++at.back().index;
      });
    }
  }

 private:
  struct Chat {
    std::string name, type, id, written_id;
    bool said = false;
  };

  Plan begin_chat(const JsonPath&) { return Plan::descend; }

  // The chat's own record, made with its first message.
  void say_chat(const Record& first) {
    if (chat_.said) return;
    chat_.said = true;
    Record record = chat_record(first);
    record.chat_title = chat_.name;
    if (!chat_.type.empty()) record.fields.push_back({"type", chat_.type});
    if (chat_.id != chat_.written_id) record.extras.push_back({"id", chat_.written_id});
    if (of_two())
      record.participants.push_back(
          who(Role::member, IdentifierKind::uid, "user" + chat_.id, chat_.name, service));
    extra(std::move(record));
  }

  // A chat with one person or program, whose number is the chat's.
  bool of_two() const {
    return (chat_.type == "personal_chat" || chat_.type == "bot_chat") && !chat_.id.empty();
  }

  // An entry of any other list: pictures, sessions, frequent contacts, drafts.
  void section(const std::string& list, const JsonPath& path, Json value) {
    if (!value.is_object()) return generic(list, path, value);
    Record record = start(RecordKind::event, list, path, value);
    record.service = service;
    record.fields.push_back({"type", list});
    for (const char* name : {"date", "created", "last_active", "expires"})
      if (value[name] && !value[name].is_object() && !value[name].is_array())
        time(record, value, name,
             std::string_view(name) == "created" ? TimeKind::created : TimeKind::other);
    for (const char* name : {"text", "html"})
      if (record.text.empty() && value[name].is_string()) record.text = value[name].text();
    leave_over(record, value,
               {"date", "date_unixtime", "created", "created_unixtime", "last_active",
                "last_active_unixtime", "expires", "expires_unixtime"});
    give(std::move(record));
  }

  std::string key() const { return chat_.id.empty() ? chat_.name : chat_.id; }

  void owner(const JsonPath& path, Json value) {
    Record record = start(RecordKind::account, "personal_information", path, value);
    record.service = service;
    owner_id_ = value["user_id"].text();
    std::string name = value["first_name"].text();
    if (const auto last = value["last_name"].text(); !last.empty()) name += " " + last;
    const auto add = [&](IdentifierKind kind, const std::string& raw) {
      if (!raw.empty())
        record.participants.push_back(
            who(Role::owner, kind, raw, name, kind == IdentifierKind::phone ? "" : service));
    };
    if (!owner_id_.empty()) add(IdentifierKind::uid, "user" + owner_id_);
    add(IdentifierKind::phone, value["phone_number"].text());
    add(IdentifierKind::username, value["username"].text());
    if (!name.empty()) record.fields.push_back({"name", name});
    leave_over(record, value, {"user_id", "first_name", "last_name", "phone_number", "username"});
    give(std::move(record));
  }

  void contact(const JsonPath& path, Json value) {
    Record record = start(RecordKind::contact, "contacts", path, value);
    record.service = service;
    std::string name = value["first_name"].text();
    if (const auto last = value["last_name"].text(); !last.empty())
      name += (name.empty() ? "" : " ") + last;
    if (const auto id = value["user_id"].text(); !id.empty() && id != "0")
      record.participants.push_back(
          who(Role::subject, IdentifierKind::uid, "user" + id, name, service));
    if (const auto phone = value["phone_number"].text(); !phone.empty())
      record.participants.push_back(who(Role::subject, IdentifierKind::phone, phone, name, ""));
    if (!name.empty()) record.fields.push_back({"name", name});
    time(record, value, "date", TimeKind::created);
    leave_over(record, value,
               {"user_id", "first_name", "last_name", "phone_number", "date", "date_unixtime"});
    give(std::move(record));
  }

  // The instant where the export has it; the reading of the exporter's clock else.
  void time(Record& record, Json value, const std::string& name, TimeKind kind) {
    if (const Json unix = value[name + "_unixtime"]) {
      add_unix(record, kind, unix, "s");
      if (const auto local = value[name].text(); !local.empty())
        record.extras.push_back({name, local});
    } else {
      add_written(record, kind, value[name]);
    }
  }

  void sender(Record& record, Json value, const char* name, const char* id, Role role) {
    const std::string shown = value[name].text(), uid = user_uid(value[id]);
    if (uid != value[id].text()) record.extras.push_back({id, value[id].text()});
    if (!uid.empty())
      record.participants.push_back(who(role, IdentifierKind::uid, uid, shown, service));
    else if (!shown.empty())
      record.participants.push_back(who(role, IdentifierKind::name, shown, shown, service));
    if (uid.empty() && shown.empty()) return;
    // Whose phone it is: the account's own id, or, of a chat of two, whoever is not the other one.
    if (!owner_id_.empty() && !uid.empty())
      record.direction = uid == "user" + owner_id_ ? Direction::out : Direction::in;
    else if (of_two() && uid.starts_with("user"))
      record.direction = uid == "user" + chat_.id ? Direction::in : Direction::out;
    else if (chat_.type == "saved_messages" || is_owner_name(shown))
      record.direction = Direction::out;
    if (record.direction == Direction::out && of_two())
      record.participants.push_back(who(record.kind == RecordKind::call ? Role::callee : Role::to,
                                        IdentifierKind::uid, "user" + chat_.id, chat_.name,
                                        service));
  }

  void media(Record& record, Json value, const char* name) {
    const std::string path = value[name].text();
    if (path.empty()) return;
    model::Media m;
    m.path = is_placeholder(path) ? "" : path;
    m.mime = value["mime_type"].text();
    m.title = value["file_name"].text();
    m.present = !is_placeholder(path) && present(path);
    if (is_placeholder(path)) record.fields.push_back({"media", path});
    record.media.push_back(std::move(m));
  }

  void message(const JsonPath& path, Json value) {
    if (!value.is_object()) return generic("messages", path, value);
    const bool is_service = value["type"].text() == "service";
    const std::string action = value["action"].text();
    const bool call = is_service && (action == "phone_call" || action == "conference_call");
    Record record = start(call         ? RecordKind::call
                          : is_service ? RecordKind::event
                                       : RecordKind::message,
                          "messages", path, value);
    record.service = service;
    const std::string id = value["id"].text();
    if (!id.empty()) record.key = key() + "/" + id;
    record.chat_key = key();
    record.chat_title = chat_.name;
    time(record, value, "date", call ? TimeKind::start : TimeKind::sent);
    if (no_edit(value)) {
      record.extras.push_back({"edited", value["edited"].text()});
    } else if (value["edited"] || value["edited_unixtime"]) {
      time(record, value, "edited", TimeKind::modified);
      record.state = State::edited;
    }
    if (is_service)
      sender(record, value, value["actor"] || value["actor_id"] ? "actor" : "from",
             value["actor_id"] || value["actor"] ? "actor_id" : "from_id",
             call ? Role::caller : Role::subject);
    else
      sender(record, value, "from", "from_id", Role::from);
    if (is_service && (value["to"] || value["to_id"])) towards(record, value);
    if (value["type"].text() == "unsupported") record.fields.push_back({"type", "unsupported"});
    said(record, value);
    if (!action.empty()) record.fields.push_back({"type", action});
    if (call) {
      model::Call details;
      if (const auto seconds = value["duration_seconds"].integer())
        details.duration = *seconds * micros_per_second;
      const std::string reason = value["discard_reason"].text();
      details.outcome = reason == "missed" ? "missed"
                        : reason == "busy" ? "rejected"
                        : details.duration ? "answered"
                                           : "";
      record.call = details;
      if (!reason.empty()) record.fields.push_back({"outcome", reason});
    }
    value["members"].each([&](Json member) {
      if (const auto name = member.text(); !name.empty())
        record.participants.push_back(who(Role::member, IdentifierKind::name, name, name, service));
    });
    if (const auto from = value["forwarded_from"].text(); !from.empty())
      record.fields.push_back({"forwarded_from", from});
    if (const auto reply = value["reply_to_message_id"].text(); !reply.empty()) {
      // With a peer it answers a message of another chat.
      const std::string elsewhere = value["reply_to_peer_id"].text();
      record.fields.push_back({"reply_to", elsewhere.empty() ? reply : elsewhere + "/" + reply});
      if (elsewhere.empty()) record.links.push_back({LinkKind::reply, key() + "/" + reply});
    }
    value["reactions"].each([&](Json reaction) {
      const std::string what = reaction["emoji"] ? reaction["emoji"].text() : reaction["type"].text();
      bool anybody = false;
      reaction["recent"].each([&](Json one) {
        anybody = true;
        record.fields.push_back({"reaction", what + " by " + one["from"].text()});
      });
      if (!anybody) record.fields.push_back({"reaction", what + " x " + reaction["count"].text()});
    });
    if (const Json poll = value["poll"]; poll.is_object()) {
      // Newer exports write the question as the text is written, in parts.
      if (record.text.empty()) record.text = joined_text(poll["question"]);
      record.fields.push_back({"media", "poll"});
      int number = 0;
      poll["answers"].each([&](Json answer) {
        record.extras.push_back(
            {fmt::format("poll option {}", ++number),
             joined_text(answer["text"]) + " (" + answer["voters"].text() + ")"});
      });
    }
    media(record, value, "photo");
    media(record, value, "file");
    shared(record, value);
    leave_over(record, value,
               {"id",
                "type",
                "rich_message",
                "to",
                "to_id",
                "date",
                "date_unixtime",
                "edited",
                "edited_unixtime",
                "from",
                "from_id",
                "actor",
                "actor_id",
                "text",
                "text_entities",
                "action",
                "duration_seconds",
                "discard_reason",
                "members",
                "forwarded_from",
                "reply_to_message_id",
                "reply_to_peer_id",
                "photo",
                "file",
                "mime_type",
                "file_name",
                "location_information",
                "contact_information"});
    if (!call)
      if (const auto length = value["duration_seconds"].text(); !length.empty())
        record.fields.push_back({"duration", length});
    say_chat(record);
    location(record, value);
    give(std::move(record));
  }

  // Whom an event concerns: who came near whom.
  void towards(Record& record, Json value) {
    const std::string shown = value["to"].text(), uid = user_uid(value["to_id"]);
    record.participants.push_back(who(Role::to, uid.empty() ? IdentifierKind::name : IdentifierKind::uid,
                                      uid.empty() ? shown : uid, shown, service));
  }

  // The words, wherever they stand, and what lies behind them: whom they name, where they lead.
  void said(Record& record, Json value) {
    const Json parts = value["text"].is_array() || value["text"].is_string() ? value["text"]
                                                                              : value["text_entities"];
    record.text = joined_text(parts);
    parts.each([&](Json part) {
      const std::string type = part["type"].text(), text = part["text"].text();
      if (type == "text_link")
        record.extras.push_back({"link", text + " -> " + part["href"].text()});
      else if (type == "mention_name" && part["user_id"])
        record.participants.push_back(who(Role::mentioned, IdentifierKind::uid,
                                          user_uid(part["user_id"]), text, service));
    });
    if (record.text.empty() && value["rich_message"]) {
      rich_text(value["rich_message"]["blocks"], 0, record.text);
      if (record.text.ends_with('\n')) record.text.pop_back();
    }
    if (const Json list = value["todo_list"]; list.is_object()) {
      if (record.text.empty()) record.text = joined_text(list["title"]);
      list["answers"].each(
          [&](Json item) { record.text += "\n- " + joined_text(item["text"]); });
      record.fields.push_back({"media", "list of tasks"});
    }
  }

  // A contact card in a message.
  void shared(Record& record, Json value) {
    const Json card = value["contact_information"];
    if (!card.is_object()) return;
    std::string name = card["first_name"].text();
    if (const auto last = card["last_name"].text(); !last.empty())
      name += (name.empty() ? "" : " ") + last;
    if (const auto phone = card["phone_number"].text(); !phone.empty())
      record.participants.push_back(who(Role::mentioned, IdentifierKind::phone, phone, name, ""));
    if (!name.empty()) record.fields.push_back({"shared_contact", name});
  }

  void location(const Record& message, Json value) {
    const Json at = value["location_information"];
    const auto lat = at["latitude"].real(), lon = at["longitude"].real();
    if (!lat || !lon) return;
    Record record;
    record.kind = RecordKind::location;
    record.locator = message.locator;
    record.table = message.table;
    record.service = service;
    record.times = message.times;
    record.place = model::Place{lat,          lon,           std::nullopt,
                                std::nullopt, "user-shared", value["place_name"].text()};
    record.text = record.place->name;
    for (const auto& p : message.participants)
      if (p.role == Role::from) {
        record.participants.push_back(p);
        record.participants.back().role = Role::subject;
      }
    if (!message.key.empty()) {
      record.key = message.key + "/place";
      record.links.push_back({LinkKind::part_of, message.key});
    }
    extra(std::move(record));
  }

  Chat chat_;
  std::string owner_id_;
  const std::string empty_;
};

class TelegramReader final : public Reader {
 public:
  std::string_view name() const override { return "telegram-json"; }
  std::string_view version() const override { return "3"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    for (const std::string list : {"messages[]", "chats.list[].messages[]"}) {
      const bool dated = head.has(list + ".date_unixtime") || head.has(list + ".date");
      const bool told = head.has(list + ".from") || head.has(list + ".from_id") ||
                        head.has(list + ".actor") || head.has(list + ".text_entities");
      if (dated && told && head.has(list + ".type"))
        return {head.has(list + ".date_unixtime") || head.has(list + ".text_entities") ? 95 : 85,
                "a Telegram export"};
    }
    const std::string_view begin = item.bytes().substr(0, 4096);
    if (begin.find("Telegram") != begin.npos && head.has("about") &&
        (head.has("personal_information") || head.has("contacts.list") || head.has("chats")))
      return {90, "a Telegram account's export"};
    if (head.has("messages[].type") && head.has("id") && head.has("type") &&
        begin.find("_chat\"") != begin.npos)
      return {80, "a Telegram chat's export"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<TelegramWalk>(item, options, sink);
  }
};

}  // namespace

std::unique_ptr<Reader> make_telegram_reader() { return std::make_unique<TelegramReader>(); }

}  // namespace clew::readers
