#!/usr/bin/env bash
# SPDX-License-Identifier: ISC
# A few offsets of the fault matrix; `make faults` goes through all of them.
set -u
BUILD=${BUILD:-build}
exec "$BUILD/tests/faults/matrix" "$PWD/$BUILD/peerwalk" 6000 8
