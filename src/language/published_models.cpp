#include "language/published_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace clew::language {
namespace {

using nlohmann::json;

constexpr std::size_t max_models = 10'000;

std::string member(const json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::uint64_t member_number(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_number_unsigned() ? it->get<std::uint64_t>() : 0;
}

std::string lower_hash(std::string hash) {
  for (char& c : hash)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
  return hash;
}

std::string joined_address(std::string_view base, std::string_view path) {
  if (path.find("://") != path.npos) return std::string(path);
  while (base.ends_with('/'))
    base.remove_suffix(1);
  while (path.starts_with('/'))
    path.remove_prefix(1);
  return fmt::format("{}/{}", base, path);
}

constexpr auto file_roles = std::to_array<std::pair<const char*, const char*>>({
    {"model", "model"},
    {"vocab", "vocabulary"},
    {"srcVocab", "source-vocabulary"},
    {"trgVocab", "target-vocabulary"},
    {"srcvocab", "source-vocabulary"},
    {"trgvocab", "target-vocabulary"},
    {"lexicalShortlist", "shortlist"},
    {"lex", "shortlist"},
});

void read_metrics(const json& metrics, const std::string& test, PublishedModel& model) {
  if (!metrics.is_object()) return;
  for (const auto& [metric, value] : metrics.items())
    if (value.is_number())
      model.quality.push_back({test, metric, value.get<double>(), "publisher"});
}

void read_entry(const json& entry, std::string_view pair, std::string_view base,
                std::vector<PublishedModel>& out) {
  if (!entry.is_object() || !entry.contains("files") || !entry["files"].is_object()) return;
  PublishedModel model;
  model.from = member(entry, "sourceLanguage");
  model.to = member(entry, "targetLanguage");
  if (model.from.empty() || model.to.empty()) {
    const auto dash = pair.rfind('-');
    if (dash == pair.npos) return;
    model.from = pair.substr(0, dash);
    model.to = pair.substr(dash + 1);
  }
  model.architecture = member(entry, "architecture");
  model.status = member(entry, "releaseStatus");
  model.licence =
      member(entry, "licence").empty() ? member(entry, "license") : member(entry, "licence");
  for (const auto& [key, role] : file_roles) {
    const auto it = entry["files"].find(key);
    if (it == entry["files"].end() || member(*it, "path").empty()) continue;
    model.files.push_back({role, joined_address(base, member(*it, "path")),
                           member_number(*it, "uncompressedSize"),
                           lower_hash(member(*it, "uncompressedHash"))});
  }
  if (entry.contains("metrics") && entry["metrics"].is_object())
    for (const auto& [test, metrics] : entry["metrics"].items())
      read_metrics(metrics, test, model);
  if (!model.files.empty()) out.push_back(std::move(model));
}

void read_old_entry(const json& entry, std::string_view pair, std::string_view base,
                    std::vector<PublishedModel>& out) {
  const auto codes = split_pair(pair);
  if (!codes || !entry.is_object()) return;
  PublishedModel model;
  model.from = codes->first;
  model.to = codes->second;
  for (const auto& [key, role] : file_roles) {
    const auto it = entry.find(key);
    if (it == entry.end() || member(*it, "name").empty()) continue;
    if (model.status.empty()) model.status = member(*it, "modelType");
    model.files.push_back(
        {role, joined_address(base, fmt::format("{}/{}.gz", pair, member(*it, "name"))),
         member_number(*it, "size"), lower_hash(member(*it, "expectedSha256Hash"))});
  }
  if (!model.files.empty()) out.push_back(std::move(model));
}

}  // namespace

std::optional<std::pair<std::string, std::string>> split_pair(std::string_view pair) {
  const auto code = [](std::string_view c) {
    const auto stem = c.substr(0, c.find_first_of("-_"));
    return (stem.size() == 2 || stem.size() == 3) && c.size() <= 12 &&
           std::all_of(stem.begin(), stem.end(), [](char x) { return x >= 'a' && x <= 'z'; });
  };
  if (const auto dash = pair.rfind('-'); dash != pair.npos && dash > 1) {
    const auto from = pair.substr(0, dash), to = pair.substr(dash + 1);
    if (code(from) && code(to)) return {{std::string(from), std::string(to)}};
  }
  if (pair.size() > 3 && pair.ends_with("en") && code(pair.substr(0, pair.size() - 2)))
    return {{std::string(pair.substr(0, pair.size() - 2)), "en"}};
  if (pair.size() > 3 && pair.starts_with("en") && code(pair.substr(2)))
    return {{"en", std::string(pair.substr(2))}};
  return {};
}

bool is_model_list(std::string_view bytes) {
  const auto parsed = json::parse(bytes, nullptr, false);
  if (!parsed.is_object() || parsed.empty()) return false;
  if (parsed.contains("models")) return parsed["models"].is_object();
  const auto& first = *parsed.begin();
  return first.is_object() && first.contains("model") && first["model"].is_object();
}

std::vector<PublishedModel> read_model_list(std::string_view bytes, std::string_view base) {
  const auto parsed = json::parse(bytes, nullptr, false);
  if (!parsed.is_object())
    throw Error(ErrorKind::integrity, "the list of models is no JSON object");
  std::vector<PublishedModel> out;
  const auto address = base.empty() ? member(parsed, "baseUrl") : std::string(base);
  if (parsed.contains("models") && parsed["models"].is_object()) {
    for (const auto& [pair, entries] : parsed["models"].items()) {
      if (!entries.is_array()) continue;
      for (const auto& entry : entries) {
        if (out.size() < max_models) read_entry(entry, pair, address, out);
      }
    }
  } else {
    for (const auto& [pair, entry] : parsed.items())
      if (out.size() < max_models) read_old_entry(entry, pair, address, out);
  }
  if (out.empty()) throw Error(ErrorKind::integrity, "the list names no models");
  return out;
}

std::optional<PublishedModel> read_metadata(std::string_view bytes) {
  const auto parsed = json::parse(bytes, nullptr, false);
  if (!parsed.is_object() || member(parsed, "hash").empty() ||
      member(parsed, "sourceLanguage").empty())
    return {};
  PublishedModel model;
  model.from = member(parsed, "sourceLanguage");
  model.to = member(parsed, "targetLanguage");
  model.architecture = member(parsed, "architecture");
  model.licence =
      member(parsed, "licence").empty() ? member(parsed, "license") : member(parsed, "licence");
  model.files.push_back(
      {"model", "", member_number(parsed, "byteSize"), lower_hash(member(parsed, "hash"))});
  if (parsed.contains("flores")) read_metrics(parsed["flores"], "flores", model);
  return model;
}

const PublishedModel* choose_published(const std::vector<PublishedModel>& list,
                                       std::string_view pair, std::string_view architecture) {
  const auto worth = [](const PublishedModel& m) {
    const bool released = m.status.starts_with("Release") || m.status == "prod";
    double bleu = 0;
    for (const auto& q : m.quality)
      if (q.metric == "bleu") bleu = std::max(bleu, q.value);
    std::uint64_t bytes = 0;
    for (const auto& f : m.files)
      bytes += f.bytes;
    return std::tuple(released, bleu, bytes);
  };
  const PublishedModel* best = nullptr;
  for (const auto& m : list) {
    if (fmt::format("{}-{}", m.from, m.to) != pair && m.from + m.to != pair) continue;
    if (!architecture.empty() && m.architecture != architecture) continue;
    if (!best || worth(m) > worth(*best)) best = &m;
  }
  return best;
}

}  // namespace clew::language
