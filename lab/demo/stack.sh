# shellcheck shell=bash
# The demo's stack: the shop of examples/shop, with its database, worker and migration. Its images are the lab's go-demo
# and redis.
SHOP=examples/shop/docker-stack.yml

shop_image() { echo "$(property registry)/go-demo${1:+:$1}"; }

# shop NAME EXPECTED COMMAND VERSION options…: a command of the command line for the stack file, in production
shop() {
  local name=$1 expected=$2 command=$3 version=$4
  shift 4
  run "shop-$name" "$expected" "$command" production shop --stack "$SHOP" --set "IMAGE=$(shop_image)" \
    --set "DB_IMAGE=$(property redisImage)" --set "VERSION=$version" "$@"
}

# Whoever restarts the database changes this.
database_tasks() { in_swarm production docker service ps -q --no-trunc --filter desired-state=running shop_db; }

# What users get of the shop: the version of web, and of the api that it calls.
check_page() {
  local page
  page=$(curl -sf -H 'Host: shop.lab' "$(service_addresses production | head -1)/upstream")
  [[ $page == "$1 calls $1" ]] || { echo "web and api of $1 expected, got: $page" >&2; exit 1; }
  echo "Users get: $page."
}

# orders options…: what users get of the orders in the database, through web and api
orders() { curl -sf -H 'Host: shop.lab' "$@" "$(service_addresses production | head -1)/orders"; }

# Places one more order, and waits for the worker of the live color: then the database has all that were ever placed.
check_orders() {
  local known
  orders -X POST >/dev/null || { echo "no order can be placed" >&2; exit 1; }
  ORDERS=$((${ORDERS:-0} + 1))
  for _ in {1..40}; do
    known=$(orders) || known="no answer"
    if jq -e --arg placed "$ORDERS" '.taken == $placed and .waiting == "0"' <<<"$known" >/dev/null 2>&1; then
      echo "Orders in the database: $known."
      return
    fi
    sleep 0.5
  done
  echo "expected $ORDERS orders, all taken, got: $known" >&2
  exit 1
}

remember_database() { DATABASE=$(database_tasks); }

check_database() {
  if [[ -z $DATABASE || $(database_tasks) != "$DATABASE" ]]; then
    echo "the task of the database is another one than before" >&2
    exit 1
  fi
  echo "The database still runs as the same task: ${DATABASE:0:12}."
}

# nothing_left COLOR: no service of the color is there
nothing_left() {
  local left
  left=$(in_swarm production docker service ls --format '{{.Name}}' --filter name=shop- | { grep -e "-$1\$" || true; })
  if [[ -n $left ]]; then
    echo "left behind: $left" >&2
    exit 1
  fi
  echo "No service of $1 is left."
}

deliver_the_shop() {
  headline "A whole stack: web, api, worker, migration and database, from the file that docker stack deploy reads"
  shop plan-1.0 0 plan 1.0
  jq -r '.plan.parts[] | [.service, .role, .reason] | @tsv' "$RESULTS/shop-plan-1.0.json"
  shop 1.0 0 deliver 1.0
  check_page 1.0
  remember_database
  check_orders
  start_traffic production shop

  headline "2.0 of the stack: all services switch together; then an api that crashes"
  shop 2.0 0 deliver 2.0
  check_page 2.0
  check_orders
  shop crash 1 deliver 2.1 --image "api=$(shop_image crash)" --max-failures 2
  nothing_left blue
  check_orders
  check_database

  headline "The same images with another value, then back to 1.0"
  run shop-configure 0 configure production shop --set LOG_LEVEL=debug
  run shop-diff 0 diff production shop 2.0
  jq -r '.parts[] | select(.changes != []) | .service as $service | .changes[] | "\($service): \(.path): \(.before) -> \(.after)"' \
    "$RESULTS/shop-diff.json"
  check_orders
  check_database
  run shop-rollback 0 rollback production shop --to 1.0
  check_page 1.0
  check_orders
  check_database
}
