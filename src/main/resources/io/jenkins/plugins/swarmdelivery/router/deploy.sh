#!/bin/sh
# Written by `swarm-delivery router init`. Sets the router up in the Swarm that `docker` talks to, or brings a running
# one to the files beside this script; running it again changes nothing.
# Not a stack file on purpose: `docker stack deploy` removes the service's labels, and the routes with them. For the
# same reason never run `docker service rollback @service@`: it brings old routes back.
set -eu
cd "$(dirname "$0")"

named() { # KIND FILE: configs cannot be changed, so the name tells the content, with your edits
    sum=$({ sha256sum "$2" 2>/dev/null || shasum -a 256 "$2"; } | cut -c 1-8)
    [ -n "$sum" ] || { echo "neither sha256sum nor shasum is here" >&2; exit 1; }
    echo "@service@-$1-$sum"
}

config() { # NAME FILE OPTION…
    name=$1 file=$2
    shift 2
    docker config inspect "$name" >/dev/null 2>&1 || docker config create "$@" "$name" "$file" >/dev/null
}

need() { # KIND NAME REMEDY
    docker "$1" inspect "$2" >/dev/null 2>&1 || { echo "The Swarm has no $1 $2: $3" >&2; exit 1; }
}

need network @network@ "docker network create --driver overlay @network@"
need secret @cert-secret@ "make it of HAProxy's certificate and key, see docs/haproxy.md"
need secret @ca-secret@ "make it of the authority's certificate, see docs/haproxy.md"
cfg=$(named cfg haproxy.cfg)
map=$(named map routes.map)
config "$cfg" haproxy.cfg
config "$map" routes.map --template-driver golang

# What may change later. One replica after the other, and a failed one stops the update: rolling back is for people.
set -- \
    --update-parallelism 1 --update-order stop-first --update-delay 5s --update-monitor 5s \
    --update-failure-action pause --restart-condition any --restart-delay 1s \
    --stop-signal SIGUSR1 --stop-grace-period 35s --with-registry-auth

[ -t 1 ] || set -- "$@" --quiet
if docker service inspect @service@ >/dev/null 2>&1; then
    for old in $(docker service inspect @service@ --format \
        '{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{.ConfigName}} {{end}}'); do
        set -- "$@" --config-rm "$old"
    done
    docker service update "$@" --label-add '@hosts-label@' \
        --config-add "source=$cfg,target=/usr/local/etc/haproxy/haproxy.cfg" \
        --config-add "source=$map,target=@map@" \
        --image @image@ @service@
    # Docker's command may return before all nodes have had their turn.
    while
        state=$(docker service inspect @service@ --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}')
        [ "$state" = updating ]
    do
        sleep 1
    done
    case $state in
        completed | '') ;;
        *) echo "The update is $state; look at: docker service ps --no-trunc @service@" >&2; exit 1 ;;
    esac
else
    docker service create "$@" --name @service@ --mode global@constraints@ \
        --label '@hosts-label@' \
        --network @network@ --endpoint-mode dnsrr --cap-drop ALL \
        @publish-service@ \
        @publish-preview@ \
        @publish-admin@ \
        --config "source=$cfg,target=/usr/local/etc/haproxy/haproxy.cfg" \
        --config "source=$map,target=@map@" \
        --secret source=@cert-secret@,target=router-cert.pem,uid=99,gid=99,mode=0400 \
        --secret source=@ca-secret@,target=router-ca.pem,uid=99,gid=99,mode=0400 \
        @image@
fi
