// The archive of an account on X (Twitter): scripts that are one value each,
// "window.YTD.direct_messages.part0 = [ {"dmConversation": {…}} ]", before 2018
// "Grailbird.data.tweets_2012_01 = [ … ]". The list's name and the one member of each element say
// what it is.
//
// No public sample was found: the layout is what users' guides and export tools describe, and
// tested on synthetic files only. See docs/formats/chat-exports.md.
#include <fmt/format.h>

#include "readers/chat_json_reader.h"
#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::TimeKind;

constexpr const char* on_x = "X";

class XWalk final : public JsonRecords {
 public:
  XWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : JsonRecords(item, text, options, sink), owner_(owner_of(item)) {}

  // Conversations are gone into, so that a long one is not held; all else comes whole.
  Plan plan(const JsonPath& path, JsonType) override {
    if (path.size() <= 1) {
      if (path.size() == 1) conversation_.clear();
      return path.empty() || path[0].element ? Plan::descend : Plan::whole;
    }
    if (path[1].key == "dmConversation" && path.size() <= 3) return Plan::descend;
    return Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() == 3 && path[2].key == "conversationId") {
      conversation_ = value.text();
      return;
    }
    if (path.size() == 4) return event_of_conversation(path, value);
    if (path.size() == 3 && path[1].key == "dmConversation")
      return generic("conversations", path, value);
    if (path.size() == 1 && !value.is_object()) return generic("values", path, value);
    if (path.size() != 2) return generic("values", path, value);
    const auto& kind = path[1].key;
    if (kind == "tweet")
      post(path, value);
    else if (kind == "account")
      account(path, value);
    else if (value.is_object())
      rest(kind, path, value);
    else
      loose(path, value);
  }
  void leave(const JsonPath& path) override {
    if (path.size() == 1) give_loose();
  }

 private:
  static std::string owner_of(const exhibit::Item& item) {
    if (!item.tree) return {};
    const auto name = item.name();
    const auto folder =
        std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1));
    const auto file = item.tree->open(folder + "account.js");
    if (!file) return {};
    const auto bytes = file->bytes().substr(0, 65'536);
    const auto at = bytes.find("\"accountId\"");
    const auto open = at == bytes.npos ? at : bytes.find('"', at + 11);
    const auto close = open == bytes.npos ? open : bytes.find('"', open + 1);
    return close == bytes.npos ? std::string()
                               : std::string(bytes.substr(open + 1, close - open - 1));
  }

  void person(Record& record, Role role, const std::string& id) {
    if (!id.empty()) record.participants.push_back(who(role, IdentifierKind::uid, id, "", on_x));
  }
  void direct(Record& record, const std::string& from) {
    if (!owner_.empty() && !from.empty())
      record.direction = from == owner_ ? Direction::out : Direction::in;
  }

  void event_of_conversation(const JsonPath& path, Json value) {
    if (!value.is_object()) return generic("messages", path, value);
    std::string kind;
    Json inner;
    value.each_member([&](const std::string& key, Json member) {
      if (kind.empty()) {
        kind = key;
        inner = member;
      }
    });
    if (!inner.is_object()) return generic("messages", path, value);
    const bool message = kind == "messageCreate" || kind == "welcomeMessageCreate";
    Record record =
        start(message ? RecordKind::message : RecordKind::event, "messages", path, value);
    record.service = on_x;
    record.chat_key = conversation_;
    record.key = inner["id"].text();
    add_written(record, message ? TimeKind::sent : TimeKind::other, inner["createdAt"], true);
    if (message) {
      const auto from = inner["senderId"].text();
      person(record, Role::from, from);
      person(record, Role::to, inner["recipientId"].text());
      direct(record, from);
      record.text = inner["text"].text();
      inner["mediaUrls"].each([&](Json url) {
        record.media.push_back({url.text(), "", "", "", false});
      });
      leave_over(record, inner,
                 {"id", "createdAt", "senderId", "recipientId", "text", "mediaUrls"});
    } else {
      record.fields.push_back({"type", kind});
      person(record, Role::from, inner["initiatingUserId"].text());
      for (const auto* list : {"participantsSnapshot", "userIds"})
        inner[list].each([&](Json id) { person(record, Role::member, id.text()); });
      if (kind == "conversationNameUpdate") record.text = inner["name"].text();
      leave_over(record, inner,
                 {"id", "createdAt", "initiatingUserId", "participantsSnapshot", "userIds"});
    }
    give(std::move(record));
  }

  // Public: it has readers, no recipients.
  void post(const JsonPath& path, Json value) {
    Record record = start(RecordKind::event, "posts", path, value);
    record.service = on_x;
    record.fields.push_back({"type", "post"});
    record.key = value["id_str"].text();
    add_written(record, TimeKind::created, value["created_at"], true);
    record.text = value["full_text"] ? value["full_text"].text() : value["text"].text();
    if (!owner_.empty()) person(record, Role::author, owner_);
    value["entities"]["user_mentions"].each([&](Json m) {
      if (auto name = m["screen_name"].text(); !name.empty())
        record.participants.push_back(
            who(Role::mentioned, IdentifierKind::username, name, m["name"].text(), on_x));
    });
    if (auto to = value["in_reply_to_status_id_str"].text(); !to.empty())
      record.links.push_back({model::LinkKind::reply, to});
    leave_over(record, value,
               {"id_str", "created_at", "full_text", "text", "in_reply_to_status_id_str"});
    give(std::move(record));
  }

  void account(const JsonPath& path, Json value) {
    Record record = start(RecordKind::account, "accounts", path, value);
    record.service = on_x;
    add_written(record, TimeKind::created, value["createdAt"], true);
    const auto name = value["accountDisplayName"].text();
    auto put = [&](const char* key, IdentifierKind kind, const char* scope) {
      if (auto raw = value[key].text(); !raw.empty())
        record.participants.push_back(who(Role::owner, kind, raw, name, scope));
    };
    put("accountId", IdentifierKind::uid, on_x);
    put("username", IdentifierKind::username, on_x);
    put("email", IdentifierKind::email, "");
    put("phoneNumber", IdentifierKind::phone, "");
    record.text = name;
    leave_over(
        record, value,
        {"createdAt", "accountId", "username", "email", "phoneNumber", "accountDisplayName"});
    give(std::move(record));
  }

  // Followers, addresses of logins, searches …: an event with everything.
  void rest(const std::string& kind, const JsonPath& path, Json value) {
    Record record = start(RecordKind::event, kind, path, value);
    record.service = on_x;
    record.fields.push_back({"type", kind});
    for (const auto* time : {"createdAt", "created_at"})
      add_written(record, TimeKind::other, value[time], true);
    person(record, Role::subject, value["accountId"].text());
    leave_over(record, value, {"createdAt", "created_at"});
    give(std::move(record));
  }

  // Members of an element that are plain values (the old archives' posts have no name around
  // them): together one record.
  void loose(const JsonPath& path, Json value) {
    if (loose_.extras.empty()) loose_ = start(RecordKind::event, "values", path, value);
    loose_.extras.push_back({path[1].key, value.text()});
  }
  void give_loose() {
    if (!loose_.extras.empty()) {
      loose_.service = on_x;
      give(std::move(loose_));
    }
    loose_ = {};
  }

  std::string owner_, conversation_;
  Record loose_;
};

class XReader final : public Reader {
 public:
  std::string_view name() const override { return "x-archive"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto script = value_in_script(item.bytes());
    if (script && script->name.starts_with("window.YTD."))
      return {94, "a part of the archive of an account on X (Twitter)"};
    // What the company gives out on a request: the same lists, signed.
    if (script && script->name == "PGP signed message") {
      const JsonHead head = json_head(item);
      for (const char* known : {"[].dmConversation", "[].tweet", "[].blocking", "[].following", "[].follower", "[].account"})
        if (head.has(known)) return {94, "a list of an account on X (Twitter), signed"};
    }
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<XWalk>(item, options, sink);
  }
};

}  // namespace

std::unique_ptr<Reader> make_x_archive_reader() { return std::make_unique<XReader>(); }

}  // namespace clew::readers
