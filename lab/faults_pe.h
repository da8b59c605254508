/* SPDX-License-Identifier: ISC */
/* What the tables of faults of two provider edge routers are written with. */
#ifndef LAB_FAULTS_PE_H
#define LAB_FAULTS_PE_H

#include "lab/faults.h"

#define PE1(text) .lines = {text}
#define PE3(text) .lines = {NULL, text}

#define VPNV4(line)                                                                                \
    " address-family vpnv4\n"                                                                      \
    "  " line "\n"                                                                                 \
    " exit-address-family\n"

#endif
