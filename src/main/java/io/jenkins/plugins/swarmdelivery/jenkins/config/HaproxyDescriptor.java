package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.util.FormValidation;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link Haproxy}; each field gets the same check as when the cluster is saved. */
public abstract class HaproxyDescriptor extends ClusterRouterDescriptor {
    protected HaproxyDescriptor(Class<? extends Haproxy> described) {
        super(described, Haproxy.PATH);
    }

    @Override
    public String getDisplayName() {
        return Messages.Haproxy_displayName();
    }

    @Override
    public Haproxy getBlank() {
        return new Haproxy();
    }

    @POST
    public FormValidation doCheckAdminPort(@QueryParameter String value) {
        return port("adminPort", value);
    }
}
