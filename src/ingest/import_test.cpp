#include "ingest/import.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "exhibit/zip_maker.h"
#include "readers/pdf_maker.h"

using namespace clew;
using namespace clew::ingest;
using namespace clew::exhibit::test;

namespace {

struct House {
  TemporaryDirectory directory;
  casefile::Case case_file = casefile::Case::create(
      directory.path() / "a.clew",
      {"OP-THREAD", "Inspector Example", "who moved the keys", "2027-03-14", "", "GB", ""});
  ImportOptions options;

  explicit House(Isolation isolation = Isolation::process) { options.isolation = isolation; }
  std::filesystem::path file(const std::string& name, std::string_view bytes) {
    auto path = directory.path() / "in" / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
  }
  ImportReport add(const std::filesystem::path& path) {
    return import_path(case_file, path, options);
  }
};

bool says(const ImportReport& report, std::string_view what) {
  for (const auto& finding : report.findings)
    if (finding.what == what) return true;
  for (const auto& file : report.files)
    for (const auto& finding : file.findings)
      if (finding.what == what) return true;
  return false;
}

bool adds_up(const ImportReport& report) {
  for (const auto& file : report.files)
    for (const auto& table : file.tables) {
      auto sum = table.records + table.duplicates;
      for (const auto& skipped : table.skipped)
        sum += skipped.count;
      if (sum != table.rows_seen) return false;
    }
  return true;
}

std::string binary() { return std::string("\x01\x02\x03\xFF\xFE\x80\x00\x90 opaque", 16); }

}  // namespace

TEST_CASE("every member of an archive becomes a file of the exhibit, in and out of the sandbox") {
  std::vector<std::string> jsons;
  for (auto isolation : {Isolation::in_process, Isolation::process}) {
    House house(isolation);
    auto inner = zip({stored("deep.bin", binary())});
    auto path = house.file("phone.zip",
                           zip({stored("a.bin", binary() + "1"), packed("dir/inner.zip", inner),
                                stored("dir/", ""), stored("empty.bin", "")}));
    auto report = house.add(path);
    CHECK(report.status == "partial");  // nothing reads opaque bytes
    REQUIRE(report.files.size() == 5);
    CHECK(report.files[0].path == "phone.zip");
    CHECK(report.files[0].reader == "container");
    CHECK(report.files[1].path == "phone.zip!a.bin");
    CHECK(report.files[1].sha256 == sha256_hex(binary() + "1"));
    CHECK(report.files[3].path == "phone.zip!dir/inner.zip!deep.bin");
    CHECK(report.files[3].sha256 == sha256_hex(binary()));
    CHECK(report.files[4].path == "phone.zip!empty.bin");
    CHECK(says(report, "no reader"));
    CHECK(says(report, "empty file"));
    CHECK(adds_up(report));
    CHECK(report.records == 3);
    CHECK(house.case_file.db().integer("SELECT count(*) FROM record WHERE kind = 'file'") == 3);
    jsons.push_back(to_json(report));
  }
  CHECK(jsons[0] == jsons[1]);
}

