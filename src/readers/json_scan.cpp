#include "readers/json_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

bool blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t skip_blanks(std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && blank(bytes[at]))
    ++at;
  return at;
}

// Behind the closing quote of the string whose opening quote is at `at`; npos when it has none
// before the end or a raw line break (which no JSON string holds).
std::size_t string_end(std::string_view bytes, std::size_t at) {
  for (std::size_t i = at + 1; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '"') return i + 1;
    if (c == '\\')
      ++i;
    else if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
      return bytes.npos;
  }
  return bytes.npos;
}

// Behind a number or word.
std::size_t scalar_end(std::string_view bytes, std::size_t at, JsonType& type) {
  for (const auto& [word, t] : {std::pair<std::string_view, JsonType>{"true", JsonType::truth},
                                {"false", JsonType::truth},
                                {"null", JsonType::null}})
    if (bytes.substr(at, word.size()) == word) {
      type = t;
      return at + word.size();
    }
  std::size_t i = at;
  bool digit = false;
  for (; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E')
      break;
  }
  type = JsonType::number;
  return digit && i - at <= 400 ? i : bytes.npos;
}

// Four hex digits at `at`; nothing when they are none.
std::optional<std::uint32_t> four_hex(std::string_view raw, std::size_t at) {
  if (at + 4 > raw.size()) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(raw.data() + at, raw.data() + at + 4, value, 16);
  if (error != std::errc() || end != raw.data() + at + 4) return std::nullopt;
  return value;
}

// Two hex digits at `at`; nothing when they are none.
std::optional<unsigned> two_hex(std::string_view raw, std::size_t at) {
  if (at + 2 > raw.size()) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(raw.data() + at, raw.data() + at + 2, value, 16);
  if (error != std::errc() || end != raw.data() + at + 2) return std::nullopt;
  return value;
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

}  // namespace

std::string json_string(std::string_view raw, std::size_t* replaced) {
  std::string out;
  std::size_t bad = 0;
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t slash = std::min(raw.find('\\', i), raw.size());
    const std::string_view plain = raw.substr(i, slash - i);
    if (text::is_valid_utf8(plain))
      out += plain;
    else
      bad += text::append_utf8(plain, text::Encoding::utf8, out);
    i = slash;
    if (i + 1 >= raw.size()) {
      if (i < raw.size()) ++bad, out += replacement;
      break;
    }
    const char c = raw[i + 1];
    i += 2;
    switch (c) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case '"':
      case '\\':
      case '/':
        out += c;
        break;
      case 'u': {
        auto unit = four_hex(raw, i);
        if (!unit) {
          ++bad;
          out += replacement;
          break;
        }
        i += 4;
        std::uint32_t code = *unit;
        if (code >= 0xD800 && code < 0xDC00 && raw.substr(i, 2) == "\\u") {
          const auto low = four_hex(raw, i + 2);
          if (low && *low >= 0xDC00 && *low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
            i += 6;
          }
        }
        if (code >= 0xD800 && code < 0xE000) {
          ++bad;
          out += replacement;
        } else {
          append_code_point(code, out);
          // Telegram escapes the first byte of a line or paragraph separator and leaves the others.
          if ((code == 0x2028 || code == 0x2029) &&
              raw.substr(i, 2) == (code == 0x2028 ? "\x80\xA8" : "\x80\xA9"))
            i += 2;
        }
        break;
      }
      case 'x': {  // no JSON, but how Telegram writes control characters
        const auto byte = two_hex(raw, i);
        if (byte && *byte < 0x80) {
          out += static_cast<char>(*byte);
          i += 2;
          break;
        }
        ++bad;
        out += replacement;
        out += c;
        break;
      }
      default:
        ++bad;
        out += replacement;
        out += c;
    }
  }
  if (replaced) *replaced += bad;
  return out;
}

