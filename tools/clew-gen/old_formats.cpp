#include "old_formats.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "output.h"
#include "random.h"

namespace clew::gen {
namespace {

std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
  return out;
}
std::string le(double value) {
  std::uint64_t bits;
  std::memcpy(&bits, &value, 8);
  return le(bits, 8);
}
std::u16string utf16(std::string_view utf8) {
  std::u16string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_code_point(utf8, at);
    if (c >= 0x10000) {
      out += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      out += static_cast<char16_t>(c);
    }
  }
  return out;
}
bool narrow(const std::u16string& text) {
  return std::all_of(text.begin(), text.end(), [](char16_t c) { return c < 0x100; });
}
std::string letters(const std::u16string& text, bool wide) {
  std::string out;
  for (const char16_t c : text)
    out += le(c, wide ? 2 : 1);
  return out;
}

// --- compound file (MS-CFB, version 3: sectors of 512 bytes) --------------------------------

constexpr std::uint32_t free_sector = 0xFFFFFFFF, end_of_chain = 0xFFFFFFFE,
                        fat_sector = 0xFFFFFFFD;

std::uint32_t sectors(std::size_t bytes, std::size_t size = 512) {
  return static_cast<std::uint32_t>((bytes + size - 1) / size);
}

std::string compound_file(std::vector<std::pair<std::string, std::string>> streams) {
  // The directory's order: shorter names first, then by upper-case letters (2.6.4).
  auto order = [](const std::string& name) {
    std::string upper = name;
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return std::pair(upper.size(), upper);
  };
  std::sort(streams.begin(), streams.end(),
            [&](const auto& a, const auto& b) { return order(a.first) < order(b.first); });
  std::string mini, body;
  std::vector<std::uint32_t> fat, mini_fat, first(streams.size(), end_of_chain);
  auto chain = [](std::vector<std::uint32_t>& table, std::uint32_t count) {
    const auto begin = static_cast<std::uint32_t>(table.size());
    for (std::uint32_t i = 0; i < count; ++i)
      table.push_back(i + 1 < count ? begin + i + 1 : end_of_chain);
    return begin;
  };
  auto place = [&](std::string bytes, char filler = '\0') {
    const auto count = sectors(bytes.size());
    const auto begin = chain(fat, count);
    bytes.resize(std::size_t{count} * 512, filler);
    body += bytes;
    return begin;
  };
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const auto& bytes = streams[i].second;
    if (bytes.empty()) continue;
    if (bytes.size() >= 4096) {
      first[i] = place(bytes);
    } else {
      first[i] = chain(mini_fat, sectors(bytes.size(), 64));
      mini += bytes;
      mini.resize((mini.size() + 63) / 64 * 64, '\0');
    }
  }
  const auto mini_begin = mini.empty() ? end_of_chain : place(mini);
  std::string table;
  for (auto s : mini_fat)
    table += le(s, 4);
  const auto mini_fat_count = sectors(table.size());
  const auto mini_fat_begin = table.empty() ? end_of_chain : place(table, '\xFF');
  std::string directory;
  auto entry = [&](std::string_view name, int type, std::uint32_t right, std::uint32_t child,
                   std::uint32_t begin, std::size_t size) {
    auto wide = letters(utf16(name), true);
    const auto used = wide.size() + 2;
    wide.resize(64, '\0');
    directory += wide + le(used, 2) + le(static_cast<std::uint64_t>(type), 1) + le(1, 1) +
                 le(free_sector, 4) + le(right, 4) + le(child, 4) + std::string(36, '\0') +
                 le(begin, 4) + le(size, 8);
  };
  entry("Root Entry", 5, free_sector, streams.empty() ? free_sector : 1, mini_begin, mini.size());
  for (std::size_t i = 0; i < streams.size(); ++i)
    entry(streams[i].first, 2,
          i + 1 < streams.size() ? static_cast<std::uint32_t>(i + 2) : free_sector, free_sector,
          first[i], streams[i].second.size());
  while (directory.size() % 512 != 0)  // unused entries
    directory += std::string(68, '\0') + std::string(12, '\xFF') + std::string(48, '\0');
  const auto directory_begin = place(directory);
  // The table of sectors covers itself.
  std::uint32_t fat_count = 0;
  while (fat_count * 128 < fat.size() + fat_count)
    ++fat_count;
  if (fat_count > 109)
    throw std::invalid_argument("too many for a compound file without further tables; take fewer");
  const auto fat_begin = static_cast<std::uint32_t>(fat.size());
  fat.insert(fat.end(), fat_count, fat_sector);
  fat.resize(std::size_t{fat_count} * 128, free_sector);
  for (auto s : fat)
    body += le(s, 4);
  std::string head("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  head += std::string(16, '\0') + le(0x3E, 2) + le(3, 2) + le(0xFFFE, 2) + le(9, 2) + le(6, 2) +
          std::string(6, '\0') + le(0, 4) + le(fat_count, 4) + le(directory_begin, 4) + le(0, 4) +
          le(4096, 4) + le(mini_fat_begin, 4) + le(mini_fat_count, 4) + le(end_of_chain, 4) +
          le(0, 4);
  for (std::uint32_t i = 0; i < 109; ++i)
    head += le(i < fat_count ? fat_begin + i : free_sector, 4);
  return head + body;
}

