package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a {@link KillBed} delivers, and what the Swarm then contains besides the services of a color. */
interface KillContents {
    /**
     * The options of a delivery.
     *
     * @param first there is no earlier release to take a spec from
     */
    List<String> release(String version, boolean first);

    /** The names of services that both colors share. */
    List<String> shared(Application app);

    List<String> networks(Application app);

    /** Whether a config has contents for a service, rather than a ledger or a kept release. */
    boolean isContent(String config);

    /** How many configs have contents for a service. */
    int configs(boolean live);

    int secrets(boolean live);

    /** go-demo as a single service: one task, so that many applications can be delivered in parallel. */
    record SingleService(String spec) implements KillContents {
        SingleService() {
            this(small());
        }

        private static String small() {
            try {
                Path example = LAB.project().resolve("examples/go-demo/service.json");
                Path small = Files.createTempFile("kill", ".json");
                return Files.writeString(small, Files.readString(example).replace("\"Replicas\": 3", "\"Replicas\": 1"))
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<String> release(String version, boolean first) {
            List<String> options = new ArrayList<>(List.of("--image", LAB.image(version)));
            if (first) {
                options.addAll(List.of("--spec", spec));
            }
            return options;
        }

        @Override
        public List<String> shared(Application app) {
            return List.of();
        }

        @Override
        public List<String> networks(Application app) {
            return List.of();
        }

        @Override
        public boolean isContent(String config) {
            return false;
        }

        @Override
        public int configs(boolean live) {
            return 0;
        }

        @Override
        public int secrets(boolean live) {
            return 0;
        }
    }

    /** The example's stack: three colored services, a job, a shared service, a config and a secret. */
    record ExampleStack(Application app) implements KillContents {
        @Override
        public List<String> release(String version, boolean first) {
            return Shop.release(app, version);
        }

        @Override
        public List<String> shared(Application app) {
            return List.of(app + "_db");
        }

        @Override
        public List<String> networks(Application app) {
            return List.of("0-" + app + "-blue", "0-" + app + "-green", app + "_default");
        }

        @Override
        public boolean isContent(String config) {
            return config.startsWith(app + "_page_");
        }

        @Override
        public int configs(boolean live) {
            return live ? 1 : 0;
        }

        @Override
        public int secrets(boolean live) {
            return live ? 1 : 0;
        }
    }
}
