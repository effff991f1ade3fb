# shellcheck shell=bash
# The demo's Jenkins: the plugin from this folder, settings as code, and one job, go-demo. Its first build is started.
JENKINS_DEMO_HOME=$LAB_STATE/jenkins-home
JENKINS_PORT=${JENKINS_PORT:-8080}
JENKINS_URL=http://localhost:$JENKINS_PORT/jenkins
JENKINS_PID=$LAB_STATE/jenkins.pid
JENKINS_LOG=$LAB_STATE/jenkins.log
JENKINS_COOKIES=$LAB_STATE/jenkins-cookies
JENKINS_PATIENCE=600

# seconds pass until "$@" succeeds; fails, with the end of the log, if that takes too long
await_jenkins() {
  local until=$((SECONDS + JENKINS_PATIENCE))
  until "$@"; do
    if [[ $SECONDS -ge $until ]] || ! kill -0 "$(<"$JENKINS_PID")" 2>/dev/null; then
      tail -40 "$JENKINS_LOG" >&2
      echo "Jenkins did not get that far: $*; see its log, $JENKINS_LOG" >&2
      return 1
    fi
    sleep 1
  done
}

check_jenkins_port() {
  if curl -s -o /dev/null "http://localhost:$JENKINS_PORT/"; then
    echo "port $JENKINS_PORT is in use: choose another one for Jenkins, such as JENKINS_PORT=8081 ./demo" >&2
    return 1
  fi
}

start_jenkins() {
  write_jenkins_settings "$JENKINS_URL/"
  define_go_demo
  # In a session of its own, so that all of it can be ended by one process id.
  # shellcheck disable=SC2086
  CASC_JENKINS_CONFIG=$JENKINS_SETTINGS JENKINS_HOME=$JENKINS_DEMO_HOME \
    setsid "$PLUGIN_MAVEN" -ntp -B $JENKINS_LANE_FLAGS hpi:run "-Dport=$JENKINS_PORT" -Dspotless.check.skip \
    >"$JENKINS_LOG" 2>&1 </dev/null &
  echo "$!" >"$JENKINS_PID"
  await_jenkins jenkins_up
  echo "Jenkins is up: $JENKINS_URL/"
}

define_go_demo() {
  mkdir -p "$JENKINS_DEMO_HOME/jobs/go-demo"
  python3 - examples/go-demo/Jenkinsfile >"$JENKINS_DEMO_HOME/jobs/go-demo/config.xml" <<'PYTHON'
import sys
from xml.sax.saxutils import escape
print(f"""<flow-definition>
  <definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition">
    <script>{escape(open(sys.argv[1]).read())}</script>
    <sandbox>true</sandbox>
  </definition>
</flow-definition>""")
PYTHON
}

jenkins_up() { as_rita "$JENKINS_URL/api/json" >/dev/null; }

# as_rita options… ADDRESS: what Jenkins answers to her; her password is in no list of processes
as_rita() {
  curl -sf -K - -c "$JENKINS_COOKIES" -b "$JENKINS_COOKIES" "$@" <<<"user = \"rita:$(<"$LAB_STATE/jenkins-passwords/rita")\""
}

# Builds go-demo 1.1, tests it, and delivers it to staging; then the build waits for somebody who presses its button.
build_with_jenkins() {
  local crumb
  crumb=$(as_rita "$JENKINS_URL/crumbIssuer/api/json" | jq -r '"\(.crumbRequestField):\(.crumb)"')
  as_rita -X POST -H "$crumb" "$JENKINS_URL/job/go-demo/build"
  await_jenkins button_waits
}

button_waits() {
  local log
  log=$(as_rita "$JENKINS_URL/job/go-demo/1/consoleText") || return
  if [[ $log == *"Finished: "* ]]; then
    echo "$log" >&2
    exit 1
  fi
  [[ $log == *"Promote go-demo to production?"* ]]
}

explain_jenkins() {
  cat <<TEXT
A build in Jenkins has built and tested go-demo 1.1, delivered it to staging, and waits for you:
  1. Open $JENKINS_URL/job/go-demo/1/ and log in as rita, password $(<"$LAB_STATE/jenkins-passwords/rita")
  2. "Promote to production" is under "Paused for Input"; what is delivered then is under "Deliveries".
  3. "Docker Swarm" at the top right shows what is live, and how to roll back.
  4. Build it again with the fault "errors", and watch it being rolled back.
TEXT
}

# Ends the Jenkins that this or an earlier run left.
stop_jenkins() {
  local pid
  [[ -e $JENKINS_PID ]] || return 0
  pid=$(<"$JENKINS_PID")
  if [[ $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) == *hpi:run* ]]; then
    kill -- "-$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  fi
  rm -f "$JENKINS_PID"
}
