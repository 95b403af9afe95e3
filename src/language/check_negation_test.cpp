#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("each denial of a short line counts, in many languages") {
  CHECK(has("es", "no vengas, no estoy en casa", "don't come, I am at home", Mark::negation_lost));
  CHECK(has("tr", "yarın gelmiyorum", "I am coming tomorrow", Mark::negation_lost));
  CHECK(has("hu", "nincs pénzem", "I have money", Mark::negation_lost));
  CHECK(has("ar", "لا أعرف أحدا هنا", "I know someone here", Mark::negation_lost));
  CHECK(has("fr", "je n'ai pas le temps", "I have the time", Mark::negation_lost));
  CHECK(all("es", "no hay nadie en casa", "there is nobody at home") == "");
  CHECK(all("es", "vienes mañana, ¿no?", "you are coming tomorrow, right?") == "");
}

TEST_CASE("a French ne beside que denies nothing, alone or with its second word it does") {
  CHECK(all("fr", "elle n'a que vingt ans", "she is only twenty") == "");
  CHECK(all("fr", "viens avant qu'il ne parte", "come before he leaves") == "");
  CHECK(has("fr", "je ne peux venir demain", "I can come tomorrow", Mark::negation_lost));
  CHECK(has("fr", "je ne viens plus demain", "I come tomorrow", Mark::negation_lost));
  CHECK(has("fr", "je n'ai rien reçu", "I have received it", Mark::negation_lost));
  CHECK(has("fr", "il ne vient pas", "he is coming", Mark::negation_lost));
}

TEST_CASE("a denial that only the written-out form shows is neither added nor overlooked") {
  const auto marks = [](std::string_view language, std::string_view source, std::string_view read,
                        std::string_view english) {
    CheckInput input;
    input.source = source;
    input.read_as = read;
    input.translation = english;
    input.language = language;
    std::string text;
    for (const auto mark : check(input))
      text += std::string(word(mark)) + " ";
    return text;
  };
  CHECK(marks("pt", "n posso ir hj", "não posso ir hoje", "I can not go today") == "");
  CHECK(marks("it", "nn posso venire", "non posso venire", "I can not come") == "");
  CHECK(marks("es", "nooooo me digas eso", "no me digas eso", "do not tell me that") == "");
  CHECK(marks("pt", "n posso ir hj", "não posso ir hoje", "I can go today") == "negation-lost ");
  CHECK(all("bg", "нямам пари сега", "I have no money now") == "");
  CHECK(has("bg", "нямам пари сега", "I have money now", Mark::negation_lost));
  CHECK(has("sr", "немам пара сад", "I have money now", Mark::negation_lost));
  CHECK(all("uk", "у мене нема грошей", "I have no money") == "");
  CHECK(has("sq", "skam lek tani", "I have money now", Mark::negation_lost));
}

TEST_CASE("words that deny nothing lose nothing, and a denial turned round is answered") {
  CHECK(all("hr", "čekaj ovdje dok ne dođem", "wait here until I come") == "");
  CHECK(all("pt", "diz-me se vens ou não vens hoje", "tell me whether you come today") == "");
  CHECK(all("ca", "això no és més que una broma", "this is only a joke") == "");
  CHECK(all("eu", "broma bat baino ez da", "it is only a joke") == "");
  CHECK(all("tr", "annemin hasta olmasından korkuyorum", "I am afraid that my mother is ill") == "");
  CHECK(has("tr", "yarın eve gelmiyorum", "I am coming home tomorrow", Mark::negation_lost));
  CHECK(has("tr", "bunu yapamam abi", "I can do this brother", Mark::negation_lost));
  CHECK(all("ar", "هذا ما قلته لك أمس", "this is what I told you yesterday") == "");
  CHECK(all("ar", "ولم يأت أحد إلى البيت", "and no one came home") == "");
  CHECK(has("ar", "لم يأت إلى البيت أمس", "he came home yesterday", Mark::negation_lost));
  CHECK(all("fa", "او دیروز خانه نبود", "he was not at home yesterday") == "");
  CHECK(all("zh", "他们分别是我的哥哥和弟弟", "they are my elder and my younger brother") == "");
  CHECK(all("vi", "anh có đến hay không?", "are you coming?") == "");
  CHECK(all("pt", "o plano chega no máximo até sexta-feira", "the plan comes no later than Friday") == "");
  CHECK(all("ro", "suntem pe locul întâi la toate", "we are No. 1 in everything") == "");
  CHECK(has("es", "mi hermano no viene mañana", "my brother comes tomorrow", Mark::negation_lost));
}

