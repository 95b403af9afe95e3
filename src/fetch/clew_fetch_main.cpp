// clew-fetch URL FILE: brings one file over HTTP or HTTPS.
//
// The only program of Clew that opens a connection to another machine. It knows no cases and no
// models; `clew model get` starts it for each address, nothing else does. An interrupted transfer
// goes on where it stopped (Range, guarded by the server's ETag); three attempts; the finished file
// appears under its name at once, never in part. Checking what came is the caller's work.
//
// Exit codes: 0 there, 1 the server does not have it, 2 usage, 7 no connection or no disk.
#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/file.h"

namespace {

namespace fs = std::filesystem;
using clew::Error;
using clew::ErrorKind;

constexpr std::uint64_t max_bytes = std::uint64_t{4} << 30;
constexpr int attempts = 3;

struct Address {
  std::string scheme, host;
  int port = 0;
  std::string path;
};

std::optional<Address> parse(std::string_view url) {
  Address a;
  const auto scheme_end = url.find("://");
  if (scheme_end == url.npos) return {};
  a.scheme = url.substr(0, scheme_end);
  if (a.scheme != "http" && a.scheme != "https") return {};
  url.remove_prefix(scheme_end + 3);
  const auto slash = std::min(url.find('/'), url.size());
  std::string_view place = url.substr(0, slash);
  a.path = slash < url.size() ? std::string(url.substr(slash)) : "/";
  if (const auto at = place.rfind('@'); at != place.npos) place.remove_prefix(at + 1);
  a.port = a.scheme == "https" ? 443 : 80;
  const auto colon = place.rfind(':');
  if (colon != place.npos && place.find(']', colon) == place.npos) {
    const std::string digits(place.substr(colon + 1));
    if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != digits.npos) return {};
    a.port = std::stoi(digits);
    place = place.substr(0, colon);
  }
  if (place.starts_with('[') && place.ends_with(']')) place = place.substr(1, place.size() - 2);
  a.host = place;
  if (a.host.empty() || a.port == 0 || a.port > 65535) return {};
  for (const char c : a.path)
    if (static_cast<unsigned char>(c) <= 0x20) return {};
  return a;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The proxy that the surroundings name for this address; empty if none.
std::string proxy_for(const Address& a, const std::string& given) {
  if (!given.empty()) return given == "none" ? "" : given;
  auto list = variable("no_proxy").empty() ? variable("NO_PROXY") : variable("no_proxy");
  for (std::size_t at = 0; at <= list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    auto name = list.substr(at, end - at);
    name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
    if (name.starts_with('.')) name.erase(0, 1);
    if (name == "*" || (!name.empty() && (a.host == name || a.host.ends_with("." + name)))) return {};
    at = end + 1;
  }
  for (const auto* v : {"_proxy", "_PROXY"}) {
    const std::string scheme = *(v + 1) == 'P' ? (a.scheme == "https" ? "HTTPS" : "HTTP") : a.scheme;
    if (const auto value = variable((scheme + v).c_str()); !value.empty()) return value;
  }
  return {};
}

struct Wishes {
  std::string url, proxy, ca;
  fs::path file;
  bool quiet = false;
};

enum class Outcome { done, missing, again };

class Transfer {
 public:
  Transfer(const Wishes& wishes, Address address)
      : wishes_(wishes), address_(std::move(address)), part_(wishes.file.string() + ".part"),
        tag_file_(wishes.file.string() + ".etag") {}

  Outcome run() {
    httplib::Client client(fmt::format("{}://{}:{}", address_.scheme,
                                       address_.host.find(':') != std::string::npos ? "[" + address_.host + "]" : address_.host,
                                       address_.port));
    client.set_follow_location(true);
    client.set_decompress(false);  // the bytes as they are published
    client.set_connection_timeout(30);
    client.set_read_timeout(60);
    if (!wishes_.ca.empty()) client.set_ca_cert_path(wishes_.ca.c_str());
    client.enable_server_certificate_verification(true);
    set_proxy(client);
    std::error_code error;
    have_ = fs::exists(part_, error) ? fs::file_size(part_, error) : 0;
    httplib::Headers headers = {{"User-Agent", "clew-fetch"}, {"Accept-Encoding", "identity"}};
    std::string tag;
    std::getline(std::ifstream(tag_file_) >> std::ws, tag);
    if (have_ > 0) {
      headers.emplace("Range", fmt::format("bytes={}-", have_));
      if (!tag.empty()) headers.emplace("If-Range", tag);
    }
    const auto answer = client.Get(
        address_.path, headers, [&](const httplib::Response& r) { return begin(r); },
        [&](const char* data, std::size_t size) { return put(data, size); });
    const bool closed = close();
    if (!disk_fault_.empty() || !closed)
      throw Error(ErrorKind::resource, fmt::format("cannot write {}: {}", part_.string(), disk_fault_));
    if (status_ == 404 || status_ == 410) return Outcome::missing;
    if (status_ == 416) {  // the part is longer than the file, or complete
      fs::remove(part_, error);
      fs::remove(tag_file_, error);
      reason_ = "the file at the server has changed";
      return Outcome::again;
    }
    if (status_ != 0 && status_ != 200 && status_ != 206) {
      reason_ = fmt::format("the server answers {}", status_);
      return Outcome::again;
    }
    if (too_large_) throw Error(ErrorKind::resource, "the server sends more than 4 GiB");
    if (!answer) {
      reason_ = httplib::to_string(answer.error());
      return Outcome::again;
    }
    if (expected_ != 0 && have_ != expected_) {
      reason_ = fmt::format("{} of {} bytes came", have_, expected_);
      return Outcome::again;
    }
    fs::rename(part_, wishes_.file);
    fs::remove(tag_file_, error);
    clew::sync_directory(wishes_.file.parent_path().empty() ? fs::path(".") : wishes_.file.parent_path());
    return Outcome::done;
  }
  const std::string& reason() const { return reason_; }
  std::uint64_t bytes() const { return have_; }

