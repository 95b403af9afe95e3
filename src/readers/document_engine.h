// What Clew asks of the libraries for PDF (poppler) and for text in pictures (tesseract), and
// nothing more of them.
//
// They take 10 to 40 ms to load, twenty times what a reader process may cost, and most exhibits
// need neither. So they are not linked but stand in a library of their own beside the programs
// (libclew_documents.so), which the reader process loads before its lock-down when the exhibit may
// hold such files; afterwards no file can be opened and no code be mapped. A process without it
// reads everything else and says of a PDF what is missing.
//
// Everything below runs on hostile bytes: only ever inside the reader process (and in tests).
// No call throws. For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace clew::readers {

// Points (1/72 inch), from the upper left corner of the page as it is shown, y downwards.
struct PageBox {
  double x = 0, y = 0, width = 0, height = 0;
};

struct PageWord {
  std::string text;  // UTF-8
  PageBox box;
  bool space_after = true;
  int rotation = 0;               // quarter turns
  int confidence = -1;            // 0..100 of recognised text; -1: it stands in the page as text
  int paragraph = -1, line = -1;  // as recognition saw them, -1: to be found from the boxes
};

struct PageText {
  double width = 0, height = 0;
  std::vector<PageWord> words;  // in reading order
  bool failed = false;          // the page could not be had
  std::string why;              // of `failed`
};

// A file that a PDF carries.
struct EmbeddedFile {
  std::string name, description, mime;
  std::int64_t size = -1;  // as stated
  int page = -1;           // 0-based, of the annotation that holds it; -1: the document does
};

// Something on a page that is not its text: an annotation, or a form field where it is filled in.
// Texts are UTF-8; dates, names and types as written.
struct PdfMark {
  enum class Kind { annotation, link, field } kind = Kind::annotation;
  int page = -1;  // 0-based; -1: on none
  bool placed = false;
  PageBox box;                           // of `placed` ones, as for words
  std::vector<PageBox> covered;          // what a highlight, underline, … lies over
  std::uint64_t offset = 0, length = 0;  // its object in the file; 0, 0: inside another object
  std::string key;                       // "12 0": its object; "page 3 mark 2" of a direct one
  std::string reply_to;                  // key of the annotation that it answers
  std::string type;                      // "Highlight", "Text"; of fields "text", "check box", …
  std::string name;                      // of a field: the full name, "applicant.address"
  std::string text;                      // contents; a field's value; a link's target
  std::string author, subject, created, modified;
  bool hidden = false;                                      // flags say that it is not shown
  std::vector<std::pair<std::string, std::string>> others;  // further keys of the object
};

struct PdfMarks {
  std::vector<PdfMark> list;  // by page, then in the page's order; those on no page at the end
  bool cut = false;           // there are more than are taken
};

class PdfDocument {
 public:
  virtual ~PdfDocument() = default;
  virtual bool locked() const = 0;     // needs a password
  virtual bool encrypted() const = 0;  // also when it opens without one
  virtual int pages() const = 0;
  // How it was mended to be opened at all, in words; "" it was not.
  virtual std::string mended() const = 0;
  // The document's information, key and value as written.
  virtual std::vector<std::pair<std::string, std::string>> information() const = 0;
  virtual PageText text_of(int page) const = 0;  // 0-based
  // Draws the page and recognises what is on it. `languages`: "eng+ron".
  virtual PageText recognise(int page, const std::string& languages) const = 0;
  virtual PdfMarks marks() const = 0;
  virtual std::string metadata() const = 0;          // XMP, as it stands; "" none
  virtual std::vector<std::string> ids() const = 0;  // the two of the trailer, in hexadecimal
  virtual std::vector<EmbeddedFile> embedded() const = 0;
  virtual std::string embedded_bytes(std::size_t index) const = 0;
  // What the library complained of since the last call, at most some, one a line.
  virtual std::vector<std::string> complaints() const = 0;
};

class DocumentEngine {
 public:
  virtual ~DocumentEngine() = default;
  // "poppler 22.12.0"; "tesseract 5.3.0".
  virtual std::string pdf_version() const = 0;
  virtual std::string recognition_version() const = 0;
  // Languages whose data was there when the library was loaded ("eng", "ron").
  virtual std::vector<std::string> languages() const = 0;
  // Null when the bytes cannot be opened as a PDF at all; `why` then says what poppler said.
  // `bytes` must outlive the document.
  virtual std::unique_ptr<PdfDocument> open_pdf(std::string_view bytes, std::string& why) const = 0;
  // JPEG, PNG, TIFF, WebP; boxes in pixels, width and height those of the picture.
  virtual PageText recognise_picture(std::string_view bytes,
                                     const std::string& languages) const = 0;
};

// Loads the library from that file, for good; null with the reason when it is not there or does
// not fit. Opens files: before the lock-down.
std::unique_ptr<DocumentEngine> load_document_engine(const std::string& path, std::string& why);

// Raised when the interface above changes; the library's must be the same.
inline constexpr int document_engine_version = 3;

}  // namespace clew::readers
