// The audit log in C2SP tlog-tiles layout.
//
// Idea: entry i is a leaf of an RFC 6962 Merkle tree. A "tile" holds 256 consecutive hashes of one level
// of eight; tile/0/… the leaf hashes, tile/1/… one hash for each full level-0 tile, and so on;
// tile/entries/… the entries themselves, each with a big-endian 16-bit length before it. A tile that is
// not full yet is kept as NAME.p/WIDTH. The signed checkpoint names the size and the root hash, so that
// one line of 64 characters on paper pins every entry before it.
//
//   size 3:      root = H(H(a,b), c)          tile/0/000.p/3 = a b c
//
// Order of writing is what makes it safe: entry tile, hash tiles, then the checkpoint by rename. Until
// the checkpoint stands, a reader sees the old size and ignores what lies beyond it.
//
// Tried instead: a hash chain in a table (cannot prove growth between two checkpoints without all
// entries), an SQLite table with triggers (an editor of the file edits it silently).
#include "casefile/audit.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/assert.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/time.h"
#include "casefile/case.h"

namespace clew::casefile {
namespace {

namespace fs = std::filesystem;
using Hash = Sha256Digest;
constexpr std::uint64_t tile_width = 256;
constexpr std::size_t max_entry_bytes = 65'535;

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash leaf_hash(std::string_view entry) {
  Sha256 h;
  h.update(std::string_view("\0", 1));
  h.update(entry);
  return h.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  Sha256 h;
  h.update("\x01");
  h.update(bytes_of(left));
  h.update(bytes_of(right));
  return h.finish();
}

// Root of a perfect subtree: `hashes` has a power of two of them.
Hash perfect_root(std::vector<Hash> hashes) {
  while (hashes.size() > 1) {
    for (std::size_t i = 0; i < hashes.size() / 2; ++i)
      hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    hashes.resize(hashes.size() / 2);
  }
  return hashes.front();
}

// "x001/x234/067": groups of three digits, all but the last marked with x.
std::string tile_number(std::uint64_t n) {
  std::string out = fmt::format("{:03}", n % 1000);
  for (n /= 1000; n; n /= 1000) out = fmt::format("x{:03}/", n % 1000) + out;
  return out;
}

fs::path tile_path(const fs::path& log, std::string_view level, std::uint64_t n, std::uint64_t width) {
  std::string name = fmt::format("tile/{}/{}", level, tile_number(n));
  if (width < tile_width) name += fmt::format(".p/{}", width);
  return log / name;
}

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  out.resize(out.size() - 1);  // its NUL
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  out.resize(size);
  return out;
}

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  std::string root;       // 32 bytes
  std::string body;       // the signed text
  std::string signature;  // 64 bytes
};

std::optional<Checkpoint> parse_checkpoint(std::string_view note) {
  auto blank = note.find("\n\n");
  if (blank == std::string_view::npos) return std::nullopt;
  Checkpoint c;
  c.body = note.substr(0, blank + 1);
  auto line = [rest = std::string_view(c.body)]() mutable {
    auto end = rest.find('\n');
    auto result = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return result;
  };
  c.origin = line();
  auto size = line();
  auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), c.size);
  if (error != std::errc{} || end != size.data() + size.size()) return std::nullopt;
  auto root = from_base64(line());
  if (!root || root->size() != 32) return std::nullopt;
  c.root = *root;
  std::string prefix = "\xe2\x80\x94 " + c.origin + " ";
  auto signature_line = note.substr(blank + 2);
  signature_line = signature_line.substr(0, signature_line.find('\n'));
  if (!signature_line.starts_with(prefix)) return std::nullopt;
  auto signature = from_base64(signature_line.substr(prefix.size()));
  if (!signature || signature->size() != 4 + crypto_sign_BYTES) return std::nullopt;
  c.signature = signature->substr(4);
  return c;
}

// The public key from "name+hash+base64(0x01 ‖ key)" (signed-note's verifier key).
std::optional<std::string> public_key(std::string_view vkey) {
  auto plus = vkey.rfind('+');
  while (plus != std::string_view::npos && plus > 0) {
    auto key = from_base64(vkey.substr(plus + 1, vkey.find('\n', plus) - plus - 1));
    if (key && key->size() == 33 && (*key)[0] == 1) return key->substr(1);
    plus = vkey.rfind('+', plus - 1);  // base64 may hold '+' itself
  }
  return std::nullopt;
}

std::string key_hash(std::string_view origin, std::string_view key) {
  Sha256 h;
  h.update(origin);
  h.update("\n\x01");
  h.update(key);
  return std::string(bytes_of(h.finish()).substr(0, 4));
}

