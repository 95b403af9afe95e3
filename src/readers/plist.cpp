#include "readers/plist.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "readers/store_row.h"
#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers::plist {
namespace {

constexpr std::uint64_t max_objects = 4'000'000;
constexpr double apple_epoch_s = 978'307'200;
constexpr std::size_t trailer_bytes = 32;

std::optional<std::uint64_t> big(std::string_view bytes, std::uint64_t at, std::size_t size) {
  if (size == 0 || size > 8 || at > bytes.size() || size > bytes.size() - at) return std::nullopt;
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < size; ++i)
    v = v << 8 | static_cast<unsigned char>(bytes[at + i]);
  return v;
}

void base64(std::string_view in, std::string& out) {
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : in) {
    const int v = c >= 'A' && c <= 'Z'   ? c - 'A'
                  : c >= 'a' && c <= 'z' ? c - 'a' + 26
                  : c >= '0' && c <= '9' ? c - '0' + 52
                  : c == '+'             ? 62
                  : c == '/'             ? 63
                                         : -1;
    if (v < 0) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(v);
    if (++count == 4) {
      out += static_cast<char>(bits >> 16);
      out += static_cast<char>(bits >> 8);
      out += static_cast<char>(bits);
      bits = 0;
      count = 0;
    }
  }
  if (count == 3) {
    out += static_cast<char>(bits >> 10);
    out += static_cast<char>(bits >> 2);
  } else if (count == 2) {
    out += static_cast<char>(bits >> 4);
  }
}

}  // namespace

bool is_plist(std::string_view bytes) {
  if (bytes.starts_with("bplist0")) return true;
  const auto head = bytes.substr(0, 512);
  return head.find("<plist") != head.npos && head.find('<') < 64;
}

std::optional<Plist> Plist::parse(std::string_view bytes, std::string* why) {
  if (bytes.starts_with("bplist0")) return binary(bytes, why);
  if (is_plist(bytes)) return xml_list(bytes, why);
  return std::nullopt;
}

