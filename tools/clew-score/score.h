// Judges the outputs of a case against the truth of a generated one.
//
//   Truth truth = load_truth(stream);              // truth.json or truth.jsonl
//   Records records(truth);
//   records.read(export_stream);                   // clew export CASE --records
//   Report report = judge(truth, records, outputs);
//
// How things are matched is written in docs/guide/synthetic-cases.md; in short:
//   records     exhibit, file (longest common tail of the path), then byte offset, line, row
//   leads       by detector; numbers compared as digits in international form; intervals by overlap
//   evidence    a cited record must be in the export and have a subject of the lead among its
//               participants (or be of the exhibit, where exhibits are the subjects)
//
// Everything throws std::runtime_error on input that is not of the promised form. One thread.
#pragma once

#include <array>
#include <iosfwd>
#include <set>
#include <string>

#include "records.h"
#include "report.h"
#include "truth.h"

namespace clew::score {

// What `clew leads|people|time CASE --json` say, as texts, and `links` and `compare`, which grow with the records and are
// read through; empty or null = not given.
struct Outputs {
  std::string leads, people, time;
  std::string changes;  // clew links CASE --changes --json: suggestions for numbers that changed; without it the leads are the suggestions
  std::istream* links = nullptr;
  std::istream* compare = nullptr;
  std::ostream* missed = nullptr;  // takes what was missed or wrong of copies and both ends, a line each, parts divided by tabs
};

// Triples of numbers whose planted relays could be told from chance by whoever knows all but which they are. In told_apart.cpp.
std::set<std::array<std::string, 3>> told_apart(const Truth& truth);

Report judge(const Truth& truth, Records* records, const Outputs& outputs);

// Judges `clew compare CASE --json`, a difference at a time. In ends.cpp.
EndsScore judge_ends(const Truth& truth, const Records& records, std::istream& compare_json, std::ostream* missed = nullptr);

}  // namespace clew::score
