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

# ---- what an attempt says -------------------------------------------------------------------------

def told($id): [(.a.debug // [])[] | select(.id == $id)];
def map_of_clients: first(.a | config("crypto map") | select(.dynamic | filled) | .name) // null;

# The offer is accepted, the group found, and the client answers with a notify instead of its hash.
def group_key_wrong:
  told("notify-without-hash") as $rejected
  | select(($rejected | length) > 0 and told("phase1-atts-acceptable") != [] and told("phase1-authenticated") == [])
  | select(any((.a.debug // [])[]; .fields.state == "AG_INIT_EXCH"))
  | { cause: "psk-mismatch", peer: "a", confidence: 0.85,
      summary: "\(.a | name_of) has the client's group, and the client does not accept what it proves with the group's key: the keys differ",
      evidence: ($rejected[0:3] + told("phase1-atts-acceptable")[0:1]), with: {group: "GROUP"} };

# Users cannot be looked up: not one is refused, all are.
def users_unasked:
  [told("client-status")[] | select(.fields.status == "ERROR")] as $errors | select($errors != [])
  | (told("client-method")[-1].fields.method // "its method") as $method
  | { cause: "xauth-failed", peer: "a", confidence: 0.8,
      summary: "the AAA list of \(.a | name_of) asks \($method), which gives an error and no answer: no user passes",
      evidence: (told("client-method")[0:1] + $errors[0:3]), with: {method: $method} };

def address_refused:
  told("client-address-asked") as $asked
  | select(($asked | length) > 0 and told("client-address-answered") == [] and told("pool-missing") == [])
  | { cause: "pool-missing", peer: "a", confidence: 0.8,
      summary: "clients ask \(.a | name_of) for an address and get no answer",
      evidence: $asked[0:3], with: {map: (map_of_clients // "NAME")} };

# The first offer is right but for one thing, which the dynamic map asks for and clients do not offer.
def dynamic_pfs:
  reduce (.a.dynamic // [])[] as $record ({map: null, found: []};
    if $record.line | test("dynamic-map") then .map = ($record.line | select(test("^crypto dynamic-map")) // null)
    elif .map != null and ($record.line | test("^set pfs")) then .found += [$record + {map}] else . end)
  | .found;
def pfs_missing:
  dynamic_pfs as $lines | told("policy-invalid") as $refused
  | select($lines != [] and $refused != [] and all((.a.debug // [])[]; .cause != "proxy-identity-mismatch"))
  | { cause: "pfs-mismatch", peer: "a", confidence: 0.85,
      summary: "the dynamic map of \(.a | name_of) asks for perfect forward secrecy (\($lines[0].line)), which no client offers",
      evidence: ($lines + $refused[0:3]), with: {dynamic: $lines[0].map} };

# The group may well exist: it is the list to look in that does not, or its server.
def groups_unasked:
  select(told("group-missing") == [])
  | [told("client-authorization")[] | select(.fields.status == "ERROR")] as $errors | select($errors != [])
  | { peer: "a", evidence: $errors[0:3],
      summary: "\(.a | name_of) cannot look up any group: the list under `isakmp authorization list` is not defined, or its server does not answer" };

# What is certain about clients comes before what any negotiation may suffer from.
def client_diagnose: group_key_wrong, users_unasked, address_refused, pfs_missing;
def client_causes:
  [client_diagnose] as $found
  | if $found != [] then $found[] elif [groups_unasked] != [] then empty else diagnose end;
