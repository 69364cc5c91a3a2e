#!/bin/sh
# nginx in a container. It takes a name server from its settings alone, so the container's first one is written there: Docker's is the same
# everywhere, podman's is not.
set -eu
# Addresses and networks of load balancers in front, separated by commas or spaces.
: >/tmp/proxies.conf
for network in $(echo "${HOLDFAST_EDGE_PROXIES:-}" | tr , ' '); do
    echo "set_real_ip_from ${network};" >>/tmp/proxies.conf
done
while read -r word address _; do
    [ "${word}" = nameserver ] || continue
    case ${address} in *:*) address="[${address}]" ;; esac
    echo "resolver ${address} valid=5s ipv6=off;" >/tmp/resolver.conf
    break
done </etc/resolv.conf
case ${HOLDFAST_RATE_LIMITS:-on} in
off) : >/tmp/limits.conf ;;
*) echo "include rates.conf;" >/tmp/limits.conf ;;
esac
exec nginx -c /etc/nginx/holdfast/compose.conf -g 'daemon off;'
