#include "language/stems.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <hunspell.hxx>
#include <mutex>
#include <unordered_map>

#include "base/file.h"
#include "base/sha256.h"

namespace clew::language {
namespace {

constexpr std::size_t most_remembered = 200'000, longest_word = 100;

// Which file a language's dictionary is in Debian 12.
struct Name {
  std::string_view language, file;
};
constexpr auto names = std::to_array<Name>(
    {{"bg", "bg_BG"}, {"cs", "cs_CZ"}, {"da", "da_DK"}, {"de", "de_DE"}, {"el", "el_GR"}, {"hr", "hr_HR"}, {"hu", "hu_HU"},
     {"ku", "kmr_Latn"}, {"lt", "lt_LT"}, {"lv", "lv_LV"}, {"nl", "nl_NL"}, {"pl", "pl_PL"}, {"ro", "ro_RO"}, {"ru", "ru_RU"},
     {"sk", "sk_SK"}, {"sl", "sl_SI"}, {"sq", "sq_AL"}, {"sv", "sv_SE"}, {"tr", "tr_TR"}, {"uk", "uk_UA"}});

// A text from one encoding into another; empty where a letter has no place in it.
std::string converted(std::string_view text, const char* to, const char* from) {
  UErrorCode error = U_ZERO_ERROR;
  std::array<char, 8 * longest_word> buffer;
  const auto n = ucnv_convert(to, from, buffer.data(), static_cast<std::int32_t>(buffer.size()), text.data(),
                              static_cast<std::int32_t>(text.size()), &error);
  if (U_FAILURE(error) || n < 0 || static_cast<std::size_t>(n) > buffer.size()) return {};
  std::string out(buffer.data(), static_cast<std::size_t>(n));
  return out.find('\x1A') == std::string::npos ? out : std::string();
}

}  // namespace

struct Stemmer::State {
  std::once_flag loaded;
  std::unique_ptr<Hunspell> speller;
  std::string encoding;
  std::mutex mutex;  // the speller keeps state
  std::unordered_map<std::string, Stems> remembered;
};

Stemmer::Stemmer(std::string_view language, std::filesystem::path folder) : state_(std::make_unique<State>()) {
  for (const auto& name : names) {
    if (name.language != language) continue;
    const auto path = folder / name.file;
    std::error_code error;
    if (std::filesystem::exists(path.string() + ".aff", error) && std::filesystem::exists(path.string() + ".dic", error))
      dictionary_ = path;
  }
}

Stemmer::~Stemmer() = default;

std::string Stemmer::version() const {
  if (!there()) return {};
  Sha256 hash;
  hash.update(read_file(dictionary_.string() + ".aff"));
  hash.update(read_file(dictionary_.string() + ".dic"));
  return fmt::format("hunspell {} sha256:{}", dictionary_.filename().string(), to_hex(hash.finish()).substr(0, 16));
}

Stemmer::Stems Stemmer::of(std::string_view word) const {
  if (!there() || word.empty() || word.size() > longest_word) return {};
  std::call_once(state_->loaded, [&] {
    state_->speller =
        std::make_unique<Hunspell>((dictionary_.string() + ".aff").c_str(), (dictionary_.string() + ".dic").c_str());
    state_->encoding = state_->speller->get_dict_encoding();
    if (state_->encoding == "microsoft-cp1251") state_->encoding = "windows-1251";
  });
  const std::lock_guard lock(state_->mutex);
  if (const auto at = state_->remembered.find(std::string(word)); at != state_->remembered.end()) return at->second;
  Stems stems;
  const auto* encoding = state_->encoding.c_str();
  const bool utf8 = state_->encoding == "UTF-8";
  const auto written = utf8 ? std::string(word) : converted(word, encoding, "UTF-8");
  if (!written.empty()) {
    stems.known = state_->speller->spell(written);
    for (const auto& stem : state_->speller->stem(written)) {
      auto found = utf8 ? stem : converted(stem, "UTF-8", encoding);
      if (!found.empty() && found != word &&
          std::find(stems.others.begin(), stems.others.end(), found) == stems.others.end()) {
        stems.others.push_back(std::move(found));
      }
    }
  }
  if (state_->remembered.size() < most_remembered) state_->remembered.emplace(word, stems);
  return stems;
}

}  // namespace clew::language
