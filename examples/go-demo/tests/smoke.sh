#!/bin/sh
# Does the candidate answer on every address, and is it the release that it should be? Quick; for before the switch.
set -eu

for address in $SWARM_CANDIDATE_URLS; do
    # Where the name does not lead to the router, the second variable does.
    served=$(curl --fail --silent --show-error --max-time 5 --connect-to "$SWARM_CONNECT_TO" "$address/version")
    # A test of the wrong release proves nothing.
    [ "$served" = "$SWARM_RELEASE" ] || { echo "$address serves $served, not $SWARM_RELEASE"; exit 1; }
    echo "$address serves $served"
done
