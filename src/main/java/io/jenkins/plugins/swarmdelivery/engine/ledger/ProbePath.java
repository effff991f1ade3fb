package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.regex.Pattern;

/** Checks the path of a probe: path and query of RFC 3986, without a host. */
final class ProbePath {
    private static final int LONGEST = 1000;
    private static final String CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@%s-]|%%[0-9A-Fa-f]{2})*+";
    private static final Pattern VALID =
            Pattern.compile("/(?!/)" + CHARACTER.formatted("/") + "(?:\\?" + CHARACTER.formatted("/?") + ")?");

    private ProbePath() {}

    /** @throws RefusedException if it is neither empty nor a valid path */
    static void check(String path) {
        if (path.isEmpty()) {
            return;
        }
        if (!path.startsWith("/")) {
            throw refused(path, "begin it with a slash, e.g. /healthz");
        }
        if (path.startsWith("//")) {
            throw refused(path, "begin it with a single slash: two slashes start a host name");
        }
        if (path.length() > LONGEST) {
            throw refused(path.substring(0, LONGEST) + "…", "use at most " + LONGEST + " characters");
        }
        if (!VALID.matcher(path).matches()) {
            throw refused(
                    path,
                    "write a path, with an optional query, e.g. /healthz?full=1; encode blanks and special"
                            + " characters as in %20, no fragment (#)");
        }
    }

    private static RefusedException refused(String path, String remedy) {
        return new RefusedException("probe", path.replaceAll("\\p{Cntrl}", "?"), remedy);
    }
}
