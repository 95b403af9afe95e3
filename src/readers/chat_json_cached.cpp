// Answers of an app's server as they stand in a phone's cache (Library/Caches/…/fsCachedData): the
// messages of Discord's API (v9, documented by Discord) and Burner's messages, contacts, numbers
// and account (layout of a test phone's real cache). A list of them or one.
#include <algorithm>

#include "readers/chat_json_reader.h"
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

// One value, or each of a list of values.
class AnswerWalk : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() && type == JsonType::array ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (value.is_object() && is_one(value)) return one(path, value);
    generic("messages", path, value);
  }

 private:
  virtual bool is_one(Json value) const = 0;
  virtual void one(const JsonPath& path, Json value) = 0;
};

class DiscordAnswer final : public AnswerWalk {
 public:
  using AnswerWalk::AnswerWalk;

 private:
  static constexpr std::string_view service = "Discord";
  bool is_one(Json value) const override {
    return value["channel_id"] && value["timestamp"] && value["author"].is_object();
  }

  static model::Participation person(Role role, Json user) {
    std::string name = user["global_name"].text();
    if (name.empty()) name = user["username"].text();
    return who(role, IdentifierKind::uid, user["id"].text(), name, service);
  }

  void one(const JsonPath& path, Json value) override {
    // Types: 0 default, 19 reply, 20 and 23 commands, 21 starter of a thread, 3 call; others are
    // what the service itself says.
    const std::string type = value["type"].text();
    const bool call = type == "3";
    const bool spoken = type == "0" || type == "19" || type == "20" || type == "21" || type == "23";
    Record record = start(call     ? RecordKind::call
                          : spoken ? RecordKind::message
                                   : RecordKind::event,
                          "messages", path, value);
    record.service = service;
    record.key = value["id"].text();
    record.chat_key = value["channel_id"].text();
    add_written(record, call ? TimeKind::start : TimeKind::sent, value["timestamp"], true);
    if (const auto edited = value["edited_timestamp"]; edited && !edited.text().empty()) {
      add_written(record, TimeKind::modified, edited, true);
      record.state = State::edited;
    }
    if (call) {
      model::Call details;
      if (const auto end = value["call"]["ended_timestamp"]; end && !end.text().empty()) {
        add_written(record, TimeKind::end, end, true);
        if (record.times.size() == 2 && record.times[0].utc && record.times[1].utc &&
            *record.times[1].utc >= *record.times[0].utc)
          details.duration = *record.times[1].utc - *record.times[0].utc;
      }
      record.call = details;
    }
    record.participants.push_back(person(call     ? Role::caller
                                         : spoken ? Role::from
                                                  : Role::subject,
                                         value["author"]));
    if (is_owner_name(value["author"]["username"].text())) record.direction = Direction::out;
    leave_over(record, value["author"], {"id", "username", "global_name"}, "author ");
    value["mentions"].each([&](Json m) {
      if (record.participants.size() < 1000)
        record.participants.push_back(person(Role::mentioned, m));
    });
    record.text = value["content"].text();
    if (!spoken && !call) record.fields.push_back({"type", type});
    value["attachments"].each([&](Json a) {
      model::Media media;
      media.path = a["url"].text();
      media.title = a["filename"].text();
      media.mime = a["content_type"].text();
      record.media.push_back(std::move(media));
    });
    value["reactions"].each([&](Json r) {
      record.fields.push_back({"reaction", r["emoji"]["name"].text() + " × " + r["count"].text()});
    });
    if (const auto reply = value["message_reference"]["message_id"].text(); !reply.empty()) {
      record.fields.push_back({"reply_to", reply});
      record.links.push_back({model::LinkKind::reply, reply});
    }
    leave_over(record, value,
               {"id", "type", "channel_id", "timestamp", "edited_timestamp", "call", "author",
                "mentions", "content", "attachments", "reactions", "message_reference"});
    give(std::move(record));
  }
};

class BurnerAnswer final : public AnswerWalk {
 public:
  using AnswerWalk::AnswerWalk;

 private:
  static constexpr std::string_view service = "Burner";
  static bool is_message(Json value) {
    return value["burnerId"] && value["contactPhoneNumber"] && value["dateCreated"];
  }
  bool is_one(Json value) const override { return is_message(value) || value["phoneNumber"]; }

