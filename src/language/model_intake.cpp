#include "language/model_intake.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/thread_pool.h"
#include "nmt/translator.h"

namespace clew::language {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t max_model_file_bytes = std::uint64_t{2} << 30;
constexpr std::uint64_t max_total_bytes = std::uint64_t{32} << 30;
constexpr std::size_t max_files = 20'000, max_text_bytes = std::size_t{64} << 20;

// A file unpacked into the workplace.
struct ModelPart {
  std::string group;  // the folder it came from
  std::string name;   // without .gz, .zst
  fs::path path;      // in the workplace
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string role;  // "" for what is of no use
};

std::string without_packing(std::string name) {
  for (const std::string_view end : {".gz", ".zst", ".xz", ".bz2", ".lz4"})
    if (name.ends_with(end) && name.size() > end.size())
      return name.substr(0, name.size() - end.size());
  return name;
}

bool is_container(std::string_view name) {
  for (const std::string_view end :
       {".tar", ".tgz", ".zip", ".7z", ".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2"})
    if (name.ends_with(end)) return true;
  return false;
}

struct ArchiveCloser {
  void operator()(archive* a) const { archive_read_free(a); }
};

class Workplace {
 public:
  explicit Workplace(const fs::path& store) {
    create_directories_durably(store);
    auto pattern = (store / ".new-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
      throw Error(ErrorKind::resource,
                  fmt::format("cannot write to {}: {}", store.string(), errno_text(errno)));
    path_ = pattern;
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const fs::path& path() const { return path_; }

  std::vector<ModelPart> parts;

  void add_path(const fs::path& path) {
    std::error_code error;
    const auto kind = fs::status(path, error).type();
    if (kind == fs::file_type::not_found)
      throw Error(ErrorKind::not_found, fmt::format("{} is not there", path.string()));
    if (kind != fs::file_type::directory) return unpack(path, path.parent_path().string());
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
         it.increment(error)) {
      if (it.depth() > 16) it.disable_recursion_pending();
      if (it->is_regular_file() && wanted(it->path().filename().string()))
        files.push_back(it->path());
      if (files.size() > max_files)
        throw Error(ErrorKind::usage,
                    fmt::format("more than {} files in {}", max_files, path.string()));
    }
    if (error)
      throw Error(ErrorKind::resource,
                  fmt::format("cannot list {}: {}", path.string(), error.message()));
    std::sort(files.begin(), files.end());
    for (const auto& file : files)
      unpack(file, file.parent_path().string());
  }

 private:
  // Of a whole folder only what a model consists of.
  static bool wanted(const std::string& packed) {
    const auto name = without_packing(packed);
    return is_container(packed) || name.ends_with(".bin") || name.ends_with(".spm") ||
           name.ends_with(".json");
  }

  // A packed file or an archive: its members become parts. Members may be packed once more.
  void unpack(const fs::path& path, const std::string& group) {
    unpack_from(path, path, group, path.filename().string(), false);
  }

  // `shown` and `name` are what messages and parts call the bytes at `path`.
  void unpack_from(const fs::path& path, const fs::path& shown, const std::string& group,
                   const std::string& packed_name, bool is_member) {
    const auto refuse = [&](const std::string& why) {
      throw Error(ErrorKind::integrity, fmt::format("{}: {}", shown.string(), why));
    };
    if (::access(path.c_str(), R_OK) != 0)
      throw Error(ErrorKind::resource,
                  fmt::format("cannot read {}: {}", shown.string(), errno_text(errno)));
    std::unique_ptr<archive, ArchiveCloser> a(archive_read_new());
    archive_read_support_filter_all(a.get());
    if (!is_member) {
      archive_read_support_format_tar(a.get());
      archive_read_support_format_zip(a.get());
      archive_read_support_format_7zip(a.get());
    }
    archive_read_support_format_raw(a.get());
    archive_read_support_format_empty(a.get());
    const auto reason = [&] {
      const char* text = archive_error_string(a.get());
      return std::string(text ? text : "damaged");
    };
    if (archive_read_open_filename(a.get(), path.c_str(), 1 << 18) != ARCHIVE_OK) refuse(reason());
    for (std::size_t members = 0;; ++members) {
      archive_entry* entry = nullptr;
      const int rc = archive_read_next_header(a.get(), &entry);
      if (rc == ARCHIVE_EOF) break;
      if (rc < ARCHIVE_WARN) refuse(reason());
      if (members > max_files) refuse("too many members");
      const bool raw = (archive_format(a.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
      if (raw) {
        store(a.get(), shown, group, packed_name);
        continue;
      }
      const char* member = archive_entry_pathname(entry);
      if (archive_entry_filetype(entry) != AE_IFREG || !member) continue;
      const fs::path name(member);
      const auto file_name = name.filename().string();
      if (!wanted(file_name) || is_container(file_name)) continue;
      const auto folder = fmt::format("{}/{}", shown.string(), name.parent_path().string());
      store(a.get(), shown, folder, file_name);
      if (without_packing(file_name) == file_name) continue;
      const auto inner = parts.back();
      parts.pop_back();
      const auto again = path_ / fmt::format("packed{}", parts.size());
      fs::rename(inner.path, again);
      unpack_from(again, fs::path(folder) / file_name, folder, file_name, true);
      fs::remove(again);
    }
  }

  void store(archive* a, const fs::path& from, std::string group, const std::string& packed) {
    ModelPart part;
    part.group = std::move(group);
    part.name = without_packing(packed);
    part.path = path_ / fmt::format("part{}", parts.size());
    const int fd = ::open(part.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
      throw Error(ErrorKind::resource,
                  fmt::format("cannot write {}: {}", part.path.string(), errno_text(errno)));
    Sha256 hash;
    std::vector<char> buffer(1 << 18);
    std::string fault;
    bool disk = false;
    for (;;) {
      const auto n = archive_read_data(a, buffer.data(), buffer.size());
      if (n == 0) break;
      if (n < 0) {
        fault = archive_error_string(a) ? archive_error_string(a) : "damaged";
        break;
      }
      part.bytes += static_cast<std::uint64_t>(n);
      total_ += static_cast<std::uint64_t>(n);
      if (part.bytes > max_model_file_bytes || total_ > max_total_bytes) {
        fault = "unpacks to more than any model has";
        break;
      }
      hash.update({buffer.data(), static_cast<std::size_t>(n)});
      for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
        const auto written = ::write(fd, buffer.data() + at, static_cast<std::size_t>(n) - at);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
          fault = errno_text(errno);
          disk = true;
          break;
        }
        at += static_cast<std::size_t>(written);
      }
      if (disk) break;
    }
    if (fault.empty() && ::fsync(fd) != 0) fault = errno_text(errno), disk = true;
    ::close(fd);
    if (!fault.empty())
      throw Error(disk ? ErrorKind::resource : ErrorKind::integrity,
                  fmt::format("{}: {}", from.string(), fault));
    part.sha256 = to_hex(hash.finish());
    parts.push_back(std::move(part));
  }

  fs::path path_;
  std::uint64_t total_ = 0;
};

std::uint64_t first_number(const fs::path& path) {
  std::uint64_t value = 0;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  if (::read(fd, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) value = 0;
  ::close(fd);
  return value;
}

std::string role_of(const ModelPart& part) {
  if (part.name.ends_with(".json")) return "json";
  const auto first = first_number(part.path);
  if (first == 0xF11A48D5013417F5) return "shortlist";
  if (first == 1 && !part.name.ends_with(".spm")) return "model";
  if (part.name.ends_with(".spm") || part.name.find("vocab") != std::string::npos) {
    if (part.name.starts_with("srcvocab") || part.name.starts_with("source-vocab"))
      return "source-vocabulary";
    if (part.name.starts_with("trgvocab") || part.name.starts_with("target-vocab"))
      return "target-vocabulary";
    return "vocabulary";
  }
  return "";
}

// "model.roen.intgemm.alphas.bin" → ro, en
std::optional<std::pair<std::string, std::string>> pair_in_name(std::string_view name) {
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('.', at), name.size());
    const auto token = name.substr(at, end - at);
    if (token != "en" && token.size() >= 4 && token != "model" && token != "vocab")
      if (auto pair = split_pair(token)) return pair;
    at = end + 1;
  }
  return {};
}

std::string architecture_of(const nmt::Translator::Description& d) {
  struct Shape {
    const char* name;
    unsigned enc, dec, dim, ffn;
  };
  static constexpr Shape shapes[] = {
      {"tiny", 6, 2, 256, 1536}, {"base-memory", 6, 4, 384, 1536}, {"base", 6, 2, 512, 2048}};
  for (const auto& s : shapes)
    if (s.enc == d.encoder_layers && s.dec == d.decoder_layers && s.dim == d.dim &&
        s.ffn == d.ffn_dim)
      return s.name;
  return fmt::format("{}+{}x{}", d.encoder_layers, d.decoder_layers, d.dim);
}

// The parts of one model.
struct ModelGroup {
  std::map<std::string, const ModelPart*> roles;
  std::optional<PublishedModel> metadata;
  std::optional<StoredModel> manifest;  // of another store

