// The UFED reader on a generated report, beside Python's iterparse on the same file in the same
// run.
//
//   bench_ufed MESSAGES [FILE]      default: 400,000 messages, about 1 GB of the newest generation
//
// The report is SYNTHETIC (readers/ufed_testing.h). Every message must come out once before the
// time counts. Memory: peak of the resident set and of its part that is not the mapped file
// (RssAnon, sampled at the end).
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "exhibit/scratch.h"
#include "readers/ufed_reader.h"
#include "readers/ufed_testing.h"

namespace {

using namespace clew;

struct Count final : readers::SilentSink {
  std::uint64_t records = 0, messages = 0, seen = 0, text = 0, extras = 0;
  void rows(std::string_view, std::uint64_t n) override { seen += n; }
  void record(model::Record r) override {
    ++records;
    messages += r.kind == model::RecordKind::message;
    text += r.text.size();
    extras += r.extras.size();
  }
  void finding(model::Finding f) override {
    fmt::print(stderr, "finding: {}: {}\n", f.what, f.why);
  }
};

double processor_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return static_cast<double>(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         static_cast<double>(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}
std::string status(const char* key) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key))
      return line.substr(line.find_first_not_of(" \t", line.find(':') + 1));
  return "?";
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t messages = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 400'000;
  const std::string path = argc > 2 ? argv[2] : "/tmp/bench-report.xml";
  readers::testing::UfedCounts counts;
  {
    std::ofstream out(path, std::ios::binary);
    readers::testing::UfedSample sample(
        readers::testing::Generation::third,
        [&](std::string_view s) { out.write(s.data(), static_cast<std::streamsize>(s.size())); });
    counts = sample.make(messages, 2'000);
  }
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  exhibit::Item item;
  item.path = {"report.xml"};
  item.source = exhibit::map_descriptor(fd, "the report");
  item.size = item.bytes().size();
  close(fd);
  Count count;
  const auto reader = readers::make_ufed_reader();
  const double before = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  reader->read(item, {}, count);
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double used = processor_seconds() - before;
  const bool right = count.messages == counts.messages + counts.sms && count.seen == count.records;
  const double mb = static_cast<double>(item.size) / 1e6;
  fmt::print("report: {:.0f} MB, {} messages, {} records: {}\n", mb, count.messages, count.records,
             right ? "all there" : "WRONG COUNT");
  fmt::print(
      "clew: {:.2f} s processor, {:.2f} s wall; {:.0f} MB/s and {:.0f} messages/s of processor "
      "time\n",
      used, wall, mb / used, static_cast<double>(count.messages) / used);
  fmt::print("peak resident {}, of it not the file {}\n", status("VmHWM"), status("RssAnon"));
  std::fflush(stdout);
  const auto command =
      fmt::format("python3 {}/bench/ufed_iterparse.py '{}'", CLEW_SOURCE_DIR, path);
  const int code = std::system(command.c_str());
  if (argc <= 2) unlink(path.c_str());
  return right && code == 0 ? 0 : 1;
}
