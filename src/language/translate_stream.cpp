#include <istream>
#include <ostream>

#include <fmt/format.h>

#include "base/error.h"
#include "language/accents.h"
#include "language/apertium.h"
#include "language/gloss.h"
#include "language/model_store.h"
#include "language/neural.h"
#include "language/pipeline.h"
#include "language/route.h"

namespace clew::language {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1} << 20;

// One line; `rest` is what stands beyond max_line_bytes. False at the end of input.
bool read_line(std::istream& in, std::string& line, std::string& rest) {
  line.clear();
  rest.clear();
  if (!std::getline(in, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  if (line.size() > max_line_bytes) {
    std::size_t cut = max_line_bytes;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80)
      --cut;
    rest = line.substr(cut);
    line.resize(cut);
  }
  return true;
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

std::string join_marks(std::span<const Mark> marks) {
  std::string text;
  for (const auto mark : marks) {
    if (!text.empty()) text += ',';
    text += word(mark);
  }
  return text;
}

}  // namespace

std::vector<std::shared_ptr<Engine>> default_engines(const EngineChoice& choice) {
  std::vector<NeuralModel> models;
  for (const auto& model : ModelStore(choice.models).list())
    models.push_back(neural_model(model));
  return {std::make_shared<NeuralEngine>(std::move(models), choice.pivot),
          std::make_shared<ApertiumEngine>(), std::make_shared<GlossEngine>()};
}

Totals translate_stream(std::istream& in, std::ostream& out, const StreamOptions& options,
                        std::span<const std::shared_ptr<Engine>> engines, std::stop_token stop) {
  if (options.from != "en") {
    const auto choice = choose_engine(engines, options.from, options.engine);
    if (!choice.engine) throw Error(ErrorKind::not_found, choice.reason);
  }
  PipelineOptions settings;
  settings.threads = options.threads;
  settings.engine = options.engine;
  settings.accents = std::make_shared<AccentRestorer>();
  Pipeline pipeline({engines.begin(), engines.end()}, settings);
  // The texts of the batch under way: the answer for a line without translation is the line itself.
  struct Waiting {
    std::string text, rest;
  };
  std::vector<Waiting> waiting;
  std::uint64_t next_id = 0, first_id = 0;
  const auto source = [&](std::vector<Line>& into, std::size_t at_most) {
    std::string line, rest;
    std::size_t bytes = 0;
    for (std::size_t n = 0; n < at_most && bytes < (std::size_t{4} << 20); ++n) {
      if (!read_line(in, line, rest)) return false;
      bytes += line.size();
      waiting.push_back({line, rest});
      into.push_back({next_id++, line, options.from});
    }
    return true;
  };
  const auto sink = [&](std::span<const Translation> batch) {
    for (const auto& t : batch) {
      const auto& original = waiting[t.id - first_id];
      const bool has_text = t.status == Status::translated || t.status == Status::low_confidence;
      if (options.status) {
        out << word(t.status) << '\t' << t.engine << '\t' << join_marks(t.marks) << '\t';
      }
      out << one_line(has_text ? t.text : original.text) << original.rest << '\n';
    }
    out.flush();
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(batch.size()));
    first_id += batch.size();
    if (!out) throw Error(ErrorKind::resource, "cannot write the translation to the output");
  };
  return pipeline.run(source, sink, stop);
}

}  // namespace clew::language
