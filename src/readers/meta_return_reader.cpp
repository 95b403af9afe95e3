#include "readers/meta_return_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/html_shown.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::size_t max_other_text = 16u << 10, max_value_text = 4u << 20;

// Labels of a message, of a conversation, of the request itself.
constexpr std::string_view message_labels[] = {"Sent",
                                               "Body",
                                               "Attachments",
                                               "Linked Media File:",
                                               "Linked Media File",
                                               "Share",
                                               "Removed by Sender",
                                               "Call Record",
                                               "Type",
                                               "Missed",
                                               "Duration",
                                               "Size",
                                               "URL",
                                               "Url",
                                               "Title",
                                               "Text",
                                               "Date Created",
                                               "Summary",
                                               "Is Unsent",
                                               "Subscription Event",
                                               "Users",
                                               "Sticker"};
constexpr std::string_view thread_labels[] = {"Current Participants", "Past Participants",
                                              "Thread Name", "Read Receipts"};
constexpr std::string_view head_labels[] = {"Service",      "Internal Ticket Number",
                                            "Target",       "Account Identifier",
                                            "Account Type", "Generated",
                                            "Date Range",   "User Name",
                                            "Vanity Name"};

template <class List>
bool among(const List& list, std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

class ReturnWalk {
 public:
  ReturnWalk(const Utf8Bytes& text, const Options& options, Sink& sink)
      : text_(text), options_(options), sink_(sink), findings_(sink), scanner_(text.text()) {}

  void run() {
    XmlToken token;
    bool hidden = false;  // style and script
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        if (token.name == "style" || token.name == "script") hidden = !token.empty;
        if (token.name == "img" && message_)
          if (const auto path = xml_attribute(token, "src")) media(xml_text(*path), token.end);
        continue;
      }
      if (token.kind == XmlToken::Kind::end) {
        if (token.name == "style" || token.name == "script") hidden = false;
        continue;
      }
      if (hidden) continue;
      std::string value;
      append_xml_text(token.body, false, value);
      value = tidy(value);
      if (!value.empty()) node(value, token.begin, token.end);
    }
    finish_message();
    finish_other();
    give_account();
    findings_.finish();
    if (scanner_.cut())
      sink_.finding({Severity::warning, "file cut off", "", "It ends within a tag."});
  }

 private:
  struct Message {
    std::uint64_t begin = 0, end = 0;
    std::vector<std::pair<std::string, std::string>> values;
    std::vector<std::string> media;
  };

  void node(const std::string& value, std::uint64_t begin, std::uint64_t end) {
    if (value == "Author") {
      finish_message();
      finish_other();
      message_.emplace(Message{});
      message_->begin = begin;
      message_->end = end;
      message_->values.emplace_back(value, "");
      return;
    }
    if (value == "Thread") {
      finish_message();
      finish_other();
      thread_.clear();
      participants_.clear();
      said_ = false;
      label_ = value;
      label_begin_ = begin;
      return;
    }
    if (message_ && among(message_labels, value)) {
      message_->values.emplace_back(value, "");
      message_->end = end;
      return;
    }
    if (!thread_.empty() && among(thread_labels, value)) {
      finish_message();
      label_ = value;
      return;
    }
    if (among(head_labels, value)) {
      finish_message();
      label_ = value;
      return;
    }
    if (message_) {
      std::string& to = message_->values.back().second;
      if (to.size() < max_value_text) to += (to.empty() ? "" : "\n") + value;
      message_->end = end;
      return;
    }
    if (label_ == "Thread") {
      thread_ = value;
      if (thread_.starts_with("(") && thread_.ends_with(")"))
        thread_ = thread_.substr(1, thread_.size() - 2);
      label_.clear();
      return;
    }
    if (label_ == "Current Participants" || label_ == "Past Participants") {
      if (participants_.size() < 5000 && value.find('(') != value.npos)
        participants_.push_back(value);
      return;
    }
    if (!label_.empty() && among(head_labels, label_)) {
      if (account_.size() < 200) account_.push_back({label_, value, begin, end});
      if (label_ == "Service") service_ = value;
      if (label_ == "Account Identifier" || label_ == "Target")
        owner_ids_.push_back(digits_of(value));
      label_.clear();
      return;
    }
    if (other_.empty()) other_begin_ = begin;
    other_ += (other_.empty() ? "" : "\n") + value;
    other_end_ = end;
    if (other_.size() > max_other_text) finish_other();
  }

  void media(std::string path, std::uint64_t end) {
    message_->end = end;
    if (message_->media.size() < 1000) message_->media.push_back(std::move(path));
  }

  static std::string digits_of(std::string_view text) {
    std::string best, run;
    for (const char c : text) {
      if (c >= '0' && c <= '9')
        run += c;
      else
        run.clear();
      if (run.size() > best.size()) best = run;
    }
    return best;
  }

  // "Ana Pop (Facebook: 100001234)".
  model::Participation person(Role role, const std::string& text) const {
    model::Participation p;
    p.role = role;
    p.identifier.scope = service_;
    const std::size_t open = text.rfind('(');
    const std::string id = open == text.npos ? "" : digits_of(std::string_view(text).substr(open));
    p.name = tidy(std::string_view(text).substr(0, open));
    p.identifier.kind = id.size() >= 4 ? IdentifierKind::uid : IdentifierKind::name;
    p.identifier.raw = id.size() >= 4 ? id : text;
    return p;
  }

  std::string place(std::uint64_t begin, std::uint64_t end, std::string_view what) const {
    const std::uint64_t from = text_.source(begin), to = text_.source(end);
    return exhibit::Locator().bytes(from, to - from).xml(what).str();
  }

  void time(Record& record, TimeKind kind, const std::string& raw) {
    model::Time t;
    t.kind = kind;
    t.raw = raw;
    if (const auto written = text::parse_written_time(raw)) {
      const auto reading = text::reading_of(*written, text::DateOrder::unknown);
      if (reading && written->offset_minutes) {
        t.utc = *reading - Micros{*written->offset_minutes} * 60 * micros_per_second;
        t.offset_minutes = written->offset_minutes;
        t.certainty = model::Certainty::exact;
        if (options_.latest_plausible && *t.utc > options_.latest_plausible)
          t.certainty = model::Certainty::implausible;
      } else if (reading) {
        t.local = reading;
        t.certainty = model::Certainty::local_unknown;
      }
    }
    if (!t.utc && !t.local)
      findings_.add(Severity::note, "unreadable time", record.locator,
                    fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
    record.times.push_back(std::move(t));
  }

  void finish_message() {
    label_.clear();
    if (!message_) return;
    const Message m = std::move(*message_);
    message_.reset();
    const bool call = std::any_of(m.values.begin(), m.values.end(),
                                  [](const auto& v) { return v.first == "Call Record"; });
    Record record;
    record.kind = call ? RecordKind::call : RecordKind::message;
    record.table = "messages";
    record.service = service_;
    record.locator = place(m.begin, m.end, fmt::format("Thread[{}]/Author", thread_));
    record.chat_key = thread_;
    for (const auto& [label, value] : m.values) {
      if (label == "Author" && !value.empty()) {
        record.participants.push_back(person(call ? Role::caller : Role::from, value));
        const std::string& id = record.participants.back().identifier.raw;
        if (!owner_ids_.empty())
          record.direction = std::find(owner_ids_.begin(), owner_ids_.end(), id) != owner_ids_.end()
                                 ? Direction::out
                                 : Direction::in;
      } else if (label == "Sent") {
        time(record, call ? TimeKind::start : TimeKind::sent, value);
      } else if (label == "Body") {
        record.text = value;
      } else if (label.starts_with("Linked Media File")) {
        record.media.push_back({value, "", "", "", false});
      } else if (label == "Removed by Sender" && (value == "true" || value == "Yes")) {
        record.state = model::State::revoked;
        record.state_flag = label;
      } else if (!value.empty()) {
        record.extras.push_back({label, value});
      }
    }
    if (call) {
      model::Call details;
      for (const auto& [label, value] : m.values) {
        if (label == "Duration") details.duration = text::parse_duration(value);
        if (label == "Missed" && value == "true") details.outcome = "missed";
      }
      record.call = details;
    }
    for (const auto& path : m.media)
      record.media.push_back({path, "", "", "", false});
    say_chat(record);
    sink_.rows("messages", 1);
    sink_.record(std::move(record));
  }

  void say_chat(const Record& first) {
    if (said_ || thread_.empty()) return;
    said_ = true;
    Record record;
    record.kind = RecordKind::chat;
    record.table = "messages";
    record.service = service_;
    record.locator = first.locator;
    record.key = "chat " + thread_;
    record.chat_key = thread_;
    for (const auto& p : participants_)
      record.participants.push_back(person(Role::member, p));
    sink_.extra_record(std::move(record));
  }

  void finish_other() {
    if (other_.empty()) return;
    Record record;
    record.kind = RecordKind::document;
    record.table = "other text";
    record.locator = place(other_begin_, other_end_, "text");
    record.text = std::move(other_);
    other_.clear();
    sink_.rows("other text", 1);
    sink_.record(std::move(record));
  }

  void give_account() {
    if (account_.empty()) return;
    Record record;
    record.kind = RecordKind::account;
    record.table = "request";
    record.service = service_;
    record.locator = place(account_.front().begin, account_.back().end, "request");
    for (const auto& entry : account_) {
      record.extras.push_back({entry.label, entry.value});
      if (entry.label == "Target" || entry.label == "Account Identifier") {
        const std::string id = digits_of(entry.value);
        model::Participation p;
        p.role = Role::owner;
        p.identifier = {id.size() >= 4 ? IdentifierKind::uid : IdentifierKind::username,
                        id.size() >= 4 ? id : entry.value, service_};
        if (std::find(record.participants.begin(), record.participants.end(), p) ==
            record.participants.end())
          record.participants.push_back(std::move(p));
      }
    }
    sink_.rows("request", 1);
    sink_.record(std::move(record));
  }

  struct Entry {
    std::string label, value;
    std::uint64_t begin, end;
  };
  const Utf8Bytes& text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::string label_, thread_, service_, other_;
  std::uint64_t label_begin_ = 0, other_begin_ = 0, other_end_ = 0;
  std::vector<std::string> participants_, owner_ids_;
  std::vector<Entry> account_;
  std::optional<Message> message_;
  bool said_ = false;
};

class MetaReturnReader final : public Reader {
 public:
  std::string_view name() const override { return "meta-return"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    if (!html::begins_with_tag(head)) return {};
    if (head.find("div_table") == head.npos) return {};
    if (head.find("Account Identifier") == head.npos &&
        head.find("Internal Ticket Number") == head.npos &&
        head.find("Unified Messages") == head.npos)
      return {};
    return {96, "an answer of Meta to a legal request"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "HTML", sink)) return;
    ReturnWalk walk(text, options, sink);
    walk.run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_meta_return_reader() { return std::make_unique<MetaReturnReader>(); }

}  // namespace clew::readers
