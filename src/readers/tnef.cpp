#include "readers/tnef.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "text/encoding.h"

namespace clew::readers::tnef {
namespace {

constexpr std::size_t most_attributes = 100'000;
constexpr std::size_t most_properties = 20'000;
constexpr std::size_t most_rows = 10'000;

std::uint32_t little(std::string_view b, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int i = size; i-- > 0;)
    out = out << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return out;
}

// Takes bytes from the front; once too few are left, everything else is empty too.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}
  std::uint32_t number(int size) {
    auto b = take(static_cast<std::size_t>(size));
    return b.empty() ? 0 : little(b, 0, size);
  }
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) {
      whole_ = false;
      rest_ = {};
      return {};
    }
    auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }
  // A value of variable length, padded to four bytes (the padding of the last one may lack).
  std::string_view padded(std::size_t size) {
    auto out = take(size);
    auto padding = (4 - size % 4) % 4;
    rest_.remove_prefix(padding < rest_.size() ? padding : rest_.size());
    return out;
  }
  bool whole() const { return whole_; }
  void fail() {
    rest_ = {};
    whole_ = false;
  }

 private:
  std::string_view rest_;
  bool whole_ = true;
};

// Bytes of a value of fixed length, 0 for variable ones, -1 for a type that is not known
// (MS-OXCDATA 2.11.1).
int fixed_size(std::uint16_t type) {
  switch (type) {
    case 0x0002:  // 16 bits, padded
    case 0x0003:
    case 0x0004:
    case 0x000A:
    case 0x000B:  // boolean, padded
      return 4;
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case 0x0040:
      return 8;
    case 0x0048:
      return 16;
    case 0x000D:
    case 0x001E:
    case 0x001F:
    case 0x0102:
      return 0;
    default:
      return -1;
  }
}

}  // namespace

bool known(std::uint32_t id) {
  static constexpr std::uint32_t all[] = {
      0x00008000, 0x00018004, 0x00018009, 0x0001800A, 0x0001800B, 0x00018010, 0x0002800C,
      0x00030006, 0x00030007, 0x00038005, 0x00038006, 0x00038012, 0x00038013, 0x00038020,
      0x00040008, 0x00040009, 0x0004800D, 0x00060000, 0x00060001, 0x00060002, 0x00068007,
      0x0006800F, 0x00068011, 0x00069001, 0x00069002, 0x00069003, 0x00069004, 0x00069005,
      0x00069007, 0x00070006, 0x00078008, 0x00089006};
  return std::find(std::begin(all), std::end(all), id) != std::end(all);
}

bool is_tnef(std::string_view bytes) {
  return bytes.size() >= 6 && little(bytes, 0, 4) == 0x223E9F78;
}

Stream parse(std::string_view bytes) {
  Stream out;
  for (std::size_t at = 6; at < bytes.size();) {
    if (out.attributes.size() >= most_attributes) {
      out.faults.push_back("more attributes than any message has; the rest was left out");
      break;
    }
    if (bytes.size() - at < 9) {
      out.faults.push_back(fmt::format("it ends inside the attribute at byte {}", at));
      break;
    }
    Attribute a;
    auto level = static_cast<unsigned char>(bytes[at]);
    a.of_attachment = level == 2;
    a.id = little(bytes, at + 1, 4);
    a.at = at;
    std::size_t length = little(bytes, at + 5, 4);
    if (level != 1 && level != 2) {
      out.faults.push_back(fmt::format("no attribute begins at byte {}", at));
      break;
    }
    if (length > bytes.size() - at - 9) {
      out.faults.push_back(
          fmt::format("the attribute at byte {} says it has {} bytes; the file "
                      "ends before them",
                      at, length));
      a.data = bytes.substr(at + 9);
      a.sound = false;
      out.attributes.push_back(a);
      break;
    }
    a.data = bytes.substr(at + 9, length);
    if (!known(a.id) && out.faults.size() < 1000)
      out.faults.push_back(
          fmt::format("the attribute at byte {} is of no known kind ({:08X})", at, a.id));
    at += 9 + length;
    if (bytes.size() - at >= 2) {
      std::uint32_t sum = 0;
      for (unsigned char c : a.data)
        sum += c;
      a.sound = (sum & 0xFFFF) == little(bytes, at, 2);
      if (!a.sound)
        out.faults.push_back(
            fmt::format("the checksum of the attribute at byte {} is wrong", a.at));
      at += 2;
    } else {
      at = bytes.size();
    }
    out.attributes.push_back(a);
  }
  return out;
}

namespace {

std::vector<Property> properties(Cursor& in) {
  std::vector<Property> out;
  auto count = in.number(4);
  for (std::uint32_t i = 0; i < count && in.whole() && out.size() < most_properties; ++i) {
    Property p;
    p.type = static_cast<std::uint16_t>(in.number(2));
    p.id = static_cast<std::uint16_t>(in.number(2));
    if (p.id >= 0x8000) {  // named: a GUID, then a number or a name
      p.set = in.take(16);
      if (in.number(4) == 0)
        p.number = in.number(4);
      else
        p.name = text::to_utf8(in.padded(in.number(4)), text::Encoding::utf16le);
      while (!p.name.empty() && p.name.back() == '\0')
        p.name.pop_back();
    }
    bool many = p.type & 0x1000;
    auto type = static_cast<std::uint16_t>(p.type & 0x0FFF);
    int size = fixed_size(type);
    if (size < 0) {
      in.fail();  // where the next one begins cannot be known
      return out;
    }
    std::uint32_t values = many || size == 0 ? in.number(4) : 1;
    for (std::uint32_t v = 0; v < values && in.whole() && out.size() < most_properties; ++v) {
      p.data = size ? in.take(static_cast<std::size_t>(size)) : in.padded(in.number(4));
      if (in.whole()) out.push_back(p);
    }
  }
  return out;
}

}  // namespace

std::vector<Property> properties(std::string_view data, bool& whole) {
  Cursor in(data);
  auto out = properties(in);
  whole = whole && in.whole();
  return out;
}

std::vector<std::vector<Property>> rows(std::string_view data, bool& whole) {
  std::vector<std::vector<Property>> out;
  Cursor in(data);
  const auto count = in.number(4);
  for (std::uint32_t i = 0; i < count && in.whole() && out.size() < most_rows; ++i)
    out.push_back(properties(in));
  whole = whole && in.whole();
  return out;
}

}  // namespace clew::readers::tnef
