#include "old_formats.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "readers/attached_files.h"
#include "readers/old_office_reader.h"
#include "readers/reader_test.h"
#include "readers/tnef_reader.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;

TEST_CASE("old formats as generated come out of the readers to the last text") {
  const auto root =
      std::filesystem::temp_directory_path() / ("clew-gen-old-" + std::to_string(::getpid()));
  gen::write_old_formats(root.string(), 3000, 7);
  const auto truth = nlohmann::json::parse(slurp(root / "truth.json"));
  auto item = [&](const char* name) { return item_of(slurp(root / name), {name}); };

  const auto book = read(*make_old_office_reader(), item("messages.xls"));
  const auto& messages = truth["messages.xls"];
  REQUIRE(messages.size() == 3000);
  std::size_t found = 0;
  for (const auto& r : book.records) {
    if (exhibit::locator_part(r.locator, "sheet") != "Messages") continue;
    REQUIRE(found < messages.size());
    const auto& m = messages[found++];
    REQUIRE(r.kind == model::RecordKind::message);
    CHECK(r.text == m["text"].get<std::string>());
    CHECK(who(r, model::Role::from) == m["from"].get<std::string>());
    CHECK(who(r, model::Role::to) == m["to"].get<std::string>());
    CHECK(local_of(r).replace(10, 1, " ") == m["date"].get<std::string>());
  }
  CHECK(found == 3000);
  CHECK(book.has_finding("hidden sheet"));
  CHECK(book.records.size() == 3000 + truth["messages.xls, Prices"].size());
  CHECK(!book.has_finding("damaged document"));
  CHECK(!book.has_finding("damaged compound file"));

  const auto talk = read(*make_old_office_reader(), item("slides.ppt"));
  REQUIRE(talk.records.size() == 1000);
  for (std::size_t i = 0; i < 500; ++i) {
    CHECK(talk.records[2 * i].text == truth["slides.ppt"][i][0].get<std::string>());
    CHECK(talk.records[2 * i + 1].text == truth["slides.ppt"][i][1].get<std::string>());
    CHECK(extra_of(talk.records[2 * i], "slide") == std::to_string(i + 1));
  }
  CHECK(!talk.has_finding("damaged document"));

  const auto mail = item("winmail.dat");
  const auto got = read(*make_tnef_reader(), mail);
  REQUIRE(got.records.size() == 1);
  const auto& said = truth["winmail.dat"];
  CHECK(got.records[0].text == said["body"].get<std::string>());
  CHECK(field(got.records[0], "subject") == said["subject"].get<std::string>());
  CHECK(got.findings.empty());
  exhibit::Budget budget;
  const auto files = attached_files(mail, {}, budget);
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(files->info(i).name == said["files"][i][0].get<std::string>());
    CHECK(files->open(i).item.bytes() == said["files"][i][1].get<std::string>());
  }

  // The same options, the same bytes; what does not fit is refused.
  const auto before = slurp(root / "messages.xls");
  gen::write_old_formats(root.string(), 3000, 7);
  CHECK(slurp(root / "messages.xls") == before);
  CHECK_THROWS(gen::write_old_formats(root.string(), 0, 7));
  CHECK_THROWS(gen::write_old_formats(root.string(), 70'000, 7));
  std::filesystem::remove_all(root);
}
