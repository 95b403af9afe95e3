#include "readers/pst_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "exhibit/locator.h"
#include "readers/attached_files.h"
#include "readers/mapi_message.h"
#include "readers/pst_folders.h"
#include "readers/pst_heap.h"

namespace clew::readers {
namespace {

using namespace pst;
using exhibit::Locator;
using model::Severity;

constexpr std::size_t most_recipients = 20'000, most_nested = 200;
constexpr int deepest_nested = 20;
constexpr std::uint64_t most_attachment = 256u << 20;
constexpr std::uint32_t names_id = 0x61, gone = 0;

std::string_view words(Form form) {
  static constexpr std::string_view all[] = {"ANSI", "Unicode", "Unicode with large pages"};
  return all[static_cast<int>(form)];
}
std::string_view words(Cipher cipher) {
  static constexpr std::string_view all[] = {"none", "compressible", "high"};
  return all[static_cast<int>(cipher)];
}

// One message of the store, or one attached to it: its node and what the node holds.
class Message {
 public:
  Message(const File& file, const Node& node) : heap_(file, node), properties_(heap_) {}
  const NodeProperties& properties() const { return properties_; }
  const Heap& heap() const { return heap_; }

  std::vector<std::unique_ptr<mapi::Properties>> recipients() const {
    std::vector<std::unique_ptr<mapi::Properties>> out;
    for (const auto& node : heap_.subnodes())
      if (kind_of(node.id) == Kind::recipient_table) {
        tables_.push_back(std::make_unique<Heap>(heap_.file(), node));
        for (auto& row : rows(*tables_.back(), &properties_, most_recipients - std::min(most_recipients, out.size())))
          out.push_back(std::move(row));
      }
    return out;
  }
  std::vector<Node> attachments() const {
    std::vector<Node> out;
    for (const auto& node : heap_.subnodes())
      if (kind_of(node.id) == Kind::attachment) out.push_back(node);
    return out;
  }

 private:
  Heap heap_;
  NodeProperties properties_;
  mutable std::vector<std::unique_ptr<Heap>> tables_;  // of recipients, which are read out of them
};

// What an attachment is: a file's bytes in the heap or in blocks of their own, or a message.
struct Attachment {
  Attachment(const File& file, const Node& node, const mapi::Properties* message) : heap(file, node), properties(heap, message) {
    const auto* object = properties.object(mapi::attach_data_id);
    const bool embedded = properties.number(mapi::attach_method_id).value_or(0) == 5;
    if (object && (embedded || Heap(file, *object).client() == Heap::Client::properties))
      inner = *object;
    else if (object)
      data = object->data;
    else if (const auto place = properties.place(mapi::attach_data_id); place & 0x1F) {
      if (const auto* sub = heap.subnode(place)) data = sub->data;
    } else if (place) {
      in_heap = true;
    }
  }
  std::uint64_t size() const {
    if (in_heap) return bytes().size();
    std::uint64_t total = 0;
    for (const auto& block : heap.file().data_blocks(data))
      total += block.size;
    return total;
  }
  std::string bytes() const { return in_heap ? properties.bytes(mapi::attach_data_id) : heap.file().data(data, most_attachment); }

  Heap heap;
  NodeProperties properties;
  std::optional<Node> inner;
  std::uint64_t data = 0;
  bool in_heap = false;
};

// What Outlook keeps for itself among the messages.
bool is_settings(std::string_view message_class) {
  return message_class == "IPM.Microsoft.ScheduleData.FreeBusy" || message_class.starts_with("IPM.Configuration.");
}

mapi::Names names_of(const File& file) {
  const auto* node = file.find(names_id);
  if (!node) return {};
  const Heap heap(file, *node);
  const NodeProperties p(heap);
  return mapi::Names(p.bytes(2), p.bytes(3), p.bytes(4));
}

class StoreReader {
 public:
  StoreReader(const File& file, const Options& options, Sink& sink) : file_(file), options_(options), sink_(sink), names_(names_of(file)) {}

  void run() {
    Folders folders(file_);
    sink_.decided("store", fmt::format("{}, version {}, encoding {}", words(file_.form()), file_.version(), words(file_.cipher())));
    if (folders.store().has_password)
      sink_.finding({Severity::note, "password set", "", "Outlook asks for a password before it opens this store; nothing in it is encrypted with it, and it was read."});
    for (Folder folder; folders.next(folder);)
      read(folder);
    if (!index_) {
      sink_.rows("", 1);
      sink_.skip("", "no message in it", "bytes=0+0");
    }
    for (const auto& f : file_.faults())
      sink_.finding({Severity::warning, f.what, Locator().bytes(std::min<std::uint64_t>(f.at, file_.bytes().size()), 0).str(), f.why});
    if (const auto more = file_.faults_left_out())
      sink_.finding({Severity::note, "more of the same kinds", "", fmt::format("{} further places of this store are damaged in the same ways.", more)});
  }

