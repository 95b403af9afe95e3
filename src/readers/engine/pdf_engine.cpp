// poppler-cpp behind document_engine.h.
#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <poppler-version.h>

#include <algorithm>
#include <cmath>
#include <exception>

#include "readers/engine/pdf_marks.h"
#include "base/utf8.h"
#include "readers/engine/pdf_mend.h"
#include "readers/engine/recognition.h"

namespace clew::readers {
namespace {

constexpr std::size_t most_complaints = 10;
constexpr double scan_dpi = 300;            // what tesseract's models were trained around
constexpr double most_pixels = 40'000'000;  // of a drawn page; larger ones are drawn coarser

std::vector<std::string>& complaints_so_far() {
  static std::vector<std::string> list;
  return list;
}

void take_complaint(const std::string& message, void*) {
  auto& list = complaints_so_far();
  if (list.size() < most_complaints && std::find(list.begin(), list.end(), message) == list.end())
    list.push_back(message.substr(0, 300));
}

// UTF-16 as poppler holds it; lone surrogates become U+FFFD.
std::string utf8(const poppler::ustring& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t c = text[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 &&
        text[i + 1] < 0xE000)
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
    else if (c >= 0xD800 && c < 0xE000)
      c = 0xFFFD;
    append_code_point(c, out);
  }
  return out;
}

PageText nothing(std::string why) {
  PageText out;
  out.failed = true;
  out.why = std::move(why);
  return out;
}

class Pdf final : public PdfDocument {
 public:
  // `mended`: what `document` was opened from, if not from `bytes`.
  Pdf(std::unique_ptr<poppler::document> document, std::string_view bytes,
      std::unique_ptr<MendedPdf> mended, const Recognition& recognition)
      : mended_(std::move(mended)),
        document_(std::move(document)),
        bytes_(mended_ ? std::string_view(mended_->bytes) : bytes),
        original_bytes_(bytes.size()),
        recognition_(recognition) {}

  bool locked() const override { return document_->is_locked(); }
  bool encrypted() const override { return document_->is_encrypted(); }
  std::string mended() const override { return mended_ ? mended_->how : std::string(); }
  int pages() const override { return document_->is_locked() ? 0 : document_->pages(); }

  std::vector<std::pair<std::string, std::string>> information() const override try {
    std::vector<std::pair<std::string, std::string>> out;
    if (locked()) return out;
    for (const auto& key : document_->info_keys())
      if (out.size() < 100) out.emplace_back(key, utf8(document_->info_key(key)));
    return out;
  } catch (const std::exception&) {
    return {};
  }

  PageText text_of(int number) const override try {
    std::unique_ptr<poppler::page> page(document_->create_page(number));
    if (!page) return nothing("the page cannot be found in the file");
    PageText out;
    auto size = page->page_rect();
    out.width = size.width();
    out.height = size.height();
    for (const auto& box : page->text_list()) {
      auto b = box.bbox();
      PageWord word;
      word.text = utf8(box.text());
      word.box = {b.x(), b.y(), b.width(), b.height()};
      word.space_after = box.has_space_after();
      word.rotation = box.rotation();
      if (!word.text.empty()) out.words.push_back(std::move(word));
    }
    return out;
  } catch (const std::exception& error) {
    return nothing(error.what());
  }

  PageText recognise(int number, const std::string& languages) const override try {
    std::unique_ptr<poppler::page> page(document_->create_page(number));
    if (!page) return nothing("the page cannot be found in the file");
    auto size = page->page_rect();
    bool sideways = page->orientation() == poppler::page::landscape ||
                    page->orientation() == poppler::page::seascape;
    double width = sideways ? size.height() : size.width();
    double height = sideways ? size.width() : size.height();
    if (!(width >= 1 && height >= 1 && width < 1e6 && height < 1e6))
      return nothing("the page has no size that can be drawn");
    double dpi = std::min(scan_dpi, 72 * std::sqrt(most_pixels / (width * height)));
    poppler::page_renderer renderer;
    renderer.set_image_format(poppler::image::format_gray8);
    renderer.set_render_hint(poppler::page_renderer::antialiasing, true);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing, true);
    auto image = renderer.render_page(page.get(), dpi, dpi);
    if (!image.is_valid() || image.width() <= 0 || image.height() <= 0)
      return nothing("the page cannot be drawn");
    auto out =
        recognition_.grey(reinterpret_cast<const unsigned char*>(image.const_data()), image.width(),
                          image.height(), image.bytes_per_row(), static_cast<int>(dpi), languages);
    const double scale = 72 / dpi;
    for (auto& word : out.words)
      word.box = {word.box.x * scale, word.box.y * scale, word.box.width * scale,
                  word.box.height * scale};
    out.width = width;
    out.height = height;
    return out;
  } catch (const std::exception& error) {
    return nothing(error.what());
  }

