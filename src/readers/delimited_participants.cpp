#include "readers/delimited_participants.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/blanks.h"
#include "readers/cell_words.h"
#include "readers/delimited_party.h"
#include "readers/header_meaning.h"
#include "text/iban.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using R = ColumnRole;

// "Ana; Ben", on lines of their own, or "Ana, Ben".
std::vector<std::string_view> names_of_several(std::string_view name) {
  auto names = split_list(name);
  if (names.size() != 1) return names;
  names.clear();
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t comma = std::min(name.find(',', at), name.size());
    names.push_back(trimmed(name.substr(at, comma - at), cell_blanks));
    at = comma + 1;
  }
  return names;
}

}  // namespace

RowParticipants::RowParticipants(const Plan& plan, const Options& options, RowCells& cells) : plan_(plan), cells_(cells) {
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    if (const std::string folded = fold_header(plan.columns[i].header);
        folded == "source" || folded == "source file" || folded == "source info" || folded == "source file information")
      sources_.push_back(i);
  if (std::string own = comparable_digits(options.owner_number); !own.empty()) owner_digits_.push_back(std::move(own));
  for (const std::string& number : plan.owners)
    if (std::string own = comparable_digits(number); !own.empty()) owner_digits_.push_back(std::move(own));
}

void RowParticipants::add(Record& record, ColumnRole columns, Role role, std::string_view name, bool many) {
  for (const std::size_t c : cells_.columns(columns)) add(record, c, role, name, many);
}

bool RowParticipants::add_damaged_number(Record& record, std::string_view number, std::size_t column) {
  if (!is_damaged_number(number)) return false;
  record.fields.push_back({"damaged_number", std::string(number)});
  cells_.finding(Severity::warning, "number damaged by a spreadsheet",
                 fmt::format("'{}' under '{}' has lost its last digits; it is kept as written and matched with nothing.", number,
                             plan_.columns[column].header));
  return true;
}

void RowParticipants::add_identifier(Record& record, ColumnRole role, IdentifierKind kind) {
  for (const std::size_t c : cells_.columns(role)) {
    const std::string_view text = trimmed(without_text_mark(cells_.use(c)), cell_blanks);
    if (text.empty()) continue;
    if (add_damaged_number(record, text, c)) continue;
    // "SIM1" is a slot and no card; what is no number of the kind stays under its own name.
    const auto digits = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
    if ((kind == IdentifierKind::iccid || kind == IdentifierKind::imsi || kind == IdentifierKind::imei) && digits < 8) {
      record.extras.push_back({plan_.columns[c].header, std::string(text)});
      continue;
    }
    const bool owner = record.kind == RecordKind::device || record.kind == RecordKind::account || plan_.columns[c].own_account;
    record.participants.push_back(
        {owner ? Role::owner : Role::other, {kind == IdentifierKind::account_number && text::is_iban(text) ? IdentifierKind::iban : kind, std::string(text), ""}, ""});
  }
}

void RowParticipants::said_of_oneself(Record& record, Role side) {
  if (record.direction != Direction::unknown || (record.kind != RecordKind::call && record.kind != RecordKind::message)) return;
  if (side == Role::from || side == Role::caller) record.direction = Direction::out;
  if (side == Role::to || side == Role::callee) record.direction = Direction::in;
}

bool RowParticipants::is_of_whatsapp() const {
  if (plan_.kind != TableKind::messages && plan_.kind != TableKind::calls && plan_.kind != TableKind::events_by_type) return false;
  for (const ColumnRole role : {R::from, R::to, R::party, R::participants, R::author})
    for (const std::size_t c : cells_.columns(role))
      if (cells_.written(c).find('@') != std::string_view::npos &&
          (cells_.written(c).find("@s.whatsapp.net") != std::string_view::npos || cells_.written(c).find("@g.us") != std::string_view::npos))
        return true;
  return std::any_of(sources_.begin(), sources_.end(), [&](std::size_t c) {
    return (cells_.written(c).find("com.whatsapp") != std::string_view::npos || cells_.written(c).find("group.net.whatsapp") != std::string_view::npos);
  });
}