TEST_CASE("the sealed copy is the exhibit's bytes, the original stays as it was") {
  House house;
  auto path = house.file("note.bin", binary());
  struct stat before {
  }, after{};
  stat(path.c_str(), &before);
  auto report = house.add(path);
  stat(path.c_str(), &after);
  CHECK(before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
  CHECK(before.st_atim.tv_nsec == after.st_atim.tv_nsec);
  CHECK(before.st_ino == after.st_ino);
  CHECK(report.sha256 == sha256_hex(binary()));
  CHECK(read_file(house.case_file.exhibits() / report.sha256.substr(0, 2) / report.sha256) ==
        binary());
  CHECK(report.storage == "sealed");
}

TEST_CASE("copies that a power cut left half done go away with the next import") {
  House house;
  std::ofstream(house.case_file.exhibits() / ".incoming-AbCdEf") << "half";
  house.add(house.file("note.bin", binary()));
  for (const auto& entry : std::filesystem::directory_iterator(house.case_file.exhibits()))
    CHECK_FALSE(entry.path().filename().string().starts_with("."));
}

TEST_CASE("the same bytes twice are already in the case") {
  House house;
  auto first = house.add(house.file("one.bin", binary()));
  auto second = house.add(house.file("two.bin", binary()));
  CHECK_FALSE(first.already_there);
  CHECK(second.already_there);
  CHECK(second.ref == first.ref);
  CHECK(house.case_file.db().integer("SELECT count(*) FROM exhibit") == 1);
}

TEST_CASE("a folder is sealed by its manifest, links in it are kept and never followed") {
  House house;
  house.file("folder/b.bin", binary());
  house.file("folder/sub/a.bin", binary() + "2");
  house.file("outside.txt", "not part of it");
  auto folder = house.directory.path() / "in" / "folder";
  std::filesystem::create_symlink("../outside.txt", folder / "link");
  std::filesystem::create_directory(folder / "void");
  auto report = house.add(folder);
  CHECK(report.kind == "folder");
  CHECK(says(report, "symbolic link"));
  auto manifest =
      read_file(house.case_file.exhibits() / report.sha256.substr(0, 2) / report.sha256);
  CHECK(sha256_hex(manifest) == report.sha256);
  CHECK(manifest.find("D - 0 void\n") != std::string::npos);
  CHECK(manifest.find("link -> ../outside.txt\n") != std::string::npos);
  REQUIRE(report.files.size() == 3);
  CHECK(report.files[0].path == "b.bin");
  CHECK(report.files[1].path == "link");
  CHECK(report.files[1].mime == "inode/symlink");
  CHECK(report.files[2].path == "sub/a.bin");
}

TEST_CASE("an exhibit kept by reference is read, but not copied") {
  House house;
  house.options.reference_only = true;
  auto report = house.add(house.file("note.bin", binary()));
  CHECK(report.storage == "reference");
  CHECK(report.records == 1);
  CHECK(std::filesystem::is_empty(house.case_file.exhibits()));
}

TEST_CASE("an import that was stopped is whole and goes on with the next call") {
  House house;
  auto path =
      house.file("phone.zip", zip({stored("a.bin", binary()), stored("b.bin", binary() + "1")}));
  std::stop_source stop;
  ProgressCall progress = [&](const ImportProgress& state) {
    if (state.step == ImportProgress::Step::reading) stop.request_stop();
  };
  CHECK_THROWS_AS(import_path(house.case_file, path, house.options, progress, stop.get_token()),
                  Error);
  CHECK(read_report(house.case_file, "phone").status == "importing");
  auto report = house.add(path);
  CHECK_FALSE(report.already_there);
  CHECK(report.files.size() == 3);
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record") == 2);
  CHECK(house.case_file.db().text("PRAGMA integrity_check") == "ok");
}

TEST_CASE("reading again from the sealed copy gives the same report; a changed copy is refused") {
  House house;
  auto first = house.add(house.file("phone.zip", zip({stored("a.bin", binary())})));
  auto again = read_again(house.case_file, first.ref, house.options);
  first.exhibit = again.exhibit;
  CHECK(again.records == first.records);
  CHECK(again.files.size() == first.files.size());
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record") == 1);
  auto copy = house.case_file.exhibits() / first.sha256.substr(0, 2) / first.sha256;
  std::filesystem::permissions(copy, std::filesystem::perms::owner_all);
  std::ofstream(copy, std::ios::app) << "x";
  try {
    read_again(house.case_file, first.ref, house.options);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::integrity);
  }
}

TEST_CASE("an answer given later keeps what was said of the exhibit before: zone, owner, scope") {
  House house;
  std::string csv = "Date,Time,Direction,From,To,Message\n";
  for (int day = 1; day <= 9; ++day)
    csv += fmt::format("0{}/03/2024,10:00:00,Incoming,+447700900123,+447700900456,meet {}\n", day, day);
  const auto path = house.file("sms.csv", csv);
  house.options.reading.zone = "Europe/Paris";
  house.options.reading.country = "FR";
  house.options.reading.owner_name = "Ana";
  house.options.reading.owner_number = "+447700900456";
  house.options.scope.to = to_micros({2024, 3, 7, 0, 0, 0, 0});
  house.add(path);
  for (const bool from_path : {true, false}) {
    ImportOptions answer;
    answer.isolation = house.options.isolation;
    answer.again = true;
    answer.reading.date_order = "dmy";
    answer.reading.answers["date-order"] = "dmy";
    const auto report = from_path ? import_path(house.case_file, path, answer) : read_again(house.case_file, "sms", answer);
    CHECK(report.records == 6);  // the scope of the authority holds
    auto& db = house.case_file.db();
    CHECK(db.text("SELECT zone || country || owner_name || owner_number FROM exhibit") == "Europe/ParisFRAna+447700900456");
    CHECK(db.text("SELECT json_extract(options, '$.date_order') FROM exhibit") == "dmy");
  }
  ImportOptions other;
  other.isolation = house.options.isolation;
  other.reading.zone = "UTC";
  read_again(house.case_file, "sms", other);
  CHECK(house.case_file.db().text("SELECT zone || owner_name FROM exhibit") == "UTCAna");
}

