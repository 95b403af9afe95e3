#include "words.h"

namespace clew::gen {

const std::string_view words_ro = R"([code]
ro
[name]
Romanian
[first]
Andrei||Andi
Bianca||Bia
Ciprian||Cipi
Daniela||Dana
Emil
Florica||Flori
Grigore||Grig
Horia
Ionela||Nela
Laurențiu|Laurentiu|Lau
Mădălina|Madalina|Mada
Nicoleta||Nico
Octavian||Tavi
Paraschiva||Paria
Răzvan|Razvan|Rază
Sorina
Ștefan|Stefan|Fănel
Tudor
Vasile||Vasi
Zamfira
[last]
Brănișteanca|Branisteanca
Cornățel|Cornatel
Dumbrăvescu|Dumbravescu
Fântânaru|Fantanaru
Gherghelaș|Gherghelas
Hulubașu|Hulubasu
Izvorănescu|Izvoranescu
Lăstăroiu|Lastaroiu
Mestecănaru|Mestecanaru
Nucșoreanca|Nucsoreanca
Oltișan|Oltisan
Podgoreșteanu|Podgoresteanu
Răchițeanu|Rachiteanu
Selmaniuc
Tufănel|Tufanel
Ulmeșteanu|Ulmesteanu
Viforescu
Zăvoianca|Zavoianca
[days]
luni
marți
miercuri
joi
vineri
sâmbătă
duminică
[places]
gară
spălătorie
piață
brutărie
autogară
magazinul din colț
parc
atelier
bibliotecă
apartamentul nou
benzinărie
port
[items]
cheile
cutiile
hainele
mănușile
actele
sculele
sacoșele
pantofii
încărcătorul
păturile
[brief]
ok
da
nu
bine
mersi
vin acum
mai târziu
de ce
unde ești
sigur
sună-mă
aha
[greetings]
salut
bună
bună dimineața
bună seara
ce faci
noapte bună
[say]
ne vedem la {place} la ora {h}
trenul are întârziere, ajung pe la {h}
poți să mă iei de la {place} la {h}?
adu {item} la {place} {day}
am uitat {item} în dubă
cine are {item} de la casă?
chiria trebuie plătită {day}, e {sum}
îți dau {sum} acum și restul {day}
îmi mai datorează {sum}
ai primit {sum} de la mine?
plouă aici, ia-ți o geacă
e foarte frig azi, iar nu merge căldura
e zăpadă pe drum, o să întârziem
e așa de cald în bucătărie că nu pot respira
tura începe mâine la {h}
mi-au mutat tura pe {day}
lucrez de la {h}, nu pot vorbi
șeful zice să venim cu {n} ore mai devreme {day}
ne trebuie încă {n} oameni {day}
nu se lucrează {day}, stai acasă
duba pleacă la {h} de la {place}
autobuzul nu merge {day}
am pierdut autobuzul, așteaptă-mă la {place}
trebuie să punem motorină înainte să plecăm
am pană la roată, sunt la {place}
fă stânga după {place} și așteaptă acolo
câte cutii au mai rămas?
am pus {n} saci pe hol
dă-i lui {name} {item}, te rog
{name} nu răspunde, mai încearcă la {h}
spune-i lui {name} că sunt afară
{name} vine {day} cu încă {n} prieteni
întreabă-l pe {name} dacă mai e loc pentru {n}
la ce oră a plecat {name} acasă?
am făcut ciorbă, ți-am lăsat și ție
cumpără pâine și lapte în drum
nu mai avem orez, du-te la magazin până la {h}
n-am mâncat nimic toată ziua
cina la noi {day}, vino la {h}
adu {n} scaune dacă poți
mi se termină bateria, îți scriu mai târziu
am telefon nou, cel vechi s-a stricat
nu suna înainte de {h}, dorm
nu merge internetul în apartament
proprietarul vine {day} la {h}
ușa e deschisă, intră
cheia e sub preș la {place}
suntem {n} într-o cameră acum
m-am mutat în camera de sus
iar s-a stricat mașina de spălat
poți să-mi împrumuți {sum} până {day}?
biletul costă {sum} doar dus
am luat bilet pentru {day} la {h}
pozele de pașaport costă {sum} la {place}
am trimis actele {day}
era închis la ghișeu, mă duc iar {day}
la mulți ani, vino la {place} la {h}
cel mic e răcit, rămânem acasă
doctorul zice să stau {n} zile în pat
meciul e {day}, hai să-l vedem împreună
pisica e iar pe acoperiș
sunt la {place} și nu e nimeni
unde ai parcat? nu te văd
întâlnește-te întâi cu {name} și apoi vino la mine
mulțumesc pentru ieri, a fost frumos
scuze, am uitat, o fac {day}
bunica întreabă când vii acasă
[broadcast]
Duba e liberă azi până la {h}, scrieți dacă aveți nevoie de transport
Pâine proaspătă la locul știut până la {h}
Deschis din nou de la {h}, același preț ca {day}
Spălătoria e deschisă până la {h}, două la preț de una
Au venit cutii noi, la {place} până la {h}
[newnumber]
salut, sunt {name}, ăsta e numărul meu nou, șterge-l pe cel vechi
număr nou, salvați-l. {name}
)";

}  // namespace clew::gen
