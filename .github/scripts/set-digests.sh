#!/usr/bin/env bash
# Sets the digests of an environment by a commit on main: set-digests.sh ENVIRONMENT SERVICE GATEWAY
# The API makes the commit, so it is signed, and the checkout needs no credentials. If main has moved meanwhile, the API refuses.
set -euo pipefail
environment=$1 service=$2 gateway=$3
file=helm/values/eks-$environment.yaml
for digest in "$service" "$gateway"; do
  # Zeros stand for "none yet" in the files of values.
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ && ! $digest =~ ^sha256:0+$ ]] || { echo "this is no digest: $digest" >&2; exit 1; }
done
"$(dirname "$0")/digests.sh" "$environment" > /dev/null
awk -v service="$service" -v gateway="$gateway" \
  '/^ +digest: sha256:/ { n += 1; sub(/sha256:.*/, n == 1 ? service : gateway) } { print }' "$file" > "$file.new"
mv "$file.new" "$file"
head=$(git rev-parse HEAD)
if git diff --quiet -- "$file"; then
  echo "commit=$head" >> "$GITHUB_OUTPUT"
  echo "$environment has these digests already"
  exit
fi
# shellcheck disable=SC2016  # these are variables of the query
query='mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }'
commit=$(jq -n --arg query "$query" --arg repository "$GITHUB_REPOSITORY" --arg head "$head" --arg path "$file" \
  --arg headline "deploy: Run ${service:7:12} on $environment" --rawfile contents <(base64 -w0 "$file") \
  '{query: $query, variables: {input: {branch: {repositoryNameWithOwner: $repository, branchName: "main"}, expectedHeadOid: $head,
    message: {headline: $headline}, fileChanges: {additions: [{path: $path, contents: $contents}]}}}}' |
  gh api graphql --input - --jq '.data.createCommitOnBranch.commit.oid')
echo "commit=$commit" >> "$GITHUB_OUTPUT"
echo "$environment: $commit"
