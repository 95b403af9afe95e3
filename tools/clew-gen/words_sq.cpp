#include "words.h"

namespace clew::gen {

const std::string_view words_sq = R"([code]
sq
[name]
Albanian
[first]
Arben||Beni
Besa
Çlirim|Clirim|Limi
Dritan||Dani
Elira||Eli
Fatmir||Miri
Gëzim|Gezim|Gimi
Hana
Ilir||Liri
Jehona
Kastriot||Trioti
Lindita||Dita
Mirjeta||Jeta
Nertila||Tila
Përparim|Perparim|Rimi
Rovena
Shpresa
Teuta
Valdrin||Drini
Zamira||Mira
[last]
Ahmetgjini
Bardhokaj
Çobanqeli|Cobanqeli
Dardhëmira|Dardhemira
Elbasalliu
Fushëgjati|Fushegjati
Gurëziu|Gureziu
Hoxtari
Kodërmali|Kodermali
Lisgjoni
Malësori-Lek|Malesori-Lek
Ndrekëza|Ndrekeza
Përrollari|Perrollari
Qershigjoni
Rrapishta
Selmanici
Shkëmbeci|Shkembeci
Ujëvara|Ujevara
[days]
e hënë
e martë
e mërkurë
e enjte
e premte
e shtunë
e diel
[places]
stacioni
lavazhi
tregu
furra
stacioni i autobusit
dyqani te qoshja
parku
servisi
biblioteka
banesa e re
karburanti
porti
[items]
çelësat
kutitë
rrobat
dorezat
letrat
veglat
çantat
këpucët
karikuesin
batanijet
[brief]
ok
po
jo
mirë
flm
erdha
më vonë
pse
ku je
patjetër
më merr
hë
[greetings]
tung
përshëndetje
mirëmëngjes
mirëmbrëma
si je
natën e mirë
[say]
shihemi te {place} në orën {h}
treni është me vonesë, vij rreth orës {h}
a mund të më marrësh te {place} në {h}
sill {item} te {place} ditën {day}
i harrova {item} në furgon
kush i ka {item} e shtëpisë
qiraja paguhet {day}, janë {sum}
të jap {sum} tani dhe pjesën tjetër {day}
ai më ka ende borxh {sum}
a i more ato {sum} që të dërgova
po bie shi këtu, merr një xhaketë
sot bën shumë ftohtë, prapë s'punon ngrohja
ka borë në rrugë, do të vonohemi
në kuzhinë është kaq nxehtë sa s'marr dot frymë
turni fillon nesër në {h}
ma ndërruan turnin për {day}
punoj nga ora {h}, nuk flas dot
shefi thotë ejani {n} orë më herët {day}
na duhen edhe {n} veta {day}
nuk ka punë {day}, rri në shtëpi
furgoni niset në {h} nga {place}
autobusi nuk kalon {day}
më iku autobusi, më prit te {place}
duhet të mbushim karburant para se të nisemi
më shpoi goma, jam te {place}
kthehu majtas pas {place} dhe prit aty
sa kuti kanë mbetur
i lashë {n} thasë në korridor
jepja {name} {item} të lutem
{name} nuk përgjigjet, provo prapë në {h}
thuaji {name} që jam jashtë
{name} vjen {day} me {n} shokë
pyete {name} a ka vend edhe për {n}
në çfarë ore shkoi {name} në shtëpi
gatova supë, të kam lënë edhe ty
bli bukë e qumësht rrugës
s'kemi më oriz, shko në dyqan para orës {h}
s'kam ngrënë asgjë gjithë ditën
darka te ne {day}, eja në {h}
sill {n} karrige nëse mundesh
po më mbaron bateria, të shkruaj më vonë
kam telefon të ri, i vjetri u prish
mos më merr para orës {h}, jam në gjumë
nuk punon interneti në banesë
pronari vjen {day} në {h}
dera është hapur, hyr brenda
çelësi është nën tapet te {place}
jemi {n} veta në një dhomë tani
u zhvendosa në dhomën lart
u prish prapë lavatriçja
a më jep hua {sum} deri {day}
bileta kushton {sum} vetëm vajtje
e mora biletën për {day} në {h}
fotot për pasaportë kushtojnë {sum} te {place}
i dërgova letrat {day}
zyra ishte mbyllur, shkoj prapë {day}
gëzuar ditëlindjen, eja te {place} në {h}
i vogli është ftohur, rrimë në shtëpi
mjeku thotë të pushoj {n} ditë
ndeshja është {day}, ejani ta shohim bashkë
macja është prapë në çati
jam te {place} dhe s'ka njeri
ku e ke parkuar, nuk të shoh
takohu më parë me {name} pastaj eja tek unë
faleminderit për dje, ishte ditë e bukur
më fal, e harrova, e bëj {day}
gjyshja pyet kur do vish në shtëpi
[broadcast]
Furgoni është i lirë sot deri në {h}, shkruani nëse ju duhet transport
Bukë e freskët te vendi i zakonshëm deri në {h}
Hapur prapë nga ora {h}, i njëjti çmim si {day}
Lavazhi është hapur deri në {h}, dy me çmimin e një
Erdhën kuti të reja, te {place} deri në {h}
[newnumber]
tung, jam {name}, ky është numri im i ri, fshije të vjetrin
numër i ri, ruajeni. {name}
)";

}  // namespace clew::gen
