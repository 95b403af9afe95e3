#include "view/recurring.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "casefile/audit.h"

namespace clew::view {
namespace {

namespace fs = std::filesystem;

struct RecurringUse {
  std::int64_t exhibits = 0, sent = 0, received = 0, cards = 0, mentioned = 0, other = 0;
  std::optional<Micros> first, last;
  std::int64_t records() const { return sent + received + cards + mentioned + other; }
  std::string words() const {
    std::string out;
    for (auto [n, what] : {std::pair(sent, "sent"), std::pair(received, "received"), std::pair(cards, "on cards"), std::pair(mentioned, "in texts"), std::pair(other, "other")})
      if (n) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", what, n);
    return out;
  }
};

constexpr const char* recurring_use_sql =
    "SELECT count(*), coalesce(sum(sent), 0), coalesce(sum(received), 0), coalesce(sum(cards), 0), coalesce(sum(mentioned), 0), coalesce(sum(other), 0), min(first_utc), max(last_utc) FROM handle_use "
    "WHERE handle_id = ?1";

RecurringUse read_use(casefile::Stmt& use, std::int64_t handle) {
  RecurringUse out;
  use.bind(1, handle);
  if (use.step()) out = {use.integer(0), use.integer(1), use.integer(2), use.integer(3), use.integer(4), use.integer(5), use.optional_integer(6), use.optional_integer(7)};
  use.reset();
  return out;
}

constexpr const char* compared_handles =
    "kind IN ('phone', 'email', 'jid', 'lid', 'username', 'uid', 'imei', 'imsi', 'iccid', 'vrm', 'mac', 'serial', 'account-number', 'iban', 'crypto') AND normal <> '' AND flags NOT IN ('short', 'withheld', 'damaged')";

struct RecurringKind {
  std::int64_t here = 0, there = 0, both = 0;
};

// The first record of each file of a case, by hash.
std::unordered_map<std::string, std::int64_t> files_of(const casefile::Db& db) {
  std::unordered_map<std::string, std::int64_t> out;
  for (auto list = db.prepare("SELECT sha256, min(record_id) FROM media WHERE sha256 <> '' GROUP BY sha256"); list.step();) out.emplace(list.text(0), list.integer(1));
  return out;
}

}  // namespace

Answer recurring(const CaseView& view, const fs::path& other, std::string_view authority, std::size_t most) {
  if (authority.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw Error(ErrorKind::usage, "say on whose authority the two cases are compared: it is written into the audit logs of both");
  std::error_code ignored;
  if (fs::equivalent(other, view.case_file().directory(), ignored)) throw Error(ErrorKind::usage, "that is this case itself: name another one");
  auto there = casefile::Case::open(other, casefile::OpenMode::read);
  const auto& mine = view.db();
  const auto& theirs = there.db();

  std::map<std::string, RecurringKind> kinds;
  for (auto [db, side] : {std::pair(&mine, &RecurringKind::here), std::pair(&theirs, &RecurringKind::there)})
    for (auto list = db->prepare(fmt::format("SELECT kind, count(*) FROM handle WHERE {} GROUP BY kind", compared_handles)); list.step();) kinds[std::string(list.text(0))].*side = list.integer(1);
  struct Both {
    std::int64_t here, there;
    std::string kind;
  };
  std::vector<Both> both;
  auto find = theirs.prepare("SELECT id FROM handle WHERE kind = ?1 AND normal = ?2 AND scope = ?3");
  for (auto list = mine.prepare(fmt::format("SELECT id, kind, normal, scope FROM handle WHERE {} ORDER BY kind, normal, scope", compared_handles)); list.step();) {
    find.bind_all(list.text(1), list.text(2), list.text(3));
    if (find.step()) {
      both.push_back({list.integer(0), find.integer(0), std::string(list.text(1))});
      ++kinds[both.back().kind].both;
    }
    find.reset();
  }
  const auto files_here = files_of(mine), files_there = files_of(theirs);
  std::map<std::string, std::int64_t> same_files;  // hash → record here
  for (const auto& [hash, record] : files_here)
    if (files_there.contains(hash)) same_files.emplace(hash, record);

  // In both logs before anything is told.
  const auto reference_here = view.case_file().info("reference"), reference_there = there.info("reference");
  const auto details = fmt::format("{{\"identifiers\":{},\"files\":{}}}", both.size(), same_files.size());
  std::string their_log = "It stands in the audit logs of both cases.";
  try {
    there.audit().append({casefile::AuditAct::combination, "compared with another case", "case " + reference_here, details, "", std::string(authority)});
  } catch (const Error& error) {
    their_log = fmt::format("The audit log of {} could not be written ({}): it stands in this case's alone.", reference_there, error.what());
  }
  view.case_file().audit().append({casefile::AuditAct::combination, their_log.starts_with("It") ? "compared with another case" : "compared with another case, whose log could not be written",
                                   "case " + reference_there, details, "", std::string(authority)});

  AnswerWriter out(view, "recurs");
  out.parameter("here", reference_here).parameter("there", reference_there).parameter("authority", authority);
  out.table("By kind", {"kind", "here", "there", "in both"});
  for (const auto& [kind, n] : kinds) out.row().word(kind).count(n.here).count(n.there).count(n.both);
  out.row().word("files").count(static_cast<std::int64_t>(files_here.size())).count(static_cast<std::int64_t>(files_there.size())).count(static_cast<std::int64_t>(same_files.size()));
  out.table("In both cases", {"identifier", "kind", "records here", "how", "exhibits here", "first here", "last here", "records there", "how there", "exhibits there", "first there", "last there"});
  auto use_here = mine.prepare(recurring_use_sql), use_there = theirs.prepare(recurring_use_sql);
  for (std::size_t i = 0; i < both.size() && i < most; ++i) {
    const auto a = read_use(use_here, both[i].here), b = read_use(use_there, both[i].there);
    out.row().handle(both[i].here).word(both[i].kind).figure(a.records(), {{"handle", std::to_string(both[i].here)}}).word(a.words()).count(a.exhibits).time(a.first).time(a.last);
    out.count(b.records()).word(b.words()).count(b.exhibits).time(b.first).time(b.last);
  }
  out.table("Files in both cases", {"SHA-256", "first record here"});
  std::size_t shown = 0;
  for (const auto& [hash, record] : same_files)
    if (++shown <= most) out.row().word(hash).record(record);
  if (both.size() > most) out.note(fmt::format("{} of {} identifiers are given.", most, both.size()));
  if (same_files.size() > most) out.note(fmt::format("{} of {} files are given.", most, same_files.size()));
  out.note(fmt::format("On the authority of: {}. {}", authority, their_log));
  out.note("Of the other case only counts of what both hold are told: no names, texts or records. Short and withheld numbers and bare names are left out. That both hold a number says nothing about why: a taxi recurs everywhere.");
  return out.finish();
}

}  // namespace clew::view
