// Witness statements as plain text: numbered paragraphs that quote messages (exactly, altered,
// in translation) and tell facts on which the witnesses differ, or merely word differently.
#pragma once

#include <string>
#include <vector>

#include "truth.h"

namespace clew::gen {

struct QuotedMessage {
  EventId id;
  std::int64_t t;
  int from, to;  // lines
  std::string text, english, language;
};

struct Statement {
  std::string reference, folder, witness;
  OutFile* file;
};

// Writes `count` statements, exhibits numbered from `after` + 1, and books quotations and
// contradictions in the truth.
std::vector<Statement> write_statements(OutputTree& tree, const World& world,
                                        const std::vector<QuotedMessage>& messages, int after,
                                        int count, int contradictions, Truth& truth);

}  // namespace clew::gen
