#include <malloc.h>

#include "cli/command.h"

int main(int argc, char** argv) {
  // Large blocks go back to the system as soon as they are freed. By itself glibc takes blocks of up to 32 MiB from its heaps
  // once one was freed, and what lies between them then stays: at ten million messages some 40 MiB.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  return clew::cli::run(argc, argv);
}
