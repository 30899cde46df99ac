package dev.parley.tool;

import com.typesafe.config.Config;
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

    /** Reads {@code parley.tools}; what is not there stays as in {@link #standard}. */
    public static ToolSettings of(Config config) {
        ToolSettings settings = STANDARD;
        if (config.hasPath("parley.tools.deadline")) {
            settings = settings.withDeadline(config.getDuration("parley.tools.deadline"));
        }
        if (config.hasPath("parley.tools.threads")) {
            settings = settings.withThreads(config.getInt("parley.tools.threads"));
        }
        if (config.hasPath("parley.tools.queue")) {
            settings = settings.withQueue(config.getInt("parley.tools.queue"));
        }
        return settings;
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
