#include "readers/delimited_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "exhibit/locator.h"
#include "readers/cell_words.h"
#include "readers/delimited_map.h"
#include "readers/delimited_party.h"
#include "readers/finding_limit.h"
#include "readers/grid.h"
#include "readers/header_meaning.h"

namespace clew::readers {

using model::Severity;

namespace {

void say_missing_columns(const Survey& survey, const Profile& profile, Sink& sink) {
  for (const auto& given : profile.columns) {
    bool there = false;
    for (const auto& t : survey.tables) {
      if (given.number) there |= *given.number <= t.columns.size();
      for (const auto& c : t.columns)
        there |= !given.number && fold_header(c.header) == fold_header(given.header);
    }
    if (!there)
      sink.finding(
          {Severity::warning, "column of the profile not in the file", "",
           fmt::format("'{}' ({}) is in no table of this file.",
                       given.number ? fmt::format("column {}", *given.number) : given.header,
                       word(given.role))});
  }
}

void say_lost_zeros(const SurveyTable& table, const Plan& plan, Sink& sink) {
  for (std::size_t c = 0; c < plan.columns.size(); ++c) {
    const ColumnRole role = plan.columns[c].role;
    if (role != ColumnRole::from && role != ColumnRole::to && role != ColumnRole::party &&
        role != ColumnRole::phone && role != ColumnRole::owner)
      continue;
    const ColumnSample& s = table.columns[c].sample;
    if (s.uk_short > 0 && s.uk_short * 2 >= s.non_empty() && s.count(CellLook::phone) == 0)
      sink.finding({Severity::note, "numbers without their leading zero", "",
                    fmt::format("Column '{}' holds {} ten-digit numbers beginning with 7: a spreadsheet has probably taken off the zero. They "
                                "are kept as written.",
                                table.columns[c].header, s.uk_short)});
  }
}

std::string place_of(const Row& row, const Plan& plan) {
  if (row.grid) return row.grid->place;
  std::string where = fmt::format("bytes={}+{};line={}", row.begin, row.end - row.begin, row.line);
  if (!plan.table.empty()) where += ';' + exhibit::Locator().table(plan.table).str();
  return where;
}

std::string_view reason_of(RowClass kind) {
  switch (kind) {
    case RowClass::blank:
      return "blank row";
    case RowClass::rule:
      return "rule";
    case RowClass::repeated_header:
      return "repeated header";
    case RowClass::note:
      return "note below the table";
    case RowClass::data:
      break;
  }
  return "";
}

// What stands above a table or below it ("Calls of 07700 900123", "12 calls in all") is evidence too: a text of its
// own, in which a tab parts the cells. It is no row of the table, so that counts as skipped.
void keep_text(const Dialect& dialect, const Row& row, const Plan& plan, std::string_view title, Sink& sink) {
  model::Record record;
  std::string buffer;
  for (const Cell& cell : row.cells) {
    const std::string_view text = cell_text(row.bytes, dialect, cell, buffer);
    if (text.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (!record.text.empty()) record.text += '\t';
    for (const char c : text)
      if (c)
        record.text += c;
      else
        record.text += "\xEF\xBF\xBD";
  }
  if (record.text.empty()) return;
  record.kind = model::RecordKind::document;
  record.table = plan.table;
  record.locator = place_of(row, plan);
  record.fields.push_back({"title", std::string(title)});
  if (row.grid)
    for (const auto& [name, value] : row.grid->notes)
      record.extras.push_back({name, value});
  sink.extra_record(std::move(record));
}

}  // namespace

void announce(const Survey& survey, const std::optional<Profile>& profile,
              const std::vector<Plan>& plans, Sink& sink) {
  for (const Plan& plan : plans)
    for (const auto& [key, value] : plan.decided)
      sink.decided(key, value);
  if (profile && !profile->columns.empty()) say_missing_columns(survey, *profile, sink);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    std::string roles;
    for (const auto& c : plans[i].columns)
      if (c.role != ColumnRole::extra)
        roles += fmt::format("{}{}={}", roles.empty() ? "" : ", ", c.header, word(c.role));
    sink.decided(plans[i].table.empty() ? "columns" : plans[i].table + ": columns", roles);
    say_lost_zeros(survey.tables[i], plans[i], sink);
  }
}

namespace {

// Operators of some countries name the phone that was asked for in the A column whichever way the call went: "A PARTY, B PARTY, CALL TYPE" with IN and OUT.
// In true calling and called numbers it stands in the B column of what came in. Told by the rows: the A numbers of outgoing rows stand in A of the incoming too.
template <class Scanner>
void target_in_a(Scanner scanner, const Survey& survey, std::vector<Plan>& plans, Sink& sink) {
  constexpr std::size_t most_rows = 5000;
  if (survey.tables.size() != 1 || plans.size() != 1) return;
  Plan& plan = plans[0];
  const SurveyTable& table = survey.tables[0];
  if (plan.kind != TableKind::calls && plan.kind != TableKind::events_by_type) return;
  std::optional<std::size_t> a, b, way;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnRole role = plan.columns[i].role;
    if (role == ColumnRole::owner || role == ColumnRole::party) return;
    if (role == ColumnRole::from) {
      if (a) return;
      a = i;
    }
    if (role == ColumnRole::to) {
      if (b) return;
      b = i;
    }
    if (role == ColumnRole::direction || (role == ColumnRole::event_type && !way)) way = i;
  }
  if (!a || !b || !way) return;
  const std::string folded = " " + fold_header(plan.columns[*a].header) + " ";
  bool letter = false;
  for (const std::string_view word : {" a party ", " aparty ", " a number ", " anumber ", " a no ", " party a ", " number a ", " a msisdn ", " msisdn a ", " a subscriber "})
    letter |= folded.find(word) != std::string::npos;
  if (!letter) return;
  scanner.expect(survey.dialect.width);
  Row row;
  std::string buffer;
  std::set<std::string> out;
  std::vector<std::pair<std::string, std::string>> in;
  for (std::size_t rows = 0; rows < most_rows;) {
    scanner.settle();
    if (!scanner.next(row)) break;
    if (row.number == table.expect_row) scanner.expect(table.columns.size());
    if (row.number < table.data_row || classify(survey.dialect, row, table) != RowClass::data) continue;
    ++rows;
    const auto text = [&](std::size_t column) {
      return column < row.cells.size() ? std::string(cell_text(row.bytes, survey.dialect, row.cells[column], buffer)) : std::string();
    };
    const std::string word = text(*way);
    model::Direction direction = direction_of(word);
    if (direction == model::Direction::unknown) direction = event_of(word).direction;
    std::string from = comparable_digits(text(*a)), to = comparable_digits(text(*b));
    if (from.empty()) continue;
    if (direction == model::Direction::out) out.insert(std::move(from));
    if (direction == model::Direction::in) in.emplace_back(std::move(from), std::move(to));
  }
  if (out.empty() || in.empty()) return;
  std::size_t so = 0;
  for (const auto& [from, to] : in)
    so += out.contains(from) && !out.contains(to);
  if (so * 20 < in.size() * 19) return;
  plan.columns[*a].role = ColumnRole::owner;
  plan.columns[*b].role = ColumnRole::party;
  sink.decided("parties", fmt::format("'{}' is the phone that was asked for, '{}' the other side: its numbers stand there in incoming rows too", plan.columns[*a].header,
                                      plan.columns[*b].header));
}

// A statement whose rows say whose account it is: "Account, Counterparty account, Amount". That account is the owner's, the other one is
// not. Of one column of sums of which some have a minus, those went out and the others came in.
template <class Scanner>
void own_account(Scanner scanner, const Survey& survey, std::vector<Plan>& plans, Sink& sink) {
  constexpr std::size_t least_rows = 3, most_rows = 5000;
  if (survey.tables.size() != 1 || plans.size() != 1 || plans[0].kind != TableKind::payments) return;
  Plan& plan = plans[0];
  const SurveyTable& table = survey.tables[0];
  struct Account {
    std::size_t column;
    bool of_others;
    std::string first;
    bool in_all = true;
  };
  std::vector<Account> accounts;
  std::vector<std::size_t> sums;
  bool named = false, way = false, balance = false;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const auto& column = plan.columns[i];
    const std::string header = fold_header(column.header);
    const auto says = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return header.find(w) != std::string::npos; });
    };
    switch (column.role) {
      case ColumnRole::iban:
      case ColumnRole::account_number:
        accounts.push_back({i, says({"counter", "benefic", "payee", "payer", "recipient", "receiver", "sender", "remitter", "other", "tegen", "gegen", "third",
                                     "contra", "zahlungs", "destin", "to account", "from account", "kontrahent"}),
                            {}});
        break;
      case ColumnRole::party_name:
      case ColumnRole::name: named = true; break;
      case ColumnRole::amount:
        sums.push_back(i);
        way |= column.amount_direction != model::Direction::unknown;
        break;
      case ColumnRole::direction:
      case ColumnRole::from_me:
      case ColumnRole::from:
      case ColumnRole::to:
      case ColumnRole::from_name:
      case ColumnRole::to_name: way = true; break;
      default: break;
    }
    balance |= says({"balance", "saldo", "solde", "sold "}) || header == "sold";
  }
  scanner.expect(survey.dialect.width);
  Row row;
  std::string buffer;
  std::size_t rows = 0;
  bool minus = false;
  while (rows < most_rows) {
    scanner.settle();
    if (!scanner.next(row)) break;
    if (row.number == table.expect_row) scanner.expect(table.columns.size());
    if (row.number < table.data_row || classify(survey.dialect, row, table) != RowClass::data) continue;
    const auto text = [&](std::size_t column) {
      return column < row.cells.size() ? std::string(without_text_mark(cell_text(row.bytes, survey.dialect, row.cells[column], buffer))) : std::string();
    };
    ++rows;
    for (auto& account : accounts) {
      std::string here = text(account.column);
      if (rows == 1) account.first = here;
      account.in_all &= !here.empty() && here == account.first;
    }
    if (sums.size() == 1) minus |= is_minus(text(sums[0]));
  }
  if (plan.account.empty()) {
    const auto others = static_cast<std::size_t>(std::count_if(accounts.begin(), accounts.end(), [](const Account& a) { return a.of_others; }));
    Account* own = nullptr;
    for (auto& account : accounts) {
      if (account.of_others) continue;
      const bool alone = accounts.size() - others == 1;
      if ((alone && others > 0) || (account.in_all && rows >= least_rows && (named || accounts.size() > 1))) {
        if (own) return;  // two that could be: nobody can say
        own = &account;
      }
    }
    if (own) {
      plan.columns[own->column].own_account = true;
      sink.decided("account", fmt::format("'{}' is the account of the statement{}", plan.columns[own->column].header,
                                          own->in_all ? fmt::format(", {}", own->first) : std::string()));
    } else if (accounts.empty() && !balance) {
      return;
    }
  }
  if (!minus || way) return;
  plan.signed_amounts = true;
  sink.decided("sums", fmt::format("'{}': with a minus they went out, the others came in", plan.columns[sums[0]].header));
}

