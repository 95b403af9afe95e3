#include "readers/team_chat_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "readers/chat_record.h"
#include "readers/json_records.h"
#include "readers/plausible_time.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

constexpr const char *on_slack = "Slack", *on_matrix = "Matrix";
constexpr std::size_t most_people = 200'000;

struct Person {
  std::string name, email;
};
using People = std::unordered_map<std::string, Person>;

Person slack_person(Json user) {
  const Json profile = user["profile"];
  Person p;
  for (const Json name : {profile["real_name"], user["real_name"], profile["display_name"], user["name"]})
    if (p.name.empty() && name) p.name = name.text();
  p.email = profile["email"].text();
  return p;
}

// "1709588409.000200": seconds, and what tells messages of one second apart.
std::optional<Micros> slack_instant(const std::string& ts) {
  const auto dot = ts.find('.');
  std::int64_t seconds = 0, rest = 0;
  const auto whole = ts.substr(0, dot), part = dot == ts.npos ? std::string("0") : ts.substr(dot + 1);
  const auto all = [](const std::string& s, std::int64_t& v) {
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
    return error == std::errc{} && end == s.data() + s.size() && v >= 0;
  };
  if (whole.size() < 9 || whole.size() > 10 || part.size() > 6 || !all(whole, seconds) || !all(part, rest)) return std::nullopt;
  for (auto n = part.size(); n < 6; ++n)
    rest *= 10;
  return seconds * micros_per_second + rest;
}

// The last folders of "export/general/2024-03-04.json": "export/", "general".
std::pair<std::string, std::string> folders(std::string_view name) {
  const auto last = name.rfind('/');
  if (last == name.npos) return {};
  const auto before = name.substr(0, last).rfind('/');
  const auto begin = before == name.npos ? 0 : before + 1;
  return {std::string(name.substr(0, begin)), std::string(name.substr(begin, last - begin))};
}

// The elements of a list in another file of the export.
class ListOf final : public JsonHandler {
 public:
  explicit ListOf(std::function<void(Json)> take) : take_(std::move(take)) {}
  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() && type == JsonType::array ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.size() == 1 && value.is_object()) take_(value);
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {}

 private:
  std::function<void(Json)> take_;
};

