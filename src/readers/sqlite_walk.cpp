#include "readers/sqlite_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "text/encoding.h"

namespace clew::readers::sqlite {
namespace {

constexpr std::size_t max_damage = 1000;
constexpr std::uint64_t max_payload = 64u << 20;

std::uint32_t number(std::string_view s, std::size_t at, int bytes) {
  std::uint32_t v = 0;
  for (int i = 0; i < bytes; ++i)
    v = v << 8 | static_cast<unsigned char>(s[at + static_cast<std::size_t>(i)]);
  return v;
}

// False when the bytes end inside.
bool varint(std::string_view s, std::size_t& at, std::uint64_t& out) {
  out = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= s.size()) return false;
    const auto byte = static_cast<unsigned char>(s[at++]);
    if (i == 8) {
      out = out << 8 | byte;
      return true;
    }
    out = out << 7 | (byte & 0x7F);
    if (!(byte & 0x80)) return true;
  }
  return true;
}

class Walk {
 public:
  Walk(const Image& image, const std::function<void(Row&&)>& take)
      : image_(image), take_(take), seen_(std::size_t{image.pages()} + 1) {
    const std::string_view first = image.page(1);
    encoding_ = first.size() >= 60 ? number(first, 56, 4) : 1;
  }

  WalkResult run(std::uint32_t root) {
    struct Pending {
      std::uint32_t page;
      int depth;
    };
    std::vector<Pending> pending{{root, 0}};
    while (!pending.empty()) {
      const auto [page_number, depth] = pending.back();
      pending.pop_back();
      if (page_number == 0 || page_number > image_.pages()) {
        damaged(page_number, "a page number that the file does not have");
        continue;
      }
      if (seen_[page_number]) {
        damaged(page_number, "a page that was reached twice");
        continue;
      }
      seen_[page_number] = true;
      const std::string_view page = image_.page(page_number);
      const std::size_t head = page_number == 1 ? 100 : 0;
      if (page.size() < image_.page_size()) {
        damaged(page_number, "the file ends before or inside this page");
        if (page.size() < head + 12) continue;
      }
      const auto type = static_cast<unsigned char>(page[head]);
      if (type == 2 || type == 10) {
        result_.rowid_table = false;
        if (depth > 0) damaged(page_number, "an index page inside a table");
        continue;
      }
      if (type != 5 && type != 13) {
        damaged(page_number, fmt::format("no table page: its first byte is {}", type));
        continue;
      }
      const std::size_t count = number(page, head + 3, 2);
      const std::size_t pointers = head + (type == 5 ? 12 : 8);
      std::vector<Pending> children;
      for (std::size_t i = 0; i < count; ++i) {
        if (pointers + 2 * i + 2 > page.size()) {
          damaged(page_number, "more cells than the page has room for");
          break;
        }
        const std::size_t cell = number(page, pointers + 2 * i, 2);
        if (cell < pointers + 2 * count || cell + 4 > page.size()) {
          damaged(page_number, "a cell outside its page");
          continue;
        }
        if (type == 5)
          children.push_back({number(page, cell, 4), depth + 1});
        else
          leaf_cell(page_number, page, cell);
      }
      if (type == 5) {
        children.push_back({number(page, head + 8, 4), depth + 1});
        if (depth > 40) {
          damaged(page_number, "a tree deeper than any table has");
          continue;
        }
        for (auto it = children.rbegin(); it != children.rend(); ++it)
          pending.push_back(*it);
      }
    }
    return std::move(result_);
  }

 private:
  void damaged(std::uint32_t page, std::string why) {
    if (result_.damage.size() < max_damage) result_.damage.push_back({page, std::move(why)});
  }

