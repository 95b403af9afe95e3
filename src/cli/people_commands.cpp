// clew people, merge, split: who is who, and what people decide about it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "view/escape.h"
#include "view/identity.h"
#include "view/people.h"
#include "view/persons.h"

namespace clew::cli {
namespace {

using casefile::Case;
using casefile::OpenMode;
using view::for_terminal;

std::string moment(const std::optional<Micros>& time) {
  return time ? to_iso_local(*time).replace(10, 1, " ") : std::string("-");
}

CLI::App* add_people(Commands& c) {
  auto* app = c.root.add_subcommand(
      "people", "every number and account across exhibits, or who may be one person");
  struct Options {
    std::string path, text, kind;
    bool proposals = false, shared = false, persons = false;
    std::optional<std::size_t> count;
    std::size_t least = 0;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case");  // asked for below: a subcommand has its own
  app->add_option("WHO", o->text, "number, account or name (or a part of it)");
  app->add_option("--kind", o->kind, "phone, email, jid, username, name …");
  app->add_flag("--proposals", o->proposals,
                "pairs of identifiers that may belong to one person, with the reasons");
  app->add_flag("--persons", o->persons, "the persons and clusters that people have judged so far");
  app->add_flag("--shared", o->shared, "which exhibits share contacts, weighted by rarity");
  app->add_option("--exhibits", o->least, "only those found in at least so many exhibits");
  app->add_option("--count", o->count, "how many (50; 100,000 with --json)");
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    if (!app->get_subcommands().empty()) return;
    if (o->path.empty()) throw CLI::RequiredError("CASE");
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(o->path, settings);
      view::CaseView view(case_file, view::local_viewer());
      JsonWriter out;
      if (o->proposals) {
        auto list = view::proposals(view);
        view.consulted("proposals listed", "case",
                       fmt::format("{{\"proposals\":{}}}", list.size()));
        if (settings.json) {
          write_json(out, list);
          put(out.take() + "\n");
        } else {
          std::vector<std::vector<std::string>> rows;
          for (const auto& p : list)
            rows.push_back({fmt::format("{:.1f}", p.weight), p.probability > 0.999 ? std::string("> 0.999") : fmt::format("{:.3f}", p.probability),
                            p.level, fmt::format("H{}", p.a_id), for_terminal(p.a),
                            fmt::format("H{}", p.b_id), for_terminal(p.b), p.verdict});
          put(table({"weight", "probability", "level", "", "one", "", "other", "judged"}, rows,
                    {true, true}));
          say(settings,
              "clew merge CASE H1 H2 --preview shows the reasons and what a merge would change");
        }
        return list.empty() ? 1 : 0;
      }
      if (o->persons) {
        auto list = view::persons(view);
        view.consulted("persons listed", "case", fmt::format("{{\"persons\":{}}}", list.size()));
        if (settings.json) {
          write_json(out, list);
          put(out.take() + "\n");
        } else {
          std::vector<std::vector<std::string>> rows;
          for (const auto& p : list) {
            std::string roles, identifiers;
            for (const auto& role : p.roles)
              roles += (roles.empty() ? "" : ", ") + role;
            for (const auto& id : p.identifiers)
              identifiers += (identifiers.empty() ? "" : ", ") + for_terminal(id);
            rows.push_back({p.entity.name(), for_terminal(p.label), roles,
                            with_thousands(p.records), shorten(identifiers, 90)});
          }
          put(table({"id", "called", "roles", "records", "numbers and accounts"}, rows,
                    {false, false, false, true}));
        }
        return list.empty() ? 1 : 0;
      }
      if (o->shared) {
        auto list = view::shared_contacts(view);
        view.consulted("shared contacts listed", "case");
        if (settings.json) {
          write_json(out, list);
          put(out.take() + "\n");
        } else {
          std::vector<std::vector<std::string>> rows;
          for (const auto& p : list) {
            std::string rarest;
            for (const auto& r : p.rarest)
              rarest += (rarest.empty() ? "" : ", ") + for_terminal(r);
            rows.push_back({p.a, p.b, with_thousands(p.shared), fmt::format("{:.2f}", p.rarity),
                            shorten(rarest, 70)});
          }
          put(table({"exhibit", "exhibit", "shared", "rarity", "rarest"}, rows,
                    {false, false, true, true}));
        }
        return list.empty() ? 1 : 0;
      }
      view::HandleFilter filter;
      // H13 is an id, as the lists of proposals and persons give it; anything else a part of a number or name.
      if (const auto& who = o->text; who.size() > 1 && who.size() < 19 && who[0] == 'H' && who.find_first_not_of("0123456789", 1) == std::string::npos)
        filter.id = std::stoll(who.substr(1));
      else
        filter.text = who;
      filter.kind = o->kind;
      filter.min_exhibits = o->least;
      filter.limit = o->count.value_or(settings.json ? 100'000 : 50);  // machines read all
      auto list = view::handles(view, filter);
      view.consulted("people listed", "case", fmt::format("{{\"handles\":{}}}", list.total));
      if (settings.json) {
        write_json(out, list);
        put(out.take() + "\n");
        return list.total ? 0 : 1;
      }
      if (list.total == 0)
        say(settings, o->text.empty() ? std::string("no number or account fits")
                                      : fmt::format("no number or account fits '{}': part of a number, an address or a saved name is enough", o->text));
      std::string text;
      for (const auto& h : list.rows) {
        text += fmt::format("{}  {}{}  {} in {}\n", for_terminal(h.normal), h.kind,
                            h.flags.empty() ? "" : " (" + h.flags + ")", counted(h.records, "record"),
                            counted(static_cast<std::int64_t>(h.uses.size()), "exhibit"));
        for (const auto& u : h.uses) {
          std::string names;
          for (std::size_t i = 0; i < u.names.size() && i < 4; ++i)
            names += fmt::format("{}{} ×{}", names.empty() ? "" : ", ",
                                 for_terminal(u.names[i].name), u.names[i].records);
          text += fmt::format("    {}: sent {}, received {}, cards {}, in text {}{}; {} to {}{}\n",
                              u.exhibit, u.sent, u.received, u.cards, u.mentioned,
                              u.other ? fmt::format(", other {}", u.other) : "", moment(u.first),
                              moment(u.last), names.empty() ? "" : "; saved as " + names);
        }
      }
      put(text);
      if (static_cast<std::size_t>(list.total) > list.rows.size())
        say(settings,
            fmt::format("{} of {} shown; --count shows more", list.rows.size(), list.total));
      return list.total ? 0 : 1;
    };
  });
  return app;
}

void add_show_person(Commands& c, CLI::App* people) {
  auto* app = people->add_subcommand("show",
                                     "one person or number: identifiers, judgements, roles, what "
                                     "speaks against it, what would fall");
  auto path = std::make_shared<std::string>(), who = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("WHO", *who, "P3, H12, a number, an account or a name")->required();
  app->add_flag("--json", c.settings.json, "machine-readable");
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = open_analysed(*path, settings);
      view::CaseView view(case_file, view::local_viewer());
      ThreadPool pool(settings.threads);
      auto entity = view::find_entity(view, *who);
      auto person = view::person(view, pool, entity);
      view.consulted("person read", entity.name());
      if (settings.json) {
        JsonWriter out;
        write_json(out, person);
        put(out.take() + "\n");
      } else {
        put(describe(person));
      }
      return 0;
    };
  });
}

