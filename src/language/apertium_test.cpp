#include "language/apertium.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "language/apertium_stream.h"

namespace clew::language {
namespace {

// A folder with made-up modes whose stages are small shell programs.
class FakeEngine {
 public:
  FakeEngine() : folder_("clew-fake-engine") {}
  // A stage: reads NUL-ended answers in `bash`, as `line`, and must print them with the NUL.
  void program(const std::string& name, const std::string& body) {
    const auto path = folder_.path() / name;
    std::ofstream(path) << "#!/bin/bash\n" << body;
    ::chmod(path.c_str(), 0755);
  }
  void mode(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / (name + ".mode")) << text;
  }
  ApertiumOptions options() const {
    ApertiumOptions options;
    options.modes = folder_.path();
    options.programs = {folder_.path(), "/usr/bin", "/bin"};
    options.patience = std::chrono::milliseconds(400);
    options.stage_memory_bytes = 0;
    options.routes = {{"xx", {"one"}, "xx→en", 1, {}}, {"yy", {"one", "two"}, "yy→zz→en", 1, {}}};
    return options;
  }

 private:
  TemporaryDirectory folder_;
};

constexpr const char* each_line = "while IFS= read -r -d '' line; do\n";

std::vector<std::string> many_lines(std::size_t n) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < n; ++i)
    lines.push_back("line number " + std::to_string(i));
  return lines;
}

}  // namespace

TEST_CASE("a mode file becomes one argv per stage, each with -z") {
  const auto stages = parse_mode(
      "lt-proc '/d/a b.bin' | apertium-tagger -g $2 '/d/x.prob' | lt-proc $1 \"/d/g.bin\"\n");
  REQUIRE(stages);
  REQUIRE(stages->size() == 3);
  CHECK((*stages)[0] == std::vector<std::string>{"lt-proc", "-z", "/d/a b.bin"});
  CHECK((*stages)[1] == std::vector<std::string>{"apertium-tagger", "-z", "-g", "/d/x.prob"});
  CHECK((*stages)[2] == std::vector<std::string>{"lt-proc", "-z", "-g", "/d/g.bin"});
}

TEST_CASE("a mode file that wants a shell is refused") {
  for (const char* text :
       {"", "|", "lt-proc a |", "lt-proc a; rm b", "lt-proc $(x)", "lt-proc `x`", "lt-proc a > b",
        "lt-proc 'a", "lt-proc a & lt-proc b", "lt-proc $HOME", "lt-proc a || lt-proc b"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_mode(text).has_value());
  }
}

TEST_CASE("what is special to the stream format comes back as it was") {
  const std::string segment =
      "a [b] {c} ^d$ @e \\f /g <h> #i *j* ~k " + mark_text(0) + mark_text(4095) + "\t\x01 fin";
  std::string stream;
  append_stream(segment, 7, stream);
  REQUIRE(stream.back() == '\0');
  stream.pop_back();
  const auto answer = parse_stream(stream, segment, 7);
  REQUIRE(answer);
  CHECK(answer->text == segment);
  CHECK(answer->untranslated.empty());
  CHECK_FALSE(parse_stream(stream, segment, 8).has_value());
  CHECK_FALSE(parse_stream("no end", segment, 7).has_value());
  CHECK_FALSE(parse_stream("bad [x] blank.[=7]", segment, 7).has_value());
}

TEST_CASE("unknown-word marks are counted and taken out of the text") {
  const auto answer = parse_stream("hello *frate and @oaie, #house.[=1]", "salut", 1);
  REQUIRE(answer);
  CHECK(answer->text == "hello frate and oaie, house");
  REQUIRE(answer->untranslated.size() == 2);
  CHECK(answer->untranslated[0] == Rendering::Range{6, 11});
  CHECK(answer->untranslated[1] == Rendering::Range{16, 20});
  // A later stage escapes the sign that an earlier one put before a word.
  const auto passed_on = parse_stream("that \\@fi  there[=2]", "să fii acolo", 2);
  REQUIRE(passed_on);
  CHECK(passed_on->text == "that fi there");
  REQUIRE(passed_on->untranslated.size() == 1);
  CHECK(passed_on->untranslated[0] == Rendering::Range{5, 7});
}