 private:
  void read(const Folder& folder) {
    const std::string table = folder.id == gone ? "folder is gone" : folder.path.empty() ? "top of the store" : folder.path;
    if (folder.hidden) {
      sink_.rows(table, folder.hidden);
      for (std::uint64_t i = 0; i < folder.hidden; ++i)
        sink_.skip(table, "hidden item of Outlook's own", "");
    }
    for (const auto* node : folder.messages) {
      ++index_;
      sink_.rows(table, 1);
      top_ = node;
      auto made = message(*node, folder, table, "");
      if (!made) {
        sink_.skip(table, settings_ ? "settings of Outlook" : "message could not be read", where(*node));
        continue;
      }
      say_state(*made, *node, folder);
      const auto state = made->state;
      const auto flag = made->state_flag;
      sink_.record(std::move(*made));
      read_nested(folder, table, state, flag);
    }
    for (const auto id : folder.listed)
      if (kind_of(id) == Kind::message && !file_.find(id)) {
        sink_.rows(table, 1);
        sink_.skip(table, "listed, but not there", "");
        if (++missing_ <= 20)
          sink_.finding({Severity::warning, "message not there", "", fmt::format("The folder lists message {:#x}; the store has no such node.", id)});
      }
  }

  // `state`, `flag`: of the message that holds them.
  void read_nested(const Folder& folder, const std::string& table, model::State state, const std::string& flag) {
    for (std::size_t i = 0; i < nested_.size() && i < most_nested; ++i) {
      const auto nested = nested_[i];
      depth_ = nested.depth;
      auto made = message(nested.node, folder, table, nested.holder);
      if (!made) continue;
      made->state = state;
      made->state_flag = flag;
      sink_.extra_record(std::move(*made));
    }
    if (nested_.size() > most_nested)
      sink_.finding({Severity::warning, "attached messages left out", where(*top_), fmt::format("The first {} of {} are records.", most_nested, nested_.size())});
    nested_.clear();
    depth_ = 0;
  }

  std::string where(const Node& node, const Heap* heap = nullptr) const {
    std::uint64_t at = heap ? heap->at() : 0, length = heap ? heap->first_bytes() : 0;
    if (!heap)
      if (const auto block = file_.block(node.data)) at = block->at, length = block->stored;
    at = std::min<std::uint64_t>(at, file_.bytes().size());
    return Locator().bytes(at, std::min<std::uint64_t>(length, file_.bytes().size() - at)).row(top_->id).index(index_).str();
  }

  std::optional<model::Record> message(const Node& node, const Folder& folder, const std::string& table, const std::string& holder) {
    settings_ = false;
    const Message m(file_, node);
    const auto place = where(node, &m.heap());
    if (m.heap().client() != Heap::Client::properties) {
      sink_.finding({Severity::warning, "message could not be read", place, fmt::format("Node {:#x} holds no properties.", node.id)});
      return {};
    }
    settings_ = is_settings(m.properties().text(mapi::message_class_id));
    if (settings_ && holder.empty()) return {};
    if (!m.properties().whole())
      sink_.finding({Severity::warning, "damaged properties", place, fmt::format("Some properties of message {:#x} could not be read.", top_->id)});
    auto out = mapi::message_record(m.properties(), m.recipients(), names_, {place, fmt::format("node {:#x}", node.id), holder}, options_, sink_);
    out.table = table;
    if (!folder.path.empty()) out.fields.push_back({"folder", folder.path});
    if (folder.deleted) out.state_flag = folder.path;
    const bool mail = out.kind == model::RecordKind::message;
    if (folder.sent && mail && holder.empty()) out.direction = model::Direction::out;
    add_attachments(out, m);
    return out;
  }

  void say_state(model::Record& record, const Node& node, const Folder& folder) const {
    const bool unlisted = folder.table_read && !std::binary_search(folder.listed.begin(), folder.listed.end(), node.id);
    const std::string_view why = node.left_over && !file_.nodes_whole() ? "in a page that the damaged tree does not reach"
                                 : node.left_over      ? "deleted: in an old page of the store"
                                 : folder.id == gone   ? "its folder is gone"
                                 : unlisted            ? "not in its folder's list"
                                                       : "";
    if (why.empty()) return;
    record.state = model::State::recovered;
    record.state_flag = why;
  }

  void add_attachments(model::Record& record, const Message& m) {
    for (const auto& node : m.attachments()) {
      const Attachment a(file_, node, &m.properties());
      auto media = mapi::attachment_media(a.properties, fmt::format("attachment {:#x}", node.id));
      if (a.inner) {
        media.mime = "application/vnd.ms-outlook";
        if (media.title.empty()) media.title = media.path = a.properties.text(mapi::display_name_id);
        media.present = true;
        if (depth_ < deepest_nested)
          nested_.push_back({*a.inner, record.key, depth_ + 1});
        else
          sink_.finding({Severity::warning, "attached messages left out", record.locator, "Messages in messages are read twenty deep."});
      } else {
        hash(media, a, record.locator);
      }
      record.media.push_back(std::move(media));
    }
  }

