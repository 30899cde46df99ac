package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three JVMs without seed nodes, each on an address of its own as pods are, that ask an API as Kubernetes' for each other. */
@Timeout(240)
class ClusterKubernetesIT {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void shouldFindEachOtherAsPods() throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
        Path token = Files.writeString(directory.resolve("token"), FakeKubernetes.TOKEN);
        try (FakeKubernetes api = FakeKubernetes.start(directory, 3, port)) {
            for (int node = 1; node <= 3; node++) {
                Files.writeString(directory.resolve("node-" + node + ".json"), """
                        {"max_jobs": 2, "parley": {"cluster": {"host": "127.0.0.%d", "discovery": {"method": "kubernetes",
                          "service": "order-desk", "port": %d, "required-nodes": 3, "namespace": "calls"}}},
                         "akka": {"discovery": {"kubernetes-api": {"api-ca-path": "%s", "api-token-path": "%s"}}}}
                        """.formatted(
                                node, port, api.certificate(), token));
            }
            Map<String, String> environment = Map.of(
                    "KUBERNETES_SERVICE_HOST", "127.0.0.1", "KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
            ClusterNodes.Plan plan = ClusterNodes.Plan.of(directory)
                    .withAgent(QuietAgent.class.getName(), environment)
                    .with("--discovery");

            try (ClusterNodes cluster = ClusterNodes.start(plan, 2, 2, 2)) {
                assertThat(cluster.startCalls("call", 6, 3)).containsOnly(201);
                assertThat(cluster.status(cluster.nodes.get(0)).toString())
                        .contains("127.0.0.1:", "127.0.0.2:", "127.0.0.3:");
            }
            assertThat(api.asked)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(path)
                            .startsWith("/api/v1/namespaces/calls/pods")
                            .contains("order-desk"));
        }
    }
}
