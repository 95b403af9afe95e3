#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("a good translation gets no mark") {
  CHECK(all("es", "Nos vemos a las 18:30 en la casa de Ana, ¿vale?",
            "We meet at 18:30 at Ana's house, ok?") == "");
  CHECK(all("ro", "Nu am bani, sună-mă mâine la 07700 900123",
            "I have no money, call me tomorrow on 07700 900123") == "");
  CHECK(all("es", "El Reino Unido no respondió.", "The United Kingdom did not answer.") == "");
  CHECK(all("ro", "Vin la Londra cu Andrei", "I am coming to London with Andrei") == "");
  CHECK(all("es", "3.500,50 euros", "3,500.50 euros") == "");
  CHECK(all("es", "tengo 2 hijos", "I have two children") == "");
  CHECK(all("zh", "我明天早上八点去火车站等你",
            "I will wait for you at the railway station at eight tomorrow morning") == "");
}

TEST_CASE("each fault has its mark") {
  CHECK(has("es", "tengo 15 euros", "I have 50 euros", Mark::number_lost));
  CHECK(has("es", "tengo 15 euros", "I have 50 euros", Mark::number_added));
  CHECK(has("es", "llama al 07700900123", "call on", Mark::item_lost));
  CHECK(has("ro", "mergem la gară cu Ionuț", "we go to the station with", Mark::name_lost));
  CHECK(has("ro", "nu vin mâine", "I am coming tomorrow", Mark::negation_lost));
  CHECK(has("ro", "vin mâine la tine", "I do not come to you tomorrow", Mark::negation_added));
  CHECK(has("es", "¿vienes mañana?", "you come tomorrow", Mark::question_lost));
  CHECK(has("es", "vienes mañana", "do you come tomorrow?", Mark::question_added));
  CHECK(has("es", "hola amigo cómo estás", "hello hello hello hello hello", Mark::loop));
  CHECK(has("es", "ven a mi casa", "come to me and to me and to me and to me", Mark::loop));
  CHECK(has("ro", "unde esti frate acum", "unde esti frate acum", Mark::copied));
  CHECK(has("ru", "Привет как дела", "Привет как дела", Mark::not_english));
  CHECK(has("ru", "14:30 Привет, ты где", "♪", Mark::invented));
  CHECK(has("es", "ven mañana por la tarde a la estación vieja", "come", Mark::too_short));
  CHECK(has("es", "ven ya", "come now to the old station by the river tomorrow", Mark::too_long));
  CHECK(has("es", "ven ya", "  ", Mark::empty));
  const auto unknown = check({"a b c d", "a b c d", "es", {}, 4, 3, {}});
  CHECK(std::find(unknown.begin(), unknown.end(), Mark::unknown_words) != unknown.end());
}

TEST_CASE("what users of other translators complained about is named") {
  // A Russian chat log with its times came out as a note; a kiss between asterisks too.
  CHECK(has("ru", "[12:04] Иван: ты где? [12:05] Олег: еду", "♪", Mark::invented));
  CHECK(has("es", "*te beso*", "♪ I kiss you ♪", Mark::invented));
  // One word came out as the same syllable over and over.
  std::string stammer = "pre-pre-";
  for (int i = 0; i < 40; ++i)
    stammer += " pre-";
  CHECK(has("ru", "заранее", stammer, Mark::loop));
  std::string olives = "olive";
  for (int i = 0; i < 20; ++i)
    olives += " olive";
  CHECK(has("it", "ulivi", olives, Mark::loop));
  // Stock phrases of subtitles.
  std::string applause = "(Laughter)";
  for (int i = 0; i < 30; ++i)
    applause += " (Applause)";
  CHECK(has("zh", "把它想象成一个聪明的把戏", applause, Mark::loop));
  // Italian taken for English and handed back.
  CHECK(
      has("it", "La tua password non è corretta", "La tua password non è corretta", Mark::copied));
  // Another language than English.
  CHECK(has("ro", "cheile sunt la vecina și venim mai târziu",
            "les clés sont chez la voisine et nous arrivons", Mark::not_english));
}

TEST_CASE("an English headline without everyday words is English") {
  CHECK(all("es", "Asesinato de Wayde: la policía arresta a Dyteon Simpson como sospechoso de la muerte del jugador",
            "Wayde shooting: Police arrest suspect Dyteon Simpson, player's death investigated") == "");
}

TEST_CASE("every mark has a word and back") {
  for (int i = 0; i < mark_count; ++i) {
    const auto mark = static_cast<Mark>(i);
    CHECK(mark_from(word(mark)) == mark);
  }
  CHECK_FALSE(mark_from("nonsense").has_value());
}

