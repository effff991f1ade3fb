package io.jenkins.plugins.swarmdelivery.steps;

import hudson.EnvVars;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.Author;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import java.io.IOException;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A build as the ledger names it: who delivers, for which reason, and whether something there was done by this build. */
record BuildIdentity(String name, String address, String user, String commit) {
    static BuildIdentity of(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        EnvVars variables = Optional.ofNullable(context.get(EnvVars.class)).orElseGet(EnvVars::new);
        String root = Optional.ofNullable(Jenkins.get().getRootUrl()).orElse("");
        return new BuildIdentity(
                run.getExternalizableId(),
                root + run.getUrl(),
                startedBy(run).map(Cause.UserIdCause::getUserName).orElse("jenkins"),
                variables.get("GIT_COMMIT", ""));
    }

    /** Who started the build; empty where nobody did. */
    static Optional<Cause.UserIdCause> startedBy(Run<?, ?> run) {
        return Optional.ofNullable(run.getCause(Cause.UserIdCause.class));
    }

    Author author() {
        return new Author(user, address, commit, "");
    }

    Claim claim(String reason) {
        return new Claim(name, reason, author());
    }

    /** The address counts from the job on: the controller's own may have changed since. */
    boolean made(Author author) {
        String path = address.substring(Math.max(0, address.indexOf("job/")));
        return author.build().equals(address) || author.build().endsWith("/" + path);
    }
}
