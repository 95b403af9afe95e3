#include "readers/text_reader_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/blanks.h"
#include "exhibit/locator.h"
#include "text/dates.h"

namespace clew::readers {
namespace {

constexpr std::size_t max_forms = 200'000;    // of short blocks that are watched for repeats
constexpr std::size_t max_short_block = 240;  // bytes of a header or footer
constexpr std::uint64_t head_blocks = 40;     // labelled fields are looked for in the first …
constexpr std::size_t max_findings_of_a_kind = 20;

struct Label {
  std::string_view words, field;  // lower case; longer before what they begin with
};
constexpr Label label_words[] = {{"witness statement of", "statement_of"},
                                 {"statement of", "statement_of"},
                                 {"age if under 18", "age"},
                                 {"date of statement", "date"},
                                 {"date of birth", "date_of_birth"},
                                 {"occupation", "occupation"},
                                 {"signature witnessed by", "witnessed_by"},
                                 {"witnessed by", "witnessed_by"},
                                 {"signature", "signature"},
                                 {"signed", "signature"},
                                 {"exhibit reference", "exhibit_reference"},
                                 {"exhibit ref", "exhibit_reference"},
                                 {"statement no", "statement_number"},
                                 {"urn", "urn"},
                                 {"author", "author"},
                                 {"subject", "subject"},
                                 {"title", "title"},
                                 {"dated", "date"},
                                 {"date", "date"},
                                 {"age", "age"},
                                 {"from", "from"},
                                 {"to", "to"},
                                 {"declarație de", "statement_of"},
                                 {"datum", "date"},
                                 {"fecha", "date"},
                                 {"data", "date"},
                                 {"дата", "date"},
                                 {"tarih", "date"},
                                 {"ngày", "date"},
                                 {"дата заявления", "date"},
                                 {"التاريخ", "date"},
                                 {"تاریخ", "date"},
                                 {"日期", "date"},
                                 {"日付", "date"}};

// Sentences of forms: kept, but nobody's own words.
constexpr std::string_view form_sentences[] = {
    "true to the best of my knowledge and belief",
    "i shall be liable to prosecution if i have wilfully stated",
    "criminal procedure rules",
    "criminal justice act 1967",
    "magistrates' courts act 1980",
    "criminal procedure (scotland) act",
    "continued overleaf",
    "this email and any attachments",
    "this e-mail and any attachments",
    "if you are not the intended recipient",
    "statement of truth",
    "restricted (when complete)",
    "official - sensitive",
    "official – sensitive",
    "believe that the facts stated in this witness statement are true"};

std::string lower_ascii(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string_view trim(std::string_view s) { return trimmed(s, " \t\r\n\f\v"); }

// Cut at a character, at most `bytes`.
std::string_view head_of(std::string_view s, std::size_t bytes) {
  if (s.size() <= bytes) return s;
  while (bytes > 0 && (static_cast<unsigned char>(s[bytes]) & 0xC0) == 0x80)
    --bytes;
  return s.substr(0, bytes);
}

// The form of a block in which "Page 1 of 9" and "Page 2 of 9" are the same.
std::uint64_t form_of(std::string_view text) {
  std::uint64_t hash = 1469598103934665603ull;
  bool digit = false;
  for (const char c : trim(text)) {
    const bool is = c >= '0' && c <= '9';
    if (is && digit) continue;
    digit = is;
    hash = (hash ^ static_cast<unsigned char>(is ? '#' : c)) * 1099511628211ull;
  }
  return hash;
}

// "Page 3 of 9", "3 / 9", "- 3 -": only numbers, signs and at most the words for page and of.
bool is_page_number(std::string_view text) {
  const std::string s = lower_ascii(trim(text));
  if (s.empty() || s.size() > 40 || s.find_first_of("0123456789") == s.npos) return false;
  if (s.compare(0, 5, "page ") == 0 || s.compare(0, 6, "seite ") == 0 ||
      s.compare(0, 7, "página ") == 0 || s.compare(0, 7, "pagina ") == 0)
    return s.find_first_not_of("0123456789 /-.ofvondea", 5) == s.npos || s.size() < 20;
  return s.size() <= 9 && s.find('-') == 0 && s.back() == '-' &&
         s.find_first_not_of("0123456789- ") == s.npos;
}

// A value of a form: without the dots or lines to write on, and without hints in brackets.
std::string value_of(std::string_view s) {
  s = trim(s);
  const auto bracket = s.find("  (");
  if (bracket != s.npos) s = trim(s.substr(0, bracket));
  while (!s.empty() &&
         (s.back() == '.' || s.back() == '_' || s.back() == ' ' || s.back() == '\t')) {
    // "Dr." keeps its full stop; a row of dots goes.
    if (s.back() == '.' && s.size() > 1 && s[s.size() - 2] != '.' && s[s.size() - 2] != ' ') break;
    s.remove_suffix(1);
  }
  while (!s.empty() &&
         (s.front() == '.' || s.front() == '_' || s.front() == ' ' || s.front() == '\t'))
    s.remove_prefix(1);
  return std::string(head_of(trim(s), 300));
}

}  // namespace

DocumentWriter::DocumentWriter(const exhibit::Item& item, const Options& options, Sink& sink,
                               std::string_view format)
    : item_(item), options_(options), sink_(sink), format_(format) {}

void DocumentWriter::survey(const Block& block) {
  if (block.beside) return;
  ++surveyed_;
  if (block.text.size() <= max_short_block) {
    const std::uint64_t form = form_of(block.text);
    const auto it = seen_.find(form);
    if (it != seen_.end())
      ++it->second;
    else if (seen_.size() < max_forms)
      seen_.emplace(form, 1);
  }
  const std::string_view text = block.text;
  std::size_t begin = 0;
  for (int lines = 0; begin < text.size() && lines < 200; ++lines) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trim(text.substr(begin, end - begin));
    if (first_line_.empty() && !line.empty() && !is_page_number(line))
      first_line_ = std::string(head_of(line, 200));
    // Heads stand at the begin; a signature may stand anywhere, mostly at the end.
    if (line.size() <= 300 && line.find(':') != line.npos) {
      const bool head = surveyed_ <= head_blocks;
      if (head || lower_ascii(line).find("sign") != std::string::npos)
        labels(line, head ? "head" : "tail");
    }
    begin = end + 1;
  }
}

// "Statement of: Ana Pop   Age if under 18: Over 18   Occupation: Clerk"
void DocumentWriter::labels(std::string_view line, std::string_view where) {
  const std::string low = lower_ascii(line);
  struct Hit {
    std::size_t begin, value;
    std::string_view field;
  };
  std::vector<Hit> hits;
  for (std::size_t colon = low.find(':'); colon != low.npos; colon = low.find(':', colon + 1)) {
    const std::string_view before = trim(std::string_view(low).substr(0, colon));
    for (const Label& label : label_words) {
      if (before.size() < label.words.size() || !before.ends_with(label.words)) continue;
      const std::size_t begin =
          before.size() - label.words.size() + static_cast<std::size_t>(before.data() - low.data());
      // A label begins the line, or stands apart from what is before it.
      const bool apart =
          begin == 0 || low[begin - 1] == '\t' || low[begin - 1] == '(' ||
          (low[begin - 1] == ' ' && (begin == 1 || low[begin - 2] == ' ' || !hits.empty()));
      if (!apart || (begin > 0 && begin != colon && label.words.size() <= 4 && hits.empty() &&
                     low[begin - 1] != '\t' && low[begin - 1] != ' '))
        continue;
      hits.push_back({begin, colon + 1, label.field});
      break;
    }
  }
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const std::size_t end = i + 1 < hits.size() ? hits[i + 1].begin : line.size();
    if (end <= hits[i].value) continue;
    const std::string value = value_of(line.substr(hits[i].value, end - hits[i].value));
    if (value.empty()) continue;
    if (where == "tail" && hits[i].field != "signature" && hits[i].field != "date" &&
        hits[i].field != "witnessed_by")
      continue;
    fields_.emplace(std::string(hits[i].field), value);
  }
}

