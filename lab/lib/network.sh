# shellcheck shell=bash
# A bridge in the root namespace, and a network namespace per node with one leg (veth) on the bridge.

network_up() {
  ip link add "$PREFIX" type bridge
  ip address add "$GATEWAY/24" dev "$PREFIX"
  ip link set "$PREFIX" up
  allow_bridge
  local node
  for node in "${NODES[@]}"; do network_node "$node"; done
}

network_node() {
  local ns outer=$PREFIX-$1 inner=eth0
  ns=$(netns "$1")
  ip netns add "$ns"
  ip link add "$outer" type veth peer name "$inner" netns "$ns"
  ip link set "$outer" master "$PREFIX" up
  ip -n "$ns" address add "$(address "$1")/24" dev "$inner"
  ip -n "$ns" link set lo up
  ip -n "$ns" link set "$inner" up
}

# Frames between two ports of a bridge pass iptables' FORWARD chain when bridge-nf-call-iptables is on, and a
# dockerd in the root namespace sets that chain's policy to DROP. The nodes also ask the registry: INPUT.
bridge_rules() {
  local comment=(-m comment --comment "swarm-lab $LAB")
  iptables -w "$1" FORWARD -i "$PREFIX" -o "$PREFIX" "${comment[@]}" -j ACCEPT
  iptables -w "$1" INPUT -i "$PREFIX" "${comment[@]}" -j ACCEPT
}
allow_bridge() { bridge_rules -I; }
forget_bridge() { while bridge_rules -D 2>/dev/null; do :; done; }

refuse_taken_subnet() {
  local route
  route=$(ip -4 route show root "$LAB_NET.0/24")
  [[ -z $route ]] ||
    die "this machine already has a network at $LAB_NET.0/24 ($route). Take another: LAB_NET=10.99.0 $SELF up"
}

# Removing a namespace removes what is in it, the inner end of its veth and with that the outer end too.
network_down() {
  local node ns
  for node in "${NODES[@]}"; do
    ns=$(netns "$node")
    if [[ -e /run/netns/$ns ]]; then ip netns delete "$ns"; fi
    if [[ -e /sys/class/net/$PREFIX-$node ]]; then ip link delete "$PREFIX-$node" 2>/dev/null || true; fi
  done
  if [[ -e /sys/class/net/$PREFIX ]]; then ip link delete "$PREFIX"; fi
  if command -v iptables >/dev/null; then forget_bridge; fi
}
