/* SPDX-License-Identifier: ISC */
/* show crypto engine configuration. */
#include "lab/shell/exec.h"

void show_engine_configuration(struct shell *s, const struct parsed *p)
{
    (void)p;
    shell_printf(s, "\n        slot: 0\n"
                    "        engine name: unknown\n"
                    "        engine type: software\n"
                    "        serial number: 01496536\n"
                    "        platform: rp crypto engine\n"
                    "        crypto lib version: 10.0.0\n\n"
                    "Encryption Process Info:\n"
                    "        input queue top: 140\n"
                    "        input queue bot: 140\n"
                    "        input queue count: 0\n\n");
}
