package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFit;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Ledgers in memory, with compare-and-swap as a Swarm config has it. */
public final class FakeLedgers implements LedgerStore {
    /** As large as {@code ConfigLedgerStore} keeps one, which is half of what a Swarm takes. */
    private static final int LARGEST_SPEC = 500 << 10;

    private final Faults faults;
    private final Map<String, Versioned> ledgers = new TreeMap<>();
    private final Map<String, TreeMap<Integer, ReleaseSpec>> kept = new TreeMap<>();
    private final Set<String> keys = new TreeSet<>();
    private long version;
    /** What happens just before somebody reads one. */
    Runnable beforeRead = () -> {};
    /** What happens once, just after somebody has read one, and before they know of anything else. */
    Runnable afterNextRead = () -> {};

    FakeLedgers(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Optional<Versioned> read(Application application) {
        beforeRead.run();
        Optional<Versioned> read =
                faults.call("read ledger", () -> Optional.ofNullable(ledgers.get(application.name())));
        Runnable meanwhile = afterNextRead;
        afterNextRead = () -> {};
        meanwhile.run();
        return read;
    }

    @Override
    public Versioned create(Ledger ledger) {
        return faults.call("create ledger", () -> {
            if (ledgers.containsKey(ledger.application().name())) {
                throw new SwarmException.Conflict("there is one", null);
            }
            return store(ledger);
        });
    }

    @Override
    public Versioned replace(Versioned read, Ledger ledger) {
        return faults.call("replace ledger", () -> {
            Versioned there = ledgers.get(ledger.application().name());
            if (there == null || there.version() != read.version()) {
                throw new SwarmException.Conflict("update out of sequence", null);
            }
            return store(ledger);
        });
    }

    /** With the bound that a label of a Swarm config has. */
    private Versioned store(Ledger ledger) {
        Ledger fitted = LedgerFit.of(ledger, FakeLedgers::bytes);
        Versioned written = new Versioned(fitted, "ledger", ++version);
        ledgers.put(ledger.application().name(), written);
        return written;
    }

    private static int bytes(Ledger ledger) {
        return Json.canonical(LedgerFormat.toTree(ledger)).getBytes(StandardCharsets.UTF_8).length;
    }

    /** Seen or changed from outside the engine. */
    Ledger peek(Application application) {
        synchronized (faults) {
            return ledgers.get(application.name()).ledger();
        }
    }

    /** The kept releases, seen from outside the engine. */
    List<ReleaseSpec> keptSpecs(Application application) {
        synchronized (faults) {
            return List.copyOf(specs(application).values());
        }
    }

    Optional<ReleaseSpec> keptSpec(Application application, int release) {
        synchronized (faults) {
            return Optional.ofNullable(specs(application).get(release));
        }
    }

    public void put(Ledger ledger) {
        store(ledger);
    }

    public void removeByHand(Application application) {
        ledgers.remove(application.name());
    }

    public List<Integer> keptNow(Application application) {
        return new ArrayList<>(specs(application).keySet());
    }

    @Override
    public List<Application> applications() {
        synchronized (faults) {
            return ledgers.keySet().stream().map(Application::new).toList();
        }
    }

    @Override
    public void keep(Application application, int release, ReleaseSpec spec) {
        faults.run("keep", () -> {
            objection(spec).ifPresent(objection -> {
                throw new RefusedException(objection);
            });
            // As it would be read again.
            specs(application).put(release, ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(fitted(spec))));
        });
    }

    @Override
    public Optional<String> objection(ReleaseSpec spec) {
        int size = bytes(fitted(spec));
        return size <= LARGEST_SPEC ? Optional.empty() : Optional.of("the spec takes " + size + " bytes");
    }

    private static ReleaseSpec fitted(ReleaseSpec spec) {
        return spec.fitting(FakeLedgers::bytes, LARGEST_SPEC);
    }

    private static int bytes(ReleaseSpec spec) {
        return Json.canonical(ReleaseSpecFormat.toTree(spec)).getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public Optional<ReleaseSpec> kept(Application application, int release) {
        return faults.call("kept", () -> Optional.ofNullable(specs(application).get(release)));
    }

    @Override
    public List<Integer> keptReleases(Application application) {
        return faults.call("kept releases", () -> keptNow(application));
    }

    @Override
    public Optional<byte[]> key(Application application) {
        return faults.call(
                "key",
                () -> keys.contains(application.name())
                        ? Optional.of(application.name().getBytes(StandardCharsets.UTF_8))
                        : Optional.empty());
    }

    @Override
    public void makeKey(Application application) {
        faults.run("make key", () -> keys.add(application.name()));
    }

    @Override
    public void forget(Application application, int release) {
        faults.run("forget", () -> specs(application).remove(release));
    }

    @Override
    public void forgetKey(Application application) {
        faults.run("forget key", () -> keys.remove(application.name()));
    }

    @Override
    public void remove(Application application) {
        faults.run("remove ledger", () -> ledgers.remove(application.name()));
    }

    private TreeMap<Integer, ReleaseSpec> specs(Application application) {
        return kept.computeIfAbsent(application.name(), name -> new TreeMap<>());
    }
}
