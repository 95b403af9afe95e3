// Protocol buffer bytes without their schema: fields by number, and guesses what a length-delimited
// field holds.
//
// The wire says only number and wire type of each field; a length-delimited field may be text,
// bytes or a message. walk() takes it for a message if all of it parses as one, for text if it is
// printable UTF-8. Worked example: 0a 05 68 65 6c 6c 6f 10 96 01 walks as ("1", "hello"), ("2",
// 150). Source: https://protobuf.dev/programming-guides/encoding/
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace clew::readers::protobuf {

struct Field {
  std::uint32_t number = 0;
  int wire = 0;             // 0 varint, 1 fixed 64, 2 bytes, 5 fixed 32
  std::uint64_t value = 0;  // varint, fixed
  std::string_view bytes;   // of wire type 2; views the message
};

// The fields of one message in order. Stops at the first byte that is none: whole() is then false.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}
  bool next(Field& field);
  bool whole() const { return rest_.empty(); }

 private:
  std::optional<std::uint64_t> varint();
  std::string_view rest_;
};

// Whether all of `bytes` is one message with plausible field numbers (not empty).
bool is_message(std::string_view bytes);

// "2.3.2": the first field 2, in it the first 3, in it the first 2. Nothing when absent.
std::optional<Field> find(std::string_view bytes, std::string_view path);

// Every leaf with its path; repeated fields as "3[1]", "3[2]". `text` is the value as shown: text,
// number, x'…' of bytes. False when a limit (values, depth) cut it short.
struct Limits {
  std::size_t values = 5'000;
  int depth = 20;
};
bool walk(std::string_view bytes,
          const std::function<void(const std::string& path, const std::string& text)>& leaf,
          Limits limits);
// The same with the field itself, for who knows more of it than its bytes say.
bool walk_fields(
    std::string_view bytes,
    const std::function<void(const std::string& path, const std::string& text, const Field& field)>& leaf,
    Limits limits);

}  // namespace clew::readers::protobuf
