#!/bin/sh
# Does go-demo do what users want of it? Against the addresses given, or the service's own:
#   SWARM_RELEASE=2.0 examples/go-demo/tests/integration.sh http://10.0.0.5:8080
set -eu

# The address names the application; this leads there also where nobody else knows the name. `:::` changes nothing.
connect_to=${SWARM_CONNECT_TO:-:::}
for address in ${*:-$SWARM_SERVICE_URL}; do
    served=$(curl --fail --silent --show-error --max-time 5 --connect-to "$connect_to" "$address/version")
    [ "$served" = "$SWARM_RELEASE" ] || { echo "$address serves $served, not $SWARM_RELEASE"; exit 1; }
    curl --fail --silent --show-error --max-time 5 --output /dev/null --connect-to "$connect_to" "$address/demo/hello"
    echo "$address serves $served, and /demo/hello answers"
done
