#include "language/pipeline.h"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <sstream>

#include "language/apertium.h"
#include "language/apertium_stream.h"
#include "language/placeholder.h"
#include "language/plan.h"
#include "language/route.h"

namespace clew::language {
namespace {

// "Translates" by putting "the" before the text; misbehaves when told to.
class TestEngine : public Engine {
 public:
  std::string_view name() const override { return name_; }
  std::vector<std::string> languages() const override { return {"xx", "yy"}; }
  std::string route(std::string_view l) const override {
    return l == "xx" || l == "yy" ? std::string(l) + "→en" : "";
  }
  std::string version(std::string_view l) const override { return route(l) + " 1"; }
  std::optional<double> quality(std::string_view) const override { return bleu; }
  std::vector<Rendering> translate(std::string_view, std::span<const std::string> segments,
                                   std::stop_token) override {
    std::vector<Rendering> out;
    for (const auto& s : segments) {
      ++asked;
      Rendering r;
      r.words = count_words(s);
      if (s.find("refuse") != std::string::npos) {
        r.refusal = "would not";
      } else if (s.find("empty") != std::string::npos) {
        r.text = "";
      } else if (s.find("loop") != std::string::npos) {
        r.text = "and so and so and so and so and so";
      } else if (s.find("unknown") != std::string::npos) {
        r.text = s;
        r.unknown = r.words;
      } else {
        r.text = "the " + s;
      }
      if (lose_marks || s.find("drop") != std::string::npos) {
        std::string kept;
        for (std::size_t i = 0; i < r.text.size();) {
          if (mark_at(r.text, i)) {
            i += mark_bytes;
          } else {
            kept.push_back(r.text[i++]);
          }
        }
        r.text = kept;
      }
      if (lose_digits) std::erase_if(r.text, [](char c) { return c >= '0' && c <= '9'; });
      out.push_back(std::move(r));
    }
    return out;
  }
  std::string name_ = "test";
  bool lose_marks = false, lose_digits = false;
  double bleu = 10;
  std::atomic<std::size_t> asked{0};
};

std::vector<Translation> translate(std::shared_ptr<Engine> engine, const std::vector<Line>& lines,
                                   PipelineOptions options = {}) {
  if (options.threads == 0) options.threads = 1;
  return Pipeline({std::move(engine)}, options).translate(lines);
}
Translation one(std::shared_ptr<Engine> engine, const std::string& text,
                const std::string& language = "xx") {
  return translate(std::move(engine), {{7, text, language}})[0];
}

}  // namespace

TEST_CASE("every line gets exactly one status and the sums are right") {
  auto engine = std::make_shared<TestEngine>();
  const std::vector<std::pair<Line, Status>> cases = {
      {{1, "haus hof", "xx"}, Status::translated},
      {{2, "", "xx"}, Status::not_needed},
      {{3, "😂😂 12:30 http://a.example", "und"}, Status::not_needed},
      {{4, "we meet at noon", "en"}, Status::not_needed},
      {{5, "haus", "zz"}, Status::no_engine},
      {{6, "haus", "und"}, Status::no_engine},
      {{7, "refuse me", "xx"}, Status::refused},
      {{8, "empty of text", "xx"}, Status::refused},
      {{9, "loop here", "xx"}, Status::refused},
      {{10, "unknown things", "xx"}, Status::refused},
      {{11, "haus?\nrefuse", "xx"}, Status::low_confidence},
      {{12, "\xFF\xFE\x80", "xx"}, Status::not_needed},
      {{13, " \n\t ", "yy"}, Status::not_needed},
      {{14, "Ok 😂 jajajaja lol!", "xx"}, Status::not_needed},
      {{15, "ok haus", "xx"}, Status::translated},
  };
  Pipeline pipeline({engine}, {});
  std::size_t next = 0;
  std::vector<Translation> out;
  const auto totals = pipeline.run(
      [&](std::vector<Line>& into, std::size_t at_most) {
        for (std::size_t n = 0; n < at_most && next < cases.size(); ++n)
          into.push_back(cases[next++].first);
        return next < cases.size();
      },
      [&](std::span<const Translation> batch) {
        out.insert(out.end(), batch.begin(), batch.end());
      });
  REQUIRE(out.size() == cases.size());
  std::array<std::uint64_t, status_count> counted{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    CAPTURE(i);
    CHECK(out[i].id == cases[i].first.id);
    CHECK(word(out[i].status) == word(cases[i].second));
    ++counted[static_cast<std::size_t>(out[i].status)];
    const bool has_text =
        out[i].status == Status::translated || out[i].status == Status::low_confidence;
    CHECK(has_text == !out[i].text.empty());
    CHECK((has_text || !out[i].reason.empty()));
  }
  CHECK(totals.lines == counted);
  CHECK(totals.all() == cases.size());
}

TEST_CASE("line breaks, blanks and edge items stay where they were") {
  auto engine = std::make_shared<TestEngine>();
  CHECK(one(engine, "  haus \n\n hof 😂\r\n12\n").text == "  the haus \n\n the hof 😂\r\n12\n");
  CHECK(one(engine, "http://a.example haus +447700900123").text ==
        "http://a.example the haus +447700900123");
}

TEST_CASE("an hour at the end of a line is part of what the engine reads, an address is not") {
  ApertiumEngine apertium;
  if (!apertium.can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  const auto out = translate(std::make_shared<ApertiumEngine>(), {{1, "nos vemos a las 20:30", "es"}, {2, "nos vemos 😂 https://a.example", "es"}});
  CHECK(out[0].text == "We meet at 20:30");
  CHECK(out[1].text == "We meet 😂 https://a.example");
}

TEST_CASE("equal texts are translated once, also when only their items differ") {
  auto engine = std::make_shared<TestEngine>();
  std::vector<Line> lines;
  for (std::uint64_t i = 0; i < 100; ++i)
    lines.push_back({i, "ruf +4477009001" + std::to_string(10 + i % 50) + " an", "xx"});
  const auto out = translate(engine, lines);
  CHECK(engine->asked == 1);
  CHECK(out[23].text == "the ruf +447700900133 an");
}

TEST_CASE("texts that differ in plain numbers only are translated once, and each keeps its own") {
  auto engine = std::make_shared<TestEngine>();
  const auto out = translate(engine, {{1, "haus 15 und 7 hof", "xx"},
                                      {2, "haus 20 und 9 hof", "xx"},
                                      {3, "haus 1 und 2019 hof", "xx"},
                                      {4, "haus 44 und 5 hof", "xx"}});
  CHECK(out[0].text == "the haus 15 und 7 hof");
  CHECK(out[1].text == "the haus 20 und 9 hof");
  CHECK(out[2].text == "the haus 1 und 2019 hof");
  CHECK(out[3].text == "the haus 44 und 5 hof");
  CHECK(engine->asked == 2);  // one and years are not slots
}

TEST_CASE("a term of the glossary comes out as it says, whatever the engine does") {
  auto engine = std::make_shared<TestEngine>();
  PipelineOptions options;
  options.glossary = std::make_shared<const Glossary>(
      std::vector<GlossaryTerm>{{"xx", "Marfă", TermUse::translate, "goods"},
                                {"*", "Floare", TermUse::keep, ""},
                                {"xx", "hof", TermUse::note, "yard"}});
  const auto out = translate(engine,
                             {{1, "haus MARFA hof", "xx"},
                              {2, "Floare drop haus marfa baum", "xx"},
                              {3, "marfa", "xx"},
                              {4, "haus baum", "xx"},
                              {5, "haus marfa baum", "yy"}},
                             options);
  CHECK(out[0].text == "the haus goods hof");
  CHECK(out[0].glossary != "");
  CHECK(out[0].terms.size() == 2);  // the note is told, though it changes nothing
  CHECK(std::count(out[0].marks.begin(), out[0].marks.end(), Mark::glossary) == 1);
  CHECK(out[0].status == Status::translated);
  CHECK(out[1].text.find("goods") != std::string::npos);
  CHECK(out[1].text.find("Floare") != std::string::npos);
  CHECK(out[2].text == "goods");
  CHECK(out[2].engine == "glossary");
  CHECK(out[3].glossary == "");
  CHECK(out[4].text == "the haus marfa baum");
}

TEST_CASE("a name that the engine takes for a word is kept as it stands") {
  class Frames : public TestEngine {
   public:
    std::vector<std::string> languages() const override { return {"es"}; }
    std::string route(std::string_view l) const override { return l == "es" ? "es→en" : ""; }
    std::vector<Rendering> translate(std::string_view, std::span<const std::string> segments, std::stop_token) override {
      std::vector<Rendering> out;
      for (const auto& s : segments) {
        Rendering r;
        r.text = s;
        for (const auto& [from, to] : {std::pair<std::string, std::string>{"Marcos", "Frames"}, {"Clara", "Clear"}, {"Octubre", "October"}, {"dile a", "tell"}, {"a", "to"}})
          for (auto at = r.text.find(from + " "); at != std::string::npos; at = r.text.find(from + " ", at + 1))
            if (at == 0 || r.text[at - 1] == ' ') r.text.replace(at, from.size(), to);
        r.words = 5;
        out.push_back(std::move(r));
      }
      return out;
    }
  };
  Pipeline pipeline({std::make_shared<Frames>()}, {});
  const auto english = [&](const std::string& text) { return pipeline.translate(std::vector<Line>{{1, text, "es"}}).at(0).text; };
  CHECK(english("dile a Marcos que venga hoy") == "tell Marcos que venga hoy");
  CHECK(english("esta Clara y viene Marcos con 3 sillas") == "esta Clara y viene Marcos con 3 sillas");
  // A sentence's beginning, a line of capitals and what is no given name say nothing.
  CHECK(english("Marcos viene hoy mismo") == "Frames viene hoy mismo");
  CHECK(english("Feliz Marcos Para Todos") == "Feliz Frames Para Todos");
  CHECK(english("viene en Octubre con ella") == "viene en October con ella");
}

TEST_CASE("an English line has a foreign part only where words of it are no English") {
  CHECK(foreign_part("I left the charger in the van. meet Elsie first and then come to me").empty());
  CHECK(foreign_part("turn left after the station and wait in the van for Marta").empty());
  CHECK(foreign_part("please call me before you leave, vin mâine la gară cu trenul de dimineață") == "ro");
  CHECK(foreign_part("I cannot come today, przyjadę jutro rano pociągiem do ciebie") == "pl");
  // Another script is another language, in fewer words.
  CHECK(foreign_part("我明天去找你 text me when you arrive") == "zh");
  CHECK(foreign_part("thanks bro, я уже выехал") == "ru");
  CHECK(foreign_part("I love Москва").empty());
  CHECK(foreign_part("thanks 谢谢 see you at the station").empty());
}

TEST_CASE("a code-switched line goes its ways in parts, and English parts stay") {
  class Two : public TestEngine {
   public:
    std::vector<std::string> languages() const override { return {"es", "ro"}; }
    std::string route(std::string_view l) const override {
      return l == "es" || l == "ro" ? std::string(l) + "→en" : "";
    }
    std::vector<Rendering> translate(std::string_view language,
                                     std::span<const std::string> segments,
                                     std::stop_token) override {
      std::vector<Rendering> out;
      for (const auto& s : segments) {
        Rendering r;
        r.text = "<" + std::string(language) + ":" + s + ">";
        r.words = count_words(s);
        out.push_back(std::move(r));
      }
      return out;
    }
  };
  auto engine = std::make_shared<Two>();
  const auto out = translate(
      engine,
      {{1, "vin mâine la gară cu trenul de dimineață, please call me before you leave the house",
        "ro"},
       {2, "vin mâine la gară cu trenul de dimineață", "ro"}});
  CHECK(out[0].text.find("please call me before you leave the house") != std::string::npos);
  CHECK(out[0].text.find("<ro:") != std::string::npos);
  CHECK(out[0].text.find("please call me before you leave the house>") == std::string::npos);
  CHECK(std::count(out[0].marks.begin(), out[0].marks.end(), Mark::mixed_languages) == 1);
  CHECK(std::count(out[1].marks.begin(), out[1].marks.end(), Mark::mixed_languages) == 0);
}

TEST_CASE("romanised lines are read in their own script, and say so") {
  class Russian : public TestEngine {
   public:
    std::vector<std::string> languages() const override { return {"ru"}; }
    std::string route(std::string_view l) const override { return l == "ru" ? "ru→en" : ""; }
  };
  auto engine = std::make_shared<Russian>();
  const auto out = translate(engine, {{1, "privet kak dela 😂", "ru-Latn"}})[0];
  CHECK(out.text == "the привет как дела 😂");
  CHECK(out.read_as == "привет как дела 😂");
  CHECK(out.route == "ru-Latn→ru→en");
  CHECK(std::count(out.marks.begin(), out.marks.end(), Mark::read_as) == 1);
}

TEST_CASE("an item that an engine loses is put back by translating around it") {
  auto engine = std::make_shared<TestEngine>();
  engine->lose_marks = true;
  const auto t = one(engine, "ruf +447700900123 an, dann 18:30 da");
  CHECK(t.text == "the ruf +447700900123 the an, dann 18:30 the da");
  CHECK(t.marks == std::vector<Mark>{Mark::item_moved});
  CHECK(t.status == Status::translated);
}

TEST_CASE("a number that an engine loses is put back") {
  auto engine = std::make_shared<TestEngine>();
  engine->lose_digits = true;
  const auto t = one(engine, "ich habe 5 autos");
  CHECK(t.text == "the ich habe 5 autos");
  engine->lose_marks = true;
  CHECK(one(engine, "ich habe 5 autos").text == "the ich habe 5 the autos");
}

TEST_CASE("a hundred thousand planted items all come through an engine that loses many") {
  std::mt19937 random(11);
  const std::vector<std::string> items = {"http://a.example/?q=1&r=%20",
                                          "ana@mail.example",
                                          "+44 7700 900 123",
                                          "07700900456",
                                          "12:45",
                                          "03/04/2024",
                                          "£1,250.00",
                                          "@ana.pop",
                                          "#hoy",
                                          "😂",
                                          "👨‍👩‍👧‍👦",
                                          "GB82 WEST 1234 5698 7654 32",
                                          "4111 1111 1111 1111",
                                          "AB12CDE",
                                          "99%",
                                          ":-)",
                                          "[x]",
                                          "*b*",
                                          "{1}",
                                          "^q$",
                                          "a\\b"};
  std::vector<Line> lines;
  std::size_t planted = 0;
  for (std::uint64_t i = 0; planted < 100'000; ++i) {
    std::string text = i % 3 == 0 ? "drop haus" : "haus";
    for (int k = 0; k < 5; ++k, ++planted)
      text += " " + items[random() % items.size()] + " wort" +
              std::string(1 + planted % 3, static_cast<char>('a' + random() % 26));
    lines.push_back({i, text, "xx"});
  }
  const auto out = translate(std::make_shared<TestEngine>(), lines);
  std::size_t lost = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const auto& f : find_items(lines[i].text)) {
      if (out[i].text.find(lines[i].text.substr(f.begin, f.end - f.begin)) == std::string::npos)
        ++lost;
    }
  }
  CHECK(lost == 0);
}

