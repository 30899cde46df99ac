package dev.parley.tool;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;

/**
 * How tools are run.
 *
 * @param deadline how long one call may take before it is given up and its thread interrupted
 * @param threads calls that run at once where the JDK has no virtual threads; with them, 64 times as many
 * @param queue calls that may wait for a thread; what comes on top is refused
 */
public record ToolSettings(Duration deadline, int threads, int queue) {
    private static final ToolSettings STANDARD = new ToolSettings(Duration.ofSeconds(60), 64, 256);

    public ToolSettings {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("parley.tools.deadline: " + deadline + " (expected: more than 0)");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("parley.tools.threads: " + threads + " (expected: at least 1)");
        }
        if (queue < 1) {
            throw new IllegalArgumentException("parley.tools.queue: " + queue + " (expected: at least 1)");
        }
    }

    /** 60 seconds, 64 threads, 256 waiting. */
    public static ToolSettings standard() {
        return STANDARD;
    }

    /**
     * Reads {@code parley.tools}.
     *
     * @throws IllegalArgumentException naming the key, the value and the rule
     */
    public static ToolSettings of(Config config) {
        try {
            Config tools = config.getConfig("parley.tools");
            return new ToolSettings(tools.getDuration("deadline"), tools.getInt("threads"), tools.getInt("queue"));
        } catch (ConfigException wrong) {
            throw new IllegalArgumentException("parley.tools: " + wrong.getMessage(), wrong);
        }
    }

    public ToolSettings withDeadline(Duration newDeadline) {
        return new ToolSettings(newDeadline, threads, queue);
    }

    public ToolSettings withThreads(int newThreads) {
        return new ToolSettings(deadline, newThreads, queue);
    }

    public ToolSettings withQueue(int newQueue) {
        return new ToolSettings(deadline, threads, newQueue);
    }
}
