// Speed of the translation engine, on generated models of the published shapes and real text.
//
//   clew-bench-nmt --text FILE [--vocab-text FILE…] [--lines N] [--repeat N]
//                  [--shape tiny|base-memory|base] [--model DIR] [--isa NAME] [--rows N]
//                  [--weights normal|uniform] [--kernels no]
//
// --model takes a model that clew-nmt-model made (model.bin, vocab.spm, lex.s2t.bin); --isa times
// one instruction set alone. Checks before it times: every instruction set must give the same bits.
// Times are CPU seconds of the process and the best of several runs, since other work may share the
// machine; two threads are compared by wall clock, alternating with one. oneDNN's int8 product is
// timed beside the kernels.
#include "base/file.h"
#include "nmt/aligned_buffer.h"
#include "nmt/kernels.h"
#include "nmt/model_maker.h"
#include "nmt/translator.h"

#include <fmt/core.h>

#if CLEW_HAVE_DNNL
#include <dnnl.h>
#endif

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace clew::nmt;

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double best_of(int runs, double (*clock)(), const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const double start = clock();
    work();
    best = std::min(best, clock() - start);
  }
  return best;
}

// Anonymous memory of the process in MB: what is beyond mapped files.
double anonymous_mb() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line))
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
  return 0;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::istringstream in(clew::read_file(path));
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

std::size_t count_words(const std::vector<std::string>& lines) {
  std::size_t words = 0;
  for (const auto& line : lines) {
    std::istringstream in(line);
    for (std::string word; in >> word;)
      ++words;
  }
  return words;
}

std::vector<Isa> isas_here() {
  std::vector<Isa> list;
  for (Isa isa : {Isa::amx, Isa::avx512_vnni, Isa::avx_vnni, Isa::avx2, Isa::scalar})
    if (has_isa(isa)) list.push_back(isa);
  return list;
}

struct Shape {
  std::size_t m, k, n;
};

// Billions of operations (multiplications + additions) a second of one product.
double kernel_rate(const Kernels& kernel, Shape s) {
  AlignedBuffer<std::int8_t> panels(s.n * s.k);
  AlignedBuffer<std::int32_t> corrections(s.n);
  AlignedBuffer<std::uint8_t> a(s.m * s.k);
  AlignedBuffer<float> scales(round16(s.m)), bias(s.n), out(s.m * s.n);
  std::memset(panels.data(), 3, s.n * s.k);
  std::memset(corrections.data(), 0, s.n * 4);
  std::memset(a.data(), 100, s.m * s.k);
  std::fill_n(scales.data(), round16(s.m), 1.0f);
  std::fill_n(bias.data(), s.n, 0.0f);
  const double operations = 2.0 * static_cast<double>(s.m * s.k * s.n);
  const int inner = std::max(1, static_cast<int>(2e8 / operations));
  const double seconds = best_of(40, cpu_seconds, [&] {
    for (int i = 0; i < inner; ++i)
      kernel.gemm({a.data(), s.m}, {panels.data(), corrections.data(), s.k, s.n, {}}, scales.data(),
                  bias.data(), out.data());
  });
  return operations * inner / seconds * 1e-9;
}

#if CLEW_HAVE_DNNL
double dnnl_rate(Shape s) {
  AlignedBuffer<std::uint8_t> a(s.m * s.k);
  AlignedBuffer<std::int8_t> b(s.k * s.n);
  AlignedBuffer<std::int32_t> c(s.m * s.n);
  std::memset(a.data(), 100, s.m * s.k);
  std::memset(b.data(), 3, s.k * s.n);
  const auto m = static_cast<dnnl_dim_t>(s.m), k = static_cast<dnnl_dim_t>(s.k),
             n = static_cast<dnnl_dim_t>(s.n);
  const std::int32_t zero = 0;
  const double operations = 2.0 * static_cast<double>(s.m * s.k * s.n);
  const int inner = std::max(1, static_cast<int>(2e8 / operations));
  const double seconds = best_of(40, cpu_seconds, [&] {
    for (int i = 0; i < inner; ++i)
      dnnl_gemm_u8s8s32('N', 'N', 'F', m, n, k, 1.0f, a.data(), k, 0, b.data(), n, 0, 0.0f,
                        c.data(), n, &zero);
  });
  return operations * inner / seconds * 1e-9;
}
#endif

