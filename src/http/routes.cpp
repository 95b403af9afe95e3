#include "http/routes.h"

#include <fmt/format.h>

#include "base/error.h"

namespace clew::http {

std::optional<Micros> instant_of(const Ask& ask, const char* name) {
  auto text = ask.text(name);
  if (text.empty()) return {};
  auto parsed = parse_iso(text);
  if (!parsed)
    throw Error(ErrorKind::usage, fmt::format("{} must look like 2024-03-04T21:40:00Z", name));
  return parsed->micros;
}

std::string file_name(const view::CaseView& view, std::string_view what, std::string_view ending) {
  std::string name;
  for (const char c : view.case_file().info("reference"))
    name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ? c : '_';
  return fmt::format("{}-{}.{}", name.empty() ? "case" : name, what, ending);
}

std::vector<std::int64_t> ids_of(const std::string& text) {
  constexpr std::size_t most = 300;
  std::vector<std::int64_t> out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = std::min(text.find(',', at), text.size());
    auto item = text.substr(at, end - at);
    if (item.empty() || item.size() > 18 ||
        item.find_first_not_of("0123456789") != std::string::npos)
      throw Error(ErrorKind::usage,
                  fmt::format("'{}' is no list of numbers with commas", text.substr(0, 80)));
    out.push_back(std::stoll(item));
    if (out.size() > most) throw Error(ErrorKind::usage, fmt::format("more than {} handles", most));
    at = end + 1;
  }
  return out;
}

}  // namespace clew::http
