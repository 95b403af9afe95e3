#include "statements.h"

#include <algorithm>
#include <array>

#include "phone_layouts.h"

namespace clew::gen {
namespace {

std::string long_date(std::int64_t t) {
  static constexpr std::array months{"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
  const Civil c = local_time(london_zone, t);
  return std::to_string(c.day) + " " + months[static_cast<std::size_t>(c.month - 1)] + " " +
         std::to_string(c.year);
}

std::string clock(std::int64_t t) {
  std::string out;
  append_clock(out, local_time(london_zone, t), false);
  return out;
}

// One fact, told by two witnesses: the sentence with {}, their values, whether they truly differ.
struct Fact {
  std::string attribute, subject, sentence, first, second;
  bool decoy;
};

Fact make_fact(const World& world, int n, Rng& rng) {
  const Person& who = world.people[rng.below(static_cast<std::uint32_t>(world.people.size()))];
  const std::string name = who.latin();
  const bool decoy = n % 2 == 1;
  const std::int64_t day =
      world.start() +
      std::int64_t{86400} * rng.below(static_cast<std::uint32_t>(world.settings().days - 3));
  static constexpr std::array words{"three", "four", "five", "six", "seven", "eight"};
  switch (n % 6) {
    case 0: {
      const int age = 19 + static_cast<int>(rng.below(40));
      return {"age",
              name,
              name + " told me that he or she was {} years old.",
              std::to_string(age),
              std::to_string(age + 2 + static_cast<int>(rng.below(5))),
              decoy};
    }
    case 1: {
      const std::string hour = std::to_string(2 + rng.below(9));
      return {"time",
              name,
              name + " came to the house at {} in the afternoon.",
              hour + ":30",
              "half past " + hour,
              true};
    }
    case 2:
      return {"date",
              name,
              "The van with " + name + " left on {}.",
              long_date(day),
              long_date(day + 86400 * (1 + rng.below(2))),
              decoy};
    case 3: {
      const auto k = rng.below(6);
      return {"count",  name, name + " carried {} boxes into the hall.", std::to_string(k + 3),
              words[k], true};
    }
    case 4: {
      const int sum = 10 * static_cast<int>(rng.between(12, 60));
      return {"amount",
              name,
              name + " paid {} pounds for the room.",
              std::to_string(sum),
              std::to_string(sum + 10 * static_cast<int>(rng.between(4, 20))),
              decoy};
    }
    default: {
      const int sum = 100 * static_cast<int>(rng.between(2, 9));
      return {"amount",
              name,
              name + " lent me {} pounds that month.",
              std::to_string(sum),
              "about " + std::to_string(sum),
              true};
    }
  }
}

}  // namespace

std::vector<Statement> write_statements(OutputTree& tree, const World& world,
                                        const std::vector<QuotedMessage>& messages, int after,
                                        int count, int contradictions, Truth& truth) {
  const Settings& s = world.settings();
  std::vector<Statement> out;
  std::vector<std::string> texts(static_cast<std::size_t>(count));
  std::vector<int> paragraph(static_cast<std::size_t>(count), 0);
  auto span_line = [&](const std::string& text, std::size_t offset) {
    return static_cast<std::uint64_t>(
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n') + 1);
  };
  for (int n = 0; n < count; ++n) {
    Rng rng(s.seed, Stream::statement, static_cast<std::uint64_t>(n));
    Statement statement;
    statement.reference = world.reference(after + n + 1);
    statement.folder = s.reference_prefix + "_" + std::to_string(after + n + 1);
    const int first = s.core + s.lines * s.customers;
    const auto others = static_cast<std::uint32_t>(std::max(1, s.people - first));
    const Person& witness =
        world.people[static_cast<std::size_t>(first) % world.people.size() +
                     rng.below(others) %
                         std::max<std::size_t>(
                             1, world.people.size() - static_cast<std::size_t>(first))];
    statement.witness = witness.latin();
    statement.file = &tree.create(statement.folder + "/statement.txt", Encoding::utf8);
    std::string& text = texts[static_cast<std::size_t>(n)];
    text = "WITNESS STATEMENT\n\nReference: " + statement.reference +
           "\nStatement of: " + statement.witness +
           "\nDate of statement: " + long_date(world.end() + 86400 * (2 + n)) + "\n\n";
    text += std::to_string(++paragraph[static_cast<std::size_t>(n)]) +
            ". I make this statement about what I saw and about the messages that I was shown. "
            "I have lived at the address since " +
            std::to_string(2012 + rng.below(12)) + " and I work in a kitchen.\n\n";
    // A protected person is named in passing.
    if (n % 2 == 0 && !world.protected_people.empty()) {
      const int p =
          world.protected_people[static_cast<std::size_t>(n / 2) % world.protected_people.size()];
      text += std::to_string(++paragraph[static_cast<std::size_t>(n)]) + ". At that time " +
              world.people[static_cast<std::size_t>(p)].latin() + " had the room next to mine.\n\n";
      truth.protected_places.push_back(
          {p, "statement", {truth.keep(statement.reference), statement.file, {1, 1, 0}}});
    }
    out.push_back(std::move(statement));
  }
  for (std::size_t m = 0; m < messages.size() && count > 0; ++m) {
    const auto& quoted = messages[m];
    const std::size_t n = m % static_cast<std::size_t>(count);
    Rng rng(s.seed, Stream::statement, 1'000'000 + m);
    std::string kind = "exact";
    std::string said = quoted.text;
    if (m % 3 == 1) {
      kind = "altered";  // a word lost
      const auto space = said.find(' ', 1);
      const auto next = space == std::string::npos ? space : said.find(' ', space + 1);
      if (next != std::string::npos)
        said.erase(space, next - space);
      else
        kind = "exact";
    } else if (m % 3 == 2 && quoted.language != "en") {
      kind = "translated";
      said = quoted.english;
    }
    std::string& text = texts[n];
    text += std::to_string(++paragraph[n]) + ". On " + long_date(quoted.t) + " at about " +
            clock(quoted.t) + " there was a message. It said: \"";
    const std::size_t offset = text.size();
    text += said;
    text += "\". I remember it because of what happened that week.\n\n";
    truth.quotes.push_back({kind, quoted.id, out[n].reference, out[n].file->path(),
                            span_line(text, offset), offset, said.size()});
  }
  for (int c = 0; c < 2 * contradictions && count >= 2; ++c) {
    Rng rng(s.seed, Stream::statement, 2'000'000 + static_cast<std::uint64_t>(c));
    const Fact fact = make_fact(world, c, rng);
    ContradictionTruth entry{fact.attribute, fact.subject, fact.decoy, {}};
    for (int v = 0; v < 2; ++v) {
      const std::size_t n = static_cast<std::size_t>((c / 2 + v) % count);
      const std::string& value = v == 0 ? fact.first : fact.second;
      std::string& text = texts[n];
      const auto slot = fact.sentence.find("{}");
      text += std::to_string(++paragraph[n]) + ". " + fact.sentence.substr(0, slot);
      const std::size_t offset = text.size();
      text += value + fact.sentence.substr(slot + 2) + "\n\n";
      entry.versions.push_back({value, out[n].reference, out[n].file->path(),
                                span_line(text, offset), offset, value.size()});
    }
    truth.contradictions.push_back(std::move(entry));
  }
  for (std::size_t n = 0; n < out.size(); ++n)
    out[n].file->record(texts[n] +
                        "This statement is true to the best of my knowledge and belief.\n");
  return out;
}

}  // namespace clew::gen
