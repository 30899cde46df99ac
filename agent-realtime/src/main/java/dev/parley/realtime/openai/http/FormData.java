package dev.parley.realtime.openai.http;

import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A form with a file, as {@code multipart/form-data}. Not thread-safe. */
final class FormData {
    private final String boundary = "parley-" + UUID.randomUUID();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    void field(String name, String value) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
    }

    void file(String name, String fileName, String type, byte[] bytes) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: " + type + "\r\n\r\n");
        body.writeBytes(bytes);
        text("\r\n");
    }

    private void text(String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole; nothing is added after it. */
    ApiCalls.Content content() {
        text("--" + boundary + "--\r\n");
        return new ApiCalls.Content(
                "multipart/form-data; boundary=" + boundary, ByteString.fromArrayUnsafe(body.toByteArray()));
    }
}
