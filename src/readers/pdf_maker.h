// For tests: PDFs written by hand (ISO 32000-1, 7.5). Synthetic, with what the tests need: pages of
// text in Helvetica, pages that are a picture of text, information, embedded files, and further
// objects as the test writes them (annotations, fields).
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace clew::readers::testing {

class PdfMaker {
 public:
  struct Piece {
    double x, y;  // points from the lower left corner
    double size;
    std::string text;  // Latin-1
  };
  void text_page(const std::vector<Piece>& pieces) {
    std::string content;
    for (const auto& p : pieces) {
      std::string escaped;
      for (char c : p.text) {
        if (c == '(' || c == ')' || c == '\\') escaped += '\\';
        escaped += c;
      }
      content += fmt::format("BT /F1 {} Tf {} {} Td ({}) Tj ET\n", p.size, p.x, p.y, escaped);
    }
    pages_.push_back({content, {}, 0, 0, {}});
  }
  // A grey picture, a byte a pixel, that fills the page, and a blank in a font that is not
  // embedded, as scanners' programs leave one: drawing the page asks for the font.
  void picture_page(std::string pixels, int width, int height) {
    pages_.push_back({"q 595 0 0 842 0 0 cm /I1 Do Q BT /F1 11 Tf 72 72 Td ( ) Tj ET\n",
                      std::move(pixels),
                      width,
                      height,
                      {}});
  }
  void information(std::string key, std::string value) {
    information_.emplace_back(std::move(key), std::move(value));
  }
  void embed(std::string name, std::string bytes) {
    embedded_.emplace_back(std::move(name), std::move(bytes));
  }
  // An object as written; its number (from 1000).
  int add(std::string body) {
    objects_.push_back(std::move(body));
    return 999 + static_cast<int>(objects_.size());
  }
  int add_stream(std::string_view head, std::string_view bytes) {
    return add(
        fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", head, bytes.size(), bytes));
  }
  // Written into the dictionary of the last page; of the catalog; of the trailer.
  void page_also(std::string_view text) { pages_.back().also += text; }
  void catalog_also(std::string_view text) { catalog_ += text; }
  void trailer_also(std::string_view text) { trailer_ += text; }

  std::string str() const {
    std::string out = "%PDF-1.5\n";
    std::vector<std::size_t> offsets;
    auto object = [&](std::string_view body) {
      offsets.push_back(out.size());
      out += fmt::format("{} 0 obj\n{}\nendobj\n", offsets.size(), body);
      return offsets.size();
    };
    auto stream = [&](std::string_view head, std::string_view bytes) {
      return object(
          fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", head, bytes.size(), bytes));
    };
    // Numbers: 1 catalog, 2 pages, 3 font, 4 information, then two or three for each page.
    std::string kids;
    std::size_t number = 5;
    for (const auto& p : pages_) {
      number += p.pixels.empty() ? 1 : 2;
      kids += fmt::format("{} 0 R ", number++);
    }
    std::string names;
    for (const auto& [name, bytes] : embedded_) {
      names += fmt::format("({}) {} 0 R ", name, number + 1);
      number += 2;
    }
    object(fmt::format("<< /Type /Catalog /Pages 2 0 R {} {} >>", catalog_,
                       names.empty()
                           ? std::string()
                           : fmt::format("/Names << /EmbeddedFiles << /Names [ {}] >> >>", names)));
    object(fmt::format("<< /Type /Pages /Kids [ {}] /Count {} >>", kids, pages_.size()));
    object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    std::string about;
    for (const auto& [key, value] : information_)
      about += fmt::format("/{} ({}) ", key, value);
    object(fmt::format("<< {}>>", about));
    for (const auto& p : pages_) {
      auto content = stream("", p.content);
      std::string pictures;
      if (!p.pixels.empty()) {
        auto picture = stream(fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} "
                                          "/ColorSpace /DeviceGray /BitsPerComponent 8",
                                          p.width, p.height),
                              p.pixels);
        pictures = fmt::format("/XObject << /I1 {} 0 R >>", picture);
      }
      object(
          fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R "
                      "/Resources << /Font << /F1 3 0 R >> {} >> {} >>",
                      content, pictures, p.also));
    }
    for (const auto& [name, bytes] : embedded_) {
      auto data = stream("/Type /EmbeddedFile", bytes);
      object(fmt::format("<< /Type /Filespec /F ({}) /EF << /F {} 0 R >> >>", name, data));
    }
    std::vector<std::size_t> further;
    for (const auto& body : objects_) {
      further.push_back(out.size());
      out += fmt::format("{} 0 obj\n{}\nendobj\n", 999 + further.size(), body);
    }
    auto table = out.size();
    out += fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets.size() + 1);
    for (auto at : offsets)
      out += fmt::format("{:010} 00000 n \n", at);
    if (!further.empty()) out += fmt::format("1000 {}\n", further.size());
    for (auto at : further)
      out += fmt::format("{:010} 00000 n \n", at);
    out +=
        fmt::format("trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R {}>>\nstartxref\n{}\n%%EOF\n",
                    further.empty() ? offsets.size() + 1 : 1000 + further.size(), trailer_, table);
    return out;
  }

 private:
  struct Page {
    std::string content, pixels;
    int width, height;
    std::string also;
  };
  std::vector<Page> pages_;
  std::vector<std::pair<std::string, std::string>> information_, embedded_;
  std::vector<std::string> objects_;
  std::string catalog_, trailer_;
};

