#include "readers/pdf_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/pdf_paragraphs.h"
#include "readers/pdf_words.h"
#include "readers/text_reader_document.h"

namespace clew::readers {
namespace {

using exhibit::Locator;
using model::Severity;

constexpr int most_pages = 20'000;
constexpr int most_recognised = 300;  // pages that are pictures: seconds each
constexpr std::size_t text_held = 16u
                                  << 20;  // before repeated lines are looked for and it is written
constexpr std::size_t most_embedded = 1000;

// "D:20240304214009+01'00'" (ISO 32000-1, 7.9.4); the offset may lack: then it is a clock reading.
model::Time pdf_time(const std::string& raw, model::TimeKind kind, const Options& options) {
  model::Time time;
  time.kind = kind;
  time.raw = raw;
  std::string_view s = raw;
  if (s.starts_with("D:")) s.remove_prefix(2);
  auto digits = [&](std::size_t count, int& out) {
    if (s.size() < count) return false;
    int value = 0;
    for (char c : s.substr(0, count)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    s.remove_prefix(count);
    out = value;
    return true;
  };
  CivilTime civil;
  if (!digits(4, civil.year)) return time;
  (void)(digits(2, civil.month) && digits(2, civil.day) && digits(2, civil.hour) &&
         digits(2, civil.minute) && digits(2, civil.second));
  if (!is_valid(civil)) return time;
  auto reading = to_micros(civil);
  if (!s.empty() && (s[0] == 'Z' || s[0] == '+' || s[0] == '-')) {
    int sign = s[0] == '-' ? -1 : 1, hours = 0, minutes = 0;
    bool utc = s[0] == 'Z';
    s.remove_prefix(1);
    if (!utc && digits(2, hours)) {
      if (s.starts_with("'")) s.remove_prefix(1);
      (void)digits(2, minutes);
    }
    if (hours <= 14 && minutes < 60) time.offset_minutes = sign * (hours * 60 + minutes);
  }
  if (time.offset_minutes) {
    time.utc = reading - Micros{*time.offset_minutes} * 60 * micros_per_second;
    bool late = options.latest_plausible && *time.utc > options.latest_plausible;
    time.certainty =
        late || civil.year < 1990 ? model::Certainty::implausible : model::Certainty::exact;
  } else {
    time.local = reading;
    time.certainty = model::Certainty::local_unknown;
  }
  return time;
}

// Reads one document.
class PdfText {
 public:
  PdfText(const exhibit::Item& item, const Options& options, Sink& sink, const PdfDocument& pdf)
      : item_(item),
        options_(options),
        sink_(sink),
        pdf_(pdf),
        wish_(recognition_wish(options)),
        writer_(item, options, sink, "application/pdf") {}

  void run() {
    const int pages = std::min(pdf_.pages(), most_pages);
    if (pdf_.pages() > most_pages)
      writer_.finding(Severity::warning, "too many pages", at(most_pages + 1),
                      fmt::format("The file says that it has {} pages; the first {} were read.",
                                  pdf_.pages(), most_pages));
    const auto marks = pdf_.marks();
    auto mark = marks.list.begin();
    for (int i = 0; i < pages; ++i) {
      const auto words = page(i);
      for (; mark != marks.list.end() && mark->page == i; ++mark)
        take(*mark, words);
      sink_.alive();
    }
    for (; mark != marks.list.end(); ++mark)
      take(*mark, {});
    if (marks.cut)
      writer_.finding(
          Severity::warning, "too many annotations", at(1),
          fmt::format("The first {} annotations and fields were read.", marks.list.size()));
    if (under_.stopped())
      writer_.finding(
          Severity::note, "words under marks not looked for", at(1),
          "The file has more marks than words can be looked up for; the later marks have "
          "their place and page, not the words that lie under them.");
    write_held();
    findings_about_the_whole(pages);
    finish(pages);
  }

 private:
  std::string at(int number) const {
    return Locator().bytes(0, item_.bytes().size()).page(static_cast<std::uint64_t>(number)).str();
  }
  void no_row(std::string_view reason, int number) {
    sink_.rows("", 1);
    sink_.skip("", reason, at(number));
  }

  // Its words, for the marks on it.
  PageText page(int index) {
    const int number = index + 1;
    auto text = pdf_.text_of(index);
    if (text.failed) {
      no_row("page that could not be read", number);
      writer_.finding(Severity::warning, "page not read", at(number), text.why);
      return {};
    }
    auto paragraphs = paragraphs_of(text);
    bool any = std::any_of(paragraphs.begin(), paragraphs.end(), [](const auto& p) {
      return p.text.find_first_not_of(" \t\n") != std::string::npos;
    });
    if (any) {
      for (auto& p : paragraphs)
        take(std::move(p), number, false);
      return text;
    }
    ++without_text_;
    return recognise(index);
  }

  PageText recognise(int index) {
    const int number = index + 1;
    if (!wish_.scans || recognised_ + empty_ + failed_ >= most_recognised) {
      no_row("page without text", number);
      if (wish_.scans && !over_limit_++)
        writer_.finding(
            Severity::warning, "pages not recognised", at(number),
            fmt::format("Text is recognised on the first {} pages that are pictures; from here on "
                        "such pages stay unread.",
                        most_recognised));
      return {};
    }
    auto text = pdf_.recognise(index, wish_.languages);
    if (text.failed) {
      ++failed_;
      no_row("page without text", number);
      writer_.finding(Severity::warning, "page not recognised", at(number), text.why);
      return {};
    }
    auto paragraphs = paragraphs_of(text);
    if (paragraphs.empty()) {
      ++empty_;
      no_row("page without text", number);
      return {};
    }
    ++recognised_;
    for (auto& p : paragraphs)
      take(std::move(p), number, true);
    return text;
  }

  std::string place_of(const PdfMark& mark) const {
    Locator out;
    mark.length ? out.bytes(mark.offset, mark.length) : out.bytes(0, item_.bytes().size());
    if (mark.page >= 0) out.page(static_cast<std::uint64_t>(mark.page) + 1);
    if (mark.page >= 0 && mark.placed)
      out.box(mark.box.x, mark.box.y, mark.box.width, mark.box.height);
    return out.str();
  }

  void take(const PdfMark& mark, const PageText& page) {
    const bool field = mark.kind == PdfMark::Kind::field, link = mark.kind == PdfMark::Kind::link;
    const char* table = field ? "form fields" : link ? "links" : "annotations";
    if (field && mark.text.empty()) {
      sink_.rows(table, 1);
      sink_.skip(table, "form field without a value", place_of(mark));
      return;
    }
    Block block;
    block.beside = true;
    block.table = table;
    block.part = field ? "form-field" : link ? "link" : "annotation";
    block.locator = place_of(mark);
    block.key = "mark " + mark.key;
    block.text = valid_utf8(mark.text);
    if (!mark.reply_to.empty()) block.reply_to = "mark " + mark.reply_to;
    auto put = [](std::vector<model::Field>& list, std::string name, const std::string& value) {
      if (!value.empty()) list.push_back({std::move(name), valid_utf8(value)});
    };
    if (mark.page >= 0) put(block.extras, "page", fmt::to_string(mark.page + 1));
    put(block.fields, field ? "form_field" : "type", field ? mark.name : mark.type);
    if (field) put(block.extras, "kind of field", mark.type);
    put(block.fields, "subject", mark.subject);
    if (link || mark.type == "Highlight" || mark.type == "Underline" || mark.type == "Squiggly" ||
        mark.type == "StrikeOut" || mark.type == "Redact") {
      const auto words = under_.words(page, mark.covered);
      put(block.fields, "marked_text", words);
      // A mark without a comment says what it marks.
      if (block.text.empty()) {
        block.text = valid_utf8(words);
        put(block.extras, "text is",
            words.empty() ? "" : "what the mark covers; no comment of its own");
      }
    }
    if (!mark.author.empty()) {
      auto name = valid_utf8(mark.author);
      put(block.fields, "author", name);
      block.participants.push_back(
          {model::Role::author, {model::IdentifierKind::name, name, ""}, name});
    }
    if (mark.hidden) put(block.extras, "shown on the page", "no: flags of the annotation hide it");
    if (!mark.created.empty())
      block.times.push_back(pdf_time(mark.created, model::TimeKind::created, options_));
    if (!mark.modified.empty())
      block.times.push_back(pdf_time(mark.modified, model::TimeKind::modified, options_));
    for (const auto& [key, value] : mark.others)
      put(block.extras, valid_utf8(key), value);
    hold(std::move(block));
  }

  void hold(Block block) {
    held_bytes_ += block.text.size() + block.locator.size() + 200;
    for (const auto& f : block.extras)
      held_bytes_ += f.value.size() + 50;
    held_.push_back(std::move(block));
    if (held_bytes_ > text_held) write_held();
  }

  void take(PageParagraph paragraph, int number, bool recognised) {
    if (paragraph.text.find_first_not_of(" \t\n") == std::string::npos) return;
    Block block;
    const auto& b = paragraph.box;
    block.locator = Locator()
                        .bytes(0, item_.bytes().size())
                        .page(static_cast<std::uint64_t>(number))
                        .box(b.x, b.y, b.width, b.height)
                        .str();
    block.text = std::move(paragraph.text);
    block.extras.push_back({"page", fmt::to_string(number)});
    if (recognised) {
      block.text_form = "recognised";
      block.extras.push_back(
          {"recognised by", options_.engine->recognition_version() + ", " + wish_.languages});
      auto mean = mean_confidence(paragraph.confidences);
      block.extras.push_back({"mean confidence of words (%)", fmt::to_string(mean)});
      block.extras.push_back(
          {"confidence of each word (%)", confidence_list(paragraph.confidences)});
    }
    hold(std::move(block));
  }

  void write_held() {
    for (const auto& block : held_)
      writer_.survey(block);
    for (auto& block : held_)
      writer_.write(std::move(block));
    held_.clear();
    held_bytes_ = 0;
  }

  void findings_about_the_whole(int pages) {
    if (recognised_)
      writer_.finding(
          Severity::note, "recognised text", at(1),
          fmt::format("{} of {} pages are pictures without text; what they show was recognised by "
                      "{} ({}). Such records are marked \"recognised\"; they are a machine's "
                      "reading of the page, and the page itself is what counts.",
                      recognised_, pages, options_.engine->recognition_version(), wish_.languages));
    if (without_text_ > recognised_)
      writer_.finding(
          Severity::note, "pages without text", at(1),
          fmt::format(
              "{} of {} pages hold no text{}.", without_text_ - recognised_, pages,
              wish_.scans ? " and none was recognised on them" : "; recognition was switched off"));
    // Readers look for the end in the last 1024 bytes (ISO 32000-1, annex H, note 18).
    auto bytes = item_.bytes();
    auto tail = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 1024));
    if (tail.find("startxref") == tail.npos)
      writer_.finding(Severity::warning, "PDF without its end",
                      Locator().bytes(0, bytes.size()).str(),
                      "It has no end mark: it is cut or was added to. Its table of objects was "
                      "rebuilt from the objects that are there; pages may be missing.");
    if (const auto how = pdf_.mended(); !how.empty())
      writer_.finding(Severity::warning, "PDF without its trailer",
                      Locator().bytes(0, bytes.size()).str(),
                      fmt::format("It could be opened only with a new one: {}.", how));
    for (const auto& said : pdf_.complaints())
      writer_.finding(Severity::warning, "damaged PDF",
                      Locator().bytes(0, item_.bytes().size()).str(), "poppler says: " + said);
    if (pdf_.encrypted())
      writer_.finding(Severity::note, "encrypted, opens without a password",
                      Locator().bytes(0, item_.bytes().size()).str(),
                      "Only permissions (printing, copying) are restricted; it was read whole.");
  }

