// The kernels in plain C++: any processor, and the referee of the others.
#include "nmt/lanes.h"

namespace clew::nmt {
namespace {

constexpr int shift = 0;
constexpr bool narrow_weights = false;
constexpr int tile_rows = 1, tile_panels = 1, lone_row_panels = 1;

struct Weights {
  std::int8_t v[64];
};
struct Activation {
  std::int8_t v[4];
};
inline Weights load_weights(const std::int8_t* p) {
  Weights w;
  std::memcpy(w.v, p, sizeof w.v);
  return w;
}
inline Activation load_activation(const std::uint8_t* p) {
  Activation a;
  std::memcpy(a.v, p, sizeof a.v);
  return a;
}
inline I16 dot(I16 sums, const Activation& a, const Weights& w) {
  for (int i = 0; i < 16; ++i)
    sums.v[i] += a.v[0] * w.v[4 * i] + a.v[1] * w.v[4 * i + 1] + a.v[2] * w.v[4 * i + 2] +
                 a.v[3] * w.v[4 * i + 3];
  return sums;
}

}  // namespace
}  // namespace clew::nmt

#define CLEW_ISA scalar
#define CLEW_TABLE scalar_kernels
#include "nmt/kernels_body.h"
