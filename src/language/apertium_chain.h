// One long-lived pipeline of stage programs: started, fed, read and put down again.
//
// The ends that Clew holds are non-blocking: a socket into the first stage (so that a write to a
// dead stage is an error code, not a signal) and a pipe out of the last. The stages see only their
// standard input and output (errors go to /dev/null), an environment of two variables and a limit
// on their memory. Nothing is handed to a shell.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

// For one thread at a time. The destructor kills and reaps whatever still runs.
class ApertiumChain {
 public:
  // `stages`: argv each, the program as a path. Nothing is started yet.
  ApertiumChain(std::vector<std::vector<std::string>> stages, std::size_t stage_memory_bytes);
  ~ApertiumChain();
  ApertiumChain(const ApertiumChain&) = delete;
  ApertiumChain& operator=(const ApertiumChain&) = delete;

  bool running() const { return !children_.empty(); }
  // Throws Error(resource) when a stage cannot be started.
  void start();
  // Kills every stage and waits for it.
  void stop();

  int input() const { return input_; }
  int output() const { return output_; }
  // Bytes taken, 0 when it would block, -1 when the first stage is gone.
  long write(std::string_view bytes);
  // Appends what is there to `into`: bytes read, 0 when it would block, -1 at the end.
  long read(std::string& into);
  // After the end of output: which stage ended how, in words ("lt-proc ended by signal 6"). Waits
  // a moment for it to become known, then stops the rest.
  std::string post_mortem();

 private:
  struct Child {
    pid_t pid = -1;
    std::string name;
  };
  std::vector<std::vector<std::string>> stages_;
  std::size_t stage_memory_bytes_;
  std::vector<Child> children_;
  int input_ = -1, output_ = -1;
};

}  // namespace clew::language
