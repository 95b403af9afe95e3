#include "readers/message_file_reader.h"

#include "readers/compound_file.h"
#include "readers/reader_test.h"
#include "readers/rtf_text.h"

namespace clew::readers {
namespace {

using namespace testing;

// Writes a small synthetic compound file: every stream in 64-byte sectors of the root's stream.
class CompoundMaker {
 public:
  CompoundMaker() { entries_.push_back({"Root Entry", 5, -1, ""}); }
  int storage(int parent, std::string name) { return add({std::move(name), 1, parent, ""}); }
  void stream(int parent, std::string name, std::string bytes) {
    add({std::move(name), 2, parent, std::move(bytes)});
  }
  static std::string utf16(std::string_view ascii) {
    std::string out;
    for (char c : ascii)
      out += c, out += '\0';
    return out;
  }
  std::string bytes() const {
    std::string mini;
    std::vector<std::uint32_t> mini_fat, first(entries_.size(), 0xFFFFFFFE);
    for (std::size_t i = 1; i < entries_.size(); ++i) {
      if (entries_[i].bytes.empty()) continue;
      first[i] = static_cast<std::uint32_t>(mini_fat.size());
      auto count = (entries_[i].bytes.size() + 63) / 64;
      for (std::size_t k = 0; k < count; ++k)
        mini_fat.push_back(k + 1 < count ? static_cast<std::uint32_t>(mini_fat.size() + 1)
                                         : 0xFFFFFFFE);
      mini += entries_[i].bytes + std::string(count * 64 - entries_[i].bytes.size(), '\0');
    }
    auto sectors = [](std::size_t n) { return static_cast<std::uint32_t>((n + 511) / 512); };
    std::uint32_t directory = 1, mini_fat_at = directory + sectors(entries_.size() * 128),
                  mini_at = mini_fat_at + sectors(mini_fat.size() * 4),
                  all = mini_at + sectors(mini.size());
    std::string fat;
    put(fat, 0xFFFFFFFD, 4);
    for (std::uint32_t s = 1; s < all; ++s)
      put(fat, s + 1 == mini_fat_at || s + 1 == mini_at || s + 1 == all ? 0xFFFFFFFE : s + 1, 4);
    fat.resize(512, '\xFF');
    std::string dir;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      auto name = utf16(entries_[i].name);
      auto used = name.size() + 2;
      name.resize(64, '\0');
      dir += name;
      put(dir, static_cast<std::uint32_t>(used), 2);
      dir += static_cast<char>(entries_[i].type);
      dir += '\1';
      put(dir, 0xFFFFFFFF, 4);
      put(dir, sibling(i), 4);
      put(dir, child(i), 4);
      dir += std::string(36, '\0');
      put(dir, i == 0 ? (mini.empty() ? 0xFFFFFFFE : mini_at) : first[i], 4);
      put(dir, static_cast<std::uint32_t>(i == 0 ? mini.size() : entries_[i].bytes.size()), 4);
      put(dir, 0, 4);
    }
    dir.resize(sectors(dir.size()) * 512, '\0');
    std::string mf;
    for (auto s : mini_fat)
      put(mf, s, 4);
    mf.resize(sectors(mf.size()) * 512, '\xFF');
    mini.resize(sectors(mini.size()) * 512, '\0');
    std::string head("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    head += std::string(16, '\0');
    for (auto [value, size] : {std::pair(0x3Eu, 2), {3u, 2}, {0xFFFEu, 2}, {9u, 2}, {6u, 2}})
      put(head, value, size);
    head += std::string(6, '\0');
    for (std::uint32_t value :
         {0u, 1u, directory, 0u, 4096u, mini_fat.empty() ? 0xFFFFFFFEu : mini_fat_at, 1u,
          0xFFFFFFFEu, 0u, 0u})
      put(head, value, 4);
    head.resize(512, '\xFF');
    return head + fat + dir + mf + mini;
  }

