#include "readers/office_text_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "exhibit/locator.h"
#include "readers/text_reader_document.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;
using Kind = XmlToken::Kind;

constexpr std::size_t most_block = 256u << 10;  // a longer paragraph is cut into several

// The kinds of part, told by the root element: names of parts may lie.
enum class Part { none, word, slide, open_document };
struct PartKind {
  Part part = Part::none;
  std::string_view format, what;  // media type of the document; "body", "comments", "slide" …
};

PartKind kind_of(std::string_view bytes) {
  XmlScanner scan(bytes.substr(0, 64u << 10));
  XmlToken token;
  while (scan.next(token)) {
    if (token.kind != Kind::start) continue;
    static constexpr std::string_view word =
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    static constexpr std::string_view slides =
        "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    bool wordish = token.body.find("wordprocessingml") != token.body.npos || token.prefix == "w";
    if (token.name == "document" && wordish) return {Part::word, word, "body"};
    if (wordish)
      for (auto [name, what] :
           {std::pair("comments", "comments"), std::pair("footnotes", "footnotes"),
            std::pair("endnotes", "endnotes"), std::pair("hdr", "header"),
            std::pair("ftr", "footer")})
        if (token.name == name) return {Part::word, word, what};
    if (token.name == "sld") return {Part::slide, slides, "slide"};
    if (token.name == "notes" && token.prefix == "p") return {Part::slide, slides, "speaker notes"};
    if (token.name == "document-content")
      return {Part::open_document, "application/vnd.oasis.opendocument", "body"};
    return {};
  }
  return {};
}

// Collects the text of one block and where it lies.
class Gatherer {
 public:
  explicit Gatherer(DocumentWriter& writer, bool survey) : writer_(writer), survey_(survey) {}

  void text(std::string_view utf8, std::uint64_t begin, std::uint64_t end) {
    if (utf8.empty()) return;
    if (block_.text.empty()) block_.offset = begin;
    block_.text += utf8;
    block_.length = end - block_.offset;
    if (block_.text.size() > most_block) flush();
  }
  void mark(std::string_view part) { block_.part = part; }
  void extra(std::string name, std::string value) {
    block_.extras.push_back({std::move(name), std::move(value)});
  }
  void flush() {
    if (block_.text.find_first_not_of(" \t\n") != std::string::npos) {
      block_.line = 1;
      survey_ ? writer_.survey(block_) : writer_.write(std::move(block_));
    }
    block_ = {};
  }

 private:
  DocumentWriter& writer_;
  bool survey_;
  Block block_;
};

bool is_heading(std::string_view style) {
  return style.starts_with("Heading") || style.starts_with("Title") || style.starts_with("heading");
}

// Word and PowerPoint: <w:p>, <a:p> with runs of <t>; rows of tables are one block, cells parted by
// tabs.
class OfficeText {
 public:
  OfficeText(std::string_view bytes, Gatherer& out) : scan_(bytes), out_(out) {}

  void run() {
    XmlToken token;
    while (scan_.next(token)) {
      if (token.kind == Kind::start)
        start(token);
      else if (token.kind == Kind::end)
        end(token);
      else if (in_text_)
        text(token);
    }
    out_.flush();
  }
  const XmlScanner& scan() const { return scan_; }
  std::uint64_t deleted() const { return deleted_; }

 private:
  void start(const XmlToken& token) {
    auto name = token.name;
    if (name == "t" || name == "delText") {
      in_text_ = !token.empty;
      gone_ = name == "delText";
    } else if (name == "tab" && !in_properties_) {
      out_.text("\t", token.begin, token.end);
    } else if (name == "br" || name == "cr") {
      out_.text("\n", token.begin, token.end);
    } else if (name == "pPr" || name == "rPr") {
      in_properties_ += !token.empty;
    } else if (name == "pStyle") {
      if (is_heading(attribute(token, "val"))) out_.mark("heading");
    } else if (name == "numPr") {
      out_.mark("list-item");
    } else if (name == "tr") {
      rows_ += !token.empty;
      cell_ = 0;
    } else if (name == "tc" && rows_) {
      if (cell_++) out_.text("\t", token.begin, token.begin);
      out_.mark("table-row");
    } else if (name == "comment") {
      auto author = attribute(token, "author"), date = attribute(token, "date");
      if (!author.empty()) out_.extra("comment author", author);
      if (!date.empty()) out_.extra("comment date", date);
    }
  }
  void end(const XmlToken& token) {
    auto name = token.name;
    if (name == "t" || name == "delText") in_text_ = false;
    if (name == "pPr" || name == "rPr") in_properties_ -= in_properties_ > 0;
    if (name == "p") rows_ ? out_.text(" ", token.begin, token.begin) : out_.flush();
    if (name == "tr") {
      rows_ -= rows_ > 0;
      if (!rows_) out_.flush();
    }
  }
  void text(const XmlToken& token) {
    std::string utf8;
    append_xml_text(token.body, token.cdata, utf8);
    if (gone_) {
      ++deleted_;
      out_.extra("deleted text (tracked change)", utf8);
    }
    out_.text(utf8, token.begin, token.end);
  }
  static std::string attribute(const XmlToken& token, std::string_view name) {
    return xml_attribute_text(token, name);
  }

