package dev.parley.cli.room;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times in whole seconds and more, as people write them: {@code 90s}, {@code 15m}, {@code 1h30m}, {@code 7d}. */
public final class LongSpan implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}d)?((?:\\d{1,9}h)?(?:\\d{1,9}m)?(?:\\d{1,9}s)?)");
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(3650);

    @Override
    public Duration convert(String text) {
        Duration span = parse(text);
        if (span.compareTo(LEAST) < 0 || span.compareTo(MOST) > 0) {
            throw refused(text);
        }
        return span;
    }

    private static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || text.isEmpty()) {
            throw refused(text);
        }
        String days = form.group(1) == null ? "" : form.group(1);
        String rest = form.group(2).isEmpty() ? "" : "T" + form.group(2);
        try {
            return Duration.parse(("P" + days + rest).toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException malformed) {
            throw refused(text);
        }
    }

    private static TypeConversionException refused(String text) {
        return new TypeConversionException(text + " (expected: 1s to 3650d, such as 90s, 15m, 1h30m or 7d)");
    }
}
