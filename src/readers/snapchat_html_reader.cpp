#include "readers/snapchat_html_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/finding_limit.h"
#include "readers/html_entities.h"
#include "readers/html_page.h"
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

constexpr std::string_view snapchat = "Snapchat";
constexpr std::size_t max_text = 4u << 20;

std::string shown_text(std::string_view raw) { return html::shown(html::decode_entities(raw)); }

bool is_uuid(std::string_view s) {
  if (s.size() != 36) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = s[i];
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
  }
  return true;
}

class SnapchatPage {
 public:
  SnapchatPage(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : item_(item), utf8_(text), options_(options), sink_(sink), findings_(sink), scanner_(text.text()) {
    std::string_view id = item.file_name();
    if (id.starts_with("subpage_")) id.remove_prefix(8);
    if (id.ends_with(".html")) id.remove_suffix(5);
    id_ = id;
    group_ = is_uuid(id_);
    owner_ = owner_of_download();
  }

  void run() {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        start(token);
      } else if (token.kind == XmlToken::Kind::end) {
        end(token);
      } else if (into_ && into_->size() < max_text) {
        into_->append(token.body);
      }
    }
    if (open_ && !(sender_.empty() && time_.empty())) {
      give(utf8_.text().size());
      sink_.finding({Severity::warning, "file cut off", "", "It ends within a message."});
    }
    if (group_ && owner_.empty() && options_.owner_name.empty() && said_)
      findings_.add(Severity::note, "direction not known", "", "Of a group's page alone it is not known whose download it is; add the whole download, or name the owner at import.");
    findings_.finish();
  }

 private:
  void start(const XmlToken& token) {
    if (token.name == "h1") into_ = &title_raw_;
    if (token.name == "div") {
      const auto style = xml_attribute(token, "style");
      if (style && style->find("#f2f2f2") != style->npos && style->find("border-radius") != style->npos) {
        if (open_ && !(sender_.empty() && time_.empty())) give(token.begin);
        open_ = true;
        begin_ = token.begin;
        saved_ = false;
        sender_ = time_ = type_ = words_ = {};
      }
      return;
    }
    if (!open_) return;
    if (token.name == "button" && html::has_class(xml_attribute(token, "class").value_or(""), "saved")) saved_ = true;
    if (token.name == "h4") into_ = &sender_;
    if (token.name == "h6") into_ = &time_;
    if (token.name == "p") into_ = &words_;
    if (token.name == "br" && into_) *into_ += html::line_break;
    if (token.name == "span" && !sender_.empty() && type_.empty() && xml_attribute(token, "style")) into_ = &type_;
  }
  void end(const XmlToken& token) {
    if (token.name == "h1" && into_ == &title_raw_) {
      const std::string whole = shown_text(title_raw_);
      const auto with = whole.find(" with ");
      if (with != whole.npos) title_ = html::trimmed(whole.substr(with + 6));
      snaps_ = whole.starts_with("Snap");
      into_ = nullptr;
    }
    if (token.name == "h4" || token.name == "p" || token.name == "span") into_ = nullptr;
    if (token.name == "h6" && open_) {
      into_ = nullptr;
      give(token.end);
      open_ = false;
    }
  }

  // html/account.html: <th><b>Username:</b></th><th> ana_01</th>
  std::string owner_of_download() const {
    if (!item_.tree) return {};
    std::string folder(item_.name());
    for (int up = 0; up < 2; ++up) folder.resize(folder.rfind('/') == folder.npos ? 0 : folder.rfind('/'));
    const auto account = item_.tree->open((folder.empty() ? "" : folder + "/") + "account.html");
    if (!account) return {};
    std::string_view text = account->bytes().substr(0, 1u << 20);
    const auto at = text.find("Username:");
    if (at == text.npos) return {};
    text.remove_prefix(at + 9);
    std::string value;
    bool tag = false;
    for (const char c : text.substr(0, 300)) {
      if (c == '<') {
        if (value.find_first_not_of(" \t\r\n") != value.npos) break;
        tag = true;
      } else if (c == '>') {
        tag = false;
      } else if (!tag) {
        value += c;
      }
    }
    value = html::trimmed(value);
    return is_snapchat_username(value) ? value : std::string();
  }

  void give(std::uint64_t end_at) {
    const char* table = snaps_ ? "snaps" : "messages";
    sink_.rows(table, 1);
    Record record;
    record.table = table;
    const auto from = utf8_.source(begin_), to = utf8_.source(end_at);
    record.locator = exhibit::Locator().bytes(from, to - from).str();
    record.kind = RecordKind::message;
    record.service = snapchat;
    record.chat_key = id_;
    record.chat_title = title_;
    const std::string sender = html::trimmed(shown_text(sender_));
    // The owner by the download's own account, else, of a chat of two, whoever is not the other.
    const bool own = !sender.empty() && (!owner_.empty() ? sender == owner_ : !options_.owner_name.empty() ? sender == options_.owner_name : !group_ && sender != id_);
    const bool known = !owner_.empty() || !options_.owner_name.empty() || !group_;
    if (known && !sender.empty()) record.direction = own ? Direction::out : Direction::in;
    if (!sender.empty()) add(record, Role::from, sender, "");
    if (!group_ && own) add(record, Role::to, id_, title_ == id_ ? "" : title_);
    if (!own && !owner_.empty() && !group_) add(record, Role::to, owner_, "");
    record.text = shown_text(words_);
    const std::string type = html::trimmed(shown_text(type_));
    if (!type.empty()) record.fields.push_back({"type", type});
    if (saved_) record.fields.push_back({"saved", "yes"});
    time(record, html::trimmed(shown_text(time_)));
    if (!said_) {
      said_ = true;
      Record chat = chat_record(record);
      chat.chat_title = title_;
      chat.fields.push_back({"type", group_ ? "group" : "one-to-one"});
      if (!group_) add(chat, Role::member, id_, title_ == id_ ? "" : title_);
      if (!owner_.empty()) add(chat, Role::owner, owner_, "");
      sink_.record(std::move(record));
      sink_.extra_record(std::move(chat));
    } else {
      sink_.record(std::move(record));
    }
    sender_ = time_ = {};
  }

  static void add(Record& record, Role role, const std::string& who, const std::string& name) {
    model::Participation p;
    p.role = role;
    p.identifier = {is_snapchat_username(who) ? IdentifierKind::username : IdentifierKind::name, who, std::string(snapchat)};
    p.name = name;
    record.participants.push_back(std::move(p));
  }

  void time(Record& record, const std::string& raw) {
    if (raw.empty()) return;
    model::Time t;
    t.kind = model::TimeKind::sent;
    t.raw = raw;
    std::string_view plain = raw;
    const bool utc = plain.ends_with(" UTC");
    if (utc) plain.remove_suffix(4);
    const auto iso = parse_iso(plain);
    if (!iso) {
      findings_.add(Severity::note, "unreadable time", record.locator, fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
    } else if (utc || iso->offset_minutes) {
      t.offset_minutes = iso->offset_minutes.value_or(0);
      t.utc = iso->micros - Micros{*t.offset_minutes} * 60 * micros_per_second;
      t.certainty = options_.latest_plausible && *t.utc > options_.latest_plausible ? model::Certainty::implausible : model::Certainty::exact;
    } else {
      t.local = iso->micros;
      t.certainty = model::Certainty::local_unknown;
    }
    record.times.push_back(std::move(t));
  }

  const exhibit::Item& item_;
  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  XmlScanner scanner_;
  std::string id_, title_raw_, title_, owner_;
  std::string sender_, time_, type_, words_;
  std::string* into_ = nullptr;
  std::uint64_t begin_ = 0;
  bool group_ = false, open_ = false, saved_ = false, said_ = false, snaps_ = false;
};

class SnapchatHtmlReader final : public Reader {
 public:
  std::string_view name() const override { return "snapchat-html"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const html::PageHead page(item);
    if (!page) return {};
    if (page.has("class=\"rightpanel\"") && (page.has("Chat History with ") || page.has("Snap History with ")) && page.has("snap_history.html") && page.has("#f2f2f2"))
      return {96, "a conversation as Snapchat's download has it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { html::read_page<SnapchatPage>(item, options, sink); }
};

}  // namespace

bool is_snapchat_username(std::string_view s) {
  if (s.size() < 3 || s.size() > 15) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!letter(s[0])) return false;
  return std::all_of(s.begin(), s.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'; });
}

std::unique_ptr<Reader> make_snapchat_html_reader() { return std::make_unique<SnapchatHtmlReader>(); }

}  // namespace clew::readers
