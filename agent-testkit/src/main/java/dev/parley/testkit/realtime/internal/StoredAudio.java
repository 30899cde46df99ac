package dev.parley.testkit.realtime.internal;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** The audio of one content part of an item, encoded as it came or went. */
final class StoredAudio {
    private final AudioCodec codec;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    StoredAudio(AudioCodec codec) {
        this.codec = codec;
    }

    StoredAudio append(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    AudioCodec codec() {
        return codec;
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    long millis() {
        return bytes.size() / codec.bytesPerMilli();
    }

    /** Drops what lies after this time; nothing if it is shorter. */
    void truncate(long millis) {
        byte[] kept = Arrays.copyOf(bytes.toByteArray(), Math.toIntExact(millis * codec.bytesPerMilli()));
        bytes.reset();
        bytes.writeBytes(kept);
    }

    String toBase64() {
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
