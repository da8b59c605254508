/* SPDX-License-Identifier: ISC */
/* What the tables of faults of two customer edge routers are written with. */
#ifndef LAB_FAULTS_CE_H
#define LAB_FAULTS_CE_H

#include "lab/faults.h"

#define CE1(text) .lines = {text}
#define CE2(text) .lines = {NULL, text}
#define BOTH(text_1, text_2) .lines = {text_1, text_2}

/* The addresses of the topology. */
#define OUTSIDE_1 "10.15.58.10"
#define OUTSIDE_2 "10.15.58.38"
#define OUTSIDE_3 "10.15.58.50"
#define INSIDE_1 "192.168.1.1"
#define INSIDE_2 "192.168.2.1"
#define NET_1 "192.168.1.0"
#define NET_2 "192.168.2.0"
#define NET_3 "192.168.3.0"

#endif
