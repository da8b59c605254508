# SPDX-License-Identifier: ISC
#
# Causes from what both ends printed. Input is the facts document; of each end it takes `debug`, the
# matches of signatures.json, and `exchange`, the conversations strung together from them. Either end
# may be missing.
#
# A line is a reason only in a negotiation that did not come through: an offer that is refused before
# another one is accepted means nothing. Findings are of four kinds, and a better kind hides a worse:
#
#   reason    an end says itself why it refused
#   hearsay   an end only heard that the other refused: several causes fit, none is certain
#   silence   packets were sent again and nobody answered
#   alone     a line that belongs to no negotiation

# Of several reasons in one negotiation the first in this list explains the others. (Looked up in an
# object: array search of jq 1.6 loses memory.)
def dbg_order:
  [ "psk-missing", "cert-problem", "exchange-mode-mismatch", "psk-mismatch", "group-missing",
    "xauth-failed", "pool-missing", "phase1-policy-mismatch", "crypto-map-not-applied",
    "crypto-map-incomplete", "no-matching-peer", "pfs-mismatch", "ipsec-mode-mismatch",
    "proxy-identity-mismatch", "phase2-transform-mismatch", "ikev2-ts-unacceptable",
    "ikev2-no-proposal", "ikev2-auth-failed" ]
  | to_entries | map({key: .value, value: .key}) | from_entries;
def dbg_rank: dbg_order[.] // 99;

# The end to work on: what two ends have to agree about is for both.
def dbg_of_both:
  { "phase1-policy-mismatch": 1, "psk-mismatch": 1, "exchange-mode-mismatch": 1, "pfs-mismatch": 1,
    "ipsec-mode-mismatch": 1, "proxy-identity-mismatch": 1, "phase2-transform-mismatch": 1,
    "ikev2-ts-unacceptable": 1, "ikev2-no-proposal": 1, "ikev2-auth-failed": 1, "invalid-spi": 1,
    "plaintext-received": 1, "peer-unreachable": 1, "nhrp-auth-mismatch": 1, "replay-error": 1 };
def dbg_where($side): if dbg_of_both[.] then "both" else $side end;
def dbg_other: if . == "a" then "b" else "a" end;

def dbg_first_upper: (.[0:1] | ascii_upcase) + .[1:];
def dbg_cut($n): if length > $n then .[0:$n] + "..." else . end;

# ---- what a line tells by its numbers -----------------------------------------------------------