std::optional<Plist> Plist::binary(std::string_view bytes, std::string* why) {
  const auto fail = [&](const char* what) -> std::optional<Plist> {
    if (why) *why = what;
    return std::nullopt;
  };
  if (bytes.size() < 8 + trailer_bytes) return fail("it is shorter than its trailer");
  const auto trailer = bytes.substr(bytes.size() - trailer_bytes);
  const std::size_t offset_size = static_cast<unsigned char>(trailer[6]);
  const std::size_t ref_size = static_cast<unsigned char>(trailer[7]);
  const auto count = *big(trailer, 8, 8), top = *big(trailer, 16, 8), table = *big(trailer, 24, 8);
  if (offset_size < 1 || offset_size > 8 || ref_size < 1 || ref_size > 8 || count == 0 ||
      top >= count || count > max_objects || table > bytes.size() ||
      count * offset_size > bytes.size() - table)
    return fail("its trailer makes no sense: it is cut off or damaged");
  Plist out;
  out.values_.resize(count);
  out.root_ = static_cast<std::uint32_t>(top);
  // Overlapping objects could hold more references than the file has bytes; honest ones cannot.
  std::uint64_t budget = bytes.size() + 16, damaged = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Value& v = out.values_[i];
    const auto offset = big(bytes, table + i * offset_size, offset_size);
    const auto bad = [&] {
      ++damaged;
      v = {};
    };
    if (!offset || *offset < 8 || *offset >= table) {
      bad();
      continue;
    }
    v.offset = *offset;
    const auto marker = static_cast<unsigned char>(bytes[*offset]);
    const unsigned kind = marker >> 4, low = marker & 15;
    std::uint64_t at = *offset + 1, length = low;
    if (kind >= 4 && kind != 8 && low == 15) {
      const auto size_marker = big(bytes, at, 1);
      if (!size_marker || *size_marker >> 4 != 1 || (*size_marker & 15) > 3) {
        bad();
        continue;
      }
      const std::size_t n = std::size_t{1} << (*size_marker & 15);
      const auto l = big(bytes, at + 1, n);
      if (!l) {
        bad();
        continue;
      }
      length = *l;
      at += 1 + n;
    }
    const auto room = table - std::min(at, table);
    switch (kind) {
      case 0:
        v.kind = low == 8 || low == 9 ? Kind::boolean : Kind::null;
        v.integer = low == 9;
        break;
      case 1: {
        const std::size_t n = std::size_t{1} << std::min(low, 4u);
        const auto value = n == 16 ? big(bytes, at + 8, 8) : big(bytes, at, n);
        if (!value) {
          bad();
          break;
        }
        v.kind = Kind::integer;
        v.integer = static_cast<std::int64_t>(*value);
        break;
      }
      case 2:
      case 3: {
        const auto value = big(bytes, at, low == 2 ? 4 : 8);
        if (!value || (low != 2 && low != 3)) {
          bad();
          break;
        }
        v.kind = kind == 3 ? Kind::date : Kind::real;
        v.real = low == 2 ? std::bit_cast<float>(static_cast<std::uint32_t>(*value))
                          : std::bit_cast<double>(*value);
        break;
      }
      case 4:
      case 5:
      case 7:
        if (length > room || length > budget) {
          bad();
          break;
        }
        budget -= length;
        v.kind = kind == 4 ? Kind::data : Kind::string;
        v.text = kind == 4 ? std::string(bytes.substr(at, length))
                           : text::to_utf8(bytes.substr(at, length), text::Encoding::utf8);
        break;
      case 6:
        if (length > room / 2 || length > budget / 2) {
          bad();
          break;
        }
        budget -= length * 2;
        v.kind = Kind::string;
        v.text = text::to_utf8(bytes.substr(at, length * 2), text::Encoding::utf16be);
        break;
      case 8: {
        const auto value = big(bytes, at, std::size_t{low} + 1);
        if (!value) {
          bad();
          break;
        }
        v.kind = Kind::uid;
        v.integer = static_cast<std::int64_t>(*value);
        break;
      }
      case 10:
      case 11:
      case 12:
      case 13: {
        const std::uint64_t refs = kind == 13 ? 2 : 1;
        if (length > room / (ref_size * refs) || length * refs > budget) {
          bad();
          break;
        }
        budget -= length * refs;
        v.kind = kind == 13 ? Kind::dictionary : Kind::array;
        for (std::uint64_t k = 0; k < length; ++k)
          for (std::uint64_t half = 0; half < refs; ++half) {
            const auto ref = *big(bytes, at + (half * length + k) * ref_size, ref_size);
            v.items.push_back(ref < count ? static_cast<std::uint32_t>(ref) : out.root_);
            if (ref >= count) ++damaged;
          }
        break;
      }
      default:
        bad();
    }
  }
  if (damaged > 0 && why) *why = fmt::format("{} of its {} objects are damaged", damaged, count);
  const Value& root = out.root();
  if (const Value* objects = out.key(root, "$objects"))
    if (out.key(root, "$archiver") && objects->kind == Kind::array) {
      out.objects_ = objects->items;
      out.archived_ = true;
    }
  return out;
}

