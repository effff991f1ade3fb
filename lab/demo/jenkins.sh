# shellcheck shell=bash
# A Jenkins for a lab: its settings as code.
JENKINS_SETTINGS=$LAB_STATE/jenkins.yml

# Users: `admin`; `rita`, a release manager, who may do everything with deliveries; `dev`, who may build and look.
# Each one's password is in the folder jenkins-passwords, made anew for each lab.
# write_jenkins_settings [ADDRESS]: of Jenkins itself, where it is known already
write_jenkins_settings() {
  local user
  mkdir -p -m 700 "$LAB_STATE/jenkins-passwords"
  for user in admin rita dev; do
    [[ -s $LAB_STATE/jenkins-passwords/$user ]] || head -c 9 /dev/urandom | base64 >"$LAB_STATE/jenkins-passwords/$user"
  done
  {
    cat <<YAML
jenkins:
  numExecutors: 8
  slaveAgentPort: -1
  globalNodeProperties:
  - envVars:
      env:
      - {key: GO_DEMO, value: "$PWD/examples/go-demo"}
      - {key: REGISTRY, value: "$(property registry)"}
      - {key: BUILD_ENGINE, value: "$(property staging.managers)"}
      - {key: BASE_IMAGE, value: "$(property busyboxImage)"}
  securityRealm:
    local:
      allowsSignup: false
      users:
$(for user in admin rita dev; do jenkins_user "$user"; done)
  authorizationStrategy:
    globalMatrix:
      entries:
      - user: {name: admin, permissions: [Overall/Administer]}
      - user: {name: rita, permissions: [Overall/Read, Job/Read, Job/Build, Job/Cancel, Docker Swarm Delivery/View, Docker Swarm Delivery/Deploy, Docker Swarm Delivery/Promote, Docker Swarm Delivery/Rollback]}
      - user: {name: dev, permissions: [Overall/Read, Job/Read, Job/Build, Docker Swarm Delivery/View]}
credentials:
  system:
    domainCredentials:
    - credentials:
$(jenkins_certificate swarm-client SYSTEM)
$(jenkins_certificate build-engine GLOBAL)
      - usernamePassword:
          scope: SYSTEM
          id: registry-login
          username: $(property registryUser)
          password: "\${trim:\${readFile:$(property registryPasswordFile)}}"
unclassified:
${1:+  location: {url: "$1"\}}
  swarmDelivery:
    clusters:
YAML
    jenkins_cluster staging
    echo '      placement: [node.labels.env==prod-like]'
    jenkins_cluster production
    echo '      protected: true'
  } >"$JENKINS_SETTINGS"
}

jenkins_user() {
  echo "      - {id: $1, password: \"\${trim:\${readFile:$LAB_STATE/jenkins-passwords/$1}}\"}"
}

# jenkins_certificate ID SCOPE: jobs may use it themselves where that is GLOBAL
jenkins_certificate() {
  cat <<YAML
      - x509ClientCert:
          scope: $2
          id: $1
          clientKeySecret: "\${readFile:$(property clientKey)}"
          clientCertificate: "\${readFile:$(property clientCert)}"
          serverCaCertificate: "\${readFile:$(property caFile)}"
YAML
}

jenkins_cluster() {
  cat <<YAML
    - name: $1
      managers:
$(property "$1.managers" | tr ',' '\n' | sed 's/^/      - /')
      credentialsId: swarm-client
      nodePort: 2376
      registries:
      - server: $(property registry)
        credentialsId: registry-login
        ca: "\${readFile:$(property caFile)}"
YAML
}
