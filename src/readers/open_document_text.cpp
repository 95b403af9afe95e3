#include "readers/open_document_text.h"

#include <algorithm>

namespace clew::readers {
namespace {

using Kind = XmlToken::Kind;

// What is entered, and as what its blocks are known.
std::string_view inside(std::string_view name) {
  if (name == "annotation") return "comment";
  if (name == "note-body") return "footnote";
  if (name == "text-box") return "text-box";
  if (name == "notes") return "speaker-notes";
  if (name == "header" || name == "header-left" || name == "header-first") return "header";
  if (name == "footer" || name == "footer-left" || name == "footer-first") return "footer";
  return {};
}

}  // namespace

void OpenDocumentText::run() {
  XmlToken token;
  while (scan_.next(token)) {
    if (token.kind == Kind::text) {
      if (!level_.paragraphs && !into_) continue;
      std::string utf8;
      append_xml_text(token.body, token.cdata, utf8);
      if (into_) {
        if (into_->size() < 1000) *into_ += utf8;
        continue;
      }
      out_.text(utf8, token.begin, token.end);
      if (changes_) {
        out_.extra("deleted text (tracked change)", utf8);
        if (!creator_.empty() || !date_.empty()) out_.extra("deleted by", creator_ + (creator_.empty() || date_.empty() ? "" : ", ") + date_);
      }
    } else if (token.kind == Kind::start) {
      start(token);
    } else {
      end(token);
    }
  }
  into_ = nullptr;
  out_.finish();
}

void OpenDocumentText::enter(Block head) {
  outer_.push_back(level_);
  level_ = {};
  out_.enter(std::move(head));
}
void OpenDocumentText::leave() {
  if (outer_.empty()) return;
  out_.leave();
  level_ = outer_.back();
  outer_.pop_back();
}

void OpenDocumentText::start(const XmlToken& token) {
  const auto name = token.name;
  if ((name == "p" || name == "h") && !token.empty) {
    ++level_.paragraphs;
    if (name == "h") out_.mark("heading");
    deleted_ += changes_ > 0;
  } else if (name == "tab") {
    out_.text("\t", token.begin, token.end);
  } else if (name == "s") {
    auto count = xml_attribute(token, "c");
    std::size_t n = 0;
    for (char c : count.value_or(std::string_view("1")))
      if (c >= '0' && c <= '9' && n < 1000) n = n * 10 + static_cast<std::size_t>(c - '0');
    out_.text(std::string(std::min<std::size_t>(std::max<std::size_t>(n, 1), 1000), ' '), token.begin, token.end);
  } else if (name == "line-break") {
    out_.text("\n", token.begin, token.end);
  } else if (name == "changed-region") {
    creator_.clear(), date_.clear();
  } else if (name == "deletion") {
    changes_ += !token.empty;
  } else if (name == "creator") {
    into_ = token.empty ? nullptr : &creator_;
  } else if (name == "date" && token.prefix == "dc") {
    into_ = token.empty ? nullptr : &date_;
  } else if (name == "table-row" && !token.empty) {
    ++level_.rows;
    level_.cells = 0;
  } else if (name == "table-cell" && level_.rows) {
    if (level_.cells++) out_.text("\t", token.begin, token.begin);
    out_.mark("table-row");
  } else if (name == "list-item") {
    out_.mark("list-item");
  } else if (const auto part = inside(name); !part.empty() && !token.empty) {
    Block head;
    head.part = part;
    if (part == "comment") head = office_comment("", "", "");
    creator_.clear(), date_.clear();
    enter(std::move(head));
  }
}

void OpenDocumentText::end(const XmlToken& token) {
  const auto name = token.name;
  if (name == "creator" || (name == "date" && token.prefix == "dc")) {
    into_ = nullptr;
    if (!outer_.empty() && out_.head().part == "comment") {
      out_.head() = office_comment(creator_, date_, "");
      out_.renew();
    }
  } else if (name == "p" || name == "h") {
    level_.paragraphs -= level_.paragraphs > 0;
    if (!level_.paragraphs) level_.rows ? out_.text(" ", token.begin, token.begin) : out_.flush();
  } else if (name == "deletion") {
    changes_ -= changes_ > 0;
  } else if (name == "table-row") {
    level_.rows -= level_.rows > 0;
    if (!level_.rows) out_.flush();
  } else if (!inside(name).empty()) {
    leave();
  }
}

}  // namespace clew::readers
