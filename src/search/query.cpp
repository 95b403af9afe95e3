#include "search/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "language/checks.h"

namespace clew::search {
namespace {

// A piece of the query as typed: a word up to the next space, or what stands in quotes.
struct Raw {
  std::string field;  // lower case, "" none
  std::string text;
  bool quoted = false, exclude = false, prefix = false;
};

constexpr std::size_t max_query_bytes = 4096;
constexpr std::string_view fields[] = {"who",      "from",  "kind",  "exhibit",
                                       "language", "after", "before",  "status",
                                       "engine",   "mark",  "handle", "use",    "reason", "mention"};

constexpr std::string_view statuses[] = {"pending",   "translated", "not-needed",   "low-confidence",
                                         "no-engine", "refused",    "human-checked"};

// Quotation marks that keyboards and word processors put in place of ".
std::size_t quote_at(std::string_view text, std::size_t at) {
  for (std::string_view mark : {"\"", "“", "”", "„", "«", "»"})
    if (text.substr(at).starts_with(mark)) return mark.size();
  return 0;
}

// Blanks of typing: ASCII and the ideographic space.
std::size_t blank_at(std::string_view text, std::size_t at) {
  if (static_cast<unsigned char>(text[at]) <= ' ') return 1;
  for (std::string_view mark : {"\u3000", "\u00a0"})
    if (text.substr(at).starts_with(mark)) return mark.size();
  return 0;
}

std::vector<Raw> split(std::string_view text) {
  std::vector<Raw> out;
  std::size_t at = 0;
  while (at < text.size()) {
    if (auto blank = blank_at(text, at)) {
      at += blank;
      continue;
    }
    Raw raw;
    if (text[at] == '-' && at + 1 < text.size() && !blank_at(text, at + 1)) {
      raw.exclude = true;
      ++at;
    }
    auto colon = text.find(':', at);
    if (colon != std::string_view::npos && colon - at <= 8) {
      std::string name(text.substr(at, colon - at));
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      if (std::find(std::begin(fields), std::end(fields), name) != std::end(fields)) {
        raw.field = name;
        at = colon + 1;
      }
    }
    if (auto quote = at < text.size() ? quote_at(text, at) : 0) {
      at += quote;
      raw.quoted = true;
      while (at < text.size() && !quote_at(text, at))
        raw.text += text[at++];
      if (at < text.size()) at += quote_at(text, at);
    } else {
      while (at < text.size() && !blank_at(text, at)) {
        if (quote_at(text, at)) break;
        raw.text += text[at++];
      }
    }
    if (!raw.quoted && raw.text.size() > 1 && raw.text.back() == '*') raw.prefix = true;
    if (at < text.size() && raw.quoted && text[at] == '*') {
      raw.prefix = true;
      ++at;
    }
    out.push_back(std::move(raw));
  }
  return out;
}

// Digits of a text that holds nothing but what numbers are written with; "" otherwise.
std::string number_digits(std::string_view text, Tokenizer& tokenizer) {
  for (char c : text) {
    auto u = static_cast<unsigned char>(c);
    if (u < 0x80 && !(c >= '0' && c <= '9') &&
        std::string_view("+-()./ \t").find(c) == std::string_view::npos)
      return {};
  }
  std::string digits, plain(text);
  // +44 (0)7700 …: the zero is not dialled from abroad.
  if (auto zero = plain.find("(0)"); zero != std::string::npos) plain.erase(zero, 3);
  for (const auto& piece : tokenizer.scan(plain)) {
    if (piece.exact.find_first_not_of("0123456789") != std::string_view::npos) return {};
    digits += piece.exact;
  }
  return digits;
}

// What two writings of a number share at their end: no 00, no trunk zero.
std::string bare(std::string digits) {
  auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? std::string() : digits.substr(first);
}

std::optional<Micros> time_of(std::string_view text) {
  auto parsed = parse_iso(text);
  if (!parsed) return std::nullopt;
  auto micros = parsed->micros;
  if (parsed->offset_minutes) micros -= *parsed->offset_minutes * 60 * micros_per_second;
  return micros;
}

}  // namespace

Query parse_query(std::string_view text, Tokenizer& tokenizer) {
  Query query;
  if (text.size() > max_query_bytes) {
    query.ignored.push_back(fmt::format("the query is {} bytes long; only its first {} were used",
                                        text.size(), max_query_bytes));
    text = text.substr(0, max_query_bytes);
  }
  auto list = split(text);
  // Neighbouring words of digits are one number when they make up seven digits and more.
  std::vector<Raw> joined;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto plain = [&](const Raw& r) { return !r.quoted && r.field.empty() && !r.prefix; };
    if (plain(list[i]) && !number_digits(list[i].text, tokenizer).empty()) {
      auto whole = list[i];
      std::size_t last = i;
      // A date or an amount beside a number is not part of it: at most 15 digits (E.164) with 00.
      while (last + 1 < list.size() && plain(list[last + 1]) && !list[last + 1].exclude &&
             !number_digits(list[last + 1].text, tokenizer).empty() &&
             number_digits(whole.text + " " + list[last + 1].text, tokenizer).size() <= 17)
        whole.text += " " + list[++last].text;
      if (last > i && number_digits(whole.text, tokenizer).size() >= 7) {
        joined.push_back(std::move(whole));
        i = last;
        continue;
      }
    }
    joined.push_back(list[i]);
  }

