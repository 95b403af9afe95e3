#include "readers/binary_cookies_reader.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <set>

#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/plausible_time.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::uint32_t cookie_head = 56;
constexpr Micros apple_epoch = Micros{978'307'200} * micros_per_second;

std::uint32_t little(std::string_view b, std::size_t at) {
  std::uint32_t v = 0;
  for (int i = 3; i >= 0; --i)
    v = v << 8 | static_cast<unsigned char>(b[at + static_cast<std::size_t>(i)]);
  return v;
}
std::uint32_t big(std::string_view b, std::size_t at) {
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < 4; ++i)
    v = v << 8 | static_cast<unsigned char>(b[at + i]);
  return v;
}
double seconds(std::string_view b, std::size_t at) {
  return std::bit_cast<double>(std::uint64_t{little(b, at + 4)} << 32 | little(b, at));
}
// Nothing outside 1970 … 2100: a session's cookie has 0 or less as expiry.
std::optional<Micros> instant(double s) {
  if (!std::isfinite(s) || s < -978'307'200.0 || s > 3'124'137'600.0) return std::nullopt;
  return apple_epoch + static_cast<Micros>(std::llround(s * 1e6));
}

class CookieWalk {
 public:
  CookieWalk(std::string_view bytes, const Options& options, Sink& sink)
      : bytes_(bytes), options_(options), sink_(sink), findings_(sink) {}

  void run() {
    if (bytes_.size() < 8) return say_cut();
    const std::uint64_t pages = big(bytes_, 4);
    if (bytes_.size() < 8 + 4 * pages) return say_cut();
    std::uint64_t at = 8 + 4 * pages;
    for (std::uint64_t i = 0; i < pages; ++i) {
      const std::uint64_t size = big(bytes_, 8 + 4 * i);
      if (at >= bytes_.size()) return say_cut();
      page(at, std::min<std::uint64_t>(size, bytes_.size() - at), size);
      at += size;
    }
    findings_.finish();
  }

 private:
  std::string where(std::uint64_t at, std::uint64_t length) const {
    return exhibit::Locator().bytes(at, length).str();
  }
  void say_cut() {
    findings_.finish();
    sink_.rows("cookies", 0);
    sink_.finding({Severity::warning, "file cut off", where(0, bytes_.size()),
                   "It ends before the last of the pages that its head lists."});
  }

  void page(std::uint64_t begin, std::uint64_t length, std::uint64_t stated) {
    const auto p = bytes_.substr(begin, length);
    if (p.size() < 8 || p.substr(0, 4) != std::string_view("\0\0\1\0", 4))
      return findings_.add(Severity::warning, "damaged page of cookies", where(begin, length),
                           "It does not begin as a page of cookies does.");
    const std::uint64_t listed = little(p, 4);
    const std::uint64_t count = std::min<std::uint64_t>(listed, (p.size() - 8) / 4);
    std::set<std::uint32_t> seen;
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto offset = little(p, 8 + 4 * i);
      if (!seen.insert(offset).second) continue;  // one that is listed twice is one
      cookie(begin, p, offset);
    }
    if (count < listed || length < stated)
      findings_.add(Severity::warning, "damaged page of cookies", where(begin, length),
                    fmt::format("It lists {} cookies in {} bytes, of which {} are there.", listed,
                                stated, length));
  }

  void cookie(std::uint64_t page_at, std::string_view p, std::uint32_t offset) {
    sink_.rows("cookies", 1);
    const std::uint64_t room = offset < p.size() ? p.size() - offset : 0;
    const std::uint32_t size = room >= 4 ? little(p, offset) : 0;
    if (size < cookie_head || size > room) {
      const auto place = where(page_at + std::min<std::uint64_t>(offset, p.size()), 0);
      findings_.add(Severity::warning, "damaged cookie", place,
                    "Its place or size lies outside of its page.");
      return sink_.skip("cookies", "damaged cookie", place);
    }
    const auto c = p.substr(offset, size);
    const auto text = [&](std::size_t field) -> std::string {
      const auto at = little(c, field);
      if (at < cookie_head || at >= c.size()) return {};
      const auto rest = c.substr(at);
      const auto raw = rest.substr(0, rest.find('\0'));
      return text::is_valid_utf8(raw) ? std::string(raw)
                                      : text::to_utf8(raw, text::Encoding::latin1);
    };
    model::Record record;
    record.kind = model::RecordKind::event;
    record.table = "cookies";
    record.locator = where(page_at + offset, size);
    record.service = "Safari";
    record.fields.push_back({"type", "cookie"});
    if (const auto created = instant(seconds(c, 48))) {
      model::Time t;
      t.kind = model::TimeKind::created;
      t.raw = fmt::format("{}", seconds(c, 48));
      t.unit = "apple-s";
      t.utc = *created;
      t.certainty = certainty_of(*created, options_.latest_plausible);
      record.times.push_back(std::move(t));
    }
    record.fields.push_back({"title", text(20)});
    const auto domain = text(16), path = text(24);
    record.fields.push_back({"url", domain + path});
    record.extras.push_back({"domain", domain});
    record.extras.push_back({"path", path});
    record.extras.push_back({"value", text(28)});
    // When it will end says nothing of what happened: no time of the record.
    const double expiry = seconds(c, 40);
    const auto ends = instant(expiry);
    record.extras.push_back(
        {"expires", ends && expiry > 0 ? to_iso_utc(*ends) : fmt::format("{}", expiry)});
    const auto flags = little(c, 8);
    record.extras.push_back({"flags", fmt::format("{}{}{}", flags, flags & 1 ? " secure" : "",
                                                  flags & 4 ? " http-only" : "")});
    sink_.record(std::move(record));
  }

  std::string_view bytes_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
};

class BinaryCookiesReader final : public Reader {
 public:
  std::string_view name() const override { return "binary-cookies"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto b = item.bytes();
    if (!b.starts_with("cook") || b.size() < 12) return {};
    const auto pages = big(b, 4);
    if (pages == 0 || pages > 1'000'000) return {};
    return {97, "begins as a file of Safari's cookies does"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    CookieWalk(item.bytes(), options, sink).run();
  }
};

}  // namespace

std::unique_ptr<Reader> make_binary_cookies_reader() {
  return std::make_unique<BinaryCookiesReader>();
}

}  // namespace clew::readers
