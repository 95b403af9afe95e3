#include "readers/telegram_blob.h"

#include "text/encoding.h"

namespace clew::readers::store {
namespace {

std::uint32_t word_at(std::string_view s, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 4; i-- > 0;)
    v = v << 8 | static_cast<unsigned char>(s[at + i]);
  return v;
}

bool words(std::string_view s) {
  if (!text::is_valid_utf8(s)) return false;
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
  return true;
}

}  // namespace

std::optional<std::string_view> tl_string(std::string_view data, std::size_t at, std::size_t* end) {
  if (at >= data.size()) return std::nullopt;
  std::size_t size = static_cast<unsigned char>(data[at]), head = 1;
  if (size == 254) {
    if (at + 4 > data.size()) return std::nullopt;
    size = word_at(data, at) >> 8;
    head = 4;
    if (size < 254) return std::nullopt;
  } else if (size == 255) {
    return std::nullopt;
  }
  const std::size_t padded = (head + size + 3) / 4 * 4;
  if (padded > data.size() - at) return std::nullopt;
  for (std::size_t i = at + head + size; i < at + padded; ++i)
    if (data[i] != 0) return std::nullopt;
  if (end) *end = at + padded;
  return data.substr(at + head, size);
}

std::optional<TelegramText> telegram_text(std::string_view data, std::uint32_t date) {
  if (data.size() < 16 || date < 1'000'000'000) return std::nullopt;
  // The message's own date is the first place (in words of four) that holds it after constructor
  // and flags; forwarded messages hold the date of the original before it, which differs.
  for (std::size_t at = 8; at + 8 <= data.size(); at += 4) {
    if (word_at(data, at) != date) continue;
    const auto text = tl_string(data, at + 4);
    if (text && words(*text)) return TelegramText{std::string(*text), true};
  }
  return std::nullopt;
}

}  // namespace clew::readers::store