// An operator that was asked for several numbers lists a call between two of them twice, once for each, and only the card (IMSI, else the
// handset) says which is which. A card's number stands in all of its rows, those that it talks with in few.
template <class Scanner>
void number_of_each_card(Scanner scanner, const Survey& survey, std::vector<Plan>& plans, Sink& sink) {
  constexpr std::size_t most_rows = 1'000'000, most_cards = 10'000, most_numbers = 1'000'000;
  constexpr std::uint32_t least_rows = 3;
  if (survey.tables.size() != 1 || plans.size() != 1) return;
  Plan& plan = plans[0];
  const SurveyTable& table = survey.tables[0];
  if ((plan.kind != TableKind::calls && plan.kind != TableKind::events_by_type) || plan.owners.size() == 1) return;
  std::vector<std::size_t> from, to, imsi, imei;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnRole role = plan.columns[i].role;
    if (role == ColumnRole::owner || role == ColumnRole::party || role == ColumnRole::direction || role == ColumnRole::from_me) return;
    if (role == ColumnRole::from) from.push_back(i);
    if (role == ColumnRole::to) to.push_back(i);
    if (role == ColumnRole::imsi) imsi.push_back(i);
    if (role == ColumnRole::imei) imei.push_back(i);
  }
  const auto& cards = imsi.empty() ? imei : imsi;
  if (from.size() != 1 || to.size() != 1 || cards.size() != 1) return;  // a card of either side: nothing to find out
  scanner.expect(survey.dialect.width);
  Row row;
  std::string buffer;
  struct Seen {
    std::uint32_t rows = 0;
    std::unordered_map<std::string, std::uint32_t> numbers;
  };
  std::unordered_map<std::string, Seen> seen;
  std::size_t numbers = 0;
  for (std::size_t rows = 0; rows < most_rows && numbers < most_numbers;) {
    scanner.settle();
    if (!scanner.next(row)) break;
    if (row.number == table.expect_row) scanner.expect(table.columns.size());
    if (row.number < table.data_row || classify(survey.dialect, row, table) != RowClass::data) continue;
    ++rows;
    const auto text = [&](std::size_t column) {
      return column < row.cells.size() ? cell_text(row.bytes, survey.dialect, row.cells[column], buffer) : std::string_view();
    };
    const std::string card = card_digits(text(cards[0])), a = comparable_digits(text(from[0])), b = comparable_digits(text(to[0]));
    if (card.empty() || a == b) continue;
    if (seen.size() >= most_cards && !seen.contains(card)) continue;
    auto& here = seen[card];
    ++here.rows;
    for (const auto& number : {a, b})
      if (number.size() >= 7 && ++here.numbers[number] == 1) ++numbers;
  }
  for (auto& [card, here] : seen) {
    std::uint32_t most = 0, next = 0;
    const std::string* own = nullptr;
    for (const auto& [number, rows] : here.numbers) {
      if (rows > most) {
        next = most;
        most = rows;
        own = &number;
      } else {
        next = std::max(next, rows);
      }
    }
    // Two numbers in turn in one card or handset are not told apart.
    if (own && most >= least_rows && most * 10 >= here.rows * 9 && next * 2 <= most) plan.number_of_card.emplace(card, *own);
  }
  if (plan.number_of_card.empty()) return;
  plan.card = cards[0];
  sink.decided("whose rows", fmt::format("by '{}': the number that stands in nearly all rows of one, for {} of {}", plan.columns[cards[0]].header, plan.number_of_card.size(), seen.size()));
}

}  // namespace

