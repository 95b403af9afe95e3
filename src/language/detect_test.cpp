#include "language/detect.h"

#include "base/error.h"
#include "base/mapped_file.h"
#include "base/sha256.h"
#include "language/lid_features.h"
#include "language/lid_math.h"
#include "language/lid_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace clew;
using namespace clew::language;

namespace {

const Detector& detector() { return Detector::builtin(); }

std::string code(std::string_view text) { return std::string(detector().detect(text).code); }

// Everyday lines written for this test; none of them is in the training text.
const std::vector<std::pair<const char*, const char*>> lines = {
    {"en", "could you lend me your umbrella for the weekend"},
    {"ro", "mâine dimineață mergem la munte cu copiii"},
    {"ro", "maine dimineata mergem la munte cu copiii"},
    {"sq", "fëmijët po luajnë jashtë në oborr"},
    {"vi", "cuối tuần này trời đẹp lắm mình đi biển nhé"},
    {"pl", "w sobotę pojedziemy nad jezioro jeśli będzie ciepło"},
    {"pl", "w sobote pojedziemy nad jezioro jesli bedzie cieplo"},
    {"es", "el domingo vamos a comer todos juntos en el campo"},
    {"pt", "no domingo vamos almoçar todos juntos na praia"},
    {"fr", "dimanche on va manger tous ensemble à la campagne"},
    {"it", "domenica andiamo tutti insieme a mangiare al lago"},
    {"de", "am sonntag gehen wir alle zusammen im wald spazieren"},
    {"nl", "zondag gaan we met zijn allen wandelen in het bos"},
    {"hu", "vasárnap mindannyian kirándulunk az erdőben"},
    {"lt", "sekmadienį visi kartu važiuosime prie ežero"},
    {"lv", "svētdien visi kopā brauksim pie ezera"},
    {"tr", "pazar günü hep birlikte göl kenarına gideceğiz"},
    {"tr", "pazar gunu hep birlikte gol kenarina gidecegiz"},
    {"cs", "v neděli půjdeme všichni spolu na výlet do lesa"},
    {"sk", "v nedeľu pôjdeme všetci spolu na výlet do lesa"},
    {"sl", "v nedeljo gremo vsi skupaj na izlet v gozd"},
    {"sv", "på söndag går vi alla tillsammans i skogen"},
    {"fi", "sunnuntaina menemme kaikki yhdessä metsään"},
    {"so", "axadda waxaan dhammaanteen aadaynaa xeebta"},
    {"ku", "roja yekşemê em hemû bi hev re diçin gundê xwe"},
    {"sw", "jumapili tutakwenda sote pamoja kando ya ziwa"},
    {"ha", "ranar lahadi za mu tafi kasuwa tare da yara"},
    {"ru", "в воскресенье мы все вместе поедем на озеро"},
    {"uk", "у неділю ми всі разом поїдемо на озеро"},
    {"bg", "в неделя всички заедно ще отидем на езерото"},
    {"mk", "во недела сите заедно ќе одиме на езеро"},
    {"sr", "у недељу идемо сви заједно на језеро"},
    {"sr", "u nedelju idemo svi zajedno na jezero da vidimo decu"},
    {"ar", "يوم الأحد سنذهب جميعا إلى البحيرة"},
    {"fa", "روز یکشنبه همه با هم به کنار دریاچه می‌رویم"},
    {"ur", "اتوار کو ہم سب مل کر جھیل پر جائیں گے"},
    {"ps", "د یکشنبې په ورځ به موږ ټول سیند ته ځو"},
    {"ckb", "ڕۆژی یەکشەممە هەموومان پێکەوە دەچین بۆ لای دەریاچەکە"},
    {"hi", "रविवार को हम सब मिलकर झील पर जाएंगे"},
    {"ne", "आइतबार हामी सबै मिलेर तालमा जानेछौं"},
    {"bn", "রবিবার আমরা সবাই মিলে হ্রদে যাব"},
    {"pa", "ਐਤਵਾਰ ਨੂੰ ਅਸੀਂ ਸਾਰੇ ਝੀਲ ਤੇ ਜਾਵਾਂਗੇ"},
    {"am", "እሁድ ሁላችንም አብረን ወደ ሐይቁ እንሄዳለን"},
    {"ti", "ሰንበት ኩልና ብሓደ ናብቲ ቀላይ ክንከይድ ኢና"},
    {"zh", "星期天我们一起去湖边玩吧"},
    {"ja", "日曜日にみんなで湖に行きましょう"},
    {"ko", "일요일에 다 같이 호수에 가자"},
    {"el", "την Κυριακή θα πάμε όλοι μαζί στη λίμνη"},
    {"he", "ביום ראשון כולנו נלך יחד לאגם"},
    {"th", "วันอาทิตย์เราทุกคนจะไปทะเลสาบด้วยกัน"},
    {"ka", "კვირას ყველანი ერთად წავალთ ტბაზე"},
    {"ur-Latn", "itwar ko hum sab mil kar bazar jayenge aur khana khayenge"},
};

}  // namespace

