# shellcheck shell=bash
# What the demo and the tests on the lab share: the tools, the command line, the clusters file, the routers.
COMMAND=cli/target/swarm-delivery
CLUSTERS=$LAB_STATE/clusters.yml
# shellcheck source=lab/lib/go.sh
. lab/lib/go.sh

headline() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

# property NAME: of the lab that is up
property() { sed -n "s|^$1=||p" "$LAB_STATE/lab.properties"; }

install_tools() {
  local missing=()
  command -v javac >/dev/null || missing+=(default-jdk-headless)
  command -v mvn >/dev/null || missing+=(maven)
  command -v curl >/dev/null || missing+=(curl)
  command -v jq >/dev/null || missing+=(jq)
  command -v python3 >/dev/null || missing+=(python3)
  [[ ${#missing[@]} -eq 0 ]] && return
  echo "installing ${missing[*]}"
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${missing[@]}"; } \
    >/dev/null || { echo "apt-get could not install ${missing[*]}: see above" >&2; exit 1; }
}

build_cli() { mvn -q -f cli/pom.xml package -Dmaven.test.skip -Dspotless.check.skip; }

cli() { "$COMMAND" --clusters "$CLUSTERS" "$@"; }

# The production Swarm behind Traefik too, where its program can be had.
set_up_traefik() {
  if [[ -z $(property traefikImage) ]]; then return; fi
  lab/traefik production
  describe_cluster edge production "traefik: {serverName: swarm-router}" >>"$CLUSTERS"
}

write_clusters_file() {
  {
    describe_cluster staging
    # Staging runs releases where production-like nodes are; in production every node is one.
    echo "  placement: [node.labels.env==prod-like]"
    describe_cluster production
  } >"$CLUSTERS"
}

# describe_cluster NAME [SWARM [ROUTER]]: the Swarm is the one of that name, and its HAProxy has all its usual names
describe_cluster() {
  local router=${3:-"haproxy: {}"}
  cat <<YAML
$1:
  managers: [$(property "${2:-$1}.managers")]
  tls:
    ca: $(property caFile)
    cert: $(property clientCert)
    key: $(property clientKey)
  nodePort: 2376
${LAB_ALLOW:+  allow: [$LAB_ALLOW]}
  registries:
    - server: $(property registry)
      user: $(property registryUser)
      passwordFile: $(property registryPasswordFile)
      ca: $(property caFile)
  router:
    $router
YAML
}

# in_swarm CLUSTER command…: with a docker client that talks to the cluster
in_swarm() {
  local host
  host=$(property "$1.managers")
  shift
  DOCKER_HOST=${host%%,*} DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$LAB_STATE/tls/client \
    DOCKER_CONFIG=$(property dockerConfig) "$@"
}

# set_up_router CLUSTER [--app …]: as a user does it, but with the lab's own certificates
set_up_router() {
  [[ $# -gt 1 ]] || set -- "$1" --app go-demo=8080,check=/healthz
  cli router up "$@" --image "$(property haproxyImage)" --network "$(property network)" \
    --cert-secret "$(property routerCertSecret)" --ca-secret "$(property routerCaSecret)" >/dev/null
  cli check "$1"
}
