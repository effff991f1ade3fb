package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;

/** The permissions of this plugin. None is implied by the permission to read Jenkins, or to build. */
public final class SwarmPermissions {
    private static final PermissionScope[] JOBS = {
        PermissionScope.ITEM, PermissionScope.ITEM_GROUP, PermissionScope.JENKINS
    };

    public static final PermissionGroup GROUP =
            new PermissionGroup(SwarmPermissions.class, Messages._SwarmPermissions_title());

    /** See what is live in the clusters, and the logs of failed releases. */
    public static final Permission VIEW = new Permission(
            GROUP,
            "View",
            Messages._SwarmPermissions_view_description(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.JENKINS});

    /** Start a candidate. */
    public static final Permission DEPLOY = new Permission(
            GROUP, "Deploy", Messages._SwarmPermissions_deploy_description(), Jenkins.ADMINISTER, true, JOBS);

    /** Switch users to a candidate. */
    public static final Permission PROMOTE = new Permission(
            GROUP, "Promote", Messages._SwarmPermissions_promote_description(), Jenkins.ADMINISTER, true, JOBS);

    /** Roll back to an earlier release. */
    public static final Permission ROLLBACK = new Permission(
            GROUP, "Rollback", Messages._SwarmPermissions_rollback_description(), Jenkins.ADMINISTER, true, JOBS);

    /** Break the lease of an application, regardless of its holder. */
    public static final Permission UNLOCK = new Permission(
            GROUP,
            "Unlock",
            Messages._SwarmPermissions_unlock_description(),
            Jenkins.ADMINISTER,
            true,
            new PermissionScope[] {PermissionScope.JENKINS});

    private SwarmPermissions() {}

    /** Before an authorization strategy that may have granted them is loaded. */
    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void register() {
        // They are registered when this class is loaded.
    }
}
