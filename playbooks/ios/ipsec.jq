# SPDX-License-Identifier: ISC
#
# What the checks of the playbooks share: addresses, access list selectors, what the two ends'
# configurations say about one tunnel, and how they differ. Input of every filter is the facts
# document { a, b, vars }; `me` and `peer` stand for one end and the other.

# ---- records ------------------------------------------------------------------------------------

# Empty strings are what a template gives for a value that was not on the line.
def filled: . != null and . != "" and . != [];

# Is the value in the list? (index() on lists leaks memory in libjq 1.6.)
def holds($value): any(.[]?; . == $value);

# Narrow a record's place in its reply to the line that gave one field.
def at($field):
  (._at.fields[$field] // null) as $line
  | if $line then ._at += {first: $line, last: $line} else . end;

# The lines that a record's list of values came from: its first line, and the last value's.
def lines_of($field):
  (._at.fields[$field] // ._at.first) as $last
  | if (.[$field] | type) == "array" and (.[$field] | length) > 1 and $last > ._at.first
    then (._at += {last: ._at.first}), (._at += {first: $last, last: $last})
    else at($field) end;

# The ends as { me, peer, side }, one output each; an end that nobody is logged into is none.
def both_ends: .b.absent | not;
def ends: {me: .a, peer: .b, side: "a"}, (select(both_ends) | {me: .b, peer: .a, side: "b"});

def present: .a, (select(both_ends) | .b);

# Does it hold for every end that is there?
def each_end(f): [present | f] | all;

# Objects of one kind in a side's running configuration.
def config($kind): (.config // [])[] | select(.kind == $kind);

# Keys stand alone or in a keyring.
def keys_configured: config("isakmp key"), config("pre-shared-key");

def name_of: .hostname // "the router";

def ping_answered: (.success_count // "0" | tonumber) > 0;

# ---- addresses ----------------------------------------------------------------------------------

def address_number:
  if type == "string" and test("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$")
  then reduce (split(".")[] | tonumber) as $octet (0; . * 256 + $octet)
  else null end;

# [first, last] of the block of $size addresses that holds $number.
def block_of($number; $size): ($number - $number % $size) as $first | [$first, $first + $size - 1];

def network_range($address; $mask):
  ($address | address_number) as $n | ($mask | address_number) as $m
  | if $n == null or $m == null then null else block_of($n; 4294967296 - $m) end;

def prefix_range($address; $length):
  ($address | address_number) as $n
  | if $n == null or ($length | filled | not) then null
    else block_of($n; pow(2; 32 - ($length | tonumber))) end;

def in_range($range): . as $n | $range != null and $n != null and $n >= $range[0] and $n <= $range[1];
def same_or_inside($inner; $outer): $inner[0] >= $outer[0] and $inner[1] <= $outer[1];

def number_address:
  . as $n | [16777216, 65536, 256, 1] | map(. as $d | ($n / $d | floor) % 256 | tostring) | join(".");

def range_text:
  if . == null then "?" elif .[0] == .[1] then "host " + (.[0] | number_address)
  elif . == [0, 4294967295] then "any"
  else (.[0] | number_address) + " " + (.[1] - .[0] | number_address) end;

# ---- access lists -------------------------------------------------------------------------------

def list_range($host; $any; $network; $wildcard):
  if $any | filled then [0, 4294967295]
  elif $host | filled then ($host | address_number) as $n | if $n == null then null else [$n, $n] end
  else ($network | address_number) as $n | ($wildcard | address_number) as $w
    | if $n == null or $w == null then null else block_of($n; $w + 1) end
  end;

# A permit entry as protocol, source and destination; entries that are no plain range give nothing.
def selector:
  list_range(.src_host; .src_any; .src_network; .src_wildcard) as $source
  | list_range(.dst_host; .dst_any; .dst_network; .dst_wildcard) as $destination
  | select($source != null and $destination != null)
  | {protocol, source: $source, destination: $destination, record: .};

def selectors($list):
  [config("access-list") | select(.name == $list and .action == "permit") | selector];

def mirrors($other):
  .protocol == $other.protocol and .source == $other.destination and .destination == $other.source;

def selector_text: "permit \(.protocol) \(.source | range_text) \(.destination | range_text)";
def mirrored_text: "permit \(.protocol) \(.destination | range_text) \(.source | range_text)";

# ---- the tunnel ---------------------------------------------------------------------------------

def interfaces: [config("interface")];
# The configuration does not tell an address that comes from a server; the interface table does.
def own_address($ip):
  (interfaces | any(.ip_address == $ip)) or ((.interface_brief // []) | any(.[]; .ip_address == $ip));
def address_unknown:
  (.interface_brief | filled | not) and (interfaces | any(.ip_address // "" | test("^(negotiated|dhcp)$")));
def address_of($interface):
  (interfaces | map(select(.name == $interface)) | first) as $i
  | if $i == null then null
    elif $i.unnumbered | filled then ($i.unnumbered) as $u | interfaces | map(select(.name == $u)) | first | .ip_address
    elif $i.ip_address | address_number != null then $i.ip_address
    else null end;

def interfaces_with_map($map): [interfaces[] | select(.crypto_map == $map) | .name];

# The interface on whose subnet an address lies, or by which its route leaves.
def interface_towards($ip):
  ($ip | address_number) as $n
  | [interfaces[] | select(. as $i | $n | in_range(network_range($i.ip_address; $i.mask))) | .name]
    + [config("route") | select(. as $r | $n | in_range(network_range($r.network; $r.mask)))
       | .interface | select(filled)]
  | first;

def local_address_interface($map):
  [config("local-address") | select(.name == $map) | .interface] | first;

# One crypto map entry of $me as the end of a tunnel to $other.
def tunnel_end($me; $other; $entry; $backward):
  ($entry.peers | map(. as $p | select($other | own_address($p))) | first) as $known
  | ($known // $entry.peers[0]) as $peer
  | ($me | interfaces_with_map($entry.name)) as $applied
  | ($me | local_address_interface($entry.name)) as $forced
  | ([$backward[]? | . as $p | select($me | own_address($p))] | first) as $called
  | ($me | interface_towards($peer)) as $towards
  | ([($me | interfaces)[] | select(.ip_address == $called and $called != null) | .name] | first) as $named
  | ($applied[0] // $towards // $named) as $outside
  | ($me | selectors($entry.acl)) as $selectors
  | ([($me | interfaces)[] | select(.ip_address | filled) | . as $i
      | select($selectors | any(.source as $s | $i.ip_address | address_number | in_range($s)))]
     | first) as $inside
  | { map: $entry.name, seq: $entry.seq, acl: $entry.acl, transform_sets: $entry.transform_sets,
      pfs: $entry.pfs, peer: $peer, outside: $outside, applied: $applied,
      forced: $forced,
      local: (if $forced then ($me | address_of($forced)) else null end
              // (if $applied | holds($towards) then ($me | address_of($towards)) else null end)
              // $called // ($me | address_of($applied[0] // null)) // ($me | address_of($outside))),
      inside: ($inside.name // null), inside_ip: ($inside.ip_address // null),
      points_back: ($known != null), entry: $entry };

def map_entries: [config("crypto map") | select(.peers | filled)];

# One end alone: each entry of its maps is half a tunnel. The address to ask for beyond it is that
# of a host in its access list, or else the first of a network there, or, where the list says "any",
# of a network that is routed to the peer. It may be nobody's.
def any_range: [0, 4294967295];
def first_address: if .[0] == .[1] then .[0] else .[0] + 1 end | number_address;
def routed_to($peer):
  config("route") | select(.nexthop == $peer) | network_range(.network; .mask)
  | select(. != null and . != any_range and (. as $range | $peer | address_number | in_range($range) | not));
def half_traffic($me; $half):
  ($me | selectors($half.acl)[]) as $s
  | ($me | interfaces[] | select(.ip_address | address_number | in_range($s.source))) as $from
  | (if $s.destination != any_range then $s.destination else $me | routed_to($half.peer) end) as $to
  | {inside: $from.name, inside_ip: $from.ip_address, target: ($to | first_address)};
def half_tunnels:
  .a as $a | $a | map_entries[] | tunnel_end($a; {}; .; []) as $half
  | { label: "\($a | name_of) \($half.local // "?") - \($half.peer) (\($half.map) \($half.seq))",
      a: ($half + ([half_traffic($a; $half)] | sort_by(.inside == $half.outside) | first // {})), b: {local: $half.peer} };

# Pairs of crypto map entries that face each other; failing that, entries where one end names the
# other; failing that, the only entry of each end.
def whole_tunnels:
  .a as $a | .b as $b
  | ($a | map_entries) as $ea | ($b | map_entries) as $eb
  | [ $ea[] as $x | $eb[] as $y
      | {x: $x, y: $y,
         score: ((if [$x.peers[] | . as $p | select($b | own_address($p))] | length > 0 then 1 else 0 end)
               + (if [$y.peers[] | . as $p | select($a | own_address($p))] | length > 0 then 1 else 0 end))} ] as $pairs
  | ([$pairs[].score] | max // 0) as $best
  | $pairs[] | select(.score == $best and (.score > 0 or (($ea | length) == 1 and ($eb | length) == 1)))
  | tunnel_end($a; $b; .x; .y.peers) as $ta | tunnel_end($b; $a; .y; .x.peers) as $tb
  | { label: "\($a | name_of) \($ta.local // "?") - \($b | name_of) \($tb.local // "?") (\($ta.map) \($ta.seq), \($tb.map) \($tb.seq))",
      a: ($ta | .target = $tb.inside_ip), b: ($tb | .target = $ta.inside_ip) };

def tunnels: if both_ends then whole_tunnels else half_tunnels end;

# ---- comparisons: each yields { cause, peer, summary, evidence, with } or nothing ----------------

# The device prints long names, the configuration short ones; both become the configuration's.
def cipher:
  ascii_downcase
  | if test("three key|^3des") then "3des"
    elif test("^aes") then "aes " + ((capture("(?<bits>128|192|256)") | .bits) // "128")
    elif test("^des") then "des" else . end;
def digest:
  ascii_downcase
  | if test("message digest|^md5") then "md5"
    elif test("256") then "sha256" elif test("384") then "sha384" elif test("512") then "sha512"
    elif test("secure hash|^sha") then "sha" else . end;
def authentication_word:
  ascii_downcase
  | if test("pre-shar") then "pre-share" elif test("encr") then "rsa-encr"
    elif test("signature|rsa-sig") then "rsa-sig" else . end;
def group_number: (capture("(?<n>[0-9]+)") | .n) // .;

def policy_words:
  { encryption: (.encryption | cipher), hash: (.hash | digest),
    authentication: (.authentication | authentication_word), group: (.group | group_number) };

# Configured policies; the default suite counts only where nothing is configured.
def policies:
  [(.isakmp_policy // [])[]] as $all
  | [$all[] | select(.priority | ascii_downcase != "default")] | if length > 0 then . else $all end;

def policy_differences($other):
  policy_words as $mine | ($other | policy_words) as $theirs
  | [$mine | keys[] | select($mine[.] != $theirs[.])];

def policy_field($key): if $key == "authentication" then "authentication" else $key end;

# The pair of policies that comes nearest, with what differs.
def nearest_policies:
  [ (.a | policies)[] as $x | (.b | policies)[] as $y
    | {x: $x, y: $y, differs: ($x | policy_differences($y))} ]
  | sort_by(.differs | length) | first;

def policy_mismatch:
  . as $doc | nearest_policies
  | select(. != null and (.differs | length) > 0)
  # Ends without a tunnel between them need not agree, least of all where nothing is configured.
  | select(($doc.a.tunnel != null and $doc.b.tunnel != null)
           or all(.x, .y; .priority | ascii_downcase != "default"))
  | . as $near | .differs[0] as $first
  | { cause: "phase1-policy-mismatch", peer: "both",
      summary: ("no ISAKMP policy in common; nearest are \($doc.a | name_of) priority \(.x.priority) and \($doc.b | name_of) priority \(.y.priority): "
        + ([.differs[] | . as $k | "\($k) \(($near.x | policy_words)[$k]) against \(($near.y | policy_words)[$k])"] | join(", "))),
      evidence: [.x, .y | . as $record | $near.differs[] | . as $k | $record | at($k)],
      with: {differs: .differs, a: (.x | policy_words), b: (.y | policy_words), a_priority: .x.priority, b_priority: .y.priority} };

def policy_in_common:
  [ (.a | policies)[] as $x | (.b | policies)[] as $y
    | select(($x | policy_differences($y)) == []) | {x: $x, y: $y} ];

# A responder refuses a longer lifetime than its own: the direction in which every common policy
# offers one cannot open the tunnel.
def lifetime_refused:
  . as $doc | policy_in_common | select(length > 0) | . as $common
  | ({from: $doc.a, to: $doc.b, offers: "x", has: "y"}, {from: $doc.b, to: $doc.a, offers: "y", has: "x"}) as $way
  | [$common[] | {offer: .[$way.offers], own: .[$way.has]}
     | select((.offer.lifetime | filled) and (.own.lifetime | filled))] as $pairs
  | select(($pairs | length) == ($common | length)
           and all($pairs[]; (.offer.lifetime | tonumber) > (.own.lifetime | tonumber)))
  | $pairs[0] as $pair
  | { cause: "phase1-policy-mismatch", peer: "both",
      summary: "\($way.to | name_of) refuses the lifetime that \($way.from | name_of) offers: \($pair.offer.lifetime) is more than its own \($pair.own.lifetime)",
      evidence: [$pair.offer, $pair.own | at("lifetime")],
      with: {differs: ["lifetime"], a: {lifetime: $common[0].x.lifetime}, b: {lifetime: $common[0].y.lifetime},
             a_priority: $common[0].x.priority, b_priority: $common[0].y.priority} };

# A key line that serves an address: the most specific one wins.
def key_for($address):
  ($address | address_number) as $n
  | [ keys_configured
      | . + {range: network_range(.address; (if .mask | filled then .mask else "255.255.255.255" end))}
      | select(.range as $r | $n | in_range($r)) ]
  | sort_by(.range[1] - .range[0]) | first | if . then del(.range) else null end;

def uses_preshared:
  if both_ends then policy_in_common | any(.x | policy_words | .authentication == "pre-share")
  else .a | policies | any(policy_words.authentication == "pre-share") end;

def sealed: test("^<secret[0-9]+:");

def key_missing:
  . as $doc | ends
  | . as $here | (.peer.tunnel.local // .me.tunnel.peer) as $far | select(.me.tunnel != null and $far != null)
  | select(.peer.tunnel.forced == null or .me.tunnel.peer == $far)
  | select((.me | key_for($far)) == null)
  | { cause: "psk-missing", peer: .side,
      summary: "\(.me | name_of) has no pre-shared key for \($far)",
      evidence: [.me | .tunnel.entry | at("peers")] };

def key_pair:
  . as $doc
  | (.a | key_for($doc.b.tunnel.local // $doc.a.tunnel.peer)) as $x
  | (.b | key_for($doc.a.tunnel.local // $doc.b.tunnel.peer)) as $y
  | select($x != null and $y != null) | {x: $x, y: $y};

def key_mismatch:
  . as $doc | key_pair
  | select((.x.key | sealed | not) and (.y.key | sealed | not) and .x.key != .y.key)
  | { cause: "psk-mismatch", peer: "both",
      summary: "the pre-shared keys of \($doc.a | name_of) and \($doc.b | name_of) for each other differ",
      evidence: [.x, .y | at("key")] };

def key_unverifiable: key_pair | select((.x.key | sealed) or (.y.key | sealed)) | .x, .y;
def key_equal: key_pair | select((.x.key | sealed | not) and .x.key == .y.key) | .x, .y;

# Transform sets by name, in a spelling that does not depend on the command that showed them.
def transform_words:
  [splits(" +") | select(. != "")]
  | reduce .[] as $w ([]; if ($w | test("^[0-9]+$")) then .[0:-1] + [.[-1] + "-" + $w] else . + [$w] end)
  | map(if test("^esp-[0-9]+-aes$") then "esp-aes-" + (capture("(?<n>[0-9]+)") | .n) elif . == "esp-aes" then "esp-aes-128" else . end)
  | sort;

def transform_set($name):
  [(.transform_set // [])[] | select(.name == $name)
   | . + {words: ([.transform[] | transform_words] | add | unique), modes: ([.mode[]? | ascii_downcase | gsub("[^a-z]"; "")] | unique)}]
  | first;

def offered: . as $me | [.tunnel.transform_sets[]? | . as $n | $me | transform_set($n) | select(. != null)];

def transforms_in_common:
  [ (.a | offered)[] as $x | (.b | offered)[] as $y
    | select($x.words == $y.words) | {x: $x, y: $y} ];

def transform_text: .transform | join(" ");

def transform_mismatch:
  . as $doc | (.a | offered) as $x | (.b | offered) as $y
  | select(($x | length) > 0 and ($y | length) > 0 and (transforms_in_common | length) == 0)
  | { cause: "phase2-transform-mismatch", peer: "both",
      summary: "no transform set in common: \($doc.a | name_of) offers \([$x[] | "\(.name) { \(transform_text) }"] | join(", ")), \($doc.b | name_of) offers \([$y[] | "\(.name) { \(transform_text) }"] | join(", "))",
      evidence: [$x[], $y[] | lines_of("transform")],
      with: {a: ($x[0] | transform_text), b: ($y[0] | transform_text), a_set: $x[0].name, b_set: $y[0].name} };

def mode_mismatch:
  . as $doc | transforms_in_common
  | select(length > 0 and all(.x.modes != .y.modes)) | first
  | { cause: "ipsec-mode-mismatch", peer: "both",
      summary: "\(.x.name) is for \(.x.modes | join(", ")) mode on \($doc.a | name_of), \(.y.name) for \(.y.modes | join(", ")) mode on \($doc.b | name_of)",
      evidence: [.x, .y | at("mode")] };

def pfs_mismatch:
  select(both_ends and (.a.tunnel.pfs // "") != (.b.tunnel.pfs // ""))
  | { cause: "pfs-mismatch", peer: "both",
      summary: "perfect forward secrecy: \(.a | name_of) \(.a.tunnel.pfs | if filled then . else "none" end), \(.b | name_of) \(.b.tunnel.pfs | if filled then . else "none" end)",
      evidence: [.a, .b | .tunnel.entry | at("pfs")],
      with: {a: (.a.tunnel.pfs // ""), b: (.b.tunnel.pfs // "")} };

def unmirrored($me; $peer):
  ($peer | selectors($peer.tunnel.acl)) as $theirs
  | ($me | selectors($me.tunnel.acl))[] | . as $s | select($theirs | any(mirrors($s)) | not);

def list_mismatch:
  select(both_ends) | . as $doc
  | [unmirrored(.a; .b)] as $x | [unmirrored(.b; .a)] as $y
  | select(($x | length) + ($y | length) > 0)
  | { cause: "proxy-identity-mismatch", peer: "both",
      summary: ("the crypto access lists do not mirror each other: "
        + ([($x[] | "\($doc.a | name_of) list \($doc.a.tunnel.acl) has \(selector_text)"), ($y[] | "\($doc.b | name_of) list \($doc.b.tunnel.acl) has \(selector_text)")] | join("; "))),
      evidence: [$x[].record, $y[].record],
      with: {a: [$x[] | selector_text], b: [$y[] | selector_text], for_a: [$y[] | mirrored_text], for_b: [$x[] | mirrored_text]} };

def lists_mirrored:
  select(both_ends) | . as $doc | (.a | selectors($doc.a.tunnel.acl)) as $x
  | select(($x | length) > 0 and ([unmirrored(.a; .b), unmirrored(.b; .a)] | length) == 0)
  | $x[].record, ((.b | selectors($doc.b.tunnel.acl))[].record);

def list_with_any:
  ends | .me as $me | ($me | selectors($me.tunnel.acl))[]
  | select(.source == [0, 4294967295] or .destination == [0, 4294967295]) | .record;

# Whether a router has an address or a route, the default route aside, within a range.
def knows($range):
  def meets($other): $other != null and $range[0] <= $other[1] and $other[0] <= $range[1];
  any(interfaces[]; meets(network_range(.ip_address; .mask)))
  or any((.routes // [])[]; ((.prefix_length // "0") != "0") and meets(prefix_range(.network; .prefix_length)));

# A list none of whose sources is anywhere behind its router matches nothing, unless addresses are
# translated first.
def source_elsewhere:
  ends | . as $here | ($here.me | selectors($here.me.tunnel.acl)) as $selectors
  | select($here.me | any(interfaces[]; .nat | filled) | not)
  | select(($selectors | length) > 0 and ($here.me.routes | filled)
           and all($selectors[]; .source as $range | $here.me | knows($range) | not))
  | { cause: "no-interesting-traffic", peer: .side,
      summary: "the crypto access list \(.me.tunnel.acl) of \(.me | name_of) permits no traffic that it could have: nothing is known of \($selectors[0].source | range_text)",
      evidence: [$selectors[].record] };

# A list that copies the other end's: it would protect what comes from there to the own networks.
def list_turned:
  select(both_ends | not) | .a as $me | ($me | selectors($me.tunnel.acl)) as $selectors
  | select(($selectors | length) > 0)
  | def is_here($range): any($me | interfaces[]; .ip_address | address_number | in_range($range));
    select(all($selectors[]; .source as $s | .destination as $d | (is_here($s) | not) and is_here($d)))
  | { cause: "no-interesting-traffic", peer: "a",
      summary: "the crypto access list \($me.tunnel.acl) of \($me | name_of) is the wrong way round: \($selectors[0].destination | range_text), its destination, is here",
      evidence: [$selectors[].record] };

def list_elsewhere: select([list_mismatch] == []) | source_elsewhere;

def overlaps($x; $y): $x[0] <= $y[1] and $y[0] <= $x[1];

# Entries are tried in order: an earlier one for another peer takes what it permits.
def entry_before:
  ends | . as $here | ($here.me | selectors($here.me.tunnel.acl)) as $mine
  | $here.me | map_entries[]
  | select(.name == $here.me.tunnel.map and (.seq | tonumber) < ($here.me.tunnel.seq | tonumber)
           and (.peers | holds($here.me.tunnel.peer) | not))
  | . as $entry
  | [($here.me | selectors($entry.acl))[] | . as $s
     | select(any($mine[]; overlaps(.source; $s.source) and overlaps(.destination; $s.destination)))] as $taken
  | select(($taken | length) > 0)
  | { cause: "wrong-sa-selected", peer: $here.side,
      summary: "on \($here.me | name_of) the crypto map \(.name) \(.seq) to \(.peers[0]) comes before \($here.me.tunnel.seq) and its list \(.acl) takes the same traffic: \($taken[0] | selector_text)",
      evidence: [(. | at("acl")), $taken[].record] };

# NAT on the way out, by a list whose first word about the tunnel's traffic is a permit.
def translated:
  ends | . as $here | ($here.me | selectors($here.me.tunnel.acl)) as $mine
  | $here.me | select(any(interfaces[]; .name == $here.me.tunnel.outside and .nat == "outside"))
  | config("nat inside source list") | . as $rule
  | [$here.me | config("access-list") | select(.name == $rule.name)
     | . + {source: (list_range(.src_host; .src_any; .src_network; .src_wildcard) // [-1, -1]),
            destination: (list_range(.dst_host; .dst_any; .dst_network; .dst_wildcard) // [0, 4294967295])}
     | select(. as $e | any($mine[]; overlaps(.source; $e.source) and overlaps(.destination; $e.destination)))]
  | first | select(. != null and .action == "permit")
  | { cause: "nat-interesting-traffic", peer: $here.side,
      summary: "\($here.me | name_of) translates the tunnel's own traffic: the NAT list \($rule.name) permits what list \($here.me.tunnel.acl) should protect",
      evidence: [$rule, .] };

# The interface by which the peer is reached must hold the tunnel's map.
def map_not_applied:
  ends | . as $here | select(.me.tunnel != null)
  | (.me.tunnel.entry.name) as $map | (.me | interface_towards($here.me.tunnel.peer)) as $towards
  | (.me | interfaces | map(select(.name == $towards)) | first) as $record
  | select($record != null and $record.crypto_map != $map
           and ((.me | local_address_interface($map)) == null or (.me | interfaces_with_map($map) | length) == 0))
  | { cause: "crypto-map-not-applied", peer: .side,
      summary: (if .me.tunnel.applied | length > 0
        then "on \(.me | name_of) the crypto map \($map) is on \(.me.tunnel.applied | join(", ")), but \(.me.tunnel.peer) is reached by \($towards)"
        else "on \(.me | name_of) no interface has the crypto map \($map); \($towards) leads to \(.me.tunnel.peer)" end),
      evidence: [($record | del(._at.fields)), ((.me.crypto_map // []) | map(select(.name == $map)) | last | select(. != null)
                  | if .interfaces | filled then at("interfaces") else . end)],
      with: {interface: $towards} };

# `local-address` makes an end speak from an address that the other does not expect.
def local_address_wrong:
  ends | . as $here
  | select(.me.tunnel.forced != null and .me.tunnel.local != null and .peer.tunnel.points_back
           and (.peer.tunnel.entry.peers | holds($here.me.tunnel.local) | not))
  | { cause: "crypto-map-not-applied", peer: .side,
      summary: "the crypto map \(.me.tunnel.map) on \(.me | name_of) uses \(.me.tunnel.local) (local-address \(.me.tunnel.forced)), but \(.peer | name_of) names \(.peer.tunnel.peer) as its peer",
      evidence: [(.me | config("local-address") | select(.name == $here.me.tunnel.map)), (.peer.tunnel.entry | at("peers"))],
      with: {forced: .me.tunnel.forced} };

def ike_disabled:
  ends | .side as $side | .me as $me | .me | config("no crypto isakmp enable")
  | { cause: "ike-disabled", peer: $side,
      summary: "IKE is switched off on \($me | name_of): it neither asks nor answers", evidence: [.] };

def map_applied_here: . as $me | interfaces[] | select(.crypto_map == $me.tunnel.map) | at("crypto_map");
def map_applied:
  select(each_end(.tunnel != null and ([map_applied_here] | length > 0))) | present | map_applied_here;

def peer_mismatch:
  select(both_ends) | ends | . as $here
  | select(.me.tunnel != null and (.me.tunnel.points_back | not) and (.peer | address_unknown | not))
  | { cause: "no-matching-peer", peer: .side,
      summary: "on \(.me | name_of) the crypto map \(.me.tunnel.map) \(.me.tunnel.seq) names peer \(.me.tunnel.peer), which is no address of \(.peer | name_of)",
      evidence: [.me.tunnel.entry | at("peers")],
      with: {wrong: .me.tunnel.peer, right: .peer.tunnel.local} };

def entry_incomplete:
  ends | .side as $side | .me as $me | .me | config("crypto map") | select(.type != "ipsec-manual" and (.name == ($me.tunnel.map // .name)))
  | select((.peers | filled | not) or (.acl | filled | not) or (.transform_sets | filled | not))
  | select((.dynamic // "") == "")
  | { cause: "crypto-map-incomplete", peer: $side,
      summary: "crypto map \(.name) \(.seq) on \($me | name_of) has no \([(if .peers | filled then empty else "peer" end), (if .acl | filled then empty else "access list" end), (if .transform_sets | filled then empty else "transform set" end)] | join(" and no "))",
      evidence: [.], with: {map: .name, seq: .seq} };

# ---- interfaces and routes ----------------------------------------------------------------------

def brief($name): [(.interface_brief // [])[] | select(.interface == $name)] | first;

def tunnel_interfaces: [.tunnel.outside, .tunnel.inside] | map(select(filled)) | unique;

def interface_up: (.status // "" | ascii_downcase | test("^up")) and (.proto // "" | ascii_downcase | test("^up"));

def interface_down:
  ends | .side as $side | .me as $me | $me | tunnel_interfaces[] | . as $name
  | $me | brief($name) | select(. != null and (interface_up | not))
  | { cause: "interface-down", peer: $side,
      summary: "\($me | name_of) \(.interface) is \(.status), line protocol \(.proto)",
      evidence: [.], with: {interface: .interface} };

def outside_up: ends | .me as $me | $me | brief($me.tunnel.outside) | select(. != null and interface_up);

# Routes that cover an address, most specific first; a route without length is not counted.
def routes_to($address):
  ($address | address_number) as $n
  | [ (.routes // [])[] | . + {range: prefix_range(.network; .prefix_length)}
      | select(.range as $r | $n | in_range($r)) ]
  | sort_by(.range[1] - .range[0]) | map(del(.range));

def wanted_addresses:
  . as $here
  | ({address: .me.tunnel.peer, what: "the peer"},
     (.me | . as $me | selectors($here.me.tunnel.acl)[]
      | select(.destination != [0, 4294967295] and (.source as $range | $me | knows($range)))
      | {address: (.destination[0] | number_address), what: "the inner subnet \(.destination | range_text)", range: .destination}))
  | select(.address | filled);

def route_missing:
  ends | . as $here | select(.me.tunnel != null and (.me.routes | filled))
  | [wanted_addresses] | unique[] | . as $want
  | select($here.me | routes_to($want.address) | length == 0)
  | { cause: "missing-route", peer: $here.side,
      summary: "\($here.me | name_of) has no route to \($want.what)\(if $want.range then "" else " \($want.address)" end)",
      evidence: [$here.me.tunnel.entry | at("peers")],
      with: {network: $want.address, mask: (if $want.range then (4294967295 - ($want.range[1] - $want.range[0]) | number_address) else "255.255.255.255" end),
             nexthop: $here.me.tunnel.peer} };

# Where the map is right, the inner subnet must be routed out of an interface that has it.
def route_astray:
  ends | . as $here | select(.me.tunnel != null and (.me.routes | filled))
  | (.me | interface_towards($here.me.tunnel.peer)) as $towards
  | select(.me.tunnel.applied | holds($towards))
  | [wanted_addresses | select(.range)] | unique[] | . as $want
  | ($here.me | routes_to($want.address) | first) as $route
  | select($route != null and ($route.nexthop_ip | filled))
  | ($here.me | if $route.nexthop_if | filled then $route.nexthop_if
                else interface_towards($route.nexthop_ip) end) as $out
  | ([$here.me | interfaces[] | select(.name == $out)] | first) as $record
  | select($record != null and $record.crypto_map != $here.me.tunnel.map)
  | { cause: "missing-route", peer: $here.side,
      summary: "\($here.me | name_of) routes \($want.what) out of \($out), where the crypto map \($here.me.tunnel.map) is not",
      evidence: [$route],
      with: {network: $want.address, mask: (4294967295 - ($want.range[1] - $want.range[0]) | number_address),
             nexthop: $here.me.tunnel.peer} };

def route_found: ends | . as $here | [wanted_addresses][] | . as $want | $here.me | routes_to($want.address) | first | select(. != null);

# Without translation nothing takes a packet for a neighbour on the same wire round by a third router.
def peer_detour:
  ends | . as $here | select(.me.tunnel != null and (.me.routes | filled))
  | select(any(.me.ping_peer[]?; ping_answered | not))
  | (.me.tunnel.peer | address_number) as $n
  | select(any(.me | interfaces[]; . as $i | $n | in_range(network_range($i.ip_address; $i.mask))))
  | (.me | routes_to($here.me.tunnel.peer) | first) as $route
  | select($route != null and ($route.nexthop_ip | filled) and $route.nexthop_ip != .me.tunnel.peer)
  | { cause: "missing-route", peer: .side,
      summary: "\(.me | name_of) has \(.me.tunnel.peer) on a subnet of its own, but sends packets for it to \($route.nexthop_ip), and no answer comes",
      evidence: [$route, (.me.ping_peer[] | at("success_rate"))],
      with: {network: .me.tunnel.peer, mask: "255.255.255.255", nexthop: .me.tunnel.peer, instead: $route.nexthop_ip} };

# ---- filters ------------------------------------------------------------------------------------

# Whether an entry is about IKE: a permit perhaps, a deny for certain. `deny udp any any eq 53` is
# not, nor what names a port on either side.
def about_ike:
  if .action == "deny"
  then .line | test("^(?:(?! (?:eq|neq|gt|lt|range) ).)*(?: eq (?:isakmp|500))?(?: log(?:-input)?)?$")
  else .line | test(" eq ") and (test("isakmp|500") | not) | not end;

# An address meets a range; what cannot be read (an object group) lets pass, and stops nothing.
def meets_range($address; $range):
  if $range == null then .action == "permit" else $address | address_number | in_range($range) end;

# The first entry of the filter on the outer interface that meets packets of one protocol from the
# peer.
def filter_entry($peer; $protocol):
  . as $me
  | ([interfaces[] | select(.name == $me.tunnel.outside) | .access_in | select(filled)] | first) as $list
  | [config("access-list") | select(.name == $list and $list != null)
     | select(.protocol == "ip" or (.protocol == $protocol and ($protocol != "udp" or about_ike)))
     | select(meets_range($peer; list_range(.src_host; .src_any; .src_network; .src_wildcard)))
     | select(meets_range($me.tunnel.local; list_range(.dst_host; .dst_any; .dst_network; .dst_wildcard)))]
  | first;

def filter_denies($me; $peer; $protocol):
  $me | filter_entry($peer; $protocol) | select(. != null and .action == "deny");

def ike_filtered:
  ends | . as $here | select(.me.tunnel != null)
  | filter_denies(.me; .me.tunnel.peer; "udp")
  | { cause: "peer-unreachable", peer: $here.side,
      summary: "the filter \(.name) on \($here.me.tunnel.outside) of \($here.me | name_of) denies IKE from \($here.me.tunnel.peer)",
      evidence: [.] };

def esp_filtered:
  ends | . as $here | select(.me.tunnel != null)
  | filter_denies(.me; .me.tunnel.peer; "esp") | {entry: ., side: $here.side, me: $here.me};

# ---- security associations ----------------------------------------------------------------------

def ike_rows: . as $me | [(.isakmp_sa // [])[] | select(.dst == $me.tunnel.peer or .src == $me.tunnel.peer)];
def ike_up: ike_rows | map(select(.state == "QM_IDLE" and ((.status // "") | test("deleted") | not)));

def identity_rows:
  . as $me | (selectors($me.tunnel.acl)) as $wanted
  | [(.ipsec_sa // [])[] | select((.current_peer // "") == $me.tunnel.peer or (.remote_endpt // "") == $me.tunnel.peer)];
def count($field): [.[] | .[$field] // "" | select(filled) | tonumber] | add // 0;
def identity_up: [identity_rows[] | select((.in_esp_spi | filled) or (.in_ah_spi | filled))];
def outbound_spi: . as $r | select((.outbound_spi // "") | test("^(0x)?0+(\\(0\\))?$") | not);

# What one end sends with is what the other receives with; otherwise it is lost.
def spis($rows; $field): [$rows[] | .[$field][]? | ascii_downcase | ltrimstr("0x")];
def out_of_step:
  ends | . as $here
  | (.me | identity_up | spis(.; "out_esp_spi") + spis(.; "out_ah_spi")) as $sends
  | (.peer.ipsec_sa // [] | spis(.; "in_esp_spi") + spis(.; "in_ah_spi")) as $receives
  | select(.me.tunnel != null and .peer.ipsec_sa != null and ($sends | length) > 0
           and (($sends - ($sends - $receives)) | length) == 0)
  | { cause: "invalid-spi", peer: "both",
      summary: "\(.me | name_of) encrypts with SPI 0x\($sends[0] | ascii_upcase), which \(.peer | name_of) does not know",
      evidence: [(.me | identity_up[] | at("out_esp_spi")), (.peer | identity_rows[] | at("in_esp_spi"))] };

# Counters that moved since the reply before, per direction; with evidence. Those that went back were
# cleared, or the router was started anew. That packets move is proven by two replies only.
def moved($field):
  . as $me | (identity_up | count($field)) as $now
  | ($me | .ipsec_sa = (.ipsec_sa_before // []) | identity_rows | count($field)) as $before
  | $now > $before;
def proven_to_move: .ipsec_sa_before != null and moved("encaps") and moved("decaps");
def went_back($field):
  . as $me | (identity_rows | count($field)) < ($me | .ipsec_sa = (.ipsec_sa_before // []) | identity_rows | count($field));

def tunnel_moves: ends | .me | select(proven_to_move) | identity_up[] | at("encaps"), at("decaps");
def growth($field):
  . as $me | (identity_up | count($field)) - ($me | .ipsec_sa = (.ipsec_sa_before // []) | identity_rows | count($field));

# With one end only, others' packets may move its counters: they count where a ping through the
# tunnel was answered, and no fewer packets went out and came in than there were answers.
def moves_alone:
  ([.ping_inside[]?.success_count | select(filled) | tonumber] | add // 0) as $answers
  | $answers > 0 and growth("encaps") >= $answers and growth("decaps") >= $answers;
def both_move:
  if both_ends then [ends | .me | select(proven_to_move)] | length == 2
  else .a | moves_alone end;

def uses_card: any((.engine // [])[]; .engine_type | test("hardware"; "i"));

# A card that takes packets, gives none back and counts errors.
def card_errors: (.errors_in // "0" | tonumber) + (.errors_out // "0" | tonumber);
def card_at_fault:
  ends | .side as $side | .me as $me | .me.accelerator[]?
  | select((.packets_in // "0" | tonumber) > 0 and (.packets_out // "0" | tonumber) == 0 and card_errors > 0)
  | { cause: "accelerator-fault", peer: $side,
      summary: "the encryption card of \($me | name_of) took \(.packets_in) packets, gave none back and counts \(card_errors) errors",
      evidence: [at("packets_in"), at("errors_in")], with: {slot: .slot} };

# One end cannot tell whether its packets get lost or the answers do, unless its own filter says so.
def one_way_alone:
  select(.a | identity_up != [] and moved("encaps") and (moved("decaps") | not))
  | select([card_at_fault] == []) | . as $doc | ([esp_filtered] | first) as $filter
  | (if $filter
     then {cause: "esp-blocked", peer: "a", confidence: 0.7, more: [$filter.entry], text: "its filter \($filter.entry.name) denies ESP"}
     else ({cause: "one-way-traffic", confidence: 0.4}, {cause: "esp-blocked", confidence: 0.35})
       | . + {peer: "both", more: [], text: "ESP is filtered on the way, the other end loses it, or nobody has the address \($doc.a.tunnel.target)"} end)
  | { cause, peer, confidence, evidence: (.more + [$doc.a | identity_up[] | at("encaps"), at("decaps")]),
      summary: "\($doc.a | name_of) encrypts and nothing comes back: \(.text)" };

def one_way_both:
  select((each_end(identity_up | length > 0)) and (both_move | not) and [card_at_fault] == []
           and ([.a, .b | went_back("encaps", "decaps")] | any | not))
  | [esp_filtered] as $filters
  | ends | . as $here | (if .side == "a" then "b" else "a" end) as $other
  | select((.me | moved("encaps")) and (.me | moved("decaps") | not))
  | (if (.peer | moved("decaps")) and (.peer | moved("encaps") | not)
     then {cause: "one-way-traffic", at: $other, text: "\(.peer | name_of) decrypts what \(.me | name_of) sends and sends nothing back into the tunnel"}
     # A packet that was encrypted and is not decrypted was dropped by a filter, on the way or by
     # the router that it came to; only a filter that can be read tells which.
     else (if .peer | moved("encaps") then {deaf: .me, side: .side, deaf_to: .peer}
           else {deaf: .peer, side: $other, deaf_to: .me} end) as $ear
       | ([$filters[] | select(.side == $ear.side)] | first) as $filter
       | "\($ear.deaf_to | name_of) encrypts and \($ear.deaf | name_of) decrypts nothing" as $text
       | if $filter
         then {cause: "esp-blocked", at: $ear.side, evidence: [$filter.entry],
               text: "\($text): its filter \($filter.entry.name) denies ESP"}
         else {cause: "one-way-traffic", at: $ear.side,
               text: "\($text): ESP is filtered on the way, or \($ear.deaf | name_of) loses it; another switching path (`no ip route-cache`) would tell"} end
     end) as $found
  | { cause: $found.cause, peer: $found.at, summary: $found.text, confidence: 0.7,
      evidence: (($found.evidence // []) + [.me, .peer | identity_up[] | at("encaps"), at("decaps")]) };

def one_way: if both_ends then one_way_both else one_way_alone end;

# ---- traffic ------------------------------------------------------------------------------------

def hits($rows): [$rows[]? | .matches // "" | select(filled) | tonumber] | add // 0;
def hits_increased: hits(.access_list // []) > hits(.access_list_before // []);
def large_lost:
  ends | .side as $side | .me as $me | .me.ping_large[]? | select(ping_answered | not)
  | { cause: "fragmentation-mtu", peer: $side,
      summary: "small packets cross the tunnel, those of \(.size // "1500") bytes from \($me | name_of) get no answer",
      evidence: [at("success_rate")] };

# So busy that packets get lost: no wonder that the tunnel does not come up, or does not carry.
def processor_exhausted:
  .vars.cpu_exhausted as $limit | ends | .me as $me | .side as $side
  | select((any(.me, .peer; .ping_inside[]? | ping_answered | not)))
  | .me.cpu[]?
  | select((.cpu_5_sec // "0" | tonumber) >= $limit and (.cpu_1_min // "0" | tonumber) >= $limit)
  | { cause: "cpu-overload", peer: $side,
      summary: "the processor of \($me | name_of) was busy for \(.cpu_5_sec) % of the last five seconds and \(.cpu_1_min) % of the last minute: packets and IKE get lost",
      evidence: [at("cpu_5_sec"), at("cpu_1_min"), ($me | interfaces[] | select(.route_cache | filled) | at("route_cache"))] };

# A processor that has no time for debug may have none for the tunnel either.
def processor_busy:
  .vars.cpu_limit as $limit | ends | .side as $side | .me as $me | .me.cpu[]?
  | select((.cpu_1_min // "0" | tonumber) >= $limit)
  | { peer: $side, evidence: [at("cpu_1_min")],
      summary: "the processor of \($me | name_of) was busy for \(.cpu_1_min) % of the last minute: too busy for debug, and perhaps for the tunnel" };

# ---- fixes, as configuration lines with this tunnel's own names -----------------------------------
# A name that is not known, such as one of an end that was not logged into, is a word in capitals.

def lines(f): [f] | join("\n");

def fix_policy:
  .with as $w
  | if $w.a == null then "! make encryption, hash, authentication and group of one ISAKMP policy equal on both ends"
    else lines("! on \(.b | name_of), so that it has what \(.a | name_of) offers (or the other way round)",
      "configure terminal", "crypto isakmp policy \(if ($w.b_priority | ascii_downcase) == "default" then "10" else $w.b_priority end)",
      ($w.differs[] | " \(.) \($w.a[.])"), " end") end;

def fix_key:
  if .with.group != null
  then lines("configure terminal", "crypto isakmp client configuration group \(.with.group)", " key KEY", " end", "! and the same KEY for the group on the clients")
  elif .a.tunnel == null then "! set the same pre-shared key for each other on both ends: crypto isakmp key KEY address PEER"
  else lines("! on \(.a | name_of)", "configure terminal",
             "crypto isakmp key KEY address \(.b.tunnel.local // .a.tunnel.peer // "PEER")", "end",
             "! on \(.b | name_of), with the same KEY", "configure terminal",
             "crypto isakmp key KEY address \(.a.tunnel.local // "PEER")", "end") end;

def fix_transform:
  .with as $w
  | if $w.a == null then "! make one transform set equal on both ends: crypto ipsec transform-set NAME TRANSFORMS"
    else lines("! on \(.b | name_of), so that it offers what \(.a | name_of) offers (or the other way round)",
      "configure terminal", "crypto ipsec transform-set \($w.b_set) \($w.a)", "end", "clear crypto sa") end;

def fix_pfs:
  .with as $w
  | if $w.dynamic != null
    then lines("configure terminal", $w.dynamic, " no set pfs", " end", "! or let the clients ask for the same group")
    elif $w.a == null then "! set the same group with `set pfs` in both crypto map entries"
    else lines("! on \(.b | name_of)", "configure terminal", "crypto map \(.b.tunnel.map) \(.b.tunnel.seq) ipsec-isakmp",
      (if $w.a == "" then " no set pfs" else " set pfs \($w.a)" end), " end") end;

# Single entries are edited in the list's own mode: `no access-list 100 ...` removes the whole list.
def fix_acl:
  .with as $w | .b.tunnel.acl as $list
  | if $w.for_b == null then "! make the two crypto access lists mirror each other, entry by entry"
    else lines("! on \(.b | name_of), the mirror of what \(.a | name_of) has (or the other way round)",
      "configure terminal", "ip access-list extended \($list)",
      ($w.b[] | " no \(.)"), ($w.for_b[] | " \(.)"), " end", "clear crypto sa") end;

def fix_map:
  .with as $w
  | if $w.forced != null
    then lines("no crypto map \(.me.tunnel.map // "MAP") local-address \($w.forced)", "end")
    else ($w.interface // .me.tunnel.outside) as $interface | ($w.map // .me.tunnel.map) as $map
      | lines(if $interface and $map then empty
              else "! INTERFACE: the one that leads to the peer; MAP: as in show crypto map" end,
              "interface \($interface // "INTERFACE")", " crypto map \($map // "MAP")", " end") end;
