#include "readers/iso_media.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "text/encoding.h"

namespace clew::readers::iso_media {
namespace {

constexpr std::size_t most_boxes = 20'000, most_tags = 200, longest_tag = 4'096;

std::uint64_t big(std::string_view b, std::uint64_t at, int size) {
  std::uint64_t out = 0;
  for (int i = 0; i < size; ++i) {
    const auto p = at + static_cast<std::uint64_t>(i);
    out = out << 8 | (p < b.size() ? static_cast<unsigned char>(b[static_cast<std::size_t>(p)]) : 0);
  }
  return out;
}
std::string_view from(std::string_view b, std::uint64_t at) {
  return at < b.size() ? b.substr(static_cast<std::size_t>(at)) : std::string_view();
}

struct Box {
  std::string_view type, body;
  bool cut = false;  // it says that it is longer than what is there
};
// The boxes of one level, in order.
class Boxes {
 public:
  explicit Boxes(std::string_view bytes) : rest_(bytes) {}
  bool next(Box& box) {
    if (rest_.size() < 8 || ++seen_ > most_boxes) return false;
    std::uint64_t size = big(rest_, 0, 4), head = 8;
    box.type = rest_.substr(4, 4);
    if (size == 1) size = big(rest_, 8, 8), head = 16;
    if (size == 0) size = rest_.size();
    if (size < head || rest_.size() < head) return false;
    box.cut = size > rest_.size();
    const auto whole = rest_.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(size, rest_.size())));
    box.body = whole.substr(static_cast<std::size_t>(head));
    rest_.remove_prefix(whole.size());
    return true;
  }

 private:
  std::string_view rest_;
  std::size_t seen_ = 0;
};
std::string_view child(std::string_view body, std::string_view type) {
  Boxes boxes(body);
  for (Box b; boxes.next(b);)
    if (b.type == type) return b.body;
  return {};
}
// QuickTime's "meta" is a plain box, ISO's has version and flags before its children.
std::string_view meta_children(std::string_view body) {
  return body.size() >= 8 && body.substr(4, 4) == "hdlr" ? body : from(body, 4);
}

// Of the item that is the Exif block: where it lies (iloc, versions 0 to 2; one extent).
std::string_view located(std::string_view file, std::string_view meta, std::uint64_t id) {
  const auto b = child(meta, "iloc");
  if (b.size() < 8) return {};
  const auto version = big(b, 0, 1);
  const int offset_size = static_cast<int>(big(b, 4, 1) >> 4), length_size = static_cast<int>(big(b, 4, 1) & 15),
            base_size = static_cast<int>(big(b, 5, 1) >> 4), index_size = version > 0 ? static_cast<int>(big(b, 5, 1) & 15) : 0;
  if (offset_size > 8 || length_size > 8 || base_size > 8 || index_size > 8) return {};
  const int id_size = version < 2 ? 2 : 4;
  std::uint64_t at = 6;
  const auto take = [&](int size) {
    const auto v = big(b, at, size);
    at += static_cast<std::uint64_t>(size);
    return v;
  };
  for (auto count = take(id_size); count > 0 && at < b.size(); --count) {
    const auto item = take(id_size);
    const auto method = version > 0 ? take(2) & 15 : 0;
    take(2);  // data reference
    const auto base = take(base_size);
    const auto extents = take(2);
    for (std::uint64_t e = 0; e < extents && at < b.size(); ++e) {
      take(index_size);
      const auto offset = take(offset_size), length = take(length_size);
      if (item != id || e) continue;
      const auto space = method == 1 ? child(meta, "idat") : method == 0 ? file : std::string_view();
      const auto part = from(space, base + offset);
      return length ? part.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, part.size()))) : part;
    }
  }
  return {};
}

std::string as_text(std::string_view s) {
  s = s.substr(0, longest_tag);
  while (!s.empty() && s.back() == '\0')
    s.remove_suffix(1);
  return text::is_valid_utf8(s) ? std::string(s) : text::to_utf8(s, text::Encoding::latin1);
}

