#!/bin/bash
# The broker of compose: the settings of this folder with compose.properties behind them, a log folder that is formatted once, and the broker.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
settings=/tmp/server.properties
cat "${here}/server.properties" "${here}/compose.properties" >"${settings}"
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id aG9sZGZhc3Qta2Fma2Ewdw --config "${settings}"
exec /opt/kafka/bin/kafka-server-start.sh "${settings}"
