#include "readers/google_subscriber_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/html_blocks.h"
#include "readers/html_shown.h"
#include "readers/html_tables.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

constexpr std::string_view subscriber_title = "GOOGLE SUBSCRIBER INFORMATION";

std::string subscriber_letters(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::vector<std::string> parts_at(std::string_view text, char between) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(between, at), text.size());
    parts.push_back(html::trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return parts;
}

class SubscriberPage {
 public:
  SubscriberPage(const exhibit::Item& item, const Options& options, Sink& sink) : item_(item), options_(options), sink_(sink), findings_(sink) {}

  void run() {
    html::HtmlBlocks page(item_.bytes());
    html::HtmlBlock block;
    auto tables = html::tables_of(item_.bytes());
    std::size_t next = 0;
    while (page.next(block)) {
      // The rows of tables are read below, with their empty cells.
      while (next < tables.size() && block.offset >= tables[next].end) ++next;
      if (next < tables.size() && block.offset >= tables[next].begin) {
        tables[next].name = heading_;
        continue;
      }
      if (block.part == "heading") {
        heading_ = html::trimmed(block.text);
        continue;
      }
      const auto colon = block.text.find(": ");
      if (colon != block.text.npos && colon > 0 && colon < 60)
        said(block, html::trimmed(block.text.substr(0, colon)), html::trimmed(block.text.substr(colon + 2)));
      else if (html::trimmed(block.text) == subscriber_title || heading_.empty())
        continue;
      else if (auto line = html::trimmed(block.text); !line.empty() && !line.ends_with(':') && line != "None" && !account_.locator.empty())
        account_.extras.push_back({heading_, std::move(line)});
    }
    if (!account_.locator.empty()) {
      sink_.rows("account", 1);
      sink_.record(std::move(account_));
    }
    for (const auto& table : tables) activity(page, table);
    if (page.cut()) sink_.finding({model::Severity::warning, "file cut off", "", "The page ends inside a tag."});
    findings_.finish();
  }

 private:
  std::string place(const html::HtmlBlock& block) const { return exhibit::Locator().bytes(block.offset, block.length).str(); }