// Black letters of a 5 × 7 dot font on white, `scale` pixels a dot: capitals, digits, blank.
class DotPicture {
 public:
  DotPicture(int width, int height)
      : width_(width), height_(height), pixels_(std::size_t(width) * std::size_t(height), '\xFF') {}
  void write(int x, int y, int scale, std::string_view text) {
    for (char c : text) {
      const char* rows = glyph(c);
      for (int r = 0; r < 7; ++r)
        for (int k = 0; k < 5; ++k)
          if (rows[r * 5 + k] == '#') dot(x + k * scale, y + r * scale, scale);
      x += 6 * scale;
    }
  }
  const std::string& pixels() const { return pixels_; }
  int width() const { return width_; }
  int height() const { return height_; }
  // The same as an uncompressed grey TIFF (6.0, baseline).
  std::string tiff() const {
    std::string out("II*\0\x08\0\0\0", 8);
    auto number = [](std::uint64_t v, int n) {
      std::string s;
      for (int i = 0; i < n; ++i)
        s += static_cast<char>(v >> (8 * i));
      return s;
    };
    std::vector<std::pair<int, std::uint64_t>> tags = {{256, std::uint64_t(width_)},
                                                       {257, std::uint64_t(height_)},
                                                       {258, 8},
                                                       {259, 1},
                                                       {262, 1},
                                                       {273, 8 + 2 + 9 * 12 + 4},
                                                       {277, 1},
                                                       {278, std::uint64_t(height_)},
                                                       {279, pixels_.size()}};
    out += number(tags.size(), 2);
    for (auto [tag, value] : tags)
      out += number(std::uint64_t(tag), 2) + number(4, 2) + number(1, 4) + number(value, 4);
    return out + number(0, 4) + pixels_;
  }

 private:
  void dot(int x, int y, int scale) {
    for (int i = y; i < y + scale && i < height_; ++i)
      for (int k = x; k < x + scale && k < width_; ++k)
        pixels_[std::size_t(i) * std::size_t(width_) + std::size_t(k)] = '\0';
  }
  static const char* glyph(char c) {
    switch (c) {
      case 'A':
        return " ### #   ##   #######   ##   ##   #";
      case 'E':
        return "######    #    #### #    #    #####";
      case 'H':
        return "#   ##   ##   #######   ##   ##   #";
      case 'I':
        return "#####  #    #    #    #    #  #####";
      case 'K':
        return "#   ##  # # #  ##   # #  #  # #   #";
      case 'L':
        return "#    #    #    #    #    #    #####";
      case 'M':
        return "#   ### ### # ## # ##   ##   ##   #";
      case 'N':
        return "#   ###  ## # ##  ###   ##   ##   #";
      case 'O':
        return " ### #   ##   ##   ##   ##   # ### ";
      case 'P':
        return "#### #   ##   ##### #    #    #    ";
      case 'R':
        return "#### #   ##   ##### # #  #  # #   #";
      case 'S':
        return " #####    #     ###     #    ##### ";
      case 'T':
        return "#####  #    #    #    #    #    #  ";
      case 'U':
        return "#   ##   ##   ##   ##   ##   # ### ";
      case 'W':
        return "#   ##   ##   ##   ## # ### ###   #";
      case 'Y':
        return "#   ##   # # #   #    #    #    #  ";
      case '1':
        return "  #   ##    #    #    #    #   ### ";
      case '2':
        return " ### #   #    #   #   #   #   #####";
      case '4':
        return "   #   ##  # # #  # #####   #    # ";
      case '7':
        return "#####    #   #   #   #    #    #   ";
      default:
        return "                                   ";
    }
  }
  int width_, height_;
  std::string pixels_;
};

}  // namespace clew::readers::testing
