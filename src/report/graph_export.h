// Who is in contact with whom, for other tools: GraphML and GEXF (Gephi, yEd, networkx, igraph), the
// XML chart form and a CSV for i2 Analyst's Notebook, and a workbook (XLSX).
//
// Nodes are handles, edges pairs with their counts, first and last. Text of the case goes out through
// the escaper of its form: in XML as content, in CSV with formulas made inert, in the workbook as text
// cells (never formulas, never links). Bytes depend on the pairs alone. docs/formats/graph-export.md.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "view/links.h"

namespace clew::report {

enum class GraphForm { graphml, gexf, csv, xlsx, anx };
// By the end of the name; throws Error(usage) with the list for another.
GraphForm graph_form(const std::filesystem::path& path);

// `about`: what stands as the description (case reference, checkpoint): plain text of the program.
// The text forms; for xlsx see write_graph().
std::string graph_text(GraphForm form, const std::vector<view::LinkPairView>& pairs, std::string_view about);

// Writes the file; throws Error(resource) when that fails. A workbook has a sheet of pairs and one of
// handles; beyond 1,048,575 rows it throws Error(resource) and says so.
void write_graph(const std::filesystem::path& path, const std::vector<view::LinkPairView>& pairs, std::string_view about);

}  // namespace clew::report
