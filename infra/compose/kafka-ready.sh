#!/bin/bash
# Whether the broker of compose answers a request (ApiVersions, which every client begins with), and not only whether its port is open.
set -euo pipefail
exec 3<>/dev/tcp/127.0.0.1/9092
# Ten bytes follow: the request, its version, its number, and a client without a name.
printf '\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x00\x01\xff\xff' >&3
# Behind the length of the answer stands the number of the request.
[ "$(head -c 8 <&3 | tail -c 4 | od -An -tx1 | tr -d ' \n')" = 00000001 ]
