package io.jenkins.plugins.swarmdelivery.registry;

import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.manifest;
import static io.jenkins.plugins.swarmdelivery.registry.StubRegistry.Answer.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest extends RegistryTestBed {
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    /** Whitespace and order that a parser would not preserve. */
    private static final String BODY = "{ \"schemaVersion\": 2,\n   \"layers\" : [], \"config\":{} }\n";

    private static final String DIGEST_OF_BODY = Manifest.digest(BODY.getBytes(StandardCharsets.UTF_8));

    @Test
    void takesATagsDigestFromTheHeader() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, FOUND);
        assertThat(anonymous().digest(image)).contains(DIGEST);
        assertThat(registry.received().get(0).headers().getFirst("Accept"))
                .contains("image.index.v1", "manifest.list.v2", "image.manifest.v1", "manifest.v2+json");
    }

    @Test
    void computesTheDigestWithoutTheHeader() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(200, "")).on("GET " + TAG, of(200, BODY, "Content-Type", OCI));
        assertThat(anonymous().digest(image)).contains(DIGEST_OF_BODY);
    }

    @Test
    void computesTheDigestForAnInvalidHeader() throws GeneralSecurityException {
        registry.on("HEAD " + TAG, of(200, "", "Docker-Content-Digest", "sha256:short"))
                .on("GET " + TAG, of(200, BODY, "Content-Type", OCI));
        assertThat(anonymous().digest(image)).contains(DIGEST_OF_BODY);
    }

    @Test
    void ignoresAnOverlongLink() throws GeneralSecurityException {
        registry.on(
                "GET " + REPOSITORY + "/tags/list?n=500",
                of(200, "{\"tags\":[\"1.0\"]}", "Link", "<?>; ".repeat(10_000) + "rel=next"));
        assertThat(anonymous().tags(image)).containsExactly("1.0");
    }

    @Test
    void returnsNoDigestForAMissingTag() throws GeneralSecurityException {
        assertThat(anonymous().digest(image)).isEmpty();
    }

    @Test
    void rejectsADigestOtherThanRequested() throws GeneralSecurityException {
        ImageReference pinned = image.withDigest("sha256:" + "b".repeat(64));
        registry.on("HEAD " + REPOSITORY + "/manifests/" + pinned.digest().get(), FOUND);
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.digest(pinned))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll("another digest", DIGEST);
    }

    @Test
    void readsPagesOfTagsDespiteWrongLinks() throws GeneralSecurityException {
        registry.on(
                        "GET " + REPOSITORY + "/tags/list?n=500",
                        of(
                                200,
                                "{\"tags\":[\"1.0\",\"1.1\"]}",
                                "Link",
                                "<http://inside:5002/repository/docker" + REPOSITORY
                                        + "/tags/list?n=500&last=1.1>; rel=\"next\""))
                .on(
                        "GET " + REPOSITORY + "/tags/list?n=500&last=1.1",
                        of(200, "{\"tags\":[\"1.2\"]}", "Link", "</v2/x?a=b>; rel=\"prev\""));
        assertThat(anonymous().tags(image)).containsExactly("1.0", "1.1", "1.2");
    }

    @Test
    void distinguishesEmptyAndMissingRepositories() throws GeneralSecurityException {
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.tags(image))
                .isInstanceOf(SwarmException.NotFound.class)
                .hasMessageContainingAll("has no repository localhost:", "/team/go-demo", "404 MANIFEST_UNKNOWN");
        registry.on("GET " + REPOSITORY + "/tags/list?n=500", of(200, "{\"name\":\"x\",\"tags\":null}"));
        assertThat(client.tags(image)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>sign in</html>", "", "[[[["})
    void reportsThatItIsNotARegistry(String page) throws GeneralSecurityException {
        registry.on("GET " + REPOSITORY + "/tags/list?n=500", of(200, page));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.tags(image))
                .isInstanceOf(SwarmException.Unavailable.class)
                .hasMessageContaining("is this a registry's address?")
                .hasMessageNotContaining("sign in");
    }

    @Test
    void givesUpOnEndlessPages() throws GeneralSecurityException {
        registry.on(
                "GET " + REPOSITORY + "/tags/list?n=500", of(200, "{\"tags\":[\"1\"]}", "Link", "<?n=500>; rel=next"));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.tags(image)).hasMessageContaining("more than 200 pages");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OCI,
                INDEX,
                "application/vnd.docker.distribution.manifest.v2+json",
                "application/vnd.docker.distribution.manifest.list.v2+json"
            })
    void copiesTheManifestByteForByte(String mediaType) throws GeneralSecurityException {
        registry.on("GET " + REPOSITORY + "/manifests/" + DIGEST_OF_BODY, manifest(mediaType, BODY))
                .on("PUT " + REPOSITORY + "/manifests/tested-1.0", of(201, ""))
                .on(
                        "HEAD " + REPOSITORY + "/manifests/tested-1.0",
                        of(200, "", "Docker-Content-Digest", DIGEST_OF_BODY));
        anonymous().mark(image.withDigest(DIGEST_OF_BODY), "tested-1.0");
        StubRegistry.Received put = registry.received().get(1);
        assertThat(put.what()).startsWith("PUT ");
        assertThat(put.body()).isEqualTo(BODY.getBytes(StandardCharsets.UTF_8));
        assertThat(put.headers().getFirst("Content-Type")).isEqualTo(mediaType);
    }

    @Test
    void neverCopiesAManifestWithAnotherDigest() throws GeneralSecurityException {
        registry.on("GET " + REPOSITORY + "/manifests/" + DIGEST, of(200, BODY, "Content-Type", OCI));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.mark(image.withDigest(DIGEST), "tested-1.0"))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContainingAll(DIGEST, DIGEST_OF_BODY, "nothing was done");
        registry.on(
                "GET " + REPOSITORY + "/manifests/" + DIGEST_OF_BODY,
                of(200, BODY, "Content-Type", OCI, "Docker-Content-Digest", DIGEST));
        assertThatThrownBy(() -> client.mark(image.withDigest(DIGEST_OF_BODY), "tested-1.0"))
                .isInstanceOf(SwarmException.Rejected.class);
        assertThat(registry.requests()).noneMatch(what -> what.startsWith("PUT"));
    }

    @Test
    void refusesToMarkWhatIsNotAnImage() throws GeneralSecurityException {
        registry.on(
                "GET " + REPOSITORY + "/manifests/" + DIGEST_OF_BODY,
                of(200, BODY, "Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws"));
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.mark(image.withDigest(DIGEST_OF_BODY), "tested-1.0"))
                .isInstanceOf(SwarmException.Rejected.class)
                .hasMessageContaining("v1+prettyjws");
    }

    @Test
    void reportsATagMovedMeanwhileAsConflict() throws GeneralSecurityException {
        registry.on("GET " + REPOSITORY + "/manifests/" + DIGEST_OF_BODY, manifest(OCI, BODY))
                .on("PUT " + REPOSITORY + "/manifests/tested-1.0", of(201, ""))
                .on("HEAD " + REPOSITORY + "/manifests/tested-1.0", FOUND);
        RegistryClient client = anonymous();
        assertThatThrownBy(() -> client.mark(image.withDigest(DIGEST_OF_BODY), "tested-1.0"))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContaining("now has " + DIGEST);
    }

    @Test
    void sumsAllPlatformsCountingSharedLayersOnce() throws GeneralSecurityException {
        String first = platform("c1", 10, "shared", 1000, "l1", 1);
        String second = platform("c2", 20, "shared", 1000, "l2", 2);
        String index = "{\"manifests\":[" + entry(first, "linux") + "," + entry(second, "linux") + ","
                + entry("about the build", "unknown") + ",{\"digest\":\"../../evil\"}]}";
        registry.on("GET " + TAG, manifest(INDEX, index));
        for (String each : new String[] {first, second}) {
            registry.on(
                    "GET " + REPOSITORY + "/manifests/" + Manifest.digest(each.getBytes(StandardCharsets.UTF_8)),
                    manifest(OCI, each));
        }
        assertThat(anonymous().size(image)).isEqualTo(1033);
    }

    private static String platform(String config, int size, String one, int sizeOne, String two, int sizeTwo) {
        return "{\"config\":{\"digest\":\"" + config + "\",\"size\":" + size + "},\"layers\":[{\"digest\":\"" + one
                + "\",\"size\":" + sizeOne + "},{\"digest\":\"" + two + "\",\"size\":" + sizeTwo + "}]}";
    }

    private static String entry(String manifest, String os) {
        return "{\"digest\":\"" + Manifest.digest(manifest.getBytes(StandardCharsets.UTF_8))
                + "\",\"platform\":{\"os\":\"" + os + "\"}}";
    }
}
