#include "exhibit/locator.h"

#include <fmt/format.h>

#include <charconv>

namespace clew::exhibit {
namespace {

bool plain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '~' || c == '/' || c == ' ' || c == '-';
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool number(std::string_view text, std::uint64_t& value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string percent_encode(std::string_view bytes) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(bytes.size());
  for (char c : bytes) {
    if (plain(c)) {
      out += c;
    } else {
      auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    int high = hex(text[i + 1]), low = hex(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

Locator& Locator::add(std::string_view part, std::string_view value) {
  if (!text_.empty()) text_ += ';';
  text_ += part;
  text_ += '=';
  text_ += value;
  return *this;
}

Locator& Locator::bytes(std::uint64_t offset, std::uint64_t length) {
  char buffer[48];
  auto at = std::to_chars(buffer, buffer + 20, offset).ptr;
  *at++ = '+';
  at = std::to_chars(at, buffer + sizeof buffer, length).ptr;
  return add("bytes", {buffer, static_cast<size_t>(at - buffer)});
}
Locator& Locator::line(std::uint64_t n) { return add("line", fmt::format_int(n).c_str()); }
Locator& Locator::row(std::int64_t n) { return add("row", fmt::format_int(n).c_str()); }
Locator& Locator::table(std::string_view name) { return add("table", percent_encode(name)); }
Locator& Locator::sheet(std::string_view name) { return add("sheet", percent_encode(name)); }
Locator& Locator::cell(std::string_view name) { return add("cell", percent_encode(name)); }
Locator& Locator::json(std::string_view pointer) { return add("json", percent_encode(pointer)); }
Locator& Locator::xml(std::string_view path) { return add("xml", percent_encode(path)); }
Locator& Locator::page(std::uint64_t n) { return add("page", fmt::format_int(n).c_str()); }
Locator& Locator::box(double x, double y, double width, double height) {
  return add("box", fmt::format("{:.1f},{:.1f},{:.1f},{:.1f}", x, y, width, height));
}
Locator& Locator::index(std::uint64_t n) { return add("index", fmt::format_int(n).c_str()); }

std::optional<std::string> locator_part(std::string_view locator, std::string_view part) {
  while (!locator.empty()) {
    auto end = locator.find(';');
    auto piece = locator.substr(0, end);
    auto equals = piece.find('=');
    if (equals != std::string_view::npos && piece.substr(0, equals) == part)
      return percent_decode(piece.substr(equals + 1));
    if (end == std::string_view::npos) break;
    locator.remove_prefix(end + 1);
  }
  return std::nullopt;
}

std::optional<ByteRange> locator_bytes(std::string_view locator) {
  auto value = locator_part(locator, "bytes");
  if (!value) return std::nullopt;
  auto plus = value->find('+');
  if (plus == std::string::npos) return std::nullopt;
  ByteRange range;
  std::string_view text = *value;
  if (!number(text.substr(0, plus), range.offset) || !number(text.substr(plus + 1), range.length))
    return std::nullopt;
  return range;
}

std::string join_path(const std::vector<std::string>& path) {
  std::string out;
  for (const auto& part : path) {
    if (!out.empty()) out += '!';
    out += percent_encode(part);
  }
  return out;
}

std::vector<std::string> split_path(std::string_view joined) {
  std::vector<std::string> path;
  while (true) {
    auto end = joined.find('!');
    auto piece = joined.substr(0, end);
    path.push_back(percent_decode(piece).value_or(std::string(piece)));
    if (end == std::string_view::npos) return path;
    joined.remove_prefix(end + 1);
  }
}

std::string to_string(const Position& position) {
  return fmt::format("{}:{}@{}", percent_encode(position.exhibit_ref), join_path(position.path),
                     position.locator);
}

std::optional<Position> parse_position(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto at = text.find('@', colon);
  if (at == std::string_view::npos) return std::nullopt;
  Position position;
  auto reference = percent_decode(text.substr(0, colon));
  if (!reference) return std::nullopt;
  position.exhibit_ref = *reference;
  position.path = split_path(text.substr(colon + 1, at - colon - 1));
  position.locator = std::string(text.substr(at + 1));
  return position;
}

}  // namespace clew::exhibit