// --- .xls (BIFF8) ---------------------------------------------------------------------------

constexpr std::size_t most_record = 8224;  // MS-XLS 2.1.4

std::string record(unsigned type, const std::string& data) {
  if (data.size() > most_record) throw std::logic_error("a record that is too long");
  return le(type, 2) + le(data.size(), 2) + data;
}
std::string short_string(std::string_view utf8) {
  const auto text = utf16(utf8);
  const bool wide = !narrow(text);
  return le(text.size(), 1) + le(wide, 1) + letters(text, wide);
}
std::string long_string(std::string_view utf8) {
  const auto text = utf16(utf8);
  const bool wide = !narrow(text);
  return le(text.size(), 2) + le(wide, 1) + letters(text, wide);
}

// The texts that cells share, over as many CONTINUE records as they need: a text that goes on in
// the next says its width there again (2.5.293).
class SharedTexts {
 public:
  std::uint32_t add(std::string_view utf8) {
    const auto text = utf16(utf8);
    const bool wide = !narrow(text);
    if (data_.size() + 3 > most_record) next();
    data_ += le(text.size(), 2) + le(wide, 1);
    for (const char16_t c : text) {
      if (data_.size() + (wide ? 2 : 1) > most_record) {
        next();
        data_ += le(wide, 1);
      }
      data_ += le(c, wide ? 2 : 1);
    }
    return count_++;
  }
  std::string records(std::uint32_t uses) const {
    auto all = parts_;
    all.push_back(data_);
    all[0].replace(0, 8, le(uses, 4) + le(count_, 4));
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i)
      out += record(i == 0 ? 0xFC : 0x3C, all[i]);
    return out;
  }

 private:
  void next() {
    parts_.push_back(std::move(data_));
    data_.clear();
  }
  std::vector<std::string> parts_;
  std::string data_ = std::string(8, '\0');
  std::uint32_t count_ = 0;
};

struct Message {
  std::string from, to, date, text;  // date as a person reads it
  double serial;
};

std::string workbook(const std::vector<Message>& messages,
                     const std::vector<std::pair<std::string, int>>& prices) {
  SharedTexts texts;
  std::uint32_t uses = 0;
  auto cell = [](std::size_t row, unsigned column, unsigned style) {
    return le(row, 2) + le(column, 2) + le(style, 2);
  };
  auto text_cell = [&](std::size_t row, unsigned column, std::string_view text) {
    ++uses;
    return record(0xFD, cell(row, column, 15) + le(texts.add(text), 4));
  };
  const auto begin = [](unsigned kind) {
    return record(0x809, le(0x0600, 2) + le(kind, 2) + le(0x0DBB, 2) + le(0x07CC, 2) + le(0x41, 4) +
                             le(6, 4));
  };
  auto size = [](std::size_t rows, unsigned columns) {
    return record(0x200, le(0, 4) + le(rows, 4) + le(0, 2) + le(columns, 2) + le(0, 2));
  };
  std::string first = begin(0x10) + size(messages.size() + 1, 4);
  unsigned column = 0;
  for (const char* name : {"From", "To", "Date", "Text"})
    first += text_cell(0, column++, name);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& m = messages[i];
    first += record(0x204, cell(i + 1, 0, 15) + long_string(m.from));  // a text of its own
    first += text_cell(i + 1, 1, m.to);
    first += record(0x203, cell(i + 1, 2, 16) + le(m.serial));
    first += text_cell(i + 1, 3, m.text);
  }
  first += record(0x0A, "");
  std::string second =
      begin(0x10) + size(prices.size() + 1, 2) + text_cell(0, 0, "What") + text_cell(0, 1, "Price");
  for (std::size_t i = 0; i < prices.size(); ++i)
    second += text_cell(i + 1, 0, prices[i].first) +
              record(0x27E, cell(i + 1, 1, 15) +  // an integer, to be divided by 100
                                le(static_cast<std::uint32_t>(prices[i].second) << 2 | 3, 4));
  second += record(0x0A, "");
  auto globals = [&](std::uint64_t first_at, std::uint64_t second_at) {
    std::string out = begin(5) + record(0x42, le(1200, 2)) + record(0x22, le(0, 2));
    for (int i = 0; i < 4; ++i)
      out += record(0x31, le(200, 2) + le(0, 2) + le(0x7FFF, 2) + le(400, 2) + le(0, 2) + le(0, 1) +
                              le(0, 1) + le(0, 1) + le(0, 1) + short_string("Arial"));
    out += record(0x41E, le(164, 2) + long_string("yyyy-mm-dd hh:mm:ss"));
    for (int i = 0; i < 17; ++i)  // fifteen styles, the cells' own, dates
      out += record(0xE0, le(0, 2) + le(i == 16 ? 164 : 0, 2) + le(i < 15 ? 0xFFF5 : 1, 2) +
                              le(0x20, 1) + std::string(13, '\0'));
    out += record(0x85, le(first_at, 4) + le(0, 2) + short_string("Messages"));
    out += record(0x85, le(second_at, 4) + le(1, 2) + short_string("Prices"));  // hidden
    return out + texts.records(uses) + record(0x0A, "");
  };
  const auto length = globals(0, 0).size();
  return globals(length, length + first.size()) + first + second;
}

