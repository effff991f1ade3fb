# shellcheck shell=bash
# Images without any registry to pull from: made of Debian's own files, and pushed to the lab's registry.
BUSYBOX_IMAGE=$REGISTRY/busybox
HAPROXY_IMAGE=$REGISTRY/swarm-router-haproxy
REDIS_IMAGE=$REGISTRY/redis
GO_DEMO_IMAGE=$REGISTRY/go-demo
TRAEFIK_IMAGE=$REGISTRY/traefik

# Where bring_traefik puts Traefik's program.
TRAEFIK_PROGRAM=$LAB_HOME/../target/traefik-program

# go-demo's images: tag version fault. One binary, so one layer; only the environment differs.
# 3.0 is the broken release: it is healthy and answers /demo/hello with an error.
GO_DEMO_TAGS=(
  "1.0 1.0 -" "2.0 2.0 -" "2.1 2.1 -" "2.2 2.2 -" "3.0 3.0 errors"
  "crash crash crash" "unhealthy unhealthy unhealthy" "dies dies dies=4"
)

haproxy_version() { haproxy -v | sed -nE '1s/.* version ([0-9.]+).*/\1/p'; }
haproxy_image() { echo "$HAPROXY_IMAGE:$(haproxy_version)"; }
redis_image() { echo "$REDIS_IMAGE:$(redis-server --version | sed -nE 's/.* v=([0-9.]+).*/\1/p')"; }

# Empty where its program is not to be had, or not wanted.
traefik_image() {
  if [[ $LAB_TRAEFIK == no || ! -x $TRAEFIK_PROGRAM ]]; then return; fi
  echo "$TRAEFIK_IMAGE:$("$TRAEFIK_PROGRAM" version | sed -nE 's/^Version: +//p')"
}

# copy_program NAME ROOT FOLDER: a program of this machine with the libraries that it is linked to
copy_program() {
  local program library
  program=$(command -v "$1")
  cp -L "$program" "$2$3/$1"
  { ldd "$program" 2>/dev/null || true; } | { grep -oE '/[^ ]+' || true; } | while read -r library; do
    install -D "$library" "$2$library"
  done
}

# The folders that every image has, busybox and a link per command that it knows.
busybox_files() {
  local root=$1 command
  mkdir -p "$root"/{bin,etc,dev,proc,sys,run,tmp,var/lib}
  chmod 1777 "$root/tmp"
  copy_program busybox "$root" /bin
  for command in $(busybox --list | grep -vx busybox); do ln -sf busybox "$root/bin/$command"; done
  printf '%s:/bin/sh\n' root:x:0:0:root:/ haproxy:x:99:99::/var/lib/haproxy redis:x:999:999::/data nobody:x:65534:65534::/ \
    >"$root/etc/passwd"
  printf 'root:x:0:\nhaproxy:x:99:\nredis:x:999:\nnogroup:x:65534:\n' >"$root/etc/group"
}

build_busybox() {
  local root=$STATE/images/busybox
  busybox_files "$root"
  tar --numeric-owner --owner 0 --group 0 -C "$root" -c . |
    docker_at s1 import --change 'CMD ["/bin/sh"]' - "$BUSYBOX_IMAGE:latest" >/dev/null
}

# The host's haproxy, laid out and started as in the official image.
build_haproxy() {
  local root=$STATE/images/haproxy
  busybox_files "$root"
  mkdir -p "$root"/{usr/local/sbin,usr/local/etc/haproxy,var/lib/haproxy}
  chown 99:99 "$root/var/lib/haproxy"
  copy_program haproxy "$root" /usr/local/sbin
  tar --numeric-owner -C "$root" -c . | docker_at s1 import - "$HAPROXY_IMAGE:files" >/dev/null
  docker_at s1 build --quiet --tag "$(haproxy_image)" - >/dev/null <<DOCKERFILE
FROM $HAPROXY_IMAGE:files
ENV PATH=/usr/local/sbin:/bin
USER haproxy
WORKDIR /var/lib/haproxy
STOPSIGNAL SIGUSR1
ENTRYPOINT ["haproxy"]
CMD ["-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
DOCKERFILE
}

# The host's redis, with the user and the folder of the official image; a new volume gets the folder's owner.
build_redis() {
  local root=$STATE/images/redis
  busybox_files "$root"
  mkdir -p "$root"/{usr/local/bin,data}
  chown 999:999 "$root/data"
  copy_program redis-server "$root" /usr/local/bin
  copy_program redis-cli "$root" /usr/local/bin
  tar --numeric-owner -C "$root" -c . |
    docker_at s1 import --change 'ENV PATH=/usr/local/bin:/bin' --change 'WORKDIR /data' --change 'VOLUME /data' \
      --change 'CMD ["redis-server"]' - "$(redis_image)" >/dev/null
}

# A lab without Traefik is none the worse, so what goes wrong here is told and no more.
bring_traefik() {
  if [[ $LAB_TRAEFIK == no ]]; then return; fi
  "$LAB_HOME/traefik-program" "$TRAEFIK_PROGRAM" || say "Traefik's program cannot be had: the lab has no image of it"
}

# The program is linked to nothing, so the image is that one file.
build_traefik() {
  local root=$STATE/images/traefik
  mkdir -p "$root"/{etc,tmp}
  chmod 1777 "$root/tmp"
  cp "$TRAEFIK_PROGRAM" "$root/traefik"
  tar --numeric-owner --owner 0 --group 0 -C "$root" -c . |
    docker_at s1 import --change 'ENTRYPOINT ["/traefik"]' - "$(traefik_image)" >/dev/null
  rm "$root/traefik"
}

# The binary is built here, for there is no image with a Go compiler to be had. With the flags that Debian built
# its standard library with (so no -trimpath), that is 5 seconds instead of 18.
compile_go_demo() {
  local context=$STATE/images/go-demo
  mkdir -p "$context"
  cp "$LAB_HOME/../examples/go-demo/Dockerfile" "$context/"
  (cd "$LAB_HOME/../examples/go-demo" && CGO_ENABLED=0 GOTOOLCHAIN=local \
    go build -ldflags '-s -w -X main.version=1.0' -o "$context/go-demo" .)
}

# The images are built on node s1, through its API, by the classic builder.
build_go_demo() {
  local context=$STATE/images/go-demo entry tag version fault
  for entry in "${GO_DEMO_TAGS[@]}"; do
    read -r tag version fault <<<"$entry"
    docker_at s1 build --quiet --build-arg "BASE=$BUSYBOX_IMAGE:latest" --build-arg "VERSION=$version" \
      --build-arg "FAULT=${fault#-}" --tag "$GO_DEMO_IMAGE:$tag" "$context" >/dev/null
  done
}

# Needs what compile_go_demo made. No && in the jobs: it would switch off `set -e` in the functions that it joins.
make_images() {
  local entry jobs=()
  { build_haproxy; push "$(haproxy_image)"; } & jobs+=($!)
  { build_redis; push "$(redis_image)"; } & jobs+=($!)
  if [[ $(traefik_image) ]]; then { build_traefik; push "$(traefik_image)"; } & jobs+=($!); fi
  {
    build_busybox
    build_go_demo
    push "$BUSYBOX_IMAGE:latest"
    for entry in "${GO_DEMO_TAGS[@]}"; do push "$GO_DEMO_IMAGE:${entry%% *}"; done
  } & jobs+=($!)
  wait_all "${jobs[@]}" || die "an image could not be made or pushed: see above, and $(node_dir s1)/dockerd.log."
}

push() { docker_at s1 push --quiet "$1" >/dev/null; }
