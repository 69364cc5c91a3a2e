#!/bin/sh
# Builds the binaries of all services, each with the features that FEATURES names: for stages of the Dockerfile, which say them once.
set -eu
packages="" features=""
for folder in services/*/; do
    service=$(basename "${folder}")
    packages="${packages} --package ${service}"
    for feature in ${FEATURES}; do features="${features},${service}/${feature}"; done
done
# Kernels for arm64 have pages of 4, 16 or 64 KiB, and jemalloc works with none that are larger than what it was built for.
[ "$(uname -m)" != aarch64 ] || export JEMALLOC_SYS_WITH_LG_PAGE=16
# shellcheck disable=SC2086 # a word for each package
exec cargo auditable build --release --locked --bins ${packages} --features "${features#,}"
