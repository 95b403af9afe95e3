#include "language/model_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"

namespace clew::language {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t max_manifest_bytes = 1 << 20;

std::string string_in(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// A name that cannot lead out of its folder.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() < 200 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return c >= 0x21 && c < 0x7f && c != '/' && c != '\\';
         });
}

bool is_hash(std::string_view hash) {
  return hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == hash.npos;
}

}  // namespace

const StoredFile* StoredModel::file(std::string_view role) const {
  const auto it =
      std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.role == role; });
  return it == files.end() ? nullptr : &*it;
}

std::uint64_t StoredModel::bytes() const {
  std::uint64_t total = 0;
  for (const auto& f : files)
    total += f.bytes;
  return total;
}

std::optional<double> StoredModel::bleu() const {
  std::optional<double> best;
  for (const auto& q : quality)
    if (q.metric == "bleu") best = std::max(best.value_or(q.value), q.value);
  return best;
}

std::string manifest_json(const StoredModel& model) {
  JsonWriter out;
  out.begin_object()
      .field("v", 1)
      .field("name", model.name)
      .field("from", model.from)
      .field("to", model.to)
      .field("architecture", model.architecture)
      .field("licence", model.licence)
      .field("origin", model.origin);
  out.key("files").begin_array();
  for (const auto& f : model.files) {
    out.begin_object()
        .field("role", f.role)
        .field("name", f.name)
        .field("bytes", f.bytes)
        .field("sha256", f.sha256)
        .field("published", f.published)
        .end();
  }
  out.end().key("quality").begin_array();
  for (const auto& q : model.quality) {
    out.begin_object()
        .field("test", q.test)
        .field("metric", q.metric)
        .field("value", q.value)
        .field("by", q.by)
        .end();
  }
  out.end().end();
  return out.take() + "\n";
}

StoredModel read_manifest(std::string_view bytes, const std::string& where) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::integrity, fmt::format("{}: {}", where, why));
  };
  const auto parsed = json::parse(bytes, nullptr, false);
  if (!parsed.is_object() || string_in(parsed, "name").empty()) refuse("is no manifest of a model");
  if (parsed.value("v", 0) != 1) refuse("has an unknown version");
  StoredModel model;
  model.name = string_in(parsed, "name");
  model.from = string_in(parsed, "from");
  model.to = string_in(parsed, "to");
  model.architecture = string_in(parsed, "architecture");
  model.licence = string_in(parsed, "licence");
  model.origin = string_in(parsed, "origin");
  if (!is_plain_name(model.name) || model.from.empty() || model.to.empty())
    refuse("does not say which pair");
  for (const auto& f : parsed.value("files", json::array())) {
    if (!f.is_object()) continue;
    StoredFile file{string_in(f, "role"), string_in(f, "name"), 0, string_in(f, "sha256"),
                    string_in(f, "published")};
    const auto size = f.find("bytes");
    if (size != f.end() && size->is_number_unsigned()) file.bytes = size->get<std::uint64_t>();
    if (!is_plain_name(file.name) || !is_hash(file.sha256))
      refuse("has a file without name or hash");
    model.files.push_back(std::move(file));
  }
  for (const auto& q : parsed.value("quality", json::array())) {
    if (!q.is_object() || !q.contains("value") || !q["value"].is_number()) continue;
    model.quality.push_back({string_in(q, "test"), string_in(q, "metric"), q["value"].get<double>(),
                             string_in(q, "by")});
  }
  const bool vocabulary = model.file("vocabulary") ||
                          (model.file("source-vocabulary") && model.file("target-vocabulary"));
  if (!model.file("model") || !vocabulary) refuse("lacks the model or its vocabulary");
  return model;
}

ModelStore::ModelStore(const fs::path& folder) {
  const char* variable = std::getenv("CLEW_MODELS");
  if (!folder.empty()) {
    folders_ = {folder};
  } else if (variable && *variable) {
    folders_ = {fs::path(variable)};
  } else {
    const char* data = std::getenv("XDG_DATA_HOME");
    const char* home = std::getenv("HOME");
    if (data && *data == '/')
      folders_.push_back(fs::path(data) / "clew/models");
    else if (home && *home)
      folders_.push_back(fs::path(home) / ".local/share/clew/models");
    folders_.push_back("/usr/local/share/clew/models");
    folders_.push_back("/usr/share/clew/models");
  }
}

