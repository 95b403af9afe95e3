#include "nmt/kernels.h"

#include "base/assert.h"

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif
#endif

namespace clew::nmt {

const Kernels& scalar_kernels();
#if defined(__x86_64__)
const Kernels& avx2_kernels();
const Kernels& avx_vnni_kernels();
const Kernels& avx512_vnni_kernels();
const Kernels& amx_kernels();

namespace {

// CPUID leaf 7, sub-leaf 1, EAX bit 4 (Intel SDM vol. 2A): __builtin_cpu_supports does not know it.
bool has_avx_vnni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || a < 1) return false;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d)) return false;
  return (a & (1u << 4)) != 0;
}

// CPUID leaf 7, EDX bits 24 (AMX-TILE) and 25 (AMX-INT8); and Linux hands out the tiles, which a
// process must ask for (Documentation/arch/x86/xstate.rst): 8 KiB more to save at a switch of
// threads.
bool ask_for_amx() {
#if defined(__linux__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d >> 24 & 3u) != 3u) return false;
  constexpr long request_permission = 0x1023, tile_data = 18;
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
  return false;
#endif
}
bool has_amx() {
  static const bool has = ask_for_amx();
  return has;
}

}  // namespace
#endif

bool has_isa(Isa isa) {
#if defined(__x86_64__)
  // __builtin_cpu_supports also asks the operating system whether it saves the wide registers.
  switch (isa) {
    case Isa::scalar:
      return true;
    case Isa::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case Isa::avx_vnni:
      return has_isa(Isa::avx2) && has_avx_vnni();
    case Isa::avx512_vnni:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
             __builtin_cpu_supports("avx512vnni");
    case Isa::amx:
      return has_isa(Isa::avx512_vnni) && has_amx();
  }
  return false;
#else
  return isa == Isa::scalar;
#endif
}

const Kernels& kernels(Isa isa) {
  CLEW_ASSERT(has_isa(isa));
#if defined(__x86_64__)
  switch (isa) {
    case Isa::scalar:
      break;
    case Isa::avx2:
      return avx2_kernels();
    case Isa::avx_vnni:
      return avx_vnni_kernels();
    case Isa::avx512_vnni:
      return avx512_vnni_kernels();
    case Isa::amx:
      return amx_kernels();
  }
#endif
  return scalar_kernels();
}

Isa best_isa() {
  for (Isa isa : {Isa::amx, Isa::avx512_vnni, Isa::avx_vnni, Isa::avx2})
    if (has_isa(isa)) return isa;
  return Isa::scalar;
}

std::optional<Isa> isa_from_name(std::string_view name) {
  std::optional<Isa> isa;
  if (name == "scalar") isa = Isa::scalar;
  if (name == "avx2") isa = Isa::avx2;
  if (name == "avx-vnni") isa = Isa::avx_vnni;
  if (name == "avx512-vnni") isa = Isa::avx512_vnni;
  if (name == "amx") isa = Isa::amx;
  if (name == "vnni") isa = has_isa(Isa::avx512_vnni) ? Isa::avx512_vnni : Isa::avx_vnni;
  if (isa && !has_isa(*isa)) isa.reset();
  return isa;
}

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::scalar:
      return "scalar";
    case Isa::avx2:
      return "avx2";
    case Isa::avx_vnni:
      return "avx-vnni";
    case Isa::avx512_vnni:
      return "avx512-vnni";
    case Isa::amx:
      return "amx";
  }
  return "";
}

void pack_weights(const std::int8_t* const* rows, std::size_t outputs, std::size_t inputs,
                  std::int8_t* panels, std::int32_t* corrections) {
  const std::size_t padded = round16(outputs);
  for (std::size_t panel = 0; panel < padded; panel += 16) {
    std::int8_t* out = panels + panel * inputs;
    for (std::size_t n = 0; n < 16; ++n) {
      if (panel + n >= outputs) {
        for (std::size_t k = 0; k < inputs; k += 4)
          std::memset(out + k * 16 + n * 4, 0, 4);
        corrections[panel + n] = 0;
        continue;
      }
      const std::int8_t* row = rows[panel + n];
      std::int32_t total = 0;
      for (std::size_t k = 0; k < inputs; ++k)
        total += row[k];
      for (std::size_t k = 0; k < inputs; k += 4)
        std::memcpy(out + k * 16 + n * 4, row + k, 4);
      corrections[panel + n] = -127 * total;
    }
  }
}

namespace {

constexpr int widest_pair = 129;  // 254 * 129 = 32,766

bool has_wide_pair(const std::int8_t* block) {
  std::int16_t pairs[32];
  std::memcpy(pairs, block, 64);
  int wide = 0;
  for (const std::int16_t pair : pairs) {  // in halves of 16 bits: compilers make vectors of it
    const auto upper = static_cast<std::int16_t>(pair >> 8);
    const auto lower = static_cast<std::int16_t>(static_cast<std::int16_t>(pair << 8) >> 8);
    const auto total = static_cast<std::int16_t>(upper + lower);
    wide |= (total > widest_pair) | (total < -widest_pair);
  }
  return wide != 0;
}

// Moves what is too much in a block from the larger weight of each pair to `out`.
void narrow_block(std::int8_t* block, std::int8_t* out) {
  std::memset(out, 0, 64);
  for (std::size_t i = 0; i < 64; i += 2) {
    const int total = block[i] + block[i + 1];
    const int over = total > widest_pair    ? total - widest_pair
                     : total < -widest_pair ? total + widest_pair
                                            : 0;
    const std::size_t larger = std::abs(block[i + 1]) > std::abs(block[i]) ? i + 1 : i;
    block[larger] = static_cast<std::int8_t>(block[larger] - over);
    out[larger] = static_cast<std::int8_t>(over);
  }
}

}  // namespace

void narrow_pairs(std::int8_t* panels, std::size_t outputs, std::size_t inputs,
                  ExcessWeights& excess) {
  excess.begin.assign(1, 0);
  excess.inputs.clear();
  for (std::size_t panel = 0; panel < outputs / 16; ++panel) {
    for (std::size_t k = 0; k < inputs; k += 4)
      if (has_wide_pair(panels + panel * 16 * inputs + k * 16))
        excess.inputs.push_back(static_cast<std::uint32_t>(k));
    excess.begin.push_back(static_cast<std::uint32_t>(excess.inputs.size()));
  }
  std::int8_t* blocks = excess.blocks.reserve(excess.inputs.size() * 64);
  for (std::size_t panel = 0; panel < outputs / 16; ++panel)
    for (std::size_t e = excess.begin[panel]; e < excess.begin[panel + 1]; ++e)
      narrow_block(panels + panel * 16 * inputs + excess.inputs[e] * 16, blocks + e * 64);
}

}  // namespace clew::nmt
