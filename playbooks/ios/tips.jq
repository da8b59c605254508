# SPDX-License-Identifier: ISC
#
# Points of configuration that make trouble later, whether the tunnel is up or not.

# A tunnel between the two, or else the VRF that both serve.
def tunnels_or_vrfs: [tunnels] as $found | if $found != [] then $found[] else shared_vrfs end;

def ike_lifetimes_differ:
  policy_in_common | select(length > 0 and all(.[]; .x.lifetime != .y.lifetime)) | first
  | { peer: "both", evidence: [.x, .y | at("lifetime")],
      summary: "the IKE lifetimes differ: \(.x.lifetime) against \(.y.lifetime)" };

def sa_seconds: (.tunnel.entry.lifetime_s | select(filled)) // (.sa_lifetime[0]?.lifetime_s) // "3600";
def sa_kilobytes: (.tunnel.entry.lifetime_kb | select(filled)) // (.sa_lifetime[0]?.lifetime_kb) // "4608000";
def sa_lifetimes_differ:
  select(.a.tunnel.entry != null and .b.tunnel.entry != null)
  | select((.a | sa_seconds) != (.b | sa_seconds) or (.a | sa_kilobytes) != (.b | sa_kilobytes))
  | { peer: "both", evidence: [.a, .b | .sa_lifetime[]?],
      summary: "the SA lifetimes differ: \(.a | sa_seconds) s and \(.a | sa_kilobytes) KB against \(.b | sa_seconds) s and \(.b | sa_kilobytes) KB" };

def aggressive_off:
  ends | .side as $side | .me as $me | .me.aggressive[]? | select(.line | test("aggressive-mode disable"))
  | { peer: $side, evidence: [.],
      summary: "\($me | name_of) takes no part in aggressive mode: a peer that can do nothing else, a VPN client with a group key for one, is refused" };
def aggressive_asked:
  ends | .side as $side | .me as $me | .me.aggressive[]? | select(.line | test("set aggressive-mode|initiate mode aggressive"))
  | { peer: $side, evidence: [.],
      summary: "\($me | name_of) is told to begin in aggressive mode; routers of this age accept it and do not begin it" };

# Reverse routes give no next hop: behind an interface that has more than one neighbour they lead nowhere.
def many_neighbors: test("^(?:Fast|Gigabit|TenGigabit)?Ethernet|^Vlan|^(?:Fa|Gi|Te|Et)[0-9]");
def reverse_route_lost:
  ends | .side as $side | .me as $me | select($me.tunnel.vrf != null)
  | $me.reverse_route[]? | select(.line | test("^reverse-route")) | . as $line
  | first($me | interfaces[] | select((.crypto_map | filled) and (.name | many_neighbors))) | . as $interface
  | { cause: "rri-multipoint", peer: $side, confidence: 0.75,
      summary: "\($me | name_of) makes the route to the protected network itself (reverse-route) behind \($interface.name), an interface with many neighbours: labelled packets find no next hop",
      evidence: [$line, ($interface | at("crypto_map"))], with: {vrf: $me.tunnel.vrf} };

def vrf_endpoint_routed: select([.a, .b | .tunnel.vrf] | any(. != null)) | endpoint_routed;
def no_vrf_here: select([.a, .b | .tunnel.vrf] | all(. == null));
def entry_here: .a, .b | select(.tunnel.entry != null) | .tunnel.entry | at("peers");
def crypto_here: .a, .b | config("crypto map") | select(.peers | filled) | at("peers");
def crypto_somewhere: select([.a, .b | config("crypto map")] | length > 0);

def began($side):
  .[$side].ping_begun[]? | select(ping_answered) | at("success_rate");
def not_begun($side):
  .[$side] as $me | $me.ping_begun[]? | select(ping_answered | not)
  | { peer: $side, evidence: [at("success_rate")],
      summary: "nothing passes when \($me | name_of) opens the tunnel; it may be different from the other side" };
