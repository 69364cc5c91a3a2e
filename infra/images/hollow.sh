#!/bin/sh
# Leaves of the workspace only what cargo needs to build its dependencies: the manifests and the lock file, what calls cargo, and an empty
# source wherever a manifest may name one. Destroys the tree it is started in: for a stage of the Dockerfile alone.
set -eu
test -f Cargo.lock
[ "${PWD}" = /src ] || [ "${1:-}" = "${PWD}" ] || { echo "hollow.sh destroys ${PWD}: name that folder to allow it" >&2; exit 1; }

# Not the times of files either: only their contents may decide whether the next stage is built again.
find . -type f ! -name Cargo.toml ! -name Cargo.lock ! -name build.rs ! -path './.cargo/*' ! -path ./infra/images/build.sh -delete
find . -type d -empty -delete
find clients contracts crates services tools -name Cargo.toml | while read -r manifest; do
    folder=$(dirname "${manifest}")
    mkdir -p "${folder}/src" "${folder}/tests/it" "${folder}/tests/real"
    : >"${folder}/src/lib.rs"
    [ ! -f "${folder}/build.rs" ] || echo 'fn main() {}' >"${folder}/build.rs"
    for main in src tests/it tests/real; do
        echo 'fn main() {}' >"${folder}/${main}/main.rs"
    done
done
find . -exec touch -t 202001010000 {} +
