#include "readers/cell_words.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>

#include "readers/folded_words.h"

namespace clew::readers {
namespace {

constexpr std::string_view out_words =
    "out|a out|call out|voice out|outgoing|outbound|sent|mo|moc|orig|originating|originated|dialed|dialled|dialed "
    "call|outgoing "
    "call|sent message|sms mo|mo sms|moc call|o|outgoing message|made|from me|outbox|sent "
    "items|ausgehend|"
    "gesendet|abgehend|ausgang|ausgehender anruf|sortant|envoye|emis|sortie|appel sortant|appel "
    "emis|"
    "saliente|enviado|enviada|salida|llamada saliente|realizada|uscita|in "
    "uscita|inviato|inviata|uscente|"
    "chiamata in uscita|effettuata|wychodzace|wychodzacy|wyslane|wyslana|wychodzaca|polaczenie "
    "wychodzace|iesire|trimis|trimise|efectuat|apel efectuat|efetuada|saida|chamada efetuada|de "
    "saida|"
    "mobile originated|mobile originating|a|src|send|outward";
constexpr std::string_view in_words =
    "in|a in|call in|voice in|incoming|inbound|received|recv|mt|mtc|term|terminating|terminated|missed|incoming "
    "call|received "
    "call|received message|missed call|sms mt|mt sms|mtc call|i|incoming message|to "
    "me|inbox|rejected|"
    "voicemail|eingehend|empfangen|ankommend|eingang|verpasst|eingehender "
    "anruf|entgangen|verpasster "
    "anruf|entrant|recu|entree|manque|appel entrant|appel recu|appel "
    "manque|entrante|recibido|recibida|"
    "entrada|perdida|llamada entrante|llamada perdida|in arrivo|in entrata|ricevuto|ricevuta|persa|"
    "chiamata in arrivo|chiamata persa|przychodzace|przychodzacy|odebrane|odebrana|nieodebrane|"
    "przychodzaca|polaczenie przychodzace|intrare|primit|primite|pierdut|apel primit|apel pierdut|"
    "recebida|recebido|chamada recebida|nao atendida|de entrada|mobile terminated|mobile "
    "terminating|b|"
    "receive|inward|blocked";

}  // namespace

model::Direction direction_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 60) return model::Direction::unknown;
  const std::string folded = fold(cell, false);
  if (one_of(folded, out_words)) return model::Direction::out;
  if (one_of(folded, in_words)) return model::Direction::in;
  return model::Direction::unknown;
}

std::optional<bool> yes_no_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 12) return std::nullopt;
  const std::string folded = fold(cell, false);
  if (one_of(folded, "yes|true|1|y|ja|oui|si|tak|da|sim|x|vero|wahr|vrai|verdadero|prawda"))
    return true;
  if (one_of(folded, "no|false|0|n|nein|non|nie|nu|nao|falso|falsch|faux|falsz")) return false;
  return std::nullopt;
}

std::string_view outcome_of(std::string_view cell) {
  if (cell.empty() || cell.size() > 80) return "";
  const std::string f = fold(cell, false);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return has_word(f, w); });
  };
  if (any({"not answered", "unanswered", "no answer", "noanswer", "missed", "verpasst", "entgangen",
           "verpasster", "manque", "perdida", "perdido", "persa", "nieodebrane", "pierdut",
           "nao atendida", "nicht angenommen", "not connected", "failed", "busy"}))
    return "missed";
  if (any({"rejected", "declined", "refused", "abgelehnt", "rejete", "rechazada", "rifiutata",
           "odrzucone", "respins", "rejeitada"}))
    return "rejected";
  if (any({"voicemail", "voice mail", "mailbox"})) return "voicemail";
  if (any({"blocked", "blockiert", "bloque", "bloqueada", "bloccata"})) return "blocked";
  if (any({"answered", "established", "connected", "completed", "success", "successful", "accepted",
           "angenommen", "beantwortet", "verbunden", "repondu", "abouti", "contestada", "atendida",
           "risposta", "odebrane", "raspuns", "normal call clearing", "normal clearing"}))
    return "answered";
  return "";
}

