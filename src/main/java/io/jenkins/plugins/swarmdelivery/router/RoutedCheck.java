package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import java.util.Optional;

/**
 * HAProxy's own check of a task, twice a second.
 *
 * @param path requested, by the first host name of the service; expects status 200 to 399
 * @param expected the text that the answer must contain; empty: any will do
 */
public record RoutedCheck(String path, Optional<ExpectedText> expected) {
    static RoutedCheck of(String path) {
        return new RoutedCheck(path, Optional.empty());
    }

    /**
     * The lines of a backend.
     *
     * @param host for which a task is asked; empty: none, over HTTP/1.0, which needs none
     */
    String lines(Optional<String> host) {
        return "    option httpchk\n    http-check send meth GET uri " + path
                + host.map(name -> " ver HTTP/1.1 hdr Host " + name).orElse("")
                + "\n    http-check expect status 200-399\n"
                + expected.map(each -> "    http-check expect string " + quoted(each.text()) + "\n")
                        .orElse("");
    }

    /** Between single quotes, HAProxy takes every character but the quote for what it is. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** For messages. */
    @Override
    public String toString() {
        return path + expected.map(text -> " with the text \"" + text + '"').orElse("");
    }
}
