# shellcheck shell=bash
# The lab's own certificate authority and everything it signs. EC keys: they take milliseconds.

# new_key FILE: readable by root alone from its first byte
new_key() { (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$1"); }

make_ca() {
  mkdir -p "$STATE/tls"
  new_key "$STATE/tls/ca-key.pem"
  openssl req -x509 -new -sha256 -days 365 -key "$STATE/tls/ca-key.pem" -subj "/CN=swarm-lab $LAB CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -out "$STATE/tls/ca.pem" 2>/dev/null
}

# certificate FOLDER NAME USAGE [SAN]: writes key.pem, cert.pem and ca.pem there; USAGE is serverAuth or clientAuth
certificate() {
  local folder=$1 name=$2 usage=$3 san=${4:-}
  mkdir -p "$folder"
  new_key "$folder/key.pem"
  cp "$STATE/tls/ca.pem" "$folder/"
  openssl req -new -key "$folder/key.pem" -subj "/O=swarm-lab/CN=$name" 2>/dev/null |
    openssl x509 -req -sha256 -days 365 -CA "$STATE/tls/ca.pem" -CAkey "$STATE/tls/ca-key.pem" \
      -set_serial "0x$(openssl rand -hex 15)" -out "$folder/cert.pem" -extfile <(
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature"
        echo "extendedKeyUsage=$usage"
        if [[ -n $san ]]; then echo "subjectAltName=$san"; fi
      ) 2>/dev/null
}

# One server certificate per Docker API, one for the registry, one for HAProxy's admin port, and one client
# certificate: the delivery engine's. The folder of the client is also a DOCKER_CERT_PATH.
make_certificates() {
  local node
  make_ca
  certificate "$STATE/tls/client" delivery clientAuth
  certificate "$STATE/tls/registry" registry serverAuth "IP:$GATEWAY"
  certificate "$STATE/tls/router" swarm-router serverAuth DNS:swarm-router
  for node in "${NODES[@]}"; do
    certificate "$(node_dir "$node")/tls" "$node" serverAuth "IP:$(address "$node"),DNS:$node"
  done
}
