package io.jenkins.plugins.swarmdelivery.operations;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.swarmdelivery.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Author;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Runs what people start from pages, and remembers the newest of it. Who may is the page's to ask. */
@Extension
@Restricted(NoExternalUse.class)
public class Operations {
    private static final Logger LOGGER = Logger.getLogger(Operations.class.getName());
    private static final int MOST = 50;

    /** Newest first. */
    private final List<Operation> operations = new ArrayList<>();

    public static Operations get() {
        return ExtensionList.lookupSingleton(Operations.class);
    }

    /**
     * Rolls back.
     *
     * @param to a kept release as {@code #number}; empty: from what is unfinished, else to the standby
     * @param mark what was seen, see {@link LedgerMark}
     */
    public Operation rollback(String cluster, String application, Optional<String> to, String mark, Author author) {
        DeliveryOptions options = SwarmDeliveryConfiguration.get()
                .cluster(cluster)
                .getDefaults()
                .options()
                .goingWholeWay()
                .retiringAtOnce();
        Operation operation = add(cluster, application, "Roll back", author);
        start(operation, new Rollback(operation, to, mark, options));
        return operation;
    }

    /** Breaks the lease that was seen. */
    public Operation unlock(String cluster, String application, String reason, String mark, Author author) {
        Operation operation = add(cluster, application, "Unlock", author);
        start(operation, engine -> {
            engine.unlock(
                    new Application(application),
                    reason,
                    author,
                    lease -> LedgerMark.of(lease).equals(mark));
            operation.end(RecordState.DONE, "the lease is broken: " + reason);
            return Optional.empty();
        });
        return operation;
    }

    /** Leaves a stuck delivery as it was seen: what serves users is active from now on. */
    public Operation accept(String cluster, String application, String reason, String mark, Author author) {
        Operation operation = add(cluster, application, "Accept what serves", author);
        Claim claim = new Claim(author.name() + " in Jenkins", "accept what serves", author);
        start(operation, new SingleDelivery(operation, engine -> {
            LedgerMark.require(engine, new Application(application), mark);
            return engine.accept(new Application(application), reason, claim, new OperationLog(operation));
        }));
        return operation;
    }

    /** Begins what is due, an operation each; what cannot be done now is due in a minute too. */
    void retireDue(String cluster) {
        try {
            DeliveryEngine engine = ClusterConnector.connect(cluster).engine();
            engine.applications().forEach(application -> retireDue(cluster, application, engine));
        } catch (DeliveryException e) {
            LOGGER.log(Level.FINE, e, () -> "cannot see what is due in " + cluster);
        }
    }

    private void retireDue(String cluster, Application application, DeliveryEngine engine) {
        Operation operation = create(cluster, application.name(), "Retire what is due of", Author.named("Jenkins"));
        Claim claim = new Claim("Jenkins", "retire what is due", operation.author());
        try {
            engine.retireDue(application, claim, new OperationLog(operation)).ifPresent(run -> {
                remember(operation);
                start(operation, new SingleDelivery(operation, again -> run));
            });
        } catch (DeliveryException e) {
            LOGGER.log(Level.FINE, e, operation::getTitle);
        }
    }

    public Optional<Operation> find(String id) {
        return all().stream().filter(operation -> operation.getId().equals(id)).findFirst();
    }

    /** Newest first. */
    public List<Operation> of(String cluster, String application) {
        return all().stream()
                .filter(operation -> operation.getCluster().equals(cluster)
                        && operation.getApplication().equals(application))
                .toList();
    }

    private List<Operation> all() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    private Operation add(String cluster, String application, String verb, Author author) {
        Operation operation = create(cluster, application, verb, author);
        remember(operation);
        return operation;
    }

    private static Operation create(String cluster, String application, String verb, Author author) {
        return new Operation(
                UUID.randomUUID().toString().substring(0, 8),
                cluster,
                application,
                verb + " " + application + " on " + cluster,
                author,
                Instant.now());
    }

    private void remember(Operation operation) {
        LOGGER.info(() ->
                operation.getTitle() + ", asked for by " + operation.author().name());
        synchronized (operations) {
            operations.add(0, operation);
            if (operations.size() > MOST) {
                operations.remove(MOST);
            }
        }
    }

    private static void start(Operation operation, Work work) {
        operation.say(
                operation.getTitle() + ", asked for by " + operation.author().name());
        BackgroundThreads.schedule(() -> tick(operation, work), Duration.ZERO);
    }

    private static void tick(Operation operation, Work work) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null || jenkins.isTerminating()) {
            return;
        }
        try {
            work.proceed(ClusterConnector.connect(operation.getCluster()).engine())
                    .ifPresent(after -> BackgroundThreads.schedule(() -> tick(operation, work), after));
        } catch (DeliveryException e) {
            operation.end(RecordState.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, operation::getTitle);
            operation.end(RecordState.FAILED, "it failed: " + e + "; the log of Jenkins says more");
        }
    }
}
