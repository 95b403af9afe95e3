// The hostile archive set: archives that attack the one who opens them, made here field by field.
// Each goes through the real import with the sandboxed reader. It must end within the limits, as
// records and findings, with the case whole and nothing written outside the case's store.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <random>
#include <set>

#include "base/file.h"
#include "base/sha256.h"
#include "exhibit/zip_maker.h"
#include "ingest/import.h"

using namespace clew;
using namespace clew::exhibit::test;

namespace {

struct Hostile {
  std::string name;  // also the file name
  std::string bytes;
  std::vector<std::string> must_say;   // findings that must be there
  std::vector<std::string> must_read;  // contents that must have come through, by hash
};

const std::string note = "\x01\x02 meet at the station at nine";

std::string many_names(std::initializer_list<const char*> names) {
  std::vector<ZipMember> members;
  for (auto name : names)
    members.push_back(stored(name, note));
  return zip(members);
}

ZipMember unix_special(const char* name, unsigned mode, std::string bytes) {
  auto member = stored(name, std::move(bytes));
  member.made_by = 3 << 8 | 20;
  member.attributes = mode << 16;
  return member;
}

ZipMember bomb(std::uint64_t size) {
  ZipMember member;
  member.name = "bomb";
  member.method = 8;
  member.packed = deflated_zeros(size);
  member.packed_size = member.packed.size();
  member.size = size;
  member.crc = 0;
  return member;
}

// Fifield's kind: every member's data hold the next members' headers and end in one kernel.
std::string quoted_overlap(std::size_t count) {
  std::vector<ZipMember> kernel = {bomb(8 << 20)};
  kernel[0].name = "kernel";
  auto bytes = zip_body(kernel);
  auto start = bytes.size();
  for (std::size_t i = 0; i < count; ++i) {
    auto member = kernel[0];
    member.name = fmt::format("f{}", i);
    bytes += central_header(member);
  }
  return bytes + end_record(count, bytes.size() - start, start);
}

std::string nested(int depth, bool pack) {
  auto bytes = zip({stored("core.bin", note)});
  for (int i = 0; i < depth; ++i)
    bytes = zip({pack ? packed("inner.zip", bytes) : stored("inner.zip", bytes)});
  return bytes;
}

std::string changed(std::string bytes, std::size_t at, std::string_view with) {
  bytes.replace(at, with.size(), with);
  return bytes;
}

// GNU sparse 1.0 in a pax header: 1 TiB stated, nothing stored.
std::string sparse_tar() {
  auto record = [](const std::string& key, const std::string& value) {
    auto rest = " " + key + "=" + value + "\n";
    auto length = rest.size() + 1;
    while (fmt::format("{}", length).size() + rest.size() != length)
      length = fmt::format("{}", length).size() + rest.size();
    return fmt::format("{}{}", length, rest);
  };
  auto pax = record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") +
             record("GNU.sparse.name", "sparse.bin") +
             record("GNU.sparse.realsize", "1099511627776");
  std::string map = "1\n1099511627775\n1\n";
  map.resize(512, '\0');
  return tar_entry("pax", pax, 'x') + tar_entry("GNUSparseFile.0/sparse.bin", map + "x") +
         tar_entry("after.bin", note) + tar_end();
}

std::vector<Hostile> all_cases() {
  std::vector<Hostile> cases;
  auto add = [&](std::string name, std::string bytes, std::vector<std::string> say,
                 std::vector<std::string> read = {}) {
    cases.push_back({std::move(name), std::move(bytes), std::move(say), std::move(read)});
  };
  auto plain =
      zip({stored("a.bin", note), packed("b.bin", note + note), stored("c.bin", note + "c")});

  // Names.
  add("slip.zip", many_names({"../../../../tmp/clew-slipped", "a/../../b"}), {"odd member name"},
      {note});
  add("slip-backslash.zip", many_names({"..\\..\\windows\\system32\\x.dll"}), {"odd member name"},
      {note});
  add("absolute.zip", many_names({"/etc/clew-slipped", "//server/share"}), {"odd member name"},
      {note});
  add("drive.zip", many_names({"C:\\clew-slipped", "d:x"}), {"odd member name"}, {note});
  add("unc.zip", many_names({"\\\\server\\share\\x"}), {"odd member name"}, {note});
  add("nul.zip", zip({stored(std::string("a.txt\0.exe", 10), note)}), {"odd member name"}, {note});
  add("control.zip", many_names({"a\x1b[2Jb", "x\ny"}), {"odd member name"}, {note});
  add("latin1.zip",
      many_names({"fotograf\xED"
                  "a.bin"}),
      {"odd member name"}, {note});
  add("overlong-utf8.zip", many_names({"\xC0\xAE\xC0\xAE/x"}), {"odd member name"}, {note});
  add("bidi.zip", many_names({"\xE2\x80\xAEgnp.exe"}), {}, {note});
  add("windows.zip", many_names({"CON", "dir/nul.txt", "LPT1", "com9.bin", "aux"}),
      {"odd member name"}, {note});
  add("case.zip", many_names({"Chat.bin", "chat.bin", "CHAT.BIN"}),
      {"member names differ only in case"}, {note});
  add("twice.zip", zip({stored("x", note), stored("x", note + "2")}), {"repeated member names"},
      {note, note + "2"});
  add("empty-name.zip", zip({stored("", note), stored("b", note)}), {"odd member name"}, {note});
  add("long-name.zip", zip({stored(std::string(60'000, 'n'), note)}), {"member name too long"},
      {note});
  add("long-part.zip", zip({stored(std::string(300, 'n') + "/x", note)}), {"odd member name"},
      {note});
  add("dashes.zip", many_names({"-rf", "--help", "$(reboot)", "`id`", "a;b", "%2e%2e/x", "!"}), {},
      {note});
  add("deep-path.zip",
      zip({stored(
          [] {
            std::string path;
            for (int i = 0; i < 1500; ++i)
              path += "d/";
            return path + "x";
          }(),
          note)}),
      {}, {note});
  add("folder-and-file.zip", many_names({"x", "x/", "x/y"}), {}, {note});

  // Links and devices.
  add("symlink.zip", zip({unix_special("link", 0120777, "/etc/passwd"), stored("link/x", note)}),
      {"symbolic link"}, {note});
  add("symlink-loop.zip", zip({unix_special("a", 0120777, "b"), unix_special("b", 0120777, "a")}),
      {"symbolic link"});
  add("device.zip",
      zip({unix_special("null", 0020666, ""), unix_special("disk", 0060660, ""),
           unix_special("pipe", 0010644, "")}),
      {"device or special file"});
  add("setuid.zip", zip({unix_special("sh", 0104755, note)}), {}, {note});
  add("links.tar",
      tar_entry("abs", "", '2', "/etc/passwd") + tar_entry("hard", "", '1', "../../x") +
          tar_entry("dev", "", '3') + tar_entry("block", "", '4') + tar_entry("fifo", "", '6') +
          tar_entry("abs/x", note) + tar_end(),
      {"symbolic link", "hard link", "device or special file"}, {note});
  add("slip.tar",
      tar_entry("../../clew-slipped", note) + tar_entry("/etc/clew-slipped", note) + tar_end(),
      {"odd member name"}, {note});

  // Bombs.
  add("bomb.zip", zip({bomb(1ull << 30), stored("a", note)}), {"unpacks to too much"}, {note});
  add("bomb-4g-stated.zip",
      [] {
        auto member = bomb(64 << 20);
        member.size = 0xFFFFFFFF;
        return zip({member});
      }(),
      {"unpacks to too much"});
  add("bomb-1-byte-stated.zip",
      [] {
        auto member = bomb(64 << 20);
        member.size = 1;
        return zip({member});
      }(),
      {"unpacks to too much"});
  add("overlap.zip", quoted_overlap(300), {"overlapping members", "total size limit reached"});
  add("overlap-stored.zip",
      [] {
        std::vector<ZipMember> kernel = {stored("kernel", std::string(1 << 20, 'k'))};
        auto bytes = zip_body(kernel);
        auto start = bytes.size();
        for (int i = 0; i < 3000; ++i) {
          auto member = kernel[0];
          member.name = fmt::format("f{}", i);
          bytes += central_header(member);
        }
        return bytes + end_record(3000, bytes.size() - start, start);
      }(),
      {"overlapping members", "total size limit reached"});
  add("count.zip",
      [] {
        std::vector<ZipMember> members;
        for (int i = 0; i < 30'000; ++i)
          members.push_back(stored(fmt::format("{}", i), ""));
        return zip(members);
      }(),
      {"too many members"});
  add("nested-100.zip", nested(100, false), {"nested too deep"});
  add("nested-100-packed.zip", nested(100, true), {"nested too deep"});
  add("nested-8.zip", nested(8, true), {}, {note});
  add("42.zip",
      [] {  // 8 archives in 8 archives … over one bomb
        auto bytes = zip({bomb(64 << 20)});
        for (int level = 0; level < 4; ++level) {
          std::vector<ZipMember> members;
          for (int i = 0; i < 8; ++i) {
            members.push_back(packed("lib", bytes));
            members.back().name += fmt::format("{}.zip", i);
          }
          bytes = zip(members);
        }
        return bytes;
      }(),
      {"unpacks to too much", "total size limit reached"});
  add("bomb.gz",
      std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10) + deflated_zeros(1ull << 30) +
          std::string(8, '\0'),
      {"unpacks to too much"});
  add("bomb.tar.gz",
      gzip(tar_entry("zeros", std::string(24 << 20, '\0')) + tar_entry("z", note) + tar_end()),
      {"unpacks to too much"});
  add("gz-in-gz.gz",
      [] {
        auto bytes = gzip(note);
        for (int i = 0; i < 60; ++i)
          bytes = gzip(bytes);
        return bytes;
      }(),
      {});
  add("gz-quine-like.gz", gzip(gzip(gzip(std::string(24 << 20, '\0')))), {"unpacks to too much"});
  add("sparse.tar", sparse_tar(), {});
  add("huge-size.tar", tar_entry("big", note, '0', {}, 077777777777ull), {"member damaged"});
  add("endless-names.tar",
      [] {
        std::string bytes;
        for (int i = 0; i < 25'000; ++i)
          bytes += tar_entry(fmt::format("{}", i), "");
        return bytes + tar_end();
      }(),
      {"too many members"});

  // Numbers that lie.
  add("size-2-32.zip",
      [] {
        auto member = stored("a", note);
        member.size = member.packed_size = 0xFFFFFFFE;
        return zip({member, stored("b", note + "b")});
      }(),
      {"member cut off"});
  add("size-2-63.zip",
      [] {
        auto member = stored("a", note);
        member.size = member.packed_size = ~0ull >> 1;
        return zip64({member});
      }(),
      {"member cut off"});
  add("offset-beyond.zip",
      [&] {
        std::vector<ZipMember> members = {stored("a", note)};
        auto bytes = zip_body(members);
        auto start = bytes.size();
        members[0].offset = 0xFFFFFF00;
        bytes += central_header(members[0]);
        return bytes + end_record(1, bytes.size() - start, start);
      }(),
      {"member header missing", "members not in the zip directory"}, {note});
  add("count-lies.zip",
      [&] {
        std::vector<ZipMember> members = {stored("a", note)};
        auto bytes = zip_body(members);
        auto start = bytes.size();
        bytes += central_header(members[0]);
        return bytes + end_record(60'000, bytes.size() - start, start);
      }(),
      {"zip directory count wrong"}, {note});
  add("directory-in-itself.zip",
      [&] {
        std::vector<ZipMember> members = {stored("a", note)};
        auto bytes = zip_body(members);
        bytes += central_header(members[0]);
        return bytes + end_record(1, 0xFFFFFFF0, 0xFFFFFFF0);
      }(),
      {"zip directory missing"}, {note});
  add("two-names.zip",
      [] {
        auto member = stored("shown.txt", note);
        member.local_name = "hidden.exe";
        return zip({member});
      }(),
      {"member has two names"}, {note});
  add("crc.zip",
      [] {
        auto member = stored("a", note);
        member.crc ^= 0xFF;
        return zip({member});
      }(),
      {"checksum wrong"}, {note});
  add("unknown-method.zip",
      [] {
        auto member = stored("a", note);
        member.method = 77;
        return zip({member, stored("b", note)});
      }(),
      {"unknown packing method"}, {note});
  add("deflate64.zip",
      [] {
        auto member = packed("a", note);
        member.method = 9;
        return zip({member, stored("b", note)});
      }(),
      {}, {note});
  add("encrypted.zip",
      [] {
        auto member = stored("a", note);
        member.flags = 1;
        return zip({member, stored("b", note)});
      }(),
      {"password needed"}, {note});
  add("aes.zip",
      [] {
        auto member = stored("a", note);
        member.method = 99;
        member.flags = 1;
        return zip({member});
      }(),
      {"password needed"});
  add("split.zip",
      [] {
        auto bytes = zip({stored("a", note)});
        return changed(bytes, bytes.size() - 18, std::string_view("\x03\0\x03\0", 4));
      }(),
      {"split archive"}, {note});

  // Damage.
  add("no-directory.zip", plain.substr(0, plain.find("PK\x01\x02")), {"zip directory missing"},
      {note, note + note, note + "c"});
  add("directory-damaged.zip",
      changed(plain, plain.find("PK\x01\x02") + 60, std::string(40, '\xAA')), {},
      {note, note + note, note + "c"});
  add("head-damaged.zip", changed(plain, 0, "XXXX"), {"member header missing"},
      {note + note, note + "c"});
  add("deflate-damaged.zip",
      [] {
        std::string text;
        for (int i = 0; i < 500; ++i)
          text += fmt::format("train {} at {}\n", i * 7919 % 1000, i);
        auto member = packed("a", text);
        member.packed.replace(member.packed.size() / 2, 8, std::string(8, '\xFF'));
        return zip({member, stored("b", note)});
      }(),
      {}, {note});
  add("prefix.zip", std::string(5000, 'M') + plain, {}, {});
  add("self-extracting.exe", std::string("MZ\0\0", 4) + std::string(600, '\0') + plain,
      {"data before the archive"}, {note, note + note, note + "c"});
  add("trailing.zip", plain + std::string(100'000, 't'), {}, {note, note + note, note + "c"});
  add("hidden.zip",
      [] {
        auto hidden = stored("hidden", note + "hidden");
        hidden.listed = false;
        return zip({stored("a", note), hidden});
      }(),
      {"members not in the zip directory"}, {note, note + "hidden"});
  add("comment-end-record.zip", zip({stored("a", note)}, end_record(0, 0, 0)), {}, {});
  add("two-archives.zip", plain + zip({stored("z", note + "z")}), {}, {note + "z"});
  for (int percent : {5, 20, 35, 50, 65, 80, 95})
    add(fmt::format("cut-{}.zip", percent),
        plain.substr(0, plain.size() * static_cast<std::size_t>(percent) / 100), {});
  auto tar = tar_entry("a", note) + tar_entry("b", note + "b") + tar_end();
  add("cut.tar", tar.substr(0, 1100), {}, {note});
  add("tar-checksum.tar", changed(tar, 1024 + 150, "9"), {}, {note});
  auto packed_tar = gzip(tar);
  add("cut.tar.gz", packed_tar.substr(0, packed_tar.size() - 20), {});
  add("end-record-only.zip", end_record(0, 0, 0), {});
  add("magic-only.zip", "PK\x03\x04", {"zip directory missing"});
  add("magic-only.7z", std::string("7z\xBC\xAF\x27\x1C", 6), {"archive damaged"});
  add("zeros-after-magic.7z", std::string("7z\xBC\xAF\x27\x1C", 6) + std::string(500, '\0'), {});
  add("ones-after-magic.7z", std::string("7z\xBC\xAF\x27\x1C\0\4", 8) + std::string(500, '\xFF'),
      {});
  add("magic-only.rar", "Rar!\x1A\x07\x01", {});
  add("magic-only.xz", std::string("\xFD\x37zXZ\0", 6), {});
  add("magic-only.gz", "\x1F\x8B\x08", {});
  add("noise-after-magic.gz",
      [] {
        std::mt19937_64 random(5);
        std::string bytes("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
        for (int i = 0; i < 5000; ++i)
          bytes += static_cast<char>(random());
        return bytes;
      }(),
      {});
  add("iso-magic.iso", std::string(32769, '\0') + "CD001" + std::string(4000, '\x01'), {});
  add("cab-magic.cab", std::string("MSCF\0\0\0\0", 8) + std::string(300, '\xFF'), {});

  // Not archives at all.
  add("empty.zip", "", {"empty file"});
  add("zeros.zip", std::string(10'000, '\0'), {"only zero bytes"});
  add("pointer.zip",
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'b') +
          "\nsize 99999\n",
      {"pointer instead of content"});
  add("picture.zip", std::string("\xFF\xD8\xFF\xE0\0\x10JFIF\0", 11) + std::string(100, 'x'),
      {"content does not match name"});
  add("zip-called.jpg", plain, {"content does not match name"}, {note});
  return cases;
}

}  // namespace

TEST_CASE(
    "every hostile archive ends in records and findings, within the limits, inside the case") {
  TemporaryDirectory directory("clew-hostile");
  auto in = directory.path() / "in";
  std::filesystem::create_directory(in);
  auto case_file = casefile::Case::create(
      directory.path() / "a.clew",
      {"OP-THREAD", "Inspector Example", "who moved the keys", "2027-03-14", "", "", ""});
  ingest::ImportOptions options;
  options.limits.ratio_floor_bytes = 4 << 20;
  options.limits.total_floor_bytes = 64 << 20;
  options.limits.max_ratio = 100;
  options.limits.max_members = 20'000;
  options.reader_program = std::filesystem::path(CLEW_BINARY_DIR) / "clew-reader";

  auto cases = all_cases();
  CHECK(cases.size() >= 60);
  double slowest = 0;
  for (const auto& hostile : cases) {
    CAPTURE(hostile.name);
    auto path = in / hostile.name;
    std::ofstream(path, std::ios::binary)
        .write(hostile.bytes.data(), static_cast<std::streamsize>(hostile.bytes.size()));
    options.ref = hostile.name;
    auto start = std::chrono::steady_clock::now();
    auto report = ingest::import_path(case_file, path, options);
    slowest = std::max(
        slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    std::filesystem::remove(path);

    std::set<std::string> said, hashes;
    for (const auto& finding : report.findings)
      said.insert(finding.what);
    for (const auto& file : report.files) {
      hashes.insert(file.sha256);
      for (const auto& finding : file.findings)
        said.insert(finding.what);
      for (const auto& table : file.tables) {
        auto sum = table.records + table.duplicates;
        for (const auto& skipped : table.skipped)
          sum += skipped.count;
        CHECK(sum == table.rows_seen);
      }
    }
    std::string all;
    for (const auto& what : said)
      all += what + "; ";
    CAPTURE(all);
    CHECK(report.files.size() >= 1);
    for (const auto& what : hostile.must_say)
      CHECK_MESSAGE(said.contains(what), "not said: ", what);
    for (const auto& content : hostile.must_read)
      CHECK_MESSAGE(hashes.contains(sha256_hex(content)), "not read: ", content);
    for (const auto& what : said)
      CHECK_FALSE(what.starts_with("reader stopped"));
  }
  // The figure of a started process never lies below that of the one that started it.
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  MESSAGE(cases.size() << " hostile archives; slowest " << slowest << " s, largest reader process "
                       << usage.ru_maxrss / 1024 << " MiB");
  CHECK(usage.ru_maxrss / 1024 <= 512);
  // Nothing stands where the names wanted to go, and nothing beside the case.
  for (auto slipped : {"/tmp/clew-slipped", "/etc/clew-slipped"})
    CHECK_FALSE(std::filesystem::exists(slipped));
  std::size_t beside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    (void)entry;
    ++beside;
  }
  CHECK(beside == 2);
  CHECK(std::filesystem::is_empty(in));
  CHECK(case_file.db().text("PRAGMA integrity_check") == "ok");
}
