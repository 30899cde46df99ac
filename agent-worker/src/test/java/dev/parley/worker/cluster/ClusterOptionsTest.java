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
                "seed-nodes = \"a:1\", stable-after = soon | parley.cluster: ",
            })
    void shouldRefuseWhatCannotBe(String settings, String problem) {
        assertThatThrownBy(() -> ClusterOptions.of(with(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
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
