#include "view/money.h"

#include <fmt/format.h>

#include <map>
#include <string>

#include "extract/checks.h"
#include "job/lead_inputs.h"
#include "text/iban.h"

namespace clew::view {
namespace {

constexpr const char* of_handle_only =
    " AND (?1 = 0 OR r.id IN (SELECT p.record_id FROM participation p JOIN identifier i ON i.id = p.identifier_id WHERE i.handle_id = ?1))";

std::string check_digits(std::string_view kind, std::string_view normal) {
  if (kind == "iban" || text::is_iban(normal)) return text::iban_checksum_ok(normal) ? "right" : "wrong";
  if (kind == "crypto" && !normal.starts_with("0x"))
    return extract::base58check_ok(normal) || extract::bech32_ok(normal) ? "right" : "wrong";
  return "not checked: form only";
}

void put_accounts(AnswerWriter& out, const CaseView& view, std::int64_t handle, std::size_t most, std::size_t& all) {
  out.table("Accounts, IBANs and wallets", {"account", "kind", "check digits", "records", "first", "last", "shown beside it", "written by"});
  const auto& db = view.db();
  auto list = db.prepare(
      "SELECT id, kind, normal FROM handle h WHERE kind IN ('iban', 'account-number', 'crypto') AND (?1 = 0 OR h.id = ?1 OR EXISTS (SELECT 1 "
      "FROM mention m JOIN participation p ON p.record_id = m.record_id JOIN identifier i ON i.id = p.identifier_id WHERE m.handle_id = h.id "
      "AND i.handle_id = ?1) OR EXISTS (SELECT 1 FROM identifier j JOIN participation q ON q.identifier_id = j.id JOIN participation p ON "
      "p.record_id = q.record_id JOIN identifier i ON i.id = p.identifier_id WHERE j.handle_id = h.id AND i.handle_id = ?1)) ORDER BY kind, "
      "normal, scope");
  const std::string of_account =
      " FROM record r WHERE r.id IN (SELECT record_id FROM mention WHERE handle_id = ?1 UNION SELECT "
      "p.record_id FROM identifier i JOIN participation p ON p.identifier_id = i.id WHERE i.handle_id = ?1)";
  auto uses = db.prepare("SELECT count(*)" + of_account);
  auto earliest = db.prepare("SELECT r.utc, r.time_raw, r.time_offset_min" + of_account + " AND r.utc IS NOT NULL ORDER BY r.utc, r.id LIMIT 1");
  auto latest = db.prepare("SELECT r.utc, r.time_raw, r.time_offset_min" + of_account + " AND r.utc IS NOT NULL ORDER BY r.utc DESC, r.id LIMIT 1");
  // A statement's days are days, as written, wherever that was.
  const auto put_time = [&](casefile::Stmt& of, std::int64_t id) {
    of.bind(1, id);
    if (!of.step())
      out.time({});
    else if (of.text(1).find(':') == std::string_view::npos && !of.text(1).empty())
      out.day(to_iso_utc(of.integer(0) + of.optional_integer(2).value_or(0) * 60 * micros_per_second).substr(0, 10));
    else
      out.time(of.integer(0));
    of.reset();
  };
  auto names = db.prepare("SELECT name FROM name_use WHERE handle_id = ?1 GROUP BY name ORDER BY sum(records) DESC, name LIMIT 3");
  auto writers = db.prepare(
      "SELECT DISTINCT i.handle_id FROM mention m JOIN participation p ON p.record_id = m.record_id AND p.role IN ('from', 'author') JOIN "
      "identifier i ON i.id = p.identifier_id WHERE m.handle_id = ?1 ORDER BY 1 LIMIT 5");
  for (list.bind(1, handle); list.step();) {
    const auto id = list.integer(0);
    uses.bind(1, id);
    uses.step();
    if (const auto records = uses.integer(0); records > 0 && ++all <= most) {
      out.row().handle(id).word(list.text(1)).word(check_digits(list.text(1), list.text(2)));
      out.figure(records, {{"handle", std::to_string(id)}});
      put_time(earliest, id);
      put_time(latest, id);
      out.list();
      for (names.bind(1, id); names.step();) out.quote(names.text(0));
      out.end_list().list();
      for (writers.bind(1, id); writers.step();) out.handle(writers.integer(0));
      out.end_list();
      names.reset();
      writers.reset();
    }
    uses.reset();
  }
}

void put_sums(AnswerWriter& out, const CaseView& view, std::int64_t handle, std::size_t most, std::size_t& all) {
  out.table("Sums named in messages and documents", {"time", "written by", "read by", "currency", "sum", "words around it", "English", "account in the same text", "record"});
  const auto& db = view.db();
  const std::string from = std::string(
      " FROM mention m JOIN record r ON r.id = m.record_id LEFT JOIN event_group g ON g.record_id = r.id WHERE m.kind = 'amount' AND "
      "(g.group_id IS NULL OR g.group_id = r.id)") + of_handle_only;
  auto how_many = db.prepare("SELECT count(*)" + from);
  how_many.bind(1, handle);
  if (how_many.step()) all = static_cast<std::size_t>(how_many.integer(0));
  auto list = db.prepare("SELECT m.record_id, m.start, m.length, m.normal" + from + " ORDER BY r.order_utc, r.id, m.start LIMIT ?2");
  auto account = db.prepare("SELECT handle_id FROM mention WHERE record_id = ?1 AND kind IN ('iban', 'account', 'crypto') AND handle_id IS NOT NULL ORDER BY start");
  RecordReader reader(view);
  for (list.bind_all(handle, static_cast<std::int64_t>(most)); list.step();) {
    const auto record = reader.load({list.integer(0)});
    if (!record) continue;
    const auto normal = list.text(3);
    const auto blank = normal.find(' ');
    out.row().when(*record).people(*record, true).people(*record, false);
    out.word(normal.substr(0, blank)).word(blank == std::string_view::npos ? std::string_view() : normal.substr(blank + 1));
    out.quote(words_around(record->text.raw_for_analysis(), static_cast<std::size_t>(list.integer(1)), static_cast<std::size_t>(list.integer(2))), record->language);
    out.english(*record);
    out.list();
    for (account.bind(1, list.integer(0)); account.step();) out.handle(account.integer(0));
    account.reset();
    out.end_list().record(list.integer(0));
  }
}

// Numbers of the event columns as what stands in the case: a number or account, or a name that only a statement's row holds.
class PaymentParties {
 public:
  PaymentParties(AnswerWriter& out, job::LeadInputs& in) : out_(out), in_(in) {}
  void put(link::Handle who) const {
    const auto& handles = in_.case_events().handles;
    const auto& names = in_.more_names();
    if (who == link::no_handle)
      out_.none();
    else if (who < handles.size())
      out_.handle(handles[who].value);
    else if (who - handles.size() < names.size())
      out_.quote(names[who - handles.size()]);
    else
      out_.none();
  }
  void records(const std::vector<std::int64_t>& canonical) const {
    out_.list();
    for (auto id : canonical) out_.record(in_.case_events().record(id).value);
    out_.end_list();
  }

