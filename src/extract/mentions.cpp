#include "extract/mentions.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/assert.h"
#include "base/time.h"
#include "extract/checks.h"
#include "text/normal.h"
#include "text/iban.h"

namespace clew::extract {
namespace {

using std::string_view;

// The text with every digit as 0-9 and odd spaces, dashes and widths as ASCII; and where each byte
// was.
struct FoldedText {
  string_view text;
  std::string owned;
  std::vector<std::uint32_t>
      from;  // byte of `text` → byte of the original; one more for the end; empty: the same
  std::uint32_t original(std::size_t at) const {
    return from.empty() ? static_cast<std::uint32_t>(at) : from[at];
  }
};

void fold(string_view raw, FoldedText& out) {
  out.owned.clear();
  out.from.clear();
  out.text = raw;
  if (std::none_of(raw.begin(), raw.end(),
                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(raw.data());
  auto size = static_cast<std::int64_t>(raw.size());
  auto put = [&](char c, std::int64_t begin) {
    out.owned += c;
    out.from.push_back(static_cast<std::uint32_t>(begin));
  };
  for (std::int64_t at = 0; at < size;) {
    auto begin = at;
    UChar32 c;
    U8_NEXT(bytes, at, size, c);
    if (c < 0) {
      put(' ', begin);
    } else if (c < 0x80) {
      put(static_cast<char>(c), begin);
    } else if (u_isdigit(c)) {
      put(static_cast<char>('0' + u_charDigitValue(c)), begin);
    } else if (c >= 0xFF01 && c <= 0xFF5E) {
      put(static_cast<char>(c - 0xFEE0), begin);
    } else if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) {
      put('-', begin);
    } else if (u_charType(c) == U_SPACE_SEPARATOR) {
      put(' ', begin);
    } else if (u_charType(c) == U_FORMAT_CHAR) {
      continue;  // direction marks and joiners stand inside numbers too
    } else {
      for (auto i = begin; i < at; ++i)
        put(raw[static_cast<std::size_t>(i)], i);
    }
  }
  out.from.push_back(static_cast<std::uint32_t>(size));
  out.text = out.owned;
}

struct Rule {
  MentionKind kind;
  const char* pattern;  // group 1, if any, is the mention
};

constexpr const char* currencies =
    "GBP|EUR|USD|RON|PLN|CZK|HUF|CHF|SEK|NOK|DKK|TRY|RUB|UAH|CNY|RMB|VND|AED|INR|PKR|ALL|BGN";

// In order of precedence.
const std::vector<Rule>& rules() {
  static const std::vector<Rule> list = {
      {MentionKind::url, R"re((?i)((?:\b(?:https?|ftp)://|\bwww\.)[^\s<>"]+))re"},
      {MentionKind::url,
       R"re((?i)(?:^|[^\w@.])((?:[a-z0-9-]+\.)+(?:com|org|net|info|io|me|uk|ro|al|vn|pl|es|pt|fr|de|it|ru|ua|tr|cn|eu)(?:/[^\s<>"]*)?)(?:$|[^\w@]))re"},
      {MentionKind::email, R"re(([A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})\b)re"},
      {MentionKind::crypto,
       R"re(\b([13LMDXT][1-9A-HJ-NP-Za-km-z]{24,35}|(?:bc1|tb1|ltc1)[02-9ac-hj-np-z]{8,80}|(?:BC1|TB1|LTC1)[02-9AC-HJ-NP-Z]{8,80}|0x[0-9a-fA-F]{40})\b)re"},
      {MentionKind::iban,
       R"re((?i)\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)\b)re"},
      {MentionKind::coordinates, R"re(([-+]?\d{1,2}\.\d{3,}[,;] ?[-+]?\d{1,3}\.\d{3,}))re"},
      {MentionKind::imei, R"re(\b(\d{15}|\d{2}[- ]\d{6}[- ]\d{6}[- ]\d)\b)re"},
      {MentionKind::account,
       R"re(\b(\d{2}[- ]\d{2}[- ]\d{2}[ ,/:;]{1,3}(?:(?i:a/?c|acc|account)(?i: no| number)?[.: ]{1,3})?\d{8})\b)re"},
      {MentionKind::account,
       R"re((?i)\bsort ?code[:. ]{1,3}(\d{6}[ ,/:;]{1,3}(?:(?:a/?c|acc|account)(?: no| number)?[.: ]{1,3})?\d{8})\b)re"},
      {MentionKind::amount,
       R"re((?:^|[^\w])((?:[£$€₹₽¥₺₴₫]|(?i:CURRENCIES)) ?\d[\d.,' ]*\d?(?i: ?(?:k|m|mio|bn))?)(?:$|[^\w]))re"},
      {MentionKind::amount,
       R"re((?:^|[^\w.,])(\d[\d.,']*(?i:k)? ?(?:[£$€₹₽¥₺₴₫]|(?i:(?:CURRENCIES|lei|euros?|pounds|quid|dollars|zł|zl|lekë|lek|kr)\b))))re"},
      {MentionKind::date,
       R"re(\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))\b)re"},
      {MentionKind::date,
       R"re((?i)\b(\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?(?: \d{4})?)\b)re"},
      {MentionKind::vrm,
       R"re(\b((?i:[A-HJ-PR-Y][A-HJ-PR-Y]\d{2} ?[A-HJ-PR-Z]{3})|[A-HJ-NPR-TV-Y]\d{1,3} ?[A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3} ?\d{1,3}[A-HJ-NPR-TV-Y])\b)re"},
      {MentionKind::postcode,
       R"re((?i)\b((?:GIR ?0AA|(?:[A-PR-UWYZ]\d[\dA-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y]\d[\dABEHMNPRVWXY]?) ?\d[ABD-HJLNP-UW-Z]{2}))\b)re"},
      {MentionKind::time,
       R"re((?i)(?:^|[^\w:.,+-])((?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b)?|(?:1[0-2]|0?[1-9]) ?[ap]m\b))re"},
      {MentionKind::address,
       R"re(\b(\d{1,4}[A-Za-z]?,? (?:[A-Z\x{C0}-\x{DE}\x{100}-\x{2AF}][^\x00-@\[-`{-\x7F]*['’.-]?[^\x00-@\[-`{-\x7F]* ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Drive|Dr|Way|Court|Ct|Place|Pl|Terrace|Gardens|Gdns|Crescent|Cres|Grove|Square|Sq|Mews|Row|Walk|Parade|Hill|Park|House|Quay|Wharf|Rise|View))\b)re"},
      {MentionKind::address,
       R"re(\b(\d{1,4}[a-z]? (?:[a-z'’-]+ ){1,2}(?:street|road|rd|avenue|ave|lane|crescent|terrace|grove|mews))\b)re"},
      {MentionKind::address,
       R"re(\b((?:Strada|strada|Str\.|str\.|Calea|Bulevardul|Bd\.|Aleea|Calle|calle|Rue|rue|Via|Rruga|rruga|Ulica|ulica|ul\.) ?(?:[A-Z\x{C0}-\x{DE}\x{100}-\x{2AF}][^\x00-@\[-`{-\x7F]*['’.-]?[^\x00-@\[-`{-\x7F]*,? ){1,3}(?:(?:[Nn]r|[Nn]o|n)\.? ?)?\d{1,4}[A-Za-z]?)\b)re"},
      {MentionKind::station, R"re(\b([Ss]tation|STATION)\b)re"},
      {MentionKind::station,
       R"re(\b((?i:gara|autogara|estaci[oó]n|gare|bahnhof|dworzec|stazione) (?:(?i:de|du|del|della|di) )?[A-Z\x{C0}-\x{DE}\x{100}-\x{2AF}][^\x00-@\[-`{-\x7F]+(?: [A-Z\x{C0}-\x{DE}\x{100}-\x{2AF}][^\x00-@\[-`{-\x7F]+)?)\b)re"},
      {MentionKind::phone, R"re(([+(]{0,2}\d(?:[ ().\-/]{0,3}\d){5,}))re"},
      {MentionKind::handle, R"re((?:^|[^\w@./])(@[A-Za-z_][\w.]*))re"},
  };
  return list;
}

