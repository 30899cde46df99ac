package dev.parley.worker;

import com.typesafe.config.Config;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.token.RoomPermission;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * With which LiveKit servers a worker registers, and how.
 *
 * @param servers one link each; their jobs share the worker's places
 * @param permissions what the tokens of its jobs allow
 * @param loadThreshold load of CPU and threads, 0 to 1, from which offers are refused; above 1: never
 * @param health where LiveKit's worker health is served, on a port of its own
 */
public record LiveKitOptions(
        List<LiveKitUrl> servers,
        LiveKitCredentials credentials,
        JobType jobType,
        Set<RoomPermission> permissions,
        double loadThreshold,
        RequestHandler requestHandler,
        LinkTimes times,
        Optional<InetSocketAddress> health) {

    private static final Set<RoomPermission> PERMISSIONS = EnumSet.of(
            RoomPermission.CAN_PUBLISH,
            RoomPermission.CAN_SUBSCRIBE,
            RoomPermission.CAN_PUBLISH_DATA,
            RoomPermission.CAN_UPDATE_OWN_METADATA,
            RoomPermission.HIDDEN,
            RoomPermission.CAN_SUBSCRIBE_METRICS);

    /** Copies the collections. */
    public LiveKitOptions {
        servers = List.copyOf(servers);
        permissions = Set.copyOf(permissions);
    }

    /** Collects {@link LiveKitOptions}; comes from a {@link WorkerOptions.Builder}. Not thread-safe. */
    public static final class Builder {
        private JobType jobType;
        private Set<RoomPermission> permissions;
        private double loadThreshold;
        private LinkTimes times;
        private Optional<InetSocketAddress> health;
        private RequestHandler requestHandler = RequestHandler.acceptAll();

        Builder(Config livekit) {
            jobType = jobType(livekit.getString("job-type"));
            permissions = livekit.getStringList("permissions").stream()
                    .map(Builder::permission)
                    .collect(Collectors.toSet());
            loadThreshold = livekit.getDouble("load-threshold");
            times = LinkTimes.of(livekit);
            health = Optional.of(InetSocketAddress.createUnresolved(
                    livekit.getString("health-host"), port(livekit.getInt("health-port"))));
        }

        private static int port(int port) {
            check(port >= 0 && port <= 65_535, "health-port", port, "0 to 65535; 0 is any free");
            return port;
        }

        private static JobType jobType(String name) {
            return Arrays.stream(JobType.values())
                    .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> refused("job-type", name, "room, publisher or participant"));
        }

        private static RoomPermission permission(String claim) {
            return PERMISSIONS.stream()
                    .filter(permission -> permission.claim().equals(claim))
                    .findFirst()
                    .orElseThrow(() -> refused(
                            "permissions",
                            claim,
                            "of "
                                    + PERMISSIONS.stream()
                                            .map(RoomPermission::claim)
                                            .toList()));
        }

        /** What the worker gets jobs for. */
        public Builder jobType(JobType type) {
            jobType = type;
            return this;
        }

        /** What the tokens of its jobs allow, and nothing else. */
        public Builder permissions(Collection<RoomPermission> allowed) {
            permissions = Set.copyOf(allowed);
            return this;
        }

        /** Load from which offers are refused. */
        public Builder loadThreshold(double threshold) {
            loadThreshold = threshold;
            return this;
        }

        /** Offers are refused for want of a place only. */
        public Builder withoutLoadThreshold() {
            return loadThreshold(Double.POSITIVE_INFINITY);
        }

        /** Who decides which jobs are taken. */
        public Builder requestHandler(RequestHandler handler) {
            requestHandler = handler;
            return this;
        }

        /** The link's times. */
        public Builder times(LinkTimes newTimes) {
            times = newTimes;
            return this;
        }

        /** The times so far, to start from. */
        public LinkTimes times() {
            return times;
        }

        /** Where LiveKit's worker health is served. */
        public Builder health(String host, int port) {
            health = Optional.of(InetSocketAddress.createUnresolved(host, port(port)));
            return this;
        }

        /** No port for LiveKit's worker health. */
        public Builder withoutHealth() {
            health = Optional.empty();
            return this;
        }

        LiveKitOptions build(String serverUrls, String apiKey, String apiSecret) {
            check(loadThreshold > 0, "load-threshold", loadThreshold, "above 0");
            permissions.forEach(permission -> check(
                    PERMISSIONS.contains(permission),
                    "permissions",
                    permission.claim(),
                    "one that a participant can have"));
            List<LiveKitUrl> servers = Arrays.stream(serverUrls.split(",", -1))
                    .map(LiveKitUrl::of)
                    .distinct()
                    .toList();
            return new LiveKitOptions(
                    servers,
                    new LiveKitCredentials(apiKey, apiSecret),
                    jobType,
                    permissions,
                    loadThreshold,
                    requestHandler,
                    times,
                    health);
        }

        private static void check(boolean holds, String key, Object value, String rule) {
            if (!holds) {
                throw refused(key, value, rule);
            }
        }

        private static IllegalArgumentException refused(String key, Object value, String rule) {
            return new IllegalArgumentException(
                    "parley.worker.livekit." + key + ": " + value + " (expected: " + rule + ")");
        }
    }
}
