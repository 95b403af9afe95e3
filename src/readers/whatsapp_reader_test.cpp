#include "readers/whatsapp_reader.h"

#include <fmt/format.h>

#include <ctime>
#include <iostream>
#include <set>

#include "readers/reader_test.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::Certainty;
using model::Direction;
using model::RecordKind;
using model::Role;
using model::State;

namespace {

const auto reader = make_whatsapp_reader();

Collected chat(std::string bytes, std::string name = "_chat.txt", const Options& options = {}) {
  return read(*reader, std::move(bytes), {"case.zip", std::move(name)}, options);
}

const char* const iphone =
    "\uFEFF[13/06/2023, 21:25:15] Harbour trip: \u200EMessages and calls are end-to-end encrypted. "
    "No one outside of this chat, not even WhatsApp, can read or listen to them.\r\n"
    "[13/06/2023, 21:25:15] Harbour trip: \u200EAna created group “Harbour trip”\r\n"
    "[13/06/2023, 21:26:00] Ana: Shall we meet at the quay?\r\n"
    "Bring the tickets: both of them\r\n"
    "\r\n"
    "Thanks\r\n"
    "\u200E[13/06/2023, 21:27:01] ~\u202FBen: \u200Eimage omitted\r\n"
    "\u200E[13/06/2023, 21:27:05] \u202A+44 7700 900123\u202C: quay plan \u200E<attached: "
    "00000007-PHOTO-2023-06-13-21-27-05.jpg>\r\n"
    "[13/06/2023, 21:28:00] Ana: \u200EThis message was deleted.\r\n"
    "[13/06/2023, 21:29:00] Ana: See you at nine \u200E<This message was edited>\r\n"
    "[13/06/2023, 21:30:00] Ana: \u200EMissed voice call, \u200ETap to call back\r\n"
    "[13/06/2023, 21:40:00] Ana: \u200EVideo call, \u200E12 min\r\n"
    "[13/06/2023, 21:50:00] Ana: \u200ELocation: "
    "https://maps.google.com/?q=50.366100,-4.133500\r\n"
    "[14/06/2023, 08:00:00] Harbour trip: \u200EAna added Cleo\r\n"
    "[14/06/2023, 08:01:00] Harbour trip: \u200ECleo left\r\n";

}  // namespace

TEST_CASE("Me, as exports of Signal call the phone's owner, is nobody's name") {
  const auto c = chat("[2019-05-29, 15:04] Me: How is everyone?\n[2019-05-29, 15:10] Aya: We are great!\n[2019-05-29, 15:20] Me: Good.\n", "signal.txt");
  REQUIRE(c.records.size() == 3);
  CHECK(c.records[0].direction == Direction::out);
  CHECK(c.records[0].participants[0].identifier.kind == model::IdentifierKind::other);
  CHECK(c.records[0].participants[0].name.empty());
  CHECK(c.records[1].direction == Direction::in);
  CHECK(who(c.records[1], Role::from) == "Aya");
}

TEST_CASE("what newer apps say of pins, admins and voice chats is theirs, and nobody's words") {
  const auto c = chat(
      "[27.09.23, 09:18:41] Hafenfahrt: \u200ENachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.\r\n"
      "[27.09.23, 09:19:41] Ana: Um neun am Kai\r\n"
      "[27.09.23, 09:20:41] ~\u202FBen: \u200E~\u202FBen hat eine Nachricht fixiert.\r\n"
      "[27.09.23, 09:21:41] Ana: \u200EDiese Nachricht wurde von Admin Ben gelöscht.\r\n"
      "[27.09.23, 09:22:41] Ana: \u200ESprachchat. \u200E\u200E5\u00A0Sek. • \u200E2 beigetreten\r\n"
      "[27.09.23, 09:23:41] Ben: \u200EBen turned on admin approval to join this group\r\n");
  REQUIRE(c.records.size() == 6);
  CHECK(c.records[2].kind == RecordKind::event);
  CHECK(field(c.records[2], "system_type") == "pinned");
  CHECK(c.records[3].state == State::revoked);
  CHECK(c.records[4].kind == RecordKind::call);
  CHECK(c.records[5].kind == RecordKind::event);
  CHECK(field(c.records[5], "system_type") == "settings-changed");
}

