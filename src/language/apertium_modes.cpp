#include "language/apertium_modes.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "base/sha256.h"

namespace clew::language {
namespace {

constexpr std::size_t max_mode_bytes = 64 * 1024;

// Package → version out of dpkg's status file, for the packages asked for.
std::map<std::string, std::string> package_versions(const std::filesystem::path& status,
                                                    const std::set<std::string>& wanted) {
  std::map<std::string, std::string> versions;
  std::error_code error;
  if (!std::filesystem::exists(status, error)) return versions;
  const std::string text = read_file(status);
  std::string_view rest = text, package;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with("Package: ")) {
      package = line.substr(9);
    } else if (line.starts_with("Version: ") && wanted.count(std::string(package)) > 0) {
      versions.emplace(package, line.substr(9));
    }
  }
  return versions;
}

std::string package_of_program(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  if (name == "lt-proc") return "lttoolbox";
  if (name == "cg-proc") return "cg3";
  if (name == "lrx-proc") return "apertium-lex-tools";
  if (name == "lsx-proc") return "apertium-separable";
  if (name == "apertium-anaphora") return "apertium-anaphora";
  return name.starts_with("apertium-") ? "apertium" : "";
}

}  // namespace

std::optional<std::vector<std::vector<std::string>>> parse_mode(std::string_view text) {
  Stages stages(1);
  std::string word;
  bool in_word = false, bad = false;
  const auto end_word = [&] {
    if (!in_word) return;
    if (word == "$1") {
      word = "-g";
    } else if (word == "$2") {
      word.clear();
    } else if (word.find('$') != std::string::npos) {
      bad = true;
    }
    if (!word.empty()) stages.back().push_back(std::move(word));
    word.clear();
    in_word = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      end_word();
    } else if (c == '|') {
      end_word();
      if (stages.back().empty()) return {};
      stages.emplace_back();
    } else if (c == '\'' || c == '"') {
      const auto end = text.find(c, i + 1);
      if (end == std::string_view::npos) return {};
      word += text.substr(i + 1, end - i - 1);
      in_word = true;
      i = end;
    } else if (std::string_view(";&<>()`\\*?[]!{}#").find(c) != std::string_view::npos ||
               c == '\0') {
      return {};
    } else {
      word.push_back(c);
      in_word = true;
    }
  }
  end_word();
  if (bad || stages.back().empty()) return {};
  for (auto& argv : stages)
    argv.insert(argv.begin() + 1, "-z");
  return stages;
}

std::string program_path(const std::string& name, const ApertiumOptions& options) {
  if (name.find('/') != std::string::npos) {
    return std::filesystem::exists(name) ? name : std::string();
  }
  for (const auto& folder : options.programs) {
    const auto path = folder / name;
    std::error_code error;
    if (std::filesystem::exists(path, error)) return path.string();
  }
  return {};
}

std::optional<Stages> load_mode(const std::string& mode, const ApertiumOptions& options) {
  const auto path = options.modes / (mode + ".mode");
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > max_mode_bytes) return {};
  auto stages = parse_mode(read_file(path));
  if (!stages) return {};
  for (auto& argv : *stages) {
    argv[0] = program_path(argv[0], options);
    if (argv[0].empty()) return {};
    for (std::size_t i = 1; i < argv.size(); ++i) {
      if (argv[i].starts_with('/') && !std::filesystem::exists(argv[i], error)) return {};
    }
  }
  return stages;
}

std::string describe_packages(const std::vector<Stages>& legs, const ApertiumOptions& options) {
  // Programs and data folders in order of first use; a folder that is no package is identified by
  // the hash of the files used.
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> files;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const auto& stages : legs) {
    for (const auto& argv : stages) {
      const auto program = package_of_program(argv[0]);
      add(program.empty() ? argv[0] : program);
      if (program.empty()) files[argv[0]].push_back(argv[0]);
      for (std::size_t i = 1; i < argv.size(); ++i) {
        if (!argv[i].starts_with('/')) continue;
        const auto folder = std::filesystem::path(argv[i]).parent_path().filename().string();
        add(folder);
        files[folder].push_back(argv[i]);
      }
    }
  }
  const auto versions =
      package_versions(options.dpkg_status, std::set<std::string>(names.begin(), names.end()));
  std::sort(names.begin(), names.end());
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    if (const auto it = versions.find(name); it != versions.end()) {
      text += name + " " + it->second;
      continue;
    }
    Sha256 hash;
    for (const auto& file : files[name]) {
      if (std::filesystem::is_regular_file(file)) hash.update(read_file(file));
    }
    text += name + " sha256:" + to_hex(hash.finish()).substr(0, 16);
  }
  return text;
}

}  // namespace clew::language
