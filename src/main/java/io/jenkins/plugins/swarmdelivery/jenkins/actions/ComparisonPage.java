package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.ModelObject;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ComparedPart;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ComparisonWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** What is different between two kept releases of an application, as the engine compares them. */
public final class ComparisonPage implements ModelObject, ShownPage {
    /** Two numbers, e.g. {@code 3-4}; short enough for an int. */
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,9})-(\\d{1,9})");

    private final ApplicationPage application;
    private final int before;
    private final int after;
    private final Optional<ComparisonWatch.Known> known;

    private ComparisonPage(ApplicationPage application, int before, int after) {
        this.application = application;
        this.before = before;
        this.after = after;
        known = ComparisonWatch.get()
                .of(new ComparisonWatch.Pair(application.getCluster().getName(), application.getName(), before, after));
    }

    /** Empty if this is no address of a comparison, or one of the releases is known not to be kept. */
    static Optional<ComparisonPage> at(String address, ApplicationPage application) {
        Matcher numbers = ADDRESS.matcher(address);
        if (!numbers.matches()) {
            return Optional.empty();
        }
        int before = Integer.parseInt(numbers.group(1));
        int after = Integer.parseInt(numbers.group(2));
        List<Integer> kept = application.keptReleases();
        return kept.isEmpty() || kept.containsAll(List.of(before, after))
                ? Optional.of(new ComparisonPage(application, before, after))
                : Optional.empty();
    }

    public ApplicationPage getApplication() {
        return application;
    }

    @Override
    public String getDisplayName() {
        return "#" + before + " → #" + after;
    }

    /** Null if the releases are not known. */
    @Nullable
    public ComparisonForm getForm() {
        ComparisonForm form = application.getComparisonForm();
        return form == null ? null : form.selecting(before, after);
    }

    /** Null if it is not known yet, or there is a problem. */
    @Nullable
    public ReleaseComparison getCompared() {
        return known.flatMap(ComparisonWatch.Known::comparison).orElse(null);
    }

    public List<ComparedPart> getParts() {
        return getCompared() == null ? List.of() : ComparedPart.of(getCompared());
    }

    /** Why the releases could not be compared; empty if they could, or that is not known yet. */
    public String getProblem() {
        return known.map(ComparisonWatch.Known::problem).orElse("");
    }

    /** It is not known yet. */
    public boolean isLive() {
        return getCompared() == null;
    }

    @GET
    @WebMethod(name = "json")
    public HttpResponse doJson() {
        Jenkins.get().checkPermission(SwarmPermissions.VIEW);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cluster", application.getCluster().getName());
        document.put("application", application.getName());
        document.put("problem", getProblem().isEmpty() ? null : getProblem());
        document.put("comparison", getCompared() == null ? null : Documents.comparison(getCompared()));
        return JsonPage.of(isLive(), getProblem(), document);
    }
}
