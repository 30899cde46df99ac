package dev.parley.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOptionsTest {
    private static final Config DEFAULTS = ConfigFactory.load();

    @Test
    void shouldBeAWorkerOnItsOwnByDefault() {
        assertThat(ClusterOptions.of(DEFAULTS)).isEmpty();
    }

    @Test
    void shouldReadSeedNodesWithCommasBetween() {
        ClusterOptions options = ClusterOptions.of(with("seed-nodes = \"a.example:25520, [::1]:25521\""))
                .orElseThrow();

        assertThat(options.seedNodes()).containsExactly("a.example:25520", "[::1]:25521");
        assertThat(ClusterConfig.joined(DEFAULTS, options).getStringList("akka.cluster.seed-nodes"))
                .containsExactly("akka://parley@a.example:25520", "akka://parley@[::1]:25521");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed-nodes = \"a.example\" | parley.cluster.seed-nodes: a.example (expected: HOST:PORT",
                "seed-nodes = \"a:1,,b:2\" | parley.cluster.seed-nodes:  (expected: HOST:PORT",
                "seed-nodes = \"a:99999\" | parley.cluster.seed-nodes: a:99999 (expected: HOST:PORT",
                "seed-nodes = \"a:1\", port = 70000 | parley.cluster.port: 70000 (expected: 0 to 65535",
                "seed-nodes = \"a:1\", host = \"\" | parley.cluster.host: empty (expected: an address",
                "seed-nodes = \"a:1\", queue-size = 0 | parley.cluster.queue-size: 0 (expected: 1 to 100000)",
                "seed-nodes = \"a:1\", queue-timeout = 0 s | parley.cluster.queue-timeout: 0 ms (expected: 1 ms to 5 minutes)",
                "seed-nodes = \"a:1\", heartbeat-pause = 600 ms | parley.cluster.heartbeat-pause: 600 ms (expected: at least",
                "seed-nodes = \"a:1\", discovery { method = dns, service = b } | parley.cluster.seed-nodes: a:1 (expected: none beside",
                "discovery.method = consul | parley.cluster.discovery.method: consul (expected: dns, kubernetes",
                "discovery.method = dns | parley.cluster.discovery.service: none (expected: a host name",
                "discovery { method = dns, service = a, port = 0 } | parley.cluster.discovery.port: 0 (expected: 1 to 65535",
                "discovery { method = dns, service = a, required-nodes = 0 } | parley.cluster.discovery.required-nodes: 0",
                "seed-nodes = \"a:1\", stable-after = soon | parley.cluster: ",
            })
    void shouldRefuseWhatCannotBe(String settings, String problem) {
        assertThatThrownBy(() -> ClusterOptions.of(with(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void shouldReadHowToFindNodesWithoutSeeds() {
        ClusterOptions options = ClusterOptions.of(with(
                        "host = 10.0.0.5, discovery { method = kubernetes, service = desk," + " namespace = calls }"))
                .orElseThrow();

        Config joined = ClusterConfig.joined(DEFAULTS, options);

        assertThat(joined.getStringList("akka.cluster.seed-nodes")).isEmpty();
        assertThat(joined.getString("akka.discovery.method")).isEqualTo("kubernetes-api");
        assertThat(joined.getString("akka.discovery.kubernetes-api.pod-namespace"))
                .isEqualTo("calls");
        assertThat(joined.getString("akka.discovery.kubernetes-api.pod-label-selector"))
                .isEqualTo("app=%s");
        assertThat(joined.getString("akka.management.http.hostname")).isEqualTo("10.0.0.5");
        assertThat(joined.getInt("akka.management.http.port")).isEqualTo(8558);
        assertThat(joined.getString("akka.management.cluster.bootstrap.contact-point-discovery.service-name"))
                .isEqualTo("desk");
    }

    /** Serializers are made when a system starts: those of nodes cost a worker on its own nothing. */
    @Test
    void shouldLeaveOutWhatOnlyNodesNeed() {
        Config alone = ClusterConfig.alone(DEFAULTS);

        assertThat(alone.getObject("akka.actor.serializers").unwrapped().values())
                .isNotEmpty()
                .noneMatch(name -> name.toString().matches("akka\\.(remote|cluster|serialization\\.jackson)\\..*"));
        assertThat(alone.getObject("akka.actor.serialization-bindings")
                        .unwrapped()
                        .values())
                .contains("none", "bytes")
                .doesNotContain("jackson-cbor", "akka-misc", "typed-cluster");
    }

    private static Config with(String settings) {
        return ConfigFactory.parseString("parley.cluster { " + settings + " }").withFallback(DEFAULTS);
    }
}
