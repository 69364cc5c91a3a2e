#!/bin/sh
# Whether the Redis of compose answers, with the password of this installation. `-e`: an answer that is an error is a failure.
REDISCLI_AUTH=$(sed -n 's/^requirepass //p' /run/holdfast/password.conf)
export REDISCLI_AUTH
exec redis-cli -e ping
