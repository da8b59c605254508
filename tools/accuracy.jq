# SPDX-License-Identifier: ISC
# The table of tools/accuracy: input is what was found, $expected[0] what should have been.
#
# A fault NAME-a or NAME-b may stand in the list as NAME: `here` is the router that has it, `there`
# the other one.

def routers: if endswith("-a") then {here: "ce1", there: "ce2"} else {here: "ce2", there: "ce1"} end;

def placed($at): split(" ") | map($at[.] // .) | join(" ");

# What is right: acceptable first causes as "id router", causes that have to follow; from one end
# alone more is acceptable, and some faults are not felt there: the tunnel works.
def wanted:
  .ends as $ends | .fault as $fault | ($fault | sub("-[ab]$"; "")) as $kind | ($fault | routers) as $at
  | $expected[0] as $e
  | def of($part): $e[$part][$fault] // $e[$part][$kind];
    ($e.pairs[$fault] // {first: of("faults"), also: []})
  | .unfelt = []
  # another topology and playbook: the ends are always the same, and "-" stands for no cause
  | if $e.walks[$ends] then {first: $e.walks[$ends][$fault], also: [], unfelt: []}
    elif $ends | test("-") then .
    else .first += (of("alone") // []) | .unfelt = ([of("unfelt")[]? | placed($at)] | map(select(. == ($ends | ltrimstr("log:"))))) end
  | map_values(if . then map(placed($at)) else null end);

# The routers behind the letters.
def found_there:
  (.ends | ltrimstr("log:") | split("-")) as $ends
  | [.causes[] | . + {peer: ({a: $ends[0], b: ($ends[1] // ($ends[0] | if . == "ce1" then "ce2" else "ce1" end))}[.peer] // .peer)}
     | . + {text: "\(.id) \(.peer)"}];

def found:
  if .ends | test(" ") then [.causes[] | . + {text: "\(.id) \(.peer)"}] else found_there end;

def judged:
  . as $run | wanted as $w | found as $found
  | (if $w.first == null or .verdict == "broken" then "WRONG"
     elif .fault == "none" then (if $found != [] then "WRONG" elif .verdict == "pass" then "right" else "unknown" end)
     elif .verdict == "pass" then (if $w.unfelt == [] then "WRONG" else "unfelt" end)
     elif $found == [] then "unknown"
     elif any($w.first[]; . == $found[0].text)
       then (if $w.also | all(. as $t | any($found[]; .text == $t)) then "right" else "unknown" end)
     elif .verdict == "unknown" and (.ends | test("^(log:)?ce[12]$")) then "guess"
     else "WRONG" end) as $result
  | . + {result: $result, first: $found[0], others: $found[1:]};

def cell($width): . + (" " * ([$width - length, 2] | max));
def line:
  (.fault | cell(30)) + (.release | cell(6)) + (.ends | cell(22)) + (.verdict | cell(9)) + (.result | cell(9))
  + (if .first then "\(.first.text) \(.first.confidence)" else "-" end)
  + (if .result != "right" and .others != [] then " (\(.others | map("\(.text) \(.confidence)") | join(", ")))" else "" end);

def totals:
  def what: if test(" ") then . elif test("-") then "both ends" elif startswith("log:") then "log of one end" else "one end" end;
  group_by(.ends | what)[]
  | (.[0].ends | what) as $what
  | . as $all
  | "\($what): \(length) walks, " + (["right", "unfelt", "guess", "unknown", "WRONG"] | map(. as $r | "\([$all[] | select(.result == $r)] | length) \($r)") | join(", "));

map(judged) | sort_by([.fault, .release, .ends])
| ("fault" | cell(30)) + ("ios" | cell(6)) + ("ends" | cell(22)) + ("verdict" | cell(9)) + ("result" | cell(9)) + "first cause",
  (.[] | line), "", totals
