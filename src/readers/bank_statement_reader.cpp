// Four forms of one thing: bookings of an account. Each booking is an event of type payment with its sum, the day, the account as owner, the other side and
// what was written. Sources: OFX 1.0.3 and 2.2; ISO 20022 camt.053; SWIFT MT940 (the German ?-fields and the Dutch /-fields of :86:); Quicken's QIF.
#include "readers/bank_statement_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/blanks.h"
#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/vcard_property.h"
#include "readers/written_time.h"
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

constexpr std::size_t most_text = 64u << 10;  // of one booking

bool digits(std::string_view s, std::size_t n) { return s.size() >= n && std::all_of(s.begin(), s.begin() + static_cast<std::ptrdiff_t>(n), [](char c) { return c >= '0' && c <= '9'; }); }

// Two letters, two figures, eleven to thirty more; not its check digits, for banks' own samples have none.
bool iban_form(std::string_view s) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return s.size() >= 15 && s.size() <= 34 && upper(s[0]) && upper(s[1]) && digits(s.substr(2), 2) &&
         std::all_of(s.begin() + 4, s.end(), [&](char c) { return upper(c) || (c >= '0' && c <= '9'); });
}

struct Account {
  std::string number, bank, holder, currency;
  std::vector<model::Field> extras;
  std::uint64_t begin = 0, end = 0;
  bool told = false;
};

struct Booking {
  std::uint64_t begin = 0, end = 0;
  std::string key, amount, currency, day, value_day, name, other, other_bank, text;
  Direction direction = Direction::unknown;
  std::vector<model::Field> extras;
  void add_text(std::string_view more) {
    more = trimmed(more);
    if (more.empty() || text.size() + more.size() > most_text) return;
    if (!text.empty()) text += '\n';
    text += more;
  }
};

enum class Form { none, ofx, camt, mt940, qif };

// Whether a tag of MT940 (":20:", "{1:F01…") stands among the first lines with nothing longer than a bank's own words before it.
bool begins_with_tag(std::string_view head) {
  for (int lines = 0; lines < 12 && !head.empty(); ++lines) {
    const auto end = std::min(head.find('\n'), head.size());
    const auto line = trimmed(head.substr(0, end));
    head.remove_prefix(std::min(end + 1, head.size()));
    if (line.starts_with(":20:") || line.starts_with("{1:") || line.starts_with("{4:")) return true;
    // A mail's header, or a sentence.
    if (line.size() > 40 || line.starts_with("<") || line.starts_with("[") || line.find(": ") != line.npos) return false;
  }
  return false;
}

// A statement that stands somewhere in another file (a mail with it as a part, a page about it) does not make it a statement: the file begins with it,
// behind the few lines that banks put there.
Form form_of(std::string_view head) {
  const auto first = trimmed(head.substr(0, 200));
  const auto beginning = xml_beginning(head);
  const bool markup = beginning.markup && beginning.root != "html" && beginning.root != "HTML";
  const auto has = [&](std::string_view what) { return head.find(what) != head.npos; };
  if ((markup || first.starts_with("OFXHEADER") || first.starts_with("\xEF\xBB\xBFOFXHEADER")) && (has("<OFX>") || has("<OFX ")) && (has("OFXHEADER") || has("<SIGNONMSGSRS") || has("STMTRS"))) return Form::ofx;
  if (markup && has("tech:xsd:camt.05") && (has("BkToCstmr") || has("<Document"))) return Form::camt;
  const auto line = [&](std::string_view tag) { return head.starts_with(tag) || head.find("\n" + std::string(tag)) != head.npos; };
  if (begins_with_tag(head) && line(":20:") && (line(":60F:") || line(":60M:") || line(":34F:") || line(":61:")) && (line(":25:") || line(":28C:") || line(":61:"))) return Form::mt940;
  for (const std::string_view type : {"!Type:Bank", "!Type:CCard", "!Type:Cash", "!Type:Oth A", "!Type:Oth L", "!Account", "!Option:", "!Type:Cat", "!Clear:AutoSwitch"})
    if (first.starts_with(type) && head.find("\n^") != head.npos) return Form::qif;
  return Form::none;
}
std::string_view word(Form form) { return form == Form::ofx ? "OFX" : form == Form::camt ? "camt (ISO 20022)" : form == Form::mt940 ? "MT940" : "QIF"; }

