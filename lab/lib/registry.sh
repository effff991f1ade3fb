# shellcheck shell=bash
# Debian's docker-registry on the bridge address, with TLS of the lab's authority and basic authentication.

# Two users, so that tests can tell credentials apart. (Basic authentication knows no roles: both may push.)
REGISTRY_USERS=(deployer reader)

password_file() { echo "$STATE/registry/$1.password"; }

make_registry() {
  local user
  mkdir -p "$STATE/registry/data"
  : >"$STATE/registry/htpasswd"
  chmod 600 "$STATE/registry/htpasswd"
  for user in "${REGISTRY_USERS[@]}"; do
    (umask 077 && openssl rand -hex 16 | tr -d '\n' >"$(password_file "$user")")
    # -i reads the password from standard input: it never stands in a command line. The registry wants bcrypt (-B).
    htpasswd -iB "$STATE/registry/htpasswd" "$user" <"$(password_file "$user")" 2>/dev/null
  done
  (umask 077 && cat >"$STATE/registry/config.yml") <<YAML
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $STATE/registry/data}
  delete: {enabled: true}
http:
  addr: $REGISTRY
  secret: $(openssl rand -hex 16)
  tls:
    certificate: $STATE/tls/registry/cert.pem
    key: $STATE/tls/registry/key.pem
auth:
  htpasswd: {realm: swarm-lab, path: $STATE/registry/htpasswd}
YAML
}

start_registry() {
  spawn registry "$STATE/registry/registry.log" docker-registry serve "$STATE/registry/config.yml"
}

await_registry() {
  wait_until 20 registry_answers || die "the registry does not answer at $REGISTRY: see $STATE/registry/registry.log."
}

# The password reaches curl through its standard input, as a configuration file, for the same reason as above.
registry_answers() {
  printf 'user = "deployer:%s"\n' "$(<"$(password_file deployer)")" |
    curl -fsS --max-time 5 --noproxy '*' -K - --cacert "$STATE/tls/ca.pem" "https://$REGISTRY/v2/" >/dev/null
}

# The docker client's own configuration folder of this lab: never ~/.docker.
registry_login() {
  (umask 077 && mkdir -p "$STATE/docker")
  docker_at s1 login --username deployer --password-stdin "$REGISTRY" \
    <"$(password_file deployer)" >"$STATE/registry/login.log" 2>&1 ||
    die "node s1 cannot log in to the registry $REGISTRY: see $STATE/registry/login.log."
}
