// The error that means "the work cannot go on".
//
// Damaged or odd evidence is not an error: it is a Finding (model/finding.h) and the work goes on.
// An Error is caught in three places only: the command line's main, the HTTP handler and the job
// runner. Its text says what failed, on which item, and what to do.
#pragma once

#include <stdexcept>
#include <string>

namespace clew {

// What kind of trouble; the command line turns it into its exit code (see docs/guide/commands.md).
enum class ErrorKind {
  usage,          // the request makes no sense as it stands: exit 2
  not_found,      // the thing named is not there: exit 1
  integrity,      // evidence, log or case are not what they were: exit 4
  protected_id,   // refused because it would show a protected identity: exit 5
  not_permitted,  // locked, or the viewer may not: exit 6
  resource,       // disk, memory, time: exit 7
  internal,       // our mistake: exit 70
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

// The words of errno for messages: "No such file or directory". Thread-safe.
std::string errno_text(int error_number);

}  // namespace clew
