#include "vcard.h"

namespace clew::gen {
namespace {

// Folds a content line after at most 75 octets, never inside a character.
void append_folded(std::string& out, std::string_view line) {
  std::size_t room = 75;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80)
      --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = 74;
  }
  out.append(line).append("\r\n");
}

// RFC 2045, 6.7: "=XX" for what is not plain ASCII, "=" at the end of a line that goes on.
void append_quoted_printable(std::string& out, std::string_view head, std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  out.append(head);
  std::size_t column = head.size();
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = u >= 33 && u <= 126 && c != '=' && c != ';';
    if (column + (plain || c == ';' ? 1 : 3) > 74) {
      out += "=\r\n";
      column = 0;
    }
    if (plain || c == ';') {
      out += c;
      ++column;
    } else {
      out += '=';
      out += hex[u >> 4];
      out += hex[u & 15];
      column += 3;
    }
  }
  out += "\r\n";
}

bool ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ',' || c == ';' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

Place write_vcard(OutFile& file, VcardVersion version, const ContactRow& contact) {
  std::string card = "BEGIN:VCARD\r\n";
  const std::string_view name = contact.name.empty() ? contact.number : contact.name;
  const auto space = name.find(' ');
  const std::string given(name.substr(0, space));
  const std::string family(space == std::string_view::npos ? "" : name.substr(space + 1));
  if (version == VcardVersion::v2_1) {
    card += "VERSION:2.1\r\n";
    if (ascii(name)) {
      card.append("N:").append(family + ";" + given).append(";;;\r\n");
      card.append("FN:").append(name).append("\r\n");
    } else {
      append_quoted_printable(
          card, "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:", family + ";" + given + ";;;");
      append_quoted_printable(card, "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:", name);
    }
    card.append("TEL;CELL:").append(contact.number).append("\r\n");
    if (!contact.email.empty()) card.append("EMAIL;HOME:").append(contact.email).append("\r\n");
  } else {
    const bool four = version == VcardVersion::v4_0;
    card += four ? "VERSION:4.0\r\n" : "VERSION:3.0\r\n";
    append_folded(card, "N:" + escaped(family) + ";" + escaped(given) + ";;;");
    append_folded(card, "FN:" + escaped(name));
    if (four)
      append_folded(card, "TEL;VALUE=uri;TYPE=cell:tel:" + std::string(contact.number));
    else
      append_folded(card, "TEL;TYPE=CELL:" + std::string(contact.number));
    if (!contact.email.empty())
      append_folded(card,
                    std::string(four ? "EMAIL:" : "EMAIL;TYPE=HOME:") + std::string(contact.email));
  }
  card += "END:VCARD\r\n";
  return file.record(card);
}

}  // namespace clew::gen
