package io.jenkins.plugins.swarmdelivery.jenkins.config;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The applications that jobs may deliver: {@code shop}, {@code shop-*}, or for one job of the folder {@code
 * team/deploy: shop}. A star stands for any characters.
 *
 * @param job relative to the folder; empty for every job
 * @param application its name, with stars
 */
record ApplicationPattern(Optional<String> job, String application) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_*-]{1,48}");

    /** @throws RefusedException if the line is not a valid pattern */
    static ApplicationPattern parse(String line) {
        int colon = line.lastIndexOf(':');
        String name = line.substring(colon + 1).strip();
        Optional<String> job = colon < 0
                ? Optional.empty()
                : Optional.of(line.substring(0, colon).strip());
        if (!NAME.matcher(name).matches() || job.filter(String::isEmpty).isPresent()) {
            throw new RefusedException(
                    "applications", line, "write a name, e.g. shop or shop-*; for one job only, e.g. deploy: shop");
        }
        return new ApplicationPattern(job, name);
    }

    /** @param item the job's name relative to the folder */
    boolean permits(String item, Application given) {
        return job.filter(named -> !named.equals(item)).isEmpty()
                && Pattern.matches(application.replace("*", ".*"), given.name());
    }
}