 private:
  void set_proxy(httplib::Client& client) {
    const auto text = proxy_for(address_, wishes_.proxy);
    if (text.empty()) return;
    const auto proxy = parse(text.find("://") == std::string::npos ? "http://" + text : text);
    if (!proxy) throw Error(ErrorKind::usage, fmt::format("{} is no address of a proxy", text));
    client.set_proxy(proxy->host, proxy->port);
  }

  // The head of the answer: where the bytes go.
  bool begin(const httplib::Response& r) {
    status_ = r.status;
    if (status_ != 200 && status_ != 206) return false;
    bool resumes = false;
    if (status_ == 206) {
      const auto range = r.get_header_value("Content-Range");
      resumes = range.starts_with(fmt::format("bytes {}-", have_));
      if (!resumes) {
        status_ = 416;  // another part than the one asked for: from the start
        return false;
      }
    }
    if (!resumes) have_ = 0;
    const auto length = r.get_header_value("Content-Length");
    expected_ = length.empty() ? 0 : have_ + std::strtoull(length.c_str(), nullptr, 10);
    std::ofstream(tag_file_, std::ios::trunc) << r.get_header_value("ETag") << '\n';
    fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (resumes ? O_APPEND : O_TRUNC), 0644);
    if (fd_ < 0) disk_fault_ = clew::errno_text(errno);
    return fd_ >= 0;
  }

  bool put(const char* data, std::size_t size) {
    have_ += size;
    too_large_ = have_ > max_bytes;
    if (too_large_) return false;
    while (size > 0) {
      const auto n = ::write(fd_, data, size);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) {
        disk_fault_ = clew::errno_text(errno);
        return false;
      }
      data += n;
      size -= static_cast<std::size_t>(n);
    }
    return true;
  }

  bool close() {
    if (fd_ < 0) return true;
    const bool fine = ::fsync(fd_) == 0;
    if (!fine) disk_fault_ = clew::errno_text(errno);
    ::close(fd_);
    fd_ = -1;
    return fine;
  }

  const Wishes& wishes_;
  Address address_;
  fs::path part_, tag_file_;
  std::uint64_t have_ = 0, expected_ = 0;
  int fd_ = -1, status_ = 0;
  bool too_large_ = false;
  std::string reason_, disk_fault_;
};

int fetch(const Wishes& wishes) {
  const auto address = parse(wishes.url);
  if (!address) throw Error(ErrorKind::usage, fmt::format("{} is no address that begins with http:// or https://", wishes.url));
  std::string reason;
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    Transfer transfer(wishes, *address);
    switch (transfer.run()) {
      case Outcome::done:
        if (!wishes.quiet) fmt::print(stderr, "{}  {} bytes\n", wishes.url, transfer.bytes());
        return 0;
      case Outcome::missing:
        fmt::print(stderr, "clew-fetch: {}: the server does not have it\n", wishes.url);
        return 1;
      case Outcome::again:
        reason = transfer.reason();
        break;
    }
  }
  throw Error(ErrorKind::resource, fmt::format("{}: {}; what came is kept, and the same command goes on from there",
                                               wishes.url, reason));
}

}  // namespace

int main(int argc, char** argv) {
  Wishes wishes;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--proxy" && i + 1 < argc)
      wishes.proxy = argv[++i];
    else if (word == "--ca" && i + 1 < argc)
      wishes.ca = argv[++i];
    else if (word == "--quiet")
      wishes.quiet = true;
    else
      words.emplace_back(word);
  }
  if (words.size() != 2 || words[0].starts_with('-')) {
    fmt::print(stderr, "clew-fetch [--proxy URL|none] [--ca FILE] [--quiet] URL FILE\n");
    return 2;
  }
  wishes.url = words[0];
  wishes.file = words[1];
  try {
    return fetch(wishes);
  } catch (const Error& error) {
    fmt::print(stderr, "clew-fetch: {}\n", error.what());
    return error.kind() == ErrorKind::usage ? 2 : 7;
  } catch (const std::exception& error) {
    fmt::print(stderr, "clew-fetch: {}\n", error.what());
    return 7;
  }
}