TEST_CASE("an iPhone group chat is read line by line, exactly") {
  const auto item = item_of(iphone, {"WhatsApp Chat - Harbour trip.zip", "_chat.txt"});
  const NamesOnly tree({"_chat.txt", "00000007-PHOTO-2023-06-13-21-27-05.jpg"});
  auto with_tree = item;
  with_tree.tree = &tree;
  const auto c = read(*reader, with_tree);
  REQUIRE(c.records.size() == 12);
  CHECK(c.seen == 12);
  CHECK(c.questions.empty());
  CHECK(c.decisions.at("date-order").substr(0, 3) == "dmy");
  CHECK(c.decisions.count("authorship") == 1);
  const auto& r = c.records;

  CHECK(r[0].kind == RecordKind::event);
  CHECK(field(r[0], "system_type") == "encryption");
  CHECK(r[0].chat_title == "Harbour trip");
  CHECK(r[1].kind == RecordKind::event);
  CHECK(field(r[1], "system_type") == "group-created");
  CHECK(who(r[1], Role::from) == "Ana");
  CHECK(field(r[1], "new_value") == "Harbour trip");

  CHECK(r[2].kind == RecordKind::message);
  CHECK(r[2].text == "Shall we meet at the quay?\nBring the tickets: both of them\n\nThanks");
  CHECK(who(r[2], Role::from) == "Ana");
  CHECK(who(r[2], Role::to).empty());
  CHECK(local_of(r[2]) == "2023-06-13T21:26:00");
  CHECK(r[2].times[0].raw == "13/06/2023, 21:26:00");
  CHECK(r[2].times[0].certainty == Certainty::local_unknown);
  CHECK_FALSE(r[2].times[0].utc);
  CHECK(exhibit::locator_part(r[2].locator, "line") == "3");
  CHECK(bytes_at(item, r[2]) ==
        "[13/06/2023, 21:26:00] Ana: Shall we meet at the quay?\r\n"
        "Bring the tickets: both of them\r\n\r\nThanks");

  CHECK(r[3].participants.at(0).name == "Ben");
  REQUIRE(r[3].media.size() == 1);
  CHECK(r[3].media[0].path.empty());
  CHECK(r[3].media[0].title == "image omitted");
  CHECK(field(r[3], "app_note") == "media-omitted");

  CHECK(who(r[4], Role::from) == "+44 7700 900123");
  CHECK(r[4].participants.at(0).identifier.kind == model::IdentifierKind::phone);
  REQUIRE(r[4].media.size() == 1);
  CHECK(r[4].media[0].path == "00000007-PHOTO-2023-06-13-21-27-05.jpg");
  CHECK(r[4].media[0].mime == "image/jpeg");
  CHECK(r[4].media[0].present);
  CHECK(r[4].text == "quay plan");

  CHECK(r[5].state == State::revoked);
  CHECK(field(r[5], "app_note") == "deleted");
  CHECK(r[6].state == State::edited);
  CHECK(r[6].text == "See you at nine");
  CHECK(r[6].state_flag == "<This message was edited>");

  CHECK(r[7].kind == RecordKind::call);
  REQUIRE(r[7].call);
  CHECK(r[7].call->outcome == "missed");
  CHECK(r[7].call->video == false);
  CHECK(who(r[7], Role::caller) == "Ana");
  CHECK(r[8].kind == RecordKind::call);
  CHECK(r[8].call->outcome == "answered");
  CHECK(r[8].call->video == true);
  CHECK(r[8].call->duration == 12 * 60 * micros_per_second);

  REQUIRE(r[9].place);
  CHECK(r[9].place->latitude == doctest::Approx(50.3661));
  CHECK(r[9].place->longitude == doctest::Approx(-4.1335));
  CHECK(r[9].place->origin == "user-shared");
  CHECK(field(r[10], "system_type") == "added");
  CHECK(who(r[10], Role::subject) == "Cleo");
  CHECK(field(r[11], "system_type") == "left");
  CHECK(who(r[11], Role::from) == "Cleo");

  REQUIRE(c.extra.size() == 1);
  CHECK(c.extra[0].kind == RecordKind::chat);
  CHECK(c.extra[0].chat_title == "Harbour trip");
  CHECK(field(c.extra[0], "chat_type") == "group");
  CHECK(c.extra[0].participants.size() == 3);
}

TEST_CASE("in a chat of two, each writes to the other, and the owner gives the direction") {
  const std::string text =
      "13/06/23, 10:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n"
      "13/06/23, 10:01 - Ana Pop: Bună\n"
      "13/06/23, 10:02 - Ben: Salut\n";
  Options options;
  options.owner_name = "Ben";
  auto c = chat(text, "WhatsApp Chat with Ana Pop.txt", options);
  REQUIRE(c.records.size() == 3);
  CHECK(c.records[0].kind == RecordKind::event);
  CHECK(c.records[1].direction == Direction::in);
  CHECK(who(c.records[1], Role::to) == "Ben");
  CHECK(c.records[2].direction == Direction::out);
  CHECK(who(c.records[2], Role::to) == "Ana Pop");
  CHECK(c.records[1].chat_title == "Ana Pop");
  CHECK(field(c.extra[0], "chat_type") == "one-to-one");

  c = chat(text, "WhatsApp Chat with Ana Pop.txt");
  CHECK(c.records[1].direction == Direction::unknown);
  options.owner_name = "Somebody Else";
  c = chat(text, "WhatsApp Chat with Ana Pop.txt", options);
  CHECK(c.records[1].direction == Direction::unknown);
  CHECK(c.has_finding("owner not among the authors"));
}

