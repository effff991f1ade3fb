package io.jenkins.plugins.swarmdelivery.config;

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
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.util.xstream.CriticalXStreamException;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Which restricted clusters the jobs of a folder may use. Only an administrator may say it. */
public class SwarmFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {
    private final List<String> permittedClusters;

    /** @param permittedClusters names of clusters */
    @DataBoundConstructor
    public SwarmFolderProperty(List<String> permittedClusters) {
        this.permittedClusters = new ArrayList<>(fixNull(permittedClusters));
    }

    public List<String> getPermittedClusters() {
        return List.copyOf(permittedClusters);
    }

    /** Who may configure the folder, and no more, changes nothing here. */
    @Override
    public AbstractFolderProperty<?> reconfigure(StaplerRequest2 req, @CheckForNull JSONObject form)
            throws Descriptor.FormException {
        return mayPermit() ? super.reconfigure(req, form) : this;
    }

    private static boolean mayPermit() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /**
     * A configuration that is sent as XML, or copied with a folder, would otherwise be a way around. What Jenkins itself
     * reads, it reads as the system.
     */
    public static class ConverterImpl extends XStream2.PassthruConverter<SwarmFolderProperty> {
        public ConverterImpl(XStream2 xstream) {
            super(xstream);
        }

        @Override
        protected void callback(SwarmFolderProperty read, UnmarshallingContext context) {
            if (!mayPermit()) {
                throw new CriticalXStreamException(new ConversionException("only an administrator may copy, or write as"
                        + " XML, a folder that permits clusters of Docker Swarm Delivery"));
            }
        }
    }

    /** In the configuration of folders; one name a line. */
    @Extension(optional = true)
    @Symbol("swarmClusters")
    public static class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        private static final String FIELD = "permittedClusters";

        @Override
        public String getDisplayName() {
            return Messages.SwarmFolderProperty_displayName();
        }

        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
            if (!mayPermit() || !form.has(FIELD)) {
                return null;
            }
            List<String> names = SwarmCluster.lines(form.getString(FIELD));
            return names.isEmpty() ? null : new SwarmFolderProperty(names);
        }

        /** The names as the form shows them. */
        public String text(SwarmFolderProperty property) {
            return property == null ? "" : String.join("\n", property.permittedClusters);
        }

        @POST
        public FormValidation doCheckPermittedClusters(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return FieldCheck.of(() -> SwarmCluster.lines(value).forEach(SwarmDeliveryConfiguration.get()::cluster));
        }
    }
}
