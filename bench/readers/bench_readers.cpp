// bench_readers READER FILE: reads FILE in this process with the named reader and counts. Prints
// records, rows, MB/s and records/s by processor time, and the highest memory beyond the mapped
// file. A sheet of an unpacked workbook finds its other parts in the folders above it. PDF needs
// libclew_documents.so beside this program; its loading does not count, recognition is off.
// bench/readers/run makes the files and times a plain Python reading of the same in the same run.
#include <fcntl.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/mapped_file.h"
#include "readers/document_engine.h"
#include "readers/reader.h"

namespace {

using namespace clew;

struct Mapped final : exhibit::ByteSource {
  explicit Mapped(const std::filesystem::path& path) : file(path) {}
  std::string_view bytes() const override { return file.bytes(); }
  MappedFile file;
};

struct Folder final : exhibit::Tree {
  std::filesystem::path root;
  std::vector<std::string> list;
  const std::vector<std::string>& names() const override { return list; }
  std::optional<exhibit::Item> open(std::string_view name) const override {
    const auto path = root / std::string(name);
    if (!std::filesystem::is_regular_file(path)) return std::nullopt;
    exhibit::Item item;
    item.path = {std::string(name)};
    item.source = std::make_shared<Mapped>(path);
    item.size = item.source->bytes().size();
    item.tree = this;
    return item;
  }
};

struct Count final : readers::SilentSink {
  std::uint64_t seen = 0, records = 0, extras = 0, other = 0, findings = 0, text = 0, letters = 0;
  void rows(std::string_view, std::uint64_t n) override { seen += n; }
  void record(model::Record r) override {
    ++records;
    text += r.text.size();
    if (r.table.empty())
      for (const char c : r.text)
        letters += c != ' ' && c != '\t' && c != '\n';
  }
  void extra_record(model::Record) override { ++extras; }
  void duplicate(std::string_view, std::string_view) override { ++other; }
  void skip(std::string_view, std::string_view, std::string_view) override { ++other; }
  void finding(model::Finding) override { ++findings; }
};

// Anonymous memory only: the mapped file is not the reader's.
std::uint64_t own_memory_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (word == "RssAnon:") {
      std::uint64_t kib = 0;
      status >> kib;
      return kib;
    }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  Folder folder;
  std::filesystem::path path = argv[2];
  folder.root = path.parent_path();
  std::string name = path.filename().string();
  const std::string whole = path.string();
  if (const auto at = whole.rfind("/xl/"); at != whole.npos) {
    folder.root = whole.substr(0, at);
    name = whole.substr(at + 1);
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.root))
    if (entry.is_regular_file())
      folder.list.push_back(std::filesystem::relative(entry.path(), folder.root).string());
  const auto item = folder.open(name);
  if (!item) return 2;
  readers::Options options;
  std::unique_ptr<readers::DocumentEngine> engine;
  if (std::string_view(argv[1]) == "pdf") {
    std::string why;
    engine = readers::load_document_engine(
        std::filesystem::canonical("/proc/self/exe").parent_path() / "libclew_documents.so", why);
    if (!engine) {
      std::fprintf(stderr, "%s\n", why.c_str());
      return 2;
    }
    options.engine = engine.get();
    options.answers["recognise-text"] = "none";
  }
  for (const auto& reader : readers::all_readers()) {
    if (reader->name() != argv[1]) continue;
    Count count;
    const std::clock_t begin = std::clock();
    reader->read(*item, options, count);
    const double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
    const double mb = double(item->size) / 1e6;
    std::printf(
        "{\"reader\":\"%s\",\"mb\":%.1f,\"rows\":%llu,\"records\":%llu,\"text_bytes\":%llu,"
        "\"letters\":%llu,\"findings\":%llu,"
        "\"cpu_s\":%.3f,\"mb_per_s\":%.1f,\"records_per_s\":%.0f,\"own_memory_mib\":%.1f}\n",
        argv[1], mb, static_cast<unsigned long long>(count.seen),
        static_cast<unsigned long long>(count.records), static_cast<unsigned long long>(count.text),
        static_cast<unsigned long long>(count.letters),
        static_cast<unsigned long long>(count.findings), seconds, mb / seconds,
        double(count.records) / seconds, double(own_memory_kib()) / 1024);
    return 0;
  }
  std::fprintf(stderr, "no reader %s\n", argv[1]);
  return 2;
}
