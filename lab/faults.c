/* SPDX-License-Identifier: ISC */
#include "lab/faults.h"

#include "base/buf.h"

#include <string.h>

static const struct fault FAULTS[] = {
    {"none", "a healthy pair", 0, NULL},
    {"transform-mismatch", "CE2 has another IPsec transform set", 1,
     "crypto ipsec transform-set myset ah-md5-hmac esp-des\n"},
    {"acl-mismatch", "CE2 protects one host of CE1's network only", 1,
     "no access-list 100\n"
     "access-list 100 permit ip 192.168.2.0 0.0.0.255 host 192.168.1.1\n"},
    {"key-mismatch", "CE2 has another pre-shared key", 1,
     "no crypto isakmp key cisco123 address 10.15.58.10\n"
     "crypto isakmp key mykey address 10.15.58.10\n"},
    {"policy-mismatch", "CE2's IKE policy asks for another hash", 1,
     "crypto isakmp policy 10\n"
     " hash sha\n"},
    {"map-missing-a", "CE1's outside interface has no crypto map", 0,
     "interface FastEthernet0/0\n"
     " no crypto map vpn\n"},
    {"map-missing-b", "CE2's outside interface has no crypto map", 1,
     "interface FastEthernet0/0\n"
     " no crypto map vpn\n"},
};

const struct fault *faults_all(size_t *count)
{
    *count = sizeof FAULTS / sizeof FAULTS[0];
    return FAULTS;
}

static const struct fault *find(const char *name, size_t len)
{
    size_t count = 0;
    const struct fault *all = faults_all(&count);
    for (size_t i = 0; i < count; i++)
        if (strlen(all[i].name) == len && strncmp(all[i].name, name, len) == 0)
            return &all[i];
    return NULL;
}

static int unknown(const char *name, size_t len, struct err *e)
{
    size_t count = 0;
    const struct fault *all = faults_all(&count);
    struct buf names = {0};
    for (size_t i = 0; i < count; i++)
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", all[i].name);
    err_set(e, ERR_NOT_FOUND, NULL, 0, "no fault is called '%.*s'; there are %s", (int)len, name,
            buf_str(&names));
    buf_fini(&names);
    return ERR_NOT_FOUND;
}

int faults_find(const char *names, const struct fault *found[FAULTS_MAX], struct err *e)
{
    int count = 0;
    while (names && *names) {
        size_t len = strcspn(names, ",");
        const struct fault *f = find(names, len);
        if (!f)
            return unknown(names, len, e);
        if (count == FAULTS_MAX)
            return err_set(e, ERR_LIMIT, NULL, 0, "more than %d faults at once", FAULTS_MAX);
        found[count++] = f;
        names += len;
        names += *names == ',';
    }
    return count;
}
