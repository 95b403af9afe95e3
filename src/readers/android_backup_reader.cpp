#include "readers/android_backup_reader.h"

#include "readers/json_records.h"
#include "readers/store_row.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::TimeKind;

// What Android writes where the network said no sender; with modifier apostrophes around it.
constexpr std::string_view unknown_sender = "\xCA\xBCUNKNOWN_SENDER!\xCA\xBC";

const char* status_of(std::string_view box) {
  return box == "1"   ? "received"
         : box == "2" ? "sent"
         : box == "3" ? "draft"
         : box == "4" ? "outbox"
         : box == "5" ? "failed"
         : box == "6" ? "queued"
                      : "";
}

class BackupWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;
  Plan plan(const JsonPath& path, JsonType) override {
    return path.empty() ? Plan::descend : Plan::whole;
  }
  void value(const JsonPath& path, Json value) override {
    if (value["mms_addresses"] || value["msg_box"] || value["mms_body"]) return mms(path, value);
    if (value["body"] || value["address"]) return sms(path, value);
    generic("other", path, value);
  }

 private:
  static void person(Record& record, Role role, const std::string& address) {
    if (address.empty() || address == "insert-address-token") return;
    if (address == unknown_sender) {
      record.fields.push_back({"withheld", address});
      return;
    }
    const auto id = store::identify("phone", address, record.service);  // "BANK" is no number
    record.participants.push_back(who(role, id.kind, address, "", id.scope));
  }
  // The phone's own number stands beside each message, of a phone with two cards the right one.
  static void own(Record& record, const std::string& number) {
    if (number.empty()) return;
    for (const auto& p : record.participants)
      if (p.identifier.raw == number) return;
    record.participants.push_back(who(record.direction == Direction::in ? Role::to : Role::from,
                                      IdentifierKind::phone, number, "", ""));
  }
  void head(Record& record, const std::string& box, Json value, const char* unit) {
    const bool in = box == "1";
    record.direction = in ? Direction::in : box.empty() ? Direction::unknown : Direction::out;
    if (*status_of(box)) record.fields.push_back({"status", status_of(box)});
    add_unix(record, in ? TimeKind::received : TimeKind::sent, value["date"], unit);
    if (value["date_sent"].integer().value_or(0) > 0)
      add_unix(record, in ? TimeKind::sent : TimeKind::other, value["date_sent"], unit);
  }

  void sms(const JsonPath& path, Json value) {
    Record record = start(RecordKind::message, "sms", path, value);
    record.service = "SMS";
    head(record, value["type"].text(), value, "ms");
    const bool in = record.direction == Direction::in;
    person(record, in ? Role::from : Role::to, value["address"].text());
    std::string others;
    value["recipients"].each([&](Json r) {  // all of the thread; of a message out these got it
      const std::string number = r.text();
      others += (others.empty() ? "" : "~") + number;
      if (!in && number != value["address"].text()) person(record, Role::to, number);
    });
    record.chat_key = others.empty() ? value["address"].text() : others;
    own(record, value["self_phone"].text());
    record.text = value["body"].text();
    if (const auto subject = value["subject"].text(); !subject.empty())
      record.fields.push_back({"subject", subject});
    leave_over(
        record, value,
        {"address", "body", "date", "date_sent", "type", "self_phone", "subject", "recipients"});
    give(std::move(record));
  }

  void mms(const JsonPath& path, Json value) {
    Record record = start(RecordKind::message, "mms", path, value);
    record.service = "MMS";
    head(record, value["msg_box"].text(), value, "s");
    const std::string self = value["self_phone"].text();
    value["mms_addresses"].each([&](Json a) {  // PduHeaders: 137 from, 151 to, 130 cc, 129 bcc
      const auto type = a["type"].integer().value_or(0);
      const std::string address = a["address"].text();
      person(record,
             type == 137   ? Role::from
             : type == 130 ? Role::cc
             : type == 129 ? Role::bcc
                           : Role::to,
             address);
    });
    own(record, self);
    std::string others;
    value["recipients"].each([&](Json r) { others += (others.empty() ? "" : "~") + r.text(); });
    record.chat_key = std::move(others);
    record.text = value["mms_body"].text();
    value["attachments"].each([&](Json a) {
      const std::string name = a["filename"].text();
      const std::string at = name.substr(name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1);
      record.media.push_back({name, a["mime_type"].text(), "", at, present(name)});
    });
    if (const auto subject = value["sub"].text(); !subject.empty())
      record.fields.push_back({"subject", subject});
    leave_over(record, value,
               {"date", "date_sent", "msg_box", "self_phone", "mms_addresses", "recipients",
                "mms_body", "attachments", "sub"});
    give(std::move(record));
  }
};

class AndroidBackupReader final : public Reader {
 public:
  std::string_view name() const override { return "android-backup-messages"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || !head.array) return {};
    const bool sms = head.has("[].address") && head.has("[].body") && head.has("[].type");
    const bool mms =
        head.has("[].msg_box") &&
        (head.has("[].mms_body") || head.has("[].mms_addresses[]") || head.has("[].mms_addresses"));
    if (!(sms || mms) || !head.has("[].date")) return {};
    if (!mms && !head.has("[].self_phone") && !head.has("[].recipients") &&
        item.file_name().find("sms_backup") == std::string_view::npos)
      return {};
    return {94, "messages in an Android backup"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<BackupWalk>(item, options, sink);
  }
};

}  // namespace

std::unique_ptr<Reader> make_android_backup_reader() {
  return std::make_unique<AndroidBackupReader>();
}

}  // namespace clew::readers
