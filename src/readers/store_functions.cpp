#include "readers/store_functions.h"

#include <sqlite3.h>
#include <zlib.h>

#include <fmt/format.h>

#include "readers/html_blocks.h"
#include "readers/md5.h"
#include "readers/plist.h"
#include "readers/protobuf.h"
#include "readers/store_row.h"
#include "readers/telegram_blob.h"
#include "readers/telegram_postbox.h"
#include "readers/vcard_property.h"
#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers::store {
namespace {

constexpr std::size_t max_unpacked_bytes = 16u << 20;
constexpr std::size_t max_leaves = 500;

std::string_view bytes_of(sqlite3_value* v) {
  const auto* data = static_cast<const char*>(sqlite3_value_blob(v));
  return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(v)))
              : std::string_view{};
}
void give(sqlite3_context* to, std::string_view text) {
  if (text::is_valid_utf8(text))
    sqlite3_result_text64(to, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  else
    sqlite3_result_blob64(to, text.data(), text.size(), SQLITE_TRANSIENT);
}

// plist(bytes, path): the leaf at a path, as SQL's own type. Dates as seconds since 2001.
void plist_leaf(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto list = plist::Plist::parse(bytes_of(argument[0]));
  if (!list) return;
  const auto* v = list->find(bytes_of(argument[1]));
  if (!v) return;
  switch (v->kind) {
    case plist::Kind::boolean:
    case plist::Kind::integer:
      return sqlite3_result_int64(to, v->integer);
    case plist::Kind::real:
    case plist::Kind::date:
      return sqlite3_result_double(to, v->real);
    case plist::Kind::string:
      if (v->text != "$null") give(to, v->text);
      return;
    case plist::Kind::data:
      return sqlite3_result_blob64(to, v->text.data(), v->text.size(), SQLITE_TRANSIENT);
    default:
      return;
  }
}

// protobuf(bytes, "2.3.2"): a number, text, or bytes.
void protobuf_leaf(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto f = protobuf::find(bytes_of(argument[0]), bytes_of(argument[1]));
  if (!f) return;
  if (f->wire == 2) return give(to, f->bytes);
  sqlite3_result_int64(to, static_cast<sqlite3_int64>(f->value));
}

void gunzip(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto out = unpack(bytes_of(argument[0]));
  if (!out.empty()) sqlite3_result_blob64(to, out.data(), out.size(), SQLITE_TRANSIENT);
}

void archived_text(sqlite3_context* to, int, sqlite3_value** argument) {
  if (const auto text = typedstream_text(bytes_of(argument[0]))) give(to, *text);
}

// telegram_text(data, date): the message's text in a TL object; NULL when it cannot be recovered.
void telegram(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto found = telegram_text(bytes_of(argument[0]),
                                   static_cast<std::uint32_t>(sqlite3_value_int64(argument[1])));
  if (found) give(to, found->text);
}

// html_text(x): what a page or a fragment shows, block by block.
void visible_text(sqlite3_context* to, int, sqlite3_value** argument) {
  if (sqlite3_value_type(argument[0]) == SQLITE_NULL) return;
  const std::string_view bytes = bytes_of(argument[0]);
  html::HtmlBlocks blocks(bytes);
  std::string out;
  for (html::HtmlBlock block; out.size() < max_unpacked_bytes && blocks.next(block);)
    if (!block.text.empty()) out += (out.empty() ? "" : "\n") + block.text;
  give(to, out);
}

void from_base64(sqlite3_context* to, int, sqlite3_value** argument) {
  if (sqlite3_value_type(argument[0]) == SQLITE_NULL) return;
  const std::string out = vcard::decode_base64(bytes_of(argument[0]));
  sqlite3_result_blob64(to, out.data(), out.size(), SQLITE_TRANSIENT);
}

// counted_text(x): the longest text among the bytes that a byte with its own length precedes.
void counted_text(sqlite3_context* to, int, sqlite3_value** argument) {
  const std::string_view bytes = bytes_of(argument[0]);
  std::string_view best;
  for (std::size_t i = 0; i + 1 < bytes.size() && i < 65536; ++i) {
    const std::size_t n = static_cast<unsigned char>(bytes[i]);
    if (n <= best.size() || n > bytes.size() - i - 1) continue;
    const std::string_view text = bytes.substr(i + 1, n);
    bool plain = text::is_valid_utf8(text);
    for (const char c : text)
      plain = plain && (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
    if (plain) best = text;
  }
  if (best.size() >= 2) give(to, best);
}

// The functions over Telegram's own objects on iOS.
void give(sqlite3_context* to, const postbox::Leaf& found) {
  if (found.number) return sqlite3_result_int64(to, *found.number);
  if (found.real) return sqlite3_result_double(to, *found.real);
  if (found.text) give(to, *found.text);
}
void postbox_value(sqlite3_context* to, int, sqlite3_value** argument) {
  give(to, postbox::field(bytes_of(argument[0]), bytes_of(argument[1])));
}
void postbox_name(sqlite3_context* to, int, sqlite3_value** argument) {
  if (const auto name = postbox::name_of(bytes_of(argument[0])); !name.empty()) give(to, name);
}
void postbox_message(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto what = bytes_of(argument[1]);
  const auto found = postbox::of_message(bytes_of(argument[0]), what);
  // A key: bytes, whatever they look like.
  if (what == "reference" && found.text)
    return sqlite3_result_blob64(to, found.text->data(), found.text->size(), SQLITE_TRANSIENT);
  give(to, found);
}
void postbox_media(sqlite3_context* to, int, sqlite3_value** argument) {
  give(to, postbox::of_media(bytes_of(argument[0]), bytes_of(argument[1])));
}

// big_endian(bytes, from, count): a number with its sign, counted from 1.
void big_endian(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto bytes = bytes_of(argument[0]);
  const auto from = sqlite3_value_int64(argument[1]) - 1, count = sqlite3_value_int64(argument[2]);
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  if (from < 0 || count < 1 || count > 8 || from > size || count > size - from) return;
  std::uint64_t n = (bytes[static_cast<std::size_t>(from)] & 0x80) ? ~std::uint64_t{0} : 0;
  for (sqlite3_int64 i = 0; i < count; ++i)
    n = (n << 8) | static_cast<unsigned char>(bytes[static_cast<std::size_t>(from + i)]);
  sqlite3_result_int64(to, static_cast<sqlite3_int64>(n));
}

// xml_element(text, name), xml_attribute(text, name): the first of that name in a piece of XML.
void xml_element(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto name = bytes_of(argument[1]);
  xml::Scanner scanner(bytes_of(argument[0]));
  bool inside = false;
  std::string text;
  for (;;) {
    const auto t = scanner.next();
    if (t.kind == xml::TokenKind::finish || t.kind == xml::TokenKind::doctype) return;
    if (t.kind == xml::TokenKind::start) {
      if (inside) return;
      inside = t.name == name;
    } else if (inside && t.kind == xml::TokenKind::text) {
      text += t.raw ? std::string(t.text) : xml::decode(t.text);
    } else if (inside && t.kind == xml::TokenKind::end) {
      if (!text.empty()) give(to, text);
      return;
    }
  }
}
void xml_attribute(sqlite3_context* to, int, sqlite3_value** argument) {
  const auto name = bytes_of(argument[1]);
  xml::Scanner scanner(bytes_of(argument[0]));
  for (;;) {
    const auto t = scanner.next();
    if (t.kind == xml::TokenKind::finish || t.kind == xml::TokenKind::doctype) return;
    if (t.kind != xml::TokenKind::start) continue;
    if (const auto value = xml::attribute(scanner.attributes(), name); !value.empty())
      return give(to, xml::decode(value));
  }
}

// path_part(n): of the path of the file itself, counted from its end: 1 the name, 2 the folder.
void path_part(sqlite3_context* to, int, sqlite3_value** argument) {
  std::string_view path = *static_cast<const std::string*>(sqlite3_user_data(to));
  for (auto n = sqlite3_value_int64(argument[0]); n > 0 && !path.empty(); --n) {
    const auto slash = path.find_last_of("/\\!");
    const auto part = path.substr(slash == path.npos ? 0 : slash + 1);
    if (n == 1) return give(to, part);
    path = slash == path.npos ? std::string_view{} : path.substr(0, slash);
  }
}

void md5(sqlite3_context* to, int, sqlite3_value** argument) {
  if (sqlite3_value_type(argument[0]) != SQLITE_NULL) give(to, md5_hex(bytes_of(argument[0])));
}

}  // namespace

std::string unpack(std::string_view bytes) {
  std::string out;
  if (bytes.size() < 6) return out;
  z_stream z{};
  if (inflateInit2(&z, 15 + 32) != Z_OK) return out;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 256u << 20));
  char piece[32768];
  int code = Z_OK;
  while (code == Z_OK && out.size() <= max_unpacked_bytes) {
    z.next_out = reinterpret_cast<Bytef*>(piece);
    z.avail_out = sizeof piece;
    code = inflate(&z, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END) break;
    out.append(piece, sizeof piece - z.avail_out);
    if (z.avail_out == sizeof piece && z.avail_in == 0) break;
  }
  inflateEnd(&z);
  if (out.size() > max_unpacked_bytes) out.clear();
  return out;
}

