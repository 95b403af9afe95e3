// Chat shorthand written out before an engine reads a line: none of the engines knows it, and
// "xq" untranslated costs more than any grammar. Only forms that mean one thing; what could be a
// word of the language as it stands ("pe", "so") or stands for two things (ro "dc": de ce or dacă, "fb":
// foarte bine or Facebook; vi "bn": bạn or bao nhiêu) is left alone: unread is better than read wrong. Collected from general knowledge
// of each language's chat spelling; add lines freely, sorted does not matter.
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "language/normalise.h"

namespace clew::language {
namespace {

struct Entry {
  std::string_view language, brief, full;
};

constexpr auto shorthand_entries = std::to_array<Entry>({
    {"es", "xq", "porque"},
    {"es", "pq", "porque"},
    {"es", "porq", "porque"},
    {"es", "q", "que"},
    {"es", "k", "que"},
    {"es", "ke", "que"},
    {"es", "tb", "también"},
    {"es", "tmb", "también"},
    {"es", "tbn", "también"},
    {"es", "bn", "bien"},
    {"es", "dnd", "dónde"},
    {"es", "cdo", "cuando"},
    {"es", "tqm", "te quiero mucho"},
    {"es", "salu2", "saludos"},
    {"es", "xfa", "por favor"},
    {"es", "porfa", "por favor"},
    {"es", "porfis", "por favor"},
    {"es", "grax", "gracias"},
    {"es", "msj", "mensaje"},
    {"es", "wsp", "WhatsApp"},
    {"es", "finde", "fin de semana"},
    {"es", "ntp", "no te preocupes"},
    {"es", "toy", "estoy"},
    {"pt", "vc", "você"},
    {"pt", "vcs", "vocês"},
    {"pt", "tb", "também"},
    {"pt", "tbm", "também"},
    {"pt", "pq", "porque"},
    {"pt", "q", "que"},
    {"pt", "hj", "hoje"},
    {"pt", "blz", "beleza"},
    {"pt", "msg", "mensagem"},
    {"pt", "obg", "obrigado"},
    {"pt", "cmg", "comigo"},
    {"pt", "qdo", "quando"},
    {"pt", "qnd", "quando"},
    {"pt", "bjs", "beijos"},
    {"pt", "n", "não"},
    {"ro", "ptr", "pentru"},
    {"ro", "pt", "pentru"},
    {"ro", "k", "că"},
    {"ro", "nush", "nu știu"},
    {"ro", "ms", "mulțumesc"},
    {"ro", "mersi", "mulțumesc"},
    {"ro", "mrs", "mulțumesc"},
    {"ro", "cf", "ce faci"},
    {"ro", "cmf", "ce mai faci"},
    {"ro", "vb", "vorbim"},
    {"ro", "tel", "telefon"},
    {"ro", "bn", "bine"},
    {"ro", "sal", "salut"},
    {"ro", "npc", "cu plăcere"},
    {"ro", "asa", "așa"},
    {"ro", "acu", "acum"},
    {"fr", "bjr", "bonjour"},
    {"fr", "slt", "salut"},
    {"fr", "bcp", "beaucoup"},
    {"fr", "pk", "pourquoi"},
    {"fr", "pq", "pourquoi"},
    {"fr", "qd", "quand"},
    {"fr", "rdv", "rendez-vous"},
    {"fr", "tjs", "toujours"},
    {"fr", "tt", "tout"},
    {"fr", "stp", "s'il te plaît"},
    {"fr", "svp", "s'il vous plaît"},
    {"fr", "msg", "message"},
    {"fr", "dsl", "désolé"},
    {"fr", "mtn", "maintenant"},
    {"fr", "jsp", "je ne sais pas"},
    {"fr", "qqn", "quelqu'un"},
    {"fr", "qqch", "quelque chose"},
    {"fr", "ds", "dans"},
    {"it", "cmq", "comunque"},
    {"it", "xke", "perché"},
    {"it", "xché", "perché"},
    {"it", "nn", "non"},
    {"it", "ke", "che"},
    {"it", "qnd", "quando"},
    {"it", "msg", "messaggio"},
    {"it", "tvb", "ti voglio bene"},
    {"it", "grz", "grazie"},
    {"hr", "nzm", "ne znam"},
    {"bs", "nzm", "ne znam"},
    {"sr", "nzm", "ne znam"},
    {"pl", "nwm", "nie wiem"},
    {"pl", "wgl", "w ogóle"},
    {"pl", "pzdr", "pozdrawiam"},
    {"pl", "dzk", "dzięki"},
    {"pl", "tel", "telefon"},
    {"pl", "spoko", "dobrze"},
    {"tr", "slm", "selam"},
    {"tr", "nbr", "ne haber"},
    {"tr", "tmm", "tamam"},
    {"tr", "tşk", "teşekkürler"},
    {"tr", "tsk", "teşekkürler"},
    {"tr", "kib", "kendine iyi bak"},
    {"de", "vllt", "vielleicht"},
    {"de", "evtl", "eventuell"},
    {"de", "lg", "liebe Grüße"},
    {"ca", "tb", "també"},
    {"ca", "pq", "perquè"},
    {"gl", "tb", "tamén"},
    {"ru", "спс", "спасибо"},
    {"ru", "пж", "пожалуйста"},
    {"ru", "щас", "сейчас"},
    {"vi", "ko", "không"},
    {"vi", "k", "không"},
    {"vi", "dc", "được"},
    {"vi", "đc", "được"},
    {"vi", "mn", "mọi người"},
});

}  // namespace

std::string_view shorthand(std::string_view language, std::string_view word) {
  static const auto table = [] {
    std::map<std::pair<std::string_view, std::string_view>, std::string_view> t;
    for (const auto& e : shorthand_entries)
      t.emplace(std::pair(e.language, e.brief), e.full);
    return t;
  }();
  const auto it = table.find(std::pair(language, word));
  return it == table.end() ? std::string_view() : it->second;
}

}  // namespace clew::language