bool JsonDoc::parse(std::string_view whole, std::uint64_t begin, std::uint64_t max_bytes) {
  nodes_.clear();
  open_.clear();
  bytes_ = whole;
  const std::string_view bytes = whole.substr(
      0, static_cast<std::size_t>(std::min<std::uint64_t>(whole.size(), begin + max_bytes)));
  std::size_t at = skip_blanks(bytes, static_cast<std::size_t>(begin));
  enum class Want : std::uint8_t {
    value,
    value_or_end,
    key,
    key_or_end,
    comma_or_end
  } want = Want::value;
  const auto fail = [&](std::size_t where) {
    stopped_ = std::min(where, bytes.size());
    return false;
  };
  while (true) {
    at = skip_blanks(bytes, at);
    if (at >= bytes.size()) return fail(at);
    const char c = bytes[at];
    if (want == Want::comma_or_end) {
      Node& parent = nodes_[open_.back()];
      const bool object = parent.type == JsonType::object;
      if (c == ',') {
        ++at;
        want = object ? Want::key : Want::value;
        continue;
      }
      if (c != (object ? '}' : ']')) return fail(at);
      want = object ? Want::key_or_end : Want::value_or_end;
    }
    if ((c == '}' && want == Want::key_or_end) || (c == ']' && want == Want::value_or_end)) {
      Node& node = nodes_[open_.back()];
      node.end = ++at;
      node.next = static_cast<std::uint32_t>(nodes_.size());
      open_.pop_back();
      if (open_.empty()) break;
      want = Want::comma_or_end;
      continue;
    }
    if (nodes_.size() >= max_nodes) return fail(at);
    if (want == Want::key || want == Want::key_or_end) {
      if (c != '"') return fail(at);
      const std::size_t end = string_end(bytes, at);
      if (end == bytes.npos) return fail(at);
      nodes_.push_back({at, end, static_cast<std::uint32_t>(nodes_.size() + 1), JsonType::string});
      at = skip_blanks(bytes, end);
      if (at >= bytes.size() || bytes[at] != ':') return fail(at);
      ++at;
      want = Want::value;
      continue;
    }
    if (c == '{' || c == '[') {
      if (open_.size() >= max_depth) return fail(at);
      open_.push_back(static_cast<std::uint32_t>(nodes_.size()));
      nodes_.push_back({at, at, 0, c == '{' ? JsonType::object : JsonType::array});
      ++at;
      want = c == '{' ? Want::key_or_end : Want::value_or_end;
      continue;
    }
    JsonType type = JsonType::string;
    const std::size_t end = c == '"' ? string_end(bytes, at) : scalar_end(bytes, at, type);
    if (end == bytes.npos) return fail(at);
    nodes_.push_back({at, end, static_cast<std::uint32_t>(nodes_.size() + 1), type});
    at = end;
    if (open_.empty()) break;
    want = Want::comma_or_end;
  }
  end_ = at;
  return true;
}

JsonType Json::type() const { return doc_ ? doc_->nodes_[at_].type : JsonType::none; }

std::string_view Json::source() const {
  if (!doc_) return {};
  const auto& n = doc_->nodes_[at_];
  return doc_->bytes_.substr(static_cast<std::size_t>(n.begin),
                             static_cast<std::size_t>(n.end - n.begin));
}

std::uint64_t Json::begin() const { return doc_ ? doc_->nodes_[at_].begin : 0; }

Json Json::operator[](std::string_view key) const {
  if (!is_object()) return {};
  const std::uint32_t end = doc_->nodes_[at_].next;
  for (std::uint32_t i = at_ + 1; i < end; i = doc_->nodes_[i + 1].next) {
    const std::string_view raw = Json(doc_, i).source();
    const std::string_view inside = raw.substr(1, raw.size() - 2);
    if (inside == key || (inside.find('\\') != inside.npos && json_string(inside) == key))
      return Json(doc_, i + 1);
  }
  return {};
}

std::string Json::text() const {
  const std::string_view raw = source();
  if (type() == JsonType::string) return json_string(raw.substr(1, raw.size() - 2));
  if (type() == JsonType::null) return {};
  return std::string(raw);
}

std::optional<std::int64_t> Json::integer() const {
  std::string_view raw = source();
  if (is_string()) raw = raw.substr(1, raw.size() - 2);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (raw.empty() || error != std::errc() || end != raw.data() + raw.size()) return std::nullopt;
  return value;
}