template <class Scanner>
void infer_served(Scanner scanner, const Survey& survey, std::vector<Plan>& plans, const Options& options, Sink& sink) {
  constexpr std::size_t least_rows = 5, most_rows = 5000;
  target_in_a(scanner, survey, plans, sink);
  own_account(scanner, survey, plans, sink);
  number_of_each_card(scanner, survey, plans, sink);
  if (!options.owner_number.empty() || survey.tables.size() != 1 || plans.size() != 1) return;
  Plan& plan = plans[0];
  const SurveyTable& table = survey.tables[0];
  if ((plan.kind != TableKind::calls && plan.kind != TableKind::events_by_type) || !plan.owners.empty()) return;
  std::vector<std::size_t> ends;
  bool from = false, to = false, network = false;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnRole role = plan.columns[i].role;
    if (role == ColumnRole::owner || role == ColumnRole::direction || role == ColumnRole::from_me) return;
    from |= role == ColumnRole::from;
    to |= role == ColumnRole::to;
    network |= role == ColumnRole::cell_id || role == ColumnRole::imei || role == ColumnRole::imsi || role == ColumnRole::azimuth;
    if (role == ColumnRole::from || role == ColumnRole::to) ends.push_back(i);
  }
  if (!from || !to || !network) return;
  scanner.expect(survey.dialect.width);
  Row row;
  std::string buffer;
  std::vector<std::pair<std::string, std::string>> in_all;  // comparable digits, as written first
  std::set<std::string> others;
  std::size_t rows = 0;
  while (rows < most_rows) {
    scanner.settle();
    if (!scanner.next(row)) break;
    if (row.number == table.expect_row) scanner.expect(table.columns.size());
    if (row.number < table.data_row || classify(survey.dialect, row, table) != RowClass::data) continue;
    std::vector<std::pair<std::string, std::string>> here;
    for (const std::size_t i : ends)
      if (i < row.cells.size()) {
        const std::string text(cell_text(row.bytes, survey.dialect, row.cells[i], buffer));
        if (auto digits = comparable_digits(text); digits.size() >= 7) here.emplace_back(std::move(digits), text);
      }
    if (++rows == 1) in_all = here;
    std::erase_if(in_all, [&](const auto& one) {
      return std::none_of(here.begin(), here.end(), [&](const auto& h) { return h.first == one.first; });
    });
    if (in_all.empty()) return;
    for (auto& h : here) others.insert(std::move(h.first));
  }
  if (rows < least_rows || in_all.size() != 1 || others.size() < 3) return;
  plan.owners.push_back(in_all[0].second);
  sink.decided("owner", fmt::format("{} (in each of the {}{} rows; nothing else says whose they are)", in_all[0].second,
                                    rows == most_rows ? "first " : "", rows));
}

