// Random samples of translated lines, for a person to mark ok, minor or major.
//
// Which records are drawn hangs on the seed, the exhibits' hashes and the records' numbers alone, not
// on the order of import or on who asks, so a draw can be repeated and gone on with by its name. The
// name tells what it was drawn from: "7/200" seed and size over all translated lines, "7/200 ro" of
// one language, "7/200 of low-confidence" of a part that is no sample of its language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "view/viewer.h"

namespace clew::view {

struct Draw {
  std::uint64_t seed = 1;
  std::size_t size = 50;
  std::string language, exhibit, status;  // "" all

  std::string name() const;
  bool whole() const { return exhibit.empty() && status.empty(); }  // of a language or of all
};
// Only names of whole() draws. Throws Error(usage).
Draw draw_from(std::string_view name);
// A draw that no verdict was given under yet: the next seed.
Draw next_draw(const CaseView& view, std::string language, std::size_t size);

// Record numbers in the order of the draw; fewer than asked for where there are no more.
// Cost: one pass over the translated lines; memory is that of the sample.
std::vector<std::int64_t> drawn_records(const CaseView& view, const Draw& draw);

// What was begun: draws with verdicts, the newest first.
struct BegunDraw {
  std::string name;
  std::int64_t judged = 0;
  std::string who, last_utc;  // of its newest verdict
};
std::vector<BegunDraw> begun_draws(const CaseView& view);

// {"v":1,"draw":"7/50 ro","asked":50,"lines":[{"record":{…},"machine","engine","verdict","who","note"}]}: each drawn line with the
// machine's English that is judged and the newest verdict of a sample on it. Returns the number of lines.
std::size_t write_sample_json(JsonWriter& out, const CaseView& view, const Draw& draw);

}  // namespace clew::view
