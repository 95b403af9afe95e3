#include "text/normal.h"

#include <phonenumbers/phonenumberutil.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "text/plain_number.h"

namespace clew::text {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Case folding, NFKC, spaces squeezed, invisible controls dropped.
std::string fold(std::string_view raw) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
  auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(raw.data(), static_cast<int32_t>(raw.size())));
  icu::UnicodeString folded = U_SUCCESS(status) ? nfkc->normalize(source, status) : source.foldCase();
  icu::UnicodeString squeezed;
  bool space = false;
  for (int32_t i = 0; i < folded.length();) {
    UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    if (u_isUWhiteSpace(c)) {
      space = true;
      continue;
    }
    if (u_charType(c) == U_FORMAT_CHAR || u_iscntrl(c)) continue;
    if (space && !squeezed.isEmpty()) squeezed.append(static_cast<UChar>(' '));
    space = false;
    squeezed.append(c);
  }
  std::string out;
  squeezed.toUTF8String(out);
  return out;
}

// Words by which tools and networks say that a number was withheld or is not known. Lower case.
constexpr std::array<std::string_view, 27> withheld_words = {
    "withheld",   "unknown",      "private",      "private number", "anonymous",     "restricted",
    "no number",  "no caller id", "unavailable",  "blocked",        "hidden",        "payphone",
    "n/a",        "na",           "null",         "none",           "-1",            "-2",
    "-3",         "unbekannt",    "inconnu",      "desconocido",    "desconhecido",  "sconosciuto",
    "necunoscut", "nieznany",     "masqué"};

// "447700900123.0": a number that some program took for a decimal. Nobody writes a number so.
std::string_view without_decimal_zero(std::string_view raw) {
  if (!raw.ends_with(".0")) return raw;
  const std::string_view whole = raw.substr(0, raw.size() - 2);
  const std::string_view digits = whole.substr(whole.starts_with('+') ? 1 : 0);
  return !digits.empty() && digits.find_first_not_of("0123456789") == digits.npos ? whole : raw;
}

struct PhoneText {
  std::string digits;    // ASCII digits, any script's digits mapped
  bool plus = false;
  bool letters = false;
  bool odd = false;      // characters that no phone number has
  bool e_notation = false;
};

PhoneText scan_phone(std::string_view folded) {
  PhoneText t;
  auto source = icu::UnicodeString::fromUTF8(icu::StringPiece(folded.data(), static_cast<int32_t>(folded.size())));
  bool point = false, exponent = false;
  for (int32_t i = 0; i < source.length();) {
    UChar32 c = source.char32At(i);
    i += U16_LENGTH(c);
    if (u_isdigit(c)) {
      t.digits += static_cast<char>('0' + u_charDigitValue(c));
    } else if (c == '+') {
      if (t.digits.empty())
        t.plus = true;
      else if (!exponent)
        t.odd = true;
    } else if (c == 'e' && point && !t.digits.empty() && !exponent) {
      exponent = true;
      t.letters = true;
    } else if (u_isalpha(c)) {
      t.letters = true;
    } else if (c == '.') {
      point = true;
    } else if (!(c == ' ' || c == '-' || c == '(' || c == ')' || c == '/' || c == 0x2010 || c == 0x2011 ||
                 c == 0x2013 || c == '*' || c == '#')) {
      t.odd = true;
    }
    if (c == '*' || c == '#') t.odd = true;  // service codes: *100#
  }
  t.e_notation = exponent && std::all_of(folded.begin(), folded.end(), [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == '+' || c == '-';
  });
  return t;
}

// Operators write numbers as 447700900123: the country's code and no plus. Where national numbers may be as long as that, the numbering plan
// alone does not say which it is: to a German 4917139250123 could be one of Emden's. But nobody who has the whole number leaves its
// first nought out and keeps all of it, so from 11 digits on the reading with a country is taken: when the other is no number in use, or
// when the code is the country's own, or the number with it is one in use; and from 12 digits on, which no national number has today, always.
bool without_its_plus(std::string_view digits, const PhoneNumber& national, const PhoneNumber& international) {
  const auto* util = PhoneNumberUtil::GetInstance();
  if (!util->IsPossibleNumber(international)) return false;
  if (!util->IsPossibleNumber(national)) return true;
  if (digits.size() < 11 || digits.starts_with('0')) return false;
  std::string significant;
  util->GetNationalSignificantNumber(national, &significant);
  if (significant != digits) return false;  // a code was taken off already
  if (!util->IsValidNumber(national) || international.country_code() == national.country_code()) return true;
  return digits.size() >= 12 || util->GetNumberType(international) == PhoneNumberUtil::MOBILE;
}

