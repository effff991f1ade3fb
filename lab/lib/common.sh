# shellcheck shell=bash
# Names, addresses and small helpers. Everything else in lib/ builds on this file.
# The variables set here are the whole vocabulary of the lab; nothing else is read from the environment.
# shellcheck disable=SC2034  # the other files read them
export LC_ALL=C PATH=$PATH:/usr/sbin:/sbin

# --- the name of this lab, and what follows from it ---------------------------------------------------------------
LAB=${LAB:-demo}
[[ $LAB =~ ^[a-z][a-z0-9]{0,7}$ ]] || {
  echo "lab: LAB='$LAB' cannot be used: take 1 to 8 lower-case letters or digits (network device names are short)." >&2
  exit 2
}
STATE=$(realpath -m "${LAB_STATE:-$LAB_HOME/../target/lab/$LAB}")   # all files of this lab
RUN_ROOT=/run/swarm-lab
RUN=$RUN_ROOT/$LAB                       # process records: outside of target/, so that `mvn clean` cannot lose them
SELF="LAB=$LAB ${LAB_STATE:+LAB_STATE=$STATE }lab/lab"   # how to call the lab again, for messages

# A choice made at `up` holds for the later commands: it stands in the state folder.
remembered() { cat "$STATE/$1" 2>/dev/null || true; }
declare -A KNOWN_NETS=([demo]=10.77.0 [verify]=10.78.0)
LAB_NET=${LAB_NET:-$(remembered net)}
LAB_NET=${LAB_NET:-${KNOWN_NETS[$LAB]:-}}
LAB_ENGINE=${LAB_ENGINE:-$(remembered engine)}   # a folder with another dockerd, containerd, … to run
LAB_ENGINE_ON=${LAB_ENGINE_ON:-$(remembered engine-on)}   # the nodes that run it; none named: all
LAB_WORKERS=${LAB_WORKERS:-$(remembered workers)}   # so many workers that production has beside its managers
LAB_WORKERS=${LAB_WORKERS:-0}
[[ $LAB_WORKERS =~ ^[0-9]$ ]] || {
  echo "lab: LAB_WORKERS='$LAB_WORKERS' must be a number from 0 to 9." >&2
  exit 2
}
LAB_TRAEFIK=${LAB_TRAEFIK:-yes}          # no: without an image of Traefik
[[ $LAB_TRAEFIK =~ ^(yes|no)$ ]] || {
  echo "lab: LAB_TRAEFIK='$LAB_TRAEFIK' must be yes or no." >&2
  exit 2
}
if [[ -n $LAB_NET && ! $LAB_NET =~ ^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$ ]]; then
  echo "lab: LAB_NET='$LAB_NET' must be the first three numbers of a /24, such as 10.79.0." >&2
  exit 2
fi

PREFIX=lab-$LAB                          # names of bridge, veths, network namespaces
GATEWAY=$LAB_NET.1                       # the bridge's address: the root namespace as the nodes see it
REGISTRY=$GATEWAY:5000
SPARE_REGISTRY=$GATEWAY:5001             # nothing is there: for a registry that somebody breaks, and the nodes trust
export no_proxy=${no_proxy:+$no_proxy,}$LAB_NET.0/24      # nothing of the lab goes through a proxy of this machine
export NO_PROXY=$no_proxy
CGROUP=swarm-lab/$LAB                    # below every cgroup controller
NETWORK=apps                             # the overlay network of each Swarm

# --- the machines ----------------------------------------------------------------------------------------------------
NODES=(s1 s2 s3 p1 p2 p3)
declare -A OCTET=([s1]=11 [s2]=12 [s3]=13 [p1]=21 [p2]=22 [p3]=23)
declare -A ROLE=([s1]=manager [s2]=worker [s3]=worker [p1]=manager [p2]=manager [p3]=manager)
declare -A SWARM_NODES=([staging]="s1 s2 s3" [production]="p1 p2 p3")   # the first one initializes the Swarm
PROD_LIKE=(s2 s3)                        # labelled env=prod-like
for ((worker = 4; worker < 4 + LAB_WORKERS; worker++)); do
  NODES+=("p$worker")
  OCTET[p$worker]=$((20 + worker))
  ROLE[p$worker]=worker
  SWARM_NODES[production]+=" p$worker"
done
[[ -z $LAB_ENGINE_ON || -n $LAB_ENGINE ]] || {
  echo "lab: LAB_ENGINE_ON='$LAB_ENGINE_ON' needs the folder of the engine that these nodes are to run: LAB_ENGINE." >&2
  exit 2
}
for node in $LAB_ENGINE_ON; do
  [[ -n ${OCTET[$node]:-} ]] || { echo "lab: LAB_ENGINE_ON names '$node'. Nodes: ${NODES[*]}." >&2; exit 2; }
done

address() { echo "$LAB_NET.${OCTET[$1]}"; }
netns() { echo "$PREFIX-$1"; }
node_dir() { echo "$STATE/nodes/$1"; }

require_node() {
  [[ -n ${1:-} && -n ${OCTET[$1]:-} ]] || die "no node '${1:-}' in the lab. Nodes: ${NODES[*]}."
}

# --- talking to the person in front ----------------------------------------------------------------------------------
say() { printf '%6.1fs  %s\n' "$(elapsed)" "$*"; }
die() { echo "lab: $*" >&2; exit 1; }

STARTED=$EPOCHREALTIME
elapsed() { awk -v a="$STARTED" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# Runs a command until it succeeds; fails after so many seconds. Keeps quiet: the caller says what it waited for.
wait_until() {
  local deadline=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# Waits for the background jobs given by pid and fails if one of them failed.
wait_all() {
  local pid failed=0
  for pid in "$@"; do wait "$pid" || failed=1; done
  return $failed
}

require_root() { ((EUID == 0)) || die "the lab makes network namespaces and mounts: run it as root (sudo lab/lab …)"; }
require_up() { [[ -e $STATE/ready ]] || die "lab '$LAB' is not up. Start it: $SELF up"; }
require_net() {
  [[ -n $LAB_NET ]] || die "lab '$LAB' has no subnet yet: name one, for example LAB=$LAB LAB_NET=10.79.0 lab/lab up"
}

# One command at a time may change a lab. The lock file goes away with the lab, so after getting the lock
# look whether the file is still the one that was locked.
lock() {
  mkdir -p "$RUN_ROOT"
  while :; do
    exec 9>"$RUN.lock"
    flock -n 9 || {
      say "waiting: another lab/lab command is at work on lab '$LAB'"
      flock -w 300 9 || die "it has been for 5 minutes. Which one: fuser -v $RUN.lock"
    }
    [[ $(stat -c %i "$RUN.lock" 2>/dev/null) == "$(stat -Lc %i /proc/self/fd/9)" ]] && return
  done
}
