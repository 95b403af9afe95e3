#include "whatsapp_text.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "phone_layouts.h"

namespace clew::gen {
namespace {

constexpr std::string_view left_to_right = "\xE2\x80\x8E";    // U+200E
constexpr std::string_view narrow_no_break = "\xE2\x80\xAF";  // U+202F

struct Locale {
  const char* code;
  char separator;  // of the date
  char order;      // 'd' or 'm'
  bool padded;     // two digits for day and month
  bool long_year;
  bool twelve_hours;
  const char* between;                                      // date and time on Android
  const char* file_name;                                    // Android; {} = title
  const char *encrypted, *created, *added, *left, *missed;  // {who} {what}
  const char *omitted, *image_omitted, *deleted, *deleted_by_me, *edited, *attached;
};

// The notices as the messenger words them in each language, gathered from published parsers'
// descriptions of the format; wording differs between versions.
constexpr std::array<Locale, 8> locales{{
    {"en-GB", '/', 'd', true, true, false, ", ", "WhatsApp Chat with {}.txt",
     "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, "
     "can read or listen to them.",
     "{who} created group \"{what}\"", "{who} added {what}", "{who} left", "Missed voice call",
     "<Media omitted>", "image omitted", "This message was deleted", "You deleted this message",
     "<This message was edited>", "(file attached)"},
    {"en-US", '/', 'm', false, false, true, ", ", "WhatsApp Chat with {}.txt",
     "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, "
     "can read or listen to them.",
     "{who} created group \"{what}\"", "{who} added {what}", "{who} left", "Missed voice call",
     "<Media omitted>", "image omitted", "This message was deleted", "You deleted this message",
     "<This message was edited>", "(file attached)"},
    {"de", '.', 'd', true, false, false, ", ", "WhatsApp Chat mit {}.txt",
     "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann "
     "sie lesen oder anhören, nicht einmal WhatsApp.",
     "{who} hat die Gruppe „{what}“ erstellt", "{who} hat {what} hinzugefügt",
     "{who} hat die Gruppe verlassen", "Verpasster Sprachanruf", "<Medien ausgeschlossen>",
     "Bild weggelassen", "Diese Nachricht wurde gelöscht.", "Du hast diese Nachricht gelöscht.",
     "<Diese Nachricht wurde bearbeitet.>", "(Datei angehängt)"},
    {"es", '/', 'd', false, false, false, ", ", "Chat de WhatsApp con {}.txt",
     "Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat, "
     "ni "
     "siquiera WhatsApp, puede leerlos ni escucharlos.",
     "{who} creó el grupo \"{what}\"", "{who} añadió a {what}", "{who} salió del grupo",
     "Llamada perdida", "<Multimedia omitido>", "imagen omitida", "Se eliminó este mensaje",
     "Eliminaste este mensaje", "<Se editó este mensaje.>", "(archivo adjunto)"},
    {"pt-BR", '/', 'd', true, true, false, " ", "Conversa do WhatsApp com {}.txt",
     "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta e ficam "
     "somente "
     "entre você e os participantes desta conversa.",
     "{who} criou o grupo \"{what}\"", "{who} adicionou {what}", "{who} saiu",
     "Ligação de voz perdida", "<Mídia oculta>", "imagem ocultada", "Mensagem apagada",
     "Você apagou esta mensagem", "<Mensagem editada>", "(arquivo anexado)"},
    {"ro", '.', 'd', true, true, false, ", ", "Conversație WhatsApp cu {}.txt",
     "Mesajele și apelurile sunt criptate integral. Nimeni din afara acestei conversații, nici "
     "măcar WhatsApp, nu le poate citi sau asculta.",
     "{who} a creat grupul „{what}”", "{who} a adăugat pe {what}", "{who} a ieșit",
     "Apel vocal pierdut", "<Fișierele media au fost omise>", "imagine omisă",
     "Acest mesaj a fost șters", "Ai șters acest mesaj", "<Acest mesaj a fost editat>",
     "(fișier atașat)"},
    {"pl", '.', 'd', false, true, false, ", ", "Czat WhatsApp z {}.txt",
     "Wiadomości i połączenia są w pełni szyfrowane. Nikt spoza tego czatu, nawet WhatsApp, nie "
     "może ich odczytać ani odsłuchać.",
     "{who} utworzył(a) grupę „{what}”", "{who} dodał(a) {what}", "{who} opuścił(a) grupę",
     "Nieodebrane połączenie głosowe", "<pominięto multimedia>", "obraz pominięty",
     "Ta wiadomość została usunięta", "Ta wiadomość została usunięta przez Ciebie",
     "<Ta wiadomość została zmieniona>", "(plik został załączony)"},
    {"fr", '/', 'd', true, true, false, ", ", "Discussion WhatsApp avec {}.txt",
     "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers, pas même WhatsApp, ne "
     "peut les lire ou les écouter.",
     "{who} a créé le groupe “{what}”", "{who} a ajouté {what}", "{who} est parti",
     "Appel vocal manqué", "<Médias omis>", "image absente", "Ce message a été supprimé",
     "Vous avez supprimé ce message", "<Ce message a été modifié>", "(fichier joint)"},
}};

std::size_t find_locale(std::string_view code) {
  for (std::size_t i = 0; i < locales.size(); ++i)
    if (locales[i].code == code) return i;
  throw std::logic_error("no messenger locale " + std::string(code));
}

void append_filled(std::string& out, std::string_view form, std::string_view who,
                   std::string_view what) {
  for (std::size_t at = 0; at < form.size();) {
    if (form.compare(at, 5, "{who}") == 0) {
      out.append(who);
      at += 5;
    } else if (form.compare(at, 6, "{what}") == 0) {
      out.append(what);
      at += 6;
    } else if (form.compare(at, 2, "{}") == 0) {
      out.append(what);
      at += 2;
    } else {
      out += form[at++];
    }
  }
}

std::string file_safe(std::string_view title) {
  std::string out(title);
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

}  // namespace

const std::vector<std::string>& whatsapp_locales() {
  static const std::vector<std::string> codes = [] {
    std::vector<std::string> list;
    for (const auto& l : locales)
      list.emplace_back(l.code);
    return list;
  }();
  return codes;
}

WhatsAppChat::WhatsAppChat(OutputTree& tree, const Device& device, std::string_view title,
                           bool group)
    : device_(device), locale_(find_locale(device.locale)), title_(title), group_(group) {
  std::string name;
  if (device.system == WhatsAppSystem::ios) {
    name = "WhatsApp Chat - " + file_safe(title) + "/_chat.txt";
  } else {
    append_filled(name, locales[locale_].file_name, "", file_safe(title));
  }
  file_ = &tree.create(device.folder + "/WhatsApp/" + name, Encoding::utf8);
}

void WhatsAppChat::head(std::int64_t shown, bool mark) {
  const Locale& l = locales[locale_];
  const Civil c = local_time(london_zone, shown);
  row_.clear();
  const bool ios = device_.system == WhatsAppSystem::ios;
  if (ios) {
    if (mark) row_ += left_to_right;
    row_ += '[';
  }
  const int width = l.padded ? 2 : 1;
  append_padded(row_, l.order == 'd' ? c.day : c.month, width);
  row_ += l.separator;
  append_padded(row_, l.order == 'd' ? c.month : c.day,
                l.code[0] == 'p' && l.code[1] == 'l' ? 2 : width);
  row_ += l.separator;
  if (l.long_year)
    append_padded(row_, c.year, 4);
  else
    append_padded(row_, c.year % 100, 2);
  row_ += ios ? ", " : l.between;
  if (l.twelve_hours) {
    append_padded(row_, c.hour % 12 == 0 ? 12 : c.hour % 12, 1);
    row_ += ':';
    append_padded(row_, c.minute, 2);
    if (ios) {
      row_ += ':';
      append_padded(row_, c.second, 2);
    }
    row_ += narrow_no_break;
    row_ += c.hour < 12 ? "AM" : "PM";
  } else {
    append_clock(row_, c, ios);
  }
  row_ += ios ? "] " : " - ";
}

Place WhatsAppChat::message(const Line& line) {
  const Locale& l = locales[locale_];
  const bool ios = device_.system == WhatsAppSystem::ios;
  head(line.shown, ios && !line.media.empty());
  row_.append(line.author).append(": ");
  if (line.deleted) {
    if (ios) row_ += left_to_right;
    row_ += line.own ? l.deleted_by_me : l.deleted;
  } else if (!line.media.empty()) {
    ++media_count_;
    if (ios && media_count_ % 3 == 0) {
      row_.append(left_to_right).append("<attached: ");
      append_padded(row_, media_count_, 8);
      row_.append("-").append(line.media).append(">");
    } else if (ios) {
      row_.append(left_to_right).append(l.image_omitted);
    } else if (media_count_ % 3 == 0) {
      row_.append(left_to_right).append(line.media).append(" ").append(l.attached);
    } else {
      row_ += l.omitted;
    }
  } else {
    row_ += line.text;
    if (line.edited) {
      row_ += ' ';
      if (ios) row_ += left_to_right;
      row_ += l.edited;
    }
  }
  row_ += ios ? "\r\n" : "\n";
  return file_->record(row_);
}

Place WhatsAppChat::notice(std::int64_t shown, ChatNotice kind, std::string_view who,
                           std::string_view what) {
  const Locale& l = locales[locale_];
  const bool ios = device_.system == WhatsAppSystem::ios;
  head(shown, false);
  // iOS writes notices as if the chat itself (or the person) had said them, behind a mark.
  if (ios)
    row_.append(group_ || kind == ChatNotice::encrypted ? title_ : std::string(who))
        .append(": ")
        .append(left_to_right);
  switch (kind) {
    case ChatNotice::encrypted:
      row_ += l.encrypted;
      break;
    case ChatNotice::group_created:
      append_filled(row_, l.created, who, what);
      break;
    case ChatNotice::added:
      append_filled(row_, l.added, who, what);
      break;
    case ChatNotice::left:
      append_filled(row_, l.left, who, what);
      break;
    case ChatNotice::missed_call:
      row_ += l.missed;
      break;
  }
  row_ += ios ? "\r\n" : "\n";
  return file_->record(row_);
}

}  // namespace clew::gen
