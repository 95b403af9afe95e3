// Hostile and broken input, and the count of rows against a slow, obvious parser.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <set>

#include "base/mapped_file.h"
#include "exhibit/locator.h"
#include "readers/delimited_testing.h"

using namespace clew;
using namespace clew::readers;
using namespace clew::readers::testing;
using model::RecordKind;

namespace {

// RFC 4180, one character at a time, for well-formed UTF-8 text.
std::vector<std::vector<std::string>> referee(const std::string& text, char delimiter) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false, any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    any = true;
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        row.back() += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        row.back() += c;
      }
    } else if (c == '"' && row.back().empty()) {
      quoted = true;
    } else if (c == delimiter) {
      row.emplace_back();
    } else if (c == '\n') {
      rows.push_back(row);
      row.assign(1, "");
      any = false;
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  if (any) rows.push_back(row);
  return rows;
}

struct Dice {
  std::uint64_t state;
  unsigned operator()(unsigned sides) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<unsigned>(state >> 33) % sides;
  }
};

std::string in_quotes(const std::string& s) {
  std::string out = "\"";
  for (char c : s) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

constexpr const char* header = "Id,Date,From,To,Text\n";

std::string plain_row(int i) {
  return std::to_string(1000 + i) + ",2024-03-" + (i % 28 < 9 ? "0" : "") +
         std::to_string(i % 28 + 1) + "T10:00:00Z,+447700900101,+447700900001,text " +
         std::to_string(i) + "\n";
}

}  // namespace

TEST_CASE("rows and cells agree with a slow parser on random well-formed files") {
  Dice dice{42};
  const std::vector<std::string> pieces = {"a",    "ok", "\"", "\n", ",",  ";", "\t", "é",
                                           "Tăng", "🔑",  " ",  "12", "x,", "=", "-"};
  for (int round = 0; round < 60; ++round) {
    const char delimiter = ",;\t|"[dice(4)];
    const bool crlf = dice(2);
    std::string text;
    const std::vector<std::string> names = {"Id", "Date", "From", "To", "Text"};
    for (std::size_t i = 0; i < names.size(); ++i)
      text += (i ? std::string(1, delimiter) : "") + names[i];
    text += crlf ? "\r\n" : "\n";
    std::vector<std::string> bodies;
    for (int r = 0; r < 40; ++r) {
      std::string body;
      for (unsigned n = dice(6); n > 0; --n)
        body += pieces[dice(static_cast<unsigned>(pieces.size()))];
      bodies.push_back(body);
      const std::string d(1, delimiter);
      text += std::to_string(r + 1) + d + "2024-03-14T10:00:00Z" + d + "+447700900101" + d +
              "+447700900001" + d + in_quotes(body) + (crlf ? "\r\n" : "\n");
    }
    const Kept kept = read(text);
    const auto expected = referee(text, delimiter);
    INFO(text);
    CHECK(kept.rows_seen() == expected.size());
    CHECK(kept.reconciles());
    REQUIRE(kept.records.size() == expected.size() - 1);
    for (std::size_t r = 0; r < kept.records.size(); ++r) {
      CHECK(kept.records[r].text == bodies[r]);
      const auto range = exhibit::locator_bytes(kept.records[r].locator);
      REQUIRE(range);
      const auto again = referee(text.substr(range->offset, range->length) + "\n", delimiter);
      REQUIRE(again.size() == 1);
      CHECK(again[0][0] == kept.records[r].key);
    }
  }
}

TEST_CASE("a file cut at any byte gives every row before the cut") {
  std::string text = header;
  for (int i = 0; i < 12; ++i)
    text += i % 3 == 1 ? "10" + std::string(i < 10 ? "0" : "") + std::to_string(i) +
                             ",2024-03-04T10:00:00Z,+447700900101,+447700900001,\"two\nlines, " +
                             std::to_string(i) + "\"\n"
                       : plain_row(i);
  std::vector<std::size_t> ends;  // of the rows
  {
    const Kept whole = read(text);
    REQUIRE(whole.records.size() == 12);
    for (const auto& r : whole.records) {
      const auto range = exhibit::locator_bytes(r.locator);
      ends.push_back(range->offset + range->length);
    }
  }
  const Kept whole = read(text);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const Kept kept = read(text.substr(0, cut));
    INFO(cut);
    CHECK(kept.reconciles());
    std::size_t intact = 0;
    while (intact < ends.size() && ends[intact] < cut)
      ++intact;
    // With fewer than two rows of data there is little to tell a table by; the rows are there all
    // the same.
    REQUIRE(kept.records.size() >= intact);
    if (intact >= 2)
      for (std::size_t i = 0; i < intact; ++i)
        CHECK(kept.records[i] == whole.records[i]);
  }
}

