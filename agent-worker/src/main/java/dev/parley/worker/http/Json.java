package dev.parley.worker.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.util.ByteString;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** JSON in and out of the API. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("JSON tree could not be written", impossible);
        }
    }

    static HttpResponse response(StatusCode status, JsonNode node) {
        ByteString body = ByteString.fromString(text(node), StandardCharsets.UTF_8);
        return HttpResponse.create().withStatus(status).withEntity(ContentTypes.APPLICATION_JSON, body);
    }

    static HttpResponse error(ApiFailure failure) {
        ObjectNode body = object().put("error", failure.error()).put("detail", failure.detail());
        return response(failure.status(), body);
    }

    /**
     * Reads one JSON object.
     *
     * @param what names it in the error: {@code body} or {@code frame}
     */
    static ObjectNode parseObject(String what, byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw ApiFailure.badRequest(
                    what + ": malformed JSON" + position(malformed) + " (expected: one JSON object)");
        } catch (java.io.IOException unreadable) {
            throw new IllegalStateException("JSON in memory could not be read", unreadable);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest(what + ": JSON " + node.getNodeType() + " (expected: one JSON object)");
    }

    /** The text under the key; fails with the rule if it is absent or no text. */
    static String requireText(ObjectNode object, String key) {
        JsonNode value = object.path(key);
        if (!value.isTextual()) {
            throw ApiFailure.badRequest(key + ": " + value.getNodeType() + " (expected: a string)");
        }
        return value.textValue();
    }

    private static String position(JsonProcessingException malformed) {
        JsonLocation at = malformed.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
