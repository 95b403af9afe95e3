#include "readers/engine/pdf_marks.h"

#include "base/utf8.h"

#include <Catalog.h>
#include <FileSpec.h>
#include <PDFDoc.h>
#include <Page.h>
#include <Stream.h>
#include <UTF.h>
#include <fmt/format.h>
#include <goo/gmem.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace clew::readers {
namespace {

constexpr std::size_t most_marks = 100'000;
constexpr std::size_t most_text = 1u << 20;  // of one value
constexpr std::size_t most_files = 10'000;
constexpr std::size_t most_file = 1u << 30;    // bytes of an embedded file
constexpr std::size_t most_object = 1u << 20;  // an object's end is looked for so far
constexpr int most_depth = 40;                 // of field and name trees
constexpr std::size_t most_nodes = 200'000;    // of such a tree
constexpr int most_pages = 20'000;

Object get(const Object& o, const char* key) {
  if (o.isDict()) return o.dictLookup(key);
  if (o.isStream()) return o.streamGetDict()->lookup(key);
  return Object(objNull);
}
Ref ref_of(const Object& o, const char* key) {
  if (!o.isDict()) return Ref::INVALID();
  const Object& v = o.dictLookupNF(key);
  return v.isRef() ? v.getRef() : Ref::INVALID();
}

// A text string (7.9.2.2): UTF-16 or UTF-8 by its mark, PDFDocEncoding without one.
std::string text_string(const std::string& bytes) {
  if (bytes.compare(0, 3, "\xEF\xBB\xBF") == 0)
    return bytes.substr(3, most_text);  // made valid by the reader
  Unicode* letters = nullptr;
  const int n =
      TextStringToUCS4(bytes.size() > most_text ? bytes.substr(0, most_text) : bytes, &letters);
  std::string out;
  for (int i = 0; i < n; ++i)
    append_code_point(letters[i] > 0x10FFFF || (letters[i] >= 0xD800 && letters[i] < 0xE000) ? 0xFFFD : letters[i], out);
  gfree(letters);
  return out;
}

std::string text_of(const Object& o) {
  if (o.isString()) return text_string(o.getString()->toStr());
  if (o.isHexString()) return text_string(o.getHexString()->toStr());
  if (o.isName()) return std::string(o.getName()).substr(0, most_text);
  if (o.isBool()) return o.getBool() ? "true" : "false";
  if (o.isNum()) return fmt::format("{:g}", o.getNum());
  if (o.isStream()) {  // long values and rich text may be streams
    std::string bytes;
    o.getStream()->reset();
    for (int c; bytes.size() < most_text && (c = o.getStream()->getChar()) != EOF;)
      bytes += static_cast<char>(c);
    return text_string(bytes);
  }
  return {};
}
std::string text_at(const Object& o, const char* key) { return text_of(get(o, key)); }

std::string name_at(const Object& o, const char* key) {
  Object v = get(o, key);
  return v.isName() ? v.getName() : "";
}
int number_at(const Object& o, const char* key) {
  Object v = get(o, key);
  return v.isInt() ? v.getInt() : 0;
}

std::optional<std::vector<double>> numbers(const Object& o) {
  if (!o.isArray()) return std::nullopt;
  std::vector<double> out;
  for (int i = 0; i < std::min(o.arrayGetLength(), 4096); ++i) {
    Object v = o.arrayGet(i, 0);
    if (!v.isNum()) return std::nullopt;
    out.push_back(v.getNum());
  }
  return out;
}

// From a page's own coordinates to those of the page as it is shown.
struct Ground {
  double m[6] = {1, 0, 0, 1, 0, 0};
  PageBox box(const double* xy, std::size_t points) const {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (std::size_t i = 0; i < points; ++i) {
      const double x = m[0] * xy[2 * i] + m[2] * xy[2 * i + 1] + m[4];
      const double y = m[1] * xy[2 * i] + m[3] * xy[2 * i + 1] + m[5];
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
    return {left, top, right - left, bottom - top};
  }
};

bool sane(const std::vector<double>& v) {
  return std::all_of(v.begin(), v.end(),
                     [](double x) { return std::isfinite(x) && std::fabs(x) < 1e7; });
}

// Field types in words (12.7.4); flags of 12.7.3.1 and after.
std::string field_type(const std::string& type, int flags) {
  if (type == "Tx") return flags & 1 << 13 ? "password" : "text";
  if (type == "Ch") return flags & 1 << 17 ? "combo box" : "list";
  if (type == "Sig") return "signature";
  if (type == "Btn")
    return flags & 1 << 16 ? "button" : flags & 1 << 15 ? "choice of one" : "check box";
  return type;
}

class Objects final : public PdfObjects {
 public:
  Objects(std::string_view bytes, std::unique_ptr<PDFDoc> doc)
      : bytes_(bytes), doc_(std::move(doc)) {
    head_ = bytes_.substr(0, 1024).find("%PDF-");
    if (head_ == bytes_.npos) head_ = 0;
  }