std::optional<Plist> Plist::xml_list(std::string_view bytes, std::string* why) {
  constexpr std::size_t max_depth = 500;
  Plist out;
  xml::Scanner scanner(bytes);
  std::vector<std::uint32_t> open;  // arrays and dictionaries
  std::string text, element;
  bool rooted = false, damaged = false;
  const auto add = [&](Value v) {
    if (out.values_.size() >= max_objects) {
      damaged = true;
      return false;
    }
    out.values_.push_back(std::move(v));
    const auto index = static_cast<std::uint32_t>(out.values_.size() - 1);
    if (!open.empty())
      out.values_[open.back()].items.push_back(index);
    else if (!rooted)
      out.root_ = index;
    rooted = true;
    return true;
  };
  for (bool more = true; more;) {
    const auto t = scanner.next();
    switch (t.kind) {
      case xml::TokenKind::start:
        element = t.name;
        text.clear();
        if (t.name == "dict" || t.name == "array") {
          if (open.size() >= max_depth) {
            damaged = true;
            more = false;
            break;
          }
          Value v;
          v.kind = t.name == "dict" ? Kind::dictionary : Kind::array;
          v.offset = t.begin;
          more = add(std::move(v));
          open.push_back(static_cast<std::uint32_t>(out.values_.size() - 1));
        }
        break;
      case xml::TokenKind::text:
        if (text.size() + t.text.size() < (64u << 20))
          text += t.raw ? std::string(t.text) : xml::decode(t.text);
        break;
      case xml::TokenKind::doctype:  // every XML property list names Apple's; it defines nothing
        if (t.text.find('[') != t.text.npos || t.text.find("ENTITY") != t.text.npos) damaged = true;
        break;
      case xml::TokenKind::end: {
        if (t.name == "dict" || t.name == "array") {
          if (!open.empty()) open.pop_back();
          break;
        }
        Value v;
        v.offset = t.begin;
        if (t.name == "string" || t.name == "key") {
          v.kind = Kind::string;
          v.text = text::is_valid_utf8(text) ? text : text::to_utf8(text, text::Encoding::utf8);
        } else if (t.name == "integer") {
          v.kind = Kind::integer;
          std::from_chars(text.data(), text.data() + text.size(), v.integer);
        } else if (t.name == "real") {
          v.kind = Kind::real;
          std::from_chars(text.data(), text.data() + text.size(), v.real);
        } else if (t.name == "true" || t.name == "false") {
          v.kind = Kind::boolean;
          v.integer = t.name == "true";
        } else if (t.name == "date") {
          const auto iso = parse_iso(text);
          v.kind = iso ? Kind::date : Kind::string;
          if (iso) v.real = static_cast<double>(iso->micros) / 1e6 - apple_epoch_s;
          if (!iso) v.text = text;
        } else if (t.name == "data") {
          v.kind = Kind::data;
          base64(text, v.text);
        } else {
          break;  // plist
        }
        more = add(std::move(v));
        text.clear();
        break;
      }
      case xml::TokenKind::fault:
        damaged = true;
        break;
      case xml::TokenKind::finish:
        more = false;
        break;
    }
  }
  if (out.values_.empty()) {
    if (why) *why = "it holds no value";
    return std::nullopt;
  }
  if ((damaged || !open.empty()) && why) *why = "its XML is damaged or cut off";
  for (auto& v : out.values_)
    if (v.kind == Kind::dictionary && v.items.size() % 2) v.items.pop_back();
  const Value& root = out.root();
  if (const Value* objects = out.key(root, "$objects"))
    if (out.key(root, "$archiver") && objects->kind == Kind::array) {
      out.objects_ = objects->items;
      out.archived_ = true;
    }
  return out;
}

// --- looking
// ---------------------------------------------------------------------------------------

const Value* Plist::key(const Value& d, std::string_view name) const {
  if (d.kind != Kind::dictionary) return nullptr;
  for (std::size_t i = 0; i + 1 < d.items.size(); i += 2)
    if (values_[d.items[i]].text == name && values_[d.items[i]].kind == Kind::string)
      return &values_[d.items[i + 1]];
  return nullptr;
}

const Value* Plist::reference(const Value& v) const {
  if (v.kind == Kind::uid)
    return v.integer >= 0 && static_cast<std::uint64_t>(v.integer) < objects_.size()
               ? &values_[objects_[static_cast<std::size_t>(v.integer)]]
               : nullptr;
  // An XML list writes a reference as {"CF$UID": n}.
  if (const Value* n = archived_ && v.items.size() == 2 ? key(v, "CF$UID") : nullptr)
    if (n->kind == Kind::integer && n->integer >= 0 &&
        static_cast<std::uint64_t>(n->integer) < objects_.size())
      return &values_[objects_[static_cast<std::size_t>(n->integer)]];
  return nullptr;
}

const Value& Plist::resolve(const Value& value) const {
  const Value* v = &value;
  if (!archived_) return *v;
  for (int steps = 0; steps < 8; ++steps) {
    if (const Value* to = reference(*v)) {
      v = to;
      continue;
    }
    const Value* inner = nullptr;
    for (const char* name : {"NS.string", "NS.time", "NS.data", "NS.bytes", "NS.uuidbytes",
                             "NS.intval", "NS.dblval", "NS.relative"})
      if (!inner) inner = key(*v, name);
    if (!inner) break;
    v = inner;
  }
  return *v;
}