TEST_CASE("what a good line says in another way is no fault: steps, sayings, decades, hours, squares, questions told") {
  const auto doubtful = [](std::string_view source, std::string_view english, std::string_view language) {
    CheckInput input;
    input.source = source;
    input.translation = english;
    input.language = language;
    std::string out;
    for (const auto mark : check(input))
      if (lowers(mark)) out += std::string(word(mark)) + " ";
    return out;
  };
  CHECK(doubtful("C'est un grand pas pour eux", "It is a big step for them", "fr") == "");
  CHECK(doubtful("Le bilan ne cesse de monter", "The toll keeps rising", "fr") == "");
  CHECK(doubtful("No cabe duda de que viene mañana", "He certainly comes tomorrow", "es") == "");
  CHECK(doubtful("Още не е ясно колко пари ще даде", "How much money he will give has yet to be seen", "bg") == "");
  CHECK(doubtful("V 30. letech 20. století tam bydleli", "They lived there in the 1930s", "cs") == "");
  CHECK(doubtful("W latach osiemdziesiątych mieszkali tam", "They lived there in the 1980s", "pl") == "");
  CHECK(doubtful("Il arrive vers 4h du matin", "He arrives at about 04:00", "fr") == "");
  CHECK(doubtful("Llegó en el minuto 15 y se fue", "He came on the quarter-hour and left", "es") == "");
  CHECK(doubtful("Un piso de 50 m2 en la calle Mayor", "A flat of 50 square metres in the calle Mayor", "es") == "");
  CHECK(doubtful("Me preguntó por qué no vienes", "She asked me: \"Why don't you come?\"", "es") == "");
  CHECK(doubtful("2–4 collas (~5,1–10,2 cm) lietus", "2 to 4 inches of rain", "lv") == "");
  CHECK(doubtful("Se esperan temperaturas de 26 grados", "Temperatures in the 80s are expected", "es") == "");
  // And the faults beside them are found.
  CHECK(doubtful("Je n'ai pas fait un seul pas", "I have taken a single step", "fr") == "negation-lost ");
  CHECK(doubtful("j'ai pas les clés", "I have the keys", "fr") == "negation-lost ");
  CHECK(doubtful("No viene mañana, no hay coche", "He comes tomorrow, there is a car", "es") == "negation-lost ");
  CHECK(doubtful("W latach osiemdziesiątych mieszkali tam", "They lived there in the 1880s", "pl") == "number-added ");
  CHECK(doubtful("Il arrive vers 4h du matin", "He arrives at about 05:00", "fr") == "number-lost number-added ");
  CHECK(doubtful("Un piso de 50 m2", "A flat of square metres", "es") == "number-lost ");
  CHECK(doubtful("300 km (180 millas) de costa", "km (180 miles) of coast", "es") == "number-lost ");
}

TEST_CASE("half hours, dates in words and what English denies by habit are no faults") {
  CHECK(all("ar", "الموعد الساعة ٥ والنص عند العيادة", "the appointment is at 5.30 at the clinic") == "");
  CHECK(all("hu", "fél 6-kor találkozunk", "we meet at half past five") == "");
  CHECK(all("de", "wir treffen uns um halb 8", "we meet at 7.30") == "");
  CHECK(all("hr", "imam karte za 14.6.", "I have tickets for 14 June") == "");
  CHECK(all("pt", "fica tranquila, eu pego as crianças", "don't worry, I'll pick up the kids") == "");
  CHECK(all("cs", "přijedu až v pátek večer", "I won't come until Friday evening") == "");
  CHECK(all("hr", "nitko nije doma", "nobody's home") == "");
  CHECK(has("ar", "الموعد الساعة ٥ والنص عند العيادة", "the appointment is at 8.30 at the clinic", Mark::number_lost));
  CHECK(has("hr", "imam karte za 14.6.", "I have tickets for 14 July", Mark::number_lost));
  CHECK(has("de", "wir treffen uns um halb 8", "we meet at 8.30", Mark::number_lost));
}

TEST_CASE("by way of a neighbouring language each word that stayed counts more") {
  CheckInput input;
  input.source = "Вземи си якето, студено е навън";
  input.translation = "Take your якето, cold is outside";
  input.language = "bg";
  input.words = 6;
  input.unknown = 1;
  const auto lowered = [&] {
    const auto marks = check(input);
    return std::find(marks.begin(), marks.end(), Mark::unknown_words) != marks.end();
  };
  CHECK_FALSE(lowered());
  input.by_neighbour = true;
  CHECK(lowered());
  CHECK_FALSE(lowers(Mark::by_neighbour));
}

TEST_CASE("a part that stayed in the source's language is marked") {
  CHECK(has("hu", "Megjött a csomag, a portán hagyták", "The parcel has come, a portán hagyták", Mark::copied));
  CHECK(has("th", "ฝนตกหนักมาก รอก่อนนะ", "It's raining very hard, รอก่อนนะ", Mark::copied));
  CHECK(all("cs", "mrkni na www.example.com/chata-les", "take a look at www.example.com/chata-les") == "");
}

TEST_CASE("a question without a mark in the source may have one in the English") {
  CHECK(all("bn", "তুমি কখন আসবে", "when will you come?") == "");
  CHECK(all("sr", "da li ti treba prevoz", "do you need a lift?") == "");
  CHECK(all("fr", "t'as vu mes lunettes qqpart", "have you seen my glasses anywhere?") == "");
  CHECK(has("sr", "da li ti treba prevoz", "you need a lift", Mark::question_lost));
  CHECK(has("fr", "L'ascenseur est en panne.", "is the lift broken?", Mark::question_added));
}

}  // namespace clew::language::checking
