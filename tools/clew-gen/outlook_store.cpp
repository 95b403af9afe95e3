#include "outlook_store.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "random.h"
#include "readers/pst_maker.h"

namespace clew::gen {
namespace {

using readers::testing::StoreMaker;
using Form = StoreMaker::Form;
using Cipher = StoreMaker::Cipher;

struct Mail {
  std::string subject, text, from, folder;
  std::vector<std::string> to;
  std::string file, inner;  // an attached file, the text of an attached mail
  std::uint64_t ticks = 0;
  bool deleted = false;
};

constexpr const char* people[] = {"ana", "bo", "dan", "eve", "flo", "gil", "hal", "ida"};
struct FolderName {
  const char* path;
  std::uint32_t id, parent;
};
constexpr std::uint32_t root = 0x122, top = 0x8022;
constexpr FolderName folders[] = {{"Deleted Items", 0x8062, top}, {"Inbox", 0x8082, top}, {"Sent Items", 0x80A2, top}, {"Inbox/Work", 0x80C2, 0x8082}, {"Inbox/Boats", 0x80E2, 0x8082}};

std::string sentence(Rng& rng) {
  static constexpr const char* what[] = {"The train leaves at six from platform two", "Bring both keys and wait by the station", "Să aduci și umbrela, plouă", "The boat is paid for until May",
                                         "Rain is forecast for the evening", "Przynieś mapę i płaszcz", "Tickets are twelve pounds each", "Please open the shop at nine"};
  return what[rng.below(std::size(what))];
}

Mail mail_of(std::uint64_t seed, std::uint64_t i) {
  Rng rng(seed, Stream::bulk, i, 2);
  Mail out;
  out.subject = sentence(rng) + ", " + std::to_string(i + 1);
  const auto lines = 1 + rng.skewed(60);
  for (std::uint32_t k = 0; k < lines; ++k)
    out.text += sentence(rng) + ".\r\n";
  out.from = people[rng.below(std::size(people))];
  for (auto n = 1 + rng.below(3); n-- > 0;)
    out.to.push_back(people[rng.below(std::size(people))]);
  out.folder = folders[rng.below(std::size(folders))].path;
  if (rng.below(10) == 0)
    for (auto n = 100 + rng.skewed(3000); n-- > 0;)
      out.file += std::to_string(n) + "," + sentence(rng) + "\n";
  if (rng.below(40) == 0) out.inner = sentence(rng) + ", forwarded\r\n";
  out.deleted = rng.below(25) == 0;
  out.ticks = 133'540'176'000'000'000ULL + i * 610'000'000ULL;  // a minute and a second apart, from 2024-03-04 09:20 UTC
  return out;
}

StoreMaker::Made made(StoreMaker& m, const Mail& mail, std::uint64_t i, bool inner) {
  std::vector<StoreMaker::Recipient> to;
  for (std::size_t k = 0; k < mail.to.size(); ++k)
    to.push_back({k == 2 ? 2 : 1, mail.to[k], mail.to[k] + "@example.org"});
  std::vector<StoreMaker::Sub> subs{m.recipients(to)};
  if (!mail.file.empty() && !inner) subs.push_back(m.attachment(0, "list.csv", mail.file));
  if (!mail.inner.empty() && !inner) {
    Mail attached = mail;
    attached.subject = "forwarded";
    attached.text = mail.inner;
    subs.push_back(m.attached_message(1, made(m, attached, i, true)));
  }
  if (subs.size() > 1) subs.push_back(m.attachment_table(subs));
  return m.properties({m.text(0x001A, "IPM.Note"), m.text(0x0037, mail.subject), m.text(0x1000, mail.text), m.text(0x0C1A, mail.from), m.text(0x0C1E, "SMTP"),
                       m.text(0x0C1F, mail.from + "@example.org"), m.text(0x5D01, mail.from + "@example.org"), StoreMaker::time(0x0039, mail.ticks),
                       StoreMaker::time(0x0E06, mail.ticks + 10'000'000), StoreMaker::number(0x0E07, 1),
                       m.text(0x1035, "<" + std::to_string(i + 1) + (inner ? ".in" : "") + "@example.org>")},
                      subs);
}

std::string store(Form form, Cipher cipher, const std::vector<Mail>& mails) {
  StoreMaker m(form, cipher);
  m.pack = form == Form::large_pages;
  m.store();
  m.folder(root, root, "", {});
  m.folder(top, root, "Top of Outlook data file", {});
  std::vector<std::uint32_t> deleted;
  for (const auto& f : folders) {
    std::vector<std::uint32_t> listed;
    for (std::size_t i = 0; i < mails.size(); ++i) {
      if (mails[i].folder != f.path) continue;
      const auto id = static_cast<std::uint32_t>(0x200004 + 0x20 * i);
      m.node(id, made(m, mails[i], i, false), f.id);
      (mails[i].deleted ? deleted : listed).push_back(id);
    }
    const std::string path = f.path;
    m.folder(f.id, f.parent, path.substr(path.rfind('/') + 1), listed);
  }
  // The trees as they were before the deletions stay in the file.
  m.bytes();
  for (const auto id : deleted)
    m.forget(id);
  return m.bytes();
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.exceptions(std::ios::failbit | std::ios::badbit);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
}

}  // namespace

void write_outlook_stores(const std::string& folder, std::uint64_t count, std::uint64_t seed) {
  std::vector<Mail> mails;
  nlohmann::json truth = {{"synthetic", "written after the specification, by no program of Microsoft"}, {"messages", nlohmann::json::array()}};
  for (std::uint64_t i = 0; i < count; ++i) {
    mails.push_back(mail_of(seed, i));
    const auto& m = mails.back();
    truth["messages"].push_back({{"id", "<" + std::to_string(i + 1) + "@example.org>"}, {"folder", m.folder}, {"subject", m.subject}, {"text", m.text}, {"from", m.from}, {"to", m.to},
                                 {"file_bytes", m.file.size()}, {"inner", m.inner}, {"deleted", m.deleted}});
  }
  std::filesystem::create_directories(folder);
  const std::filesystem::path to = folder;
  write(to / "unicode.pst", store(Form::unicode, Cipher::permute, mails));
  write(to / "ansi.pst", store(Form::ansi, Cipher::cyclic, mails));
  write(to / "large.ost", store(Form::large_pages, Cipher::none, mails));
  write(to / "truth.json", truth.dump(1) + "\n");
}

}  // namespace clew::gen