  void hash(model::Media& media, const Attachment& a, const std::string& locator) {
    const auto size = a.size();
    media.present = size > 0;
    if (!size) return;
    Sha256 sum;
    if (a.in_heap)
      sum.update(a.bytes());
    else
      for (const auto& block : file_.data_blocks(a.data))
        sum.update(file_.content(block));
    media.sha256 = to_hex(sum.finish());
    if (size > most_attachment)
      sink_.finding({Severity::unread, "attachment too large", locator, fmt::format("An attachment of {} bytes is named with its hash; it was not opened.", size)});
  }

  struct Nested {
    Node node;
    std::string holder;
    int depth = 0;
  };
  const File& file_;
  const Options& options_;
  Sink& sink_;
  const mapi::Names names_;
  std::vector<Nested> nested_;
  const Node* top_ = nullptr;
  std::uint64_t index_ = 0, missing_ = 0;
  int depth_ = 0;
  bool settings_ = false;  // the last item read was none of a person's
};

// The files that a message and those in it carry.
void gather(const std::shared_ptr<const exhibit::ByteSource>& source, const std::shared_ptr<const File>& file, const Node& top, std::uint64_t index, AttachedFiles& files) {
  const auto group = fmt::format("message {}/", index);
  std::size_t number = 0, messages = 0;
  std::vector<std::pair<Node, int>> pending{{top, 0}};
  while (messages < pending.size() && messages <= most_nested) {
    const auto [holder, depth] = pending[messages++];
    const Message m(*file, holder);
    for (const auto& node : m.attachments()) {
      ++number;
      const Attachment a(*file, node, &m.properties());
      if (a.inner) {
        if (depth < deepest_nested) pending.emplace_back(*a.inner, depth + 1);
        continue;
      }
      const auto size = a.size();
      if (!size || size > most_attachment) continue;
      const auto media = mapi::attachment_media(a.properties, "");
      const auto block = a.in_heap ? std::nullopt : file->block(a.data);
      files.add(group, number, media.title, media.mime, block ? block->at : a.heap.at(), size,
                [source, file, node] { return Attachment(*file, node, nullptr).bytes(); });
    }
  }
}

class PstReader final : public Reader {
 public:
  std::string_view name() const override { return "outlook-store"; }
  std::string_view version() const override { return "5"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!is_store(item.bytes())) return {0, "no store of Outlook"};
    return {95, "an Outlook store (PST, OST) by its first bytes"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto file = File::open(item.bytes(), item.source.get(), [&] { sink.alive(); });
    if (!file) {
      sink.rows("", 1);
      sink.skip("", "no message in it", "bytes=0+0");
      sink.finding({Severity::unread, "damaged Outlook store", "bytes=0+0", "Its header is cut, of a version that is not known, or damaged."});
      return;
    }
    StoreReader(*file, options, sink).run();
  }

  std::unique_ptr<exhibit::Container> attached(const exhibit::Item& item, const Options&, exhibit::Budget& budget) const override {
    auto opened = File::open(item.bytes(), item.source.get(), [&] { budget.beat(); });
    if (!opened) return nullptr;
    auto files = std::make_unique<AttachedFiles>("Outlook store", budget);
    const auto file = std::make_shared<const File>(std::move(*opened));
    Folders folders(*file);
    std::uint64_t index = 0;
    for (Folder folder; folders.next(folder);)
      for (const auto* node : folder.messages) {
        if (index % 256 == 0) budget.beat();
        gather(item.source, file, *node, ++index, *files);
      }
    return files;
  }
};

}  // namespace

std::string shown_message(std::string_view store, std::uint32_t id, std::uint64_t at) {
  constexpr std::uint64_t most_value = 64u << 10;
  const auto file = File::open(store);
  const auto* top = file ? file->find(id) : nullptr;
  if (!top) return "";
  const auto names = names_of(*file);
  std::vector<std::pair<Node, int>> pending{{*top, 0}};
  for (std::size_t i = 0; i < pending.size() && i <= most_nested; ++i) {
    const auto [node, depth] = pending[i];
    const Message m(*file, node);
    const bool wanted = m.heap().at() == at;
    std::string out = wanted ? fmt::format("node {:#x}\n{}", id, m.properties().as_lines(names, most_value)) : "";
    for (const auto& sub : m.attachments()) {
      const Attachment a(*file, sub, &m.properties());
      if (a.inner && depth < deepest_nested) pending.emplace_back(*a.inner, depth + 1);
      if (wanted) out += fmt::format("\nattachment {:#x}\n{}", sub.id, a.properties.as_lines(names, 256));
    }
    if (!wanted) continue;
    for (const auto& recipient : m.recipients())
      out += "\nrecipient\n" + recipient->as_lines(names, most_value);
    return out;
  }
  return "";
}

std::unique_ptr<Reader> make_pst_reader() { return std::make_unique<PstReader>(); }

}  // namespace clew::readers
