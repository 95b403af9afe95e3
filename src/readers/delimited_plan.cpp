#include "readers/delimited_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/delimited_dates.h"
#include "readers/delimited_decisions.h"
#include "readers/delimited_hints.h"
#include "readers/delimited_kind.h"
#include "readers/delimited_order.h"
#include "readers/delimited_preamble.h"
#include "readers/delimited_relations.h"
#include "readers/delimited_roles.h"
#include "readers/header_meaning.h"

namespace clew::readers {
namespace {

using R = ColumnRole;

class Planner {
 public:
  Planner(const Survey& survey, const std::optional<Profile>& profile, const Options& options, std::string_view file_name, Sink& sink, std::string_view name)
      : survey_(survey), profile_(profile), options_(options), file_name_(file_name), name_(name), decisions_(sink), zones_(options, decisions_) {}

  std::vector<Plan> run() {
    const auto stated = stated_order(options_, profile_);
    std::vector<Plan> plans;
    for (std::size_t i = 0; i < survey_.tables.size(); ++i)
      plans.push_back(plan(i));
    decide_orders(survey_, stated, plans, decisions_);
    return plans;
  }

 private:
  Plan plan(std::size_t index) {
    const SurveyTable& table = survey_.tables[index];
    const Hints hints(file_name_, table.title);
    const ProfileSaid profile{profile_ ? &*profile_ : nullptr, fitting(table)};
    Plan p = named(index);
    roles(table, hints, profile, p);
    relate_columns(table, hints, profile.fitting != nullptr, profile.fitting && !profile.fitting->columns.empty(), p);
    kind(table, hints, profile, p);
    ask_for_the_start(table, p, decisions_.sink());
    if (profile.fitting) take_words(*profile.fitting, p);
    if (p.service.empty()) p.service = service_of_table(hints, p);
    p.direction = direction_of_table(table, p);
    find_ids(table, p);
    pair_dates_with_clocks(table, p);
    zones_.decide(table, profile.fitting, p);
    owners_in_preamble(table, p, decisions_);
    units_of_integers(table, hints, p);
    const bool said = profile.fitting && profile.fitting->kind != TableKind::automatic;
    p.note("table", fmt::format("{} ({})", word(p.kind), said ? "profile " + profile.fitting->name : "columns"));
    return p;
  }

  Plan named(std::size_t index) const {
    Plan p;
    p.table = name_;
    if (survey_.tables.size() > 1) {
      p.table += fmt::format("{}table {}", name_.empty() ? "" : ": ", index + 1);
      p.of_several = fmt::format("table {}: ", index + 1);
    }
    p.title = survey_.tables[index].title;
    return p;
  }

  // The profile, where it is of this table.
  const Profile* fitting(const SurveyTable& table) const {
    if (!profile_) return nullptr;
    if (profile_->table.empty()) return &*profile_;
    if (fold_header(table.title).find(profile_->table) != std::string::npos) return &*profile_;
    for (const auto& column : table.columns)
      if (fold_header(column.header) == profile_->table) return &*profile_;
    return nullptr;
  }

  void roles(const SurveyTable& table, const Hints& hints, const ProfileSaid& profile, Plan& p) const {
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      p.columns.push_back(column_by_name(table.columns[c], c, table.header_row != 0, profile, options_));
    if (profile.fitting) return;
    if (table.header_row == 0) roles_by_content(table, hints, options_, p);
    p.matrix = is_matrix(table);
    p.symmetric = p.matrix && table.one_sided == 0;
    p.attendance = !p.matrix && is_attendance(table, hints.words());
    if (p.matrix || p.attendance)
      for (auto& c : p.columns) c.role = R::extra;
  }

  void kind(const SurveyTable& table, const Hints& hints, const ProfileSaid& profile, Plan& p) {
    if (profile.fitting && profile.fitting->kind != TableKind::automatic)
      p.kind = profile.fitting->kind;
    else if (p.matrix)
      p.kind = TableKind::ties;
    else if (p.attendance)
      p.kind = TableKind::events;
    else if (p.sessions)
      p.kind = TableKind::events_by_type;
    else
      p.kind = kind_of(table, hints, profile.said, p);
    p.people = is_list_of_people(p);
    fit_to_kind(table, p);
    if (p.kind == TableKind::ties) explain_ties(table, p);
    if (p.attendance) explain_attendance(table, p, decisions_.sink());
  }

  static void take_words(const Profile& profile, Plan& p) {
    p.service = profile.service;
    p.decimal_comma = profile.decimal_comma;
    p.direction_words = profile.direction_words;
    p.event_words = profile.event_words;
  }

  const Survey& survey_;
  const std::optional<Profile>& profile_;
  const Options& options_;
  const std::string file_name_, name_;
  Decisions decisions_;
  ZonesOfTables zones_;
};

}  // namespace

std::optional<std::size_t> Plan::find(ColumnRole role) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].role == role) return i;
  return std::nullopt;
}

std::vector<Plan> make_plans(const Survey& survey, const std::optional<Profile>& profile,
                             const Options& options, std::string_view file_name, Sink& sink,
                             std::string_view name) {
  return Planner(survey, profile, options, file_name, sink, name).run();
}

}  // namespace clew::readers
