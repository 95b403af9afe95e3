#include "readers/engine/recognition.h"

#include <allheaders.h>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>

namespace clew::readers {
namespace {

// Where Debian's packages tesseract-ocr-LANG put their data.
constexpr const char* data_folder = "/usr/share/tesseract-ocr/5/tessdata";
constexpr std::int64_t most_pixels = 100'000'000;

// Tesseract takes a plain function to read its files, so what it reads stands here.
std::map<std::string, std::string_view>& data_of() {
  static std::map<std::string, std::string_view> map;
  return map;
}

bool give_data(const char* file, std::vector<char>* out) {
  std::string_view name = file;
  name = name.substr(name.rfind('/') + 1);
  auto found = data_of().find(std::string(name));
  if (found == data_of().end()) return false;
  out->assign(found->second.begin(), found->second.end());
  return true;
}

void map_data(const std::string& path, const std::string& name) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  struct stat about {};
  if (fstat(fd, &about) == 0 && about.st_size > 0 && S_ISREG(about.st_mode)) {
    auto size = static_cast<std::size_t>(about.st_size);
    void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at != MAP_FAILED) data_of()[name] = {static_cast<const char*>(at), size};
  }
  close(fd);
}

// The recogniser of a set of languages, kept for the next page.
struct Session {
  tesseract::TessBaseAPI api;
  std::string languages;
  bool ready = false;
};

Session& session_for(const std::string& languages) {
  static Session session;
  if (session.languages == languages) return session;
  session.languages = languages;
  session.ready = session.api.Init("", 0, languages.c_str(), tesseract::OEM_LSTM_ONLY, nullptr, 0,
                                   nullptr, nullptr, false, give_data) == 0;
  return session;
}

struct PixOwner {
  Pix* pix = nullptr;
  ~PixOwner() { pixDestroy(&pix); }
};

void take_words(tesseract::TessBaseAPI& api, PageText& out) {
  std::unique_ptr<tesseract::ResultIterator> at(api.GetIterator());
  if (!at) return;
  int paragraph = -1, line = -1;
  do {
    if (at->Empty(tesseract::RIL_WORD)) continue;
    if (at->IsAtBeginningOf(tesseract::RIL_PARA)) ++paragraph;
    if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) ++line;
    std::unique_ptr<char[]> text(at->GetUTF8Text(tesseract::RIL_WORD));
    int left = 0, top = 0, right = 0, bottom = 0;
    if (!text || !*text.get() ||
        !at->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom))
      continue;
    PageWord word;
    word.text = text.get();
    word.box = {double(left), double(top), double(right - left), double(bottom - top)};
    word.confidence = std::clamp(static_cast<int>(at->Confidence(tesseract::RIL_WORD)), 0, 100);
    word.paragraph = std::max(paragraph, 0);
    word.line = std::max(line, 0);
    out.words.push_back(std::move(word));
  } while (at->Next(tesseract::RIL_WORD));
}

template <typename SetImage>
PageText recognised(const std::string& languages, int dpi, SetImage&& set_image) {
  PageText out;
  auto& session = session_for(languages);
  if (!session.ready) {
    out.failed = true;
    out.why = fmt::format("tesseract has no data for \"{}\"", languages);
    return out;
  }
  session.api.SetPageSegMode(tesseract::PSM_AUTO);
  set_image(session.api);
  session.api.SetSourceResolution(dpi > 0 ? dpi : 200);
  if (session.api.Recognize(nullptr) == 0) {
    take_words(session.api, out);
  } else {
    out.failed = true;
    out.why = "tesseract gave up on it";
  }
  session.api.Clear();
  return out;
}

}  // namespace

Recognition::Recognition() {
  if (DIR* folder = opendir(data_folder)) {
    while (const dirent* entry = readdir(folder)) {
      std::string name = entry->d_name;
      if (name.size() > 12 && name.ends_with(".traineddata"))
        map_data(std::string(data_folder) + "/" + name, name);
    }
    closedir(folder);
  }
}

std::string Recognition::version() const {
  return fmt::format("tesseract {}", tesseract::TessBaseAPI::Version());
}

std::vector<std::string> Recognition::languages() const {
  std::vector<std::string> out;
  for (const auto& [name, data] : data_of())
    if (name != "osd.traineddata") out.push_back(name.substr(0, name.size() - 12));
  return out;
}

PageText Recognition::grey(const unsigned char* pixels, int width, int height, int bytes_per_row,
                           int dpi, const std::string& languages) const {
  return recognised(languages, dpi,
                    [&](auto& api) { api.SetImage(pixels, width, height, 1, bytes_per_row); });
}

PageText Recognition::picture(std::string_view bytes, const std::string& languages) const {
  PageText out;
  auto data = reinterpret_cast<const l_uint8*>(bytes.data());
  setMsgSeverity(L_SEVERITY_NONE);
  l_int32 format = 0, width = 0, height = 0, bits = 0, samples = 0, mapped = 0;
  if (pixReadHeaderMem(data, bytes.size(), &format, &width, &height, &bits, &samples, &mapped) ||
      width <= 0 || height <= 0) {
    out.failed = true;
    out.why = "its pixels cannot be decoded";
    return out;
  }
  if (std::int64_t{width} * height > most_pixels) {
    out.failed = true;
    out.why = fmt::format("{} × {} pixels are more than the {} million that are looked at", width,
                          height, most_pixels / 1'000'000);
    return out;
  }
  PixOwner read{pixReadMem(data, bytes.size())};
  PixOwner grey{read.pix ? pixConvertTo8(read.pix, 0) : nullptr};
  if (!grey.pix) {
    out.failed = true;
    out.why = "its pixels cannot be decoded";
    return out;
  }
  int dpi = pixGetXRes(grey.pix);
  out = recognised(languages, dpi, [&](auto& api) { api.SetImage(grey.pix); });
  out.width = width;
  out.height = height;
  return out;
}

}  // namespace clew::readers