  bool or_pending = false;
  std::size_t terms = 0;
  for (auto& raw : joined) {
    if (!raw.quoted && !raw.exclude && raw.field.empty() && (raw.text == "OR" || raw.text == "|")) {
      or_pending = !query.all.empty();
      continue;
    }
    if (!raw.quoted && raw.field.empty() && raw.text == "AND") continue;
    if (raw.field == "kind" || raw.field == "exhibit" || raw.field == "language" ||
        raw.field == "status" || raw.field == "engine" || raw.field == "mark" ||
        raw.field == "handle" || raw.field == "mention" || raw.field == "use" || raw.field == "reason" || raw.field == "after" || raw.field == "before") {
      or_pending = false;
      if (raw.exclude) {
        query.ignored.push_back(
            fmt::format("-{}: is not supported; the filter was left out", raw.field));
      } else if (raw.field == "kind") {
        query.kinds.push_back(raw.text);
      } else if (raw.field == "exhibit") {
        query.exhibits.push_back(raw.text);
      } else if (raw.field == "language") {
        query.languages.push_back(raw.text);
      } else if (raw.field == "status") {
        if (std::find(std::begin(statuses), std::end(statuses), raw.text) != std::end(statuses)) {
          query.statuses.push_back(raw.text);
        } else {
          query.ignored.push_back(
              "status: is pending, translated, not-needed, low-confidence, no-engine, refused or "
              "human-checked; the filter was left out");
        }
      } else if (raw.field == "reason") {
        if (raw.prefix && !raw.quoted) raw.text.pop_back();
        query.reasons.emplace_back(raw.text, raw.prefix);
      } else if (raw.field == "handle") {
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(raw.text.data(), raw.text.data() + raw.text.size(), id);
        if (error == std::errc() && end == raw.text.data() + raw.text.size() && id > 0)
          query.handles.push_back(id);
        else
          query.ignored.push_back("handle: is the id of a number or account; the filter was left out");
      } else if (raw.field == "mention") {
        query.mentions.push_back(raw.text);
      } else if (raw.field == "use") {
        if (auto use = model::handle_use_from(raw.text))
          query.uses.push_back(*use);
        else
          query.ignored.push_back("use: is sent, received, card, other or mentioned; the filter was left out");
      } else if (raw.field == "mark") {
        if (language::mark_from(raw.text)) {
          query.marks.push_back(raw.text);
        } else {
          query.ignored.push_back(
              fmt::format("there is no mark {}; the filter was left out", raw.text));
        }
      } else if (raw.field == "engine") {
        query.engines.push_back(raw.text);
      } else if (auto time = time_of(raw.text)) {
        (raw.field == "after" ? query.after : query.before) = time;
      } else {
        query.ignored.push_back(
            fmt::format("{}: needs a date such as 2024-03-01; the filter was left out", raw.field));
      }
      continue;
    }
    if (terms == max_terms) {
      query.ignored.push_back(fmt::format("only the first {} terms were used", max_terms));
      break;
    }
    Term term;
    term.words = words_of(tokenizer, raw.text);
    if (term.words.empty()) {
      query.ignored.push_back("signs without letters or digits are not searched");
      continue;
    }
    ++terms;
    term.prefix = raw.prefix && !term.words.back().character;
    term.field = raw.field == "who"    ? Field::who
                 : raw.field == "from" ? Field::from
                                       : Field::anywhere;
    if (auto digits = number_digits(raw.text, tokenizer); digits.size() >= 7 && !raw.prefix)
      term.digits = bare(digits);
    if (or_pending && !raw.exclude && !query.all.back().exclude) {
      query.all.back().any.push_back(std::move(term));
    } else {
      query.all.push_back({{std::move(term)}, raw.exclude});
    }
    or_pending = false;
  }
  if (!query.uses.empty() && query.handles.empty()) {
    query.uses.clear();
    query.ignored.push_back("use: needs handle: beside it; the filter was left out");
  }
  std::sort(query.ignored.begin(), query.ignored.end());
  query.ignored.erase(std::unique(query.ignored.begin(), query.ignored.end()), query.ignored.end());
  return query;
}

}  // namespace clew::search
