#include "words.h"

namespace clew::gen {

const std::string_view words_pl = R"([code]
pl
[name]
Polish
[first]
Agnieszka||Aga
Bartosz||Bartek
Celina
Dariusz||Darek
Elżbieta|Elzbieta|Ela
Feliks
Grażyna|Grazyna|Graża
Henryk||Heniek
Izabela||Iza
Józef|Jozef|Józek
Kinga
Łukasz|Lukasz|Łuki
Małgorzata|Malgorzata|Gosia
Norbert
Oliwia
Paweł|Pawel
Róża|Roza
Stanisław|Stanislaw|Staszek
Wiktor
Zofia||Zosia
[last]
Brzozodąbek|Brzozodabek
Ciszowiak
Dzięciołczyk|Dzieciolczyk
Grzędownik|Grzedownik
Jałowczyński|Jalowczynski
Kłosownik|Klosownik
Łąkorzycki|Lakorzycki
Miodunka
Niezabudek
Oszczepalski
Pszczelarek
Rozgwiazda
Świerczulak|Swierczulak
Trzcinowicz
Wądołek|Wadolek
Źdźbłowicz|Zdzblowicz
[days]
w poniedziałek
we wtorek
w środę
w czwartek
w piątek
w sobotę
w niedzielę
[places]
dworzec
myjnia
rynek
piekarnia
dworzec autobusowy
sklep na rogu
park
warsztat
biblioteka
nowe mieszkanie
stacja benzynowa
port
[items]
klucze
kartony
kurtki
rękawice
papiery
narzędzia
torby
buty
ładowarkę
koce
[brief]
ok
tak
nie
dobra
dzięki
jadę
później
czemu
gdzie jesteś
jasne
zadzwoń
no
[greetings]
cześć
hej
dzień dobry
dobry wieczór
co słychać
dobranoc
[say]
widzimy się o {h}, miejsce: {place}
pociąg znowu się spóźnia, będę około {h}
możesz mnie odebrać o {h}? {place}
przywieź {item} {day}
zostawiłem {item} w busie
kto ma {item} od domu?
czynsz trzeba zapłacić {day}, wychodzi {sum}
dam ci {sum} teraz, a resztę {day}
on dalej wisi mi {sum}
doszło te {sum}, które wysłałem?
pada deszcz, weź kurtkę
dzisiaj straszny mróz, znowu nie grzeje
śnieg na drodze, spóźnimy się
w kuchni jest tak gorąco, że nie ma czym oddychać
zmiana zaczyna się jutro o {h}
przesunęli mi zmianę, pracuję {day}
pracuję od {h}, nie mogę rozmawiać
szef mówi, żeby przyjść {n} godziny wcześniej {day}
potrzeba jeszcze {n} ludzi {day}
{day} nie ma pracy, zostań w domu
bus odjeżdża o {h}, {place}
{day} autobus nie kursuje
uciekł mi autobus, poczekaj na mnie, {place}
trzeba zatankować, zanim pojedziemy
złapałem gumę, stoję tam, gdzie {place}
skręć w lewo i czekaj, {place}
ile zostało kartonów?
postawiłem {n} worki w korytarzu
daj {item}, proszę, {name} już czeka
{name} nie odbiera, spróbuj o {h}
{name} ma wiedzieć, że jestem na zewnątrz
{name} przyjeżdża {day} i bierze {n} znajomych
zapytaj, czy {name} ma miejsce dla {n} osób
o której {name} wraca do domu?
ugotowałam zupę, zostawiłam ci trochę
kup chleb i mleko po drodze
nie mamy ryżu, idź do sklepu przed {h}
nic dzisiaj nie jadłem
kolacja u nas {day}, przyjdź o {h}
przynieś {n} krzesła, jeśli możesz
bateria mi pada, napiszę później
mam nowy telefon, stary się zepsuł
nie dzwoń przed {h}, śpię
internet w mieszkaniu nie działa
właściciel przychodzi {day} o {h}
drzwi są otwarte, wchodź
klucz leży pod wycieraczką, {place}
mieszkamy teraz w {n} osób w jednym pokoju
przeniosłam się do pokoju na górze
pralka znowu się zepsuła
pożyczysz mi {sum}? oddam {day}
bilet kosztuje {sum} w jedną stronę
kupiłem bilet, jadę {day} o {h}
zdjęcia do paszportu kosztują {sum}
wysłałem papiery {day}
urząd był zamknięty, idę znowu {day}
wszystkiego najlepszego, przyjdź o {h}
mały jest przeziębiony, zostajemy w domu
lekarz kazał leżeć {n} dni
mecz jest {day}, obejrzyj z nami
kot znowu siedzi na dachu
jestem na miejscu i nikogo nie ma
gdzie zaparkowałeś? nie widzę cię
najpierw spotkaj się z kimś, kogo zna {name}, potem przyjdź do mnie
dziękuję za wczoraj, było bardzo miło
przepraszam, zapomniałem, zrobię to {day}
babcia pyta, kiedy przyjedziesz
[broadcast]
Bus wolny dzisiaj do {h}, pisz, jeśli potrzebujesz podwózki
Świeży chleb tam gdzie zawsze do {h}
Znowu otwarte od {h}, cena taka jak {day}
Myjnia czynna do {h}, dwa w cenie jednego
Nowe kartony już są, {place}, do {h}
[newnumber]
cześć, tu {name}, to mój nowy numer, stary usuń
nowy numer, proszę zapisać. {name}
)";

}  // namespace clew::gen
