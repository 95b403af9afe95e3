// `clew serve`: the JSON interface and the workbench, on 127.0.0.1, for whoever holds the one-time
// token.
//
// Threads: each request opens its own read connection; writes (judgements, searches kept) go one at
// a time through a single writer. Nothing is sent anywhere; every answer carries a policy that
// forbids the page to reach out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace clew::http {

struct ServeOptions {
  std::filesystem::path case_directory;
  std::string address = "127.0.0.1";
  int port = 0;  // 0: any free one
  std::filesystem::path
      web_root;  // serve the workbench from here (development); "" → the embedded one
  unsigned threads = 0;
};

// Serves until SIGINT or SIGTERM. `ready` gets the address with the token once the port is open.
// Throws Error(resource) when the port cannot be had, Error(not_found) when the case is not there.
void serve(const ServeOptions& options,
           const std::function<void(const std::string& address)>& ready);

}  // namespace clew::http