TEST_CASE("a date order that the file does not tell is asked, not guessed") {
  const std::string text = "3/6/23, 10:01 - Ana: one\n4/6/23, 10:02 - Ben: two\n";
  auto c = chat(text);
  REQUIRE(c.questions.size() == 1);
  CHECK(c.questions[0].key == "date-order");
  CHECK(c.questions[0].choices == std::vector<std::string>{"dmy", "mdy"});
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[0].times[0].certainty == Certainty::ambiguous);
  CHECK(c.records[0].times[0].raw == "3/6/23, 10:01");
  CHECK_FALSE(c.records[0].times[0].local);
  CHECK_FALSE(c.records[0].times[0].utc);

  Options options;
  options.answers["date-order"] = "mdy";
  c = chat(text, "_chat.txt", options);
  CHECK(c.questions.empty());
  CHECK(local_of(c.records[0]) == "2023-03-06T10:01:00");
  options = {};
  options.date_order = "dmy";
  CHECK(local_of(chat(text, "_chat.txt", options).records[0]) == "2023-06-03T10:01:00");
}

TEST_CASE("a zone gives instants, except in the two odd hours of the year") {
  const std::string text =
      "[25/03/2023, 12:00:00] Ana: winter\n"
      "[26/03/2023, 01:30:00] Ana: this hour does not exist\n"
      "[13/06/2023, 12:00:00] Ana: summer\n"
      "[29/10/2023, 01:30:00] Ana: this hour comes twice\n";
  Options options;
  options.zone = "Europe/London";
  const auto c = chat(text, "_chat.txt", options);
  REQUIRE(c.records.size() == 4);
  CHECK(to_iso_utc(*c.records[0].times[0].utc) == "2023-03-25T12:00:00.000000Z");
  CHECK(c.records[0].times[0].certainty == Certainty::zone_assumed);
  CHECK(to_iso_utc(*c.records[2].times[0].utc) == "2023-06-13T11:00:00.000000Z");
  CHECK(c.records[1].times[0].certainty == Certainty::ambiguous);
  CHECK_FALSE(c.records[1].times[0].utc);
  CHECK(c.records[3].times[0].certainty == Certainty::ambiguous);
  CHECK(c.has_finding("time in the hour that is left out"));
  CHECK(c.has_finding("time in the hour that is repeated"));
}

TEST_CASE("lines of another layout stay text of the message they stand in") {
  const auto c = chat(
      "13/06/2023, 10:00 - Ana: see what Ben wrote:\n"
      "[12/06/2023, 09:00:00] Ben: pasted line\n"
      "12.06.23, 09:00 - Ben: another\n"
      "2023-06-12 09:00:00\n"
      "13/06/2023, 10:01 - Ana: strange\n");
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[0].text ==
        "see what Ben wrote:\n[12/06/2023, 09:00:00] Ben: pasted line\n"
        "12.06.23, 09:00 - Ben: another\n2023-06-12 09:00:00");
  CHECK(c.has_finding("line that looks like a message head of another layout"));
}

TEST_CASE("number changes are kept with both numbers") {
  const auto c = chat(
      "13/06/2023, 10:00 - +44 7700 900001 changed to +44 7700 900002\n"
      "13/06/2023, 10:01 - Ana changed their phone number to a new number. Tap to message or add "
      "the new number.\n"
      "13/06/2023, 10:02 - Ana Pop și-a schimbat numărul de telefon. Apasă pentru a trimite "
      "mesaj.\n"
      "13/06/2023, 10:03 - Your security code with Ana changed. Tap to learn more.\n");
  REQUIRE(c.records.size() == 4);
  for (int i = 0; i < 3; ++i)
    CHECK(field(c.records[static_cast<std::size_t>(i)], "system_type") == "number-changed");
  REQUIRE(c.records[0].participants.size() == 2);
  CHECK(c.records[0].participants[0].identifier.raw == "+44 7700 900001");
  CHECK(c.records[0].participants[1].identifier.raw == "+44 7700 900002");
  CHECK(c.records[0].participants[1].identifier.kind == model::IdentifierKind::phone);
  CHECK(who(c.records[1], Role::subject) == "Ana");
  CHECK(who(c.records[2], Role::subject) == "Ana Pop");
  CHECK(field(c.records[3], "system_type") == "security-code-changed");
  CHECK(who(c.records[3], Role::subject) == "Ana");
}

