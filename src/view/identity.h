// Judgements of named people about who is who. Nothing merges by itself; taking a judgement back
// restores the exact state before it.
//
// An act is a row that stays: a judgement on two handles (J) or two persons (M), an attribution of
// a handle to a person over an interval (A), a role (R). Clusters follow from the acts in force
// (identity/clusters.h). Every act asks for a reason, carries the viewer's name, and counts when it
// stands in the audit log too. All functions that write need a case open for writing; they throw
// Error(usage) for what makes no sense (with what to do), Error(not_found).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "identity/clusters.h"
#include "view/viewer.h"

namespace clew::view {

// A handle (a number or account) or a person of the analysis.
struct Entity {
  enum class Kind { handle, person };
  Kind kind = Kind::handle;
  std::int64_t id = 0;
  std::string name() const;  // "H12", "P3"
  friend bool operator==(const Entity&, const Entity&) = default;
  friend auto operator<=>(const Entity&, const Entity&) = default;
};

// "P3", "H12", a number (also as written locally), an address, an account, a person's label or a
// name. Throws Error(not_found), or Error(usage) when several fit, listing them by id.
Entity find_entity(const CaseView& view, std::string_view text);

// One act as it stands in the case. `id` is what to withdraw: J1, M1, A1, R1.
struct Act {
  std::string id;
  char table = 'J';
  std::int64_t row = 0;
  Entity a, b;          // of A: handle and person; of R: person and nothing
  std::string verdict;  // same, not-same, unsure; of A "attributed"; of R the role
  std::optional<Micros> from, to;
  std::string basis, reason, who;
  Micros made = 0;
  bool withdrawn = false;
  std::string withdrawn_by, withdrawn_why;
  std::optional<Micros> withdrawn_at;
};
// All acts in the order of their tables (J, M, A, R) and making.
std::vector<Act> acts(const CaseView& view);

// What is in force, and what follows from it.
struct Judged {
  std::vector<Act> acts;       // in force; of judgements on one pair only the newest
  identity::Clusters handles;  // by J
  identity::Clusters persons;  // by M
};
Judged judged(const CaseView& view);
Judged judged(std::vector<Act> all);

// `verdict`: same, not-same or unsure. Both handles or both persons. "same" that a "not same"
// forbids, and "not same" inside one cluster, are refused with the acts that stand against it.
// Returns the act's id.
std::string judge(const CaseView& view, const Entity& a, const Entity& b, std::string_view verdict,
                  std::string_view reason);

// Takes an act back: its id, or the newest judgement in force on two entities.
void withdraw(const CaseView& view, std::string_view act, std::string_view reason);
std::string withdraw_pair(const CaseView& view, const Entity& a, const Entity& b,
                          std::string_view reason);

struct Attribution {
  Entity handle;
  std::optional<Entity> person;  // nothing: a new person with `label`
  std::string label;
  std::optional<Micros> from, to;    // [from, to), UTC
  std::string basis = "assessment";  // fact, assessment, source-claim
  std::string reason;
};
struct Attributed {
  std::string act;
  Entity person;
};
Attributed attribute(const CaseView& view, const Attribution& what);

struct RoleGiven {
  Entity person;
  std::string role;  // suspect, convicted, victim, witness, other, not-yet-known
  std::optional<Micros> from, to;
  std::string basis = "assessment", reason;
};
std::string give_role(const CaseView& view, const RoleGiven& what);

// Keeps a table of nicknames (identity/names.h) with the case, for the proposals of the next
// analysis. Returns how many pairs were not known. Throws Error(usage) for a table without any
// pair, or above 8 MB.
std::size_t set_nicknames(const CaseView& view, std::string_view table);

// "2024-03-04", "2024-03-04T21:40+01:00": an instant; UTC unless an offset is given. Nothing for
// "". Throws Error(usage).
std::optional<Micros> parse_instant(std::string_view text, std::string_view what);

// The former form: verdict may be "withdrawn" too (the newest judgement of the pair). Handles by
// id.
void judge_identity(const CaseView& view, std::int64_t a, std::int64_t b, std::string_view verdict,
                    std::string_view reason);
// Handles joined by judgements "same" in force, as clusters of two or more; ids in order.
std::vector<std::vector<std::int64_t>> clusters(const CaseView& view);

}  // namespace clew::view
