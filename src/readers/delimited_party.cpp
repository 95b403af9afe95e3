#include "readers/delimited_party.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "readers/cell_look.h"
#include "readers/cell_words.h"
#include "readers/header_meaning.h"
#include "text/plain_number.h"

namespace clew::readers {
namespace {

using model::IdentifierKind;
using model::Role;

bool digit(char c) { return c >= '0' && c <= '9'; }

// Blanks, no-break spaces, bidi marks and isolates around names and numbers.
std::string_view trim_blanks(std::string_view s) {
  for (bool again = true; again && !s.empty();) {
    again = false;
    if (s.front() == ' ' || s.front() == '\t' || s.front() == '\r' || s.front() == '\n') {
      s.remove_prefix(1);
      again = true;
    } else if (s.starts_with("\xC2\xA0")) {
      s.remove_prefix(2);
      again = true;
    } else if (s.size() >= 3 && s.starts_with("\xE2\x80") &&
               ((static_cast<unsigned char>(s[2]) >= 0x8B &&
                 static_cast<unsigned char>(s[2]) <= 0x8F) ||
                (static_cast<unsigned char>(s[2]) >= 0xAA &&
                 static_cast<unsigned char>(s[2]) <= 0xAF))) {
      s.remove_prefix(3);
      again = true;
    }
  }
  for (bool again = true; again && !s.empty();) {
    again = false;
    if (s.back() == ' ' || s.back() == '\t' || s.back() == '\r' || s.back() == '\n') {
      s.remove_suffix(1);
      again = true;
    } else if (s.ends_with("\xC2\xA0")) {
      s.remove_suffix(2);
      again = true;
    } else if (s.size() >= 3 && s.substr(s.size() - 3).starts_with("\xE2\x80")) {
      const auto b = static_cast<unsigned char>(s.back());
      if ((b >= 0x8B && b <= 0x8F) || (b >= 0xAA && b <= 0xAF)) {
        s.remove_suffix(3);
        again = true;
      }
    }
  }
  return s;
}

// What stands behind a number: "x5", "ext. 12", which is its extension and no name.
bool is_extension(std::string_view s) {
  for (const std::string_view word : {"extension", "ext.", "ext", "x"})
    if (s.size() > word.size() && s.starts_with(word)) {
      const auto rest = trim_blanks(s.substr(word.size()));
      return !rest.empty() && rest.size() <= 6 && std::all_of(rest.begin(), rest.end(), digit);
    }
  return false;
}

// Whether a day stands at the start: "30/10/2008 summit" is no number. More figures behind it make it one: "06.12.2008.99".
bool begins_with_day(std::string_view s) {
  std::size_t i = 0;
  const auto figures = [&](std::size_t most) {
    const std::size_t begin = i;
    int value = 0;
    while (i < s.size() && i - begin < most && digit(s[i])) value = value * 10 + (s[i++] - '0');
    return std::pair{i - begin, value};
  };
  const auto separator = [&] { return i < s.size() && (s[i] == '/' || s[i] == '.' || s[i] == '-') ? s[i++] : '\0'; };
  const auto first = figures(4);
  const char one = separator();
  const auto second = figures(2);
  const char two = separator();
  const auto third = figures(4);
  if (!one || one != two || second.first == 0) return false;
  const auto& year = first.first == 4 ? first : third;
  const auto& other = first.first == 4 ? third : first;
  if (year.first != 4 || year.second < 1900 || year.second > 2099 || other.first == 0 || other.first > 2) return false;
  if (std::min(other.second, second.second) < 1 || std::min(other.second, second.second) > 12 || std::max(other.second, second.second) > 31) return false;
  while (i < s.size() && (s[i] == ' ' || s[i] == one)) ++i;
  return i >= s.size() || !digit(s[i]);
}

// Length of the telephone number at the start: digits with + in front and blanks, brackets, hyphens
// and points inside; 0 if there are fewer than three digits or letters follow at once.
std::size_t number_length(std::string_view s) {
  std::size_t i = 0, digits = 0, end = 0;
  if (s.starts_with("\xE2\x80\x8E")) i = 3;
  if (begins_with_day(s.substr(i))) return 0;
  if (i < s.size() && (s[i] == '+' || s[i] == '(')) ++i;
  int gap = 0;
  for (; i < s.size(); ++i) {
    const char c = s[i];
    if (digit(c)) {
      ++digits;
      gap = 0;
      end = i + 1;
    } else if ((c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/') && gap < 2) {
      ++gap;
    } else {
      break;
    }
  }
  if (digits < 3) return 0;
  if (end < s.size() && s[end] == ')') ++end;
  if (end < s.size()) {
    const char c = s[end];
    if (is_extension(s.substr(end))) return end;
    if (c == '@' || c == '_' ||
        (static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c))))
      return 0;
  }
  return end;
}

bool is_number(std::string_view s) {
  std::string buffer;
  s = text::plain_number(s, buffer);
  return !s.empty() && number_length(s) == s.size();
}

// "tel:", "sip:" and the like in front of a number; its length.
std::size_t scheme_length(std::string_view s) {
  for (const std::string_view scheme : {"tel:", "sms:", "sip:", "sips:", "whatsapp:"})
    if (s.starts_with(scheme)) return scheme.size();
  return 0;
}

PartyText parse_party(std::string_view text) {
  PartyText p;
  for (const auto& [word, role] : {std::pair{std::string_view("From:"), Role::from},
                                   {"To:", Role::to},
                                   {"Von:", Role::from},
                                   {"An:", Role::to},
                                   {"De:", Role::from},
                                   {"Para:", Role::to},
                                   {"Cc:", Role::cc},
                                   {"Bcc:", Role::bcc}}) {
    if (text.starts_with(word)) {
      p.role = role;
      text = trim_blanks(text.substr(word.size()));
      break;
    }
  }
  text = trim_blanks(without_text_mark(text));
  p.whole = text;
  p.identifier = text;
  if (is_number(text)) return p;
  if (const std::size_t n = scheme_length(text)) {
    const std::string_view behind = text.substr(n, text.substr(n).find_first_of("@;"));
    if (is_number(behind)) {
      p.identifier = text.substr(0, n + behind.size());
      return p;
    }
  }
  const auto clean_name = [](std::string_view name) {
    name = trim_blanks(name);
    while (!name.empty() && (name.back() == '*' || name.back() == ',' || name.back() == ':'))
      name.remove_suffix(1);
    if (name.size() >= 2 && ((name.front() == '(' && name.back() == ')') ||
                             (name.front() == '"' && name.back() == '"') ||
                             (name.front() == '\'' && name.back() == '\'')))
      name = name.substr(1, name.size() - 2);
    return trim_blanks(name);
  };
  // "Ana <x@y>" and "Ana (+447700900123)"
  for (const auto& [open, close] : {std::pair{'<', '>'}, {'(', ')'}, {'[', ']'}}) {
    if (text.empty() || text.back() != close) continue;
    const std::size_t at = text.rfind(open);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view inside = trim_blanks(text.substr(at + 1, text.size() - at - 2));
    if (inside.empty()) continue;
    const bool address =
        inside.find('@') != std::string_view::npos && inside.find(' ') == std::string_view::npos;
    if (!address && number_length(inside) != inside.size()) continue;
    // "+44 (0)7700 900123" is a number, not a name with one.
    if (number_length(text) == text.size()) break;
    p.identifier = inside;
    p.name = clean_name(text.substr(0, at));
    return p;
  }
  // "Phone-Mobile: +447700900123": a label of the address book, or a name.
  const std::size_t colon = text.find(": ");
  if (colon != std::string_view::npos && colon > 0 && colon < 60) {
    const std::string_view behind = trim_blanks(text.substr(colon + 2));
    const bool address =
        behind.find('@') != std::string_view::npos && behind.find(' ') == std::string_view::npos;
    if (!behind.empty() && (address || number_length(behind) == behind.size())) {
      p.identifier = behind;
      const std::string label = fold_header(text.substr(0, colon));
      bool known = false;
      for (const std::string_view w :
           {"phone", "mobile", "home", "work", "mail", "other", "main", "fax", "telefon", "mobil",
            "privat", "tel", "cell", "user", "casa"})
        known |= label.find(w) != std::string::npos;
      if (!known) p.name = clean_name(text.substr(0, colon));
      return p;
    }
  }
  // "447700900123@s.whatsapp.net Ana", "ana@example.org Ana"
  const std::size_t space = text.find(' ');
  const std::string_view first = text.substr(0, space);
  if (first.find('@') != std::string_view::npos && first.size() > 2 && first.front() != '@') {
    p.identifier = first;
    if (space != std::string_view::npos) p.name = clean_name(text.substr(space));
    return p;
  }
  if (const std::size_t n = number_length(text)) {
    p.identifier = trim_blanks(text.substr(0, n));
    const auto rest = trim_blanks(text.substr(n));
    if (!is_extension(rest)) p.name = clean_name(rest);
    return p;
  }
  // "Ana +447700900123": a number at the end.
  const std::size_t last = text.rfind(" +");
  if (last != std::string_view::npos && last > 0) {
    const std::string_view tail = text.substr(last + 1);
    if (number_length(tail) == tail.size()) {
      p.identifier = tail;
      p.name = clean_name(text.substr(0, last));
      return p;
    }
  }
  if (p.identifier.size() > 1 && p.identifier.back() == '*') p.identifier.remove_suffix(1);
  p.identifier = trim_blanks(p.identifier);
  return p;
}

}  // namespace