TEST_CASE("notices of the app are known in many languages, and events in all") {
  const std::pair<const char*, const char*> lines[] = {
      {"Ana created group \"Trip: Spain\"", "group-created"},
      {"Ana hat die Gruppe „Ausflug“ erstellt", "group-created"},
      {"Ana creó el grupo \"Viaje\"", "group-created"},
      {"Ana a créé le groupe « Voyage »", ""},
      {"Ana a créé le groupe \"Voyage\"", "group-created"},
      {"Ana ha creato il gruppo \"Gita\"", "group-created"},
      {"Ana criou o grupo \"Passeio\"", "group-created"},
      {"Ana heeft de groep \"Uitje\" gemaakt", "group-created"},
      {"Ana utworzył(a) grupę \"Wycieczka\"", "group-created"},
      {"Ana a creat grupul „Excursie”", "group-created"},
      {"Ana krijoi grupin \"Udhëtim\"", "group-created"},
      {"Анна создал(-а) группу \"Поездка\"", "group-created"},
      {"Ana \"Gezi\" grubunu oluşturdu", "group-created"},
      {"قام آنا بإنشاء المجموعة \"رحلة\"", "group-created"},
      {"Ana ने \"यात्रा\" ग्रुप बनाया", "group-created"},
      {"Ana đã tạo nhóm \"Chuyến đi\"", "group-created"},
      {"Ana创建了群组\"旅行\"", "group-created"},
      {"Anaさんがグループ「旅行」を作成しました", "group-created"},
      {"Ana님이 \"여행\" 그룹을 만들었습니다", "group-created"},
      {"Die Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.", "encryption"},
      {"Los mensajes y las llamadas están cifrados de extremo a extremo.", "encryption"},
      {"Mesajele și apelurile sunt criptate integral.", "encryption"},
      {"Tin nhắn và cuộc gọi được mã hóa đầu cuối.", "encryption"},
      {"Mesajlar ve aramalar uçtan uca şifrelidir.", "encryption"},
      {"الرسائل والمكالمات مشفرة تمامًا بين الطرفين.", "encryption"},
      {"Ana hat die Gruppe verlassen", "left"},
      {"Ana a părăsit grupul", "left"},
      {"Ana saiu", "left"},
      {"Ana ayrıldı", "left"},
      {"Ana opuścił(a) grupę", "left"},
      {"Anna добавил(-а) Ben", "added"},
      {"Ana changed the subject from \"Trip: Spain\" to \"Trip: Italy\"", "subject-changed"},
      {"something that no table knows", ""},
      {"Zuzana zrobila niečo so skupinou", ""},
  };
  std::string text;
  for (const auto& [line, kind] : lines)
    text += std::string("13/06/2023, 10:00 - ") + line + "\n";
  const auto c = chat(text);
  REQUIRE(c.records.size() == std::size(lines));
  for (std::size_t i = 0; i < std::size(lines); ++i) {
    CHECK_MESSAGE(c.records[i].kind == RecordKind::event, std::string(lines[i].first));
    CHECK(field(c.records[i], "type") == "system");
    if (lines[i].second[0])
      CHECK_MESSAGE(field(c.records[i], "system_type") == lines[i].second,
                    std::string(lines[i].first));
    CHECK(c.records[i].text == lines[i].first);
  }
}

TEST_CASE("media notes are known by their form and their words") {
  struct Case {
    const char *body, *path, *note, *caption;
  };
  const Case cases[] = {
      {"<Media omitted>", "", "media-omitted", nullptr},
      {"<Medien ausgeschlossen>", "", "media-omitted", nullptr},
      {"<Multimedia omitido>", "", "media-omitted", nullptr},
      {"<Médias omis>", "", "media-omitted", nullptr},
      {"<Mídia oculta>", "", "media-omitted", nullptr},
      {"<Arquivo de mídia oculto>", "", "media-omitted", nullptr},
      {"<Ficheiro não revelado>", "", "media-omitted", nullptr},
      {"<Media omessi>", "", "media-omitted", nullptr},
      {"<Media weggelaten>", "", "media-omitted", nullptr},
      {"<Pominięto multimedia>", "", "media-omitted", nullptr},
      {"<Без медиафайлов>", "", "media-omitted", nullptr},
      {"<Medya dahil edilmedi>", "", "media-omitted", nullptr},
      {"<تم استبعاد الوسائط>", "", "media-omitted", nullptr},
      {"<मीडिया छोड़ा गया>", "", "media-omitted", nullptr},
      {"<省略多媒體檔案>", "", "media-omitted", nullptr},
      {"<Fișiere media omise>", "", "media-omitted", nullptr},
      {"<Medien ausgeschlossen>\nAnfahrt.pdf", "Anfahrt.pdf", "media-omitted", nullptr},
      {"\u200eBild weggelassen", "", "media-omitted", nullptr},
      {"\u200eimagen omitida", "", "media-omitted", nullptr},
      {"\u200eaudio omitted", "", "media-omitted", nullptr},
      {"< attached: 00000042-PHOTO-2020-06-07-15-13-20.jpg >",
       "00000042-PHOTO-2020-06-07-15-13-20.jpg", "attached", nullptr},
      {"IMG-20210428-WA0001.jpg (file attached)", "IMG-20210428-WA0001.jpg", "attached", nullptr},
      {"\u200eIMG-20210428-WA0001.jpg (archivo adjunto)\nel puerto", "IMG-20210428-WA0001.jpg",
       "attached", "el puerto"},
      {"2015-08-04-PHOTO-00004762.jpg <\u200eattached>", "2015-08-04-PHOTO-00004762.jpg",
       "attached", nullptr},
      {"\u200e4f2680f1db95a8454775cc2eefc95bfc.jpg (Datei angehängt)\nDir auch frohe Ostern.",
       "4f2680f1db95a8454775cc2eefc95bfc.jpg", "attached", "Dir auch frohe Ostern."},
      {"\u200e<angehängt: 00000001-AUDIO-2023-01-02-10-11-12.opus>",
       "00000001-AUDIO-2023-01-02-10-11-12.opus", "attached", nullptr},
      {"\u200e<附件：00000001-PHOTO-2023-01-02.jpg>", "00000001-PHOTO-2023-01-02.jpg", "attached",
       nullptr},
      {"Ferry timetable.pdf • \u200e2 pages \u200e<attached: 00000003-Ferry timetable.pdf>",
       "00000003-Ferry timetable.pdf", "attached", "Ferry timetable.pdf • \u200e2 pages"},
      {"Ana Pop.vcf (file attached)", "Ana Pop.vcf", "attached", nullptr},
      {"PTT-20230613-WA0003.opus (fișier atașat)", "PTT-20230613-WA0003.opus", "attached", nullptr},
  };
  std::string text;
  for (const Case& k : cases)
    text += std::string("13/06/2023, 10:00 - Ana: ") + k.body + "\n";
  const auto c = chat(text);
  REQUIRE(c.records.size() == std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const auto& r = c.records[i];
    INFO(std::string(cases[i].body));
    CHECK(r.kind == RecordKind::message);
    REQUIRE(r.media.size() == 1);
    CHECK(r.media[0].path == cases[i].path);
    CHECK_FALSE(r.media[0].present);
    CHECK(field(r, "app_note") == cases[i].note);
    CHECK(r.text == (cases[i].caption ? cases[i].caption : cases[i].body));
  }
  CHECK(field(c.records[28], "contact_card") == "Ana Pop");

  // What a person may type is left alone.
  const auto plain = chat(
      "13/06/2023, 10:00 - Ana: <3\n13/06/2023, 10:00 - Ana: <hello>\n"
      "13/06/2023, 10:00 - Ana: see notes.txt (the second page)\n"
      "13/06/2023, 10:00 - Ana: I omitted the photo, sorry\n"
      "13/06/2023, 10:00 - Ana: if (a < b: c.d > e)\n");
  for (const auto& r : plain.records)
    CHECK_MESSAGE(r.media.empty(), r.text);
}