TEST_CASE("the same lines give the same bytes for any thread count and batch size") {
  std::vector<Line> lines;
  for (std::uint64_t i = 0; i < 3000; ++i)
    lines.push_back({i,
                     "zeile " + std::to_string(i * 7919 % 2003) + " um 12:3" +
                         std::to_string(i % 10) + " bei drop 😂 haus",
                     i % 3 == 0 ? "yy" : "xx"});
  std::vector<Translation> first;
  for (const auto& [threads, batch] :
       std::vector<std::pair<unsigned, std::size_t>>{{1, 8192}, {2, 100}, {4, 1}}) {
    PipelineOptions options;
    options.threads = threads;
    options.lines_per_batch = batch;
    Pipeline pipeline({std::make_shared<TestEngine>()}, options);
    std::size_t next = 0;
    std::vector<Translation> out;
    pipeline.run(
        [&](std::vector<Line>& into, std::size_t at_most) {
          for (std::size_t n = 0; n < at_most && next < lines.size(); ++n)
            into.push_back(lines[next++]);
          return next < lines.size();
        },
        [&](std::span<const Translation> b) { out.insert(out.end(), b.begin(), b.end()); });
    REQUIRE(out.size() == lines.size());
    if (first.empty()) first = out;
    CHECK((out == first));
  }
}