struct Patterns {
  std::vector<std::unique_ptr<RE2>> one;
  std::unique_ptr<RE2::Set> set;

  Patterns() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    set = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
    for (const auto& rule : rules()) {
      std::string pattern = rule.pattern;
      for (std::size_t at; (at = pattern.find("CURRENCIES")) != std::string::npos;)
        pattern.replace(at, 10, currencies);
      one.push_back(std::make_unique<RE2>(pattern, options));
      CLEW_ASSERT(one.back()->ok());
      CLEW_ASSERT(set->Add(pattern, nullptr) >= 0);
    }
    CLEW_ASSERT(set->Compile());
  }
  static const Patterns& shared() {  // immutable; RE2 locks its own caches
    static const Patterns patterns;
    return patterns;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string digits_in(string_view text) {
  std::string out;
  for (char c : text)
    if (is_digit(c)) out += c;
  return out;
}

std::string letters_and_digits(string_view text) {
  std::string out;
  for (char c : text)
    if (is_digit(c) || is_letter(c)) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

// The word before `at`, in lower case: "order", "imei", "ref".
std::string word_before(string_view text, std::size_t at) {
  while (at > 0 && std::string_view(" :#.-").find(text[at - 1]) != string_view::npos)
    --at;
  auto end = at;
  while (at > 0 && is_letter(text[at - 1]) && end - at < 16)
    --at;
  std::string out;
  for (char c : text.substr(at, end - at))
    out += lower(c);
  // "invoice no. 123": the word before says what it is the number of.
  if ((out == "no" || out == "nr" || out == "number") && at > 0) {
    auto further = word_before(text, at);
    if (!further.empty()) return further;
  }
  return out;
}

bool names_a_reference(string_view word) {
  static constexpr string_view words[] = {
      "order", "ref",     "reference", "invoice",  "tracking", "parcel", "booking",
      "case",  "id",      "code",      "pin",      "serial",   "ticket", "receipt",
      "awb",   "comanda", "factura",   "rechnung", "commande", "pedido", "zamówienie"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// "1,250.50", "1.250,50", "1 250", "1250": the last separator with one or two digits behind it is
// the decimal one; with three it groups thousands.
std::string plain_amount(string_view written) {
  std::string whole, fraction;
  auto last = written.find_last_of(".,");
  bool decimal =
      last != string_view::npos && written.size() - last - 1 >= 1 && written.size() - last - 1 <= 2;
  whole = digits_in(decimal ? written.substr(0, last) : written);
  if (decimal) fraction = digits_in(written.substr(last + 1));
  auto first = whole.find_first_not_of('0');
  whole = first == std::string::npos ? "0" : whole.substr(first);
  if (fraction.size() == 1) fraction += '0';
  return fraction.empty() ? whole : whole + "." + fraction;
}

std::string_view currency_of(string_view sign) {
  struct Sign {
    string_view written, code;
  };
  static constexpr Sign signs[] = {
      {"£", "GBP"},    {"$", "USD?"},    {"€", "EUR"},      {"₹", "INR"},    {"₽", "RUB"},
      {"¥", "JPY?"},   {"₺", "TRY"},     {"₴", "UAH"},      {"₫", "VND"},    {"lei", "RON"},
      {"euro", "EUR"}, {"euros", "EUR"}, {"pounds", "GBP"}, {"quid", "GBP"}, {"dollars", "USD?"},
      {"zł", "PLN"},   {"zl", "PLN"},    {"lekë", "ALL"},   {"lek", "ALL"},  {"kr", "kr"},
      {"rmb", "CNY"}};
  for (const auto& s : signs)
    if (s.written == sign) return s.code;
  return {};
}

// "12 Harbour Rd," → "12 harbour road": small letters of ASCII, one blank, the word for the street in full.
std::string plain_place(string_view written) {
  static constexpr std::pair<string_view, string_view> short_forms[] = {
      {"st", "street"}, {"rd", "road"},   {"ave", "avenue"}, {"ln", "lane"},      {"dr", "drive"},     {"ct", "court"},
      {"pl", "place"},  {"sq", "square"}, {"gdns", "gardens"}, {"cres", "crescent"}, {"str.", "strada"}, {"bd.", "bulevardul"}, {"ul.", "ulica"}};
  std::vector<std::string> parts(1);
  for (char c : written) {
    if (c == ' ' || c == ',') {
      if (!parts.back().empty()) parts.emplace_back();
    } else {
      parts.back() += lower(c);
    }
  }
  if (parts.back().empty()) parts.pop_back();
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // "St" at the end is a street, before a name a saint.
    if (i + 1 == parts.size() || i == 0)
      for (auto [from, to] : short_forms)
        if (parts[i] == from) {
          parts[i] = to;
          break;
        }
    out += (i ? " " : "") + parts[i];
  }
  return out;
}

// "10 minutes down the road": words that no street is called by, in small letters.
bool no_name_of_a_street(string_view written) {
  static constexpr string_view words[] = {"minutes", "minute", "mins", "min",  "hours", "hour", "miles", "mile", "metres", "meters", "km",   "the",  "a",   "an",
                                          "my",      "your",   "his",  "her",  "our",   "their", "this", "that", "down",   "up",     "of",   "on",   "in",  "from",
                                          "per",     "people", "men",  "cars", "car",   "more", "other", "at",   "to",     "off",    "for",  "with", "and", "years",
                                          "days",    "by",     "next", "same", "pm",    "am",   "x",     "times", "boys",  "girls",  "lads", "along", "across", "main"};
  for (std::size_t at = 0; at < written.size();) {
    auto end = std::min(written.find(' ', at), written.size());
    if (std::find(std::begin(words), std::end(words), written.substr(at, end - at)) != std::end(words)) return true;
    at = end + 1;
  }
  return false;
}

// Where the name of a station begins that ends before `end`: at most three words with capitals, or one without; before it may stand what
// sort of station it is. `end` itself when no name stands there ("at the train station").
std::size_t name_of_station(string_view all, std::size_t end) {
  static constexpr string_view sorts[] = {"rail", "railway", "train", "bus", "coach", "tube", "underground", "metro", "tram", "central"};
  static constexpr string_view none[] = {"the", "a",   "an",   "at",  "to",    "from",   "in",    "of",   "my",   "our",   "your", "this", "that", "same", "next", "last", "first",
                                         "any", "old", "new",  "and", "or",    "by",     "near",  "is",   "was",  "which", "what", "every", "police", "petrol", "gas", "fire",
                                         "power", "service", "radio", "for", "that's", "base", "work", "charging", "polling", "space", "play", "big", "main", "nearest", "local", "one", "no", "their", "his", "her", "some", "other", "another", "each"};
  std::size_t name = end, names = 0;
  bool may_be_sort = true;
  while (name > 1 && all[name - 1] == ' ') {
    auto last = name - 1, first = last;
    while (first > 0 && all[first - 1] != ' ' && last - first < 40 && (is_letter(all[first - 1]) || all[first - 1] == '\'' || all[first - 1] == '-' || all[first - 1] == '&' || static_cast<unsigned char>(all[first - 1]) >= 0x80))
      --first;
    if (first == last || (first > 0 && all[first - 1] != ' ' && all[first - 1] != '(' && all[first - 1] != '"')) break;
    std::string small;
    for (char c : all.substr(first, last - first)) small += lower(c);
    if (may_be_sort && std::find(std::begin(sorts), std::end(sorts), small) != std::end(sorts)) {
      name = first;
      may_be_sort = false;
      continue;
    }
    may_be_sort = false;
    if (std::find(std::begin(none), std::end(none), small) != std::end(none)) break;
    bool capital = all[first] >= 'A' && all[first] <= 'Z';
    if ((names > 0 && !capital) || names == 3) break;
    ++names;
    name = first;
    if (!capital) break;
  }
  return names ? name : end;
}

int month_of(string_view word) {
  static constexpr string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
  std::string three;
  for (char c : word.substr(0, 3))
    three += lower(c);
  auto at = months.find(three);
  return at == string_view::npos || at % 3 ? 0 : static_cast<int>(at / 3) + 1;
}

bool real_day(int year, int month, int day) {
  CivilTime civil;
  civil.year = year;
  civil.month = month;
  civil.day = day;
  return is_valid(civil);
}

}  // namespace

std::string_view word(MentionKind kind) {
  static constexpr string_view words[] = {"url",      "email",   "crypto", "iban",  "coordinates",
                                          "imei",     "account", "amount", "date",  "vrm",
                                          "postcode", "time",    "phone",  "handle", "address", "station"};
  return words[static_cast<std::size_t>(kind)];
}

std::string_view handle_kind(MentionKind kind) {
  switch (kind) {
    case MentionKind::email:
      return "email";
    case MentionKind::crypto:
      return "crypto";
    case MentionKind::iban:
      return "iban";
    case MentionKind::imei:
      return "imei";
    case MentionKind::account:
      return "account-number";
    case MentionKind::vrm:
      return "vrm";
    case MentionKind::phone:
      return "phone";
    case MentionKind::handle:
      return "username";
    default:
      return {};
  }
}

struct Finder::State {
  text::Normalizer normalizer;
  FoldedText folded;
  std::vector<int> which;
  std::vector<Mention> found;
  std::vector<std::pair<std::size_t, std::size_t>> taken;  // spans of the folded text, sorted
  std::string country;

  bool free(std::size_t begin, std::size_t end) const {
    auto at = std::lower_bound(taken.begin(), taken.end(), std::pair(begin, begin));
    if (at != taken.end() && at->first < end) return false;
    return at == taken.begin() || std::prev(at)->second <= begin;
  }

  void take(MentionKind kind, std::size_t begin, std::size_t end, std::string normal,
            std::string checks, bool hold = true) {
    Mention m;
    m.start = folded.original(begin);
    // The end is where the last character's bytes end, not where a dropped mark after it ends.
    m.length =
        folded.from.empty() ? static_cast<std::uint32_t>(end - begin) : end_of(end) - m.start;
    m.kind = kind;
    m.normal = std::move(normal);
    m.checks = std::move(checks);
    found.push_back(std::move(m));
    if (!hold) return;
    auto span = std::pair(begin, end);
    taken.insert(std::lower_bound(taken.begin(), taken.end(), span), span);
  }

  std::uint32_t end_of(std::size_t end) const {
    // Bytes of the original character that folded byte end-1 came from.
    auto begin = folded.from[end - 1];
    auto at = static_cast<std::int64_t>(begin);
    UChar32 c;
    U8_NEXT(reinterpret_cast<const std::uint8_t*>(source.data()), at,
            static_cast<std::int64_t>(source.size()), c);
    (void)c;
    return static_cast<std::uint32_t>(at);
  }

  string_view source;

  void candidate(MentionKind kind, std::size_t begin, std::size_t end) {
    string_view all = folded.text, text = all.substr(begin, end - begin);
    switch (kind) {
      case MentionKind::url: {
        while (!text.empty() &&
               std::string_view(".,;:!?)]}'*").find(text.back()) != string_view::npos)
          text.remove_suffix(1);
        if (text.size() < 4) return;
        end = begin + text.size();
        take(kind, begin, end, std::string(text), "form-ok");
        // wa.me/447700900123: the address of an account is a number.
        for (string_view host : {"wa.me/", "phone="})
          if (auto at = text.find(host); at != string_view::npos) {
            auto first = begin + at + host.size(), last = first;
            if (last < end && all[last] == '+') ++last;
            while (last < end && is_digit(all[last]))
              ++last;
            auto digits = digits_in(all.substr(first, last - first));
            if (digits.size() < 8 || digits.size() > 15) continue;
            const auto& n = normalizer.normalize("phone", "+" + digits, "");
            if (n.flags == "valid" || n.flags == "possible")
              take(MentionKind::phone, first, last, n.normal, n.flags, false);
          }
        return;
      }
      case MentionKind::email: {
        auto at = text.find('@');
        if (at > 64 || text.size() > 254 || text.find("..") != string_view::npos ||
            text.front() == '.')
          return;
        return take(kind, begin, end, normalizer.normalize("email", text, "").normal, "form-ok");
      }
      case MentionKind::crypto: {
        std::string checks;
        if (text.starts_with("0x"))
          checks = "form-ok";
        else if (bech32_ok(text) || base58check_ok(text))
          checks = "checksum-ok";
        else
          return;
        return take(kind, begin, end, normalizer.normalize("crypto", text, "").normal, checks);
      }
      case MentionKind::iban: {
        auto compact = letters_and_digits(text);
        auto length = static_cast<std::size_t>(text::iban_length(compact.substr(0, 2)));
        if (length == 0 || compact.size() < length) return;
        std::size_t seen = 0, i = 0;
        while (seen < length)
          if (text[i++] != ' ') ++seen;
        if (i < text.size() && text[i] != ' ') return;
        compact.resize(length);
        bool ok = text::iban_checksum_ok(compact);
        if (!ok && word_before(all, begin) != "iban") return;
        return take(kind, begin, begin + i, compact, ok ? "checksum-ok" : "checksum-bad");
      }
      case MentionKind::coordinates: {
        auto split = text.find_first_of(",;");
        auto latitude = std::strtod(std::string(text.substr(0, split)).c_str(), nullptr);
        auto longitude = std::strtod(std::string(text.substr(split + 1)).c_str(), nullptr);
        if (std::abs(latitude) > 90 || std::abs(longitude) > 180) return;
        return take(kind, begin, end, fmt::format("{:.6f},{:.6f}", latitude, longitude),
                    "range-ok");
      }
      case MentionKind::imei: {
        auto digits = digits_in(text);
        bool ok = text::luhn_ok(digits), named = word_before(all, begin) == "imei";
        if ((!ok && !named) || (begin > 0 && all[begin - 1] == '+')) return;
        if (!named && (digits.starts_with("00") || names_a_reference(word_before(all, begin))))
          return;
        return take(kind, begin, end, normalizer.normalize("imei", digits, "").normal,
                    ok ? "checksum-ok" : "checksum-bad");
      }
      case MentionKind::account: {
        auto digits = digits_in(text);
        if (digits.size() != 14) return;
        return take(kind, begin, end,
                    fmt::format("{}-{}-{} {}", digits.substr(0, 2), digits.substr(2, 2),
                                digits.substr(4, 2), digits.substr(6)),
                    "form-ok");
      }
      case MentionKind::amount: {
        auto first = text.find_first_of("0123456789"), last = text.find_last_of("0123456789");
        auto number = text.substr(first, last - first + 1);
        std::string before, after;
        for (char c : text.substr(0, first))
          if (c != ' ') before += lower(c);
        for (char c : text.substr(last + 1))
          if (c != ' ' && c != '.' && c != ',' && c != '\'') after += lower(c);
        std::string scale;
        for (string_view s : {"mio", "bn", "k", "m"})
          if (after.starts_with(s) && !after.starts_with("kr")) {
            scale = s;
            after.erase(0, s.size());
            break;
          }
        auto sign = before.empty() ? after : before;
        auto code = currency_of(sign);
        std::string name(code);
        if (name.empty())
          for (char c : sign)
            name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        // "£20 07700900123": a run of digits with spaces is an amount only in groups of three.
        while (number.find(' ') != string_view::npos) {
          auto space = number.rfind(' ');
          if (number.size() - space - 1 == 3 && digits_in(number.substr(0, space)).size() <= 9 &&
              scale.empty() && number.find_first_of(".,") == string_view::npos &&
              number.find(' ') <= 3)
            break;
          number = number.substr(0, space);
          scale.clear();
        }
        if (digits_in(number).size() > 15) return;
        if (!before.empty() && scale.empty()) end = begin + first + number.size();
        return take(kind, begin, end, fmt::format("{} {}{}", name, plain_amount(number), scale),
                    "form-ok");
      }
      case MentionKind::date: {
        std::vector<int> parts;
        std::vector<std::size_t> sizes;
        for (std::size_t i = 0; i < text.size();) {
          if (!is_digit(text[i])) {
            ++i;
            continue;
          }
          auto from = i;
          int value = 0;
          for (; i < text.size() && is_digit(text[i]); ++i)
            value = value * 10 + (text[i] - '0');
          parts.push_back(value);
          sizes.push_back(i - from);
        }
        auto letters = std::find_if(text.begin(), text.end(), [](char c) { return is_letter(c); });
        int day = 0, month = 0, year = 0;
        std::string checks = "form-ok";
        if (letters != text.end()) {
          for (auto i = text.begin(); i != text.end() && !month; ++i)
            if (is_letter(*i) && (i == text.begin() || !is_letter(*(i - 1))))
              month = month_of(text.substr(static_cast<std::size_t>(i - text.begin())));
          day = parts[0];
          year = parts.size() > 1 ? parts[1] : 0;
          if (!month || !real_day(year ? year : 2000, month, day)) return;
          return take(kind, begin, end,
                      year ? fmt::format("{:04}-{:02}-{:02}", year, month, day)
                           : fmt::format("--{:02}-{:02}", month, day),
                      checks);
        }
        if (sizes[0] == 4) {
          year = parts[0], month = parts[1], day = parts[2];
        } else {
          year = sizes[2] == 2 ? 2000 + parts[2] : parts[2];
          day = parts[0], month = parts[1];
          bool other = real_day(year, day, month);  // the American order
          if (!real_day(year, month, day)) {
            if (!other) return;
            std::swap(day, month);
          } else if (other && day != month) {
            return take(kind, begin, end, std::string(text), "ambiguous");
          }
        }
        if (!real_day(year, month, day) || year < 1900 || year > 2100) return;
        return take(kind, begin, end, fmt::format("{:04}-{:02}-{:02}", year, month, day), checks);
      }
      case MentionKind::vrm:
        return take(kind, begin, end, normalizer.normalize("vrm", text, "").normal, "form-ok");
      case MentionKind::postcode: {
        // "at 3 me" in small letters without a space is a word more often than a place.
        bool capital =
            std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!capital && text.find(' ') == string_view::npos) return;
        auto compact = letters_and_digits(text);
        return take(
            kind, begin, end,
            compact.substr(0, compact.size() - 3) + " " + compact.substr(compact.size() - 3),
            "form-ok");
      }
      case MentionKind::time: {
        if (end < all.size() &&
            (is_digit(all[end]) || ((all[end] == ':' || all[end] == '.') && end + 1 < all.size() &&
                                    is_digit(all[end + 1]))))
          return;
        int hour = std::atoi(std::string(text).c_str());
        auto colon = text.find_first_of(":.");
        bool clock =
            colon != string_view::npos && colon + 2 < text.size() && is_digit(text[colon + 1]);
        int minute = clock ? std::atoi(std::string(text.substr(colon + 1, 2)).c_str()) : 0;
        std::string half;
        for (char c : text)
          if (is_letter(c)) half += lower(c);
        // 10.30 without am or pm is a price or a version as often as a time.
        if (clock && text[colon] == '.' && half.empty()) return;
        if (!half.empty() && (hour > 12 || hour == 0)) return;
        if (half == "pm" && hour < 12) hour += 12;
        if (half == "am" && hour == 12) hour = 0;
        return take(kind, begin, end, fmt::format("{:02}:{:02}", hour, minute), "form-ok");
      }
      case MentionKind::address: {
        bool capital = std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!capital && no_name_of_a_street(text)) return;
        return take(kind, begin, end, plain_place(text), "form-ok");
      }
      case MentionKind::station: {
        if (text.size() == 7 && lower(text[0]) == 's') {
          begin = name_of_station(all, begin);
          if (end - begin == 7) return;
        }
        if (!free(begin, end)) return;
        return take(kind, begin, end, plain_place(all.substr(begin, end - begin)), "form-ok");
      }
      case MentionKind::phone:
        return phones(begin, end);
      case MentionKind::handle: {
        while (!text.empty() && text.back() == '.')
          text.remove_suffix(1);
        if (text.size() < 4 || text.size() > 33) return;
        return take(kind, begin, begin + text.size(),
                    normalizer.normalize("username", text, "").normal, "form-ok");
      }
    }
  }

  // Flags when digits[begin, end) is a phone, "" when not.
  const text::Normal* phone(std::size_t begin, std::size_t end) {
    string_view all = folded.text, text = all.substr(begin, end - begin);
    auto digits = digits_in(text);
    bool plus = text.find('+') != string_view::npos, trunk = digits.starts_with("0"),
         abroad = digits.starts_with("00");
    if (digits.size() < 7 || digits.size() > (abroad ? 17u : 15u)) return nullptr;
    char before = begin > 0 ? all[begin - 1] : ' ', after = end < all.size() ? all[end] : ' ';
    if (is_letter(before) || is_digit(before) || before == '_' || before == '@' ||
        is_letter(after) || is_digit(after) || after == '_' || after == '%')
      return nullptr;
    if (std::string_view("$#").find(before) != string_view::npos && !plus) return nullptr;
    // 3,07700900123 and 1.07700900: the rest of a decimal number.
    if ((before == '.' || before == ',') && begin > 1 && is_digit(all[begin - 2])) return nullptr;
    if (!plus) {
      auto dots = std::count(text.begin(), text.end(), '.');
      if (dots > 0 && text.find(' ') != string_view::npos) return nullptr;  // 1.2.3.4 192.168.0.1
      if (after == '.' && end + 1 < all.size() && is_digit(all[end + 1])) return nullptr;
      if (dots == 1 && text.find_first_of(" -/()") == string_view::npos)
        return nullptr;  // 51.50740912
      if (dots == 3 && digits.size() <= 12 && text.find_first_of(" -/()") == string_view::npos &&
          !trunk)
        return nullptr;  // an IPv4 address
      if (names_a_reference(word_before(all, begin))) return nullptr;
      if (std::adjacent_find(digits.begin(), digits.end(), std::not_equal_to<>()) == digits.end())
        return nullptr;  // 0000000
    }
    const auto& n = normalizer.normalize("phone", text, country);
    bool valid = n.flags == "valid", possible = n.flags == "possible";
    if (plus || abroad) return valid || possible || n.flags == "unassigned" ? &n : nullptr;
    if (trunk) {
      if (country.empty())
        return n.flags == "national" && digits.size() >= 10 && digits.size() <= 11 ? &n : nullptr;
      return (valid || possible) && digits.size() >= 9 ? &n : nullptr;
    }
    if (country.empty() || digits.size() < 8) return nullptr;
    if (valid) return &n;
    // 447700900123: an international number without its plus.
    return possible && digits.size() >= 11 && n.normal == "+" + digits ? &n : nullptr;
  }

  // A run of digits and separators may hold several numbers: the longest that are phones, from the
  // left, cut only where it is separated.
  void phones(std::size_t begin, std::size_t end) {
    string_view all = folded.text;
    std::vector<std::pair<std::size_t, std::size_t>> groups;  // digits with signs in front
    constexpr std::size_t max_groups = 400;
    for (auto i = begin; i < end && groups.size() < max_groups;) {
      if (!is_digit(all[i])) {
        ++i;
        continue;
      }
      auto from = i;
      while (i < end && is_digit(all[i]))
        ++i;
      while (from > begin && (all[from - 1] == '+' || all[from - 1] == '(') &&
             (groups.empty() || from > groups.back().second))
        --from;
      groups.emplace_back(from, i);
    }
    for (std::size_t first = 0; first < groups.size();) {
      std::size_t digits = 0, last = first;
      while (last < groups.size() && digits <= 17)
        digits += groups[last].second - groups[last].first, ++last;
      bool found_one = false;
      for (; last > first; --last) {
        auto from = groups[first].first, to = groups[last - 1].second;
        if (const auto* n = phone(from, to); n && free(from, to)) {
          if (all[from] == '(' && all.substr(from, to - from).find(')') == string_view::npos)
            ++from;
          take(MentionKind::phone, from, to, n->normal, n->flags);
          first = last;
          found_one = true;
          break;
        }
      }
      if (!found_one) ++first;
    }
  }

  void run(string_view text) {
    found.clear();
    taken.clear();
    source = text;
    fold(text, folded);
    const auto& patterns = Patterns::shared();
    which.clear();
    if (!patterns.set->Match(folded.text, &which)) return;
    std::sort(which.begin(), which.end());
    for (int index : which) {
      const auto& re = *patterns.one[static_cast<std::size_t>(index)];
      auto kind = rules()[static_cast<std::size_t>(index)].kind;
      std::size_t at = 0;
      re2::StringPiece groups[2];
      while (at <= folded.text.size() &&
             re.Match(folded.text, at, folded.text.size(), RE2::UNANCHORED, groups, 2)) {
        auto begin = static_cast<std::size_t>(groups[1].data() - folded.text.data()),
             end = begin + groups[1].size();
        if (kind == MentionKind::phone || free(begin, end)) candidate(kind, begin, end);
        at = std::max(end, at + 1);
      }
    }
    for (auto& m : found)
      m.raw = source.substr(m.start, m.length);
    std::sort(found.begin(), found.end(), [](const Mention& a, const Mention& b) {
      return a.start != b.start ? a.start < b.start : a.kind < b.kind;
    });
  }
};

Finder::Finder() : state_(std::make_unique<State>()) {}
Finder::~Finder() = default;

std::vector<Mention> Finder::find(std::string_view text, std::string_view country) {
  state_->country = country;
  state_->run(text.substr(0, UINT32_MAX));
  return std::move(state_->found);
}

std::vector<Mention> find_mentions(std::string_view text, std::string_view country) {
  return Finder().find(text, country);
}

}  // namespace clew::extract