  void finish(int pages) {
    static constexpr std::pair<std::string_view, std::string_view> placed[] = {
        {"Title", "title"},       {"Author", "author"},        {"Subject", "subject"},
        {"Keywords", "keywords"}, {"Creator", "created with"}, {"Producer", "written by program"}};
    std::vector<model::Field> fields, extras;
    std::vector<model::Time> times;
    std::string title;
    for (const auto& [key, value] : pdf_.information()) {
      if (value.empty()) continue;
      if (key == "CreationDate")
        times.push_back(pdf_time(value, model::TimeKind::created, options_));
      if (key == "ModDate") times.push_back(pdf_time(value, model::TimeKind::modified, options_));
      if (key == "CreationDate" || key == "ModDate") continue;
      if (key == "Title") title = value;
      auto known = std::find_if(std::begin(placed), std::end(placed),
                                [&key = key](const auto& p) { return p.first == key; });
      fields.push_back({known == std::end(placed) ? key : std::string(known->second), value});
    }
    fields.push_back({"pages", fmt::to_string(pages)});
    const auto ids = pdf_.ids();
    if (!ids.empty() && !ids[0].empty()) extras.push_back({"permanent id", ids[0]});
    if (ids.size() > 1 && !ids[1].empty()) extras.push_back({"id of this version", ids[1]});
    for (auto& [name, value] : xmp_values(pdf_.metadata()))
      extras.push_back({"XMP " + name, std::move(value)});
    auto embedded = pdf_.embedded();
    for (std::size_t i = 0; i < embedded.size() && i < most_embedded; ++i) {
      auto said = valid_utf8(embedded[i].name);
      if (embedded[i].page >= 0) said += fmt::format(" (on page {})", embedded[i].page + 1);
      if (!embedded[i].description.empty()) said += ": " + valid_utf8(embedded[i].description);
      fields.push_back({"embedded file", std::move(said)});
    }
    if (embedded.size() > most_embedded)
      writer_.finding(Severity::warning, "too many embedded files", at(1),
                      fmt::format("It carries {} files; the first {} were taken out.",
                                  embedded.size(), most_embedded));
    std::stable_sort(times.begin(), times.end(),
                     [](const auto& a, const auto& b) { return a.kind < b.kind; });
    writer_.finish(title, std::move(fields), std::move(times), std::move(extras));
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  const PdfDocument& pdf_;
  RecognitionWish wish_;
  DocumentWriter writer_;
  WordsUnder under_;
  std::vector<Block> held_;
  std::size_t held_bytes_ = 0;
  int recognised_ = 0, empty_ = 0, failed_ = 0, over_limit_ = 0, without_text_ = 0;
};

class PdfReader final : public Reader {
 public:
  std::string_view name() const override { return "pdf"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    // Readers of PDF look for the head in the first 1024 bytes (ISO 32000-1, annex H, note 13).
    auto at = item.bytes().substr(0, 1024).find("%PDF-");
    if (at == std::string_view::npos) return {0, "no PDF head"};
    if (at == 0) return {92, "a PDF by its first bytes"};
    // Something stands before it: a mail's or printer's head, or only a text or archive about PDF.
    auto bytes = item.bytes();
    auto tail = bytes.substr(bytes.size() - std::min<std::size_t>(bytes.size(), 2048));
    if (tail.find("startxref") == tail.npos) return {0, "the words of a PDF, no PDF"};
    return {45, fmt::format("a PDF that begins at byte {}", at)};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    auto whole = Locator().bytes(0, item.bytes().size()).str();
    auto unread = [&](std::string what, std::string why) {
      sink.rows("", 1);
      sink.skip("", "a document that was not read", whole);
      sink.finding({Severity::unread, std::move(what), whole, std::move(why)});
    };
    if (!options.engine)
      return unread("no PDF library",
                    "This reader process runs without libclew_documents.so, which holds what is "
                    "needed for PDF; it lies beside clew-reader in a complete installation.");
    std::string why;
    auto pdf = options.engine->open_pdf(item.bytes(), why);
    if (!pdf) return unread("damaged PDF", fmt::format("It cannot be opened: {}.", why));
    if (pdf->locked())
      return unread("password needed",
                    "The PDF is encrypted. Decrypt a copy with its password (qpdf --decrypt "
                    "--password=…) and add that beside it.");
    sink.decided("library", options.engine->pdf_version());
    PdfText(item, options, sink, *pdf).run();
  }
  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options& options,
                                               exhibit::Budget& budget) const override {
    std::string why;
    std::shared_ptr<PdfDocument> pdf =
        options.engine ? options.engine->open_pdf(item.bytes(), why) : nullptr;
    if (!pdf || pdf->locked()) return nullptr;
    auto list = pdf->embedded();
    auto files = std::make_unique<AttachedFiles>("PDF", budget);
    for (std::size_t i = 0; i < list.size() && i < most_embedded; ++i)
      files->add("", i + 1, valid_utf8(list[i].name), valid_utf8(list[i].mime), 0,
                 static_cast<std::uint64_t>(std::max<std::int64_t>(list[i].size, 0)),
                 [source = item.source, pdf, i] { return pdf->embedded_bytes(i); });
    return files;
  }
};

}  // namespace

RecognitionWish recognition_wish(const Options& options) {
  RecognitionWish out;
  if (auto said = options.answers.find("recognise-text"); said != options.answers.end()) {
    out.scans = said->second != "none";
    out.pictures = said->second == "all";
  }
  if (auto said = options.answers.find("recognise-language"); said != options.answers.end())
    out.languages = said->second;
  return out;
}

std::string confidence_list(const std::vector<int>& confidences) {
  std::string out;
  for (int c : confidences) {
    if (!out.empty()) out += ' ';
    out += fmt::to_string(c);
  }
  return out;
}

int mean_confidence(const std::vector<int>& confidences) {
  long sum = 0;
  for (int c : confidences)
    sum += c;
  return confidences.empty() ? 0 : static_cast<int>(sum / static_cast<long>(confidences.size()));
}

std::unique_ptr<Reader> make_pdf_reader() { return std::make_unique<PdfReader>(); }

}  // namespace clew::readers
