# SPDX-License-Identifier: ISC
# What a command would interrupt, in words, from the facts of its side (see safety.json).

# "3 IPsec SAs with 2 peers", or that nobody looked.
def ipsec_sas_held:
  if .ipsec_sa == null then "an unknown number of IPsec SAs (show crypto ipsec sa was not read)"
  else [.ipsec_sa[] | select((.in_esp_spi // []) + (.in_ah_spi // []) | length > 0)]
    | "\(length) IPsec SA\(if length == 1 then "" else "s" end)"
      + (if length == 0 then "" else ([.[].current_peer] | unique | length) as $peers | " with \($peers) peer\(if $peers == 1 then "" else "s" end)" end)
  end;

def ike_sas_held:
  if .isakmp_sa == null then "an unknown number of IKE SAs (show crypto isakmp sa was not read)"
  else [.isakmp_sa[] | select(.state == "QM_IDLE")] | "\(length) established IKE SA\(if length == 1 then "" else "s" end)"
  end;
