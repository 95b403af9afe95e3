// Telegram's database on iOS: made objects in the layout that public readers describe; people and texts are invented.
#include <cstring>

#include "readers/store_testing.h"
#include "readers/telegram_postbox.h"

namespace clew::readers {
namespace {

using namespace store_testing;
using model::Direction;
using model::RecordKind;
using model::Role;
using testing::extra_of;
using testing::field;

template <class T>
std::string little(T n) {
  std::string out(sizeof n, '\0');
  std::memcpy(out.data(), &n, sizeof n);
  return out;
}
std::string counted(const std::string& s) { return little(static_cast<std::int32_t>(s.size())) + s; }
std::string key(const std::string& name) { return std::string(1, static_cast<char>(name.size())) + name; }
std::string number(const std::string& name, std::int32_t n) { return key(name) + '\0' + little(n); }
std::string big(const std::string& name, std::int64_t n) { return key(name) + '\1' + little(n); }
std::string real(const std::string& name, double n) { return key(name) + '\3' + little(n); }
std::string words(const std::string& name, const std::string& s) { return key(name) + '\4' + counted(s); }
std::string body(const std::string& type, const std::string& fields) { return little(postbox::murmur(type)) + counted(fields); }
std::string object(const std::string& name, const std::string& type, const std::string& fields) { return key(name) + '\5' + body(type, fields); }
std::string objects(const std::string& name, const std::vector<std::string>& list) {
  std::string out = key(name) + '\10' + little(static_cast<std::int32_t>(list.size()));
  for (const auto& one : list)
    out += one;
  return out;
}
std::string root(const std::string& type, const std::string& fields) { return object("_", type, fields); }

constexpr std::uint32_t incoming = 4;
std::string message(std::uint32_t flags, std::int64_t author, const std::string& text, const std::vector<std::string>& attributes = {}, const std::vector<std::string>& media = {}, const std::string& reference = {}) {
  std::string out = std::string(1, '\0') + little(std::uint32_t{1}) + little(std::uint32_t{1}) + std::string(1, '\1') + little(std::int64_t{77}) + little(flags) + little(std::uint32_t{0});
  out += std::string(1, '\0') + std::string(1, '\1') + little(author) + counted(text);
  for (const auto* list : {&attributes, &media}) {
    out += little(static_cast<std::int32_t>(list->size()));
    for (const auto& one : *list)
      out += counted(one);
  }
  return out + little(std::int32_t{reference.empty() ? 0 : 1}) + reference;
}

std::string hex(std::string_view bytes) {
  std::string out = "x'";
  for (const unsigned char c : bytes)
    out += fmt::format("{:02x}", c);
  return out + "'";
}
// conversation, namespace, time, number: big-endian
std::string message_key(std::int64_t chat, std::uint32_t time, std::uint32_t n) {
  return fmt::format("x'{:016x}{:08x}{:08x}{:08x}'", static_cast<std::uint64_t>(chat), 0, time, n);
}

const std::string tables = "CREATE TABLE t2(key INTEGER PRIMARY KEY, value BLOB); CREATE TABLE t6(key BLOB PRIMARY KEY, value BLOB); CREATE TABLE t7(key BLOB PRIMARY KEY, value BLOB);";
constexpr std::int64_t group = (std::int64_t{2} << 32) | 555;

std::string made_database() {
  const auto in = message(incoming, 102, "see you at nine");
  const auto out = message(0, 101, "good", {root("EditedMessageAttribute", number("d", 1709588500)), root("ReplyMessageAttribute", big("p", 102) + number("n", 0) + number("i", 1))});
  const auto call = message(incoming, 102, "", {}, {root("TelegramMediaAction", number("_rawValue", 14) + number("dr", 0) + number("d", 0))});
  const auto place = message(incoming, 103, "", {}, {root("TelegramMediaMap", real("la", 50.82) + real("lo", -0.14))});
  const auto card = message(incoming, 103, "", {}, {root("TelegramMediaContact", words("n.f", "Cy") + words("n.l", "Moor") + words("pn", "+447700900103"))});
  const auto shared = message(incoming, 102, "", {}, {}, little(std::int32_t{0}) + little(std::int64_t{9}));
  const auto file = root("TelegramMediaFile", object("r", "CloudDocumentMediaResource", number("d", 4) + big("f", 987)) + words("mt", "application/pdf") + objects("at", {body("Name", words("fn", "plan.pdf"))}));
  std::string sql = tables;
  sql += "INSERT INTO t2 VALUES(101," + hex(root("TelegramUser", words("fn", "Ana") + words("p", "447700900101"))) + "),(102," + hex(root("TelegramUser", words("fn", "Bo") + words("ln", "Lindt") + words("un", "bo_l") + words("p", "447700900102"))) + "),(" +
         std::to_string(group) + "," + hex(root("TelegramChannel", words("t", "Harbour"))) + ");";
  sql += "INSERT INTO t6 VALUES(x'000000000000000000000009'," + hex(std::string(1, '\0') + counted(file)) + ");";
  sql += "INSERT INTO t7 VALUES(" + message_key(102, 1709588409, 1) + "," + hex(in) + "),(" + message_key(102, 1709588469, 2) + "," + hex(out) + "),(" + message_key(102, 1709588479, 3) + "," + hex(call) + "),(" +
         message_key(group, 1709588489, 4) + "," + hex(place) + "),(" + message_key(group, 1709588490, 5) + "," + hex(card) + "),(" + message_key(102, 1709588491, 6) + "," + hex(shared) + "),(" +
         message_key(102, 1709588492, 7) + ",x'0001');";
  return sql;
}

}  // namespace

TEST_CASE("the hash of a class's name is MurmurHash3") {
  CHECK(postbox::murmur("", 0) == 0);
  CHECK(postbox::murmur("hello", 0) == 0x248BFA47u);
  CHECK(postbox::murmur("", 1) == 0x514E28B7u);
}

TEST_CASE("Telegram on iOS: text, side, person, edit, call, place, card and shared file") {
  const auto all = read(database(made_database()));
  const auto* in = row(all, "t7", 1);
  REQUIRE(in);
  CHECK(in->text == "see you at nine");
  CHECK(in->direction == Direction::in);
  CHECK(who(*in, Role::from) == "102");
  CHECK(in->participants[0].name == "Bo Lindt");
  CHECK(in->chat_key == "102");
  CHECK(when(*in).starts_with("2024-03-04T21:40:09"));
  const auto* out = row(all, "t7", 2);
  CHECK(out->direction == Direction::out);
  CHECK(who(*out, Role::from) == "101");
  CHECK(who(*out, Role::to) == "102");
  CHECK(when(*out, 1).starts_with("2024-03-04T21:41:40"));
  CHECK(extra_of(*out, "reply to message") == "1");
  const auto* call = row(all, "t7", 3);
  CHECK(call->kind == RecordKind::call);
  CHECK(call->call->outcome == "missed");
  const auto* place = row(all, "t7", 4);
  REQUIRE(place->place);
  CHECK(place->place->latitude == 50.82);
  CHECK(place->chat_title == "Harbour");
  CHECK(who(*row(all, "t7", 5), Role::mentioned) == "+447700900103");
  const auto* shared = row(all, "t7", 6);
  REQUIRE(shared->media.size() == 1);
  CHECK(shared->media[0].path == "media/telegram-cloud-document-4-987");
  CHECK(shared->media[0].mime == "application/pdf");
  const auto* broken = row(all, "t7", 7);
  CHECK(broken->text.empty());
  CHECK(extra_of(*broken, "text of the message") == "not recovered");
  CHECK(count(all, RecordKind::contact) == 2);
  CHECK(count(all, RecordKind::chat) == 1);
  CHECK(who(*row(all, "t2", 102), Role::subject) == "102");
}

TEST_CASE("a message of Telegram's that is cut or flipped anywhere gives nothing or what is whole, and ends") {
  const auto whole = message(incoming, 102, "see you", {}, {root("TelegramMediaImage", objects("r", {body("Size", number("dx", 90) + number("dy", 60) + object("r", "CloudPhotoSizeMediaResource", number("d", 4) + big("i", 5) + words("s", "m")))}))});
  CHECK(postbox::of_message(whole, "file").text == "media/telegram-cloud-photo-size-4-5-m");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto cut = postbox::of_message(std::string_view(whole).substr(0, n), "text").text;
    if (cut) CHECK(*cut == "see you");
    auto flipped = whole;
    flipped[n] = static_cast<char>(flipped[n] ^ 0xFF);
    for (const char* what : {"text", "file", "lat", "edited", "reference"})
      (void)postbox::of_message(flipped, what);
  }
}

}  // namespace clew::readers