class Statement {
 public:
  Statement(const Utf8Bytes& text, const Options& options, Sink& sink) : text_(text), all_(text.text()), options_(options), sink_(sink), findings_(sink) {
    zone_ = said_zone(options);
  }

  void run() {
    const Form form = form_of(all_.substr(0, 64u << 10));
    sink_.decided("form", word(form));
    if (form == Form::ofx) ofx();
    if (form == Form::camt) camt();
    if (form == Form::mt940) mt940();
    if (form == Form::qif) qif();
    give_account();
    if (given_ == 0) findings_.add(Severity::note, "no bookings", "", "The statement holds no bookings.");
    findings_.finish();
  }

 private:
  std::string place(std::uint64_t begin, std::uint64_t end) const {
    const std::uint64_t from = text_.source(std::min<std::uint64_t>(begin, all_.size())), to = text_.source(std::min<std::uint64_t>(end, all_.size()));
    return exhibit::Locator().bytes(from, to - from).str();
  }
  // Files of the nineties are often not UTF-8 and do not say so.
  static std::string shown(std::string_view raw) {
    std::size_t replaced = 0;
    return vcard::from_charset(std::string(raw), "", &replaced);
  }

  void account_of(Record& record, Role role, const std::string& number, const std::string& bank, const std::string& name) const {
    if (number.empty() && name.empty()) return;
    model::Participation p;
    p.role = role;
    p.identifier.kind = number.empty() ? IdentifierKind::name : iban_form(number) ? IdentifierKind::iban : IdentifierKind::account_number;
    p.identifier.raw = number.empty() ? name : number;
    if (!number.empty() && p.identifier.kind == IdentifierKind::account_number) p.identifier.scope = bank;
    p.name = name;
    record.participants.push_back(std::move(p));
  }

  void give_account() {
    if (account_.told || account_.number.empty()) return;
    account_.told = true;
    Record record;
    record.kind = RecordKind::account;
    record.locator = place(account_.begin, std::max(account_.begin, account_.end));
    account_of(record, Role::owner, account_.number, account_.bank, account_.holder);
    if (!account_.currency.empty()) record.fields.push_back({"currency", account_.currency});
    if (!account_.bank.empty()) record.extras.push_back({"bank", account_.bank});
    for (auto& extra : account_.extras) record.extras.push_back(std::move(extra));
    sink_.extra_record(std::move(record));
  }
  void next_account(std::uint64_t at) {
    give_account();
    account_ = {};
    account_.begin = account_.end = at;
  }

  void give(Booking booking) {
    ++given_;
    Record record;
    record.kind = RecordKind::event;
    record.locator = place(booking.begin, booking.end);
    record.key = booking.key;
    record.direction = booking.direction;
    record.text = std::move(booking.text);
    record.fields.push_back({"type", "payment"});
    if (!booking.amount.empty()) record.fields.push_back({"amount", booking.amount});
    const std::string& currency = booking.currency.empty() ? account_.currency : booking.currency;
    if (!currency.empty()) record.fields.push_back({"currency", currency});
    account_of(record, Role::other, booking.other, booking.other_bank, booking.name);
    account_of(record, Role::owner, account_.number, account_.bank, account_.holder);
    if (!booking.day.empty()) {
      TimeReading read = time_as_written(booking.day, TimeKind::other, order_, zone_, options_.latest_plausible);
      if (!read.understood) findings_.add(Severity::note, "unreadable time", record.locator, fmt::format("'{}' is in no form that is known.", booking.day.substr(0, 80)));
      record.times.push_back(std::move(read.time));
    }
    if (!booking.value_day.empty() && booking.value_day != booking.day) record.extras.push_back({"value date", booking.value_day});
    for (auto& extra : booking.extras) record.extras.push_back(std::move(extra));
    sink_.rows("", 1);
    sink_.record(std::move(record));
  }

