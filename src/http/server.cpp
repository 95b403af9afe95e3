#include "http/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <sodium.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "http/assets.h"
#include "http/routes.h"

namespace clew::http {
namespace {

using casefile::Case;
using casefile::OpenMode;
using httplib::Request;
using httplib::Response;

// Nothing from elsewhere, no inline code, no frames; the page can only talk to where it came from.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
    "'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for "
    "'script'";

std::string random_token() {
  unsigned char bytes[24];
  randombytes_buf(bytes, sizeof bytes);
  return to_hex(std::string_view(reinterpret_cast<char*>(bytes), sizeof bytes));
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view kind_word(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return "usage";
    case ErrorKind::not_found:
      return "not-found";
    case ErrorKind::integrity:
      return "integrity";
    case ErrorKind::protected_id:
      return "protected";
    case ErrorKind::not_permitted:
      return "not-permitted";
    case ErrorKind::resource:
      return "resource";
    case ErrorKind::internal:
      return "internal";
  }
  return "internal";
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
      return 400;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::integrity:
      return 500;
    case ErrorKind::protected_id:
      return 409;
    case ErrorKind::not_permitted:
      return 403;
    case ErrorKind::resource:
      return 503;
    case ErrorKind::internal:
      return 500;
  }
  return 500;
}

// The bytes as they are. set_content() would have the library compress them at its hardest (brotli, 5 s for the 1.8 MB of 360 leads),
// for a browser on the same machine.
void answer(Response& response, std::string bytes, const char* type) {
  if (bytes.empty()) return response.set_content("", type);
  auto kept = std::make_shared<const std::string>(std::move(bytes));
  response.set_content_provider(kept->size(), type, [kept](std::size_t from, std::size_t count, httplib::DataSink& sink) {
    return sink.write(kept->data() + from, count);
  });
}

void fail(Response& response, int status, std::string_view kind, std::string_view what) {
  JsonWriter out;
  out.begin_object()
      .field("v", 1)
      .key("error")
      .begin_object()
      .field("what", what)
      .field("kind", kind)
      .end()
      .end();
  response.status = status;
  response.set_content(out.take(), "application/json");
}

const char* mime_of(std::string_view path) {
  auto ends = [&](std::string_view suffix) { return path.ends_with(suffix); };
  if (ends(".html")) return "text/html; charset=utf-8";
  if (ends(".js")) return "text/javascript; charset=utf-8";
  if (ends(".css")) return "text/css; charset=utf-8";
  if (ends(".svg")) return "image/svg+xml";
  if (ends(".json")) return "application/json";
  if (ends(".png")) return "image/png";
  if (ends(".woff2")) return "font/woff2";
  return "application/octet-stream";
}

nlohmann::json body_of(const Request& request) {
  auto body = nlohmann::json::parse(request.body, nullptr, false);
  if (!body.is_object()) throw Error(ErrorKind::usage, "the request's body must be a JSON object");
  return body;
}

class HttpAsk : public Ask {
 public:
  explicit HttpAsk(const Request& request) : request_(request) {
    if (request.method == "POST") body_ = body_of(request);
  }

  std::string match(std::size_t group) const override { return request_.matches[group]; }
  std::string text(const char* name) const override { return request_.get_param_value(name); }
  std::int64_t number(const char* name, std::int64_t otherwise) const override {
    if (!request_.has_param(name)) return otherwise;
    auto text = request_.get_param_value(name);
    char* end = nullptr;
    long long value = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end || value < 0)
      throw Error(ErrorKind::usage, fmt::format("{} must be a number, not '{}'", name, text));
    return value;
  }
  std::string body_text(const char* name) const override {
    auto member = find(name);
    if (!member) return {};
    if (!member->is_string()) throw Error(ErrorKind::usage, fmt::format("{} must be a text", name));
    return member->get<std::string>();
  }
  std::int64_t body_int(const char* name, std::int64_t otherwise) const override {
    auto member = find(name);
    if (!member) return otherwise;
    if (!member->is_number_integer())
      throw Error(ErrorKind::usage, fmt::format("{} must be a whole number", name));
    return member->get<std::int64_t>();
  }
  bool body_flag(const char* name) const override {
    auto member = find(name);
    if (!member) return false;
    if (!member->is_boolean())
      throw Error(ErrorKind::usage, fmt::format("{} must be true or false", name));
    return member->get<bool>();
  }
  std::vector<std::string> body_texts(const char* name) const override {
    auto member = find(name);
    if (!member) return {};
    bool texts = member->is_array();
    for (const auto& item : *member)
      texts = texts && item.is_string();
    if (!texts) throw Error(ErrorKind::usage, fmt::format("{} must be a list of texts", name));
    return member->get<std::vector<std::string>>();
  }