bool DocumentWriter::is_boilerplate(const std::string& text) const {
  if (is_page_number(text)) return true;
  if (text.size() <= max_short_block) {
    const auto it = seen_.find(form_of(text));
    if (it != seen_.end() && it->second >= 3) return true;
  }
  const std::string low = lower_ascii(head_of(text, 4000));
  return std::any_of(std::begin(form_sentences), std::end(form_sentences),
                     [&](std::string_view s) { return low.find(s) != low.npos; });
}

void DocumentWriter::write(Block block) {
  if (!block.beside) ++number_;
  model::Record r;
  r.kind = model::RecordKind::document;
  r.locator = !block.locator.empty()
                  ? std::move(block.locator)
                  : exhibit::Locator().bytes(block.offset, block.length).line(block.line).str();
  if (!block.beside) {
    r.key = fmt::format("paragraph-{}", number_);
    r.fields.push_back({"paragraph", std::to_string(number_)});
  } else {
    r.key = std::move(block.key);
    r.table = block.table;
  }
  r.fields.push_back({"part", std::string(block.part)});
  for (auto& f : block.fields)
    r.fields.push_back(std::move(f));
  r.times = std::move(block.times);
  r.participants = std::move(block.participants);
  if (!block.beside && is_boilerplate(block.text)) {
    r.fields.push_back({"boilerplate", "yes"});
    ++boilerplate_;
  }
  r.text = std::move(block.text);
  r.text_form = block.text_form;
  r.extras = std::move(block.extras);
  r.media = std::move(block.media);
  r.links.push_back({model::LinkKind::part_of, "document"});
  if (!block.reply_to.empty()) r.links.push_back({model::LinkKind::reply, block.reply_to});
  sink_.rows(block.table, 1);
  sink_.record(std::move(r));
}