TEST_CASE("a denial that is gone or new is seen beside little words") {
  // "in" is a preposition, "ill" another matter, "поки" is "for now" here.
  CHECK(has("ro", "am gasit cheile, erau in geaca", "I didn't find the keys, they were in the jacket", Mark::negation_added));
  CHECK(has("es", "Hoy no hay clase, la profe está mala", "There is a class today, the teacher is ill", Mark::negation_lost));
  CHECK(has("uk", "грошей поки немає, почекай", "there is money, wait", Mark::negation_lost));
  CHECK(has("it", "niente mare domani", "beach tomorrow", Mark::negation_lost));
  CHECK(has("ar", "أنا ما عندي سيارة اليوم", "I have a car today", Mark::negation_lost));
  CHECK(has("zh", "明天不用上班，去爬山吧", "work tomorrow, let's go hiking", Mark::negation_lost));
  CHECK(!has("ar", "في مرحلة ما في الحديث", "at some stage of the talk", Mark::negation_lost));
  CHECK(!has("it", "Niente male!", "Great!", Mark::negation_lost));
  CHECK(!has("hr", "Nada se da dolaziš", "She hopes that you are coming", Mark::negation_lost));
}

TEST_CASE("a denial written as a verb's beginning, or without its accents, counts in a chat line") {
  CHECK(has("cs", "nechtěl jsem tě vzbudit", "I wanted to wake you", Mark::negation_lost));
  CHECK(has("sk", "Ľudmila nepríde, má chrípku", "Ľudmila is coming, she has the flu", Mark::negation_lost));
  CHECK(has("lt", "Vytautas neatėjo, serga", "Vytautas came, he's ill", Mark::negation_lost));
  CHECK(has("lv", "Guntis neatbild uz zvaniem", "Guntis is answering calls", Mark::negation_lost));
  CHECK(has("pt", "ninguem me avisou", "someone told me", Mark::negation_lost));
  CHECK(has("fr", "j'ai rien compris au film", "I understood everything in the film", Mark::negation_lost));
  CHECK(has("hr", "Zvonimir nema vremena danas", "Zvonimir has time today", Mark::negation_lost));
  CHECK(all("hr", "nema veze, vidimo se", "never mind, see you") == "");
  CHECK(all("cs", "v neděli něco najdeme", "we will find something on Sunday") == "");
  CHECK(all("sk", "prídem neskôr v nedeľu", "I'll come later on Sunday") == "");
  CHECK(all("fr", "c'est une personne sympa", "that's a nice person") == "");
  CHECK(all("fr", "de rien", "you're welcome") == "");
}

TEST_CASE("French plus un without its ne denies") {
  CHECK(has("fr", "j'ai plus un rond", "I have more a ring", Mark::negation_lost));
  CHECK(has("fr", "y a plus personne ici", "there is more person here", Mark::negation_lost));
  CHECK(all("fr", "j'ai plus un rond", "I haven't got a penny left") == "");
  CHECK(all("fr", "encore plus de monde qu'hier", "even more people than yesterday") == "");
}

TEST_CASE("a word before a closing quotation mark is itself, and who is not out of it is in") {
  CHECK(all("fr", "il dit que « quelque chose ne va pas »", "he says that 'something is wrong'") == "");
  CHECK(all("fr", "l'équipe est toujours en lice", "the team is not out of it") == "");
  CHECK(has("es", "está bien", "it is 'not' good", Mark::negation_added));
}