  PdfMarks marks() override {
    marks_ = {};
    widgets_.clear();
    for (int i = 0; i < std::min(doc_->getNumPages(), most_pages) && !marks_.cut; ++i)
      annotations(i);
    fields();
    std::stable_sort(marks_.list.begin(), marks_.list.end(), [](const auto& a, const auto& b) {
      return static_cast<unsigned>(a.page) < static_cast<unsigned>(b.page);  // -1 goes last
    });
    return std::move(marks_);
  }

  std::vector<EmbeddedFile> embedded() override {
    find_files();
    std::vector<EmbeddedFile> out;
    for (const auto& f : files_)
      out.push_back(f.about);
    return out;
  }

  std::string embedded_bytes(std::size_t index) override {
    find_files();
    if (index >= files_.size()) return {};
    Object stream = files_[index].stream.fetch(doc_->getXRef());
    std::string out;
    if (!stream.isStream()) return out;
    auto* s = stream.getStream();
    s->reset();
    unsigned char block[4096];
    for (int n; out.size() < most_file && (n = s->doGetChars(sizeof block, block)) > 0;)
      out.append(reinterpret_cast<const char*>(block), static_cast<std::size_t>(n));
    s->close();
    return out;
  }

  std::string metadata() override {
    Object stream = get(doc_->getXRef()->getCatalog(), "Metadata");
    std::string out;
    if (!stream.isStream()) return out;
    stream.getStream()->reset();
    for (int c; out.size() < most_text && (c = stream.getStream()->getChar()) != EOF;)
      out += static_cast<char>(c);
    return out;
  }

  std::vector<std::string> ids() override {
    Object list = get(*doc_->getXRef()->getTrailerDict(), "ID");
    std::vector<std::string> out;
    if (!list.isArray()) return out;
    for (int i = 0; i < std::min(list.arrayGetLength(), 2); ++i) {
      Object id = list.arrayGet(i, 0);
      std::string hex;
      if (id.isString())
        for (unsigned char c : id.getString()->toStr().substr(0, 64))
          hex += fmt::format("{:02x}", c);
      out.push_back(std::move(hex));
    }
    return out;
  }

 private:
  // --- annotations ---------------------------------------------------------

  Ground ground_of(Page& page) const {
    Ground g;
    page.getDefaultCTM(g.m, 72, 72, 0, false, true);  // as the words' boxes are made
    return g;
  }

  void annotations(int index) {
    Page* page = doc_->getPage(index + 1);
    if (!page) return;
    Object list = page->getAnnotsObject();
    if (!list.isArray() || list.arrayGetLength() == 0) return;
    const Ground ground = ground_of(*page);
    for (int i = 0; i < list.arrayGetLength(); ++i) {
      Object o = list.arrayGet(i, 0);
      if (!o.isDict()) continue;
      if (marks_.list.size() >= most_marks) {
        marks_.cut = true;
        return;
      }
      const Object& direct = list.arrayGetNF(i);
      PdfMark mark;
      mark.page = index;
      if (direct.isRef())
        place(direct.getRef(), mark);
      else
        mark.key = fmt::format("page {} mark {}", index + 1, i + 1);
      put_box(o, ground, mark);
      const auto type = name_at(o, "Subtype");
      if (type == "Popup") continue;  // only the window of another
      if (type == "Widget") {
        widget(o, direct.isRef() ? direct.getRef() : Ref::INVALID(), std::move(mark));
        continue;
      }
      mark.type = type;
      mark.created = text_at(o, "CreationDate");
      mark.modified = text_at(o, "M");
      if (type == "Link") {
        mark.kind = PdfMark::Kind::link;
        mark.text = target(o);
        if (mark.text.empty()) continue;  // to a place in this document
      } else {
        mark.text = text_at(o, "Contents");
        mark.author = text_at(o, "T");
        mark.subject = text_at(o, "Subj");
        if (auto to = ref_of(o, "IRT"); to != Ref::INVALID())
          mark.reply_to = fmt::format("{} {}", to.num, to.gen);
      }
      if (type == "FileAttachment") {
        Object spec = get(o, "FS");
        if (!spec.isNull()) mark.others.emplace_back("attached file", file_name(spec));
      }
      others(o, mark);
      marks_.list.push_back(std::move(mark));
    }
  }

