package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import com.thoughtworks.xstream.converters.ConversionException;
import com.thoughtworks.xstream.converters.UnmarshallingContext;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.XStream2;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.util.xstream.CriticalXStreamException;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The restricted clusters that the jobs of a folder may use, and the applications that they may deliver. Only an
 * administrator may set it.
 */
public class SwarmFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {
    private final List<String> permittedClusters;
    private List<String> applications = new ArrayList<>();

    /** @param permittedClusters names of clusters */
    @DataBoundConstructor
    public SwarmFolderProperty(List<String> permittedClusters) {
        this.permittedClusters = new ArrayList<>(fixNull(permittedClusters));
    }

    public List<String> getPermittedClusters() {
        return List.copyOf(permittedClusters);
    }

    /** Patterns, see {@link ApplicationPattern}; empty: all applications. */
    public List<String> getApplications() {
        return List.copyOf(fixNull(applications));
    }

    @DataBoundSetter
    public void setApplications(List<String> patterns) {
        fixNull(patterns).forEach(ApplicationPattern::parse);
        applications = new ArrayList<>(fixNull(patterns));
    }

    List<ApplicationPattern> applicationPatterns() {
        return getApplications().stream().map(ApplicationPattern::parse).toList();
    }

    /** Permission to configure the folder is not enough to change this. */
    @Override
    public AbstractFolderProperty<?> reconfigure(StaplerRequest2 req, @CheckForNull JSONObject form)
            throws Descriptor.FormException {
        return mayPermit() ? super.reconfigure(req, form) : this;
    }

    private static boolean mayPermit() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /**
     * A configuration that is sent as XML, or copied with a folder, would otherwise bypass the check. Jenkins itself
     * loads configuration as the system user.
     */
    public static class ConverterImpl extends XStream2.PassthruConverter<SwarmFolderProperty> {
        public ConverterImpl(XStream2 xstream) {
            super(xstream);
        }

        @Override
        protected void callback(SwarmFolderProperty read, UnmarshallingContext context) {
            if (!mayPermit()) {
                throw new CriticalXStreamException(new ConversionException("only an administrator may copy, or submit"
                        + " as XML, a folder that permits clusters of Docker Swarm Delivery"));
            }
        }
    }

    /** In the configuration of folders; one name per line. */
    @Extension(optional = true)
    @Symbol("swarmClusters")
    public static class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        private static final String CLUSTERS = "permittedClusters";
        private static final String APPLICATIONS = "applications";

        @Override
        public String getDisplayName() {
            return Messages.SwarmFolderProperty_displayName();
        }

        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
            if (!mayPermit() || !form.has(CLUSTERS)) {
                return null;
            }
            SwarmFolderProperty property = new SwarmFolderProperty(Lines.of(form.getString(CLUSTERS)));
            try {
                property.setApplications(Lines.of(form.optString(APPLICATIONS)));
            } catch (RefusedException e) {
                throw new FormException(e.getMessage(), e, APPLICATIONS);
            }
            boolean says = !property.permittedClusters.isEmpty() || !property.applications.isEmpty();
            return says ? property : null;
        }

        /** The names of clusters as the form shows them. */
        public String clusters(SwarmFolderProperty property) {
            return property == null ? "" : String.join("\n", property.permittedClusters);
        }

        /** The patterns as the form shows them. */
        public String applications(SwarmFolderProperty property) {
            return property == null ? "" : String.join("\n", property.getApplications());
        }

        @POST
        public FormValidation doCheckApplications(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return FieldCheck.of(() -> Lines.of(value).forEach(ApplicationPattern::parse));
        }

        @POST
        public FormValidation doCheckPermittedClusters(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return FieldCheck.of(() -> Lines.of(value).forEach(SwarmDeliveryConfiguration.get()::cluster));
        }
    }
}