void time_kernels(std::size_t dim, std::size_t ffn) {
  fmt::print("int8 products, GOP/s, best of 40 (first: small enough for the L1 cache)\n");
  fmt::print("{:>16}", "M x K x N");
  for (const Isa isa : isas_here())
    if (isa != Isa::scalar) fmt::print("{:>14}", isa_name(isa));
  fmt::print("{:>14}\n", "oneDNN");
  std::vector<Shape> shapes = {{48, 256, 64}};
  for (const std::size_t m : {1, 8, 32, 256}) {
    shapes.push_back({m, dim, dim});
    shapes.push_back({m, dim, ffn});
    shapes.push_back({m, ffn, dim});
  }
  shapes.push_back({1, dim, 960});
  for (const auto& s : shapes) {
    fmt::print("{:>16}", fmt::format("{}x{}x{}", s.m, s.k, s.n));
    for (const Isa isa : isas_here())
      if (isa != Isa::scalar) fmt::print("{:>14.0f}", kernel_rate(kernels(isa), s));
#if CLEW_HAVE_DNNL
    fmt::print("{:>14.0f}\n", dnnl_rate(s));
#else
    fmt::print("{:>14}\n", "-");
#endif
  }
}

// Multiplications and additions of the linear layers over a run, the output layer left out.
double operations_of(const ModelShape& shape, const std::vector<Translation>& lines) {
  const double d = shape.dim, ffn = shape.ffn;
  const double encoder =
      shape.encoder_layers * (4 * d * d + 2 * d * ffn) + shape.decoder_layers * 2 * d * d;
  const double decoder = shape.decoder_layers * (4 * d * d + 2 * d * ffn);
  double total = 0;
  for (const auto& line : lines) {
    const auto segments = static_cast<double>(line.segments.size());
    total += 2 * (encoder * (static_cast<double>(line.source.size()) + segments) +
                  decoder * (static_cast<double>(line.target.size()) + segments));
  }
  return total;
}

}  // namespace