  void put_box(const Object& o, const Ground& ground, PdfMark& mark) const {
    if (auto r = numbers(get(o, "Rect")); r && r->size() >= 4 && sane(*r)) {
      const double corners[] = {(*r)[0], (*r)[1], (*r)[2], (*r)[3],
                                (*r)[0], (*r)[3], (*r)[2], (*r)[1]};
      mark.box = ground.box(corners, 4);
      mark.placed = true;
    }
    if (auto q = numbers(get(o, "QuadPoints")); q && sane(*q))
      for (std::size_t i = 0; i + 8 <= q->size(); i += 8)
        mark.covered.push_back(ground.box(q->data() + i, 4));
    else if (mark.placed)
      mark.covered.push_back(mark.box);
    mark.hidden = number_at(o, "F") & (1 << 1 | 1 << 5);  // Hidden, NoView (12.5.3)
  }

  // "https://…", "program: calc.exe", "file: other.pdf", "script: …"; "" for a place in this
  // document.
  std::string target(const Object& o) {
    Object action = get(o, "A");
    if (!action.isDict()) return {};
    const auto type = name_at(action, "S");
    if (type == "URI") return text_at(action, "URI");
    if (type == "JavaScript") return "script: " + text_at(action, "JS");
    if (type == "Launch" || type == "GoToR" || type == "GoToE") {
      Object file = get(action, "F");
      return (type == "Launch" ? "program: " : "file: ") + file_name(file);
    }
    if (type == "SubmitForm") return "form is sent to: " + file_name(get(action, "F"));
    return {};
  }

  // Keys with a plain value that have no place of their own.
  static void others(const Object& o, PdfMark& mark) {
    static const std::set<std::string> known = {
        "Type",     "Subtype", "Rect", "P",  "Parent", "AP",           "AS",  "Popup",
        "Contents", "T",       "Subj", "M",  "FT",     "CreationDate", "IRT", "QuadPoints",
        "V",        "A",       "FS",   "BS", "Border", "Kids",         "Ff"};
    for (int i = 0; i < std::min(o.dictGetLength(), 100); ++i) {
      const std::string key = o.dictGetKey(i);
      if (known.contains(key)) continue;
      Object value = o.dictGetVal(i);
      auto text = text_of(value);
      if (auto list = numbers(value); list && list->size() <= 64)
        text = fmt::format("{:g}", fmt::join(*list, " "));
      if (!text.empty()) mark.others.emplace_back(key.substr(0, 100), std::move(text));
    }
  }

  // Where the object stands in the file, if it stands there by itself: "12 0 obj … endobj".
  void place(Ref ref, PdfMark& mark) const {
    mark.key = fmt::format("{} {}", ref.num, ref.gen);
    auto* xref = doc_->getXRef();
    if (ref.num < 0 || ref.num >= xref->getNumObjects()) return;
    const auto* entry = xref->getEntry(ref.num, false);
    if (!entry || entry->type != xrefEntryUncompressed || entry->offset < 0) return;
    const auto begins = fmt::format("{} {} obj", ref.num, ref.gen);
    for (std::size_t base : {head_, std::size_t{0}}) {
      const auto at = base + static_cast<std::size_t>(entry->offset);
      if (at >= bytes_.size() || bytes_.compare(at, begins.size(), begins) != 0) continue;
      const auto end = bytes_.substr(at, most_object).find("endobj");
      mark.offset = at;
      mark.length = end == bytes_.npos ? begins.size() : end + 6;
      return;
    }
  }

  // --- form fields (12.7.3) ------------------------------------------------

