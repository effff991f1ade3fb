package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stores ledgers as labels of Docker configs: the labels of a config can be replaced if they have not changed since
 * they were read, and Docker replicates them to all managers. A kept release is a config too, with its spec as data.
 */
public final class ConfigLedgerStore implements LedgerStore {
    private static final String ROLE_LEDGER = "ledger";
    private static final String ROLE_RELEASE = "release";
    private static final String ROLE_KEY = "key";
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Docker requires data in a config; this text explains it to people who inspect it. */
    private static final String DATA = "The ledger of this application is in the label " + LedgerText.LABEL + ".\n";

    private final SwarmConfigs configs;

    /** @param client the managers; the caller closes it */
    public ConfigLedgerStore(EngineClient client) {
        this.configs = new SwarmConfigs(client);
    }

    @Override
    public Optional<Versioned> read(Application application) {
        return configs.find(ledgerName(application)).map(config -> versioned(application, config));
    }

    @Override
    public Versioned create(Ledger ledger) {
        LedgerText text = LedgerText.of(ledger);
        String name = ledgerName(ledger.application());
        return writing(text, () -> configs.create(name, labels(text), DATA));
    }

    @Override
    public Versioned replace(Versioned read, Ledger ledger) {
        LedgerText text = LedgerText.of(ledger);
        String name = ledgerName(ledger.application());
        return writing(text, () -> configs.relabel(read.id(), read.version(), name, labels(text)));
    }

    @Override
    public List<Application> applications() {
        return configs.labeled(Map.of(Labels.ROLE, ROLE_LEDGER)).stream()
                .map(ConfigLedgerStore::application)
                .sorted()
                .toList();
    }

    @Override
    public void keep(Application application, int release, ReleaseSpec spec) {
        objection(spec).ifPresent(objection -> {
            throw new RefusedException(objection);
        });
        String data = text(fitted(spec));
        Map<String, String> labels = Map.of(
                Labels.APPLICATION, application.name(),
                Labels.ROLE, ROLE_RELEASE,
                Labels.RELEASE, Integer.toString(release));
        Optional<SwarmConfigs.Config> before = configs.find(releaseName(application, release));
        if (before.filter(config -> config.data().equals(data)).isPresent()) {
            return;
        }
        // Left over from a ledger that was removed outside the delivery, and whose numbers are now reused.
        before.ifPresent(config -> configs.remove(config.id()));
        configs.create(releaseName(application, release), labels, data);
    }

    @Override
    public Optional<String> objection(ReleaseSpec spec) {
        int size = bytes(fitted(spec));
        return size <= SwarmConfigs.MAX_DATA
                ? Optional.empty()
                : Optional.of("the spec takes " + size + " bytes, but no more than "
                        + SwarmConfigs.MAX_DATA
                        + " can be kept for a rollback; move large values out of it, e.g. into a Docker config");
    }

    private static String text(ReleaseSpec spec) {
        return EngineJson.text(ReleaseSpecFormat.toTree(spec));
    }

    private static int bytes(ReleaseSpec spec) {
        return text(spec).getBytes(StandardCharsets.UTF_8).length;
    }

    private static ReleaseSpec fitted(ReleaseSpec spec) {
        return spec.fitting(ConfigLedgerStore::bytes, SwarmConfigs.MAX_DATA);
    }

    @Override
    public Optional<ReleaseSpec> kept(Application application, int release) {
        return configs.find(releaseName(application, release)).map(config -> {
            try {
                return ReleaseSpecFormat.fromTree(EngineJson.parseObject(config.data()));
            } catch (IOException | RefusedException e) {
                throw new RefusedException("config " + config.name() + ": its data is not the spec of a release ("
                        + e.getMessage() + "); remove it, and roll back to another release");
            }
        });
    }

    @Override
    public List<Integer> keptReleases(Application application) {
        return configs.labeled(Map.of(Labels.APPLICATION, application.name(), Labels.ROLE, ROLE_RELEASE)).stream()
                .flatMap(config -> number(config.labels().get(Labels.RELEASE)))
                .sorted()
                .toList();
    }

