#!/usr/bin/env bash
# Starts these images on one machine through Systems Manager, and waits for the end of it: compose-up.sh INSTANCE SERVICE GATEWAY
# The machine has a checkout in /opt/holdfast and its secrets in /opt/holdfast/.env, which this never reads.
set -euo pipefail
instance=$1 service=$2 gateway=$3
for digest in "$service" "$gateway"; do
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "this is no digest: $digest" >&2; exit 1; }
done
registry=ghcr.io/$GITHUB_REPOSITORY_OWNER
compose="docker compose -f docker-compose.yml -f docker-compose.prod.yml"
commands=(
  "set -e"
  "cd /opt/holdfast"
  "git fetch --quiet origin"
  "git checkout --quiet $GITHUB_SHA"
  "export HOLDFAST_IMAGE=$registry/holdfast@$service HOLDFAST_GATEWAY_IMAGE=$registry/holdfast-gateway@$gateway"
  "$compose pull --quiet"
  "$compose up --detach --no-build --wait"
)
parameters=$(printf '%s\n' "${commands[@]}" | jq -Rn '{commands: [inputs]}')
command=$(aws ssm send-command --document-name AWS-RunShellScript --instance-ids "$instance" --parameters "$parameters" \
  --timeout-seconds 600 --query Command.CommandId --output text)
# It polls every five seconds, a hundred times at most. What the machine has printed is shown either way.
result=0
aws ssm wait command-executed --command-id "$command" --instance-id "$instance" || result=$?
aws ssm get-command-invocation --command-id "$command" --instance-id "$instance" \
  --query '[Status, StandardOutputContent, StandardErrorContent]' --output text
exit "$result"
