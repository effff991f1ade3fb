# shellcheck shell=bash
# The demo's builds and deliveries, the traffic meanwhile, and the table at the end.
RESULTS=$LAB_STATE/results
TRAFFIC_RATE=${TRAFFIC_RATE:-100}

# Not the repository that the lab fills for its tests.
demo_image() { echo "$(property registry)/demo/go-demo:$1"; }

# run NAME EXPECTED arguments…: one command of the command line; its JSON is kept for the table
run() {
  local name=$1 expected=$2 status=0
  shift 2
  mkdir -p "$RESULTS"
  printf '\n\033[1m$ swarm-delivery %s\033[0m\n' "$*"
  cli --output json "$@" >"$RESULTS/$name.json" || status=$?
  if [[ $status -ne $expected ]]; then
    echo "expected exit status $expected, got $status: $(jq -r '.error // .outcome' "$RESULTS/$name.json" 2>/dev/null)" >&2
    exit 1
  fi
  echo "exit status $status, as expected: $(jq -r '.outcome // .image.digest // "no image"' "$RESULTS/$name.json")"
}

compile_go_demo() { examples/go-demo/compile; }

# build_image VERSION EXPECTED options…: with its tests before it, on the engine of node s1
build_image() {
  local version=$1 expected=$2 managers
  shift 2
  managers=$(property staging.managers)
  run "build-$version" "$expected" build "$(demo_image "$version")" examples/go-demo --cluster staging \
    --engine "${managers%%,*}" --tests-file Dockerfile.test --build-arg "BASE=$(property busyboxImage)" \
    --build-arg "VERSION=$version" --reports '/reports/*.xml' --reports-dir "$RESULTS/reports-$version" "$@"
}

# no_image VERSION: the registry knows none
no_image() {
  if cli mark staging "$(demo_image "$1")" --as proof >/dev/null 2>&1; then
    echo "there is an image of version $1 in the registry" >&2
    exit 1
  fi
  echo "The registry has no image of version $1."
}

# deliver CLUSTER VERSION EXPECTED options…
deliver() {
  local cluster=$1 version=$2 expected=$3
  shift 3
  run "$cluster-$version" "$expected" deliver "$cluster" go-demo --image "$(demo_image "$version")" \
    --spec examples/go-demo/service.json --probe /healthz \
    --pre-test examples/go-demo/tests/smoke.sh --post-test examples/go-demo/tests/integration.sh "$@"
}

# roll_back CLUSTER EXPECTED options…
roll_back() {
  local cluster=$1 expected=$2
  shift 2
  run "$cluster-rollback" "$expected" rollback "$cluster" go-demo "$@"
}

service_addresses() { cli --output json status "$1" go-demo | jq -r '.applications[0].addresses.service[]'; }

# start_traffic CLUSTER [APPLICATION]: to every replica of the cluster's router in turn, half of it on connections of its
# own. Its page is one that even the broken release answers: users must not meet a failure that is not the delivery's.
start_traffic() {
  local addresses name=${2:-$1} host=()
  [[ $# -lt 2 ]] || host=(-host "$2.lab")
  [[ -x $LAB_STATE/traffic ]] || (cd lab/traffic && go build -o "$LAB_STATE/traffic" .)
  # go-demo has every host name that no other application has, so these are the replicas themselves.
  mapfile -t addresses < <(service_addresses "$1")
  [[ ${#addresses[@]} -gt 0 ]] || { echo "$1 reports no address of go-demo" >&2; exit 1; }
  rm -f "$RESULTS/traffic-$name.json"
  "$LAB_STATE/traffic" "${host[@]}" -rate "$TRAFFIC_RATE" -output "$RESULTS/traffic-$name.json" "${addresses[@]}" &
  echo "$!" >"$RESULTS/traffic-$name.pid"
  echo "$TRAFFIC_RATE requests/s to $name: ${addresses[*]}"
}

# Ends the traffic that this or an earlier run left, and waits for what it counted.
stop_traffic() {
  local file pid
  for file in "$RESULTS"/traffic-*.pid; do
    [[ -e $file ]] || continue
    pid=$(<"$file")
    if [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$LAB_STATE/traffic" ]]; then
      kill "$pid"
      while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    fi
    rm -f "$file"
  done
}

# seconds FILE PHASE…: how long these phases took together
seconds() {
  local file=$RESULTS/$1.json
  shift
  jq -r '[.delivery.phases[] | select(.phase | IN($ARGS.positional[])) | .seconds] | add // 0 | . * 100 | round / 100' --args "$@" <"$file"
}

summary() {
  local name cluster sent failed p50 p99 all_failed=0
  headline "What is live where"
  for cluster in staging production; do cli status "$cluster" go-demo; done
  cli status production shop
  headline "Traffic"
  printf '%-12s %10s %10s %12s %12s\n' 'users of' requests failed 'p50 ms' 'p99 ms'
  for name in staging production shop; do
    read -r sent failed p50 p99 < <(jq -r '"\(.sent) \(.failed) \(.p50Millis) \(.p99Millis)"' "$RESULTS/traffic-$name.json")
    printf '%-12s %10d %10d %12.1f %12.1f\n' "$name" "$sent" "$failed" "$p50" "$p99"
    all_failed=$((all_failed + failed))
  done
  headline "Times in seconds"
  printf '%-46s %8s\n' 'go-demo 2.0: built, verified in the registry' "$(jq -r '.image.seconds' "$RESULTS/build-2.0.json")"
  printf '%-46s %8s\n' 'staging: 2.0 started to healthy' "$(seconds staging-2.0 starting converging)"
  printf '%-46s %8s\n' 'staging: switch to 2.0' "$(seconds staging-2.0 switching)"
  printf '%-46s %8s\n' 'production: switch to 2.0' "$(seconds production-2.0 switching)"
  printf '%-46s %8s\n' 'production: 3.0 failed, back on 2.0' "$(seconds production-3.0 reverting)"
  printf '%-46s %8s\n' 'staging: rollback, standby warm' "$(seconds staging-rollback ready switching proving registering)"
  printf '%-46s %8s\n' 'production: the five services of shop 2.0' \
    "$(jq -r '[.delivery.phases[].seconds] | add * 100 | round / 100' "$RESULTS/shop-2.0.json")"
  printf '%-46s %8s\n' 'production: rollback, started anew' \
    "$(seconds production-rollback starting converging previewing testing ready switching proving registering)"
  cat <<TEXT

Try it:
$(service_addresses production | sed 's|^|  curl -i |; s|$|/demo/hello|')
  $COMMAND --clusters $CLUSTERS status production
  $COMMAND --clusters $CLUSTERS history production go-demo
  lab/lab docker p1 service ls
  ./demo down
TEXT
  if [[ $all_failed -ne 0 ]]; then
    jq -r '.failures[]' "$RESULTS"/traffic-*.json >&2
    echo "$all_failed requests failed" >&2
    exit 1
  fi
}
