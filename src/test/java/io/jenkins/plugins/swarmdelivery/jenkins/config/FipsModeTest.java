package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import jenkins.security.FIPS140;
import org.junit.jupiter.api.Test;

/** Jenkins in FIPS 140 mode. The mode is read once per process: each question is put to a process of its own. */
class FipsModeTest {
    /** What the process runs; it prints one answer per line. */
    enum Question {
        PROBLEMS_WITH_PLAIN_TCP {
            @Override
            List<?> answers() {
                return ClusterReader.problems(cluster(true));
            }
        },
        PROBLEMS_WITH_TLS {
            @Override
            List<?> answers() {
                return ClusterReader.problems(cluster(false));
            }
        },
        PROBLEMS_WITH_PLAIN_HTTP_OF_TRAEFIK {
            @Override
            List<?> answers() {
                Traefik router = new Traefik();
                router.setAllowPlaintext(true);
                SwarmCluster cluster = cluster(false);
                cluster.setRouter(router);
                return ClusterReader.problems(cluster);
            }
        },
        PLAIN_TCP_IS_ALLOWED {
            @Override
            List<?> answers() {
                return List.of(ClusterReader.plaintextAllowed(cluster(true)));
            }
        };

        abstract List<?> answers();

        List<String> inFipsMode() throws Exception {
            ProcessBuilder java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-D" + FIPS140.class.getName() + ".COMPLIANCE=true",
                            FipsModeTest.class.getName(),
                            name())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            java.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            Process process = java.start();
            String answers = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("exit status of %s", this).isZero();
            return answers.lines().toList();
        }
    }

    public static void main(String[] arguments) {
        Question.valueOf(arguments[0]).answers().forEach(System.out::println);
    }

    private static SwarmCluster cluster(boolean plain) {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://10.0.0.1:2375"));
        cluster.setAllowPlaintext(plain);
        cluster.setCredentialsId("staging");
        return cluster;
    }

    @Test
    void refusesPlainTcp() throws Exception {
        assertThat(Question.PROBLEMS_WITH_PLAIN_TCP.inFipsMode())
                .singleElement()
                .asString()
                .startsWith("cluster staging: allowPlaintext: this Jenkins runs in FIPS 140 mode");
        assertThat(Question.PROBLEMS_WITH_TLS.inFipsMode()).isEmpty();
    }

    @Test
    void refusesPlainHttpOfTraefik() throws Exception {
        assertThat(Question.PROBLEMS_WITH_PLAIN_HTTP_OF_TRAEFIK.inFipsMode())
                .singleElement()
                .asString()
                .startsWith("cluster staging: router.traefik.allowPlaintext: this Jenkins runs in FIPS 140 mode");
    }

    @Test
    void ignoresAnEarlierSetting() throws Exception {
        assertThat(Question.PLAIN_TCP_IS_ALLOWED.inFipsMode()).containsExactly("false");
    }
}
