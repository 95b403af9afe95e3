#include "language/prose.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

namespace clew::language {
namespace {

constexpr std::size_t longest_item = 400;

std::string_view trimmed(std::string_view s) {
  constexpr std::string_view blanks = " \t\r\n\"'<>";
  const auto begin = s.find_first_not_of(blanks);
  return begin == s.npos ? std::string_view() : s.substr(begin, s.find_last_not_of(blanks) - begin + 1);
}

bool is_word(std::string_view s) {
  return !s.empty() && std::isalpha(static_cast<unsigned char>(s[0])) &&
         std::all_of(s.begin(), s.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; });
}

bool ends_as_file(std::string_view s) {
  static constexpr auto endings = std::to_array<std::string_view>(
      {"3gp", "aac", "amr", "apk", "avi", "bmp", "csv", "db", "doc", "docx", "eml", "gif", "gz", "heic", "html", "jpeg", "jpg", "json", "key", "kml", "log", "m4a", "mkv", "mov", "mp3", "mp4", "mpeg", "odt", "ods", "ogg",
       "opus", "pages", "pdf", "plist", "png", "ppt", "pptx", "rar", "rtf", "sqlite", "svg", "tar", "txt", "vcf", "wav", "webm", "webp", "xls", "xlsx", "xml", "zip", "7z"});
  const auto dot = s.rfind('.');
  if (dot == s.npos || dot == 0 || s.size() - dot > 7) return false;
  std::array<char, 8> ending{};
  const auto end = std::transform(s.begin() + static_cast<std::ptrdiff_t>(dot) + 1, s.end(), ending.begin(), [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return std::find(endings.begin(), endings.end(), std::string_view(ending.data(), static_cast<std::size_t>(end - ending.begin()))) != endings.end();
}

// Two dots or more between words of small letters, the first of them one that ids begin with.
bool is_app_id(std::string_view s) {
  static constexpr auto first = std::to_array<std::string_view>({"ai", "app", "br", "co", "com", "de", "es", "fr", "in", "io", "it", "jp", "me", "net", "org", "pl", "ro", "ru", "tv", "uk", "us"});
  std::size_t parts = 0;
  for (std::string_view rest = s;; ++parts) {
    const auto dot = rest.find('.');
    const auto part = rest.substr(0, dot);
    if (!is_word(part) || (parts == 0 && std::find(first.begin(), first.end(), part) == first.end())) return false;
    if (dot == rest.npos) break;
    rest.remove_prefix(dot + 1);
  }
  return parts >= 1;
}

}  // namespace

bool is_bare_item(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.size() > longest_item || text.find('\n') != text.npos) return false;
  const bool one_word = text.find_first_of(" \t") == text.npos;
  if (one_word) {
    for (const std::string_view scheme : {"http://", "https://", "ftp://", "file://", "content://", "tel:", "sms:", "geo:", "mailto:", "www.", "data:", "intent:", "market://", "tg://", "viber://", "whatsapp://"})
      if (text.starts_with(scheme)) return true;
    if (const auto at = text.find('@'); at != text.npos && (at == 0 || text.find('.', at) != text.npos)) return true;
    if (is_app_id(text)) return true;
  }
  // A path; "/" alone stands between words too.
  const bool drive = text.size() > 3 && std::isalpha(static_cast<unsigned char>(text[0])) && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  if (drive || text.starts_with("\\\\")) return true;
  if ((text[0] == '/' || text.starts_with("~/")) && std::count(text.begin(), text.end(), '/') >= 2 && (one_word || ends_as_file(text))) return true;
  // A file's name has few words, and no sentence ends before it.
  return ends_as_file(text) && std::count(text.begin(), text.end(), ' ') <= 5 && text.find_first_of("?!;") == text.npos && text.find(". ") == text.npos && text.find(", ") == text.npos;
}

bool reads_as_prose(std::string_view text) {
  std::size_t small = 0, other = 0, letters = 0;
  bool first_small = false, figure = false;
  const auto close = [&] {
    if (figure)
      ++other;
    else if (letters >= 2)
      ++(first_small ? small : other);
    letters = 0;
    figure = false;
  };
  for (std::int32_t at = 0, size = static_cast<std::int32_t>(std::min<std::size_t>(text.size(), 4096)); at < size;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), at, size, c);
    if (u_isalpha(c)) {
      if (letters == 0) first_small = !u_isupper(c) && !u_istitle(c);
      ++letters;
    } else if (u_isdigit(c)) {
      figure = true;
    } else if (u_charType(c) != U_NON_SPACING_MARK && u_charType(c) != U_COMBINING_SPACING_MARK && c != '\'' && c != 0x2019) {
      close();
    }
  }
  close();
  return small >= 3 && small >= other;
}

}  // namespace clew::language
