#!/usr/bin/env bash
# Prints the digests of an environment, services first and gateway second: digests.sh ENVIRONMENT [COMMIT]
set -euo pipefail
file=helm/values/eks-$1.yaml
if [ -n "${2:-}" ]; then text=$(git show "$2:$file"); else text=$(cat "$file"); fi
mapfile -t digests < <(sed -nE 's/^ +digest: (sha256:[0-9a-f]{64})$/\1/p' <<< "$text")
if [ "${#digests[@]}" -ne 2 ]; then
  echo "$file has ${#digests[@]} digests, and there should be one of the services and one of the gateway" >&2
  exit 1
fi
printf '%s\n' "${digests[@]}"