void DocumentWriter::add_date(model::Record& record) {
  const auto it = fields_.find("date");
  if (it == fields_.end()) return;
  model::Time t;
  t.kind = model::TimeKind::created;
  t.raw = it->second;
  // The longest beginning of the value that is a date ("3 April 2024, at Plymouth").
  std::optional<text::WrittenTime> written;
  std::string_view value = it->second;
  for (int tries = 0; tries < 8 && !written && !value.empty(); ++tries) {
    written = text::parse_written_time(trim(value));
    const auto cut = value.find_last_of(" ,;(\t");
    value = cut == value.npos ? std::string_view{} : value.substr(0, cut);
  }
  if (!written || written->date == text::WrittenTime::Date::none) return;
  auto order = text::DateOrder::unknown;
  std::string wanted = options_.date_order.value_or("");
  if (const auto a = options_.answers.find("date-order"); a != options_.answers.end())
    wanted = a->second;
  if (const auto said = text::date_order_from(wanted)) order = *said;
  if (const auto reading = text::reading_of(*written, order)) {
    t.local = *reading;
    t.certainty = model::Certainty::local_unknown;
    if (written->offset_minutes && written->has_clock) {
      t.offset_minutes = written->offset_minutes;
      t.utc = *reading - *written->offset_minutes * 60LL * micros_per_second;
      t.certainty = model::Certainty::exact;
    }
    if (options_.latest_plausible > 0 && t.utc.value_or(*t.local) > options_.latest_plausible)
      t.certainty = model::Certainty::implausible;
  } else if (written->date == text::WrittenTime::Date::unclear) {
    t.certainty = model::Certainty::ambiguous;
    model::Question q;
    q.key = "date-order";
    q.choices = {"dmy", "mdy"};
    q.text = fmt::format(
        "The document's date \"{}\" can be read with the day or the month first. "
        "Which is meant (d day, m month, y year)?",
        t.raw);
    sink_.question(std::move(q));
  }
  record.times.push_back(std::move(t));
}

void DocumentWriter::finish(std::string title, std::vector<model::Field> fields,
                            std::vector<model::Time> times, std::vector<model::Field> extras) {
  model::Record r;
  r.kind = model::RecordKind::document;
  r.locator = exhibit::Locator().bytes(0, item_.bytes().size()).line(1).str();
  r.key = "document";
  if (title.empty()) title = first_line_;
  if (title.empty()) title = std::string(item_.file_name());
  r.fields.push_back({"title", std::string(head_of(title, 300))});
  r.fields.push_back({"mime", format_});
  r.fields.push_back({"paragraphs", std::to_string(number_)});
  if (boilerplate_ > 0)
    r.fields.push_back({"boilerplate_paragraphs", std::to_string(boilerplate_)});
  const auto statement = fields_.find("statement_of");
  if (statement != fields_.end()) {
    r.fields.push_back({"type", "statement"});
    r.participants.push_back({model::Role::author,
                              {model::IdentifierKind::name, statement->second, ""},
                              statement->second});
  }
  for (const auto& [name, value] : fields_)
    if (name != "title") r.fields.push_back({name, value});
  for (model::Field& f : fields) {
    if (f.name == "date") fields_.emplace("date", f.value);
    r.fields.push_back(std::move(f));
  }
  add_date(r);
  r.times.insert(r.times.end(), times.begin(), times.end());
  r.extras = std::move(extras);
  sink_.extra_record(std::move(r));
  for (const auto& [what, n] : finding_counts_)
    if (n > max_findings_of_a_kind)
      sink_.finding(
          {model::Severity::note, "more findings of the same kind", "",
           fmt::format("\"{}\": {} in all, {} of them listed.", what, n, max_findings_of_a_kind)});
}

void DocumentWriter::finding(model::Severity severity, std::string_view what, std::string where,
                             std::string why) {
  if (++finding_counts_[std::string(what)] > max_findings_of_a_kind) return;
  sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
}

}  // namespace clew::readers