 private:
  const nlohmann::json* find(const char* name) const {
    auto at = body_.find(name);
    return at == body_.end() || at->is_null() ? nullptr : &*at;
  }
  const Request& request_;
  nlohmann::json body_ = nlohmann::json::object();
};

class Server : public Routes {
 public:
  explicit Server(const ServeOptions& options)
      : options_(options), token_(random_token()), watched_(opened(options.case_directory) / "case.db", OpenMode::read) {
    watched_version_ = watched_.integer("PRAGMA data_version");
  }

  void run(const std::function<void(const std::string&)>& ready) {
    server_.set_tcp_nodelay(true);
    server_.set_payload_max_length(1 << 20);
    server_.new_task_queue = [] { return new httplib::ThreadPool(16); };
    server_.set_pre_routing_handler(
        [this](const Request& request, Response& response) { return guard(request, response); });
    server_.set_exception_handler(
        [](const Request&, Response& response, std::exception_ptr failure) {
          try {
            std::rethrow_exception(failure);
          } catch (const Error& error) {
            fail(response, status_of(error.kind()), kind_word(error.kind()), error.what());
          } catch (const std::exception& error) {
            fail(response, 500, "internal", fmt::format("internal error: {}", error.what()));
          }
        });
    server_.set_error_handler([](const Request&, Response& response) {
      if (response.body.empty())
        fail(response, response.status, "not-found", "there is nothing at this address");
    });
    server_.set_post_routing_handler([](const Request& request, Response& response) {
      response.set_header("Content-Security-Policy", policy);
      response.set_header("X-Content-Type-Options", "nosniff");
      response.set_header("Referrer-Policy", "no-referrer");
      response.set_header("Cross-Origin-Opener-Policy", "same-origin");
      response.set_header("Cross-Origin-Resource-Policy", "same-origin");
      if (!request.path.starts_with("/assets/")) response.set_header("Cache-Control", "no-store");
    });
    routes();
    int port = options_.port;
    if (port == 0)
      port = server_.bind_to_any_port(options_.address);
    else if (!server_.bind_to_port(options_.address, port))
      port = -1;
    if (port < 0)
      throw Error(
          ErrorKind::resource,
          fmt::format("cannot listen on {} port {}: already in use? Choose another with --port",
                      options_.address, options_.port));
    port_ = port;
    ready(fmt::format("http://{}:{}/#t={}", options_.address, port, token_));
    server_.listen_after_bind();
  }

  void stop() {
    stopping_ = true;
    wake_.notify_all();
    server_.stop();
  }

