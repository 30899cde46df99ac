package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import dev.parley.cli.settings.Settings;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.cluster.ClusterOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The manifests fit Kubernetes' schemas, each other, and the server that they start. */
@Timeout(120)
class ManifestsIT {
    private static final String KUBERNETES = "1.37";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonNode> MANIFESTS = new HashMap<>();

    @TempDir
    private Path directory = Path.of("");

    /** Fails with what a schema says against it. */
    @BeforeAll
    static void read() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("deploy")) ? here : Objects.requireNonNull(here.getParent());
        String lines = PythonPeer.runWithSchemas(
                Duration.ofSeconds(60),
                ManifestsIT.class,
                "manifests.py",
                root.resolve("deploy/kubernetes/order-desk.yaml").toString(),
                KUBERNETES);
        for (String line : lines.split("\n", -1)) {
            JsonNode manifest = JSON.readTree(line);
            MANIFESTS.put(manifest.path("kind").asText(), manifest);
        }
    }

    private static JsonNode manifest(String kind) {
        return Objects.requireNonNull(MANIFESTS.get(kind), kind);
    }

    private static JsonNode pod() {
        return manifest("Deployment").at("/spec/template/spec");
    }

    private static JsonNode container() {
        return pod().at("/containers/0");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private Config settings() throws Exception {
        String json = manifest("ConfigMap").at("/data/worker.json").asText();
        Path file = Files.writeString(directory.resolve("worker.json"), json);
        return Settings.builder(Map.of()).file(file).build().config();
    }

    @Test
    void shouldBelongTogether() {
        String name = manifest("Deployment").at("/metadata/name").asText();
        JsonNode labels = manifest("Deployment").at("/spec/template/metadata/labels");

        assertThat(MANIFESTS)
                .containsOnlyKeys(
                        "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Deployment", "Service", "NetworkPolicy");
        assertThat(MANIFESTS.values())
                .allSatisfy(manifest ->
                        assertThat(manifest.at("/metadata/name").asText()).isEqualTo(name));
        assertThat(List.of(
                        manifest("Deployment").at("/spec/selector/matchLabels"),
                        manifest("Service").at("/spec/selector"),
                        manifest("NetworkPolicy").at("/spec/podSelector/matchLabels"),
                        manifest("NetworkPolicy").at("/spec/ingress/1/from/0/podSelector/matchLabels")))
                .allSatisfy(selector -> assertThat(selector).isEqualTo(labels));
        assertThat(pod().path("serviceAccountName").asText())
                .isEqualTo(manifest("RoleBinding").at("/subjects/0/name").asText());
        assertThat(texts(manifest("Role").at("/rules/0/resources"))).containsExactly("pods");
        assertThat(texts(manifest("Role").at("/rules/0/verbs"))).contains("list");
    }

    @Test
    void shouldStartAServerWithOptionsThatItHas() throws Exception {
        List<String> arguments = texts(container().path("args"));

        assertThat(arguments.get(0)).isEqualTo("start");
        CommandLine.ParseResult parsed = new CommandLine(new StartCommand())
                .parseArgs(arguments.stream().skip(1).toArray(String[]::new));

        JsonNode address = container().at("/env/0");
        assertThat(given(parsed, "--cluster-host"))
                .isEqualTo("$(" + address.path("name").asText() + ")");
        assertThat(address.at("/valueFrom/fieldRef/fieldPath").asText()).isEqualTo("status.podIP");
        assertThat(given(parsed, "--config-file"))
                .isEqualTo(container().at("/volumeMounts/0/mountPath").asText() + "/worker.json");
        assertThat(pod().at("/volumes/0/name")).isEqualTo(container().at("/volumeMounts/0/name"));
    }

    private static String given(CommandLine.ParseResult parsed, String option) {
        return parsed.matchedOption(option).stringValues().get(0);
    }

    @Test
    void shouldOpenThePortsThatTheServerListensOn() throws Exception {
        Config config = settings();
        Map<String, Integer> ports = new HashMap<>();
        container()
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));

        assertThat(ports)
                .containsOnly(
                        Map.entry("http", HttpOptions.of(config).port()),
                        Map.entry("cluster", config.getInt("parley.cluster.port")),
                        Map.entry("management", config.getInt("parley.cluster.discovery.port")));
        assertThat(manifest("Service").at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
        assertThat(List.of("startupProbe", "readinessProbe", "livenessProbe"))
                .allSatisfy(probe -> assertThat(container().path(probe).path("httpGet"))
                        .isEqualTo(
                                JSON.createObjectNode().put("path", "/health").put("port", "http")));
        JsonNode open = manifest("NetworkPolicy").at("/spec/ingress/0");
        JsonNode betweenNodes = manifest("NetworkPolicy").at("/spec/ingress/1");
        assertThat(open.findValuesAsText("port")).containsExactly("http");
        assertThat(betweenNodes.findValuesAsText("port")).containsExactly("cluster", "management");
    }

    /** The nodes look for the pods of their own label, may begin with more than half of them, and have time to drain. */
    @Test
    void shouldBeConfiguredForItsPods() throws Exception {
        Config config = settings();
        Optional<ClusterOptions> cluster = ClusterOptions.of(config);
        String label = config.getString("parley.cluster.discovery.pod-label-selector")
                .formatted(config.getString("parley.cluster.discovery.service"));

        assertThat(cluster.orElseThrow().discovery()).isPresent();
        assertThat(label)
                .isEqualTo("app="
                        + manifest("Deployment")
                                .at("/spec/template/metadata/labels/app")
                                .asText());
        assertThat(2 * config.getInt("parley.cluster.discovery.required-nodes"))
                .isGreaterThan(manifest("Deployment").at("/spec/replicas").asInt());
        assertThat(Duration.ofSeconds(
                        pod().path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(
                        WorkerOptions.of(config, job -> {}).drainTimeout().plusSeconds(90));
    }
}