TEST_CASE("everyday lines are given their language, with and without diacritics") {
  for (const auto& [language, text] : lines) {
    CAPTURE(text);
    const Detection d = detector().detect(text);
    CHECK(d.code == language);
    CHECK(d.confidence > 0.5f);
    CHECK(d.confidence <= 1.0f);
  }
}

TEST_CASE("upper case and missing punctuation change nothing") {
  CHECK(code("MÂINE DIMINEAȚĂ MERGEM LA MUNTE CU COPIII!!!") == "ro");
  const Detection a = detector().detect("Fëmijët po luajnë jashtë, në oborr.");
  const Detection b = detector().detect("fëmijët po luajnë jashtë në oborr");
  CHECK(a.code == b.code);
  CHECK(a.confidence == b.confidence);
}

TEST_CASE("letters typed apart from their marks are the same letters") {
  // "să știm" composed, decomposed, and with the Turkish cedilla instead of the comma.
  const Detection composed = detector().detect("s\u0103 \u0219tim m\u00E2ine");
  const Detection apart = detector().detect("sa\u0306 s\u0326tim ma\u0302ine");
  const Detection cedilla = detector().detect("s\u0103 \u015Ftim m\u00E2ine");
  CHECK(composed.code == "ro");
  CHECK(composed.confidence == apart.confidence);
  CHECK(composed.confidence == cedilla.confidence);
}

TEST_CASE("what has no words of a language is undetermined") {
  for (const char* text : {"",
                           " ",
                           "\t",
                           "...",
                           "?!",
                           "😂😂😂",
                           "👍",
                           "❤️ 🎉",
                           "12345",
                           "+44 7700 900123",
                           "14:35",
                           "£250",
                           "100%",
                           "https://example.org/vara-la-mare",
                           "www.example.com",
                           "someone@example.org",
                           "@maria_p",
                           "IMG_20240101_1200.jpg",
                           "ok",
                           "OK",
                           "Ok.",
                           "lol",
                           "LOL!!",
                           "haha",
                           "hahahaha",
                           "hehe",
                           "jajaja",
                           "xd",
                           "хаха",
                           "ok lol 😂",
                           "aha",
                           "Aha! ❤️",
                           "k",
                           "x",
                           "12 34",
                           "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"}) {
    CAPTURE(text);
    CHECK(code(text) == "und");
  }
  CHECK(detector().detect("").confidence == 0.0f);
}

TEST_CASE("languages of Cyrillic script typed in Latin letters are told from Latin ones and from each other") {
  for (const auto& [expected, text] : std::vector<std::pair<const char*, const char*>>{
           {"ru-Latn", "privet kak dela"},
           {"ru-Latn", "ya ne znayu kogda on pridet domoi"},
           {"uk-Latn", "pryvit yak spravy"},
           {"uk-Latn", "ya vzhe vdoma chekayu na tebe"},
           {"bg-Latn", "shte doida utre"},
           {"bg-Latn", "zdravei kak si mnogo sam umoren dnes"},
           {"mk-Latn", "ne znam kade e"},
           {"mk-Latn", "kje dojdam utre vo pet casot"},
       }) {
    CAPTURE(text);
    CHECK(code(text) == expected);
  }
  const auto all = detector().languages();
  CHECK(std::find(all.begin(), all.end(), lid::romanised_family) == all.end());
  for (const char* text : {"ne znam gdje je", "ne vem kje je", "nevim kde to je", "nie wiem gdzie jest", "nu stiu unde e"}) {
    CAPTURE(text);
    CHECK(code(text).find("-Latn") == std::string::npos);
  }
}

TEST_CASE("Bosnian, Croatian or Serbian is an answer though none of the three is sure alone") {
  for (const char* text : {"daj mi kljuc", "kad ides kuci", "nemam vremena danas"}) {
    CAPTURE(text);
    const Detection d = detector().detect(text);
    CHECK((d.code == "bs" || d.code == "hr" || d.code == "sr"));
  }
}