 private:
  // Only this machine's name in Host (a page that rebinds its name to 127.0.0.1 is turned away),
  // only whoever logged in with the token, and changes only from the page itself.
  httplib::Server::HandlerResponse guard(const Request& request, Response& response) {
    auto handled = httplib::Server::HandlerResponse::Handled;
    auto host = request.get_header_value("Host");
    if (host != fmt::format("{}:{}", options_.address, port_) &&
        host != fmt::format("localhost:{}", port_)) {
      fail(response, 403, "not-permitted", "this address does not serve that host name");
      return handled;
    }
    auto site = request.get_header_value("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") {
      fail(response, 403, "not-permitted", "requests from other pages are refused");
      return handled;
    }
    if (!request.path.starts_with("/api/")) return httplib::Server::HandlerResponse::Unhandled;
    if (request.method != "GET" && request.method != "HEAD" && request.get_header_value("X-Clew") != "1") {
      fail(response, 403, "not-permitted",
           "changes are taken from the workbench only (header X-Clew missing)");
      return handled;
    }
    if (request.path == "/api/login") return httplib::Server::HandlerResponse::Unhandled;
    std::string cookie = request.get_header_value("Cookie"), name = fmt::format("clew-{}=", port_);
    auto at = cookie.find(name);
    auto session = at == std::string::npos
                       ? ""
                       : cookie.substr(at + name.size(), cookie.find(';', at) - at - name.size());
    std::lock_guard lock(mutex_);
    for (const auto& known : sessions_)
      if (same(known, session)) return httplib::Server::HandlerResponse::Unhandled;
    fail(response, 401, "not-permitted",
         "open the address that `clew serve` printed: it holds the key to this case");
    return handled;
  }

  void get(const char* pattern, Handler handler) override {
    server_.Get(pattern,
                [this, handler = std::move(handler)](const Request& request, Response& response) {
                  auto case_file = Case::open(options_.case_directory, OpenMode::read);
                  respond(handler, case_file, request, response);
                });
  }

  void post(const char* pattern, Handler handler) override {
    server_.Post(pattern,
                 [this, handler = std::move(handler)](const Request& request, Response& response) {
                   std::lock_guard lock(writer_);
                   {
                     auto case_file = open_for_writing();
                     respond(handler, case_file, request, response);
                   }
                   {
                     // After the case was closed: what that writes is ours too, no other process's.
                     std::lock_guard watch(mutex_);
                     look();
                   }
                   changed();
                 });
  }

  void file(const char* pattern, FileHandler handler) override {
    server_.Post(pattern,
                 [this, handler = std::move(handler)](const Request& request, Response& response) {
                   auto case_file = Case::open(options_.case_directory, OpenMode::read);
                   view::CaseView view(case_file, view::local_viewer());
                   auto made = handler(HttpAsk(request), view);
                   // Names are the program's own: letters, digits, dots and dashes.
                   response.set_header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", made.name));
                   answer(response, std::move(made.bytes), made.type.c_str());
                 });
  }

  void piece(const char* pattern, PieceHandler handler) override {
    server_.Put(pattern, [handler = std::move(handler)](const Request& request, Response& response) {
      JsonWriter out;
      handler(HttpAsk(request), request.body, out);
      answer(response, out.take(), "application/json");
    });
  }
  const std::filesystem::path& case_directory() const override { return options_.case_directory; }