// What a name of QuickTime's or iTunes' lists is called here.
std::string_view called(std::string_view key) {
  static constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"\xA9mak", "Make"},     {"\xA9mod", "Model"},   {"\xA9swr", "Software"}, {"\xA9too", "Software"},
      {"\xA9nam", "Title"},    {"\xA9" "cmt", "Comment"}, {"\xA9" "ART", "Artist"},   {"desc", "Description"}, {"\xA9" "day", "Date"},
      {"com.apple.quicktime.make", "Make"},
      {"com.apple.quicktime.model", "Model"},
      {"com.apple.quicktime.software", "Software"},
  };
  for (const auto& [key_name, name] : names)
    if (key_name == key) return name;
  return key;
}
void tag(Film& film, std::string_view key, std::string value) {
  if (value.empty() || film.tags.size() >= most_tags) return;
  const auto number = [&]() -> std::optional<double> {
    double v = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), v);
    return error == std::errc{} && end == value.data() + value.size() && std::isfinite(v) ? std::optional(v) : std::nullopt;
  };
  if (key == "\xA9xyz" || key == "com.apple.quicktime.location.ISO6709") {
    if (film.position.empty()) film.place = iso_6709(value), film.position = std::move(value);
    return;
  }
  // Of a tune it is the year in which it came out.
  if (key == "com.apple.quicktime.creationdate" || (key == "\xA9" "day" && value.size() >= 10)) {
    if (film.date.empty() || key.size() > 4) film.date = std::move(value);
    return;
  }
  if (key == "----") return;  // names and values of their own inside; a tune's gapless sums
  if (key == "com.apple.quicktime.location.accuracy.horizontal") film.accuracy_m = number();
  const auto name = called(key);
  film.tags.emplace_back(text::is_valid_utf8(name) ? std::string(name) : text::to_utf8(name, text::Encoding::latin1), std::move(value));
}

// Values of "data" boxes: type 1 is UTF-8, 21 an integer, 23 and 24 … floats; others are left (covers).
std::string data_value(std::string_view item) {
  const auto data = child(item, "data");
  if (data.size() < 8) return {};
  const auto value = from(data, 8);
  switch (big(data, 0, 4) & 0xFFFFFF) {
    case 1:
      return as_text(value);
    case 21:
    case 22: {
      if (value.empty() || value.size() > 8) return {};
      const int unused = 64 - 8 * static_cast<int>(value.size());
      const auto bits = big(value, 0, static_cast<int>(value.size()));
      return (big(data, 0, 4) & 0xFFFFFF) == 22 ? fmt::to_string(bits)
                                                : fmt::to_string(static_cast<std::int64_t>(bits << unused) >> unused);
    }
    case 23: {
      const auto bits = static_cast<std::uint32_t>(big(value, 0, 4));
      float f = 0;
      static_assert(sizeof f == sizeof bits);
      __builtin_memcpy(&f, &bits, sizeof f);
      return std::isfinite(f) ? fmt::format("{}", f) : std::string();
    }
    default:
      return {};
  }
}

void lists(Film& film, std::string_view meta) {
  std::vector<std::string_view> keys;
  const auto k = child(meta, "keys");
  std::uint64_t at = 8;
  for (auto count = std::min<std::uint64_t>(big(k, 4, 4), most_tags); count > 0 && at + 8 <= k.size(); --count) {
    const auto size = big(k, at, 4);
    if (size < 8 || size > k.size() - at) break;
    keys.push_back(k.substr(static_cast<std::size_t>(at + 8), static_cast<std::size_t>(size - 8)));
    at += size;
  }
  Boxes items(child(meta, "ilst"));
  for (Box b; items.next(b);) {
    const auto index = big(b.type, 0, 4);
    const auto key = !keys.empty() && index >= 1 && index <= keys.size() ? keys[static_cast<std::size_t>(index - 1)] : b.type;
    tag(film, key, data_value(b.body));
  }
}

void user_data(Film& film, std::string_view udta) {
  Boxes boxes(udta);
  for (Box b; boxes.next(b);) {
    if (b.type == "meta") lists(film, meta_children(b.body));
    // QuickTime's texts: length, language, text.
    if (b.type[0] == '\xA9' && b.body.size() > 4)
      tag(film, b.type, as_text(from(b.body, 4).substr(0, static_cast<std::size_t>(big(b.body, 0, 2)))));
    // 3GPP's place (TS 26.244): name, role, then longitude, latitude and altitude as 16.16.
    if (b.type == "loci" && b.body.size() > 8 && film.position.empty()) {
      const auto name = from(b.body, 6);
      const auto zero = name.find('\0');
      const auto rest = zero == name.npos ? std::string_view() : from(name, zero + 2);
      if (rest.size() >= 12) {
        const auto fixed = [&](std::uint64_t at) { return static_cast<std::int32_t>(big(rest, at, 4)) / 65536.0; };
        const Place p{fixed(4), fixed(0), fixed(8)};
        if (std::abs(p.latitude) <= 90 && std::abs(p.longitude) <= 180) {
          film.place = p;
          film.position = fmt::format("{} {} (3GPP)", p.latitude, p.longitude);
        }
      }
    }
  }
}

}  // namespace