TEST_CASE("what Polish phones say of edited and deleted messages is no text of theirs") {
  const auto c = chat(
      "13/06/2023, 10:00 - Ana: Klucze w szufladzie <Ta wiadomość została zmieniona>\n"
      "13/06/2023, 10:01 - Ana: Ta wiadomość została usunięta przez Ciebie\n"
      "13/06/2023, 10:02 - Ana: <Rozmowa została zmieniona>\n");
  REQUIRE(c.records.size() == 3);
  CHECK(c.records[0].state == State::edited);
  CHECK(c.records[0].text == "Klucze w szufladzie");
  CHECK(c.records[1].state == State::revoked);
  CHECK(c.records[2].state != State::edited);
}

TEST_CASE("edited, deleted, polls and live locations") {
  const auto c = chat(
      "13/06/2023, 10:00 - Ana: Ne vedem la gară <Acest mesaj a fost editat>\n"
      "13/06/2023, 10:01 - Ana: hallo <Diese Nachricht wurde bearbeitet.>\n"
      "13/06/2023, 10:02 - Ana: Diese Nachricht wurde gelöscht.\n"
      "13/06/2023, 10:03 - Ana: You deleted this message\n"
      "13/06/2023, 10:04 - Ana: POLL:\nWhich ferry?\nOPTION: nine (2 votes)\nOPTION: ten (1 vote)\n"
      "13/06/2023, 10:05 - Ana: live location shared\n"
      "13/06/2023, 10:06 - Ana: Ubicación: https://maps.google.com/?q=-33.4,-70.6\n"
      "13/06/2023, 10:07 - Ana: Harbour Office: https://maps.google.com/?q=91,200\n");
  REQUIRE(c.records.size() == 8);
  CHECK(c.records[0].state == State::edited);
  CHECK(c.records[0].text == "Ne vedem la gară");
  CHECK(c.records[1].state == State::edited);
  CHECK(c.records[2].state == State::revoked);
  CHECK(c.records[3].state == State::revoked);
  CHECK(field(c.records[4], "poll") == "yes");
  CHECK(c.records[4].text == "POLL:\nWhich ferry?\nOPTION: nine (2 votes)\nOPTION: ten (1 vote)");
  CHECK(field(c.records[5], "live_location") == "yes");
  REQUIRE(c.records[6].place);
  CHECK(c.records[6].place->latitude == doctest::Approx(-33.4));
  CHECK_FALSE(c.records[7].place);
}

TEST_CASE("names may hold colons, emoji and numbers") {
  std::string text;
  for (int i = 0; i < 6; ++i)
    text += fmt::format("13/06/2023, 10:0{} - Team: Anna: hello {}\n", i, i);
  text +=
      "13/06/2023, 10:07 - 🤓: note: this\n13/06/2023, 10:08 - Ben:.\n"
      "13/06/2023, 10:09 - Ben: \n13/06/2023, 10:10 - Ben: x\n"
      "13/06/2023, 10:11 - Ben: PS: y\n";
  const auto c = chat(text);
  REQUIRE(c.records.size() == 11);
  CHECK(who(c.records[0], Role::from) == "Team: Anna");
  CHECK(c.records[0].text == "hello 0");
  CHECK(who(c.records[6], Role::from) == "🤓");
  CHECK(c.records[6].text == "note: this");
  CHECK(who(c.records[7], Role::from) == "Ben");
  CHECK(c.records[7].text == ".");
  CHECK(c.records[8].kind == RecordKind::message);
  CHECK(c.records[8].text.empty());
  CHECK(c.records[10].text == "PS: y");
}

