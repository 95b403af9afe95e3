#include <fmt/format.h>

#include <algorithm>

#include "readers/chat_json_reader.h"
#include "readers/chat_record.h"
#include "readers/discord_package.h"
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

constexpr std::string_view service = "Discord";

// DiscordChatExporter: {"guild":{…},"channel":{…},"messages":[…]}.
class ExporterWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType) override {
    if (path.empty()) return Plan::descend;
    return path.size() == 1 && path[0].key == "messages" ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() == 1 && path[0].key == "guild") guild_ = value["name"].text();
    if (path.size() == 1 && path[0].key == "channel") {
      channel_id_ = value["id"].text();
      channel_ = value["name"].text();
      channel_type_ = value["type"].text();
    }
    if (path.size() != 2 || path[0].key != "messages") return;
    if (!value.is_object()) return generic("messages", path, value);
    message(path, value);
  }

 private:
  void say_chat(const Record& first) {
    if (said_) return;
    said_ = true;
    Record record = chat_record(first);
    record.chat_title = channel_;
    record.fields.push_back({"type", channel_type_});
    if (!guild_.empty()) record.extras.push_back({"guild", guild_});
    extra(std::move(record));
  }

  static model::Participation person(Role role, Json author) {
    const std::string id = author["id"].text(), name = author["name"].text(),
                      nick = author["nickname"].text();
    if (id.empty())
      return who(role, IdentifierKind::username, name, nick.empty() ? name : nick, service);
    return who(role, IdentifierKind::uid, id, nick.empty() ? name : nick, service);
  }

  void message(const JsonPath& path, Json value) {
    const std::string type = value["type"].text();
    const bool call = type == "Call";
    const bool spoken = type.empty() || type == "Default" || type == "Reply" ||
                        type == "ThreadStarterMessage" || type == "ChatInputCommand" ||
                        type == "ContextMenuCommand" || type == "0" || type == "19";
    Record record = start(call     ? RecordKind::call
                          : spoken ? RecordKind::message
                                   : RecordKind::event,
                          "messages", path, value);
    record.service = service;
    record.key = value["id"].text();
    record.chat_key = channel_id_;
    record.chat_title = channel_;
    add_written(record, call ? TimeKind::start : TimeKind::sent, value["timestamp"], true);
    if (value["timestampEdited"]) {
      add_written(record, TimeKind::modified, value["timestampEdited"], true);
      record.state = State::edited;
    }
    if (value["callEndedTimestamp"])
      add_written(record, TimeKind::end, value["callEndedTimestamp"], true);
    if (call) {
      model::Call details;
      if (record.times.size() == 2 && record.times[0].utc && record.times[1].utc &&
          *record.times[1].utc >= *record.times[0].utc)
        details.duration = *record.times[1].utc - *record.times[0].utc;
      record.call = details;
    }
    if (value["author"].is_object()) {
      record.participants.push_back(person(call     ? Role::caller
                                           : spoken ? Role::from
                                                    : Role::subject,
                                           value["author"]));
      if (is_owner_name(value["author"]["name"].text())) record.direction = Direction::out;
      leave_over(record, value["author"], {"id", "avatarUrl", "color", "roles"}, "author ");
    }
    value["mentions"].each([&](Json m) {
      if (record.participants.size() < 1000)
        record.participants.push_back(person(Role::mentioned, m));
    });
    record.text = value["content"].text();
    if (!spoken) record.fields.push_back({"type", type});
    value["attachments"].each([&](Json a) {
      model::Media media;
      media.path = a["url"].text();
      media.title = a["fileName"].text();
      media.present = !media.path.starts_with("http") && present(media.path);
      record.media.push_back(std::move(media));
    });
    value["reactions"].each([&](Json r) {
      record.fields.push_back({"reaction", r["emoji"]["name"].text() + " × " + r["count"].text()});
    });
    if (const auto reply = value["reference"]["messageId"].text(); !reply.empty()) {
      record.fields.push_back({"reply_to", reply});
      record.links.push_back({model::LinkKind::reply, reply});
    }
    leave_over(record, value,
               {"id", "type", "timestamp", "timestampEdited", "callEndedTimestamp", "author",
                "content", "attachments", "reactions", "mentions", "reference"});
    say_chat(record);
    give(std::move(record));
  }

  std::string guild_, channel_, channel_id_, channel_type_;
  bool said_ = false;
};

// Discord's own package: messages/c123/messages.json, a list of what the account's owner wrote;
// channel.json beside it names the channel.
class PackageWalk final : public JsonRecords {
 public:
  PackageWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : JsonRecords(item, text, options, sink), channel_(discord_channel(item)) {
    if (!channel_.channel_file.empty()) sink.claims(channel_.channel_file);
  }