std::string_view without_text_mark(std::string_view cell) {
  if (cell.size() > 3 && cell.starts_with("=\"") && cell.ends_with('"')) return cell.substr(2, cell.size() - 3);
  return cell.size() > 1 && cell[0] == '\'' && (digit(cell[1]) || cell[1] == '+') ? cell.substr(1) : cell;
}

std::vector<std::string_view> split_list(std::string_view cell) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cell.size(); ++i) {
    const bool three = cell.substr(i).starts_with(":::");  // as Google parts several of one kind
    if (i < cell.size() && cell[i] != '\n' && cell[i] != ';' && cell[i] != '\r' && !three) continue;
    const auto part = trim_blanks(cell.substr(begin, i - begin));
    if (!part.empty()) parts.push_back(part);
    if (three) i += 2;
    begin = i + 1;
  }
  return parts;
}

std::vector<PartyText> split_parties(std::string_view cell, bool many) {
  std::vector<PartyText> out;
  if (const auto one = trim_blanks(cell); text::is_grouped_number(one)) {
    PartyText p;
    p.whole = p.identifier = one;
    return {p};
  }
  // "07700900101/07700900102": two numbers; in one number no part is so long.
  if (const std::size_t slash = cell.find('/'); slash != std::string_view::npos && cell.find_first_of("\n;,@:") == std::string_view::npos) {
    std::vector<PartyText> parts;
    bool numbers = true;
    for (std::size_t begin = 0; numbers && begin <= cell.size();) {
      const std::size_t end = std::min(cell.find('/', begin), cell.size());
      const auto part = trim_blanks(cell.substr(begin, end - begin));
      numbers = static_cast<std::size_t>(std::count_if(part.begin(), part.end(), digit)) >= 9 && is_number(part);
      parts.push_back(parse_party(part));
      begin = end + 1;
    }
    if (numbers) return parts;
  }
  if (!many || (cell.find_first_of("\n;,") == std::string_view::npos && cell.find(":::") == std::string_view::npos)) {
    const auto one = trim_blanks(cell);
    if (many || cell.find('\n') == std::string_view::npos) {
      if (!one.empty()) out.push_back(parse_party(one));
      return out;
    }
  }
  for (const std::string_view part : split_list(cell)) {
    // Commas separate only where each piece is a number or an address: names hold commas too.
    bool commas = part.find(',') != std::string_view::npos;
    for (std::size_t begin = 0; commas && begin <= part.size();) {
      std::size_t end = part.find(',', begin);
      if (end == std::string_view::npos) end = part.size();
      const auto piece = trim_blanks(part.substr(begin, end - begin));
      const PartyText p = parse_party(piece);
      const auto kind = identifier_kind_of(p.identifier, false);
      commas = !piece.empty() && kind != IdentifierKind::name;
      begin = end + 1;
    }
    if (!commas) {
      out.push_back(parse_party(part));
      continue;
    }
    for (std::size_t begin = 0; begin <= part.size();) {
      std::size_t end = part.find(',', begin);
      if (end == std::string_view::npos) end = part.size();
      out.push_back(parse_party(trim_blanks(part.substr(begin, end - begin))));
      begin = end + 1;
    }
  }
  return out;
}

