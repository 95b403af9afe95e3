#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("a name from the caller's list must come out as it went in") {
  const std::vector<std::string> names = {"Floare"};
  const auto marks = check({"Floare vine mâine", "Flower comes tomorrow", "ro", names});
  CHECK(std::find(marks.begin(), marks.end(), Mark::name_lost) != marks.end());
}

TEST_CASE("names are looked for across scripts and endings, and known ones anywhere") {
  CHECK(all("ru", "скажи Наташе, что Дмитрий ждёт", "tell Natasha that Dmitry is waiting") == "");
  CHECK(has("ru", "скажи пожалуйста Наташе про поезд", "please tell about the train",
            Mark::name_lost));
  CHECK(all("pl", "kup bilety dla Tomka", "buy tickets for Tomek") == "");
  NameSet names;
  names.add("Floare Vecina");
  names.add("Ionuț");
  names.add("07700 900123");
  CheckInput input;
  input.source = "vine ionut la 8";
  input.translation = "comes at 8";
  input.language = "ro";
  input.known_names = &names;
  auto marks = check(input);
  CHECK(std::find(marks.begin(), marks.end(), Mark::name_lost) != marks.end());
  input.translation = "Ionut comes at 8";
  CHECK(check(input).empty());
  CHECK(names.contains("floare"));
  CHECK_FALSE(names.contains("07700"));
}

TEST_CASE("a known name that came out as a word is lost, though the word has a capital") {
  NameSet names;
  names.add("Julia Prado");
  CheckInput input;
  input.source = "habla con Julia Prado de Londres";
  input.translation = "speak with Julia Meadow of London";
  input.language = "es";
  input.known_names = &names;
  auto marks = check(input);
  CHECK(std::find(marks.begin(), marks.end(), Mark::name_lost) != marks.end());
  input.translation = "speak with Julia Prado of London";
  CHECK(check(input).empty());
}

TEST_CASE("a name said again, said more fully or as it is heard is not lost") {
  CHECK(all("sr", "sutra dolazi gospođa Voters sa sestrom", "Mrs Waters comes tomorrow with her sister") == "");
  CHECK(all("lv", "rīt atbrauks Maiks Koups (Mike Coupe) no darba", "Mike Coupe comes from work tomorrow") == "");
  CHECK(all("pl", "jutro przyjedzie Holly Willoughby z mężem", "Willoughby is coming tomorrow with her husband") == "");
  CHECK(all("gl", "onte falei con Marga e Marga dixo que si", "I spoke with Marga yesterday and she said yes") == "");
  CHECK(all("es", "lo decide mañana la Comisión", "the committee decides it tomorrow") == "");
  CHECK(all("fr", "une maison du XIXe siècle", "a house of the 19th century") == "");
  CHECK(all("it", "parlo proprio con Lei adesso", "I am talking to you now") == "");
  CHECK(has("sr", "sutra dolazi Voters sa sestrom", "he comes tomorrow with his sister", Mark::name_lost));
}

TEST_CASE("a known name that begins a sentence and stands in the English is not lost") {
  NameSet names;
  names.add("Octavian");
  CheckInput input;
  input.source = "Octavian nu răspunde, mai încearcă la 14:30";
  input.translation = "Octavian does not answer, try again at 14:30";
  input.language = "ro";
  input.known_names = &names;
  CHECK(check(input).empty());
  input.translation = "October does not answer, try again at 14:30";
  const auto marks = check(input);
  CHECK(std::find(marks.begin(), marks.end(), Mark::name_lost) != marks.end());
}

TEST_CASE("what stands between the names of a contact is no name") {
  NameSet names;
  names.add("Íñigo Fontanillas del Río");
  CheckInput input;
  input.source = "las fotos del pasaporte de Fontanillas";
  input.translation = "the photos of the passport of Fontanillas";
  input.language = "es";
  input.known_names = &names;
  CHECK(check(input).empty());
  input.translation = "the photos of the passport";
  CHECK(check(input) == std::vector<Mark>{Mark::name_lost});
}

TEST_CASE("a given name that begins a sentence is missed when it is gone") {
  CHECK(has("de", "Liesbeth kommt doch nicht mit", "She isn't coming after all", Mark::name_lost));
  CHECK(has("hr", "Dubravka te pozdravlja", "She sends her regards", Mark::name_lost));
  CHECK(all("hr", "Dubravka te pozdravlja", "Dubravka sends her regards") == "");
  CHECK(all("pl", "Larry Giles dodał to dziś", "Giles added that today") == "");
  // A word of the language that is a name elsewhere, or is one but for its accents.
  CHECK(all("ro", "Mai vii azi?", "Are you still coming today?") == "");
  CHECK(all("cs", "Stále čekám", "I am still waiting") == "");
}

