// For tests: writes zip and tar bytes field by field, right or wrong as a test wants them.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::exhibit::test {

inline void put(std::string& out, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i)
    out += static_cast<char>(value >> (8 * i) & 255);
}

inline std::string deflated(std::string_view bytes, int level = 9) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// `zeros` zero bytes, deflated, without ever holding them.
inline std::string deflated_zeros(std::uint64_t zeros) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string block(1 << 20, '\0'), buffer(1 << 16, '\0'), out;
  while (true) {
    auto portion = zeros < block.size() ? zeros : block.size();
    zeros -= portion;
    stream.next_in = reinterpret_cast<Bytef*>(block.data());
    stream.avail_in = static_cast<uInt>(portion);
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      deflate(&stream, zeros ? Z_NO_FLUSH : Z_FINISH);
      out.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0);
    if (zeros == 0) break;
  }
  deflateEnd(&stream);
  return out;
}

inline std::uint32_t crc_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32(crc32(0, nullptr, 0),
                                          reinterpret_cast<const Bytef*>(bytes.data()),
                                          static_cast<uInt>(bytes.size())));
}

struct ZipMember {
  std::string name, packed;
  std::uint64_t size = 0, packed_size = 0;
  std::uint32_t crc = 0, attributes = 0, dos_time = 0x58644D20;  // 2024-03-04 09:41
  std::uint16_t method = 0, flags = 0, made_by = 20;
  bool piped = false;        // sizes in a descriptor behind the data
  bool listed = true;        // stands in the directory
  bool zip64 = false;        // sizes in the zip64 field
  std::string local_name;    // if it differs
  std::uint64_t offset = 0;  // filled in
};

inline ZipMember stored(std::string name, std::string bytes) {
  ZipMember m;
  m.name = std::move(name);
  m.size = m.packed_size = bytes.size();
  m.crc = crc_of(bytes);
  m.packed = std::move(bytes);
  return m;
}

inline ZipMember packed(std::string name, std::string_view bytes) {
  ZipMember m;
  m.name = std::move(name);
  m.size = bytes.size();
  m.crc = crc_of(bytes);
  m.packed = deflated(bytes);
  m.packed_size = m.packed.size();
  m.method = 8;
  return m;
}

inline std::string zip64_field(const ZipMember& m) {
  std::string extra;
  put(extra, 1, 2);
  put(extra, 16, 2);
  put(extra, m.size, 8);
  put(extra, m.packed_size, 8);
  return extra;
}

inline std::string local_header(const ZipMember& m) {
  std::string out = "PK\x03\x04";
  const auto& name = m.local_name.empty() ? m.name : m.local_name;
  auto extra = m.zip64 ? zip64_field(m) : std::string();
  put(out, 20, 2);
  put(out, m.flags | (m.piped ? 8 : 0), 2);
  put(out, m.method, 2);
  put(out, m.dos_time, 4);
  put(out, m.piped ? 0 : m.crc, 4);
  put(out, m.piped ? 0 : m.zip64 ? 0xFFFFFFFF : m.packed_size, 4);
  put(out, m.piped ? 0 : m.zip64 ? 0xFFFFFFFF : m.size, 4);
  put(out, name.size(), 2);
  put(out, extra.size(), 2);
  return out + name + extra;
}

inline std::string central_header(const ZipMember& m) {
  std::string out = "PK\x01\x02";
  auto extra = m.zip64 ? zip64_field(m) : std::string();
  put(out, m.made_by, 2);
  put(out, 20, 2);
  put(out, m.flags | (m.piped ? 8 : 0), 2);
  put(out, m.method, 2);
  put(out, m.dos_time, 4);
  put(out, m.crc, 4);
  put(out, m.zip64 ? 0xFFFFFFFF : m.packed_size, 4);
  put(out, m.zip64 ? 0xFFFFFFFF : m.size, 4);
  put(out, m.name.size(), 2);
  put(out, extra.size(), 2);
  put(out, 0, 2);
  put(out, 0, 2);
  put(out, 0, 2);
  put(out, m.attributes, 4);
  put(out, m.offset, 4);
  return out + m.name + extra;
}