TEST_CASE("a name alone is undetermined") {
  for (const char* text : {"Alexandru Popescu", "Krzysztof Nowak", "Katarzyna",
                           "Elisabeth Schneider", "Александр Иванов", "kevin smith"}) {
    CAPTURE(text);
    CHECK(code(text) == "und");
  }
  CHECK(code("Katarzyna zadzwoni do ciebie jutro wieczorem") == "pl");
}

TEST_CASE("links, handles and file names do not decide the language of the words beside them") {
  CHECK(code("unde e poza https://example.org/where-is-the-picture-of-the-house asta") == "ro");
  CHECK(code("@the_best_friend_ever unde ești acum frate") == "ro");
}

TEST_CASE("a hesitant guess is undetermined but still told as a candidate") {
  const Detection d = detector().detect("no");
  CHECK(!d.candidates[0].code.empty());
  CHECK(d.confidence == d.candidates[0].probability);
  for (std::size_t i = 1; i < d.candidates.size(); ++i) {
    CHECK(d.candidates[i].probability <= d.candidates[i - 1].probability);
  }
}

TEST_CASE("bytes that are no UTF-8 are stepped over") {
  CHECK(code("\xFF\xFE\x80\x80") == "und");
  CHECK(code("\xC3") == "und");
  CHECK(code("mâine dimi\xFFneață mergem la \xC3munte cu copiii \xE2\x82") == "ro");
  // Every cut of a line ends quietly, and so does every single flipped byte.
  const std::string line = "mâine dimineață 😀 في البيت 星期天";
  for (std::size_t n = 0; n <= line.size(); ++n)
    detector().detect(line.substr(0, n));
  for (std::size_t i = 0; i < line.size(); ++i) {
    for (const int bit : {1, 8, 64, 128}) {
      std::string bad = line;
      bad[i] = static_cast<char>(bad[i] ^ bit);
      const Detection d = detector().detect(bad);
      CHECK(d.confidence >= 0.0f);
      CHECK(d.confidence <= 1.0f);
      detector().segments(bad);
    }
  }
  // Overlong forms and surrogates are no letters.
  CHECK(code("\xC1\xA1\xE0\x81\xA1\xED\xA0\x80\xF5\x80\x80\x80") == "und");
}

TEST_CASE("a line of any length gets an answer") {
  std::string endless;
  while (endless.size() < 3000000)
    endless += "mergem la munte cu copiii ";
  CHECK(code(endless) == "ro");
  CHECK(code(std::string(1000000, 'a')).size() >= 2);
  CHECK(code(std::string(1000000, '\x80')) == "und");
  std::string marks = "a";
  for (int i = 0; i < 100000; ++i)
    marks += "\u0301";
  CHECK(code(marks) == "und");
}

TEST_CASE("the same line gives the same answer from every thread") {
  std::vector<Detection> expected;
  for (const auto& [language, text] : lines)
    expected.push_back(detector().detect(text));
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 20; ++round) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
          const Detection d = detector().detect(lines[i].second);
          wrong[t] += d.code != expected[i].code || d.confidence != expected[i].confidence;
        }
      }
    });
  }
  for (auto& t : threads)
    t.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("the weights in the program are the file in the tree") {
  const MappedFile file(std::string(CLEW_SOURCE_DIR) + "/data/language/lid.weights");
  CHECK(sha256_hex(file.bytes()) == detector().weights_sha256());
  CHECK(file.size() < 10000000);
}

TEST_CASE("the languages that matter most are all there") {
  const auto all = detector().languages();
  CHECK(all.size() >= 44);
  for (const char* c :
       {"ro", "sq", "vi",  "pl", "lt", "hu", "tr", "ku", "ckb", "ar", "ur", "pa", "hi",
        "bn", "zh", "yue", "fa", "ps", "so", "ti", "am", "ha",  "yo", "ig", "uk", "ru",
        "bg", "sr", "hr",  "cs", "sk", "lv", "es", "pt", "fr",  "it", "en"}) {
    CAPTURE(c);
    CHECK(std::find(all.begin(), all.end(), std::string_view(c)) != all.end());
  }
}

