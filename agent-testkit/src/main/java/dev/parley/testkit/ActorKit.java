package dev.parley.testkit;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Akka's typed test kit for JUnit 5: one actor system per test class, and a log that is quiet unless a test fails.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ActorKit kit = ActorKit.create();
 * }</pre>
 *
 * <p>What is logged during a test is kept; {@link #logs} gives it, and it is printed if the test fails. Not for tests that
 * run at the same time in one process, since the log is the process's.
 */
public final class ActorKit implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final Config config;
    private final LogCapture capture = new LogCapture();
    private Optional<ActorTestKit> kit = Optional.empty();

    private ActorKit(Config config) {
        this.config = config;
    }

    public static ActorKit create() {
        return new ActorKit(ConfigFactory.load());
    }

    /** A kit whose system has this configuration on top of the usual one; HOCON. */
    public static ActorKit configured(String hocon) {
        return new ActorKit(ConfigFactory.parseString(hocon).withFallback(ConfigFactory.load()));
    }

    public ActorTestKit kit() {
        return kit.orElseThrow(() ->
                new IllegalStateException("actor kit: not started (expected: a static field with @RegisterExtension)"));
    }

    public ActorSystem<Void> system() {
        return kit().system();
    }

    public <M> TestProbe<M> probe(Class<M> type) {
        return kit().createTestProbe(type);
    }

    /** What has been logged since the test began: {@code LEVEL logger - message}, oldest first. */
    public List<String> logs() {
        return capture.lines();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        capture.begin();
        kit = Optional.of(ActorTestKit.create(context.getRequiredTestClass().getSimpleName(), config));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        capture.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> capture.print(context.getDisplayName()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.ifPresent(ActorTestKit::shutdownTestKit);
        kit = Optional.empty();
        capture.end();
    }
}
