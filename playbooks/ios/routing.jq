# SPDX-License-Identifier: ISC
#
# What the checks between two provider edge routers share: the VRF that both have, the BGP session
# between them, what each puts into it and what the other makes of it, labels and CEF.

def vrfs: [config("vrf")];
def vrf_named($name): first(config("vrf") | select(.name == $name));
def bgp_neighbors: [config("neighbor")];

# The line that names the other router as a neighbour, or the only neighbour there is.
def neighbor_towards($other):
  first((bgp_neighbors[] | select(.address as $ip | $other | own_address($ip))), (bgp_neighbors | select(length == 1) | .[0]));

# One end alone: each of its VRFs.
def own_vrfs:
  .a as $a | $a | vrfs[] | . as $x
  | {label: "VRF \($x.name)", a: {vrf: $x.name, record: $x, neighbor: ($a | neighbor_towards({}) | .address // null)}};

# VRFs of the same name on both ends, or the only VRF of each.
def vrfs_of_both:
  .a as $a | .b as $b
  | ([($a | vrfs)[] as $x | ($b | vrfs)[] as $y | select($x.name == $y.name) | {x: $x, y: $y}]
     | if length == 0 and ($a | vrfs | length) == 1 and ($b | vrfs | length) == 1
       then [{x: ($a | vrfs[0]), y: ($b | vrfs[0])}] else . end)[]
  | { label: "VRF \(.x.name)",
      a: {vrf: .x.name, record: .x, neighbor: ($a | neighbor_towards($b) | .address // null)},
      b: {vrf: .y.name, record: .y, neighbor: ($b | neighbor_towards($a) | .address // null)} };

def shared_vrfs: if both_ends then vrfs_of_both else own_vrfs end;

def vrf_configured: .a.tunnel.record, .b.tunnel.record;

# ---- the session --------------------------------------------------------------------------------

def session: first((.bgp // [])[]);
def session_up: (session // {bgp_state: ""}) | .bgp_state == "Established";
def no_route_to_neighbor: [(.neighbor_route // [])[] | select(.missing | filled)] | first;

def neighbor_unrouted:
  ends | .me as $me | .peer as $peer
  | select(($me | session_up | not) and ($me | no_route_to_neighbor) != null)
  | select($peer.absent or ($peer | own_address($me.tunnel.neighbor)))
  | { cause: "missing-route", peer: .side,
      summary: "\($me | name_of) has no route to its BGP neighbour \($me.tunnel.neighbor)",
      evidence: [$me | no_route_to_neighbor],
      with: {network: $me.tunnel.neighbor, mask: "255.255.255.255", nexthop: "NEXTHOP"} };

def neighbor_routed: ends | .me | (.neighbor_route // [])[] | select(.missing | filled | not);

# The interface whose address the neighbour speaks to.
def neighbor_interface_down:
  ends | .side as $side | .me as $me | .peer as $peer
  | ($me.interface_brief // [])[] | select(.ip_address == $peer.tunnel.neighbor and (interface_up | not))
  | { cause: "interface-down", peer: $side, confidence: 0.95,
      summary: "\($me | name_of) \(.interface), the address of its BGP sessions, is \(.status)",
      evidence: [.], with: {interface: .interface} };
def neighbor_interface_up:
  ends | .me as $me | .peer as $peer
  | ($me.interface_brief // [])[] | select(.ip_address == $peer.tunnel.neighbor and interface_up);

# What the two configurations say about each other's session.
def session_reasons:
  . as $doc
  | ends | .side as $side | .me as $me | .peer as $peer
  | ($me | bgp_neighbors | map(select(.address == $me.tunnel.neighbor)) | first) as $line
  | select($line != null and ($peer.absent | not))
  | if ($peer | own_address($line.address) | not)
      then {side: $side, record: $line, text: "\($me | name_of) names \($line.address), which is no address of \($peer | name_of)"}
    elif ($peer | bgp_neighbors | length) > 0 and $line.remote_as != ($peer | bgp_neighbors[0].name)
      then {side: $side, record: $line, text: "\($me | name_of) expects AS \($line.remote_as), \($peer | name_of) is in AS \($peer | bgp_neighbors[0].name)"}
    else empty end;

def session_down:
  select([neighbor_unrouted, neighbor_interface_down] == [])
  | . as $doc
  | [ends | .side as $side | .me as $me | select(($me | session) != null and ($me | session_up | not)) | $me | session] as $down
  | select(($down | length) > 0)
  | [session_reasons] as $why
  | { cause: "bgp-neighbor-down", peer: (if ($why | length) == 1 then $why[0].side else "both" end),
      summary: ("the BGP session between \($doc.a | name_of) and \($doc.b | name_of) is not established"
        + (if ($why | length) > 0 then ": " + ([$why[].text] | join("; ")) else "" end)),
      evidence: ([$down[] | at("bgp_state")] + [$why[].record | at("address")]),
      with: {lines: [$why[] | .record.line]} };

def session_proven:
  select(each_end(session_up)) | present | session | at("bgp_state");

# ---- the routes ---------------------------------------------------------------------------------

# What an end puts into BGP itself: it gives its own paths the greatest weight.
def own_paths: [(.bgp_table // [])[] | select(.weight == "32768")];
def bgp_routes: [(.vrf_routes // [])[] | select(.protocol == "B")];
def path_network: .network | split("/")[0];
def learnt($network): [bgp_routes[] | select(.network == $network)] | length > 0;

def targets_missing($me; $peer):
  [$peer.tunnel.record.rt_export[]?] as $out | [$me.tunnel.record.rt_import[]?] as $in
  | select(($out | length) > 0) | select(all($out[]; . as $t | $in | holds($t) | not)) | {out: $out, in: $in};

def limit_reached($me):
  $me.tunnel.record | select(.maximum_routes | filled)
  | select((.maximum_routes | tonumber) <= ([($me.vrf_routes // [])[] | select(.network | filled)] | length));

# A network that the peer announces and this end's VRF has not, with the reason if one is to be seen.
def route_not_learnt:
  ends | .side as $side | .me as $me | .peer as $peer
  | select(($me | session_up) and ($me.vrf_routes | filled) and ($peer.bgp_table | filled))
  | [$peer | own_paths[] | path_network as $n | select($me | learnt($n) | not)] as $lost
  | select(($lost | length) > 0)
  | ([$lost[] | .network] | join(", ")) as $names
  | if ([targets_missing($me; $peer)] | length) > 0
    then { cause: "vpn-route-filtered", peer: "both", confidence: 0.95,
           summary: "\($peer | name_of) announces \($names) with route target \($peer.tunnel.record.rt_export | join(", ")), \($me | name_of) imports \($me.tunnel.record.rt_import | join(", "))",
           evidence: ([$peer.tunnel.record | at("rt_export")] + [$me.tunnel.record | at("rt_import")] + $lost),
           with: {vrf: $me.tunnel.vrf, target: ($peer.tunnel.record.rt_export[0])} }
    elif ([limit_reached($me)] | length) > 0
    then { cause: "route-limit-exceeded", peer: $side, confidence: 0.95,
           summary: "VRF \($me.tunnel.vrf) on \($me | name_of) may hold \($me.tunnel.record.maximum_routes) routes and is full: \($names) is left out",
           evidence: ([$me.tunnel.record | at("maximum_routes")] + $lost), with: {vrf: $me.tunnel.vrf} }
    else { cause: "vpn-route-filtered", peer: "both", confidence: 0.7,
           summary: "\($peer | name_of) announces \($names), \($me | name_of) has not taken it: a filter, or an address family that is not active for the neighbour",
           evidence: $lost, with: {vrf: $me.tunnel.vrf, target: ($peer.tunnel.record.rt_export[0] // "TARGET")} } end;

# A static or connected network of the VRF that its own router does not put into BGP.
def route_not_announced:
  ends | .side as $side | .me as $me
  | select(($me.vrf_routes | filled) and ($me._status.bgp_table // "error") != "error")
  | [($me.vrf_routes // [])[] | select(.protocol == "S" and .network != "0.0.0.0") | .network as $n
     | select([($me.bgp_table // [])[] | select(path_network == $n)] | length == 0)] as $kept
  | select(($kept | length) > 0)
  | { cause: "missing-route", peer: $side, confidence: 0.8,
      summary: "\($me | name_of) does not announce \([$kept[].network] | join(", ")) to its BGP neighbours: nothing redistributes it",
      evidence: $kept, with: {network: $kept[0].network, mask: "MASK", nexthop: "NEXTHOP"} };

def lan_route_missing:
  ends | .side as $side | .me as $me
  | select($me.vrf_routes | filled)
  | ($me | selectors($me | first(config("crypto map") | .acl) // "")) as $wanted
  | [$wanted[] | .destination as $range | select([($me.vrf_routes // [])[] | select(.network != "0.0.0.0")
      | prefix_range(.network; .prefix_length) as $r | select($r != null and ($range | same_or_inside(.; $r)))] | length == 0)] as $lost
  | select(($lost | length) > 0)
  | { cause: "missing-route", peer: $side, confidence: 0.8,
      summary: "VRF \($me.tunnel.vrf) on \($me | name_of) has no route to \([$lost[] | .destination | range_text] | unique | join(", ")), the other end of its tunnel",
      evidence: [$lost[0].record],
      with: {network: ($lost[0].destination[0] | number_address), mask: (4294967295 - ($lost[0].destination[1] - $lost[0].destination[0]) | number_address), nexthop: "NEXTHOP"} };

def routes_exchanged:
  select([ends | .me as $me | .peer as $peer | [$peer | own_paths[]] | length > 0 and all(.[]; path_network as $n | $me | learnt($n))] | all)
  | .a, .b | bgp_routes[];

# ---- labels, CEF, packets -----------------------------------------------------------------------

# The label an end uses for a network of the peer, against the peer's forwarding table.
def label_pairs:
  ends | .side as $side | .me as $me | .peer as $peer
  | ($me.labels // [])[] | select((.out_label | test("^[0-9]+$")) and (.next_hop == $me.tunnel.neighbor)) | . as $use
  | [($peer.lfib // [])[] | select(.prefix == $use.network)] | first | . as $entry
  | {side: $side, me: $me, peer: $peer, use: $use, entry: $entry};

def labels_differ:
  label_pairs | select((.peer.lfib // []) | length > 0) | select(.entry == null or .entry.local_label != .use.out_label)
  | { cause: "label-mismatch", peer: "both", confidence: 0.95,
      summary: "\(.me | name_of) sends packets for \(.use.network) with label \(.use.out_label), \(.peer | name_of) \(if .entry then "expects \(.entry.local_label)" else "has no label for it" end)",
      evidence: ([.use | at("out_label")] + [.entry | select(. != null) | at("local_label")]) };
def labels_agree:
  select([labels_differ] == []) | [label_pairs] | select(length > 0) | .[] | (.use | at("out_label")), (.entry | at("local_label"));

def cef_lost:
  ends | .side as $side | .me as $me
  | select($me.cef | filled) | ($me | bgp_routes)[] | . as $route
  | [($me.cef // [])[] | select(.ip_address == $route.network)] | first | . as $entry
  | select($entry == null or ($entry.nexthop // [] | length) == 0 or ($entry.interface // [] | map(select(filled)) | length) == 0)
  | { cause: "cef-adjacency-missing", peer: $side, confidence: 0.9,
      summary: "\($me | name_of) has \($route.network) in VRF \($me.tunnel.vrf), but CEF \(if $entry then "has no adjacency for it" else "does not know it" end)",
      evidence: [$route, ($entry | select(. != null))] };

# The table is empty because CEF does not run, and labels need CEF.
def cef_not_running:
  ends | .side as $side | .me as $me
  | select($me._status.cef != null and (($me.cef // []) | length) == 0 and ($me | bgp_routes | length) > 0)
  | { cause: "cef-adjacency-missing", peer: $side, confidence: 0.9,
      summary: "\($me | name_of) has routes of other provider edges, but no CEF table: labelled packets are not switched without CEF",
      evidence: ($me | bgp_routes | .[0:2]) };

def cef_complete:
  select([cef_lost, cef_not_running] == []) | select(each_end(.cef | filled))
  | ends | .me as $me | $me.cef[] | select(.ip_address as $n | $me | learnt($n));

def cef_drops:
  ends | .me | (.cef_drop // [])[]
  | select([.encap_fail, .no_route, .no_adj] | any(filled and . != "0"));

# Packets with a label that came in and did not go out again.
def labels_swallowed:
  select(.causes == [])
  | ends | .side as $side | .me as $me
  | [($me.debug // [])[] | select(.id == "mpls-received")] as $in
  | [($me.debug // [])[] | select(.id == "mpls-sent")] as $out
  | select(($in | length) > 1 and ($out | length) == 0)
  | { cause: "rri-multipoint", peer: $side, confidence: 0.6,
      summary: "\($me | name_of) receives packets with label \($in[0].fields.labels) and sends none on: no next hop on a multipoint interface, or a filter",
      evidence: $in[0:4], with: {vrf: $me.tunnel.vrf} };
# A static route that leads out of the crypto map's interface and to nobody there: the map made it.
def injected_to_nobody:
  select(.causes == [])
  | ends | .side as $side | .me as $me
  | first($me | interfaces[] | select(.crypto_map | filled)) as $interface
  | ($me.vrf_routes // [])[]
  | select(.protocol == "S" and .nexthop_ip == "0.0.0.0" and .nexthop_if == $interface.name)
  | { cause: "rri-multipoint", peer: $side, confidence: 0.75,
      summary: "\($me | name_of) reaches \(.network) over \($interface.name) without a next hop: the crypto map there made the route (reverse-route), and labelled packets find no neighbour",
      evidence: [at("network"), ($interface | at("crypto_map"))], with: {vrf: $me.tunnel.vrf} };
def labels_switched: ends | .me | (.debug // [])[] | select(.id == "mpls-sent");

# ---- the tunnel into the VRF --------------------------------------------------------------------

# The crypto map entry whose keyring or interface belongs to the VRF, and its peer.
def vrf_tunnels:
  ends | .side as $side | .me as $me
  | $me | config("crypto map") | select(.peers | filled) | . as $entry
  | {side: $side, me: $me, entry: $entry, peer: $entry.peers[0],
     on: [$me | interfaces[] | select(.crypto_map == $entry.name)]};

def covered($routes; $address):
  ($address | address_number) as $n
  | any($routes[]?; prefix_range(.network; .prefix_length) as $r | $r != null and ($n | in_range($r)));

# The routers of this kind look the peer up in the VRF and in the global table.
def endpoint_unrouted:
  vrf_tunnels | . as $t | select($t.on != [] and all($t.on[]; .vrf == $t.me.tunnel.vrf))
  | (select($t.me.vrf_routes | filled) | select(covered($t.me.vrf_routes; $t.peer) | not)
     | {table: "VRF \($t.me.tunnel.vrf)", vrf: " vrf \($t.me.tunnel.vrf)"}),
    (select($t.me.routes | filled) | select(covered($t.me.routes; $t.peer) | not) | {table: "the global table", vrf: ""})
  | { cause: "missing-route", peer: $t.side, confidence: 0.9,
      summary: "\($t.me | name_of) has no route to the tunnel's other end \($t.peer) in \(.table): IKE needs it there, too",
      evidence: [$t.entry | at("peers")], with: {network: $t.peer, mask: "255.255.255.255", nexthop: "NEXTHOP"} };

def terminates_elsewhere:
  vrf_tunnels | . as $t | select(any($t.on[]; .vrf != $t.me.tunnel.vrf) or $t.on == [])
  | { cause: "crypto-map-not-applied", peer: $t.side, confidence: 0.9,
      summary: (if $t.on == [] then "\($t.me | name_of) applies crypto map \($t.entry.name) to no interface"
        else "\($t.me | name_of) has crypto map \($t.entry.name) on \($t.on[0].name), which is not in VRF \($t.me.tunnel.vrf)" end),
      evidence: [($t.on[] | at("crypto_map")), ($t.entry | at("peers"))],
      with: {map: $t.entry.name,
             interface: ([$t.me | interfaces[] | select(.vrf == $t.me.tunnel.vrf) | .name][0] // "INTERFACE")} };

# IKE may come in where the tunnel into the VRF ends, and ESP may not: an entry denies it, or the list
# ends without any that is about it. (One that cannot be read as protocol and ranges may be.)
def endpoint_filtered:
  vrf_tunnels | . as $t | $t.on[] | . as $interface
  | ($t.me | .tunnel = {outside: $interface.name, local: $interface.ip_address}) as $me
  | [$me | config("access-list") | select(.name == $interface.access_in)] as $list
  | select(($list | length) > 0 and all($list[]; .protocol != null
      and (.protocol | IN("ip", "icmp", "igmp", "tcp", "udp", "esp", "ahp", "gre", "ospf", "eigrp", "pim"))))
  | ($me | filter_entry($t.peer; "esp")) as $entry
  | select($entry == null or $entry.action == "deny")
  | { cause: "esp-blocked", peer: $t.side, confidence: 0.9,
      summary: "the filter \($interface.access_in) on \($interface.name) of \($me | name_of) \(if $entry then "denies" else "does not permit" end) ESP from \($t.peer), the tunnel's other end",
      evidence: [$entry // $list[-1], ($interface | at("access_in"))] };

def endpoint_routed:
  select([endpoint_unrouted, terminates_elsewhere] == []) | vrf_tunnels | .entry | at("peers");

def lan_ping_lost: ends | .me | (.ping_lan // [])[] | select(.success_rate == "0");
def lan_ping_passed: ends | .me | (.ping_lan // [])[] | select(.success_rate | filled and . != "0");
