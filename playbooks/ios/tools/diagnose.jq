# SPDX-License-Identifier: ISC
#
# Causes from saved captures: what the messages tell (ipsec-debug.jq), what the two configurations
# say about each other, and what tables of one moment show. Input is the facts document.

# A configuration holds what `show` commands would have told.
def policies_from_config:
  [config("isakmp policy")
   | . + {priority: .seq,
          encryption: (if .encryption | filled then .encryption else "des" end),
          hash: (if .hash | filled then .hash else "sha" end),
          authentication: (if .authentication | filled then .authentication else "rsa-sig" end),
          group: (if .group | filled then .group else "1" end)}];
def sets_from_config:
  [config("transform-set") | . + {transform: [.transform], mode: [if .mode | filled then .mode else "tunnel" end]}];

def with_config_facts:
  if .config | filled
  then (if .isakmp_policy | filled then . else .isakmp_policy = policies_from_config end)
     | (if .transform_set | filled then . else .transform_set = sets_from_config end)
     | (.hostname //= ([config("hostname") | .name] | first))
  else . end;

def with_tunnel($t): .a.tunnel = $t.a | .b.tunnel = $t.b | .vars.tunnel = $t.label;

def both_configured: (.a.config | filled) and (.b.config | filled);

# Every tunnel between the two configurations, each with the document as its checks see it.
def each_tunnel: . as $doc | tunnels as $t | $doc | with_tunnel($t);

def config_findings:
  select(both_configured) | each_tunnel
  | entry_incomplete, peer_mismatch, policy_mismatch,
    (select(uses_preshared or (policy_in_common | length) == 0) | key_missing, key_mismatch),
    transform_mismatch, mode_mismatch, pfs_mismatch, list_mismatch, map_not_applied, interface_down
  | . + {confidence: 0.95};

# A map that its router applies to no interface is useless, whatever the other end says.
def map_alone:
  ends | .side as $side | .me as $me
  | [(.me.crypto_map // [])[] | select((.peers // .peer) | filled)]
  | group_by(.name)[] | select(all(.[]; .interfaces | filled | not))
  | .[-1] as $m
  | select(($me.config | filled | not) or ([$me | interfaces_with_map($m.name)] | flatten | length == 0))
  | { cause: "crypto-map-not-applied", peer: $side, confidence: 0.75,
      summary: "on \($me | name_of) no interface has the crypto map \($m.name)",
      evidence: [$m] };

# ---- tables of one moment -----------------------------------------------------------------------

def working_ike: [(.isakmp_sa // [])[] | select(.state == "QM_IDLE" and ((.status // "") | test("deleted") | not))];
def inbound: (.in_esp_spi // [])[], (.in_ah_spi // [])[];
def outbound: (.out_esp_spi // [])[], (.out_ah_spi // [])[];
def spi_number: ascii_downcase | ltrimstr("0x") | sub("\\(.*$"; "") | ltrimstr("0") ;
def number_of: if filled then tonumber else 0 end;
def flows: (.encaps | number_of) > 0 and (.decaps | number_of) > 0;
def identities_up: [(.ipsec_sa // [])[] | select([inbound] != [] and [outbound] != [])];

# SAs of both ends that are each other's: what one sends with is what the other receives with.
def joined_identities:
  . as $doc | (.a | identities_up)[] as $x | (.b | identities_up)[] as $y
  | select(any($x | outbound; . as $spi | any($y | inbound; spi_number == ($spi | spi_number)))
           and any($y | outbound; . as $spi | any($x | inbound; spi_number == ($spi | spi_number))))
  | {x: $x, y: $y};

def tables_healthy:
  [joined_identities | select((.x | flows) and (.y | flows))]
  | select(length > 0) | .[0]
  | { peer: "both", summary: "The SAs of the two ends belong together, and packets went through them both ways.",
      evidence: [.x, .y | at("encaps"), at("decaps")] };

# IKE is up, packets ask for SAs, and there are none: phase 2 is refused, why is not in the tables.
def phase2_stuck:
  ends | .side as $side | .me as $me
  | select(($me | working_ike | length) > 0)
  | [($me.ipsec_sa // [])[] | select([inbound] == [] and (.send_errors | number_of) > 0)] | select(length > 0) | .[0] as $row
  | ("phase2-transform-mismatch", "proxy-identity-mismatch", "pfs-mismatch")
  | { cause: ., peer: "both", confidence: 0.35,
      summary: "\($me | name_of) has an ISAKMP SA but no IPsec SA\(if $row.local_ident | filled then " for \($row.local_ident) to \($row.remote_ident)" else "" end): phase 2 is refused, the reason is in the peer's debug",
      evidence: ([$row | at("send_errors")] + [$me | working_ike[0]]) };

def phase1_stuck:
  ends | .side as $side | .me as $me
  | [($me.isakmp_sa // [])[] | select(.state | test("^(MM|AG)_"))] | select(length > 0) | .[-1] as $row
  | select(([$me | working_ike[] | select(.dst == $row.dst and .src == $row.src)] | length) == 0)
  | (if $row.state == "MM_KEY_EXCH" then {cause: "psk-mismatch", confidence: 0.45}
     else {cause: "phase1-policy-mismatch", confidence: 0.3}, {cause: "peer-unreachable", confidence: 0.3}, {cause: "psk-missing", confidence: 0.2} end)
  | . + { peer: "both", summary: "\($me | name_of) stands in \($row.state) with \($row.dst)", evidence: [$row | at("state")] };

def one_way:
  ends | .side as $side | .me as $me
  | ($me | identities_up)[] | select(((.encaps | number_of) > 0) != ((.decaps | number_of) > 0))
  | { cause: "one-way-traffic", peer: $side, confidence: 0.4,
      summary: "\($me | name_of) has SAs for \(.local_ident) to \(.remote_ident), but packets go one way only: \(.encaps) out, \(.decaps) in",
      evidence: [at("encaps"), at("decaps")] };

# ---- one configuration --------------------------------------------------------------------------

# One end with its configuration, the other without: each entry of its maps as half a tunnel.
def each_half:
  . as $doc | ("a", "b") as $side
  | select(($doc[$side].config | filled) and (both_configured | not))
  | $doc[$side] as $me | $me | (map_entries[], (select(map_entries == []) | null)) as $entry
  | $doc | if $entry then .[$side].tunnel = ($me | tunnel_end($me; {}; $entry; [])) else . end;

# The SAs stand and nothing comes in, and the end's own filter denies it.
def esp_denied:
  . as $doc | esp_filtered | . as $filter
  | select(any($doc[$filter.side] | identities_up[]; (.decaps | number_of) == 0))
  | { cause: "esp-blocked", peer: .side, evidence: [.entry],
      summary: "the filter \(.entry.name) on \(.me.tunnel.outside) of \(.me | name_of) denies ESP" };

# What stops an end whatever the other is like, unless a negotiation came through and packets too.
def half_findings:
  select([healthy] == [] or [one_way] != [])
  | [each_half] as $halves
  # Of several entries nobody tells which one is meant: what is amiss with one may not matter.
  | (if ($halves | length) > 1 then 0.45 else 0.85 end) as $confidence
  | $halves[]
  | ((entry_before, ike_disabled, ike_filtered) | . + {confidence: 0.85}),
    ((esp_denied, entry_incomplete, map_not_applied, interface_down, route_missing, route_astray,
      source_elsewhere, translated) | . + {$confidence});

# What tables and messages tell, and what the configurations do (as an array).
def offline_with($configured):
  [told] as $told
  | ([tables_healthy] | length > 0) as $works
  | $told[],
    (if $works then empty else $configured[] end),
    (if $works or ($told | length) > 0 or ($configured | length) > 0 then empty else phase1_stuck, phase2_stuck, one_way end);

def offline:
  (.a |= with_config_facts) | (.b |= with_config_facts)
  | [config_findings, half_findings, map_alone] as $configured
  | offline_with($configured);

def offline_healthy:
  (.a |= with_config_facts) | (.b |= with_config_facts)
  | select([offline] == []) | healthy, tables_healthy;

# The same where no configuration was captured: far less to compile.
def offline_unconfigured: [map_alone] as $configured | offline_with($configured);

def offline_unconfigured_healthy: select([offline_unconfigured] == []) | healthy, tables_healthy;
