#include "exhibit/zip.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/file.h"
#include "exhibit/zip_maker.h"

using namespace clew;
using namespace clew::exhibit;
using namespace clew::exhibit::test;

namespace {

struct Opened {
  Scratch scratch = Scratch::in_directory("/tmp");
  Budget budget;
  std::unique_ptr<Container> zip;

  explicit Opened(std::string bytes, Limits limits = {}) {
    budget.limits = limits;
    budget.exhibit_bytes = bytes.size();
    zip = open_zip(bytes_in_memory(std::move(bytes)), scratch, budget);
  }
  // name=content of every member that gave bytes without a warning.
  std::vector<std::string> intact() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < zip->size(); ++i) {
      auto opened = zip->open(i);
      bool clean = opened.item.source != nullptr;
      for (const auto& finding : opened.findings)
        clean = clean && finding.severity == model::Severity::note;
      if (clean) out.push_back(opened.item.path[0] + "=" + std::string(opened.item.bytes()));
    }
    return out;
  }
  bool says(std::string_view what) const {
    auto has = [&](const std::vector<model::Finding>& findings) {
      return std::any_of(findings.begin(), findings.end(),
                         [&](const auto& finding) { return finding.what == what; });
    };
    if (has(zip->findings())) return true;
    for (std::size_t i = 0; i < zip->size(); ++i)
      if (has(zip->open(i).findings)) return true;
    return false;
  }
};

const std::string tale = [] {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text += "the train leaves at " + std::to_string(i) + " past\n";
  return text;
}();

std::vector<ZipMember> three() {
  auto piped = packed("c/piped.txt", tale + "piped");
  piped.piped = true;
  return {stored("a.txt", "meet at the station"), packed("b/ș.txt", tale), piped};
}

}  // namespace

TEST_CASE("a zip's members come out whole, stored, packed and written to a pipe") {
  Opened z(zip(three()));
  REQUIRE(z.zip->size() == 3);
  CHECK(z.zip->findings().empty());
  CHECK(z.intact() == std::vector<std::string>{"a.txt=meet at the station", "b/ș.txt=" + tale,
                                               "c/piped.txt=" + tale + "piped"});
  CHECK(z.zip->open(0).item.times.at(0).raw == "2024-03-04T09:41:00");
}

TEST_CASE("zip64 records are read") {
  Opened z(zip64({stored("a", "1"), packed("b", tale)}));
  CHECK(z.intact() == std::vector<std::string>{"a=1", "b=" + tale});
  CHECK(z.zip->findings().empty());
}

