# shellcheck shell=bash
# What the lab needs from Debian, installed without starting any service.

# command → the package that brings it. A command that is there already (docker-ce's dockerd, say) is used as it is:
# installing docker.io beside docker-ce would remove the latter.
PACKAGES=(
  dockerd:docker.io docker:docker.io docker-registry:docker-registry haproxy:haproxy redis-server:redis-server
  busybox:busybox-static htpasswd:apache2-utils openssl:openssl ip:iproute2 iptables:iptables go:golang-go jq:jq curl:curl
  nsenter:util-linux flock:util-linux
)
# Services of those packages: not to be started now, nor enabled at the next boot.
UNITS=(docker.service docker.socket containerd.service docker-registry.service haproxy.service redis-server.service
  caddy.service nginx.service)

POLICY=/usr/sbin/policy-rc.d
POLICY_SAVED=/usr/sbin/policy-rc.d.before-swarm-lab

missing_packages() {
  local entry
  for entry in "${PACKAGES[@]}"; do
    command -v "${entry%%:*}" >/dev/null || echo "${entry#*:}"
  done | sort -u
  if traefik_needs_pip; then echo python3-pip; fi
}

# Another Python than Debian's may be first in the PATH, with a pip of its own.
traefik_needs_pip() {
  [[ $LAB_TRAEFIK == yes && ! -x $TRAEFIK_PROGRAM ]] && ! python3 -m pip --version >/dev/null 2>&1
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null ||
    die "missing: ${missing[*]}. This is no Debian (there is no apt-get): install what brings ${missing[*]} yourself."
  say "installing ${missing[*]}"
  if ! install_without_services "$STATE/packages.log" "${missing[@]}"; then
    tail -5 "$STATE/packages.log" >&2
    die "apt-get could not install ${missing[*]}: see $STATE/packages.log."
  fi
}

# install_without_services LOG PACKAGE…
install_without_services() {
  local log=$1 units status=0
  shift
  mapfile -t units < <(absent_units)
  forbid_service_starts
  # apt-get keeps the lab's locks (descriptors 8 and 9): should this script be killed, the next one waits for it
  { apt-get update; DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y \
    --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null || status=$?
  restore_policy
  # Only units that were not there before: somebody's own Docker or containerd stays as it was.
  if [[ $status -eq 0 && -d /run/systemd/system ]]; then systemctl disable "${units[@]}" >>"$log" 2>&1 || true; fi
  return "$status"
}

absent_units() {
  local unit
  for unit in "${UNITS[@]}"; do [[ -e /lib/systemd/system/$unit ]] || echo "$unit"; done
}

# invoke-rc.d asks policy-rc.d before it starts a service; exit code 101 means "not allowed". One lab at a time.
forbid_service_starts() {
  restore_policy        # in case an earlier installation was killed half-way
  lock_packages
  if [[ -e $POLICY ]]; then mv "$POLICY" "$POLICY_SAVED"; else : >"$POLICY_SAVED.none"; fi
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
}

lock_packages() { exec 8<"$RUN_ROOT"; flock 8; }

restore_policy() {
  lock_packages
  if [[ -e $POLICY_SAVED ]]; then
    mv "$POLICY_SAVED" "$POLICY"
  elif [[ -e $POLICY_SAVED.none ]]; then
    rm -f "$POLICY" "$POLICY_SAVED.none"
  fi
  exec 8<&-
}

# The client that came with the daemon; an older or newer one elsewhere in the PATH might behave otherwise.
docker_cli() {
  if [[ -x /usr/bin/docker ]]; then echo /usr/bin/docker; else command -v docker; fi
}