IdentifierKind tie_kind_of(std::string_view raw) {
  const bool plain = !raw.empty() && std::all_of(raw.begin(), raw.end(), digit);
  const bool telephone = plain && ((raw.size() >= 11 && raw.size() <= 13) || (raw.front() == '0' && raw.size() >= 10 && raw.size() <= 15));
  return identifier_kind_of(raw, !telephone);
}

IdentifierKind identifier_kind_of(std::string_view raw, bool numbers_are_ids) {
  if (raw.empty()) return IdentifierKind::other;
  if (const std::size_t n = scheme_length(raw); n && is_number(raw.substr(n))) return IdentifierKind::phone;
  const std::size_t at = raw.find('@');
  if (at != std::string_view::npos && at > 0 && raw.find(' ') == std::string_view::npos) {
    const std::string_view host = raw.substr(at + 1);
    if (host == "lid") return IdentifierKind::lid;
    if (host == "s.whatsapp.net" || host == "g.us" || host == "c.us" || host == "broadcast" ||
        host == "talk.kik.com" || host.find('.') == std::string_view::npos)
      return IdentifierKind::jid;
    return IdentifierKind::email;
  }
  if (text::is_grouped_number(raw)) return IdentifierKind::phone;
  std::string buffer;
  raw = text::plain_number(raw, buffer);
  std::size_t digits = 0, other = 0;
  bool plain = true;
  for (const char c : raw) {
    if (digit(c)) {
      ++digits;
    } else {
      plain = false;
      if (!(c == ' ' || c == '+' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/' ||
            c == '*' || c == '#'))
        ++other;
    }
  }
  // No telephone number has more than fifteen digits (ITU-T E.164), and two to dial abroad.
  if (plain && digits >= 17 && raw.front() != '0') return IdentifierKind::uid;
  if (digits && !other)
    return numbers_are_ids && (plain || digits < 5) ? IdentifierKind::uid : IdentifierKind::phone;
  if (raw.front() == '@') return IdentifierKind::username;
  return IdentifierKind::name;
}

