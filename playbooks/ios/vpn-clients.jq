# SPDX-License-Identifier: ISC
#
# What the checks of a gateway for VPN clients share: who is connected, who is on the way, pools.

# Associations that clients opened: the gateway is the destination.
def client_rows: .a as $me | [($me.isakmp_sa // [])[] | select(.dst as $ip | $me | own_address($ip))];
def clients_waiting: client_rows | map(select(.state | test("^(AG_|CONF_|MM_)")));

# SAs for one address of a pool.
def in_pools($address):
  ($address | address_number) as $n
  | any((.pools // [])[]; . as $p | $n != null and $n >= ($p.begin | address_number) and $n <= ($p.end | address_number));
def client_flows:
  .a as $me
  | [($me.ipsec_sa // [])[] | select(.remote_mask == "255.255.255.255") | select(.remote_ident as $ip | $me | in_pools($ip))];
def clients_up: client_flows | map(select(((.in_esp_spi // []) | length) > 0));
def clients_silent: clients_up | map(select(.decaps == "0" or .encaps == "0"));

def pool_exhausted:
  (.a.pools // [])[] | select(.free == "0" and .in_use != "0")
  | { cause: "pool-missing", peer: "a", confidence: 0.75,
      summary: "the pool \(.pool) has no free address left: \(.in_use) in use", evidence: [at("free")], with: {pool: .pool} };

def one_way_client:
  clients_silent[]
  | { cause: "one-way-traffic", peer: "a", confidence: 0.6,
      summary: "the SAs of the client with \(.remote_ident) carry packets one way only: \(.encaps) out, \(.decaps) in",
      evidence: [at("encaps"), at("decaps")] };

def clients_proven: clients_up | map(select(.decaps != "0" and .encaps != "0")) | .[] | at("decaps"), at("encaps");
