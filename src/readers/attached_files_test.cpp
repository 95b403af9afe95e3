#include "readers/attached_files.h"

#include "readers/mail_reader.h"
#include "readers/reader_test.h"
#include "readers/tnef_maker.h"
#include "readers/tnef_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

namespace {

std::unique_ptr<exhibit::Container> files_of(const std::string& bytes, const std::string& name,
                                             exhibit::Budget& budget) {
  budget.exhibit_bytes = bytes.size();
  return attached_files(item_of(bytes, {name}), {}, budget);
}

std::string content(const exhibit::Container& files, std::size_t index) {
  return std::string(files.open(index).item.bytes());
}

const std::string mail =
    "From: Ana Pop <ana@example.org>\nTo: Ben <ben@example.org>\nDate: Mon, 4 Mar 2024 21:40:09 "
    "+0000\nSubject: Plan\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nSee the two lists.\n"
    "--b\nContent-Type: text/csv; name=\"list.csv\"\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment\n\nYSxiCjEsMgo=\n"
    "--b\nContent-Type: text/csv; name=\"list.csv\"\nContent-Disposition: "
    "attachment\n\nc,d\n3,4\n\n"
    "--b\nContent-Type: message/rfc822\n\nFrom: Cy <cy@example.org>\nSubject: Inner\n"
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n"
    "--c\nContent-Type: text/plain\n\nInner text\n"
    "--c\nContent-Type: image/png; name=\"map.png\"\n\nPNG\n--c--\n"
    "--b--\n";

}  // namespace

TEST_CASE(
    "attached files: of a mail and the mails in it, repeated names told apart by their part") {
  exhibit::Budget budget;
  auto files = files_of(mail, "plan.eml", budget);
  REQUIRE(files);
  REQUIRE(files->size() == 3);
  CHECK(files->info(0).name == "list.csv");
  CHECK(content(*files, 0) == "a,b\n1,2\n");
  CHECK(files->info(1).name == "part 3/list.csv");
  CHECK(content(*files, 1).starts_with("c,d\n3,4"));
  CHECK(files->info(2).name == "map.png");
  CHECK(budget.members == 3);
}

TEST_CASE("attached files: of a mailbox stand under the number of their message") {
  const std::string box = "From ana@example.org Mon Mar  4 21:40:09 2024\n" + mail +
                          "\nFrom ben@example.org Mon Mar  4 22:40:09 2024\nFrom: Ben "
                          "<ben@example.org>\nSubject: none\n\nNothing attached\n\nFrom "
                          "ana@example.org Mon Mar  4 23:40:09 2024\n" +
                          mail;
  exhibit::Budget budget;
  auto files = files_of(box, "box.mbox", budget);
  REQUIRE(files);
  REQUIRE(files->size() == 6);
  CHECK(files->info(0).name == "message 1/list.csv");
  CHECK(files->info(3).name == "message 3/list.csv");
  CHECK(content(*files, 3) == "a,b\n1,2\n");
  CHECK(files->info(3).offset > files->info(0).offset);
}

TEST_CASE("attached files: limits of the exhibit hold for them") {
  exhibit::Budget budget;
  budget.limits.max_members = 2;
  auto files = files_of(mail, "plan.eml", budget);
  REQUIRE(files);
  CHECK(files->size() == 2);
  REQUIRE(files->findings().size() == 1);
  CHECK(files->findings()[0].what == "too many members");
  exhibit::Budget spent;
  auto again = files_of(mail, "plan.eml", spent);
  spent.unpacked_bytes = 5ull << 40;
  auto opened = again->open(0);
  CHECK(!opened.item.source);
  REQUIRE(opened.findings.size() == 1);
  CHECK(opened.findings[0].what == "total size limit reached");
}

TEST_CASE("attached files: plain text, tables and databases are not asked") {
  CHECK(!may_carry_files("Dear Ana, here is the list\n"));
  CHECK(!may_carry_files("a,b\n1,2\n"));
  CHECK(!may_carry_files("SQLite format 3"));
  CHECK(!may_carry_files(""));
  CHECK(may_carry_files("Return-Path: <a@example.org>\n"));
  CHECK(may_carry_files("From a@example.org Mon Mar  4 21:40:09 2024\n"));
  CHECK(may_carry_files("\n\n%PDF-1.5"));
}

TEST_CASE("tnef: the message's text, sender, time and files") {
  auto reader = make_tnef_reader();
  auto item = item_of(a_tnef(), {"winmail.dat"});
  CHECK(reader->probe(item).confidence == 95);
  auto got = testing::read(*reader, item);
  REQUIRE(got.records.size() == 1);
  const auto& r = got.records[0];
  CHECK(r.text == "They hang behind the door.");
  CHECK(field(r, "subject") == "Keys of the boat house");
  CHECK(who(r, model::Role::from) == "Ana Pop");
  REQUIRE(r.times.size() == 1);
  CHECK(to_iso_utc(*r.times[0].utc) == "2024-03-04T21:40:09.000000Z");
  REQUIRE(r.media.size() == 1);
  CHECK(r.media[0].path == "prices.csv");
  CHECK(got.findings.empty());
  exhibit::Budget budget;
  auto files = files_of(a_tnef(), "winmail.dat", budget);
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(content(*files, 0) == "what,price\ncoat,12\nmap,3\n");
}

TEST_CASE(
    "tnef: an attached message is a stream of its own, a long name counts more than a short one") {
  TnefMaker t;
  t.attribute(2, 0x00069002, std::string(14, '\0'));
  t.attribute(2, 0x00018010, std::string("LIST~1.TXT\0", 11));
  auto inner = a_tnef();
  auto object = std::string(16, 'i') + inner;
  auto list = TnefMaker::text_property(0x3707, "long list of prices.txt") + le(0x0D, 2) +
              le(0x3701, 2) + le(1, 4) + le(object.size(), 4) + object;
  list.replace(0, 4, le(2, 4));
  t.attribute(2, 0x00069005, list);
  exhibit::Budget budget;
  auto files = files_of(t.str(), "winmail.dat", budget);
  REQUIRE(files);
  REQUIRE(files->size() == 1);
  CHECK(files->info(0).name == "long list of prices.txt");
  CHECK(content(*files, 0) == inner);
}

TEST_CASE("tnef: cut anywhere and with flipped bytes every row has its fate and losses are said") {
  auto reader = make_tnef_reader();
  auto bytes = a_tnef();
  auto whole = testing::read(*reader, bytes, {"winmail.dat"}).records[0];
  for (std::size_t cut = 6; cut < bytes.size(); ++cut) {
    auto got = testing::read(*reader, bytes.substr(0, cut), {"winmail.dat"});
    CHECK(got.records.size() == 1);
  }
  CHECK(testing::read(*reader, bytes.substr(0, bytes.size() - 20), {"w"})
            .has_finding("damaged TNEF"));
  for (std::size_t at = 6; at < bytes.size(); ++at)
    for (char with : {'\0', '\x7F', '\xFF'}) {
      auto flipped = bytes;
      flipped[at] = with;
      auto got = testing::read(*reader, flipped, {"winmail.dat"});
      // Nothing is lost in silence.
      auto record = got.records[0];
      bool same = record.text == whole.text && record.fields == whole.fields &&
                  record.media == whole.media && record.participants == whole.participants;
      CHECK_MESSAGE((same || !got.findings.empty()), at);
      exhibit::Budget budget;
      files_of(flipped, "winmail.dat", budget);
    }
}
