CE2#
01:21:27: ISAKMP (0:0): received packet from 10.15.58.10 (N) NEW SA
01:21:27: ISAKMP: local port 500, remote port 500
01:21:27: ISAKMP (0:1): processing SA payload. message ID = 0
01:21:27: ISAKMP (0:1): found peer pre-shared key matching 10.15.58.10
01:21:27: ISAKMP (0:1): Checking ISAKMP transform 1 against priority 10 policy
01:21:27: ISAKMP: encryption DES-CBC
01:21:27: ISAKMP: hash MD5
01:21:27: ISAKMP: default group 1
01:21:27: ISAKMP: auth pre-share
01:21:27: ISAKMP (0:1): atts are not acceptable. Next payload is 0
01:21:27: ISAKMP (0:1): Checking ISAKMP transform 1 against priority 65535 policy
01:21:27: ISAKMP: encryption DES-CBC
01:21:27: ISAKMP: hash MD5
01:21:27: ISAKMP: default group 1
01:21:27: ISAKMP: auth pre-share
01:21:27: ISAKMP (0:1): atts are not acceptable. Next payload is 0
01:21:27: ISAKMP (0:1): no offers accepted!
01:21:27: ISAKMP (0:1): phase 1 SA not acceptable!
01:21:27: ISAKMP (0:1): incrementing error counter on sa: construct_fail_ag_init
01:21:27: %CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at
10.15.58.10
01:21:27: ISAKMP (0:1): sending packet to 10.15.58.10 (R) MM_NO_STATE