std::optional<double> Json::real() const {
  std::string_view raw = source();
  if (is_string()) raw = raw.substr(1, raw.size() - 2);
  double value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (raw.empty() || error != std::errc() || end != raw.data() + raw.size() ||
      !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<bool> Json::truth() const {
  if (type() != JsonType::truth) return std::nullopt;
  return source() == "true";
}

void Json::each(const std::function<void(Json)>& visit) const {
  if (!is_array()) return;
  const std::uint32_t end = doc_->nodes_[at_].next;
  for (std::uint32_t i = at_ + 1; i < end; i = doc_->nodes_[i].next)
    visit(Json(doc_, i));
}

void Json::each_member(const std::function<void(const std::string&, Json)>& visit) const {
  if (!is_object()) return;
  const std::uint32_t end = doc_->nodes_[at_].next;
  for (std::uint32_t i = at_ + 1; i < end; i = doc_->nodes_[i + 1].next)
    visit(Json(doc_, i).text(), Json(doc_, i + 1));
}

std::size_t Json::size() const {
  std::size_t n = 0;
  if (is_array()) each([&](Json) { ++n; });
  if (is_object()) each_member([&](const std::string&, Json) { ++n; });
  return n;
}

std::string json_pointer(const JsonPath& path) {
  std::string out;
  for (const auto& step : path) {
    out += '/';
    if (step.element) {
      out += fmt::format("{}", step.index);
      continue;
    }
    for (const char c : step.key) {
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    }
  }
  return out;
}

std::string json_shape(const JsonPath& path) {
  std::string out;
  for (const auto& step : path) {
    if (step.element)
      out += "[]";
    else
      out += (out.empty() ? "" : ".") + step.key;
  }
  return out;
}

class JsonWalk::Walker {
 public:
  Walker(std::string_view bytes, JsonHandler& handler, const JsonLimits& limits)
      : bytes_(bytes), handler_(handler), limits_(limits) {
    if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }
  Walker(std::string_view bytes, JsonHandler& handler, std::uint64_t begin, JsonPath path)
      : bytes_(bytes),
        handler_(handler),
        limits_(),
        at_(static_cast<std::size_t>(begin)),
        path_(std::move(path)),
        one_(true) {}

  bool advance() {
    if (!open_.empty()) {
      step();
      return true;
    }
    if (one_ && values_ > 0) return false;
    // Several values one behind the other (a value a line) are elements of a list that is not
    // written down.
    if (!one_) path_.clear();
    at_ = skip_blanks(bytes_, at_);
    if (at_ >= bytes_.size()) return false;
    if (values_ > 0) path_ = {{"", values_, true}};
    ++values_;
    const std::size_t before = at_;
    if (one_value()) return true;
    const std::size_t line = bytes_.find('\n', before);
    at_ = line == bytes_.npos ? bytes_.size() : line + 1;
    handler_.damaged(path_, before, at_, "is not JSON");
    return true;
  }

 private:
  static constexpr std::size_t max_open = 64;
  struct Level {
    bool object = false;
    std::uint64_t count = 0;
    bool first = true;
    bool unsure = false;  // reading goes on after damage: an end may be another's
    bool last = false;    // no further element of that kind follows
    // The first two keys of its elements, as written: the forms that were seen, at most max_forms.
    struct Form {
      std::string keys;
      std::size_t next = 0;  // where it was found last; it is not looked for again before that
    };
    std::vector<Form> keys;
  };

  // The value at at_, whose path is path_: whole, or its level opened.
  bool one_value() {
    at_ = skip_blanks(bytes_, at_);
    if (at_ >= bytes_.size()) return false;
    const char c = bytes_[at_];
    auto plan = JsonHandler::Plan::whole;
    handler_.at = at_;
    if (c == '{' || c == '[')
      plan = handler_.plan(path_, c == '{' ? JsonType::object : JsonType::array);
    if (plan == JsonHandler::Plan::descend && open_.size() < max_open) {
      Level level;
      level.object = c == '{';
      open_.push_back(std::move(level));
      ++at_;
      return true;
    }
    if (!doc_.parse(bytes_, at_, limits_.max_element_bytes)) return false;
    if (plan != JsonHandler::Plan::skip) handler_.value(path_, doc_.root());
    at_ = static_cast<std::size_t>(doc_.end());
    return true;
  }

  void close() {
    if (!open_.back().object && !open_.back().keys.empty()) {
      closed_ = std::move(open_.back());
      closed_path_ = path_;
      closed_depth_ = open_.size();
    }
    open_.pop_back();
    if (closed_depth_ > open_.size() + 1) closed_.reset();  // what it lay in has ended too
    handler_.leave(path_);
    if (!open_.empty()) path_.pop_back();
  }

  // One member or element of the innermost open level, or its end.
  void step() {
    const std::size_t depth = open_.size();
    Level& level = open_.back();
    at_ = skip_blanks(bytes_, at_);
    if (at_ >= bytes_.size()) {
      handler_.damaged(path_, bytes_.size(), bytes_.size(),
                       "the file ends before its structure does");
      while (!open_.empty())
        close();
      return;
    }
    if (bytes_[at_] == (level.object ? '}' : ']')) {
      if (!level.object && level.unsure && next_element(level) != bytes_.npos)
        return recover(level, at_, at_ + 1);
      ++at_;
      close();
      return;
    }
    if (!level.first) {
      if (bytes_[at_] != ',') return recover(level, at_, at_ + 1);
      at_ = skip_blanks(bytes_, at_ + 1);
      if (at_ < bytes_.size() && bytes_[at_] == (level.object ? '}' : ']'))
        return;  // one comma too many
    }
    const std::size_t begin = at_;
    JsonStep here;
    if (level.object) {
      const std::size_t end =
          at_ < bytes_.size() && bytes_[at_] == '"' ? string_end(bytes_, at_) : bytes_.npos;
      if (end == bytes_.npos) return recover(level, begin, begin + 1);
      here.key = json_string(bytes_.substr(at_ + 1, end - at_ - 2));
      at_ = skip_blanks(bytes_, end);
      if (at_ >= bytes_.size() || bytes_[at_] != ':') return recover(level, begin, at_);
      ++at_;
    } else {
      here.element = true;
      here.index = level.count;
    }
    ++level.count;
    level.first = false;
    path_.push_back(std::move(here));
    const std::size_t value = at_;
    if (one_value()) {
      if (open_.size() != depth) return;
      if (path_.back().element) learn(open_.back(), doc_.root());
      path_.pop_back();
      return;
    }
    const std::size_t stopped =
        static_cast<std::size_t>(std::max<std::uint64_t>(doc_.stopped_at(), value));
    const JsonPath where = path_;
    path_.pop_back();
    recover(open_.back(), begin, std::max(stopped, begin + 1), &where);
  }

  static constexpr std::size_t max_forms = 8;
  static constexpr std::uint64_t learned_elements = 500;

  // `{"id": 7, "type": …}` → `"id"` and `"type"`, as written.
  static std::string keys_of(Json element) {
    std::string keys;
    int n = 0;
    if (element.is_object())
      element.each_member([&](const std::string& key, Json) {
        if (n++ < 2) keys += '"' + key + "\"\n";
      });
    return keys;
  }

  std::string first_keys(std::size_t at) const {
    JsonDoc probe;
    if (!probe.parse(bytes_, at, 1u << 20)) return {};
    return keys_of(probe.root());
  }

  void learn(Level& level, Json element) const {
    if (level.keys.size() >= max_forms || level.count > learned_elements) return;
    std::string keys = keys_of(element);
    if (keys.empty()) return;
    for (const auto& form : level.keys)
      if (form.keys == keys) return;
    level.keys.push_back({std::move(keys), 0});
    level.last = false;
  }

  std::size_t next_element(Level& level) const {
    if (level.keys.empty() || level.last) return bytes_.npos;
    std::size_t found = bytes_.npos;
    for (auto& form : level.keys) {
      if (form.next <= at_) form.next = find_element(form.keys);
      found = std::min(found, form.next);
    }
    level.last = found == bytes_.npos;
    return found;
  }

  // The next object that begins with those keys, from at_; npos if there is none.
  std::size_t find_element(const std::string& keys) const {
    const std::string first = keys.substr(0, keys.find('\n'));
    for (std::size_t at = bytes_.find(first, at_ + 1); at != bytes_.npos;
         at = bytes_.find(first, at + 1)) {
      std::size_t brace = at;
      while (brace > 0 && blank(bytes_[brace - 1]))
        --brace;
      if (brace == 0 || bytes_[brace - 1] != '{' || brace - 1 <= at_) continue;
      if (first_keys(brace - 1) == keys) return brace - 1;
    }
    return bytes_.npos;
  }

  // After damage in [begin, stopped): goes on at the next element, or next member.
  void recover(Level& level, std::size_t begin, std::size_t stopped,
               const JsonPath* where = nullptr) {
    at_ = begin;
    std::size_t next = bytes_.npos;
    // The innermost open array that knows what its elements begin with.
    std::size_t depth = open_.size();
    while (depth > 0 && open_[depth - 1].keys.empty())
      --depth;
    if (depth > 0) next = next_element(open_[depth - 1]);
    // Or the array that seemed to end just before: a comma that became a bracket ends it too early.
    if (next == bytes_.npos && closed_ && closed_depth_ == open_.size() + 1) {
      next = next_element(*closed_);
      if (next != bytes_.npos) {
        handler_.damaged(closed_path_, begin, next, "is not well-formed JSON");
        open_.push_back(std::move(*closed_));
        closed_.reset();
        path_ = closed_path_;
        at_ = next;
        open_.back().first = true;
        open_.back().unsure = true;
        return;
      }
    }
    if (next != bytes_.npos) {
      handler_.damaged(where ? *where : path_, begin, next, "is not well-formed JSON");
      while (open_.size() > depth)
        close();
      at_ = next;
      open_.back().first = true;
      open_.back().unsure = true;
      return;
    }
    // Of an object, or an array not yet known: the next place where a member or element may begin.
    std::size_t at = std::min(stopped, bytes_.size());
    if (level.object) {
      for (; at < bytes_.size(); ++at) {
        if (bytes_[at] != '"') continue;
        const std::size_t end = string_end(bytes_, at);
        if (end == bytes_.npos) continue;
        const std::size_t colon = skip_blanks(bytes_, end);
        if (colon < bytes_.size() && bytes_[colon] == ':') break;
      }
    } else {
      while (at < bytes_.size() && bytes_[at] != '{' && bytes_[at] != ']')
        ++at;
    }
    handler_.damaged(where ? *where : path_, begin, at, "is not well-formed JSON");
    at_ = at;
    level.first = true;
    level.unsure = true;
  }

  std::string_view bytes_;
  JsonHandler& handler_;
  const JsonLimits limits_;
  std::size_t at_ = 0;
  JsonPath path_;
  bool one_ = false;  // one value, not all of the file
  std::uint64_t values_ = 0;
  std::vector<Level> open_;
  std::optional<Level> closed_;  // the array that ended last, in case it had not
  JsonPath closed_path_;
  std::size_t closed_depth_ = 0;
  JsonDoc doc_;
};

JsonWalk::JsonWalk(std::string_view bytes, JsonHandler& handler, const JsonLimits& limits)
    : walker_(std::make_unique<Walker>(bytes, handler, limits)) {}
JsonWalk::JsonWalk(std::string_view bytes, JsonHandler& handler, std::uint64_t begin, JsonPath path)
    : walker_(std::make_unique<Walker>(bytes, handler, begin, std::move(path))) {}
JsonWalk::~JsonWalk() = default;
bool JsonWalk::step() { return walker_->advance(); }

void walk_json(std::string_view bytes, JsonHandler& handler, const JsonLimits& limits) {
  JsonWalk walk(bytes, handler, limits);
  while (walk.step()) {
  }
}

namespace {

// "-----BEGIN PGP SIGNED MESSAGE-----", "Hash: SHA512", an empty line, the value, the signature.
std::optional<ScriptValue> value_signed(std::string_view bytes) {
  const auto head = bytes.substr(0, 1024);
  auto at = head.find("\n\n");
  if (const auto crlf = head.find("\r\n\r\n"); crlf != head.npos && (at == head.npos || crlf < at)) at = crlf + 2;
  if (at == head.npos) return std::nullopt;
  ScriptValue out;
  out.name = "PGP signed message";
  out.begin = skip_blanks(bytes, at);
  if (out.begin >= bytes.size() || (bytes[out.begin] != '[' && bytes[out.begin] != '{')) return std::nullopt;
  out.end = std::min(bytes.rfind("\n-----BEGIN PGP SIGNATURE-----"), bytes.size());
  while (out.end > out.begin && std::string_view(" \t\r\n").find(bytes[out.end - 1]) != std::string_view::npos) --out.end;
  if (out.end <= out.begin + 1 || bytes[out.end - 1] != (bytes[out.begin] == '[' ? ']' : '}')) return std::nullopt;
  return out;
}

}  // namespace

std::optional<ScriptValue> value_in_script(std::string_view bytes) {
  if (bytes.substr(0, 200).find("-----BEGIN PGP SIGNED MESSAGE-----") < 4) return value_signed(bytes);
  auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  };
  const auto head = bytes.substr(0, 1024);
  std::size_t at = skip_blanks(head, head.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  for (const std::string_view word : {"var ", "let ", "const "})
    if (head.substr(at).starts_with(word)) at = skip_blanks(head, at + word.size());
  const auto name = at;
  if (at >= head.size() || !letter(head[at])) return std::nullopt;
  while (at < head.size() && at < name + 300 &&
         (letter(head[at]) || (head[at] >= '0' && head[at] <= '9') || head[at] == '.'))
    ++at;
  ScriptValue out;
  out.name = std::string(head.substr(name, at - name));
  at = skip_blanks(head, at);
  if (at >= head.size() || (head[at] != '=' && head[at] != '(')) return std::nullopt;
  const bool call = head[at] == '(';
  out.begin = skip_blanks(head, at + 1);
  const auto inner = skip_blanks(head, out.begin + 1);
  if (inner >= head.size()) return std::nullopt;
  const char open = head[out.begin], first = head[inner];
  if (open == '{' ? first != '"' && first != '}'
                  : open != '[' ||
                        std::string_view("[{\"]-0123456789").find(first) == std::string_view::npos)
    return std::nullopt;
  // "[{from: 1}]" is a script's own way to write a list, no JSON.
  if (open == '[' && first == '{') {
    const auto key = skip_blanks(head, inner + 1);
    if (key < head.size() && head[key] != '"' && head[key] != '}') return std::nullopt;
  }
  out.end = bytes.size();
  auto back = [&](char c) {
    while (out.end > inner &&
           std::string_view(" \t\r\n").find(bytes[out.end - 1]) != std::string_view::npos)
      --out.end;
    if (out.end <= inner || bytes[out.end - 1] != c) return false;
    --out.end;
    return true;
  };
  back(';');
  if (call && !back(')')) return std::nullopt;
  if (!back(open == '{' ? '}' : ']')) return std::nullopt;
  ++out.end;
  return out;
}

JsonHead json_head(const exhibit::Item& item) {
  JsonHead head;
  const auto script = value_in_script(item.bytes());
  std::string_view bytes = item.bytes().substr(script ? script->begin : 0, 65'536);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::size_t at = skip_blanks(bytes, 0);
  if (at >= bytes.size() || (bytes[at] != '{' && bytes[at] != '[')) return head;
  head.array = bytes[at] == '[';
  const std::size_t next = skip_blanks(bytes, at + 1);
  if (!head.array && next < bytes.size() && bytes[next] != '"' && bytes[next] != '}') return head;
  head.json = true;
  // Keys by a stack of shapes; tolerant, as the end is cut off.
  struct Open {
    std::string shape;
    bool object;
  };
  std::vector<Open> open;
  std::string key;
  while (at < bytes.size() && head.shapes.size() < 4000) {
    const char c = bytes[at];
    if (c == '"') {
      const std::size_t end = string_end(bytes, at);
      if (end == bytes.npos) break;
      const std::size_t colon = skip_blanks(bytes, end);
      if (colon < bytes.size() && bytes[colon] == ':' && !open.empty() && open.back().object) {
        key = json_string(bytes.substr(at + 1, end - at - 2));
        head.shapes.insert(open.back().shape.empty() ? key : open.back().shape + "." + key);
        at = colon + 1;
        continue;
      }
      at = end;
      continue;
    }
    if (c == '{' || c == '[') {
      if (open.size() > 32) break;
      std::string shape;
      if (!open.empty()) {
        shape = open.back().shape;
        if (open.back().object) shape += (shape.empty() ? "" : ".") + key;
      }
      if (c == '[') shape += "[]";
      open.push_back({std::move(shape), c == '{'});
    } else if (c == '}' || c == ']') {
      if (open.empty()) break;
      open.pop_back();
      if (open.empty()) {
        const std::size_t more = skip_blanks(bytes, at + 1);
        const bool another = more < bytes.size() && bytes[more] == '{';
        head.lines = head.lines || another;
        if (!another) break;
      }
    }
    ++at;
  }
  return head;
}

}  // namespace clew::readers
