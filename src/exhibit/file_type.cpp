#include "exhibit/file_type.h"

#include <cstring>

#include "exhibit/packed_stream.h"
#include "exhibit/program_text.h"

namespace clew::exhibit {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view magic;
  FileType type;
};

constexpr FileType unknown_type{FileClass::unknown, "unknown", "application/octet-stream"};

// First match wins; longer and rarer signatures stand before shorter ones.
constexpr Signature signatures[] = {
    {0, "PK\x03\x04"sv, {FileClass::container, "zip", "application/zip"}},
    {0, "PK\x05\x06"sv, {FileClass::container, "zip", "application/zip"}},
    {0, "PK\x07\x08PK"sv, {FileClass::container, "zip", "application/zip"}},
    {0, "7z\xBC\xAF\x27\x1C"sv, {FileClass::container, "7z", "application/x-7z-compressed"}},
    {0, "Rar!\x1A\x07"sv, {FileClass::container, "rar", "application/vnd.rar"}},
    {0, "\x1F\x8B\x08"sv, {FileClass::container, "gzip", "application/gzip"}},
    {0, "BZh"sv, {FileClass::container, "bzip2", "application/x-bzip2"}},
    {0, "\xFD\x37zXZ\x00"sv, {FileClass::container, "xz", "application/x-xz"}},
    {0, "\x28\xB5\x2F\xFD"sv, {FileClass::container, "zstd", "application/zstd"}},
    {0, "\x04\x22\x4D\x18"sv, {FileClass::container, "lz4", "application/x-lz4"}},
    {0, "LZIP"sv, {FileClass::container, "lzip", "application/x-lzip"}},
    {257, "ustar"sv, {FileClass::container, "tar", "application/x-tar"}},
    {0, "070701"sv, {FileClass::container, "cpio", "application/x-cpio"}},
    {0, "070707"sv, {FileClass::container, "cpio", "application/x-cpio"}},
    {0, "MSCF\0\0\0\0"sv, {FileClass::container, "cab", "application/vnd.ms-cab-compressed"}},
    {32769, "CD001"sv, {FileClass::container, "iso9660", "application/x-iso9660-image"}},
    {0, "!<arch>\n"sv, {FileClass::container, "ar", "application/x-archive"}},
    {0, "SQLite format 3\0"sv, {FileClass::database, "sqlite", "application/vnd.sqlite3"}},
    {0, "\x37\x7F\x06\x82"sv, {FileClass::database, "sqlite wal", "application/x-sqlite-wal"}},
    {0, "\x37\x7F\x06\x83"sv, {FileClass::database, "sqlite wal", "application/x-sqlite-wal"}},
    {0,
     "\xD9\xD5\x05\xF9\x20\xA1\x63\xD7"sv,
     {FileClass::database, "sqlite journal", "application/x-sqlite-journal"}},
    {0, "%PDF-"sv, {FileClass::document, "pdf", "application/pdf"}},
    {0, "{\\rtf"sv, {FileClass::document, "rtf", "application/rtf"}},
    {0,
     "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
     {FileClass::document, "compound file (old Office or Outlook)", "application/x-ole-storage"}},
    // A workbook of Excel 2, 3, 4 that is no compound file: its first record's number and length.
    {0, "\x09\x00\x04\x00"sv, {FileClass::document, "old Excel sheet", "application/vnd.ms-excel"}},
    {0, "\x09\x02\x06\x00"sv, {FileClass::document, "old Excel sheet", "application/vnd.ms-excel"}},
    {0, "\x09\x04\x06\x00"sv, {FileClass::document, "old Excel sheet", "application/vnd.ms-excel"}},
    {0, "bplist0"sv, {FileClass::structured, "binary plist", "application/x-bplist"}},
    {0, "\xFF\xD8\xFF"sv, {FileClass::image, "jpeg", "image/jpeg"}},
    {0, "\x89PNG\r\n\x1A\n"sv, {FileClass::image, "png", "image/png"}},
    {0, "GIF87a"sv, {FileClass::image, "gif", "image/gif"}},
    {0, "GIF89a"sv, {FileClass::image, "gif", "image/gif"}},
    {0, "II*\0"sv, {FileClass::image, "tiff", "image/tiff"}},
    {0, "MM\0*"sv, {FileClass::image, "tiff", "image/tiff"}},
    {0, "OggS"sv, {FileClass::audio, "ogg", "audio/ogg"}},
    {0, "#!AMR"sv, {FileClass::audio, "amr", "audio/amr"}},
    {0, "ID3"sv, {FileClass::audio, "mp3", "audio/mpeg"}},
    {0, "fLaC"sv, {FileClass::audio, "flac", "audio/flac"}},
    {0, "caff\0"sv, {FileClass::audio, "caf", "audio/x-caf"}},
    {0, "\x1A\x45\xDF\xA3"sv, {FileClass::video, "matroska", "video/x-matroska"}},
    {0, "FLV\x01"sv, {FileClass::video, "flv", "video/x-flv"}},
    {0, "\0\0\x01\xBA"sv, {FileClass::video, "mpeg", "video/mpeg"}},
    {0,
     "\x7F"
     "ELF"sv,
     {FileClass::program, "elf", "application/x-elf"}},
    {0,
     "MZ"sv,
     {FileClass::program, "windows program", "application/vnd.microsoft.portable-executable"}},
    {0, "dex\n"sv, {FileClass::program, "dex", "application/vnd.android.dex"}},
    {0,
     "\xCA\xFE\xBA\xBE"sv,
     {FileClass::program, "mach-o or java class", "application/octet-stream"}},
    {0, "\xCF\xFA\xED\xFE"sv, {FileClass::program, "mach-o", "application/x-mach-binary"}},
    {0, "\0asm"sv, {FileClass::program, "webassembly", "application/wasm"}},
    {0, "wOFF"sv, {FileClass::other, "font", "font/woff"}},
    {0, "wOF2"sv, {FileClass::other, "font", "font/woff2"}},
    {0, "\0\x01\0\0\0"sv, {FileClass::other, "font", "font/ttf"}},
    {0, "XRY\0"sv, {FileClass::database, "case of XRY", "application/x-xry"}},
    {0, "EVF\x09\x0D\x0A\xFF\0"sv, {FileClass::database, "disk image (EnCase)", "application/x-ewf"}},
    {0, "EVF2\x0D\x0A\x81\0"sv, {FileClass::database, "disk image (EnCase)", "application/x-ewf"}},
    {0, "LVF\x09\x0D\x0A\xFF\0"sv, {FileClass::database, "files of an image (EnCase)", "application/x-ewf"}},
    {0, "AFF10\r\n\0"sv, {FileClass::database, "disk image (AFF)", "application/x-aff"}},
    {0, "KDMV"sv, {FileClass::database, "disk of a virtual machine", "application/x-vmdk"}},
    {0, "QFI\xFB"sv, {FileClass::database, "disk of a virtual machine", "application/x-qemu-disk"}},
    {0, "!BDN"sv, {FileClass::database, "Outlook data file (PST, OST)", "application/vnd.ms-outlook-pst"}},
    {0, "\xCF\xAD\x12\xFE"sv, {FileClass::database, "Outlook Express folder", "application/x-dbx"}},
    {0, "ElfFile\0"sv, {FileClass::database, "Windows event log", "application/x-ms-evtx"}},
    {0, "regf"sv, {FileClass::database, "Windows registry hive", "application/x-ms-registry"}},
    {4, "\xEF\xCD\xAB\x89"sv, {FileClass::database, "Windows database (ESE)", "application/x-ese"}},
    {52, "SEGB"sv, {FileClass::structured, "Biome stream", "application/x-segb"}},
    {0, "SEGB"sv, {FileClass::structured, "Biome stream", "application/x-segb"}},
    {0, "\xD4\xC3\xB2\xA1"sv, {FileClass::structured, "network capture", "application/vnd.tcpdump.pcap"}},
    {0, "\xA1\xB2\xC3\xD4"sv, {FileClass::structured, "network capture", "application/vnd.tcpdump.pcap"}},
    {0, "\x0A\x0D\x0D\x0A"sv, {FileClass::structured, "network capture", "application/x-pcapng"}},
    {0, "L\0\0\0\x01\x14\x02\0"sv, {FileClass::structured, "Windows shortcut", "application/x-ms-shortcut"}},
    {0, "\0\x05\x16\x07"sv, {FileClass::other, "Finder's properties of another file (AppleDouble)", "application/applefile"}},
    {0, "\0\0\0\x01" "Bud1"sv, {FileClass::other, "Finder's view of a folder (.DS_Store)", "application/x-ds-store"}},
    {0, "-----BEGIN PGP"sv, {FileClass::other, "pgp message", "application/pgp-encrypted"}},
    {0, "-----BEGIN"sv, {FileClass::other, "pem", "application/x-pem-file"}},
};