TEST_CASE("what is not there is an error with its path, and nothing is added") {
  House house;
  try {
    house.add(house.directory.path() / "nothing");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
  }
  CHECK(house.case_file.db().integer("SELECT count(*) FROM exhibit") == 0);
}

TEST_CASE("wrong extensions, pointers and wiped files are told") {
  House house;
  auto report = house.add(house.file(
      "mix.zip", zip({stored("photo.jpg", "%PDF-1.4 not a photo"),
                      stored("big.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" +
                                            std::string(64, 'a') + "\nsize 12345\n"),
                      stored("wiped.db", std::string(5000, '\0'))})));
  CHECK(says(report, "content does not match name"));
  CHECK(says(report, "pointer instead of content"));
  CHECK(says(report, "only zero bytes"));
}

TEST_CASE("what lies outside the scope is counted as skipped and never stored") {
  House house;
  std::string csv = "Date,Time,Direction,From,To,Message\n";
  for (int day = 1; day <= 9; ++day)
    csv += "2024-03-0" + std::to_string(day) +
           ",10:00:00,Incoming,+447700900123,+447700900456,meet " + std::to_string(day) + "\n";
  house.options.reading.zone = "UTC";
  house.options.scope.from = to_micros({2024, 3, 4, 0, 0, 0, 0});
  house.options.scope.to = to_micros({2024, 3, 7, 0, 0, 0, 0});
  auto report = house.add(house.file("sms.csv", csv));
  CHECK(report.rows_seen >= 9);
  CHECK(report.records == 3);
  CHECK(adds_up(report));
  bool told = false;
  for (const auto& table : report.files.at(0).tables)
    for (const auto& skipped : table.skipped)
      told = told || (skipped.reason == "outside scope: date" && skipped.count == 6);
  CHECK(told);
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record WHERE kind = 'message'") == 3);
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record WHERE text LIKE 'meet 9'") == 0);
}

TEST_CASE("a chat in a zip inside a folder is read through every container") {
  House house;
  std::string chat =
      "[04/03/2024, 21:40:09] Ana: Vin mâine la gară\n[04/03/2024, 21:41:10] Radu: la ce oră?\n"
      "[14/03/2024, 21:41:10] Ana: la nouă\n";
  house.file("phone/export.zip",
             zip({packed("_chat.txt", chat), stored("IMG-1.jpg", "\xFF\xD8\xFF\xE0 x")}));
  house.options.reading.zone = "Europe/London";
  auto report = house.add(house.directory.path() / "in" / "phone");
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record WHERE kind = 'message'") == 3);
  bool read = false;
  for (const auto& file : report.files)
    read = read || (file.path == "export.zip!_chat.txt" && file.reader.find("whatsapp") == 0);
  CHECK(read);
}

TEST_CASE("messages whose zone nobody says are counted in a finding, and a zone said takes it away") {
  const std::string chat = "[14/03/2024, 21:40:09] Ana: Vin mâine la gară\n[14/03/2024, 21:41:10] Radu: la ce oră?\n";
  House house;
  CHECK(says(house.add(house.file("chat.txt", chat)), "times without a time zone"));
  house.options.reading.zone = "Europe/London";
  house.options.again = true;
  CHECK_FALSE(says(house.add(house.directory.path() / "in" / "chat.txt"), "times without a time zone"));
}

