#include "readers/text_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/file_type.h"
#include "exhibit/locator.h"
#include "readers/text_reader_document.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::size_t max_line_bytes = 64u << 10;        // longer lines come in pieces
constexpr std::size_t max_paragraph_bytes = 256u << 10;  // longer ones are cut into several

// Cuts a text into paragraphs: at empty lines and form feeds, before "1. " and "2) ", and at every
// line where the text has no empty lines or its lines are whole paragraphs themselves.
class Paragraphs {
 public:
  Paragraphs(std::string_view bytes, const text::EncodingGuess& guess, bool line_by_line)
      : lines_(bytes, guess, max_line_bytes), line_by_line_(line_by_line) {}

  bool next(Block& out) {
    out = {};
    bool open = false;
    while (true) {
      if (!have_ && !lines_.next(line_)) return open;
      have_ = true;
      const bool blank = line_.text.find_first_not_of(" \t\f\v") == line_.text.npos;
      const bool page = !line_.text.empty() && line_.text[0] == '\f';
      if (blank) {
        have_ = false;
        count();
        if (open) return true;
        continue;
      }
      if (open && !line_.continued &&
          (page || line_by_line_ || is_numbered(line_.text) || long_before_))
        return true;
      if (open && out.text.size() + line_.text.size() > max_paragraph_bytes) return true;
      if (!open) {
        out.offset = line_.offset;
        out.line = line_.number;
        open = true;
      } else if (!line_.continued) {
        out.text += '\n';
      }
      out.text += page ? line_.text.substr(1) : line_.text;
      out.length = line_.offset + line_.source.size() - out.offset;
      long_before_ = line_.text.size() > 200;
      have_ = false;
      count();
    }
  }

  std::uint64_t replaced() const { return replaced_; }
  std::uint64_t nuls() const { return nuls_; }

 private:
  void count() {
    replaced_ += line_.replaced;
    nuls_ += static_cast<std::uint64_t>(std::count(line_.text.begin(), line_.text.end(), '\0'));
  }
  static bool is_numbered(std::string_view s) {
    std::size_t i = s.find_first_not_of(" \t");
    const std::size_t begin = i;
    while (i < s.size() && s[i] >= '0' && s[i] <= '9')
      ++i;
    return i > begin && i - begin <= 3 && i + 1 < s.size() && (s[i] == '.' || s[i] == ')') &&
           (s[i + 1] == ' ' || s[i + 1] == '\t');
  }

  text::LineReader lines_;
  text::LineReader::Line line_;
  bool line_by_line_, have_ = false, long_before_ = false;
  std::uint64_t replaced_ = 0, nuls_ = 0;
};

class TextReader final : public Reader {
 public:
  std::string_view name() const override { return "text"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes().substr(0, 64u << 10);
    std::string suffix(item.file_name());
    suffix = suffix.substr(std::min(suffix.rfind('.'), suffix.size()));
    for (char& c : suffix)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    const bool named = suffix == ".txt" || suffix == ".text" || suffix == ".md";
    if (bytes.empty()) return {named ? 30 : 0, "empty"};
    // A file cut inside a character at the end of what is looked at is no worse for it.
    const auto guess = text::detect_encoding(bytes);
    std::uint64_t control = 0, all = 0;
    if (text::unit_bytes(guess.encoding) == 2) {
      const std::string utf8 = text::to_utf8(bytes.substr(guess.bom_bytes), guess.encoding);
      for (const char c : utf8)
        control += is_control(c);
      all = utf8.size();
    } else {
      for (const char c : bytes)
        control += is_control(c);
      all = bytes.size();
    }
    if (control * 100 > all) return {0, "not text: control characters"};
    if (guess.encoding != text::Encoding::utf8 && text::unit_bytes(guess.encoding) == 1 && !named) {
      // Without a name or valid UTF-8, dense bytes above ASCII are more likely no text at all.
      const auto high = std::count_if(bytes.begin(), bytes.end(),
                                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
      if (static_cast<std::uint64_t>(high) * 3 > all)
        return {0, "not text: mostly bytes above ASCII"};
    }
    if (!named && exhibit::file_type(item.bytes(), item.name()).name.starts_with("program text"))
      return {0, "written for a machine"};
    for (const std::string_view s :
         {".csv", ".tsv", ".json", ".xml", ".html", ".htm", ".vcf", ".ics", ".kml", ".gpx", ".eml",
          ".mbox", ".plist", ".js", ".css", ".svg"})
      if (suffix == s) return {5, "text of a format that has its own name"};
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first != bytes.npos && (bytes[first] == '{' || bytes[first] == '<'))
      return {6, "text that looks like markup or data"};
    return {named ? 35 : 25, "plain text"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const std::string_view bytes = item.bytes();
    DocumentWriter writer(item, options, sink, "text/plain");
    if (bytes.empty()) {
      writer.finding(model::Severity::warning, "empty file", "bytes=0+0", "The file has no bytes.");
      sink.rows("", 0);
      return;
    }
    const auto guess = text::detect_encoding(bytes);
    sink.decided("encoding", fmt::format("{} ({})", text::word(guess.encoding), guess.reason));
    const bool by_line = line_by_line(bytes, guess);
    sink.decided("paragraphs", by_line ? "one a line" : "between empty lines");
    Block block;
    for (Paragraphs first(bytes, guess, by_line); first.next(block);)
      writer.survey(block);
    Paragraphs second(bytes, guess, by_line);
    while (second.next(block))
      writer.write(std::move(block));
    writer.finish("", {{"encoding", std::string(text::word(guess.encoding))}});
    if (writer.blocks() == 0)
      writer.finding(model::Severity::note, "no text", "", "The file holds only blank lines.");
    if (second.replaced() > 0)
      writer.finding(
          model::Severity::warning, "bytes that are not valid text", "",
          fmt::format("{} places are not valid {} and are shown as U+FFFD; the bytes are "
                      "unchanged at each record's position.",
                      second.replaced(), text::word(guess.encoding)));
    if (second.nuls() > 0)
      writer.finding(model::Severity::note, "zero bytes in the text", "",
                     fmt::format("{} zero bytes stand in the text and are kept.", second.nuls()));
  }

 private:
  static bool is_control(char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1B;
  }

  // Whether each line is a paragraph: there are no empty lines between, and lines are as long as
  // word processors make them when they save without wrapping.
  static bool line_by_line(std::string_view bytes, const text::EncodingGuess& guess) {
    text::LineReader lines(bytes, guess, max_line_bytes);
    text::LineReader::Line line;
    std::uint64_t filled = 0, blank = 0, length = 0, ended = 0;
    bool pending = false;
    while (lines.next(line)) {
      std::string_view s = line.text;
      while (!s.empty() && (s.back() == ' ' || s.back() == '\t'))
        s.remove_suffix(1);
      if (s.empty()) {
        pending = filled > 0;
        continue;
      }
      blank += pending;
      pending = false;
      ++filled;
      length += s.size();
      ended += s.back() == '.' || s.back() == '!' || s.back() == '?' || s.back() == ':';
    }
    return filled > 1 && blank == 0 && (length > filled * 100 || ended * 10 >= filled * 8);
  }
};

}  // namespace

std::unique_ptr<Reader> make_text_reader() { return std::make_unique<TextReader>(); }

}  // namespace clew::readers
