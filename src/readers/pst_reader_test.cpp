#include "readers/pst_reader.h"

#include <chrono>
#include <set>

#include "base/sha256.h"
#include "readers/pst_maker.h"
#include "readers/reader_test.h"

namespace clew::readers {
namespace {

using namespace testing;
using Form = StoreMaker::Form;
using Cipher = StoreMaker::Cipher;

constexpr std::uint64_t march_4 = 133'540'176'000'000'000ULL;  // 2024-03-04 09:20 UTC
constexpr std::uint32_t root = 0x122, top = 0x8022, deleted = 0x8062, inbox = 0x8082, sent = 0x80A2, contacts = 0x80C2, calendar = 0x80E2;

std::string long_text(std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; out.size() < bytes; ++i)
    out += "line " + std::to_string(i) + " of the list\r\n";
  return out;
}

std::vector<StoreMaker::Property> mail(const StoreMaker& m, std::string_view subject, std::string_view text) {
  return {m.text(0x001A, "IPM.Note"), m.text(0x0037, subject), m.text(0x1000, text), m.text(0x0C1A, "Ana Ionescu"), m.text(0x5D01, "ana@example.org"),
          StoreMaker::time(0x0039, march_4), StoreMaker::number(0x0E07, 1)};
}

// The map of names: start, end and place of an appointment, an e-mail address of a contact.
void add_names(StoreMaker& m) {
  const auto set = [](int which) { return static_cast<char>(which) + std::string("\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 15); };
  std::string entries;
  const std::pair<std::uint32_t, int> names[] = {{0x820D, 3}, {0x820E, 3}, {0x8208, 3}, {0x8083, 4}};
  for (std::size_t i = 0; i < std::size(names); ++i)
    entries += StoreMaker::little(names[i].first, 4) + StoreMaker::little(static_cast<std::uint64_t>(names[i].second) << 1, 2) + StoreMaker::little(i, 2);
  m.node(0x61, m.properties({StoreMaker::binary(2, set(2) + set(4)), StoreMaker::binary(3, entries), StoreMaker::binary(4, "")}), 0);
}

void add_folders(StoreMaker& m, const std::vector<std::uint32_t>& in_inbox) {
  m.store();
  add_names(m);
  m.folder(root, root, "", {});
  m.folder(top, root, "Top of the invented store", {});
  m.folder(inbox, top, "Inbox", in_inbox);
  m.folder(deleted, top, "Deleted Items", {0x200064});
  m.folder(sent, top, "Sent Items", {0x200084});
  m.folder(contacts, top, "Contacts", {0x2000A4});
  m.folder(calendar, inbox, "Plans", {0x2000C4});
}

StoreMaker invented(Form form, Cipher cipher, bool pack = false) {
  StoreMaker m(form, cipher);
  m.pack = pack;
  m.lists_of = 3;
  add_folders(m, {0x200024, 0x200044});
  const auto inner = m.properties(mail(m, "inside", "hello"), {m.recipients({{1, "Bo", "bo@example.org"}}), m.attachment(0, "deep.txt", "deep")});
  auto big = mail(m, "\x01\x05RE: Keys for the van", long_text(20'000));
  if (form == Form::ansi) big[1].bytes = "\x01\x05RE: Keys for the van";
  m.node(0x200024, m.properties(big, {m.recipients({{1, "Dan", "dan@example.org"}, {2, "Eve", "eve@example.org"}, {3, "Flo", "flo@example.org"}}),
                                      m.attachment(0, "small.txt", "abc"), m.attachment(1, "large.txt", long_text(150'000)), m.attached_message(2, inner)}),
         inbox);
  m.node(0x200044, m.properties(mail(m, "second", "short")), inbox);
  m.node(0x200064, m.properties(mail(m, "thrown away", "old")), deleted);
  m.node(0x200084, m.properties(mail(m, "outgoing", "on my way")), sent);
  m.node(0x2000A4, m.properties({m.text(0x001A, "IPM.Contact"), m.text(0x3001, "Gil Pop"), m.text(0x3A1C, "+44 7700 900101"), m.text(0x8003, "gil@example.org")}), contacts);
  m.node(0x2000C4, m.properties({m.text(0x001A, "IPM.Appointment"), m.text(0x0037, "Dentist"), StoreMaker::time(0x8000, march_4), m.text(0x8002, "Dover")}), calendar);
  m.node(0x200068, m.properties({m.text(0x001A, "IPM.Configuration")}), inbox);
  return m;
}

const model::Record* find(const Collected& out, std::string_view subject) {
  for (const auto& r : out.records)
    if (field(r, "subject") == subject || r.text == subject) return &r;
  return nullptr;
}

}  // namespace

TEST_CASE("a store of any form and encoding gives its messages, with their people, bodies and folders") {
  for (const auto form : {Form::ansi, Form::unicode, Form::large_pages})
    for (const auto cipher : {Cipher::none, Cipher::permute, Cipher::cyclic})
      for (const bool pack : {false, true}) {
        if (pack && form != Form::large_pages) continue;
        CAPTURE(static_cast<int>(form));
        CAPTURE(static_cast<int>(cipher));
        const auto item = item_of(invented(form, cipher, pack).bytes(), {"a.pst"});
        CHECK(make_pst_reader()->probe(item).confidence == 95);
        const auto out = read(*make_pst_reader(), item);
        for (const auto& f : out.findings)
          MESSAGE(f.what << ": " << f.why);
        CHECK(out.findings.empty());
        CHECK(out.skips.at("hidden item of Outlook's own") == 1);
        REQUIRE(out.records.size() == 6);
        const auto* r = find(out, "RE: Keys for the van");
        REQUIRE(r);
        CHECK(r->text == long_text(20'000));
        CHECK(who(*r, model::Role::from) == "ana@example.org");
        CHECK(who(*r, model::Role::to) == "dan@example.org");
        CHECK(who(*r, model::Role::cc) == "eve@example.org");
        CHECK(who(*r, model::Role::bcc) == "flo@example.org");
        CHECK(to_iso_utc(*r->times.at(0).utc) == "2024-03-04T09:20:00.000000Z");
        CHECK(field(*r, "folder") == "Inbox");
        CHECK(r->state == model::State::existing);
        REQUIRE(r->media.size() == 3);
        CHECK(r->media[0].sha256 == sha256_hex("abc"));
        CHECK(r->media[1].sha256 == sha256_hex(long_text(150'000)));
        CHECK(r->media[2].mime == "application/vnd.ms-outlook");
        REQUIRE(out.extra.size() == 1);
        CHECK(out.extra[0].text == "hello");
        CHECK(who(out.extra[0], model::Role::to) == "bo@example.org");
        CHECK(out.extra[0].links.at(0).target == r->key);
        CHECK(find(out, "thrown away")->state_flag == "Deleted Items");
        CHECK(find(out, "outgoing")->direction == model::Direction::out);
        CHECK(find(out, "second")->direction == model::Direction::unknown);
      }
}

TEST_CASE("contacts and appointments of a store are what they are in message files") {
  const auto out = read(*make_pst_reader(), invented(Form::unicode, Cipher::permute).bytes(), {"a.pst"});
  const auto* dentist = find(out, "Dentist");
  REQUIRE(dentist);
  CHECK(dentist->kind == model::RecordKind::event);
  CHECK(dentist->service == "Calendar");
  CHECK(dentist->times.at(0).kind == model::TimeKind::start);
  CHECK(dentist->place->name == "Dover");
  CHECK(field(*dentist, "folder") == "Inbox/Plans");
  std::string people;
  for (const auto& r : out.records)
    if (r.kind == model::RecordKind::contact)
      for (const auto& p : r.participants)
        people += p.identifier.raw + "; ";
  CHECK(people == "Gil Pop; +44 7700 900101; gil@example.org; ");
}

TEST_CASE("a list of contacts is a document with its members, and no card of one person") {
  StoreMaker m;
  m.store();
  const std::string uid("\x81\x2B\x1F\xA4\xBE\xA3\x10\x19\x9D\x6E\x00\xDD\x01\x0F\x54\x02", 16);
  const auto wide = [&](std::string_view name, std::string_view address) {
    const std::string end(2, '\0');
    return std::string(4, '\0') + uid + std::string("\0\0\x01\x90", 4) + StoreMaker::utf16(name) + end + StoreMaker::utf16("SMTP") + end + StoreMaker::utf16(address) + end;
  };
  const auto one = wide("Ana", "ana@example.org"), two = std::string(4, '\0') + uid + std::string("\0\0\x01\x10", 4) + std::string("Bo\0SMTP\0bo@example.org\0", 23);
  const std::string several = StoreMaker::little(2, 4) + StoreMaker::little(12, 4) + StoreMaker::little(12 + one.size(), 4) + one + two;
  m.node(0x61, m.properties({StoreMaker::binary(2, std::string("\x04\x20\x06\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16)),
                             StoreMaker::binary(3, StoreMaker::little(0x8054, 4) + StoreMaker::little(6, 2) + StoreMaker::little(0, 2)), StoreMaker::binary(4, "")}),
         0);
  m.folder(root, root, "", {});
  m.folder(contacts, root, "Contacts", {0x200024});
  m.node(0x200024, m.properties({m.text(0x001A, "IPM.DistList"), m.text(0x3001, "Crew"), {0x8000, 0x1102, 0, several}}), contacts);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  REQUIRE(out.records.size() == 1);
  const auto& r = out.records[0];
  CHECK(r.kind == model::RecordKind::document);
  CHECK(r.text == "Crew");
  std::string people;
  for (const auto& p : r.participants)
    people += std::string(model::word(p.role)) + " " + p.name + " " + p.identifier.raw + "; ";
  CHECK(people == "member Ana ana@example.org; member Bo bo@example.org; ");
}

TEST_CASE("a message of a store lies where its first block does, and its attachments are files of their own") {
  const auto item = item_of(invented(Form::unicode, Cipher::none).bytes(), {"a.pst"});
  const auto out = read(*make_pst_reader(), item);
  const auto* second = find(out, "second");
  REQUIRE(second);
  CHECK(bytes_at(item, *second).find(StoreMaker::utf16("second")) != std::string::npos);
  CHECK(exhibit::locator_part(second->locator, "row") == std::to_string(0x200044));
  exhibit::Budget budget;
  const auto files = make_pst_reader()->attached(item, {}, budget);
  REQUIRE(files);
  std::set<std::string> names;
  for (std::size_t i = 0; i < files->size(); ++i) {
    names.insert(std::string(files->info(i).name));
    const auto opened = files->open(i).item;
    CHECK(opened.bytes().size() == files->info(i).size);
    if (files->info(i).name.ends_with("large.txt")) CHECK(opened.bytes() == long_text(150'000));
  }
  CHECK(names == std::set<std::string>{"message 2/deep.txt", "message 2/large.txt", "message 2/small.txt"});
}

TEST_CASE("what is shown of a position in a store is the message there, decoded, also one attached to another") {
  const auto bytes = invented(Form::unicode, Cipher::cyclic).bytes();
  const auto out = read(*make_pst_reader(), bytes, {"a.pst"});
  const auto shown = [&](const model::Record& r) {
    return shown_message(bytes, static_cast<std::uint32_t>(std::stoul(*exhibit::locator_part(r.locator, "row"))), exhibit::locator_bytes(r.locator)->offset);
  };
  const auto keys = shown(*find(out, "RE: Keys for the van"));
  CHECK(keys.find("0037 subject: RE: Keys for the van\n") != std::string::npos);
  CHECK(keys.find("0039 sent: 2024-03-04T09:20:00.000000Z\n") != std::string::npos);
  CHECK(keys.find("39FE: eve@example.org\n") != std::string::npos);
  CHECK(keys.find("3707: large.txt\n") != std::string::npos);
  const auto inside = shown(out.extra.at(0));
  CHECK(inside.find("0037 subject: inside\n") != std::string::npos);
  CHECK(inside.find("RE: Keys") == std::string::npos);
  CHECK(shown_message(bytes, 0x200024, 1).empty());
  CHECK(shown_message(bytes, 0x999904, 0).empty());
  CHECK(shown_message("", 1, 0).empty());
}

TEST_CASE("a store with many messages has deep trees and lists of rows of several levels, and all are read") {
  for (const auto form : {Form::ansi, Form::unicode, Form::large_pages}) {
    StoreMaker m(form, Cipher::permute);
    m.entries = 4;
    std::vector<std::uint32_t> ids;
    for (std::uint32_t i = 0; i < 1500; ++i)
      ids.push_back(0x300004 + 0x20 * i);
    add_folders(m, ids);
    for (std::size_t i = 0; i < ids.size(); ++i)
      m.node(ids[i], m.properties(mail(m, "number " + std::to_string(i), "x")), inbox);
    const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
    CHECK(out.records.size() == ids.size());
    CHECK(out.skips.at("listed, but not there") == 4);  // of the other folders
    std::size_t recovered = 0;
    for (const auto& r : out.records)
      recovered += r.state != model::State::existing;
    CHECK(recovered == 0);
  }
}

TEST_CASE("a hundred recipients and three hundred attachments are all there") {
  StoreMaker m;
  add_folders(m, {0x200024});
  std::vector<StoreMaker::Recipient> people;
  for (int i = 0; i < 500; ++i)
    people.push_back({1, "Person " + std::to_string(i), "p" + std::to_string(i) + "@example.org"});
  std::vector<StoreMaker::Sub> subs{m.recipients(people)};
  for (std::uint32_t i = 0; i < 300; ++i)
    subs.push_back(m.attachment(i, "f" + std::to_string(i) + ".txt", "x" + std::to_string(i)));
  m.node(0x200024, m.properties(mail(m, "to all", "hello"), subs), inbox);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  REQUIRE(out.records.size() == 1);
  CHECK(out.records[0].participants.size() == 501);
  CHECK(out.records[0].media.size() == 300);
}

TEST_CASE("a message that only an old page of the store names is recovered, one that was moved is not given twice") {
  for (const auto form : {Form::ansi, Form::unicode, Form::large_pages}) {
    auto m = invented(form, Cipher::permute);
    const auto moved = m.properties(mail(m, "moved", "the same"));
    m.node(0x200104, moved, inbox);
    m.bytes();
    m.forget(0x200044);
    m.forget(0x200024);
    m.rename(0x200104, 0x200124, deleted);
    const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
    CHECK(out.records.size() == 7);
    const auto* second = find(out, "second");
    REQUIRE(second);
    CHECK(second->state == model::State::recovered);
    CHECK(second->state_flag == "deleted: in an old page of the store");
    CHECK(second->text == "short");
    CHECK(field(*second, "folder") == "Inbox");
    REQUIRE(out.extra.size() == 1);
    CHECK(out.extra[0].state == model::State::recovered);
    CHECK(field(*find(out, "moved"), "folder") == "Deleted Items");
  }
}

TEST_CASE("of a store whose trees lost their roots the messages are found in the pages that are left, and not called deleted") {
  auto m = invented(Form::unicode, Cipher::permute);
  m.entries = 4;
  auto bytes = m.bytes();
  bytes.replace(224, 8, 8, '\0');
  bytes.replace(240, 8, 8, '\0');
  const auto out = read(*make_pst_reader(), bytes, {"a.pst"});
  CHECK(out.records.size() == 6);
  CHECK(out.has_finding("damaged tree of nodes"));
  CHECK(out.has_finding("damaged tree of blocks"));
  for (const auto& r : out.records)
    CHECK(r.state_flag == "in a page that the damaged tree does not reach");
}

TEST_CASE("messages whose folder is gone, or that their folder does not list, are recovered and say so") {
  auto m = invented(Form::unicode, Cipher::permute);
  m.node(0x200104, m.properties(mail(m, "orphan", "alone")), 0x9002);
  m.node(0x200124, m.properties(mail(m, "unlisted", "hidden")), inbox);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  CHECK(out.records.size() == 8);
  CHECK(find(out, "orphan")->state == model::State::recovered);
  CHECK(find(out, "orphan")->state_flag == "its folder is gone");
  CHECK(find(out, "unlisted")->state == model::State::recovered);
  CHECK(find(out, "unlisted")->state_flag == "not in its folder's list");
}

TEST_CASE("folders that lead in a circle, and a folder that is its own parent, are read once") {
  auto m = invented(Form::unicode, Cipher::permute);
  m.folder(0x9022, 0x9042, "one", {0x200104});
  m.folder(0x9042, 0x9022, "two", {});
  m.node(0x200104, m.properties(mail(m, "round", "x")), 0x9022);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  CHECK(out.records.size() == 7);
  CHECK(find(out, "round"));
}

TEST_CASE("messages in messages without end, and blocks that name themselves, end with a finding") {
  StoreMaker m;
  add_folders(m, {0x200024});
  // The list of subnodes that the attached message gets is the one that holds it.
  const auto inner = m.properties(mail(m, "again", "and again"));
  const auto list = m.next_block() + 2 + 2 * 4;  // after the attachment's data and its own list
  const auto made = m.properties({StoreMaker::number(0x3705, 5), StoreMaker::object(0x3701, 0x200004)}, {{0x200004, inner.data, list}});
  CHECK(m.subnodes({{0x8005, made.data, made.subnodes}}) == list);
  m.node(0x200024, {inner.data, list}, inbox);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  CHECK(out.records.size() == 1);
  CHECK(out.extra.size() == 20);
  CHECK(out.has_finding("attached messages left out"));

  StoreMaker n;
  add_folders(n, {0x200024});
  const auto self = n.next_block() + 2;
  std::string circle = StoreMaker::little(1, 1) + StoreMaker::little(2, 1) + StoreMaker::little(200, 2) + StoreMaker::little(1, 4);
  for (int i = 0; i < 200; ++i)
    circle += StoreMaker::little(self, 8);
  CHECK(n.block(circle, true) == self);
  n.node(0x200024, {self, 0}, inbox);
  const auto none = read(*make_pst_reader(), n.bytes(), {"a.pst"});
  CHECK(none.records.empty());
  CHECK(none.has_finding("damaged list of blocks"));
  CHECK(none.has_finding("message could not be read"));
}

TEST_CASE("a short list that names the same block over and over gives no more than the file can hold") {
  StoreMaker m;
  add_folders(m, {0x200024});
  const auto data = m.block(std::string(8000, 'x'));
  const auto repeated = [&](std::uint64_t id, unsigned level) {
    std::string out = StoreMaker::little(1, 1) + StoreMaker::little(level, 1) + StoreMaker::little(1000, 2) + StoreMaker::little(8'000'000, 4);
    for (int i = 0; i < 1000; ++i)
      out += StoreMaker::little(id, 8);
    return m.block(out, true);
  };
  const auto bomb = repeated(repeated(data, 1), 2);
  const auto a = m.properties({m.text(0x3707, "bomb.txt"), StoreMaker::number(0x3705, 1), StoreMaker::binary(0x3701, std::string(4000, 'x'))}, {});
  m.node(0x200024, m.properties(mail(m, "bomb", "x"), {{0x8005, a.data, m.subnodes({{(0x1001u << 5) | 0x1F, bomb, 0}})}}), inbox);
  const auto bytes = m.bytes();
  const auto out = read(*make_pst_reader(), bytes, {"a.pst"});
  CHECK(out.records.size() == 1);
  CHECK(out.has_finding("damaged list of blocks"));
  exhibit::Budget budget;
  const auto files = make_pst_reader()->attached(item_of(bytes, {"a.pst"}), {}, budget);
  for (std::size_t i = 0; files && i < files->size(); ++i)
    CHECK(files->open(i).item.bytes().size() <= bytes.size());
}

TEST_CASE("a thousand messages that share a huge list of subnodes and of properties end soon, with a finding") {
  StoreMaker m;
  std::vector<std::uint32_t> ids;
  for (std::uint32_t i = 0; i < 1000; ++i)
    ids.push_back(0x300004 + 0x20 * i);
  add_folders(m, ids);
  std::string leaf = StoreMaker::little(2, 1) + StoreMaker::little(0, 1) + StoreMaker::little(340, 2) + StoreMaker::little(0, 4);
  for (std::uint32_t i = 0; i < 340; ++i)
    leaf += StoreMaker::little(0x1001u << 5 | 0x1F, 8) + StoreMaker::little(0, 16);
  const auto one = m.block(leaf, true);
  std::string list = StoreMaker::little(2, 1) + StoreMaker::little(1, 1) + StoreMaker::little(500, 2) + StoreMaker::little(0, 4);
  for (int i = 0; i < 500; ++i)
    list += StoreMaker::little(0, 8) + StoreMaker::little(one, 8);
  const auto all = m.block(list, true);
  auto many = mail(m, "many", "x");
  for (std::uint32_t id = 0x2000; id < 0x4000; ++id)
    many.push_back(m.text(static_cast<std::uint16_t>(id), "the same text again and again"));
  const auto made = m.properties(many);
  for (const auto id : ids)
    m.node(id, {made.data, all}, inbox);
  const auto begin = std::chrono::steady_clock::now();
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  CHECK(out.records.size() >= 5);
  CHECK(out.has_finding("too much work"));
}

TEST_CASE("a password in a store is a note: nothing is encrypted with it") {
  auto m = invented(Form::unicode, Cipher::permute);
  m.store(0x12345678);
  const auto out = read(*make_pst_reader(), m.bytes(), {"a.pst"});
  CHECK(out.records.size() == 6);
  CHECK(out.has_finding("password set"));
}

TEST_CASE("a store that is cut or damaged anywhere gives what is sound and says what is not") {
  for (const auto form : {Form::ansi, Form::unicode, Form::large_pages}) {
    auto m = invented(form, Cipher::permute, form == Form::large_pages);
    m.bytes();
    m.forget(0x200044);
    const auto good = m.bytes();
    const auto begin = form == Form::large_pages ? 0x24000 : 0x4800;
    exhibit::Budget budget;
    const auto look = [&](const std::string& bytes) {
      const auto item = item_of(bytes, {"a.pst"});
      const auto out = read(*make_pst_reader(), item);
      CHECK((out.records.size() >= 6 || !out.findings.empty()));
      if (const auto files = make_pst_reader()->attached(item, {}, budget))
        for (std::size_t i = 0; i < files->size(); ++i)
          (void)files->open(i);
    };
    for (std::size_t cut = 0; cut < good.size(); cut += cut < 600 ? 7 : 3001)
      look(good.substr(0, cut));
    const auto flip = [&](std::size_t at) {
      auto bytes = good;
      for (const int how : {1, 2, 3}) {
        bytes[at] = how == 1 ? static_cast<char>(good[at] ^ (1 << at % 8)) : how == 2 ? '\0' : '\xFF';
        if (bytes[at] == good[at]) continue;
        const auto item = item_of(bytes, {"a.pst"});
        read(*make_pst_reader(), item);
        if (const auto files = make_pst_reader()->attached(item, {}, budget))
          for (std::size_t i = 0; i < files->size(); ++i)
            (void)files->open(i);
      }
    };
    for (std::size_t at = 0; at < 564; at += 3)
      flip(at);
    for (std::size_t at = static_cast<std::size_t>(begin); at < good.size(); at += form == Form::large_pages ? 311 : 97)
      flip(at);
  }
}

TEST_CASE("the encodings of a store are their own ways back") {
  std::string all;
  for (int i = 0; i < 256; ++i)
    all += static_cast<char>(i);
  for (const auto cipher : {Cipher::none, Cipher::permute, Cipher::cyclic})
    for (const std::uint32_t key : {0u, 4u, 0x12345678u}) {
      auto there = all;
      pst::encode(cipher, key, there);
      CHECK((there == all) == (cipher == Cipher::none));
      pst::decode(cipher, key, there);
      CHECK(there == all);
    }
}

}  // namespace clew::readers