std::vector<StoredModel> ModelStore::list(std::vector<std::string>* faults) const {
  std::map<std::string, StoredModel> found;
  for (const auto& folder : folders_) {
    std::error_code error;
    std::vector<fs::path> models;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      if (it->path().filename().string().front() != '.' && fs::exists(it->path() / "manifest.json"))
        models.push_back(it->path());
    std::sort(models.begin(), models.end());
    for (const auto& path : models) {
      try {
        const auto manifest = path / "manifest.json";
        if (fs::file_size(manifest) > max_manifest_bytes)
          throw Error(ErrorKind::integrity, fmt::format("{}: too large", manifest.string()));
        auto model = read_manifest(read_file(manifest), manifest.string());
        model.folder = path;
        found.emplace(model.name, std::move(model));
      } catch (const std::exception& e) {
        if (faults) faults->push_back(e.what());
      }
    }
  }
  std::vector<StoredModel> list;
  for (auto& [name, model] : found)
    list.push_back(std::move(model));
  return list;
}

StoredModel ModelStore::find(std::string_view name) const {
  std::vector<StoredModel> fitting;
  for (auto& model : list()) {
    if (model.name == name) return model;
    if (fmt::format("{}-{}", model.from, model.to) == name) fitting.push_back(std::move(model));
  }
  if (fitting.empty())
    throw Error(ErrorKind::not_found,
                fmt::format("no model {} here; `clew model list` shows what is there", name));
  if (fitting.size() > 1) {
    std::string names;
    for (const auto& model : fitting)
      names += (names.empty() ? "" : ", ") + model.name;
    throw Error(ErrorKind::usage,
                fmt::format("{} models for {}: name one of {}", fitting.size(), name, names));
  }
  return fitting.front();
}

std::string sha256_of_file(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw Error(errno == ENOENT ? ErrorKind::not_found : ErrorKind::resource,
                fmt::format("cannot open {}: {}", path.string(), errno_text(errno)));
  Sha256 hash;
  std::vector<char> portion(1 << 18);
  for (;;) {
    const auto n = ::read(fd, portion.data(), portion.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int code = errno;
      ::close(fd);
      throw Error(ErrorKind::resource,
                  fmt::format("cannot read {}: {}", path.string(), errno_text(code)));
    }
    if (n == 0) break;
    hash.update({portion.data(), static_cast<std::size_t>(n)});
  }
  ::close(fd);
  return to_hex(hash.finish());
}

std::vector<std::string> ModelStore::verify(const StoredModel& model) {
  std::vector<std::string> faults;
  for (const auto& f : model.files) {
    const auto path = model.folder / f.name;
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error)
      faults.push_back(fmt::format("{} is missing", f.name));
    else if (size != f.bytes)
      faults.push_back(fmt::format("{} has {} bytes, not {}", f.name, size, f.bytes));
    else if (sha256_of_file(path) != f.sha256)
      faults.push_back(fmt::format("{} is not what its manifest says (SHA-256)", f.name));
  }
  return faults;
}

bool ModelStore::put(const StoredModel& model, const fs::path& folder) const {
  const auto place = writable() / model.name;
  if (fs::exists(place / "manifest.json")) return false;
  create_directories_durably(writable());
  fs::remove_all(place);  // what an interrupted removal left
  write_file_durably(folder / "manifest.json", manifest_json(model));
  sync_directory(folder);
  std::error_code error;
  fs::rename(folder, place, error);
  if (error)
    throw Error(ErrorKind::resource,
                fmt::format("cannot move the model to {}: {}", place.string(), error.message()));
  sync_directory(writable());
  return true;
}

void ModelStore::remove(const StoredModel& model) const {
  std::error_code error;
  fs::remove(model.folder / "manifest.json", error);  // from here on it is not there
  if (!error) fs::remove_all(model.folder, error);
  if (error)
    throw Error(ErrorKind::resource,
                fmt::format("cannot remove {}: {}", model.folder.string(), error.message()));
}

NeuralModel neural_model(const StoredModel& model) {
  NeuralModel out;
  out.from = model.from;
  out.to = model.to;
  const auto add = [&](const StoredFile* f) {
    out.hashes.emplace_back(model.folder / f->name, f->sha256);
    return model.folder / f->name;
  };
  out.model = add(model.file("model"));
  if (const auto* shared = model.file("vocabulary")) {
    out.vocabularies = {add(shared)};
  } else {
    out.vocabularies = {add(model.file("source-vocabulary")), add(model.file("target-vocabulary"))};
  }
  if (const auto* shortlist = model.file("shortlist")) out.shortlist = add(shortlist);
  out.version = fmt::format("{} sha256:{}", model.architecture, model.file("model")->sha256);
  out.bleu = model.bleu();
  return out;
}

}  // namespace clew::language