bool signature_holds(const Checkpoint& c, std::string_view key) {
  return crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(c.signature.data()),
                                     reinterpret_cast<const unsigned char*>(c.body.data()), c.body.size(),
                                     reinterpret_cast<const unsigned char*>(key.data())) == 0;
}

std::string make_checkpoint(const std::string& origin, std::uint64_t size, const Hash& root,
                            const std::string& secret) {
  std::string body = fmt::format("{}\n{}\n{}\n", origin, size, base64(bytes_of(root)));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                       reinterpret_cast<const unsigned char*>(secret.data()));
  std::string_view key = std::string_view(secret).substr(32);
  return fmt::format("{}\n\xe2\x80\x94 {} {}\n", body, origin, base64(key_hash(origin, key) + signature));
}

// The entries of a bundle; nothing when lengths do not fit.
std::optional<std::vector<std::string>> split_bundle(std::string_view bytes) {
  std::vector<std::string> entries;
  while (!bytes.empty()) {
    if (bytes.size() < 2) return std::nullopt;
    std::size_t length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                         static_cast<unsigned char>(bytes[1]);
    if (bytes.size() < 2 + length) return std::nullopt;
    entries.emplace_back(bytes.substr(2, length));
    bytes.remove_prefix(2 + length);
  }
  return entries;
}

// Keeps the subtree roots of the binary decomposition of the size so far.
class Tree {
 public:
  void add(Hash leaf) {
    ++size_;
    std::uint64_t n = size_;
    while ((n & 1) == 0) {
      leaf = node_hash(stack_.back(), leaf);
      stack_.pop_back();
      n >>= 1;
    }
    stack_.push_back(leaf);
  }
  Hash root() const {
    if (stack_.empty()) return sha256("");
    Hash hash = stack_.back();
    for (auto i = stack_.size() - 1; i-- > 0;) hash = node_hash(stack_[i], hash);
    return hash;
  }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> stack_;
};

std::vector<Hash> read_tile(const fs::path& log, std::string_view level, std::uint64_t n,
                            std::uint64_t width) {
  auto path = tile_path(log, level, n, width);
  auto bytes = read_file(path);
  if (bytes.size() != width * 32)
    throw Error(ErrorKind::integrity, fmt::format("{} has the wrong size", path.string()));
  std::vector<Hash> hashes(width);
  for (std::uint64_t i = 0; i < width; ++i)
    std::copy_n(bytes.data() + i * 32, 32, reinterpret_cast<char*>(hashes[i].data()));
  return hashes;
}

// Root of a log of `size` entries, from the tiles of its right edge.
Hash root_from_tiles(const fs::path& log, std::uint64_t size) {
  if (size == 0) return sha256("");
  std::vector<Hash> perfect;  // subtree roots, largest first
  std::uint64_t at = 0;
  for (int bit = 63; bit >= 0; --bit) {
    std::uint64_t span = std::uint64_t{1} << bit;
    if (!(size & span)) continue;
    int level = bit / 8;
    std::uint64_t unit = std::uint64_t{1} << (8 * level);  // leaves below one hash of that level
    std::uint64_t first = at / unit, count = span / unit;
    std::uint64_t tile = first / tile_width;
    std::uint64_t width = std::min(tile_width, size / unit - tile * tile_width);
    auto hashes = read_tile(log, std::to_string(level), tile, width);
    auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(first % tile_width);
    perfect.push_back(perfect_root({begin, begin + static_cast<std::ptrdiff_t>(count)}));
    at += span;
  }
  Hash hash = perfect.back();
  for (auto i = perfect.size() - 1; i-- > 0;) hash = node_hash(perfect[i], hash);
  return hash;
}

class DirectoryLock {
 public:
  explicit DirectoryLock(const fs::path& log) {
    auto path = log / "lock";
    fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd_ < 0 || flock(fd_, LOCK_EX) != 0) {
      int error = errno;
      if (fd_ >= 0) close(fd_);
      throw Error(error == EROFS || error == EACCES ? ErrorKind::not_permitted : ErrorKind::resource,
                  fmt::format("cannot lock the audit log {}: {}; nothing may be done unlogged", log.string(),
                              errno_text(error)));
    }
  }
  ~DirectoryLock() { close(fd_); }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int fd_;
};

void write_tile(const fs::path& path, std::string_view bytes) {
  create_directories_durably(path.parent_path());
  write_file_durably(path, bytes);
}

Checkpoint current(const fs::path& log) {
  auto c = parse_checkpoint(read_file(log / "checkpoint"));
  if (!c)
    throw Error(ErrorKind::integrity,
                fmt::format("{} is damaged; restore the audit folder from a backup and run `clew verify`",
                            (log / "checkpoint").string()));
  return *c;
}

}  // namespace

