package dev.parley.livekit.token;

import dev.parley.livekit.proto.RoomConfiguration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What a verified token says. Claims that it doesn't have are empty.
 *
 * @param issuer the API key it was signed with
 * @param identity who it is for
 * @param name how others see them
 * @param kind what they are to the server, as the token spells it
 * @param metadata free text of the application
 * @param attributes the participant's attributes
 * @param video what it allows with rooms
 * @param sip what it allows with phone lines
 * @param sha256 base64 of the hash of the body that it was sent with, for webhooks
 * @param roomPreset names settings of the room on the server
 * @param roomConfig how the room is to be if joining creates it
 * @param expiresAt when it ends, to the second
 */
public record TokenClaims(
        String issuer,
        String identity,
        String name,
        String kind,
        String metadata,
        Map<String, String> attributes,
        VideoGrant video,
        Set<SipGrant> sip,
        String sha256,
        String roomPreset,
        RoomConfiguration roomConfig,
        Instant expiresAt) {
    /** Copies the collections. */
    public TokenClaims {
        attributes = Map.copyOf(attributes);
        sip = Set.copyOf(sip);
    }
}