    @Override
    public Optional<byte[]> key(Application application) {
        return configs.find(keyName(application)).map(ConfigLedgerStore::parsedKey);
    }

    @Override
    public void makeKey(Application application) {
        if (key(application).isPresent()) {
            return;
        }
        byte[] made = new byte[KEY_BYTES];
        RANDOM.nextBytes(made);
        Map<String, String> labels = Map.of(Labels.APPLICATION, application.name(), Labels.ROLE, ROLE_KEY);
        try {
            configs.create(keyName(application), labels, HexFormat.of().formatHex(made));
        } catch (SwarmException.Conflict e) {
            // Another run has just made it, or the response to an earlier request was lost: the existing key counts.
        }
    }

    private static String keyName(Application application) {
        return application + ".key";
    }

    private static byte[] parsedKey(SwarmConfigs.Config config) {
        try {
            byte[] key = HexFormat.of().parseHex(config.data());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal below.
        }
        throw new RefusedException("config " + config.name() + ": its data is not the key of an application; remove it,"
                + " and deliver again: all secrets then get new names");
    }

    @Override
    public void forget(Application application, int release) {
        configs.find(releaseName(application, release)).ifPresent(config -> configs.remove(config.id()));
    }

    @Override
    public void forgetKey(Application application) {
        configs.find(keyName(application)).ifPresent(config -> configs.remove(config.id()));
    }

    @Override
    public void remove(Application application) {
        configs.find(ledgerName(application)).ifPresent(config -> configs.remove(config.id()));
    }

    /**
     * Writes, then reads back: the response to a write does not tell the version. It may be lost, or belong to a second
     * attempt that a proxy made after a first one that succeeded.
     */
    private Versioned writing(LedgerText text, Runnable write) {
        Application application = text.ledger().application();
        SwarmException failure = null;
        try {
            write.run();
        } catch (SwarmException.Unavailable | SwarmException.Conflict e) {
            failure = e;
        }
        Optional<SwarmConfigs.Config> now = look(application, failure);
        if (now.map(config -> config.labels().get(LedgerText.LABEL))
                .filter(text.json()::equals)
                .isPresent()) {
            return new Versioned(text.ledger(), now.get().id(), now.get().version());
        }
        if (failure != null) {
            throw failure;
        }
        throw new SwarmException.Conflict(
                "the ledger of " + application + " was changed by somebody else at this moment", null);
    }

    /** If the read fails too, the failure of the write says more than that of the read. */
    private Optional<SwarmConfigs.Config> look(Application application, SwarmException failure) {
        try {
            return configs.find(ledgerName(application));
        } catch (SwarmException e) {
            throw failure == null ? e : failure;
        }
    }

    private static Versioned versioned(Application application, SwarmConfigs.Config config) {
        Ledger ledger = LedgerText.parse(config.name(), config.labels().get(LedgerText.LABEL));
        if (!ledger.application().equals(application)) {
            throw new RefusedException("config " + config.name() + ": label " + LedgerText.LABEL
                    + " holds the ledger of another application, " + ledger.application() + "; restore the right one");
        }
        return new Versioned(ledger, config.id(), config.version());
    }

    private static Application application(SwarmConfigs.Config config) {
        try {
            return new Application(config.labels().get(Labels.APPLICATION));
        } catch (RefusedException e) {
            throw new RefusedException(
                    "config " + config.name() + ", label " + Labels.APPLICATION + ": " + e.getMessage());
        }
    }

    private static Map<String, String> labels(LedgerText text) {
        return Map.of(
                Labels.APPLICATION, text.ledger().application().name(),
                Labels.ROLE, ROLE_LEDGER,
                LedgerText.LABEL, text.json());
    }

    private static String ledgerName(Application application) {
        return application + ".ledger";
    }

    private static String releaseName(Application application, int release) {
        return application + ".release." + release;
    }

    private static Stream<Integer> number(String text) {
        return text != null && text.matches("[0-9]{1,9}") ? Stream.of(Integer.valueOf(text)) : Stream.empty();
    }
}
