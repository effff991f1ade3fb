# shellcheck shell=bash
# Debian's dnsmasq on the bridge address: to every name, it answers that there is none. Docker forwards there what its
# own DNS does not know, such as the service of a color that nobody has deployed. Without an answer, each replica of a
# router asks again and again, until its engine does little else.

make_dns() {
  mkdir -p "$STATE/dns"
  cat >"$STATE/dns/dnsmasq.conf" <<CONF
listen-address=$GATEWAY
bind-interfaces
no-resolv
no-hosts
address=/#/
user=root
pid-file=
CONF
}

start_dns() {
  spawn dns "$STATE/dns/dnsmasq.log" dnsmasq --keep-in-foreground --log-facility=- --conf-file="$STATE/dns/dnsmasq.conf"
}
