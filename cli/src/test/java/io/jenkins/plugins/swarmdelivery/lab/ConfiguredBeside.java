package io.jenkins.plugins.swarmdelivery.lab;

import org.junit.jupiter.api.Tag;

/** A second application for {@link ConfigureIT}; the routers of the lab know it by this annotation. */
@OnLab(cluster = "production", app = "it-configured", service = "web")
@Tag("slow")
final class ConfiguredBeside {
    static final String APP = ConfiguredBeside.class.getAnnotation(OnLab.class).app();

    private ConfiguredBeside() {}
}
