// The man page and the shell completions, from the same tree as --help.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cli/command.h"

namespace clew::cli {
namespace {

// roff's own characters are made plain.
std::string roff(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
  return out;
}

void describe(std::string& out, const CLI::App& app, const std::string& name) {
  std::string arguments;
  for (const auto* option : app.get_options())
    if (option->get_positional()) {
      auto text = option->get_name(true);
      arguments += option->get_required() ? " " + text : " [" + text + "]";
    }
  auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  if (subcommands.empty()) {
    out += fmt::format(".SS \"{}\"\n.B {}\n[options]{}\n.PP\n{}.\n", roff(name), roff(name), roff(arguments),
                       roff(app.get_description()));
    for (const auto* option : app.get_options())
      if (auto description = option->get_description(); !description.empty() && option->get_name() != "--help")
        out += fmt::format(".TP\n.B {}\n{}\n", roff(option->get_name(option->get_positional(), true)), roff(description));
  }
  for (const auto* sub : subcommands) describe(out, *sub, name + " " + sub->get_name());
}

std::string man_page(const CLI::App& root) {
  std::string out = fmt::format(".TH CLEW 1 \"\" \"Clew {}\" \"User Commands\"\n.SH NAME\nclew \\- offline workbench for "
                                "lawful investigations\n.SH SYNOPSIS\n.B clew\nCOMMAND [options] …\n.SH DESCRIPTION\n{}\n"
                                ".SH COMMANDS\n",
                                CLEW_VERSION, roff(root.get_description()));
  describe(out, root, "clew");
  out += ".SH EXIT STATUS\n";
  for (auto [code, what] : {std::pair(0, "done, or found"), std::pair(1, "nothing found, or a difference"),
                            std::pair(2, "the command line makes no sense as it stands"),
                            std::pair(3, "done, but some input was not read; the report lists it"),
                            std::pair(4, "integrity failure: evidence, log or case are not what they were"),
                            std::pair(5, "refused: a protected identity would show"),
                            std::pair(6, "not permitted, or locked"), std::pair(7, "resource limit: disk, memory or time"),
                            std::pair(70, "internal error"), std::pair(130, "interrupted twice")})
    out += fmt::format(".TP\n.B {}\n{}\n", code, roff(what));
  out += ".SH FILES\nA case is a directory with case.db (any SQLite browser opens it), exhibits/, audit/ and derived/.\n"
         ".SH ENVIRONMENT\n.TP\n.B CLEW_USER\nname that goes into the audit log (default: the login name)\n"
         ".TP\n.B SOURCE_DATE_EPOCH\nfixes the clock, to repeat a run exactly\n";
  return out;
}

std::string words_of(const CLI::App& app) {
  std::string words;
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) words += sub->get_name() + " ";
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) words += "--" + name + " ";
  return words;
}

std::string bash_completion(const CLI::App& root) {
  std::string out = "_clew() {\n  local cur=\"${COMP_WORDS[COMP_CWORD]}\" words\n  case \"${COMP_WORDS[1]}\" in\n";
  for (const auto* sub : root.get_subcommands([](const CLI::App*) { return true; }))
    out += fmt::format("    {}) words=\"{}\" ;;\n", sub->get_name(), words_of(*sub));
  out += fmt::format("  esac\n  [ \"$COMP_CWORD\" -eq 1 ] && words=\"{}\"\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- "
                     "\"$cur\"; compgen -f -- \"$cur\")\n}}\ncomplete -o filenames -F _clew clew\n",
                     words_of(root));
  return out;
}

std::string fish_completion(const CLI::App& root) {
  std::string out;
  for (const auto* sub : root.get_subcommands([](const CLI::App*) { return true; })) {
    out += fmt::format("complete -c clew -n __fish_use_subcommand -a {} -d '{}'\n", sub->get_name(), sub->get_name());
    for (const auto* option : sub->get_options())
      for (const auto& name : option->get_lnames())
        out += fmt::format("complete -c clew -n '__fish_seen_subcommand_from {}' -l {}\n", sub->get_name(), name);
  }
  return out;
}

}  // namespace

void add_self_commands(Commands& c) {
  auto* man = c.root.add_subcommand("man", "the manual page, for: clew man | man -l -");
  man->callback([&c] {
    c.chosen = [&root = c.root] {
      put(man_page(root));
      return 0;
    };
  });
  auto* completion = c.root.add_subcommand("completion", "shell completion, for: eval \"$(clew completion bash)\"");
  auto shell = std::make_shared<std::string>();
  completion->add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([=, &c] {
    c.chosen = [=, &root = c.root] {
      if (*shell == "fish")
        put(fish_completion(root));
      else
        put((*shell == "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : "") + bash_completion(root));
      return 0;
    };
  });
}

}  // namespace clew::cli
