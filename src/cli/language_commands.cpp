#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "language/detect.h"
#include "language/pipeline.h"
#include "language/route.h"
#include "language/score.h"
#include "text/language_name.h"

namespace clew::cli {
namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::vector<std::string> lines;
  const auto bytes = path == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : read_file(path);
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = std::min(bytes.find('\n', at), bytes.size());
    auto line = bytes.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

// So that a laboratory can measure an engine itself and compare with published figures.
void add_eval(Commands& c, CLI::App& parent) {
  auto* app = parent.add_subcommand("eval", "BLEU and chrF2 of an engine (or of its output) against a reference");
  struct Options {
    std::string source, reference, output;
    language::StreamOptions stream;
    language::EngineChoice choice;
    std::string models;
  };
  auto o = std::make_shared<Options>();
  app->add_option("SRC", o->source, "lines to translate, or translated already")->required();
  app->add_option("REF", o->reference, "their reference translations, line by line")->required();
  app->add_option("--from", o->stream.from, "language of SRC; without it SRC is judged as it stands");
  app->add_option("--engine", o->stream.engine, "only this engine")->check(CLI::IsMember({"neural", "apertium", "gloss"}));
  app->add_option("--models", o->models, "where the neural models lie");
  app->add_flag("--pivot", o->choice.pivot, "neural also by way of a third language");
  app->add_option("--output", o->output, "keep the translations in this file");
  app->add_flag("--json", c.settings.json, "the scores as JSON");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (o->stream.from.empty() && (!o->stream.engine.empty() || !o->output.empty() || !o->models.empty() || o->choice.pivot))
        throw Error(ErrorKind::usage, "which language is SRC in? --engine, --models, --pivot and --output go with --from");
      if (!o->stream.from.empty()) o->stream.from = language_asked(o->stream.from);
      need_models_folder(o->models);
      auto hypotheses = lines_of(o->source);
      const auto references = lines_of(o->reference);
      if (hypotheses.size() != references.size())
        throw Error(ErrorKind::usage, fmt::format("{} has {} lines, {} has {}", o->source, hypotheses.size(), o->reference,
                                                  references.size()));
      if (hypotheses.empty()) throw Error(ErrorKind::usage, fmt::format("{} has no lines", o->source));
      std::string engine = "none: judged as it stands";
      if (!o->stream.from.empty()) {
        o->choice.models = o->models;
        o->stream.threads = settings.threads;
        auto engines = language::default_engines(o->choice);
        const auto chosen = language::choose_engine(engines, o->stream.from, o->stream.engine);
        if (!chosen.engine) throw Error(ErrorKind::not_found, chosen.reason);
        engine = fmt::format("{}, {}, {}", chosen.engine->name(), chosen.engine->route(o->stream.from),
                             chosen.engine->version(o->stream.from));
        std::stringstream in, out;
        for (const auto& line : hypotheses) in << line << '\n';
        language::translate_stream(in, out, o->stream, engines);
        const auto text = out.str();
        if (!o->output.empty()) write_file_durably(o->output, text);
        hypotheses.clear();
        for (std::string line; std::getline(out, line);) hypotheses.push_back(line);
      }
      const auto score = language::bleu_chrf(hypotheses, references);
      if (settings.json) {
        JsonWriter out;
        out.begin_object().field("v", 1).field("lines", static_cast<std::uint64_t>(hypotheses.size()));
        out.field("bleu", score.bleu).field("chrf2", score.chrf).field("engine", engine).end();
        put(out.take() + "\n");
        return 0;
      }
      put(fmt::format("lines   {}\nengine  {}\nBLEU    {:.2f}   (13a tokens, exponential smoothing, case kept, one reference)\n"
                      "chrF2   {:.2f}   (characters 1-6, no words, blanks left out)\n",
                      hypotheses.size(), engine, score.bleu, score.chrf));
      return 0;
    };
  });
}

}  // namespace

std::string language_asked(const std::string& typed) {
  if (auto code = text::language_code(typed)) return *code;
  throw Error(ErrorKind::usage, fmt::format("'{}' is no language: give its code or English name, as ro or Romanian, pl or Polish", typed));
}

void need_models_folder(const std::string& folder) {
  if (!folder.empty() && !std::filesystem::is_directory(folder))
    throw Error(ErrorKind::not_found, fmt::format("there is no folder {} with models (--models); `clew model list` shows those of this machine", folder));
}

void add_language_commands(Commands& c) {
  add_translate_command(c);
  auto* app = c.root.add_subcommand("language", "language work on lines, without a case");
  app->require_subcommand(1);
  auto* detect = app->add_subcommand("detect", "lines on stdin → code, tab, confidence ('und': undetermined)");
  detect->callback([&c] {
    c.chosen = [] {
      std::ios::sync_with_stdio(false);
      language::detect_stream(std::cin, std::cout);
      std::cout.flush();
      return 0;
    };
  });
  auto* translate = app->add_subcommand("translate", "lines on stdin → one English line each on stdout");
  auto options = std::make_shared<language::StreamOptions>();
  translate->add_option("--from", options->from, "language of the lines: its code or English name")->required();
  translate->add_option("--engine", options->engine, "only this engine")
      ->check(CLI::IsMember({"neural", "apertium", "gloss"}));
  auto choice = std::make_shared<language::EngineChoice>();
  auto models = std::make_shared<std::string>();
  translate->add_option("--models", *models, "where the neural models lie (else CLEW_MODELS, or the user's data folder)");
  translate->add_flag("--pivot", choice->pivot, "neural also by way of a third language where no model leads into English");
  translate->add_flag("--status", options->status, "status, engine and marks before each line, separated by tabs");
  translate->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      std::ios::sync_with_stdio(false);
      options->threads = settings.threads;
      options->from = language_asked(options->from);
      need_models_folder(*models);
      choice->models = *models;
      auto engines = language::default_engines(*choice);
      if (const auto chosen = language::choose_engine(engines, options->from, options->engine); chosen.engine && chosen.engine->is_gloss())
        say(settings, fmt::format("clew: {} is glossed word by word, which is no translation; {}", text::language_name(options->from),
                                  "a model would translate it: clew model add"));
      language::translate_stream(std::cin, std::cout, *options, engines);
      std::cout.flush();
      return 0;
    };
  });
  add_eval(c, *app);
}

}  // namespace clew::cli
