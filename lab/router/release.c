/* SPDX-License-Identifier: ISC */
#include "lab/router/release.h"

#include <string.h>

static const char *const names[RELEASES] = {"11.3", "12.0", "12.2", "12.3", "15"};

const char *release_name(enum release r)
{
    return names[r];
}

bool release_find(const char *name, enum release *out)
{
    for (int i = 0; i < RELEASES; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (enum release)i;
            return true;
        }
    return false;
}

const char *release_names(void)
{
    return "11.3, 12.0, 12.2, 12.3, 15";
}
