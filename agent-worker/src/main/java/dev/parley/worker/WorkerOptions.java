package dev.parley.worker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.parley.provider.Models;
import java.time.Duration;
import java.util.Optional;

/**
 * How a worker hosts calls.
 *
 * @param agentName name under which calls are dispatched to it; empty: it takes every call
 * @param serverUrl a LiveKit server; must be empty as long as LiveKit rooms aren't there
 * @param apiKey LiveKit's API key
 * @param apiSecret LiveKit's API secret
 * @param maxConcurrentJobs calls at once, a hard limit
 * @param timeout from a call's assignment until its session is started
 * @param drainTimeout how long live calls may go on once the worker was told to stop
 * @param maxCpuLoad CPU load from which calls are refused; 1: never
 * @param models the models of sessions whose agent brings none; empty for those that configuration chooses
 */
public record WorkerOptions(
        EntryPoint entryPoint,
        String agentName,
        String serverUrl,
        String apiKey,
        String apiSecret,
        int maxConcurrentJobs,
        Duration timeout,
        Duration drainTimeout,
        double maxCpuLoad,
        Optional<Models> models) {

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
            return new Builder(entryPoint).read(config.getConfig("parley.worker"));
        } catch (ConfigException problem) {
            throw new IllegalArgumentException("parley.worker: " + problem.getMessage(), problem);
        }
    }

    /** The secret is not printed. */
    @Override
    public String toString() {
        return "WorkerOptions[agentName=" + agentName + ", maxConcurrentJobs=" + maxConcurrentJobs + ", timeout="
                + timeout + ", drainTimeout=" + drainTimeout + ", maxCpuLoad=" + maxCpuLoad + ", apiKey=***"
                + ", apiSecret=***]";
    }

    /** Collects {@link WorkerOptions}. Not thread-safe. */
    public static final class Builder {
        private final EntryPoint entryPoint;
        private String agentName = "";
        private String serverUrl = "";
        private String apiKey = "";
        private String apiSecret = "";
        private int maxConcurrentJobs = 100;
        private Duration timeout = Duration.ofSeconds(10);
        private Duration drainTimeout = Duration.ofSeconds(30);
        private double maxCpuLoad = 1;
        private Optional<Models> models = Optional.empty();

        private Builder(EntryPoint entryPoint) {
            this.entryPoint = entryPoint;
        }

        private Builder read(Config worker) {
            agentName = worker.getString("agent-name");
            serverUrl = worker.getString("server-url");
            apiKey = worker.getString("api-key");
            apiSecret = worker.getString("api-secret");
            maxConcurrentJobs = worker.getInt("max-jobs");
            timeout = worker.getDuration("timeout");
            drainTimeout = worker.getDuration("drain-timeout");
            maxCpuLoad = worker.getDouble("max-cpu-load");
            return this;
        }

        public Builder agentName(String name) {
            agentName = name;
            return this;
        }

        public Builder serverUrl(String url) {
            serverUrl = url;
            return this;
        }

        public Builder apiKey(String key) {
            apiKey = key;
            return this;
        }

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

        public Builder models(Models chosen) {
            models = Optional.of(chosen);
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException naming the key, the value and the rule that it breaks
         */
        public WorkerOptions build() {
            check(
                    serverUrl.isEmpty(),
                    "server-url",
                    serverUrl,
                    "empty; LiveKit rooms come with agent-livekit: until then leave server-url empty and let callers"
                            + " use /api/calls");
            check(maxConcurrentJobs >= 1 && maxConcurrentJobs <= 100_000, "max-jobs", maxConcurrentJobs, "1 to 100000");
            check(isWithinADay(timeout), "timeout", timeout.toMillis() + " ms", "1 ms to 24 hours");
            check(isWithinADay(drainTimeout), "drain-timeout", drainTimeout.toMillis() + " ms", "1 ms to 24 hours");
            check(maxCpuLoad > 0 && maxCpuLoad <= 1, "max-cpu-load", maxCpuLoad, "above 0, at most 1");
            check(agentName.length() <= 200, "agent-name", agentName, "at most 200 characters");
            return new WorkerOptions(
                    entryPoint,
                    agentName,
                    serverUrl,
                    apiKey,
                    apiSecret,
                    maxConcurrentJobs,
                    timeout,
                    drainTimeout,
                    maxCpuLoad,
                    models);
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
