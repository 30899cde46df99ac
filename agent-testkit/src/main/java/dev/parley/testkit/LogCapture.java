package dev.parley.testkit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Takes the log to itself, and prints it by the appenders it took it from when asked to. Thread-safe. */
final class LogCapture {
    private static final int MOST_KEPT = 10_000;

    private final List<ILoggingEvent> kept = new ArrayList<>();
    private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();
    private final Keeper keeper = new Keeper();

    /** Keeps events in place of printing them. */
    private final class Keeper extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            synchronized (kept) {
                if (kept.size() < MOST_KEPT) {
                    kept.add(event);
                }
            }
        }
    }

    void begin() {
        Logger root = root();
        for (Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
            silenced.add(appenders.next());
        }
        silenced.forEach(root::detachAppender);
        keeper.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        keeper.start();
        root.addAppender(keeper);
    }

    void end() {
        Logger root = root();
        root.detachAppender(keeper);
        keeper.stop();
        silenced.forEach(root::addAppender);
        silenced.clear();
    }

    void clear() {
        synchronized (kept) {
            kept.clear();
        }
    }

    List<String> lines() {
        synchronized (kept) {
            return kept.stream()
                    .map(event -> event.getLevel() + " " + event.getLoggerName() + " - " + event.getFormattedMessage())
                    .toList();
        }
    }

    void print(String test) {
        root().getLoggerContext().getLogger(LogCapture.class).debug("Log of the failed test [{}]:", test);
        synchronized (kept) {
            kept.forEach(event -> silenced.forEach(appender -> appender.doAppend(event)));
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
