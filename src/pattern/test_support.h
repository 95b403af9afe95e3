// For tests only: the reference sets as events.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/time.h"
#include "link/clock.h"
#include "link/events.h"
#include "link/test_support.h"
#include "link/text_hash.h"

namespace clew::pattern::testing {

using link::EventRow;
using link::Events;
using link::Handle;
using link::testing::build;
using link::testing::read_csv;
using link::testing::shared_data;

// Calls of the VAST Challenge 2008; handles are the numbers 0 … 399 of the set.
inline std::optional<Events> vast2008() {
  auto path = shared_data("patterns/vast2008-calls/CellPhoneCallRecords.csv");
  if (!path) return std::nullopt;
  std::vector<EventRow> rows;
  auto lines = read_csv(*path);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string& at = lines[i][2];  // 20060601 0008
    CivilTime civil{std::stoi(at.substr(0, 4)),
                    std::stoi(at.substr(4, 2)),
                    std::stoi(at.substr(6, 2)),
                    std::stoi(at.substr(9, 2)),
                    std::stoi(at.substr(11, 2)),
                    0,
                    0};
    rows.push_back({.from = static_cast<Handle>(std::stoul(lines[i][0])),
                    .to = static_cast<Handle>(std::stoul(lines[i][1])),
                    .time_us = to_micros(civil),
                    .has_time = true,
                    .kind = link::EventKind::call,
                    .duration_s = std::stoll(lines[i][3]),
                    .record = static_cast<std::int64_t>(i)});
  }
  return build(401, rows);
}

inline std::optional<Events> college_messages() {
  auto path = shared_data("patterns/collegemsg/CollegeMsg.txt");
  if (!path) return std::nullopt;
  std::vector<EventRow> rows;
  for (const auto& line : read_csv(*path, ' '))
    rows.push_back({.from = static_cast<Handle>(std::stoul(line[0])),
                    .to = static_cast<Handle>(std::stoul(line[1])),
                    .time_us = std::stoll(line[2]) * 1'000'000,
                    .has_time = true,
                    .kind = link::EventKind::chat,
                    .record = static_cast<std::int64_t>(rows.size() + 1)});
  return build(1900, rows);
}

// The small generated case, clocks solved and copies merged.
struct SmallCase {
  Events events;
  std::map<std::string, Handle> handle;
  std::vector<std::string> name;
  nlohmann::json truth;
};
inline std::optional<SmallCase> small_case() {
  auto path = shared_data("patterns/synthcase-s1/comms.csv");
  if (!path) return std::nullopt;
  SmallCase made;
  made.truth = nlohmann::json::parse(read_file(path->parent_path() / "truth.json"));
  auto lines = read_csv(*path);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    made.handle.emplace(lines[i][4], 0);
    if (!lines[i][5].starts_with("grp:")) made.handle.emplace(lines[i][5], 0);
  }
  for (auto& [name, handle] : made.handle) {
    handle = static_cast<Handle>(made.name.size());
    made.name.push_back(name);
  }
  std::vector<link::SharedKey> copies;
  auto kind_of = [](const std::string& word) {
    return word == "call"  ? link::EventKind::call
           : word == "sms" ? link::EventKind::sms
                           : link::EventKind::chat;
  };
  std::map<std::string, std::uint64_t> number;
  auto number_of = [&](const std::string& name) {
    return number.try_emplace(name, number.size() + 1).first->second;
  };
  for (std::size_t i = 1; i < lines.size(); ++i) {
    link::SharedKey copy;
    copy.exhibit = lines[i][1] == "CDR" ? 99 : std::stoll(lines[i][1].substr(1));
    copy.time = std::stoll(lines[i][2]) * 1000;
    copy.kind = kind_of(lines[i][3]);
    copy.duration_s = copy.kind == link::EventKind::call ? std::stoi(lines[i][6]) : -1;
    std::uint64_t to = number_of(lines[i][5]);
    copy.key = link::shared_key(number_of(lines[i][4]), {&to, 1}, copy.kind, copy.duration_s,
                                lines[i][7], "");
    copy.record = static_cast<std::int64_t>(i);
    copies.push_back(copy);
  }
  link::ClockReport clocks = link::solve_clocks(copies, {});
  std::vector<std::int64_t> repeats = link::merge_copies(copies, clocks, {}).repeats();

  link::EventsBuilder builder(static_cast<std::uint32_t>(made.name.size()));
  std::map<std::string, std::uint32_t> groups;
  for (const auto& [name, people] : made.truth["groups"].items()) {
    std::vector<Handle> members;
    for (int person : people)
      for (const auto& handle : made.truth["persons"][person]["handles"])
        if (made.handle.contains(handle)) members.push_back(made.handle[handle]);
    groups[name] = builder.add_group(members);
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto id = static_cast<std::int64_t>(i);
    if (std::binary_search(repeats.begin(), repeats.end(), id)) continue;
    const link::SharedKey& copy = copies[i - 1];
    EventRow row;
    row.from = made.handle[lines[i][4]];
    if (auto group = groups.find(lines[i][5]); group != groups.end())
      row.group = group->second;
    else
      row.to = made.handle[lines[i][5]];
    row.time_us = (copy.time - clocks.find(copy.exhibit)->offset_at(copy.time)) * 1000;
    row.has_time = true;
    row.kind = copy.kind;
    row.duration_s = copy.duration_s;
    row.text = link::text_hash(lines[i][7]);
    row.record = id;
    builder.add(row);
  }
  ThreadPool pool(1);
  made.events = std::move(builder).build(pool);
  return made;
}

}  // namespace clew::pattern::testing