inline std::string end_record(std::size_t count, std::uint64_t length, std::uint64_t offset,
                              std::string_view comment = {}) {
  std::string out = "PK\x05\x06";
  put(out, 0, 4);
  put(out, count, 2);
  put(out, count, 2);
  put(out, length, 4);
  put(out, offset, 4);
  put(out, comment.size(), 2);
  return out + std::string(comment);
}

// Members with local headers; fills in their offsets.
inline std::string zip_body(std::vector<ZipMember>& members) {
  std::string out;
  for (auto& m : members) {
    m.offset = out.size();
    out += local_header(m) + m.packed;
    if (m.piped) {
      out += "PK\x07\x08";
      put(out, m.crc, 4);
      put(out, m.packed_size, 4);
      put(out, m.size, 4);
    }
  }
  return out;
}

inline std::string zip(std::vector<ZipMember> members, std::string_view comment = {}) {
  auto out = zip_body(members);
  auto start = out.size();
  std::size_t count = 0;
  for (const auto& m : members)
    if (m.listed) {
      out += central_header(m);
      ++count;
    }
  return out + end_record(count, out.size() - start, start, comment);
}

// The same with the zip64 end record and locator.
inline std::string zip64(std::vector<ZipMember> members) {
  for (auto& m : members)
    m.zip64 = true;
  auto out = zip_body(members);
  auto start = out.size();
  for (const auto& m : members)
    out += central_header(m);
  auto length = out.size() - start, end = out.size();
  out += "PK\x06\x06";
  put(out, 44, 8);
  put(out, 45, 2);
  put(out, 45, 2);
  put(out, 0, 4);
  put(out, 0, 4);
  put(out, members.size(), 8);
  put(out, members.size(), 8);
  put(out, length, 8);
  put(out, start, 8);
  out += "PK\x06\x07";
  put(out, 0, 4);
  put(out, end, 8);
  put(out, 1, 4);
  out += "PK\x05\x06";
  put(out, 0, 4);
  put(out, 0xFFFF, 2);
  put(out, 0xFFFF, 2);
  put(out, 0xFFFFFFFF, 4);
  put(out, 0xFFFFFFFF, 4);
  put(out, 0, 2);
  return out;
}

// One ustar entry (POSIX 1003.1), padded; `type` '0' file, '2' symlink, '3' device, '5' directory.
inline std::string tar_entry(std::string_view name, std::string_view bytes, char type = '0',
                             std::string_view link = {}, std::uint64_t stated_size = ~0ull) {
  std::string h(512, '\0');
  auto text = [&](std::size_t at, std::string_view value, std::size_t most) {
    value = value.substr(0, most);
    h.replace(at, value.size(), value);
  };
  auto octal = [&](std::size_t at, std::uint64_t value, int digits) {
    for (int i = digits - 1; i >= 0; --i, value >>= 3)
      h[at + static_cast<std::size_t>(i)] = static_cast<char>('0' + (value & 7));
  };
  text(0, name, 100);
  octal(100, 0644, 7);
  octal(108, 0, 7);
  octal(116, 0, 7);
  octal(124, stated_size == ~0ull ? bytes.size() : stated_size, 11);
  octal(136, 1709545200, 11);
  text(148, "        ", 8);
  h[156] = type;
  text(157, link, 100);
  text(257, std::string_view("ustar\00000", 8), 8);
  unsigned sum = 0;
  for (unsigned char c : h)
    sum += c;
  octal(148, sum, 6);
  h[154] = '\0';
  std::string out = h + std::string(bytes);
  out.append((512 - out.size() % 512) % 512, '\0');
  return out;
}
inline std::string tar_end() { return std::string(1024, '\0'); }

inline std::string gzip(std::string_view bytes) {
  std::string out("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10);
  out += deflated(bytes);
  put(out, crc_of(bytes), 4);
  put(out, bytes.size(), 4);
  return out;
}

}  // namespace clew::exhibit::test