TEST_CASE("what an analyser does not know is read out of its answer") {
  const auto words = parse_analysis("^casa/casa<n><f><sg>$ [x2A]^xq/*xq$, ^Andrés/*Andrés$^./.<sent>$[=4]", 4);
  REQUIRE(words);
  CHECK(*words == std::vector<std::string>{"xq", "Andrés"});
  CHECK_FALSE(parse_analysis("^casa/casa<n>$[=4]", 5).has_value());
  const auto answer = parse_stream("hello *frate @oaie[=1]", "salut", 1);
  REQUIRE(answer);
  CHECK(answer->unread == std::vector<bool>{true, false});
}

TEST_CASE("a line is read again only if the analyser knows one of its words with accents") {
  FakeEngine fake;
  TemporaryDirectory log("clew-log");
  const auto starts = (log.path() / "starts").string();
  fake.mode("one", "lt-proc | rest");
  fake.program("rest", "echo >> " + starts + "\nexec /bin/cat\n");
  // Knows "manana" with accents and "xqzzt" never.
  fake.program("lt-proc", std::string("[[ $2 == -r ]] && restores=1\n") + each_line +
                              "if [[ $restores ]]; then\n"
                              "  line=${line/xqzzt/^xqzzt/*xqzzt$} line=${line/manana/mañana}\n"
                              "else\n"
                              "  line=${line/xqzzt/*xqzzt} line=${line/manana/*manana}\n"
                              "fi\n"
                              "printf '%s\\0' \"$line\"\ndone\n");
  auto options = fake.options();
  options.routes = {{"xx", {"one"}, "xx→en", 1, {}, false, "nñ", 1000}};
  const auto count = [&] {
    const auto text = read_file(starts);
    return std::count(text.begin(), text.end(), '\n');
  };
  ApertiumEngine engine(options);
  const std::vector<std::string> name = {"hola xqzzt"};
  auto out = engine.translate("xx", name, {});
  CHECK(out[0].text == "hola xqzzt");
  CHECK(out[0].unknown == 1);
  CHECK(count() == 1);  // the rest of the chain did not start a second time
  const std::vector<std::string> word = {"hola manana"};
  out = engine.translate("xx", word, {});
  CHECK(count() == 2);
  CHECK(out[0].text == "hola mañana");
  CHECK(out[0].unknown == 0);
  CHECK(out[0].respelled);
}

TEST_CASE("lines through a chain of processes come back in order, whatever their number") {
  FakeEngine fake;
  fake.mode("one", "cat | cat");
  fake.mode("two", "cat");
  // cat knows no -z
  fake.program("cat", "exec /bin/cat\n");
  ApertiumEngine engine(fake.options());
  CHECK(engine.languages() == std::vector<std::string>{"xx", "yy"});
  CHECK(engine.route("yy") == "yy→zz→en");
  CHECK(engine.route("ro").empty());
  CHECK_FALSE(engine.version("xx").empty());
  const auto lines = many_lines(3000);
  for (const char* language : {"xx", "yy"}) {
    const auto out = engine.translate(language, lines, {});
    REQUIRE(out.size() == lines.size());
    bool same = true;
    for (std::size_t i = 0; i < lines.size(); ++i)
      same = same && out[i].text == lines[i] && out[i].refusal.empty() && out[i].words == 3;
    CHECK(same);
  }
  CHECK(engine.restarts() == 0);
}