TEST_CASE("what is denied may be said by its opposite in a long sentence, and by no other word") {
  CHECK(all("es", "los domingos por la tarde no es nada fácil encontrar un sitio donde aparcar cerca de la estación central", "on Sunday afternoons it is quite hard to find a place to park near the central station") == "");
  CHECK(has("es", "los domingos por la tarde no es nada fácil encontrar un sitio donde aparcar en el centro de la ciudad", "on Sunday afternoons it is quite easy to find a place to park in the centre of the town", Mark::negation_lost));
  CHECK(all("hr", "prijavu u hotelu obavlja osoblje ali nemojte zaboraviti pitati za potvrdu jer ju poslije nitko više ne daje", "the staff of the hotel do the registration but make sure to ask for the receipt because nobody gives it later") == "");
  CHECK(all("bg", "самолетът се опита два пъти да кацне на летището в бурята но втория път отново не успя и се върна", "the aircraft had been trying to land at the airport in the storm but aborted a second time and went back") == "");
  CHECK(has("es", "no es fácil", "it is hard but easy", Mark::negation_lost));
}

TEST_CASE("comparisons, remembering and ever are no denials") {
  CHECK(all("pt", "as salas têm no mínimo 50 metros", "the rooms are no smaller than 50 metres") == "");
  CHECK(all("ro", "amintește-ți să închizi ușa", "don't forget to close the door") == "");
  CHECK(all("it", "è il peggior film mai visto in questa sala", "it is the worst film seen in this cinema") == "");
  CHECK(has("it", "non ho mai visto questo film", "I have seen this film", Mark::negation_lost));
  CHECK(all("es", "hoy está mejor que nunca", "today she is better than ever") == "");
  CHECK(all("ro", "orașul a fost ars în 400 î.e.n.", "the town was burnt in 400 BC") == "");
  CHECK(has("es", "recuerda cerrar la puerta", "don't close the door", Mark::negation_added));
}

TEST_CASE("a question without its mark is no new question") {
  CHECK(all("es", "donde estas ahora", "where are you now?") == "");
  CHECK(all("it", "come ti può piacere questo film!", "how can you like this film?") == "");
  CHECK(has("es", "estoy en casa ahora", "am I at home now?", Mark::question_added));
  CHECK(has("es", "¿dónde estás ahora?", "where are you now.", Mark::question_lost));
}

TEST_CASE("a verb that stops or misses is no answer to a denial of it, and with is none to without") {
  CHECK(has("ro", "tramvaiul nu mai oprește la piață", "the tram stops at the market", Mark::negation_lost));
  CHECK(all("ro", "tramvaiul nu mai oprește la piață", "the tram doesn't stop at the market any more") == "");
  CHECK(all("ro", "tramvaiul nu mai vine", "the tram has stopped coming") == "");
  CHECK(has("it", "senza zucchero per me", "with sugar for me", Mark::negation_lost));
  CHECK(all("it", "senza zucchero per me", "no sugar for me") == "");
  CHECK(has("tr", "bu akşam yemek yapmayacağım", "I will cook tonight", Mark::negation_lost));
  CHECK(all("tr", "adını değiştirip değiştirmeyeceğini sordu", "she asked whether to change the name") == "");
  CHECK(has("lt", "Rokas neberado raktų", "Rokas found the keys", Mark::negation_lost));
}

TEST_CASE("denials of languages without blanks, and of verbs that deny by their form, are seen") {
  CHECK(has("th", "ยังไม่ได้กินข้าวเลย", "I've already eaten", Mark::negation_lost));
  CHECK(has("bn", "আমি আজ কিছু কিনিনি", "I bought something today", Mark::negation_lost));
  CHECK(has("ckb", "ئەمڕۆ ناتوانم بێم", "I can come today", Mark::negation_lost));
  CHECK(has("ps", "زه نن نه ځم", "I'm going today", Mark::negation_lost));
  CHECK(has("el", "δεν θα έρθω αύριο", "I will come tomorrow", Mark::negation_lost));
  CHECK(has("am", "ዛሬ አልመጣም", "I'm coming today", Mark::negation_lost));
  CHECK(has("cs", "ještě jsem neobědval", "I've already had lunch", Mark::negation_lost));
  CHECK(all("th", "ไม่เป็นไร", "that's fine") == "");
  CHECK(all("bn", "আপনি কেমন আছেন", "how are you") == "");
}

}  // namespace clew::language::checking