  XmlScanner scan_;
  Gatherer& out_;
  bool in_text_ = false, gone_ = false;
  int in_properties_ = 0, rows_ = 0, cell_ = 0;
  std::uint64_t deleted_ = 0;
};

// OpenDocument: text stands directly inside <text:p> and <text:h>.
class OpenText {
 public:
  OpenText(std::string_view bytes, Gatherer& out) : scan_(bytes), out_(out) {}

  void run() {
    XmlToken token;
    while (scan_.next(token)) {
      if (token.kind == Kind::text) {
        if (!paragraphs_) continue;
        std::string utf8;
        append_xml_text(token.body, token.cdata, utf8);
        out_.text(utf8, token.begin, token.end);
        if (changes_) out_.extra("deleted text (tracked change)", utf8);
      } else if (token.kind == Kind::start) {
        start(token);
      } else {
        end(token);
      }
    }
    out_.flush();
  }
  const XmlScanner& scan() const { return scan_; }
  std::uint64_t deleted() const { return deleted_; }

 private:
  void start(const XmlToken& token) {
    auto name = token.name;
    if ((name == "p" || name == "h") && !token.empty) {
      ++paragraphs_;
      if (name == "h") out_.mark("heading");
      deleted_ += changes_ > 0;
    } else if (name == "tab") {
      out_.text("\t", token.begin, token.end);
    } else if (name == "s") {
      auto count = xml_attribute(token, "c");
      std::size_t n = 0;
      for (char c : count.value_or(std::string_view("1")))
        if (c >= '0' && c <= '9' && n < 1000) n = n * 10 + static_cast<std::size_t>(c - '0');
      out_.text(std::string(std::min<std::size_t>(std::max<std::size_t>(n, 1), 1000), ' '),
                token.begin, token.end);
    } else if (name == "line-break") {
      out_.text("\n", token.begin, token.end);
    } else if (name == "deletion") {
      changes_ += !token.empty;
    } else if (name == "table-row" && !token.empty) {
      ++rows_;
      cell_ = 0;
    } else if (name == "table-cell" && rows_) {
      if (cell_++) out_.text("\t", token.begin, token.begin);
      out_.mark("table-row");
    } else if (name == "list-item") {
      out_.mark("list-item");
    }
  }
  void end(const XmlToken& token) {
    auto name = token.name;
    if (name == "p" || name == "h") {
      paragraphs_ -= paragraphs_ > 0;
      if (!paragraphs_) rows_ ? out_.text(" ", token.begin, token.begin) : out_.flush();
    } else if (name == "deletion") {
      changes_ -= changes_ > 0;
    } else if (name == "table-row") {
      rows_ -= rows_ > 0;
      if (!rows_) out_.flush();
    }
  }

  XmlScanner scan_;
  Gatherer& out_;
  int paragraphs_ = 0, changes_ = 0, rows_ = 0, cell_ = 0;
  std::uint64_t deleted_ = 0;
};

// Title, people and dates from docProps/core.xml or meta.xml beside the part.
std::vector<model::Field> properties(const exhibit::Item& item, std::string& title) {
  std::vector<model::Field> out;
  if (!item.tree) return out;
  auto part = item.tree->find("docProps/core.xml");
  if (!part) part = item.tree->find("meta.xml");
  if (!part || part->size > (1u << 20)) return out;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> wanted = {
      {{"title", "title"},
       {"subject", "subject"},
       {"creator", "author"},
       {"initial-creator", "author"},
       {"lastModifiedBy", "last modified by"},
       {"created", "created"},
       {"creation-date", "created"},
       {"modified", "modified"},
       {"date", "modified"},
       {"keywords", "keywords"}}};
  XmlScanner scan(part->bytes());
  XmlToken token;
  std::string_view open;
  while (scan.next(token)) {
    if (token.kind == Kind::start) open = token.empty ? std::string_view() : token.name;
    if (token.kind == Kind::end) open = {};
    if (token.kind != Kind::text || open.empty()) continue;
    for (auto [name, field] : wanted)
      if (open == name) {
        auto value = xml_text(token.body);
        if (field == "title") title = value;
        if (!value.empty() && out.size() < 20) out.push_back({std::string(field), value});
      }
  }
  return out;
}