  struct Inherited {
    std::string name, type, tip;
    int flags = 0;
    Object value, preset, options;
    Inherited copy() const {
      Inherited out{name, type, tip, flags, {}, {}, {}};
      out.value = value.isNone() ? Object(objNone) : value.copy();
      out.preset = preset.isNone() ? Object(objNone) : preset.copy();
      out.options = options.isNone() ? Object(objNone) : options.copy();
      return out;
    }
  };
  static void inherit(const Object& o, Inherited& up) {
    if (auto part = text_at(o, "T"); !part.empty()) up.name += (up.name.empty() ? "" : ".") + part;
    if (up.name.size() > most_text) up.name.resize(most_text);
    if (auto t = name_at(o, "FT"); !t.empty()) up.type = t;
    if (auto t = text_at(o, "TU"); !t.empty()) up.tip = t;
    if (Object f = get(o, "Ff"); f.isInt()) up.flags = f.getInt();
    if (Object v = get(o, "V"); !v.isNull()) up.value = std::move(v);
    if (Object v = get(o, "DV"); !v.isNull()) up.preset = std::move(v);
    if (Object v = get(o, "Opt"); v.isArray()) up.options = std::move(v);
  }

  // Kept until the tree of fields says what it belongs to.
  void widget(const Object& o, Ref ref, PdfMark mark) {
    mark.kind = PdfMark::Kind::field;
    mark.name = name_at(o, "AS");  // its state, till the field is known
    Widget w{std::move(mark), ref == Ref::INVALID() ? o.copy() : Object(objNull), ref};
    if (ref == Ref::INVALID())
      loose_.push_back(std::move(w));
    else
      widgets_.emplace(std::pair(ref.num, ref.gen), std::move(w));
  }

  void fields() {
    Object form = get(doc_->getXRef()->getCatalog(), "AcroForm");
    Object list = get(form, "Fields");
    std::set<std::pair<int, int>> seen;
    nodes_ = 0;
    if (list.isArray())
      for (int i = 0; i < list.arrayGetLength(); ++i) {
        const Object& kid = list.arrayGetNF(i);
        walk(kid.isRef() ? kid.getRef() : Ref::INVALID(), list.arrayGet(i, 0), {}, 0, seen);
      }
    // Widgets that no field names: the way up from them says what they are.
    for (auto& [ref, w] : widgets_)
      if (!seen.contains(ref)) {
        Object o = doc_->getXRef()->fetch(ref.first, ref.second);
        orphan(std::move(o), std::move(w.mark));
      }
    for (auto& w : loose_)
      orphan(std::move(w.object), std::move(w.mark));
    loose_.clear();
  }

  void orphan(Object o, PdfMark mark) {
    std::vector<Object> up;
    up.push_back(std::move(o));
    while (up.size() < 20) {
      Object parent = get(up.back(), "Parent");
      if (!parent.isDict()) break;
      up.push_back(std::move(parent));
    }
    Inherited all;
    for (auto at = up.rbegin(); at != up.rend(); ++at)
      inherit(*at, all);
    give(up.front(), all, {&mark});
  }

  void walk(Ref ref, Object o, Inherited up, int depth, std::set<std::pair<int, int>>& seen) {
    if (!o.isDict() || depth > most_depth || ++nodes_ > most_nodes) return;
    if (ref != Ref::INVALID() && !seen.insert({ref.num, ref.gen}).second) return;
    inherit(o, up);
    Object kids = get(o, "Kids");
    std::vector<PdfMark*> shown;
    if (auto at = widgets_.find({ref.num, ref.gen}); at != widgets_.end())
      shown.push_back(&at->second.mark);
    bool parent = false;
    if (kids.isArray())
      for (int i = 0; i < kids.arrayGetLength() && nodes_ < most_nodes; ++i) {
        Object kid = kids.arrayGet(i, 0);
        const Object& direct = kids.arrayGetNF(i);
        const Ref r = direct.isRef() ? direct.getRef() : Ref::INVALID();
        if (!kid.isDict()) continue;
        if (kid.dictLookup("T").isString() || !kid.dictLookup("Kids").isNull()) {
          parent = true;
          walk(r, std::move(kid), up.copy(), depth + 1, seen);
          continue;
        }
        // Without a name of its own it is only a place where the field is shown.
        if (r != Ref::INVALID()) {
          seen.insert({r.num, r.gen});
          if (auto at = widgets_.find({r.num, r.gen}); at != widgets_.end())
            shown.push_back(&at->second.mark);
        }
      }
    if (parent && shown.empty() && up.value.isNone()) return;
    if (parent && up.type.empty()) return;
    PdfMark mark;
    if (shown.empty()) {
      if (ref != Ref::INVALID()) place(ref, mark);
      shown.push_back(&mark);
    }
    give(o, up, shown);
  }