TEST_CASE("a line that crashes a stage is refused and costs the others nothing") {
  FakeEngine fake;
  fake.mode("one", "cat | bad | cat");
  fake.program("cat", "exec /bin/cat\n");
  fake.program("bad", std::string(each_line) +
                          "case \"$line\" in *poison*) kill -SEGV $$;; esac\n"
                          "printf '%s\\0' \"$line\"\ndone\n");
  ApertiumEngine engine(fake.options());
  auto lines = many_lines(200);
  lines[70] = "some poison here";
  lines[71] = "more poison";
  const auto out = engine.translate("xx", lines, {});
  REQUIRE(out.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    if (i == 70 || i == 71) {
      CHECK(out[i].text.empty());
      CHECK(out[i].refusal == "engine stage crashed: bad ended by signal 11");
    } else {
      CHECK(out[i].text == lines[i]);
    }
  }
  CHECK(engine.restarts() >= 2);
}

TEST_CASE("a line that hangs a stage is refused after the patience runs out") {
  FakeEngine fake;
  fake.mode("one", "bad | cat");
  fake.mode("two", "cat");
  fake.program("cat", "exec /bin/cat\n");
  fake.program("bad", std::string(each_line) +
                          "case \"$line\" in *poison*) sleep 600;; esac\n"
                          "printf '%s\\0' \"$line\"\ndone\n");
  ApertiumEngine engine(fake.options());
  auto lines = many_lines(40);
  lines[20] = "some poison here";
  const auto start = std::chrono::steady_clock::now();
  const auto out = engine.translate("yy", lines, {});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
  REQUIRE(out.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    CHECK(out[i].text == (i == 20 ? "" : lines[i]));
  }
  CHECK(out[20].refusal == "engine gave no answer for 400 ms");
}

TEST_CASE("an answer too many or too few is noticed, never given to the wrong line") {
  FakeEngine fake;
  fake.mode("one", "bad");
  fake.program("bad", std::string(each_line) +
                          "case \"$line\" in *double*) printf '\\0';; *swallow*) continue;; esac\n"
                          "printf '%s\\0' \"$line\"\ndone\n");
  ApertiumEngine engine(fake.options());
  auto lines = many_lines(60);
  lines[11] = "double trouble";
  lines[40] = "swallow this";
  const auto out = engine.translate("xx", lines, {});
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    CHECK(out[i].text == (i == 11 || i == 40 ? "" : lines[i]));
    CHECK(out[i].refusal.empty() == (i != 11 && i != 40));
  }
}

TEST_CASE("an engine whose program ends at once refuses every line and says why") {
  FakeEngine fake;
  fake.mode("one", "bad");
  fake.program("bad", "exit 3\n");
  auto options = fake.options();
  options.max_failures = 6;
  ApertiumEngine engine(options);
  const auto out = engine.translate("xx", many_lines(30), {});
  REQUIRE(out.size() == 30);
  CHECK(out[0].refusal == "engine stage crashed: bad ended with status 3");
  CHECK(out[29].refusal == "engine failed too often");
}

TEST_CASE("a stop request ends a translation that hangs") {
  FakeEngine fake;
  fake.mode("one", "bad");
  fake.program("bad", "sleep 600\n");
  auto options = fake.options();
  options.patience = std::chrono::minutes(10);
  ApertiumEngine engine(options);
  std::stop_source source;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  const auto out = engine.translate("xx", many_lines(5), source.get_token());
  CHECK(out.empty());
}

