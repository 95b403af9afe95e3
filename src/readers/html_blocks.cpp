#include "readers/html_blocks.h"

#include <algorithm>
#include <iterator>

#include "readers/html_entities.h"
#include "readers/vcard_property.h"

namespace clew::readers::html {
namespace {

constexpr std::size_t max_block_bytes = 256u << 10;
constexpr std::size_t max_row_bytes = 8u << 10;  // above it, a cell's own paragraphs are blocks
constexpr std::size_t max_references = 200;      // links and images of one block
constexpr std::size_t max_meta = 200;
constexpr std::size_t max_attribute_bytes = 4096;
constexpr std::size_t max_wide_bytes = 256u << 20;

constexpr std::string_view block_tags[] = {
    "address",  "article",    "aside",  "blockquote", "body",    "caption", "center",
    "dd",       "details",    "dialog", "dir",        "div",     "dl",      "dt",
    "fieldset", "figcaption", "figure", "footer",     "form",    "h1",      "h2",
    "h3",       "h4",         "h5",     "h6",         "head",    "header",  "hgroup",
    "hr",       "html",       "legend", "li",         "main",    "menu",    "nav",
    "ol",       "option",     "p",      "pre",        "section", "select",  "summary",
    "table",    "tbody",      "tfoot",  "thead",      "title",   "tr",      "ul"};
constexpr std::string_view raw_tags[] = {"script", "style", "iframe", "noembed", "noframes"};

template <typename Table>
bool is_in(std::string_view s, const Table& table) {
  return std::find(std::begin(table), std::end(table), s) != std::end(table);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string collapse(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (!is_space(c))
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_remote(std::string_view url) {
  return url.compare(0, 2, "//") == 0 || lower(url.substr(0, 7)) == "http://" ||
         lower(url.substr(0, 8)) == "https://" || lower(url.substr(0, 6)) == "ftp://";
}

// The value after "charset=" in what an attribute or a head says.
std::string charset_in(std::string_view text) {
  const std::string low = lower(text);
  auto at = low.find("charset");
  if (at == low.npos) return {};
  at += 7;
  while (at < low.size() &&
         (is_space(low[at]) || low[at] == '=' || low[at] == '"' || low[at] == '\''))
    ++at;
  const auto end = low.find_first_of(" \t\r\n\"';/>", at);
  return low.substr(at, std::min(end, low.size()) - at);
}

}  // namespace

const std::string* HtmlBlocks::Tag::find(std::string_view wanted) const {
  for (const auto& [key, value] : attributes)
    if (key == wanted) return &value;
  return nullptr;
}

HtmlBlocks::HtmlBlocks(std::string_view bytes) : bytes_(bytes), source_(bytes) { choose_charset(); }

HtmlBlocks::HtmlBlocks(std::string_view part, const HtmlBlocks& page)
    : bytes_(part), source_(part), guess_(page.guess_), charset_(page.charset_), charset_reason_(page.charset_reason_) {}

void HtmlBlocks::choose_charset() {
  guess_ = text::detect_encoding(source_);
  at_ = guess_.bom_bytes;
  if (text::unit_bytes(guess_.encoding) == 2) {
    std::size_t bad = 0;
    wide_ = text::to_utf8(source_.substr(at_, max_wide_bytes), guess_.encoding, &bad);
    replaced_ += bad;
    wide_source_ = at_;
    bytes_ = wide_;
    at_ = 0;
    charset_ = std::string(text::word(guess_.encoding));
    charset_reason_ = guess_.reason;
    guess_.encoding = text::Encoding::utf8;
    return;
  }
  charset_ = std::string(text::word(guess_.encoding));
  charset_reason_ = guess_.reason;
  if (guess_.bom_bytes > 0) return;
  // What the page says of itself, unless its bytes say it is UTF-8.
  const std::string said = charset_in(source_.substr(0, 4096));
  if (said.empty() || said.size() > 40) return;
  if (guess_.encoding == text::Encoding::utf8) {
    // Seven-bit sets that look like ASCII are the only ones to believe here.
    if (said.compare(0, 9, "iso-2022-") != 0) return;
  } else if (said == "utf-8" || said == "utf8" || said.compare(0, 6, "utf-16") == 0) {
    return;  // it says UTF-8, but is not
  }
  charset_ = said;
  charset_reason_ = "meta element";
}

std::string HtmlBlocks::decode(std::string_view bytes) {
  std::size_t bad = 0;
  std::string out;
  if (charset_reason_ == "meta element")
    out = vcard::from_charset(bytes, charset_, &bad);
  else
    out = text::to_utf8(bytes, guess_.encoding, &bad);
  replaced_ += bad;
  return out;
}

// At '<' and a letter or '/'. Leaves at_ behind the '>'.
bool HtmlBlocks::parse_tag(Tag& tag) {
  std::size_t i = at_ + 1;
  tag = {};
  if (i < bytes_.size() && bytes_[i] == '/') tag.end = true, ++i;
  const std::size_t name = i;
  while (i < bytes_.size() && !is_space(bytes_[i]) && bytes_[i] != '>' && bytes_[i] != '/')
    ++i;
  tag.name = lower(bytes_.substr(name, std::min<std::size_t>(i - name, 40)));
  while (true) {
    while (i < bytes_.size() && (is_space(bytes_[i]) || bytes_[i] == '/'))
      ++i;
    if (i >= bytes_.size()) {
      cut_ = true;
      at_ = bytes_.size();
      return false;
    }
    if (bytes_[i] == '>') {
      at_ = i + 1;
      return true;
    }
    const std::size_t key = i;
    while (i < bytes_.size() && !is_space(bytes_[i]) && bytes_[i] != '>' && bytes_[i] != '=' &&
           bytes_[i] != '/')
      ++i;
    std::string_view key_text = bytes_.substr(key, i - key);
    if (i == key) ++i;  // a stray '='
    while (i < bytes_.size() && is_space(bytes_[i]))
      ++i;
    std::string_view value;
    if (i < bytes_.size() && bytes_[i] == '=') {
      ++i;
      while (i < bytes_.size() && is_space(bytes_[i]))
        ++i;
      if (i < bytes_.size() && (bytes_[i] == '"' || bytes_[i] == '\'')) {
        const std::size_t close = bytes_.find(bytes_[i], i + 1);
        if (close == bytes_.npos) {
          // A quotation mark that is never closed: the tag ends at the next '>' after all, so that
          // the rest of the page is not lost.
          cut_ = true;
          const std::size_t end = bytes_.find('>', i);
          at_ = end == bytes_.npos ? bytes_.size() : end + 1;
          return end != bytes_.npos;
        }
        value = bytes_.substr(i + 1, close - i - 1);
        i = close + 1;
      } else {
        const std::size_t begin = i;
        while (i < bytes_.size() && !is_space(bytes_[i]) && bytes_[i] != '>')
          ++i;
        value = bytes_.substr(begin, i - begin);
      }
    }
    if (tag.attributes.size() < 40 && key_text.size() <= 64)
      tag.attributes.emplace_back(lower(key_text),
                                  decode_entities(decode(value.substr(0, max_attribute_bytes))));
  }
}

// To behind "</name>"; the content goes to `content` if wanted.
void HtmlBlocks::skip_raw(std::string_view name, std::string* content) {
  const std::size_t begin = at_;
  std::size_t i = at_;
  while (true) {
    i = bytes_.find("</", i);
    if (i == bytes_.npos) {
      cut_ = true;
      at_ = bytes_.size();
      if (content) *content = std::string(bytes_.substr(begin, max_block_bytes));
      return;
    }
    const std::size_t after = i + 2 + name.size();
    if (lower(bytes_.substr(i + 2, name.size())) == name &&
        (after >= bytes_.size() || is_space(bytes_[after]) || bytes_[after] == '>' ||
         bytes_[after] == '/'))
      break;
    i += 2;
  }
  if (content) *content = std::string(bytes_.substr(begin, std::min(i - begin, max_block_bytes)));
  const std::size_t end = bytes_.find('>', i);
  at_ = end == bytes_.npos ? bytes_.size() : end + 1;
}

void HtmlBlocks::add_text(std::size_t begin, std::size_t end, HtmlBlock& block) {
  const std::string_view raw = bytes_.substr(begin, end - begin);
  nuls_ += static_cast<std::uint64_t>(std::count(raw.begin(), raw.end(), '\0'));
  std::size_t first = 0, last = raw.size();
  while (first < last && is_space(raw[first]))
    ++first;
  while (last > first && is_space(raw[last - 1]))
    --last;
  if (first == last) {
    blank_pending_ = blank_pending_ || !raw.empty();
    return;
  }
  if (!started_) text_begin_ = begin + first;
  text_end_ = begin + last;
  const std::string text = decode_entities(decode(raw));
  if (started_ && tab_pending_)
    block.text += '\t';
  else if (started_ && (blank_pending_ || first > 0) && !in_pre_ && !block.text.empty() &&
           block.text.back() != '\n' && block.text.back() != '\t' && block.text.back() != ' ')
    block.text += ' ';
  tab_pending_ = false;
  started_ = true;
  if (in_pre_) {
    block.text += text;
  } else {
    block.text += collapse(
        std::string_view(text).substr(std::min(text.find_first_not_of(" \t\r\n\f"), text.size())));
  }
  blank_pending_ = last < raw.size();
}

// True when the tag ended the block.
bool HtmlBlocks::handle(const Tag& tag, HtmlBlock& block) {
  const std::string& name = tag.name;
  if (!tag.end) {
    if (name == "a" || name == "area") {
      if (const auto* href = tag.find("href"); href && block.links.size() < max_references)
        block.links.push_back(*href);
    } else if (name == "img" || name == "video" || name == "audio" || name == "source" ||
               name == "embed" || name == "object" || name == "input") {
      const auto* src = tag.find(name == "object" ? "data" : "src");
      if (src) {
        if (block.images.size() < max_references && src->compare(0, 5, "data:") != 0)
          block.images.push_back(*src);
        remote_ += is_remote(*src);
      }
      if (const auto* alt = tag.find("alt"); alt && name == "img" && !alt->empty()) {
        if (started_ && !block.text.empty() && block.text.back() != ' ') block.text += ' ';
        if (!started_) text_begin_ = at_;
        block.text += "[" + collapse(*alt) + "]";
        started_ = true;
        text_end_ = at_;
        blank_pending_ = true;
      }
    } else if (name == "html" || name == "body") {
      if (const auto* lang = tag.find("lang"); lang && language_.empty()) language_ = *lang;
    } else if (name == "meta") {
      const auto* key = tag.find("name");
      if (!key) key = tag.find("property");
      const auto* content = tag.find("content");
      if (key && content && meta_.size() < max_meta) meta_.emplace_back(lower(*key), *content);
    } else if (name == "link") {
      if (const auto* href = tag.find("href")) remote_ += is_remote(*href);
    }
    if (is_in(name, raw_tags)) {
      if (const auto* src = tag.find("src")) remote_ += is_remote(*src);
      scripts_ += name == "script";
      skip_raw(name, nullptr);
      blank_pending_ = true;
      return false;
    }
    if (name == "title" && title_.empty()) {
      std::string content;
      skip_raw(name, &content);
      title_ = collapse(decode_entities(decode(content)));
      return false;
    }
    if (name == "textarea") {
      const std::size_t begin = at_;
      std::string content;
      skip_raw(name, &content);
      add_text(begin, std::min(begin + content.size(), bytes_.size()), block);
      return false;
    }
  }
  if (name == "br") {
    if (started_) block.text += '\n';
    blank_pending_ = false;
    return false;
  }
  if (name == "td" || name == "th") {
    if (!tag.end) tab_pending_ = tab_pending_ || started_;
    blank_pending_ = false;
    return false;
  }
  if (!is_in(name, block_tags)) return false;
  if (name == "pre") in_pre_ = !tag.end;
  if (name == "tr") {
    if (tag.end)
      rows_ -= rows_ > 0;
    else
      ++rows_;
    const bool ended = started_ || !block.links.empty() || !block.images.empty();
    if (ended) block.part = "table-row";
    part_ = tag.end ? "paragraph" : "table-row";
    return ended;
  }
  if (name == "table") {
    part_ = tag.end && rows_ > 0 ? "table-row" : "paragraph";
    return started_ || !block.links.empty() || !block.images.empty();
  }
  // Inside a cell paragraphs are lines of the row, unless the table only lays out a page.
  if (rows_ > 0 && block.text.size() < max_row_bytes) {
    blank_pending_ = true;
    return false;
  }
  const bool ended = started_ || !block.links.empty() || !block.images.empty();
  if (ended) block.part = part_;
  part_ = tag.end                                                                  ? "paragraph"
          : name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' ? "heading"
          : name == "li" || name == "dt" || name == "dd"                           ? "list-item"
                                                                                   : "paragraph";
  return ended;
}

bool HtmlBlocks::finish(HtmlBlock& block) {
  if (!started_ && block.links.empty() && block.images.empty()) return false;
  if (!started_) text_begin_ = text_end_ = at_;
  while (!block.text.empty() && (block.text.back() == ' ' || block.text.back() == '\n'))
    block.text.pop_back();
  // Lines and, for UTF-16, the source's offsets are followed as the blocks go on.
  const auto source_at = [&](std::size_t at) {
    if (wide_.empty()) return at;
    if (at > wide_utf8_) {
      const auto rest = source_.substr(wide_source_);
      const auto enc = charset_ == "UTF-16BE" ? text::Encoding::utf16be : text::Encoding::utf16le;
      // Each step looks at no more source than twice the text between.
      const std::size_t step = at - wide_utf8_;
      wide_source_ +=
          text::source_offset(rest.substr(0, std::min(rest.size(), step * 2 + 4)), enc, step);
      wide_utf8_ = at;
    }
    return wide_source_;
  };
  while (line_at_ < text_begin_) {
    if (bytes_[line_at_] == '\n') ++line_;
    ++line_at_;
  }
  block.offset = source_at(text_begin_);
  block.length = source_at(text_end_) - block.offset;
  block.line = line_;
  started_ = blank_pending_ = tab_pending_ = false;
  return true;
}

bool HtmlBlocks::next(HtmlBlock& block) {
  block = {};
  block.part = part_;
  while (at_ < bytes_.size()) {
    if (block.text.size() > max_block_bytes) return finish(block);
    const std::size_t open = std::min(bytes_.find('<', at_), bytes_.size());
    if (open > at_) {
      std::size_t end = open;
      if (end - at_ > max_block_bytes) {
        end = at_ + max_block_bytes;
        while (end > at_ + 1 && (static_cast<unsigned char>(bytes_[end]) & 0xC0) == 0x80)
          --end;
      }
      add_text(at_, end, block);
      at_ = end;
      if (end < open) return finish(block);
      continue;
    }
    const std::string_view rest = bytes_.substr(at_);
    if (rest.compare(0, 4, "<!--") == 0) {
      const std::size_t end = bytes_.find("-->", at_ + 2);
      if (end == bytes_.npos) cut_ = true;
      at_ = end == bytes_.npos ? bytes_.size() : end + 3;
      continue;
    }
    if (rest.compare(0, 9, "<![CDATA[") == 0) {
      at_ += 9;
      continue;
    }
    if (rest.size() > 1 && (rest[1] == '!' || rest[1] == '?')) {
      const std::size_t end = bytes_.find('>', at_);
      if (end == bytes_.npos) cut_ = true;
      at_ = end == bytes_.npos ? bytes_.size() : end + 1;
      continue;
    }
    const bool tag_like =
        rest.size() > 1 &&
        (is_letter(rest[1]) || (rest[1] == '/' && rest.size() > 2 && is_letter(rest[2])));
    if (!tag_like) {
      add_text(at_, at_ + 1, block);  // a '<' that is only a sign
      ++at_;
      continue;
    }
    Tag tag;
    if (!parse_tag(tag)) break;
    if (handle(tag, block)) {
      if (finish(block)) return true;
      block = {};
      block.part = part_;
    } else if (!started_) {
      block.part = part_;
    }
  }
  return finish(block);
}

std::string visible_text(std::string_view bytes, std::size_t most_bytes) {
  HtmlBlocks blocks(bytes);
  std::string out;
  for (HtmlBlock block; out.size() < most_bytes && blocks.next(block);) {
    if (block.text.empty()) continue;
    if (!out.empty()) out += '\n';
    out += block.text;
  }
  return out;
}

}  // namespace clew::readers::html
