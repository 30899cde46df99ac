package dev.parley.livekit.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.livekit.proto.RoomConfiguration;
import dev.parley.livekit.proto.TrackSource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Claims as JSON: camelCase, what is empty left out; grants that we don't know are skipped when reading. */
final class ClaimsJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private ClaimsJson() {}

    static Map<String, Object> write(TokenClaims claims) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "iss", claims.issuer());
        put(json, "sub", claims.identity());
        json.put("exp", claims.expiresAt().getEpochSecond());
        put(json, "name", claims.name());
        put(json, "kind", claims.kind());
        put(json, "metadata", claims.metadata());
        put(json, "sha256", claims.sha256());
        put(json, "roomPreset", claims.roomPreset());
        put(json, "attributes", claims.attributes());
        put(json, "video", video(claims.video()));
        put(json, "sip", sip(claims.sip()));
        put(json, "roomConfig", roomConfig(claims.roomConfig()));
        return json;
    }

    private static void put(Map<String, Object> json, String claim, String value) {
        if (!value.isEmpty()) {
            json.put(claim, value);
        }
    }

    private static void put(Map<String, Object> json, String claim, Map<String, ?> value) {
        if (!value.isEmpty()) {
            json.put(claim, value);
        }
    }

    private static Map<String, Object> video(VideoGrant grant) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (RoomPermission permission : RoomPermission.values()) {
            if (grant.allows(permission) != permission.byDefault()) {
                json.put(permission.claim(), grant.allows(permission));
            }
        }
        put(json, "room", grant.room());
        put(json, "destinationRoom", grant.destinationRoom());
        if (!grant.publishSources().isEmpty()) {
            json.put(
                    "canPublishSources",
                    grant.publishSources().stream()
                            .sorted()
                            .map(source -> source.name().toLowerCase(Locale.ROOT))
                            .toList());
        }
        return json;
    }

    private static Map<String, Object> sip(Set<SipGrant> grants) {
        Map<String, Object> json = new LinkedHashMap<>();
        grants.stream().sorted().forEach(grant -> json.put(grant.claim(), true));
        return json;
    }

    private static Map<String, Object> roomConfig(RoomConfiguration config) {
        if (config.equals(RoomConfiguration.getDefaultInstance())) {
            return Map.of();
        }
        try {
            return JSON.readValue(JsonFormat.printer().print(config), OBJECT);
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalArgumentException("room configuration of a token (expected: one that can be JSON)", e);
        }
    }

    /** Reads the payload of a token. */
    static TokenClaims read(String payload) {
        JsonNode json = tree(payload);
        JsonNode exp = json.path("exp");
        if (!exp.isNumber()) {
            throw new TokenException.Malformed("claim exp: " + (exp.isMissingNode() ? "missing" : "no number"));
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        JsonNode given = object(json, "attributes");
        given.properties().forEach(entry -> attributes.put(entry.getKey(), text(given, entry.getKey())));
        return new TokenClaims(
                text(json, "iss"),
                text(json, "sub"),
                text(json, "name"),
                text(json, "kind"),
                text(json, "metadata"),
                attributes,
                readVideo(object(json, "video")),
                readSip(object(json, "sip")),
                text(json, "sha256"),
                text(json, "roomPreset"),
                readRoomConfig(object(json, "roomConfig")),
                Instant.ofEpochSecond(exp.longValue()));
    }

    private static JsonNode tree(String payload) {
        try {
            return JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new TokenException.Malformed("its claims are no JSON");
        }
    }

    private static VideoGrant readVideo(JsonNode json) {
        VideoGrant.Builder grant = VideoGrant.builder()
                .room(text(json, "room"))
                .destinationRoom(text(json, "destinationRoom"))
                .publishOnly(sources(json.path("canPublishSources")));
        for (RoomPermission permission : RoomPermission.values()) {
            if (flag(json, permission.claim(), permission.byDefault())) {
                grant.allow(permission);
            } else {
                grant.deny(permission);
            }
        }
        return grant.build();
    }

    private static Set<TrackSource> sources(JsonNode json) {
        Set<TrackSource> sources = new LinkedHashSet<>();
        json.forEach(source -> {
            try {
                sources.add(TrackSource.valueOf(source.asText().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new TokenException.Malformed("claim canPublishSources: " + source);
            }
        });
        sources.remove(TrackSource.UNKNOWN);
        return sources;
    }

    private static Set<SipGrant> readSip(JsonNode json) {
        Set<SipGrant> grants = new LinkedHashSet<>();
        for (SipGrant grant : SipGrant.values()) {
            if (flag(json, grant.claim(), false)) {
                grants.add(grant);
            }
        }
        return grants;
    }

    private static RoomConfiguration readRoomConfig(JsonNode json) {
        RoomConfiguration.Builder config = RoomConfiguration.newBuilder();
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(json.toString(), config);
        } catch (InvalidProtocolBufferException e) {
            throw new TokenException.Malformed("claim roomConfig: " + e.getMessage());
        }
        return config.build();
    }

    private static JsonNode object(JsonNode json, String claim) {
        JsonNode value = json.path(claim);
        if (value.isObject()) {
            return value;
        }
        if (value.isMissingNode() || value.isNull()) {
            return JSON.createObjectNode();
        }
        throw new TokenException.Malformed("claim " + claim + ": no object");
    }

    private static String text(JsonNode json, String claim) {
        JsonNode value = json.path(claim);
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        throw new TokenException.Malformed("claim " + claim + ": no text");
    }

    private static boolean flag(JsonNode json, String claim, boolean byDefault) {
        JsonNode value = json.path(claim);
        if (value.isMissingNode() || value.isNull()) {
            return byDefault;
        }
        if (!value.isBoolean()) {
            throw new TokenException.Malformed("claim " + claim + ": neither true nor false");
        }
        return value.booleanValue();
    }
}
