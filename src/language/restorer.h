// Who puts back the accents that people leave out when they type ("vreau sa merg acasa" → "vreau să
// merg acasă"). The pipeline asks before an engine reads a text; the record stays as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace clew::language {

class Restorer {
 public:
  virtual ~Restorer() = default;
  // The text with its accents; nothing when the language is not known here, the text has accents of
  // its own, or nothing changes. Marks (engine.h) stay. Any number of threads.
  virtual std::optional<std::string> restore(std::string_view text,
                                             std::string_view language) const = 0;
};

}  // namespace clew::language
