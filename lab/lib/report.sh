# shellcheck shell=bash
# What the lab tells: lab.properties for programs, status for people.

write_properties() {
  local node client=$STATE/tls/client
  {
    echo "# lab '$LAB'; written by lab/lab up"
    echo "registry=$REGISTRY"
    echo "spareRegistry=$SPARE_REGISTRY"
    echo "registryCert=$STATE/tls/registry/cert.pem"
    echo "registryKey=$STATE/tls/registry/key.pem"
    echo "registryUser=deployer"
    echo "registryPasswordFile=$(password_file deployer)"
    echo "caFile=$STATE/tls/ca.pem"
    echo "clientCert=$client/cert.pem"
    echo "clientKey=$client/key.pem"
    echo "dockerConfig=$STATE/docker"
    echo "staging.managers=$(managers staging)"
    echo "production.managers=$(managers production)"
    for node in "${NODES[@]}"; do
      echo "node.$node.address=$(address "$node")"
      echo "node.$node.id=$(docker_at "$node" info --format '{{.Swarm.NodeID}}')"
    done
    echo "subnet=$LAB_NET.0/24"
    echo "gateway=$GATEWAY"
    echo "network=$NETWORK"
    echo "routerCertSecret=swarm-router-cert"
    echo "routerCaSecret=swarm-router-ca"
    echo "busyboxImage=$BUSYBOX_IMAGE:latest"
    echo "haproxyImage=$(haproxy_image)"
    echo "redisImage=$(redis_image)"
    echo "goDemoImage=$GO_DEMO_IMAGE"
    echo "traefikImage=$(traefik_image)"
  } >"$STATE/lab.properties.new"
  mv "$STATE/lab.properties.new" "$STATE/lab.properties"
}

print_usage_hints() {
  cat <<TEXT

Lab '$LAB' is up. Everything that a program needs: $STATE/lab.properties
  $SELF docker s1 node ls          docker on the staging manager's API (mutual TLS)
  $SELF docker p1 service ls       … on a production manager's
  $SELF status                     nodes, registry, addresses
  $SELF down                       removes every trace
Services here want --endpoint-mode dnsrr, --network $NETWORK and --with-registry-auth; published ports mode=host.
TEXT
}

status() {
  local swarm node members answer="DOES NOT ANSWER"
  if [[ ! -e $STATE/ready ]]; then echo "Lab '$LAB' is not up (state folder $STATE)."; return; fi
  echo "Lab '$LAB': subnet $LAB_NET.0/24, state $STATE, storage driver $(<"$STATE/storage-driver")"
  if registry_answers 2>/dev/null; then answer=answers; fi
  echo "registry https://$REGISTRY $answer"
  for swarm in staging production; do
    echo "$swarm"
    read -ra members <<<"${SWARM_NODES[$swarm]}"
    for node in "${members[@]}"; do
      printf '  %-3s tcp://%s:2376  %-8s %s\n' "$node" "$(address "$node")" "${ROLE[$node]}" "$(node_state "$node")"
    done
    # what the first manager that answers knows
    for node in "${members[@]}"; do
      if docker_at "$node" node ls --format '      {{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}' \
        2>/dev/null; then break; fi
    done
  done
}

node_state() {
  if ! recorded_pid "$1" >/dev/null; then echo "switched off"
  elif node_answers "$1"; then echo "Engine $(docker_at "$1" version --format '{{.Server.Version}}')"
  else echo "dockerd does not answer"; fi
}