 private:
  struct Entry {
    std::string name;
    int type, parent;
    std::string bytes;
  };
  int add(Entry e) {
    entries_.push_back(std::move(e));
    return static_cast<int>(entries_.size()) - 1;
  }
  static void put(std::string& to, std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i)
      to += static_cast<char>(value >> (8 * i));
  }
  std::uint32_t child(std::size_t i) const {
    for (std::size_t k = 1; k < entries_.size(); ++k)
      if (entries_[k].parent == static_cast<int>(i)) return static_cast<std::uint32_t>(k);
    return 0xFFFFFFFF;
  }
  std::uint32_t sibling(std::size_t i) const {
    for (std::size_t k = i + 1; i && k < entries_.size(); ++k)
      if (entries_[k].parent == entries_[i].parent) return static_cast<std::uint32_t>(k);
    return 0xFFFFFFFF;
  }
  std::vector<Entry> entries_;
};

std::string property(std::uint16_t id, std::uint16_t type, std::uint64_t value) {
  std::string out;
  for (auto [v, n] : {std::pair<std::uint64_t, int>{type, 2}, {id, 2}, {6, 4}, {value, 8}})
    for (int i = 0; i < n; ++i)
      out += static_cast<char>(v >> (8 * i));
  return out;
}

std::string message() {
  CompoundMaker m;
  auto text = [&](int at, const char* id, const char* value) {
    m.stream(at, std::string("__substg1.0_") + id + "001F", CompoundMaker::utf16(value));
  };
  m.stream(0, "__properties_version1.0",
           std::string(32, '\0') + property(0x0039, 0x40, 133'540'176'000'000'000ULL));
  text(0, "0037", "Keys for the van");
  text(0, "1000", "They are at the station.");
  text(0, "0C1A", "Ana Ionescu");
  text(0, "5D01", "ana@example.org");
  text(0, "1035", "<5@example.org>");
  auto to = m.storage(0, "__recip_version1.0_#00000000");
  m.stream(to, "__properties_version1.0", std::string(8, '\0') + property(0x0C15, 3, 2));
  text(to, "3001", "Dan");
  text(to, "39FE", "dan@example.org");
  auto attachment = m.storage(0, "__attach_version1.0_#00000000");
  text(attachment, "3707", "map.pdf");
  m.stream(attachment, "__substg1.0_37010102", "%PDF-");
  auto other = m.storage(0, "__attach_version1.0_#00000001");
  auto inner = m.storage(other, "__substg1.0_3701000D");
  text(inner, "0037", "inside");
  text(inner, "1000", "hello");
  return m.bytes();
}

}  // namespace

TEST_CASE(
    "an Outlook message gives its people, time, body, attachments and the message attached to it") {
  auto reader = make_message_file_reader();
  auto item = item_of(message(), {"a.msg"});
  CHECK(reader->probe(item).confidence == 95);
  auto out = read(*reader, item);
  CHECK(out.findings.empty());
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(field(r, "subject") == "Keys for the van");
  CHECK(r.text == "They are at the station.");
  CHECK(who(r, model::Role::from) == "ana@example.org");
  CHECK(who(r, model::Role::cc) == "dan@example.org");
  REQUIRE(r.times.size() == 1);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T09:20:00.000000Z");
  REQUIRE(r.media.size() == 2);
  CHECK(r.media[0].title == "map.pdf");
  CHECK(r.media[0].present);
  REQUIRE(out.extra.size() == 1);
  CHECK(out.extra[0].text == "hello");
  CHECK(out.extra[0].links[0].target == "<5@example.org>");
}

TEST_CASE("a compound file that is cut or damaged at any byte gives what is sound") {
  auto good = message();
  for (std::size_t cut = 0; cut <= good.size(); cut += 7)
    read(*make_message_file_reader(), good.substr(0, cut), {"a.msg"});
  for (std::size_t i = 0; i < 2048; ++i) {
    auto bytes = good;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x5A);
    read(*make_message_file_reader(), bytes, {"a.msg"});
  }
}

TEST_CASE("the real message has the time that its sender's program wrote") {
  auto data = shared_data();
  auto path =
      data ? *data / "msg-outlook" / "strangeDate.msg" : std::filesystem::path();
  if (!data || !std::filesystem::exists(path)) {
    std::puts("SKIPPED the real message: no shared data");
    return;
  }
  auto out = read(*make_message_file_reader(), slurp(path), {"strangeDate.msg"});
  REQUIRE(out.records.size() == 1);
  CHECK(!out.records[0].participants.empty());
  CHECK(!field(out.records[0], "subject").empty());
}

TEST_CASE("Rich Text gives its paragraphs, in the letters that its code pages mean") {
  auto text = rtf_text(
      R"({\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset238 A;}{\f1\fcharset204 B;}}{\info{\title Trip}{\author Ana}}\f0 g\'e3r\'e3\par \f1\'e4\'e0\par \u8364?5 {\*\x hidden}shown\tab t\par})");
  REQUIRE(text.paragraphs.size() == 3);
  CHECK(text.paragraphs[0].text == "gără");
  CHECK(text.paragraphs[1].text == "да");
  CHECK(text.paragraphs[2].text == "€5 shown\tt");
  REQUIRE(text.info.size() == 2);
  CHECK(text.info[0].second == "Trip");
  CHECK(text.faults.empty());
}

TEST_CASE("Rich Text that is cut, nested without end or empty ends") {
  std::string good = R"({\rtf1\ansi one\par{\b two}\par \'e3\u300?x\par})";
  for (std::size_t cut = 0; cut <= good.size(); ++cut)
    read(*make_rtf_reader(), good.substr(0, cut), {"a.rtf"});
  auto deep = rtf_text("{\\rtf1 " + std::string(100'000, '{') + "x");
  CHECK(!deep.faults.empty());
  CHECK(read(*make_rtf_reader(), good, {"a.rtf"}).records.size() == 3);
}

TEST_CASE("packed Rich Text is unpacked as the specification's example says") {
  // MS-OXRTFCP 4.1.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
  const unsigned char packed[] = {0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a,
                                  0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00,
                                  0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a,
                                  0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77,
                                  0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
  CHECK(rtf_decompressed(std::string(packed, packed + sizeof packed)) ==
        "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  CHECK(rtf_decompressed("short").empty());
}

}  // namespace clew::readers
