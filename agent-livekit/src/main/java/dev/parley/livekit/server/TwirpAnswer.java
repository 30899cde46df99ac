package dev.parley.livekit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.LiveKitUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Makes errors of what came instead of an answer. */
final class TwirpAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 200;

    private TwirpAnswer() {}

    /** An answer that isn't 200: Twirp's JSON {@code {code, msg, meta}}, or what a proxy made of it. */
    static TwirpException error(String method, int status, byte[] body) {
        JsonNode json = tree(body);
        if (!json.path("code").isTextual()) {
            String shown = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
            return TwirpException.answered(
                    method,
                    TwirpCode.ofStatus(status),
                    "no answer of LiveKit: [" + shown.replaceAll("\\p{Cntrl}+", " ") + "]",
                    Map.of(),
                    status);
        }
        Map<String, String> meta = new LinkedHashMap<>();
        json.path("meta")
                .properties()
                .forEach(entry -> meta.put(entry.getKey(), entry.getValue().asText()));
        return TwirpException.answered(
                method,
                TwirpCode.named(json.path("code").asText()),
                json.path("msg").asText(),
                meta,
                status);
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? JSON.missingNode() : json;
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /** An answer that was not read to its end. */
    static TwirpException tooLong(String method, int limit) {
        return TwirpException.unanswered(
                method,
                TwirpCode.OUT_OF_RANGE,
                "answer: more than " + limit + " bytes (expected: at most these; raise answerBytes in ApiSettings)",
                null);
    }

    /** No answer at all. */
    static TwirpException failure(String method, LiveKitUrl url, Duration deadline, Throwable failure) {
        if (failure instanceof TimeoutException) {
            return TwirpException.unanswered(
                    method, TwirpCode.DEADLINE_EXCEEDED, "no answer of " + url + " within " + deadline, failure);
        }
        String what =
                failure instanceof ConnectException ? "no connection to " + url : "connection to " + url + " failed";
        String why = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return TwirpException.unanswered(method, TwirpCode.UNAVAILABLE, what + ": " + why, failure);
    }
}
