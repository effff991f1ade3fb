package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Runs the operations that users start from pages, and keeps the newest ones, also across restarts of Jenkins, which
 * resume unfinished ones. The page checks permissions.
 */
@Extension
@Restricted(NoExternalUse.class)
public class Operations {
    private static final Logger LOGGER = Logger.getLogger(Operations.class.getName());
    private static final int MAX_OPERATIONS = 200;
    /** Per application: what Jenkins retires by itself must not hide what users did to another one. */
    private static final int MAX_PER_APPLICATION = 20;

    private final OperationStore store = new OperationStore(Jenkins.get().getRootDir());
    /** Newest first. */
    private final List<Operation> operations = new ArrayList<>();
    /** Open until Jenkins begins to end, which is before {@link Jenkins#isTerminating}: that is true only after terminators. */
    private final CountDownLatch ending = new CountDownLatch(1);

    public static Operations get() {
        return ExtensionList.lookupSingleton(Operations.class);
    }

    public Operations() {
        operations.addAll(store.all());
        operations.forEach(operation -> operation.storeWith(store::save));
    }

    /** When clusters and credentials are loaded. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void resumeUnfinished() {
        Operations all = get();
        all.all().stream().filter(operation -> operation.getState().isLive()).forEach(all::resume);
    }

    /** So that the log is complete after an orderly shutdown of Jenkins. */
    @Terminator
    public static void saveUnfinished() {
        get().all().stream().filter(operation -> operation.getState().isLive()).forEach(Operation::save);
    }

    void end() {
        ending.countDown();
    }

    /** Waits so long, or until Jenkins begins to end; tells whether it does. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return ending.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void resume(Operation operation) {
        if (operation.request().kind().ofRouter()) {
            operation.end(
                    RecordState.FAILED,
                    "Jenkins was restarted meanwhile; show the changes again, then make what is left of them");
            return;
        }
        operation.say("Jenkins was restarted; the ledger says how it ended");
        try {
            schedule(operation, new Resumption(operation, work(operation)), Duration.ZERO);
        } catch (RefusedException e) {
            fail(operation, e.getMessage());
        }
    }

    /**
     * Rolls back.
     *
     * @param to a kept release as {@code #number}; empty to roll back what is unfinished, else to the standby
     * @param mark what the user saw, see {@link LedgerMark}
     */
    public Operation rollback(String cluster, String application, Optional<String> to, String mark, Author author) {
        return begin(create(OperationRequest.rollback(to, mark), cluster, application, author));
    }

    /** Breaks the lease that the user saw. */
    public Operation unlock(String cluster, String application, String reason, String mark, Author author) {
        return begin(create(OperationRequest.unlock(reason, mark), cluster, application, author));
    }

    /** Accepts a stuck delivery as the user saw it: what serves users becomes active. */
    public Operation accept(String cluster, String application, String reason, String mark, Author author) {
        return begin(create(OperationRequest.accept(reason, mark), cluster, application, author));
    }

    /**
     * Sends a part of the users to the candidate that waits for its promotion.
     *
     * @param percentage as the user has written it, such as {@code 5%}; 0 takes the share back
     * @param mark what the user saw, see {@link LedgerMark}
     * @throws RefusedException if that is no percentage; whether the share is possible, the operation tells
     */
    public Operation share(String cluster, String application, String percentage, String mark, Author author) {
        int percent = Order.Share.of(new Application(application), percentage).percent();
        return begin(create(OperationRequest.share(percent, mark), cluster, application, author));
    }

    /** What an operation does, from its beginning. */
    private static Work work(Operation operation) {
        Application application = new Application(operation.getApplication());
        OperationRequest request = operation.request();
        return switch (request.kind()) {
            case ROLLBACK -> {
                DeliveryOptions options = SwarmDeliveryConfiguration.get()
                        .cluster(operation.getCluster())
                        .getDefaults()
                        .options()
                        .withAutoSwitch()
                        .retiringAtOnce();
                Target target = request.to().map(Target::named).orElse(Target.PREVIOUS);
                yield ordered(operation, new Order.Rollback(application, target, options));
            }
            case UNLOCK ->
                engine -> {
                    engine.unlock(
                            application,
                            request.reason(),
                            operation.author(),
                            lease -> LedgerMark.of(lease).equals(request.mark()));
                    operation.end(RecordState.DONE, "the lease is broken: " + request.reason());
                    return Optional.empty();
                };
            case ACCEPT -> ordered(operation, Order.Resume.accepting(application, request.reason()));
            case RETIREMENT -> ordered(operation, Order.Retire.due(application));
            case SHARE ->
                ordered(operation, Order.Share.of(application, request.to().orElseThrow()));
            case ROUTER_PLAN, ROUTER, ROUTER_ROTATION ->
                throw new IllegalStateException(operation.getTitle() + " has a thread of its own");
        };
    }