std::string_view word(AuditAct act) {
  static constexpr std::array<std::string_view, 6> words = {
      "collection", "alteration", "consultation", "disclosure", "combination", "erasure"};
  return words[static_cast<std::size_t>(act)];
}

void AuditLog::create(const fs::path& directory, std::string_view case_reference) {
  CLEW_ASSERT(sodium_init() >= 0);
  std::string key(crypto_sign_PUBLICKEYBYTES, '\0'), secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_keypair(reinterpret_cast<unsigned char*>(key.data()),
                      reinterpret_cast<unsigned char*>(secret.data()));
  std::string origin = "clew-case/";
  for (char c : case_reference) {
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
                 c == '-' || c == '/';
    origin += plain ? c : '_';
  }
  write_file_durably(directory / "key", base64(secret) + "\n");
  write_file_durably(directory / "vkey", fmt::format("{}+{}+{}\n", origin, to_hex(key_hash(origin, key)),
                                                     base64("\x01" + key)));
  write_file_durably(directory / "checkpoint", make_checkpoint(origin, 0, sha256(""), secret));
}

AuditLog::AuditLog(fs::path directory) : directory_(std::move(directory)) {
  CLEW_ASSERT(sodium_init() >= 0);
}

std::uint64_t AuditLog::append(const AuditEntry& entry) {
  JsonWriter json;
  json.begin_object().field("v", 1).field("utc", to_iso_utc(now_micros())).field("who", current_user());
  json.field("act", word(entry.act)).field("what", entry.what).field("item", entry.item);
  json.key("details").raw(entry.details.empty() ? "{}" : entry.details);
  json.field("recipients", entry.recipients).field("reason", entry.reason).end();
  std::string text = json.take();
  if (text.size() > max_entry_bytes)
    throw Error(ErrorKind::internal, "an audit entry is longer than 64 KiB; its details must be shortened");

  DirectoryLock lock(directory_);
  auto before = current(directory_);
  std::uint64_t index = before.size, size = index + 1;
  std::uint64_t tile = index / tile_width, width = index % tile_width + 1;

  std::string bundle = width > 1 ? read_file(tile_path(directory_, "entries", tile, width - 1)) : "";
  bundle += static_cast<char>(text.size() >> 8);
  bundle += static_cast<char>(text.size() & 0xff);
  bundle += text;
  write_tile(tile_path(directory_, "entries", tile, width), bundle);

  std::vector<fs::path> old = {tile_path(directory_, "entries", tile, width - 1)};
  Hash hash = leaf_hash(text);
  for (int level = 0;; ++level) {
    std::uint64_t unit = std::uint64_t{1} << (8 * level);
    std::uint64_t position = size / unit - 1;  // index of the new hash on this level
    std::uint64_t n = position / tile_width, w = position % tile_width + 1;
    auto name = std::to_string(level);
    std::vector<Hash> hashes;
    if (w > 1) {
      hashes = read_tile(directory_, name, n, w - 1);
      old.push_back(tile_path(directory_, name, n, w - 1));
    }
    hashes.push_back(hash);
    std::string bytes;
    for (const auto& h : hashes) bytes += bytes_of(h);
    write_tile(tile_path(directory_, name, n, w), bytes);
    if (w < tile_width) break;
    hash = perfect_root(std::move(hashes));
  }

  auto secret = from_base64(std::string_view(read_file(directory_ / "key")).substr(0, 88));
  if (!secret || secret->size() != crypto_sign_SECRETKEYBYTES)
    throw Error(ErrorKind::integrity, "the audit log's key is damaged; nothing may be done unlogged");
  write_file_durably(directory_ / "checkpoint",
                     make_checkpoint(before.origin, size, root_from_tiles(directory_, size), *secret));
  std::error_code ignored;
  for (const auto& path : old) fs::remove(path, ignored);
  if (width == 1 || width == tile_width)
    fs::remove(tile_path(directory_, "entries", tile, 1).parent_path(), ignored);
  return index;
}

std::uint64_t AuditLog::size() const { return current(directory_).size; }

std::string AuditLog::checkpoint() const { return read_file(directory_ / "checkpoint"); }

std::vector<StoredAuditEntry> AuditLog::entries(std::uint64_t from, std::uint64_t count) const {
  std::vector<StoredAuditEntry> out;
  std::uint64_t size = current(directory_).size;
  for (std::uint64_t i = from; i < size && out.size() < count;) {
    std::uint64_t tile = i / tile_width, width = std::min(tile_width, size - tile * tile_width);
    std::string bytes;
    try {
      bytes = read_file(tile_path(directory_, "entries", tile, width));
    } catch (const Error&) {
      // Somebody appended meanwhile, and a longer tile stands in place of this one.
      const auto grown = current(directory_).size;
      if (grown == size) throw;
      size = grown;
      continue;
    }
    auto bundle = split_bundle(bytes);
    if (!bundle || bundle->size() != width)
      throw Error(ErrorKind::integrity, fmt::format("the audit log is damaged near entry {}", i));
    for (; i < tile * tile_width + width && out.size() < count; ++i)
      out.push_back({i, (*bundle)[i - tile * tile_width]});
  }
  return out;
}

