#!/bin/sh
# Inside the tests image: go-demo's unit tests, and their JUnit report in /reports.
mkdir -p /reports
/go-demo.test -test.v >/tmp/unit.log 2>&1
status=$?
cat /tmp/unit.log
awk '
    /^ *--- PASS/ { passed++; cases = cases "<testcase classname=\"go-demo\" name=\"" $3 "\"/>" }
    /^ *--- FAIL/ { failed++; cases = cases "<testcase classname=\"go-demo\" name=\"" $3 "\"><failure/></testcase>" }
    END { printf "<testsuite name=\"go-demo\" tests=\"%d\" failures=\"%d\">%s</testsuite>\n", passed + failed, failed, cases }
' /tmp/unit.log >/reports/unit.xml
exit $status