  void give(const Object& o, const Inherited& all, const std::vector<PdfMark*>& shown) {
    if (marks_.list.size() >= most_marks) {
      marks_.cut = true;
      return;
    }
    // Of several places the one that is switched on, else the first.
    auto* chosen = shown.front();
    for (auto* s : shown)
      if (!s->name.empty() && s->name != "Off") {
        chosen = s;
        break;
      }
    PdfMark mark = std::move(*chosen);
    const auto state = std::move(mark.name);
    mark.kind = PdfMark::Kind::field;
    mark.name = all.name;
    mark.type = field_type(all.type, all.flags);
    if (mark.type == "signature")
      signature(all.value, mark);
    else
      mark.text = value_text(all);
    if (all.type == "Btn" && mark.text.empty()) mark.text = state;
    if (!all.tip.empty()) mark.others.emplace_back("shown name", all.tip);
    if (auto preset = text_of(all.preset); !preset.empty() && preset != mark.text)
      mark.others.emplace_back("preset", std::move(preset));
    if (all.flags & 1) mark.others.emplace_back("read only", "yes");
    std::string also;
    for (auto* s : shown)
      if (s != chosen && s->page >= 0)
        also += (also.empty() ? "" : ", ") + fmt::to_string(s->page + 1);
    if (!also.empty()) mark.others.emplace_back("also shown on page", also);
    (void)o;
    marks_.list.push_back(std::move(mark));
  }

