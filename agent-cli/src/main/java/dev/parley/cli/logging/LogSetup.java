package dev.parley.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up in code, which starts faster than a file would. Whoever brings a configuration of their own by
 * {@code -Dlogback.configurationFile} gets that instead. Logs go to standard error: standard output is the command's.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    /** These tell at info what only their authors need. */
    private static final List<String> CHATTY =
            List.of("akka", "io.methvin", "com.zaxxer", "org.flywaydb", "jdk", "sun");

    /** Made by Logback, at the first logger. */
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (isConfiguredByUser()) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        apply(loggers, "warn", new HumanLayout());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Lines for people from this level on. */
    public static void human(String level) {
        set(level, new HumanLayout());
    }

    /** One JSON object a line, from this level on. */
    public static void json(String level) {
        set(level, new JsonLayout());
    }

    private static void set(String level, Layout<ILoggingEvent> layout) {
        if (!isConfiguredByUser() && LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers) {
            apply(loggers, level, layout);
        }
    }

    private static boolean isConfiguredByUser() {
        return System.getProperty("logback.configurationFile") != null;
    }

    private static void apply(LoggerContext loggers, String level, Layout<ILoggingEvent> layout) {
        layout.setContext(loggers);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(loggers);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(loggers);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        Level chosen = Level.toLevel(level, Level.INFO);
        root.setLevel(chosen);
        Level quiet = chosen.levelInt == Level.INFO_INT ? Level.WARN : chosen;
        CHATTY.forEach(name -> loggers.getLogger(name).setLevel(quiet));
        Level quieter = chosen.levelInt <= Level.DEBUG_INT ? Level.INFO : quiet;
        // A port in use is told of once, by whoever asked for it.
        loggers.getLogger("akka.io.TcpListener").setLevel(Level.OFF);
        List.of("jdk", "sun", "io.methvin")
                .forEach(name -> loggers.getLogger(name).setLevel(quieter));
    }
}
