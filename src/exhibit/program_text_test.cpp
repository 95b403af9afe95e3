#include "exhibit/program_text.h"

#include <doctest/doctest.h>

#include <string>

#include "exhibit/file_type.h"

using namespace clew::exhibit;

namespace {

const std::string minified =
    "!function(e,t){\"object\"==typeof exports&&\"undefined\"!=typeof module?module.exports=t():"
    "\"function\"==typeof define&&define.amd?define(t):(e=e||self).clock=t()}(this,function(){var "
    "e=1e3,t=6e4,n=function(e,t){return void 0===e&&(e=0),e<t?a(e,t):i(t)};function a(e,t){for(var "
    "n=0;n<t.length;n++)if(t[n]===e)return n;return-1}function i(e){return e&&e.length>0?e[0]:null}"
    "return n.prototype.next=function(){return this.at+=1,this.list[this.at]},n});";
const std::string style =
    "/* theme */@charset \"utf-8\";body,html{margin:0;padding:0}a:hover{color:#06c}.btn[disabled]"
    "{opacity:.5;background:url(data:image/png;base64,AAAA)}@media (max-width:600px){.nav{display:"
    "none}.menu>li{float:left}}";

}  // namespace

TEST_CASE("program text: scripts and style sheets are told without a name") {
  CHECK(program_text(minified, "F81A-22") == "JavaScript");
  CHECK(program_text(style, "F81A-23") == "CSS");
  CHECK(program_text("var a = 1;\nfunction f() { return a; }\nf();\n", "a.js") == "JavaScript");
  CHECK(program_text("p { margin: 0 }", "a.css") == "CSS");
  CHECK(file_type(minified, "x").mime == "text/javascript");
  CHECK(file_type(style, "x").mime == "text/css");
  // Also where the look ends in the middle.
  for (std::size_t cut = 300; cut < minified.size(); cut += 7)
    CHECK(program_text(minified.substr(0, cut), "") == "JavaScript");
}

TEST_CASE("program text: what people wrote is none, whatever signs they use") {
  for (const std::string text :
       {"Meet me (at the station) at six; bring the keys, the map & the coat. Don't be late!",
        "The function of the harbour is to return boats; let them in. This is new.",
        "- eggs (12)\n- milk {2 litres}\n- bread; butter\n",
        "Dear Ana,\n\nthe price: 12.50 (adult), 6.00 (child). See you: Monday!\n",
        "12/03/2024, 10:15 - Ana: hi {there}\n12/03/2024, 10:16 - Ben: (yes)\n",
        "key: value\nname: Ana { nickname: A }\n", "a,b,c\n1,2,3\n", "{\"a\": [1, 2]}"})
    CHECK_MESSAGE(program_text(text, "note").empty(), text);
  // A page of talk with a line of code in it stays a text.
  std::string talk;
  for (int i = 0; i < 40; ++i)
    talk += "And then (as I said) the train was late; we waited at the station for an hour. ";
  CHECK(program_text(talk + "if(a&&b){return c(d)}", "note").empty());
  CHECK(program_text(talk, "talk.js").empty());
}

TEST_CASE("program text: a script that carries data is read as a document, not set aside") {
  std::string list = "var messages = [\n";
  for (int i = 0; i < 30; ++i)
    list += "  { from: 'Ana', text: 'The boat to Plymouth leaves at seven, bring the keys' },\n";
  CHECK(program_text(list + "];\nfunction show(m) { return m.text; }\nshow(messages[0]);", "a.js")
            .empty());
  std::string state = "window.__STATE__ = {";
  for (int i = 0; i < 30; ++i)
    state += "\"id" + std::to_string(i) + "\":" + std::to_string(1000 + i) + ",";
  CHECK(
      program_text(state + "\"z\":1};(function(){var a=window.b;return a(this)})();", "").empty());
}
