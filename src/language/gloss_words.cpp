// Everyday words that a dictionary does not have in the form people write, or for which it offers the wrong sense: forms
// of "be" and "have", pronouns, prepositions, denials. A gloss takes them before the dictionary. Collected from
// general knowledge of each language; where a word is two, both stand ("are/or"). Folded as gloss.cpp folds.
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "language/gloss.h"

namespace clew::language {
namespace {

struct Words {
  std::string_view language, pairs;  // "word=English word=English", blanks inside an English as '_'
};

constexpr auto tables = std::to_array<Words>({
    {"pl",
     "jest=is jestem=am jesteś=are jesteśmy=are są=are był=was była=was było=was będzie=will_be będę=will_be mam=have "
     "masz=have ma=has mamy=have mają=have nie=not nic=nothing nikt=nobody nikomu=nobody nikogo=nobody w=in we=in z=with "
     "ze=with po=after/each do=to u=at na=on/to od=from dla=for przy=by pod=under ja=I ty=you on=he ona=she my=we wy=you "
     "oni=they mnie=me mi=me ci=you cię=you go=him jej=her nam=us nas=us wam=you im=them mój=my moja=my moje=my moich=my "
     "twój=your ten=this ta=this to=this/it tego=this że=that żeby=so_that czy=whether i=and a=and ale=but bo=because "
     "się=(oneself) już=already gdzie=where kiedy=when kto=who co=what ile=how_much jak=how dlaczego=why proszę=please "
     "no=well tam=there tu=here dziś=today jutro=tomorrow wczoraj=yesterday musisz=must muszę=must chcę=want chcesz=want "
     "mogę=can możesz=can może=can/maybe wiem=know wiesz=know idę=go idziesz=go daj=give kasa=money kasy=money "
     "dzieci=children dziećmi=children ludzi=people siostry=sister"},
    {"cs",
     "jsem=am jsi=are je=is jsme=are jste=are jsou=are není=is_not nejsem=am_not nejsou=are_not byl=was byla=was bude=will_be "
     "mám=have máš=have má=has máme=have mají=have nemám=have_not nemáš=have_not nemá=has_not nemáme=have_not ti=you mi=me "
     "mě=me tě=you já=I ty=you on=he ona=she my=we vy=you oni=they ho=him ji=her nám=us vám=you jim=them v=in ve=in na=on/at "
     "do=to z=from ze=from s=with se=with/(oneself) u=at k=to pro=for po=after už=already až=only/until že=that nic=nothing "
     "nikdo=nobody nikomu=nobody kde=where kdy=when kdo=who co=what kolik=how_much jak=how proč=why dám=will_give "
     "hodin=hours klíč=key ne=no"},
    {"sk",
     "som=am si=are je=is sme=are ste=are sú=are nie=not mám=have máš=have má=has máme=have nemám=have_not nemáš=have_not ja=I "
     "ty=you on=he ona=she my=we vy=you v=in na=on/at do=to z=from s=with u=at pre=for že=that kde=where kedy=when kto=who "
     "čo=what koľko=how_much ako=how prečo=why nič=nothing nikto=nobody nikomu=nobody"},
    {"hu",
     "vagy=are/or van=is/has vagyok=am vagyunk=are vannak=are nincs=there_is_no nincsenek=there_are_no volt=was lesz=will_be "
     "nem=not ne=do_not sem=neither semmi=nothing senki=nobody senkinek=nobody a=the az=the/that én=I te=you ő=he/she mi=we/what "
     "ti=you ők=they hol=where hova=where mikor=when ki=who/out miért=why hogyan=how mennyi=how_much mennyibe=how_much "
     "nekem=to_me neked=to_you engem=me téged=you és=and de=but hogy=that itt=here ott=there most=now ma=today holnap=tomorrow "
     "tegnap=yesterday péntek=Friday pénteken=on_Friday szombat=Saturday szombaton=on_Saturday vasárnap=Sunday hétfő=Monday "
     "hétfőn=on_Monday kedd=Tuesday szerda=Wednesday csütörtök=Thursday pénz=money pénzem=my_money főnök=boss jegy=ticket "
     "kulcs=key adok=give"},
    {"tr",
     "var=there_is yok=there_is_no değil=not ben=I sen=you o=he/she/it biz=we siz=you onlar=they beni=me seni=you bana=to_me "
     "sana=to_you bende=with_me bu=this şu=that ne=what nerede=where nerde=where neredesin=where_are_you nerdesin=where_are_you "
     "kim=who niye=why neden=why nasıl=how kaç=how_many ve=and ama=but ile=with için=for gibi=like çok=very/much şimdi=now "
     "bugün=today yarın=tomorrow dün=yesterday cuma=Friday cumartesi=Saturday pazar=Sunday/market pazartesi=Monday "
     "salı=Tuesday çarşamba=Wednesday perşembe=Thursday saat=hour/at_o'clock abi=brother abla=sister kardeş=brother/sister "
     "kimse=nobody/anyone kimseye=to_nobody/anyone evet=yes hayır=no tamam=okay lütfen=please ara=call selam=hello "
     "haber=news patron=boss polis=police"},
    {"ar",
     "وين=where فين=where اين=where أين=where وينك=where_are_you ما=not/what مش=not مو=not لا=no/not لم=not لن=will_not ليس=is_not "
     "عندي=I_have عندك=you_have انا=I أنا=I انت=you أنت=you هو=he هي=she نحن=we احنا=we هم=they في=in من=from الى=to إلى=to "
     "على=on عن=about مع=with عند=at بعد=after قبل=before اليوم=today بكرا=tomorrow بكرة=tomorrow غدا=tomorrow امبارح=yesterday "
     "أمس=yesterday هلق=now الان=now الآن=now فلوس=money مصاري=money كم=how_much قديش=how_much شو=what ايش=what ماذا=what "
     "متى=when ليش=why لماذا=why كيف=how مين=who يا=o اخي=my_brother أخي=my_brother يوم=day الجمعة=Friday السبت=Saturday "
     "الاحد=Sunday الاثنين=Monday الثلاثاء=Tuesday الاربعاء=Wednesday الخميس=Thursday الساعة=hour/o'clock محطة=station "
     "المحطة=the_station جواز=passport سفر=travel سفري=my_travel بيت=house البيت=the_house مفتاح=key المفتاح=the_key "
     "سعر=price عنوان=address العنوان=the_address اولاد=children الاولاد=the_children حبيبي=dear والله=by_God رح=will "
     "اتصل=call شرطة=police الشرطة=the_police ساعة=hour تذكرة=ticket التذكرة=the_ticket"},
    {"ru",
     "я=I ты=you он=he она=she мы=we вы=you они=they меня=me мне=me тебя=you тебе=you его=him ей=her нам=us нас=us вам=you "
     "вас=you им=them мой=my моя=my твой=your у=at/by в=in во=in на=on/to с=with со=with к=to по=by/each до=to/until от=from "
     "за=for/behind из=from для=for не=not нет=there_is_no/no ничего=nothing никто=nobody никому=nobody никого=nobody "
     "нельзя=not_allowed есть=is/eat был=was была=was будет=will_be это=this что=what/that где=where куда=where когда=when "
     "кто=who сколько=how_much как=how почему=why и=and а=and но=but или=or сейчас=now сегодня=today завтра=tomorrow "
     "вчера=yesterday понедельник=Monday вторник=Tuesday среда=Wednesday среду=Wednesday четверг=Thursday пятница=Friday "
     "пятницу=Friday суббота=Saturday субботу=Saturday воскресенье=Sunday деньги=money денег=money паспорт=passport "
     "билет=ticket ключ=key часов=o'clock/hours час=hour дети=children детьми=children брат=brother шеф=boss вокзал=station "
     "вокзала=station позвони=call приедет=will_come знаю=know знаешь=know спасибо=thanks привет=hello дай=give можно=may "
     "надо=must хочу=want могу=can полиция=police адрес=address"},
    {"lt",
     "aš=I tu=you jis=he ji=she mes=we jūs=you jie=they mano=my tavo=your yra=is esu=am esi=are nėra=there_is_no ne=not ir=and "
     "bet=but kad=that kur=where kada=when kas=who/what kiek=how_much kaip=how kodėl=why į=to iš=from su=with prie=at/near "
     "po=after/each nuo=from niekas=nobody niekam=nobody nieko=nothing turiu=have turi=has/have neturiu=have_not "
     "neturi=has_not noriu=want nenoriu=do_not_want galiu=can negaliu=cannot žinau=know nežinau=do_not_know nemoka=does_not_pay "
     "pasas=passport pasą=passport bosas=boss raktas=key stotis=station stoties=station dabar=now šiandien=today "
     "rytoj=tomorrow vakar=yesterday kainuoja=costs"},
    {"ku",
     "ez=I tu=you ew=he/she/it em=we hûn=you min=my/me te=your/you wî=him/his wê=her me=us/our li=at/in ji=from bi=with di=in "
     "de=in ku=where/that kî=who çi=what çiqas=how_much kengî=when çima=why çawa=how na=no ne=not nîne=is_not tune=there_is_not "
     "heye=there_is hene=there_are e=is in=are û=and lê=but niha=now îro=today sibê=tomorrow duh=yesterday saet=hour/o'clock "
     "bira=brother birayê=brother pere=money pereyên=money kes=person kesî=anyone pasaport=passport mifte=key nizanim=do_not_know "
     "dizanim=know"},
});

}  // namespace

std::string_view everyday_gloss(std::string_view language, std::string_view folded) {
  using Table = std::map<std::string_view, std::string_view>;
  static const auto all = [] {
    std::map<std::string_view, Table> result;
    for (const auto& [code, pairs] : tables) {
      auto rest = pairs;
      while (!rest.empty()) {
        const auto end = rest.find(' ') == std::string_view::npos ? rest.size() : rest.find(' ');
        const auto pair = rest.substr(0, end);
        const auto equals = pair.find('=');
        result[code].emplace(pair.substr(0, equals), pair.substr(equals + 1));
        rest.remove_prefix(end == rest.size() ? end : end + 1);
      }
    }
    return result;
  }();
  const auto table = all.find(language);
  if (table == all.end()) return {};
  const auto at = table->second.find(folded);
  return at == table->second.end() ? std::string_view() : at->second;
}

}  // namespace clew::language
