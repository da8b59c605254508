# SPDX-License-Identifier: ISC
#
# The judgement of the debugging (ipsec-debug.jq), held against what the configurations say (ipsec.jq).

# "No keys" says a router that has one for this peer: none of its policies asks for it.
def key_unasked($doc):
  . as $told | ($doc[.peer] // {}) as $me
  | ($told.with.remote // ([$me | map_entries[] | .peers[]] | first)) as $far
  | if .cause == "psk-missing" and ($me.config | filled) and ($me | key_for($far) != null)
       and ($me | policies | all(policy_words.authentication != "pre-share"))
    then {cause: "phase1-policy-mismatch", peer: "both", confidence: 0.55},
         {cause: "cert-problem", peer: $told.peer, confidence: 0.4}
      | . + { evidence: $told.evidence, with: {},
              summary: "\($me | name_of) has a key for \($far), but no ISAKMP policy that asks for keys" }
    else . end;

# What the debugging tells, held against the configurations as far as there are any.
def told: . as $doc | diagnose | key_unasked($doc);