TEST_CASE("a changed byte costs no row but its own") {
  std::string text = header;
  for (int i = 0; i < 30; ++i)
    text += plain_row(i);
  const Kept whole = read(text);
  REQUIRE(whole.records.size() == 30);
  std::size_t lost = 0, flips = 0;
  for (std::size_t at = std::string(header).size(); at < text.size(); at += 3) {
    for (const char with : {'"', '\0', '\n', ',', static_cast<char>(text[at] ^ 0x40), '\xFF'}) {
      std::string damaged = text;
      damaged[at] = with;
      const Kept kept = read(damaged);
      REQUIRE(kept.reconciles());
      std::set<std::string> keys;
      for (const auto& r : kept.records)
        keys.insert(r.key);
      ++flips;
      std::size_t here = 0;
      for (std::size_t i = 0; i < 30; ++i) {
        const auto range = exhibit::locator_bytes(whole.records[i].locator);
        if (at >= range->offset && at <= range->offset + range->length) continue;  // the row itself
        // A line end that became something else joins two rows: the next one's key is inside it.
        if (at + 1 == range->offset) continue;
        here += !keys.contains(whole.records[i].key);
      }
      lost += here;
    }
  }
  CHECK(lost == 0);
  CHECK(flips > 1000);
}

TEST_CASE("no bytes crash the reader or break its sum") {
  Dice dice{7};
  const std::string alphabet = ",;\t|\"\"\"\n\n\r=0123456789+-:/.Eabc \xC3\xA9\xFF\0\x01";
  for (int round = 0; round < 400; ++round) {
    std::string text;
    if (dice(3) == 0) text = "Date,From,To,Text\n";
    if (dice(8) == 0) text = "\xFF\xFE";
    for (unsigned n = dice(600); n > 0; --n)
      text += alphabet[dice(static_cast<unsigned>(alphabet.size()))];
    const auto item = item_of(text);
    const Probe probe = make_delimited_reader()->probe(item);
    CHECK(probe.confidence >= 0);
    const Kept kept = read(text);
    INFO(text);
    CHECK(kept.reconciles());
    for (const auto& r : kept.records) {
      const auto range = exhibit::locator_bytes(r.locator);
      REQUIRE(range);
      CHECK(range->offset + range->length <= text.size());
    }
    (void)propose_profile(item, {});
  }
}