  Plan plan(const JsonPath& path, JsonType) override {
    return path.empty() ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (!value.is_object()) return generic("messages", path, value);
    Record record = start(RecordKind::message, "messages", path, value);
    record.service = service;
    record.direction = Direction::out;
    record.key = value["ID"].text();
    record.chat_key = channel_.id;
    record.chat_title = channel_.title;
    add_written(record, TimeKind::sent, value["Timestamp"], true);
    record.text = value["Contents"].text();
    add_discord_people(channel_, record);
    const std::string attached = value["Attachments"].text();
    for (std::size_t at = 0; at < attached.size();) {
      const std::size_t end = std::min(attached.find(' ', at), attached.size());
      if (end > at) record.media.push_back({attached.substr(at, end - at), "", "", "", false});
      at = end + 1;
    }
    leave_over(record, value, {"ID", "Timestamp", "Contents", "Attachments"});
    give(std::move(record));
  }

 private:
  const DiscordChannel channel_;
};

// account/user.json of the package: whose it is, and whom the account has as friends, has blocked or asked.
class AccountWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() || (path.size() == 1 && type == JsonType::array) ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.empty()) return;
    const std::string& list = path[0].key;
    if (path.size() == 2 && list == "relationships" && value.is_object()) return friend_of(path, value);
    if (path.size() == 2 && list == "connections" && value.is_object()) {
      Record record = start(RecordKind::account, "connections", path, value);
      record.service = value["type"].text();
      record.participants.push_back(who(Role::owner, IdentifierKind::uid, value["id"].text(), value["name"].text(), record.service));
      leave_over(record, value, {"type", "id", "name"});
      return give(std::move(record));
    }
    if (path.size() > 1) return generic(list, path, value);
    if (value.is_object()) return;  // settings
    if (list == "id") {
      account_ = start(RecordKind::account, "account", path, value);
      account_->service = service;
    }
    if (std::string text = value.text(); !text.empty()) account_fields_.push_back({list, std::move(text)});
  }
  void finish() {
    if (account_) {
      std::string name;
      for (const auto& f : account_fields_)
        if (f.name == "username") name = f.value;
      for (auto& f : account_fields_) {
        if (f.name == "id")
          account_->participants.push_back(who(Role::owner, IdentifierKind::uid, f.value, name, service));
        else if (f.name == "username")
          account_->participants.push_back(who(Role::owner, IdentifierKind::username, f.value, "", service));
        else if (f.name == "email")
          account_->participants.push_back(who(Role::owner, IdentifierKind::email, f.value, name, ""));
        else if (f.name == "phone")
          account_->participants.push_back(who(Role::owner, IdentifierKind::phone, f.value, name, ""));
        else
          account_->extras.push_back(std::move(f));
      }
      give(std::move(*account_));
    }
    JsonRecords::finish();
  }

 private:
  void friend_of(const JsonPath& path, Json value) {
    Record record = start(RecordKind::contact, "relationships", path, value);
    record.service = service;
    static constexpr const char* kinds[] = {"", "friend", "blocked", "asked by them", "asked by the owner", "implicit"};
    const std::string type = value["type"].text();
    if (type.size() == 1 && type[0] >= '1' && type[0] <= '5') record.fields.push_back({"relationship", kinds[type[0] - '0']});
    const Json user = value["user"];
    const std::string nick = value["nickname"].text(), name = user["username"].text();
    record.participants.push_back(who(Role::subject, IdentifierKind::uid, value["id"].text(), nick.empty() ? name : nick, service));
    if (!name.empty()) record.participants.push_back(who(Role::subject, IdentifierKind::username, name, nick, service));
    leave_over(record, value, {"id", "user", "nickname"});
    leave_over(record, user, {"id", "username"});
    give(std::move(record));
  }
  std::optional<Record> account_;
  std::vector<model::Field> account_fields_;
};

class DiscordReader final : public Reader {
 public:
  std::string_view name() const override { return "discord-json"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json) return {};
    if (head.has("guild.id") && head.has("channel.id") && head.has("messages"))
      return {96, "a channel exported by DiscordChatExporter"};
    if (head.array && head.has("[].ID") && head.has("[].Timestamp") && head.has("[].Contents"))
      return {94, "messages of Discord's own package (only the owner's)"};
    if (is_account(head)) return {94, "the account of a Discord package"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const JsonHead head = json_head(item);
    const bool package = head.array;
    if (!package && is_account(head)) return walk_all<AccountWalk>(item, options, sink);
    read_json(item, sink, [&](const Utf8Bytes& text) {
      if (package) {
        PackageWalk walk(item, text, options, sink);
        walk_json(text.text(), walk);
        walk.finish();
        sink.finding({model::Severity::note, "only the owner's messages", "",
                      "Discord's package holds what the account's owner wrote, not the answers."});
        return;
      }
      ExporterWalk walk(item, text, options, sink);
      walk_json(text.text(), walk);
      walk.finish();
    });
  }

 private:
  static bool is_account(const JsonHead& head) {
    return !head.array && head.has("id") && head.has("username") && head.has("discriminator") && head.has("email") && (head.has("verified") || head.has("relationships") || head.has("avatar_hash"));
  }
};

}  // namespace

std::unique_ptr<Reader> make_discord_reader() { return std::make_unique<DiscordReader>(); }

}  // namespace clew::readers