TEST_CASE("Apertium turns Spanish and Romanian into English, alone or in a crowd, the same") {
  ApertiumEngine engine;
  if (!engine.can("es") || !engine.can("ro")) {
    MESSAGE("SKIPPED: Apertium pairs (packages apertium-eng-spa, apertium-es-ro not there)");
    return;
  }
  CHECK(engine.route("ro") == "ro→es→en");
  CHECK(engine.version("es").find("apertium-eng-spa 0.") != std::string::npos);
  const std::vector<std::string> spanish = {"Llámame mañana al " + mark_text(0) + " por favor",
                                            "La casa es *grande* #bien",
                                            "",
                                            "xqzzt",
                                            "¿Dónde estás?",
                                            "Mi coche está en la estación.",
                                            "Tengo una cita mañana",
                                            "Hace calor en la cocina",
                                            "Mi turno empieza a las seis"};
  const auto out = engine.translate("es", spanish, {});
  REQUIRE(out.size() == spanish.size());
  CHECK(out[0].text.find(mark_text(0)) != std::string::npos);
  CHECK(out[0].unknown == 0);
  CHECK(out[1].text == "The house is *big* #well");
  CHECK(out[2].text.empty());
  CHECK(out[3].unknown == 1);
  CHECK(out[3].text == "xqzzt");
  // estación is both; a phone seldom speaks of seasons.
  CHECK(out[5].text == "My car is in the station.");
  CHECK(out[6].text.find("appointment") != std::string::npos);
  CHECK(out[7].text.find("kitchen") != std::string::npos);
  CHECK(out[8].text.find("shift") != std::string::npos);
  for (std::size_t i = 0; i < spanish.size(); ++i) {
    const auto alone = engine.translate("es", std::span(&spanish[i], 1), {});
    CHECK(alone[0] == out[i]);
  }
  const std::vector<std::string> romanian = {"Vreau să merg acasă", "Ne vedem la gară xqzzt"};
  const auto english = engine.translate("ro", romanian, {});
  CHECK(english[0].text == "I want to go home");
  CHECK(english[1].unknown >= 1);
}

TEST_CASE("a line's English does not hang on the lines before it") {
  const auto differ = [](const std::string& language, const std::vector<std::string>& lines) {
    ApertiumEngine first, second;  // each with processes of its own
    if (!first.can(language)) return std::size_t{0};
    const std::vector<std::string> turned(lines.rbegin(), lines.rend());
    const auto there = first.translate(language, lines, {}), back = second.translate(language, turned, {});
    std::size_t n = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
      n += there[i].text != back[lines.size() - 1 - i].text;
    return n;
  };
  CHECK(differ("ro", {"suntem nouă într-o cameră acum", "ușa e deschisă, intră", "mulțumesc pentru ieri, a fost frumos", "cine este la ușă când vii acasă?",
                      "suntem șapte într-o cameră acum", "ușa e deschisă, intră repede", "mulțumesc pentru tot, a fost frumos"}) == 0);
  CHECK(differ("it", {"prima vengo da te", "che cosa hai fatto?", "è stato bello, ma dove sei stata?", "vieni prima di sera", "che ore sono?"}) == 0);
  CHECK(differ("pt", {"Um amigo meu chega amanhã", "Mas foi ele quem deu o dinheiro", "Um amigo meu chega hoje", "nós vamos de carro", "Um primo meu chega hoje"}) == 0);
}

TEST_CASE("Romanian typed without accents is read as if it had them") {
  ApertiumEngine engine;
  if (!engine.can("ro")) {
    MESSAGE("SKIPPED: Apertium pairs (packages apertium-es-ro, apertium-eng-spa not there)");
    return;
  }
  const std::vector<std::string> lines = {"vreau sa merg acasa si sa vorbesc cu tine",
                                          "vreau să merg acasă și să vorbesc cu tine",
                                          "Casa este mare"};
  const auto out = engine.translate("ro", lines, {});
  CHECK(out[0].respelled);
  CHECK(out[0].unknown == 0);
  CHECK(out[0].text == out[1].text);
  CHECK_FALSE(out[1].respelled);
  const auto alone = engine.translate("ro", std::span(&lines[0], 1), {});
  CHECK(alone[0] == out[0]);
}

TEST_CASE("accents are put back for what nobody knows, and not where nothing was gained") {
  ApertiumEngine engine;
  if (!engine.can("it") || !engine.can("pt")) {
    MESSAGE("SKIPPED: Apertium pairs (packages apertium-spa-ita, apertium-es-pt not there)");
    return;
  }
  // "e" is "and"; "è" would say "the 6 is half".
  const std::vector<std::string> italian = {"il treno per Milano parte alle 6 e mezza"};
  CHECK(engine.translate("it", italian, {})[0].text.find(" is half") == std::string::npos);
  // Somebody typed one accent and left out another.
  const std::vector<std::string> portuguese = {"nao esqueças de trazer os documentos"};
  const auto out = engine.translate("pt", portuguese, {});
  CHECK(out[0].unknown == 0);
  CHECK(out[0].respelled);
}

