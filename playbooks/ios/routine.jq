# SPDX-License-Identifier: ISC
#
# What the routine tasks look at: load, memory, buffers, environment, errors, messages, and whether
# what runs is saved. Limits are variables of the playbook.

def number: if filled then tonumber else 0 end;

def cpu_high:
  .vars as $v | ends | .side as $side | .me as $me | .me.cpu[]?
  | select((.cpu_1_min | number) >= $v.cpu_1_min or (.cpu_5_min | number) >= $v.cpu_5_min)
  | { peer: $side, evidence: [at("cpu_5_min")],
      summary: "the processor of \($me | name_of) was busy for \(.cpu_1_min) % of the last minute and \(.cpu_5_min) % of the last five" };
def cpu_read: .a, .b | .cpu[]? | at("cpu_5_min");

def free_percent: (.free | number) * 100 / ([.total | number, 1] | max) | floor;
def memory_short:
  .vars as $v | ends | .side as $side | .me as $me | .me.memory[]?
  | select(.pool == "Processor" and free_percent < $v.memory_free)
  | { peer: $side, evidence: [at("free")],
      summary: "\($me | name_of) has \(free_percent) % of its \(.pool) memory left, \(.free) bytes" };
def memory_read: .a, .b | .memory[]? | select(.pool == "Processor") | at("free");

def buffers_failed:
  .vars as $v | ends | .side as $side | .me as $me | .me.buffers[]?
  | select((.failures | number) > $v.buffer_failures)
  | { peer: $side, evidence: [at("failures")],
      summary: "\($me | name_of) could not get a buffer of the pool \(.pool) \(.failures) times" };
def buffers_read: .a, .b | .buffers[]? | at("failures");

