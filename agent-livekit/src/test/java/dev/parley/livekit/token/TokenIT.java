package dev.parley.livekit.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.fixture.PythonPeer;
import dev.parley.livekit.proto.RoomAgentDispatch;
import dev.parley.livekit.proto.RoomConfiguration;
import dev.parley.livekit.proto.TrackSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens between us and LiveKit's Python package livekit-api, both ways. */
class TokenIT {
    private static final LiveKitCredentials KEY = new LiveKitCredentials("APIx", "a secret of more than 32 characters");

    private static String read = "";
    private static String made = "";

    @BeforeAll
    static void exchangeTokens() {
        String ours = AccessToken.of(KEY)
                .identity("alice")
                .name("Alice")
                .kind(ParticipantKind.AGENT)
                .metadata("m")
                .attributes(Map.of("k", "v"))
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.AGENT)
                        .deny(RoomPermission.CAN_PUBLISH_DATA)
                        .room("r1")
                        .publishOnly(List.of(TrackSource.SCREEN_SHARE_AUDIO))
                        .build())
                .sip(SipGrant.ADMIN)
                .sha256("aGFzaA==")
                .roomPreset("quiet")
                .roomConfig(RoomConfiguration.newBuilder()
                        .setEmptyTimeout(7)
                        .addAgents(RoomAgentDispatch.newBuilder().setAgentName("bot"))
                        .build())
                .toJwt();
        String[] lines = PythonPeer.run(
                        Duration.ofMinutes(1), TokenIT.class, "tokens.py", KEY.apiKey(), KEY.apiSecret(), ours)
                .split("\n", -1);
        read = lines[0];
        made = lines[1];
    }

    @Test
    void shouldBeReadByLiveKit() throws Exception {
        ObjectMapper json = new ObjectMapper();

        assertThat(json.readTree(read))
                .isEqualTo(
                        json.readTree(
                                "{\"identity\":\"alice\",\"name\":\"Alice\",\"kind\":\"agent\",\"metadata\":\"m\","
                                        + "\"attributes\":{\"k\":\"v\"},\"sha256\":\"aGFzaA==\",\"roomPreset\":\"quiet\",\"room\":\"r1\","
                                        + "\"roomJoin\":true,\"canPublish\":true,\"canSubscribe\":true,\"canPublishData\":false,"
                                        + "\"canPublishSources\":[\"screen_share_audio\"],\"agent\":true,\"hidden\":null,\"sipCall\":false,"
                                        + "\"sipAdmin\":true,\"roomConfig\":{\"emptyTimeout\":7,\"agents\":[{\"agentName\":\"bot\"}]}}"));
    }

    @Test
    void shouldReadLiveKits() {
        TokenClaims claims = TokenVerifier.of(KEY).verify(made);

        assertThat(claims.expiresAt()).isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(5)));
        assertThat(claims)
                .isEqualTo(new TokenClaims(
                        "APIx",
                        "bob",
                        "Bob",
                        "sip",
                        "m",
                        Map.of("sip.callID", "1"),
                        VideoGrant.builder()
                                .allow(RoomPermission.ROOM_JOIN)
                                .deny(RoomPermission.CAN_SUBSCRIBE)
                                .room("r2")
                                .publishOnly(List.of(TrackSource.MICROPHONE))
                                .build(),
                        Set.of(SipGrant.CALL),
                        "aGFzaA==",
                        "quiet",
                        RoomConfiguration.newBuilder()
                                .addAgents(RoomAgentDispatch.newBuilder()
                                        .setAgentName("bot")
                                        .setMetadata("x"))
                                .build(),
                        claims.expiresAt()));
    }
}
