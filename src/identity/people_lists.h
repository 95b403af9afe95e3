// People on lists: cards and tables that give more of a person than a number (a name with a birthday, a town, an address). Which two rows
// may mean one person, by all that both give: Fellegi and Sunter's weights, learned in the case (fellegi_sunter.h).
//
//   "Robert Allen", born 1971-06-24, London   and   "Rob Alen", born 1971-06-24, Londn
//   given name: a short form +4.2; family name: a slip +7.3; birthday the same +12.4; town: a slip +2.8   = 26.7 bits
//
// What the weights cannot know is stated here. They add up as if fields were independent, and in a family they are not: brothers share the
// family name and the house, twins the birthday too, father and son the whole name. So wholly different given names, and wholly different
// birthdays, weigh at least as much against as a known conflict does, and no such pair is ever called high; and names alone propose nothing, nor does anything without a name.
//
// Pure, deterministic for any order of the rows and number of threads. Cost: the candidate pairs of the blocking rules, at most 400 rows a block.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/thread_pool.h"

namespace clew::identity {

// One row or card. Empty: not given.
struct ListedPerson {
  std::int64_t record = 0, handle = 0;
  std::string name;           // whole; for those without the two below
  std::string given, family;  // where the source keeps them apart
  std::string born;           // YYYYMMDD, or figures as written
  std::string town, place, postcode;
  std::string mail;
};

struct ListStep {
  std::string feature;  // "given name", "family name", "birthday", "town", "place", "postcode", "e-mail name", "seldom twice"
  std::string words;    // one sentence
  double bits = 0;
  bool name = false, apart = false;  // of a name; speaks so much against that the pair is never called high
};

struct ListPair {
  std::uint32_t a = 0, b = 0;  // rows, a < b
  double bits = 0;             // sum of the steps
  std::vector<ListStep> steps;
  bool whole = false;  // both names agree, or one and the birthday or the name of an e-mail address; else never called high
};

struct ListReport {
  std::uint64_t candidates = 0;
  std::uint64_t left_out = 0;  // pairs in blocks of more than 400 rows
  bool keep_pairs = false;     // asked for: `pairs`
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  // the candidates, rows, each once
};

// `least_bits`: the bits of the prior that the caller takes off. Where nearly nobody stands twice, a step says so and takes off more.
// Pairs of rows with different handles whose steps add up to at least `least_bits`, in order; one for each two handles, the heaviest.
std::vector<ListPair> list_pairs(const std::vector<ListedPerson>& people, double least_bits, ThreadPool& pool,
                                 ListReport* report = nullptr);

}  // namespace clew::identity
