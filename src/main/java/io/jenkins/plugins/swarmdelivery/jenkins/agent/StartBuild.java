package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.util.Optional;
import jenkins.MasterToSlaveFileCallable;

/** Starts a build on the machine of the workspace, an agent or the controller itself. */
public final class StartBuild extends MasterToSlaveFileCallable<BuildHandle> {
    private static final long serialVersionUID = 1L;

    private final BuildTask task;
    private final TaskListener listener;

    public StartBuild(BuildTask task, TaskListener listener) {
        this.task = task;
        this.listener = listener;
    }

    @Override
    public BuildHandle invoke(File workspace, VirtualChannel controller) {
        Optional<Channel> channel = Optional.ofNullable(Channel.current());
        AgentBuild build = AgentBuild.begin(task, workspace.toPath(), listener, channel);
        return channel.<BuildHandle>map(to -> to.export(BuildHandle.class, build))
                .orElse(build);
    }
}