TEST_CASE("a notice of several lines stays a notice when a colon follows below") {
  const auto c = chat(
      "13/06/2023, 10:00 - Ben left\nmeeting point: the quay\n13/06/2023, 10:01 - Ana:\nhello\n");
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[0].kind == RecordKind::event);
  CHECK(c.records[0].text == "Ben left\nmeeting point: the quay");
  CHECK(who(c.records[1], Role::from) == "Ana");
  CHECK(c.records[1].text == "\nhello");
}

TEST_CASE("the chat's name comes from the file's in many languages") {
  const std::string text = "13/06/2023, 10:00 - Ana: a\n";
  for (const char* name : {"WhatsApp Chat with Ana Pop.txt", "WhatsApp Chat with Ana Pop (2).txt",
                           "WhatsApp-Chat mit Ana Pop.txt", "Chat de WhatsApp con Ana Pop.txt",
                           "Discussion WhatsApp avec Ana Pop.txt", "Chat WhatsApp con Ana Pop.txt",
                           "Conversa do WhatsApp com Ana Pop.txt", "WhatsApp-chat met Ana Pop.txt",
                           "Czat WhatsApp z Ana Pop.txt", "Conversație WhatsApp cu Ana Pop.txt",
                           "Чат WhatsApp с Ana Pop.txt", "Ana Pop ile WhatsApp Sohbeti.txt",
                           "محادثة واتساب مع Ana Pop.txt", "Ana Pop के साथ WhatsApp चैट.txt",
                           "与 Ana Pop 的 WhatsApp 聊天记录.txt", "Ana PopとのWhatsAppチャット.txt",
                           "Ana Pop님과의 WhatsApp 대화.txt", "Chat WhatsApp dengan Ana Pop.txt"}) {
    const auto c = chat(text, name);
    CHECK_MESSAGE(c.records.at(0).chat_title == "Ana Pop", std::string(name));
  }
  auto c = read(*reader, text, {"x/WhatsApp Chat - Ana Pop.zip", "_chat.txt"});
  CHECK(c.records.at(0).chat_title == "Ana Pop");
  c = read(*reader, text, {"phone/WhatsApp Chat - Ana Pop/_chat.txt"});
  CHECK(c.records.at(0).chat_title == "Ana Pop");
  c = read(*reader, text, {"export.txt"});
  CHECK(c.records.at(0).chat_title.empty());
  CHECK(c.records.at(0).chat_key == "export.txt");
}

TEST_CASE("two exports of one name are two chats: one downloaded twice, or two groups called alike") {
  const std::string text = "13/06/2023, 10:00 - Ana: a\n";
  const auto first = read(*reader, text, {"x/WhatsApp Chat - House/_chat.txt"});
  const auto second = read(*reader, text, {"x/WhatsApp Chat - House (2)/_chat.txt"});
  CHECK(first.records.at(0).chat_key == "House");
  CHECK(second.records.at(0).chat_key == "House (2)");
  CHECK(second.records.at(0).chat_title == "House");
}

TEST_CASE("eight locales give the same chat") {
  struct Locale {
    const char *name, *first, *second;
  };
  const Locale locales[] = {
      {"en-GB", "13/06/2023, 21:05 - Ana: hi", "14/06/2023, 09:00 - Ben: yes"},
      {"en-US", "6/13/23, 9:05\u202fPM - Ana: hi", "6/14/23, 9:00\u202fAM - Ben: yes"},
      {"de", "[13.06.23, 21:05:00] Ana: hi", "[14.06.23, 09:00:00] Ben: yes"},
      {"fi", "13.6.2023 klo 21.05 - Ana: hi", "14.6.2023 klo 9.00 - Ben: yes"},
      {"ar", "\u200f١٣\u200f/٦\u200f/٢٠٢٣، ٩:٠٥ م - Ana: hi",
       "\u200f١٤\u200f/٦\u200f/٢٠٢٣، ٩:٠٠ ص - Ben: yes"},
      {"fa", "۱۴۰۲/۳/۲۳، ۲۱:۰۵ - Ana: hi", "۱۴۰۲/۳/۲۴، ۹:۰۰ - Ben: yes"},
      {"zh", "2023/6/13 下午9:05 - Ana: hi", "2023/6/14 上午9:00 - Ben: yes"},
      {"ko", "2023. 6. 13. 오후 9:05 - Ana: hi", "2023. 6. 14. 오전 9:00 - Ben: yes"},
      {"tr", "13.06.2023 ÖS 9:05 - Ana: hi", "14.06.2023 ÖÖ 9:00 - Ben: yes"},
      {"vi", "9:05 CH, 13/06/2023 - Ana: hi", "9:00 SA, 14/06/2023 - Ben: yes"},
      {"el", "13/6/2023, 9:05 μ.μ. - Ana: hi", "14/6/2023, 9:00 π.μ. - Ben: yes"},
      {"hi", "१३/६/२०२३, ९:०५ अपराह्न - Ana: hi", "१४/६/२०२३, ९:०० पूर्वाह्न - Ben: yes"},
      {"es-MX", "13/06/23 9:05 p. m. - Ana: hi", "14/06/23 9:00 a. m. - Ben: yes"},
  };
  for (const Locale& l : locales) {
    INFO(std::string(l.name));
    Options options;
    options.latest_plausible = to_micros({2023, 12, 1, 0, 0, 0, 0});
    const auto c = chat(std::string(l.first) + "\n" + l.second + "\n", "_chat.txt", options);
    REQUIRE(c.records.size() == 2);
    CHECK(local_of(c.records[0]) == "2023-06-13T21:05:00");
    CHECK(local_of(c.records[1]) == "2023-06-14T09:00:00");
    CHECK(who(c.records[0], Role::from) == "Ana");
    CHECK(c.records[1].text == "yes");
    CHECK(c.questions.empty());
  }
}