  // "Ana", "red, blue"; of a choice what is shown, with the stored value behind it where they
  // differ.
  static std::string value_text(const Inherited& all) {
    std::string out;
    auto one = [&](const Object& v) {
      auto text = text_of(v);
      if (all.options.isArray())
        for (int i = 0; i < std::min(all.options.arrayGetLength(), 10'000); ++i) {
          Object pair = all.options.arrayGet(i, 0);
          if (!pair.isArray() || pair.arrayGetLength() < 2) continue;
          if (text_of(pair.arrayGet(0, 0)) != text) continue;
          auto label = text_of(pair.arrayGet(1, 0));
          if (label != text && !label.empty()) text = label + " (" + text + ")";
          break;
        }
      out += (out.empty() ? "" : ", ") + text;
    };
    if (all.value.isArray()) {
      for (int i = 0; i < std::min(all.value.arrayGetLength(), 1000); ++i)
        one(all.value.arrayGet(i, 0));
    } else {
      one(all.value);
    }
    return out;
  }

  // What a signature says of itself (12.8.1); whether it holds is not checked.
  static void signature(const Object& v, PdfMark& mark) {
    if (!v.isDict()) return;
    mark.author = text_at(v, "Name");
    mark.modified = text_at(v, "M");
    mark.text = text_at(v, "Reason");
    if (mark.text.empty()) mark.text = mark.author;
    if (mark.text.empty()) mark.text = "signed";
    for (const char* key : {"Location", "ContactInfo", "Filter", "SubFilter"})
      if (auto t = text_at(v, key); !t.empty()) mark.others.emplace_back(key, std::move(t));
  }

  // --- files ---------------------------------------------------------------

  struct File {
    EmbeddedFile about;
    Object stream;  // reference, or the stream itself
  };

  static std::string file_name(const Object& spec) {
    if (spec.isString()) return text_string(spec.getString()->toStr());
    for (const char* key : {"UF", "F", "DOS", "Mac", "Unix"})
      if (auto t = text_at(spec, key); !t.empty()) return t;
    return {};
  }

  void find_files() {
    if (files_found_) return;
    files_found_ = true;
    std::set<std::pair<int, int>> taken;
    Object catalog = doc_->getXRef()->getCatalog();
    std::set<std::pair<int, int>> seen;
    nodes_ = 0;
    name_tree(get(get(catalog, "Names"), "EmbeddedFiles"), 0, seen, taken);
    take_list(get(catalog, "AF"), -1, taken);
    for (int i = 0; i < std::min(doc_->getNumPages(), most_pages); ++i) {
      Page* page = doc_->getPage(i + 1);
      if (!page) continue;
      Object list = page->getAnnotsObject();
      if (!list.isArray()) continue;
      for (int k = 0; k < list.arrayGetLength(); ++k) {
        Object o = list.arrayGet(k, 0);
        if (name_at(o, "Subtype") == "FileAttachment") take(get(o, "FS"), i, taken);
      }
    }
    Object form = get(catalog, "AcroForm");
    if (!form.isDict()) return;
    Object xfa = get(form, "XFA");
    if (xfa.isStream()) {
      add_stream("XFA form.xml", form.dictLookupNF("XFA").copy());
    } else if (xfa.isArray()) {
      for (int i = 0; i + 1 < std::min(xfa.arrayGetLength(), 200); i += 2)
        if (Object s = xfa.arrayGet(i + 1, 0); s.isStream())
          add_stream("XFA " + text_of(xfa.arrayGet(i, 0)) + ".xml", xfa.arrayGetNF(i + 1).copy());
    }
  }

  void add_stream(std::string name, Object stream) {
    File f;
    f.about.name = std::move(name);
    f.about.mime = "application/xml";
    f.stream = std::move(stream);
    files_.push_back(std::move(f));
  }

  void name_tree(Object node, int depth, std::set<std::pair<int, int>>& seen,
                 std::set<std::pair<int, int>>& taken) {
    if (!node.isDict() || depth > most_depth || ++nodes_ > most_nodes) return;
    Object names = get(node, "Names");
    if (names.isArray())
      for (int i = 1; i < names.arrayGetLength() && files_.size() < most_files; i += 2)
        take(names.arrayGet(i, 0), -1, taken);
    Object kids = get(node, "Kids");
    if (kids.isArray())
      for (int i = 0; i < kids.arrayGetLength(); ++i) {
        const Object& kid = kids.arrayGetNF(i);
        if (kid.isRef() && !seen.insert({kid.getRefNum(), kid.getRefGen()}).second) continue;
        name_tree(kids.arrayGet(i, 0), depth + 1, seen, taken);
      }
  }

  void take_list(const Object& list, int page, std::set<std::pair<int, int>>& taken) {
    if (list.isArray())
      for (int i = 0; i < list.arrayGetLength() && files_.size() < most_files; ++i)
        take(list.arrayGet(i, 0), page, taken);
  }

  void take(const Object& spec, int page, std::set<std::pair<int, int>>& taken) {
    if (!spec.isDict() || files_.size() >= most_files) return;
    Object ef = get(spec, "EF");
    if (!ef.isDict()) return;
    for (const char* key : {"UF", "F", "DOS", "Mac", "Unix"}) {
      const Object& link = ef.dictLookupNF(key);
      Object stream = ef.dictLookup(key);
      if (!stream.isStream()) continue;
      if (link.isRef() && !taken.insert({link.getRefNum(), link.getRefGen()}).second) return;
      File f;
      f.about.name = file_name(spec);
      f.about.description = text_at(spec, "Desc");
      f.about.mime = name_at(stream, "Subtype");
      Object params = get(stream, "Params");
      if (Object size = get(params, "Size"); size.isInt()) f.about.size = size.getInt();
      f.about.page = page;
      f.stream = link.copy();
      files_.push_back(std::move(f));
      return;
    }
  }

  struct Widget {
    PdfMark mark;
    Object object;
    Ref ref;
  };

  std::string_view bytes_;
  std::unique_ptr<PDFDoc> doc_;
  std::size_t head_ = 0, nodes_ = 0;
  PdfMarks marks_;
  std::map<std::pair<int, int>, Widget> widgets_;
  std::vector<Widget> loose_;
  std::vector<File> files_;
  bool files_found_ = false;
};

}  // namespace

std::unique_ptr<PdfObjects> PdfObjects::open(std::string_view bytes) {
  auto doc = std::make_unique<PDFDoc>(
      new MemStream(bytes.data(), 0, static_cast<Goffset>(bytes.size()), Object(objNull)));
  if (!doc->isOk() || !doc->getCatalog() || !doc->getCatalog()->isOk()) return nullptr;
  return std::make_unique<Objects>(bytes, std::move(doc));
}

}  // namespace clew::readers
