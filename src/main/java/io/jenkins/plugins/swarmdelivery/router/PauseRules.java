package io.jenkins.plugins.swarmdelivery.router;

/**
 * Generates the rules of {@code haproxy.cfg} for paused applications: their users get a page, and who names a color, as
 * testers do, gets through.
 */
final class PauseRules {
    /** A variable of the process, by which a replica tells that its configuration has these rules. */
    static final String SHOW = "get var proc.pause";

    private static final String SHOWN = "value=<page>";
    private static final String PAUSE = "var(txn.app),concat(.pause),map_str(" + HaproxyMap.FILE + ",none)";
    /** Users are asked to come back, and proxies in between to keep nothing. */
    private static final String RETURN =
            "    http-request return status 503 hdr Retry-After 30 hdr Cache-Control no-store"
                    + " hdr Vary Accept hdr X-Swarm-Application %[var(txn.app)] hdr X-Swarm-Paused %[var(txn.pause),field(1,|)]"
                    + " content-type ";

    private PauseRules() {}

    /** Whether the response to {@link #SHOW} says that there are rules; without them, HAProxy reports an error. */
    static boolean listed(String response) {
        return response.contains(SHOWN);
    }

    /** Returns the line of the section {@code global}. */
    static String global() {
        return "    # The rules below send users of a paused application a page.\n    set-var proc.pause str(page)\n";
    }

    /** Returns the lines for the frontend of users, after the application is known. */
    static String users() {
        return """
                    # A paused application: txn.pause is since when, by whom, and a message; see router pause.
                    http-request set-var(txn.pause) @pause@
                    acl unpaused var(txn.pause) -m str none
                    acl names-color req.hdr(X-Swarm-Color) -m found
                    acl names-color req.cook(swarm-color) -m found
                    http-request set-var-fmt(txn.message) "We are down for maintenance. Please try again in a few minutes." unless unpaused
                    http-request set-var(txn.message) var(txn.pause),field(3,|),ub64dec if !unpaused { var(txn.pause),field(3,|) -m found }
                    http-request set-var(txn.page) "var(txn.message),regsub(&,&amp;,g),regsub(<,&lt;,g),regsub(>,&gt;,g)" unless unpaused
                @return@"text/html; charset=utf-8" lf-string "<!DOCTYPE html>\\n<html lang='en'><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>Maintenance</title>\\n<body style='font-family:sans-serif;margin:20vh auto;max-width:30em;padding:0 1em;line-height:1.5'><h1>Maintenance</h1><p>%[var(txn.page)]</p></body></html>\\n" if !unpaused !names-color { req.hdr(Accept) -m sub text/html }
                @return@application/json lf-string "{\\"message\\":\\"%[var(txn.message),json(utf8s)]\\"}\\n" if !unpaused !names-color { req.hdr(Accept) -m sub json }
                @return@"text/plain; charset=utf-8" lf-string "%[var(txn.message)]\\n" if !unpaused !names-color
                """.replace("@pause@", PAUSE).replace("@return@", RETURN);
    }

    /** Returns the lines for the frontend of tests, after the route is known. */
    static String preview() {
        return "    # Without a candidate, tests of a paused application reach its active release.\n"
                + "    http-request set-var(txn.route) var(txn.app),concat(.active),map_str(" + HaproxyMap.FILE
                + ",none),field(1,|) if { var(txn.route) -m str none } !{ " + PAUSE + " -m str none }\n";
    }
}
