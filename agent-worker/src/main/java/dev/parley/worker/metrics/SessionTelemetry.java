package dev.parley.worker.metrics;

import com.typesafe.config.Config;
import dev.parley.session.AgentSession;
import dev.parley.telemetry.SessionHistograms;
import dev.parley.telemetry.SessionTracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;

/**
 * OpenTelemetry of a worker's sessions as {@code parley.worker.telemetry} says. It goes to the SDK that the process has set up: by
 * OpenTelemetry's Java agent, or by the application before the worker starts.
 */
public final class SessionTelemetry {
    private final boolean tracing;
    private final boolean histograms;
    private final boolean words;

    private SessionTelemetry(Config config) {
        tracing = config.getBoolean("tracing");
        histograms = config.getBoolean("histograms");
        words = config.getBoolean("words");
    }

    /**
     * What the configuration switches on.
     *
     * @param config the whole configuration
     */
    public static SessionTelemetry of(Config config) {
        return new SessionTelemetry(config.getConfig("parley.worker.telemetry"));
    }

    /** Follows a session to its end, to the process's SDK; to be called before it starts. */
    public void attach(AgentSession session) {
        if (tracing || histograms) {
            attach(session, GlobalOpenTelemetry.get());
        }
    }

    void attach(AgentSession session, OpenTelemetry telemetry) {
        if (tracing) {
            SessionTracing spans = SessionTracing.of(telemetry);
            (words ? spans.withWords() : spans).attach(session);
        }
        if (histograms) {
            SessionHistograms.of(telemetry).attach(session);
        }
    }
}
