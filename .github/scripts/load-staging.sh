#!/usr/bin/env bash
# Runs the k6 scripts in $SCRIPTS against $SHOP, with a tunnel to where the order service compares the books.
set -euo pipefail
HOLDFAST_SERVICE_SECRET=$(aws secretsmanager get-secret-value --secret-id holdfast/staging/shared --query SecretString --output text |
  jq -r .serviceSecret)
echo "::add-mask::$HOLDFAST_SERVICE_SECRET"
export HOLDFAST_SERVICE_SECRET
kubectl --namespace holdfast port-forward service/holdfast-order-internal 9082:9082 &
trap 'kill $!' EXIT
timeout 30 bash -c 'until curl -s -o /dev/null http://127.0.0.1:9082/; do sleep 0.5; done'
failed=0
for script in $SCRIPTS; do
  cargo xtask k6 "$script" --profile "$PROFILE" --against "$SHOP" --order-url http://127.0.0.1:9082 || failed=1
done
exit "$failed"