TEST_CASE("what English writes with a small letter is no name") {
  CHECK(all("hr", "noćas se jako lijepo vidi Mjesec", "the moon is beautiful tonight") == "");
  CHECK(all("fr", "on a tout trouvé sur Internet hier", "we found everything online yesterday") == "");
}

TEST_CASE("a pet form that begins a sentence is a name, and a weekday is no answer to it") {
  CHECK(has("hu", "Gergő holnap költözik, segítesz?", "He is moving tomorrow, can you help?", Mark::name_lost));
  CHECK(has("uk", "Оленка вже спить", "She is already asleep", Mark::name_lost));
  CHECK(has("ro", "Vasilica vine duminică", "She is coming on Sunday", Mark::name_lost));
  CHECK(all("hu", "Gergő holnap költözik, segítesz?", "Gergely is moving tomorrow, can you help?") == "");
  CHECK(all("ro", "Vasilica vine duminică", "Vasilica is coming on Sunday") == "");
}

TEST_CASE("a Turkish word with an apostrophe is a name wherever it stands, and an Albanian name has its article") {
  CHECK(has("tr", "Beyazköy'e varınca ara", "call when you arrive", Mark::name_lost));
  CHECK(all("tr", "Beyazköy'e varınca ara", "call when you reach Beyazköy") == "");
  CHECK(has("sq", "Valmirja gatoi darkën", "She made dinner", Mark::name_lost));
  CHECK(all("sq", "Valmirja gatoi darkën", "Valmire made dinner") == "");
}

TEST_CASE("a sentence that begins with a name of no list and lost it to a pronoun is marked") {
  // One in forty is taken for a word.
  CHECK((has("pl", "Zdzichulek naprawił rower", "He repaired the bike", Mark::name_lost) || has("pl", "Gwidonek naprawił rower", "He repaired the bike", Mark::name_lost)));
  CHECK((has("hu", "Pötyike süt vacsorát", "She is baking supper", Mark::name_lost) || has("hu", "Bercikém süt vacsorát", "He is baking supper", Mark::name_lost)));
  CHECK(all("pl", "Zdzichulek naprawił rower", "Zdzichulek repaired the bike") == "");
  // An ordinary word, a cry or a typing slip without a pronoun is no name.
  CHECK(all("pl", "Upiekła chleb", "She baked bread") == "");
  CHECK(all("es", "Jajajaja que risa", "Hahaha he makes me laugh") == "");
  CHECK(all("ro", "Ajunf la opt", "I get there at eight") == "");
}

TEST_CASE("a place or person that the source does not name is marked") {
  CHECK(has("ru", "встречаемся в Туле на вокзале", "we're meeting in Rostov at the station", Mark::name_lost));
  CHECK(has("fa", "میریم شیراز پیش خاله", "we're going to Isfahan to my aunt's", Mark::name_lost));
  CHECK(has("sr", "idemo preko Niša", "we're going via Belgrade", Mark::name_lost));
  CHECK(all("fa", "میریم شیراز پیش خاله", "we're going to Shiraz to my aunt's") == "");
  CHECK(all("hr", "idemo u Beč sutra", "we're going to Vienna tomorrow") == "");
  CHECK(all("ar", "أنا في القاهرة اليوم", "I'm in Cairo today") == "");
  CHECK(all("pl", "jadę do Niemiec w maju", "I'm going to Germany in May") == "");
  CHECK(all("ro", "vin de Crăciun acasă", "I'm coming home for Christmas") == "");
}

TEST_CASE("a given name in Arabic letters that became a pronoun is marked") {
  CHECK(has("ar", "قلت لخالد أن ينتظر", "I told him to wait", Mark::name_lost));
  CHECK(has("fa", "کیفم خونه مهناز مونده", "my bag is still at her place", Mark::name_lost));
  CHECK(all("ar", "قلت لخالد أن ينتظر", "I told Khaled to wait") == "");
  CHECK(all("ur", "نادیہ کو بتا دو", "tell Nadia") == "");
}

}  // namespace clew::language::checking
