#include "readers/ios_backup.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <bit>
#include <memory>

#include "readers/sqlite_image.h"

namespace clew::readers {
namespace {

// "…/UDID/" of "…/UDID/3d/3d0d7e…": the folder that holds Manifest.db. Old backups have no folders
// of two digits.
std::string_view folder_of(std::string_view name, std::string_view file_name) {
  name.remove_suffix(file_name.size());
  if (name.size() >= 3 && name.back() == '/' &&
      (name.size() == 3 || name[name.size() - 4] == '/') &&
      name.substr(name.size() - 3, 2) == file_name.substr(0, 2))
    name.remove_suffix(3);
  return name;
}

}  // namespace

bool is_backup_file(std::string_view name) {
  if (name.size() != 40) return false;
  for (const char c : name)
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  return true;
}

// FIPS 180-4, section 6.1. Not for security here: the format names files by it.
std::string sha1_hex(std::string_view bytes) {
  std::array<std::uint32_t, 5> h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::string padded(bytes);
  padded += '\x80';
  padded.append((120 - padded.size() % 64) % 64, '\0');
  const std::uint64_t bits = bytes.size() * 8;
  for (int i = 7; i >= 0; --i)
    padded += static_cast<char>(bits >> (8 * i));
  for (std::size_t at = 0; at < padded.size(); at += 64) {
    std::array<std::uint32_t, 80> w;
    for (std::size_t i = 0; i < 16; ++i) {
      w[i] = 0;
      for (std::size_t k = 0; k < 4; ++k)
        w[i] = w[i] << 8 | static_cast<unsigned char>(padded[at + 4 * i + k]);
    }
    for (std::size_t i = 16; i < 80; ++i)
      w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = h;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::uint32_t f = i < 20   ? (b & c) | (~b & d)
                              : i < 40 ? b ^ c ^ d
                              : i < 60 ? (b & c) | (b & d) | (c & d)
                                       : b ^ c ^ d;
      const std::uint32_t k = i < 20   ? 0x5A827999
                              : i < 40 ? 0x6ED9EBA1
                              : i < 60 ? 0x8F1BBCDC
                                       : 0xCA62C1D6;
      const std::uint32_t t = std::rotl(a, 5) + f + e + k + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
  }
  std::string out;
  for (const auto v : h)
    out += fmt::format("{:08x}", v);
  return out;
}

std::optional<BackupName> backup_name(const exhibit::Item& item) {
  const auto file = item.file_name();
  if (!item.tree || !is_backup_file(file)) return std::nullopt;
  const std::string folder(folder_of(item.name(), file));
  const auto manifest = item.tree->open(folder + "Manifest.db");
  if (!manifest) return std::nullopt;
  sqlite::Image image(manifest->bytes());
  const auto log = item.tree->open(folder + "Manifest.db-wal");
  if (log) image.apply_wal(log->bytes());
  if (!image.valid()) return std::nullopt;
  const sqlite::Connection connection(image);
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(connection.get(), "SELECT domain, relativePath FROM Files WHERE fileID = ?1",
                     -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (!raw) return std::nullopt;
  sqlite3_bind_text(raw, 1, file.data(), static_cast<int>(file.size()), SQLITE_STATIC);
  if (sqlite3_step(raw) != SQLITE_ROW) return std::nullopt;
  const auto text = [&](int i) {
    const auto* t = reinterpret_cast<const char*>(sqlite3_column_text(raw, i));
    return std::string(t ? t : "");
  };
  return BackupName{text(0), text(1)};
}

std::string backup_sibling(const exhibit::Item& item, std::string_view whole) {
  if (!item.tree) return {};
  const auto file = item.file_name();
  const std::string folder(folder_of(item.name(), file));
  const auto hash = sha1_hex(whole);
  for (const auto& name : {fmt::format("{}{}/{}", folder, hash.substr(0, 2), hash), folder + hash})
    if (item.tree->open(name)) return name;
  return {};
}

}  // namespace clew::readers