class SlackWalk final : public JsonRecords {
 public:
  SlackWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : JsonRecords(item, text, options, sink) {
    std::tie(root_, channel_) = folders(item.name());
  }
  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() && type == JsonType::array ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.empty()) return;
    if (!value.is_object()) return generic("other", path, value);
    if (value["ts"] && value["type"]) return message(path, value);
    if (value["profile"].is_object() && value["id"]) return user(path, value);
    if (value["members"].is_array() && value["id"]) return channel(path, value);
    if (value["user_id"] && value["date"] && (value["service_type"] || value["app_type"] || value["change_type"])) return integration(path, value);
    generic("other", path, value);
  }

 private:
  static bool notice(const std::string& subtype) {
    for (const std::string_view end : {"_join", "_leave", "_topic", "_purpose", "_name", "_archive", "_unarchive", "_convert_to_private", "_posting_permissions"})
      if (subtype.ends_with(end)) return true;
    for (const std::string_view whole : {"pinned_item", "unpinned_item", "bot_add", "bot_remove", "bot_enable", "bot_disable", "reminder_add", "sh_room_created", "huddle_thread",
                                         "reply_broadcast"})
      if (subtype == whole) return true;
    return false;
  }

  void stamp(Record& record, TimeKind kind, Json value) const {
    const std::string raw = value.text();
    if (raw.empty()) return;
    model::Time t;
    t.kind = kind;
    t.raw = raw;
    t.unit = "s";
    if (const auto at = slack_instant(raw)) {
      t.utc = *at;
      t.certainty = certainty_of(*at, options_.latest_plausible);
    }
    record.times.push_back(std::move(t));
  }

  void message(const JsonPath& path, Json value) {
    const std::string subtype = value["subtype"].text();
    std::string id = value["user"].text();
    if (id.empty()) id = value["comment"]["user"].text();  // of a file
    Record record = start(notice(subtype) ? RecordKind::event : RecordKind::message, "messages", path, value);
    record.service = on_slack;
    record.key = value["ts"].text();
    record.chat_key = channel_;
    record.chat_title = channel_;
    stamp(record, record.kind == RecordKind::event ? TimeKind::other : TimeKind::sent, value["ts"]);
    if (!subtype.empty()) record.fields.push_back({"type", subtype});
    const auto role = record.kind == RecordKind::event ? Role::subject : Role::from;
    if (!id.empty()) {
      const Json profile = value["user_profile"];
      std::string name = profile["real_name"].text();
      if (name.empty()) name = profile["display_name"].text();
      if (name.empty()) name = person(id).name;
      record.direction = role == Role::from && !options_.owner_name.empty() ? (is_owner_name(name) ? Direction::out : Direction::in) : Direction::unknown;
      record.participants.push_back(who(role, IdentifierKind::uid, id, name, on_slack));
    } else if (const auto bot = value["bot_id"].text(); !bot.empty()) {
      record.participants.push_back(who(role, IdentifierKind::uid, bot, value["username"].text(), on_slack));
    } else if (const auto name = value["username"].text(); !name.empty()) {
      record.participants.push_back(who(role, IdentifierKind::username, name, name, on_slack));
    }
    // A conversation of two or a few: its folder is its number, its members stand in dms.json or mpims.json.
    if (role == Role::from)
      for (const auto& member : members_of_direct())
        if (member != id) record.participants.push_back(who(Role::to, IdentifierKind::uid, member, person(member).name, on_slack));
    std::string written = value["text"].text();
    if (written.empty())  // programs often write attachments only
      value["attachments"].each([&](Json a) {
        std::string part = a["fallback"].text();
        if (part.empty()) part = a["text"].text();
        if (!part.empty() && written.size() < 100'000) written += (written.empty() ? "" : "\n") + part;
      });
    record.text = shown(written, record);
    if (record.text != written) record.extras.push_back({"text as written", written});
    if (subtype == "tombstone") record.state = State::deleted_trace;
    if (const Json edited = value["edited"]; edited.is_object()) {
      record.state = State::edited;
      stamp(record, TimeKind::modified, edited["ts"]);
    }
    if (const auto thread = value["thread_ts"].text(); !thread.empty() && thread != record.key) {
      record.fields.push_back({"reply_to", thread});
      record.links.push_back({model::LinkKind::reply, thread});
    }
    const auto file = [&](Json f) {
      if (!f.is_object() || record.media.size() >= 200) return;
      std::string at = f["name"].text();
      if (at.empty()) at = f["id"].text();
      record.media.push_back({at, f["mimetype"].text(), "", f["title"].text(), present(at)});
    };
    value["files"].each(file);
    file(value["file"]);
    value["reactions"].each([&](Json r) {
      const std::string emoji = r["name"].text();
      r["users"].each([&](Json u) {
        if (record.fields.size() < 200) record.fields.push_back({"reaction", emoji + " by " + u.text()});
      });
    });
    leave_over(record, value,
               {"type", "subtype", "user", "ts", "text", "thread_ts", "reactions", "files", "file", "edited", "user_profile", "blocks", "bot_id", "username"});
    tell_chat(record);
    give(std::move(record));
  }

  // Slack's marks: <@U01>, <#C01|general>, <!here>, <https://…|words>, and &amp; &lt; &gt;.
  std::string shown(const std::string& written, Record& record) {
    std::string out;
    out.reserve(written.size());
    for (std::size_t at = 0; at < written.size();) {
      if (written[at] == '<') {
        const auto end = written.find('>', at);
        const auto inner = end == written.npos ? std::string() : written.substr(at + 1, end - at - 1);
        if (!inner.empty() && inner.size() < 4'096 && inner.find('<') == inner.npos) {
          const auto bar = inner.find('|');
          const std::string target = inner.substr(0, bar), label = bar == inner.npos ? std::string() : inner.substr(bar + 1);
          if (inner[0] == '@') {
            const std::string id = target.substr(1), name = label.empty() ? person(id).name : label;
            out += "@" + (name.empty() ? id : name);
            if (record.kind == RecordKind::message && record.participants.size() < 200)
              record.participants.push_back(who(Role::mentioned, IdentifierKind::uid, id, name, on_slack));
          } else if (inner[0] == '#') {
            out += "#" + (label.empty() ? target.substr(1) : label);
          } else if (inner[0] == '!') {
            out += "@" + (label.empty() ? target.substr(1) : label);
          } else if (label.empty() || label == target) {
            out += target;
          } else {
            out += label + " (" + target + ")";
          }
          at = end + 1;
          continue;
        }
      }
      bool replaced = false;
      for (const auto& [mark, sign] : {std::pair{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}})
        if (!replaced && written.compare(at, std::string_view(mark).size(), mark) == 0) {
          out += sign;
          at += std::string_view(mark).size();
          replaced = true;
        }
      if (!replaced) out += written[at++];
    }
    return out;
  }

  void user(const JsonPath& path, Json value) {
    Record record = start(RecordKind::contact, "users", path, value);
    record.service = on_slack;
    record.key = value["id"].text();
    const Person p = slack_person(value);
    const Json profile = value["profile"];
    record.participants.push_back(who(Role::subject, IdentifierKind::uid, record.key, p.name, on_slack));
    if (const auto name = value["name"].text(); !name.empty()) record.participants.push_back(who(Role::subject, IdentifierKind::username, name, p.name, on_slack));
    if (!p.email.empty()) record.participants.push_back(who(Role::subject, IdentifierKind::email, p.email, p.name, ""));
    if (const auto phone = profile["phone"].text(); !phone.empty()) record.participants.push_back(who(Role::subject, IdentifierKind::phone, phone, p.name, ""));
    if (!p.name.empty()) record.fields.push_back({"name", p.name});
    if (const auto title = profile["title"].text(); !title.empty()) record.fields.push_back({"job_title", title});
    add_unix(record, TimeKind::modified, value["updated"], "s");
    if (value["deleted"].truth().value_or(false)) record.state_flag = "deleted";
    leave_over(record, profile, {"real_name", "email", "phone", "title"}, "profile.");
    leave_over(record, value, {"id", "name", "profile", "updated"});
    give(std::move(record));
  }

  // integration_logs.json: who let which program in, or threw it out.
  void integration(const JsonPath& path, Json value) {
    Record record = start(RecordKind::event, "integrations", path, value);
    record.service = on_slack;
    record.fields.push_back({"type", "integration " + value["change_type"].text()});
    add_unix(record, TimeKind::other, value["date"], "s");
    record.participants.push_back(who(Role::author, IdentifierKind::uid, value["user_id"].text(), value["user_name"].text(), on_slack));
    record.text = value["service_type"] ? value["service_type"].text() : value["app_type"].text();
    leave_over(record, value, {"user_id", "user_name", "date", "change_type"});
    give(std::move(record));
  }

  void channel(const JsonPath& path, Json value) {
    Record record = start(RecordKind::chat, "channels", path, value);
    record.service = on_slack;
    const std::string name = value["name"].text(), id = value["id"].text();
    record.key = id;
    record.chat_key = name.empty() ? id : name;
    record.chat_title = name;
    if (!name.empty()) record.fields.push_back({"title", name});
    record.fields.push_back({"type", name.empty() ? "one-to-one" : "group"});
    add_unix(record, TimeKind::created, value["created"], "s");
    value["members"].each([&](Json m) {
      if (record.participants.size() < 10'000) record.participants.push_back(who(Role::member, IdentifierKind::uid, m.text(), person(m.text()).name, on_slack));
    });
    leave_over(record, value, {"id", "name", "created", "members"});
    give(std::move(record));
  }

  void tell_chat(const Record& record) {
    if (told_ || record.chat_key.empty()) return;
    told_ = true;
    for (const char* list : {"channels.json", "groups.json", "dms.json", "mpims.json"})  // these tell it once
      if (item_.tree && item_.tree->open(root_ + list)) return;
    Record chat = chat_record(record);
    chat.chat_title = channel_;
    chat.fields.push_back({"title", channel_});
    for (const auto& m : members_of_direct())
      chat.participants.push_back(who(Role::member, IdentifierKind::uid, m, person(m).name, on_slack));
    extra(std::move(chat));
  }

  // Who a number is, from users.json of the same export; read when first asked for.
  const Person& person(const std::string& id) {
    static const Person nobody;
    if (!looked_for_people_) {
      looked_for_people_ = true;
      for (const auto& root : {root_, folders(item_.name()).first + channel_ + "/"})
        if (people_.empty())
          list_in(root + "users.json", [&](Json user) {
            if (people_.size() < most_people) people_.emplace(user["id"].text(), slack_person(user));
          });
    }
    const auto found = people_.find(id);
    return found == people_.end() ? nobody : found->second;
  }
  const std::vector<std::string>& members_of_direct() {
    if (!looked_for_members_) {
      looked_for_members_ = true;
      const bool direct = channel_.starts_with("D") && channel_.size() >= 8, few = channel_.starts_with("mpdm-");
      if (direct || few)
        list_in(root_ + (direct ? "dms.json" : "mpims.json"), [&](Json chat) {
          if (chat[direct ? "id" : "name"].text() != channel_) return;
          chat["members"].each([&](Json m) {
            if (members_.size() < 100) members_.push_back(m.text());
          });
        });
    }
    return members_;
  }
  void list_in(const std::string& name, std::function<void(Json)> take) const {
    if (!item_.tree) return;
    const auto other = item_.tree->open(name);
    if (!other) return;
    ListOf list(std::move(take));
    walk_json(other->bytes(), list);
  }

  std::string root_, channel_;
  People people_;
  std::vector<std::string> members_;
  bool looked_for_people_ = false, looked_for_members_ = false, told_ = false;
};

class SlackReader final : public Reader {
 public:
  std::string_view name() const override { return "slack-json"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || !head.array || head.lines) return {};
    // Times with six digits behind the point are Slack's; where a text stands without anything of its own, the file's name is a day.
    const auto file = item.file_name();
    const bool day = file.size() == 15 && file[4] == '-' && file[7] == '-' && file.ends_with(".json");
    if (head.has("[].type") && head.has("[].ts") && head.has("[].text") && slack_times(item.bytes().substr(0, 64u << 10)) &&
        (day || head.has("[].client_msg_id") || head.has("[].user_profile.real_name") || head.has("[].thread_ts") || head.has("[].blocks")))
      return {94, "a day of a channel as Slack exports it"};
    if (head.has("[].id") && head.has("[].profile.real_name") && (head.has("[].team_id") || head.has("[].is_bot") || head.has("[].profile.avatar_hash")))
      return {93, "the people of a workspace as Slack exports them"};
    if (head.has("[].id") && head.has("[].created") && head.has("[].members") &&
        ((head.has("[].creator") && head.has("[].is_archived")) || file == "dms.json"))
      return {93, "the channels of a workspace as Slack exports them"};
    if (file == "integration_logs.json" && head.has("[].user_id") && head.has("[].change_type")) return {93, "what programs a workspace let in, as Slack exports it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { walk_all<SlackWalk>(item, options, sink); }

 private:
  static bool slack_times(std::string_view bytes) {
    for (auto at = bytes.find("\"ts\""); at != bytes.npos; at = bytes.find("\"ts\"", at + 1)) {
      const auto open = bytes.find('"', at + 4);
      if (open == bytes.npos) return false;
      const auto close = bytes.find('"', open + 1);
      if (close == bytes.npos) return false;
      const std::string value(bytes.substr(open + 1, std::min<std::size_t>(close - open - 1, 30)));
      if (value.size() == 17 && value[10] == '.' && slack_instant(value)) return true;
    }
    return false;
  }
};

// {"room_name","room_creator","exported_by","messages":[events]}: the room's events as the server keeps them.
class MatrixWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType type) override {
    return path.empty() || (path.size() == 1 && path[0].key == "messages" && type == JsonType::array) ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.size() == 1) {
      if (path[0].key == "room_name") title_ = value.text();
      if (path[0].key == "exported_by") owner_ = account_in(value.text());
      about_.extras.push_back({path[0].key, value.is_object() || value.is_array() ? std::string(value.source().substr(0, 10'000)) : value.text()});
      if (about_.locator.empty()) {
        const auto made = start(RecordKind::chat, "room", path, value);
        about_.locator = made.locator;
      }
      return;
    }
    if (path.size() != 2) return;
    if (!value.is_object() || !value["type"]) return generic("messages", path, value);
    event(path, value);
  }
  void tell_room() {
    if (about_.locator.empty()) return;
    about_.kind = RecordKind::chat;
    about_.table = "room";
    about_.service = on_matrix;
    about_.chat_key = room_;
    about_.chat_title = title_;
    about_.key = "chat " + room_;
    if (!title_.empty()) about_.fields.push_back({"title", title_});
    for (const auto& [id, name] : names_)
      if (about_.participants.size() < 10'000) about_.participants.push_back(who(Role::member, IdentifierKind::username, id, name, on_matrix));
    std::sort(about_.participants.begin(), about_.participants.end(), [](const auto& a, const auto& b) { return a.identifier.raw < b.identifier.raw; });
    extra(std::move(about_));
  }

 private:
  // "Ana (@ana:example.org)", in either order.
  static std::string account_in(const std::string& text) {
    const auto at = text.find('@');
    if (at == text.npos) return {};
    const auto end = text.find_first_of(" ()", at);
    const auto id = text.substr(at, end == text.npos ? end : end - at);
    return id.find(':') == id.npos ? std::string() : id;
  }

  void event(const JsonPath& path, Json value) {
    const std::string type = value["type"].text(), sender = value["sender"].text();
    const Json content = value["content"];
    const bool words = type == "m.room.message" || type == "m.sticker" || type == "m.room.encrypted";
    Record record = start(words ? RecordKind::message : RecordKind::event, "messages", path, value);
    record.service = on_matrix;
    record.key = value["event_id"].text();
    record.chat_key = value["room_id"].text();
    if (room_.empty()) room_ = record.chat_key;
    record.chat_title = title_;
    add_unix(record, words ? TimeKind::sent : TimeKind::other, value["origin_server_ts"], "ms");
    if (!words) record.fields.push_back({"type", type});
    if (type == "m.room.member") {
      const std::string member = value["state_key"].text(), name = content["displayname"].text();
      if (!member.empty() && names_.size() < most_people && (!name.empty() || !names_.contains(member))) names_[member] = name;
      record.participants.push_back(who(Role::subject, IdentifierKind::username, member, name_of(member), on_matrix));
      record.text = content["membership"].text();
    }
    if (!sender.empty()) {
      if (words && !owner_.empty()) record.direction = sender == owner_ ? Direction::out : Direction::in;
      if (names_.size() < most_people) names_.try_emplace(sender);
      record.participants.push_back(who(words ? Role::from : Role::author, IdentifierKind::username, sender, name_of(sender), on_matrix));
    }
    if (words) {
      record.text = content["body"].text();
      const std::string kind = content["msgtype"].text();
      if (!kind.empty() && kind != "m.text") record.fields.push_back({"type", kind});
      if (const Json info = content["info"]; info.is_object() || content["url"]) {
        const std::string file = content["filename"] ? content["filename"].text() : record.text;
        record.media.push_back({file, info["mimetype"].text(), "", "", present(file)});
      }
      if (const auto at = lat_lon(content["geo_uri"].text())) {
        record.place.emplace();
        record.place->latitude = at->first;
        record.place->longitude = at->second;
        record.place->origin = "user-shared";
      }
      const Json relation = content["m.relates_to"];
      const std::string answered = relation["m.in_reply_to"]["event_id"].text();
      if (!answered.empty()) {
        record.fields.push_back({"reply_to", answered});
        record.links.push_back({model::LinkKind::reply, answered});
      }
      if (relation["rel_type"].text() == "m.replace") {
        record.state = State::edited;
        record.links.push_back({model::LinkKind::edit_of, relation["event_id"].text()});
        if (const auto now = content["m.new_content"]["body"].text(); !now.empty()) record.text = now;
      }
      if (value["redacted_because"] || value["unsigned"]["redacted_because"]) record.state = State::revoked;
      if (type == "m.room.encrypted") record.extras.push_back({"content", "not decrypted"});
    }
    leave_over(record, content, {"body", "msgtype", "membership", "displayname", "info", "m.new_content", "ciphertext"}, "content.");
    leave_over(record, value, {"type", "sender", "content", "event_id", "room_id", "origin_server_ts", "state_key"});
    give(std::move(record));
  }
  std::string name_of(const std::string& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? std::string() : found->second;
  }

  Record about_;
  std::string title_, owner_, room_;
  std::unordered_map<std::string, std::string> names_;
};

class MatrixReader final : public Reader {
 public:
  std::string_view name() const override { return "matrix-json"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    if (head.has("messages[].origin_server_ts") && head.has("messages[].sender")) return {94, "a room as Matrix clients export it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    read_json(item, sink, [&](const Utf8Bytes& text) {
      MatrixWalk walk(item, text, options, sink);
      walk_json(text.text(), walk);
      walk.tell_room();
      walk.finish();
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_slack_reader() { return std::make_unique<SlackReader>(); }
std::unique_ptr<Reader> make_matrix_reader() { return std::make_unique<MatrixReader>(); }

}  // namespace clew::readers