void add_attribute(Commands& c, CLI::App* people) {
  auto* app = people->add_subcommand(
      "attribute", "say that a person held a number or account, since when and until when");
  struct Options {
    std::string path, handle, person, label, from, to, basis = "assessment", reason;
    bool fresh = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("NUMBER", o->handle, "H12, a number or an account")->required();
  auto* person =
      app->add_option("PERSON", o->person, "P3, or what the person is called; left out with --new");
  app->add_option("--new", o->label,
                  "make a new person, called so by the analysts (\"\" for only a number)")
      ->excludes(person)
      ->each([o](const std::string&) { o->fresh = true; });
  app->add_option("--from", o->from,
                  "from then on (UTC unless an offset is given); left out: since before the data");
  app->add_option("--to", o->to, "until then, not including it; left out: till after the data");
  app->add_option("--basis", o->basis, "fact, assessment or source-claim")
      ->check(CLI::IsMember({"fact", "assessment", "source-claim"}))
      ->capture_default_str();
  app->add_option("--reason", o->reason, "why")->required();
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (!o->fresh && o->person.empty())
        throw Error(ErrorKind::usage,
                    "say to whom: PERSON (P3), or --new with what the analysts call a new person");
      open_analysed(o->path, settings);
      auto case_file = Case::open(o->path, OpenMode::write);
      view::CaseView view(case_file, view::local_viewer());
      view::Attribution what;
      what.handle = view::find_entity(view, o->handle);
      if (!o->fresh) what.person = view::find_entity(view, o->person);
      what.label = o->label;
      what.from = view::parse_instant(o->from, "--from");
      what.to = view::parse_instant(o->to, "--to");
      what.basis = o->basis;
      what.reason = o->reason;
      auto done = view::attribute(view, what);
      put(fmt::format("{} {}\n", done.act, done.person.name()));
      say(settings,
          fmt::format("{}: {} is attributed to {} now; clew people withdraw CASE {} takes it back",
                      done.act, what.handle.name(), done.person.name(), done.act));
      return 0;
    };
  });
}

