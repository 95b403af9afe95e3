#include "bench.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace clew::bench {

std::vector<std::vector<std::string>> read_csv(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream all;
  all << in.rdbuf();
  std::string text = all.str();
  std::vector<std::vector<std::string>> rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quoted) {
      if (c != '"')
        cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      auto from = cell.find_first_not_of(' ');
      rows.back().push_back(from == std::string::npos
                                ? ""
                                : cell.substr(from, cell.find_last_not_of(" \r") - from + 1));
      cell.clear();
      if (c == '\n') rows.emplace_back();
    } else if (c != '\r') {
      cell += c;
    }
  }
  if (!cell.empty()) rows.back().push_back(cell);
  if (rows.back().empty()) rows.pop_back();
  return rows;
}

std::size_t column(const std::vector<std::string>& header, const std::string& name) {
  auto at = std::find(header.begin(), header.end(), name);
  if (at == header.end()) throw std::runtime_error("no column " + name);
  return static_cast<std::size_t>(at - header.begin());
}

void Calibration::add(double probability, bool truth) {
  auto bin = static_cast<std::size_t>(std::clamp(probability * 10, 0.0, 9.0));
  ++said[bin];
  right[bin] += truth;
}

void Calibration::print() const {
  std::printf("calibration: said .. right (of)\n");
  for (std::size_t i = 0; i < said.size(); ++i)
    if (said[i])
      std::printf("  %.1f-%.1f   %.3f (%lu)\n", double(i) / 10, double(i + 1) / 10,
                  double(right[i]) / double(said[i]), static_cast<unsigned long>(said[i]));
}

double processor_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return double(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
         1e-6 * double(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

double clock_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::uint64_t peak_megabytes() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  return static_cast<std::uint64_t>(use.ru_maxrss) / 1024;
}

}  // namespace clew::bench