  std::string key;
};

void put_role(ModelGroup& group, const ModelPart& part) {
  const auto [it, is_new] = group.roles.emplace(part.role, &part);
  if (!is_new)
    throw Error(ErrorKind::usage, fmt::format("{} and {} are both a {}: add one model at a time",
                                              it->second->name, part.name, part.role));
}

// What is known about a model from outside its own bytes, and whether its bytes agree.
class ModelJudge {
 public:
  ModelJudge(const ModelGroup& group, const IntakeOptions& options)
      : group_(group), options_(options) {}

  StoredModel describe() {
    model_.origin = options_.origin;
    model_.licence = options_.licence;
    pair();
    const auto* published = listed();
    if (group_.manifest) take_manifest(*group_.manifest);
    if (group_.metadata) take_published(*group_.metadata, "metadata.json");
    if (published) take_published(*published, "the list");
    if (!options_.sha256.empty()) compare("model", options_.sha256, 0, "--sha256");
    for (const auto& [role, part] : group_.roles) {
      static const std::map<std::string, std::string> names = {
          {"model", "model.bin"},
          {"vocabulary", "vocab.spm"},
          {"source-vocabulary", "srcvocab.spm"},
          {"target-vocabulary", "trgvocab.spm"},
          {"shortlist", "lex.s2t.bin"}};
      model_.files.push_back({role, names.at(role), part->bytes, part->sha256, sources_[role]});
    }
    if (model_.licence.empty()) model_.licence = "unknown";
    return model_;
  }

