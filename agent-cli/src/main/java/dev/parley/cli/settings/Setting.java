package dev.parley.cli.settings;

import com.typesafe.config.ConfigValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The settings with a name of their own in configuration files; each stands for a path below {@code parley}. */
public enum Setting {
    AGENT_NAME("agent_name", "parley.worker.agent-name", Kind.TEXT),
    SERVER_URL("server_url", "parley.worker.server-url", Kind.TEXT),
    API_KEY("api_key", "parley.worker.api-key", Kind.SECRET),
    API_SECRET("api_secret", "parley.worker.api-secret", Kind.SECRET),
    MAX_JOBS("max_jobs", "parley.worker.max-jobs", Kind.COUNT),
    LOG_LEVEL("log_level", "parley.cli.log-level", Kind.LOG_LEVEL),
    TIMEOUT("timeout", "parley.worker.timeout", Kind.MILLISECONDS),
    AGENT("", "parley.cli.agent", Kind.TEXT),
    HOST("", "parley.http.host", Kind.TEXT),
    PORT("", "parley.http.port", Kind.PORT),
    PRODUCTION("", "parley.http.production", Kind.FLAG),
    SEED_NODES("", "parley.cluster.seed-nodes", Kind.TEXT),
    CLUSTER_HOST("", "parley.cluster.host", Kind.TEXT),
    CLUSTER_PORT("", "parley.cluster.port", Kind.PORT),
    HTTP_API_KEY("", "parley.http.api-key", Kind.SECRET);

    private final String fileKey;
    private final String path;
    private final Kind kind;

    Setting(String fileKey, String path, Kind kind) {
        this.fileKey = fileKey;
        this.path = path;
        this.kind = kind;
    }

    /** The path in the whole configuration. */
    public String path() {
        return path;
    }

    static List<String> fileKeys() {
        return Arrays.stream(values())
                .map(setting -> setting.fileKey)
                .filter(key -> !key.isEmpty())
                .toList();
    }

    static Optional<Setting> ofFileKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> !key.isEmpty() && setting.fileKey.equals(key))
                .findFirst();
    }

    static Optional<Setting> ofPath(String path) {
        return Arrays.stream(values())
                .filter(setting -> setting.path.equals(path))
                .findFirst();
    }

    Kind kind() {
        return kind;
    }

    /** What a value may be. */
    enum Kind {
        TEXT("a text") {
            @Override
            boolean accepts(Object value) {
                return value instanceof String;
            }
        },
        SECRET("a text") {
            @Override
            boolean accepts(Object value) {
                return value instanceof String;
            }
        },
        FLAG("true or false") {
            @Override
            boolean accepts(Object value) {
                return value instanceof Boolean;
            }
        },
        COUNT("a whole number from 1 to 100000") {
            @Override
            boolean accepts(Object value) {
                return isWhole(value, 1, 100_000);
            }
        },
        MILLISECONDS("a whole number of milliseconds from 1 to 86400000") {
            @Override
            boolean accepts(Object value) {
                return isWhole(value, 1, 86_400_000);
            }
        },
        PORT("a whole number from 0 to 65535; 0 is any free port") {
            @Override
            boolean accepts(Object value) {
                return isWhole(value, 0, 65_535);
            }
        },
        LOG_LEVEL("one of " + String.join(", ", LogLevels.NAMES)) {
            @Override
            boolean accepts(Object value) {
                return value instanceof String text && LogLevels.isName(text);
            }
        };

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }

        abstract boolean accepts(Object value);

        String rule() {
            return rule;
        }

        /** The value for people: secrets are not shown. */
        String show(ConfigValue value) {
            return this == SECRET ? "***" : Values.show(value);
        }

        private static boolean isWhole(Object value, long least, long most) {
            return value instanceof Number number
                    && number.doubleValue() == Math.rint(number.doubleValue())
                    && number.doubleValue() >= least
                    && number.doubleValue() <= most;
        }
    }
}
