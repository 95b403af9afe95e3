// What is kept of the export: ids as numbers, texts once each, participants and copies one after the other in two long
// lists. A record that is asked for by its id is found by halving.
#include <algorithm>
#include <cstdlib>
#include <istream>
#include <numeric>
#include <ostream>
#include <stdexcept>

#include "export_line.h"
#include "score.h"

namespace clew::score {
namespace {

std::string percent_decoded(std::string_view text) {
  auto hex = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

// "ABC/1#12" → "ABC/1" and 12; what has no such number is its own prefix, with this one.
constexpr std::uint64_t no_number = 0xFFFFFFFF;

std::pair<std::string, std::uint64_t> parts_of(const std::string& id) {
  const auto hash = id.rfind('#');
  if (hash == std::string::npos || hash + 1 == id.size() || id.size() - hash > 10 || id[hash + 1] == '0') return {id, no_number};
  std::uint64_t number = 0;
  for (auto i = hash + 1; i < id.size(); ++i) {
    if (id[i] < '0' || id[i] > '9') return {id, no_number};
    number = number * 10 + static_cast<std::uint64_t>(id[i] - '0');
  }
  return {id.substr(0, hash), number};
}

}  // namespace

std::uint32_t Records::Words::number(const std::string& word) {
  const auto [found, fresh] = numbers.try_emplace(word, static_cast<std::uint32_t>(words.size()));
  if (fresh) words.push_back(word);
  return found->second;
}

std::optional<std::uint32_t> Records::Words::find(const std::string& word) const {
  const auto found = numbers.find(word);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

void Records::read(std::istream& jsonl) {
  for (auto& list : seen_) list.assign(truth_.record_count(), false);
  std::string text;
  ExportLine line;
  std::uint64_t number = 0;
  while (std::getline(jsonl, text)) {
    ++number;
    if (text.empty()) continue;
    try {
      line.read(text);
    } catch (const std::runtime_error& error) {
      throw std::runtime_error("records, line " + std::to_string(number) + ": " + error.what());
    }
    add(line);
  }
  seal();
}

std::uint64_t Records::id_of(const std::string& id) {
  const auto [prefix, number] = parts_of(id);
  return std::uint64_t{prefixes_.number(prefix)} << 32 | number;
}

// Exports come file by file: the file of the line before is looked at first.
std::uint32_t Records::file_of(const ExportLine& line) {
  std::string file = line.file;
  if (const auto colon = line.position.find(':'); file.empty() && colon != std::string::npos)
    file = percent_decoded(std::string_view(line.position).substr(colon + 1, line.position.rfind('@') - colon - 1));
  if (last_file_.second == file && last_file_.first == line.exhibit && !file.empty()) return last_file_number_;
  auto [known, fresh] = files_.try_emplace({line.exhibit, file}, Truth::none);
  if (fresh) {
    // Paths may come as positions write them.
    known->second = truth_.find_file(line.exhibit, percent_decoded(file));
    if (known->second == Truth::none) known->second = truth_.find_file(line.exhibit, file);
  }
  last_file_ = known->first;
  last_file_number_ = known->second;
  return known->second;
}

void Records::add(const ExportLine& line) {
  ++total;
  Record record;
  record.id = id_of(line.id);
  const auto exhibit = exhibits_.number(line.exhibit);
  // Service, "export" or "table", state: to say which copies were not found.
  const auto form = forms_.number(line.service + (line.file.find("WhatsApp") != std::string::npos ? "/export" : "/table") +
                                  (line.state == "existing" ? "" : "/" + line.state) + (line.has_media ? "/media" : ""));
  if (exhibit > 0xFFFF || form > 0xFFFF) throw std::runtime_error("records: more than 65,536 exhibits or forms");
  record.exhibit = static_cast<std::uint16_t>(exhibit);
  record.form = static_cast<std::uint16_t>(form);
  if (people_.size() > 0xFFFF0000 || copies_.size() > 0xFFFF0000) throw std::runtime_error("records: more than can be counted");
  record.people = static_cast<std::uint32_t>(people_.size());
  record.copies = static_cast<std::uint32_t>(copies_.size());

  const auto file = file_of(line);
  const Locator at = parse_position(line.position);
  const auto place = truth_.find_place(file, at.offset, at.line, at.row);
  if (place) record.event = place->event;
  if (record.event == Truth::contact
          ? line.kind != "contact"
          : record.event != Truth::none && truth_.events[record.event].kind != 'p' &&
                truth_.events[record.event].kind != line.kind[0]) {
    // Such as the cell of a call as a location of its own: true, but not the record asked for.
    ++beside;
    record.event = Truth::none;
  } else if (record.event != Truth::none) {
    auto told = seen_[place->by][place->place];
    ++(told ? twice : matched);
    told = true;
    if (record.event == Truth::contact) record.event = Truth::none;
  } else if (truth_.corrupt_at(file, at.offset, at.line, at.row) != Truth::none) {
    ++of_damaged_rows;
  } else {
    ++elsewhere;
  }
  for (const auto& name : line.participants) {
    const auto known = names_.number(number_key(name));
    if (std::find(people_.begin() + record.people, people_.end(), known) == people_.end()) people_.push_back(known);
  }
  for (const auto& copy : line.copies) copies_.push_back(id_of(copy));
  if (record.event != Truth::none && line.kind == "message") judge_language(line, truth_.events[record.event]);
  records_.push_back(record);
}

void Records::judge_language(const ExportLine& line, const TruthEvent& event) {
  if (event.language == 0 || event.brief || event.media || line.text.empty()) return;
  const std::string code = line.language.substr(0, 2);
  const std::string& wanted = truth_.languages[event.language];
  const bool right = code == wanted || (event.also != 0 && code == truth_.languages[event.also]);
  const bool open = line.language.empty() || line.language == "und";
  auto count = [&](LanguageScore& s) {
    ++s.lines;
    if (open)
      ++s.undetermined;
    else if (right)
      ++s.right;
    else if (code == "en")
      ++s.called_english;
  };
  count(languages[wanted]);
  if (count_words(line.text) >= 3) count(long_lines);
}

// In order of ids. An export is in that order already, unless it was put together by hand.
void Records::seal() {
  for (auto& list : seen_) list = {};
  Record end;
  end.people = static_cast<std::uint32_t>(people_.size());
  end.copies = static_cast<std::uint32_t>(copies_.size());
  auto less = [](const Record& a, const Record& b) { return a.id < b.id; };
  if (!std::is_sorted(records_.begin(), records_.end(), less)) {
    std::vector<std::uint32_t> order(records_.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return records_[a].id < records_[b].id; });
    records_.push_back(end);
    std::vector<Record> records;
    std::vector<std::uint32_t> people;
    std::vector<std::uint64_t> copies;
    for (const auto i : order) {
      Record record = records_[i];
      const Record& next = records_[i + 1];
      const auto from_people = people_.begin(), to_people = people_.begin() + next.people;
      const auto from_copies = copies_.begin(), to_copies = copies_.begin() + next.copies;
      const auto first_person = record.people, first_copy = record.copies;
      record.people = static_cast<std::uint32_t>(people.size());
      record.copies = static_cast<std::uint32_t>(copies.size());
      people.insert(people.end(), from_people + first_person, to_people);
      copies.insert(copies.end(), from_copies + first_copy, to_copies);
      records.push_back(record);
    }
    records_ = std::move(records);
    people_ = std::move(people);
    copies_ = std::move(copies);
  }
  const auto twice_told = std::adjacent_find(records_.begin(), records_.end(),
                                             [](const Record& a, const Record& b) { return a.id == b.id; });
  if (twice_told != records_.end()) {
    throw std::runtime_error("records: id " + id(*twice_told) + " twice");
  }
  records_.push_back(end);
}

std::string Records::id(const Record& record) const {
  const auto number = record.id & no_number;
  return prefixes_.words[record.id >> 32] + (number == no_number ? std::string() : "#" + std::to_string(number));
}

const Records::Record* Records::find(std::uint64_t id) const {
  if (records_.empty()) return nullptr;
  const auto end = records_.end() - 1;
  const auto found = std::lower_bound(records_.begin(), end, id, [](const Record& r, std::uint64_t wanted) { return r.id < wanted; });
  return found == end || found->id != id ? nullptr : &*found;
}

const Records::Record* Records::find(const std::string& id) const {
  const auto [prefix, number] = parts_of(id);
  const auto known = prefixes_.find(prefix);
  return known ? find(std::uint64_t{*known} << 32 | number) : nullptr;
}

bool Records::involves(const Record& record, const std::string& key) const {
  const auto name = names_.find(key);
  const auto end = people_.begin() + (&record)[1].people;
  return name && std::find(people_.begin() + record.people, end, *name) != end;
}

// Pairs of copies: said to be the same event, against truly the same event.
void Records::judge_copies(std::ostream* missed) {
  std::uint64_t said = 0, right = 0;
  std::vector<std::uint32_t> told;  // records of events, by event
  for (std::size_t i = 0; i + 1 < records_.size(); ++i) {
    const Record& record = records_[i];
    if (record.event == Truth::none) continue;
    told.push_back(static_cast<std::uint32_t>(i));
    for (auto c = record.copies; c < records_[i + 1].copies; ++c) {
      const Record* copy = find(copies_[c]);
      if (copy == nullptr || copy->event == Truth::none) continue;
      ++said;
      if (copy->event == record.event)
        ++right;
      else if (missed != nullptr && record.id < copy->id)
        *missed << "copies\twrong\t" << id(record) << '\t' << id(*copy) << '\t' << forms_.words[record.form] << '\t' << forms_.words[copy->form] << '\n';
    }
  }
  std::sort(told.begin(), told.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(records_[a].event, a) < std::pair(records_[b].event, b);
  });
  auto silent = [&](const Record& r) {
    const auto& form = forms_.words[r.form];
    return form.find("/export") != std::string::npos &&
           (form.find("/revoked") != std::string::npos || form.find("/media") != std::string::npos);
  };
  // Which were missed, by form; and recall over those that something can tell.
  std::uint64_t pairs = 0;  // ordered, as `said` is when both ends name each other
  for (std::size_t begin = 0, end; begin < told.size(); begin = end) {
    for (end = begin + 1; end < told.size() && records_[told[end]].event == records_[told[begin]].event;) ++end;
    pairs += (end - begin) * (end - begin - 1);
    for (std::size_t x = begin; x < end; ++x)
      for (std::size_t y = begin; y < end; ++y) {
        if (x == y) continue;
        const Record &one = records_[told[x]], &other = records_[told[y]];
        const auto last = copies_.begin() + records_[told[x] + 1].copies;
        const bool found = std::find(copies_.begin() + one.copies, last, other.id) != last;
        const bool tells = !silent(one) && !silent(other);
        dedupe_telling.of += tells;
        dedupe_telling.hit += tells && found;
        if (!found && x < y) {
          const auto &a = forms_.words[one.form], &b = forms_.words[other.form];
          ++missed_copies[std::min(a, b) + " and " + std::max(a, b)];
          if (missed != nullptr) *missed << "copies\tmissed\t" << id(one) << '\t' << id(other) << '\t' << a << '\t' << b << '\n';
        }
      }
  }
  dedupe_precision = {right, said};
  dedupe_recall = {right, pairs};
}

}  // namespace clew::score
