package io.jenkins.plugins.swarmdelivery.lab;

/** The application of {@link PromoteIT} in production; the routers of the lab know it by this annotation. */
@OnLab(cluster = "production", app = "it-promote", service = "web")
final class PromotedTo {
    static final LabCluster CLUSTER =
            LabCluster.named(PromotedTo.class.getAnnotation(OnLab.class).cluster());

    private PromotedTo() {}
}
