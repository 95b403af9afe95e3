#include "readers/ufed_times.h"

#include "readers/plausible_time.h"
#include "readers/said_zone.h"
#include "text/dates.h"

namespace clew::readers::ufed {

using model::Certainty;
using model::TimeKind;

Times::Times(const Options& options) : options_(options), zone_(said_zone(options)) {}

std::optional<model::Time> Times::read(std::string_view written, TimeKind kind,
                                           const std::string& where) {
  while (!written.empty() && (written.back() == ' ' || written.back() == '\n'))
    written.remove_suffix(1);
  while (!written.empty() && written.front() == ' ')
    written.remove_prefix(1);
  if (written.empty()) return std::nullopt;
  model::Time t;
  t.kind = kind;
  t.raw = std::string(written);
  std::optional<Micros> local;
  if (const auto iso = parse_iso(written)) {
    local = iso->micros;
    t.offset_minutes = iso->offset_minutes;
  } else if (const auto w = text::parse_written_time(written)) {
    auto order = text::DateOrder::unknown;
    if (options_.date_order)
      order = text::date_order_from(*options_.date_order).value_or(text::DateOrder::unknown);
    local = text::reading_of(*w, order);
    t.offset_minutes = w->offset_minutes;
    if (!local) t.certainty = Certainty::ambiguous;
  }
  if (!local) {
    if (notes_.odd++ == 0) {
      notes_.odd_time = t.raw;
      notes_.odd_where = where;
    }
    t.offset_minutes.reset();
    return t;
  }
  if (t.offset_minutes) {
    t.utc = *local - *t.offset_minutes * 60LL * micros_per_second;
    t.certainty = Certainty::exact;
  } else {
    t.local = local;
    t.certainty = Certainty::local_unknown;
    ++notes_.no_zone;
    if (zone_) {
      const auto at = zone_->to_utc(*local);
      if (at.fit == text::Zone::Fit::unique) {
        t.utc = at.utc;
        t.certainty = Certainty::zone_assumed;
      } else {
        t.certainty = Certainty::ambiguous;
        ++(at.fit == text::Zone::Fit::repeated ? notes_.repeated_hour : notes_.left_out_hour);
      }
    }
  }
  if (t.utc && !is_plausible(*t.utc, options_.latest_plausible)) t.certainty = Certainty::implausible;
  return t;
}

void Times::by_attribute(const Tree& tree, const Node& field, model::Time& time) {
  tree.children(field, [&](const Node& value) {
    if (value.tag != Tag::value || time.utc) return;
    if (tree.attribute(value, "format") == "DateTimeOnly") return;
    const auto iso = parse_iso(tree.attribute(value, "formattedTimestamp"));
    if (!iso || !iso->offset_minutes) return;
    time.offset_minutes = iso->offset_minutes;
    time.utc = iso->micros - *iso->offset_minutes * 60LL * micros_per_second;
    time.certainty = certainty_of(*time.utc, options_.latest_plausible);
    if (notes_.odd > 0) --notes_.odd;
  });
}

}  // namespace clew::readers::ufed
