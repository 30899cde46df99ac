package dev.parley.realtime;

import java.util.Base64;
import java.util.Set;

/**
 * A picture for the model.
 *
 * @param dataUri {@code data:image/png;base64,…} or the same of a JPEG
 */
public record RealtimeImage(String dataUri) {
    private static final Set<String> TYPES = Set.of("image/png", "image/jpeg");

    public RealtimeImage {
        if (TYPES.stream()
                .noneMatch(type -> dataUri.regionMatches(0, "data:" + type + ";base64,", 0, type.length() + 13))) {
            String shown = dataUri.substring(0, Math.min(30, dataUri.length()));
            throw new IllegalArgumentException(
                    "image: " + shown + " (expected: a data URI of image/png or image/jpeg in base64)");
        }
    }

    /** The picture as bytes of a file of this type. */
    public static RealtimeImage of(String mediaType, byte[] file) {
        return new RealtimeImage(
                "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(file));
    }
}
