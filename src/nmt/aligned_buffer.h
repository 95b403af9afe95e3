// Memory aligned to 64 bytes (a cache line, an AVX-512 register) that only grows: the engine's
// working memory. Contents are lost when it grows. Move-only.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>

namespace clew::nmt {

template <class T>
class AlignedBuffer {
  static_assert(std::is_trivial_v<T>);

 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t count) { reserve(count); }

  // Room for `count` values; keeps what it has when that is enough. Old contents are gone
  // otherwise.
  T* reserve(std::size_t count) {
    if (count > capacity_) {
      data_.reset();
      data_.reset(static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{64})));
      capacity_ = count;
    }
    return data_.get();
  }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t capacity() const { return capacity_; }

 private:
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{64}); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t capacity_ = 0;
};

}  // namespace clew::nmt
