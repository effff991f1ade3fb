package io.jenkins.plugins.swarmdelivery.router;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Generates the rules of {@code haproxy.cfg} that share users between two releases: none, unless an application asks
 * for them. Each user has a number from 0 to 99, a hash of the user's mark, the application and the candidate: it
 * stays the same on every replica as long as the candidate does, and another candidate gets other users. Who has a
 * number below the percentage gets the candidate, so a growing percentage takes nobody away from it.
 */
final class ShareRules {
    private static final String ONLY_SHARED = "if { var(txn.candidate) -m found }";

    private final List<RoutedApplication> sharing;

    ShareRules(List<RoutedApplication> applications) {
        this.sharing = applications.stream()
                .filter(routed -> routed.shared().isPresent())
                .toList();
    }

    /** Returns the line of the section {@code global} by which a replica tells that it has these rules. */
    String global() {
        return sharing.isEmpty()
                ? ""
                : "    # The applications below that can share their users between two releases.\n    set-var "
                        + SharedBy.VARIABLE + " str(" + SharedBy.list(sharing) + ")\n";
    }

    /** Returns the lines for the frontend of users, after the route is known; they reduce it to one release. */
    String users() {
        return sharing.isEmpty()
                ? ""
                : """
                    # A share: txn.route is e.g. blue/1.0|green/2.0|5, so green gets 5 of 100 users, and who asks for it.
                    http-request set-var(txn.candidate) var(txn.route),field(2,|) if { var(txn.route) -m sub | }
                    http-request set-var(txn.percent) var(txn.route),field(3,|) @shared@
                    http-request set-var(txn.route) var(txn.route),field(1,|) @shared@
                @marks@
                    http-request set-var(txn.user) var(txn.newcomer) if { var(txn.newcomer) -m found }
                    http-request set-var(txn.number) var(txn.app),concat(/,txn.candidate,/),concat(,txn.user),xxh32,mod(100) @shared@
                    http-request set-var(txn.wish) req.cook(swarm-color) @shared@
                    http-request set-var(txn.wish) req.hdr(X-Swarm-Color) @shared@ { req.hdr(X-Swarm-Color) -m found }
                    acl wants-active var(txn.route),field(1,/),strcmp(txn.wish) eq 0
                    acl wants-candidate var(txn.candidate),field(1,/),strcmp(txn.wish) eq 0
                    acl in-share var(txn.number),sub(txn.percent) lt 0
                    http-request set-var(txn.route) var(txn.candidate) @shared@ wants-candidate
                    http-request set-var(txn.route) var(txn.candidate) if { var(txn.user) -m found } in-share !wants-active
                    http-after-response add-header Set-Cookie "swarm-user=%[var(txn.newcomer)]; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax" if { var(txn.newcomer) -m found }
                """.replace("@shared@", ONLY_SHARED).replace(
                        "@marks@", sharing.stream().map(ShareRules::mark).collect(Collectors.joining("\n")));
    }

    /** Returns the lines that find out what tells the users of an application apart. */
    private static String mark(RoutedApplication routed) {
        String here = ONLY_SHARED + " { var(txn.app) -m str " + routed.application() + " }";
        return routed.shared().orElseThrow() == SharedBy.SOURCE
                ? "    http-request set-var(txn.user) src " + here
                : "    http-request set-var(txn.user) req.cook(swarm-user) " + here
                        + "\n    http-request set-var(txn.newcomer) uuid() " + here
                        + " !{ var(txn.user) -m found }";
    }
}
