#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "language/model_intake.h"
#include "language/model_store.h"
#include "language/published_models.h"

extern char** environ;

namespace clew::cli {
namespace {

namespace fs = std::filesystem;
using language::ModelStore;
using language::PublishedModel;
using language::StoredModel;

// What the commands of `clew model` share.
struct ModelOptions {
  std::string store, list, base, architecture, proxy, ca;
  std::vector<std::string> names;
  language::IntakeOptions intake;
  bool print_urls = false;
};

std::string megabytes(std::uint64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

std::string quality_of(const StoredModel& model) {
  std::string out;
  for (const auto& q : model.quality)
    if (q.metric == "bleu" || q.metric == "chrf")
      out += fmt::format("{}{} {:.1f} ({}, {})", out.empty() ? "" : "; ", q.metric == "bleu" ? "BLEU" : "chrF", q.value,
                         q.test, q.by);
  return out.empty() ? "not measured" : out;
}

int no_models(const ModelOptions& options) {
  put(fmt::format("No translation models here{}. docs/guide/models.md tells which there are and how to bring them.\n",
                  options.store.empty() || fs::is_directory(options.store) ? "" : fmt::format(": there is no folder {} yet", options.store)));
  return 1;
}

int list_models(const ModelOptions& options, const Settings& settings) {
  std::vector<std::string> faults;
  const auto models = ModelStore(options.store).list(&faults);
  for (const auto& fault : faults) say(settings, "clew: " + fault);
  if (settings.json) {
    JsonWriter out;
    out.begin_object().field("v", 1).key("models").begin_array();
    for (const auto& m : models) out.raw(language::manifest_json(m));
    out.end().end();
    put(out.take() + "\n");
    return 0;
  }
  if (models.empty()) return no_models(options);
  std::vector<std::vector<std::string>> rows;
  for (const auto& m : models) {
    const auto& hash = *m.file("model");
    rows.push_back({m.name, m.from + " → " + m.to, megabytes(m.bytes()), m.licence, quality_of(m),
                    hash.published.empty() ? "own, nothing published to compare with" : "as in " + hash.published});
  }
  put(table({"model", "pair", "size", "licence", "quality", "SHA-256"}, rows, {false, false, true, false, false, false}));
  return 0;
}

int verify_models(const ModelOptions& options, const Settings& settings) {
  std::vector<std::string> broken;
  const ModelStore store(options.store);
  std::vector<StoredModel> models;
  if (options.names.empty()) models = store.list(&broken);
  for (const auto& name : options.names) models.push_back(store.find(name));
  if (models.empty() && broken.empty()) return no_models(options);
  for (const auto& fault : broken) put(fmt::format("DIFFERS  {}\n", fault));
  std::size_t bad = broken.size();
  for (const auto& m : models) {
    const auto faults = ModelStore::verify(m);
    bad += faults.empty() ? 0 : 1;
    if (faults.empty()) put(fmt::format("ok       {}\n", m.name));
    for (const auto& fault : faults) put(fmt::format("DIFFERS  {}: {}\n", m.name, fault));
  }
  say(settings, fmt::format("{} of {} models are what their manifests say", models.size() + broken.size() - bad,
                            models.size() + broken.size()));
  return bad == 0 ? 0 : 4;
}

void read_list_file(const std::string& path, const std::string& base, std::vector<PublishedModel>& out) {
  for (auto& m : language::read_model_list(read_file(path), base)) out.push_back(std::move(m));
}

int add_models(ModelOptions& options, const Settings& settings) {
  if (!options.list.empty()) read_list_file(options.list, options.base.empty() ? "-" : options.base, options.intake.list);
  const ModelStore store(options.store);
  std::vector<fs::path> paths(options.names.begin(), options.names.end());
  const auto results = language::take_in_models(store, paths, options.intake, [](const std::string& line) { put(line + "\n"); });
  for (const auto& r : results) {
    if (r.model.file("model")->published.empty())
      say(settings, fmt::format("clew: nothing published was there to compare {} with: its hash is {}", r.model.name,
                                r.model.file("model")->sha256));
    if (!r.model.file("shortlist"))
      say(settings, fmt::format("clew: {} has no shortlist: it works, several times slower", r.model.name));
  }
  return 0;
}

// ---- get ----------------------------------------------------------------------------------------

// Runs clew-fetch, the one program that reaches a network. Its exit code.
int fetch(const std::string& url, const fs::path& file, const ModelOptions& options, const Settings& settings) {
  std::error_code error;
  const auto program = (fs::read_symlink("/proc/self/exe", error).parent_path() / "clew-fetch").string();
  std::vector<std::string> words = {program};
  if (!options.proxy.empty()) words.insert(words.end(), {"--proxy", options.proxy});
  if (!options.ca.empty()) words.insert(words.end(), {"--ca", options.ca});
  if (settings.quiet) words.emplace_back("--quiet");
  words.insert(words.end(), {url, file.string()});
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (const int code = ::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ); code != 0)
    throw Error(ErrorKind::not_found, fmt::format("cannot start {}: {}", program, errno_text(code)));
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw Error(ErrorKind::internal, "lost the child process");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 7;
}

bool is_address(const std::string& text) { return text.starts_with("http://") || text.starts_with("https://"); }

// The publisher's list: the file given, or an address of it, or the one in the store.
std::vector<PublishedModel> published(const ModelOptions& options, const ModelStore& store, const Settings& settings) {
  const auto kept = store.writable() / "models.json";
  if (is_address(options.list)) {
    create_directories_durably(store.writable());
    if (fetch(options.list, kept, options, settings) != 0)
      throw Error(ErrorKind::resource, "the list of models did not come");
  }
  const bool own = options.list.empty() || is_address(options.list);
  if (own && !fs::exists(kept))
    throw Error(ErrorKind::usage, "where the models are to be had is not known here: give the publisher's list with --list "
                                  "FILE (docs/guide/models.md says where it is)");
  std::vector<PublishedModel> list;
  read_list_file(own ? kept.string() : options.list, options.base, list);
  return list;
}

const PublishedModel& wanted(const std::vector<PublishedModel>& list, const std::string& pair, const ModelOptions& options) {
  const auto* model = language::choose_published(list, pair, options.architecture);
  if (!model)
    throw Error(ErrorKind::not_found, fmt::format("the list has no model for {}{}", pair,
                                                  options.architecture.empty() ? "" : " of the shape " + options.architecture));
  for (const auto& f : model->files)
    if (!is_address(f.url))
      throw Error(ErrorKind::usage, fmt::format("the list gives no address for {}: add --base URL", pair));
  return *model;
}

std::string name_in(const std::string& url) {
  auto name = url.substr(url.rfind('/') + 1);
  name = name.substr(0, name.find_first_of("?#"));
  if (name.empty() || name.front() == '.' || name.size() > 200)
    throw Error(ErrorKind::integrity, fmt::format("the list has a strange address: {}", url));
  return name;
}

void get_one(const PublishedModel& model, const ModelStore& store, const ModelOptions& options, const Settings& settings) {
  for (const auto& have : store.list())
    for (const auto& f : model.files)
      if (f.role == "model" && !f.sha256.empty() && have.file("model")->sha256 == f.sha256)
        return put(fmt::format("{} is there already\n", have.name));
  const auto place = store.writable() / fmt::format(".incoming-{}-{}-{}", model.from, model.to,
                                                    model.architecture.empty() ? "model" : model.architecture);
  create_directories_durably(place);
  std::vector<fs::path> files;
  for (const auto& f : model.files) {
    files.push_back(place / name_in(f.url));
    if (fs::exists(files.back())) continue;  // came in an earlier run
    if (const int code = fetch(f.url, files.back(), options, settings); code != 0)
      throw Error(code == 1 ? ErrorKind::not_found : ErrorKind::resource,
                  fmt::format("{} did not come; `clew model get` again goes on where it stopped", f.url));
  }
  language::IntakeOptions intake;
  intake.pair = fmt::format("{}-{}", model.from, model.to);
  intake.origin = model.files.front().url.substr(0, model.files.front().url.rfind('/') + 1);
  intake.licence = options.intake.licence;
  intake.list = {model};
  try {
    language::take_in_models(store, files, intake, [](const std::string& line) { put(line + "\n"); });
  } catch (const Error& error) {
    // What is not the published file is not kept for the next try.
    if (error.kind() == ErrorKind::integrity) fs::remove_all(place);
    throw;
  }
  fs::remove_all(place);
}

int get_models(const ModelOptions& options, const Settings& settings) {
  const ModelStore store(options.store);
  if (options.print_urls && is_address(options.list))
    throw Error(ErrorKind::usage, "--print-urls reaches no network: give the list as a file");
  const auto list = published(options, store, settings);
  if (options.print_urls) {
    for (const auto& pair : options.names)
      for (const auto& f : wanted(list, pair, options).files)
        put(fmt::format("{}\t{}\t{}\n", f.sha256.empty() ? "-" : f.sha256, f.bytes == 0 ? "-" : std::to_string(f.bytes), f.url));
    say(settings, "columns: SHA-256 and bytes of the unpacked file (- where not published), address. Carry the files here and "
                  "add them: clew model add FILE…");
    return 0;
  }
  for (const auto& pair : options.names) get_one(wanted(list, pair, options), store, options, settings);
  return 0;
}

}  // namespace

void add_model_commands(Commands& c) {
  auto* app = c.root.add_subcommand("model", "translation models of this machine");
  app->require_subcommand(1);
  auto options = std::make_shared<ModelOptions>();
  app->add_option("--models", options->store, "where the models lie (else CLEW_MODELS, or the user's data folder)");
  app->fallthrough();

  auto* add = app->add_subcommand("add", "take in published files as they are: packed or not, folders, archives");
  add->add_option("PATH", options->names, "model, vocabulary, shortlist, metadata.json; or folders or archives of them")
      ->required();
  add->add_option("--pair", options->intake.pair, "languages, where the files do not say: ro-en");
  add->add_option("--list", options->list, "the publisher's list (models.json) to compare hashes with");
  add->add_option("--sha256", options->intake.sha256, "the hash that the unpacked model must have");
  add->add_option("--origin", options->intake.origin, "where the files came from, for the manifest");
  add->add_option("--licence", options->intake.licence, "licence, where the files do not say");
  add->callback([=, &c] { c.chosen = [=, &s = c.settings] { return add_models(*options, s); }; });

  auto* list = app->add_subcommand("list", "models here, with size, licence, measured quality");
  list->add_flag("--json", c.settings.json, "the manifests as JSON");
  list->callback([=, &c] { c.chosen = [=, &s = c.settings] { return list_models(*options, s); }; });

  auto* verify = app->add_subcommand("verify", "compare all files with the hashes of their manifests");
  verify->add_option("MODEL", options->names, "name or pair; all if none is given");
  verify->callback([=, &c] { c.chosen = [=, &s = c.settings] { return verify_models(*options, s); }; });

  auto* remove = app->add_subcommand("remove", "remove models");
  remove->add_option("MODEL", options->names, "name or pair")->required();
  remove->callback([=, &c] {
    c.chosen = [=] {
      need_models_folder(options->store);
      const ModelStore store(options->store);
      for (const auto& name : options->names) {
        const auto model = store.find(name);
        store.remove(model);
        put(fmt::format("{} removed\n", model.name));
      }
      return 0;
    };
  });

  auto* get = app->add_subcommand("get", "bring models over the network: the only command that may use one");
  get->add_option("PAIR", options->names, "languages: ro-en")->required();
  get->add_option("--list", options->list, "the publisher's list: a file, or its address");
  get->add_option("--base", options->base, "address before the paths, where the list has none (or a mirror)");
  get->add_option("--architecture", options->architecture, "tiny, base-memory or base; else the best measured");
  get->add_option("--licence", options->intake.licence, "licence, where the list does not say");
  get->add_option("--proxy", options->proxy, "address of a proxy; none: also not that of the surroundings");
  get->add_option("--ca", options->ca, "file of certificates to trust instead of the system's");
  get->add_flag("--print-urls", options->print_urls, "only print the addresses with hashes: for carrying by hand");
  get->callback([=, &c] { c.chosen = [=, &s = c.settings] { return get_models(*options, s); }; });
}

}  // namespace clew::cli
