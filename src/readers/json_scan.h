// JSON as exports hold it: large arrays of small objects, read element by element from mapped
// bytes.
//
// Idea: no tree of the whole file. JsonWalk goes down the few levels above the records and hands
// out each record's value whole, as a JsonDoc: a flat list of places in the source (a "tape", as
// simdjson calls it), from which values are decoded when asked for. Memory is one record, whatever
// the file. Example: of {"name":"A","messages":[{"id":1},{"id":2}]} a handler that descends into
// the root and "messages" is given /name, /messages/0, /messages/1.
//
// Damage: an element that is not well formed is reported, and reading goes on at the next object
// that begins with the same two keys as the elements before it; so one spoilt byte costs one
// element. Depth is a counter, never recursion. Tried instead: nlohmann's SAX parser (stops at the
// first error, no positions of values), simdjson (no resume after an error, pads its input).
//
// Source: RFC 8259, RFC 6901 (pointers). UTF-8; a byte order mark is passed over.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/item.h"

namespace clew::readers {

enum class JsonType : std::uint8_t { none, null, truth, number, string, object, array };

class JsonDoc;

// A value of a document; cheap to copy, valid as long as document and bytes. Absent values are of
// type none and answer everything with nothing.
class Json {
 public:
  Json() = default;
  Json(const JsonDoc* doc, std::uint32_t at) : doc_(doc), at_(at) {}
  JsonType type() const;
  explicit operator bool() const { return type() != JsonType::none && type() != JsonType::null; }
  bool is_object() const { return type() == JsonType::object; }
  bool is_array() const { return type() == JsonType::array; }
  bool is_string() const { return type() == JsonType::string; }
  Json operator[](std::string_view key) const;  // of an object; the first with that key
  // Of a string its text (decoded), of others the source's text, of none and null "".
  std::string text() const;
  std::string_view source() const;              // as written, with quotes
  std::uint64_t begin() const;                  // in the file
  std::optional<std::int64_t> integer() const;  // of numbers and of strings of digits
  std::optional<double> real() const;
  std::optional<bool> truth() const;
  void each(const std::function<void(Json)>& visit) const;  // elements
  void each_member(const std::function<void(const std::string&, Json)>& visit) const;
  std::size_t size() const;  // elements or members

 private:
  const JsonDoc* doc_ = nullptr;
  std::uint32_t at_ = 0;
};

class JsonDoc {
 public:
  static constexpr std::size_t max_depth = 512;
  static constexpr std::uint32_t max_nodes = 4'000'000;
  // Parses the value at `begin` of `bytes`. False when it is not well formed, too deep or too
  // large; stopped_at() says where.
  bool parse(std::string_view bytes, std::uint64_t begin, std::uint64_t max_bytes);
  Json root() const { return nodes_.empty() ? Json() : Json(this, 0); }
  std::uint64_t end() const { return end_; }  // behind the value
  std::uint64_t stopped_at() const { return stopped_; }

 private:
  friend class Json;
  struct Node {
    std::uint64_t begin, end;
    std::uint32_t next;  // node behind this value
    JsonType type;
  };
  std::string_view bytes_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> open_;
  std::uint64_t end_ = 0, stopped_ = 0;
};

// Decodes a string as written between its quotes. Lone surrogates, bad escapes and bytes that are
// not UTF-8 become U+FFFD; counted.
std::string json_string(std::string_view raw, std::size_t* replaced = nullptr);

struct JsonStep {
  std::string key;          // member
  std::uint64_t index = 0;  // element
  bool element = false;
};
using JsonPath = std::vector<JsonStep>;
std::string json_pointer(const JsonPath& path);
// "chats.list[].messages[]"
std::string json_shape(const JsonPath& path);

class JsonHandler {
 public:
  virtual ~JsonHandler() = default;
  std::uint64_t at = 0;  // set before plan() and value(): where the value begins
  enum class Plan : std::uint8_t { whole, descend, skip };
  // What is to be done with the object or array at `path` (scalars come whole).
  virtual Plan plan(const JsonPath& path, JsonType type) = 0;
  virtual void value(const JsonPath& path, Json value) = 0;
  virtual void leave(const JsonPath&) {}  // a value descended into has ended
  // The value at `path`, or what follows in it, is not well formed in [begin, end).
  virtual void damaged(const JsonPath& path, std::uint64_t begin, std::uint64_t end,
                       const char* why) = 0;
};

struct JsonLimits {
  std::uint64_t max_element_bytes = 64u << 20;
};
// Walks over one file, or over the value at `begin` of it whose path is `path`; in steps, for those
// who pull. Bytes and handler outlive it.
class JsonWalk {
 public:
  JsonWalk(std::string_view bytes, JsonHandler& handler, const JsonLimits& limits = {});
  JsonWalk(std::string_view bytes, JsonHandler& handler, std::uint64_t begin, JsonPath path);
  ~JsonWalk();
  bool step();  // a little further; false at the end

 private:
  class Walker;
  std::unique_ptr<Walker> walker_;
};
void walk_json(std::string_view bytes, JsonHandler& handler, const JsonLimits& limits = {});

// A script that is nothing but one value: "window.YTD.tweets.part0 = [ … ];" as X writes its
// archives, "var data = {…}", "callback({…});". Begin and end of the value in `bytes` (UTF-8), and
// what it is assigned to; or one that is signed with PGP in the clear. Looks at both ends only.
struct ScriptValue {
  std::size_t begin = 0, end = 0;
  std::string name;
};
std::optional<ScriptValue> value_in_script(std::string_view bytes);

// What the first 64 KiB of a file show: the shapes of the members ("messages[].sender_name").
struct JsonHead {
  bool json = false;   // begins like JSON
  bool array = false;  // the root is one
  bool lines = false;  // one value a line
  std::set<std::string, std::less<>> shapes;
  bool has(std::string_view shape) const { return shapes.contains(shape); }
};
JsonHead json_head(const exhibit::Item& item);

}  // namespace clew::readers