  // "2024-03-04 21:40:09 Z"
  void time(model::Record& record, model::TimeKind kind, std::string_view raw, const std::string& where) {
    if (raw.empty()) return;
    model::Time t;
    t.kind = kind;
    t.raw = std::string(raw);
    std::string_view plain = raw;
    bool utc = false;
    for (const std::string_view end : {" Z", " UTC"})
      if (plain.ends_with(end)) {
        plain.remove_suffix(end.size());
        utc = true;
      }
    const auto iso = parse_iso(plain);
    if (!iso) {
      findings_.add(model::Severity::note, "unreadable time", where, fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
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

  void who(model::Role role, model::IdentifierKind kind, const std::string& raw, const std::string& name) {
    if (raw.empty() || account_.participants.size() >= 500) return;
    for (const auto& known : account_.participants)
      if (known.identifier.kind == kind && known.identifier.raw == raw) return;  // of the owner, and for recovery too
    model::Participation p{role, {kind, raw, kind == model::IdentifierKind::uid ? "Google" : ""}, role == model::Role::owner ? name : ""};
    account_.participants.push_back(std::move(p));
  }

  // "+447700900123 [GB], …"
  void numbers(model::Role role, const std::string& value) {
    for (auto& part : parts_at(value, ',')) {
      if (const auto country = part.find(" ["); country != part.npos) part.resize(country);
      if (part.find_first_of("0123456789") != part.npos) who(role, model::IdentifierKind::phone, part, name_);
    }
  }
  void addresses(model::Role role, const std::string& value) {
    for (const auto& part : parts_at(value, ','))
      if (part.find('@') != part.npos) who(role, model::IdentifierKind::email, part, name_);
  }

  void said(const html::HtmlBlock& block, const std::string& label, const std::string& value) {
    if (account_.locator.empty()) {
      account_.kind = model::RecordKind::account;
      account_.table = "account";
      account_.service = "Google";
      account_.locator = place(block);
    }
    if (value.empty() || value == "None") return;
    const std::string l = subscriber_letters(label);
    using model::IdentifierKind;
    using model::Role;
    if (l == "name" && name_.empty()) name_ = value;
    if (l == "google account id") {
      who(Role::owner, IdentifierKind::uid, value, "");
    } else if (l == "e-mail" || l == "alternate e-mails" || l == "alternate e-mail") {
      addresses(Role::owner, value);
    } else if (l == "user phone numbers" || l == "sign-in phone numbers" || l == "phone numbers") {
      numbers(Role::owner, value);
    } else if (l == "recovery e-mail" || l == "contact e-mail") {
      addresses(Role::mentioned, value);
    } else if (l == "recovery sms" || l.starts_with("2-step verification")) {
      numbers(Role::mentioned, value);
    } else if (l == "created on") {
      time(account_, model::TimeKind::created, value, place(block));
      return;
    } else if (l == "last logins") {
      std::size_t n = 0;
      for (const auto& part : parts_at(value, ','))
        if (++n <= 100) time(account_, model::TimeKind::accessed, part, place(block));
      return;
    }
    if (l != "google account id" && l != "e-mail") account_.extras.push_back({label, value});
    subjects_.clear();
    for (const auto& p : account_.participants)
      if (p.role == Role::owner && (p.identifier.kind == IdentifierKind::uid || p.identifier.kind == IdentifierKind::email) && subjects_.empty()) {
        subjects_.push_back(p);
        subjects_.back().role = Role::subject;
        subjects_.back().name = name_;
      }
  }

  void activity(const html::HtmlBlocks& page, const html::TableSpan& table) {
    html::TableRows rows(item_.bytes(), table, page);
    GridRow row;
    std::vector<std::string> columns;
    const auto cells_of_row = [&] {
      std::vector<std::string> cells;
      for (const auto& c : row.cells) cells.push_back(html::trimmed(std::string_view(row.text).substr(c.begin, c.end - c.begin)));
      return cells;
    };
    const std::string name = table.name.empty() ? "activity" : subscriber_letters(table.name);
    for (row.clear(); rows.next(row); row.clear()) {
      const auto cells = cells_of_row();
      if (std::all_of(cells.begin(), cells.end(), [](const std::string& c) { return c.empty(); })) continue;
      sink_.rows(name, 1);
      if (columns.empty()) {
        columns = cells;
        sink_.skip(name, "header", row.place);
        continue;
      }
      model::Record record;
      record.kind = model::RecordKind::event;
      record.table = name;
      record.service = "Google";
      record.locator = row.place;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        const std::string column = i < columns.size() ? columns[i] : fmt::format("column {}", i + 1), l = subscriber_letters(column);
        if (l == "timestamp")
          time(record, model::TimeKind::other, cells[i], record.locator);
        else if (l == "ip address")
          record.fields.push_back({"ip_address", cells[i]});
        else if (l == "activity type")
          record.fields.push_back({"type", cells[i]});
        else
          record.extras.push_back({column, cells[i]});
      }
      record.participants = subjects_;
      sink_.record(std::move(record));
    }
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::string heading_, name_;
  model::Record account_;
  std::vector<model::Participation> subjects_;
};

class GoogleSubscriberReader final : public Reader {
 public:
  std::string_view name() const override { return "google-subscriber"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto head = item.bytes().substr(0, 16'384);
    if (!html::begins_with_tag(head) || head.find(subscriber_title) == head.npos) return {};
    if (head.find("Google Account ID") == head.npos && head.find("IP ACTIVITY") == head.npos) return {};
    return {95, "what Google says of an account's owner on legal process"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { SubscriberPage(item, options, sink).run(); }
};

}  // namespace

std::unique_ptr<Reader> make_google_subscriber_reader() { return std::make_unique<GoogleSubscriberReader>(); }

}  // namespace clew::readers
