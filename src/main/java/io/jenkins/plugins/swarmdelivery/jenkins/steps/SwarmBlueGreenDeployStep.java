package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.Run;
import hudson.security.Permission;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Starts a candidate beside the live release, and tests it before users see it. Its block contains those tests. */
public class SwarmBlueGreenDeployStep extends StackStep {
    private static final long serialVersionUID = 1L;

    /** No older build after a newer one. */
    private static final String NEWEST = "newest";

    private static final List<String> ORDERS = List.of(NEWEST, "any");

    private String image = "";
    private String spec = "";
    private int replicas;
    private boolean prePull;
    private boolean keepFailed;
    private boolean allowLatest;
    private boolean dropPorts;
    private boolean noRouterChange;
    private String convergeTimeout = "";
    private String stability = "";
    private String expires = "";
    private String order = NEWEST;

    @DataBoundConstructor
    public SwarmBlueGreenDeployStep(String cluster, String application) {
        super(cluster, application);
    }

    @Override
    void check() {
        super.check();
        if (!image.isEmpty()) {
            ImageReference.parse(image);
        }
        serviceSpec();
        replicaCount();
        if (!ORDERS.contains(order)) {
            throw new RefusedException("order", order, "use one of " + ORDERS);
        }
    }

    @Override
    void checkStack() {
        super.checkStack();
        if (readsWorkspace() && !image.isEmpty()) {
            throw new RefusedException("stack: the stack file has the images of its services; to replace one, write"
                    + " images: instead of image:");
        }
        if (readsWorkspace() && (!spec.isEmpty() || replicas != 0)) {
            throw new RefusedException("stack: the stack file has the spec and the replicas of its services; leave out "
                    + (spec.isEmpty() ? "replicas" : "spec"));
        }
    }

    @Override
    DeliveryOptions options(DeliveryOptions defaults) {
        return defaults.with(new DeliveryOptions.Candidate(
                        prePull || defaults.prePull(),
                        over("convergeTimeout", convergeTimeout, defaults.convergeTimeout()),
                        defaults.maxFailures(),
                        over("stability", stability, defaults.stability()),
                        keepFailed || defaults.keepFailed()))
                .with(new DeliveryOptions.Tests(probeOver(defaults), true, false))
                .with(new DeliveryOptions.Promotion(false, over("expires", expires, defaults.expires())));
    }

    @Override
    Permission permission() {
        return SwarmPermissions.DEPLOY;
    }

    @Override
    String reason() {
        if (readsWorkspace()) {
            return "deploy " + String.join(", ", stackFiles());
        }
        return "deploy " + (image.isEmpty() ? "the release of this build" : image);
    }

    @Override
    Order order(DeliveryOptions options, StepContext context, Optional<StackRelease> stack) throws Exception {
        return new Order.Deploy(
                toApplication(),
                stack.isPresent() ? Order.Deploy.Wanted.of(stack.get().image(), stack.get()) : wanted(context),
                terms(),
                options);
    }

    private Order.Deploy.Terms terms() {
        return new Order.Deploy.Terms(
                allowLatest,
                dropPorts,
                order.equals(NEWEST),
                noRouterChange ? Order.Deploy.NewRoutes.REFUSED : Order.Deploy.NewRoutes.BROUGHT);
    }

    private Order.Deploy.Wanted wanted(StepContext context) throws Exception {
        String wanted = image.isEmpty()
                ? ReleaseAction.released(context.get(Run.class), getApplication())
                        .orElseThrow(() -> new RefusedException(
                                "image",
                                null,
                                "this build has made no release of " + getApplication()
                                        + " yet; name its image, or a stack file with stack:"))
                : image;
        return new Order.Deploy.Wanted(ImageReference.parse(wanted), serviceSpec(), replicaCount());
    }

    @Override
    boolean begun(Delivery delivery) {
        return true;
    }

    @Override
    Delivery.Kind kind() {
        return Delivery.Kind.RELEASE;
    }

    @Override
    void keep(Delivery delivery, StepContext context) throws Exception {
        ReleaseAction.remember(
                context.get(Run.class),
                getApplication(),
                delivery.to().release().image().toString());
    }

    private Optional<ServiceSpec> serviceSpec() {
        return spec.isEmpty() ? Optional.empty() : Optional.of(SpecText.parse(spec));
    }

    private Optional<Long> replicaCount() {
        if (replicas < 0) {
            throw new RefusedException(
                    "replicas", replicas, "use a number from 1; 0 is as many as the live release has");
        }
        return replicas == 0 ? Optional.empty() : Optional.of((long) replicas);
    }

    public String getImage() {
        return image;
    }

    @DataBoundSetter
    public void setImage(String reference) {
        image = fixNull(reference).strip();
    }

    public String getSpec() {
        return spec;
    }

    @DataBoundSetter
    public void setSpec(String json) {
        spec = fixNull(json).strip();
    }

    public int getReplicas() {
        return replicas;
    }

    @DataBoundSetter
    public void setReplicas(int tasks) {
        replicas = tasks;
    }

    public boolean isPrePull() {
        return prePull;
    }

    @DataBoundSetter
    public void setPrePull(boolean pull) {
        prePull = pull;
    }

    public boolean isKeepFailed() {
        return keepFailed;
    }

    @DataBoundSetter
    public void setKeepFailed(boolean keep) {
        keepFailed = keep;
    }

    public boolean isAllowLatest() {
        return allowLatest;
    }

    @DataBoundSetter
    public void setAllowLatest(boolean allow) {
        allowLatest = allow;
    }

    public boolean isDropPorts() {
        return dropPorts;
    }

    @DataBoundSetter
    public void setDropPorts(boolean drop) {
        dropPorts = drop;
    }

    public boolean isNoRouterChange() {
        return noRouterChange;
    }

    @DataBoundSetter
    public void setNoRouterChange(boolean no) {
        noRouterChange = no;
    }

    public String getConvergeTimeout() {
        return convergeTimeout;
    }

    @DataBoundSetter
    public void setConvergeTimeout(String duration) {
        convergeTimeout = fixNull(duration).strip();
    }

    public String getStability() {
        return stability;
    }

    @DataBoundSetter
    public void setStability(String duration) {
        stability = fixNull(duration).strip();
    }

    public String getExpires() {
        return expires;
    }

    @DataBoundSetter
    public void setExpires(String duration) {
        expires = fixNull(duration).strip();
    }

    public String getOrder() {
        return order;
    }

    @DataBoundSetter
    public void setOrder(String which) {
        order = fixNull(which).strip().isEmpty() ? NEWEST : which.strip();
    }

    /** In the snippet generator, and behind {@code swarmBlueGreenDeploy}. */
    @Extension
    public static class DescriptorImpl extends DeployStepDescriptor {
        @Override
        public String getFunctionName() {
            return "swarmBlueGreenDeploy";
        }

        @Override
        public String getDisplayName() {
            return Messages.SwarmBlueGreenDeployStep_displayName();
        }

        @POST
        public ListBoxModel doFillOrderItems() {
            return new ListBoxModel(
                    ORDERS.stream().map(ListBoxModel.Option::new).toArray(ListBoxModel.Option[]::new));
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }
    }
}
