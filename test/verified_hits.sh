#!/bin/sh
# SPDX-License-Identifier: MPL-2.0
# Runs test programs twice, the second time with every hit of the caches verified against what would be made now. Tests
# that count compilations are left out: a proof decomposes and emits.
set -eu

for program in "$@"; do
    select="~[.]~[.torture]~[caching]~[build]~[single_flight]~[ends]~[interruptions]~[llvm_state]~[counts]~[user_function]~[trust]~[journeys]"
    "$program" "$select" >/dev/null 2>&1
    statistics=$(BROOK_CACHE_VERIFY=1 BROOK_CACHE_STATS=json "$program" "$select" 2>&1 >/dev/null | grep '^{"memory_hits"' | tail -1)
    case $statistics in
    *'"verified_hits": 0,'* | '')
        echo "no hit of $program was verified: $statistics"
        exit 1
        ;;
    esac
    BROOK_CACHE_VERIFY=1 "$program" "$select" >/dev/null
done