class OfficeTextReader final : public Reader {
 public:
  std::string_view name() const override { return "office-text"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    auto name = item.file_name();
    if (!name.ends_with(".xml")) return {0, "not a part of an office document"};
    auto kind = kind_of(item.bytes());
    if (kind.part == Part::none) return {0, "another root element"};
    return {90, fmt::format("{} of an office document", kind.what)};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto kind = kind_of(item.bytes());
    DocumentWriter writer(item, options, sink, kind.format);
    sink.decided("part", kind.what);
    pass(item.bytes(), kind.part, writer, true);
    pass(item.bytes(), kind.part, writer, false);
    std::string title;
    auto fields = properties(item, title);
    fields.push_back({"part", std::string(kind.what)});
    writer.finish(title, std::move(fields));
  }

 private:
  static void pass(std::string_view bytes, Part part, DocumentWriter& writer, bool survey) {
    Gatherer gatherer(writer, survey);
    if (part == Part::open_document)
      run<OpenText>(bytes, gatherer, writer, survey);
    else
      run<OfficeText>(bytes, gatherer, writer, survey);
  }
  template <typename Text>
  static void run(std::string_view bytes, Gatherer& gatherer, DocumentWriter& writer, bool survey) {
    Text text(bytes, gatherer);
    text.run();
    if (survey) return;
    auto at = [](std::uint64_t offset) { return exhibit::Locator().bytes(offset, 0).str(); };
    if (text.scan().damaged())
      writer.finding(
          Severity::warning, "damaged markup", at(text.scan().first_damage()),
          fmt::format("{} tags are none; the text around them was read", text.scan().damaged()));
    if (text.scan().cut())
      writer.finding(Severity::warning, "file is cut", at(bytes.size()),
                     "It ends inside a tag: the rest is missing.");
    if (text.scan().document_type())
      writer.finding(Severity::warning, "document type ignored", at(0),
                     "The part brings a DTD; nothing of it was followed.");
    if (text.deleted())
      writer.finding(
          Severity::note, "tracked changes", at(0),
          fmt::format(
              "{} places were deleted with changes tracked; their text is in the records, marked",
              text.deleted()));
  }
};

// The parts around the text: types, ties, styles, settings. They hold nothing to read, and that is
// said.
class OfficePartReader final : public Reader {
 public:
  std::string_view name() const override { return "office-part"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!item.tree || !is_frame(item.name()))
      return {0, "no part of an office document without text"};
    for (auto body : {"word/document.xml", "ppt/presentation.xml", "content.xml"})
      if (item.tree->find(body)) return {91, "a part of an office document that holds no text"};
    return {0, "no office document around it"};
  }
  void read(const exhibit::Item&, const Options&, Sink& sink) const override {
    sink.decided(
        "part",
        "styles, settings or ties of an office document; its properties are read with the text");
  }

 private:
  static bool is_frame(std::string_view name) {
    for (auto end : {"[Content_Types].xml",
                     ".rels",
                     "docProps/core.xml",
                     "docProps/app.xml",
                     "docProps/custom.xml",
                     "word/settings.xml",
                     "word/styles.xml",
                     "word/webSettings.xml",
                     "word/fontTable.xml",
                     "word/numbering.xml",
                     "word/stylesWithEffects.xml",
                     "ppt/presentation.xml",
                     "ppt/presProps.xml",
                     "ppt/viewProps.xml",
                     "ppt/tableStyles.xml",
                     "META-INF/manifest.xml",
                     "styles.xml",
                     "settings.xml",
                     "meta.xml",
                     "manifest.rdf",
                     "mimetype"})
      if (name.ends_with(end)) return true;
    for (auto folder : {"word/theme/", "ppt/theme/", "ppt/slideLayouts/", "ppt/slideMasters/",
                        "ppt/notesMasters/", "ppt/handoutMasters/", "Configurations2/"})
      if (name.find(folder) != name.npos) return true;
    return false;
  }
};

}  // namespace

std::unique_ptr<Reader> make_office_part_reader() { return std::make_unique<OfficePartReader>(); }
std::unique_ptr<Reader> make_office_text_reader() { return std::make_unique<OfficeTextReader>(); }

}  // namespace clew::readers