int main(int argc, char** argv) {
  std::string text, shape_name = "tiny", model_directory, only_isa;
  std::vector<std::string> vocab_texts;
  std::size_t lines = 300, rows = 0;
  int repeat = 5;
  bool skip_kernels = false, uniform = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string key = argv[i], value = argv[i + 1];
    if (key == "--text") text = value;
    if (key == "--vocab-text") vocab_texts.push_back(value);
    if (key == "--lines") lines = std::stoul(value);
    if (key == "--repeat") repeat = std::stoi(value);
    if (key == "--shape") shape_name = value;
    if (key == "--model") model_directory = value;
    if (key == "--isa") only_isa = value;
    if (key == "--rows") rows = std::stoul(value);
    if (key == "--weights") uniform = value == "uniform";
    if (key == "--kernels") skip_kernels = value == "no";
  }
  if (text.empty()) {
    fmt::print(stderr,
               "usage: clew-bench-nmt --text FILE [--vocab-text FILE]... [--lines N] "
               "[--repeat N] [--shape tiny|base-memory|base] [--model DIR] [--isa NAME] [--rows N] "
               "[--weights normal|uniform] [--kernels no]\n");
    return 2;
  }
  vocab_texts.push_back(text);

  auto shape = shape_name == "tiny"          ? tiny_shape()
               : shape_name == "base-memory" ? base_memory_shape()
                                             : base_shape();
  shape.uniform = uniform;
  const clew::TemporaryDirectory made("clew-bench");
  const auto place = model_directory.empty() ? made.path() : std::filesystem::path(model_directory);
  if (model_directory.empty()) {
    std::vector<std::string> vocab_lines;
    for (const auto& path : vocab_texts)
      for (auto& line : read_lines(path))
        vocab_lines.push_back(std::move(line));
    clew::write_file_durably(place / "model.bin",
                             make_random_model(shape, Numbers::int8_calibrated, 1));
    clew::write_file_durably(place / "vocab.spm",
                             make_vocabulary(pieces_from_text(vocab_lines, shape.source_vocab, 4)));
    clew::write_file_durably(place / "lex.s2t.bin",
                             make_random_shortlist(shape.source_vocab, 28, 1));
  }
  auto all = read_lines(text);
  all.resize(std::min(all.size(), lines));
  const std::vector<std::string_view> views(all.begin(), all.end());
  const std::size_t words = count_words(all);
  const ModelFiles files{place / "model.bin", {place / "vocab.spm"}, place / "lex.s2t.bin"};
  TranslateOptions options;
  options.force_source_length = true;
  options.rows = static_cast<unsigned>(rows);

  if (!skip_kernels) time_kernels(shape.dim, shape.ffn);

  // The result first: all instruction sets, the same bits.
  const std::size_t checked = std::min<std::size_t>(views.size(), 20);
  std::vector<Translation> reference;
  std::size_t pieces = 0;
  clew::ThreadPool one(1), two(2);
  std::vector<Isa> timed;
  for (const Isa isa : isas_here())
    if (only_isa.empty() || isa_name(isa) == only_isa) timed.push_back(isa);
  for (const Isa isa : timed) {
    const Translator translator(files, isa);
    const auto got = translator.translate(std::span(views).first(checked), options, one);
    if (reference.empty()) reference = got;
    for (std::size_t i = 0; i < checked; ++i) {
      if (got[i].text != reference[i].text || got[i].log_prob != reference[i].log_prob) {
        fmt::print(stderr, "line {} differs on {}\n", i, isa_name(isa));
        return 1;
      }
    }
  }
  fmt::print("{} lines: the same bits on {} instruction sets\n", checked, timed.size());

  const double before = anonymous_mb();
  double load = best_of(repeat, cpu_seconds, [&] { Translator translator(files, timed.front()); });
  fmt::print("load {:.1f} ms CPU (best of {})\n", load * 1e3, repeat);
  for (const Isa isa : timed) {
    if (isa == Isa::scalar) continue;
    const Translator translator(files, isa);
    std::vector<Translation> out;
    const double seconds =
        best_of(repeat, cpu_seconds, [&] { out = translator.translate(views, options, one); });
    pieces = 0;
    for (const auto& t : out)
      pieces += t.target.size();
    fmt::print(
        "{} {}: {:.0f} source words/s/core ({:.0f} pieces/s; {} lines, {} words, {} pieces, {:.3f} "
        "s CPU)\n",
        shape_name, isa_name(isa), static_cast<double>(words) / seconds,
        static_cast<double>(pieces) / seconds, views.size(), words, pieces, seconds);
    const double operations = operations_of(shape, out);
    const double peak = kernel_rate(kernels(isa), {48, 256, 64});
    fmt::print(
        "  {:.0f} GOP/s in the linear layers (output layer not counted), {:.0f} % of {:.0f} from "
        "the L1 cache\n",
        operations / seconds * 1e-9, operations / seconds * 1e-7 / peak, peak);
    if (isa != timed.front()) continue;
    const double used = anonymous_mb();
    fmt::print(
        "memory {:.1f} MB anonymous, {:.1f} MB more than before the model was loaded "
        "(results of {} lines included)\n",
        used, used - before, views.size());
    double alone = 1e9, both = 1e9;
    for (int i = 0; i < repeat; ++i) {
      alone = std::min(alone, best_of(1, wall_seconds,
                                      [&] { out = translator.translate(views, options, one); }));
      both = std::min(
          both, best_of(1, wall_seconds, [&] { out = translator.translate(views, options, two); }));
    }
    fmt::print("two threads: {:.2f} times one (wall clock, best of {})\n", alone / both, repeat);
    std::string message;
    std::istringstream in(all[0] + " " + all[1] + " " + all[2]);
    std::string word;
    for (int i = 0; i < 15 && in >> word; ++i)
      message += (i ? " " : "") + word;
    const double single =
        best_of(50, wall_seconds, [&] { translator.translate(message, options); });
    const double work = best_of(50, cpu_seconds, [&] { translator.translate(message, options); });
    fmt::print("one message of 15 words: {:.2f} ms, {:.2f} ms CPU (best of 50)\n", single * 1e3,
               work * 1e3);
  }
  return 0;
}
