#include "readers/meta_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/chat_record.h"
#include "readers/json_records.h"
#include "text/encoding.h"

namespace clew::readers {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::State;
using model::TimeKind;

std::optional<std::string> undo_mojibake(std::string_view utf8) {
  if (text::is_ascii(utf8)) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto b = static_cast<unsigned char>(utf8[i]);
    if (b < 0x80) {
      bytes += static_cast<char>(b);
    } else if ((b == 0xC2 || b == 0xC3) && i + 1 < utf8.size()) {
      const auto low = static_cast<unsigned char>(utf8[++i]);
      bytes += static_cast<char>((b & 3) << 6 | (low & 63));
    } else {
      return std::nullopt;  // a character above 255: it was written properly
    }
  }
  if (!text::is_valid_utf8(bytes)) return std::nullopt;
  return bytes;
}

namespace {

// "messages/inbox/ana_123/message_1.json" → "ana_123".
std::string thread_of(std::string_view name) {
  const std::size_t end = name.rfind('/');
  if (end == name.npos) return {};
  const std::size_t begin = name.rfind('/', end - 1);
  return std::string(
      name.substr(begin == name.npos ? 0 : begin + 1, end - (begin == name.npos ? 0 : begin + 1)));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// What stands beside the messages, before or behind them: a first walk.
class MetaHead final : public JsonHandler {
 public:
  std::vector<std::string> participants;
  std::string title, thread_path;
  Plan plan(const JsonPath& path, JsonType) override {
    if (path.empty()) return Plan::descend;
    return path[0].key == "participants" || path[0].key == "joinable_mode" ? Plan::whole
                                                                           : Plan::skip;
  }
  void value(const JsonPath& path, Json value) override {
    if (path.size() != 1) return;
    if (path[0].key == "title" || path[0].key == "threadName") title = value.text();
    if (path[0].key == "thread_path") thread_path = value.text();
    if (path[0].key == "participants")
      value.each([&](Json p) {
        if (participants.size() < 5000)
          participants.push_back(p.is_object() ? p["name"].text() : p.text());
      });
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {}
};

class MetaWalk final : public JsonRecords {
 public:
  MetaWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink,
           const MetaHead& head)
      : JsonRecords(item, text, options, sink), head_(head) {
    const std::string path = lower(exhibit_path(item));
    // The service by the folders around; Instagram's messages look like Facebook's.
    if (path.find("instagram") != path.npos)
      service_ = "Instagram";
    else if (path.find("facebook") != path.npos || path.find("messenger") != path.npos ||
             path.find("e2ee") != path.npos)
      service_ = "Facebook Messenger";
    std::string why = service_.empty() ? "" : " (folder)";
    if (service_.empty()) std::tie(service_, why) = told_inside(item, text.text());
    title_ = repaired(head.title);
    for (const auto& name : head.participants)
      participants_.push_back(repaired(name));
    chat_key_ = !head.thread_path.empty() ? head.thread_path : thread_of(item.name());
    if (chat_key_.empty()) chat_key_ = title_;
    sink.decided("service",
                 service_.empty() ? "not said (Instagram, Facebook or Messenger)" : service_ + why);
  }

  Plan plan(const JsonPath& path, JsonType) override {
    if (path.empty()) return Plan::descend;
    return path.size() == 1 && path[0].key == "messages" ? Plan::descend : Plan::whole;
  }

  void value(const JsonPath& path, Json value) override {
    if (path.size() != 2 || path[0].key != "messages") return;
    if (value.is_object())
      message(path, value);
    else
      generic("messages", path, value);
  }

  std::uint64_t repairs() const { return repairs_; }

 private:
  // Without a folder that says it: where its files lie, what only one of the apps writes, and which other files stand in the export.
  static std::pair<std::string, std::string> told_inside(const exhibit::Item& item, std::string_view text) {
    const char *instagram = "Instagram", *facebook = "Facebook Messenger";
    if (text.find("your_instagram_activity/") != text.npos) return {instagram, " (where its files lie)"};
    for (const std::string_view folder : {"your_facebook_activity/", "your_activity_across_facebook/"})
      if (text.find(folder) != text.npos) return {facebook, " (where its files lie)"};
    if (text.find("\"senderName\"") != text.npos && text.find("\"threadName\"") != text.npos) return {facebook, " (its encrypted form)"};
    if (text.find("\"content\": \"Liked a message\"") != text.npos || text.find("\"content\":\"Liked a message\"") != text.npos)
      return {instagram, " (\"Liked a message\", which only it writes)"};
    // Another file of the same export, which lies beside the folder "messages". Other exports may lie around it.
    const std::string own = lower(item.name());
    const auto at = own.find("messages/");
    if (!item.tree || at == own.npos || (at > 0 && own[at - 1] != '/')) return {};
    std::size_t seen = 0;
    for (const auto& name : item.tree->names()) {
      if (++seen > 20'000) break;
      const std::string folded = lower(name);
      if (!folded.starts_with(own.substr(0, at))) continue;
      if (folded.find("followers_and_following/", at) != folded.npos) return {instagram, " (a file beside it)"};
      if (folded.ends_with("friends/your_friends.json") || folded.ends_with("friends/friends.json")) return {facebook, " (a file beside it)"};
    }
    return {};
  }

  static std::string exhibit_path(const exhibit::Item& item) {
    std::string out;
    for (const auto& part : item.path)
      out += part + "/";
    return out;
  }

  std::string repaired(const std::string& text, bool* changed = nullptr) {
    if (auto fixed = undo_mojibake(text)) {
      ++repairs_;
      if (changed) *changed = true;
      return *fixed;
    }
    return text;
  }

  void say_chat(const Record& first) {
    if (said_) return;
    said_ = true;
    Record record = chat_record(first);
    record.chat_title = title_;
    for (const auto& name : participants_)
      record.participants.push_back(who(Role::member, IdentifierKind::name, name, name, service_));
    extra(std::move(record));
  }

  static std::string first_of(Json value, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
      if (value[name]) return value[name].text();
    return {};
  }

  void message(const JsonPath& path, Json value) {
    const bool call = static_cast<bool>(value["call_duration"]) || value["type"].text() == "Call";
    Record record = start(call ? RecordKind::call : RecordKind::message, "messages", path, value);
    record.service = service_;
    record.chat_key = chat_key_;
    record.chat_title = title_;
    add_unix(record, call ? TimeKind::start : TimeKind::sent,
             value["timestamp_ms"] ? value["timestamp_ms"] : value["timestamp"], "ms");
    const std::string written = first_of(value, {"sender_name", "senderName"});
    const std::string name = repaired(written);
    if (!name.empty()) {
      record.participants.push_back(
          who(call ? Role::caller : Role::from, IdentifierKind::name, name, name, service_));
      if (!options_.owner_name.empty())
        record.direction = is_owner_name(name) ? Direction::out : Direction::in;
      if (name != written) record.extras.push_back({"sender_name as written", written});
      // In a conversation of two the other one gets it.
      if (participants_.size() == 2)
        for (const auto& other : participants_)
          if (other != name)
            record.participants.push_back(
                who(call ? Role::callee : Role::to, IdentifierKind::name, other, other, service_));
    }
    body(record, value);
    if (call) {
      model::Call details;
      if (const auto seconds = value["call_duration"].integer()) {
        details.duration = *seconds * micros_per_second;
        details.outcome = *seconds > 0 ? "answered" : "missed";
      }
      record.call = details;
    }
    if (value["is_unsent"].truth().value_or(false) || value["isUnsent"].truth().value_or(false))
      record.state = State::revoked;
    for (const auto list : {"photos", "videos", "audio_files", "files", "gifs", "media"})
      value[list].each([&](Json m) { attach(record, m); });
    if (value["sticker"].is_object()) attach(record, value["sticker"]);
    if (const Json share = value["share"]; share.is_object()) {
      if (const auto link = share["link"].text(); !link.empty())
        record.fields.push_back({"url", link});
      leave_over(record, share, {"link"}, "share ");
    }
    value["reactions"].each([&](Json r) {
      record.fields.push_back(
          {"reaction", repaired(r["reaction"].text()) + " by " + repaired(r["actor"].text())});
    });
    leave_over(record, value,
               {"sender_name", "senderName", "timestamp_ms", "timestamp", "content", "text",
                "call_duration", "is_unsent", "isUnsent", "photos", "videos", "audio_files",
                "files", "gifs", "media", "sticker", "share", "reactions"});
    say_chat(record);
    give(std::move(record));
  }

  void body(Record& record, Json value) {
    const std::string written = first_of(value, {"content", "text"});
    bool changed = false;
    record.text = repaired(written, &changed);
    if (!changed) return;
    record.extras.push_back({"content as written", written});
    record.fields.push_back({"text_repaired", "UTF-8 that was written byte by byte"});
  }

  void attach(Record& record, Json m) {
    if (!m.is_object()) return;
    model::Media media;
    media.path = m["uri"].text();
    if (media.path.empty()) return;
    media.title = repaired(m["title"].text());
    // "messages/inbox/…/photos/1.jpg" counts from the export's root.
    media.present =
        item_.tree && !media.path.starts_with("http") &&
        item_.tree->find(media.path.substr(media.path.starts_with("./") ? 2 : 0)).has_value();
    if (const auto made = m["creation_timestamp"].text(); !made.empty())
      record.extras.push_back({"creation_timestamp of " + media.path, made});
    record.media.push_back(std::move(media));
  }

  const MetaHead& head_;
  std::string service_, title_, chat_key_;
  std::vector<std::string> participants_;
  std::uint64_t repairs_ = 0;
  bool said_ = false;
};

class MetaReader final : public Reader {
 public:
  std::string_view name() const override { return "meta-json"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.array) return {};
    if (head.has("messages[].sender_name") && head.has("messages[].timestamp_ms"))
      return {95, "a conversation as Meta exports it (Instagram, Facebook, Messenger)"};
    if (head.has("messages[].senderName") && head.has("messages[].timestamp"))
      return {92, "an encrypted conversation as Messenger exports it"};
    if (head.has("participants[].name") && head.has("messages"))
      return {75, "a conversation as Meta exports it"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    read_json(item, sink, [&](const Utf8Bytes& text) {
      MetaHead head;
      walk_json(text.text(), head);
      MetaWalk walk(item, text, options, sink, head);
      walk_json(text.text(), walk);
      walk.finish();
      if (walk.repairs())
        sink.finding({model::Severity::note, "text repaired", "",
                      fmt::format("{} texts and names were written byte by byte (Meta's exports do "
                                  "that) and are put right; what was written is kept beside them.",
                                  walk.repairs())});
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_meta_reader() { return std::make_unique<MetaReader>(); }

}  // namespace clew::readers
