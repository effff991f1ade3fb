# shellcheck shell=bash
# Makes one Swarm of its members: managers, workers, labels, the overlay network and the router's certificates.

# Overlay networks take their subnets from here: apart from the lab's own 10.x and from dockerd's 172.17–31.
OVERLAY_POOL=10.200.0.0/16

form_swarm() {
  local swarm=$1 first node members
  read -ra members <<<"${SWARM_NODES[$swarm]}"
  first=${members[0]}
  docker_at "$first" swarm init --advertise-addr "$(address "$first")" --listen-addr "$(address "$first"):2377" \
    --default-addr-pool "$OVERLAY_POOL" --default-addr-pool-mask-length 24 >/dev/null
  for node in "${members[@]:1}"; do join "$first" "$node"; done
  for node in "${members[@]}"; do
    if [[ " ${PROD_LIKE[*]} " == *" $node "* ]]; then
      docker_at "$first" node update --label-add env=prod-like "$node" >/dev/null
    fi
  done
  docker_at "$first" network create --driver overlay --attachable "$NETWORK" >/dev/null
  router_certificates "$first"
}

# On a busy machine the client gives up after 20 s while the engine goes on joining: what counts is the outcome.
join() {
  local first=$1 node=$2 log token
  log=$(node_dir "$node")/join.log
  token=$(docker_at "$first" swarm join-token --quiet "${ROLE[$node]}")
  docker_at "$node" swarm join --advertise-addr "$(address "$node")" --listen-addr "$(address "$node"):2377" \
    --token "$token" "$(address "$first"):2377" >"$log" 2>&1 || true
  wait_until 60 is_member "$node" || die "node $node could not join the Swarm of $first: see $log."
}
is_member() { [[ $(docker_at "$1" info --format '{{.Swarm.LocalNodeState}}') == active ]]; }

# For the mutual-TLS admin port of the HAProxy router: its own certificate with key, and the authority that it
# believes clients by. Names as `swarm-delivery router init` expects them.
router_certificates() {
  cat "$STATE/tls/router/cert.pem" "$STATE/tls/router/key.pem" |
    docker_at "$1" secret create swarm-router-cert - >/dev/null
  docker_at "$1" secret create swarm-router-ca "$STATE/tls/ca.pem" >/dev/null
}

# All members ready, as the Swarm's first manager sees them.
swarm_complete() {
  local members
  read -ra members <<<"${SWARM_NODES[$1]}"
  [[ $(docker_at "${members[0]}" node ls --format '{{.Status}}' 2>/dev/null | grep -c '^Ready') == "${#members[@]}" ]]
}

await_swarm() {
  wait_until 60 swarm_complete "$1" || die "not all nodes of the $1 Swarm are ready: $SELF status"
}

managers() {
  local node urls=()
  for node in ${SWARM_NODES[$1]}; do
    if [[ ${ROLE[$node]} == manager ]]; then urls+=("tcp://$(address "$node"):2376"); fi
  done
  (IFS=,; echo "${urls[*]}")
}
