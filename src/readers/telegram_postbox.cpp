#include "readers/telegram_postbox.h"

#include <cstring>
#include <vector>

#include "text/encoding.h"

namespace clew::readers::postbox {
namespace {

constexpr std::size_t max_objects = 64;  // attributes or media of one message
constexpr int max_depth = 8;

enum class Kind : std::uint8_t {
  int32, int64, boolean, real, text, object, int32_list, int64_list, object_list, dictionary, bytes, nothing, text_list, bytes_list
};

// Reads from the front; once something does not fit, everything after it is nothing.
class Input {
 public:
  explicit Input(std::string_view bytes) : rest_(bytes) {}
  bool good() const { return good_; }
  bool at_end() const { return rest_.empty(); }

  template <class T>
  T number() {
    T out{};
    const auto piece = take(sizeof(T));
    if (piece.size() == sizeof(T)) std::memcpy(&out, piece.data(), sizeof(T));
    return out;
  }
  std::string_view counted() {
    const auto n = number<std::int32_t>();
    return n < 0 ? fail() : take(static_cast<std::size_t>(n));
  }
  std::string_view take(std::size_t n) {
    if (!good_ || n > rest_.size()) return fail();
    const auto out = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return out;
  }
  std::string_view fail() {
    good_ = false;
    rest_ = {};
    return {};
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

struct Object {
  std::uint32_t type = 0;
  std::string_view fields;
};

struct Value {
  Kind kind = Kind::nothing;
  std::int64_t number = 0;
  double real = 0;
  std::string_view bytes;       // of a text, of bytes
  std::vector<Object> objects;  // one, or a list
};

Object read_object(Input& in) {
  Object out;
  out.type = in.number<std::uint32_t>();
  out.fields = in.counted();
  return out;
}

Value read_value(Input& in) {
  Value v;
  v.kind = static_cast<Kind>(in.number<std::uint8_t>());
  const auto many = [&](auto one) {
    const auto n = in.number<std::int32_t>();
    for (std::int32_t i = 0; i < n && in.good(); ++i)
      one();
  };
  switch (v.kind) {
    case Kind::int32: v.number = in.number<std::int32_t>(); break;
    case Kind::int64: v.number = in.number<std::int64_t>(); break;
    case Kind::boolean: v.number = in.number<std::uint8_t>() != 0; break;
    case Kind::real: v.real = in.number<double>(); break;
    case Kind::text:
    case Kind::bytes: v.bytes = in.counted(); break;
    case Kind::object: v.objects.push_back(read_object(in)); break;
    case Kind::int32_list: many([&] { in.number<std::int32_t>(); }); break;
    case Kind::int64_list: many([&] { in.number<std::int64_t>(); }); break;
    case Kind::object_list:
      many([&] {
        if (v.objects.size() < max_objects) v.objects.push_back(read_object(in));
        else read_object(in);
      });
      break;
    case Kind::dictionary: many([&] { read_object(in), read_object(in); }); break;
    case Kind::text_list:
    case Kind::bytes_list: many([&] { in.counted(); }); break;
    case Kind::nothing: break;
    default: in.fail();
  }
  return v;
}

std::optional<Value> find(std::string_view fields, std::string_view name) {
  Input in(fields);
  while (in.good() && !in.at_end()) {
    const auto key = in.take(in.number<std::uint8_t>());
    auto value = read_value(in);
    if (in.good() && key == name) return value;
  }
  return std::nullopt;
}

Object root_of(std::string_view bytes) {
  auto root = find(bytes, "_");
  return root && !root->objects.empty() ? root->objects[0] : Object{0, bytes};
}

Leaf leaf(const std::optional<Value>& v) {
  Leaf out;
  if (!v) return out;
  if (v->kind == Kind::real) out.real = v->real;
  else if (v->kind == Kind::int32 || v->kind == Kind::int64 || v->kind == Kind::boolean) out.number = v->number;
  else if (v->kind == Kind::text && text::is_valid_utf8(v->bytes)) out.text = std::string(v->bytes);
  return out;
}
Leaf of_text(std::string_view s) {
  Leaf out;
  if (!s.empty()) out.text = std::string(s);
  return out;
}
Leaf of_number(std::int64_t n) {
  Leaf out;
  out.number = n;
  return out;
}
std::optional<std::int64_t> number_of(std::string_view fields, std::string_view name) { return leaf(find(fields, name)).number; }

// --- media -------------------------------------------------------------------------------------

// Under which name the app keeps the file of a resource.
std::string file_of(const Object& resource) {
  const auto f = resource.fields;
  const auto centre = number_of(f, "d");
  if (!centre) return {};
  if (const auto id = number_of(f, "f")) return "media/telegram-cloud-document-" + std::to_string(*centre) + "-" + std::to_string(*id);
  const auto id = number_of(f, "i");
  const auto size = leaf(find(f, "s")).text;
  return id && size ? "media/telegram-cloud-photo-size-" + std::to_string(*centre) + "-" + std::to_string(*id) + "-" + *size : std::string();
}

// Of a picture the largest of the sizes that the message names; of a file the file.
std::string stored_file(const Object& media, int depth = 0) {
  const auto resource = find(media.fields, "r");
  if (!resource || depth > max_depth) return {};
  if (resource->kind == Kind::object && !resource->objects.empty()) return file_of(resource->objects[0]);
  std::string best;
  std::int64_t most = -1;
  for (const auto& size : resource->objects) {
    const auto area = number_of(size.fields, "dx").value_or(0) * number_of(size.fields, "dy").value_or(0);
    if (area > most)
      if (auto file = stored_file(size, depth + 1); !file.empty()) {
        best = std::move(file);
        most = area;
      }
  }
  return best;
}

std::string_view action_name(std::int64_t n) {
  static constexpr std::string_view names[] = {"unknown", "group created", "added to the group", "removed from the group", "picture changed", "title changed", "message pinned", "joined by link",
    "became a channel", "became a channel", "history cleared", "screenshot taken", "self-deletion set", "game score", "phone call", "payment sent", "system text", "bot may know the domain",
    "passport data sent", "joined Telegram", "number asked for", "came near", "group call", "invited to a group call"};
  return n >= 0 && n < static_cast<std::int64_t>(std::size(names)) ? names[n] : std::string_view("other");
}

Leaf of_object(const Object& media, std::string_view what) {
  const auto f = media.fields;
  const auto action = number_of(f, "_rawValue");
  if (what == "action" || what == "action_name") {
    if (!action) return {};
    return what == "action" ? of_number(*action) : of_text(action_name(*action));
  }
  if (action == 14 || action == 22) {
    if (what == "duration") return leaf(find(f, action == 14 ? "d" : "duration"));
    if (what == "video") return action == 14 ? leaf(find(f, "vc")) : Leaf{};
    if (what == "outcome" && action == 14) {
      const auto reason = number_of(f, "dr");
      return of_text(reason == 0 ? "missed" : reason == 1 ? "disconnected" : reason == 2 ? "hung up" : reason == 3 ? "busy" : "");
    }
  }
  if (action) return {};
  if (what == "lat" || what == "lon") {
    const auto lat = leaf(find(f, "la")), lon = leaf(find(f, "lo"));
    return lat.real && lon.real ? (what == "lat" ? lat : lon) : Leaf{};
  }
  if (what == "file") return of_text(stored_file(media));
  if (what == "mime") return leaf(find(f, "mt"));
  if (what == "file_name") {
    const auto attributes = find(f, "at");
    if (attributes)
      for (const auto& one : attributes->objects)
        if (auto name = leaf(find(one.fields, "fn")); name.text) return name;
    return {};
  }
  if (what == "url") {
    const auto url = leaf(find(f, "u"));
    return url.text && url.text->find("://") != std::string::npos ? url : Leaf{};
  }
  if (what == "phone") return leaf(find(f, "pn"));
  if (what == "contact_name" && find(f, "pn")) {
    const auto first = leaf(find(f, "n.f")).text.value_or(""), last = leaf(find(f, "n.l")).text.value_or("");
    return of_text(first + (first.empty() || last.empty() ? "" : " ") + last);
  }
  return {};
}

// --- messages ----------------------------------------------------------------------------------

struct Message {
  bool whole = false;  // up to the text; what follows is nice to have
  std::uint32_t flags = 0;
  std::optional<std::int64_t> author, thread, forward_author, forward_date;
  std::string forward_name;
  std::string_view text, reference;
  std::vector<Object> attributes, media;
};

void read_forward(Input& in, Message& m) {
  const auto flags = in.number<std::uint8_t>();
  if (flags == 0) return;
  m.forward_author = in.number<std::int64_t>();
  m.forward_date = in.number<std::int32_t>();
  if (flags & 2) in.take(8);            // the channel it came from
  if (flags & 4) in.take(8 + 4 + 4);    // the message there
  if (flags & 8) m.forward_name = std::string(in.counted());
  if (flags & 16) in.counted();
  if (flags & 32) in.take(4);
}

std::vector<Object> read_objects(Input& in) {
  std::vector<Object> out;
  const auto n = in.number<std::int32_t>();
  for (std::int32_t i = 0; i < n && in.good(); ++i) {
    const auto bytes = in.counted();
    if (in.good() && out.size() < max_objects) out.push_back(root_of(bytes));
  }
  return out;
}

Message read_message(std::string_view value) {
  Message m;
  Input in(value);
  if (in.number<std::uint8_t>() != 0) return m;
  in.take(8);  // the number that stays, and its version
  const auto follows = in.number<std::uint8_t>();
  if (follows & 1) in.take(8);
  if (follows & 2) in.take(4);
  if (follows & 4) in.take(8);
  if (follows & 8) in.take(4);
  if (follows & 16) in.take(4);
  if (follows & 32) m.thread = in.number<std::int64_t>();
  m.flags = in.number<std::uint32_t>();
  in.take(4);  // tags
  read_forward(in, m);
  if (in.number<std::uint8_t>() == 1) m.author = in.number<std::int64_t>();
  m.text = in.counted();
  m.whole = in.good() && text::is_valid_utf8(m.text);
  m.attributes = read_objects(in);
  m.media = read_objects(in);
  if (in.number<std::int32_t>() > 0) {
    const auto piece = in.take(12);
    if (in.good()) m.reference = piece;
  }
  return m;
}

// Keys of the table of shared media are big-endian, the message's own copy of them is not.
std::string media_key(std::string_view reference) {
  std::string out(reference.rbegin() + 8, reference.rend());
  return out + std::string(reference.rbegin(), reference.rbegin() + 8);
}

}  // namespace

std::uint32_t murmur(std::string_view s, std::uint32_t hash) {
  const auto turn = [](std::uint32_t x, int by) { return (x << by) | (x >> (32 - by)); };
  const auto mix = [&](std::uint32_t k) { return turn(k * 0xCC9E2D51u, 15) * 0x1B873593u; };
  std::size_t i = 0;
  for (; i + 4 <= s.size(); i += 4) {
    std::uint32_t k;
    std::memcpy(&k, s.data() + i, 4);
    hash = turn(hash ^ mix(k), 13) * 5 + 0xE6546B64u;
  }
  std::uint32_t tail = 0;
  for (std::size_t j = s.size(); j > i; --j)
    tail = (tail << 8) | static_cast<unsigned char>(s[j - 1]);
  if (i < s.size()) hash ^= mix(tail);
  hash ^= static_cast<std::uint32_t>(s.size());
  hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
  hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
  return hash ^ (hash >> 16);
}

Leaf field(std::string_view object, std::string_view name) { return leaf(find(root_of(object).fields, name)); }

std::string name_of(std::string_view peer) {
  const auto fields = root_of(peer).fields;
  const auto first = leaf(find(fields, "fn")).text.value_or(""), last = leaf(find(fields, "ln")).text.value_or("");
  if (!first.empty() || !last.empty()) return first + (first.empty() || last.empty() ? "" : " ") + last;
  return leaf(find(fields, "t")).text.value_or("");
}

Leaf of_message(std::string_view value, std::string_view what) {
  const auto m = read_message(value);
  if (!m.whole) return {};
  if (what == "flags") return of_number(m.flags);
  if (what == "incoming") return of_number((m.flags & 4) != 0);
  if (what == "text") {
    Leaf out;
    out.text = std::string(m.text);
    return out;
  }
  const auto number = [](const std::optional<std::int64_t>& n) { return n ? of_number(*n) : Leaf{}; };
  if (what == "author") return number(m.author);
  if (what == "thread") return number(m.thread);
  if (what == "forward_author") return number(m.forward_author);
  if (what == "forward_date") return number(m.forward_date);
  if (what == "forward_name") return of_text(m.forward_name);
  if (what == "reference") return of_text(m.reference.size() == 12 ? media_key(m.reference) : std::string());
  for (const auto& a : m.attributes) {
    if (what == "edited" && a.type == murmur("EditedMessageAttribute")) return leaf(find(a.fields, "d"));
    if (what == "reply_to" && a.type == murmur("ReplyMessageAttribute")) return leaf(find(a.fields, "i"));
  }
  for (const auto& one : m.media)
    if (auto found = of_object(one, what); found.any()) return found;
  return {};
}

Leaf of_media(std::string_view entry, std::string_view what) {
  Input in(entry);
  if (in.number<std::uint8_t>() != 0) return {};
  const auto bytes = in.counted();
  return in.good() ? of_object(root_of(bytes), what) : Leaf{};
}

}  // namespace clew::readers::postbox
