package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.EnvVars;
import hudson.model.Run;
import hudson.scm.SCM;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;

/** The commit that a build delivers, if known. */
final class SourceCommit {
    private static final String VARIABLE = "GIT_COMMIT";

    private SourceCommit() {}

    /**
     * The commit in the step's environment; else the revision of the image that the build built for the application;
     * else the commit that the build checked out, unless there are several, e.g. one of a library.
     */
    static String of(Run<?, ?> run, String application, EnvVars variables) {
        return Optional.of(variables.get(VARIABLE, ""))
                .filter(commit -> !commit.isEmpty())
                .or(() -> ReleaseAction.revision(run, application))
                .orElseGet(() -> checkedOut(run));
    }

    private static String checkedOut(Run<?, ?> run) {
        List<String> commits = run instanceof WorkflowRun build
                ? build.getSCMs().stream()
                        .flatMap(scm -> commit(scm, run))
                        .distinct()
                        .toList()
                : List.of();
        return commits.size() == 1 ? commits.get(0) : "";
    }

    private static Stream<String> commit(SCM scm, Run<?, ?> run) {
        Map<String, String> told = new HashMap<>();
        scm.buildEnvironment(run, told);
        return Stream.ofNullable(told.get(VARIABLE));
    }
}
