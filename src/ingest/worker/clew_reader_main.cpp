// clew-reader: reads one exhibit in a locked-down process. Started by ingest, never by hand.
#include <cstdio>

#include "ingest/worker/worker.h"
#include "readers/reader.h"

int main() {
  int code = clew::ingest::worker_main(clew::readers::all_readers());
  if (code == clew::ingest::exit_bad_start)
    std::fputs("clew-reader is started by clew itself, to read an exhibit; see `clew help add`\n",
               stderr);
  return code;
}
