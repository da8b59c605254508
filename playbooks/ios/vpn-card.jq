# SPDX-License-Identifier: ISC
#
# Encryption cards: whether one is in use, what it counts, and whether the tunnel works without it.

def cards: [(.engine // [])[] | select(.engine_type | test("hardware"; "i"))];
def isa_card: any(cards[]; [.engine_name, .platform // ""] | any(test("\\bISA\\b|predator"; "i")));
def card_slot: first(cards[] | .slot | select(test("^[0-9]+$"))) // (.accelerator[0]?.slot | select(filled)) // "0";

# Took packets, gave none back.
def card_stuck:
  any((.accelerator // [])[]; (.packets_in // "0" | tonumber) > 0 and (.packets_out // "0" | tonumber) == 0);
# The cards to try without: the stuck one, or every one when no counter tells.
def card_on_trial($me; $other):
  ($me | uses_card) and (($me | card_stuck) or ($other | card_stuck | not));

def card_suspected: card_at_fault | del(.cause, .confidence) | .summary += "; testing without it will tell";

# The tunnel carried nothing with the card and works without.
def card_proven:
  . as $doc | select(both_move)
  | ends | .side as $side | .me as $me | .peer as $peer
  | select(card_on_trial($me; $peer))
  | (if ($me | card_stuck) or ($peer | uses_card | not) then 0.97 else 0.6 end) as $sure
  | { cause: "accelerator-fault", peer: $side, confidence: $sure,
      summary: "with the encryption card of \($me | name_of) disabled the tunnel works: the card is at fault",
      evidence: ([$me.accelerator[]? | at("packets_in")] + [$me | identity_up[] | at("decaps")] | .[0:4]),
      with: {slot: ($me | card_slot)} };
def card_acquitted:
  select(both_move | not)
  | ends | .side as $side | .me as $me | .me.ping_inside[]? | select(ping_answered | not)
  | { peer: $side, evidence: [at("success_rate")],
      summary: "without the card, too, nothing passes from \($me | name_of): look for another cause" };
def card_still_bad:
  select(both_move | not)
  | ends | .side as $side | .me as $me | select($me | uses_card)
  | { peer: $side, evidence: [$me.ping_inside[]? | at("success_rate")],
      summary: "with the card of \($me | name_of) back in service the tunnel carries nothing again: reload the router, and swap the card if that does not help" };