// --- .ppt -----------------------------------------------------------------------------------

std::string atom(unsigned type, const std::string& data, unsigned version = 0,
                 unsigned instance = 0) {
  return le(version | instance << 4, 2) + le(type, 2) + le(data.size(), 4) + data;
}

std::string presentation(const std::vector<std::pair<std::string, std::string>>& slides) {
  std::string list;
  auto text = [&](unsigned kind, std::string_view utf8) {
    const auto wide = utf16(utf8);
    list += atom(0x0F9F, le(kind, 4));  // TextHeaderAtom
    list += narrow(wide) ? atom(0x0FA8, letters(wide, false)) : atom(0x0FA0, letters(wide, true));
  };
  for (std::size_t i = 0; i < slides.size(); ++i) {
    list += atom(0x03F3, le(i + 3, 4) + le(4, 4) + le(2, 4) + le(256 + i, 4) + le(0, 4));
    text(0, slides[i].first);
    text(1, slides[i].second);
  }
  const auto document =
      atom(0x03E9, le(5760, 4) + le(4320, 4) + std::string(32, '\0'), 1) +  // DocumentAtom
      atom(0x0FF0, list, 0xF, 0);                                           // SlideListWithText
  return atom(0x03E8, document + atom(0x03EA, ""), 0xF);
}

std::string current_user() {
  return atom(0x0FF6, le(0x14, 4) + le(0xE391C05F, 4) + le(0, 4) + le(3, 2) + le(0x03F4, 2) +
                          le(3, 1) + le(0, 1) + le(0, 2) + "Ana" + le(8, 4));
}

// --- winmail.dat ----------------------------------------------------------------------------

std::string attribute(int level, std::uint32_t id, const std::string& data) {
  std::uint32_t sum = 0;
  for (const char c : data)
    sum += static_cast<unsigned char>(c);
  return le(static_cast<std::uint64_t>(level), 1) + le(id, 4) + le(data.size(), 4) + data +
         le(sum & 0xFFFF, 2);
}
std::string with_end(std::string text) { return text + '\0'; }

// A list of properties with one UTF-16 text each (MS-OXTNEF 2.1.3.4).
std::string text_properties(const std::vector<std::pair<std::uint16_t, std::string>>& list) {
  auto out = le(list.size(), 4);
  for (const auto& [id, utf8] : list) {
    auto value = letters(utf16(utf8), true) + std::string(2, '\0');
    out += le(0x1F, 2) + le(id, 2) + le(1, 4) + le(value.size(), 4) + value;
    while (out.size() % 4 != 0)
      out += '\0';
  }
  return out;
}

struct Attached {
  std::string name, bytes;
};

