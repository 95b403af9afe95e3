#include "job/clocks.h"

#include <algorithm>
#include <limits>

namespace clew::job {

Clocks::Clocks(const casefile::Db& db)
    : reader_(db.prepare("SELECT reader FROM file WHERE id = ?1")),
      zone_(text::Zone::find(db.text("SELECT value FROM case_info WHERE key = 'zone'").value_or("")).value_or(text::Zone::utc())) {
  for (auto list = db.prepare("SELECT exhibit_id, part, to_utc, offset_us FROM clock_piece ORDER BY exhibit_id, part, seq"); list.step();)
    pieces_[{list.integer(0), std::string(list.text(1))}].push_back(
        {list.optional_integer(2).value_or(std::numeric_limits<Micros>::max()), list.integer(3)});
}

// Times with a zone of their own, or those of a reader that were given one; the one stands in for the other where only
// that was compared.
const Clocks::Pieces* Clocks::of(std::int64_t exhibit, std::int64_t file, bool own_zone) {
  auto [at, fresh] = known_.try_emplace(file * 2 + own_zone, nullptr);
  if (!fresh) return at->second;
  std::string part;
  if (!own_zone) {
    reader_.bind(1, file);
    if (reader_.step()) part = reader_.text(0);
    reader_.reset();
  }
  auto found = pieces_.find({exhibit, part});
  if (found == pieces_.end()) found = pieces_.lower_bound({exhibit, ""});
  if (found != pieces_.end() && found->first.first == exhibit) at->second = &found->second;
  return at->second;
}

std::optional<Micros> Clocks::ahead(std::int64_t record, std::int64_t file, bool own_zone, Micros shown) {
  if (pieces_.empty()) return std::nullopt;
  const auto* pieces = of(record >> 32, file, own_zone);
  if (!pieces) return std::nullopt;
  auto at = std::lower_bound(pieces->begin(), pieces->end(), shown, [](const Piece& piece, Micros time) { return piece.to < time; });
  return at == pieces->end() ? pieces->back().ahead : at->ahead;
}

std::optional<Micros> Clocks::instant(std::int64_t record, std::int64_t file, std::optional<Micros> utc, std::optional<Micros> local,
                                      bool own_zone) {
  if (!utc && !local) return std::nullopt;
  const Micros shown = utc ? *utc : *local;
  if (auto found = ahead(record, file, own_zone, shown)) return shown - *found;
  return utc ? shown : zone_.to_utc(shown).utc;
}

}  // namespace clew::job