TEST_CASE("a run that is stopped hands over whole batches only") {
  std::stop_source source;
  PipelineOptions options;
  options.threads = 1;
  options.lines_per_batch = 50;
  Pipeline pipeline({std::make_shared<TestEngine>()}, options);
  std::uint64_t next = 0, got = 0;
  pipeline.run(
      [&](std::vector<Line>& into, std::size_t at_most) {
        for (std::size_t n = 0; n < at_most; ++n)
          into.push_back({next++, "haus", "xx"});
        return true;
      },
      [&](std::span<const Translation> batch) {
        got += batch.size();
        if (got >= 200) source.request_stop();
      },
      source.get_token());
  CHECK(got == 200);
}

TEST_CASE("progress knows the rate and the time left") {
  PipelineOptions options;
  options.threads = 1;
  options.lines_per_batch = 100;
  Pipeline pipeline({std::make_shared<TestEngine>()}, options);
  std::uint64_t next = 0;
  Progress last;
  pipeline.run(
      [&](std::vector<Line>& into, std::size_t at_most) {
        for (std::size_t n = 0; n < at_most && next < 1000; ++n)
          into.push_back({next++, "haus", "xx"});
        return next < 1000;
      },
      [](auto) {}, {}, [&](const Progress& p) { last = p; }, 1000);
  CHECK(last.done == 1000);
  CHECK(last.total == 1000);
  CHECK(last.lines_per_second > 0);
  REQUIRE(last.seconds_left);
  CHECK(*last.seconds_left == doctest::Approx(0));
}

