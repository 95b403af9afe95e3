#include "readers/office_markup.h"

#include <fmt/format.h>

namespace clew::readers {
namespace {

using Kind = XmlToken::Kind;
constexpr std::size_t most_alternate = 1u << 20;

bool is_heading(std::string_view style) {
  return style.starts_with("Heading") || style.starts_with("Title") || style.starts_with("heading");
}
std::string attribute(const XmlToken& token, std::string_view name) { return xml_attribute_text(token, name); }
bool off(std::string_view value) { return value == "0" || value == "false" || value == "off"; }

}  // namespace

Block office_comment(std::string_view author, std::string_view when, std::string key) {
  Block head;
  head.beside = true;
  head.table = "comments";
  head.part = "comment";
  head.key = std::move(key);
  if (!author.empty()) head.participants.push_back({model::Role::author, {model::IdentifierKind::name, std::string(author), ""}, std::string(author)});
  if (!when.empty()) {
    model::Time time;
    time.kind = model::TimeKind::created;
    time.raw = when;
    if (const auto iso = parse_iso(when)) {
      time.local = iso->micros;
      time.certainty = model::Certainty::local_unknown;
    }
    head.times.push_back(std::move(time));
  }
  return head;
}

void OfficeMarkup::run() {
  XmlToken token;
  while (scan_.next(token)) {
    if (token.kind == Kind::start)
      start(token);
    else if (token.kind == Kind::end)
      end(token);
    else if (in_text_ || in_value_)
      text(token);
  }
  out_.finish();
}

void OfficeMarkup::enter(Block head) {
  outer_.push_back(table_);
  table_ = {};
  out_.enter(std::move(head));
}
void OfficeMarkup::leave() {
  if (outer_.empty()) return;
  out_.leave();
  table_ = outer_.back();
  outer_.pop_back();
}

void OfficeMarkup::start(const XmlToken& token) {
  const auto name = token.name;
  if (name == "t" || name == "delText" || (name == "text" && token.prefix == "p")) {
    in_text_ = !token.empty;
    gone_ = name == "delText";
  } else if (name == "r") {
    in_run_ = !token.empty;
    hidden_ = false;
  } else if (name == "tab" && !in_properties_) {
    put("\t", token);
  } else if (name == "br" || name == "cr") {
    put("\n", token);
  } else if (name == "noBreakHyphen") {
    put("-", token);
  } else if (name == "sym") {
    out_.extra("symbol", attribute(token, "font") + " " + attribute(token, "char"));
  } else if (name == "pPr" || name == "rPr") {
    in_properties_ += !token.empty;
  } else if (name == "vanish") {
    if (in_run_ && in_properties_ && !off(attribute(token, "val"))) hidden_ = true;
  } else if (name == "pStyle") {
    if (is_heading(attribute(token, "val"))) out_.mark("heading");
  } else if (name == "numPr") {
    out_.mark("list-item");
  } else if (name == "tr") {
    table_.rows += !token.empty;
    table_.cells = 0;
  } else if (name == "tc" && table_.rows) {
    if (table_.cells++) put("\t", token);
    out_.mark("table-row");
  } else if (name == "ins" || name == "del" || name == "moveFrom" || name == "moveTo") {
    if (!in_properties_ && !token.empty) changed(token);
  } else if (name == "comment" && !token.empty) {
    enter(office_comment(attribute(token, "author"), attribute(token, "date"), "comment " + attribute(token, "id")));
  } else if ((name == "cm" || name == "reply") && !token.empty) {  // PowerPoint
    auto author = attribute(token, "authorId");
    const auto known = authors_.find(author);
    auto when = attribute(token, "dt");
    if (when.empty()) when = attribute(token, "created");
    auto id = attribute(token, "idx");
    if (id.empty()) id = attribute(token, "id");
    enter(office_comment(known == authors_.end() ? author : known->second, when, "comment " + author + " " + id));
  } else if (name == "txbxContent" && !token.empty) {
    Block head;
    head.part = "text-box";
    enter(std::move(head));
  } else if (name == "AlternateContent" && !token.empty) {
    if (alternate_++ == 0) choice_.clear();
  } else if (name == "Fallback" && !token.empty && alternate_) {
    if (fallback_++ == 0) other_.clear();
  } else if (name == "ser" && token.prefix == "c") {
    in_series_ = !token.empty;
  } else if (name == "v" && in_series_) {
    in_value_ = !token.empty;
  } else if (name == "sld" && off(attribute(token, "show"))) {
    hidden_slide_ = true;
    out_.always("hidden slide", "yes");
  }
}

void OfficeMarkup::end(const XmlToken& token) {
  const auto name = token.name;
  if (name == "t" || name == "delText" || name == "text") in_text_ = false;
  if (name == "r") in_run_ = hidden_ = false;
  if (name == "pPr" || name == "rPr") in_properties_ -= in_properties_ > 0;
  if (name == "moveFrom") moved_ -= moved_ > 0;
  if (name == "ins" || name == "del" || name == "moveFrom" || name == "moveTo") change_.clear();
  if (name == "p") table_.rows ? put(" ", token) : fallback_ ? put("\n", token) : out_.flush();
  if (name == "tr") {
    table_.rows -= table_.rows > 0;
    if (!table_.rows) out_.flush();
  }
  if (name == "text" && token.prefix == "p") out_.flush();
  if (name == "comment" || name == "cm" || name == "reply" || name == "txbxContent") leave();
  if (name == "v" && in_value_) {
    in_value_ = false;
    put("\t", token);
  }
  if (name == "ser" && in_series_) {
    in_series_ = false;
    out_.mark("table-row");
    out_.flush();
  }
  if (name == "Fallback" && fallback_ && --fallback_ == 0) {
    const auto words = [](std::string_view s) {
      std::string out;
      for (const char c : s)
        if (c != ' ' && c != '\n' && c != '\t') out += c;
      return out;
    };
    if (words(other_) != words(choice_)) {
      Block head;
      head.part = "text-box";
      head.extras.push_back({"shown by older programs only", "yes"});
      out_.enter(std::move(head));
      out_.text(other_, other_begin_, other_end_);
      out_.leave();
    }
    other_.clear();
  }
  if (name == "AlternateContent" && alternate_) --alternate_;
}

void OfficeMarkup::changed(const XmlToken& token) {
  if (token.name == "moveFrom") ++moved_;
  const auto author = attribute(token, "author"), when = attribute(token, "date");
  change_ = author + (author.empty() || when.empty() ? "" : ", ") + when;
}

void OfficeMarkup::text(const XmlToken& token) {
  std::string utf8;
  append_xml_text(token.body, token.cdata, utf8);
  if (!fallback_) {
    const bool gone = gone_ || moved_;
    if (gone) {
      ++deleted_;
      out_.extra(moved_ ? "text moved away (tracked change)" : "deleted text (tracked change)", utf8);
    }
    if (!change_.empty()) out_.extra(gone ? (moved_ ? "moved by" : "deleted by") : "inserted by", change_);
    if (hidden_) {
      ++hidden_count_;
      out_.extra("hidden text", utf8);
    }
  }
  put(utf8, token);
}

void OfficeMarkup::put(std::string_view utf8, const XmlToken& token) {
  if (fallback_) {
    if (other_.empty()) other_begin_ = token.begin;
    if (other_.size() < most_alternate) other_ += utf8;
    other_end_ = token.end;
    return;
  }
  if (alternate_ && choice_.size() < most_alternate) choice_ += utf8;
  const bool blank = token.kind != Kind::text;
  out_.text(utf8, token.begin, blank ? token.begin : token.end);
}

}  // namespace clew::readers
