// A case: a directory NAME.clew with case.db (the truth), exhibits/ (sealed copies), audit/ (the
// append-only log) and derived/ (deletable, rebuilt to the same bytes).
//
// One writer at a time: opening for writing takes a lock on the directory; the second gets an
// Error(resource) that says who holds it. Any number of readers. For one thread at a time; further
// threads open the case for reading themselves.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "casefile/db.h"
#include "model/ids.h"

namespace clew::casefile {

// A case without authority and review date is refused: create() throws Error(usage).
struct CaseInfo {
  std::string reference;    // "OP-THREAD/2024"
  std::string authority;    // on whose authority the data is processed
  std::string purpose;      // line of enquiry
  std::string review_date;  // YYYY-MM-DD
  std::string zone;         // IANA zone in which times are shown; "" → Europe/London
  std::string country;      // ISO 3166 for local numbers, "" → none assumed
  std::string created_by;
};

class AuditLog;

class Case {
 public:
  static Case create(const std::filesystem::path& directory, const CaseInfo& info);
  // Throws Error(not_found) when there is no case, Error(integrity) for a damaged one, Error(usage)
  // for one made by a newer Clew. Opening for writing migrates an older schema.
  static Case open(const std::filesystem::path& directory, OpenMode mode);
  ~Case();
  Case(Case&&) noexcept;
  Case& operator=(Case&&) noexcept;

  const std::filesystem::path& directory() const { return directory_; }
  std::filesystem::path exhibits() const { return directory_ / "exhibits"; }
  std::filesystem::path derived() const { return directory_ / "derived"; }
  Db& db() { return *db_; }
  const Db& db() const { return *db_; }
  bool writable() const { return lock_ >= 0; }
  CaseInfo info() const;
  std::string info(std::string_view key) const;
  void set_info(std::string_view key, std::string_view value);

  // The audit log of this case; appending needs no writer lock of its own (it takes one for the moment).
  AuditLog& audit();

 private:
  Case() = default;
  std::filesystem::path directory_;
  std::unique_ptr<Db> db_;
  std::unique_ptr<AuditLog> audit_;
  int lock_ = -1;
};

inline constexpr int schema_version = 5;  // 1 was never released; 3 has own_number, 4 saved_name, 5 what people mark, enter and follow

// The name of whoever runs Clew: CLEW_USER, else the login name. Goes into the audit log.
std::string current_user();

}  // namespace clew::casefile
