# shellcheck shell=bash
# A node: a "machine" (namespaces, see lib/machine) and the dockerd in it.

# Sets ENTER to the command that runs another one with all namespaces of a node.
entering() {
  local machine
  machine=$(recorded_pid "$1") || die "node $1 is switched off. Start it: $SELF start-node $1"
  ENTER=(nsenter --net="/run/netns/$(netns "$1")" --mount="/proc/$machine/ns/mnt" --uts="/proc/$machine/ns/uts"
    --ipc="/proc/$machine/ns/ipc" --pid="/proc/$machine/ns/pid_for_children")
}
in_node() { entering "$1"; "${ENTER[@]}" "${@:2}"; }

start_machine() {
  local node=$1 folder
  folder=$(node_dir "$node")
  rm -f "$folder/booted"
  # The recorded process is `unshare` itself; --kill-child ends the machine's first process with it. Slave
  # propagation: what the host unmounts disappears here too, so a node keeps nothing of the host's busy.
  spawn "$node" "$folder/machine.log" nsenter --net="/run/netns/$(netns "$node")" \
    unshare --mount --propagation slave --uts --ipc --pid --fork --kill-child --mount-proc \
    "$LAB_HOME/lib/machine" "$node" "$folder" "$REGISTRY" "$SPARE_REGISTRY"
  wait_until 10 test -e "$folder/booted" || die "node $node did not come up: see $folder/machine.log."
}

start_dockerd() {
  local node=$1 folder
  folder=$(node_dir "$node")
  rm -f "$folder/docker.pid"     # of a dockerd that was killed
  entering "$node"
  # cgroupfs, not systemd: there is no systemd in the machine. Only the TLS port listens, there is no unix socket.
  # Its other files are at the usual places, of which the machine has its own (lib/machine).
  PATH=$(engine_path "$node") setsid "${ENTER[@]}" dockerd \
    --pidfile /run/node/docker.pid \
    --cgroup-parent "/$CGROUP/$node" --exec-opt native.cgroupdriver=cgroupfs \
    --storage-driver "$(<"$STATE/storage-driver")" \
    --host "tcp://$(address "$node"):2376" --tlsverify --tlscacert /run/node/tls/ca.pem \
    --tlscert /run/node/tls/cert.pem --tlskey /run/node/tls/key.pem \
    >>"$folder/dockerd.log" 2>&1 </dev/null 9>&- &
}

# Where dockerd and what it starts are looked for.
engine_path() {
  local engine=$LAB_ENGINE
  if [[ -n $LAB_ENGINE_ON && " $LAB_ENGINE_ON " != *" $1 "* ]]; then engine=; fi
  echo "${engine:+$engine:}$PATH"
}

start_node() {
  recorded_pid "$1" >/dev/null || start_machine "$1"
  dockerd_pid "$1" >/dev/null || start_dockerd "$1"
}

await_node() {
  wait_until 60 node_answers "$1" ||
    die "dockerd of node $1 does not answer after 60 s: see $(node_dir "$1")/dockerd.log."
}

node_answers() { docker_at "$1" version >/dev/null 2>&1; }

# The pid of dockerd as the node's own PID namespace counts; fails when it does not run.
dockerd_pid() {
  local pid
  pid=$(cat "$(node_dir "$1")/docker.pid" 2>/dev/null) || return 1
  in_node "$1" grep -qx dockerd "/proc/$pid/comm" 2>/dev/null && echo "$pid"
}
dockerd_gone() { ! dockerd_pid "$1" >/dev/null; }

# stop_node NODE kill|graceful|power
#   kill      SIGKILL to dockerd alone: its containers run on, as after a crash of the engine
#   graceful  SIGTERM to dockerd: it stops its containers first
#   power     the whole machine is gone at once
stop_node() {
  local node=$1 pid
  if [[ $2 == power ]]; then finish "$node"; return; fi
  pid=$(dockerd_pid "$node") || return 0
  case $2 in
    kill) in_node "$node" kill -KILL "$pid" ;;
    graceful) in_node "$node" kill -TERM "$pid" ;;
    *) die "how shall $node stop? kill, graceful or power; not '$2'." ;;
  esac
  wait_until 60 dockerd_gone "$node" || die "dockerd of node $node does not end: see $(node_dir "$node")/dockerd.log."
}

# The docker client on a node's API, with the delivery engine's certificate and a configuration of its own.
docker_at() {
  local node=$1; shift
  env -u DOCKER_CONTEXT -u DOCKER_API_VERSION DOCKER_HOST="tcp://$(address "$node"):2376" DOCKER_TLS_VERIFY=1 \
    DOCKER_CERT_PATH="$STATE/tls/client" DOCKER_CONFIG="$STATE/docker" DOCKER_BUILDKIT=0 "$(docker_cli)" "$@"
}

# overlay2 needs a file system below it that can carry overlays; inside some containers there is none.
choose_storage_driver() {
  local try=$STATE/overlay-try driver=vfs
  mkdir -p "$try"/{lower,upper,work,merged}
  if unshare --mount mount -t overlay overlay \
      -o "lowerdir=$try/lower,upperdir=$try/upper,workdir=$try/work" "$try/merged" 2>/dev/null; then
    driver=overlay2
  fi
  rm -rf "$try"
  echo "$driver" >"$STATE/storage-driver"
}
