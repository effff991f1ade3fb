# shellcheck shell=bash
# The Jenkins lane: the plugin, built as Jenkins' own developers build it, wherever Jenkins' artifacts can be had.
MAVEN_VERSION=3.9.11
PLUGIN_MAVEN=$PWD/target/apache-maven-$MAVEN_VERSION/bin/mvn

# The plugin's build needs a newer Maven than Debian has; it comes by its Maven coordinates.
plugin_maven() {
  [[ -x $PLUGIN_MAVEN ]] && return
  mkdir -p target
  mvn -q -f cli/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
    "-Dartifact=org.apache.maven:apache-maven:$MAVEN_VERSION:tar.gz:bin" "-DoutputDirectory=$PWD/target" &&
    tar -xzf "target/apache-maven-$MAVEN_VERSION-bin.tar.gz" -C target
}

# Finds out whether the plugin's POM resolves: with what is on this machine, or else over the network. Succeeds, with
# the reason in JENKINS_LANE_WHY, where it does not.
jenkins_lane_impossible() {
  local parent
  if ! plugin_maven; then
    JENKINS_LANE_WHY="Maven $MAVEN_VERSION, which its build needs, could not be had"
    return 0
  fi
  # With another file for tracking, an artifact on this machine counts wherever it once came from.
  for JENKINS_LANE_FLAGS in "-o -Daether.enhancedLocalRepository.trackingFilename=none.repositories" ""; do
    # shellcheck disable=SC2086
    if "$PLUGIN_MAVEN" -q -ntp $JENKINS_LANE_FLAGS validate >target/jenkins-lane.log 2>&1; then return 1; fi
  done
  parent=$(sed -n '/<parent>/,/<\/parent>/s|.*<version>\(.*\)</version>.*|\1|p' pom.xml)
  JENKINS_LANE_WHY="Jenkins' artifacts, such as its parent POM org.jenkins-ci.plugins:plugin:$parent, do not resolve here"
}

# All that `mvn verify` of the plugin does, but for the tests that the engine lane has just passed: without Jenkins they
# are the same. Those of the root package look at all classes, which are more here.
jenkins_lane() {
  local passed=$PWD/target/passed-in-engine-lane
  find cli/target/surefire-reports -name 'TEST-*.xml' | sed 's|.*/TEST-||; s|\.xml$||; s|\.|/|g; s|$|.*|' |
    grep '/swarmdelivery/.*/' | sort >"$passed"
  rm -rf target/surefire-reports
  # shellcheck disable=SC2086
  "$PLUGIN_MAVEN" -ntp -B $JENKINS_LANE_FLAGS verify -DforkCount=1C "-Dsurefire.excludesFile=$passed"
}

# A Jenkins of its own for each class delivers through the lab, which must be up; a browser presses its buttons.
jenkins_end_to_end() {
  command -v chromium >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium >/dev/null
  rm -rf target/surefire-reports
  # shellcheck disable=SC2086
  "$PLUGIN_MAVEN" -ntp -B $JENKINS_LANE_FLAGS test-compile hpi:test-hpl surefire:test \
    '-Dtest=**/*IT' -DreuseForks=false "-Dlab.state=$LAB_STATE"
}
