#include "language/romanised.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <unordered_map>

namespace clew::language {
namespace {

struct Pair {
  std::string_view latin, own;
};

// Longest first within a table; tried at each place in turn.
constexpr auto russian_letters = std::to_array<Pair>({
    {"shch", "щ"}, {"sch", "щ"}, {"zh", "ж"}, {"kh", "х"}, {"ts", "ц"},  {"tz", "ц"},
    {"ch", "ч"},   {"sh", "ш"},  {"yo", "ё"}, {"jo", "ё"}, {"yu", "ю"},  {"ju", "ю"},
    {"ya", "я"},   {"ja", "я"},  {"ye", "е"}, {"je", "е"}, {"iy", "ий"}, {"ij", "ий"},
    {"yj", "ый"},  {"yy", "ый"}, {"a", "а"},  {"b", "б"},  {"v", "в"},   {"w", "в"},
    {"g", "г"},    {"d", "д"},   {"e", "е"},  {"z", "з"},  {"i", "и"},   {"j", "й"},
    {"k", "к"},    {"l", "л"},   {"m", "м"},  {"n", "н"},  {"o", "о"},   {"p", "п"},
    {"r", "р"},    {"s", "с"},   {"t", "т"},  {"u", "у"},  {"f", "ф"},   {"h", "х"},
    {"c", "ц"},    {"x", "х"},   {"q", "к"},  {"'", "ь"},  {"4", "ч"},   {"6", "ш"},
});
constexpr auto russian_words = std::to_array<Pair>({
    {"bolshe", "больше"},
    {"bolshoy", "большой"},
    {"budesh", "будешь"},
    {"chto", "что"},
    {"shto", "что"},
    {"den", "день"},
    {"dengi", "деньги"},
    {"est", "есть"},
    {"eto", "это"},
    {"etot", "этот"},
    {"eta", "эта"},
    {"eti", "эти"},
    {"eshche", "ещё"},
    {"esche", "ещё"},
    {"eshe", "ещё"},
    {"horosho", "хорошо"},
    {"khorosho", "хорошо"},
    {"mat", "мать"},
    {"mozhesh", "можешь"},
    {"nado", "надо"},
    {"nelzya", "нельзя"},
    {"noch", "ночь"},
    {"ochen", "очень"},
    {"opyat", "опять"},
    {"pozhaluysta", "пожалуйста"},
    {"pozhalusta", "пожалуйста"},
    {"segodnya", "сегодня"},
    {"seichas", "сейчас"},
    {"seychas", "сейчас"},
    {"shchas", "сейчас"},
    {"skolko", "сколько"},
    {"tam", "там"},
    {"teper", "теперь"},
    {"tolko", "только"},
    {"tvoy", "твой"},
    {"moy", "мой"},
    {"moi", "мой"},
    {"toje", "тоже"},
    {"tozhe", "тоже"},
    {"uzhe", "уже"},
    {"vsyo", "всё"},
    {"vse", "все"},
    {"znaesh", "знаешь"},
    {"znayesh", "знаешь"},
    {"zdes", "здесь"},
    {"ty", "ты"},
    {"my", "мы"},
    {"vy", "вы"},
    {"byl", "был"},
    {"byla", "была"},
    {"byt", "быть"},
    {"pyat", "пять"},
    {"shest", "шесть"},
    {"sem", "семь"},
    {"vosem", "восемь"},
    {"devyat", "девять"},
    {"desyat", "десять"},
    {"kogo", "кого"},
    {"nichego", "ничего"},
    {"ego", "его"},
    {"yego", "его"},
    {"privet", "привет"},
    {"spasibo", "спасибо"},
    {"spasiba", "спасибо"},
    {"ponyal", "понял"},
    {"kupit", "купить"},
    {"zhdat", "ждать"},
    {"delat", "делать"},
    {"skazat", "сказать"},
    {"govorit", "говорить"},
    {"idyot", "идёт"},
    {"davai", "давай"},
    {"davay", "давай"},
    {"domoi", "домой"},
    {"domoy", "домой"},
    {"mnoi", "мной"},
    {"toboi", "тобой"},
    {"toboy", "тобой"},
    {"kakoi", "какой"},
    {"kakoy", "какой"},
    {"zvoni", "звони"},
    {"pozvoni", "позвони"},
    {"poezd", "поезд"},
});
constexpr auto ukrainian_letters = std::to_array<Pair>({
    {"shch", "щ"}, {"sch", "щ"}, {"zgh", "зг"}, {"zh", "ж"}, {"kh", "х"}, {"ts", "ц"}, {"tz", "ц"}, {"ch", "ч"},
    {"sh", "ш"},   {"yi", "ї"},  {"ji", "ї"},   {"yu", "ю"}, {"ju", "ю"}, {"iu", "ю"}, {"ya", "я"}, {"ja", "я"},
    {"ia", "я"},   {"ye", "є"},  {"je", "є"},   {"ie", "є"}, {"yo", "йо"}, {"a", "а"}, {"b", "б"},  {"v", "в"},
    {"w", "в"},    {"h", "г"},   {"g", "г"},    {"d", "д"},  {"e", "е"},  {"z", "з"},  {"i", "і"},  {"j", "й"},
    {"k", "к"},    {"l", "л"},   {"m", "м"},    {"n", "н"},  {"o", "о"},  {"p", "п"},  {"r", "р"},  {"s", "с"},
    {"t", "т"},    {"u", "у"},   {"f", "ф"},    {"c", "ц"},  {"x", "х"},  {"'", "ь"},  {"4", "ч"},  {"6", "ш"},
});
constexpr auto ukrainian_words = std::to_array<Pair>({
    {"pryvit", "привіт"},   {"privit", "привіт"},   {"scho", "що"},           {"shcho", "що"},         {"sho", "що"},
    {"tse", "це"},          {"ce", "це"},           {"dyakuyu", "дякую"},     {"diakuiu", "дякую"},    {"dyakuju", "дякую"},
    {"bud", "будь"},        {"laska", "ласка"},     {"sohodni", "сьогодні"},  {"sogodni", "сьогодні"}, {"siohodni", "сьогодні"},
    {"skilky", "скільки"},  {"skilki", "скільки"},  {"tilky", "тільки"},      {"tilki", "тільки"},     {"bilshe", "більше"},
    {"den", "день"},        {"hroshi", "гроші"},    {"groshi", "гроші"},      {"vin", "він"},          {"vona", "вона"},
    {"mozhesh", "можеш"},   {"mozhu", "можу"},      {"znayesh", "знаєш"},     {"znaesh", "знаєш"},     {"znayu", "знаю"},
    {"chekayu", "чекаю"},   {"robysh", "робиш"},    {"robish", "робиш"},      {"yak", "як"},           {"spravy", "справи"},
    {"spravi", "справи"},   {"ye", "є"},            {"nemaye", "немає"},      {"nema", "нема"},        {"maye", "має"},
    {"dobre", "добре"},     {"tak", "так"},         {"buty", "бути"},         {"ty", "ти"},            {"my", "ми"},
    {"vy", "ви"},           {"ne", "не"},           {"z", "з"},               {"do", "до"},            {"na", "на"},
});
constexpr auto bulgarian_letters = std::to_array<Pair>({
    {"sht", "щ"}, {"6t", "щ"}, {"zh", "ж"}, {"ch", "ч"}, {"sh", "ш"},  {"ts", "ц"}, {"yu", "ю"}, {"iu", "ю"}, {"ju", "ю"},
    {"ya", "я"},  {"ia", "я"}, {"ja", "я"}, {"q", "я"},  {"yo", "йо"}, {"a", "а"},  {"b", "б"},  {"v", "в"},  {"w", "в"},
    {"g", "г"},   {"d", "д"},  {"e", "е"},  {"j", "ж"},  {"z", "з"},   {"i", "и"},  {"k", "к"},  {"l", "л"},  {"m", "м"},
    {"n", "н"},   {"o", "о"},  {"p", "п"},  {"r", "р"},  {"s", "с"},   {"t", "т"},  {"u", "у"},  {"f", "ф"},  {"h", "х"},
    {"c", "ц"},   {"x", "х"},  {"4", "ч"},  {"6", "ш"},
});
constexpr auto bulgarian_words = std::to_array<Pair>({
    {"kade", "къде"},       {"kude", "къде"},       {"kyde", "къде"},         {"sam", "съм"},          {"sum", "съм"},
    {"sym", "съм"},         {"sas", "със"},         {"sus", "със"},           {"vav", "във"},          {"vuv", "във"},
    {"shte", "ще"},         {"she", "ще"},          {"6te", "ще"},            {"zdravei", "здравей"},  {"zdravey", "здравей"},
    {"haide", "хайде"},     {"hayde", "хайде"},     {"blagodarya", "благодаря"}, {"blagodaria", "благодаря"}, {"chakai", "чакай"},
    {"chakay", "чакай"},    {"doide", "дойде"},     {"doida", "дойда"},       {"doidi", "дойди"},      {"vkashti", "вкъщи"},
    {"vkushti", "вкъщи"},   {"kashti", "къщи"},     {"dobar", "добър"},       {"dobur", "добър"},      {"tragvam", "тръгвам"},
    {"trugvam", "тръгвам"}, {"tvoi", "твой"},       {"moi", "мой"},           {"koi", "кой"},          {"toi", "той"},
    {"tai", "тя"},          {"neya", "нея"},        {"pyt", "път"},           {"put", "път"},          {"pat", "път"},
    {"vrashtam", "връщам"}, {"vrushtam", "връщам"}, {"skapi", "скъпи"},       {"mnogo", "много"},      {"dai", "дай"},
});
constexpr auto macedonian_letters = std::to_array<Pair>({
    {"dzh", "џ"}, {"gj", "ѓ"}, {"kj", "ќ"}, {"lj", "љ"}, {"nj", "њ"}, {"dj", "џ"}, {"dz", "ѕ"}, {"zh", "ж"}, {"ch", "ч"},
    {"sh", "ш"},  {"a", "а"},  {"b", "б"},  {"v", "в"},  {"w", "в"},  {"g", "г"},  {"d", "д"},  {"e", "е"},  {"z", "з"},
    {"i", "и"},   {"j", "ј"},  {"y", "ј"},  {"k", "к"},  {"l", "л"},  {"m", "м"},  {"n", "н"},  {"o", "о"},  {"p", "п"},
    {"r", "р"},   {"s", "с"},  {"t", "т"},  {"u", "у"},  {"f", "ф"},  {"h", "х"},  {"c", "ц"},  {"q", "ќ"},  {"x", "џ"},
});
constexpr auto macedonian_words = std::to_array<Pair>({
    {"sto", "што"},       {"sho", "шо"},        {"so", "со"},         {"zosto", "зошто"},   {"zasto", "зашто"},  {"uste", "уште"},
    {"nesto", "нешто"},   {"nisto", "ништо"},   {"ke", "ќе"},         {"kje", "ќе"},        {"imas", "имаш"},    {"nemas", "немаш"},
    {"znaes", "знаеш"},   {"mozes", "можеш"},   {"moze", "може"},     {"mozam", "можам"},   {"sakas", "сакаш"},  {"pravis", "правиш"},
    {"odis", "одиш"},     {"doagas", "доаѓаш"}, {"doagam", "доаѓам"}, {"doaga", "доаѓа"},   {"cekam", "чекам"},  {"cekaj", "чекај"},
    {"cas", "час"},       {"vecer", "вечер"},   {"vecerva", "вечерва"}, {"kuka", "куќа"},   {"nok", "ноќ"},      {"kazi", "кажи"},
    {"si", "си"},         {"slusas", "слушаш"}, {"citas", "читаш"},   {"patuvas", "патуваш"}, {"zivot", "живот"}, {"maz", "маж"},
    {"zena", "жена"},     {"kaj", "кај"},       {"kade", "каде"},     {"treba", "треба"},   {"pocekaj", "почекај"}, {"dojdes", "дојдеш"},
});
// Words that Russian chats are full of and that mean nothing, or are rare, in Latin languages.
constexpr auto russian_signs = std::to_array<std::string_view>(
    {"bolshe",   "budesh",   "budet",       "budu",    "chto",    "davai",     "davay",
     "dela",     "delaesh",  "delat",       "dengi",   "deneg",   "domoi",     "domoy",
     "dumayu",   "esche",    "eshche",      "eshe",    "esli",    "eto",       "etot",
     "gde",      "horosho",  "interesno",   "kak",     "kakoy",   "kakoi",     "kogda",
     "khorosho", "konechno", "ladno",       "lyubit",  "menya",   "mne",       "mozhesh",
     "mozhet",   "mozhno",   "nado",        "nam",     "nas",     "nelzya",    "nichego",
     "nikto",    "normalno", "nuzhno",      "ochen",   "odin",    "opyat",     "ona",
     "oni",      "otkuda",   "pochemu",     "poka",    "ponyal",  "potom",     "pozhaluysta",
     "pozvoni",  "priedu",   "privet",      "prosto",  "rabota",  "rabotu",    "rabote",
     "ruble",    "rubley",   "segodnya",    "seichas", "seychas", "skazal",    "skazhi",
     "skolko",   "skoro",    "spasibo",     "tebe",    "tebya",   "teper",     "tolko",
     "tozhe",    "toje",     "tut",         "ty",      "uzhe",    "vchera",    "vecherom",
     "vmeste",   "vsyo",     "vstretimsya", "vse",     "ya",      "yego",      "zachem",
     "zavtra",   "zdes",     "znaesh",      "znayu",   "zhdu",    "zhe",       "yest",
     "moy",      "moya",     "tvoy",        "tvoya",   "svoy",    "shto",      "utrom",
     "dnyom",    "nedelyu",  "poezd",       "vokzal",  "vokzale", "privezi",   "prinesi",
     "idu",      "idyom",    "poydyom",     "poshli",  "kupi",    "kvartira",  "kvartire",
     "mashina",  "mashinu",  "slushay",     "slushai", "smotri",  "poslushay", "mnoy",
     "toboy",    "nami",     "byl",         "byla",    "bylo",    "byli",      "ego",
     "nego",     "neyo",     "chego",       "kto",     "tam",     "tak",       "togda",
     "takoy",    "takaya",   "dlya",        "posle",   "chtoby",  "potomu",    "khochu",
     "hochu",    "hochesh",  "khochesh",    "mogu",    "mozhem",  "vremya",    "vremeni",
     "chasov",   "chasa",    "minut",       "na",      "ne",      "i",         "v",
     "u",        "da",       "net",         "k",       "s",       "po",        "za",
     "iz",       "no"});
// Of these the short ones at the end are words elsewhere too: they count as Russian only beside
// others.
constexpr auto weak_signs = std::to_array<std::string_view>(
    {"byl",       "da",      "dela",     "eto",    "gde",     "i",     "idu",   "iz",    "k",
     "kak",       "kto",     "mne",      "my",     "na",      "nam",   "nas",   "ne",    "net",
     "no",        "ona",     "oni",      "po",     "poka",    "potom", "s",     "tak",   "tam",
     "tut",       "ty",      "u",        "v",      "vse",     "ya",    "za",    "kogda", "nado",
     "prosto",    "rabota",  "rabotu",   "rabote", "byla",    "bylo",  "byli",  "odin",  "posle",
     "interesno", "skoro",   "vecherom", "utrom",  "mogu",    "minut", "takoy", "nikto", "ego",
     "budet",     "budu",    "kupi",     "nami",   "nego",    "kto",   "tebe",  "ladno", "normalno",
     "otkuda",    "prinesi", "privezi",  "moya",   "vremeni", "svoy"});

// Said so by no language but this one: enough by itself in a line of few words.
constexpr auto certain_signs = std::to_array<std::string_view>(
    {"budesh",      "chto",     "davai",  "davay",  "hochu",    "horosho", "khochu",
     "khorosho",    "konechno", "menya",  "mozhno", "nichego",  "nuzhno",  "pochemu",
     "pozhaluysta", "pozvoni",  "priedu", "privet", "segodnya", "seichas", "seychas",
     "skolko",      "spasibo",  "tebya",  "zachem", "znaesh"});

// Letters that stand for one Cyrillic letter, and endings, that Latin languages hardly have.
bool looks_russian(std::string_view word) {
  if (word.size() < 5) return false;
  static constexpr auto endings = std::to_array<std::string_view>(
      {"tsya", "lsya", "yye", "iye", "ykh", "yaya", "yakh", "yami", "shch", "zhe", "eniye", "eniya",
       "ogo", "omu", "aya", "yy", "iy"});
  return word.find("zh") != std::string_view::npos || word.find("shch") != std::string_view::npos ||
         word.find("kh") != std::string_view::npos ||
         std::any_of(endings.begin(), endings.end(), [&](auto e) { return word.ends_with(e); });
}

constexpr auto arabic_letters = std::to_array<Pair>({
    {"3'", "غ"}, {"7'", "خ"}, {"9'", "ض"}, {"6'", "ظ"}, {"sh", "ش"}, {"kh", "خ"}, {"gh", "غ"},
    {"th", "ث"}, {"dh", "ذ"}, {"ch", "ش"}, {"aa", "ا"}, {"ee", "ي"}, {"ii", "ي"}, {"oo", "و"},
    {"ou", "و"}, {"uu", "و"}, {"ay", "ي"}, {"ai", "ي"}, {"ei", "ي"}, {"aw", "و"}, {"au", "و"},
    {"2", "أ"},  {"3", "ع"},  {"5", "خ"},  {"6", "ط"},  {"7", "ح"},  {"8", "غ"},  {"9", "ق"},
    {"b", "ب"},  {"t", "ت"},  {"j", "ج"},  {"g", "ج"},  {"d", "د"},  {"r", "ر"},  {"z", "ز"},
    {"s", "س"},  {"f", "ف"},  {"q", "ق"},  {"k", "ك"},  {"l", "ل"},  {"m", "م"},  {"n", "ن"},
    {"h", "ه"},  {"w", "و"},  {"y", "ي"},  {"v", "ف"},  {"p", "ب"},  {"x", "كس"}, {"c", "ك"},
});
constexpr auto arabic_words = std::to_array<Pair>({
    {"habibi", "حبيبي"},
    {"7abibi", "حبيبي"},
    {"habibti", "حبيبتي"},
    {"7abibti", "حبيبتي"},
    {"yalla", "يلا"},
    {"inshallah", "إن شاء الله"},
    {"insha", "إن شاء"},
    {"allah", "الله"},
    {"wallah", "والله"},
    {"wala", "ولا"},
    {"la", "لا"},
    {"na3am", "نعم"},
    {"aywa", "أيوا"},
    {"ah", "آه"},
    {"eh", "إيه"},
    {"shukran", "شكرا"},
    {"shokran", "شكرا"},
    {"marhaba", "مرحبا"},
    {"mar7aba", "مرحبا"},
    {"salam", "سلام"},
    {"salaam", "سلام"},
    {"alaikum", "عليكم"},
    {"kif", "كيف"},
    {"kifak", "كيفك"},
    {"kifik", "كيفك"},
    {"shu", "شو"},
    {"shou", "شو"},
    {"wen", "وين"},
    {"wein", "وين"},
    {"fein", "فين"},
    {"ana", "أنا"},
    {"inta", "أنت"},
    {"enta", "أنت"},
    {"inti", "أنت"},
    {"enti", "أنت"},
    {"howa", "هو"},
    {"huwa", "هو"},
    {"hiya", "هي"},
    {"fi", "في"},
    {"min", "من"},
    {"men", "من"},
    {"3ala", "على"},
    {"ala", "على"},
    {"ila", "إلى"},
    {"ma3", "مع"},
    {"ma", "ما"},
    {"mish", "مش"},
    {"mesh", "مش"},
    {"mush", "مش"},
    {"mafi", "مافي"},
    {"bukra", "بكرا"},
    {"bokra", "بكرة"},
    {"el", "ال"},
    {"al", "ال"},
    {"il", "ال"},
    {"wa", "و"},
    {"w", "و"},
    {"u", "و"},
    {"o", "و"},
    {"leh", "ليه"},
    {"lesh", "ليش"},
    {"emta", "إمتى"},
    {"emta2", "إمتى"},
    {"kam", "كم"},
    {"kol", "كل"},
    {"kull", "كل"},
    {"bas", "بس"},
    {"bass", "بس"},
    {"tayeb", "طيب"},
    {"tayyib", "طيب"},
    {"tamam", "تمام"},
    {"ya", "يا"},
    {"ummi", "أمي"},
    {"abi", "أبي"},
    {"akhi", "أخي"},
    {"okhti", "أختي"},
    {"flous", "فلوس"},
    {"floos", "فلوس"},
    {"beit", "بيت"},
    {"bait", "بيت"},
    {"bet", "بيت"},
    {"sa3a", "ساعة"},
    {"youm", "يوم"},
    {"yom", "يوم"},
    {"lyom", "اليوم"},
    {"elyom", "اليوم"},
    {"halla2", "هلأ"},
    {"hala2", "هلأ"},
    {"delwa2ti", "دلوقتي"},
    {"3ayez", "عايز"},
    {"3ayz", "عايز"},
    {"biddi", "بدي"},
    {"bidi", "بدي"},
    {"kwayes", "كويس"},
    {"mni7", "منيح"},
    {"mnih", "منيح"},
});

constexpr auto urdu_letters = std::to_array<Pair>({
    {"chh", "چھ"}, {"kh", "کھ"}, {"gh", "گھ"}, {"sh", "ش"}, {"ch", "چ"}, {"th", "تھ"}, {"dh", "دھ"},
    {"ph", "پھ"},  {"bh", "بھ"}, {"jh", "جھ"}, {"zh", "ژ"}, {"aa", "ا"}, {"ee", "ی"},  {"ii", "ی"},
    {"oo", "و"},   {"uu", "و"},  {"ai", "ے"},  {"ay", "ے"}, {"au", "و"}, {"ou", "و"},  {"b", "ب"},
    {"p", "پ"},    {"t", "ت"},   {"j", "ج"},   {"d", "د"},  {"r", "ر"},  {"z", "ز"},   {"s", "س"},
    {"f", "ف"},    {"q", "ق"},   {"k", "ک"},   {"g", "گ"},  {"l", "ل"},  {"m", "م"},   {"n", "ن"},
    {"h", "ہ"},    {"w", "و"},   {"v", "و"},   {"y", "ی"},  {"x", "کس"}, {"c", "ک"},
});
constexpr auto urdu_words = std::to_array<Pair>({
    {"kya", "کیا"},    {"kia", "کیا"},        {"hai", "ہے"},      {"he", "ہے"},
    {"hay", "ہے"},     {"hain", "ہیں"},       {"hen", "ہیں"},     {"main", "میں"},
    {"mein", "میں"},   {"me", "میں"},         {"mai", "میں"},     {"hun", "ہوں"},
    {"hoon", "ہوں"},   {"ho", "ہو"},          {"aap", "آپ"},      {"ap", "آپ"},
    {"tum", "تم"},     {"tu", "تو"},          {"hum", "ہم"},      {"wo", "وہ"},
    {"woh", "وہ"},     {"ye", "یہ"},          {"yeh", "یہ"},      {"ka", "کا"},
    {"ki", "کی"},      {"ke", "کے"},          {"ko", "کو"},       {"se", "سے"},
    {"sy", "سے"},      {"ne", "نے"},          {"par", "پر"},      {"pe", "پہ"},
    {"aur", "اور"},    {"or", "اور"},         {"nahi", "نہیں"},   {"nahin", "نہیں"},
    {"nai", "نہیں"},   {"nhi", "نہیں"},       {"mat", "مت"},      {"na", "نہ"},
    {"haan", "ہاں"},   {"han", "ہاں"},        {"ji", "جی"},       {"kab", "کب"},
    {"kahan", "کہاں"}, {"kaha", "کہاں"},      {"kaise", "کیسے"},  {"kese", "کیسے"},
    {"kyun", "کیوں"},  {"kyu", "کیوں"},       {"kon", "کون"},     {"kaun", "کون"},
    {"kitne", "کتنے"}, {"kitna", "کتنا"},     {"abhi", "ابھی"},   {"ab", "اب"},
    {"kal", "کل"},     {"aaj", "آج"},         {"aj", "آج"},       {"bhai", "بھائی"},
    {"yaar", "یار"},   {"yar", "یار"},        {"acha", "اچھا"},   {"accha", "اچھا"},
    {"theek", "ٹھیک"}, {"thik", "ٹھیک"},      {"haal", "حال"},    {"hal", "حال"},
    {"paisa", "پیسہ"}, {"paise", "پیسے"},     {"paisay", "پیسے"}, {"ghar", "گھر"},
    {"kaam", "کام"},   {"kam", "کام"},        {"raha", "رہا"},    {"rahe", "رہے"},
    {"rahi", "رہی"},   {"gaya", "گیا"},       {"gya", "گیا"},     {"karo", "کرو"},
    {"kar", "کر"},     {"karna", "کرنا"},     {"kr", "کر"},       {"do", "دو"},
    {"lo", "لو"},      {"aao", "آؤ"},         {"jao", "جاؤ"},     {"mujhe", "مجھے"},
    {"mujhy", "مجھے"}, {"tumhe", "تمہیں"},    {"mera", "میرا"},   {"meri", "میری"},
    {"mere", "میرے"},  {"tera", "تیرا"},      {"apna", "اپنا"},   {"apni", "اپنی"},
    {"uska", "اس کا"}, {"us", "اس"},          {"is", "اس"},       {"sab", "سب"},
    {"bohot", "بہت"},  {"bahut", "بہت"},      {"bhi", "بھی"},     {"hi", "ہی"},
    {"phir", "پھر"},   {"to", "تو"},          {"toh", "تو"},      {"agar", "اگر"},
    {"lekin", "لیکن"}, {"shukriya", "شکریہ"}, {"salam", "سلام"},  {"allah", "اللہ"},
    {"wale", "والے"},  {"wala", "والا"},      {"number", "نمبر"}, {"phone", "فون"},
    {"call", "کال"},   {"bata", "بتا"},       {"batao", "بتاؤ"},  {"chahiye", "چاہیے"},
});

using Words = std::unordered_map<std::string_view, std::string_view>;

struct Table {
  std::span<const Pair> letters;
  Words words;
  bool drops_vowels;
  std::string_view y;  // what a y between consonants or at the end stands for
};

template <std::size_t N>
Words index_of(const std::array<Pair, N>& pairs) {
  Words words;
  for (const auto& pair : pairs)
    words.emplace(pair.latin, pair.own);
  return words;
}

const Table* table_of(std::string_view code) {
  static const Table russian{russian_letters, index_of(russian_words), false, "ы"};
  static const Table ukrainian{ukrainian_letters, index_of(ukrainian_words), false, "и"};
  static const Table bulgarian{bulgarian_letters, index_of(bulgarian_words), false, "ъ"};
  static const Table macedonian{macedonian_letters, index_of(macedonian_words), false, "ј"};
  static const Table arabic{arabic_letters, index_of(arabic_words), true, ""};
  static const Table urdu{urdu_letters, index_of(urdu_words), true, ""};
  if (code == "ru-Latn") return &russian;
  if (code == "uk-Latn") return &ukrainian;
  if (code == "bg-Latn") return &bulgarian;
  if (code == "mk-Latn") return &macedonian;
  if (code == "ar-Latn") return &arabic;
  if (code == "ur-Latn") return &urdu;
  return nullptr;
}

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }

// One word of small Latin letters and digits.
std::string turned(std::string_view word, const Table& table) {
  if (const auto it = table.words.find(word); it != table.words.end())
    return std::string(it->second);
  std::string out;
  const bool arabic = table.drops_vowels;
  for (std::size_t at = 0; at < word.size();) {
    const bool first = at == 0;
    // Y between consonants or at the end is a vowel (ы, и, ъ), after a vowel й.
    if (!arabic && word[at] == 'y') {
      const bool glide = at + 1 < word.size() &&
                         std::string_view("aeou").find(word[at + 1]) != std::string_view::npos;
      if (!glide) {
        const bool after_vowel = at > 0 && is_vowel(word[at - 1]);
        out += after_vowel && table.y != "ј" ? "й" : table.y;
        ++at;
        continue;
      }
    }
    const auto hit = std::find_if(table.letters.begin(), table.letters.end(), [&](const Pair& p) {
      return word.substr(at).starts_with(p.latin);
    });
    if (arabic && is_vowel(word[at]) &&
        (hit == table.letters.end() || (hit->latin.size() < 2 || first))) {
      const bool last = at + 1 == word.size();
      if (first) {
        out += word.starts_with("aa") ? "آ" : "ا";
        if (word[at] == 'i' || word[at] == 'e' || word[at] == 'u' || word[at] == 'o') {
          if (word.size() > at + 1 && word[at + 1] == word[at]) {
            out += word[at] == 'i' || word[at] == 'e' ? "ي" : "و";
          }
        }
        while (at + 1 < word.size() && word[at + 1] == word[at])
          ++at;
      } else if (last) {
        out += word[at] == 'a' ? "ا" : word[at] == 'u' || word[at] == 'o' ? "و" : "ي";
      }
      ++at;
      continue;
    }
    if (hit == table.letters.end()) {
      out.push_back(word[at++]);
      continue;
    }
    // A doubled consonant is one letter with a sign that nobody types.
    if (arabic && hit->latin.size() == 1 && at + 1 < word.size() && word[at + 1] == word[at] &&
        word[at] >= 'a') {
      ++at;
    }
    out += hit->own;
    at += hit->latin.size();
  }
  return out;
}

bool is_small_or_capital(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

// Calls each(word, begin, end) for runs of Latin letters, digits and apostrophes with a letter.
template <class Each>
void for_each_latin_word(std::string_view text, Each&& each) {
  for (std::size_t at = 0; at < text.size();) {
    const auto is_part = [&](std::size_t i) {
      const char c = text[i];
      return is_small_or_capital(c) || (c >= '0' && c <= '9') ||
             (c == '\'' && i > at && i + 1 < text.size());
    };
    if (!is_part(at)) {
      ++at;
      continue;
    }
    std::size_t end = at;
    bool letters = false;
    std::string word;
    while (end < text.size() && is_part(end)) {
      letters = letters || is_small_or_capital(text[end]);
      word.push_back(is_small_or_capital(text[end]) ? static_cast<char>(text[end] | 0x20)
                                                    : text[end]);
      ++end;
    }
    while (!word.empty() && word.back() == '\'' && end > at + 1 && !is_part(end - 1)) {
      word.pop_back();
      --end;
    }
    if (letters) each(word, at, end);
    at = end;
  }
}

}  // namespace

std::string romanised_base(std::string_view code) {
  return table_of(code) ? std::string(code.substr(0, code.find('-'))) : std::string();
}

std::string from_romanised(std::string_view text, std::string_view code) {
  const auto* table = table_of(code);
  if (!table) return std::string(text);
  std::string out;
  std::size_t done = 0;
  for_each_latin_word(text, [&](const std::string& word, std::size_t begin, std::size_t end) {
    // Letters of another script on either side: no word of this one.
    const bool joined = (begin > 0 && static_cast<unsigned char>(text[begin - 1]) >= 0x80 &&
                         static_cast<unsigned char>(text[begin - 1]) < 0xC0 &&
                         !(begin >= 4 && static_cast<unsigned char>(text[begin - 4]) >= 0xF0)) ||
                        (end < text.size() && static_cast<unsigned char>(text[end]) >= 0xC3 &&
                         static_cast<unsigned char>(text[end]) < 0xE0);
    if (joined) return;
    out.append(text.substr(done, begin - done));
    out += turned(word, *table);
    done = end;
  });
  out.append(text.substr(done));
  return out;
}

bool is_romanised_russian(std::string_view text) {
  // Nobody types Russian with accented or other letters.
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0xC3 && static_cast<unsigned char>(c) < 0xE2) return false;
  static const auto index = [] {
    std::unordered_map<std::string_view, bool> t;
    for (const auto w : russian_signs)
      t.emplace(w, std::find(weak_signs.begin(), weak_signs.end(), w) == weak_signs.end());
    return t;
  }();
  std::size_t words = 0, strong = 0, weak = 0, shaped = 0, certain = 0;
  for_each_latin_word(text, [&](const std::string& word, std::size_t, std::size_t) {
    ++words;
    if (const auto it = index.find(word); it != index.end()) {
      ++(it->second ? strong : weak);
      certain += std::find(certain_signs.begin(), certain_signs.end(), word) != certain_signs.end();
    } else {
      shaped += looks_russian(word);
    }
  });
  const auto known = strong + weak, all = known + shaped;
  if (strong >= 1 && known >= 2 && 2 * known >= words) return true;
  if (certain >= 1 && words <= 4) return true;
  return all >= 3 && 3 * all >= words && (shaped >= 2 || (strong >= 1 && shaped >= 1)) &&
         (strong >= 1 || weak >= 2);
}

}  // namespace clew::language
