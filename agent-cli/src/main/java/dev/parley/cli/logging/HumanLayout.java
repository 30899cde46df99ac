package dev.parley.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** {@code 12:00:00.000 INFO  WorkerManager callId=c1 Message.}, in colour on a terminal. */
final class HumanLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";

    private final boolean coloured;

    HumanLayout() {
        this(Boolean.getBoolean("parley.log.colours") && System.getenv("NO_COLOR") == null);
    }

    HumanLayout(boolean coloured) {
        this.coloured = coloured;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        paint(line, DIM, TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        paint(line.append(' '), colour(event.getLevel()), String.format("%-5s", event.getLevel()));
        paint(line.append(' '), DIM, simpleName(event.getLoggerName()));
        for (Map.Entry<String, String> field : event.getMDCPropertyMap().entrySet()) {
            if (!LogFields.isAkka(field.getKey())) {
                paint(line.append(' '), DIM, field.getKey() + "=" + field.getValue());
            }
        }
        line.append(' ').append(event.getFormattedMessage()).append(System.lineSeparator());
        Optional.ofNullable(event.getThrowableProxy())
                .ifPresent(thrown -> line.append(ThrowableProxyUtil.asString(thrown)));
        return line.toString();
    }

    private void paint(StringBuilder line, String colour, String text) {
        if (coloured) {
            line.append(colour).append(text).append(RESET);
        } else {
            line.append(text);
        }
    }

    private static String colour(Level level) {
        return switch (level.levelInt) {
            case Level.ERROR_INT -> "\u001b[31;1m";
            case Level.WARN_INT -> "\u001b[33m";
            case Level.INFO_INT -> "\u001b[32m";
            default -> DIM;
        };
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