# "10.1.1.1/255.255.255.0/0/0": bits of the address where its mask has none.
def dbg_host_in_network:
  (. // "") | split("/") | map(split(".") | map(tonumber? // 0))
  | select(length > 1 and (.[0] | length) == 4 and (.[1] | length) == 4)
  | . as [$address, $mask] | any(range(4); $mask[.] < 256 and $address[.] % (256 - $mask[.]) != 0);

# A pattern would have to tell such numbers apart, and then every line would have to be read.
def dbg_by_numbers:
  if .id == "proposal-request" and any(.fields | .local_proxy, .remote_proxy; dbg_host_in_network)
  then . + {cause: "proxy-identity-mismatch", info: false, look_at: "both", confidence: 0.6,
            meaning: "A proxy identity is the address of a host with the mask of a network: one access list means a host where the other means its network."}
  else . end;

# ---- one negotiation ----------------------------------------------------------------------------

# The lines of a conversation in order: the match as it is, and what the exchange made of it.
def dbg_steps($debug):
  [.messages[] | {kind, phase, node, state, match: $debug[.match]} | select(.match != null)];

# What comes after the last offer that was accepted. Later releases accept an offer's form first and
# refuse it then: what was said about offers before that one counts as well.
def dbg_open_end:
  . as $steps
  | ([range(length) | select($steps[.].kind == "accept")] + [length]) as $cuts
  | reduce range(($cuts | length) - 2; -1; -1) as $i ({from: 0, open: true};
      any($steps[$cuts[$i] + 1:$cuts[$i + 1]][]; .kind == "refuse") as $refused
      | if .open and (.from == 0 or $refused) then .from = $cuts[$i] + 1 | .open = $refused
        else .open = false end)
  | .from as $from | $steps[$from:];

def dbg_tells: .match.cause != null and (.match.info | not);
def dbg_own: map(select(dbg_tells and .match.look_at != "peer"));
def dbg_heard: map(select(dbg_tells and .match.look_at == "peer"));

# Values of the last offer, by the name of the signature: { encryption: "DES-CBC", ... }.
def dbg_offered:
  reduce (.[] | .match | select(.id | startswith("offered-"))) as $m
    ({}; .[$m.id | ltrimstr("offered-")] = $m.fields.value);
def dbg_offer_text: [to_entries[] | "\(.key) \(.value)"] | join(", ");

def dbg_proxies:
  [.[] | .match | select(.fields.local_proxy != null and .fields.remote_proxy != null)
   | {local: .fields.local_proxy, remote: .fields.remote_proxy}] | last;

# The sentence for one cause and the line that tells it.
def dbg_sentence($who; $match; $steps):
  ($steps | dbg_offered) as $offered
  | ($steps | dbg_proxies) as $proxies
  | "\($who) printed \"\($match.text | dbg_cut(110))\": \($match.meaning)"
  + (if $match.cause == "phase1-policy-mismatch" and ($offered | length) > 0
     then " Offered: \($offered | dbg_offer_text)." else "" end)
  + (if $match.cause == "proxy-identity-mismatch" and $proxies != null
     then " Asked for: \($proxies.local) here and \($proxies.remote) there." else "" end);

def dbg_values($steps; $match):
  ($steps | dbg_offered) as $offered | ($steps | dbg_proxies) as $proxies
  | {}
  + (if ($offered | length) > 0 then {offered: $offered} else {} end)
  + (if $proxies != null then {proxies: $proxies} else {} end)
  + (if $match.fields.local then {local: $match.fields.local} else {} end)
  + (if $match.fields.peer then {remote: $match.fields.peer} else {} end)
  + ([$steps[] | .match.fields.parameter // empty] | unique
     | if length > 0 then {refused: .} else {} end);

# The reason in the lines of one negotiation that did not come through; nothing when none is told.
def dbg_reason($who; $side; $all):
  . as $steps | dbg_own
  | select(length > 0)
  | (map(.match.cause) | min_by(dbg_rank)) as $cause
  | (map(.match | select(.cause == $cause)) | sort_by(-(.confidence // 0.9))) as $told
  | [$steps[] | select(.kind == "refuse" or .kind == "error") | .match
     | select(.cause != $cause)] as $around
  | ($told[0]) as $best
  # "refused" without a reason before it: the offer as such, or a map that does not allow it
  | (if all($told[]; .id == "phase2-refused") and any($steps[]; .match.id == "policy-invalid")
     then {cause: "proxy-identity-mismatch", confidence: 0.5}
     else {cause: $cause, confidence: ($best.confidence // 0.9)} end) as $verdict
  | { kind: "reason", cause: $verdict.cause, confidence: $verdict.confidence,
      peer: ($verdict.cause | dbg_where($side)),
      summary: dbg_sentence($who; $best; $all), with: dbg_values($all; $best),
      evidence: (($told | sort_by(.line)) + $around | .[0:12]) };

# What fits a refusal of which only the echo is there.
def dbg_alternatives($conversation; $side):
  ($side | dbg_other) as $other
  | if .cause != "phase2-transform-mismatch" and .cause != "phase1-policy-mismatch"
    then [{cause, confidence: (.confidence // 0.5), peer: (.cause | dbg_where($other))}]
    elif .phase == 1 then
      if ($conversation.stopped_at // "") | test("KEY_EXCH")
      then [{cause: "psk-mismatch", confidence: 0.45, peer: "both"}]
      else [{cause: "phase1-policy-mismatch", confidence: 0.45, peer: "both"},
            {cause: "psk-missing", confidence: 0.3, peer: $other}] end
    elif .fields.protocol == "0" then
      [{cause: "phase2-transform-mismatch", confidence: 0.4, peer: "both"},
       {cause: "crypto-map-not-applied", confidence: 0.35, peer: $other},
       {cause: "no-matching-peer", confidence: 0.2, peer: $other}]
    else
      [{cause: "proxy-identity-mismatch", confidence: 0.4, peer: "both"},
       {cause: "phase2-transform-mismatch", confidence: 0.35, peer: "both"},
       {cause: "pfs-mismatch", confidence: 0.25, peer: "both"}] end;

def dbg_hearsay($who; $side; $conversation):
  dbg_heard | select(length > 0)
  | (map(.match) | last) as $heard
  | ($heard | dbg_alternatives($conversation; $side))[]
  | . + { kind: "hearsay", evidence: [$heard],
          summary: "\($who) was only told that its peer\(if $conversation.peer then " " + $conversation.peer else "" end) refused (\"\($heard.text | dbg_cut(90))\"); the reason is in the peer's own debug." };

# Packets that were sent again, and no reason on either end.
def dbg_silence($who; $conversation):
  . as $steps
  | [.[] | .match | select(.id == "phase1-retransmit" or .id == "phase1-died" or .id == "ikev2-timeout")] as $again
  | select(($again | length) > 0)
  | ($conversation.stopped_at // "the beginning") as $state
  | any($steps[]; .kind == "receive") as $answered
  | { kind: "silence", evidence: ($again | .[0:6]) }
  + (if $answered and ($state | test("KEY_EXCH"))
     then { cause: "psk-mismatch", peer: "both", confidence: 0.45,
            summary: "\($who) sends its proof of identity again and again and gets no answer (\($state)): keys that differ, or UDP 4500 filtered." }
     else { cause: "peer-unreachable", peer: "both", confidence: (if $answered then 0.4 else 0.65 end),
            summary: "\($who) repeats its packets\(if $conversation.peer then " to " + $conversation.peer else "" end) in \($state) and hears nothing." } end);

# ---- one end ------------------------------------------------------------------------------------

def dbg_same_peer($a; $b): $a == null or $b == null or $a == $b;

# Did a later negotiation of the same kind come through?
def dbg_overcome($steps; $nodes; $i):
  ($steps | map(select(.node == $nodes[$i].node)) | dbg_proxies) as $mine
  | any(range($i + 1; $nodes | length);
      . as $k | $nodes[$k].phase2 == "done"
      and (($steps | map(select(.node == $nodes[$k].node)) | dbg_proxies) as $theirs
           | $mine == null or $theirs == null or $mine == $theirs
             # A late copy of an answer is taken for a request, the wrong way round.
             or $mine == {local: $theirs.remote, remote: $theirs.local}));

def dbg_conversation($who; $side; $debug; $later):
  . as $c | dbg_steps($debug) as $steps
  | any($later[]; .phase1 == "done" and dbg_same_peer(.peer; $c.peer)) as $phase1_later
  | any($later[]; .phase2 == "done" and dbg_same_peer(.peer; $c.peer)) as $phase2_later
  | ( select(($c.phase1 == "failed" or $c.phase1 == "trying") and ($phase1_later | not))
      | [$steps[] | select(.phase == 1)] as $lines
      | ($lines | dbg_open_end) as $open
      | first(($open | dbg_reason($who; $side; $steps)),
              ([$open | dbg_hearsay($who; $side; $c)] | select(length > 0)),
              ($lines | dbg_silence($who; $c)))
      | (if type == "array" then .[] else . end)
      | . + {phase: 1, node: null, with_whom: $c.peer} ),
    ( select($phase2_later | not)
      | $c.negotiations as $nodes | range($nodes | length) as $i
      | select($nodes[$i].phase2 == "failed" or $nodes[$i].phase2 == "trying")
      | select(dbg_overcome($steps; $nodes; $i) | not)
      | [$steps[] | select(.node == $nodes[$i].node and .phase == 2)] as $lines
      | ($lines | dbg_open_end) as $open
      | first(($open | dbg_reason($who; $side; $lines)),
              ([$open | dbg_hearsay($who; $side; $c)] | select(length > 0)))
      | (if type == "array" then .[] else . end)
      | . + {phase: 2, node: $nodes[$i].node} );

# Lines outside any negotiation; those that a working tunnel outlives count only after the last one.
def dbg_alone($who; $side; $exchange):
  ([$exchange[] | select(.phase2 == "done") | .messages[] | select(.phase == 2 and .kind == "done") | .line] | max // 0) as $worked
  | ([.[] | select(.id == "ike-on") | .line] | max // 0) as $on
  | any(.[]; .id == "dmvpn-socket-down") as $multipoint
  | [ .[] | select(.cause != null and (.info | not) and .event == null)
      | select((.cause | IN("replay-error", "wrong-sa-selected", "accelerator-fault", "recursive-routing", "nhrp-auth-mismatch"))
               or .line > $worked)
      | select(.id != "ike-off" or .line > $on) ]
  | group_by(.cause)[]
  | .[0] as $m
  | { kind: "alone",
      cause: (if $m.id == "ike-off" and $multipoint then "tunnel-protection-missing" else $m.cause end),
      confidence: ($m.confidence // 0.9),
      peer: ($m.cause | dbg_where($side)), evidence: .[0:6], phase: 0, node: null,
      summary: dbg_sentence($who; $m; []), with: dbg_values([]; $m) };

def dbg_end($side):
  .[$side] as $here | select($here.debug != null)
  | ($here.hostname // "end \($side | ascii_upcase)") as $who
  | ($here.exchange // []) as $exchange
  | (range($exchange | length) as $i
     | $exchange[$i] | dbg_conversation($who; $side; $here.debug; $exchange[$i + 1:])),
    ($here.debug | dbg_alone($who; $side; $exchange))
  | . + {side: $side};

# ---- both ends ----------------------------------------------------------------------------------

def dbg_explains($worse):
  .side != $worse.side and .phase == $worse.phase
  and (.node == null or $worse.node == null or .node == $worse.node);

# Of two ends' reasons for the same negotiation, the one that explains more.
def dbg_reasons_once:
  group_by(.node)[]
  | if .[0].node == null then .[] else sort_by(.cause | dbg_rank) | .[0].cause as $c | .[] | select(.cause == $c) end;

# An end that was not asked to debug proves nothing by being silent.
def dbg_listened:
  .debug != null and (.debugging == null or any(.debugging[]; .state == "on"));

def dbg_weigh($document):
  . as $all
  | [$all | map(select(.kind == "reason")) | dbg_reasons_once] as $reasons
  | [$all[] | select(.kind == "hearsay")] as $hearsay
  | ($reasons | map(. as $r | .evidence += ([$hearsay[] | . as $h | select($r | dbg_explains($h)) | .evidence[]] | unique)))[],
    ($hearsay[] | . as $h | select(any($reasons[]; dbg_explains($h)) | not)),
    ($all[] | select(.kind == "silence") | . as $s
      | select(any($all[]; .phase == 1 and (.kind == "reason" or .kind == "hearsay")
                   # An end that was answered once knows better than its other attempts.
                   and (.side != $s.side or dbg_same_peer(.with_whom; $s.with_whom))) | not)
      | $document[$s.side | dbg_other] as $there
      | if $s.cause == "peer-unreachable" and ($there | dbg_listened) and $there.debug == []
        then .confidence = 0.8 else . end),
    ($all[] | select(.kind == "alone")
      | if .cause == "invalid-spi" and ($reasons | length) > 0 then .confidence = 0.35 else . end);

# Equal findings of both ends become one.
def dbg_joined:
  group_by([.cause, .peer])[]
  | sort_by(-.confidence) as $same | $same[0]
  | { cause, peer, confidence, summary,
      evidence: ([$same[].evidence[]] | reduce .[] as $m ([]; if length >= 16 or any(.[]; . == $m) then . else . + [$m] end)),
      with: (.with // {}) };

# What is known for certain about a VPN client explains what only looks like something else.
def dbg_outshone:
  any(.[]; .confidence >= 0.9 and (.cause | IN("group-missing", "xauth-failed", "pool-missing"))) as $certain
  | map(select(($certain | not) or .confidence >= 0.7));

def diagnose:
  reduce ("a", "b") as $side (.; if .[$side].debug then .[$side].debug |= map(dbg_by_numbers) else . end)
  | . as $document
  | [dbg_end("a"), dbg_end("b")]
  | [dbg_weigh($document)]
  | [dbg_joined] | dbg_outshone
  | sort_by([-.confidence, (.cause | dbg_rank)])[];

# Proof that a negotiation came through: nothing is wrong on either end, and phase 2 ended well.
def healthy:
  . as $document
  | select([diagnose] == [])
  | ("a", "b") as $side | $document[$side] as $here | select($here.debug != null)
  | ($here.hostname // "end \($side | ascii_upcase)") as $who
  | ([($here.exchange // [])[] | select(.phase2 == "done")] | last) as $c
  | ([$here.debug[] | select(.id == "session-status")] | last) as $status
  | [ ($c // {messages: []} | .messages[] | select(.phase == 2 and .kind == "done") | $here.debug[.match]),
      ($status | select(. != null and .fields.state == "UP")) ]
  | select(length > 0)
  | { peer: $side, evidence: .[0:6],
      summary: "\($who) completed phase 2\(if $c.peer then " with " + $c.peer else "" end)." };
