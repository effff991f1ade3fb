package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.EnvVars;
import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import java.io.IOException;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * A build as the ledger names it: who delivers and why, and whether this build made an entry in it.
 *
 * @param user who started it, else its other cause
 * @param commit empty if not known
 * @param approver who last pressed the button of {@code input}; empty if nobody did
 */
record BuildIdentity(String name, String address, String user, String commit, String approver) {
    /** A ledger is small. */
    private static final int MAX_LENGTH = 80;

    /** @param application to which the ledger belongs */
    static BuildIdentity of(StepContext context, String application) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        EnvVars variables = Optional.ofNullable(context.get(EnvVars.class)).orElseGet(EnvVars::new);
        String root = Optional.ofNullable(Jenkins.get().getRootUrl()).orElse("");
        return new BuildIdentity(
                run.getExternalizableId(),
                root + run.getUrl(),
                shortened(startedBy(run).map(Cause.UserIdCause::getUserName).orElseGet(() -> cause(run))),
                shortened(SourceCommit.of(run, application, variables)),
                shortened(Approvals.of(run).map(BuildIdentity::userName).orElse("")));
    }

    private static String userName(String id) {
        return Optional.ofNullable(User.getById(id, false))
                .map(User::getDisplayName)
                .orElse(id);
    }

    /** Who started the build; empty if no user did. */
    static Optional<Cause.UserIdCause> startedBy(Run<?, ?> run) {
        return Optional.ofNullable(run.getCause(Cause.UserIdCause.class));
    }

    /** What started it, e.g. {@code jenkins: Started by timer}. */
    private static String cause(Run<?, ?> run) {
        return run.getCauses().stream()
                .findFirst()
                .map(cause -> "jenkins: " + cause.getShortDescription())
                .orElse("jenkins");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
    }

    Author author() {
        return new Author(user, address, commit, approver);
    }

    Claim claim(String reason) {
        return new Claim(name, reason, author());
    }

    boolean made(Author author) {
        return author().sameBuild(author);
    }
}
