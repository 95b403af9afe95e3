#include "readers/pdf_words.h"

#include <algorithm>

#include "readers/pdf_paragraphs.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::size_t most_values = 200;
constexpr std::size_t most_value = 4096;

std::string qualified(const XmlToken& token) {
  return (token.prefix.empty() ? std::string() : std::string(token.prefix) + ":") +
         std::string(token.name);
}

}  // namespace

std::string WordsUnder::words(const PageText& page, const std::vector<PageBox>& boxes) {
  if (left_ == 0 || boxes.empty() || page.words.empty()) return {};
  const std::size_t cost = page.words.size() * boxes.size();
  if (cost > left_) {
    left_ = 0;
    return {};
  }
  left_ -= cost;
  PageText under;
  for (const auto& word : page.words) {
    const double x = word.box.x + word.box.width / 2, y = word.box.y + word.box.height / 2;
    for (const auto& b : boxes)
      if (x >= b.x && x <= b.x + b.width && y >= b.y && y <= b.y + b.height) {
        under.words.push_back(word);
        break;
      }
  }
  std::string out;
  for (const auto& p : paragraphs_of(under)) {
    if (!out.empty()) out += ' ';
    out += p.text;
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> xmp_values(std::string_view packet) {
  std::vector<std::pair<std::string, std::string>> out;
  const Utf8Bytes utf8(packet);
  XmlScanner scanner(utf8.text());
  XmlToken token;
  std::vector<std::string> open;
  std::string text;
  // The property that a value belongs to: rdf's own elements only hold it.
  auto property = [&]() -> std::string {
    for (auto e = open.rbegin(); e != open.rend(); ++e)
      if (!e->starts_with("rdf:") && !e->starts_with("x:")) return *e;
    return {};
  };
  auto put = [&](std::string name, std::string_view value) {
    const auto begin = value.find_first_not_of(" \t\r\n");
    if (name.empty() || begin == value.npos || out.size() >= most_values) return;
    value = value.substr(begin, value.find_last_not_of(" \t\r\n") - begin + 1);
    std::pair said(std::move(name), valid_utf8(value.substr(0, most_value)));
    if (std::find(out.begin(), out.end(), said) == out.end()) out.push_back(std::move(said));
  };
  while (scanner.next(token) && out.size() < most_values) {
    if (token.kind == XmlToken::Kind::text) {
      if (text.size() < most_value) append_xml_text(token.body, token.cdata, text);
      continue;
    }
    put(property(), text);
    text.clear();
    if (token.kind == XmlToken::Kind::end) {
      if (!open.empty()) open.pop_back();
      continue;
    }
    for (auto& [name, value] : xml_attributes(token))
      if (!name.starts_with("xmlns") && !name.starts_with("rdf:") && !name.starts_with("x:") &&
          !name.starts_with("xml:"))
        put(std::string(name), value);
    if (!token.empty && open.size() < 100) open.push_back(qualified(token));
  }
  return out;
}

std::string valid_utf8(std::string_view bytes) {
  if (text::is_valid_utf8(bytes)) return std::string(bytes);
  std::string out;
  text::append_utf8(bytes, text::Encoding::utf8, out);
  return out;
}

}  // namespace clew::readers