template <class Scanner>
void map_rows(Scanner scanner, const Survey& survey, const std::vector<Plan>& plans,
              const Options& options, Sink& sink, std::uint64_t limit) {
  FindingLimit findings(sink);
  scanner.expect(survey.dialect.width);
  Row row;
  std::size_t index = 0;
  std::optional<Mapper> mapper;
  std::uint64_t mapped = 0;
  while (!survey.tables.empty()) {
    scanner.settle();
    if (!scanner.next(row)) break;
    while (index + 1 < survey.tables.size() && row.number > survey.tables[index].last_row) {
      ++index;
      mapper.reset();
      mapped = 0;
    }
    const SurveyTable& table = survey.tables[index];
    const Plan& plan = plans[index];
    if (!mapper) mapper.emplace(survey.dialect, plan, options, findings);
    const bool counted = !row.grid || row.grid->counted;
    if (counted) sink.rows(plan.table, 1);
    const auto skip = [&](std::string_view reason) {
      if (counted) sink.skip(plan.table, reason, place_of(row, plan));
    };
    const auto keep = [&](std::string_view title) {
      if (counted) keep_text(survey.dialect, row, plan, title, sink);
    };
    if (row.number < table.data_row) {
      const bool header = table.header_row != 0 && row.number >= table.header_row;  // of two rows both
      skip(header ? "header" : "preamble");
      // "sep=;" tells a spreadsheet how to read the file, as it told us.
      const bool directive = row.number == 1 && !row.grid && row.bytes.substr(row.begin).starts_with("sep=");
      if (!header && !directive && classify(survey.dialect, row, table) != RowClass::rule) keep("above the table");
      // A header without rows below it is all that the table says.
      if (header && table.rows == 0) keep("header of an empty table");
    } else if (const RowClass kind = classify(survey.dialect, row, table); kind != RowClass::data) {
      skip(reason_of(kind));
      if (kind == RowClass::note) keep("below the table");
    } else if (limit && ++mapped > limit) {
      skip("not shown");
    } else {
      mapper->map(row, row.number - table.data_row + 1, sink);
    }
    if (row.number == table.expect_row) scanner.expect(table.columns.size());
    if (limit && mapped > limit && index + 1 == survey.tables.size()) break;
  }
  findings.finish();
}

template void infer_served(RowScanner, const Survey&, std::vector<Plan>&, const Options&, Sink&);
template void infer_served(GridScanner, const Survey&, std::vector<Plan>&, const Options&, Sink&);
template void map_rows(RowScanner, const Survey&, const std::vector<Plan>&, const Options&, Sink&,
                       std::uint64_t);
template void map_rows(GridScanner, const Survey&, const std::vector<Plan>&, const Options&, Sink&,
                       std::uint64_t);

}  // namespace clew::readers