TEST_CASE("the engine with the better measured quality takes a language, unless one is forced") {
  auto worse = std::make_shared<TestEngine>(), better = std::make_shared<TestEngine>();
  worse->name_ = "apertium";
  better->name_ = "neural";
  better->bleu = 39;
  const std::vector<std::shared_ptr<Engine>> engines = {worse, better};
  CHECK(choose_engine(engines, "xx").engine == better.get());
  CHECK(choose_engine(engines, "xx", "apertium").engine == worse.get());
  CHECK(choose_engine(engines, "xx", "gloss").engine == nullptr);
  CHECK(choose_engine({}, "ro").reason ==
        "no engine for Romanian: install apertium-es-ro and apertium-eng-spa (Debian), or a model with "
        "clew model add");
  CHECK(choose_engine({}, "so").reason ==
        "no engine for Somali: none is published; the line stays searchable");
  CHECK(choose_engine({}, "und").reason == "language not determined");
}

TEST_CASE("lines from a stream come back one for one") {
  auto engine = std::make_shared<TestEngine>();
  const std::vector<std::shared_ptr<Engine>> engines = {engine};
  std::istringstream in("haus\n\r\nrefuse this\n\n 12\nletzte\x01 ohne ende");
  std::ostringstream out;
  StreamOptions options;
  options.from = "xx";
  options.threads = 1;
  const auto totals = translate_stream(in, out, options, engines);
  CHECK(out.str() == "the haus\n\nrefuse this\n\n 12\nthe letzte\x01 ohne ende\n");
  CHECK(totals.all() == 6);
  options.from = "zz";
  CHECK_THROWS(translate_stream(in, out, options, engines));
}