TEST_CASE("the fast sums are those of plain code") {
  const lid::Model model(lid::builtin_weights());
  for (const lid::Script script : {lid::Script::latin, lid::Script::cyrillic, lid::Script::arabic, lid::Script::romanised}) {
    const lid::Group* g = model.group(script);
    REQUIRE(g != nullptr);
    std::vector<std::uint32_t> hashes;
    std::uint32_t h = 12345;
    for (std::uint32_t i = 0; i < 5000; ++i) {
      h = h * 1664525u + 1013904223u;
      std::uint32_t known;
      std::memcpy(&known, g->hashes + 4 * (h % g->rows), 4);
      hashes.push_back(i % 3 == 0 ? h : known);
    }
    std::vector<std::int32_t> fast(lid::max_group_classes, 0), plain(lid::max_group_classes, 0);
    const std::size_t a = model.accumulate(*g, hashes, fast.data());
    const std::size_t b = model.accumulate_plain(*g, hashes, plain.data());
    CHECK(a == b);
    CHECK(a >= hashes.size() / 2);
    CHECK(fast == plain);
  }
}

TEST_CASE("damaged weights are refused, not read beyond their end") {
  const std::string_view good = lid::builtin_weights();
  CHECK_THROWS_AS(Detector(std::string_view()), Error);
  CHECK_THROWS_AS(Detector(good.substr(0, 7)), Error);
  for (const std::size_t n : {8u, 23u, 24u, 500u, 2000u, 5000u, 100000u}) {
    CHECK_THROWS_AS(Detector(good.substr(0, n)), Error);
  }
  CHECK_THROWS_AS(Detector(good.substr(0, good.size() - 1)), Error);
  // Any one byte of the head turned over: refused, or read without leaving the file.
  std::string copy(good.substr(0, good.size()));
  for (std::size_t i = 0; i < 24; ++i) {
    copy[i] = static_cast<char>(copy[i] ^ 0x55);
    try {
      const Detector d(copy);
      d.detect("mergem la munte");
    } catch (const Error&) {
    }
    copy[i] = static_cast<char>(copy[i] ^ 0x55);
  }
}

TEST_CASE("earlier lines of a chat help with the short ones") {
  Prior thread, sender;
  for (const char* text : {"mâine dimineață mergem la munte cu copiii", "nu am mai vorbit de mult",
                           "trebuie să cumpăr pâine și lapte"}) {
    detector().detect_in_chat(text, thread, sender);
  }
  const Detection alone = detector().detect("da vin");
  const Detection with = detector().detect("da vin", Prior::join(thread, sender));
  CHECK(with.code == "ro");
  float before = 0;
  for (const Candidate& c : alone.candidates) {
    if (c.code == "ro") before = c.probability;
  }
  CHECK(with.confidence > before);
  // A clear line in another language is not overruled.
  CHECK(detector().detect("could you lend me your umbrella for the weekend", thread).code == "en");
  // Emoji teach nothing, and nothing comes of them.
  const Prior untouched = thread;
  CHECK(detector().detect_in_chat("😂😂", thread, sender).code == "und");
  CHECK(thread.log_share(0) == untouched.log_share(0));
}

TEST_CASE("the languages of a line get the same bits whether priors are joined whole or for these languages only") {
  Prior thread, sender;
  const char* texts[] = {"mâine dimineață mergem la munte cu copiii", "ok", "see you at the station", "спасибо, до завтра",
                         "phải đổ xăng trước khi đi", "nu am", "da", "w sobotę pojedziemy nad jezioro"};
  for (int i = 0; i < 200; ++i) {
    const char* text = texts[i * i % 8];
    const Detection joined = detector().detect(text, Prior::join(thread, sender));
    const Detection in_chat = detector().detect_in_chat(text, thread, sender);
    REQUIRE(in_chat.code == joined.code);
    for (std::size_t k = 0; k < joined.candidates.size(); ++k) {
      REQUIRE(in_chat.candidates[k].code == joined.candidates[k].code);
      REQUIRE(in_chat.candidates[k].probability == joined.candidates[k].probability);
    }
    if (i % 50 == 49) sender = Prior();  // another sender in the same thread
  }
}

TEST_CASE("the logarithm by additions and multiplications is the logarithm") {
  for (double x : {1.0, 0.5, 0.70710678118654752, 0.7071067811865476, 1e-12, 3e-7, 0.015, 2.0, 30.0, 1e9})
    CHECK(std::abs(lid::exact_log(x) - std::log(x)) < 1e-9 * std::max(1.0, std::abs(std::log(x))));
}

TEST_CASE("a prior remembers the recent lines more than the old ones") {
  Prior p;
  const Detection ro = detector().detect("mâine dimineață mergem la munte cu copiii");
  const Detection pl = detector().detect("w sobotę pojedziemy nad jezioro jeśli będzie ciepło");
  for (int i = 0; i < 200; ++i)
    p.observe(ro);
  for (int i = 0; i < 60; ++i)
    p.observe(pl);
  CHECK(p.log_share(pl.candidates[0].slot) > p.log_share(ro.candidates[0].slot));
}