TEST_CASE("a Signal export is Signal's") {
  const auto c = chat("[2019-12-24, 12:23] Ana: Hello Ben!\n[2020-01-17, 21:49] Ben: Hello\nAna!\n",
                      "signal.txt");
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[0].service == "Signal");
  CHECK(c.records[1].text == "Hello\nAna!");
  CHECK(local_of(c.records[1]) == "2020-01-17T21:49:00");
}

TEST_CASE("UTF-16, invalid bytes, zero bytes and empty files end as findings") {
  const std::string utf8 = "13/06/2023, 10:00 - Ana: să mergem 😀\n13/06/2023, 10:01 - Ben: da\n";
  std::string utf16 = "\xFF\xFE";
  for (const char16_t u :
       std::u16string(u"13/06/2023, 10:00 - Ana: să mergem 😀\n13/06/2023, 10:01 - Ben: da\n")) {
    utf16 += static_cast<char>(u & 0xFF);
    utf16 += static_cast<char>(u >> 8);
  }
  const auto item = item_of(utf16, {"_chat.txt"});
  const auto c = read(*reader, item);
  REQUIRE(c.records.size() == 2);
  CHECK(c.records[0].text == "să mergem 😀");
  CHECK(exhibit::locator_bytes(c.records[0].locator)->offset == 2);
  CHECK(c.decisions.at("encoding").substr(0, 8) == "UTF-16LE");

  const auto bad = chat(
      "13/06/2023, 10:00 - Ana: a\xFF\xFE"
      "b\xED\xA0\x80 c\n13/06/2023, 10:01 - Ben: é\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9 d\n");
  REQUIRE(bad.records.size() == 2);
  CHECK(bad.has_finding("bytes that are not valid text"));
  CHECK(bad.records[0].text.find("\uFFFD") != std::string::npos);

  const auto nul = chat(std::string("13/06/2023, 10:00 - Ana: a\0b\n", 29));
  REQUIRE(nul.records.size() == 1);
  CHECK(nul.records[0].text == std::string("a\0b", 3));
  CHECK(nul.has_finding("zero bytes in the text"));

  CHECK(chat("").has_finding("empty file"));
  CHECK(chat("no chat at all\n").has_finding("no message heads"));
  CHECK(chat("cut first line\n13/06/2023, 10:00 - Ana: a\n")
            .skips.at("text before the first message head") == 1);
  const auto cut = chat("cut first line\nand a second\n13/06/2023, 10:00 - Ana: a\n");
  const auto kept = std::find_if(cut.extra.begin(), cut.extra.end(), [](const auto& r) { return r.kind == model::RecordKind::document; });
  REQUIRE(kept != cut.extra.end());
  CHECK(kept->text == "cut first line\nand a second");
}

TEST_CASE("the probe knows chats by content and leaves logs and texts alone") {
  const auto probe = [](std::string bytes, std::string name) {
    return reader->probe(item_of(std::move(bytes), {std::move(name)})).confidence;
  };
  const std::string two = "13/06/2023, 10:00 - Ana: a\n13/06/2023, 10:01 - Ben: b\n";
  CHECK(probe(two, "_chat.txt") >= 90);
  CHECK(probe(two, "picture.jpg") >= 70);
  CHECK(probe("13/06/2023, 10:00 - Ana: a", "x.txt") >= 70);
  CHECK(probe("[2023-06-13 10:00:00] INFO: started\n[2023-06-13 10:00:01] ERROR: stopped\n",
              "app.log") == 0);
  CHECK(probe("Dear Ana,\n13/06/2023, 10:00 - that was it.\n", "letter.txt") == 0);
  CHECK(probe("a,b,c\n1,2,3\n", "table.csv") == 0);
  CHECK(probe("", "table.csv") == 0);
}