TEST_CASE("hostile lines neither crash nor hang nor grow") {
  auto engine = std::make_shared<TestEngine>();
  std::vector<Line> lines;
  std::mt19937 random(3);
  for (std::uint64_t i = 0; i < 300; ++i) {
    std::string text;
    for (unsigned n = random() % 200; n > 0; --n)
      text.push_back(static_cast<char>(random() % 256));
    lines.push_back({i, text, "xx"});
  }
  lines.push_back({300, std::string(300'000, 'a'), "xx"});
  std::string zigzag;
  for (int i = 0; i < 20'000; ++i)
    zigzag += "😂a";
  lines.push_back({301, zigzag, "xx"});
  lines.push_back({302, std::string(100'000, '1'), "xx"});
  lines.push_back({303, std::string(100'000, '\n'), "xx"});
  const auto out = translate(engine, lines);
  CHECK(out.size() == lines.size());
  for (const auto& t : out) {
    CHECK(t.status != Status::pending);
    CHECK(t.text.size() < 4'000'000);
  }
}

TEST_CASE("Apertium through the pipeline keeps every planted item and number") {
  auto engine = std::make_shared<ApertiumEngine>();
  if (!engine->can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  std::mt19937 random(5);
  const std::vector<std::string> words = {"mañana", "la",  "casa",   "vieja", "vamos",
                                          "con",    "el",  "dinero", "no",    "tengo",
                                          "coches", "hoy", "tren",   "rojo"};
  const std::vector<std::string> items = {"http://a.example/x",
                                          "+447700900123",
                                          "12:45",
                                          "£20",
                                          "😂",
                                          "@ana",
                                          "#hoy",
                                          "[x]",
                                          "*",
                                          "5",
                                          "17",
                                          "{9}",
                                          "^",
                                          "$",
                                          "/",
                                          "\\",
                                          "<b>",
                                          "3.500,50 €",
                                          "AB12CDE",
                                          "~",
                                          "_",
                                          "1/2"};
  std::vector<Line> lines;
  for (std::uint64_t i = 0; i < 300; ++i) {
    std::string text;
    for (int k = 0; k < 8; ++k) {
      if (k > 0) text += ' ';
      text += random() % 3 == 0 ? items[random() % items.size()] : words[random() % words.size()];
    }
    lines.push_back({i, text, "es"});
  }
  const auto out = translate(engine, lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (out[i].status == Status::not_needed) continue;
    CAPTURE(lines[i].text);
    CAPTURE(out[i].text);
    std::multiset<std::string> before, after;
    for (const auto& item : items) {
      for (std::size_t at = 0; (at = lines[i].text.find(item, at)) != std::string::npos; ++at)
        before.insert(item);
      for (std::size_t at = 0; (at = out[i].text.find(item, at)) != std::string::npos; ++at)
        after.insert(item);
    }
    CHECK(before == after);
  }
  CHECK(engine->restarts() == 0);
}

// Complaint strings that users of other offline translators have reported (short, noisy chat lines
// that came back as notes, loops or stock phrases).
TEST_CASE("noise comes back as noise or is refused, never as something it does not say") {
  auto engine = std::make_shared<ApertiumEngine>();
  if (!engine->can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  for (const char* text : {"[12.03.24, 14:05] Ana: hola", "...", "?????", "jajajajaja",
                           "aaaaaaaaaaaaaaaaaa", "14:05 ok", "asdf qwer zxcv", "♪♪",
                           "ok ok ok ok ok ok", "-", "mmm", "hola hola hola hola"}) {
    CAPTURE(text);
    const auto t = one(engine, text, "es");
    CAPTURE(t.text);
    CHECK(t.status != Status::pending);
    if (std::string(text).find("♪") == std::string::npos) {
      CHECK(t.text.find("♪") == std::string::npos);
    }
    CHECK(t.text.size() <= 2 * std::string(text).size() + 8);
  }
}

}  // namespace clew::language
