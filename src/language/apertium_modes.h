// The mode files of Apertium's packages (/usr/share/apertium/modes/ro-es.mode): which programs with which data make one
// direction of a pair, and what of it decides the output.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "language/apertium.h"

namespace clew::language {

// The programs of a chain, argv each.
using Stages = std::vector<std::vector<std::string>>;

// The path of a program by name; "" if it is not there.
std::string program_path(const std::string& name, const ApertiumOptions& options);

// The stages of one mode, programs as paths; nothing when the mode, a program or a data file that
// it names is missing.
std::optional<Stages> load_mode(const std::string& mode, const ApertiumOptions& options);

// "apertium 3.8.3-1, apertium-es-ro 0.7.5-1": packages with their versions, in the order of their names; what is no package by the
// hash of the files used.
std::string describe_packages(const std::vector<Stages>& legs, const ApertiumOptions& options);

}  // namespace clew::language
