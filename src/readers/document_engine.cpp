#include "readers/document_engine.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace clew::readers {

std::unique_ptr<DocumentEngine> load_document_engine(const std::string& path, std::string& why) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* error = dlerror();
    why = error ? error : "it cannot be loaded";
    return nullptr;
  }
  using Make = DocumentEngine* (*)(int version);
  auto make = reinterpret_cast<Make>(dlsym(library, "clew_document_engine"));
  DocumentEngine* engine = make ? make(document_engine_version) : nullptr;
  if (!engine) why = fmt::format("{} belongs to another version of Clew", path);
  return std::unique_ptr<DocumentEngine>(engine);
}

}  // namespace clew::readers
