// Who: the people, numbers and hardware that a row names, and on which side the phone's own user is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/delimited_cells.h"
#include "readers/delimited_plan.h"
#include "readers/reader.h"

namespace clew::readers {

// For one thread; keeps references to `plan` and `cells`, which outlive it.
class RowParticipants {
 public:
  RowParticipants(const Plan& plan, const Options& options, RowCells& cells);

  // Those of one cell ("447700900123 Ana*"), each with the role that the cell says or else `role`. `name`: what another column calls them;
  // `many`: the cell may hold several. What is withheld, damaged or masked becomes a field and matches nothing.
  void add(model::Record& record, std::size_t column, model::Role role, std::string_view name, bool many);
  // The same of every column of a role.
  void add(model::Record& record, ColumnRole columns, model::Role role, std::string_view name, bool many);
  // Hardware and accounts: every cell of that role is one identifier.
  void add_identifier(model::Record& record, ColumnRole role, model::IdentifierKind kind);

  // "Me" on that side of a call or message says its direction.
  void said_of_oneself(model::Record& record, model::Role side);
  // The direction from whose numbers these are: the first `froms` participants sent, the next `tos` received. `owner`: the row's own
  // word for the phone's number. Nothing is said when both sides or neither are the owner's.
  void direction_from_owner(model::Record& record, std::size_t froms, std::size_t tos, std::string_view owner);
  bool is_owner(std::string_view raw, std::string_view row_owner) const;
  // Whether the row names accounts of WhatsApp, or the file it was found in is WhatsApp's.
  bool is_of_whatsapp() const;

 private:
  // A cell that holds one party, taken apart once: a phone talks to the same people again and again.
  struct KnownParty {
    std::string cell;
    std::size_t column = 0;
    bool many = false;
    std::optional<model::Role> said;
    model::IdentifierKind kind = model::IdentifierKind::other;
    std::string identifier, name;
  };
  bool add_damaged_number(model::Record& record, std::string_view number, std::size_t column);

  const Plan& plan_;
  RowCells& cells_;
  std::vector<std::string> owner_digits_;  // comparable forms of the owner's numbers
  std::vector<std::size_t> sources_;       // columns that say in which file a tool found the row
  std::vector<KnownParty> known_parties_;  // by hash; one place each, the newer cell wins
};

}  // namespace clew::readers