TEST_CASE("Serbian in Cyrillic letters reaches the Latin-only analyser") {
  ApertiumEngine engine;
  if (!engine.can("sr")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-hbs-eng not there)");
    return;
  }
  const std::vector<std::string> both = {"Где је моја кућа?", "Gde je moja kuća?"};
  const auto out = engine.translate("sr", both, {});
  CHECK(out[0] == out[1]);
  CHECK(out[0].text.find("Where") != std::string::npos);
  // Cyrillic leaves no accents out: Milica does not become Milić.
  const std::vector<std::string> name = {"Милица је изгубила телефон"};
  const auto named = engine.translate("sr", name, {});
  CHECK(named[0].text.find("Milić") == std::string::npos);
  CHECK_FALSE(named[0].respelled);
}

TEST_CASE("French that asks with the verb first is put in order") {
  CHECK(french_in_order("A-t-il vu Marie ?") == "Il a vu Marie ?");
  CHECK(french_in_order("« oui », a-t-elle dit") == "« oui », elle a dit");
  CHECK(french_in_order("où est-il allé ?") == "où il est allé ?");
  CHECK(french_in_order("ne l'a-t-on pas vu ?") == "on ne l'a pas vu ?");
  CHECK(french_in_order("as-tu fini ? avez-vous mangé ?") == "tu as fini ? vous avez mangé ?");
  CHECK(french_in_order("asseyez-vous") == "asseyez-vous");
  CHECK(french_in_order("“A-t-il dit ?”, «\u00a0est-elle là\u00a0»") == "“Il a dit ?”, «\u00a0elle est là\u00a0»");
  CHECK(french_in_order("qu’a-t-il ? l’a-t-on ? Qu'as-tu ?") == "qu’il a ? on l’a ? Que tu as ?");
  CHECK(french_in_order(mark_text(3) + "est-il") == mark_text(3) + "il est");
  CHECK(french_in_order("déjà-là, était-il") == "déjà-là, il était");
  CHECK(french_in_order("peut-être, moi-même, Jean-Ilan, -il") == "peut-être, moi-même, Jean-Ilan, -il");
}

TEST_CASE("between two pairs, sayings that came over word by word are mended, and only there") {
  std::vector<std::string> unread = {"mi", "xqzzt"};
  CHECK(smooth_spanish("ro-es", "el jefe mi dijo que no xqzzt", unread) == "el jefe me dijo que no xqzzt");
  CHECK(unread == std::vector<std::string>{"xqzzt"});
  unread.clear();
  CHECK(smooth_spanish("ro-es", "mi casa", unread) == "mi casa");  // a word of Spanish here
  CHECK(smooth_spanish("fr-es", "aporta las llaves se te gusta", unread) == "aporta las llaves por favor");
  CHECK(smooth_spanish("fr-es", "no he de dinero", unread) == "no tengo dinero");
  CHECK(smooth_spanish("ita-spa", "llego entre 10 minutos, entre 10 y 12", unread) == "llego en 10 minutos, entre 10 y 12");
  CHECK(smooth_spanish("pt-es", "se te gusta", unread) == "se te gusta");
}

