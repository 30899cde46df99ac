package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.offline.OfflineModels;
import dev.parley.provider.Models;
import dev.parley.testkit.live.LiveScript;
import dev.parley.worker.HttpOptions;
import dev.parley.worker.WorkerOptions;
import dev.parley.worker.server.ParleyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample as it is hosted: a call over HTTP, by text, and the order book. */
@Timeout(120)
class OrderDeskServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private ParleyServer server;

    @BeforeEach
    void start() throws Exception {
        Config config = ConfigFactory.parseMap(Map.of(
                        "order-desk.data",
                        "data",
                        "order-desk.database",
                        directory.resolve("orders").toString()))
                .withFallback(ConfigFactory.load());
        Models scripted = LiveScript.create().models();
        Models offline = new Models(OfflineModels.PROVIDER, scripted.vad(), scripted.stt(), scripted.llm(), new Blip());
        server = ParleyServer.start(
                        config,
                        WorkerOptions.builder(config, new OrderDesk())
                                .models(offline)
                                .build(),
                        HttpOptions.of(config).withPort(0))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        server.shutdown(Duration.ZERO).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
        return JSON.readTree(response.body());
    }

    private JsonNode orders() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url("/orders"))
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body()).path("orders");
    }

    private URI url(String path) {
        return server.uri().resolve(path);
    }

    private JsonNode say(String words) throws IOException, InterruptedException {
        return post(
                "/api/calls/demo/text",
                JSON.createObjectNode().put("text", words).toString());
    }

    @Test
    void shouldTakeAnOrderOverHttpAndListIt() throws Exception {
        assertThat(orders()).isEmpty();
        post("/api/calls/demo/start", "{}");

        JsonNode price = say("what is the price of the pizza");
        assertThat(price.path("answer").asText()).isEqualTo("The pizza costs 10 dollars.");
        assertThat(price.path("tool_calls").path(0).path("name").asText()).isEqualTo("get_price");
        assertThat(price.path("tool_calls")
                        .path(0)
                        .path("arguments")
                        .path("product")
                        .asText())
                .isEqualTo("pizza");
        say("two pizzas");
        say("that's all");
        say("five five five oh one double nine");
        say("twelve baker street");
        assertThat(say("yes").path("answer").asText()).contains("Your order number is 1.");

        JsonNode order = orders().path(0);
        assertThat(order.path("call").asText()).isEqualTo("demo");
        assertThat(order.path("total").decimalValue()).isEqualByComparingTo("20");
        assertThat(order.path("phone").asText()).isEqualTo("5550199");
        assertThat(order.path("street").asText()).isEqualTo("Baker Street");
        assertThat(order.path("lines").path(0).path("quantity").asInt()).isEqualTo(2);
    }
}