    private static OrderedWork ordered(Operation operation, Order order) {
        return new OrderedWork(operation, order, claim(operation));
    }

    private static Claim claim(Operation operation) {
        String owner = operation.author().name() + " in Jenkins";
        return switch (operation.request().kind()) {
            case RETIREMENT -> new Claim("Jenkins", "retire what is due", operation.author());
            case ROLLBACK ->
                new Claim(
                        owner,
                        "rollback"
                                + operation
                                        .request()
                                        .to()
                                        .map(to -> " to " + to)
                                        .orElse(""),
                        operation.author());
            case SHARE -> new Claim(owner, "share " + operation.request().to().orElseThrow(), operation.author());
            default -> new Claim(owner, "accept what serves", operation.author());
        };
    }

    /** Starts an operation for each release that is due; what fails now is due again in a minute. */
    void retireDue(String cluster) {
        try {
            DeliveryEngine engine = ClusterConnector.connect(cluster).engine();
            engine.applications().forEach(application -> retireDue(cluster, application, engine));
        } catch (DeliveryException e) {
            LOGGER.log(Level.FINE, e, () -> "cannot see what is due in " + cluster);
        }
    }

    private void retireDue(String cluster, Application application, DeliveryEngine engine) {
        Operation operation =
                create(OperationRequest.retirement(), cluster, application.name(), Author.named("Jenkins"));
        OrderedWork work = ordered(operation, Order.Retire.due(application));
        try {
            operation.say(requestedBy(operation));
            if (work.begin(engine)) {
                remember(operation);
                schedule(operation, work, Duration.ZERO);
            }
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

    /** All that are kept, newest first. */
    List<Operation> all() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    static Operation create(OperationRequest request, String cluster, String application, Author author) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        return new Operation(id, request, cluster, application, author, Instant.now());
    }

    private Operation begin(Operation operation) {
        Work work = work(operation);
        remember(operation);
        operation.say(requestedBy(operation));
        schedule(operation, work, Duration.ZERO);
        return operation;
    }

    void remember(Operation operation) {
        LOGGER.info(() -> requestedBy(operation));
        List<Operation> old = new ArrayList<>();
        synchronized (operations) {
            operations.add(0, operation);
            of(operation.getCluster(), operation.getApplication()).stream()
                    .skip(MAX_PER_APPLICATION)
                    .forEach(old::add);
            operations.removeAll(old);
            if (operations.size() > MAX_OPERATIONS) {
                old.add(operations.remove(MAX_OPERATIONS));
            }
        }
        operation.storeWith(store::save);
        old.forEach(forgotten -> {
            forgotten.forget();
            store.remove(forgotten);
        });
    }

    static String requestedBy(Operation operation) {
        return operation.getTitle() + ", asked for by " + operation.author().name();
    }

    private void schedule(Operation operation, Work work, Duration after) {
        BackgroundThreads.schedule(() -> tick(operation, work), after);
    }

    private void tick(Operation operation, Work work) {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        if (jenkins == null || jenkins.isTerminating() || get() != this) {
            return; // The next Jenkins resumes it.
        }
        try {
            work.proceed(ClusterConnector.connect(operation.getCluster()).engine())
                    .ifPresent(after -> schedule(operation, work, after));
        } catch (DeliveryException e) {
            fail(operation, e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, operation::getTitle);
            fail(operation, "it failed: " + e + "; the log of Jenkins says more");
        }
    }

    private static void fail(Operation operation, String why) {
        if (!operation.getRecords().isEmpty()) {
            new OperationLog(operation).failed(why);
        }
        operation.end(RecordState.FAILED, why);
    }
}
