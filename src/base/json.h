// Writing JSON by hand where millions of small values go out; reading is nlohmann's or simdjson's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clew {

// Appends `text` as a JSON string with quotes. Control characters (C0, DEL, C1), U+2028/2029 are
// \u-escaped, bytes that are not UTF-8 become U+FFFD, so the output is valid JSON and UTF-8 for any input.
void append_json(std::string& out, std::string_view text);

// Writes objects and arrays with commas in the right places:
//   JsonWriter w; w.begin_object(); w.field("v", 1); w.key("times"); w.begin_array(); … w.end();
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{', '}'); }
  JsonWriter& begin_array() { return open('[', ']'); }
  JsonWriter& end();  // closes the innermost object or array
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);  // shortest form that reads back the same; null when not finite
  JsonWriter& value(bool truth);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a value that is JSON already
  template <typename T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  // The text so far; the writer is empty afterwards.
  std::string take();
  // The text so far, of a document that goes on: for what is too long to be held as a whole.
  std::string take_part();
  const std::string& text() const { return out_; }

 private:
  JsonWriter& open(char bracket, char closing);
  void comma();
  std::string out_;
  std::string closing_;  // brackets to close, innermost last
  bool first_ = true;    // no value yet in the innermost
  bool after_key_ = false;
};

}  // namespace clew
