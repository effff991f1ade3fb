# shellcheck shell=bash
# Go's usual cache, which all labs and clones share: its standard library takes longer to compile than a Swarm to form.
export GOCACHE=${GOCACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/go-build}
