#!/bin/sh
# Inside the tests image: does a running go-demo do what users want of it? Its address is the argument, else HOST_IP's;
# it may take some seconds to come up. VERSION, where it is set, is what it has to be.
set -u
address=${1:-http://$HOST_IP:${PORT:-8080}}
mkdir -p /reports
report() {
    printf '<testsuite name="http" tests="1" failures="%s"><testcase classname="http" name="%s">%s</testcase></testsuite>\n' \
        "$1" "$address" "$2" >/reports/http.xml
}
fail() { echo "$1"; report 1 "<failure message=\"$1\"/>"; exit 1; }

tries=0
until served=$(/go-demo -ask "$address/version"); do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || fail "$address does not answer"
    sleep 0.5
done
[ -z "${VERSION:-}" ] || [ "$served" = "$VERSION" ] || fail "$address serves $served, not $VERSION"
/go-demo -ask "$address/demo/hello" >/dev/null || fail "$address/demo/hello does not answer well"
echo "$address serves $served, and /demo/hello answers"
report 0 ""
