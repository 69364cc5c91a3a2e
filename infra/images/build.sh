#!/bin/sh
# Builds the binary of all services with the features that FEATURES names: for stages of the Dockerfile, which say them once.
set -eu
# Kernels for arm64 have pages of 4, 16 or 64 KiB, and jemalloc works with none that are larger than what it was built for.
[ "$(uname -m)" != aarch64 ] || export JEMALLOC_SYS_WITH_LG_PAGE=16
exec cargo auditable build --release --locked --package holdfast --bin holdfast --features "${FEATURES}"