TEST_CASE("a line in two languages is cut where the language changes") {
  const std::string text = "mâine mergem la munte but bring your own umbrella please";
  const auto segments = detector().segments(text);
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].code == "ro");
  CHECK(segments[1].code == "en");
  CHECK(text.substr(segments[0].begin, segments[0].end - segments[0].begin) ==
        "mâine mergem la munte");
  CHECK(text.substr(segments[1].begin, segments[1].end - segments[1].begin) ==
        "but bring your own umbrella please");
}

TEST_CASE("a change of script is a change of segment") {
  const std::string text = "см. tomorrow we go to the lake, а потом домой";
  const auto segments = detector().segments(text);
  REQUIRE(segments.size() >= 2);
  std::set<std::string> codes;
  for (const Segment& s : segments)
    codes.insert(std::string(s.code));
  CHECK(codes.count("en") == 1);
  CHECK(codes.count("ru") == 1);
  for (std::size_t i = 1; i < segments.size(); ++i) {
    CHECK(segments[i - 1].end <= segments[i].begin);
  }
}

TEST_CASE("digits for letters are Arabic, others are not") {
  CHECK(code("sorry halla2 sheft") == "ar-Latn");
  CHECK(code("eshtri 7alib") == "ar-Latn");
  CHECK(code("3andak net") == "ar-Latn");
  CHECK(code("see you 2moro at 3pm on the 2nd") == "en");
  CHECK(code("gr8 c u l8r m8") != "ar-Latn");
  CHECK(code("call ahmed7 when you get home") == "en");
  CHECK(code("send me the mp3 and the 3euros") == "en");
  CHECK(code("tráeme 2kilos y 3litros de leche") == "es");
  CHECK(code("je viens 2m1 koi29") != "ar-Latn");
  CHECK(code("adu 5lei si 3paini te rog") == "ro");
}

TEST_CASE("a run of Han is no word of its neighbours, and I begins the English") {
  const std::string han = "我明天去找你 text me when you arrive";
  auto segments = detector().segments(han);
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].code == "zh");
  CHECK(segments[1].code == "en");
  CHECK(segments[1].begin == han.find("text"));
  const std::string two = "nie mogę dzisiaj I am working until nine";
  segments = detector().segments(two);
  REQUIRE(segments.size() == 2);
  CHECK(segments[0].code == "pl");
  CHECK(segments[1].begin == two.find("I am"));
  segments = detector().segments("spotkamy się jutro I pojedziemy razem do miasta");
  CHECK(segments.size() == 1);
}

TEST_CASE("a line in one language is one segment, and a line without words none") {
  for (const auto& [language, text] : lines) {
    const auto segments = detector().segments(text);
    CAPTURE(text);
    REQUIRE(!segments.empty());
    CHECK(segments.size() <= 2);
  }
  CHECK(detector().segments("😂 12 https://example.org").empty());
  CHECK(detector().segments("ok lol").empty());
}

TEST_CASE("the stream gives one answer a line, whatever the line ends") {
  std::istringstream in(
      "mâine dimineață mergem la munte\r\n\nok\nfëmijët po luajnë jashtë në oborr");
  std::ostringstream out;
  CHECK(detect_stream(in, out) == 4);
  std::istringstream answers(out.str());
  std::vector<std::string> codes;
  for (std::string line; std::getline(answers, line);) {
    const auto tab = line.find('\t');
    REQUIRE(tab != std::string::npos);
    codes.push_back(line.substr(0, tab));
    CHECK(line.size() == tab + 6);
  }
  CHECK(codes == std::vector<std::string>{"ro", "und", "und", "sq"});
  std::istringstream nothing("");
  CHECK(detect_stream(nothing, out) == 0);
}

namespace clew::language {

TEST_CASE("lines that other detectors were caught with are recognised") {
  const auto code = [](std::string_view text) { return Detector::builtin().detect(text).code; };
  CHECK(code("hello handsome man") == "en");              // taken for Bengali
  CHECK(code("La tua password non è corretta") == "it");  // taken for English
  CHECK(code("如果用于切换输入语言的本地键盘快捷键被主机所捕获") == "zh");  // taken for Korean
  CHECK(code("Ciao, mi chiamo Carlo e ho 18 anni") == "it");
  CHECK(code("Je m’appelle Jessica, je suis française") == "fr");
  CHECK(code("заранее спасибо") == "ru");
}

}  // namespace clew::language