bool is_internet_address(std::string_view text) {
  int dots = 0, colons = 0, group = 0, digits = 0;
  if (text.size() == 17 && text.find("::") == text.npos) return false;  // "00:00:5e:00:53:01" is of hardware
  for (const char ch : text) {
    if (ch == '.') {
      if (digits == 0 || group > 255) return false;
      ++dots, group = digits = 0;
    } else if (ch == ':') {
      ++colons, group = digits = 0;
    } else if (ch >= '0' && ch <= '9') {
      if (dots && dots < 4 && colons == 0 && digits == 3) return false;
      group = colons ? 0 : group * 10 + (ch - '0'), ++digits;
      if (group > 100'000) return false;
    } else if (dots || !((ch >= 'a' && ch <= 'f') || (ch >= 'A' && ch <= 'F'))) {
      return false;
    }
  }
  return dots == 3 ? colons <= 1 && group <= 255 && digits > 0 : dots == 0 && colons >= 3 && text.size() >= 5;
}

bool is_minus(std::string_view sum) {
  const auto first = sum.find_first_of("0123456789"), last = sum.find_last_of("0123456789");
  if (first == std::string_view::npos) return false;
  const auto before = sum.substr(0, first), after = sum.substr(last + 1);
  for (const std::string_view sign : {"-", "\u2212", "\u2013"})
    if (before.find(sign) != std::string_view::npos || after.find(sign) != std::string_view::npos) return true;
  return before.find('(') != std::string_view::npos && after.find(')') != std::string_view::npos;
}

bool is_damaged_number(std::string_view raw) { return look_at(raw) == CellLook::scientific; }

bool is_masked_number(std::string_view raw) {
  std::size_t digits = 0, masks = 0;
  for (const char c : raw) {
    if (digit(c))
      ++digits;
    else if (c == 'X' || c == 'x' || c == 'Y' || c == 'Z' || c == '*' || c == '#')
      ++masks;
    else if (c != ' ' && c != '-' && c != '+' && c != '(' && c != ')' && c != '.')
      return false;
  }
  // "*#21#" and "#31#07700900101" are codes of the network: they begin with their signs.
  return digits >= 3 && masks >= 2 && digits + masks >= 7 && raw.front() != '*' && raw.front() != '#';
}

bool is_decimal_number(std::string_view raw) {
  const std::size_t point = raw.find('.');
  return raw.size() > 1 && point != raw.npos && raw.find('.', point + 1) == raw.npos &&
         raw.find_first_not_of("0123456789.", raw.starts_with('+') ? 1 : 0) == raw.npos;
}

std::string comparable_digits(std::string_view raw) {
  std::string buffer;
  raw = text::plain_number(raw, buffer);
  if (is_decimal_number(raw) && raw.ends_with(".0")) raw.remove_suffix(2);
  std::string digits;
  for (const char c : raw) {
    if (digit(c)) digits += c;
    if (c == '@') break;
  }
  if (digits.size() < 5) return "";
  return digits.size() > 9 ? digits.substr(digits.size() - 9) : digits;
}

std::string card_digits(std::string_view raw) {
  std::string buffer, digits;
  raw = text::plain_number(raw, buffer);
  if (is_decimal_number(raw) && raw.ends_with(".0")) raw.remove_suffix(2);
  for (const char c : raw) {
    if (digit(c))
      digits += c;
    else if (c != ' ' && c != '-' && c != '/')
      return "";
  }
  return digits.size() < 14 || digits.size() > 16 ? "" : digits;
}

std::string_view network_service(std::string_view service, model::RecordKind kind) {
  constexpr std::string_view words[] = {
      "Phone", "phone", "Native", "Native Calls", "Cellular", "Call Log", "Call log",
      "PSTN",  "GSM",   "VOICE",  "Voice",        "Telefon",  "Telephony"};
  constexpr std::string_view text_words[] = {
      "Native Messages", "Text Messages", "Text messages", "Phone", "Native", "sms", "Sms", "SMS"};
  if (kind == model::RecordKind::call)
    return std::find(std::begin(words), std::end(words), service) != std::end(words) ? "Telephony"
                                                                                     : "";
  return std::find(std::begin(text_words), std::end(text_words), service) != std::end(text_words)
             ? "SMS"
             : "";
}

model::State state_of(std::string_view flag) {
  if (flag.empty()) return model::State::existing;
  const std::string f = fold_header(flag);
  for (const std::string_view w : {"intact", "existing", "live", "active", "parsing", "parsed",
                                   "not deleted", "allocated", "normal"})
    if (f == w) return model::State::existing;
  if (f.starts_with("unknown") || f == "unbekannt") return model::State::unknown;
  if (f == "revoked" || f == "unsent" || f == "deleted by sender") return model::State::revoked;
  if (f == "edited") return model::State::edited;
  for (const std::string_view w :
       {"deleted", "carv", "recovered", "trash", "freelist", "unallocated", "wal", "geloscht",
        "supprim", "elimin", "borrado", "cancellat", "usuni", "sters", "apagad", "exclu", "efface"})
    if (f.find(w) != std::string::npos) return model::State::recovered;
  if (const auto yes = yes_no_of(flag))
    return *yes ? model::State::recovered : model::State::existing;
  return model::State::unknown;
}

bool is_oneself(std::string_view cell) {
  if (cell.size() < 2 || cell.size() > 20) return false;
  const std::string folded = fold_header(cell);
  for (const std::string_view word : {"me", "myself", "self", "you", "ich", "moi", "local user", "device owner", "this device", "phone owner"})
    if (folded == word) return true;
  return false;
}

}  // namespace clew::readers
