/* SPDX-License-Identifier: ISC */
/*
 * Debug and log lines against the shipped signatures, all at once and as a digest; or, when the
 * input begins with a brace, a stranger's file of signatures against lines of ours.
 */
#include "tests/fuzz/fuzz.h"

#include "parse/digest.h"
#include "parse/signature.h"

static const char LINES[] =
    "*Mar  1 00:27:07.123: ISAKMP:(0):No pre-shared key with 10.15.58.38!\n"
    "00:27:07: ISAKMP (0:2): received packet from 10.15.58.38 (I) MM_NO_STATE\n"
    "%CRYPTO-4-IKMP_NO_SA: IKE message from 10.15.58.38 has no SA\n"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n";

static void load_and_scan(const uint8_t *data, size_t size)
{
    struct err e = {0};
    struct signature_set *s = signature_set_load(fuzz_file(data, size), &e);
    fuzz_error(&e, !s);
    if (!s)
        return;
    json_t *problems = json_array();
    json_t *matches = signature_scan(s, LINES, sizeof LINES - 1);
    FUZZ_HOLDS(matches);
    signature_set_check(s, problems);
    json_decref(problems);
    json_decref(matches);
    signature_set_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct signature_set *shipped;
    if (size > 0 && data[0] == '{') {
        load_and_scan(data, size);
        return 0;
    }
    if (!shipped)
        shipped = signature_set_load("playbooks/ios/signatures.json", NULL);
    FUZZ_HOLDS(shipped);
    json_t *matches = signature_scan(shipped, (const char *)data, size);
    struct digest *d = digest_new(shipped);
    digest_add(d, (const char *)data, size);
    struct digest_result r = digest_result(d);
    FUZZ_HOLDS(json_is_array(matches) && json_is_array(r.matches));
    FUZZ_HOLDS(json_array_size(r.matches) <= json_array_size(matches));
    json_decref(matches);
    json_decref(r.matches);
    json_decref(r.exchange);
    json_decref(r.heard);
    digest_free(d);
    return 0;
}
