#include <doctest/doctest.h>

#include "language/check_marks_test.h"

namespace clew::language::checking {

TEST_CASE("numbers in another unit are told apart from wrong ones") {
  CHECK(all("es", "son 16 km hasta la estación", "it is 10 miles to the station") == "converted ");
  CHECK(
      has("es", "son 16 km hasta la estación", "it is 12 miles to the station", Mark::number_lost));
  CHECK(all("fr", "il fait 30 degrés", "it is 86 degrees") == "converted ");
  CHECK(all("ro", "am 5 mii de lei", "I have 5,000 lei") == "");
  CHECK(all("ro", "vin doi oameni", "2 people are coming") == "");
}

TEST_CASE("hours, decades and thousands as people of two languages write them are the same numbers; others are not") {
  CHECK(all("fr", "rendez-vous à 15 h devant la gare", "meeting at 3 p.m. in front of the station") == "");
  CHECK(all("fr", "le train part à 07h55", "the train leaves at 7.55am") == "");
  CHECK(has("fr", "rendez-vous à 15 h devant la gare", "meeting at 4 p.m. in front of the station", Mark::number_lost));
  CHECK(has("fr", "il faut 15 clés", "3 keys are needed", Mark::number_lost));
  CHECK(all("fr", "une maison des années 30", "a house of the 1930s") == "");
  CHECK(has("fr", "une maison des années 30", "a house of the 1940s", Mark::number_lost));
  CHECK(all("pt", "a conta é de 10 000 euros", "the bill is 10,000 euros") == "");
  CHECK(has("pt", "a conta é de 10 000 euros", "the bill is 1,000 euros", Mark::number_lost));
  CHECK_FALSE(has("es", "está a 72 km de aquí", "it is 45 miles (72 km) from here", Mark::number_added));
  CHECK(has("es", "está a 72 km de aquí", "it is 90 miles (72 km) from here", Mark::number_added));
  CHECK(all("es", "llama al 07700 900123", "call 07700 900123") == "");
  CHECK(all("es", "quedamos a las 8, somos 300", "we meet at 8, there are 300 of us") == "");
}

TEST_CASE("numbers in words, months, scores, short years and other units are the same numbers") {
  CHECK(all("es", "vino con veinticinco personas", "he came with 25 people") == "");
  CHECK(all("sr", "devetnaestogodišnji momak je stigao", "a 19-year-old boy has arrived") == "");
  CHECK(all("fr", "elle a quarante-cinq ans", "she is 45 years old") == "");
  CHECK(all("zh", "他下午三点到", "he arrives at 3 in the afternoon") == "");
  CHECK(has("es", "vino con veinticinco personas", "he came with 24 people", Mark::number_added));
  CHECK(all("vi", "chúng tôi gặp nhau vào ngày 5 tháng 6", "we meet on 5 June") == "");
  CHECK(all("hr", "pobijedili smo 10:6 u subotu", "we won 10-6 on Saturday") == "");
  CHECK(has("hr", "pobijedili smo 10:6 u subotu", "we won 10-5 on Saturday", Mark::number_lost));
  CHECK(all("pl", "kolekcja na wiosnę 2019 jest gotowa", "the SS19 collection is ready") == "");
  CHECK(all("ro", "războiul din 1950–1953 s-a terminat", "the war of 1950-53 is over") == "");
  CHECK(all("zh", "他给了我38万", "he gave me 380,000") == "");
  CHECK(all("es", "estoy completamente seguro de eso", "I am 100 percent sure of that") == "");
  CHECK(all("ca", "entre 25 i 100 mm de pluja demà", "1 to 4 inches of rain tomorrow") == "converted ");
  CHECK(all("ca", "és a 1,6 km de casa", "it is a mile from home") == "converted ");
  CHECK(all("es", "olas de hasta seis metros de altura", "waves up to six metres (18 feet) high") == "converted ");
  // A number of the same unit is no conversion.
  CHECK(has("es", "son 300 km (180 millas) de costa", "it is 200 km (180 miles) of coast", Mark::number_lost));
}

TEST_CASE("an hour in two figures is the hour with a point") {
  CHECK(all("hr", "bus krece u 7 i 20", "the bus leaves at 7.20") == "");
  CHECK(has("hr", "bus krece u 7 i 20", "the bus leaves at 7.50", Mark::number_lost));
}

TEST_CASE("quarters of an hour, and hours in words, are the hours in figures") {
  CHECK(all("es", "llega a las 8 y cuarto", "it arrives at 8:15") == "");
  CHECK(all("es", "llega a las 8 menos cuarto", "it arrives at 7:45") == "");
  CHECK(all("es", "llega a las siete y media", "it arrives at 7:30") == "");
  CHECK(has("es", "llega a las 8 y cuarto", "it arrives at 9:15", Mark::number_lost));
  CHECK(has("es", "llega a las siete y media", "it arrives at 8:30", Mark::number_added));
}

TEST_CASE("a square is no inch, and wholly is a hundred per cent") {
  CHECK(all("gl", "caerán 50 l/m2 de chuvia", "2 inches of rain will fall") == "converted ");
  CHECK(all("fr", "pour se protéger du soleil à 100 %", "to block out the sun completely") == "");
  CHECK(has("fr", "il paie 100 % du loyer", "he pays 10 % of the rent", Mark::number_lost));
  CHECK(all("fr", "rendez-vous à 19 h 00 samedi", "meeting at 7 p.m. on Saturday") == "");
  CHECK(has("fr", "rendez-vous à 19 h 00 samedi", "meeting at 8 p.m. on Saturday", Mark::number_lost));
}

TEST_CASE("decades by their number, halves, first days, thin blanks and squares are the same numbers") {
  CHECK(all("sl", "v 80. letih 15. stoletja je bil tukaj grad", "in the 1480s there was a castle here") == "");
  CHECK(has("sl", "v 80. letih 15. stoletja je bil tukaj grad", "in the 1580s there was a castle here", Mark::number_lost));
  CHECK(all("es", "está a dos horas y media de aquí", "it is 2.5 hours from here") == "");
  CHECK(has("es", "está a dos horas y media de aquí", "it is 3.5 hours from here", Mark::number_added));
  CHECK(all("ro", "se plătește în prima zi a lunii", "it is paid on the 1st of the month") == "");
  CHECK(all("fr", "le train part à 19\u00a0h\u00a000 ce soir", "the train leaves at 7 p.m. tonight") == "");
  CHECK(all("bg", "имотът им край реката е 300 м2", "their estate by the river is 300 square metres") == "");
  CHECK(all("fa", "قیمت ۲۶،۷۵۰ دلار است", "the price is $26,750") == "");
  CHECK(all("es", "lloverán entre 5 y 10 cm", "there will be 2 to 4 inches of rain") == "converted ");
}

TEST_CASE("an hour in words on both sides is the same hour") {
  CHECK(has("it", "Loredana arriva alle tre e mezza", "Loredana is arriving at half past four", Mark::number_lost));
  CHECK(all("it", "Loredana arriva alle tre e mezza", "Loredana is arriving at half past three") == "");
  CHECK(all("es", "quedamos a las ocho menos cuarto", "let's meet at a quarter to eight") == "");
  CHECK(all("pl", "spotkajmy się o wpół do ósmej", "let's meet at half past seven") == "");
  CHECK(all("de", "der Zug fährt um halb acht", "the train leaves at half past seven") == "");
}

TEST_CASE("half an hour before the hour, and of it, are told apart") {
  CHECK(has("de", "wir treffen uns um halb neun", "we're meeting at half past nine", Mark::number_lost));
  CHECK(has("hr", "dođi u pola osam", "come at half past eight", Mark::number_lost));
  CHECK(has("zh", "我们六点半见", "see you at half past five", Mark::number_lost));
  CHECK(all("de", "wir treffen uns um halb neun", "we're meeting at half past eight") == "");
  CHECK(all("hr", "dođi u pola osam", "come at half past seven") == "");
  CHECK(all("hr", "dođi u osam i pol", "come at half past eight") == "");
  CHECK(all("zh", "我们六点半见", "see you at half past six") == "");
  CHECK(all("ar", "mnousal 3al 8 w nos", "we arrive at half past 8") == "");
}

TEST_CASE("Czech numbers that begin with the ones are read") {
  CHECK(all("cs", "přišel sedmatřicetiletý soused", "a 37-year-old neighbour came") == "");
  CHECK(all("cs", "přijel jednačtyřicetiletý řidič", "the driver, 41, has come") == "");
  CHECK(has("cs", "přišel sedmatřicetiletý soused", "a 73-year-old neighbour came", Mark::number_added));
}

}  // namespace clew::language::checking