bool starts(std::string_view bytes, std::size_t offset, std::string_view magic) {
  return bytes.size() >= offset && bytes.substr(offset).starts_with(magic);
}

// ISO base media: size, "ftyp", brand.
FileType iso_media(std::string_view brand) {
  if (brand.starts_with("hei") || brand.starts_with("hev") || brand == "mif1" || brand == "msf1")
    return {FileClass::image, "heic", "image/heic"};
  if (brand.starts_with("avi")) return {FileClass::image, "avif", "image/avif"};
  if (brand.starts_with("M4A") || brand.starts_with("M4B"))
    return {FileClass::audio, "m4a", "audio/mp4"};
  if (brand.starts_with("3gp")) return {FileClass::video, "3gpp", "video/3gpp"};
  if (brand.starts_with("qt")) return {FileClass::video, "quicktime", "video/quicktime"};
  return {FileClass::video, "mp4", "video/mp4"};
}

bool text_byte(unsigned char c) {
  return c >= 0x20 ? c != 0x7F : c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x1B;
}

std::string_view trim_left(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

bool starts_no_case(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    char c = text[i];
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c != lower[i]) return false;
  }
  return true;
}

FileType text_type(std::string_view head, std::string_view name, std::string_view encoding) {
  auto body = trim_left(head);
  if (body.starts_with("<?xml") || body.starts_with("<plist")) {
    if (body.substr(0, 512).find("<plist") != body.npos ||
        body.substr(0, 512).find("PropertyList") != body.npos)
      return {FileClass::structured, "xml plist", "application/x-plist"};
    if (body.substr(0, 1024).find("<svg") != body.npos)
      return {FileClass::image, "svg", "image/svg+xml"};
    if (body.substr(0, 1024).find("<html") != body.npos)
      return {FileClass::document, "html", "text/html"};
    return {FileClass::structured, "xml", "application/xml"};
  }
  for (auto tag : {"<!doctype html"sv, "<html"sv, "<head"sv, "<body"sv})
    if (starts_no_case(body, tag)) return {FileClass::document, "html", "text/html"};
  if (body.starts_with("<svg")) return {FileClass::image, "svg", "image/svg+xml"};
  if (starts_no_case(body, "begin:vcard")) return {FileClass::text, "vcard", "text/vcard"};
  if (starts_no_case(body, "begin:vcalendar"))
    return {FileClass::text, "calendar", "text/calendar"};
  auto extension = extension_of(name);
  if (!body.empty() && (body[0] == '{' || body[0] == '[')) {
    auto next = body.substr(1).find_first_not_of(" \t\r\n");
    char c = next == body.npos ? '\0' : body[next + 1];
    bool json_like = body[0] == '{' ? c == '"' || c == '}'
                                    : extension == "json" && (c == '{' || c == '[' || c == '"' ||
                                                              c == ']' || (c >= '0' && c <= '9'));
    if (json_like) return {FileClass::structured, "json", "application/json"};
  }
  if (body.starts_with("From ") && body.substr(0, 4096).find("\nReceived:") != body.npos)
    return {FileClass::text, "mailbox", "application/mbox"};
  if (extension == "eml") return {FileClass::text, "mail", "message/rfc822"};
  if (extension == "csv") return {FileClass::text, "csv", "text/csv"};
  if (extension == "tsv") return {FileClass::text, "tsv", "text/tab-separated-values"};
  const auto program = program_text(head, name);
  if (program == "JavaScript")
    return {FileClass::other, "program text (JavaScript)", "text/javascript"};
  if (program == "CSS") return {FileClass::other, "program text (CSS)", "text/css"};
  return {FileClass::text, encoding, "text/plain"};
}

}  // namespace

