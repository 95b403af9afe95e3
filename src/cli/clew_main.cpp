#include "cli/command.h"

int main(int argc, char** argv) { return clew::cli::run(argc, argv); }
