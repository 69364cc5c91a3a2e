#!/bin/sh
# The first step of docker-compose.yml, at every start: makes the secrets of this installation where there are none yet, and refuses to open
# a demonstration to other machines. Each container has a folder (a volume) here with what it alone may read: prepare.sh FOLDER INIT_SQL
set -eu
umask 077
root=$1 accounts=$2

refuse() {
    echo "refused: HOLDFAST_BIND=${HOLDFAST_BIND} lets other machines in, and $1" >&2
    exit 1
}
case ${HOLDFAST_BIND:=127.0.0.1} in
127.* | localhost | ::1 | '[::1]') ;;
*)
    [ "${HOLDFAST_MAILBOX:-true}" = false ] ||
        refuse "HOLDFAST_MAILBOX=${HOLDFAST_MAILBOX:-true} lets any caller read the mails of all: set it to false, and HOLDFAST_SMTP_URL"
    case "${HOLDFAST_SECRET:-} ${HOLDFAST_SERVICE_SECRET:-} ${HOLDFAST_IDENTITY_SECRET:-} ${HOLDFAST_BOOTSTRAP_TOKEN:-}" in
    *demo-only-*) refuse "a secret is one of the public ones: leave HOLDFAST_SECRET and the others empty" ;;
    esac
    ;;
esac

# To the user that a container runs as. Outside of a container that may not be possible.
give() {
    [ "$(id -u)" != 0 ] || chown "$1:$1" "$2"
}
# Puts standard input into a file, whole or not at all: mine, or that of this user.
put() {
    cat >"$1.new"
    give "${2:-0}" "$1.new"
    mv "$1.new" "$1"
}
# The secret of this name: made once and kept, unless one is given.
secret() {
    if [ -n "${2:-}" ]; then
        printf %s "$2" | put "${root}/kept/$1"
    elif [ ! -s "${root}/kept/$1" ]; then
        od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | put "${root}/kept/$1"
    fi
    cat "${root}/kept/$1"
}
# The files of a service, each named as the setting whose value it has: those of all services, and this one.
files() {
    secret secret "${HOLDFAST_SECRET:-}" | put "${root}/$1/HOLDFAST_SECRET" 65532
    secret service-secret "${HOLDFAST_SERVICE_SECRET:-}" | put "${root}/$1/HOLDFAST_SERVICE_SECRET" 65532
    printf %s "redis://:$(secret edge-redis)@edge-redis:6379" | put "${root}/$1/HOLDFAST_EDGE_REDIS_URL" 65532
    printf %s "$3" | put "${root}/$1/$2" 65532
}

# each service with seats, by `cargo xtask services`:
# | files @name@ REDIS_URL "redis://:$(secret redis)@redis:6379"
files reservation REDIS_URL "redis://:$(secret redis)@redis:6379"
files waiting-room REDIS_URL "redis://:$(secret redis)@redis:6379"
# end of services
# each service with a database, by `cargo xtask services`:
# | files @name@ DATABASE_URL "mysql://@account@:$(secret mysql-@name@)@mysql:3306/holdfast_@name@"
files catalog DATABASE_URL "mysql://catalog:$(secret mysql-catalog)@mysql:3306/holdfast_catalog"
files order DATABASE_URL "mysql://orders:$(secret mysql-order)@mysql:3306/holdfast_order"
files payment DATABASE_URL "mysql://payment:$(secret mysql-payment)@mysql:3306/holdfast_payment"
files identity DATABASE_URL "mysql://identity:$(secret mysql-identity)@mysql:3306/holdfast_identity"
# end of services
# What signs access tokens is known to one service.
secret identity-secret "${HOLDFAST_IDENTITY_SECRET:-}" | put "${root}/identity/HOLDFAST_IDENTITY_SECRET" 65532
# Never made here, and gone at the first start without it.
if [ -n "${HOLDFAST_BOOTSTRAP_TOKEN:-}" ]; then
    printf %s "${HOLDFAST_BOOTSTRAP_TOKEN}" | put "${root}/identity/HOLDFAST_BOOTSTRAP_TOKEN" 65532
else
    rm -f "${root}/identity/HOLDFAST_BOOTSTRAP_TOKEN"
fi

{
    # each service with a database, by `cargo xtask services`:
    # | echo "s/'demo-only-@name@'/'$(secret mysql-@name@)'/"
    echo "s/'demo-only-catalog'/'$(secret mysql-catalog)'/"
    echo "s/'demo-only-order'/'$(secret mysql-order)'/"
    echo "s/'demo-only-payment'/'$(secret mysql-payment)'/"
    echo "s/'demo-only-identity'/'$(secret mysql-identity)'/"
    # end of services
} | put "${root}/kept/passwords.sed"
sed -e '/^--/d' -f "${root}/kept/passwords.sed" "${accounts}" | put "${root}/mysql/accounts.sql" 999
! grep -q demo-only "${root}/mysql/accounts.sql" || { echo "a password of ${accounts} is a public one" >&2; exit 1; }
secret mysql-root | put "${root}/mysql/root-password" 999
printf 'requirepass %s\n' "$(secret redis)" | put "${root}/redis/password.conf" 999
printf 'requirepass %s\n' "$(secret edge-redis)" | put "${root}/edge-redis/password.conf" 999

# Its image has no folder for what it keeps.
give 10001 "${root}/jaeger"
