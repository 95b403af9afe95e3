#include "report/workbook.h"

#include <fmt/format.h>

#include "base/error.h"

namespace clew::report {

lxw_workbook* new_workbook(const std::filesystem::path& path, std::string scratch, std::string title, std::string about) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = scratch.data();
  auto* book = workbook_new_opt(path.c_str(), &options);
  if (!book) throw Error(ErrorKind::resource, fmt::format("cannot write {}", path.string()));
  lxw_doc_properties properties{};
  std::string creator = "Clew";
  properties.title = title.data();
  properties.comments = about.data();
  properties.author = creator.data();
  properties.created = 1'577'836'800;  // 2020-01-01
  workbook_set_properties(book, &properties);
  return book;
}

}  // namespace clew::report