EventMeaning event_of(std::string_view cell) {
  EventMeaning meaning;
  if (cell.empty() || cell.size() > 60) return meaning;
  const std::string f = fold(cell, false);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return has_word(f, w); });
  };
  if (any({"mms", "multimedia"}))
    meaning.type = EventType::mms;
  else if (any({"sms", "smsmo", "smsmt", "text", "text message", "short message", "smo", "smt",
                "smsc", "texto"}))
    meaning.type = EventType::sms;
  else if (any({"gprs", "data", "internet", "packet", "pdp", "lte data", "umts data", "daten",
                "donnees", "datos", "dati", "dane", "dados", "web", "gprs data", "mobile data"}))
    meaning.type = EventType::data;
  else if (any({"email", "e mail"}))
    meaning.type = EventType::email;
  else if (any({"voice",     "call",         "calls",   "telephony", "moc",      "mtc",
                "voicecall", "speech",       "volte",   "vowifi",    "phone",    "telephone",
                "audio",     "video",        "anruf",   "sprache",   "gesprach", "telefonie",
                "appel",     "voix",         "llamada", "voz",       "chiamata", "voce",
                "rozmowa",   "polaczenie",   "glos",    "apel",      "chamada",  "poc",
                "facetime",  "roaming call", "cf",      "cfw",       "dialed",   "dialled"}))
    meaning.type = EventType::call;
  else if (any({"location", "gps", "position", "standort", "lieu", "ubicacion", "posizione"}))
    meaning.type = EventType::location;
  else if (any({"message", "msg", "chat", "im", "instant message", "nachricht", "mensaje",
                "messaggio", "wiadomosc", "mesaj", "mensagem", "whatsapp", "imessage",
                "app message", "appmessage"}))
    meaning.type = EventType::message;
  if (any({"forward", "forwarded", "forwarding", "cfw", "cf", "diverted", "divert", "redirected",
           "umleitung", "rufumleitung", "renvoi", "desvio"})) {
    meaning.forwarded = true;
    if (meaning.type == EventType::unknown) meaning.type = EventType::call;
  }
  if (any({"mo", "moc", "smo", "smsmo", "outgoing", "out", "sent", "originating", "originated",
           "dialed", "dialled", "ausgehend", "sortant", "saliente", "uscita", "wychodzace",
           "efectuat", "outbound"}))
    meaning.direction = model::Direction::out;
  else if (any({"mt", "mtc", "smt", "smsmt", "incoming", "in", "received", "terminating",
                "terminated", "missed", "eingehend", "entrant", "entrante", "arrivo",
                "przychodzace", "primit", "inbound", "verpasst", "rejected"}))
    meaning.direction = model::Direction::in;
  if (meaning.type == EventType::call || meaning.type == EventType::unknown) {
    meaning.outcome = outcome_of(cell);
    if (meaning.type == EventType::unknown && !meaning.outcome.empty() && has_word(f, "missed"))
      meaning.type = EventType::call;
  }
  return meaning;
}

bool is_service_name(std::string_view cell) {
  if (cell.empty() || cell.size() > 40) return false;
  return one_of(fold(cell, false),
                "whats app|whatsapp|whatsapp messenger|whatsapp business|telegram|signal|snapchat|"
                "instagram|facebook|facebook messenger|messenger|viber|imessage|sms|mms|native "
                "messages|native|text messages|kik|tiktok|discord|wechat|line|skype|threema|wickr|"
                "twitter|x|facetime|phone|telephony|email|gmail|outlook|teams|rcs|google messages|"
                "android messages|call log|apple messages|messages|grindr|tinder|zoom|imo");
}

bool is_missing(std::string_view cell) {
  constexpr std::string_view words[] = {"NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "(null)", "NaN", "nan", "None"};
  return std::find(std::begin(words), std::end(words), cell) != std::end(words);
}

bool is_withheld(std::string_view cell) {
  if (cell.empty() || cell.size() > 40) return false;
  if (is_missing(cell)) return true;  // "Nan" with its capital letter is somebody's grandmother
  return one_of(
      fold(cell, false),
      "withheld|anonymous|private|private number|unknown|unknown number|unavailable|"
      "restricted|no caller id|blocked|not available|n a|na|none|null|nil|number withheld|"
      "withheld number|caller withheld|unknown caller|payphone|anonym|unbekannt|unterdruckt|"
      "unbekannte nummer|anonyme|inconnu|masque|numero prive|desconocido|oculto|numero "
      "oculto|privado|sconosciuto|anonimo|nascosto|privato|nieznany|zastrzezony|numer "
      "zastrzezony|necunoscut|numar ascuns|ascuns|desconhecido|numero privado|hidden|clir");
}

}  // namespace clew::readers