 private:
  void pair() {
    std::optional<std::pair<std::string, std::string>> codes;
    if (!options_.pair.empty()) {
      codes = split_pair(options_.pair);
      if (!codes)
        throw Error(ErrorKind::usage,
                    fmt::format("{} is no pair of languages like ro-en", options_.pair));
    } else if (group_.metadata) {
      codes = {group_.metadata->from, group_.metadata->to};
    } else if (group_.manifest) {
      codes = {group_.manifest->from, group_.manifest->to};
    } else if (const auto* by_hash = same_model()) {
      codes = {by_hash->from, by_hash->to};
    } else {
      for (const auto& [role, part] : group_.roles)
        if (!codes) codes = pair_in_name(part->name);
    }
    if (!codes)
      throw Error(ErrorKind::usage,
                  fmt::format("which languages {} is for is not said: add --pair FROM-TO",
                              group_.roles.at("model")->name));
    model_.from = codes->first;
    model_.to = codes->second;
  }

  // The list's entry with this model's hash.
  const PublishedModel* same_model() const {
    for (const auto& m : options_.list)
      for (const auto& f : m.files)
        if (f.role == "model" && f.sha256 == group_.roles.at("model")->sha256) return &m;
    return nullptr;
  }

  // The entry to compare with: that of the same hash, else the only one of the pair (which will
  // differ).
  const PublishedModel* listed() const {
    if (const auto* same = same_model()) return same;
    const PublishedModel* only = nullptr;
    for (const auto& m : options_.list) {
      if (m.from != model_.from || m.to != model_.to) continue;
      const bool has_hash = std::any_of(m.files.begin(), m.files.end(), [](const auto& f) {
        return f.role == "model" && !f.sha256.empty();
      });
      if (!has_hash) continue;
      only = &m;
    }
    return only;
  }

  void compare(const std::string& role, const std::string& sha256, std::uint64_t bytes,
               const std::string& source) {
    const auto it = group_.roles.find(role);
    if (it == group_.roles.end()) return;
    if (bytes != 0 && it->second->bytes != bytes)
      throw Error(ErrorKind::integrity, fmt::format("{} has {} bytes; {} says {}", it->second->name,
                                                    it->second->bytes, source, bytes));
    if (sha256.empty()) return;
    if (it->second->sha256 != sha256)
      throw Error(ErrorKind::integrity,
                  fmt::format("{} has the SHA-256 {}; {} says {}", it->second->name,
                              it->second->sha256, source, sha256));
    if (sources_[role].empty()) sources_[role] = source;
  }

  void take_published(const PublishedModel& published, const std::string& source) {
    for (const auto& f : published.files)
      compare(f.role, f.sha256, f.bytes, source);
    if (model_.licence.empty()) model_.licence = published.licence;
    for (const auto& q : published.quality)
      model_.quality.push_back(q);
    if (model_.architecture.empty()) model_.architecture = published.architecture;
  }

  void take_manifest(const StoredModel& manifest) {
    for (const auto& f : manifest.files)
      compare(f.role, f.sha256, f.bytes, f.published.empty() ? "manifest.json" : f.published);
    if (model_.licence.empty()) model_.licence = manifest.licence;
    if (model_.origin.empty()) model_.origin = manifest.origin;
    model_.quality = manifest.quality;
    model_.architecture = manifest.architecture;
  }