TEST_CASE("who likes whom, you with its verb, and requests come out right") {
  ApertiumEngine engine;
  if (!engine.can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  const std::vector<std::string> lines = {"Me gusta el café", "No me gustan los perros", "Usted viene hoy", "Compra pan por favor", "No sé nada de él", "Mi prima manda las llaves", "Un billete de 50",
                                          "El billete de tren", "Los niños y un niño"};
  const std::vector<std::string> english = {"I like the coffee", "I do not like the dogs", "You come today", "Buy bread please", "I do not know anything of him", "My cousin sends the keys", "A banknote of 50",
                                            "The ticket of train", "The children and a boy"};
  const auto out = engine.translate("es", lines, {});
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(out[i].text == english[i]);
}

TEST_CASE("who speaks, questions, requests and tomorrow come out right in Spanish chats") {
  ApertiumEngine engine;
  if (!engine.can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  const std::vector<std::string> lines = {"No tengo dinero ahora te pago el viernes", "¿Qué haces hoy?", "¿Tienes dinero?", "¿Puedes venir mañana?", "¿Cuánto cuesta el billete?", "¿Quieres dinero?", "Deja las llaves debajo de la maceta",
                                          "Mira lo que me ha mandado", "La casa que compré", "Mi hermano y yo vamos", "Mañana vengo", "Por la mañana vengo", "¿Dónde estás?", "Llama mi madre", "¿Vienes luego? ¿Tienes coche?"};
  const std::vector<std::string> english = {"I do not have money now I pay you on Friday", "What do you do today?", "Do you have money?", "Can you come tomorrow?", "How much does the ticket cost?", "Do you want money?",
                                            "Leave the keys under the flowerpot", "Look what has sent me", "The house that I bought", "My brother and I go", "Tomorrow I come", "In the morning I come", "Where are you?", "It calls my mother", "Do you come afterwards? Do you have car?"};
  const auto out = engine.translate("es", lines, {});
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(out[i].text == english[i]);
}

TEST_CASE("requests, who is told what, hours and days come out right in Spanish chats") {
  ApertiumEngine engine;
  if (!engine.can("es")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-eng-spa not there)");
    return;
  }
  const std::vector<std::pair<std::string, std::string>> lines = {{"no me llames antes de las 9", "Do not call me before 9"},
                                                                  {"no vengas hoy", "Do not come today"},
                                                                  {"llama a Ana cuando llegues", "Call Ana when you arrive"},
                                                                  {"dile a Ana que la llave está aquí", "Tell Ana that the key is here"},
                                                                  {"pregunta a tu hermano", "Ask your brother"},
                                                                  {"¿a qué hora sale el bus?", "At what time goes out the bus?"},
                                                                  {"la reunión es el martes a las 3", "The meeting is on Tuesday at 3"},
                                                                  {"hasta el viernes", "Until Friday"},
                                                                  {"no te preocupes", "Do not worry"},
                                                                  {"acuérdate de las medicinas", "Remember the medicines"},
                                                                  {"vale, nos vemos a las 8", "okay, we meet at 8"},
                                                                  {"ven con Salvador", "Come with Salvador"},
                                                                  {"te espero en la parada", "I wait for you in the stop"},
                                                                  // And what looks like them.
                                                                  {"¿no vienes hoy?", "Do you not come today?"},
                                                                  {"no me llamas nunca", "You do not call me never"},
                                                                  {"le di a las 3 chicas la llave", "I gave to the 3 girls the key"},
                                                                  {"los martes son largos", "The Tuesdays are long"}};
  std::vector<std::string> asked;
  for (const auto& [spanish, english] : lines) asked.push_back(spanish);
  const auto out = engine.translate("es", asked, {});
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(out[i].text == lines[i].second);
}

TEST_CASE("an hour behind a mark is said as one, a number that something is sent to is not") {
  std::vector<std::string> unread;
  const auto mark = mark_text(0), next = mark_text(1);
  CHECK(smooth_spanish("ro-es", "nos vemos a " + mark, unread) == "nos vemos a las " + mark);
  CHECK(smooth_spanish("ro-es", "trabajo de " + mark + " a " + next, unread) == "trabajo desde las " + mark + " hasta las " + next);
  CHECK(smooth_spanish("ro-es", "envía 200 a " + mark, unread) == "envía 200 a " + mark);
  CHECK(smooth_spanish("fr-es", "nos vemos a 17h", unread) == "nos vemos a las 17h");
  CHECK(smooth_spanish("pt-es", "nos vemos a " + mark, unread) == "nos vemos a " + mark);
}

TEST_CASE("who does it, requests, what will be and articles come out right in Romanian chats") {
  ApertiumEngine engine;
  if (!engine.can("ro")) {
    MESSAGE("SKIPPED: Apertium pairs (packages apertium-es-ro, apertium-eng-spa not there)");
    return;
  }
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"nu te văd", "I do not see you"},
      {"duba pleacă mâine", "The van leaves tomorrow"},
      {"mașinile pleacă mâine", "The cars leave tomorrow"},
      {"îți dau 30 acum și restul vineri", "I give you 30 now and the rest Friday"},
      {"nu suna înainte de 9, dorm", "Do not call before 9, I sleep"},
      {"poți să-mi împrumuți 40 până luni?", "Can you loan me 40 until Monday?"},
      {"ne vedem la parc", "We meet in the park"},
      {"am uitat sculele în dubă.", "I forgot the tools in the van."},
      {"cumpără pâine și lapte", "Buy bread and milk"},
      {"n-am chef să ies azi", "I do not want to go out today"},
      {"chiria trebuie plătită sâmbătă", "The hire has to be paid Saturday"},
      {"spune-i lui Andrei că sunt afară", "Tell Andrei that I am outside"},
      {"mulțumesc pentru ieri, a fost frumos", "thank you for yesterday, it has been beautiful"},
      {"cina la noi joi, vino la 8", "The dinner to us Thursday, come at 8"},
  };
  std::vector<std::string> romanian;
  for (const auto& [line, english] : lines) romanian.push_back(line);
  const auto out = engine.translate("ro", romanian, {});
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(out[i].text == lines[i].second);
}

