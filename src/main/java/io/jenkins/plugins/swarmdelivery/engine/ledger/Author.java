package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;

/**
 * On whose behalf something is done. Fields that are not known are empty texts.
 *
 * @param name the person, e.g. {@code anna@build-7} or a Jenkins user
 * @param build where the build can be looked at, e.g. its address in Jenkins
 * @param commit the source revision
 * @param approver who pressed the button
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

    /** @param who pressed the button; empty: nobody new */
    public Author approvedBy(String who) {
        return who.isEmpty() ? this : new Author(name, build, commit, who);
    }

    /** Whether both are the same build of Jenkins, whose own address may have changed since. */
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
