// Times as UFED reports write them, in ISO 8601 or in the words of the examiner's computer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/record.h"
#include "readers/reader.h"
#include "readers/ufed_tree.h"
#include "text/zone.h"

namespace clew::readers::ufed {

// What the times of a report showed that is worth one note each.
struct TimeNotes {
  std::uint64_t odd = 0, no_zone = 0, repeated_hour = 0, left_out_hour = 0;
  std::string odd_where, odd_time;  // the first that could not be read
};

// For one thread; keeps a reference to `options`.
class Times {
 public:
  explicit Times(const Options& options);
  // Nothing for a blank; a time without an instant for what cannot be read, noted with `where`.
  std::optional<model::Time> read(std::string_view written, model::TimeKind kind, const std::string& where);
  // A time in words that leave its day or form open also stands in ISO 8601 in an attribute of the
  // value, with an offset; of times whose zone the tool does not know ("DateTimeOnly") that offset is
  // the examiner's and says nothing.
  void by_attribute(const Tree& tree, const Node& field, model::Time& time);

  const TimeNotes& notes() const { return notes_; }
  const std::optional<text::Zone>& zone() const { return zone_; }  // that a person said

 private:
  const Options& options_;
  std::optional<text::Zone> zone_;
  TimeNotes notes_;
};

}  // namespace clew::readers::ufed