void add_role(Commands& c, CLI::App* people) {
  auto* app = people->add_subcommand(
      "role", "say in what role a person stands in the case; several at once are usual");
  struct Options {
    std::string path, person, role, from, to, basis = "assessment", reason;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option("PERSON", o->person, "P3, or what the person is called")->required();
  app->add_option("ROLE", o->role, "suspect, convicted, victim, witness, other, not-yet-known")
      ->required()
      ->check(
          CLI::IsMember({"suspect", "convicted", "victim", "witness", "other", "not-yet-known"}));
  app->add_option("--from", o->from, "from then on");
  app->add_option("--to", o->to, "until then, not including it");
  app->add_option("--basis", o->basis, "fact, assessment or source-claim")
      ->check(CLI::IsMember({"fact", "assessment", "source-claim"}))
      ->capture_default_str();
  app->add_option("--reason", o->reason, "why")->required();
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(o->path, OpenMode::write);
      view::CaseView view(case_file, view::local_viewer());
      view::RoleGiven what;
      what.person = view::find_entity(view, o->person);
      what.role = o->role;
      what.from = view::parse_instant(o->from, "--from");
      what.to = view::parse_instant(o->to, "--to");
      what.basis = o->basis;
      what.reason = o->reason;
      auto id = view::give_role(view, what);
      put(id + "\n");
      say(settings,
          fmt::format("{}: {} stands as {} now; clew people withdraw CASE {} takes it back", id,
                      what.person.name(), what.role, id));
      return 0;
    };
  });
}

void add_withdraw(Commands& c, CLI::App* people) {
  auto* app = people->add_subcommand("withdraw",
                                     "take an act back (J1, M1, A1, R1): everything is as if it "
                                     "had not been done; the act stays on record");
  auto path = std::make_shared<std::string>(), act = std::make_shared<std::string>(),
       reason = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("ACT", *act, "its id, as clew people show lists it")->required();
  app->add_option("--reason", *reason, "why")->required();
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::write);
      view::CaseView view(case_file, view::local_viewer());
      view::withdraw(view, *act, *reason);
      say(settings, fmt::format("{} is withdrawn", *act));
      return 0;
    };
  });
}

