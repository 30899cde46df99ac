package dev.parley.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page shows of a cluster. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ClusterPageIT {
    private static final String TWO_NODES = """
            {"nodes":[
              {"node":"10.0.0.5:25520","self":true,"state":"up","active_jobs":17,"max_jobs":50,"cpu":0.224,"dispatcher_lag_ms":3},
              {"node":"10.0.0.6:25520","self":false,"state":"draining","active_jobs":0,"max_jobs":100,"cpu":0,"dispatcher_lag_ms":0}]}
            """;
    private static final String ONE_CALL = """
            {"calls":[{"call":"<b>a</b>","agent":"order-desk","state":"running","agent_state":"listening",
              "node":"10.0.0.5:25520"}],"silent_nodes":["10.0.0.6:25520"]}
            """;

    private static void answer(Route route, String json) {
        route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody(json));
    }

    @Test
    void shouldShowNodesTheirLoadAndTheLiveCalls() {
        AtomicReference<String> calls = new AtomicReference<>("{\"calls\":[]}");
        try (Chromium chromium = Chromium.withBeepingMicrophone();
                PageFiles files = PageFiles.open()) {
            ObservedPage shown = chromium.page();
            Page page = shown.page();
            page.route(
                    "**/worker",
                    route -> answer(route, "{\"agent_name\":\"order-desk\",\"cluster_node\":\"10.0.0.5:25520\"}"));
            page.route("**/api/cluster", route -> answer(route, TWO_NODES));
            page.route("**/api/calls", route -> answer(route, String.valueOf(calls.get())));

            page.navigate(files.url());

            assertThat(shown.find("#node-rows tr")).hasCount(2);
            assertThat(shown.find("#node-rows tr").first()).hasText("10.0.0.5:25520 (this one)up17/5022 %3 ms");
            assertThat(shown.find("#node-rows .draining .state")).hasText("draining");
            assertThat(shown.find("#nodes-calls")).isHidden();
            assertThat(shown.find("#nodes-note")).hasText("No live calls.");
            calls.set(ONE_CALL);
            assertThat(shown.find("#call-rows tr")).hasText("<b>a</b>order-desk10.0.0.5:25520listening");
            assertThat(shown.find("#nodes-note")).hasText("No word from 10.0.0.6:25520.");
            assertThat(shown.complaints()).isEmpty();
            shown.close();
        }
    }

    @Test
    void shouldShowNothingOfItForAServerAlone() {
        try (Chromium chromium = Chromium.withBeepingMicrophone();
                PageFiles files = PageFiles.open()) {
            ObservedPage shown = chromium.page();
            shown.page().navigate(files.url());

            assertThat(shown.find("#agent")).hasText("order-desk");
            assertThat(shown.find("#nodes")).isHidden();
            assertThat(shown.complaints()).isEmpty();
            shown.close();
        }
    }
}
