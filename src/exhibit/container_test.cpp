#include "exhibit/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>

#include "base/file.h"
#include "base/sha256.h"
#include "exhibit/intake.h"
#include "exhibit/zip_maker.h"

using namespace clew;
using namespace clew::exhibit;
using namespace clew::exhibit::test;
using namespace std::string_view_literals;

namespace {

struct Opened {
  Scratch scratch = Scratch::in_directory("/tmp");
  Budget budget;
  std::unique_ptr<Container> container;
  explicit Opened(std::string bytes, std::string_view name = "x") {
    budget.exhibit_bytes = bytes.size();
    container = open_container(bytes_in_memory(std::move(bytes)), name, scratch, budget);
  }
  std::vector<std::string> contents() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < container->size(); ++i) {
      auto opened = container->open(i);
      out.push_back(opened.item.path[0] + "=" + std::string(opened.item.bytes()));
    }
    return out;
  }
};

// What libarchive itself writes, in any of its formats.
std::string written(int (*set_format)(archive*), int (*add_filter)(archive*)) {
  std::string out(1 << 20, '\0');
  std::size_t used = 0;
  auto* a = archive_write_new();
  set_format(a);
  if (add_filter) add_filter(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (auto [name, bytes] :
       {std::pair{"a.txt", "meet at nine"}, std::pair{"dir/b.txt", "bring the keys"}}) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, static_cast<la_int64_t>(std::string_view(bytes).size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1709545200, 0);
    archive_write_header(a, entry);
    archive_write_data(a, bytes, std::string_view(bytes).size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

}  // namespace

TEST_CASE("tar, cpio, 7z and their packed forms give their members") {
  struct Form {
    int (*format)(archive*);
    int (*filter)(archive*);
  };
  for (auto [format, filter] :
       {Form{archive_write_set_format_ustar, nullptr}, Form{archive_write_set_format_pax, nullptr},
        Form{archive_write_set_format_gnutar, archive_write_add_filter_gzip},
        Form{archive_write_set_format_pax, archive_write_add_filter_bzip2},
        Form{archive_write_set_format_ustar, archive_write_add_filter_xz},
        Form{archive_write_set_format_ustar, archive_write_add_filter_zstd},
        Form{archive_write_set_format_cpio_newc, nullptr},
        Form{archive_write_set_format_7zip, nullptr}}) {
    Opened c(written(format, filter));
    REQUIRE(c.container);
    CHECK(c.contents() ==
          std::vector<std::string>{"a.txt=meet at nine", "dir/b.txt=bring the keys"});
    CHECK(c.container->findings().empty());
    CHECK(c.container->open(0).item.times.at(0).utc == 1709545200 * micros_per_second);
  }
}

TEST_CASE("a single packed file is unpacked under its own name") {
  Opened c(gzip("meet at nine"), "chat.txt.gz");
  REQUIRE(c.container);
  CHECK(c.contents() == std::vector<std::string>{"chat.txt=meet at nine"});
  Opened zeros(gzip(std::string(3000, '\0')), "zeros.bin.gz");
  CHECK(zeros.contents() == std::vector<std::string>{"zeros.bin=" + std::string(3000, '\0')});
}

TEST_CASE("members of a plain tar stay where they lie") {
  auto bytes = bytes_in_memory(tar_entry("a", std::string(100'000, 'a')) + tar_end());
  Scratch scratch = Scratch::in_directory("/tmp");
  Budget budget;
  auto tar = open_container(bytes, "x.tar", scratch, budget);
  auto member = tar->open(0).item;
  CHECK(member.bytes() == std::string(100'000, 'a'));
  CHECK(member.bytes().data() == bytes->bytes().data() + 512);
}

TEST_CASE("a tar cut at any byte gives what lies whole before the cut") {
  auto whole = tar_entry("a", "first") + tar_entry("b", "second") + tar_end();
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
    Opened c(whole.substr(0, cut), "x.tar");
    if (!c.container) continue;
    auto all = c.contents();
    if (cut >= 512 + 5) CHECK(std::count(all.begin(), all.end(), "a=first") == 1);
    if (cut >= 1536 + 6) CHECK(std::count(all.begin(), all.end(), "b=second") == 1);
  }
}

TEST_CASE("the tree opens by exact name and finds by suffix") {
  Opened c(zip({stored("private/Library/SMS/sms.db", "1"), stored("xsms.db", "2")}));
  ContainerTree tree(*c.container, {"ffs.zip"});
  auto item = tree.find("Library/SMS/sms.db");
  REQUIRE(item);
  CHECK(item->path == std::vector<std::string>{"ffs.zip", "private/Library/SMS/sms.db"});
  CHECK_FALSE(tree.find("ms.db"));
  CHECK_FALSE(tree.open("sms.db"));
}

TEST_CASE("a type comes from the content, not from the name") {
  CHECK(file_type("PK\x03\x04...."sv, "a.jpg").name == "zip");
  CHECK(file_type("\xFF\xD8\xFF\xE0"sv, "a.zip").name == "jpeg");
  CHECK(file_type("SQLite format 3\0..."sv, "notes.txt").name == "sqlite");
  CHECK(file_type("XRY\0\x16\x49"sv, "Phone.xry").name == "case of XRY");
  CHECK(file_type("!BDN...."sv, "mail.pst").mime == "application/vnd.ms-outlook-pst");
  CHECK(file_type("\0\x05\x16\x07\0\x02"sv, "._a.pdf").file_class == FileClass::other);
  CHECK(file_type("EVF\x09\x0D\x0A\xFF\0\x01"sv, "a.E01").name == "disk image (EnCase)");
  CHECK(file_type("bplist00..."sv).name == "binary plist");
  CHECK(file_type("\0\0\0\x18"
                  "ftypheic...."sv)
            .name == "heic");
  CHECK(file_type("\0\0\0\x18"
                  "ftypisom...."sv)
            .name == "mp4");
  CHECK(file_type("RIFF\x10\0\0\0WEBPVP8 "sv).name == "webp");
  CHECK(file_type("  <!DOCTYPE html><html>"sv).name == "html");
  CHECK(file_type("<?xml version=\"1.0\"?><plist version=\"1.0\">"sv).name == "xml plist");
  CHECK(file_type("{\"messages\": []}"sv).name == "json");
  CHECK(file_type("BEGIN:VCARD\nVERSION:3.0"sv).name == "vcard");
  CHECK(file_type("date,from,to\n"sv, "a.csv").mime == "text/csv");
  CHECK(file_type("Vin mâine la gară"sv).name == "text (UTF-8)");
  CHECK(file_type("Vin m\xE2ine la gar\xE3, poate mai t\xE2rziu"sv).name == "text (8-bit)");
  CHECK(file_type("\xFF\xFEV\0i\0n\0"sv).name == "text (UTF-16LE)");
  CHECK(file_type("V\0i\0n\0 \0m\0a\0i\0n\0e\0"sv).name == "text (UTF-16LE)");
  CHECK(file_type("MZ is what he wrote, no program"sv).file_class == FileClass::text);
  CHECK(file_type(""sv).file_class == FileClass::empty);
  CHECK(file_type("\x01\x02\x03\x9F\x80\x00\xFE"sv).file_class == FileClass::unknown);
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  for (auto good : {"", "abc", "ș", "漢字", "😀", "\xF4\x8F\xBF\xBF"})
    CHECK(is_utf8(good));
  for (auto bad :
       {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xBC", "abcdefgh\xFF"})
    CHECK_FALSE(is_utf8(bad));
}

TEST_CASE("names that lead elsewhere are odd, plain ones are not") {
  for (auto odd :
       {"", "/a", "..", "a/../b", "a\\..\\b", "C:x", "a\nb", "nul", "x/COM1.txt", "\xFF"})
    CHECK_FALSE(odd_name(odd).empty());
  for (auto plain : {"a", "dir/a.txt", "a..b", "com", "console", "ș/漢字"})
    CHECK(odd_name(plain).empty());
}

TEST_CASE("a manifest goes to text and back, whatever the names") {
  std::vector<Entry> entries = {
      {"a b", MemberKind::file, 3, std::string(64, 'a'), ""},
      {"c\n -> d", MemberKind::symlink, 2, std::string(64, 'b'), "x -> y"},
      {"e\xFF", MemberKind::directory, 0, "", ""},
      {"f", MemberKind::device, 0, "", ""}};
  auto text = make_manifest(entries);
  CHECK(read_manifest(text) == entries);
  std::reverse(entries.begin(), entries.end());
  CHECK(make_manifest(entries) == text);
  for (auto bad : {"", "clew-folder-manifest 2\n", "clew-folder-manifest 1\nF x",
                   "clew-folder-manifest 1\nZ - 0 a\n"})
    CHECK_FALSE(read_manifest(bad));
}

namespace {

std::string zlib_packed(std::string_view bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size,
           reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE(
    "an Android backup gives its tar, deflated or not, with a maker's lines before it or not") {
  const std::string tar = written(archive_write_set_format_ustar, nullptr);
  const std::string head = "ANDROID BACKUP\n5\n";
  for (const std::string& bytes :
       {head + "1\nnone\n" + zlib_packed(tar), head + "0\nnone\n" + tar,
        "MIUI BACKUP\n2\ncom.example.notes Notes\n-1\n0\n" + head + "1\nnone\n" + zlib_packed(tar)}) {
    Opened c(bytes, "phone/backup.ab");
    REQUIRE(c.container);
    CHECK(c.container->format() == "android backup");
    REQUIRE(c.contents() == std::vector<std::string>{"backup.tar=" + tar});
    CHECK(c.container->open(0).findings.empty());
    CHECK(c.container->info(0).offset == bytes.find("none\n") + 5);
  }
  Opened locked(head + "1\nAES-256\n0011\n", "backup.ab");
  REQUIRE(locked.container);
  CHECK(locked.container->size() == 0);
  REQUIRE(locked.container->findings().size() == 1);
  CHECK(locked.container->findings()[0].what == "password needed");
  // Cut off: what came before is there, and it is said.
  const std::string packed = zlib_packed(tar);
  Opened cut(head + "1\nnone\n" + packed.substr(0, packed.size() * 2 / 3), "backup.ab");
  REQUIRE(cut.container->size() == 1);
  REQUIRE(cut.container->open(0).findings.size() == 1);
  CHECK(cut.container->open(0).findings[0].what == "member cut off");
  CHECK(tar.starts_with(cut.container->open(0).item.bytes()));
  CHECK(!Opened("ANDROID BACKUP is what I would do first.\nThen\nrest\n").container);
}

TEST_CASE("a bare zlib stream is unpacked; a text that begins like one is not") {
  const std::string text = "[{\"body\":\"The keys are under the mat\"}]";
  Opened c(zlib_packed(text), "d_f/000000_sms_backup");
  REQUIRE(c.container);
  CHECK(c.contents() == std::vector<std::string>{"000000_sms_backup (unpacked)=" + text});
  CHECK(!Opened("x^2 + y^2 = z^2, as everybody knows who has been at school").container);
  CHECK(!Opened("x\x9C" + std::string(64, '\xFE')).container);
}
