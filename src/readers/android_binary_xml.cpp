#include "readers/android_binary_xml.h"

#include <fmt/format.h>

#include <bit>
#include <optional>
#include <vector>

namespace clew::readers {
namespace {

constexpr std::string_view magic("ABX\0", 4);
constexpr std::size_t max_text_bytes = 64u << 20;
constexpr std::size_t max_depth = 1'000;

enum Token {
  start_document,
  end_document,
  start_tag,
  end_tag,
  text,
  cdata,
  entity,
  blank,
  instruction,
  comment,
  doctype,
  attribute = 15
};
enum Kind {
  null_value = 1,
  string,
  interned,
  bytes_hex,
  bytes_base64,
  int_value,
  int_hex,
  long_value,
  long_hex,
  float_value,
  double_value,
  true_value,
  false_value
};

class Stream {
 public:
  explicit Stream(std::string_view bytes) : bytes_(bytes), at_(magic.size()) {}
  bool done() const { return at_ >= bytes_.size(); }
  std::uint64_t at() const { return at_; }
  std::optional<std::uint64_t> number(std::size_t size) {
    if (size > bytes_.size() - at_) return std::nullopt;
    std::uint64_t v = 0;
    for (std::size_t i = 0; i < size; ++i)
      v = v << 8 | static_cast<unsigned char>(bytes_[at_ + i]);
    at_ += size;
    return v;
  }
  std::optional<std::string_view> run() {
    const auto n = number(2);
    if (!n || *n > bytes_.size() - at_) return std::nullopt;
    const auto out = bytes_.substr(at_, *n);
    at_ += *n;
    return out;
  }
  std::optional<std::string_view> name() {
    const auto n = number(2);
    if (!n) return std::nullopt;
    if (*n != 0xFFFF) return *n < names_.size() ? std::optional(names_[*n]) : std::nullopt;
    const auto s = run();
    if (s) names_.push_back(*s);
    return s;
  }
  // A value as text; nothing when the bytes do not hold one.
  std::optional<std::string> value(int kind) {
    switch (kind) {
      case null_value:
        return "";
      case string: {
        const auto s = run();
        return s ? std::optional<std::string>(*s) : std::nullopt;
      }
      case interned: {
        const auto s = name();
        return s ? std::optional<std::string>(*s) : std::nullopt;
      }
      case bytes_hex:
      case bytes_base64: {
        const auto s = run();
        if (!s) return std::nullopt;
        std::string out;
        for (const char c : *s)
          out += fmt::format("{:02x}", static_cast<unsigned char>(c));
        return out;
      }
      case int_value:
      case int_hex: {
        const auto n = number(4);
        if (!n) return std::nullopt;
        const auto v = static_cast<std::uint32_t>(*n);
        return kind == int_hex ? fmt::format("{:x}", v)
                               : fmt::to_string(static_cast<std::int32_t>(v));
      }
      case long_value:
      case long_hex: {
        const auto n = number(8);
        if (!n) return std::nullopt;
        return kind == long_hex ? fmt::format("{:x}", *n)
                                : fmt::to_string(static_cast<std::int64_t>(*n));
      }
      case float_value: {
        const auto n = number(4);
        return n ? std::optional(
                       fmt::to_string(std::bit_cast<float>(static_cast<std::uint32_t>(*n))))
                 : std::nullopt;
      }
      case double_value: {
        const auto n = number(8);
        return n ? std::optional(fmt::to_string(std::bit_cast<double>(*n))) : std::nullopt;
      }
      case true_value:
        return "true";
      case false_value:
        return "false";
      default:
        return std::nullopt;
    }
  }

 private:
  std::string_view bytes_;
  std::size_t at_;
  std::vector<std::string_view> names_;
};

void escape(std::string& out, std::string_view s) {
  for (const char c : s)
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
}
// A name that cannot break out of its tag.
std::string plain(std::string_view s) {
  std::string out;
  for (const char c : s)
    out += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                   c == '.' || static_cast<unsigned char>(c) >= 0x80
               ? c
               : '_';
  return out.empty() ? "_" : out;
}

}  // namespace

bool is_android_binary_xml(std::string_view bytes) { return bytes.starts_with(magic); }

UnpackedXml unpack_android_xml(std::string_view bytes) {
  UnpackedXml out;
  Stream in(bytes);
  std::vector<std::string> open;
  bool in_tag = false;
  const auto close_tag = [&] {
    if (in_tag) out.text += '>';
    in_tag = false;
  };
  while (!in.done()) {
    const auto at = in.at();
    const auto byte = in.number(1);
    const int token = static_cast<int>(*byte & 15), kind = static_cast<int>(*byte >> 4);
    const auto damaged = [&] {
      out.whole = false;
      out.at = at;
    };
    if (out.text.size() > max_text_bytes || open.size() > max_depth) {
      damaged();
      break;
    }
    if (token == attribute) {
      const auto name = in.name();
      const auto value = name ? in.value(kind) : std::nullopt;
      if (!value || !in_tag) {
        damaged();
        break;
      }
      out.text += fmt::format(" {}=\"", plain(*name));
      escape(out.text, *value);
      out.text += '"';
      continue;
    }
    close_tag();
    const auto value = in.value(kind);
    if (!value || (token > doctype)) {
      damaged();
      break;
    }
    if (token == end_document) break;
    if (token == start_tag) {
      open.push_back(plain(*value));
      out.text += "<" + open.back();
      in_tag = true;
    } else if (token == end_tag) {
      if (open.empty()) {
        damaged();
        break;
      }
      out.text += "</" + open.back() + ">";
      open.pop_back();
    } else if (token == text || token == cdata || token == blank) {
      escape(out.text, *value);
    }
  }
  close_tag();
  while (!open.empty()) {
    out.text += "</" + open.back() + ">";
    open.pop_back();
  }
  return out;
}

}  // namespace clew::readers
