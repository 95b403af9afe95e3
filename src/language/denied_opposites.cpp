#include "language/denied_opposites.h"

#include <algorithm>
#include <string_view>

namespace clew::language::checking {
namespace {

// Beginnings of words of all languages for one thing, and English words for its opposite. A beginning that means something else in
// another language does no harm by itself: the English opposite must stand there too.
struct Opposite {
  std::vector<std::string_view> denied, english;
};

const std::vector<Opposite>& opposites() {
  static const std::vector<Opposite> table = {
      // easy – hard
      {{"fácil", "facil", "fàcil", "easy", "sencill", "simpl", "ușor", "usor", "lak", "jednost", "prost", "легк", "лесн", "лек", "łatw", "snadn", "ľahk", "einfach", "leicht", "lehk", "könny", "egyszer", "kolay", "lehtë", "lengv", "viegl", "erraz", "auðvel",
        "dễ", "سهل", "آسان", "آسان"},
       {"hard", "difficult", "tough", "tricky", "challeng", "struggl", "complicat"}},
      // far – near
      {{"lejos", "longe", "lonxe", "lluny", "loin", "lontan", "depart", "dalek", "daljin", "daleč", "далек", "далеч", "ďalek", "weit", "messz", "uzak", "larg", "toli", "tāl", "urrun", "langt", "xa", "بعيد", "دور"}, {"near", "close", "nearby", "around"}},
      // long, much later – soon, recent
      {{"demor", "tard", "tarda", "largo", "longtemps", "lung", "lunga", "mult", "dug", "dlouh", "dług", "dlh", "dolg", "долг", "дълг", "давн", "sokára", "sokáig", "sokkal", "régen", "régóta", "lange", "líður", "uzun", "vonó", "ilgai", "ilgi", "lâu", "luz",
        "طويل", "дуго", "скоро"},
       {"soon", "short", "shortly", "recent", "recently", "quick", "quickly", "just", "young", "early", "brief", "briefly"}},
      // to forget, to miss, to let pass – to make sure, must
      {{"olvid", "esque", "oblid", "oubli", "diment", "uita", "uiți", "zaborav", "pozab", "забрав", "забуд", "забыв", "забув", "zapom", "zabud", "vergess", "felejt", "unut", "harro", "pamirš", "aizmirs", "ahaz", "gleym", "quên", "تنس", "فراموش",
        "falt", "perd", "pierd", "manqu", "ratez", "propust", "zamud", "пропус", "упус", "przegap", "pomin", "zmešk", "verpass", "kihagy", "dej", "deix", "laiss", "kaçır", "praleis", "palaid"},
       {"sure", "remember", "must", "essential", "opportunity", "chance", "take", "need", "should", "always", "definitely", "certain"}},
      // to doubt, to hesitate, to be missing – certain, free to
      {{"dud", "duv", "dubt", "dout", "dubit", "îndoi", "sumnj", "dvom", "съмн", "сомн", "сумн", "wątp", "pochyb", "zweifel", "kétség", "kételk", "şüph", "dysh", "abej", "šaub", "zalantz", "efas", "nghi", "شك", "شک", "wahaj", "váhej", "váhaj", "hésit", "ezit",
        "колеба", "вагай", "zöger", "habo", "oklev", "ustru"},
       {"certain", "sure", "guarant", "definite", "clear", "clearly", "course", "convinced", "please", "take", "must", "obvious", "confident"}},
      // less – at least; more – at most
      {{"menos", "menys", "meno", "moins", "puțin", "putin", "manj", "мањ", "помал", "по-мал", "менш", "мень", "менее", "mniej", "méně", "menej", "wenig", "kevesebb", "kevés", "færri", "mažiau", "mazāk", "ít", "gutxi", "poco", "pouco", "poc", "peu"},
       {"least", "minimum", "more", "over", "up", "even", "all", "much", "many", "considerabl", "signific", "serious"}},
      {{"más", "mais", "més", "più", "plus", "mai", "više", "več", "повеч", "повеќ", "больш", "более", "більш", "więcej", "více", "viac", "mehr", "több", "meir", "daugiau", "vairāk", "gehiago", "tanto", "tant", "toliko", "толкова", "так", "tak", "tik", "eins"},
       {"less", "fewer", "most", "maximum", "up", "under", "below", "within", "stop", "stopped", "former", "formerly", "used", "ended"}},
      // to be able, to succeed, to manage – to try, to abort, to fail
      {{"pud", "pued", "pod", "logr", "consegu", "aconseg", "foi", "réuss", "parven", "riusc", "reuș", "reus", "uspe", "uspj", "усп", "uda", "uspě", "poda", "podar", "удал", "смог", "смож", "мог", "змог", "вдал", "gelang", "geling", "konnt", "schaff", "siker", "tud",
        "bud", "wiod", "tókst", "başar", "arrit", "mund", "pavyk", "izdev", "lortu", "ahal", "avrà"},
       {"tried", "trying", "try", "attempt", "abort", "setback", "hamper", "defeat", "lost", "lose", "loss", "past", "beaten", "struggl", "difficult", "hard", "weak", "trouble", "limited"}},
      // to change – the same
      {{"cambi", "canvi", "mud", "vari", "chang", "schimb", "modif", "mijenja", "promijen", "promen", "menja", "spremen", "промен", "меня", "измен", "змін", "міня", "zmien", "zmian", "změn", "zmen", "änder", "wechs", "változ", "ndrysh", "keičia", "pakei",
        "main", "aldat", "breyt", "değiş", "thay"},
       {"same", "remain", "constant", "stay", "stayed", "stone", "maintain", "still", "stable", "steady", "consistent"}},
      // to allow, to be allowed – forbidden, barred
      {{"permit", "permet", "perme", "autor", "deix", "dej", "allow", "dopušt", "dopust", "dozvol", "dovolj", "допус", "допущ", "позвол", "дозвол", "разреш", "pozwol", "dopuszcz", "dovol", "povol", "erlaub", "dürf", "engedély", "enged", "szabad", "leid", "izin",
        "lejo", "leista", "galima", "atļau", "drīkst", "utzi", "phép", "smij", "smej", "можн"},
       {"ban", "banned", "bar", "barred", "prohibit", "forbid", "forbidden", "illegal", "block", "hamper", "depriv", "dropped", "exclud", "restrict", "balance", "kept", "sacked"}},
      // to know, known – new, strange
      {{"conoc", "conhec", "coñec", "conegu", "coneix", "connaî", "conos", "cunos", "famil", "pozna", "позн", "знаком", "знай", "знан", "znam", "znan", "znaj", "zna", "kenn", "bekannt", "ismer", "tud", "njoh", "žinom", "zinām", "ezagut", "þekk", "bil", "biết",
        "sab", "sap", "știu", "stiu"},
       {"new", "strange", "foreign", "mystery", "secret", "confus", "unsure", "wonder", "puzzl"}},
      // to take part, to come, to be there – to rest, to be out, to leave
      {{"particip", "corr", "acud", "asist", "assist", "vin", "ven", "sudjel", "sudel", "učestv", "участв", "учеств", "брал", "bra", "udział", "teilne", "indul", "vesz", "játsz", "dela", "igra", "jug", "joue", "gioc", "katıl", "daly", "piedal", "parte", "tham", "prés",
        "present", "присъст", "присут", "obecn", "být", "bude", "będzie", "biti", "dostęp", "available", "dispon"},
       {"rest", "rested", "out", "absent", "withdr", "miss", "missed", "away", "skip", "skipped", "pulled", "quit", "left"}},
      // to have, to exist – free of, empty
      {{"tien", "ten", "tem", "ha", "hay", "haver", "exist", "ten", "hi", "té", "ont", "avai", "avea", "are", "sunt", "ima", "има", "есть", "має", "mają", "ma", "mít", "má", "hab", "gibt", "van", "volt", "var", "ka", "turi", "ir", "du", "ada", "present", "prés", "conna", "connaî",
        "nobe", "aktivn", "ning", "ningún", "aucun", "nici", "żad", "žád", "žia"},
       {"devoid", "free", "lack", "empty", "zero", "deplet", "bereft", "barren", "vacant", "desert", "desolate"}},
      // to save, to spare – lavish
      {{"štedi", "štede", "штед", "varč", "пест", "жал", "żał", "oszczęd", "šetř", "šetr", "spar", "spór", "escat", "poup", "aforr", "économ", "rispar", "zgârc", "kurse"}, {"lavish", "generous", "splash", "poured", "heavily"}},
      // fit, suitable, enough – deficient, poor
      {{"adecuad", "axeitad", "adequad", "adequat", "adapt", "apropi", "potriv", "prikladn", "primern", "подход", "придат", "nada", "vhodn", "geeign", "megfelel", "alkalm", "duga", "uygun", "përshtat", "tinka", "piemērot", "egoki", "đủ", "thích", "dost", "sufic", "suffi", "destul",
        "достат", "достатъ", "genug", "elég"},
       {"deficient", "poor", "poorly", "scarc", "short", "shortage", "lack", "underp", "weak", "bad", "badly", "unfit", "needs", "need"}},
      // to agree, to like – a row, against
      {{"acord", "acuerd", "d'accord", "accord", "concord", "slaž", "slož", "strinj", "соглас", "съглас", "соглас", "zgod", "zgadz", "souhlas", "súhlas", "einverst", "einig", "egyet", "dakord", "sutik", "piekrī", "ados", "sammál", "anlaş", "tets", "gust", "gost", "agrad", "plac",
        "piac", "plaî", "sviđ", "подоба", "нрав", "харес", "podoba", "líb", "páč", "mag"},
       {"row", "disput", "clash", "against", "oppos", "hate", "object", "split", "differ", "reject", "contradict", "split", "feud"}},
      // to stop, to end – to continue, still
      {{"cess", "stop", "deten", "parar", "par", "arrêt", "ferm", "smett", "termin", "opr", "încet", "presta", "zaust", "спир", "спря", "прекрат", "переста", "престан", "przesta", "přesta", "presta", "aufhör", "megáll", "állt", "hætt", "dur", "nusto", "beidz", "gelditu", "ngừng",
        "faibl", "ослаб", "слаб", "stih"},
       {"continu", "keep", "keeps", "kept", "still", "constant", "remain", "permanent", "ongoing", "relentless", "steady", "always"}},
      // to hide – open
      {{"ocult", "escond", "amag", "cach", "nascond", "ascun", "skri", "крие", "скри", "прих", "ukry", "skrý", "verber", "versteck", "rejt", "titk", "gizle", "fsheh", "slėp", "slēp", "ezkut"}, {"open", "openly", "honest", "frank", "public", "clear"}},
      // always, often – seldom, sometimes
      {{"siempre", "sempre", "toujours", "mereu", "uvijek", "uvek", "vedno", "вин", "винаги", "всегда", "завжди", "секогаш", "zawsze", "vždy", "immer", "mindig", "her", "gjithmonë", "visada", "vienmēr", "beti", "alltaf", "často", "često", "често", "част", "pogosto", "menudo", "souvent",
        "spesso", "des", "gyakran", "oft"},
       {"sometimes", "occasional", "rare", "rarely", "seldom", "infrequent", "limited", "only"}},
      // good, well – bad
      {{"bien", "bé", "bem", "ben", "buen", "bon", "bun", "bin", "bine", "dobr", "добр", "хорош", "gut", "jó", "jól", "vel", "iyi", "mirë", "gerai", "labi", "ondo", "tốt", "stoj", "kedvez", "favor", "wiod"}, {"bad", "badly", "poor", "poorly", "hard", "worse", "worst", "trouble", "disast", "terrib", "wrong", "trail", "struggl", "trailing", "sunken"}},
      // to win, to beat – to lose; to lose – to win, to keep
      {{"gan", "guany", "gagn", "vinc", "vin", "câștig", "pobij", "pobed", "zmag", "побед", "победи", "выигр", "вигра", "спече", "wygr", "vyhr", "gewinn", "győz", "nyer", "kazan", "fito", "laimė", "uzvar", "irabaz", "vann"}, {"lose", "lost", "losing", "loss", "defeat", "beaten", "fell", "draw", "drew"}},
      {{"perd", "pierd", "pèrd", "izgub", "изгуб", "потер", "втрат", "strac", "přegr", "prohr", "prehr", "verlor", "verlier", "veszít", "veszt", "kaybet", "humb", "pralai", "zaudē", "galdu", "tap", "mất", "утрат"}, {"win", "won", "keep", "retain", "save", "still", "have", "beat", "draw"}},
      // to accept, to give in – to refuse
      {{"acept", "aceit", "accept", "accett", "prihva", "sprej", "прием", "приня", "прийн", "прифа", "przyj", "při", "prij", "annehm", "angenomm", "akzept", "elfogad", "kabul", "pranua", "priim", "pieņ", "onart", "thuận"}, {"reject", "turn", "turned", "dismiss", "refus", "declin"}},
      // the same – different; different – same
      {{"mism", "mesm", "même", "stess", "acela", "aceea", "ist", "същ", "сам", "тот", "той", "ist", "enak", "tak", "stejn", "rovnak", "gleich", "ugyan", "aynı", "njëjt", "toki", "tāds", "berdin", "sams", "giống", "схо", "похож", "podob", "utoż"},
       {"differ", "different", "separate", "distinct", "another", "other", "far", "change", "changed", "unlike", "varied", "vary"}},
      // to answer, to say – silent
      {{"respond", "repond", "répond", "rispond", "răspun", "odgov", "отгов", "одгов", "ответ", "відпов", "odpow", "odpov", "antwort", "válasz", "cevap", "përgjig", "atsak", "atbild", "erantz", "svar", "trả", "habl", "parl", "diz", "dic", "govor", "mów", "reden"}, {"silen", "silent", "quiet", "ignor", "declin", "mute"}},
      // danger, problem – safe, fine
      {{"peligr", "perig", "danger", "peric", "opas", "опас", "небез", "niebezp", "nebezp", "gefähr", "veszély", "tehlik", "rrezik", "pavoj", "bīstam", "arrisk", "hætt", "nguy", "problem", "problema"}, {"safe", "safely", "fine", "harmless", "okay", "secure", "easily"}},
      // expensive – cheap
      {{"car", "cher", "scump", "skup", "drag", "скъп", "скап", "дорог", "drog", "teuer", "drág", "pahal", "shtrenjt", "brang", "dārg", "garest", "đắt"}, {"cheap", "affordable", "inexpensive", "bargain"}},
      // big, many – small, few
      {{"grand", "gran", "mare", "velik", "голем", "голя", "больш", "велик", "duż", "wielk", "velk", "veľk", "groß", "nagy", "büyük", "madh", "didel", "liel", "handi", "stór", "lớn", "mnog", "много", "muchos", "muitos"}, {"small", "little", "minor", "slight", "modest", "tiny", "few", "limited", "minim"}},
      // free, open – closed, busy
      {{"abiert", "abert", "obert", "ouvert", "apert", "deschi", "otvor", "odprt", "отвор", "открыт", "відкри", "otwart", "otevř", "geöff", "offen", "nyit", "açık", "hap", "atidar", "atvēr", "ireki", "opn", "mở"}, {"closed", "shut", "close"}},
      // to wait – at once; to return – gone
      {{"esper", "aspett", "attend", "aștept", "čeka", "чек", "чак", "жд", "чека", "czeka", "wart", "vár", "bekle", "prit", "lauk", "gaid", "itxaron", "bíð", "chờ"}, {"immediate", "immediately", "once", "straight", "instant", "now", "rush"}},
      {{"volv", "volt", "torn", "reven", "retourn", "ritorn", "întor", "vrat", "vrn", "връщ", "върн", "врат", "верн", "поверн", "wró", "wrac", "vrát", "zurück", "viss", "dön", "kthe", "grįž", "atgriez", "itzul", "quay"}, {"gone", "left", "leave", "away", "fled", "abandon"}},
      // alone – together
      {{"solo", "sozinh", "seul", "sol", "singur", "sam", "сам", "один", "один", "sam", "allein", "egyedül", "yalnız", "vetëm", "vien", "bakar"}, {"together", "other", "others", "also", "along", "join", "fellow", "another"}},
      // true – false
      {{"verdad", "cert", "vrai", "ver", "adevăr", "istin", "истин", "вяр", "верн", "правд", "prawd", "pravd", "wahr", "igaz", "doğru", "vërtet", "ties", "paties", "egia", "satt", "đúng", "pravi", "справж"}, {"false", "fake", "lie", "wrong", "myth", "rather", "than"}},
  };
  return table;
}

bool begins(std::string_view word, const std::vector<std::string_view>& list) {
  return std::any_of(list.begin(), list.end(), [&](auto b) { return b.size() <= 3 ? word == b : word.starts_with(b); });
}

}  // namespace

bool says_the_opposite(const std::vector<Token>& source, std::span<const std::size_t> denials, const std::vector<Token>& english) {
  constexpr std::size_t reach = 5;
  for (const auto& [denied, opposite] : opposites()) {
    if (std::none_of(english.begin(), english.end(), [&, &o = opposite](const Token& t) { return std::find_if(o.begin(), o.end(), [&](auto w) { return w.size() >= 6 ? t.folded.starts_with(w) : t.folded == w; }) != o.end(); })) continue;
    for (const auto at : denials)
      for (std::size_t t = at; t <= std::min(at + reach, source.size() - 1); ++t) {
        std::string_view w = source[t].folded;
        if (const auto cut = w.find('\''); cut != std::string_view::npos && cut < 3) w.remove_prefix(cut + 1);
        if (begins(w, denied) || (w.starts_with("ne") && begins(w.substr(2), denied))) return true;
      }
  }
  return false;
}

}  // namespace clew::language::checking
