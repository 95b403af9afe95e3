// Any bytes as what a reader process sends: decoded or refused, never a crash, never more memory
// than a multiple of the frame. What is decoded and sent again comes out the same. Seeds:
// fuzz/wire/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "ingest/worker/wire.h"

namespace {

using namespace clew;
using namespace clew::ingest;

// Sends on what it is told.
struct Echo : ReadingSink {
  explicit Echo(WireSink& to) : out(to) {}
  WireSink& out;
  void begin_item(const ItemHead& h) override { out.begin_item(h); }
  void chosen(const Chosen& c) override { out.chosen(c); }
  void end_item() override { out.end_item(); }
  void exhibit_finding(model::Finding f) override { out.exhibit_finding(std::move(f)); }
  void heartbeat() override { out.heartbeat(); }
  void rows(std::string_view t, std::uint64_t n) override { out.rows(t, n); }
  void record(model::Record r) override {
    model::Record back;
    auto bytes = encode(r);
    decode(bytes, back);
    CLEW_ASSERT(encode(back) == bytes);
    out.record(std::move(r));
  }
  void extra_record(model::Record r) override { out.extra_record(std::move(r)); }
  void duplicate(std::string_view t, std::string_view l) override { out.duplicate(t, l); }
  void skip(std::string_view t, std::string_view r, std::string_view l) override {
    out.skip(t, r, l);
  }
  void finding(model::Finding f) override { out.finding(std::move(f)); }
  void question(model::Question q) override { out.question(std::move(q)); }
  void decided(std::string_view k, std::string_view v) override { out.decided(k, v); }
  void claims(std::string_view n) override { out.claims(n); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string sent;
  WireSink wire([&](std::string_view part) { sent += part; });
  Echo echo(wire);
  // A greeting is given, so that mutations reach the rest at once.
  std::string greeting;
  WireSink hello([&](std::string_view part) { greeting += part; });
  hello.hello({});
  WireReader reader(echo);
  reader.feed(greeting);
  try {
    reader.feed(bytes);
  } catch (const WireError&) {
  }
  wire.flush();
  try {
    (void)decode_settings(bytes);
  } catch (const WireError&) {
  }
  return 0;
}