TEST_CASE("Italian requests with their pronoun become Spanish ones") {
  std::vector<std::string> unread = {"mandami", "Portamelo", "dàmmi", "cappuccino"};
  CHECK(smooth_spanish("ita-spa", "mandami la posición, Portamelo, dàmmi el cappuccino", unread) == "mándame la posición, tráemelo, dame el cappuccino");
  CHECK(unread == std::vector<std::string>{"cappuccino"});
}

TEST_CASE("French and Romanian requests and questions without a pronoun find theirs") {
  CHECK(french_with_pronoun("peux venir demain ?") == "tu peux venir demain ?");
  CHECK(french_with_pronoun("Suis en retard") == "Je suis en retard");
  CHECK(french_with_pronoun("ai oublié les clés") == "j'ai oublié les clés");
  CHECK(french_with_pronoun("pense à ta mère") == "pense à ta mère");
  CHECK(french_with_pronoun("viens ce soir") == "viens ce soir");
  CHECK(french_with_pronoun("vais bien") == "je vais bien");
  CHECK(spanish_request("fr-es", "llama tu madre") == "llama a tu madre");
  CHECK(spanish_request("fr-es", "pide a tu hermano se puede") == "pregunta a tu hermano si puede");
  CHECK(spanish_request("fr-es", "pide a tu hermano el libro") == "pide a tu hermano el libro");
  CHECK(spanish_request("ro-es", "Dejan las llaves") == "Deja las llaves");
  CHECK(spanish_request("ro-es", "pregúntalo sobre tu hermano") == "pregunta a tu hermano");
  CHECK(spanish_request("pt-es", "dejan las llaves") == "dejan las llaves");
}

TEST_CASE("Macedonian not is no us, and to me was washing nothing") {
  ApertiumEngine engine;
  if (!engine.can("bg")) {
    MESSAGE("SKIPPED: Apertium pair (package apertium-mkd-bul not there)");
    return;
  }
  const std::vector<std::string> lines = {"Той ми каза, че ще дойде", "Телефонът не работи"};
  const std::vector<std::string> english = {"He told me, that will come", "The phone does not work"};
  const auto out = engine.translate("bg", lines, {});
  for (std::size_t i = 0; i < lines.size(); ++i) CHECK(out[i].text == english[i]);
}

}  // namespace clew::language
