// messages.json: {"userId","exportDate","conversations":[{"id","displayName","threadProperties","MessageList":[…]}]}, newest message first.
// "8:" before a name is an account, "4:" a telephone, "19:" a group, "28:" a bot, "48:calllogs" the list of calls. A message's content is
// Skype's own markup, by messagetype. The layout is what public readers of such exports agree on; tested on synthetic files only.
#include "readers/skype_json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/time.h"
#include "readers/chat_record.h"
#include "readers/html_blocks.h"
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

constexpr const char* on_skype = "Skype";
constexpr std::size_t most_text = 1u << 20;

// "https://…/contacts/8:live:ana" → "8:live:ana".
std::string account_of(std::string raw) {
  if (raw.starts_with("http"))
    if (const auto slash = raw.rfind('/'); slash != raw.npos) raw.erase(0, slash + 1);
  return raw;
}

class SkypeWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType type) override {
    if (path.empty()) return Plan::descend;
    if (path[0].key != "conversations") return Plan::whole;
    if (path.size() == 2) {
      title_.clear();
      members_.clear();
      told_ = false;
    }
    if (path.size() <= 2) return Plan::descend;
    return path.size() == 3 && path[2].key == "MessageList" && type == JsonType::array ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() == 1) {
      if (path[0].key == "userId") owner_ = value.text();
      if (!owner_.empty() && owner_.find(':') != 1 && owner_.find(':') != 2) owner_ = "8:" + owner_;
      if (path[0].key != "userId" && path[0].key != "exportDate" && value) generic(path[0].key, path, value);
      return;
    }
    if (path.size() == 2) return generic("conversations", path, value);
    if (path.size() == 3) return of_conversation(path[2].key, value);
    if (path.size() == 4) {
      if (!value.is_object() || !(value["content"] || value["messagetype"])) return generic("messages", path, value);
      message(path, value);
    }
  }

 private:
  void of_conversation(const std::string& key, Json value) {
    if (key == "displayName") title_ = value.text();
    if (key == "threadProperties" && value.is_object()) {
      if (const auto topic = value["topic"].text(); !topic.empty()) title_ = topic;
      const std::string list = value["members"].text();  // a list written as a text
      JsonDoc members;
      if (!list.empty() && members.parse(list, 0, most_text))
        members.root().each([&](Json id) {
          if (members_.size() < 10'000) members_.push_back(account_of(id.text()));
        });
    }
  }

  void person(Record& record, Role role, std::string raw, std::string name) {
    raw = account_of(std::move(raw));
    if (raw.empty()) return;
    if (name == raw) name.clear();
    if (raw.starts_with("4:"))
      record.participants.push_back(who(role, IdentifierKind::phone, raw.substr(2), std::move(name), ""));
    else
      record.participants.push_back(who(role, IdentifierKind::uid, std::move(raw), std::move(name), on_skype));
  }
  void direct(Record& record, const std::string& from) {
    if (!owner_.empty() && !from.empty()) record.direction = from == owner_ ? Direction::out : Direction::in;
  }

  void message(const JsonPath& path, Json value) {
    const std::string type = value["messagetype"].text(), chat = value["conversationid"].text();
    const Json properties = value["properties"];
    if (properties.is_object() && properties["call-log"]) return logged_call(path, value, properties["call-log"].text());
    // Each call leaves a line when it begins and one when it ends, with its length: the latter is the call.
    const std::string text = value["content"].text();
    const bool call = type.starts_with("Event/Call") && text.find("type=\"started\"") == text.npos;
    const bool ended = call && text.find("type=\"ended\"") != text.npos;
    const bool notice = !call && (type.starts_with("ThreadActivity/") || type.starts_with("Event/") || type.starts_with("InviteFreeRelationship") ||
                                  type == "Notice" || type == "PopCard");
    Record record = start(call ? RecordKind::call : notice ? RecordKind::event : RecordKind::message, "messages", path, value);
    record.service = on_skype;
    record.key = value["id"].text();
    record.chat_key = chat;
    record.chat_title = title_;
    if (!type.empty()) record.fields.push_back({"type", type});
    add_written(record, ended ? TimeKind::end : call ? TimeKind::start : notice ? TimeKind::other : TimeKind::sent, value["originalarrivaltime"], true);
    const std::string from = account_of(value["from"].text()), &content = text;
    const bool thread = from == chat && chat.starts_with("19:");  // a notice of the group itself
    if (!thread) {
      direct(record, from);
      person(record, call ? Role::caller : notice ? Role::subject : Role::from, from, value["displayName"].text());
      if (record.direction == Direction::out && !chat.starts_with("19:") && !notice) person(record, call ? Role::callee : Role::to, chat, title_);
      if (record.direction == Direction::in && !chat.starts_with("19:") && !notice && !owner_.empty()) person(record, call ? Role::callee : Role::to, owner_, "");
    }
    content_of(record, type, content, value["amsreferences"]);
    if (call) outcome_of(record, content);
    if (properties.is_object()) {
      if (properties["edittime"] && properties["edittime"].text() != "0") {
        record.state = State::edited;
        add_any_time(record, TimeKind::modified, properties["edittime"]);
      }
      if (properties["deletetime"] && properties["deletetime"].text() != "0") {
        record.state = State::revoked;
        add_any_time(record, TimeKind::deleted, properties["deletetime"]);
      }
      reactions(record, properties["emotions"]);
      leave_over(record, properties, {"emotions", "edittime", "deletetime"}, "properties.");
    }
    leave_over(record, value, {"id", "displayName", "originalarrivaltime", "messagetype", "content", "conversationid", "from", "properties", "amsreferences"});
    if (notice || call || type.find('/') != type.npos) record.extras.push_back({"content", content});
    tell_chat(record);
    give(std::move(record));
  }

  // What the markup says; "text", places, cards and files by what their tags say.
  void content_of(Record& record, const std::string& type, const std::string& content, Json references) {
    XmlScanner scanner(content);
    XmlToken token;
    std::string open;
    bool file = false;
    const auto known = [&](const char* attribute) { return xml_attribute_text(token, attribute); };
    while (scanner.next(token)) {
      if (token.kind == XmlToken::Kind::end) open.clear();
      if (token.kind == XmlToken::Kind::text) {
        const std::string words = xml_text(token.body);
        if ((open == "target" || open == "initiator") && type.starts_with("ThreadActivity/")) person(record, open == "target" ? Role::subject : Role::author, words, "");
        if (open == "value" && (type == "ThreadActivity/TopicUpdate")) record.text = words;
        continue;
      }
      if (token.kind != XmlToken::Kind::start) continue;
      open = std::string(token.name);
      if (token.name == "URIObject") {
        file = true;
        record.media.push_back({known("uri"), "", "", "", false});
      } else if (token.name == "OriginalName" && !record.media.empty()) {
        record.media.back().title = known("v");
      } else if (token.name == "location" && type == "RichText/Location") {
        const auto degrees = [&](const char* attribute) -> std::optional<double> {
          const std::string text = known(attribute);
          char* end = nullptr;
          const double read = std::strtod(text.c_str(), &end);
          if (text.empty() || *end || !std::isfinite(read)) return std::nullopt;
          return std::abs(read) > 180 || text.find('.') == text.npos ? read / 1e6 : read;
        };
        const auto latitude = degrees("latitude"), longitude = degrees("longitude");
        if (latitude && longitude && std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180) {
          record.place.emplace();
          record.place->latitude = latitude;
          record.place->longitude = longitude;
          record.place->origin = "user-shared";
          record.place->name = known("address");
        }
      } else if (token.name == "c" && type == "RichText/Contacts") {
        if (const auto account = known("s"); !account.empty()) person(record, Role::mentioned, account.find(':') == 1 ? account : "8:" + account, known("f"));
        if (const auto number = known("p"); !number.empty()) record.participants.push_back(who(Role::mentioned, IdentifierKind::phone, number, known("f"), ""));
      } else if (token.name == "at" && !known("id").empty()) {
        person(record, Role::mentioned, known("id"), "");
      }
    }
    if (file) found_files(record, references);
    if (record.kind != RecordKind::message) return;
    record.text = type == "Text" ? content : html::visible_text(content, most_text);
    if (file && record.text.find("https://login.skype.com/login/sso") != record.text.npos) record.text.clear();  // "To view this file, go to: …"
  }

  // "0-weu-d1-…" in amsreferences is media/0-weu-d1-….1.jpg beside messages.json.
  void found_files(Record& record, Json references) {
    references.each([&](Json reference) {
      const std::string id = reference.text();
      if (id.empty() || !item_.tree || record.media.empty()) return;
      for (const auto& name : item_.tree->names())
        if (name.find("/" + id + ".") != name.npos && !name.ends_with(".json")) {
          record.media.back().path = name;
          record.media.back().present = true;
          return;
        }
    });
  }

  // <partlist type="ended|missed|…"><part identity="live:ben"><name>Ben</name><duration>63</duration></part></partlist>
  void outcome_of(Record& record, const std::string& content) {
    record.call.emplace();
    XmlScanner scanner(content);
    XmlToken token;
    std::string open, identity, name, kind;
    std::optional<double> longest;
    const auto close = [&] {
      if (identity.empty()) return;
      const std::string raw = identity.find(':') == 1 || identity.find(':') == 2 ? identity : "8:" + identity;
      const bool there = std::any_of(record.participants.begin(), record.participants.end(), [&](const model::Participation& p) {
        return p.identifier.raw == raw || (raw.starts_with("4:") && p.identifier.raw == raw.substr(2));
      });
      if (!there) person(record, Role::member, raw, name);
      identity.clear();
      name.clear();
    };
    while (scanner.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        open = std::string(token.name);
        if (open == "partlist") kind = xml_attribute_text(token, "type");
        if (open == "part") {
          close();
          identity = xml_attribute_text(token, "identity");
        }
      } else if (token.kind == XmlToken::Kind::end) {
        if (token.name == "part") close();
        open.clear();
      } else if (open == "name") {
        name = xml_text(token.body);
      } else if (open == "duration") {
        char* end = nullptr;
        const std::string text = xml_text(token.body);
        if (const double read = std::strtod(text.c_str(), &end); end != text.c_str() && std::isfinite(read) && read >= 0 && read < 1e8)
          longest = std::max(longest.value_or(0), read);
      }
    }
    close();
    if (longest) record.call->duration = static_cast<Micros>(std::llround(*longest * 1e6));
    if (kind == "missed") record.call->outcome = "missed";
    else if (longest && *longest > 0) record.call->outcome = "answered";
    if (!kind.empty()) record.extras.push_back({"partlist", kind});
  }

  // A call in "48:calllogs": its properties hold JSON within a text.
  void logged_call(const JsonPath& path, Json value, const std::string& log) {
    JsonDoc doc;
    if (!doc.parse(log, 0, most_text) || !doc.root().is_object()) return generic("messages", path, value);
    const Json call = doc.root();
    Record record = start(RecordKind::call, "messages", path, value);
    record.service = on_skype;
    record.key = call["callId"] ? call["callId"].text() : value["id"].text();
    record.call.emplace();
    add_written(record, TimeKind::start, call["startTime"], true);
    add_written(record, TimeKind::other, call["connectTime"], true);
    add_written(record, TimeKind::end, call["endTime"], true);
    const std::string way = call["callDirection"].text(), state = call["callState"].text();
    if (way == "Outgoing" || way == "outgoing") record.direction = Direction::out;
    if (way == "Incoming" || way == "incoming") record.direction = Direction::in;
    if (state == "Accepted" || state == "accepted") record.call->outcome = "answered";
    if (state == "Missed" || state == "missed") record.call->outcome = "missed";
    if (state == "Declined" || state == "declined") record.call->outcome = "rejected";
    if (const auto begun = parse_iso(call["connectTime"].text()), over = parse_iso(call["endTime"].text()); begun && over && record.call->outcome == "answered" && over->micros >= begun->micros)
      record.call->duration = over->micros - begun->micros;
    person(record, Role::caller, call["originator"].text(), call["originatorParticipant"]["displayName"].text());
    person(record, Role::callee, call["target"].text(), call["targetParticipant"]["displayName"].text());
    call["participants"].each([&](Json one) { person(record, Role::member, one.is_object() ? one["id"].text() : one.text(), ""); });
    leave_over(record, call, {"callId", "startTime", "connectTime", "endTime", "originator", "target", "participants"});
    leave_over(record, value, {"properties", "displayName", "content", "from"});
    give(std::move(record));
  }

  // A list written as a text: [{"key":"heart","users":[{"mri":"8:…","time":…}]}].
  void reactions(Record& record, Json written) {
    JsonDoc own;
    const std::string text = written.is_string() ? written.text() : std::string();
    if (!text.empty() && own.parse(text, 0, most_text)) written = own.root();
    written.each([&](Json emotion) {
      const std::string key = emotion["key"].text();
      emotion["users"].each([&](Json user) {
        if (record.fields.size() < 200) record.fields.push_back({"reaction", key + " by " + account_of(user["mri"].text())});
      });
    });
  }

  void tell_chat(const Record& record) {
    if (told_ || record.chat_key.empty()) return;
    told_ = true;
    Record chat = chat_record(record);
    chat.chat_title = title_;
    if (!title_.empty()) chat.fields.push_back({"title", title_});
    chat.fields.push_back({"type", record.chat_key.starts_with("19:") ? "group" : "one-to-one"});
    for (const auto& id : members_)
      person(chat, Role::member, id, "");
    if (members_.empty() && !record.chat_key.starts_with("19:")) person(chat, Role::member, record.chat_key, title_);
    extra(std::move(chat));
  }

  std::string owner_, title_;
  std::vector<std::string> members_;
  bool told_ = false;
};

class SkypeJsonReader final : public Reader {
 public:
  std::string_view name() const override { return "skype-json"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array || !head.has("conversations")) return {};
    if (head.has("conversations[].MessageList") || (head.has("userId") && head.has("exportDate"))) return {94, "Skype's own export of its conversations"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { walk_all<SkypeWalk>(item, options, sink); }
};

}  // namespace

std::unique_ptr<Reader> make_skype_json_reader() { return std::make_unique<SkypeJsonReader>(); }

}  // namespace clew::readers
