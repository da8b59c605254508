/* SPDX-License-Identifier: ISC */
/* The image of a release, and the box it runs on. */
#ifndef LAB_IMAGE_H
#define LAB_IMAGE_H

#include "lab/router/release.h"

struct image {
    const char *software, *version, *rom, *file, *box, *memory, *nvram, *flash;
    const char *model;        /* "2651" */
    unsigned long size, heap; /* bytes: of the file, and of memory that is left beside it */
};
const struct image *image_of(enum release release);

#endif