Normal normalize_phone(std::string_view raw, std::string_view country) {
  Normal out;
  std::string folded = fold(without_decimal_zero(raw));
  if (is_grouped_number(folded)) std::erase(folded, ',');
  for (std::string_view prefix : {"tel:", "sms:", "sip:", "sips:", "whatsapp:"})
    if (folded.starts_with(prefix)) folded.erase(0, prefix.size());
  if (folded.empty() || std::find(withheld_words.begin(), withheld_words.end(), folded) != withheld_words.end()) {
    out.flags = "withheld";
    return out;
  }
  auto t = scan_phone(folded);
  if (t.e_notation) {  // 4.4777e+11: digits are lost, it must not match anything else
    out.normal = folded;
    out.flags = "damaged";
    return out;
  }
  if (t.letters) {
    out.normal = folded;
    out.flags = t.digits.size() >= 3 ? "vanity" : "alphanumeric";
    return out;
  }
  if (t.digits.empty() || t.odd) {
    out.normal = folded;
    out.flags = "damaged";
    if (t.odd && !t.digits.empty()) out.flags = "service-code";
    return out;
  }
  if (!t.plus && t.digits.starts_with("00") && t.digits.size() > 8) {
    t.plus = true;
    t.digits.erase(0, 2);
  }
  if (!t.plus && t.digits.size() <= 6) {
    out.normal = t.digits;
    out.flags = "short";
    return out;
  }
  std::string text = (t.plus ? "+" : "") + t.digits;
  if (!t.plus && country.empty()) {
    out.normal = t.digits;
    out.flags = "national";
    return out;
  }
  const auto* util = PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  std::string region = t.plus ? "ZZ" : std::string(country);
  if (util->Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) {
    out.normal = text;  // +999 and the like: kept as E.164 by its own plus sign
    out.flags = t.plus ? "unassigned" : "national";
    return out;
  }
  if (!t.plus) {
    PhoneNumber international;
    if (util->Parse("+" + t.digits, "ZZ", &international) == PhoneNumberUtil::NO_PARSING_ERROR &&
        without_its_plus(t.digits, number, international))
      number = international;
  }
  util->Format(number, PhoneNumberUtil::E164, &out.normal);
  if (!t.plus) out.country = country;
  out.flags = util->IsValidNumber(number) ? "valid" : util->IsPossibleNumber(number) ? "possible" : "impossible";
  return out;
}

std::string only(std::string_view text, bool letters) {
  std::string out;
  for (char c : text) {
    if (c >= '0' && c <= '9') out += c;
    if (letters && c >= 'a' && c <= 'z') out += static_cast<char>(c - 'a' + 'A');
    if (letters && c >= 'A' && c <= 'Z') out += c;
  }
  return out;
}

// "b0:f2:8:45:94:33", as iPhones write hardware addresses, with the zeros that they leave out.
std::string with_whole_octets(std::string_view raw) {
  std::string out;
  std::size_t parts = 0;
  for (std::size_t at = 0; at <= raw.size(); ++parts) {
    const std::size_t end = std::min(raw.find_first_of(":-", at), raw.size());
    const std::string_view part = raw.substr(at, end - at);
    if (part.empty() || part.size() > 2) return std::string(raw);
    out += (part.size() == 1 ? "0" : "") + std::string(part);
    at = end + 1;
  }
  return parts == 6 ? out : std::string(raw);
}

Normal normalize_plain(std::string_view kind, std::string_view raw) {
  Normal out;
  if (kind == "email") {
    out.normal = fold(raw);
    if (out.normal.starts_with("mailto:")) out.normal.erase(0, 7);
    if (out.normal.size() > 2 && out.normal.front() == '<' && out.normal.back() == '>')
      out.normal = out.normal.substr(1, out.normal.size() - 2);
  } else if (kind == "imei") {
    auto digits = only(without_decimal_zero(raw), false);
    if (digits.size() >= 14 && digits.size() <= 16) {
      // The last digit of 15 is a check digit, of 16 a software version: 14 identify the handset.
      out.normal = digits.substr(0, 14);
      if (digits.size() == 15) out.flags = luhn_ok(digits) ? "checksum-ok" : "checksum-bad";
    } else {
      out.normal = fold(raw);
      out.flags = "damaged";
    }
  } else if (kind == "imsi" || kind == "iccid") {
    out.normal = only(without_decimal_zero(raw), true);
  } else if (kind == "vrm" || kind == "mac" || kind == "iban") {
    out.normal = only(kind == "mac" ? with_whole_octets(raw) : std::string(raw), true);
    if (out.normal.empty()) out.normal = fold(raw);
  } else if (kind == "username") {
    out.normal = fold(raw);
    if (out.normal.starts_with("@")) out.normal.erase(0, 1);
  } else if (kind == "uid" || kind == "serial" || kind == "url" || kind == "crypto" || kind == "account-number") {
    // Case matters in these.
    out.normal = std::string(kind == "uid" || kind == "account-number" ? without_decimal_zero(raw) : raw);
  } else {
    out.normal = fold(raw);
  }
  return out;
}

}  // namespace

bool luhn_ok(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto i = digits.size(); i-- > 0;) {
    if (digits[i] < '0' || digits[i] > '9') return false;
    int d = digits[i] - '0';
    if (twice) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    sum += d;
    twice = !twice;
  }
  return !digits.empty() && sum % 10 == 0;
}

struct Normalizer::State {
  std::unordered_map<std::string, Normal> seen;
  std::string key;
};

Normalizer::Normalizer() : state_(std::make_unique<State>()) {}
Normalizer::~Normalizer() = default;

const Normal& Normalizer::normalize(std::string_view kind, std::string_view raw, std::string_view country) {
  auto& key = state_->key;
  key.assign(kind).append(1, '\0').append(country).append(1, '\0').append(raw);
  auto found = state_->seen.find(key);
  if (found == state_->seen.end())
    found = state_->seen
                .emplace(key, kind == "phone" ? normalize_phone(raw, country) : normalize_plain(kind, raw))
                .first;
  return found->second;
}

void init_normalizer() {
  Normalizer once;
  once.normalize("phone", "+447700900123", "GB");
  once.normalize("name", "Ana", "");
}

}  // namespace clew::text