  // A translation in another process holds the case for moments only.
  Case open_for_writing() const {
    for (int tries = 0;; ++tries) {
      try {
        return Case::open(options_.case_directory, OpenMode::write);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::resource || tries >= 50) throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }

  std::mutex& writer() override { return writer_; }
  void changed() override {
    ++version_;
    wake_.notify_all();
  }

  // Whether another process (clew add, clew translate) has written to the case. With mutex_ held.
  void look() {
    try {
      const auto now = watched_.integer("PRAGMA data_version");
      if (now != watched_version_) ++version_;
      watched_version_ = now;
    } catch (const Error&) {
      // Locked just now, or gone: whoever asks for data is told; this is only a hint to look again.
    }
  }

  unsigned threads() const override { return options_.threads; }

  // Fails early when there is no case.
  static const std::filesystem::path& opened(const std::filesystem::path& directory) {
    Case::open(directory, OpenMode::read);
    return directory;
  }

  static void respond(const Handler& handler, Case& case_file, const Request& request,
                      Response& response) {
    view::CaseView view(case_file, view::local_viewer());
    JsonWriter out;
    handler(HttpAsk(request), view, out);
    answer(response, out.take(), "application/json");
  }

  void routes() {
    server_.Post("/api/login", [this](const Request& request, Response& response) {
      auto token = HttpAsk(request).body_text("token");
      if (!same(token, token_)) {
        fail(response, 401, "not-permitted",
             "that key does not fit; open the address that `clew serve` printed");
        return;
      }
      auto session = random_token();
      {
        std::lock_guard lock(mutex_);
        sessions_.insert(session);
      }
      response.set_header("Set-Cookie", fmt::format("clew-{}={}; HttpOnly; SameSite=Strict; Path=/",
                                                    port_, session));
      answer(response, "{\"v\":1,\"ok\":true}", "application/json");
    });
    add_case_routes(*this);
    add_reading_routes(*this);
    add_search_routes(*this);
    add_people_routes(*this);
    add_link_routes(*this);
    add_picture_routes(*this);
    add_pattern_routes(*this);
    add_translate_routes(*this);
    add_export_routes(*this);
    add_exhibit_routes(*this);
    add_ask_routes(*this);
    server_.Get("/api/events", [this](const Request&, Response& response) {
      auto seen = std::make_shared<std::uint64_t>(version_.load());
      response.set_chunked_content_provider(
          "text/event-stream", [this, seen](std::size_t, httplib::DataSink& sink) {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, std::chrono::seconds(5),
                           [&] { return stopping_ || version_ != *seen; });
            if (!stopping_) look();
            if (stopping_) {
              sink.done();
              return false;
            }
            std::string text = version_ != *seen ? "event: changed\ndata: {}\n\n" : ": alive\n\n";
            *seen = version_;
            return sink.write(text.data(), text.size());
          });
    });
    server_.Get(R"(/.*)",
                [this](const Request& request, Response& response) { file(request, response); });
  }

  void file(const Request& request, Response& response) {
    std::string path = request.path == "/" ? "/index.html" : request.path;
    if (!options_.web_root.empty()) {
      if (path.find("..") == std::string::npos) {
        auto on_disk = options_.web_root / path.substr(1);
        if (std::filesystem::is_regular_file(on_disk)) {
          answer(response, read_file(on_disk), mime_of(path));
          return;
        }
      }
    } else {
      for (const auto& asset : assets())
        if (asset.path == path) {
          if (path.starts_with("/assets/"))
            response.set_header("Cache-Control", "max-age=31536000, immutable");
          response.set_content_provider(asset.bytes.size(), mime_of(path),
                                        [bytes = asset.bytes](std::size_t from, std::size_t count, httplib::DataSink& sink) {
                                          return sink.write(bytes.data() + from, count);
                                        });
          return;
        }
      if (path == "/index.html") {
        answer(response,
            "<!doctype html><html lang=\"en\"><title>Clew</title><h1>Clew</h1><p>This program was "
            "built without "
            "the workbench. Install node and npm and build again, or use the command "
            "line.</p></html>",
            "text/html; charset=utf-8");
        return;
      }
    }
    response.status = 404;
  }

  ServeOptions options_;
  std::string token_;
  casefile::Db watched_;  // held, so that it can tell what others have written
  std::int64_t watched_version_ = 0;
  int port_ = 0;
  std::mutex mutex_, writer_;
  std::condition_variable wake_;
  std::set<std::string> sessions_;
  std::atomic<std::uint64_t> version_{0};
  std::atomic<bool> stopping_{false};
  // Last, so that it goes first: what its handlers own may still use the rest.
  httplib::Server server_;
};

std::atomic<Server*> running{nullptr};

}  // namespace

void serve(const ServeOptions& options, const std::function<void(const std::string&)>& ready) {
  CLEW_ASSERT(sodium_init() >= 0);
  Server server(options);
  running = &server;
  // The signals wait in a thread of their own, where stopping may take locks.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::jthread waiter([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    if (auto* here = running.load()) here->stop();
  });
  try {
    server.run(ready);
  } catch (...) {
    running = nullptr;
    pthread_kill(waiter.native_handle(), SIGTERM);
    throw;
  }
  running = nullptr;
  pthread_kill(waiter.native_handle(), SIGTERM);
}

}  // namespace clew::http
