#include "language/denial_words.h"

#include <algorithm>
#include <array>
#include <map>

namespace clew::language::checking {

bool denials_are_all_known(std::string_view language) {
  static constexpr std::string_view partly[] = {"ps", "bn", "pa", "ckb", "ku", "am", "ti", "hi", "he"};
  return std::find(std::begin(partly), std::end(partly), language) == std::end(partly);
}

const Negations* negations_of(std::string_view language) {
  static const std::map<std::string_view, Negations> table = {
      {"es",
       {{"no", "nunca", "jamás", "jamas", "tampoco", "nadie"},
        {"nada", "sin", "ni", "ninguno", "ningún", "ninguna", "imposible", "falta", "menos"}}},
      {"ca", {{"no", "mai", "tampoc", "ningú"}, {"res", "sense", "ni", "cap", "pas"}}},
      {"gl", {{"non", "nunca", "tampouco", "ninguén"}, {"nada", "sen", "nin", "ningún"}}},
      {"pt",
       {{"não", "nunca", "jamais", "ninguém", "nao", "ninguem"},
        {"nada", "sem", "nem", "nenhum", "nenhuma", "tampouco"}}},
      {"it",
       {{"non", "mai", "nessuno"},
        {"niente", "nulla", "senza", "né", "nessun", "nessuna", "neanche", "nemmeno"}}},
      {"fr",
       {{"pas", "jamais", "ne", "n"},
        {"plus", "rien", "personne", "sans", "ni", "aucun", "aucune", "non"}}},
      {"ro",
       {{"nu", "niciodată", "nimeni", "n", "niciodata", "nush"},
        {"nici", "nimic", "fără", "fara", "niciun", "nicio"}}},
      {"bg",
       {{"не", "няма", "никога", "никой", "нямам", "нямаш", "нямаме", "нямате", "нямат", "нямаше",
         "недей", "недейте"},
        {"нищо", "без", "ни", "нито"}}},
      {"mk",
       {{"не", "нема", "никогаш", "никој", "немам", "немаш", "немаме", "немаат", "немој"},
        {"ништо", "без", "ни", "ниту"}}},
      {"ru", {{"не", "нет", "никогда", "никто"}, {"ничего", "без", "ни", "нельзя", "вряд", "вместо"}}},
      {"uk", {{"не", "ні", "немає", "нема", "ніколи", "ніхто"}, {"нічого", "без"}}},
      {"sr",
       {{"ne",     "nije",  "nisam",  "nemoj",   "nikad", "nema", "nemam", "nemaš", "nemas",  "nemamo",
         "nemaju", "neću",  "necu",   "nećeš",   "neće",  "nece",  "не",    "није",   "нисам",
         "немој",  "немам", "немаш",  "немамо",  "немају", "нећу",  "нећеш", "неће"},
        {"ništa", "bez", "ni", "niko", "нема", "ништа", "без", "nisu", "nismo", "nisi",
         "ниси", "нису"}}},
      {"hr",
       {{"ne", "nije", "nisam", "nisu", "nismo", "nisi", "niste", "nemate", "nećemo", "necemo", "nećete", "nemoj", "nikad", "nema", "nemam", "nemaš", "nemas", "nemamo", "nemaju",
         "neću", "necu", "nećeš", "neće", "nece"},
        {"ništa", "bez", "ni", "nitko", "nisu", "nismo", "nisi"}}},
      {"bs",
       {{"ne", "nije", "nisam", "nisu", "nismo", "nisi", "niste", "nemate", "nećemo", "necemo", "nećete", "nemoj", "nikad", "nema", "nemam", "nemaš", "nemas", "nemamo", "nemaju",
         "neću", "necu", "nećeš", "neće", "nece"},
        {"ništa", "bez", "ni", "niko", "nisu", "nismo", "nisi"}}},
      {"sl",
       {{"ne", "ni", "nisem", "nisi", "nismo", "niste", "nikoli", "nočem", "nocem", "noče", "noce", "nimam", "nimaš", "nimamo"},
        {"nič", "brez", "nihče", "niso", "nima"}}},
      {"el", {{"δεν", "δε", "μην", "μη"}, {"τίποτα", "χωρίς", "ούτε", "όχι", "κανένα", "κανείς", "κανένας", "καμία", "ποτέ", "οχι", "ποτε", "τιποτα", "χωρις"}}},
      {"he", {{"לא", "אין", "מעולם"}, {"אל", "בלי", "שום", "ללא", "אף"}}},
      {"hi", {{"नहीं", "नही", "मत"}, {"न", "ना", "बिना", "बगैर", "कभी"}}},
      {"pa", {{"ਨਹੀਂ", "ਨਹੀ", "ਨਈਂ"}, {"ਨਾ", "ਬਿਨਾਂ"}}},
      {"bn", {{"না", "নেই", "নাই", "নয়", "নি"}, {"ছাড়া", "নয়তো"}}},
      {"ps", {{"نه", "مه", "نشم", "نلرم", "نلري", "نشته", "نشي"}, {"هیڅ", "بې"}}},
      {"ckb", {{"نییە", "نیە", "نیم", "نین", "نەبوو", "نەهات", "نەچوو", "نەکرد"}, {"نا", "نەخێر", "بێ", "هیچ"}}},
      {"ku", {{"nîne", "nine", "tune", "tuneye", "nînin", "ne", "na"}, {"bê", "tu", "qet"}}},
      {"am", {{"የለም", "የለኝም", "አይደለም", "የለህም", "የለሽም", "የለንም"}, {"አይ", "ያለ"}}},
      {"ti", {{"የለን", "የብለይን", "ኣይኮነን", "የብልናን"}, {"ኣይ", "ብዘይ"}}},
      {"da", {{"ikke", "aldrig"}, {"ingen", "intet", "uden", "nej", "ingenting"}}},
      {"nb", {{"ikke", "aldri"}, {"ingen", "intet", "uten", "nei", "ingenting"}}},
      {"sv", {{"inte", "aldrig", "ej"}, {"ingen", "inget", "inga", "utan", "nej", "ingenting"}}},
      {"id", {{"tidak", "bukan", "jangan", "belum", "gak", "nggak", "enggak", "ga"}, {"tanpa", "tak", "nggaknya"}}},
      {"pl", {{"nie", "nigdy", "nikt"}, {"nic", "bez", "ani"}}},
      {"cs",
       {{"není", "neni", "nikdy", "nikdo", "nejsem", "nemám", "nemam", "nevím", "nevim", "nechci",
         "nemůžu", "nemuzu", "nebudu", "nepřijdu", "nechoď"},
        {"ne", "nic", "bez", "ani", "žádný", "žádné", "žádná"}}},
      {"sk",
       {{"nie", "nikdy", "nikto", "nemám", "nemam", "neviem", "nechcem", "nemôžem", "nebudem"},
        {"nič", "bez", "ani", "žiadny", "žiadna"}}},
      {"is", {{"ekki", "aldrei"}, {"enginn", "engin", "engar", "engan", "engir", "engum", "engu", "engri", "enga", "ekkert", "án", "hvorki"}}},
      {"eu", {{"ez"}, {"inoiz", "gabe", "inor"}}},
      {"de",
       {{"nicht", "nie", "niemals", "kein", "keine"},
        {"nichts", "ohne", "keinen", "niemand", "nein", "weder", "kaum"}}},
      {"nl", {{"niet", "nooit", "geen"}, {"niets", "zonder", "niemand", "nee"}}},
      {"hu",
       {{"nem", "soha", "nincs", "nincsenek", "sincs", "ne", "senki", "senkit", "senkinek", "sehol", "mégsem", "megsem"},
        {"semmi", "semmit", "nélkül", "sem", "se"}}},
      {"tr",
       {{"değil", "degil", "yok", "yoktu", "hayır", "asla", "hiç"}, {"hic", "kimse", "hayir"}}},
      // "ما" is "not" in speech and "what" in writing.
      {"ar",
       {{"لا", "ليس", "لم", "لن", "مش", "مو", "ليست", "مافي", "ماعندي"},
        {"ما", "غير", "بدون", "بلا", "ولا", "عدم", "كلا", "دون", "أبدا", "ابدا", "مطلقا", "قط", "رفض"}}},
      {"fa", {{"نیست", "نه", "نمی", "هیچ", "ندارم", "نکن"}, {"بدون", "بی", "هرگز", "ممنوع", "دیگر", "هیچکدام", "هنوز"}}},
      {"ur", {{"نہیں", "نہ", "مت"}, {"بغیر", "نا", "بے"}}},
      {"sq",
       {{"nuk", "mos", "kurrë", "kurre", "s'kam", "s'ka", "skam", "ska", "s'di", "sdi", "askush", "askënd", "askund"},
        {"asgjë", "asgje", "pa", "jo", "as", "s"}}},
      {"lt",
       {{"nėra", "nera", "niekada", "neturiu", "nežinau", "nezinau", "negaliu", "nenoriu", "niekas", "niekur"},
        {"ne", "nieko", "be"}}},
      {"vi", {{"không", "chưa", "đừng", "khong", "chua"}, {"chẳng", "ko", "k", "dung"}}},
      {"lv", {{"nav", "nekad", "neviens"}, {"ne", "nekas", "bez"}}},
      {"so",
       {{"ma", "maya", "maaha"},
        {"la'aan", "aan", "aanan", "aanay", "aanu", "kuma", "kama", "kaama", "lama", "uma", "uuma", "looma", "isma", "lagama", "maysan", "laheyn", "lahayn", "ahayn", "aheyn", "weli", "weligood", "marnaba", "lahaa", "aysan", "uusan", "aanan", "inaysan", "inuusan", "inaan"}}},
  };
  const auto it = table.find(language);
  return it == table.end() ? nullptr : &it->second;
}

}  // namespace clew::language::checking
