package io.jenkins.plugins.swarmdelivery.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}: the version in the jar's manifest, and the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not from a jar)");
        return new String[] {"swarm-delivery " + version, "Java " + Runtime.version()};
    }
}
