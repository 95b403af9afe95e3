// Any bytes as a PDF: what Clew takes from poppler's objects (marks, fields, embedded files, XMP),
// how it mends files without a trailer, and the reader: no crash, no hang, every row one fate,
// every position inside the file. poppler is not instrumented, so nothing steers towards its
// inside, but what ends it ends this too. Text is not recognised: a page would take seconds. Seeds:
// fuzz/pdf/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "counting_sink.h"
#include "readers/attached_files.h"
#include "readers/document_engine.h"
#include "readers/pdf_reader.h"

extern "C" clew::readers::DocumentEngine* clew_document_engine(int version);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace clew;
  static readers::DocumentEngine* const engine =
      clew_document_engine(readers::document_engine_version);
  // poppler makes its tables of names with the first document that is open and throws them away
  // with the last: one stays open, or each input would pay for them.
  static const std::string small =
      "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages "
      "/Kids "
      "[3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] "
      ">>\nendobj\ntrailer\n<< /Root 1 0 R >>\n";
  static std::string why;
  static const auto* const open = engine->open_pdf(small, why).release();
  CLEW_ASSERT(open);
  readers::Options options;
  options.engine = engine;
  options.latest_plausible = 1'700'000'000 * micros_per_second;
  options.answers["recognise-text"] = "none";
  exhibit::Item item;
  item.path = {"a.pdf"};
  item.size = size;
  item.source = exhibit::bytes_in_memory(std::string(reinterpret_cast<const char*>(data), size));
  const auto reader = readers::make_pdf_reader();
  (void)reader->probe(item);
  CountingSink sum;
  sum.size = size;
  reader->read(item, options, sum);
  CLEW_ASSERT(sum.seen == sum.fates);
  exhibit::Budget budget;
  budget.exhibit_bytes = size;
  if (auto files = reader->attached(item, options, budget))
    for (std::size_t i = 0; i < files->size() && i < 20; ++i) {
      (void)files->info(i);
      (void)files->open(i);
    }
  return 0;
}
