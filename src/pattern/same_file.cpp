// Worked example: photo 3f9a… is sent by +447700900001 on 4 March 09:15 (on ABC/1, out), arrives on
// ABC/2 at 09:15 and goes on from ABC/2's owner to ABC/3 at 11:02. One lead for the three: first
// seen at 09:15 on ABC/1, and the order in which the others have it.
//
// There is no null model: two files with one SHA-256 are the same file. What chance there is lies in
// common files (stickers, ring tones, the wallpaper of a maker): files on most exhibits are listed
// as common and make no lead.
#include "pattern/same_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace clew::pattern {

std::vector<SharedFile> find_same_files(std::vector<FileCopy> copies, std::uint32_t exhibits,
                                        const SameFileOptions& options) {
  std::erase_if(copies, [](const FileCopy& copy) { return copy.sha256.empty(); });
  std::sort(copies.begin(), copies.end(), [](const FileCopy& a, const FileCopy& b) {
    return std::tuple(std::string_view(a.sha256), !a.time.has_value(), a.time.value_or(0),
                      a.exhibit, a.record) < std::tuple(std::string_view(b.sha256),
                                                        !b.time.has_value(), b.time.value_or(0),
                                                        b.exhibit, b.record);
  });
  std::vector<SharedFile> result;
  for (std::size_t begin = 0, end; begin < copies.size(); begin = end) {
    std::set<std::int64_t> on;
    for (end = begin; end < copies.size() && copies[end].sha256 == copies[begin].sha256; ++end)
      on.insert(copies[end].exhibit);
    if (on.size() < 2) continue;
    SharedFile file;
    file.sha256 = copies[begin].sha256;
    file.exhibits = static_cast<std::uint32_t>(on.size());
    file.common = on.size() >= 5 && double(on.size()) > options.common_share * exhibits;
    for (std::size_t i = begin; i < end; ++i)
      file.copies.push_back(std::move(copies[i]));
    result.push_back(std::move(file));
  }
  auto first = [](const SharedFile& file) {
    return file.copies.front().time.value_or(link::Events::max_time);
  };
  std::sort(result.begin(), result.end(), [&](const SharedFile& a, const SharedFile& b) {
    return std::tuple(a.exhibits, first(a), a.sha256) < std::tuple(b.exhibits, first(b), b.sha256);
  });
  return result;
}

Leads same_file_leads(const std::vector<SharedFile>& files, bool any_hashes,
                      const SameFileOptions& options) {
  Leads result;
  if (!any_hashes) {
    result.not_looked_for.push_back(
        {"same-file", "no attachment of the case is there with its bytes, so there are no hashes"});
    return result;
  }
  std::size_t common = 0, further = 0;
  for (const SharedFile& file : files) {
    if (file.common) {
      ++common;
      continue;
    }
    if (result.leads.size() >= options.most_leads) {
      ++further;
      continue;
    }
    Lead lead;
    lead.detector = "same-file";
    const FileCopy* first = nullptr;
    std::set<Handle> seen;
    std::uint32_t uncertain = 0;
    Table table{"Where it is, by time", {"time", "exhibit's owner", "sent by", "named", "record"}, {}};
    std::set<std::string_view> names;
    for (const FileCopy& copy : file.copies) {
      if (copy.time && !first) first = &copy;
      uncertain += !copy.time || !copy.certain_time;
      for (Handle who : {copy.owner, copy.from})
        if (who != link::no_handle && seen.insert(who).second) lead.subjects.push_back(who);
      auto party = [](Handle who) { return who == link::no_handle ? words("-") : handle(who); };
      table.rows.push_back({copy.time ? time(*copy.time) : words("not known"), party(copy.owner), party(copy.from),
                            words(copy.name.empty() ? "-" : copy.name), record(copy.record)});
      if (!copy.name.empty()) names.insert(copy.name);
      lead.evidence.push_back(copy.record);
      if (copy.time) {
        if (lead.from == 0) lead.from = *copy.time;
        lead.to = *copy.time;
      }
    }
    lead.parameters = {{"compared by", "SHA-256"}, {"file", file.sha256}};
    lead.observed = file.exhibits;
    lead.expected = 1;
    lead.null_model = "none: the same hash is the same file, this is no comparison with chance";
    // Named as on the device that had it first, of those that name it.
    auto named = std::find_if(file.copies.begin(), file.copies.end(), [](const FileCopy& copy) { return !copy.name.empty(); });
    lead.title = {words("The same file"),
                  words(named == file.copies.end() ? "" : fmt::format(" (\"{}\"{})", named->name, names.size() > 1 ? ", elsewhere named otherwise" : "")),
                  words(" is on "), count(file.exhibits), words(" exhibits")};
    if (first) {
      lead.title.push_back(words(", first seen "));
      lead.title.push_back(time(first->time.value()));
      if (first->owner != link::no_handle) {
        lead.title.push_back(words(" on the phone of "));
        lead.title.push_back(handle(first->owner));
      }
    }
    lead.explanation = {{words("SHA-256 " + file.sha256)}};
    lead.tables.push_back(std::move(table));
    if (uncertain > 0)
      lead.against.push_back({count(uncertain), words(" of the copies have no certain time: "
                                                      "the order may be another.")});
    lead.against.push_back({words("First seen is first in these exhibits; a phone that is not here "
                                  "may have had it before.")});
    lead.alternatives = {"a picture from the web or a channel that both follow",
                         "a file that came with an app or a phone", "one person's two phones"};
    result.leads.push_back(std::move(lead));
  }
  if (common > 0)
    result.not_looked_for.push_back(
        {"same-file (common)",
         fmt::format("{} files are on most exhibits: parts of apps and phones, as a rule", common)});
  if (further > 0)
    result.not_looked_for.push_back(
        {"same-file",
         fmt::format("{} further files are on more exhibits or later than the {} shown", further,
                     options.most_leads)});
  order_leads(result.leads);
  return result;
}

}  // namespace clew::pattern
