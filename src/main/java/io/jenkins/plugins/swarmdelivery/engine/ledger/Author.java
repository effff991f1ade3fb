package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;

/**
 * The person or build on whose behalf something is done. Unknown fields are empty.
 *
 * @param name the person, e.g. {@code anna@build-7} or a Jenkins user
 * @param build a link to the build, e.g. its address in Jenkins
 * @param commit the source revision
 * @param approver who approved the promotion
 */
public record Author(String name, String build, String commit, String approver) {
    private static final int LONGEST = 100;
    private static final int LONGEST_LINK = 300;

    public Author {
        if (name == null || name.isBlank()) {
            throw new RefusedException("author", name, "say who delivers");
        }
        name = Bounded.text(name, LONGEST);
        build = Bounded.text(build, LONGEST_LINK);
        commit = Bounded.text(commit, LONGEST);
        approver = Bounded.text(approver, LONGEST);
    }

    /** @param who gave the approval; empty: the approver stays */
    public Author approvedBy(String who) {
        return who.isEmpty() ? this : new Author(name, build, commit, who);
    }

    /** Whether both are the same build in Jenkins, even if the address of Jenkins has changed since. */
    public boolean sameBuild(Author other) {
        return !build.isEmpty()
                && (build.equals(other.build)
                        || BuildNumber.of(this)
                                .filter(own -> BuildNumber.of(other)
                                        .filter(own::equals)
                                        .isPresent())
                                .isPresent());
    }

    public static Author named(String name) {
        return new Author(name, "", "", "");
    }
}
