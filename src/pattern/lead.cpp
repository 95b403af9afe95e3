#include "pattern/lead.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/sha256.h"
#include "base/time.h"

namespace clew::pattern {

Part words(std::string_view text) { return {Part::Kind::text, std::string(text), 0, 0}; }
Part handle(Handle handle) { return {Part::Kind::handle, "", handle, 0}; }
Part time(Millis time) { return {Part::Kind::time, "", time, 0}; }
Part day(std::int64_t day) { return {Part::Kind::day, "", day, 0}; }
Part duration(Millis length) { return {Part::Kind::duration, "", length, 0}; }
Part count(std::int64_t count) { return {Part::Kind::count, "", count, 0}; }
Part number(double number) { return {Part::Kind::number, "", 0, number}; }
Part record(std::int64_t record) { return {Part::Kind::record, "", record, 0}; }

std::string plain(const Sentence& sentence) {
  std::string text;
  for (const Part& part : sentence)
    switch (part.kind) {
      case Part::Kind::text:
        text += part.text;
        break;
      case Part::Kind::handle:
        text += fmt::format("#{}", part.value);
        break;
      case Part::Kind::time:
        text += to_iso_local(part.value * 1000);
        break;
      case Part::Kind::day:
        text += to_iso_local(part.value * link::millis_per_day * 1000).substr(0, 10);
        break;
      case Part::Kind::duration:
        text += fmt::format("{} s", part.value / 1000);
        break;
      case Part::Kind::number:
        text += fmt::format("{:.2g}", part.number);
        break;
      case Part::Kind::count:
      case Part::Kind::record:
        text += fmt::format("{}", part.value);
        break;
    }
  return text;
}

Sentence agreed(Sentence sentence) {
  for (std::size_t i = 1; i < sentence.size(); ++i) {
    Part& noun = sentence[i];
    const Part& before = sentence[i - 1];
    if (before.kind != Part::Kind::count || before.value != 1 || noun.kind != Part::Kind::text) continue;
    for (std::string_view word : {"times", "events", "hours", "days", "exhibits", "cells", "contacts", "numbers and accounts", "other numbers and accounts", "lines", "messages",
                                  "calls", "groups", "records", "recipients", "different recipients", "contradictions", "texts", "earlier contacts",
                                  "other proposed changes", "others", "members"}) {
      std::string_view text = noun.text;
      if (!text.starts_with(' ') || !text.substr(1).starts_with(word)) continue;
      auto rest = text.substr(1 + word.size());
      bool alone = rest.empty() || std::string_view(".,;:)").find(rest[0]) != std::string_view::npos;
      for (std::string_view next : {" of ", " in ", " to ", " on ", " within ", " between ", " with "})
        alone |= rest.starts_with(next);
      for (std::string_view next : {" they ", " both "}) alone |= word == "times" && rest.starts_with(next);
      for (auto [many, one] : {std::pair<std::string_view, std::string_view>{" are ", " is "},
                               {" have ", " has "},
                               {" say ", " says "},
                               {" fall ", " falls "}})
        if (rest.starts_with(many)) {
          noun.text.replace(1 + word.size(), many.size(), one);
          alone = true;
          break;
        }
      if (alone) noun.text.erase(word.size(), 1);
      if (alone && word.ends_with("numbers and accounts"))  // "number or account"
        noun.text.replace(1 + word.size() - std::string_view("numbers and accounts").size(), std::string_view("numbers and").size(), "number or");
      break;
    }
  }
  return sentence;
}

double Lead::p() const { return std::pow(10, log10_p); }

void order_leads(std::vector<Lead>& leads) {
  std::stable_sort(leads.begin(), leads.end(), [](const Lead& a, const Lead& b) {
    return std::tie(a.ordinary, a.log10_p, a.detector, b.observed, a.subjects, a.from, a.to, a.evidence) <
           std::tie(b.ordinary, b.log10_p, b.detector, a.observed, b.subjects, b.from, b.to, b.evidence);
  });
}

std::string lead_id(const Lead& lead, const std::function<std::string(Handle)>& name_of) {
  std::string bytes = lead.detector;
  auto add = [&](std::string_view field) {
    bytes.push_back('\0');
    bytes.append(field);
  };
  for (Handle subject : lead.subjects)
    add(name_of ? name_of(subject) : std::to_string(subject));
  add(std::to_string(lead.from));
  add(std::to_string(lead.to));
  for (const auto& parameter : lead.parameters) {
    add(parameter.key);
    add(parameter.value);
  }
  return sha256_hex(bytes).substr(0, 16);
}

}  // namespace clew::pattern
