#include "nmt/kernels.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
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

constexpr int widest_pair = 129;   // 254 * 129 = 32,766
constexpr int widest_eight = 258;  // 127 * 258 = 32,766

// Of a pair of bytes, without the vector instructions that not all processors have.
std::int16_t upper(std::int16_t pair) { return static_cast<std::int16_t>(pair >> 8); }
std::int16_t lower(std::int16_t pair) {
  return static_cast<std::int16_t>(static_cast<std::int16_t>(pair << 8) >> 8);
}

bool has_wide_pair(const std::int8_t* block) {
  std::int16_t pairs[32];
  std::memcpy(pairs, block, 64);
  int wide = 0;
  for (const std::int16_t pair : pairs) {
    const auto total = static_cast<std::int16_t>(upper(pair) + lower(pair));
    wide |= (total > widest_pair) | (total < -widest_pair);
  }
  return wide != 0;
}
void narrow_pairs(std::int8_t* block, std::int8_t* out) {
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

bool has_wide_eight(const std::int8_t* blocks) {
  std::int16_t pairs[4][32];
  std::memcpy(pairs, blocks, 256);
  int wide = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    std::int16_t sizes = 0, total = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const auto u = upper(pairs[j][i]), l = lower(pairs[j][i]);
      sizes = static_cast<std::int16_t>(sizes + (u < 0 ? -u : u) + (l < 0 ? -l : l));
      total = static_cast<std::int16_t>(total + u + l);
    }
    // Those above zero add up to half of sizes + total, those below to half of sizes - total.
    wide |= (sizes + total > 2 * widest_eight) | (sizes - total > 2 * widest_eight);
  }
  return wide != 0;
}
void narrow_eights(std::int8_t* blocks, std::int8_t* out) {
  for (std::size_t i = 0; i < 64; i += 2) {
    for (const int sign : {1, -1}) {
      for (;;) {
        int total = 0;
        std::size_t largest = i;
        for (std::size_t j = 0; j < 8; ++j) {
          const std::size_t at = j / 2 * 64 + i + j % 2;
          total += std::max(0, sign * blocks[at]);
          if (sign * blocks[at] > sign * blocks[largest]) largest = at;
        }
        const int over = std::min(total - widest_eight, sign * blocks[largest]);
        if (over <= 0) break;
        blocks[largest] = static_cast<std::int8_t>(blocks[largest] - sign * over);
        out[largest] = static_cast<std::int8_t>(out[largest] + sign * over);
      }
    }
  }
}

}  // namespace

void narrow(std::int8_t* panels, std::size_t outputs, std::size_t inputs, bool after_relu,
            ExcessWeights& excess) {
  using Block = std::array<std::int8_t, 64>;
  std::vector<Block> found;
  excess.begin.assign(1, 0);
  excess.inputs.clear();
  for (std::size_t panel = 0; panel < outputs / 16; ++panel) {
    std::int8_t* at = panels + panel * 16 * inputs;
    for (std::size_t k = 0; k < inputs; k += 16, at += 256) {
      bool wide = false;
      if (after_relu) {
        wide = has_wide_eight(at);
      } else {
        for (std::size_t j = 0; j < 4; ++j)
          wide |= has_wide_pair(at + j * 64);
      }
      if (!wide) continue;
      Block out[4] = {};
      if (after_relu) {
        narrow_eights(at, out[0].data());
      } else {
        for (std::size_t j = 0; j < 4; ++j)
          narrow_pairs(at + j * 64, out[j].data());
      }
      for (std::size_t j = 0; j < 4; ++j) {
        if (out[j] == Block{}) continue;
        excess.inputs.push_back(static_cast<std::uint32_t>(k + j * 4));
        found.push_back(out[j]);
      }
    }
    excess.begin.push_back(static_cast<std::uint32_t>(found.size()));
  }
  excess.blocks.reserve(found.size() * 64);
  for (std::size_t i = 0; i < found.size(); ++i)
    std::memcpy(excess.blocks.data() + i * 64, found[i].data(), 64);
}

}  // namespace clew::nmt
