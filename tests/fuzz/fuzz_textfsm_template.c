/* SPDX-License-Identifier: ISC */
/* A stranger's TextFSM template, and if it compiles, a reply through it. */
#include "tests/fuzz/fuzz.h"

#include "parse/textfsm.h"

static const char REPLY[] =
    "Interface   IP-Address      OK? Method Status                Protocol\n"
    "FastEthernet0/0   10.15.58.10  YES NVRAM  up   up\n\n"
    "dst             src             state        conn-id   slot\r\n"
    "10.15.58.38     10.15.58.10     QM_IDLE            1      0\n"
    "  local  ident (addr/mask/prot/port): (192.168.1.0/255.255.255.0/0/0)\n"
    "    #pkts encaps: 9, #pkts encrypt: 9, #pkts digest 9\n"
    "\xc3\xa9\xf0\x9f\x98\x80 \xff\x00 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n"
    "CE1#";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct textfsm *t = textfsm_compile("fuzz", (const char *)data, size, &e);
    fuzz_error(&e, !t);
    if (!t)
        return 0;
    struct textfsm_result *r = textfsm_run(t, REPLY, sizeof REPLY - 1, &e);
    fuzz_error(&e, !r);
    if (r) {
        json_t *rows = textfsm_result_json(r);
        FUZZ_HOLDS(json_array_size(rows) == textfsm_row_count(r));
        json_decref(rows);
    }
    textfsm_result_free(r);
    textfsm_free(t);
    return 0;
}