std::vector<Plist::Child> Plist::children(const Value& value, std::size_t most) const {
  std::vector<Child> out;
  const Value& v = resolve(value);
  if (v.kind == Kind::array) {
    for (std::size_t i = 0; i < v.items.size() && out.size() < most; ++i)
      out.push_back({fmt::format("[{}]", i), &values_[v.items[i]]});
    return out;
  }
  if (v.kind != Kind::dictionary) return out;
  if (archived_ && &v == &root()) {
    // Of the archive itself only what it archives; one that archives itself has nothing else.
    if (const Value* top = key(v, "$top"); top && &resolve(*top) != &root()) return children(*top, most);
  }
  const Value* objects = archived_ ? key(v, "NS.objects") : nullptr;
  if (objects && objects->kind == Kind::array) {
    const Value* keys = key(v, "NS.keys");
    for (std::size_t i = 0; i < objects->items.size() && out.size() < most; ++i) {
      auto name = fmt::format("[{}]", i);
      if (keys && keys->kind == Kind::array && i < keys->items.size())
        name = show(resolve(values_[keys->items[i]]));
      out.push_back({std::move(name), &values_[objects->items[i]]});
    }
    return out;
  }
  for (std::size_t i = 0; i + 1 < v.items.size() && out.size() < most; i += 2) {
    auto name = show(values_[v.items[i]]);
    if (archived_ && name == "$class") continue;
    out.push_back({std::move(name), &values_[v.items[i + 1]]});
  }
  return out;
}

const Value* Plist::find(std::string_view path, const Value* from) const {
  const Value* v = from ? from : &root();
  while (!path.empty()) {
    std::string part;
    if (path[0] == '[') {
      const auto end = path.find(']');
      if (end == path.npos) return nullptr;
      part = path.substr(0, end + 1);
      path.remove_prefix(end + 1);
    } else {
      const auto end = std::min(path.find_first_of(".["), path.size());
      part = path.substr(0, end);
      path.remove_prefix(end);
    }
    if (!path.empty() && path[0] == '.') path.remove_prefix(1);
    const Value* next = nullptr;
    for (const auto& c : children(*v))
      if (c.name == part) {
        next = c.value;
        break;
      }
    if (!next) return nullptr;
    v = next;
  }
  return &resolve(*v);
}

bool Plist::walk(const Value& from,
                 const std::function<void(const std::string&, const Value&)>& leaf,
                 Limits limits) const {
  struct Step {
    const Value* value;
    std::string path;
    std::size_t depth;
  };
  std::vector<Step> todo{{&from, "", 0}};
  std::size_t seen = 0;
  bool whole = true;
  // A value may stand in several places, but a few hundred bytes that refer to each other could be
  // walked through in more ways than anybody can wait for.
  limits.values = std::min(limits.values, 1'000 + 16 * values_.size());
  while (!todo.empty()) {
    Step step = std::move(todo.back());
    todo.pop_back();
    if (++seen > limits.values) return false;
    const Value& v = resolve(*step.value);
    if (v.kind != Kind::array && v.kind != Kind::dictionary) {
      if (v.kind != Kind::null && !(archived_ && v.kind == Kind::string && v.text == "$null"))
        leaf(step.path, v);
      continue;
    }
    if (step.depth >= limits.depth) {
      whole = false;
      continue;
    }
    auto below = children(v, limits.values);
    for (auto c = below.rbegin(); c != below.rend(); ++c) {
      const bool index = c->name.starts_with('[');
      todo.push_back({c->value,
                      step.path.empty() || index ? step.path + c->name
                                                 : fmt::format("{}.{}", step.path, c->name),
                      step.depth + 1});
      if (todo.size() > 4 * limits.values) return false;
    }
  }
  return whole;
}

std::optional<Micros> instant(const Value& v) {
  if (v.kind != Kind::date && v.kind != Kind::real && v.kind != Kind::integer) return std::nullopt;
  const double s = v.kind == Kind::integer ? static_cast<double>(v.integer) : v.real;
  if (!std::isfinite(s) || std::abs(s) > 9e12) return std::nullopt;
  return static_cast<Micros>(std::llround((s + apple_epoch_s) * 1e6));
}

std::string show(const Value& v) {
  switch (v.kind) {
    case Kind::boolean:
      return v.integer ? "true" : "false";
    case Kind::integer:
    case Kind::uid:
      return fmt::to_string(v.integer);
    case Kind::real:
      return fmt::to_string(v.real);
    case Kind::date: {
      const auto at = instant(v);
      return at && *at > -62'000'000'000'000'000 && *at < 250'000'000'000'000'000
                 ? to_iso_utc(*at)
                 : fmt::to_string(v.real);
    }
    case Kind::data:
      return store::show(sqlite::Value(sqlite::Blob{v.text}));
    case Kind::string:
      return v.text;
    case Kind::array:
      return fmt::format("{} values", v.items.size());
    case Kind::dictionary:
      return fmt::format("{} entries", v.items.size() / 2);
    default:
      return "";
  }
}

}  // namespace clew::readers::plist
