#include "readers/html_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "exhibit/locator.h"
#include "readers/html_blocks.h"
#include "readers/html_tables.h"
#include "readers/text_reader_document.h"
#include "readers/utf8_bytes.h"
#include "readers/whatsapp_words.h"

namespace clew::readers {
namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

class HtmlReader final : public Reader {
 public:
  std::string_view name() const override { return "html"; }
  std::string_view version() const override { return "3"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes().substr(0, 16u << 10);
    const std::string file = lower(item.file_name());
    const bool named =
        file.ends_with(".html") || file.ends_with(".htm") || file.ends_with(".xhtml");
    if (bytes.empty()) return {named ? 40 : 0, "empty"};
    const auto guess = text::detect_encoding(bytes);
    std::string text = text::unit_bytes(guess.encoding) == 2
                           ? text::to_utf8(bytes.substr(guess.bom_bytes), guess.encoding)
                           : std::string(bytes.substr(guess.bom_bytes));
    text = lower(text);
    std::size_t at = 0;
    // Past blanks, comments and an XML declaration.
    while (true) {
      at = text.find_first_not_of(" \t\r\n", at);
      if (at == text.npos) break;
      std::size_t end;
      if (text.compare(at, 4, "<!--") == 0)
        end = text.find("-->", at);
      else if (text.compare(at, 5, "<?xml") == 0)
        end = text.find("?>", at);
      else
        break;
      if (end == text.npos) break;
      at = end + 2 + (text[end] == '-');
    }
    if (at == text.npos) at = text.size();
    if (text.compare(at, 14, "<!doctype html") == 0) return {92, "begins with <!DOCTYPE html"};
    if (text.compare(at, 5, "<html") == 0) return {92, "begins with <html"};
    if (text.compare(at, 6, "<table") == 0) return {85, "begins with <table"};
    int tags = 0;
    for (const std::string_view tag :
         {"<html", "<head", "<body", "<div", "<table", "<p>", "<br", "<span", "<a href"})
      tags += text.find(tag) != text.npos;
    if (named && tags > 0) return {75, "named like a page and has its elements"};
    if (named && text.find('<') != text.npos) return {40, "named like a page"};
    if (tags >= 3 && at < text.size() && text[at] == '<') return {60, "has the elements of a page"};
    return {0, "no page"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    DocumentWriter writer(item, options, sink, "text/html");
    const std::string_view bytes = item.bytes();
    if (bytes.empty()) {
      writer.finding(model::Severity::warning, "empty file", "bytes=0+0", "The file has no bytes.");
      sink.rows("", 0);
      return;
    }
    // Tables of records are read as such; what stands around them is the document.
    // Those of a page in UTF-16 are looked for in its text; their places are the file's.
    std::optional<Utf8Bytes> wide;
    if (html::HtmlBlocks(bytes).is_wide()) wide.emplace(bytes);
    const std::string_view shown = wide ? wide->text() : bytes;
    const html::HtmlBlocks shown_page(shown);
    const auto tables = html::record_tables(item.file_name(), shown, shown_page, options);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;  // in the file
    for (const auto& t : tables)
      spans.emplace_back(wide ? wide->source(t.begin) : t.begin, wide ? wide->source(t.end) : t.end);
    const auto in_table = [&, next = std::size_t{0}](std::size_t offset) mutable {
      while (next < spans.size() && offset >= spans[next].second)
        ++next;
      return next < spans.size() && offset >= spans[next].first;
    };
    html::HtmlBlock raw;
    {
      html::HtmlBlocks first(bytes);
      auto inside = in_table;
      while (first.next(raw))
        if (!inside(raw.offset)) writer.survey(block_of(raw, nullptr, {}));
    }
    const std::string_view own = item.name();
    const auto slash = own.rfind('/');
    const std::string folder(slash == own.npos ? "" : own.substr(0, slash + 1));
    std::unordered_set<std::string_view> names;
    if (item.tree) names.insert(item.tree->names().begin(), item.tree->names().end());
    html::HtmlBlocks page(bytes);
    auto inside = in_table;
    while (page.next(raw))
      if (!inside(raw.offset)) writer.write(block_of(raw, &names, folder));
    sink.decided("encoding", fmt::format("{} ({})", page.charset(), page.charset_reason()));

    std::vector<model::Field> fields{{"encoding", page.charset()}};
    if (!page.language().empty()) fields.push_back({"language", page.language()});
    for (const auto& [key, value] : page.meta()) {
      if (value.empty()) continue;
      if (key == "date" || key == "dc.date" || key == "dcterms.created" ||
          key == "article:published_time")
        fields.push_back({"date", value});
      else if (key == "author" || key == "dc.creator" || key == "description" ||
               key == "keywords" || key == "generator")
        fields.push_back({key == "dc.creator" ? "author" : key, value});
    }
    writer.finish(page.title(), std::move(fields));
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const html::TableSpan& table = tables[i];
      html::TableRows rows(shown, table, shown_page, wide ? &*wide : nullptr);
      GridSettings settings;
      settings.name = table.name;
      settings.file_name = std::string(item.file_name());
      read_grid(rows, settings, options, sink);
      if (rows.repeated())
        writer.finding(model::Severity::note, "merged cells", exhibit::Locator().bytes(spans[i].first, spans[i].second - spans[i].first).str(),
                       fmt::format("{} cells below a merged one got its value.", rows.repeated()));
    }
    if (writer.blocks() == 0 && tables.empty())
      writer.finding(model::Severity::note, "no text", "", "The page has no visible text.");
    if (page.remote() > 0)
      writer.finding(model::Severity::note, "references to other machines", "",
                     fmt::format("{} images, scripts, styles or frames lie elsewhere; nothing was "
                                 "fetched, the addresses are text.",
                                 page.remote()));
    if (page.scripts() > 0)
      writer.finding(model::Severity::note, "scripts not run", "",
                     fmt::format("{} scripts were left out; what they would write is not in the "
                                 "text.",
                                 page.scripts()));
    if (page.cut())
      writer.finding(model::Severity::warning, "page ends inside markup", "",
                     "A tag, comment or quotation mark is never closed; the page was cut or "
                     "damaged.");
    if (page.replaced() > 0)
      writer.finding(
          model::Severity::warning, "bytes that are not valid text", "",
          fmt::format("Some bytes are not valid {} and are shown as U+FFFD.", page.charset()));
    if (page.nuls() > 0)
      writer.finding(model::Severity::note, "zero bytes in the text", "",
                     fmt::format("{} zero bytes stand in the text and are kept.", page.nuls()));
  }

 private:
  static Block block_of(html::HtmlBlock& raw, const std::unordered_set<std::string_view>* names,
                        const std::string& folder) {
    Block block;
    block.text = names ? std::move(raw.text) : raw.text;
    block.offset = raw.offset;
    block.length = raw.length;
    block.line = raw.line;
    block.part = raw.part;
    if (!names) return block;
    for (std::string& link : raw.links)
      block.extras.push_back({"link", std::move(link)});
    for (std::string& image : raw.images) {
      model::Media media;
      media.mime = std::string(whatsapp::mime_of(image));
      media.present = names->count(folder + image) > 0;
      media.path = std::move(image);
      block.media.push_back(std::move(media));
    }
    return block;
  }
};

}  // namespace

std::unique_ptr<Reader> make_html_reader() { return std::make_unique<HtmlReader>(); }

}  // namespace clew::readers