  const ModelGroup& group_;
  const IntakeOptions& options_;
  StoredModel model_;
  std::map<std::string, std::string> sources_;
};

// Moves a group's files into a folder of their own, loads them together, and puts them in the
// store.
IntakeResult put_in(const ModelStore& store, const ModelGroup& group, const IntakeOptions& options,
                    const fs::path& place) {
  auto model = ModelJudge(group, options).describe();
  fs::create_directory(place);
  nmt::ModelFiles files;
  for (const auto& f : model.files) {
    fs::rename(group.roles.at(f.role)->path, place / f.name);
    if (f.role == "model") files.model = place / f.name;
    if (f.role == "shortlist") files.shortlist = place / f.name;
  }
  for (const auto* role : {"vocabulary", "source-vocabulary", "target-vocabulary"})
    if (const auto* f = model.file(role)) files.vocabularies.push_back(place / f->name);
  const bool both = model.file("source-vocabulary") && model.file("target-vocabulary");
  if (!(model.file("vocabulary") ? files.vocabularies.size() == 1 : both))
    throw Error(ErrorKind::usage,
                fmt::format("{}: its vocabulary (.spm) is missing", group.roles.at("model")->name));
  const nmt::Translator translator(files);  // refuses what does not fit together
  const auto actual = architecture_of(translator.describe());
  if (!model.architecture.empty() && model.architecture != actual &&
      actual.find('+') == std::string::npos)
    throw Error(ErrorKind::integrity,
                fmt::format("{} is of the shape {}, not {}", group.roles.at("model")->name, actual,
                            model.architecture));
  model.architecture = actual;
  model.name = fmt::format("{}-{}-{}-{}", model.from, model.to, actual,
                           model.file("model")->sha256.substr(0, 8));
  IntakeResult result;
  result.added = store.put(model, place);
  result.model = std::move(model);
  result.model.folder = store.writable() / result.model.name;
  return result;
}

// By folder; loose files of several pairs in one folder by the pair in their names.
std::vector<ModelGroup> grouped(std::vector<ModelPart>& parts, IntakeOptions& options) {
  std::map<std::string, std::size_t> models_in;
  for (auto& part : parts) {
    part.role = role_of(part);
    if (part.role == "model") ++models_in[part.group];
  }
  std::map<std::string, ModelGroup> groups;
  const auto key_of = [&](const ModelPart& part) {
    if (models_in[part.group] < 2) return part.group;
    const auto pair = pair_in_name(part.name);
    return pair ? fmt::format("{} {}-{}", part.group, pair->first, pair->second) : part.group;
  };
  for (const auto& part : parts) {
    if (part.role.empty()) continue;
    if (part.role != "json") {
      put_role(groups[key_of(part)], part);
      continue;
    }
    if (part.bytes > max_text_bytes) continue;
    const auto bytes = read_file(part.path);
    if (auto metadata = read_metadata(bytes)) {
      groups[key_of(part)].metadata = std::move(metadata);
    } else if (is_model_list(bytes)) {
      for (auto& m : read_model_list(bytes, "-"))
        options.list.push_back(std::move(m));
    } else if (part.name == "manifest.json") {
      groups[key_of(part)].manifest = read_manifest(bytes, part.name);
    }
  }
  std::vector<ModelGroup> out;
  for (auto& [key, group] : groups) {
    group.key = key;
    if (group.roles.contains("model")) out.push_back(std::move(group));
  }
  // Several groups without a model each, from files given one by one out of different folders.
  if (out.size() == 1)
    for (auto& [key, group] : groups)
      for (const auto& [role, part] : group.roles)
        if (!out.front().roles.contains(role)) out.front().roles.emplace(role, part);
  return out;
}

}  // namespace

std::vector<IntakeResult> take_in_models(const ModelStore& store,
                                         const std::vector<fs::path>& paths,
                                         const IntakeOptions& given,
                                         const std::function<void(const std::string&)>& say) {
  auto options = given;
  Workplace workplace(store.writable());
  for (const auto& path : paths)
    workplace.add_path(path);
  const auto groups = grouped(workplace.parts, options);
  if (groups.empty())
    throw Error(
        ErrorKind::usage,
        "no model among these files: a Marian model (.bin), its vocabulary (.spm) and, best, its "
        "shortlist (lex….s2t.bin) are needed");
  if (groups.size() > 1 && (!options.pair.empty() || !options.sha256.empty()))
    throw Error(ErrorKind::usage,
                fmt::format("{} models given: --pair and --sha256 are for one", groups.size()));
  std::vector<IntakeResult> results;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    results.push_back(
        put_in(store, groups[i], options, workplace.path() / fmt::format("model{}", i)));
    if (say)
      say(fmt::format("{} {}", results.back().model.name,
                      results.back().added ? "added" : "was there already"));
  }
  return results;
}

}  // namespace clew::language
