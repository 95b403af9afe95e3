#include "job/clocks.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace clew::job {

namespace {
constexpr std::string_view device_word = "device ", received_word = "received";
}

std::string ClockPart::text() const {
  if (received) {
    const std::string rest = ClockPart{reader, device}.text();
    return std::string(received_word) + (rest.empty() ? "" : ", ") + rest;
  }
  if (device.empty()) return reader;
  return reader.empty() ? std::string(device_word) + device : reader + ", " + std::string(device_word) + device;
}

ClockPart ClockPart::of(std::string_view text) {
  if (text == received_word || (text.starts_with(received_word) && text.substr(received_word.size()).starts_with(", "))) {
    ClockPart part = of(text.substr(std::min(text.size(), received_word.size() + 2)));
    part.received = true;
    return part;
  }
  if (text.starts_with(device_word)) return {"", std::string(text.substr(device_word.size())), false};
  const auto at = text.find(", device ");  // no reader's name holds it
  if (at == text.npos) return {std::string(text), "", false};
  return {std::string(text.substr(0, at)), std::string(text.substr(at + 2 + device_word.size())), false};
}

std::string ClockPart::label() const {
  std::string line = text();
  for (char& c : line)
    if (c == '\n' || c == '\r') c = ' ';
  return line;
}

Clocks::Clocks(const casefile::Db& db)
    : reader_(db.prepare("SELECT reader FROM file WHERE id = ?1")),
      device_(db.prepare("SELECT json_extract(fields, '$.source_device') FROM record WHERE id = ?1 AND instr(fields, '\"source_device\":') > 0")),
      received_(db.prepare("SELECT kind = 'message' AND direction <> 'out' AND service NOT IN ('SMS', 'MMS', 'email', 'Email', 'E-mail') FROM record WHERE id = ?1")),
      zone_(text::Zone::find(db.text("SELECT value FROM case_info WHERE key = 'zone'").value_or("")).value_or(text::Zone::utc())) {
  for (auto list = db.prepare("SELECT exhibit_id, part, to_utc, offset_us FROM clock_piece ORDER BY exhibit_id, part, seq"); list.step();) {
    pieces_[{list.integer(0), std::string(list.text(1))}].push_back(
        {list.optional_integer(2).value_or(std::numeric_limits<Micros>::max()), list.integer(3)});
    const ClockPart part = ClockPart::of(list.text(1));
    if (!part.device.empty()) of_devices_.insert(list.integer(0));
    if (part.received) of_servers_.insert(list.integer(0));
  }
}

// Times with a zone of their own, or those of a reader that were given one; the one stands in for the other where only
// that was compared. A phone's rows in a table of several have a clock of their own or none.
const Clocks::Pieces* Clocks::of(std::int64_t record, std::int64_t file, bool own_zone) {
  const std::int64_t exhibit = record >> 32;
  auto reader = [&] {
    std::string name;
    reader_.bind(1, file);
    if (reader_.step()) name = reader_.text(0);
    reader_.reset();
    return name;
  };
  if (of_devices_.contains(exhibit)) {
    ClockPart part;
    device_.bind(1, record);
    if (device_.step()) part.device = device_.text(0);
    device_.reset();
    if (!part.device.empty()) {
      if (!own_zone) part.reader = reader();
      return find(exhibit, part.text());
    }
  }
  bool received = false;
  if (of_servers_.contains(exhibit)) {
    received_.bind(1, record);
    received = received_.step() && received_.integer(0) != 0;
    received_.reset();
  }
  auto [at, fresh] = known_.try_emplace(file * 4 + received * 2 + own_zone, nullptr);
  if (!fresh) return at->second;
  ClockPart part;
  part.received = received;
  if (!own_zone) part.reader = reader();
  at->second = find(exhibit, part.text());
  for (const bool either : {false, true})
    for (auto other = pieces_.lower_bound({exhibit, ""}); !at->second && other != pieces_.end() && other->first.first == exhibit; ++other)
      if (const auto there = ClockPart::of(other->first.second); there.device.empty() && (either || there.received == received)) at->second = &other->second;
  return at->second;
}

const Clocks::Pieces* Clocks::find(std::int64_t exhibit, const std::string& part) const {
  auto found = pieces_.find({exhibit, part});
  return found == pieces_.end() ? nullptr : &found->second;
}

Micros Clocks::largest() const {
  Micros most = 0;
  for (const auto& [part, pieces] : pieces_)
    for (const auto& piece : pieces) most = std::max(most, std::abs(piece.ahead));
  return most;
}

std::optional<Micros> Clocks::ahead(std::int64_t record, std::int64_t file, bool own_zone, Micros shown) {
  if (pieces_.empty()) return std::nullopt;
  const auto* pieces = of(record, file, own_zone);
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