void RowParticipants::add(Record& record, std::size_t c, Role role, std::string_view name, bool many) {
  const std::string_view cell = cells_.use(c);
  if (cell.empty()) return;
  const PlanColumn& plan = plan_.columns[c];
  const auto name_party = [&](std::optional<Role> said, IdentifierKind kind, std::string_view identifier,
                       std::string_view own_name) {
    model::Participation& p = record.participants.emplace_back();
    p.role = role;
    if (said) {  // "From: …" inside a list of parties
      p.role = *said;
      if (record.kind == RecordKind::call)
        p.role = *said == Role::from ? Role::caller : Role::callee;
    }
    p.identifier.kind = kind;
    p.identifier.raw = identifier;
    const bool scoped = kind == IdentifierKind::username || kind == IdentifierKind::uid ||
                        kind == IdentifierKind::jid || kind == IdentifierKind::lid;
    if (scoped) p.identifier.scope = record.service;
    p.name = own_name.empty() ? name : own_name;
    if (is_oneself(p.name)) {
      p.name.clear();
      said_of_oneself(record, p.role);
    }
    if (kind == IdentifierKind::name && p.name.empty()) p.name = p.identifier.raw;
  };
  constexpr std::size_t places = 1024;
  if (known_parties_.empty()) known_parties_.resize(places);
  KnownParty& known = known_parties_[(std::hash<std::string_view>{}(cell) + c) % places];
  if (known.cell == cell && known.column == c && known.many == many)
    return name_party(known.said, known.kind, known.identifier, known.name);
  const auto list = split_parties(cell, many);
  // Several parties: each its own name, or none where the names are not as many.
  std::vector<std::string_view> names;
  if (list.size() > 1 && !name.empty()) {
    names = names_of_several(name);
    if (names.size() != list.size()) {
      record.fields.push_back({"name", std::string(name)});
      names.clear();
    }
  }
  for (const PartyText& party : list) {
    if (list.size() > 1) name = names.empty() ? std::string_view() : names[static_cast<std::size_t>(&party - list.data())];
    if (is_withheld(party.whole)) {
      record.fields.push_back({"withheld", std::string(party.whole)});
      continue;
    }
    if (is_masked_number(party.whole)) {
      record.fields.push_back({"damaged_number", std::string(party.whole)});
      cells_.finding(Severity::warning, "number made unreadable",
                     fmt::format("'{}' under '{}': some of its digits were taken out; it is kept as written and matched with nothing.", party.whole, plan.header));
      continue;
    }
    if (add_damaged_number(record, party.identifier, c)) continue;
    if (is_decimal_number(party.identifier))
      cells_.finding(Severity::warning, "number with a decimal point",
                     party.identifier.ends_with(".0")
                         ? fmt::format("'{}' under '{}': a program took the number for a decimal. It is kept as written and matched as "
                                       "'{}'.",
                                       party.identifier, plan.header, party.identifier.substr(0, party.identifier.size() - 2))
                         : fmt::format("'{}' under '{}' is no whole number; it is kept as written, and whom it means is not known.",
                                       party.identifier, plan.header));
    const auto kind = plan_.kind == TableKind::ties && plan.numbers_are_ids ? tie_kind_of(party.identifier) : identifier_kind_of(party.identifier, plan.numbers_are_ids);
    if (kind == IdentifierKind::name && is_oneself(party.whole)) {
      // "Me" in two phones is not one person: whose phone it is says the direction, and the word stays beside the row.
      said_of_oneself(record, party.role ? *party.role : role);
      record.extras.push_back({plan.header, std::string(party.whole)});
      continue;
    }
    name_party(party.role, kind, party.identifier, party.name);
    if (list.size() == 1)
      known = {std::string(cell), c, many, party.role, kind, std::string(party.identifier),
               std::string(party.name)};
  }
}

bool RowParticipants::is_owner(std::string_view raw, std::string_view row_owner) const {
  const std::string digits = comparable_digits(raw);
  if (digits.empty()) return false;
  if (!row_owner.empty()) return digits == comparable_digits(row_owner);
  return std::find(owner_digits_.begin(), owner_digits_.end(), digits) != owner_digits_.end();
}

void RowParticipants::direction_from_owner(Record& record, std::size_t froms, std::size_t tos,
                                  std::string_view owner) {
  bool from = false, to = false;
  if (plan_.card && cells_.holds(*plan_.card) && froms && tos) {
    if (auto card = plan_.number_of_card.find(card_digits(cells_.written(*plan_.card))); card != plan_.number_of_card.end()) {
      from = comparable_digits(record.participants[0].identifier.raw) == card->second;
      to = comparable_digits(record.participants[froms].identifier.raw) == card->second;
      if (from != to) record.direction = from ? Direction::out : Direction::in;
      if (from != to) return;
    }
  }
  if (owner.empty() && owner_digits_.empty()) return;
  from = to = false;
  for (std::size_t i = 0; i < froms; ++i)
    from |= is_owner(record.participants[i].identifier.raw, owner);
  for (std::size_t i = froms; i < froms + tos; ++i)
    to |= is_owner(record.participants[i].identifier.raw, owner);
  if (from != to) record.direction = from ? Direction::out : Direction::in;
}

}  // namespace clew::readers
