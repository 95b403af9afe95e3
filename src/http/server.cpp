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
#include "casefile/audit.h"
#include "http/assets.h"
#include "view/case_overview.h"
#include "view/conversations.h"
#include "view/identity.h"
#include "view/leads.h"
#include "view/links.h"
#include "view/people.h"
#include "view/records.h"
#include "view/search.h"

namespace clew::http {
namespace {

using casefile::Case;
using casefile::OpenMode;
using httplib::Request;
using httplib::Response;

// Nothing from elsewhere, no inline code, no frames; the page can only talk to where it came from.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

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
    case ErrorKind::usage: return "usage";
    case ErrorKind::not_found: return "not-found";
    case ErrorKind::integrity: return "integrity";
    case ErrorKind::protected_id: return "protected";
    case ErrorKind::not_permitted: return "not-permitted";
    case ErrorKind::resource: return "resource";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return 400;
    case ErrorKind::not_found: return 404;
    case ErrorKind::integrity: return 500;
    case ErrorKind::protected_id: return 409;
    case ErrorKind::not_permitted: return 403;
    case ErrorKind::resource: return 503;
    case ErrorKind::internal: return 500;
  }
  return 500;
}

void fail(Response& response, int status, std::string_view kind, std::string_view what) {
  JsonWriter out;
  out.begin_object().field("v", 1).key("error").begin_object().field("what", what).field("kind", kind).end().end();
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

std::int64_t number(const Request& request, const char* name, std::int64_t otherwise) {
  if (!request.has_param(name)) return otherwise;
  auto text = request.get_param_value(name);
  char* end = nullptr;
  long long value = std::strtoll(text.c_str(), &end, 10);
  if (text.empty() || *end || value < 0)
    throw Error(ErrorKind::usage, fmt::format("{} must be a number, not '{}'", name, text));
  return value;
}

std::size_t limit_of(const Request& request, std::int64_t otherwise, std::int64_t most = 1000) {
  return static_cast<std::size_t>(std::min(number(request, "limit", otherwise), most));
}

class Server {
 public:
  explicit Server(const ServeOptions& options) : options_(options), token_(random_token()) {
    Case::open(options.case_directory, OpenMode::read);  // fails early when there is none
  }

  void run(const std::function<void(const std::string&)>& ready) {
    server_.set_tcp_nodelay(true);
    server_.set_payload_max_length(1 << 20);
    server_.new_task_queue = [] { return new httplib::ThreadPool(16); };
    server_.set_pre_routing_handler([this](const Request& request, Response& response) {
      return guard(request, response);
    });
    server_.set_exception_handler([](const Request&, Response& response, std::exception_ptr failure) {
      try {
        std::rethrow_exception(failure);
      } catch (const Error& error) {
        fail(response, status_of(error.kind()), kind_word(error.kind()), error.what());
      } catch (const std::exception& error) {
        fail(response, 500, "internal", fmt::format("internal error: {}", error.what()));
      }
    });
    server_.set_error_handler([](const Request&, Response& response) {
      if (response.body.empty()) fail(response, response.status, "not-found", "there is nothing at this address");
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
      throw Error(ErrorKind::resource, fmt::format("cannot listen on {} port {}: already in use? Choose another with --port",
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
  // Only this machine's name in Host (a page that rebinds its name to 127.0.0.1 is turned away), only whoever
  // logged in with the token, and changes only from the page itself.
  httplib::Server::HandlerResponse guard(const Request& request, Response& response) {
    auto handled = httplib::Server::HandlerResponse::Handled;
    auto host = request.get_header_value("Host");
    if (host != fmt::format("{}:{}", options_.address, port_) && host != fmt::format("localhost:{}", port_)) {
      fail(response, 403, "not-permitted", "this address does not serve that host name");
      return handled;
    }
    auto site = request.get_header_value("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") {
      fail(response, 403, "not-permitted", "requests from other pages are refused");
      return handled;
    }
    if (!request.path.starts_with("/api/")) return httplib::Server::HandlerResponse::Unhandled;
    if (request.method == "POST" && request.get_header_value("X-Clew") != "1") {
      fail(response, 403, "not-permitted", "changes are taken from the workbench only (header X-Clew missing)");
      return handled;
    }
    if (request.path == "/api/login") return httplib::Server::HandlerResponse::Unhandled;
    std::string cookie = request.get_header_value("Cookie"), name = fmt::format("clew-{}=", port_);
    auto at = cookie.find(name);
    auto session = at == std::string::npos ? "" : cookie.substr(at + name.size(), cookie.find(';', at) - at - name.size());
    std::lock_guard lock(mutex_);
    for (const auto& known : sessions_)
      if (same(known, session)) return httplib::Server::HandlerResponse::Unhandled;
    fail(response, 401, "not-permitted", "open the address that `clew serve` printed: it holds the key to this case");
    return handled;
  }

  // A view on a connection of its own.
  template <typename F>
  void reading(Response& response, F make) {
    auto case_file = Case::open(options_.case_directory, OpenMode::read);
    view::CaseView view(case_file, view::local_viewer());
    JsonWriter out;
    make(view, out);
    response.set_content(out.take(), "application/json");
  }

  template <typename F>
  void writing(Response& response, F change) {
    std::lock_guard lock(writer_);
    auto case_file = Case::open(options_.case_directory, OpenMode::write);
    view::CaseView view(case_file, view::local_viewer());
    JsonWriter out;
    change(view, out);
    response.set_content(out.take(), "application/json");
    ++version_;
    wake_.notify_all();
  }

  static nlohmann::json body_of(const Request& request) {
    auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object()) throw Error(ErrorKind::usage, "the request's body must be a JSON object");
    return body;
  }
  static std::string text_of(const nlohmann::json& body, const char* name) {
    if (!body.contains(name)) return {};
    if (!body[name].is_string()) throw Error(ErrorKind::usage, fmt::format("{} must be a text", name));
    return body[name].get<std::string>();
  }
  static std::int64_t int_of(const nlohmann::json& body, const char* name, std::int64_t otherwise) {
    if (!body.contains(name)) return otherwise;
    if (!body[name].is_number_integer()) throw Error(ErrorKind::usage, fmt::format("{} must be a whole number", name));
    return body[name].get<std::int64_t>();
  }
  static void ok(JsonWriter& out) { out.begin_object().field("v", 1).field("ok", true).end(); }

  void routes() {
    server_.Post("/api/login", [this](const Request& request, Response& response) {
      auto token = text_of(body_of(request), "token");
      if (!same(token, token_)) {
        fail(response, 401, "not-permitted", "that key does not fit; open the address that `clew serve` printed");
        return;
      }
      auto session = random_token();
      {
        std::lock_guard lock(mutex_);
        sessions_.insert(session);
      }
      response.set_header("Set-Cookie",
                          fmt::format("clew-{}={}; HttpOnly; SameSite=Strict; Path=/", port_, session));
      response.set_content("{\"v\":1,\"ok\":true}", "application/json");
    });
    server_.Get("/api/session", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) {
        out.begin_object().field("v", 1).field("case", view.case_file().info("reference"));
        out.field("review_date", view.case_file().info("review_date"));
        out.field("user", view.viewer().name).field("version", CLEW_VERSION).field("token_needed", false).end();
      });
    });
    server_.Get("/api/overview", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) {
        view.consulted("overview", "case");
        write_json(out, view::overview(view));
      });
    });
    server_.Get(R"(/api/exhibits/([^/]+(?:/[^/]+)*)/report)", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        std::string ref = request.matches[1];
        view.consulted("import report", "exhibit " + ref);
        write_json(out, view::import_report(view, ref));
      });
    });
    server_.Get("/api/conversations", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        view::ConversationFilter filter;
        filter.exhibit = request.get_param_value("exhibit");
        filter.language = request.get_param_value("language");
        filter.text = request.get_param_value("with");
        filter.handle = number(request, "handle", 0);
        filter.offset = static_cast<std::size_t>(number(request, "offset", 0));
        filter.limit = limit_of(request, 200);
        auto list = view::conversations(view, filter);
        view.consulted("conversations listed", "case", fmt::format("{{\"conversations\":{}}}", list.total));
        write_json(out, list);
      });
    });
    server_.Get(R"(/api/conversations/(\d+)/window)", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        auto id = std::stoll(request.matches[1].str());
        view::Anchor anchor;
        if (auto record = request.get_param_value("record"); !record.empty()) {
          anchor.record = view::RecordReader(view).find(record);
          if (!anchor.record) throw Error(ErrorKind::not_found, "there is no such record");
        } else if (auto time = request.get_param_value("time"); !time.empty()) {
          auto parsed = parse_iso(time);
          if (!parsed) throw Error(ErrorKind::usage, "time must look like 2024-03-04T21:40");
          anchor.time = parsed->micros;
        } else {
          anchor.row = number(request, "row", 0);
        }
        auto w = view::window(view, id, anchor, static_cast<std::size_t>(std::min<std::int64_t>(number(request, "before", 0), 1000)),
                              static_cast<std::size_t>(std::min<std::int64_t>(number(request, "count", 200), 1000)));
        view.consulted("conversation read", fmt::format("conversation {}", id),
                       fmt::format("{{\"from_row\":{},\"rows\":{}}}", w.first_row, w.records.size()));
        write_json(out, w);
      });
    });
    server_.Post("/api/searches", [this](const Request& request, Response& response) {
      auto body = body_of(request);
      view::SearchRequest search;
      search.query = text_of(body, "query");
      search.exhibit = text_of(body, "exhibit");
      search.language = text_of(body, "language");
      search.kind = text_of(body, "kind");
      writing(response, [&](view::CaseView& view, JsonWriter& out) {
        auto id = view::keep_search(view, search);
        out.begin_object().field("v", 1).field("id", id).end();
      });
    });
    server_.Get("/api/searches", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) { view::write_kept_searches(out, view); });
    });
    server_.Get(R"(/api/searches/(\d+))", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        auto id = std::stoll(request.matches[1].str());
        auto result = view::run_kept_search(view, id, static_cast<std::size_t>(number(request, "offset", 0)),
                                            limit_of(request, 50, 500));
        view.consulted("search", fmt::format("search {}", id), fmt::format("{{\"hits\":{}}}", result.total));
        write_json(out, result);
      });
    });
    server_.Get("/api/people", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        view::HandleFilter filter;
        filter.text = request.get_param_value("text");
        filter.kind = request.get_param_value("kind");
        filter.min_exhibits = static_cast<std::size_t>(number(request, "exhibits", 0));
        filter.offset = static_cast<std::size_t>(number(request, "offset", 0));
        filter.limit = limit_of(request, 200);
        auto list = view::handles(view, filter);
        view.consulted("people listed", "case", fmt::format("{{\"handles\":{}}}", list.total));
        write_json(out, list);
      });
    });
    server_.Get("/api/people/shared", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) {
        view.consulted("shared contacts listed", "case");
        write_json(out, view::shared_contacts(view));
      });
    });
    server_.Get(R"(/api/people/(\d+))", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        view::HandleFilter filter;
        filter.id = std::stoll(request.matches[1].str());
        auto list = view::handles(view, filter);
        if (list.rows.empty()) throw Error(ErrorKind::not_found, "there is no such number or account");
        view.consulted("person read", fmt::format("handle {}", filter.id));
        write_json(out, list);
      });
    });
    server_.Get("/api/proposals", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) {
        view.consulted("proposals listed", "case");
        write_json(out, view::proposals(view));
      });
    });
    server_.Post("/api/identity", [this](const Request& request, Response& response) {
      auto body = body_of(request);
      writing(response, [&](view::CaseView& view, JsonWriter& out) {
        view::judge_identity(view, int_of(body, "a", 0), int_of(body, "b", 0), text_of(body, "verdict"),
                             text_of(body, "reason"));
        ok(out);
      });
    });
    server_.Get("/api/links", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        ThreadPool pool(options_.threads);
        auto list = view::links(view, pool, number(request, "handle", 0), number(request, "least", 1));
        view.consulted("links listed", "case", fmt::format("{{\"pairs\":{}}}", list.size()));
        if (auto limit = limit_of(request, 500, 10'000); list.size() > limit) list.resize(limit);
        write_json(out, list);
      });
    });
    server_.Get("/api/time", [this](const Request&, Response& response) {
      reading(response, [](view::CaseView& view, JsonWriter& out) { write_json(out, view::clocks(view)); });
    });
    server_.Get("/api/leads", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        auto list = view::leads(view, {"", request.get_param_value("state"), request.get_param_value("detector")});
        view.consulted("leads listed", "case", fmt::format("{{\"leads\":{}}}", list.rows.size()));
        write_json(out, list, true);
      });
    });
    server_.Post(R"(/api/leads/([0-9a-f]+)/judgement)", [this](const Request& request, Response& response) {
      auto body = body_of(request);
      std::string id = request.matches[1];
      writing(response, [&](view::CaseView& view, JsonWriter& out) {
        view::judge_lead(view, id, text_of(body, "state"), text_of(body, "reason"));
        ok(out);
      });
    });
    server_.Get(R"(/api/records/(.+))", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        view::RecordReader reader(view);
        auto id = reader.find(request.matches[1].str());
        auto record = id ? reader.load(*id) : std::nullopt;
        if (!record) throw Error(ErrorKind::not_found, "there is no such record");
        view.consulted("record read", "record " + record->id);
        out.begin_object().field("v", 1).key("record");
        write_json(out, *record);
        out.field("conversation", record->conversation.value).key("leads").begin_array();
        auto list = view.db().prepare("SELECT l.id, l.title, l.detector FROM lead_evidence v JOIN lead l ON l.id = v.lead_id "
                                      "WHERE v.record_id = ?1 ORDER BY l.rank");
        for (list.bind(1, id->value); list.step();)
          out.begin_object().field("id", list.text(0)).field("title", list.text(1)).field("detector", list.text(2)).end();
        out.end().end();
      });
    });
    server_.Get("/api/source", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        auto source = view::show_source(view, request.get_param_value("record"), 64 << 10);
        view.consulted("source bytes shown", source.position.substr(0, 2000));
        out.begin_object().field("v", 1).field("position", source.position).field("exhibit", source.exhibit);
        out.field("file", source.file).field("sha256", source.sha256).field("offset", source.offset);
        out.field("row", source.is_row).field("bytes", source.bytes.raw_for_analysis()).end();
      });
    });
    server_.Get("/api/audit", [this](const Request& request, Response& response) {
      reading(response, [&](view::CaseView& view, JsonWriter& out) {
        auto& log = view.case_file().audit();
        auto size = log.size();
        auto last = static_cast<std::uint64_t>(std::min<std::int64_t>(number(request, "last", 100), 1000));
        out.begin_object().field("v", 1).field("size", size).field("checkpoint", log.checkpoint());
        out.key("entries").begin_array();
        for (const auto& entry : log.entries(size > last ? size - last : 0, last)) {
          out.begin_object().field("index", entry.index).key("entry").raw(entry.json).end();
        }
        out.end().end();
        log.append({casefile::AuditAct::consultation, "audit log read", "audit log", "", "", ""});
      });
    });
    server_.Get("/api/events", [this](const Request&, Response& response) {
      auto seen = std::make_shared<std::uint64_t>(version_.load());
      response.set_chunked_content_provider("text/event-stream", [this, seen](std::size_t, httplib::DataSink& sink) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, std::chrono::seconds(15), [&] { return stopping_ || version_ != *seen; });
        if (stopping_) {
          sink.done();
          return false;
        }
        std::string text = version_ != *seen ? "event: changed\ndata: {}\n\n" : ": alive\n\n";
        *seen = version_;
        return sink.write(text.data(), text.size());
      });
    });
    server_.Get(R"(/.*)", [this](const Request& request, Response& response) { file(request, response); });
  }

  void file(const Request& request, Response& response) {
    std::string path = request.path == "/" ? "/index.html" : request.path;
    if (!options_.web_root.empty()) {
      if (path.find("..") == std::string::npos) {
        auto on_disk = options_.web_root / path.substr(1);
        if (std::filesystem::is_regular_file(on_disk)) {
          response.set_content(read_file(on_disk), mime_of(path));
          return;
        }
      }
    } else {
      for (const auto& asset : assets())
        if (asset.path == path) {
          if (path.starts_with("/assets/")) response.set_header("Cache-Control", "max-age=31536000, immutable");
          response.set_content(asset.bytes.data(), asset.bytes.size(), mime_of(path));
          return;
        }
      if (path == "/index.html") {
        response.set_content("<!doctype html><html lang=\"en\"><title>Clew</title><h1>Clew</h1><p>This program was built without "
                             "the workbench. Install node and npm and build again, or use the command line.</p></html>",
                             "text/html; charset=utf-8");
        return;
      }
    }
    response.status = 404;
  }

  ServeOptions options_;
  std::string token_;
  int port_ = 0;
  httplib::Server server_;
  std::mutex mutex_, writer_;
  std::condition_variable wake_;
  std::set<std::string> sessions_;
  std::atomic<std::uint64_t> version_{0};
  std::atomic<bool> stopping_{false};
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
