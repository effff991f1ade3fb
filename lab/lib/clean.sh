# shellcheck shell=bash
# Takes the lab away, from whatever state it is in.

clean() {
  local name node pid tries ending=()
  for name in registry "${NODES[@]}"; do finish "$name" & ending+=($!); done
  wait_all "${ending[@]}" || exit 1
  for node in "${NODES[@]}"; do
    # Whoever else has the node's network namespace belongs to the node (a run that was killed before it wrote
    # its record, a shell of `lab/lab ns`).
    if [[ -e /run/netns/$(netns "$node") ]]; then
      for pid in $(ip netns pids "$(netns "$node")"); do kill -KILL "$pid" 2>/dev/null || true; done
      wait_until 20 deserted "$node" || die "processes of node $node do not end: ip netns pids $(netns "$node")"
    fi
  done
  network_down
  # The mounts went with the nodes' mount namespaces. cgroups are folders that can go once they are empty.
  for tries in 1 2 3 4 5; do
    remove_cgroups && break
    ((tries < 5)) || die "cgroups of lab '$LAB' cannot be removed: find /sys/fs/cgroup -path '*/$CGROUP*' -type d"
    sleep 0.5
  done
  if [[ -e $STATE/$MARK ]]; then rm -rf --one-file-system "$STATE"; fi
  rm -rf "$RUN"
  if [[ -e $POLICY_SAVED || -e $POLICY_SAVED.none ]]; then restore_policy; fi
}

# Only a folder that the lab made itself is ever removed: it carries this file.
MARK=.swarm-lab
make_state() {
  [[ ! -d $STATE || -e $STATE/$MARK || -z $(ls -A "$STATE") ]] ||
    die "the folder $STATE holds files that are not the lab's. Name another: LAB_STATE=folder lab/lab up"
  mkdir -p "$STATE" "$RUN"
  touch "$STATE/$MARK"
  echo "$STATE" >"$RUN/state"
  echo "$LAB_NET" >"$STATE/net"
  echo "$LAB_ENGINE" >"$STATE/engine"
  echo "$LAB_ENGINE_ON" >"$STATE/engine-on"
  echo "$LAB_WORKERS" >"$STATE/workers"
}

deserted() { [[ -z $(ip netns pids "$(netns "$1")") ]]; }

remove_cgroups() {
  local top
  for top in /sys/fs/cgroup/"$CGROUP" /sys/fs/cgroup/*/"$CGROUP"; do
    if [[ -d $top ]]; then
      find "$top" -depth -type d -exec rmdir {} + 2>/dev/null || return 1
      rmdir "$(dirname "$top")" 2>/dev/null || true     # shared by all labs: goes with the last one
    fi
  done
}
