#include "phone_layouts.h"

namespace clew::gen {

void append_field(std::string& out, std::string_view text, char separator) {
  const char special[] = {separator, '"', '\n', '\r'};
  if (text.find_first_of(std::string_view(special, 4)) == std::string_view::npos) {
    out.append(text);
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string with_double_zero(std::string_view number) {
  if (number.empty() || number.front() != '+') return std::string(number);
  return "00" + std::string(number.substr(1));
}

std::string national(std::string_view number) {
  if (number.substr(0, 3) != "+44" || number.size() != 13) return std::string(number);
  return "0" + std::string(number.substr(3, 4)) + " " + std::string(number.substr(7));
}

std::string digits_only(std::string_view number) {
  // Real country codes are known without their plus; 999, which nobody has, is only known behind 00.
  if (number.starts_with("+999")) return with_double_zero(number);
  return std::string(!number.empty() && number.front() == '+' ? number.substr(1) : number);
}

void append_clock(std::string& out, const Civil& c, bool seconds) {
  append_padded(out, c.hour, 2);
  out += ':';
  append_padded(out, c.minute, 2);
  if (!seconds) return;
  out += ':';
  append_padded(out, c.second, 2);
}

void append_date(std::string& out, const Civil& c, char order, char separator) {
  if (order == 'y') {
    append_padded(out, c.year, 4);
    out += separator;
  }
  append_padded(out, order == 'd' ? c.day : c.month, 2);
  out += separator;
  append_padded(out, order == 'd' ? c.month : c.day, 2);
  if (order != 'y') {
    out += separator;
    append_padded(out, c.year, 4);
  }
}

namespace {

void append_degrees(std::string& out, std::int32_t e6) {
  if (e6 < 0) out += '-';
  const std::int64_t v = e6 < 0 ? -std::int64_t{e6} : e6;
  append_padded(out, v / 1'000'000, 1);
  out += '.';
  append_padded(out, v % 1'000'000, 6);
}

void append_hms(std::string& out, int seconds) {
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
}

class Base : public PhoneLayoutWriter {
 public:
  Base(OutputTree& tree, const Device& device, std::string owner)
      : tree_(tree), device_(device), owner_(std::move(owner)) {}

 protected:
  OutFile& open(OutFile*& slot, const char* name, Encoding encoding, std::string_view head) {
    if (slot == nullptr) {
      slot = &tree_.create(device_.folder + "/" + name, encoding);
      slot->text(head);
    }
    return *slot;
  }
  OutputTree& tree_;
  const Device& device_;
  std::string owner_;
};

class TitledUtc final : public Base {
 public:
  using Base::Base;

  Place message(const MessageRow& m) override {
    OutFile& f = open(messages, "Instant Messages.csv", Encoding::utf8_bom,
                      "Instant Messages,,,,,,,,,,\r\n"
                      "#,Source,Chat name,From,To,Body,Attachment #1,Timestamp: Date,"
                      "Timestamp: Time,Status,Deleted - Instant Message\r\n");
    begin(f);
    field(m.service);
    field(m.group);
    const std::string other = party(m.other_number, m.other_name);
    const std::string own = owner_ + " (owner)";
    field(m.outgoing ? own : other);
    field(m.outgoing ? (m.group.empty() ? other : std::string()) : own);
    field(m.text);
    field(m.media);
    stamps(m.shown);
    field(m.outgoing ? "Sent" : "Read");
    row_ += ',';
    row_ += m.deleted ? "Yes\r\n" : "\r\n";
    return f.record(row_);
  }

  Place call(const CallRow& c) override {
    OutFile& f = open(calls, "Call Log.csv", Encoding::utf8_bom,
                      "Call Log,,,,,,,,\r\n"
                      "#,Source,Parties,Direction,Timestamp: Date,Timestamp: Time,Duration,Status,"
                      "Deleted - Call\r\n");
    begin(f);
    field(c.service);
    const std::string other = party(c.other_number, c.other_name);
    field(c.outgoing ? "To: " + other + "\nFrom: " + owner_ + " (owner)"
                     : "From: " + other + "\nTo: " + owner_ + " (owner)");
    field(c.outgoing ? "Outgoing" : c.answered ? "Incoming" : "Missed");
    stamps(c.shown);
    row_ += ',';
    append_hms(row_, c.duration_s);
    field(c.answered ? "Established" : "Not answered");
    row_ += ",\r\n";
    return f.record(row_);
  }

  Place contact(const ContactRow& c) override {
    OutFile& f = open(contacts, "Contacts.csv", Encoding::utf8_bom,
                      "Contacts,,,,\r\n#,Name,Entries,Source,Deleted - Contact\r\n");
    begin(f);
    field(c.name);
    std::string entries = "Phone-Mobile: " + std::string(c.number);
    if (!c.email.empty()) entries += "\nEmail-Home: " + std::string(c.email);
    field(entries);
    field("Phone");
    row_ += ",\r\n";
    return f.record(row_);
  }

  Place location(const LocationRow& l) override {
    OutFile& f = open(locations, "Device Locations.csv", Encoding::utf8_bom,
                      "Device Locations,,,,,\r\n"
                      "#,Timestamp: Date,Timestamp: Time,Latitude,Longitude,"
                      "Horizontal accuracy (m)\r\n");
    begin(f);
    stamps(l.shown);
    row_ += ',';
    append_degrees(row_, l.spot.lat_e6);
    row_ += ',';
    append_degrees(row_, l.spot.lon_e6);
    row_ += ',';
    append_padded(row_, l.accuracy_m, 1);
    row_ += "\r\n";
    return f.record(row_);
  }

 private:
  void begin(const OutFile& f) {
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
  }
  void field(std::string_view text) {
    row_ += ',';
    append_field(row_, text, ',');
  }
  void stamps(std::int64_t shown) {
    const Civil c = civil_from_seconds(shown);
    row_ += ',';
    append_date(row_, c, 'd', '/');
    row_ += ',';
    append_date(row_, c, 'd', '/');
    row_ += ' ';
    append_clock(row_, c);
    row_ += "(UTC+0)";
  }
  static std::string party(std::string_view number, std::string_view name) {
    std::string out(number);
    if (!name.empty()) out.append(" ").append(name);
    return out;
  }
};

class SemicolonUtf16 final : public Base {
 public:
  using Base::Base;

  Place message(const MessageRow& m) override {
    OutFile& f = open(messages, "Nachrichten.csv", Encoding::utf16le_bom,
                      head("Nachrichten",
                           "Nr.;Datum;Uhrzeit;Richtung;Rufnummer;Name;Gruppe;Dienst;Nachricht;"
                           "Anlage;Status"));
    begin(f, m.shown);
    field(m.outgoing ? "Ausgehend" : "Eingehend");
    field(with_double_zero(m.other_number));
    field(m.other_name);
    field(m.group);
    field(m.service);
    field(m.text);
    field(m.media);
    field(m.deleted ? "gelöscht" : "vorhanden");
    return end(f);
  }

  Place call(const CallRow& c) override {
    OutFile& f = open(calls, "Anrufe.csv", Encoding::utf16le_bom,
                      head("Anrufe", "Nr.;Datum;Uhrzeit;Richtung;Rufnummer;Name;Dienst;Dauer (s)"));
    begin(f, c.shown);
    field(!c.answered && !c.outgoing ? "Verpasst" : c.outgoing ? "Ausgehend" : "Eingehend");
    field(with_double_zero(c.other_number));
    field(c.other_name);
    field(c.service);
    row_ += ';';
    append_padded(row_, c.duration_s, 1);
    return end(f);
  }

  Place contact(const ContactRow& c) override {
    OutFile& f = open(contacts, "Kontakte.csv", Encoding::utf16le_bom,
                      head("Kontakte", "Nr.;Name;Rufnummer;E-Mail"));
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
    field(c.name);
    field(with_double_zero(c.number));
    field(c.email);
    return end(f);
  }

  Place location(const LocationRow& l) override {
    OutFile& f = open(locations, "Standorte.csv", Encoding::utf16le_bom,
                      head("Standorte", "Nr.;Datum;Uhrzeit;Breite;Länge;Genauigkeit (m)"));
    begin(f, l.shown);
    std::string degrees;
    append_degrees(degrees, l.spot.lat_e6);
    field(degrees);
    degrees.clear();
    append_degrees(degrees, l.spot.lon_e6);
    field(degrees);
    row_ += ';';
    append_padded(row_, l.accuracy_m, 1);
    return end(f);
  }

 private:
  std::string head(const char* title, const char* columns) const {
    return std::string(title) + "\r\nEigene Rufnummer;" + with_double_zero(owner_) +
           "\r\nZeitzone;" + device_.zone.name + "\r\n\r\n" + columns + "\r\n";
  }
  void begin(const OutFile& f, std::int64_t shown) {
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
    const Civil c = local_time(device_.zone, shown);
    row_ += ';';
    append_date(row_, c, 'd', '.');
    row_ += ';';
    append_clock(row_, c);
  }
  void field(std::string_view text) {
    row_ += ';';
    append_field(row_, text, ';');
  }
  Place end(OutFile& f) {
    row_ += "\r\n";
    return f.record(row_);
  }
};

class NationalCp1252 final : public Base {
 public:
  using Base::Base;

  Place message(const MessageRow& m) override {
    OutFile& f = open(messages, "messages.csv", Encoding::cp1252,
                      "Date/Time,Type,Number,Contact,Group,Application,Message,Attachment,"
                      "Recovered\r\n");
    begin(m.shown);
    field(m.outgoing ? "Sent" : "Received");
    field(national(m.other_number));
    field(m.other_name);
    field(m.group);
    field(m.service);
    field(m.text);
    field(m.media);
    field(m.deleted ? "Y" : "");
    return end(f);
  }

  Place call(const CallRow& c) override {
    OutFile& f = open(calls, "calls.csv", Encoding::cp1252,
                      "Date/Time,Type,Number,Contact,Application,Duration\r\n");
    begin(c.shown);
    field(c.outgoing ? "Dialled" : c.answered ? "Received" : "Missed");
    field(national(c.other_number));
    field(c.other_name);
    field(c.service);
    row_ += ',';
    append_hms(row_, c.duration_s);
    return end(f);
  }

  Place contact(const ContactRow& c) override {
    OutFile& f = open(contacts, "phonebook.csv", Encoding::cp1252, "Contact,Number,E-mail\r\n");
    row_.clear();
    append_field(row_, c.name, ',');
    field(national(c.number));
    field(c.email);
    return end(f);
  }

  Place location(const LocationRow& l) override {
    OutFile& f = open(locations, "locations.csv", Encoding::cp1252,
                      "Date/Time,Latitude,Longitude,Accuracy\r\n");
    begin(l.shown);
    row_ += ',';
    append_degrees(row_, l.spot.lat_e6);
    row_ += ',';
    append_degrees(row_, l.spot.lon_e6);
    row_ += ',';
    append_padded(row_, l.accuracy_m, 1);
    return end(f);
  }

 private:
  void begin(std::int64_t shown) {
    row_.clear();
    const Civil c = local_time(device_.zone, shown);
    append_date(row_, c, 'd', '/');
    row_ += ' ';
    append_clock(row_, c);
  }
  void field(std::string_view text) {
    row_ += ',';
    append_field(row_, text, ',');
  }
  Place end(OutFile& f) {
    row_ += "\r\n";
    return f.record(row_);
  }
};

class TabEpochMs final : public Base {
 public:
  using Base::Base;

  Place message(const MessageRow& m) override {
    OutFile& f = open(messages, "messages.tsv", Encoding::utf8,
                      "_id\tdate\ttype\taddress\tperson\tthread_name\tapp\tbody\tattachment\t"
                      "deleted\n");
    begin(f, m.shown);
    field(m.outgoing ? "2" : "1");
    field(m.other_number);
    field(m.other_name);
    field(m.group);
    field(m.service);
    field(m.text);
    field(m.media);
    field(m.deleted ? "1" : "0");
    return end(f);
  }

  Place call(const CallRow& c) override {
    OutFile& f =
        open(calls, "calls.tsv", Encoding::utf8, "_id\tdate\ttype\tnumber\tname\tapp\tduration\n");
    begin(f, c.shown);
    field(c.outgoing ? "2" : c.answered ? "1" : "3");
    field(c.other_number);
    field(c.other_name);
    field(c.service);
    row_ += '\t';
    append_padded(row_, c.duration_s, 1);
    return end(f);
  }

  Place contact(const ContactRow& c) override {
    OutFile& f =
        open(contacts, "contacts.tsv", Encoding::utf8, "_id\tdisplay_name\tnumber\temail\n");
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
    field(c.name);
    field(c.number);
    field(c.email);
    return end(f);
  }

  Place location(const LocationRow& l) override {
    OutFile& f = open(locations, "locations.tsv", Encoding::utf8,
                      "_id\tdate\tlatitude\tlongitude\taccuracy\n");
    begin(f, l.shown);
    row_ += '\t';
    append_degrees(row_, l.spot.lat_e6);
    row_ += '\t';
    append_degrees(row_, l.spot.lon_e6);
    row_ += '\t';
    append_padded(row_, l.accuracy_m, 1);
    return end(f);
  }

 private:
  void begin(const OutFile& f, std::int64_t shown) {
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
    row_ += '\t';
    append_padded(row_, shown, 1);
    row_ += "000";
  }
  void field(std::string_view text) {
    row_ += '\t';
    append_field(row_, text, '\t');
  }
  Place end(OutFile& f) {
    row_ += '\n';
    return f.record(row_);
  }
};

class ZonedHeaders final : public Base {
 public:
  using Base::Base;

  Place message(const MessageRow& m) override {
    OutFile& f = open(messages, "Chat Messages.csv", Encoding::utf8,
                      "Record,Sender,Recipient,Group,Service,"
                      "Message Sent Date/Time - (UTC) (MM/dd/yyyy),Message,Attachment,Direction,"
                      "Recovery method\r\n");
    begin(f);
    const std::string other = digits_only(m.other_number), own = digits_only(owner_);
    field(m.outgoing ? own : other);
    field(m.outgoing ? (m.group.empty() ? other : std::string()) : own);
    field(m.group);
    field(m.service);
    stamp(m.shown);
    field(m.text);
    field(m.media);
    field(m.outgoing ? "Outgoing" : "Incoming");
    field(m.deleted ? "Carving" : "Parsing");
    return end(f);
  }

  Place call(const CallRow& c) override {
    OutFile& f = open(calls, "Call Logs.csv", Encoding::utf8,
                      "Record,Partner,Partner Name,Direction,"
                      "Call Date/Time - (UTC) (MM/dd/yyyy),Duration (Seconds),Call Status,"
                      "Service\r\n");
    begin(f);
    field(digits_only(c.other_number));
    field(c.other_name);
    field(c.outgoing ? "Outgoing" : "Incoming");
    stamp(c.shown);
    row_ += ',';
    append_padded(row_, c.duration_s, 1);
    field(c.answered ? "Answered" : "Missed");
    field(c.service);
    return end(f);
  }

  Place contact(const ContactRow& c) override {
    OutFile& f = open(contacts, "Contacts.csv", Encoding::utf8,
                      "Record,Display Name,Phone Number(s),Email(s)\r\n");
    begin(f);
    field(c.name);
    field(digits_only(c.number));
    field(c.email);
    return end(f);
  }

  Place location(const LocationRow& l) override {
    OutFile& f = open(locations, "Locations.csv", Encoding::utf8,
                      "Record,Date/Time - (UTC) (MM/dd/yyyy),Latitude,Longitude,"
                      "Accuracy (meters)\r\n");
    begin(f);
    stamp(l.shown);
    row_ += ',';
    append_degrees(row_, l.spot.lat_e6);
    row_ += ',';
    append_degrees(row_, l.spot.lon_e6);
    row_ += ',';
    append_padded(row_, l.accuracy_m, 1);
    return end(f);
  }

 private:
  void begin(const OutFile& f) {
    row_.clear();
    append_padded(row_, static_cast<std::int64_t>(f.rows() + 1), 1);
  }
  void stamp(std::int64_t shown) {
    Civil c = civil_from_seconds(shown);
    row_ += ',';
    append_date(row_, c, 'm', '/');
    row_ += ' ';
    const bool afternoon = c.hour >= 12;
    c.hour = c.hour % 12 == 0 ? 12 : c.hour % 12;
    append_clock(row_, c);
    row_ += afternoon ? " PM" : " AM";
  }
  void field(std::string_view text) {
    row_ += ',';
    append_field(row_, text, ',');
  }
  Place end(OutFile& f) {
    row_ += "\r\n";
    return f.record(row_);
  }
};

}  // namespace

std::unique_ptr<PhoneLayoutWriter> make_phone_writer(OutputTree& tree, const Device& device,
                                                     std::string owner_number) {
  switch (device.layout) {
    case PhoneLayout::titled_utc:
      return std::make_unique<TitledUtc>(tree, device, std::move(owner_number));
    case PhoneLayout::semicolon_utf16:
      return std::make_unique<SemicolonUtf16>(tree, device, std::move(owner_number));
    case PhoneLayout::national_cp1252:
      return std::make_unique<NationalCp1252>(tree, device, std::move(owner_number));
    case PhoneLayout::tab_epoch_ms:
      return std::make_unique<TabEpochMs>(tree, device, std::move(owner_number));
    case PhoneLayout::zoned_headers:
      return std::make_unique<ZonedHeaders>(tree, device, std::move(owner_number));
  }
  return nullptr;
}

}  // namespace clew::gen
