package dev.parley.worker;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.parley.provider.Models;
import dev.parley.realtime.RealtimeModel;
import dev.parley.room.RoomConnector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How a worker hosts calls.
 *
 * @param agentName name under which calls are dispatched to it; empty: it takes every call
 * @param livekit the LiveKit servers that it registers with; empty: none
 * @param maxConcurrentJobs calls at once, a hard limit
 * @param timeout from a call's assignment until its session is started
 * @param drainTimeout how long live calls may go on once the worker was told to stop
 * @param maxCpuLoad CPU load from which calls are refused; 1: never
 * @param roomConnector joins rooms; empty for the one on the class path
 * @param models the models of sessions whose agent brings none; empty for those that configuration chooses
 * @param realtime makes the model that hears the caller itself, once; empty for the one, or none, that configuration chooses
 */
public record WorkerOptions(
        EntryPoint entryPoint,
        String agentName,
        Optional<LiveKitOptions> livekit,
        int maxConcurrentJobs,
        Duration timeout,
        Duration drainTimeout,
        double maxCpuLoad,
        Optional<RoomConnector> roomConnector,
        Optional<Models> models,
        Optional<Function<ActorSystem<?>, RealtimeModel>> realtime) {

    /** Options as configured under {@code parley.worker}. */
    public static WorkerOptions of(Config config, EntryPoint entryPoint) {
        return builder(config, entryPoint).build();
    }

    /**
     * A builder that starts with what is configured under {@code parley.worker}.
     *
     * @throws IllegalArgumentException naming a key whose value is of the wrong type
     */
    public static Builder builder(Config config, EntryPoint entryPoint) {
        try {
            return new Builder(entryPoint, config.getConfig("parley.worker"));
        } catch (ConfigException problem) {
            throw new IllegalArgumentException("parley.worker: " + problem.getMessage(), problem);
        }
    }

    /** Key and secret are not printed. */
    @Override
    public String toString() {
        return "WorkerOptions[agentName=" + agentName + ", servers="
                + livekit.map(LiveKitOptions::servers).orElse(List.of()) + ", maxConcurrentJobs=" + maxConcurrentJobs
                + ", timeout=" + timeout + ", drainTimeout=" + drainTimeout + ", maxCpuLoad=" + maxCpuLoad + "]";
    }

    /** Collects {@link WorkerOptions}. Not thread-safe. */
    public static final class Builder {
        private final EntryPoint entryPoint;
        private String agentName;
        private String serverUrl;
        private String apiKey;
        private String apiSecret;
        private int maxConcurrentJobs;
        private Duration timeout;
        private Duration drainTimeout;
        private double maxCpuLoad;
        private LiveKitOptions.Builder livekit;
        private Optional<RoomConnector> roomConnector = Optional.empty();
        private Optional<Models> models = Optional.empty();
        private Optional<Function<ActorSystem<?>, RealtimeModel>> realtime = Optional.empty();

        private Builder(EntryPoint entryPoint, Config worker) {
            this.entryPoint = entryPoint;
            agentName = worker.getString("agent-name");
            serverUrl = worker.getString("server-url");
            apiKey = worker.getString("api-key");
            apiSecret = worker.getString("api-secret");
            maxConcurrentJobs = worker.getInt("max-jobs");
            timeout = worker.getDuration("timeout");
            drainTimeout = worker.getDuration("drain-timeout");
            maxCpuLoad = worker.getDouble("max-cpu-load");
            livekit = new LiveKitOptions.Builder(worker.getConfig("livekit"));
        }

        /** For a LiveKit server: rooms that want an agent of this name are its jobs; empty: each new room is. */
        public Builder agentName(String name) {
            agentName = name;
            return this;
        }

        /** The LiveKit server to register with, or several with commas between; empty: none. */
        public Builder serverUrl(String url) {
            serverUrl = url;
            return this;
        }

        /** LiveKit's API key. */
        public Builder apiKey(String key) {
            apiKey = key;
            return this;
        }

        /** The secret of LiveKit's API key. */
        public Builder apiSecret(String secret) {
            apiSecret = secret;
            return this;
        }

        public Builder maxConcurrentJobs(int jobs) {
            maxConcurrentJobs = jobs;
            return this;
        }

        public Builder timeout(Duration untilStarted) {
            timeout = untilStarted;
            return this;
        }

        public Builder drainTimeout(Duration longest) {
            drainTimeout = longest;
            return this;
        }

        public Builder maxCpuLoad(double load) {
            maxCpuLoad = load;
            return this;
        }

        /** Changes how it registers with LiveKit servers; without effect if there is none. */
        public Builder livekit(UnaryOperator<LiveKitOptions.Builder> change) {
            livekit = change.apply(livekit);
            return this;
        }

        /** Joins rooms in place of the connector on the class path. */
        public Builder roomConnector(RoomConnector connector) {
            roomConnector = Optional.of(connector);
            return this;
        }

        public Builder models(Models chosen) {
            models = Optional.of(chosen);
            return this;
        }

        /** What hears the caller, and speaks if it can, in all sessions; made once, for the worker's actor system. */
        public Builder realtime(Function<ActorSystem<?>, RealtimeModel> model) {
            realtime = Optional.of(model);
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException naming the key, the value and the rule that it breaks
         */
        public WorkerOptions build() {
            check(maxConcurrentJobs >= 1 && maxConcurrentJobs <= 100_000, "max-jobs", maxConcurrentJobs, "1 to 100000");
            check(isWithinADay(timeout), "timeout", timeout.toMillis() + " ms", "1 ms to 24 hours");
            check(isWithinADay(drainTimeout), "drain-timeout", drainTimeout.toMillis() + " ms", "1 ms to 24 hours");
            check(maxCpuLoad > 0 && maxCpuLoad <= 1, "max-cpu-load", maxCpuLoad, "above 0, at most 1");
            check(agentName.length() <= 200, "agent-name", agentName, "at most 200 characters");
            return new WorkerOptions(
                    entryPoint,
                    agentName,
                    serverUrl.isBlank() ? Optional.empty() : Optional.of(livekit.build(serverUrl, apiKey, apiSecret)),
                    maxConcurrentJobs,
                    timeout,
                    drainTimeout,
                    maxCpuLoad,
                    roomConnector,
                    models,
                    realtime);
        }

        private static boolean isWithinADay(Duration value) {
            return value.toMillis() >= 1 && value.compareTo(Duration.ofDays(1)) <= 0;
        }

        private static void check(boolean holds, String key, Object value, String rule) {
            if (!holds) {
                throw new IllegalArgumentException("parley.worker." + key + ": " + value + " (expected: " + rule + ")");
            }
        }
    }
}