void add_functions(sqlite3* db, std::string_view path) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  struct Function {
    const char* name;
    int arguments;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
  };
  for (const auto& f : {Function{"postbox_value", 2, postbox_value}, {"postbox_name", 1, postbox_name},
                        {"postbox_message", 2, postbox_message}, {"postbox_media", 2, postbox_media},
                        {"big_endian", 3, big_endian}, {"xml_element", 2, xml_element},
                        {"xml_attribute", 2, xml_attribute}, {"md5", 1, md5}})
    sqlite3_create_function_v2(db, f.name, f.arguments, flags, nullptr, f.call, nullptr, nullptr, nullptr);
  sqlite3_create_function_v2(db, "path_part", 1, flags, new std::string(path), path_part, nullptr, nullptr,
                             [](void* kept) { delete static_cast<std::string*>(kept); });
  sqlite3_create_function_v2(db, "plist", 2, flags, nullptr, plist_leaf, nullptr, nullptr, nullptr);
  sqlite3_create_function_v2(db, "protobuf", 2, flags, nullptr, protobuf_leaf, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(db, "gunzip", 1, flags, nullptr, gunzip, nullptr, nullptr, nullptr);
  sqlite3_create_function_v2(db, "typedstream", 1, flags, nullptr, archived_text, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(db, "telegram_text", 2, flags, nullptr, telegram, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(db, "html_text", 1, flags, nullptr, visible_text, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(db, "base64", 1, flags, nullptr, from_base64, nullptr, nullptr,
                             nullptr);
  sqlite3_create_function_v2(db, "counted_text", 1, flags, nullptr, counted_text, nullptr, nullptr,
                             nullptr);
}

Leaves leaves_of(std::string_view format, std::string_view bytes) {
  Leaves out;
  std::string unpacked;
  if (bytes.starts_with("\x1F\x8B")) {
    unpacked = unpack(bytes);
    bytes = unpacked;
  }
  if (format == "plist") {
    if (const auto list = plist::Plist::parse(bytes))
      list->walk(list->root(),
                 [&](const std::string& path, const plist::Value& leaf) {
                   if (out.size() >= max_leaves) return;
                   // A list within a list (a property list as data) shows what it holds.
                   if (leaf.kind == plist::Kind::data && plist::is_plist(leaf.text)) {
                     if (const auto inner = plist::Plist::parse(leaf.text)) {
                       inner->walk(inner->root(),
                                   [&](const std::string& below, const plist::Value& v) {
                                     if (out.size() < max_leaves)
                                       out.emplace_back(path + "." + below, plist::show(v));
                                   },
                                   {max_leaves, 20});
                       return;
                     }
                   }
                   out.emplace_back(path, plist::show(leaf));
                 },
                 {5 * max_leaves, 30});
  } else if (format == "protobuf") {
    if (protobuf::is_message(bytes))
      protobuf::walk(bytes,
                     [&](const std::string& path, const std::string& text) {
                       if (out.size() < max_leaves) out.emplace_back(path, text);
                     },
                     {max_leaves, 20});
  }
  return out;
}

EditHistory edit_history(std::string_view summary_info) {
  EditHistory out;
  const auto list = plist::Plist::parse(summary_info);
  if (!list) return out;
  if (const auto* edited = list->find("ec"))
    for (const auto& part : list->children(*edited, 100))
      for (const auto& version : list->children(*part.value, 100)) {
        Edit e;
        e.part = part.name;
        if (const auto* when = list->find("d", version.value))
          e.at = plist::instant(*when).value_or(0);
        if (const auto* text = list->find("t", version.value))
          if (auto words = typedstream_text(text->text)) e.text = std::move(*words);
        out.edits.push_back(std::move(e));
      }
  if (const auto* gone = list->find("rp"))
    for (const auto& part : list->children(*gone, 100))
      out.unsent_parts.push_back(plist::show(*part.value));
  return out;
}

}  // namespace clew::readers::store