def environment_bad:
  ends | .side as $side | .me as $me | .me.environment[]?
  | select((.state // "") | test("warn|minor|major|crit|shut|fail|fault|bad|alarm|\\boff\\b|not (?:ok|normal|functioning)"; "i"))
  | { peer: $side, evidence: [.], summary: "\($me | name_of): \(.sensor) is \(.state)" };
def environment_read: .a, .b | .environment[]?;

def interface_errors:
  .vars as $v | ends | .side as $side | .me as $me | .me.interfaces[]?
  | ((.input_errors | number) + (.output_errors | number)) as $errors | select($errors > $v.interface_errors)
  | { peer: $side, evidence: [at("input_errors"), at("output_errors")],
      summary: "\($me | name_of) \(.interface) has counted \($errors) errors, \(.crc) of them CRC" };
# Shut down by hand is somebody's will; down without that is not.
def interface_lost:
  ends | .side as $side | .me as $me | .me.interfaces[]?
  | select((.link_status | test("admin") | not) and (.ip_address | filled) and .protocol_status != "up")
  | { peer: $side, evidence: [.],
      summary: "\($me | name_of) \(.interface) is \(.link_status), its protocol \(.protocol_status)" };
def interfaces_read: .a, .b | .interfaces[]? | at("input_errors");

def severe: (.severity | filled) and (.severity | tonumber) <= 4;
def severe_logged:
  ends | .side as $side | .me as $me
  | [.me.logging[]? | select(severe)] | group_by([.facility, .mnemonic])[]
  | { peer: $side, evidence: (.[-3:] | reverse),
      summary: "\($me | name_of) logged %\(.[0].facility)-\(.[0].severity)-\(.[0].mnemonic) \(if length > 1 then "\(length) times" else "once" end)" };
# Nothing severe up to the time that the clock shows.
def log_read: .a, .b | .clock[]?;

def clock_wrong:
  .vars as $v | ends | .side as $side | .me as $me
  | (select($v.ntp) | .me.clock[]? | select(.source | filled)
     | { peer: $side, evidence: [.],
         summary: "the clock of \($me | name_of) \(if .source == "*" then "was never set" else "has lost its server" end)" }),
    (select($v.ntp) | .me.ntp[]? | select(.state != "synchronized")
     | { peer: $side, evidence: [.], summary: "\($me | name_of) has no time from any server" });

def seconds_of_day: split(":") | map(tonumber) | .[0] * 3600 + .[1] * 60 + .[2];
# Clocks that were never set are right by chance only.
def clocks_apart:
  .vars as $v | .a.clock[0]? as $x | .b.clock[0]? as $y
  | select($x != null and $y != null and $x.timezone == $y.timezone)
  | select($x.source != "*" and $y.source != "*")
  | (($x.time | seconds_of_day) - ($y.time | seconds_of_day) | if . < 0 then -. else . end) as $apart
  | select($x.year != $y.year or $x.month != $y.month or $x.day != $y.day or $apart > $v.clock_s)
  | { peer: "both", evidence: [$x, $y],
      summary: "the clocks differ: \($x.time) \($x.month) \($x.day) \($x.year) against \($y.time) \($y.month) \($y.day) \($y.year)" };

# Objects of one configuration that are not in another; places do not count.
def object_key: del(._at) | tojson;
def not_among($others):
  ($others | map({key: object_key, value: true}) | from_entries) as $known
  | .[] | select($known[object_key] | not);
def unsaved:
  ends | .side as $side | .me as $me
  | select(($me.config | filled) and ($me.startup | filled))
  | ([$me.config | not_among($me.startup)], [$me.startup | not_among($me.config)]) as $changed
  | select($changed != [])
  | { peer: $side, evidence: $changed[0:6],
      summary: "\($me | name_of) runs another configuration than it would start with: \($changed[0].line // $changed[0].kind)\(if ($changed | length) > 1 then " and \(($changed | length) - 1) more" else "" end)" };
def startup_missing:
  ends | .side as $side | .me as $me | select(($me.startup // []) == [])
  | { peer: $side, evidence: [], summary: "\($me | name_of) has no saved configuration" };
def saved:
  select([unsaved, startup_missing] == [])
  | .a, .b | .startup[]? | select(.kind | test("hostname|crypto map|isakmp policy"));

def versions_differ:
  .a.version[0]? as $x | .b.version[0]? as $y
  | select($x != null and $y != null and $x.version != $y.version)
  | { peer: "both", evidence: [$x, $y | at("version")], summary: "the releases differ: \($x.version) against \($y.version)" };

def sas_up:
  select(each_end(.tunnel != null and ike_up != [] and identity_up != []))
  | present | identity_up[] | at("encaps"), at("decaps");
def sas_used: select(each_end((identity_up | count("encaps")) > 0 and (identity_up | count("decaps")) > 0)) | sas_up;
def sas_missing:
  ends | .side as $side | .me | select(.tunnel != null and (ike_up == [] or identity_up == []))
  | { peer: $side, evidence: (ike_rows + identity_rows | .[0:4]),
      summary: "\(name_of) has no \(if ike_up == [] then "IKE SA" else "IPsec SA" end) with \(.tunnel.peer); perhaps nobody asked for the tunnel" };

# Something to fail over to: a second peer, or a standby group.
def spare_peers: ends | .me | select(.tunnel != null and (.tunnel.entry.peers | length) > 1) | .tunnel.entry | at("peers");
def no_spare:
  select([spare_peers] == [])
  | ends | select(.me.tunnel != null)
  | { peer: .side, evidence: [.me.tunnel.entry | at("peers")],
      summary: "the crypto map \(.me.tunnel.map) of \(.me | name_of) names one peer only: when that is gone, there is nothing to fail over to" };

# Why a ping into the tunnel says nothing yet.
def tunnel_still:
  ends | .side as $side | .me as $me | .me.ping_inside[]? | select(ping_answered | not)
  | { peer: $side, evidence: [at("success_rate")], summary: "no answer through the tunnel to \($me | name_of)" };
