package dev.parley.realtime.openai.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.wire.EventScanner.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Reads a server's events, one text at a time. One reader per socket; not thread-safe.
 *
 * <p>Design notes. Audio, text and transcripts come up to thousands of times a second and are taken from the bytes where they
 * stand: the scanner finds the five strings that matter, base64 becomes the audio's own bytes at once, and ids are made into
 * strings only when they change. All else is rare, and is read as a tree.
 */
public final class ServerEventReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[][] AUDIO = names("response.output_audio.delta", "response.audio.delta");
    private static final byte[][] TEXT = names(
            "response.output_audio_transcript.delta",
            "response.audio_transcript.delta",
            "response.output_text.delta",
            "response.text.delta");

    private final EventNames names;
    private final EventScanner scanner = new EventScanner();
    private final SeenEvents seen = new SeenEvents();
    private final LastId responses = new LastId();
    private final LastId items = new LastId();
    private final ServerEvents events = new ServerEvents();

    public ServerEventReader(EventNames names) {
        this.names = names;
    }

    /** Reads one text in UTF-8; empty if it was a delta, or has come before. Whatever the bytes are, nothing is thrown for them. */
    public Optional<ServerEvent> read(byte[] text, int offset, int length, Deltas deltas) {
        if (!scanner.scan(text, offset, length) || !scanner.type.present) {
            return Optional.of(
                    new ServerEvent.Malformed("a text of " + length + " bytes (expected: a JSON object with a type)"));
        }
        if (!seen.add(text, offset, length, scanner.eventId)) {
            return Optional.empty();
        }
        try {
            if (scanner.delta.present && isOneOf(AUDIO, text)) {
                deltas.audio(responses.of(text, scanner.responseId), items.of(text, scanner.itemId), audio(text));
                return Optional.empty();
            }
            if (scanner.delta.present && isOneOf(TEXT, text)) {
                deltas.text(responses.of(text, scanner.responseId), items.of(text, scanner.itemId), string(text));
                return Optional.empty();
            }
            return other(text, offset, length, deltas);
        } catch (IOException | IllegalArgumentException wrong) {
            return Optional.of(new ServerEvent.Malformed(
                    type(text) + " of " + length + " bytes (expected: valid JSON and base64): " + reason(wrong)));
        }
    }

    private Optional<ServerEvent> other(byte[] text, int offset, int length, Deltas deltas) throws IOException {
        String sent = type(text);
        String type = names.received(sent);
        if (!type.equals(sent) && scanner.delta.present) {
            if (type.equals("response.output_audio.delta")) {
                deltas.audio(responses.of(text, scanner.responseId), items.of(text, scanner.itemId), audio(text));
                return Optional.empty();
            }
            if (type.equals("response.output_text.delta") || type.equals("response.output_audio_transcript.delta")) {
                deltas.text(responses.of(text, scanner.responseId), items.of(text, scanner.itemId), string(text));
                return Optional.empty();
            }
        }
        JsonNode tree = JSON.readTree(text, offset, length);
        return Optional.of(events.of(type, tree));
    }

    /** The parser's own text quotes what it read, which may be what people said. */
    private static String reason(Exception wrong) {
        return wrong instanceof JsonProcessingException json ? json.getClass().getSimpleName() : "no base64";
    }

    private String type(byte[] text) {
        Range type = scanner.type;
        int shown = Math.min(type.length(), 100);
        return new String(text, type.from, shown, StandardCharsets.UTF_8);
    }

    private boolean isOneOf(byte[][] known, byte[] text) {
        Range type = scanner.type;
        for (byte[] name : known) {
            if (java.util.Arrays.equals(name, 0, name.length, text, type.from, type.to)) {
                return true;
            }
        }
        return false;
    }

    private byte[] audio(byte[] text) throws IOException {
        Range delta = scanner.delta;
        if (delta.escaped) {
            return Base64.getDecoder().decode(string(text));
        }
        ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(text, delta.from, delta.length()));
        byte[] bytes = decoded.array();
        return bytes.length == decoded.remaining() ? bytes : java.util.Arrays.copyOf(bytes, decoded.remaining());
    }

    private String string(byte[] text) throws IOException {
        Range delta = scanner.delta;
        return delta.escaped
                ? JSON.readValue(text, delta.from - 1, delta.length() + 2, String.class)
                : new String(text, delta.from, delta.length(), StandardCharsets.UTF_8);
    }

    private static byte[][] names(String... names) {
        byte[][] bytes = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            bytes[i] = names[i].getBytes(StandardCharsets.US_ASCII);
        }
        return bytes;
    }

    /** An id as a string, the same one for as long as the same id comes. */
    private static final class LastId {
        private byte[] bytes = {};
        private String id = "";

        private String of(byte[] text, Range range) {
            if (!range.present) {
                return "";
            }
            if (!java.util.Arrays.equals(bytes, 0, bytes.length, text, range.from, range.to)) {
                bytes = java.util.Arrays.copyOfRange(text, range.from, range.to);
                id = new String(bytes, StandardCharsets.UTF_8);
            }
            return id;
        }
    }
}
