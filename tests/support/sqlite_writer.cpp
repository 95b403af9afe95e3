// The control of tests/unsynced.test: commits a row at a time and says each number once the commit is done,
// with the synchronous setting given. OFF must lose acknowledged rows in a power cut, FULL must not; if OFF
// loses none, it is the shim that is blind.
//
//   sqlite_writer DATABASE OFF|NORMAL|FULL COUNT
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  sqlite3* db = nullptr;
  if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
  auto run = [&](const std::string& sql) { return sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK; };
  bool good = run("PRAGMA journal_mode=WAL") && run(std::string("PRAGMA synchronous=") + argv[2]) &&
              run("PRAGMA wal_autocheckpoint=8") && run("CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, body TEXT)");
  for (int n = 1; good && n <= std::atoi(argv[3]); ++n) {
    auto number = std::to_string(n);
    good = run("INSERT INTO t VALUES (" + number + ", hex(randomblob(900)))");
    number += '\n';
    if (good && write(STDOUT_FILENO, number.data(), number.size()) < 0) return 1;
  }
  sqlite3_close(db);
  return good ? 0 : 1;
}
