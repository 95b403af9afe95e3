// SHA-256 of evidence and of everything whose identity is promised to others (FIPS 180-4, by
// OpenSSL: 1.4 GB/s with SHA-NI). For hash tables use xxhash instead.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace clew {

using Sha256Digest = std::array<std::uint8_t, 32>;

// Feeds bytes in any portions; finish() may be called once. For one thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Sha256Digest sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

// Lower-case hexadecimal of any bytes, and back. from_hex() gives nothing for bad input.
std::string to_hex(std::string_view bytes);
std::string to_hex(const Sha256Digest& digest);
bool from_hex(std::string_view hex, std::string& bytes);

}  // namespace clew
