#include "http/incoming.h"

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "base/error.h"

namespace clew::http {

namespace fs = std::filesystem;

Incoming::Incoming(fs::path case_directory) : directory_(std::move(case_directory) / "incoming" / std::to_string(::getpid())) {
  std::error_code none;
  fs::remove_all(directory_, none);
  for (const auto& left : fs::directory_iterator(directory_.parent_path(), none)) {
    const auto process = std::atol(left.path().filename().c_str());
    if (process <= 0 || (::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH)) fs::remove_all(left.path(), none);
  }
  fs::remove(directory_.parent_path(), none);  // if it is empty
}

Incoming::~Incoming() {
  std::error_code none;
  fs::remove_all(directory_, none);
  fs::remove(directory_.parent_path(), none);
}

std::string Incoming::begin(std::string_view name, std::uint64_t size) {
  const bool plain = !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
                     std::none_of(name.begin(), name.end(), [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!plain) throw Error(ErrorKind::usage, "that is no name of a file; rename it, or add it with `clew add`");
  std::lock_guard lock(mutex_);
  const auto folder = directory_ / std::to_string(++number_);
  fs::create_directories(folder);
  for (const auto& one : {directory_.parent_path(), directory_}) fs::permissions(one, fs::perms::owner_all);
  constexpr std::uint64_t reserve = 64u << 20;
  if (const auto free = fs::space(folder).available; free < reserve || (free - reserve) / 2 < size) {
    fs::remove_all(folder);
    throw Error(ErrorKind::resource, fmt::format("the disk of the case has {} MB free; the file and its sealed copy need {} MB", free >> 20, (2 * size + reserve) >> 20));
  }
  const auto path = folder / fs::path(std::string(name));
  if (!std::ofstream(path, std::ios::binary)) throw Error(ErrorKind::resource, "the file cannot be written beside the case");
  const auto id = std::to_string(number_);
  coming_[id] = {path, size, 0};
  return id;
}

Incoming::Coming& Incoming::find(const std::string& id) {
  const auto found = coming_.find(id);
  if (found == coming_.end()) throw Error(ErrorKind::not_found, "no such file is coming in; begin anew");
  return found->second;
}

std::uint64_t Incoming::take(const std::string& id, std::uint64_t at, std::string_view bytes) {
  std::lock_guard lock(mutex_);
  auto& file = find(id);
  if (at != file.have) throw Error(ErrorKind::usage, fmt::format("this piece begins at {}, the file ends at {}", at, file.have));
  if (bytes.size() > file.size - file.have) throw Error(ErrorKind::usage, fmt::format("the file is longer than the {} bytes that were said", file.size));
  std::ofstream out(file.path, std::ios::binary | std::ios::app);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    std::error_code none;
    fs::resize_file(file.path, file.have, none);
    throw Error(ErrorKind::resource, "the file could not be written beside the case: is the disk full?");
  }
  return file.have += bytes.size();
}

fs::path Incoming::path_of(const std::string& id) {
  std::lock_guard lock(mutex_);
  const auto& file = find(id);
  if (file.have != file.size) throw Error(ErrorKind::usage, fmt::format("{} of {} bytes are there; send the rest first", file.have, file.size));
  return file.path;
}

void Incoming::drop(const std::string& id) {
  std::lock_guard lock(mutex_);
  const auto found = coming_.find(id);
  if (found == coming_.end()) return;
  std::error_code none;
  fs::remove_all(found->second.path.parent_path(), none);
  coming_.erase(found);
  if (!coming_.empty()) return;
  fs::remove(directory_, none);
  fs::remove(directory_.parent_path(), none);
}

}  // namespace clew::http
