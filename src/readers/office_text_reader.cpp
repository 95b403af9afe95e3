#include "readers/office_text_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "exhibit/locator.h"
#include "readers/office_markup.h"
#include "readers/open_document_text.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;
using Kind = XmlToken::Kind;

// The kinds of part, told by the root element: names of parts may lie.
enum class Part { none, office, open_document };
struct PartKind {
  Part part = Part::none;
  std::string_view format, what;  // media type of the document; "body", "comments", "slide" …
};

constexpr std::string_view drawing_format = "application/vnd.openxmlformats-officedocument.drawingml";

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
    if (token.name == "document" && wordish) return {Part::office, word, "body"};
    if (token.name == "glossaryDocument" && wordish) return {Part::office, word, "building blocks"};
    if (wordish)
      for (auto [name, what] :
           {std::pair("comments", "comments"), std::pair("footnotes", "footnotes"),
            std::pair("endnotes", "endnotes"), std::pair("hdr", "header"),
            std::pair("ftr", "footer")})
        if (token.name == name) return {Part::office, word, what};
    if (token.name == "sld") return {Part::office, slides, "slide"};
    if (token.name == "notes" && token.prefix == "p") return {Part::office, slides, "speaker notes"};
    if (token.name == "cmLst") return {Part::office, slides, "comments"};
    if (token.name == "chartSpace" && token.prefix == "c") return {Part::office, drawing_format, "chart"};
    if (token.name == "wsDr") return {Part::office, drawing_format, "shapes of a sheet"};
    if (token.name == "dataModel" && token.prefix == "dgm") return {Part::office, drawing_format, "diagram"};
    if (token.name == "document-content" || token.name == "document-styles")
      return {Part::open_document, "application/vnd.oasis.opendocument", token.name == "document-content" ? "body" : "headers and footers"};
    return {};
  }
  return {};
}

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

// Whose comments a presentation's are: by the number or id that they say.
std::map<std::string, std::string> authors_of(const exhibit::Item& item) {
  std::map<std::string, std::string> out;
  if (!item.tree) return out;
  for (const char* name : {"ppt/commentAuthors.xml", "ppt/authors.xml"}) {
    const auto part = item.tree->find(name);
    if (!part || part->size > (4u << 20)) continue;
    XmlScanner scan(part->bytes());
    XmlToken token;
    while (scan.next(token) && out.size() < 10'000)
      if (token.kind == Kind::start && (token.name == "cmAuthor" || token.name == "author"))
        out.try_emplace(xml_attribute_text(token, "id"), xml_attribute_text(token, "name"));
  }
  return out;
}

class OfficeTextReader final : public Reader {
 public:
  std::string_view name() const override { return "office-text"; }
  std::string_view version() const override { return "3"; }
  Probe probe(const exhibit::Item& item) const override {
    auto name = item.file_name();
    if (!name.ends_with(".xml")) return {0, "not a part of an office document"};
    auto kind = kind_of(item.bytes());
    if (kind.part == Part::none) return {0, "another root element"};
    return {92, fmt::format("{} of an office document", kind.what)};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto kind = kind_of(item.bytes());
    DocumentWriter writer(item, options, sink, kind.format);
    sink.decided("part", kind.what);
    const auto authors = kind.what == "comments" ? authors_of(item) : std::map<std::string, std::string>();
    pass(item.bytes(), kind.part, authors, writer, true);
    pass(item.bytes(), kind.part, authors, writer, false);
    // Shapes, charts and footers without a word are no documents.
    const bool beside = kind.format == drawing_format || kind.what == "headers and footers";
    if (beside && writer.blocks() == 0) return;
    std::string title;
    auto fields = properties(item, title);
    fields.push_back({"part", std::string(kind.what)});
    writer.finish(title, std::move(fields));
  }

 private:
  static void pass(std::string_view bytes, Part part, const std::map<std::string, std::string>& authors, DocumentWriter& writer, bool survey) {
    OfficeGatherer gatherer(writer, survey);
    if (part == Part::open_document) {
      OpenDocumentText text(bytes, gatherer);
      text.run();
      if (!survey) said(text, bytes, writer);
      return;
    }
    OfficeMarkup text(bytes, gatherer, authors);
    text.run();
    if (survey) return;
    said(text, bytes, writer);
    const auto at = exhibit::Locator().bytes(0, 0).str();
    if (text.hidden())
      writer.finding(Severity::note, "hidden text", at, fmt::format("{} places are formatted as hidden; their text is in the records, marked", text.hidden()));
    if (text.hidden_slide()) writer.finding(Severity::note, "hidden slide", at, "It is left out when the presentation is shown; its text is in the records, marked.");
  }
  template <typename Text>
  static void said(const Text& text, std::string_view bytes, DocumentWriter& writer) {
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
  std::string_view version() const override { return "3"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!item.tree || !is_frame(item.name()))
      return {0, "no part of an office document without text"};
    for (auto body : {"word/document.xml", "ppt/presentation.xml", "xl/workbook.xml", "content.xml"})
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
                     "ppt/commentAuthors.xml",
                     "ppt/authors.xml",
                     "ppt/revisionInfo.xml",
                     "word/people.xml",
                     "word/commentsExtended.xml",
                     "word/commentsExtensible.xml",
                     "word/commentsIds.xml",
                     "word/vbaData.xml",
                     "word/customizations.xml",
                     "theme/themeManager.xml",
                     "META-INF/manifest.xml",
                     "settings.xml",
                     "meta.xml",
                     "manifest.rdf",
                     "mimetype"})
      if (name.ends_with(end)) return true;
    // What charts and diagrams look like; of a diagram's drawing the text stands in its data.
    for (auto folder : {"charts/style", "charts/colors", "diagrams/quickStyle", "diagrams/colors", "diagrams/layout", "diagrams/drawing", "xl/chartsheets/", "xl/pivotTables/", "xl/slicers/", "xl/slicerCaches/", "xl/queryTables/",
                        "customXml/itemProps", "word/glossary/styles", "word/glossary/settings", "word/glossary/webSettings",
                        "word/glossary/fontTable", "word/glossary/numbering", "theme/theme/", "word/theme/", "ppt/theme/", "ppt/slideLayouts/", "ppt/slideMasters/",
                        "ppt/notesMasters/", "ppt/handoutMasters/", "Configurations2/"})
      if (name.find(folder) != name.npos) return true;
    return false;
  }
};

}  // namespace

std::unique_ptr<Reader> make_office_part_reader() { return std::make_unique<OfficePartReader>(); }
std::unique_ptr<Reader> make_office_text_reader() { return std::make_unique<OfficeTextReader>(); }

}  // namespace clew::readers
