package io.jenkins.plugins.swarmdelivery.lab;

/** A second application for {@link ConfigureIT}; the routers of the lab know it by this annotation. */
@OnLab(cluster = "production", app = "it-configured", service = "web")
final class ConfiguredBeside {
    static final String APP = ConfiguredBeside.class.getAnnotation(OnLab.class).app();

    private ConfiguredBeside() {}
}
