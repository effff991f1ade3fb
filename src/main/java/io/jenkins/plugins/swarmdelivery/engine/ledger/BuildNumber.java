package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The job and the number of a build in Jenkins, from its address.
 *
 * @param job the address from {@code job/} on: the controller's own address may change
 */
public record BuildNumber(String job, long number) {
    private static final Pattern ADDRESS = Pattern.compile("(?:.*?/)?(job/.+)/(\\d{1,18})/?");

    /** Empty if the author's build is not one of Jenkins. */
    public static Optional<BuildNumber> of(Author author) {
        Matcher address = ADDRESS.matcher(author.build());
        return address.matches()
                ? Optional.of(new BuildNumber(address.group(1), Long.parseLong(address.group(2))))
                : Optional.empty();
    }

    /** Whether this is a later build of the same job. */
    public boolean newerThan(BuildNumber other) {
        return job.equals(other.job) && number > other.number;
    }
}
