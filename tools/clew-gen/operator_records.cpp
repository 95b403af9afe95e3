// What operators and banks hold of a case.
#include <algorithm>

#include "case_maker.h"

namespace clew::gen {
namespace {

std::string imei_of(std::uint64_t serial) {
  std::string digits = "00101700";  // a type code reserved for tests
  append_padded(digits, static_cast<std::int64_t>(serial % 1'000'000), 6);
  int sum = 0;
  for (int i = 0; i < 14; ++i) {
    int d = digits[static_cast<std::size_t>(i)] - '0';
    if (i % 2 == 1) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  digits += static_cast<char>('0' + (10 - sum % 10) % 10);
  return digits;
}

std::string imsi_of(int handle) {
  std::string digits = "00101";  // the test network
  append_padded(digits, handle, 10);
  return digits;
}

}  // namespace

void CaseMaker::write_to_operator(const Event& e, int cdr, int subject_line, bool outgoing,
                                  int from_handle, int to_handle, EventId id) {
  const auto& exhibit = world_.cdrs[static_cast<std::size_t>(cdr)];
  const int subject = outgoing ? from_handle : to_handle;
  const int other = outgoing ? to_handle : from_handle;
  const Line& l = line(subject_line);
  const int change = change_of_line_[static_cast<std::size_t>(subject_line)];
  const bool new_handset = change >= 0 &&
                           subject == world_.changes[static_cast<std::size_t>(change)].new_handle &&
                           !world_.changes[static_cast<std::size_t>(change)].handset_kept;
  const std::string imei =
      imei_of(static_cast<std::uint64_t>(subject_line) * 2 + (new_handset ? 1 : 0));
  const std::string imsi = imsi_of(subject);
  const int who = world_.person_at(subject_line, e.t);
  const Spot where = who < 0 ? Spot{52'000'000, -1'000'000} : position(who, e.t);
  OperatorRow row{e.t,
                  e.kind == Kind::call,
                  outgoing,
                  handle(subject).number,
                  handle(other).number,
                  imei,
                  imsi,
                  e.kind == Kind::call ? e.duration : 0,
                  where,
                  static_cast<int>(count_characters(said_.text))};
  auto& writer = *operators_[static_cast<std::size_t>(cdr)];
  const Locator at{&exhibit.reference, &writer.file(), writer.record(row)};
  ++records_;
  locators_.push_back(at);
  if (l.person >= 0) truth_.note_cell(subject_line, e.t, cell_of(where));
  canonical(e, id, at, "operator", outgoing ? "out" : "in", e.t, handle(from_handle).number,
            handle(to_handle).number, "", "", false);
  maybe_corrupt_operator(cdr, row, id);
}

void CaseMaker::maybe_corrupt_operator(int cdr, const OperatorRow& good, EventId id) {
  const auto planned = static_cast<std::uint64_t>(s_.corrupt_rows);
  if (corrupt_done_ >= planned || records_ < s_.records / (planned + 1) * (corrupt_done_ + 1))
    return;
  if (corrupt_done_ % 3 != 2) return;  // phones have the rest
  auto& writer = *operators_[static_cast<std::size_t>(cdr)];
  OperatorRow bad = good;
  std::string number = digits_only(good.other);
  number = number.substr(0, 1) + "." + (number.size() > 5 ? number.substr(1, 4) : "4477") + "E+11";
  bad.other = number;
  const Locator at{&world_.cdrs[static_cast<std::size_t>(cdr)].reference, &writer.file(),
                   writer.record(bad)};
  ++corrupt_done_;
  truth_.corrupt.push_back({"number-e-notation", id, at});
}

void CaseMaker::write_payment(const Event& e, EventId id) {
  for (auto& account : accounts_) {
    if (account.person != e.from && account.person != e.to) continue;
    const bool in = account.person == e.to;
    account.balance += in ? e.pence : -e.pence;
    row_.clear();
    const Civil c = local_time(london_zone, e.t);
    append_date(row_, c, 'd', '/');
    row_ += in ? ",FPI," : ",FPO,";
    append_field(row_, person(in ? e.from : e.to).latin(), ',');
    auto pounds = [&](std::int64_t pence) {
      if (pence < 0) row_ += '-';
      pence = pence < 0 ? -pence : pence;
      append_padded(row_, pence / 100, 1);
      row_ += '.';
      append_padded(row_, pence % 100, 2);
    };
    row_ += ',';
    if (!in) pounds(e.pence);
    row_ += ',';
    if (in) pounds(e.pence);
    row_ += ',';
    pounds(account.balance);
    row_ += "\r\n";
    const Locator at{&account.reference, account.file, account.file->record(row_)};
    ++records_;
    locators_.push_back(at);
    canonical(e, id, at, "bank", in ? "in" : "out", e.t, person(e.from).latin(),
              person(e.to).latin(), "", "", false);
  }
}

}  // namespace clew::gen