  void one(const JsonPath& path, Json value) override {
    if (!is_message(value)) return person(path, value);
    const bool call = value["messageType"].text() == "1";
    Record record = start(call ? RecordKind::call : RecordKind::message, "messages", path, value);
    record.service = service;
    record.key = value["id"].text();
    const std::string burner = value["burnerId"].text(), other = value["contactPhoneNumber"].text();
    record.chat_key = burner + " " + other;
    const std::string way = value["direction"].text();
    record.direction = way == "1"   ? Direction::in
                       : way == "2" ? Direction::out
                                    : Direction::unknown;
    const bool in = record.direction != Direction::out;
    const Role from = call ? Role::caller : Role::from, to = call ? Role::callee : Role::to;
    record.participants.push_back(
        who(in ? from : to, IdentifierKind::phone, other, value["contactName"].text(), ""));
    if (record.direction != Direction::unknown)
      record.participants.push_back(who(in ? to : from, IdentifierKind::uid, burner, "", service));
    add_unix(record, call ? TimeKind::start : TimeKind::sent, value["dateCreated"], "ms");
    record.text = value["message"].text();
    if (call) {
      // 3 completed, 4 missed, 5 missed with a voice message.
      model::Call details;
      const std::string state = value["state"].text();
      details.outcome = state == "3"   ? "answered"
                        : state == "4" ? "missed"
                        : state == "5" ? "voicemail"
                                       : "";
      if (const auto seconds = value["duration"].real())
        details.duration = static_cast<Micros>(*seconds * 1e6);
      record.call = details;
    }
    for (const char* name : {"assetUrl", "voiceUrl"})
      if (const auto url = value[name].text(); !url.empty()) {
        model::Media media;
        media.path = url;
        record.media.push_back(std::move(media));
      }
    leave_over(record, value,
               {"id", "contactPhoneNumber", "contactName", "dateCreated", "message", "duration",
                "assetUrl", "voiceUrl"});
    give(std::move(record));
  }

  // A number of the owner's ("burner"), the owner's account, or a saved contact.
  void person(const JsonPath& path, Json value) {
    const bool burner = static_cast<bool>(value["expirationDate"]);
    const bool account = burner || value["totalNumberBurners"];
    Record record = start(account ? RecordKind::account : RecordKind::contact,
                          burner    ? "numbers"
                          : account ? "accounts"
                                    : "contacts",
                          path, value);
    record.service = service;
    record.key = value["id"].text();
    const Role role = account ? Role::owner : Role::subject;
    const std::string name = burner ? value["settings"]["name"].text() : value["name"].text();
    record.participants.push_back(
        who(role, IdentifierKind::phone, value["phoneNumber"].text(), name, ""));
    if (account)
      record.participants.push_back(who(role, IdentifierKind::uid, record.key, name, service));
    add_unix(record, TimeKind::created, value["dateCreated"], "ms");
    if (value["lastUpdatedDate"])
      add_unix(record, TimeKind::modified, value["lastUpdatedDate"], "ms");
    if (burner) add_unix(record, TimeKind::end, value["expirationDate"], "ms");
    leave_over(record, value,
               {"id", "phoneNumber", "name", "dateCreated", "lastUpdatedDate", "expirationDate"});
    give(std::move(record));
  }
};

class CachedAnswerReader final : public Reader {
 public:
  std::string_view name() const override { return "cached-answer"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    switch (whose(json_head(item))) {
      case 'd':
        return {92, "messages as Discord's server answers them"};
      case 'b':
        return {92, "messages, contacts or numbers as Burner's server answers them"};
      default:
        return {};
    }
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const char who = whose(json_head(item));
    read_json(item, sink, [&](const Utf8Bytes& text) {
      const auto run = [&](auto walk) {
        walk_json(text.text(), walk);
        walk.finish();
      };
      if (who == 'd')
        run(DiscordAnswer(item, text, options, sink));
      else
        run(BurnerAnswer(item, text, options, sink));
    });
    sink.finding(
        {model::Severity::note, "answer of a server, from a cache", "",
         "What the app had asked for last, in the part that it asked for; the same message "
         "may stand in several answers."});
  }

 private:
  static char whose(const JsonHead& head) {
    if (!head.json) return 0;
    const std::string in = head.array ? "[]." : "";
    const auto all = [&](std::initializer_list<const char*> names) {
      return std::all_of(names.begin(), names.end(),
                         [&](const char* n) { return head.has(in + n); });
    };
    if (all({"channel_id", "author.id", "author.username", "timestamp", "content"})) return 'd';
    if (all({"burnerId", "contactPhoneNumber", "dateCreated", "messageType"}) ||
        all({"phoneNumber", "name", "userId", "burnerIds", "dateCreated"}) ||
        all({"phoneNumber", "expirationDate", "settings.callRingEnabled"}) ||
        all({"phoneNumber", "totalNumberBurners", "dateCreated"}))
      return 'b';
    return 0;
  }
};

}  // namespace

std::unique_ptr<Reader> make_cached_answer_reader() {
  return std::make_unique<CachedAnswerReader>();
}

}  // namespace clew::readers