TEST_CASE("a WhatsApp chat cut or spoilt anywhere keeps what came before") {
  const std::string bytes =
      "13/06/2023, 10:00 - Ana: unu\n14/06/2023, 10:01 - Ben: doi\nși trei 😀\n"
      "14/06/2023, 10:02 - Ana: IMG-20230614-WA0001.jpg (file attached)\n"
      "15/06/2023, 10:03 - Ben left\n16/06/2023, 10:04 - Ana: <Media omitted>\n"
      "16/06/2023, 10:05 - Ana: end <This message was edited>\n";
  // A damaged head is text of the message before it, whose own words stay.
  const auto same = [](const model::Record& a, const model::Record& b) {
    const auto x = exhibit::locator_bytes(a.locator), y = exhibit::locator_bytes(b.locator);
    return x->offset == y->offset && x->length <= y->length && a.kind == b.kind &&
           a.times[0].raw == b.times[0].raw &&
           (x->length < y->length || (a.text == b.text && a.state == b.state));
  };
  damage(*reader, bytes, {"_chat.txt"}, same);
  damage(
      *reader, iphone, {"_chat.txt"},
      [](const model::Record& a, const model::Record& b) {
        return exhibit::locator_bytes(a.locator)->offset ==
                   exhibit::locator_bytes(b.locator)->offset &&
               a.times[0].raw == b.times[0].raw;
      },
      3);
}

TEST_CASE("shared WhatsApp samples give what is expected of them") {
  const auto data = shared_data();
  if (!data) {
    std::cout << "SKIPPED: WhatsApp samples (shared data not there)\n";
    return;
  }
  for (const char* name :
       {"test_[mmddyy]_24hrs.txt", "test_ddmmyy_24hrs.txt", "test_mmddyyyy_12hrs.txt"}) {
    INFO(std::string(name));
    const auto c = read(*reader, slurp(*data / "whatsapp-txt-chatminer" / name), {name});
    REQUIRE(c.records.size() == 9);
    int messages = 0, events = 0;
    for (const auto& r : c.records)
      (r.kind == RecordKind::message ? messages : events)++;
    CHECK(messages == 7);
    CHECK(events == 2);
    CHECK(c.questions.empty());
    CHECK(local_of(c.records[3]) == "2020-06-10T15:55:00");
    CHECK(who(c.records[3], Role::from) == "John-John Doe");
    CHECK(c.records[3].text == "Lorem ipsum : dolor sit amet.");
    CHECK(who(c.records[7], Role::from) == "🤓");
    CHECK(c.records[7].text == "Lorem ipsum 🤓");
    CHECK(c.records[2].text ==
          "Lorem ipsum dolor sit amet,\nconsectetur adipiscing elit. Duis libero.");
    CHECK(local_of(c.records[8]) == "2021-12-30T22:01:00");
    CHECK(c.records[1].text == ".");
  }
  const auto signal = read(*reader, slurp(*data / "chat-exports-chatminer/signal-export.txt"),
                           {"signal-export.txt"});
  REQUIRE(signal.records.size() == 2);
  CHECK(signal.records[0].service == "Signal");
  const auto small = read(*reader, slurp(*data / "chat-exports-small/2A_5M.txt"), {"2A_5M.txt"});
  CHECK(small.records.size() == 5);
  CHECK(small.questions.empty());
  CHECK(field(small.records[3], "app_note") == "media-omitted");

  // The layouts listed in the parser's own test: every `msg: '…'` in it is a head.
  const std::string listed = slurp(*data / "whatsapp-txt-formats/parser.test.ts.txt");
  std::set<std::string> seen;
  for (std::size_t at = listed.find("msg: '"); at != std::string::npos;
       at = listed.find("msg: '", at + 1)) {
    const std::size_t end = listed.find('\'', at + 6);
    std::string line = listed.substr(at + 6, end - at - 6);
    if (!seen.insert(line).second) continue;
    CAPTURE(line);
    Options options;
    options.date_order =
        line.find("[06/2018/13") == 0                                                        ? "myd"
        : line.find("13") != std::string::npos && line.find("06.13.18") != std::string::npos ? "mdy"
        : line.find("2018/06/13") != std::string::npos                                       ? "ymd"
                                                       : "dmy";
    const auto c = read(*reader, line + "\n", {"_chat.txt"}, options);
    REQUIRE(c.records.size() == 1);
    const std::string local = local_of(c.records[0]);
    if (line.find(": m'") != std::string::npos || line.ends_with("a: m")) {
      CHECK((local == "2018-06-03T13:55:00" || local == "2018-06-13T21:25:15"));
      CHECK(who(c.records[0], Role::from) == "a");
      CHECK(c.records[0].text == "m");
    }
  }
  CHECK(seen.size() >= 12);
}

TEST_CASE("a large chat is read whole, and its rate is printed") {
  std::string bytes;
  const int lines = 200'000;
  for (int i = 0; i < lines; ++i) {
    const int minute = i / 4;
    bytes += fmt::format(
        "[{:02}/{:02}/2023, {:02}:{:02}:{:02}] {}: Ne vedem la gara {} maine dimineata\n",
        1 + minute / 1440 % 28, 1 + minute / 1440 / 28 % 12, minute / 60 % 24, minute % 60, i % 60,
        i % 3 ? "Ana Pop" : "+44 7700 900123", i);
  }
  struct Counting : SilentSink {
    std::uint64_t n = 0;
    void record(model::Record) override { ++n; }
  } sink;
  const auto item = item_of(std::move(bytes), {"_chat.txt"});
  const auto start = std::clock();
  reader->read(item, {}, sink);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(sink.n == lines);
  MESSAGE(static_cast<long>(lines / seconds) << " lines/s of processor time");
}