TEST_CASE("more than 65,535 members are listed") {
  std::vector<ZipMember> many;
  for (int i = 0; i < 70'000; ++i)
    many.push_back(stored(std::to_string(i), "x"));
  auto bytes = zip(many);
  Opened z(bytes);
  CHECK(z.zip->size() == 70'000);
  CHECK(z.zip->info(69'999).name == "69999");
}

TEST_CASE("a zip cut at any byte gives every member that lies whole before the cut") {
  auto members = three();
  auto body = zip_body(members);
  auto whole = zip(three());
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < members.size(); ++i) {
    auto end = members[i].offset + local_header(members[i]).size() + members[i].packed.size();
    ends.push_back(end);
  }
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    Opened z(whole.substr(0, cut));
    auto intact = z.intact();
    auto expected = static_cast<std::size_t>(
        std::count_if(ends.begin(), ends.end(), [&](auto end) { return end <= cut; }));
    CAPTURE(cut);
    // A piped member's checksum may be cut off, its content is still whole.
    CHECK(intact.size() >= expected);
    CHECK_FALSE(z.zip->findings().empty());
    for (std::size_t i = 0; i < expected; ++i)
      CHECK(std::find_if(intact.begin(), intact.end(), [&](const auto& found) {
              return found.starts_with(members[i].name + "=");
            }) != intact.end());
  }
}

TEST_CASE("a flipped bit never loses another member and is never silent") {
  auto whole = zip({stored("a.txt", "meet at the station"), packed("b.txt", tale),
                    stored("c.txt", "bring the keys")});
  Opened clean(whole);
  auto all = clean.intact();
  std::size_t silent = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    Opened z(bytes);
    auto intact = z.intact();
    CAPTURE(at);
    // At most the member that was hit is missing or changed in name.
    std::size_t kept = 0;
    for (const auto& member : all)
      kept += static_cast<std::size_t>(std::count(intact.begin(), intact.end(), member));
    CHECK(kept + 1 >= all.size());
    // Content is never wrong without a finding: what is called intact has its true checksum.
    for (const auto& member : intact) {
      auto content = member.substr(member.find('=') + 1);
      bool known = std::any_of(all.begin(), all.end(), [&](const auto& one) {
        return one.substr(one.find('=') + 1) == content;
      });
      if (!known) ++silent;
    }
  }
  CHECK(silent == 0);
}

TEST_CASE("without directory the members are found by their own headers") {
  auto members = three();
  Opened z(zip_body(members));
  CHECK(z.says("zip directory missing"));
  CHECK(z.intact().size() == 3);
}

TEST_CASE("a member that was taken out of the directory is read and named") {
  auto hidden = stored("hidden.txt", "under the bridge");
  hidden.listed = false;
  Opened z(zip({stored("a", "1"), hidden, stored("b", "2")}));
  CHECK(z.intact() == std::vector<std::string>{"a=1", "hidden.txt=under the bridge", "b=2"});
  CHECK(z.says("members not in the zip directory"));
  CHECK(z.says("member not in the zip directory"));
}

TEST_CASE("members of the same name are all read, told apart by offset") {
  Opened z(zip({stored("x", "first"), stored("x", "second"), stored("X", "third")}));
  CHECK(z.intact() == std::vector<std::string>{"x=first", "x=second", "X=third"});
  CHECK(z.zip->info(0).offset != z.zip->info(1).offset);
}

TEST_CASE("an encrypted member says that a password is needed") {
  auto secret = packed("secret.txt", tale);
  secret.flags = 1;
  Opened z(zip({secret, stored("open.txt", "1")}));
  CHECK(z.says("password needed"));
  CHECK(z.intact() == std::vector<std::string>{"open.txt=1"});
}

TEST_CASE("bytes that do not match their checksum are read and marked") {
  auto bad = stored("bad.txt", "the time is nine");
  bad.crc ^= 1;
  Opened z(zip({bad}));
  CHECK(z.says("checksum wrong"));
  CHECK(z.zip->open(0).item.bytes() == "the time is nine");
}

TEST_CASE("data before and after the archive do not hinder it") {
  auto bytes = zip(three(), "a comment");
  Opened before(std::string(1000, 'M') + bytes);
  CHECK(before.intact().size() == 3);
  CHECK(before.says("data before the archive"));
  Opened after(bytes + std::string(70'000, 'x'));  // end record out of the usual reach
  CHECK(after.intact().size() == 3);
}

TEST_CASE("a bomb stops at the ratio, its neighbours are read") {
  Limits limits;
  limits.ratio_floor_bytes = 1 << 20;
  ZipMember bomb;
  bomb.name = "bomb";
  bomb.method = 8;
  bomb.packed = deflated_zeros(400 << 20);
  bomb.packed_size = bomb.packed.size();
  bomb.size = 400 << 20;
  Opened z(zip({bomb, stored("a", "1")}), limits);
  CHECK(z.says("unpacks to too much"));
  CHECK(z.zip->open(0).item.bytes().size() <= bomb.packed.size() * limits.max_ratio);
  CHECK(z.intact() == std::vector<std::string>{"a=1"});
}

TEST_CASE("many members that share their bytes meet the total limit") {
  Limits limits;
  limits.total_floor_bytes = 4 << 20;
  limits.max_ratio = 2;
  std::vector<ZipMember> members = {stored("kernel", std::string(1 << 20, 'k'))};
  auto bytes = zip_body(members);
  auto start = bytes.size();
  std::size_t count = 500;
  for (std::size_t i = 0; i < count; ++i) {
    auto copy = members[0];
    copy.name = "copy" + std::to_string(i);
    bytes += central_header(copy);
  }
  bytes += end_record(count, bytes.size() - start, start);
  Opened z(bytes, limits);
  REQUIRE(z.zip->size() == count);
  CHECK(z.says("overlapping members"));
  CHECK(z.says("total size limit reached"));
  CHECK(z.budget.unpacked_bytes <= z.budget.total_allowed());
}

TEST_CASE("a large member goes to the scratch file and back") {
  std::string large;
  std::mt19937_64 random(7);
  for (int i = 0; i < 3 << 20; ++i)
    large += static_cast<char>('a' + random() % 20);
  Opened z(zip({packed("large", large), packed("small", tale)}));
  auto first = z.zip->open(0);
  auto again = z.zip->open(0);
  CHECK(first.item.bytes() == large);
  CHECK(again.item.bytes() == large);
  CHECK(z.zip->open(1).item.bytes() == tale);
}