std::vector<AuditLog::Fault> AuditLog::verify(std::string_view held_checkpoint) const {
  // Who appends puts longer tiles in place of the last ones: what was missing then is no fault.
  constexpr int most_tries = 50;
  for (int tries = 1;; ++tries) {
    std::error_code none;
    const auto before = fs::exists(directory_ / "checkpoint", none) ? checkpoint() : std::string();
    auto faults = verify_once(held_checkpoint);
    if (faults.empty() || before.empty() || tries == most_tries || checkpoint() == before) return faults;
  }
}

std::vector<AuditLog::Fault> AuditLog::verify_once(std::string_view held_checkpoint) const {
  std::vector<Fault> faults;
  auto fault = [&](std::uint64_t index, std::string what) { faults.push_back({index, std::move(what)}); };
  std::optional<Checkpoint> c, held;
  std::optional<std::string> key;
  try {
    c = parse_checkpoint(read_file(directory_ / "checkpoint"));
    key = public_key(read_file(directory_ / "vkey"));
  } catch (const Error& error) {
    fault(0, error.what());
    return faults;
  }
  if (!c) fault(0, "the checkpoint cannot be read");
  if (!key) fault(0, "the public key (vkey) cannot be read");
  if (!c || !key) return faults;
  if (!signature_holds(*c, *key)) fault(c->size, "the checkpoint's signature does not hold");
  if (!held_checkpoint.empty()) {
    held = parse_checkpoint(held_checkpoint);
    if (!held) {
      fault(0, "the checkpoint that was handed in cannot be read");
    } else if (!signature_holds(*held, *key)) {
      fault(0, "the checkpoint that was handed in was not signed by this log's key");
    } else if (held->size > c->size) {
      fault(c->size, fmt::format("entries are missing: the log has {}, the checkpoint that was handed in {}",
                                 c->size, held->size));
    }
  }

  Tree tree;
  std::vector<std::vector<Hash>> open(9);  // unfinished tile of each level
  std::vector<std::uint64_t> next(9, 0);   // its number
  std::uint64_t unit_of_tile = 0;
  auto check_tile = [&](int level, std::uint64_t n, const std::vector<Hash>& expected) {
    try {
      if (read_tile(directory_, std::to_string(level), n, expected.size()) != expected)
        fault(n * tile_width << (8 * level), fmt::format("hash tile {}/{} does not match the entries", level, n));
    } catch (const Error& error) {
      fault(n * tile_width << (8 * level), error.what());
    }
  };
  for (std::uint64_t at = 0; at < c->size; at += tile_width, ++unit_of_tile) {
    std::uint64_t width = std::min(tile_width, c->size - at);
    std::optional<std::vector<std::string>> bundle;
    try {
      bundle = split_bundle(read_file(tile_path(directory_, "entries", unit_of_tile, width)));
    } catch (const Error& error) {
      fault(at, error.what());
      return faults;
    }
    if (!bundle || bundle->size() != width) {
      fault(at, fmt::format("entries {} to {} cannot be read", at, at + width - 1));
      return faults;
    }
    for (std::uint64_t i = 0; i < width; ++i) {
      Hash hash = leaf_hash((*bundle)[i]);
      tree.add(hash);
      if (held && held->size == at + i + 1 && bytes_of(tree.root()) != held->root)
        fault(at + i, fmt::format("the first {} entries are not those of the checkpoint that was handed in",
                                  held->size));
      for (std::size_t level = 0; level < open.size(); ++level) {
        open[level].push_back(hash);
        if (open[level].size() < tile_width) break;
        check_tile(static_cast<int>(level), next[level]++, open[level]);
        hash = perfect_root(std::exchange(open[level], {}));
      }
    }
  }
  for (std::size_t level = 0; level < open.size(); ++level)
    if (!open[level].empty()) check_tile(static_cast<int>(level), next[level], open[level]);
  if (bytes_of(tree.root()) != c->root)
    fault(0, "the entries do not give the checkpoint's root hash: entries were changed, removed or inserted");
  if (held && held->size == 0 && bytes_of(sha256("")) != held->root)
    fault(0, "the checkpoint that was handed in is not of this log");
  return faults;
}

}  // namespace clew::casefile