  void leaf_cell(std::uint32_t page_number, std::string_view page, std::size_t at) {
    const std::string_view in = page.substr(0, image_.usable());
    std::uint64_t size = 0, rowid = 0;
    if (!varint(in, at, size) || !varint(in, at, rowid))
      return damaged(page_number, "a cell that runs out of its page");
    const std::uint64_t usable = image_.usable();
    // fileformat2 §1.6: what does not fit spills to overflow pages, keeping M … X bytes here.
    const std::uint64_t most = usable - 35, least = (usable - 12) * 32 / 255 - 23;
    std::uint64_t local = size;
    if (size > most) {
      const std::uint64_t k = least + (size - least) % (usable - 4);
      local = k <= most ? k : least;
    }
    if (at + local + (local < size ? 4 : 0) > in.size())
      return damaged(page_number, "a row that runs out of its page");
    if (size > max_payload && size / image_.page_size() > image_.pages())
      return damaged(page_number, "a row larger than the file");
    payload_.clear();
    if (take_ && size <= max_payload) payload_.assign(in.substr(at, local));
    std::uint64_t left = size - local;
    std::uint32_t next = left ? number(in, at + local, 4) : 0;
    while (left > 0) {
      const std::string_view over =
          next && next <= image_.pages() ? image_.page(next) : std::string_view{};
      if (over.size() < image_.page_size() || seen_[next])
        return damaged(page_number, fmt::format("row {}: its overflow page {} is not there",
                                                static_cast<std::int64_t>(rowid), next));
      seen_[next] = true;
      const std::uint64_t part = std::min<std::uint64_t>(left, usable - 4);
      if (take_ && size <= max_payload) payload_.append(over.substr(4, part));
      left -= part;
      next = number(over, 0, 4);
    }
    if (take_) {
      if (size > max_payload) return damaged(page_number, "a row of more than 64 MiB");
      Row row;
      row.rowid = static_cast<std::int64_t>(rowid);
      if (!decode(row))
        return damaged(page_number,
                       fmt::format("row {}: its columns do not fit its size", row.rowid));
      take_(std::move(row));
    }
    ++result_.rows;
  }

  bool decode(Row& row) {
    std::size_t head = 0;
    std::uint64_t head_size = 0;
    if (!varint(payload_, head, head_size) || head_size > payload_.size() || head_size < head)
      return false;
    const std::string_view header = std::string_view(payload_).substr(0, head_size);
    std::size_t body = head_size;
    while (head < header.size()) {
      std::uint64_t type = 0;
      if (!varint(header, head, type) || row.values.size() > 32'767) return false;
      static constexpr int widths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
      if (type == 10 || type == 11) return false;
      const std::uint64_t width =
          type < 10 ? static_cast<std::uint64_t>(widths[type]) : (type - 12) / 2;
      if (width > payload_.size() - body) return false;
      const std::string_view bytes = std::string_view(payload_).substr(body, width);
      body += width;
      if (type == 0) {
        row.values.emplace_back();
      } else if (type == 8 || type == 9) {
        row.values.emplace_back(static_cast<std::int64_t>(type - 8));
      } else if (type < 8) {
        std::uint64_t v = !bytes.empty() && (bytes[0] & 0x80) && type != 7 ? ~0ull : 0;
        for (const char c : bytes)
          v = v << 8 | static_cast<unsigned char>(c);
        if (type == 7)
          row.values.emplace_back(std::bit_cast<double>(v));
        else
          row.values.emplace_back(static_cast<std::int64_t>(v));
      } else if (type % 2 == 0) {
        row.values.emplace_back(Blob{std::string(bytes)});
      } else {
        row.values.emplace_back(encoding_ == 2   ? text::to_utf8(bytes, text::Encoding::utf16le)
                                : encoding_ == 3 ? text::to_utf8(bytes, text::Encoding::utf16be)
                                                 : std::string(bytes));
      }
    }
    return true;
  }

  const Image& image_;
  const std::function<void(Row&&)>& take_;
  std::vector<bool> seen_;
  std::uint32_t encoding_ = 1;
  std::string payload_;
  WalkResult result_;
};

}  // namespace

WalkResult walk_table(const Image& image, std::uint32_t root,
                      const std::function<void(Row&&)>& take) {
  if (!image.valid()) return {0, true, {{1, "not a database"}}};
  return Walk(image, take).run(root);
}

std::vector<SchemaEntry> walk_schema(const Image& image, std::vector<Damage>& damage) {
  std::vector<SchemaEntry> out;
  auto result = walk_table(image, 1, [&](Row&& row) {
    if (row.values.size() < 5 || out.size() >= 20'000) return;
    const auto text = [&](std::size_t i) {
      const auto* s = std::get_if<std::string>(&row.values[i]);
      return s ? *s : std::string();
    };
    const auto* root = std::get_if<std::int64_t>(&row.values[3]);
    out.push_back(
        {text(0), text(1), text(2), text(4),
         root && *root > 0 && *root <= 0xFFFFFFFE ? static_cast<std::uint32_t>(*root) : 0});
  });
  damage = std::move(result.damage);
  return out;
}

}  // namespace clew::readers::sqlite
