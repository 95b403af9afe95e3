// The findings about one database: the first of each sort one by one, the rest in one line.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "readers/reader.h"
#include "text/encoding.h"

namespace clew::readers::store {

// A name or a message from the evidence, short and in valid UTF-8.
inline std::string printable(std::string_view s) { return text::to_utf8(s.substr(0, 300), text::Encoding::utf8); }

// Keeps a reference to `sink`.
class StoreFindings {
 public:
  explicit StoreFindings(Sink& sink) : sink_(sink) {}

  void add(model::Severity severity, std::string_view what, std::string where, std::string why) {
    if (const auto n = ++findings_[std::string(what)]; n >= most_listed) {
      if (n == most_listed)
        sink_.finding({model::Severity::note, "more findings of the same kind", "",
                       fmt::format("\"{}\": only the first {} are listed.", what, most_listed - 1)});
      return;
    }
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
  }

 private:
  static constexpr std::size_t most_listed = 20;
  Sink& sink_;
  std::map<std::string, std::size_t> findings_;
};

}  // namespace clew::readers::store