TEST_CASE("quotes that never close do not make the time grow with the square of the size") {
  std::string text = "Id,From,To,Text,Date\n";
  for (int i = 0; i < 100'000; ++i)
    text += "1,\"a,b,\"c,2024-03-04T10:00:00Z\n";
  const auto start = std::chrono::steady_clock::now();
  const Kept kept = read(text);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  CHECK(kept.reconciles());
  CHECK(took.count() < 30);  // measured: under 1 s on an idle core
  CHECK(kept.findings.size() < 1000);
}

TEST_CASE("one row of many cells and one cell of many bytes are read") {
  std::string wide = "Date,From,To,Text\n";
  wide += std::string(100'000, ',') + "\n";
  CHECK(read(wide).reconciles());
  const std::string long_cell =
      "Date,From,To,Text\n2024-03-04T10:00:00Z,a1,b1,\"" + std::string(6'000'000, 'x') + "\"\n";
  const Kept kept = read(long_cell);
  CHECK(kept.reconciles());
  CHECK(kept.records.size() == 1);
}

TEST_CASE("an empty file and one without any line end are said and read") {
  CHECK(read("").found("empty file") == 1);
  CHECK(read("").reconciles());
  CHECK(read("hello").records.size() == 1);
  CHECK(read("\xEF\xBB\xBF").reconciles());
  CHECK(read("\n\n\n").skips("blank row") == 3);
}

TEST_CASE("other formats are left to their readers") {
  const auto reader = make_delimited_reader();
  const auto confidence = [&](std::string bytes, std::string name) {
    return reader->probe(item_of(std::move(bytes), std::move(name))).confidence;
  };
  CHECK(confidence("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n", "a.vcf") == 0);
  CHECK(confidence("<html><body>a,b,c</body></html>", "a.html") == 0);
  CHECK(confidence("{\"a\":1,\"b\":2}", "a.json") == 0);
  CHECK(confidence("SQLite format 3\0xxxxxxxxxxxx", "sms.db") == 0);
  CHECK(confidence("We met at nine, then walked to the station, and then home.\nIt rained.\n",
                   "statement.txt") < 50);
  CHECK(confidence("[14/03/2024, 21:40:09] Ana: see you\n[14/03/2024, 21:41:09] Ben: ok, fine\n"
                   "[14/03/2024, 21:42:09] Ana: good\n",
                   "_chat.txt") < 50);
  CHECK(confidence("Date,From,To,Text\n2024-03-04,a,b,c\n", "x.csv") >= 80);
  // Program text in a browser's cache, which has no name that would tell.
  const std::string program =
      "var time,from,to,text,date;\nfunction a(b){return b}\nfor(var i=0,n=9;i<n;++i)c(i,n)\n"
      "d(1,2,3,4,5,6,7,8)\nvar name,number,type,duration;\ne()\nf(1)\ng(h,i,j,k,l,m,n,o,p,q)\n";
  CHECK(confidence(program, "f_00000f") == 0);
  CHECK(confidence(program, "unpacked") == 0);
  CHECK(confidence("Date;From;To;Text\n2024-03-04;a;b;c\n", "x") >= 60);
}

TEST_CASE("the real notional call records come out to the last event") {
  const char* given = std::getenv("CLEW_SHARED_DATA");
  const std::filesystem::path data =
      given ? std::filesystem::path(given)
            : std::filesystem::path(CLEW_SOURCE_DIR).parent_path() / "shared" / "data";
  const auto folder = data / "formats" / "cdr-notional";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: notional call records (shared data not there)");
    return;
  }
  struct Mapped final : exhibit::ByteSource {
    explicit Mapped(const std::filesystem::path& path) : file(path) {}
    std::string_view bytes() const override { return file.bytes(); }
    MappedFile file;
  };
  std::size_t calls = 0, sms = 0, out = 0, in = 0, places = 0, files = 0, lines = 0;
  Micros first = std::numeric_limits<Micros>::max(), last = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> pairs;  // caller, called
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    ++files;
    exhibit::Item item;
    item.path = {entry.path().filename().string()};
    item.source = std::make_shared<Mapped>(entry.path());
    const std::string_view bytes = item.bytes();
    lines += static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) - 1;
    Kept kept;
    make_delimited_reader()->read(item, {}, kept);
    CHECK(kept.reconciles());
    CHECK(kept.questions.empty());
    places += kept.extra.size();
    for (const auto& r : kept.records) {
      calls += r.kind == RecordKind::call;
      sms += r.kind == RecordKind::message && r.service == "SMS";
      out += r.direction == model::Direction::out;
      in += r.direction == model::Direction::in;
      REQUIRE(r.times.size() == 1);
      CHECK(r.times[0].certainty == model::Certainty::local_unknown);
      first = std::min(first, *r.times[0].local);
      last = std::max(last, *r.times[0].local);
      ++pairs[{r.participants[0].identifier.raw, r.participants[1].identifier.raw}];
    }
  }
  CHECK(files == 9);
  CHECK(calls == 31'005);
  CHECK(sms == 20'607);
  CHECK(calls + sms == 51'612);
  CHECK(calls + sms == lines);
  CHECK(out == 28'255);
  CHECK(in == 23'357);
  CHECK(places == 51'612);
  CHECK(to_iso_local(first) == "2026-01-01T00:00:37");
  CHECK(to_iso_local(last) == "2026-06-29T23:53:43");
  CHECK(pairs.size() == 415);
  CHECK(pairs[{"+13108123528", "+13109154348"}] == 366);
}

TEST_CASE("a reader of rows tells its source what each pass has left behind, and nothing that it still reads") {
  struct Watched final : exhibit::ByteSource {
    std::string text;
    mutable std::vector<std::pair<std::uint64_t, std::uint64_t>> passes;
    std::string_view bytes() const override { return text; }
    void passed(std::uint64_t begin, std::uint64_t end) const override { passes.emplace_back(begin, end); }
  };
  struct Counted final : SilentSink {
    std::uint64_t records = 0;
    void record(model::Record) override { ++records; }
  };
  auto source = std::make_shared<Watched>();
  source->text = "Date,From,To,Message\n";
  const std::string padding(4000, 'x');
  std::uint64_t rows = 0;
  for (; source->text.size() < (40u << 20); ++rows)
    source->text += "2024-03-04 10:00:00,+447700900001,+447700900002," + padding + "\n";
  exhibit::Item item;
  item.path = {"messages.csv"};
  item.size = source->text.size();
  item.source = source;
  Options options;
  options.zone = "UTC";
  Counted sink;
  make_delimited_reader()->read(item, options, sink);
  CHECK(sink.records == rows);
  std::size_t passes = 0;
  std::uint64_t end_before = 0;
  for (const auto& [begin, end] : source->passes) {
    passes += begin == 0;
    CHECK(begin == (begin == 0 ? 0 : end_before));
    CHECK(end > begin);
    CHECK(end + exhibit::Behind::portion <= item.size);
    end_before = end;
  }
  CHECK(passes == 3);  // encoding, survey, records
  CHECK(end_before + 3 * exhibit::Behind::portion > item.size);
}
