package dev.parley.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.parley.session.AgentSession;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions are followed by what the configuration says, and by nothing unless it says so. */
class SessionTelemetryTest {
    private static final OpenTelemetry SOME = OpenTelemetry.propagating(ContextPropagators.noop());

    private final AtomicInteger listeners = new AtomicInteger();
    private final AgentSession session = (AgentSession) Proxy.newProxyInstance(
            AgentSession.class.getClassLoader(), new Class<?>[] {AgentSession.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("on")) {
                    listeners.incrementAndGet();
                    return (AgentSession.Subscription) () -> {};
                }
                return method.getName().equals("id") ? "call-1" : null;
            });

    @ParameterizedTest
    @CsvSource({"'', 0", "tracing = true, 1", "histograms = true, 2", "'tracing = true, histograms = true', 3"})
    void shouldFollowSessionsAsItIsTold(String settings, int listening) {
        Config config = ConfigFactory.parseString("parley.worker.telemetry { " + settings + " }")
                .withFallback(ConfigFactory.load());

        SessionTelemetry.of(config).attach(session, SOME);

        assertThat(listeners.get()).isEqualTo(listening);
    }
}