 private:
  AnswerWriter& out_;
  job::LeadInputs& in_;
};

std::string in_units(std::int64_t minor) { return fmt::format("{}.{:02}", minor / 100, minor % 100); }

void put_payments(AnswerWriter& out, job::LeadInputs& in, link::Handle only, std::size_t most, std::size_t& all) {
  out.table("Payments of statements and payment apps", {"time", "payer", "payee", "currency", "sum", "rows of statements", "messages that name the sum within a day"});
  const PaymentParties parties(out, in);
  for (const auto& payment : in.payments()) {
    if (only != link::no_handle && payment.from != only && payment.to != only) continue;
    if (++all > most) continue;
    out.row();
    payment.day_only ? out.day(to_iso_utc(payment.time * 1000).substr(0, 10)) : out.time(payment.time * 1000);
    parties.put(payment.from);
    parties.put(payment.to);
    out.word(payment.currency).word(in_units(payment.minor));
    parties.records(payment.records);
    parties.records(payment.messages);
  }
}

void put_lists(AnswerWriter& out, job::LeadInputs& in, link::Handle only, std::size_t most, std::size_t& all) {
  out.table("Lists of names and sums", {"time", "written by", "read by", "lines", "names and sums", "record"});
  const PaymentParties parties(out, in);
  for (const auto& text : in.ledgers()) {
    if (only != link::no_handle && text.from != only && text.to != only) continue;
    if (++all > most) continue;
    std::string lines;
    for (const auto& line : text.lines) lines += fmt::format("{}{} {}{}", lines.empty() ? "" : "; ", line.name, line.negative ? "-" : "", in_units(line.minor));
    out.row().time(text.time ? std::optional<Micros>(text.time * 1000) : std::nullopt);
    parties.put(text.from);
    parties.put(text.to);
    out.count(static_cast<std::int64_t>(text.lines.size())).quote(lines).record(in.case_events().record(text.record).value);
  }
}

}  // namespace

Answer money(const CaseView& view, ThreadPool& pool, std::optional<std::int64_t> handle, std::size_t most) {
  job::LeadInputs in(view.case_file(), pool);
  AnswerWriter out(view, "money");
  if (handle) out.parameter("who", fmt::format("H{}", *handle));
  const auto only = handle ? in.dense(*handle) : link::no_handle;
  std::size_t accounts = 0, sums = 0, payments = 0, lists = 0;
  put_accounts(out, view, handle.value_or(0), most, accounts);
  put_sums(out, view, handle.value_or(0), most, sums);
  if (!handle || only != link::no_handle) {
    put_payments(out, in, only, most, payments);
    put_lists(out, in, only, most, lists);
  }
  for (auto [all, what] : {std::pair(accounts, "accounts"), std::pair(sums, "sums"), std::pair(payments, "payments"), std::pair(lists, "lists")})
    if (all > most) out.note(fmt::format("{} of {} {} are given.", most, all, what));
  out.note("A sum in a message was written; whether it was paid, this does not say. Payer and payee are what a statement says.");
  out.note("Check digits were tested of IBANs and of wallet addresses that have them. The check of a UK sort code and account number needs the banks' own table: only its form was looked at.");
  out.note("A message that several exhibits hold stands once, under its first copy. \"USD?\" and \"JPY?\" are signs that several currencies share.");
  return out.finish();
}

}  // namespace clew::view