TEST_CASE("a misspelt zone, date order or profile is refused and costs an exhibit that is there nothing") {
  House house;
  const auto path = house.file("chat.txt", "[14/03/2024, 21:40:09] Ana: Vin mâine la gară\n");
  house.add(path);
  const auto records = [&] { return house.case_file.db().integer("SELECT count(*) FROM record"); };
  const auto before = records();
  CHECK(before > 0);
  const auto refused = [&](auto change) {
    auto options = house.options;
    options.again = true;
    change(options.reading);
    CHECK_THROWS_AS(import_path(house.case_file, path, options), Error);
    CHECK_THROWS_AS(read_again(house.case_file, "chat", options), Error);
    CHECK(records() == before);
  };
  refused([](auto& said) { said.zone = "Europe/Lodnon"; });
  refused([](auto& said) { said.date_order = "dym"; });
  refused([](auto& said) { said.profile = "profile = 9"; });
}

TEST_CASE("an archive without compression is opened, whatever its first file says of itself") {
  House house;
  const std::string page =
      "<html><body><div class=\"page_header\"><div class=\"text bold\">Ana</div></div><div "
      "class=\"history\"><div class=\"message default clearfix\" id=\"message1\"><div class=\"body\">"
      "<div class=\"pull_right date details\" title=\"04.03.2024 21:40:09\"></div><div "
      "class=\"from_name\">Ana</div><div class=\"text\">salut</div></div></div></div></body></html>";
  auto report = house.add(
      house.file("telegram.zip", zip({stored("chat/messages.html", page),
                                      stored("chat/note.txt", "the keys are on the table\n")})));
  REQUIRE(report.files.size() == 3);
  CHECK(report.files[0].reader.find("container") == 0);
  CHECK(report.files[1].reader.find("telegram-html") == 0);
  CHECK(house.case_file.db().integer("SELECT count(*) FROM record WHERE kind = 'document'") > 0);
}

TEST_CASE("files attached to a mail are files of the exhibit, in and out of the sandbox") {
  const std::string inner =
      "From: Cy <cy@example.org>\nTo: Ana <ana@example.org>\nDate: Mon, 4 Mar 2024 20:00:00 +0000\n"
      "Subject: Prices\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n"
      "--c\nContent-Type: text/plain\n\nHere they are\n--c\nContent-Type: text/csv; "
      "name=\"prices.csv\"\nContent-Disposition: "
      "attachment\n\nwhat,price\ncoat,12\nmap,3\n\n--c--\n";
  const std::string mail =
      "From: Ana <ana@example.org>\nTo: Ben <ben@example.org>\nDate: Mon, 4 Mar 2024 21:40:09 "
      "+0000\nSubject: Fwd\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
      "--b\nContent-Type: text/plain\n\nSee there\n"
      "--b\nContent-Type: application/octet-stream; name=\"prices.eml\"\n"
      "Content-Disposition: attachment\n\n" +
      inner + "--b--\n";
  for (auto isolation : {Isolation::in_process, Isolation::process}) {
    House house(isolation);
    auto report = house.add(house.file("post.zip", zip({stored("fwd.eml", mail)})));
    REQUIRE(report.files.size() == 4);
    CHECK(report.files[1].path == "post.zip!fwd.eml");
    CHECK(report.files[2].path == "post.zip!fwd.eml!prices.eml");
    CHECK(report.files[2].reader == "mail");
    CHECK(report.files[3].path == "post.zip!fwd.eml!prices.eml!prices.csv");
    CHECK(report.files[3].sha256 == sha256_hex("what,price\ncoat,12\nmap,3\n"));
    CHECK(adds_up(report));
  }
}

TEST_CASE("a PDF is read inside the lock-down: text, a page that is a picture, an embedded file") {
  readers::testing::DotPicture picture(1240, 1754);
  picture.write(150, 200, 8, "MEET ANNA AT THE");
  picture.write(150, 320, 8, "STATION IN THE MORNING");
  readers::testing::PdfMaker pdf;
  pdf.text_page({{72, 770, 11, "The boat leaves at seven."}});
  pdf.picture_page(picture.pixels(), picture.width(), picture.height());
  pdf.embed("prices.csv", "what,price\ncoat,12\nmap,3\n");
  House house;
  auto report = house.add(house.file("letter.pdf", pdf.str()));
  REQUIRE(report.files.size() == 2);
  CHECK(report.files[0].reader == "pdf");
  CHECK(says(report, "recognised text"));
  CHECK(!says(report, "no PDF library"));
  CHECK(report.files[1].path == "letter.pdf!prices.csv");
  CHECK(report.files[1].sha256 == sha256_hex("what,price\ncoat,12\nmap,3\n"));
  CHECK(adds_up(report));
}
