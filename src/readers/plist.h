// Property lists: binary ("bplist00"), XML, and the object graphs that NSKeyedArchiver writes into
// them.
//
// Objects are kept as the file has them (a binary list is a table of objects that refer to each
// other by number, so a few bytes can describe an endless tree). walk() and find() look at the tree
// without building it, with a limit on depth and on the number of values, and see through keyed
// archives: NSDictionary, NSArray, NSString … look like the values that they hold.
//
// Worked example: {"a": [1, "x"]} walks as ("a[0]", 1), ("a[1]", "x").
//
// Sources: CoreFoundation's CFBinaryPList.c describes the layout in its head; Property List XML is
// Apple's PropertyList-1.0.dtd. All sizes and references are checked: damaged lists give what is
// sound, or nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace clew::readers::plist {

enum class Kind : std::uint8_t {
  null,
  boolean,
  integer,
  real,
  date,
  data,
  string,
  uid,
  array,
  dictionary
};

struct Value {
  Kind kind = Kind::null;
  std::int64_t integer = 0;          // boolean, integer, uid
  double real = 0;                   // real; date: seconds since 2001-01-01Z
  std::string text;                  // string (UTF-8), data (bytes)
  std::vector<std::uint32_t> items;  // array: values; dictionary: key, value, key, value …
  std::uint64_t offset = 0;          // where it begins in the file
};

// Copies what it needs; for one thread.
class Plist {
 public:
  // Nothing when `bytes` is no property list; `why` says what is wrong with one that is damaged.
  static std::optional<Plist> parse(std::string_view bytes, std::string* why = nullptr);

  const Value& root() const { return values_[root_]; }
  const Value& at(std::uint32_t i) const { return values_[i]; }
  bool archived() const { return archived_; }
  // The value itself, or what it stands for in a keyed archive (references, NSString, NSNumber …).
  const Value& resolve(const Value& value) const;
  // Children as name and value: keys of a dictionary, "[0]" … of an array; of archived collections
  // and objects too. At most `most`.
  struct Child {
    std::string name;
    const Value* value;
  };
  std::vector<Child> children(const Value& value, std::size_t most = 100'000) const;
  // "a.b[2].c" from `from` (the root when null); null when it is not there.
  const Value* find(std::string_view path, const Value* from = nullptr) const;

  struct Limits {
    std::size_t values = 20'000, depth = 40;
  };
  // Every leaf with its path, in order. False when a limit cut it short.
  bool walk(const Value& from,
            const std::function<void(const std::string& path, const Value& leaf)>& leaf,
            Limits limits) const;
  bool walk(const Value& from,
            const std::function<void(const std::string& path, const Value& leaf)>& leaf) const {
    return walk(from, leaf, Limits{});
  }

 private:
  static std::optional<Plist> binary(std::string_view bytes, std::string* why);
  static std::optional<Plist> xml_list(std::string_view bytes, std::string* why);
  const Value* reference(const Value& uid) const;
  const Value* key(const Value& dictionary, std::string_view name) const;

  std::vector<Value> values_;
  std::uint32_t root_ = 0;
  std::vector<std::uint32_t> objects_;  // of an archive
  bool archived_ = false;
};

bool is_plist(std::string_view bytes);
// As an examiner reads it: dates in ISO 8601, data as x'…' with its size, the rest as written.
std::string show(const Value& value);
// Of a date value, µs since 1970.
std::optional<Micros> instant(const Value& value);

}  // namespace clew::readers::plist
