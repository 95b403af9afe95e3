// clew-nmt: the translation engine on its own. Lines in, one translation a line out.
//
// Results go to standard output, messages to standard error. Exit code 0 done, 1 a file is missing
// or not what it should be, 2 usage.
#include "base/error.h"
#include "nmt/translator.h"

#include <fmt/core.h>
#include <poll.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace clew::nmt;

// Lines are translated in blocks of this size, so memory does not grow with the input.
constexpr std::size_t block_lines = 4096;
constexpr std::size_t block_bytes = std::size_t{4} << 20;

struct Arguments {
  ModelFiles files;
  std::vector<std::string> vocabularies;
  std::string model, shortlist, isa = "best";
  TranslateOptions options;
  unsigned threads = 1;
  bool n_best = false, scores = false, alignment = false, info = false;
};

// A translation must stay on its line: sentencepiece never gives line breaks back, but a piece of a
// strange vocabulary might hold one.
std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

void print(const Arguments& a, std::size_t number, const Translation& t) {
  std::string out;
  if (a.n_best) {
    if (t.alternatives.empty()) out = fmt::format("{} |||  ||| F0= 0 ||| 0\n", number);
    for (const auto& alternative : t.alternatives)
      out += fmt::format("{} ||| {} ||| F0= {:.6g} ||| {:.6g}\n", number,
                         one_line(alternative.text), alternative.log_prob, alternative.score);
    std::fwrite(out.data(), 1, out.size(), stdout);
    return;
  }
  out = one_line(t.text);
  if (a.scores) {
    out += fmt::format("\t{:.6f}\t{}/{}\t{}\t", t.log_prob, t.clipped, t.quantised,
                       t.hit_length_limit ? "length-limit" : "ended");
    for (std::size_t i = 0; i < t.target.size(); ++i)
      out += fmt::format("{}{:.4f}", i ? " " : "", t.target[i].log_prob);
  }
  if (a.alignment) {
    out += " ||| ";
    bool first = true;
    for (const auto& segment : t.segments) {
      const std::size_t width = segment.source_end - segment.source_begin + 1;
      for (std::size_t i = 0; i < segment.alignment.size(); ++i) {
        if (i % width == 0 && !first) out += ' ';
        if (i % width != 0) out += ',';
        out += fmt::format("{:.6g}", segment.alignment[i]);
        first = false;
      }
    }
  }
  out += '\n';
  std::fwrite(out.data(), 1, out.size(), stdout);
}

// Whether reading on would not wait for the other end: a program that asks line by line gets its
// answer line by line, a file is read in blocks.
bool more_is_waiting() {
  if (std::cin.rdbuf()->in_avail() > 0) return true;
  pollfd input{0, POLLIN, 0};
  return poll(&input, 1, 0) > 0;
}

int run(const Arguments& a) {
  const auto isa = a.isa == "best" ? std::optional(best_isa()) : isa_from_name(a.isa);
  if (!isa) {
    fmt::print(stderr, "clew-nmt: this processor has no {}\n", a.isa);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const Translator translator(a.files, *isa);
  if (a.info) {
    const auto d = translator.describe();
    const std::chrono::duration<double, std::milli> load = std::chrono::steady_clock::now() - start;
    fmt::print(
        stderr,
        "clew-nmt: {} encoder and {} decoder layers, d {}, ffn {}, {} heads, {} -> {} "
        "pieces, {}, {}, {:.1f} MB beside the file, loaded in {:.1f} ms\n",
        d.encoder_layers, d.decoder_layers, d.dim, d.ffn_dim, d.heads, d.source_pieces,
        d.target_pieces,
        d.quantised ? (d.calibrated ? "int8, calibrated" : "int8, not calibrated") : "float32",
        isa_name(d.isa), static_cast<double>(d.memory_bytes) / 1e6, load.count());
  }
  clew::ThreadPool pool(a.threads);
  std::size_t number = 0;
  std::vector<std::string> lines;
  bool more = true;
  while (more) {
    lines.clear();
    std::size_t bytes = 0;
    std::string line;
    while (lines.size() < block_lines && bytes < block_bytes &&
           (lines.empty() || more_is_waiting()) &&
           (more = static_cast<bool>(std::getline(std::cin, line)))) {
      bytes += line.size();
      if (!line.empty() && line.back() == '\r') line.pop_back();
      lines.push_back(std::move(line));
    }
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    for (const auto& t : translator.translate(views, a.options, pool))
      print(a, number++, t);
    std::fflush(stdout);
    if (std::ferror(stdout)) {
      fmt::print(stderr, "clew-nmt: the output cannot be written\n");
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  Arguments a;
  CLI::App app("Translates lines from standard input with a Marian student model.", "clew-nmt");
  app.add_option("--model,-m", a.model, "model.*.bin (float32 or intgemm8)")->required();
  app.add_option("--vocab,-v", a.vocabularies, "vocab.*.spm, or source and target: A,B")
      ->required()
      ->delimiter(',')
      ->expected(1, 2);
  app.add_option("--shortlist,-s", a.shortlist, "lex.*.s2t.bin");
  app.add_option("--threads,-t", a.threads, "threads; 0 is one per processor")
      ->check(CLI::Range(0, 1024));
  app.add_option("--isa", a.isa, "scalar, avx2, vnni, avx-vnni, avx512-vnni or amx")
      ->check(CLI::IsMember({"best", "scalar", "avx2", "vnni", "avx-vnni", "avx512-vnni", "amx"}));
  app.add_option("--beam,-b", a.options.beam_size, "beam size")->check(CLI::Range(1, 64));
  app.add_option("--normalize", a.options.normalize, "beams compete by log p / length^THIS");
  app.add_option("--max-length", a.options.max_pieces, "longer texts are cut into such segments");
  app.add_option("--max-length-factor", a.options.max_length_factor, "limit per source piece");
  app.add_option("--rows", a.options.rows, "hypotheses side by side per thread (speed only)");
  app.add_flag("--nbest", a.n_best, "N ||| text ||| F0= log p ||| score, all beams");
  app.add_flag("--scores", a.scores,
               "after a tab: log p, clipped/quantised activations, ended or length-limit, log p of "
               "each piece");
  app.add_flag("--alignment", a.alignment, "after |||: soft alignment, one group per target piece");
  app.add_flag("--force-source-length", a.options.force_source_length,
               "for timing: as many pieces out as in");
  app.add_flag("--info", a.info, "describe the model on standard error");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  a.files.model = a.model;
  a.files.vocabularies.assign(a.vocabularies.begin(), a.vocabularies.end());
  if (!a.shortlist.empty()) a.files.shortlist = a.shortlist;
  a.options.alternatives = a.n_best;
  a.options.alignment = a.alignment;
  a.options.spans = false;
  try {
    return run(a);
  } catch (const clew::Error& error) {
    fmt::print(stderr, "clew-nmt: {}\n", error.what());
    return error.kind() == clew::ErrorKind::usage ? 2 : 1;
  }
}
