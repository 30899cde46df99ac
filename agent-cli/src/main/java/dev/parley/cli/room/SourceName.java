package dev.parley.cli.room;

import dev.parley.livekit.proto.TrackSource;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What may be published, by the names that it has in tokens, such as {@code microphone}. */
public final class SourceName implements ITypeConverter<TrackSource> {

    @Override
    public TrackSource convert(String text) {
        return sources()
                .filter(source -> name(source).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        text + " (expected: one of " + String.join(", ", new Candidates()) + ")"));
    }

    private static Stream<TrackSource> sources() {
        return Arrays.stream(TrackSource.values())
                .filter(source -> source != TrackSource.UNKNOWN && source != TrackSource.UNRECOGNIZED);
    }

    private static String name(TrackSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    /** For completion and help. */
    public static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return sources().map(SourceName::name).iterator();
        }
    }
}
