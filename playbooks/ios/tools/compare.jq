# SPDX-License-Identifier: ISC
#
# Two configurations side by side: `comparison` pairs the tunnels between them and lists how the
# ends of each differ. Input: { a: { tree, hostname }, b: { same } }, tree as nested lines
# { line, at, last, in }. A difference is { what, cause, summary, a: [place], b: [place] }, a place
# { at, line }. Secrets have been replaced by tags before.

# ---- reading ------------------------------------------------------------------------------------

def place: {at, line};
def words: [splits(" +") | select(. != "")];
# Where a word stands, or null. (index() on lists leaks memory in libjq 1.6.)
def position($word): . as $list | [range(length) | select($list[.] == $word)] | .[0];
def rest_of($n): words | .[$n:] | join(" ");

# The lines of a section that begin with these words.
def lines($head): .in[] | select(.line == $head or (.line | startswith($head + " ")));
def line($head): [lines($head)] | first;
def word_after($head): (line($head) // {line: ""}) | .line | words | .[($head | words | length)];
def has_line($head): any(.in[]; .line == $head);
def node: {at, line, in};

def read_interfaces: [ .tree[] | select(.line | test("^interface \\S"))
  | . as $n | {node: ., at, line, name: (.line | words | .[1]),
      # An address that comes from a server is not known from the configuration.
      address: (word_after("ip address") | if . != null and address_number == null then null else . end),
      learns: ((word_after("ip address") // "") | test("^(negotiated|dhcp)")), mask: ((line("ip address") // {line: ""}) | .line | words | .[3]),
      address_line: ((line("ip address") // $n) | place),
      unnumbered: word_after("ip unnumbered"), map: word_after("crypto map"),
      vrf: (word_after("ip vrf forwarding") // word_after("vrf forwarding")),
      down: has_line("shutdown"), source: word_after("tunnel source"),
      destination: word_after("tunnel destination"), key: word_after("tunnel key"),
      key_line: (line("tunnel key") | if . then place else null end),
      profile: (word_after("tunnel protection ipsec profile")),
      profile_line: ((line("tunnel protection ipsec profile") // $n) | place)} ];

# An isakmp policy with the defaults that a configuration does not show.
def read_policies: [ .tree[] | select(.line | test("^crypto isakmp policy \\d"))
  | . as $n | {node: ., at, line, number: (.line | words | .[3] | tonumber),
      encryption: (((line("encryption") // line("encr")) // {line: "e des"}) | .line | rest_of(1) | cipher),
      hash: ((word_after("hash") // "sha") | digest),
      authentication: (word_after("authentication") // "rsa-sig"),
      group: (word_after("group") // "1"),
      lifetime: ((word_after("lifetime") // "86400") | tonumber)} ];

def key_record($n; $ring; $vrf; $address; $mask; $key):
  {at: $n.at, line: $n.line, ring: $ring, vrf: $vrf, address: $address, mask: $mask, key: $key};

def read_keys:
  [ .tree[] | . as $n
    | if .line | test("^crypto isakmp key ") then
        (.line | words) as $w | ($w | position("address")) as $i
        | select($i != null)
        | key_record($n; null; null; $w[$i + 1];
            ($w[$i + 2] // "" | if test("^[0-9.]+$") then . else "255.255.255.255" end); $w[$i - 1])
      elif .line | test("^crypto keyring \\S") then
        (.line | words) as $w
        | .in[] | . as $k | select(.line | startswith("pre-shared-key address "))
        | (.line | words) as $v | ($v | position("key")) as $i
        | key_record($k; $w[2]; (if $w[3] == "vrf" then $w[4] else null end); $v[2];
            (if $i == 4 then $v[3] else "255.255.255.255" end); $v[-1])
      else empty end ];

def read_sets: [ .tree[] | select(.line | startswith("crypto ipsec transform-set "))
  | {at, line, name: (.line | words | .[3]), words: (.line | rest_of(4) | transform_words),
     mode: (word_after("mode") // "tunnel")} ];

# What may be said of a crypto map entry, a dynamic map entry or an ipsec profile alike.
def read_terms:
  { node: node, at, line,
    peers: [lines("set peer") | .line | words | .[2]], peer_lines: [lines("set peer") | place],
    sets: ((line("set transform-set") // {line: ""}) | .line | words | .[2:]),
    sets_line: ((line("set transform-set") // .) | place),
    list: word_after("match address"), list_line: ((line("match address") // .) | place),
    pfs: (if line("set pfs") then (word_after("set pfs") // "group1") else null end),
    pfs_line: ((line("set pfs") // .) | place),
    life_s: word_after("set security-association lifetime seconds"),
    life_kb: word_after("set security-association lifetime kilobytes"),
    life_line: ((line("set security-association lifetime") // .) | place),
    isakmp_profile: word_after("set isakmp-profile"), ikev2_profile: word_after("set ikev2-profile"),
    profile_line: ((line("set isakmp-profile") // line("set ikev2-profile") // .) | place) };

def read_maps: [ .tree[] | select(.line | test("^crypto map \\S+ \\d+"))
  | (.line | words) as $w
  | read_terms + {name: $w[2], number: ($w[3] | tonumber),
                  dynamic: (if $w[5] == "dynamic" then $w[6] else null end)} ];
def read_dynamics: [ .tree[] | select(.line | test("^crypto dynamic-map \\S+ \\d+"))
  | (.line | words) as $w | read_terms + {name: $w[2], number: ($w[3] | tonumber)} ];
def read_ipsec_profiles: [ .tree[] | select(.line | startswith("crypto ipsec profile "))
  | read_terms + {name: (.line | words | .[3])} ];

def read_isakmp_profiles: [ .tree[] | select(.line | startswith("crypto isakmp profile "))
  | {at, line, name: (.line | words | .[3]), ring: word_after("keyring"), vrf: word_after("vrf"),
     identities: [lines("match identity") | {at, line, kind: (.line | words | .[2]), value: (.line | words | .[3]),
       mask: (.line | words | .[4] // "255.255.255.255" | if test("^[0-9.]+$") then . else "255.255.255.255" end)}]} ];

def read_lists:
  [ .tree[] | . as $n
    | if .line | test("^access-list \\d+ (permit|deny) ") then
        {list: (.line | words | .[1]), entry: (.line | rest_of(2)), at, line}
      elif .line | test("^ip access-list (extended|standard) \\S") then
        (.line | words | .[3]) as $name | .in[]
        | {list: $name, entry: (.line | sub("^\\d+ +"; "")), at, line}
      else empty end ];

def read_routes: [ .tree[] | select(.line | test("^ip route "))
  | (.line | words) as $w | (if $w[2] == "vrf" then 2 else 0 end) as $o
  | {at, line, vrf: (if $o == 2 then $w[3] else null end), network: $w[2 + $o], mask: $w[3 + $o], via: $w[4 + $o]} ];

# ---- IKEv2, as far as symmetry goes --------------------------------------------------------------

def read_ikev2:
  . as $tree
  | { proposals: [ $tree[] | select(.line | startswith("crypto ikev2 proposal "))
        | {at, line, name: (.line | words | .[3]),
           encryption: ((line("encryption") // {line: ""}) | .line | words | .[1:]),
           integrity: ((line("integrity") // {line: ""}) | .line | words | .[1:]),
           group: ((line("group") // {line: ""}) | .line | words | .[1:])} ],
      policies: [ $tree[] | select(.line | startswith("crypto ikev2 policy "))
        | {at, line, proposals: [lines("proposal") | .line | words | .[1]]} ],
      rings: [ $tree[] | select(.line | startswith("crypto ikev2 keyring "))
        | (.line | words | .[3]) as $ring
        | .in[] | select(.line | startswith("peer ")) | . as $peer
        | {ring: $ring, at, line, address: word_after("address"),
           mask: ((line("address") // {line: ""}) | .line | words | .[2] // "255.255.255.255"),
           keys: [lines("pre-shared-key") | {at, line, way: (.line | words | if .[1] == "local" or .[1] == "remote" then .[1] else "both" end), key: (.line | words | .[-1])}]} ],
      profiles: [ $tree[] | select(.line | startswith("crypto ikev2 profile "))
        | {at, line, name: (.line | words | .[3]),
           identities: [lines("match identity remote address") | {at, line, value: (.line | words | .[4]), mask: (.line | words | .[5] // "255.255.255.255")}],
           sign: word_after("authentication local"), verify: word_after("authentication remote"),
           sign_line: ((line("authentication local") // .) | place), verify_line: ((line("authentication remote") // .) | place),
           ring: word_after("keyring local")} ] };

def read_side:
  { hostname: (([.tree[] | select(.line | startswith("hostname ")) | .line | words | .[1]] | first) // .hostname),
    interfaces: read_interfaces, policies: read_policies, keys: read_keys, sets: read_sets,
    maps: read_maps, dynamics: read_dynamics, ipsec_profiles: read_ipsec_profiles,
    isakmp_profiles: read_isakmp_profiles, entries: read_lists, routes: read_routes,
    local: [.tree[] | select(.line | test("^crypto map \\S+ local-address ")) | {at, line, map: (.line | words | .[2]), interface: (.line | words | .[4])}],
    life_s: ([.tree[] | select(.line | startswith("crypto ipsec security-association lifetime seconds ")) | .line | words | .[5]] | first // "3600"),
    life_kb: ([.tree[] | select(.line | startswith("crypto ipsec security-association lifetime kilobytes ")) | .line | words | .[5]] | first // "4608000"),
    # Then the routing table holds more than the configuration tells.
    routes_elsewhere: any(.tree[]; .line | test("^router (bgp|ospf|eigrp|rip|isis)")),
    off: ([.tree[] | select(.line == "no crypto isakmp enable") | place] | first),
    ikev2: (.tree | read_ikev2) };

# ---- one end of a tunnel ------------------------------------------------------------------------

def interface_named($name): [.interfaces[] | select(.name == $name)] | first;
def interface_address($name):
  interface_named($name) as $i
  | if $i == null then null
    elif $i.unnumbered then $i.unnumbered as $u | interface_named($u) | (. // {}) | .address
    else $i.address end;
def addresses: [.interfaces[] | .address | select(. != null)];
def owns($ip): any(.interfaces[]; .address == $ip and $ip != null);
def covers($address; $mask): (address_number) as $n | $n != null and ($n | in_range(network_range($address; $mask)));

# Map entries that are applied or not, with the addresses their peers see.
def map_ends:
  . as $side
  | .maps[] | . as $m
  | [$side.interfaces[] | select(.map == $m.name)] as $on
  | ([$side.local[] | select(.map == $m.name)] | first) as $forced
  | if $m.dynamic then
      ([$side.dynamics[] | select(.name == $m.dynamic)][] // null) as $d
      | select($d != null) | $d + {kind: "dynamic map", label: "\($m.name) \($m.number) dynamic \($d.name)"}
    else $m + {kind: "crypto map", label: "\($m.name) \($m.number)"} end
  | . + {map: $m.name, on: $on, forced: $forced,
         local: (if $forced then [$side | interface_address($forced.interface)]
                 else [$on[] | .name as $n | $side | interface_address($n)] end | map(select(. != null))),
         vrf: ($on[0].vrf // null)};

def vti_ends:
  . as $side
  | .interfaces[] | select(.destination != null or .profile != null) | select(.name | startswith("Tunnel")) | . as $i
  | (if .source | test("^[0-9.]+$") then .source else (.source as $s | $side | interface_address($s)) end // null) as $local
  | ([$side.ipsec_profiles[] | select(.name == $i.profile)] | first) as $p
  | ($p // {node: $i.node, at: $i.at, line: $i.line, peers: [], peer_lines: [], sets: [], sets_line: ($i | place), list: null,
            list_line: ($i | place), pfs: null, pfs_line: ($i | place), life_s: null, life_kb: null, life_line: ($i | place),
            isakmp_profile: null, ikev2_profile: null, profile_line: ($i | place)})
  | . + {kind: "tunnel interface", label: $i.name, tunnel: $i, peers: [$i.destination | select(. != null)],
         peer_lines: [$i | place], local: [$local | select(. != null)], on: [$i], forced: null, vrf: $i.vrf};

def ends_of: [map_ends, vti_ends];

# ---- access lists -------------------------------------------------------------------------------

# Entries of a list as plain ranges; ports are kept as text.
def entry_end($w):
  if $w[0] == "any" then {range: [0, 4294967295], left: $w[1:]}
  elif $w[0] == "host" then ($w[1] | address_number) as $n | {range: [$n, $n], left: $w[2:]}
  else ($w[0] | address_number) as $n | ($w[1] // "" | address_number) as $m
    | if $n == null then {range: null, left: []}
      elif $m == null then {range: [$n, $n], left: $w[1:]}
      else {range: block_of($n; $m + 1), left: $w[2:]} end
  end;
def entry_ports($w):
  if ($w[0] // "") | test("^(eq|gt|lt|neq)$") then {ports: ($w[:2] | join(" ")), left: $w[2:]}
  elif $w[0] == "range" then {ports: ($w[:3] | join(" ")), left: $w[3:]}
  else {ports: "", left: $w} end;
def entry_selector:
  (.entry | words) as $w
  | entry_end($w[2:]) as $s | entry_ports($s.left) as $sp | entry_end($sp.left) as $d | entry_ports($d.left) as $dp
  | {at, line, list, action: $w[0], protocol: $w[1], source: $s.range, destination: $d.range, source_ports: $sp.ports, destination_ports: $dp.ports};
def selectors_of($list): [.entries[] | select(.list == $list) | entry_selector | select(.action == "permit" and .source != null and .destination != null)];
def mirrored_by($o):
  .protocol == $o.protocol and .source == $o.destination and .destination == $o.source
  and .source_ports == $o.destination_ports and .destination_ports == $o.source_ports;

# ---- pairs --------------------------------------------------------------------------------------

def names($other): .peers as $p | any($other.local[]; . as $l | $p | holds($l)) ;
def reaches($side): .peers as $p | any($p[]; . as $x | $side | owns($x));
def family: if .kind == "tunnel interface" then "tunnel interface" else "crypto map" end;

def lists_face($a; $b; $x; $y):
  $x.list != null and $y.list != null
  and ([($a | selectors_of($x.list))[] as $p | ($b | selectors_of($y.list))[] as $q | select($p | mirrored_by($q))] | length) > 0;

def pair_score($x; $y; $a; $b):
  (if ($x | names($y)) then 4 elif ($x | reaches($b)) then 2 else 0 end)
  + (if ($y | names($x)) then 4 elif ($y | reaches($a)) then 2 else 0 end)
  + (if lists_face($a; $b; $x; $y) then 2 else 0 end)
  + (if ($x | family) == ($y | family) then 1 else 0 end);

# The best partner of each end; an end may have none.
def pairs($a; $b):
  ($a | ends_of) as $xs | ($b | ends_of) as $ys
  | [ $xs[] as $x | $ys[] as $y | {x: $x, y: $y, score: pair_score($x; $y; $a; $b)} ]
  | map(select(.score >= 2)) | sort_by(-.score)
  | if length == 0 and ($xs | length) == 1 and ($ys | length) == 1
    then [{x: $xs[0], y: $ys[0], score: 0}] else . end
  | reduce .[] as $p ([]; if any(.[]; .x.at == $p.x.at and .x.label == $p.x.label or (.y.at == $p.y.at and .y.label == $p.y.label)) then . else . + [$p] end);

# ---- differences --------------------------------------------------------------------------------

def difference($what; $cause; $summary; $x; $y):
  {what: $what, cause: $cause, summary: $summary, a: [$x[]? | place], b: [$y[]? | place]};

def policy_of: {encryption, hash, authentication, group};
def policy_text: "\(.encryption), \(.hash), \(.authentication), group \(.group)";

def compare_policies($a; $b):
  (if $a.policies == [] then [{at: 1, line: "", number: "default"}] else $a.policies end) as $xs
  | [ $a.policies[] as $x | $b.policies[] as $y | {x: $x, y: $y,
      differs: [$x | policy_of | keys[] | select(($x | policy_of)[.] != ($y | policy_of)[.])]} ]
  | sort_by(.differs | length) | first
  | if . == null then
      (if $a.policies == [] and $b.policies == [] then empty
       else difference("isakmp policy"; "phase1-policy-mismatch"; "only one end has an ISAKMP policy: the other offers its defaults only";
                       $a.policies[:1]; $b.policies[:1]) end)
    elif (.differs | length) > 0 then
      . as $p | difference("isakmp policy"; "phase1-policy-mismatch";
        "no ISAKMP policy in common; nearest are priority \(.x.number) and \(.y.number): "
          + ([.differs[] as $k | "\($k) \($p.x[$k]) against \($p.y[$k])"] | join(", "));
        [.x.node]; [.y.node])
    elif .x.lifetime != .y.lifetime then
      difference("isakmp lifetime"; null; "the ISAKMP policies in common differ in lifetime: \(.x.lifetime) against \(.y.lifetime) seconds"; [.x.node]; [.y.node])
    else empty end;

# The key of a side for a peer address: of its profile's keyring, of a keyring of the VRF, of none.
def key_for_peer($one; $address):
  . as $side
  | ([.isakmp_profiles[] | select(.name == $one.isakmp_profile)] | first | .ring) as $ring
  | [ .keys[] | . as $k
      | select(($address | covers($k.address; $k.mask)))
      | select(if $ring then .ring == $ring elif $one.vrf then .vrf == $one.vrf or .ring == null else .vrf == null end) ]
  | sort_by(.mask | address_number) | last;

def sealed_tag: test("^<secret[0-9]+:");

def compare_keys($a; $b; $x; $y):
  ($x.peers[0] // $y.local[0]) as $far | ($y.peers[0] // $x.local[0]) as $near
  | ($a | key_for_peer($x; $far)) as $k | ($b | key_for_peer($y; $near)) as $l
  | if $k == null and $l == null then empty
    elif $k == null then difference("pre-shared key"; "psk-missing"; "\($a.hostname) has no pre-shared key for \($far), \($b.hostname) has one for \($near)"; [$x]; [$l])
    elif $l == null then difference("pre-shared key"; "psk-missing"; "\($b.hostname) has no pre-shared key for \($near), \($a.hostname) has one for \($far)"; [$k]; [$y])
    elif ($k.key | sealed_tag) or ($l.key | sealed_tag) then
      difference("pre-shared key"; null; "the keys are stored encrypted and cannot be compared"; [$k]; [$l])
    elif $k.key != $l.key then difference("pre-shared key"; "psk-mismatch"; "the pre-shared keys for each other differ"; [$k]; [$l])
    else empty end;

def compare_peers($a; $b; $x; $y):
  (if ($x.kind == "dynamic map" or ($x | names($y)) or $y.local == []) then empty
   else difference("peer address"; "no-matching-peer"; "\($a.hostname) expects \($x.peers | join(", ") | if . == "" then "no peer" else . end), \($b.hostname) answers from \($y.local | join(", "))"; ($x.peer_lines + [$x])[:1]; [$y.on[0] // $y | .address_line // .]) end),
  (if ($y.kind == "dynamic map" or ($y | names($x)) or $x.local == []) then empty
   else difference("peer address"; "no-matching-peer"; "\($b.hostname) expects \($y.peers | join(", ") | if . == "" then "no peer" else . end), \($a.hostname) answers from \($x.local | join(", "))"; [$x.on[0] // $x | .address_line // .]; ($y.peer_lines + [$y])[:1]) end);

def sets_of($one): . as $side | [$one.sets[] as $n | $side.sets[] | select(.name == $n)];

def compare_transforms($a; $b; $x; $y):
  ($a | sets_of($x)) as $s | ($b | sets_of($y)) as $t
  | if ($x.sets | length) == 0 or ($y.sets | length) == 0 then empty
    elif ($s | length) == 0 then difference("transform set"; "crypto-map-incomplete"; "\($a.hostname) names transform set \($x.sets | join(", ")), which it does not have"; [$x.sets_line]; $t)
    elif ($t | length) == 0 then difference("transform set"; "crypto-map-incomplete"; "\($b.hostname) names transform set \($y.sets | join(", ")), which it does not have"; $s; [$y.sets_line])
    else
      [$s[] as $p | $t[] as $q | select($p.words == $q.words) | {p: $p, q: $q}] as $same
      | if ($same | length) == 0 then
          difference("transform set"; "phase2-transform-mismatch"; "no transform set in common: \([$s[] | .words | join(" ")] | join(" or ")) against \([$t[] | .words | join(" ")] | join(" or "))"; $s; $t)
        elif all($same[]; .p.mode != .q.mode) then
          difference("mode"; "ipsec-mode-mismatch"; "\($same[0].p.name) is for \($same[0].p.mode) mode, \($same[0].q.name) for \($same[0].q.mode) mode"; [$same[0].p]; [$same[0].q])
        else empty end
    end;

def compare_pfs($x; $y):
  if $x.pfs == $y.pfs then empty
  else difference("pfs"; "pfs-mismatch"; "perfect forward secrecy: \($x.pfs // "none") against \($y.pfs // "none")"; [$x.pfs_line]; [$y.pfs_line]) end;

def compare_lifetimes($a; $b; $x; $y):
  [($x.life_s // $a.life_s), ($x.life_kb // $a.life_kb)] as $l | [($y.life_s // $b.life_s), ($y.life_kb // $b.life_kb)] as $m
  | if $l == $m then empty
    else difference("lifetime"; null; "lifetimes of the SAs: \($l[0]) seconds, \($l[1]) kilobytes against \($m[0]) seconds, \($m[1]) kilobytes; the lower is agreed upon"; [$x.life_line]; [$y.life_line]) end;

def compare_lists($a; $b; $x; $y):
  if $x.list == null or $y.list == null then empty
  else
    ($a | selectors_of($x.list)) as $s | ($b | selectors_of($y.list)) as $t
    | [$s[] | . as $p | select(any($t[]; . as $q | $p | mirrored_by($q)) | not)] as $only_a
    | [$t[] | . as $p | select(any($s[]; . as $q | $p | mirrored_by($q)) | not)] as $only_b
    | (if $s == [] then difference("access list"; "crypto-map-incomplete"; "\($a.hostname) has no permit entry in access list \($x.list)"; [$x.list_line]; $t)
       elif $t == [] then difference("access list"; "crypto-map-incomplete"; "\($b.hostname) has no permit entry in access list \($y.list)"; $s; [$y.list_line])
       elif ($only_a + $only_b | length) > 0 then
         difference("access list"; "proxy-identity-mismatch";
           "the crypto access lists do not mirror each other: " + ([($only_a[] | "\($a.hostname) has \(selector_text)"), ($only_b[] | "\($b.hostname) has \(selector_text)")] | join("; ")); $only_a; $only_b)
       else empty end),
      ([$s[], $t[] | select(.source == [0, 4294967295] or .destination == [0, 4294967295])]
       | select(length > 0)
       | difference("access list"; null; "`any` in a crypto access list also catches what is not for the tunnel";
           [$s[] | select(.source == [0, 4294967295] or .destination == [0, 4294967295])]; [$t[] | select(.source == [0, 4294967295] or .destination == [0, 4294967295])]))
  end;

def overlap($p; $q): $p[0] <= $q[1] and $q[0] <= $p[1];
def overlapping($side; $one):
  [ $side.maps[] | select($one.kind == "crypto map" and .name == $one.map and .number != $one.number and .list != null)
    | . as $m | ($side | selectors_of($m.list))[] as $q | ($side | selectors_of($one.list))[] as $p
    | select($m.list != $one.list and overlap($p.source; $q.source) and overlap($p.destination; $q.destination))
    | {p: $p, q: $q, m: $m} ] | first;
def compare_overlaps($a; $b; $x; $y):
  (overlapping($a; $x) | select(. != null) | difference("overlapping lists"; "wrong-sa-selected"; "on \($a.hostname) access list \($x.list) overlaps list \(.m.list) of \(.m.name) \(.m.number)"; [.p, .q]; [])),
  (overlapping($b; $y) | select(. != null) | difference("overlapping lists"; "wrong-sa-selected"; "on \($b.hostname) access list \($y.list) overlaps list \(.m.list) of \(.m.name) \(.m.number)"; []; [.p, .q]));

# The interface by which an address is reached, or null.
def way_to($ip; $vrf):
  ($ip | address_number) as $n | . as $side
  | [.interfaces[] | select(.vrf == $vrf and (.down | not)) | . as $i | select($i.address != null and $i.mask != null and ($n | in_range(network_range($i.address; $i.mask)))) | {interface: .name, size: 0, at, line}] as $connected
  | [.routes[] | select(.vrf == $vrf) | . as $r | network_range(.network; .mask) as $range | select($n | in_range($range)) | {interface: null, via: .via, size: ($range[1] - $range[0] + 1), at, line}] as $static
  | ($connected + $static) | sort_by(.size) | first;
def out_interface($ip; $vrf):
  way_to($ip; $vrf) as $w
  | if $w == null then null elif $w.interface then $w.interface
    elif $w.via | test("^[0-9.]+$") then (way_to($w.via; $vrf) | .interface) else $w.via end;

def compare_applied($here; $there; $one; $as_a):
  def told($what; $cause; $summary; $places): if $as_a then difference($what; $cause; $summary; $places; []) else difference($what; $cause; $summary; []; $places) end;
  if $one.kind == "tunnel interface" then
    (if $one.tunnel.profile == null then told("tunnel protection"; "tunnel-protection-missing"; "\($here.hostname) \($one.tunnel.name) has no tunnel protection"; [$one.tunnel]) else empty end)
  elif $one.on == [] then told("crypto map applied"; "crypto-map-not-applied"; "\($here.hostname) applies crypto map \($one.map) to no interface"; [$one])
  else
    ($one.peers[0] // $there.local[0]) as $peer
    | ($here | out_interface($peer; $one.vrf)) as $out
    | if $peer == null then empty
      elif ($here | .routes_elsewhere or any(.interfaces[]; .learns)) then empty
      elif ($here | way_to($peer; $one.vrf)) == null then told("route"; "missing-route"; "\($here.hostname) has no route to \($peer)"; $one.peer_lines[:1])
      elif $out != null and all($one.on[]; .name != $out) then told("crypto map applied"; "crypto-map-not-applied"; "\($here.hostname) reaches \($peer) by \($out), the crypto map is on \([$one.on[].name] | join(", "))"; [$one.on[0]])
      else empty end
  end,
  (if $one.forced and ($here | interface_address($one.forced.interface)) == null then told("local-address"; "crypto-map-not-applied"; "\($here.hostname) takes the address of \($one.forced.interface), which has none"; [$one.forced]) else empty end),
  (if all($one.on[]; .down) and $one.on != [] then told("interface"; "interface-down"; "\($here.hostname) \($one.on[0].name) is shut down"; [$one.on[0]]) else empty end);

def compare_vti($x; $y):
  if $x.tunnel == null or $y.tunnel == null then empty
  elif $x.tunnel.key != $y.tunnel.key then difference("tunnel key"; "tunnel-key-mismatch"; "tunnel key \($x.tunnel.key // "none") against \($y.tunnel.key // "none")"; [$x.tunnel.key_line // $x.tunnel]; [$y.tunnel.key_line // $y.tunnel])
  else empty end;

def compare_profiles($a; $b; $x; $y):
  def check($side; $one; $far; $as_a):
    ([$side.isakmp_profiles[] | select(.name == $one.isakmp_profile)] | first) as $p
    | def told($summary; $places): if $as_a then difference("isakmp profile"; "no-matching-peer"; $summary; $places; []) else difference("isakmp profile"; "no-matching-peer"; $summary; []; $places) end;
      if $one.isakmp_profile == null then empty
      elif $p == null then told("\($side.hostname) names ISAKMP profile \($one.isakmp_profile), which it does not have"; [$one.profile_line])
      elif $far != null and ([$p.identities[] | select(.kind == "address")] | length) > 0
           and (any($p.identities[] | select(.kind == "address"); . as $i | $far | covers($i.value; $i.mask)) | not)
      then told("ISAKMP profile \($p.name) of \($side.hostname) does not match \($far)"; [$p.identities[0]])
      else empty end;
  check($a; $x; $y.local[0]; true), check($b; $y; $x.local[0]; false);

# ---- IKEv2 --------------------------------------------------------------------------------------

def v2_profile($one): [.ikev2.profiles[] | select(.name == $one.ikev2_profile)] | first;
def v2_proposals:
  .ikev2 as $v | [$v.policies[].proposals[]] as $named
  | if $named == [] then $v.proposals else [$v.proposals[] | select(.name as $n | $named | holds($n))] end;
def v2_common($p; $q): all(("encryption", "integrity", "group"); . as $k | $p[$k] == [] and $q[$k] == [] or any($p[$k][]; . as $w | $q[$k] | holds($w)));

def v2_key($ring; $address; $way):
  [.ikev2.rings[] | select(.ring == $ring) | . as $r | select($address | covers($r.address; $r.mask)) | .keys[] | select(.way == $way or .way == "both")] | first;

def compare_v2($a; $b; $x; $y):
  if $x.ikev2_profile == null and $y.ikev2_profile == null then empty
  elif $x.ikev2_profile == null or $y.ikev2_profile == null then
    difference("IKE version"; null; "one end speaks IKEv2, the other IKEv1"; [$x.profile_line]; [$y.profile_line])
  else
    ($a | v2_profile($x)) as $p | ($b | v2_profile($y)) as $q
    | ($a | v2_proposals) as $s | ($b | v2_proposals) as $t
    | (if $p == null or $q == null then difference("ikev2 profile"; "ikev2-auth-failed"; "an IKEv2 profile that is named does not exist"; [$x.profile_line]; [$y.profile_line]) else empty end),
      (if $s == [] or $t == [] or any($s[] as $i | $t[] as $j | [$i, $j]; . as $z | v2_common($z[0]; $z[1])) then empty
       else difference("ikev2 proposal"; "ikev2-no-proposal"; "no IKEv2 proposal in common"; $s; $t) end),
      (if $p == null or $q == null then empty else
        (if $p.sign != null and $q.verify != null and $p.sign != $q.verify then difference("ikev2 authentication"; "ikev2-auth-failed"; "\($a.hostname) signs with \($p.sign), \($b.hostname) verifies \($q.verify)"; [$p.sign_line]; [$q.verify_line]) else empty end),
        (if $q.sign != null and $p.verify != null and $q.sign != $p.verify then difference("ikev2 authentication"; "ikev2-auth-failed"; "\($b.hostname) signs with \($q.sign), \($a.hostname) verifies \($p.verify)"; [$p.verify_line]; [$q.sign_line]) else empty end),
        (($a | v2_key($p.ring; $y.local[0] // ""; "local")) as $k | ($b | v2_key($q.ring; $x.local[0] // ""; "remote")) as $l
         | if $k == null or $l == null or $k.key == $l.key then empty
           elif ($k.key | sealed_tag) or ($l.key | sealed_tag) then difference("ikev2 key"; null; "the keys are stored encrypted and cannot be compared"; [$k]; [$l])
           else difference("ikev2 key"; "ikev2-auth-failed"; "the key \($a.hostname) signs with is not the one \($b.hostname) verifies"; [$k]; [$l]) end),
        (($a | v2_key($p.ring; $y.local[0] // ""; "remote")) as $k | ($b | v2_key($q.ring; $x.local[0] // ""; "local")) as $l
         | if $k == null or $l == null or $k.key == $l.key or ($k.key | sealed_tag) or ($l.key | sealed_tag) then empty
           else difference("ikev2 key"; "ikev2-auth-failed"; "the key \($b.hostname) signs with is not the one \($a.hostname) verifies"; [$k]; [$l]) end),
        (if $p.identities == [] or $y.local == [] or any($p.identities[]; . as $i | $y.local[0] | covers($i.value; $i.mask)) then empty
         else difference("ikev2 identity"; "ikev2-auth-failed"; "IKEv2 profile \($p.name) of \($a.hostname) does not match \($y.local[0])"; $p.identities; []) end),
        (if $q.identities == [] or $x.local == [] or any($q.identities[]; . as $i | $x.local[0] | covers($i.value; $i.mask)) then empty
         else difference("ikev2 identity"; "ikev2-auth-failed"; "IKEv2 profile \($q.name) of \($b.hostname) does not match \($x.local[0])"; []; $q.identities) end)
       end)
  end;

def differences($a; $b; $x; $y):
  ($x.ikev2_profile != null and $y.ikev2_profile != null) as $v2
  | (if $a.off then difference("isakmp"; "exchange-mode-mismatch"; "ISAKMP is switched off on \($a.hostname)"; [$a.off]; []) else empty end),
    (if $b.off then difference("isakmp"; "exchange-mode-mismatch"; "ISAKMP is switched off on \($b.hostname)"; []; [$b.off]) else empty end),
    (if $v2 then empty else compare_policies($a; $b), compare_keys($a; $b; $x; $y) end),
    compare_v2($a; $b; $x; $y),
    compare_profiles($a; $b; $x; $y),
    compare_peers($a; $b; $x; $y),
    compare_applied($a; $y; $x; true), compare_applied($b; $x; $y; false),
    compare_transforms($a; $b; $x; $y), compare_pfs($x; $y),
    compare_lists($a; $b; $x; $y), compare_overlaps($a; $b; $x; $y),
    compare_lifetimes($a; $b; $x; $y), compare_vti($x; $y);

def end_text($side): "\($side.hostname) \(.label)" + (if .local == [] then "" else " (\(.local | join(", ")))" end);

def comparison:
  (.a | read_side) as $a | (.b | read_side) as $b
  | pairs($a; $b) as $pairs
  | { tunnels: [ $pairs[] | .x as $x | .y as $y
        | { label: "\($x | end_text($a)) - \($y | end_text($b))",
            a: ($x | place), b: ($y | place), differences: [differences($a; $b; $x; $y)] } ],
      alone: { a: [($a | ends_of)[] | . as $e | select(any($pairs[]; .x.at == $e.at and .x.label == $e.label) | not) | {label: .label} + place],
               b: [($b | ends_of)[] | . as $e | select(any($pairs[]; .y.at == $e.at and .y.label == $e.label) | not) | {label: .label} + place] } };