Still still(std::string_view bytes) {
  Still out;
  Boxes top(bytes);
  std::string_view meta;
  bool cut = false;
  for (Box b; top.next(b);) {
    if (b.type == "meta" && meta.empty()) meta = meta_children(b.body);
    cut = cut || b.cut;
  }
  if (cut) out.fault = "it ends before its last part does";
  if (meta.empty()) {
    if (out.fault.empty()) out.fault = "it has no part that describes its pictures";
    return out;
  }
  Boxes properties(child(child(meta, "iprp"), "ipco"));
  for (Box b; properties.next(b);) {
    const auto width = big(b.body, 4, 4), height = big(b.body, 8, 4);
    if (b.type == "ispe" && b.body.size() >= 12 && width * height > out.width * out.height) out.width = width, out.height = height;
  }
  const auto info = child(meta, "iinf");
  Boxes items(from(info, big(info, 0, 1) == 0 ? 6 : 8));
  for (Box b; items.next(b);) {
    const auto version = big(b.body, 0, 1);
    if (b.type != "infe" || version < 2) continue;
    const int id_size = version == 2 ? 2 : 4;
    if (from(b.body, 4 + static_cast<unsigned>(id_size) + 2).substr(0, 4) != "Exif") continue;
    const auto item = located(bytes, meta, big(b.body, 4, id_size));
    const auto skip = big(item, 0, 4);
    out.exif = from(item, 4 + skip);
    if (out.exif.empty() && out.fault.empty()) out.fault = "its Exif block lies outside of the file";
    break;
  }
  return out;
}

std::optional<Place> iso_6709(std::string_view s) {
  // A sign and digits; how many whole digits says whether minutes and seconds are in them.
  const auto part = [&](std::size_t degrees) -> std::optional<double> {
    if (s.empty() || (s[0] != '+' && s[0] != '-')) return std::nullopt;
    const bool minus = s[0] == '-';
    std::size_t whole = 1;
    while (whole < s.size() && s[whole] >= '0' && s[whole] <= '9')
      ++whole;
    std::size_t end = whole;
    if (end < s.size() && s[end] == '.')
      for (++end; end < s.size() && s[end] >= '0' && s[end] <= '9';)
        ++end;
    const auto digits = whole - 1;
    double value = 0;
    if (digits == 0 || std::from_chars(s.data() + 1, s.data() + end, value).ec != std::errc{}) return std::nullopt;
    s.remove_prefix(end);
    if (degrees && digits == degrees + 2)
      value = std::floor(value / 100) + std::fmod(value, 100) / 60;
    else if (degrees && digits == degrees + 4)
      value = std::floor(value / 10'000) + std::floor(std::fmod(value, 10'000) / 100) / 60 + std::fmod(value, 100) / 3600;
    return minus ? -value : value;
  };
  const auto latitude = part(2), longitude = latitude ? part(3) : std::nullopt;
  if (!longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180) return std::nullopt;
  return Place{*latitude, *longitude, part(0)};
}

Film film(std::string_view bytes) {
  Film out;
  Boxes top(bytes);
  bool cut = false, described = false;
  for (Box b; top.next(b);) {
    cut = cut || b.cut;
    if (b.type == "meta") lists(out, meta_children(b.body));
    if (b.type != "moov" || described) continue;
    described = true;
    Boxes parts(b.body);
    for (Box p; parts.next(p);) {
      if (p.type == "mvhd") {
        const bool wide = big(p.body, 0, 1) == 1;
        const int size = wide ? 8 : 4;
        out.created = big(p.body, 4, size);
        out.modified = big(p.body, wide ? 12 : 8, size);
        const auto scale = big(p.body, wide ? 20 : 12, 4), length = big(p.body, wide ? 24 : 16, size);
        if (scale && length && length != (wide ? ~std::uint64_t{0} : 0xFFFFFFFFu))
          out.seconds = static_cast<double>(length) / static_cast<double>(scale);
      }
      if (p.type == "trak") {
        const auto head = child(p.body, "tkhd");  // its last eight bytes are the size shown, 16.16
        if (head.size() >= 84 && !out.width) {
          out.width = big(head, head.size() - 8, 4) >> 16;
          out.height = big(head, head.size() - 4, 4) >> 16;
        }
      }
      if (p.type == "udta") user_data(out, p.body);
      if (p.type == "meta") lists(out, meta_children(p.body));
    }
  }
  if (!described)
    out.fault = cut ? "it ends before the part that describes it" : "the part that describes it is not there";
  else if (cut)
    out.fault = "it ends before its last part does";
  return out;
}

}  // namespace clew::readers::iso_media
