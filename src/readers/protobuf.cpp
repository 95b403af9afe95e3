#include "readers/protobuf.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <vector>

#include "readers/store_row.h"
#include "text/encoding.h"

namespace clew::readers::protobuf {
namespace {

constexpr std::uint32_t max_number = 200'000;  // real schemas stay far below the wire's 2^29

bool printable(std::string_view s) {
  if (s.empty() || !text::is_valid_utf8(s)) return false;
  for (const char c : s)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') return false;
  return true;
}

}  // namespace

std::optional<std::uint64_t> Message::varint() {
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < 10 && i < rest_.size(); ++i) {
    const auto b = static_cast<unsigned char>(rest_[i]);
    v |= static_cast<std::uint64_t>(b & 127) << (7 * i);
    if (b < 128) {
      rest_.remove_prefix(i + 1);
      return v;
    }
  }
  return std::nullopt;
}

bool Message::next(Field& f) {
  if (rest_.empty()) return false;
  const auto before = rest_;
  const auto stop = [&] {
    rest_ = before;
    return false;
  };
  const auto tag = varint();
  if (!tag || *tag >> 3 == 0 || *tag >> 3 > max_number) return stop();
  f = {};
  f.number = static_cast<std::uint32_t>(*tag >> 3);
  f.wire = static_cast<int>(*tag & 7);
  if (f.wire == 0) {
    const auto v = varint();
    if (!v) return stop();
    f.value = *v;
    return true;
  }
  if (f.wire == 1 || f.wire == 5) {
    const std::size_t n = f.wire == 1 ? 8 : 4;
    if (rest_.size() < n) return stop();
    for (std::size_t i = n; i-- > 0;)
      f.value = f.value << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(n);
    return true;
  }
  if (f.wire == 2) {
    const auto n = varint();
    if (!n || *n > rest_.size()) return stop();
    f.bytes = rest_.substr(0, *n);
    rest_.remove_prefix(*n);
    return true;
  }
  return stop();
}

bool is_message(std::string_view bytes) {
  if (bytes.empty()) return false;
  Message m(bytes);
  Field f;
  while (m.next(f)) {
  }
  return m.whole();
}

std::optional<Field> find(std::string_view bytes, std::string_view path) {
  for (;;) {
    const auto dot = std::min(path.find('.'), path.size());
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(path.data(), path.data() + dot, number);
    if (error != std::errc{} || end != path.data() + dot) return std::nullopt;
    Message m(bytes);
    Field f;
    bool found = false;
    while (!found && m.next(f))
      found = f.number == number;
    if (!found) return std::nullopt;
    if (dot == path.size()) return f;
    if (f.wire != 2) return std::nullopt;
    bytes = f.bytes;
    path.remove_prefix(dot + 1);
  }
}

bool walk(std::string_view all,
          const std::function<void(const std::string&, const std::string&)>& leaf, Limits limits) {
  return walk_fields(
      all, [&](const std::string& path, const std::string& text, const Field&) { leaf(path, text); },
      limits);
}

bool walk_fields(
    std::string_view all,
    const std::function<void(const std::string&, const std::string&, const Field&)>& leaf,
    Limits limits) {
  struct Step {
    std::string_view bytes;
    std::string path;
    int depth;
  };
  std::vector<Step> todo{{all, "", 0}};
  std::size_t seen = 0;
  bool whole = true;
  while (!todo.empty()) {
    const Step step = std::move(todo.back());
    todo.pop_back();
    std::map<std::uint32_t, std::size_t> count, number;
    Field f;
    for (Message m(step.bytes); m.next(f);)
      ++count[f.number];
    std::vector<Step> below;
    Message m(step.bytes);
    while (m.next(f)) {
      if (++seen > limits.values) return false;
      auto path =
          step.path.empty() ? fmt::to_string(f.number) : fmt::format("{}.{}", step.path, f.number);
      if (count[f.number] > 1) path += fmt::format("[{}]", ++number[f.number]);
      if (f.wire != 2)
        leaf(path, fmt::to_string(static_cast<std::int64_t>(f.value)), f);
      else if (printable(f.bytes) && !(f.bytes.size() < 4 && is_message(f.bytes)))
        leaf(path, std::string(f.bytes), f);
      else if (is_message(f.bytes) && step.depth < limits.depth)
        below.push_back({f.bytes, std::move(path), step.depth + 1});
      else if (!f.bytes.empty())
        leaf(path, store::show(sqlite::Value(sqlite::Blob{std::string(f.bytes)})), f);
    }
    whole = whole && m.whole();
    for (auto b = below.rbegin(); b != below.rend(); ++b)
      todo.push_back(std::move(*b));
  }
  return whole;
}

}  // namespace clew::readers::protobuf
