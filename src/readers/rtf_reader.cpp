// Rich Text documents: see rtf_text.h for the format, text_reader_document.h for what becomes of
// paragraphs.
#include <fmt/format.h>

#include "exhibit/locator.h"
#include "readers/message_file_reader.h"
#include "readers/rtf_text.h"
#include "readers/text_reader_document.h"

namespace clew::readers {
namespace {

class RtfReader final : public Reader {
 public:
  std::string_view name() const override { return "rtf"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    return is_rtf(item.bytes().substr(0, 64)) ? Probe{92, "begins as Rich Text"}
                                              : Probe{0, "no Rich Text"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    DocumentWriter writer(item, options, sink, "application/rtf");
    auto rtf = rtf_text(item.bytes());
    for (const auto& fault : rtf.faults)
      writer.finding(model::Severity::warning, "damaged Rich Text",
                     exhibit::Locator().bytes(0, item.bytes().size()).str(), fault);
    auto block_of = [](const RtfParagraph& p) {
      Block block;
      block.text = p.text;
      block.offset = p.offset;
      block.length = p.length;
      block.line = 1;
      if (p.row) block.part = "table-row";
      return block;
    };
    for (const auto& p : rtf.paragraphs)
      writer.survey(block_of(p));
    for (const auto& p : rtf.paragraphs)
      writer.write(block_of(p));
    std::string title;
    std::vector<model::Field> fields;
    for (auto& [name, value] : rtf.info) {
      if (name == "title") title = value;
      fields.push_back({name, value});
    }
    writer.finish(title, std::move(fields));
  }
};

}  // namespace

std::unique_ptr<Reader> make_rtf_reader() { return std::make_unique<RtfReader>(); }

}  // namespace clew::readers
