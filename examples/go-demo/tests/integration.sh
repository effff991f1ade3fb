#!/bin/sh
# Does go-demo do what users want of it? Against the addresses given, or the service's own:
#   SWARM_RELEASE=2.0 examples/go-demo/tests/integration.sh http://10.0.0.5:8080
set -eu

for address in ${*:-$SWARM_SERVICE_URL}; do
    served=$(curl --fail --silent --show-error --max-time 5 "${address%/}/version")
    [ "$served" = "$SWARM_RELEASE" ] || { echo "$address serves $served, not $SWARM_RELEASE"; exit 1; }
    curl --fail --silent --show-error --max-time 5 --output /dev/null "${address%/}/demo/hello"
    echo "$address serves $served, and /demo/hello answers"
done
