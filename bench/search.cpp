// Search at a million lines: build, size and answer times of Clew's index beside plain FTS5
// (unicode61) in the same run. The result is checked before the time counts: pairs of Chinese
// characters against a scan of all lines (LIKE). Lines are read from stdin, cut to chat length and
// repeated in other combinations.
//
//   cat ntrex/*.txt | bench_search 1000000 /tmp/bench.clew
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "casefile/writer.h"
#include "extract/mentions.h"
#include "search/index.h"

using namespace clew;
using Clock = std::chrono::steady_clock;

namespace {

double seconds(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// A piece of a line: up to 90 bytes from the beginning of a word (or a character).
std::string piece(const std::string& line, std::mt19937_64& random) {
  std::size_t size = 40 + random() % 50,
              at = line.size() > size ? random() % (line.size() - size) : 0;
  while (at > 0 && (line[at] & 0xC0) == 0x80)
    --at;
  std::size_t end = std::min(line.size(), at + size);
  while (end < line.size() && (line[end] & 0xC0) == 0x80)
    ++end;
  return line.substr(at, end - at);
}

struct Times {
  std::vector<double> ms;
  void print(const char* what) {
    std::sort(ms.begin(), ms.end());
    fmt::print("{:<42} n {:>3}  p50 {:8.2f} ms  p95 {:8.2f} ms  max {:8.2f} ms\n", what, ms.size(),
               ms[ms.size() / 2], ms[ms.size() * 95 / 100], ms.back());
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = argc > 1 ? std::stoul(argv[1]) : 100'000;
  std::filesystem::path where = argc > 2 ? argv[2] : "/tmp/bench-search.clew";
  std::filesystem::remove_all(where);
  std::vector<std::string> source;
  for (std::string line; std::getline(std::cin, line);)
    if (line.size() > 10) source.push_back(line);
  if (source.empty()) return fmt::print(stderr, "no lines on stdin\n"), 2;
  std::mt19937_64 random(1);

  casefile::CaseInfo info;
  info.reference = info.authority = info.purpose = "bench";
  info.review_date = "2030-01-01";
  auto case_file = casefile::Case::create(where, info);
  std::size_t bytes = 0;
  {
    casefile::Writer writer(case_file);
    casefile::ExhibitInfo exhibit;
    exhibit.ref = exhibit.name = exhibit.sha256 = "B";
    exhibit.kind = "file";
    exhibit.storage = "reference";
    auto id = writer.begin_exhibit(exhibit);
    casefile::FileInfo file;
    file.path = {"lines"};
    auto file_id = writer.begin_file(id, file);
    auto from = Clock::now();
    for (std::size_t i = 0; i < count; ++i) {
      model::Record record;
      record.text = piece(source[random() % source.size()], random);
      bytes += record.text.size();
      writer.add(file_id, record, {});
    }
    writer.end_file(file_id, {"bench", "1", "", "read", {}, {}});
    writer.end_exhibit(id, "complete");
    fmt::print("{} lines, {:.1f} MB, stored in {:.1f} s\n", count, bytes / 1e6, seconds(from));
  }
  auto& db = case_file.db();

  {  // mentions, for the speed of extract
    extract::Finder finder;
    auto list = db.prepare("SELECT text FROM record ORDER BY id LIMIT 200000");
    std::vector<std::string> texts;
    std::size_t size = 0, found = 0;
    while (list.step())
      size += texts.emplace_back(list.text(0)).size();
    auto from = Clock::now();
    for (const auto& text : texts)
      found += finder.find(text, "GB").size();
    fmt::print("extract: {:.1f} MB/s, one thread, {} mentions in {} lines\n",
               size / 1e6 / seconds(from), found, texts.size());
  }

  ThreadPool pool;
  auto from = Clock::now();
  search::update_index(case_file, pool);
  auto build = seconds(from);
  fmt::print("index: built in {:.1f} s on {} threads, {:.0f} MB\n", build, pool.size(),
             std::filesystem::file_size(where / "derived/search.db") / 1e6);

  // The alternative: the tokenizer that everyone uses, contentless too.
  sqlite3* other = nullptr;
  auto other_path = (where / "derived/unicode61.db").string();
  sqlite3_open(other_path.c_str(), &other);
  sqlite3_exec(other,
               "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; "
               "CREATE VIRTUAL TABLE t USING "
               "fts5(text, content='', tokenize='unicode61'); INSERT INTO t(t, rank) "
               "VALUES('hashsize', 67108864); BEGIN",
               nullptr, nullptr, nullptr);
  from = Clock::now();
  {
    sqlite3_stmt* put = nullptr;
    sqlite3_prepare_v2(other, "INSERT INTO t(rowid, text) VALUES (?1, ?2)", -1, &put, nullptr);
    for (auto list = db.prepare("SELECT id, text FROM record ORDER BY id"); list.step();) {
      auto text = list.text(1);
      sqlite3_bind_int64(put, 1, list.integer(0));
      sqlite3_bind_text(put, 2, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
      sqlite3_step(put);
      sqlite3_reset(put);
    }
    sqlite3_finalize(put);
    sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr);
  }
  fmt::print("unicode61: built in {:.1f} s on 1 thread, {:.0f} MB\n", seconds(from),
             std::filesystem::file_size(other_path) / 1e6);

  auto index = search::Index::open(case_file);
  search::Tokenizer tokenizer;
  auto ask = [&](const std::string& text, Times& times) {
    auto start = Clock::now();
    auto ids = index->find(search::parse_query(text, tokenizer));
    times.ms.push_back(seconds(start) * 1e3);
    return ids.size();
  };
  auto ask_other = [&](const std::string& text, const char* sql, Times& times) {
    auto start = Clock::now();
    sqlite3_stmt* stmt = nullptr;
    sqlite3_prepare_v2(other, sql, -1, &stmt, nullptr);
    auto quoted = "\"" + text + "\"";
    sqlite3_bind_text(stmt, 1, quoted.c_str(), -1, SQLITE_TRANSIENT);
    std::size_t hits = 0;
    while (sqlite3_step(stmt) == SQLITE_ROW)
      ++hits;
    sqlite3_finalize(stmt);
    times.ms.push_back(seconds(start) * 1e3);
    return hits;
  };

  // Words and pairs to ask for, from a sample of the lines.
  std::map<std::string, std::size_t> words, pairs;
  std::vector<std::string> phrases;
  for (auto list = db.prepare("SELECT text FROM record ORDER BY id LIMIT 50000"); list.step();) {
    auto line = search::words_of(tokenizer, list.text(0));
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (!line[i].character) ++words[line[i].exact];
      if (line[i].character && line[i].joined && i + 1 < line.size())
        ++pairs[line[i].exact + line[i + 1].exact];
    }
    if (line.size() > 6 && !line[2].character && !line[3].character && phrases.size() < 50)
      phrases.push_back("\"" + line[2].exact + " " + line[3].exact + "\"");
  }
  auto ordered = [](const std::map<std::string, std::size_t>& counts) {
    std::vector<std::pair<std::size_t, std::string>> out;
    for (const auto& [text, n] : counts)
      out.emplace_back(n, text);
    std::sort(out.rbegin(), out.rend());
    return out;
  };
  auto by_count = ordered(words);
  Times common, rare, phrase, both, ranked, counted;
  std::size_t most = 0;
  for (std::size_t i = 0; i < 20 && i < by_count.size(); ++i) {
    most = std::max(most, ask(by_count[i].second, common));
    ask_other(by_count[i].second, "SELECT rowid FROM t WHERE t MATCH ?1", counted);
    ask_other(by_count[i].second, "SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY bm25(t) LIMIT 50",
              ranked);
    if (i) ask(by_count[i].second + " " + by_count[i - 1].second, both);
  }
  for (std::size_t i = 0; i < 50; ++i)
    ask(by_count[by_count.size() - 1 - i * 7].second, rare);
  for (const auto& text : phrases)
    ask(text, phrase);
  common.print("20 commonest words, all ids");
  fmt::print("  (most hits: {})\n", most);
  counted.print("  unicode61, all ids");
  ranked.print("  unicode61, first 50 by bm25");
  both.print("two common words");
  rare.print("rare words");
  phrase.print("phrases");

  // Completeness on Chinese pairs, against a scan of every line.
  auto by_pair = ordered(pairs);
  std::size_t truth = 0, ours = 0, theirs = 0;
  Times pair_times, their_times;
  for (std::size_t i = 0; i < 200 && i < by_pair.size(); i += 10) {
    const auto& text = by_pair[i].second;
    auto scan = db.prepare("SELECT count(*) FROM record WHERE text LIKE ?1");
    scan.bind(1, "%" + text + "%");
    scan.step();
    truth += static_cast<std::size_t>(scan.integer(0));
    ours += ask(text, pair_times);
    theirs += ask_other(text, "SELECT rowid FROM t WHERE t MATCH ?1", their_times);
  }
  pair_times.print("pairs of characters");
  fmt::print("pairs of characters: {} lines hold them (LIKE), Clew found {}, unicode61 {}\n", truth,
             ours, theirs);
  sqlite3_close(other);
  // Traditional characters are found by simplified ones too, so there may be more.
  return ours >= truth ? 0 : 1;
}