std::string winmail(const std::string& subject, const std::string& body, const std::string& sender,
                    const std::vector<Attached>& files) {
  auto out = le(0x223E9F78, 4) + le(1, 2);
  out += attribute(1, 0x00089006, le(0x00010000, 4));
  out += attribute(1, 0x00069007, le(1252, 4) + le(0, 4));
  out += attribute(1, 0x00078008, with_end("IPM.Microsoft Mail.Note"));
  out += attribute(1, 0x00018004, with_end(subject));
  const auto sent = le(2024, 2) + le(3, 2) + le(4, 2) + le(21, 2) + le(40, 2) + le(9, 2) + le(1, 2);
  out += attribute(1, 0x00038005, sent);
  out += attribute(1, 0x0002800C, with_end(body));
  out += attribute(1, 0x00069003, text_properties({{0x0C1A, sender}, {0x0070, subject}}));
  for (const auto& f : files) {
    out += attribute(2, 0x00069002, le(1, 2) + le(0xFFFFFFFF, 4) + std::string(8, '\0'));
    out += attribute(2, 0x00018010, with_end(f.name));
    out += attribute(2, 0x0006800F, f.bytes);
  }
  return out;
}

// --- contents -------------------------------------------------------------------------------

std::string said(Rng& rng, std::uint64_t i) {
  static constexpr const char* what[] = {
      "Bring the keys to the station", "Ne vedem la stația de autobuz",
      "Przynieś mapę i płaszcz",       "The boat leaves from pier four",
      "Să aduci și umbrela, plouă",    "Дождь будет вечером",
      "Café at the harbour",           "Xe buýt đến lúc sáu giờ",
      "Tickets are twelve pounds",     "🔑 under the mat"};
  return std::string(what[rng.below(std::size(what))]) + ", " + std::to_string(i + 1);
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.exceptions(std::ios::failbit | std::ios::badbit);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
}

}  // namespace

void write_old_formats(const std::string& folder, std::uint64_t count, std::uint64_t seed) {
  if (count == 0 || count > 65'000)
    throw std::invalid_argument("one to 65,000 messages fit an old workbook");
  nlohmann::json truth = {
      {"synthetic", "written after the specifications, by no program of Microsoft"}};
  std::vector<Message> messages;
  for (std::uint64_t i = 0; i < count; ++i) {
    Rng rng(seed, Stream::bulk, i);
    char other[16], date[32];
    std::snprintf(other, sizeof other, "+447700900%03u", 100 + rng.below(400));
    const auto minute = static_cast<unsigned>(i * 7 % (27 * 1440));
    std::snprintf(date, sizeof date, "2024-03-%02u %02u:%02u:00", 1 + minute / 1440,
                  minute / 60 % 24, minute % 60);
    const bool out = rng.below(2) == 0;
    messages.push_back({out ? "+447700900001" : other, out ? other : "+447700900001", date,
                        said(rng, i), 45352 + minute / 1440.0});
    truth["messages.xls"].push_back({{"from", messages.back().from},
                                     {"to", messages.back().to},
                                     {"date", messages.back().date},
                                     {"text", messages.back().text}});
  }
  const std::vector<std::pair<std::string, int>> prices = {
      {"coat", 1250}, {"map", 300}, {"umbrelă", 799}};
  for (const auto& [what, pence] : prices)
    truth["messages.xls, Prices"].push_back({{"what", what}, {"pence", pence}});
  std::vector<std::pair<std::string, std::string>> slides;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, 500); ++i) {
    Rng rng(seed, Stream::bulk, i, 1);
    slides.emplace_back("Slide " + std::to_string(i + 1), said(rng, i));
    truth["slides.ppt"].push_back({slides.back().first, slides.back().second});
  }
  const std::string note = "Meet at six near the clock.\r\n";
  const std::string subject = "Keys of the boat house",
                    body = "They hang behind the door.\r\nThe prices are inside.\r\n",
                    sender = "Ana Popa-Țurcanu";
  std::string csv = "what,price\r\n";
  for (const auto& [what, pence] : prices)
    csv += what + "," + std::to_string(pence / 100) + "\r\n";
  truth["winmail.dat"] = {
      {"subject", subject},
      {"body", body},
      {"sender", sender},
      {"sent", "2024-03-04 21:40:09"},
      {"files", nlohmann::json::array({nlohmann::json::array({"prices.csv", csv}),
                                       nlohmann::json::array({"note.txt", note})})}};
  std::filesystem::create_directories(folder);
  const std::filesystem::path root = folder;
  write(root / "messages.xls", compound_file({{"Workbook", workbook(messages, prices)}}));
  write(root / "slides.ppt", compound_file({{"PowerPoint Document", presentation(slides)},
                                            {"Current User", current_user()}}));
  write(root / "winmail.dat",
        winmail(subject, body, sender, {{"prices.csv", csv}, {"note.txt", note}}));
  write(root / "truth.json", truth.dump(1) + "\n");
}

}  // namespace clew::gen
