// The canonical hash of a case's content, and the check that a case is what it was.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "casefile/case.h"

namespace clew::casefile {

// SHA-256 over everything that exhibits, settings and people put into the case: exhibits, files,
// reconciliation, findings, records with all their parts, mentions, languages, translations, clock offsets,
// event groups, leads, proposals, judgements in force. Left out: row ids, times of work, names of machines,
// what was withdrawn again, the audit and search logs. So it is the same for any number of threads, time zone, locale and order of
// exhibits (references made from file names count as part of the exhibit's name).
// Cost: one pass over the case, about 300,000 records/s.
std::string digest(const Case& case_file);

// What `clew verify` finds wrong; empty means whole.
struct Fault {
  std::string item;  // "exhibit ABC/1", "audit log", "case.db"
  std::string what;  // in words
};
// Hashes of sealed exhibits, the audit log (against `held_checkpoint` when given), the database's own
// integrity, references between tables, the reconciliation of every import. `progress` gets each item's name.
std::vector<Fault> verify(Case& case_file, const std::string& held_checkpoint,
                          const std::function<void(const std::string&)>& progress = {});

// SHA-256 of a file on disk, read in portions.
std::string file_sha256(const std::filesystem::path& path);

}  // namespace clew::casefile
