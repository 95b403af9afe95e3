#include "readers/exif.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>

namespace clew::readers {
namespace {

constexpr std::size_t most_entries = 1000, longest_text = 4096;

class Block {
 public:
  Block(std::string_view bytes, bool little) : bytes_(bytes), little_(little) {}
  bool has(std::uint64_t at, std::uint64_t n) const {
    return at <= bytes_.size() && n <= bytes_.size() - at;
  }
  std::uint32_t number(std::uint64_t at, int size) const {
    std::uint32_t out = 0;
    for (int i = 0; i < size; ++i)
      out |= std::uint32_t{static_cast<unsigned char>(
                 bytes_[at + static_cast<std::size_t>(little_ ? i : size - 1 - i)])}
             << (8 * i);
    return out;
  }
  std::string_view bytes(std::uint64_t at, std::uint64_t n) const { return bytes_.substr(at, n); }

 private:
  std::string_view bytes_;
  bool little_;
};

struct Entry {
  std::uint16_t tag, type;
  std::uint32_t count;
  std::uint64_t at;  // of the value
};

std::uint64_t unit_of(std::uint16_t type) {
  static constexpr std::array<std::uint8_t, 13> size = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
  return type < size.size() ? size[type] : 0;
}

class Reading {
 public:
  Reading(Block block, Exif& out) : block_(block), out_(out) {}

  template <typename Take>
  void directory(std::uint64_t at, Take&& take) {
    if (!seen_.insert(at).second) {
      out_.faults.push_back("a directory points back at itself");
      return;
    }
    if (!block_.has(at, 2)) {
      out_.faults.push_back(fmt::format("a directory lies outside the block (offset {})", at));
      return;
    }
    std::size_t count = block_.number(at, 2);
    if (count > most_entries) {
      out_.faults.push_back(fmt::format("a directory claims {} entries", count));
      count = most_entries;
    }
    for (std::size_t i = 0; i < count; ++i) {
      auto place = at + 2 + 12 * i;
      if (!block_.has(place, 12)) {
        out_.faults.push_back("a directory is cut");
        return;
      }
      Entry entry{static_cast<std::uint16_t>(block_.number(place, 2)),
                  static_cast<std::uint16_t>(block_.number(place + 2, 2)),
                  block_.number(place + 4, 4), 0};
      auto bytes = unit_of(entry.type) * entry.count;
      if (!bytes) continue;
      entry.at = bytes <= 4 ? place + 8 : block_.number(place + 8, 4);
      if (!block_.has(entry.at, bytes)) {
        out_.faults.push_back(
            fmt::format("the value of tag {:#06x} lies outside the block", entry.tag));
        continue;
      }
      take(entry);
    }
  }

  std::string text(const Entry& e) const {
    if (e.type != 2 && e.type != 7) return {};
    auto bytes = block_.bytes(e.at, std::min<std::uint64_t>(e.count, longest_text));
    bytes = bytes.substr(0, bytes.find('\0'));
    while (!bytes.empty() && bytes.back() == ' ')
      bytes.remove_suffix(1);
    return std::string(bytes);
  }
  std::optional<double> rational(const Entry& e, std::uint32_t index = 0) const {
    if ((e.type != 5 && e.type != 10) || index >= e.count) return {};
    auto above = block_.number(e.at + 8 * index, 4), below = block_.number(e.at + 8 * index + 4, 4);
    if (!below) return {};
    return e.type == 10 ? static_cast<double>(static_cast<std::int32_t>(above)) /
                              static_cast<std::int32_t>(below)
                        : static_cast<double>(above) / below;
  }
  std::optional<double> degrees(const Entry& e) const {
    auto d = rational(e), m = rational(e, 1), s = rational(e, 2);
    if (!d) return {};
    return *d + m.value_or(0) / 60 + s.value_or(0) / 3600;
  }
  std::uint32_t offset(const Entry& e) const { return block_.number(e.at, e.type == 3 ? 2 : 4); }
  std::uint8_t byte(const Entry& e) const {
    return static_cast<std::uint8_t>(block_.bytes(e.at, 1)[0]);
  }

 private:
  Block block_;
  Exif& out_;
  std::set<std::uint64_t> seen_;
};

void gps(Reading& reading, std::uint64_t at, Exif& out) {
  std::string north, east, date, clock;
  std::optional<double> latitude, longitude;
  bool below_sea = false;
  reading.directory(at, [&](const Entry& e) {
    switch (e.tag) {
      case 1:
        north = reading.text(e);
        break;
      case 2:
        latitude = reading.degrees(e);
        break;
      case 3:
        east = reading.text(e);
        break;
      case 4:
        longitude = reading.degrees(e);
        break;
      case 5:
        below_sea = reading.byte(e) == 1;
        break;
      case 6:
        out.altitude_m = reading.rational(e);
        break;
      case 7: {
        auto h = reading.rational(e), m = reading.rational(e, 1), s = reading.rational(e, 2);
        if (h && m && s && *h < 24 && *m < 60 && *s < 61)
          clock = fmt::format("{:02}:{:02}:{:02}", static_cast<int>(*h), static_cast<int>(*m),
                              static_cast<int>(*s));
        break;
      }
      case 0x1D:
        date = reading.text(e);
        break;
      case 0x1F:
        out.accuracy_m = reading.rational(e);
        break;
      default:
        break;
    }
  });
  if (below_sea && out.altitude_m) out.altitude_m = -*out.altitude_m;
  if (!date.empty() && !clock.empty()) out.gps_utc = date + " " + clock;
  if (!latitude || !longitude || *latitude > 90 || *longitude > 180) return;
  if (north.empty() || east.empty())
    out.faults.push_back("a position without N/S or E/W: taken as N and E");
  out.latitude = north.starts_with("S") ? -*latitude : *latitude;
  out.longitude = east.starts_with("W") ? -*longitude : *longitude;
}

}  // namespace

std::optional<Exif> parse_exif(std::string_view block) {
  bool little = block.starts_with(std::string_view("II*\0", 4));
  if (!little && !block.starts_with(std::string_view("MM\0*", 4))) return {};
  Exif out;
  if (block.size() < 8) {
    out.faults.push_back("the block is cut");
    return out;
  }
  Reading reading(Block(block, little), out);
  std::uint64_t exif_at = 0, gps_at = 0;
  auto common = [&](const Entry& e) {
    static constexpr std::array<std::pair<std::uint16_t, const char*>, 9> named = {
        {{0x010E, "ImageDescription"},
         {0x010F, "Make"},
         {0x0110, "Model"},
         {0x0131, "Software"},
         {0x013B, "Artist"},
         {0x8298, "Copyright"},
         {0xA430, "CameraOwnerName"},
         {0xA431, "BodySerialNumber"},
         {0xA434, "LensModel"}}};
    for (auto [tag, name] : named)
      if (e.tag == tag)
        if (auto value = reading.text(e); !value.empty()) out.tags.emplace_back(name, value);
    switch (e.tag) {
      case 0x0132:
        out.modified = reading.text(e);
        break;
      case 0x9003:
        out.taken = reading.text(e);
        break;
      case 0x9010:
        out.modified_offset = reading.text(e);
        break;
      case 0x9011:
        out.taken_offset = reading.text(e);
        break;
      case 0x8769:
        exif_at = reading.offset(e);
        break;
      case 0x8825:
        gps_at = reading.offset(e);
        break;
      default:
        break;
    }
  };
  reading.directory(Block(block, little).number(4, 4), common);
  if (exif_at) reading.directory(exif_at, common);
  if (gps_at) gps(reading, gps_at, out);
  return out;
}

}  // namespace clew::readers
