#include "readers/engine/pdf_mend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace clew::readers {
namespace {

constexpr std::size_t most_bytes = 512u << 20;  // copied
constexpr std::size_t most_head = 64u << 10;    // of an object that is looked at
constexpr std::size_t most_pages = 20'000;
constexpr std::size_t most_looked_at =
    1u << 30;  // bytes of heads in all: a file of nothing but "1 0 obj"

bool digit(char c) { return c >= '0' && c <= '9'; }
bool blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

// "/Type /Page", not "/Type /Pages".
bool has_type(std::string_view head, std::string_view type) {
  for (std::size_t at = head.find("/Type"); at != head.npos; at = head.find("/Type", at + 5)) {
    std::size_t i = at + 5;
    while (i < head.size() && blank(head[i]))
      ++i;
    const auto rest = head.substr(i);
    if (!rest.starts_with(type)) continue;
    const char next = rest.size() > type.size() ? rest[type.size()] : ' ';
    if (blank(next) || std::string_view("/<>[]()%").find(next) != std::string_view::npos)
      return true;
  }
  return false;
}

// "12 0 obj" that ends at `at`, where "obj" begins; the number, -1 for none.
long number_before(std::string_view bytes, std::size_t at, long& generation) {
  std::size_t i = at;
  auto one = [&]() -> long {
    while (i > 0 && blank(bytes[i - 1]))
      --i;
    const auto end = i;
    while (i > 0 && end - i < 9 && digit(bytes[i - 1]))
      --i;
    if (i == end) return -1;
    long value = 0;
    for (auto k = i; k < end; ++k)
      value = value * 10 + (bytes[k] - '0');
    return value;
  };
  generation = one();
  return generation < 0 || generation > 65'535 ? -1 : one();
}

}  // namespace

MendedPdf mend_pdf(std::string_view bytes) {
  MendedPdf out;
  if (bytes.size() > most_bytes) return out;
  std::map<long, std::pair<long, std::size_t>> pages;  // number → generation, place
  long catalog = -1, catalog_generation = 0, highest = 0, list = -1;
  std::size_t left = most_looked_at;
  for (std::size_t at = bytes.find("obj"); at != bytes.npos; at = bytes.find("obj", at + 3)) {
    long generation = 0;
    const long number = number_before(bytes, at, generation);
    if (number < 0) continue;  // "endobj" among others
    highest = std::max(highest, number);
    auto head = bytes.substr(at + 3, most_head);
    head = head.substr(0, std::min(head.find("endobj"), head.find("stream")));
    if (head.size() > left) break;
    left -= head.size();
    if (head.size() == most_head || at + 3 + head.size() == bytes.size()) continue;  // cut itself
    if (has_type(head, "/Page") && (pages.size() < most_pages || pages.contains(number)))
      pages[number] = {generation, at};
    if (has_type(head, "/Pages") && head.find("/Parent") == head.npos) list = number;
    if (has_type(head, "/Catalog")) {
      catalog = number;
      catalog_generation = generation;
    }
  }
  if (pages.empty()) return out;
  const bool whole = catalog >= 0 && list >= 0;
  std::string end = "\n";
  if (!whole) {
    // In the file's order, which is mostly that of the pages.
    std::vector<std::pair<std::size_t, std::pair<long, long>>> order;
    for (const auto& [number, where] : pages)
      order.push_back({where.second, {number, where.first}});
    std::sort(order.begin(), order.end());
    const long fresh = list >= 0 ? list : highest + 1;
    if (list < 0) {
      end += fmt::format("{} 0 obj\n<< /Type /Pages /Count {} /MediaBox [0 0 612 792] /Kids [",
                         fresh, order.size());
      for (const auto& [at, page] : order)
        end += fmt::format("{} {} R ", page.first, page.second);
      end += "] >>\nendobj\n";
    }
    catalog = highest + 2;
    catalog_generation = 0;
    end += fmt::format("{} 0 obj\n<< /Type /Catalog /Pages {} 0 R >>\nendobj\n", catalog, fresh);
  }
  end += fmt::format("trailer\n<< /Size {} /Root {} {} R >>\nstartxref\n0\n%%EOF\n", highest + 3,
                     catalog, catalog_generation);
  out.bytes = std::string(bytes) + end;
  out.how = whole ? std::string("its catalog was found among its objects")
            : list >= 0
                ? std::string("its catalog is lost, the list of its pages was found")
                : fmt::format(
                      "its catalog and the list of its pages are lost; the {} pages that are there "
                      "stand in the order of the file, forms and attached files are not found",
                      pages.size());
  return out;
}

}  // namespace clew::readers