std::string extension_of(std::string_view name) {
  auto slash = name.find_last_of("/\\");
  if (slash != name.npos) name.remove_prefix(slash + 1);
  auto dot = name.rfind('.');
  std::string out;
  if (dot == name.npos || dot == 0) return out;
  for (char c : name.substr(dot + 1))
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool is_lfs_pointer(std::string_view bytes) {
  return bytes.size() < 1024 && bytes.starts_with("version https://git-lfs.github.com/spec/") &&
         bytes.find("\noid sha256:") != bytes.npos;
}

bool is_all_zero(std::string_view bytes) {
  if (bytes.empty() || bytes[0] != 0) return false;
  return std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

bool is_utf8(std::string_view bytes) {
  auto at = reinterpret_cast<const unsigned char*>(bytes.data());
  auto end = at + bytes.size();
  while (at < end) {
    if (end - at >= 8) {  // eight ASCII bytes at a time
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      if (!(word & 0x8080808080808080ull)) {
        at += 8;
        continue;
      }
    }
    unsigned char c = *at;
    if (c < 0x80) {
      ++at;
      continue;
    }
    int extra = c >= 0xC2 && c <= 0xDF   ? 1
                : c >= 0xE0 && c <= 0xEF ? 2
                : c >= 0xF0 && c <= 0xF4 ? 3
                                         : 0;
    if (!extra || end - at <= extra) return false;
    unsigned char low = 0x80, high = 0xBF;
    if (c == 0xE0) low = 0xA0;
    if (c == 0xED) high = 0x9F;
    if (c == 0xF0) low = 0x90;
    if (c == 0xF4) high = 0x8F;
    if (at[1] < low || at[1] > high) return false;
    for (int i = 2; i <= extra; ++i)
      if ((at[i] & 0xC0) != 0x80) return false;
    at += extra + 1;
  }
  return true;
}

namespace {

FileType type_by_look(std::string_view bytes, std::string_view name) {
  if (bytes.empty()) return {FileClass::empty, "empty", "application/x-empty"};
  if (android_backup(bytes).stream > 0)
    return {FileClass::container, "android backup", "application/x-android-backup"};
  for (const auto& signature : signatures)
    if (starts(bytes, signature.offset, signature.magic)) {
      // "MZ" and "BZh" are letters too: they need what a program or archive has and text has not.
      bool letters = signature.magic == "MZ"sv || signature.magic == "BZh"sv ||
                     signature.magic == "LZIP"sv || signature.magic == "ID3"sv;
      if (letters && bytes.substr(0, 64).find('\0') == bytes.npos && is_utf8(bytes.substr(0, 64)))
        continue;
      return signature.type;
    }
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") return iso_media(bytes.substr(8, 4));
  if (bytes.starts_with("RIFF") && bytes.size() >= 12) {
    auto form = bytes.substr(8, 4);
    if (form == "WEBP") return {FileClass::image, "webp", "image/webp"};
    if (form == "WAVE") return {FileClass::audio, "wav", "audio/wav"};
    if (form == "AVI ") return {FileClass::video, "avi", "video/x-msvideo"};
  }
  if (bytes.size() >= 2 && bytes[0] == 'B' && bytes[1] == 'M' && bytes.size() > 26 &&
      bytes.substr(6, 4) == "\0\0\0\0"sv)
    return {FileClass::image, "bmp", "image/bmp"};
  if (bytes.size() >= 4 && static_cast<unsigned char>(bytes[0]) == 0xFF &&
      (static_cast<unsigned char>(bytes[1]) & 0xE6) == 0xE2)
    return {FileClass::audio, "mp3", "audio/mpeg"};

  auto head = bytes.substr(0, 65536);
  if (bytes.starts_with("\xFF\xFE")) return text_type({}, name, "text (UTF-16LE)");
  if (bytes.starts_with("\xFE\xFF")) return text_type({}, name, "text (UTF-16BE)");
  std::size_t zeros_even = 0, zeros_odd = 0, bad = 0, high = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    auto c = static_cast<unsigned char>(head[i]);
    if (c == 0)
      ++(i % 2 ? zeros_odd : zeros_even);
    else if (!text_byte(c))
      ++bad;
    if (c >= 0x80) ++high;
  }
  // UTF-16 without a mark: the high bytes of Latin text are zero on one side only.
  if (bad * 100 < head.size() && head.size() >= 4) {
    if (zeros_odd * 5 > head.size() && zeros_even * 20 < zeros_odd)
      return text_type({}, name, "text (UTF-16LE)");
    if (zeros_even * 5 > head.size() && zeros_odd * 20 < zeros_even)
      return text_type({}, name, "text (UTF-16BE)");
  }
  auto zeros = zeros_even + zeros_odd;
  if (zeros == head.size()) return {FileClass::other, "zero bytes", "application/octet-stream"};
  // A few stray control bytes or NULs do not make a text another thing (damaged exports have them).
  if ((zeros + bad) * 50 > head.size()) return unknown_type;
  // A character cut at the end of the head does not count as damage.
  auto cut = head;
  if (bytes.size() > head.size())
    for (int i = 0; i < 3 && !cut.empty() && static_cast<unsigned char>(cut.back()) >= 0x80; ++i)
      cut.remove_suffix(1);
  if (!high) return text_type(head, name, "text (ASCII)");
  if (is_utf8(cut)) return text_type(head, name, "text (UTF-8)");
  if (high * 3 > head.size() * 2) return unknown_type;  // mostly high bytes: no single-byte text
  return text_type(head, name, "text (8-bit)");
}

}  // namespace

FileType file_type(std::string_view bytes, std::string_view name) {
  const auto type = type_by_look(bytes, name);
  // Two bytes are a weak signature: asked only where nothing else fits.
  if (type.file_class == FileClass::unknown && is_zlib_stream(bytes))
    return {FileClass::container, "zlib stream", "application/zlib"};
  return type;
}

}  // namespace clew::exhibit
