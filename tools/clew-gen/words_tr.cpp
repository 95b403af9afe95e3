#include "words.h"

namespace clew::gen {

const std::string_view words_tr = R"([code]
tr
[name]
Turkish
[first]
Ayşegül|Aysegul|Ayşe
Bülent|Bulent
Cemile
Çağatay|Cagatay|Çağ
Dilşad|Dilsad
Erdoğdu|Erdogdu
Feride
Gökçe|Gokce
Hüsniye|Husniye
İlknur|Ilknur
Kâmil|Kamil
Latife
Müjgân|Mujgan|Müj
Nazım|Nazim
Özgür|Ozgur
Pınar|Pinar
Rüstem|Rustem
Şükrü|Sukru
Tülay|Tulay
Yıldız|Yildiz
[last]
Ardıçlıoğlu|Ardiclioglu
Böğürtlenci|Bogurtlenci
Çınargöl|Cinargol
Defneağacı|Defneagaci
Elmadalı|Elmadali
Fındıkpınar|Findikpinar
Gelincikçi|Gelincikci
Ihlamurlu
Kavakyelken
Leylakoğlu|Leylakoglu
Menekşeci|Menekseci
Nilüferkaya|Niluferkaya
Sazlıkoğlu|Sazlikoglu
Söğütdere|Sogutdere
Yaseminci
Zambaklı|Zambakli
[days]
pazartesi
salı
çarşamba
perşembe
cuma
cumartesi
pazar
[places]
istasyon
oto yıkama
pazar yeri
fırın
otogar
köşedeki bakkal
park
tamirhane
kütüphane
yeni daire
benzinlik
liman
[items]
anahtarları
kutuları
ceketleri
eldivenleri
evrakları
takımları
çantaları
ayakkabıları
şarj aletini
battaniyeleri
[brief]
tamam
evet
hayır
olur
sağ ol
geliyorum
sonra
niye
neredesin
tabii
beni ara
ok
[greetings]
selam
merhaba
günaydın
iyi akşamlar
nasılsın
iyi geceler
[say]
saat {h} gibi görüşelim, yer: {place}
tren yine gecikti, {h} gibi orada olurum
beni saat {h} gibi alabilir misin, {place}
{item} {day} günü getirir misin
{item} minibüste unuttum
evin {item} kim aldı
kira {day} günü ödenecek, {sum} tutuyor
şimdi {sum} vereyim, kalanını {day} günü
bana hâlâ {sum} borcu var
gönderdiğim {sum} eline geçti mi
burada yağmur yağıyor, montunu al
bugün çok soğuk, kalorifer yine yanmıyor
yolda kar var, geç kalacağız
mutfak o kadar sıcak ki nefes alamıyorum
vardiya yarın saat {h} gibi başlıyor
vardiyamı {day} gününe aldılar
saat {h} itibarıyla çalışıyorum, konuşamam
patron {day} günü {n} saat erken gelin diyor
{day} günü {n} kişiye daha ihtiyacımız var
{day} günü iş yok, evde kal
minibüs saat {h} gibi kalkıyor, yer: {place}
{day} günü otobüs çalışmıyor
otobüsü kaçırdım, beni bekle, {place}
yola çıkmadan benzin almamız lazım
lastik patladı, buradayım: {place}
sola dön, {place}, orada bekle
kaç kutu kaldı
koridora {n} çuval koydum
{item} al, {name} bekliyor, ona ver lütfen
{name} açmıyor, saat {h} gibi yine dene
dışarıda olduğumu söyle, {name} bilsin
{name} {day} günü {n} arkadaşıyla geliyor
{name} bilir, {n} kişilik daha yer var mı diye sor
{name} eve saat kaçta gitti
çorba yaptım, sana da ayırdım
gelirken ekmek ve süt al
pirinç kalmamış, saat {h} olmadan bakkala git
bütün gün hiçbir şey yemedim
{day} günü yemek bizde, saat {h} gibi gel
mümkünse {n} sandalye getir
şarjım bitiyor, sonra yazarım
yeni telefon aldım, eskisi bozuldu
saat {h} olmadan arama, uyuyorum
dairede internet çalışmıyor
ev sahibi {day} günü saat {h} gibi gelecek
kapı açık, gir içeri
anahtar paspasın altında, {place}
şimdi bir odada {n} kişiyiz
üst kattaki odaya taşındım
çamaşır makinesi yine bozuldu
bana {sum} borç verir misin, {day} günü öderim
bilet tek yön {sum} tutuyor
{day} günü saat {h} için bilet aldım
pasaport fotoğrafı {sum} tutuyor, {place}
evrakları {day} günü gönderdim
daire kapalıydı, {day} günü yine gideceğim
doğum günün kutlu olsun, saat {h} gibi gel, {place}
küçük üşütmüş, evde kalıyoruz
doktor {n} gün dinlen diyor
maç {day} günü, gel beraber izleyelim
kedi yine çatıya çıkmış
geldim, {place}, kimse yok
nereye park ettin, seni göremiyorum
önce {name} ile buluş, sonra bana gel
dün için teşekkürler, güzel bir gündü
kusura bakma, unuttum, {day} günü yaparım
babaannem eve ne zaman geleceğini soruyor
[broadcast]
Minibüs bugün saat {h} olana kadar boş, gideceği yer olan yazsın
Taze ekmek her zamanki yerde, saat {h} olana kadar
Saat {h} itibarıyla yine açığız, fiyat {day} ile aynı
Oto yıkama saat {h} olana kadar açık, iki araba bir fiyatına
Yeni kutular geldi, {place}, saat {h} olana kadar
[newnumber]
selam, ben {name}, bu yeni numaram, eskisini sil
yeni numara, kaydedin lütfen. {name}
)";

}  // namespace clew::gen