  // --- OFX: tags whose ends are often left out, so only the last opened one counts.
  void ofx() {
    XmlScanner scanner(all_);
    XmlToken token;
    std::string open;
    std::optional<Booking> booking;
    bool to_account = false, from_account = false, at_payee = false;
    const auto close = [&](std::uint64_t end) {
      if (!booking) return;
      booking->end = end;
      give(std::move(*booking));
      booking.reset();
      to_account = at_payee = false;
    };
    while (scanner.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        open = std::string(token.name);
        if (open == "STMTTRN") {
          close(token.begin);
          booking.emplace();
          booking->begin = token.begin;
        } else if (open == "STMTRS" || open == "CCSTMTRS" || open == "INVSTMTRS") {
          next_account(token.begin);
        } else if (open == "BANKACCTTO" || open == "CCACCTTO") {
          to_account = true;
        } else if (open == "BANKACCTFROM" || open == "CCACCTFROM" || open == "INVACCTFROM") {
          from_account = true;
        } else if (open == "PAYEE") {
          at_payee = true;
        }
        continue;
      }
      if (token.kind == XmlToken::Kind::end) {
        if (token.name == "STMTTRN") close(token.end);
        else if (token.name == "BANKTRANLIST") close(token.begin);
        else if (token.name == "BANKACCTTO" || token.name == "CCACCTTO") to_account = false;
        else if (token.name == "BANKACCTFROM" || token.name == "CCACCTFROM" || token.name == "INVACCTFROM") {
          from_account = false;
          account_.end = token.end;
        } else if (token.name == "PAYEE") at_payee = false;
        open.clear();
        continue;
      }
      const std::string value = shown(trimmed(xml_text(trimmed(token.body))));
      if (value.empty() || open.empty()) continue;
      if (from_account && !booking) {
        if (open == "ACCTID") account_.number = value;
        else if (open == "BANKID" || open == "BROKERID") account_.bank = value;
        else account_.extras.push_back({open, value});
      } else if (!booking) {
        if (open == "CURDEF") account_.currency = value;
        else if (open == "BALAMT" || open == "DTASOF" || open == "DTSTART" || open == "DTEND" || open == "ORG") account_.extras.push_back({open, value});
      } else if (to_account) {
        if (open == "ACCTID") booking->other = value;
        else if (open == "BANKID") booking->other_bank = value;
        else booking->extras.push_back({open, value});
      } else if (open == "TRNAMT") {
        booking->amount = value;
        booking->direction = value.starts_with('-') ? Direction::out : Direction::in;
      } else if (open == "DTPOSTED" || open == "DTUSER") {
        (open == "DTPOSTED" ? booking->day : booking->value_day) = ofx_day(value);
      } else if (open == "NAME" || (at_payee && open == "NAME")) {
        booking->name = value;
      } else if (open == "FITID") {
        booking->key = value;
      } else if (open == "MEMO") {
        booking->add_text(value);
      } else if (open == "CURSYM") {
        booking->currency = value;
      } else {
        booking->extras.push_back({open, value});
      }
      open.clear();
    }
    close(all_.size());
  }
  // "20130525225731.258[-5:EST]" → "2013-05-25 22:57:31 -05:00"; without a zone the reading of a clock, for banks write local days.
  static std::string ofx_day(const std::string& raw) {
    if (!digits(raw, 8)) return raw;
    std::string out = fmt::format("{}-{}-{}", raw.substr(0, 4), raw.substr(4, 2), raw.substr(6, 2));
    if (raw.size() >= 14 && digits(std::string_view(raw).substr(8), 6)) out += fmt::format(" {}:{}:{}", raw.substr(8, 2), raw.substr(10, 2), raw.substr(12, 2));
    else return out;
    const auto bracket = raw.find('[');
    if (bracket == raw.npos) return out;
    char* end = nullptr;
    const double hours = std::strtod(raw.c_str() + bracket + 1, &end);
    if (end == raw.c_str() + bracket + 1 || hours < -14 || hours > 14) return out;
    const int minutes = static_cast<int>(hours * 60);
    return out + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', std::abs(minutes) / 60, std::abs(minutes) % 60);
  }

  // --- camt: an entry, or each of its transactions where it has several.
  void camt() {
    XmlScanner scanner(all_);
    XmlToken token;
    std::vector<std::string> path;
    std::optional<Booking> entry, one;
    std::size_t transactions = 0;
    std::string debtor, creditor, debtor_account, creditor_account;
    const auto under = [&](std::string_view name) { return std::find(path.begin(), path.end(), name) != path.end(); };
    const auto parent = [&](std::size_t up) -> std::string_view { return path.size() > up ? std::string_view(path[path.size() - 1 - up]) : std::string_view{}; };
    const auto sides = [&](Booking& b) {
      const bool out = b.direction == Direction::out;
      b.name = out ? creditor : debtor;
      b.other = out ? creditor_account : debtor_account;
      if (b.name.empty() && b.other.empty()) b.name = out ? debtor : creditor, b.other = out ? debtor_account : creditor_account;
      if (b.other == account_.number) b.other.clear();
    };
    std::optional<Booking> last_transaction;
    while (scanner.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        if (token.empty) continue;
        path.emplace_back(token.name);
        if (path.size() > 200) path.erase(path.begin());
        if (token.name == "Stmt" || token.name == "Rpt" || token.name == "Ntfctn") next_account(token.begin);
        if (token.name == "Ntry") {
          entry.emplace();
          entry->begin = token.begin;
          transactions = 0;
          last_transaction.reset();
          debtor.clear(), creditor.clear(), debtor_account.clear(), creditor_account.clear();
        }
        if (token.name == "TxDtls" && entry) {
          // The one before stands for itself: the entry has several.
          if (last_transaction) give(std::move(*last_transaction)), last_transaction.reset();
          one = *entry;
          one->begin = token.begin;
          one->text.clear();
          ++transactions;
          debtor.clear(), creditor.clear(), debtor_account.clear(), creditor_account.clear();
        }
        if (token.name == "Amt" && entry) {
          Booking& b = one ? *one : *entry;
          if (parent(1) == "Ntry" || parent(1) == "TxDtls" || (parent(1) == "TxAmt" && one)) b.currency = xml_attribute_text(token, "Ccy");
        }
        continue;
      }
      if (token.kind == XmlToken::Kind::end) {
        if (token.name == "TxDtls" && one) {
          one->end = token.end;
          sides(*one);
          last_transaction = std::move(one);
          one.reset();
        }
        if (token.name == "Ntry" && entry) {
          if (last_transaction && transactions > 1) {
            give(std::move(*last_transaction));
          } else {
            Booking whole = last_transaction ? std::move(*last_transaction) : *entry;
            if (last_transaction) {  // one transaction: the entry's day, its sum where the other is in another currency, its words where it has none
              if (whole.currency != entry->currency && !entry->currency.empty()) whole.amount = entry->amount, whole.currency = entry->currency;
              whole.direction = entry->direction;
              whole.day = entry->day, whole.value_day = entry->value_day;
              if (whole.text.empty()) whole.text = entry->text;
            } else {
              sides(whole);
            }
            whole.begin = entry->begin;
            whole.end = token.end;
            give(std::move(whole));
          }
          last_transaction.reset();
          entry.reset();
        }
        for (std::size_t i = path.size(); i-- > 0;)
          if (path[i] == token.name) {
            path.resize(i);
            break;
          }
        continue;
      }
      const std::string value(trimmed(xml_text(token.body)));
      if (value.empty() || path.empty()) continue;
      const std::string_view tag = path.back();
      if (!entry) {
        if (under("Acct")) {
          if (tag == "IBAN" || (tag == "Id" && parent(1) == "Othr" && parent(2) == "Id" && parent(3) == "Acct")) account_.number = value;
          else if (tag == "Nm" && parent(1) == "Ownr") account_.holder = value;
          else if (tag == "Ccy") account_.currency = value;
          else if (tag == "BIC" || tag == "BICFI") account_.bank = value;
          account_.end = token.end;
        }
        continue;
      }
      Booking& b = one ? *one : *entry;
      const std::string_view over = parent(1);
      if (tag == "Amt" && (over == "Ntry" || over == "TxDtls" || (over == "TxAmt" && one))) b.amount = value;
      else if (tag == "CdtDbtInd" && (over == "Ntry" || over == "TxDtls")) b.direction = value == "DBIT" ? Direction::out : value == "CRDT" ? Direction::in : Direction::unknown;
      else if ((tag == "Dt" || tag == "DtTm") && over == "BookgDt") b.day = value;
      else if ((tag == "Dt" || tag == "DtTm") && over == "ValDt") (b.day.empty() ? b.day : b.value_day) = value;
      else if (tag == "Nm" && under("Dbtr") && !under("UltmtDbtr")) debtor = value;
      else if (tag == "Nm" && under("Cdtr") && !under("UltmtCdtr")) creditor = value;
      else if (under("DbtrAcct") && (tag == "IBAN" || (tag == "Id" && over == "Othr"))) debtor_account = value;
      else if (under("CdtrAcct") && (tag == "IBAN" || (tag == "Id" && over == "Othr"))) creditor_account = value;
      else if (tag == "Ustrd" || tag == "AddtlTxInf" || (tag == "AddtlNtryInf" && !one) || (tag == "Ref" && over == "CdtrRefInf") || tag == "AddtlRmtInf") b.add_text(value);
      else if ((tag == "AcctSvcrRef" || tag == "NtryRef") && b.key.empty()) b.key = value;
      else if (b.extras.size() < 100) {
        std::string name;
        std::size_t from = path.size();
        while (from > 0 && path[from - 1] != "Ntry" && path[from - 1] != "TxDtls") --from;
        for (std::size_t i = from; i < path.size(); ++i) name += (name.empty() ? "" : ".") + path[i];
        b.extras.push_back({std::move(name), value});
      }
    }
    if (last_transaction) give(std::move(*last_transaction));
    else if (entry) {  // the file is cut off
      entry->end = all_.size();
      give(std::move(*entry));
    }
  }

  // --- MT940: fields that begin with ":61:" at the start of a line and go on over lines that do not.
  void mt940() {
    std::optional<Booking> booking;
    std::string tag, value;
    std::size_t begin = 0, end = 0;
    const auto close = [&] {
      if (booking) give(std::move(*booking));
      booking.reset();
    };
    const auto field = [&] {
      if (tag.empty()) return;
      const std::string text = shown(value);
      if (tag == "20") {
        close();
        next_account(begin);
        account_.extras.push_back({"reference", text});
      } else if (tag == "25" || tag == "25P") {
        account_.number = account_number(text);
        account_.end = end;
      } else if (tag == "60F" || tag == "60M" || tag == "62F" || tag == "62M" || tag == "64" || tag == "65" || tag == "34F") {
        if (tag[0] == '6') close();
        const std::size_t at = tag == "34F" ? 0 : 7;
        if (account_.currency.empty() && text.size() >= at + 3) account_.currency = text.substr(at, 3);
        account_.extras.push_back({tag == "60F" || tag == "60M" ? "opening balance" : tag == "62F" || tag == "62M" ? "closing balance" : "balance " + tag, text});
      } else if (tag == "61") {
        close();
        booking = entry(text);
        booking->begin = begin;
        booking->end = end;
      } else if (tag == "86") {
        if (booking) {
          details(*booking, text);
          booking->end = end;
        } else {
          account_.extras.push_back({"information", text});
        }
      } else if (booking) {
        booking->extras.push_back({tag, text});
      } else {
        account_.extras.push_back({tag, text});
      }
      tag.clear();
      value.clear();
    };
    for (std::size_t at = 0; at < all_.size();) {
      const std::size_t stop = std::min(all_.find('\n', at), all_.size()), from = at;
      std::string_view line = all_.substr(at, stop - at);
      at = stop + 1;
      while (line.ends_with('\r')) line.remove_suffix(1);
      if (const auto block = line.find("{4:"); block != line.npos && line.starts_with('{')) line.remove_prefix(block + 3);
      if (line.starts_with('-') && (line.size() <= 2 || line.starts_with("-}{"))) {
        field();
        close();
        continue;
      }
      const auto colon = line.starts_with(':') ? line.find(':', 1) : line.npos;
      if (colon != line.npos && colon >= 3 && colon <= 4 && digits(line.substr(1), 2)) {
        field();
        tag = std::string(line.substr(1, colon - 1));
        value = std::string(line.substr(colon + 1));
        begin = from;
        end = from + (line.data() + line.size() - (all_.data() + from));
      } else if (!tag.empty() && value.size() + line.size() < most_text) {
        value += '\n';
        value += line;
        if (!trimmed(line).empty()) end = static_cast<std::size_t>(line.data() + line.size() - all_.data());
      }
    }
    field();
    close();
  }
  std::string account_number(const std::string& text) {
    std::string_view number = trimmed(text);
    if (const auto slash = number.find('/'); slash != number.npos) {  // BANK/ACCOUNT
      account_.bank = std::string(number.substr(0, slash));
      number = number.substr(slash + 1);
    }
    // The currency may stand behind: "DE…EUR".
    if (number.size() > 18 && iban_form(number.substr(0, number.size() - 3)) && !iban_form(number)) number.remove_suffix(3);
    return std::string(trimmed(number.substr(0, number.find(' '))));
  }
  // "2001010101D65,00NOVBNL47…//REF\nmore"
  Booking entry(const std::string& text) {
    Booking b;
    std::string_view rest = text;
    const auto year = [](std::string_view two) {
      const int y = (two[0] - '0') * 10 + (two[1] - '0');
      return y < 80 ? 2000 + y : 1900 + y;
    };
    if (digits(rest, 6)) {
      b.value_day = fmt::format("{}-{}-{}", year(rest), rest.substr(2, 2), rest.substr(4, 2));
      b.day = b.value_day;
      const std::string_view value_month = rest.substr(2, 2);
      int y = year(rest);
      rest.remove_prefix(6);
      if (digits(rest, 4)) {  // the day of booking; at the turn of the year it may lie in the other one
        if (value_month == "12" && rest.starts_with("01")) ++y;
        if (value_month == "01" && rest.starts_with("12")) --y;
        b.day = fmt::format("{}-{}-{}", y, rest.substr(0, 2), rest.substr(2, 2));
        rest.remove_prefix(4);
      }
    }
    bool reversed = false, debit = false;
    if (rest.starts_with('R') || rest.starts_with('E')) {
      reversed = rest[0] == 'R';
      rest.remove_prefix(1);
    }
    if (rest.starts_with('D') || rest.starts_with('C')) {
      debit = rest[0] == 'D';
      rest.remove_prefix(1);
      b.direction = debit != reversed ? Direction::out : Direction::in;
    }
    while (!rest.empty() && !(rest[0] >= '0' && rest[0] <= '9') && rest[0] != '\n') rest.remove_prefix(1);  // the currency's third letter
    std::size_t n = 0;
    while (n < rest.size() && ((rest[n] >= '0' && rest[n] <= '9') || rest[n] == ',' || rest[n] == '.')) ++n;
    b.amount = (b.direction == Direction::out ? "-" : "") + std::string(rest.substr(0, n));
    if (b.amount.ends_with(',')) b.amount += "00";
    if (reversed) b.extras.push_back({"reversal", "yes"});
    rest.remove_prefix(n);
    if (rest.size() >= 4 && rest[0] != '\n') {
      b.extras.push_back({"type", std::string(rest.substr(0, 4))});
      rest.remove_prefix(4);
    }
    const auto line_end = std::min(rest.find('\n'), rest.size());
    const std::string_view references = rest.substr(0, line_end);
    const auto slashes = references.find("//");
    if (const auto own = trimmed(references.substr(0, slashes)); !own.empty() && own != "NONREF") {
      if (iban_form(own)) b.other = std::string(own);
      else b.extras.push_back({"customer reference", std::string(own)});
    }
    if (slashes != references.npos) b.key = std::string(trimmed(references.substr(slashes + 2)));
    if (line_end < rest.size()) b.extras.push_back({"supplementary", std::string(trimmed(rest.substr(line_end + 1)))});
    return b;
  }
  void details(Booking& b, const std::string& text) {
    // German: "166?00GUTSCHRIFT?20SVWZ+rent?30BANKCODE?31ACCOUNT?32NAME?33MORE"; line ends are the form's, not the words'.
    const auto mark = text.find_first_of("?<");
    if (mark != text.npos && mark <= 3 && digits(std::string_view(text).substr(mark + 1), 2)) {
      std::string flat;
      for (const char c : text)
        if (c != '\n') flat += c;
      const char sign = flat[flat.find_first_of("?<")];
      if (const auto at = flat.find(sign); at > 0) b.extras.push_back({"code", flat.substr(0, at)});
      std::string purpose;
      for (std::size_t at = flat.find(sign); at != flat.npos && at + 3 <= flat.size();) {
        std::size_t next = at + 1;
        do next = flat.find(sign, next + 1);
        while (next != flat.npos && !digits(std::string_view(flat).substr(next + 1), 2));
        const std::string code = flat.substr(at + 1, 2), value(trimmed(std::string_view(flat).substr(at + 3, next == flat.npos ? next : next - at - 3)));
        if (value.empty()) {
        } else if (code[0] == '2' || (code[0] == '6' && code[1] <= '3')) purpose += (purpose.empty() ? "" : " ") + value;
        else if (code == "30") b.other_bank = value;
        else if (code == "31") b.other = value;
        else if (code == "32" || code == "33") b.name += (b.name.empty() ? "" : " ") + value;
        else b.extras.push_back({code == "00" ? "booking text" : "?" + code, value});
        at = next;
      }
      b.add_text(purpose);
      return;
    }
    // Dutch: "/TRTP/SEPA/IBAN/NL…/BIC/…/NAME/A. Example/REMI/rent/EREF/…", "/CNTP/IBAN/BIC/NAME/…".
    if (text.starts_with('/')) {
      std::string flat;
      for (const char c : text)
        if (c != '\n') flat += c;
      std::vector<std::string> parts;
      for (std::size_t at = 1; at <= flat.size() && parts.size() < 500;) {
        const std::size_t stop = std::min(flat.find('/', at), flat.size());
        parts.push_back(flat.substr(at, stop - at));
        at = stop + 1;
      }
      const auto is_key = [](const std::string& part) {
        for (const char* key : {"TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "CNTP", "MARF", "CSID", "PREF", "RTRN", "ORDP", "BENM", "ISDT", "SVCL", "ACCW", "BO", "TRCD", "PURP", "ULTD", "ULTC", "ADDR", "USTD", "STRD", "ID", "NRTX", "BUSP"})
          if (part == key) return true;
        return false;
      };
      bool any = false;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!is_key(parts[i])) continue;
        any = true;
        std::string value;
        std::size_t k = i + 1;
        if (parts[i] == "CNTP") {
          if (k < parts.size()) b.other = parts[k];
          if (k + 2 < parts.size()) b.name = parts[k + 2];
          continue;
        }
        while (k < parts.size() && !is_key(parts[k])) value += (value.empty() ? "" : "/") + parts[k++];
        const std::string plain(trimmed(value));
        if (plain.empty()) continue;
        if (parts[i] == "IBAN") b.other = plain;
        else if (parts[i] == "NAME") b.name = plain;
        else if (parts[i] == "REMI" || parts[i] == "USTD" || parts[i] == "STRD") b.add_text(plain);
        else b.extras.push_back({parts[i], plain});
      }
      if (any) return;
    }
    // Free words; an account may stand first, its holder behind it on the line.
    std::string_view rest = text;
    const auto blank = rest.find_first_of(" \n");
    if (const std::string_view first = rest.substr(0, blank); iban_form(first)) {
      if (b.other.empty()) b.other = std::string(first);
      if (blank != rest.npos && rest[blank] == ' ') {
        const auto line_end = std::min(rest.find('\n'), rest.size());
        b.name = std::string(trimmed(rest.substr(blank, line_end - blank)));
        rest = rest.substr(std::min(line_end + 1, rest.size()));
      }
    }
    while (!rest.empty()) {
      const auto line_end = std::min(rest.find('\n'), rest.size());
      b.add_text(rest.substr(0, line_end));
      rest.remove_prefix(std::min(line_end + 1, rest.size()));
    }
  }

  // --- QIF: a letter a line, "^" ends an entry. Which of day and month stands first is decided from the whole file.
  void qif() {
    text::DateOrderEvidence evidence;
    std::uint64_t row = 0;
    qif_entries([&](char letter, std::string_view value, std::uint64_t, std::uint64_t) {
      if (letter != 'D') return;
      const std::string day = qif_day(value);
      if (const auto written = text::parse_written_time(day)) evidence.add(*written, ++row, day);
    });
    const auto decision = evidence.decide();
    order_ = options_.date_order ? text::date_order_from(*options_.date_order).value_or(decision.order) : decision.order;
    if (order_ != text::DateOrder::unknown)
      sink_.decided("date-order", options_.date_order ? *options_.date_order + " (said at import)" : fmt::format("{} ({})", text::word(order_), decision.reason));
    else if (decision.needed)
      sink_.question({"date-order", fmt::format("The dates of this statement can be read in more than one order, and none tells which. How is \"{}\" meant (d day, m month, y year)?", evidence.examples()[0]), {"dmy", "mdy"}});
    std::optional<Booking> booking;
    bool account = false, bookings = false;
    qif_entries([&](char letter, std::string_view raw, std::uint64_t begin, std::uint64_t end) {
      const std::string value = shown(raw);
      if (letter == '!') {
        account = raw.starts_with("Account");
        bookings = raw.starts_with("Type:Bank") || raw.starts_with("Type:CCard") || raw.starts_with("Type:Cash") || raw.starts_with("Type:Oth");
        if (account) next_account(begin);
        booking.reset();
        return;
      }
      if (letter == '^') {
        if (booking) {
          booking->end = end;
          give(std::move(*booking));
        }
        booking.reset();
        return;
      }
      if (account) {
        if (letter == 'N') account_.number = value;
        else account_.extras.push_back({std::string(1, letter), value});
        account_.end = end;
        return;
      }
      if (!bookings) return;
      if (!booking) {
        booking.emplace();
        booking->begin = begin;
      }
      if (letter == 'D') booking->day = qif_day(raw);
      else if (letter == 'T' || (letter == 'U' && booking->amount.empty())) {
        booking->amount = value;
        booking->direction = value.find('-') != value.npos ? Direction::out : Direction::in;
      } else if (letter == 'P') booking->name = value;
      else if (letter == 'M') booking->add_text(value);
      else if (letter != 'U') booking->extras.push_back({letter == 'N' ? "number" : letter == 'L' ? "category" : letter == 'A' ? "address" : letter == 'C' ? "cleared" : std::string(1, letter), value});
      booking->end = end;
    });
    if (booking) {
      findings_.add(Severity::warning, "booking without an end", place(booking->begin, booking->end), "The file ends inside of this booking; what is there is kept.");
      give(std::move(*booking));
    }
  }
  void qif_entries(const std::function<void(char, std::string_view, std::uint64_t, std::uint64_t)>& visit) const {
    for (std::size_t at = 0; at < all_.size();) {
      const std::size_t stop = std::min(all_.find('\n', at), all_.size());
      const std::string_view line = trimmed(all_.substr(at, stop - at));
      if (!line.empty()) visit(line[0], trimmed(line.substr(1)), static_cast<std::uint64_t>(line.data() - all_.data()), static_cast<std::uint64_t>(line.data() + line.size() - all_.data()));
      at = stop + 1;
    }
  }
  // "1/ 3'04" → "1/3/2004"
  static std::string qif_day(std::string_view raw) {
    std::string out;
    for (const char c : raw)
      if (c == '\'') out += "/20";
      else if (c != ' ')
        out += c;
    if (const auto twice = out.rfind("/20"); twice != out.npos && out.size() - twice > 5) out = std::string(raw);
    return out;
  }

  const Utf8Bytes& text_;
  std::string_view all_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::optional<text::Zone> zone_;
  text::DateOrder order_ = text::DateOrder::ymd;
  Account account_;
  std::uint64_t given_ = 0;
};

class BankStatementReader final : public Reader {
 public:
  std::string_view name() const override { return "bank-statement"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes().substr(0, 64u << 10);
    const Form form = bytes.find('\0') == bytes.npos ? form_of(bytes) : form_of(Utf8Bytes(bytes).text());
    if (form == Form::none) return {};
    return {94, fmt::format("a bank statement ({})", word(form))};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "bank statement", sink)) return;
    Statement(text, options, sink).run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_bank_statement_reader() { return std::make_unique<BankStatementReader>(); }

}  // namespace clew::readers
