#include "job/translate_control.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"

namespace clew::job {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_wishes = 32;
constexpr std::uintmax_t max_file_bytes = 64 << 10;

nlohmann::json read_json(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || size > max_file_bytes) return {};
  try {
    return nlohmann::json::parse(read_file(path), nullptr, false);
  } catch (const Error&) {
    return {};
  }
}

void replace_file(const fs::path& path, const std::string& text) {
  auto staging = path;
  staging += fmt::format(".{}", getpid());
  const int file = ::open(staging.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) ::close(file);
  if (!written || ::rename(staging.c_str(), path.c_str()) != 0) {
    const int why = errno;
    ::unlink(staging.c_str());
    throw Error(ErrorKind::resource,
                fmt::format("cannot write {}: {}", path.string(), std::strerror(why)));
  }
}

}  // namespace

TranslateControl::TranslateControl(const fs::path& case_directory)
    : folder_(case_directory / "derived" / "translate") {
  std::error_code error;
  fs::create_directories(folder_, error);  // what fails here fails again on writing
}

TranslateControl::~TranslateControl() { end(); }

std::vector<First> TranslateControl::first() const {
  std::vector<First> list;
  const auto json = read_json(folder_ / "first.json");
  if (!json.is_array()) return list;
  for (const auto& wish : json)
    if (wish.is_array() && wish.size() == 2 && wish[0].is_string() && wish[1].is_string() &&
        list.size() < max_wishes)
      list.push_back({wish[0].get<std::string>(), wish[1].get<std::string>()});
  return list;
}

void TranslateControl::put_first(const First& wish) {
  if (wish.kind != "language" && wish.kind != "exhibit" && wish.kind != "conversation")
    throw Error(
        ErrorKind::usage,
        fmt::format("'{}' is no kind of thing to translate first: language, exhibit, conversation",
                    wish.kind));
  auto list = first();
  if (!list.empty() && list.front() == wish) return;
  std::erase(list, wish);
  list.insert(list.begin(), wish);
  if (list.size() > max_wishes) list.resize(max_wishes);
  JsonWriter out;
  out.begin_array();
  for (const auto& w : list)
    out.begin_array().value(w.kind).value(w.value).end();
  out.end();
  replace_file(folder_ / "first.json", out.take());
}

void TranslateControl::clear_first() {
  std::error_code error;
  fs::remove(folder_ / "first.json", error);
}

void TranslateControl::ask_to_stop() { replace_file(folder_ / "stop", ""); }

bool TranslateControl::asked_to_stop() const {
  std::error_code error;
  return fs::exists(folder_ / "stop", error);
}

TranslateState TranslateControl::state() const {
  TranslateState s;
  if (lock_ >= 0) {
    s.running = true;
  } else if (const int file = ::open((folder_ / "lock").c_str(), O_RDONLY | O_CLOEXEC); file >= 0) {
    s.running = ::flock(file, LOCK_SH | LOCK_NB) != 0;
    ::close(file);
  }
  const auto json = read_json(folder_ / "state.json");
  if (!json.is_object()) return s;
  const auto integer = [&](const char* name) {
    return json.contains(name) && json[name].is_number_integer() ? json[name].get<std::int64_t>()
                                                                 : std::int64_t{0};
  };
  s.total = integer("total");
  s.done = integer("done");
  s.records = integer("records");
  s.rendered = integer("rendered");
  s.begun_utc = integer("begun_utc");
  if (json.contains("rate") && json["rate"].is_number())
    s.lines_per_second = json["rate"].get<double>();
  if (json.contains("left") && json["left"].is_number())
    s.seconds_left = json["left"].get<double>();
  if (json.contains("now") && json["now"].is_string()) s.now = json["now"].get<std::string>();
  return s;
}

void TranslateControl::publish(const TranslateState& s) {
  JsonWriter out;
  out.begin_object().field("total", s.total).field("done", s.done).field("records", s.records);
  out.field("rendered", s.rendered).field("rate", s.lines_per_second).field("now", s.now);
  out.field("begun_utc", s.begun_utc).key("left");
  if (s.seconds_left)
    out.value(*s.seconds_left);
  else
    out.null();
  out.end();
  replace_file(folder_ / "state.json", out.take());
}

bool TranslateControl::begin() {
  lock_ = ::open((folder_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0)
    throw Error(ErrorKind::resource, fmt::format("cannot open {}: {}", (folder_ / "lock").string(),
                                                 std::strerror(errno)));
  // Somebody who asks whether a run is on holds the lock for a moment, and so may a child that a killed run was just starting.
  for (int tries = 0; ::flock(lock_, LOCK_EX | LOCK_NB) != 0; ++tries) {
    if (tries < 20) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    ::close(lock_);
    lock_ = -1;
    return false;
  }
  std::error_code error;
  fs::remove(folder_ / "stop", error);
  return true;
}

void TranslateControl::end() {
  if (lock_ >= 0) ::close(lock_);
  lock_ = -1;
}

}  // namespace clew::job
