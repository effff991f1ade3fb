package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Checks every field like {@link DeliveryDefaults#options}, with the other fields at their defaults. */
public abstract class DeliveryDefaultsDescriptor extends Descriptor<DeliveryDefaults> {
    protected DeliveryDefaultsDescriptor(Class<? extends DeliveryDefaults> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.DeliveryDefaults_displayName();
    }

    @POST
    public FormValidation doCheckConvergeTimeout(@QueryParameter String value) {
        return check(defaults -> defaults.setConvergeTimeout(value));
    }

    @POST
    public FormValidation doCheckMaxFailures(@QueryParameter String value) {
        return number("max failures", value, DeliveryDefaults::setMaxFailures);
    }

    @POST
    public FormValidation doCheckStability(@QueryParameter String value) {
        return check(defaults -> defaults.setStability(value));
    }

    @POST
    public FormValidation doCheckProbe(@QueryParameter String value) {
        return check(defaults -> defaults.setProbe(value));
    }

    @POST
    public FormValidation doCheckBake(@QueryParameter String value) {
        return check(defaults -> defaults.setBake(value));
    }

    @POST
    public FormValidation doCheckKeepStandby(@QueryParameter String value) {
        return check(defaults -> defaults.setKeepStandby(value));
    }

    @POST
    public FormValidation doCheckDrainTimeout(@QueryParameter String value) {
        return check(defaults -> defaults.setDrainTimeout(value));
    }

    @POST
    public FormValidation doCheckRevertTimeout(@QueryParameter String value) {
        return check(defaults -> defaults.setRevertTimeout(value));
    }

    @POST
    public FormValidation doCheckExpires(@QueryParameter String value) {
        return check(defaults -> defaults.setExpires(value));
    }

    @POST
    public FormValidation doCheckKeepReleases(@QueryParameter String value) {
        return number("keep releases", value, DeliveryDefaults::setKeepReleases);
    }

    private static FormValidation check(Consumer<DeliveryDefaults> set) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        DeliveryDefaults defaults = new DeliveryDefaults();
        set.accept(defaults);
        return FieldCheck.of(defaults::options);
    }

    private static FormValidation number(String field, String value, ObjIntConsumer<DeliveryDefaults> set) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldCheck.ofNumber(field, value, number -> {
            DeliveryDefaults defaults = new DeliveryDefaults();
            set.accept(defaults, number);
            defaults.options();
        });
    }
}
