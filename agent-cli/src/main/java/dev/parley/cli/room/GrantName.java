package dev.parley.cli.room;

import dev.parley.livekit.token.RoomPermission;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Grants by the names that they have in tokens, such as {@code roomAdmin}. */
public final class GrantName implements ITypeConverter<RoomPermission> {

    @Override
    public RoomPermission convert(String text) {
        return Arrays.stream(RoomPermission.values())
                .filter(permission -> permission.claim().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        text + " (expected: one of " + String.join(", ", new Candidates()) + ")"));
    }

    /** For completion and help. */
    public static final class Candidates implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(RoomPermission.values())
                    .map(RoomPermission::claim)
                    .iterator();
        }
    }
}