  PdfMarks marks() const override try {
    auto* o = objects();
    auto marks = o ? o->marks() : PdfMarks();
    // What was written behind the bytes to open them has no place in the file.
    for (auto& mark : marks.list) {
      if (mark.offset >= original_bytes_)
        mark.offset = mark.length = 0;
      else
        mark.length = std::min<std::uint64_t>(mark.length, original_bytes_ - mark.offset);
    }
    return marks;
  } catch (const std::exception&) {
    return {};
  }
  std::string metadata() const override try {
    auto* o = objects();
    return o ? o->metadata() : std::string();
  } catch (const std::exception&) {
    return {};
  }
  std::vector<std::string> ids() const override try {
    auto* o = objects();
    return o ? o->ids() : std::vector<std::string>();
  } catch (const std::exception&) {
    return {};
  }
  std::vector<EmbeddedFile> embedded() const override try {
    auto* o = objects();
    return o ? o->embedded() : std::vector<EmbeddedFile>();
  } catch (const std::exception&) {
    return {};
  }
  std::string embedded_bytes(std::size_t index) const override try {
    auto* o = objects();
    return o ? o->embedded_bytes(index) : std::string();
  } catch (const std::exception&) {
    return {};
  }

  std::vector<std::string> complaints() const override {
    return std::exchange(complaints_so_far(), {});
  }

 private:
  PdfObjects* objects() const {
    if (!opened_ && !locked()) objects_ = PdfObjects::open(bytes_);
    opened_ = true;
    return objects_.get();
  }

  std::unique_ptr<MendedPdf> mended_;
  std::unique_ptr<poppler::document> document_;
  std::string_view bytes_;  // as opened: mended, or the file's own
  std::uint64_t original_bytes_;
  const Recognition& recognition_;
  mutable bool opened_ = false;
  mutable std::unique_ptr<PdfObjects> objects_;  // goes before the document
};

class Engine final : public DocumentEngine {
 public:
  Engine() {
    poppler::set_debug_error_function(take_complaint, nullptr);
    // iconv finds its tables on first use; afterwards it may open nothing.
    (void)poppler::ustring::from_utf8("x").to_utf8();
    complaints_so_far().clear();
  }
  std::string pdf_version() const override { return "poppler " + poppler::version_string(); }
  std::string recognition_version() const override { return recognition_.version(); }
  std::vector<std::string> languages() const override { return recognition_.languages(); }

  std::unique_ptr<PdfDocument> open_pdf(std::string_view bytes, std::string& why) const override {
    complaints_so_far().clear();
    if (bytes.size() > 0x7FFFFFFF) {
      why = "it is larger than the 2 GiB that the library can take";
      return nullptr;
    }
    try {
      std::unique_ptr<poppler::document> document(
          poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
      if (document && (document->is_locked() || document->pages() > 0))
        return std::make_unique<Pdf>(std::move(document), bytes, nullptr, recognition_);
      if (auto mended = std::make_unique<MendedPdf>(mend_pdf(bytes)); !mended->bytes.empty()) {
        std::unique_ptr<poppler::document> second(poppler::document::load_from_raw_data(
            mended->bytes.data(), static_cast<int>(mended->bytes.size())));
        if (second && !second->is_locked() && second->pages() > 0)
          return std::make_unique<Pdf>(std::move(second), bytes, std::move(mended), recognition_);
      }
      if (document) return std::make_unique<Pdf>(std::move(document), bytes, nullptr, recognition_);
    } catch (const std::exception& error) {
      why = error.what();
      return nullptr;
    }
    const auto& said = complaints_so_far();
    why = said.empty() ? "it cannot be opened as a PDF" : said.front();
    return nullptr;
  }

  PageText recognise_picture(std::string_view bytes, const std::string& languages) const override
      try {
    return recognition_.picture(bytes, languages);
  } catch (const std::exception& error) {
    return nothing(error.what());
  }

 private:
  Recognition recognition_;
};

}  // namespace
}  // namespace clew::readers

extern "C" __attribute__((visibility("default"))) clew::readers::DocumentEngine*
clew_document_engine(int version) {
  if (version != clew::readers::document_engine_version) return nullptr;
  return new clew::readers::Engine;
}