void add_nickname_table(Commands& c, CLI::App* people) {
  auto* app = people->add_subcommand(
      "nicknames",
      "give the case a further table of short forms of names; proposals are made anew with it");
  auto path = std::make_shared<std::string>(), file = std::make_shared<std::string>();
  app->add_option("CASE", *path, "the case")->required();
  app->add_option("FILE", *file, "lines NAME<TAB>SHORT SHORT, or NAME,has_nickname,SHORT")
      ->required();
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      auto case_file = Case::open(*path, OpenMode::write);
      view::CaseView view(case_file, view::local_viewer());
      auto pairs = view::set_nicknames(view, read_file(*file));
      say(settings,
          fmt::format(
              "{} short forms that were not known; the next command makes the proposals anew",
              pairs));
      return pairs ? 0 : 1;
    };
  });
}

// merge A B, and split A B: the same act with the other verdict.
void add_judge(Commands& c, bool merge) {
  auto* app = merge ? c.root.add_subcommand("merge",
                                            "judge that two numbers, accounts or persons are one "
                                            "person's; or look first what that would change")
                    : c.root.add_subcommand("split",
                                            "judge that two are not one person's: takes a "
                                            "judgement \"same\" on them back and keeps them apart");
  struct Options {
    std::string path, one, two, reason, withdraw;
    bool preview = false, unsure = false, undo = false;
  };
  auto o = std::make_shared<Options>();
  app->add_option("CASE", o->path, "the case")->required();
  app->add_option(
      "A", o->one,
      "P3, H12, a number, an account or a name; with --withdraw also an act such as J7");
  app->add_option("B", o->two, "the other");
  app->add_option("--reason", o->reason, "why");
  app->add_flag("--unsure", o->unsure, "only note that it was looked at and is open");
  app->add_flag("--withdraw", o->undo, "take the newest judgement on A and B back, or the act A");
  if (merge) {
    app->add_flag("--preview", o->preview,
                  "what would join, what speaks against it, which links and leads would change; "
                  "changes nothing");
    app->add_flag("--json", c.settings.json, "machine-readable preview");
  }
  app->callback([=, &c] {
    c.chosen = [=, &settings = c.settings] {
      if (o->one.empty() || (o->two.empty() && !o->undo))
        throw Error(ErrorKind::usage, "say which two: A and B");
      if (o->preview) {
        auto case_file = open_analysed(o->path, settings);
        view::CaseView view(case_file, view::local_viewer());
        ThreadPool pool(settings.threads);
        auto a = view::find_entity(view, o->one), b = view::find_entity(view, o->two);
        auto preview = view::preview_merge(view, pool, a, b);
        view.consulted("merge previewed", fmt::format("{} and {}", a.name(), b.name()));
        if (settings.json) {
          JsonWriter out;
          write_json(out, preview);
          put(out.take() + "\n");
        } else {
          put(describe(preview));
        }
        return preview.blocked_by.empty() ? 0 : 1;
      }
      if (o->reason.empty()) throw Error(ErrorKind::usage, "say why: --reason is needed");
      open_analysed(o->path, settings);
      auto case_file = Case::open(o->path, OpenMode::write);
      view::CaseView view(case_file, view::local_viewer());
      if (o->undo) {
        std::string act = o->one;
        if (o->two.empty())
          view::withdraw(view, o->one, o->reason);
        else
          act = view::withdraw_pair(view, view::find_entity(view, o->one),
                                    view::find_entity(view, o->two), o->reason);
        put(act + "\n");
        say(settings, fmt::format("{} is withdrawn: everything is as before it", act));
        return 0;
      }
      auto a = view::find_entity(view, o->one), b = view::find_entity(view, o->two);
      std::string verdict = o->unsure ? "unsure" : merge ? "same" : "not-same";
      auto act = view::judge(view, a, b, verdict, o->reason);
      put(act + "\n");
      say(settings,
          fmt::format("{}: {} and {} judged {}; clew merge CASE --withdraw {} takes it back", act,
                      a.name(), b.name(), verdict, act));
      return 0;
    };
  });
}

}  // namespace

void add_people_commands(Commands& c) {
  auto* people = add_people(c);
  add_show_person(c, people);
  add_attribute(c, people);
  add_role(c, people);
  add_withdraw(c, people);
  add_nickname_table(c, people);
  add_judge(c, true);
  add_judge(c, false);
}

}  // namespace clew::cli
