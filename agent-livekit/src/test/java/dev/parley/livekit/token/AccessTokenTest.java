package dev.parley.livekit.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.proto.RoomAgentDispatch;
import dev.parley.livekit.proto.RoomConfiguration;
import dev.parley.livekit.proto.TrackSource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessTokenTest {
    private static final LiveKitCredentials KEY = new LiveKitCredentials("APIx", "a secret of more than 32 characters");
    private static final Clock NOON = Clock.fixed(Instant.ofEpochSecond(1_790_000_000), ZoneOffset.UTC);

    @Test
    void shouldLeaveOutWhatIsNotSaid() {
        String jwt = AccessToken.of(KEY, NOON).video(VideoGrant.worker()).toJwt();

        assertThat(header(jwt)).contains("\"alg\":\"HS256\"");
        assertThat(payload(jwt))
                .isEqualTo("{\"iss\":\"APIx\",\"exp\":1790021600,\"video\":{\"agent\":true},\"nbf\":1790000000}");
    }

    @Test
    void shouldWriteTheClaimsOfAUserThatCallsAnAgent() {
        String jwt = AccessToken.of(KEY, NOON)
                .identity("alice")
                .video(VideoGrant.join("r1"))
                .roomConfig(RoomConfiguration.newBuilder()
                        .addAgents(RoomAgentDispatch.newBuilder()
                                .setAgentName("bot")
                                .setMetadata("{}"))
                        .build())
                .ttl(Duration.ofMinutes(1))
                .toJwt();

        assertThat(payload(jwt))
                .isEqualTo(
                        "{\"iss\":\"APIx\",\"sub\":\"alice\",\"exp\":1790000060,\"video\":{\"roomJoin\":true,\"room\":\"r1\"},"
                                + "\"roomConfig\":{\"agents\":[{\"agentName\":\"bot\",\"metadata\":\"{}\"}]},\"nbf\":1790000000}");
    }

    @Test
    void shouldReadBackAllThatItWrites() {
        VideoGrant grant = VideoGrant.builder()
                .allow(EnumSet.allOf(RoomPermission.class).toArray(RoomPermission[]::new))
                .deny(RoomPermission.CAN_PUBLISH_DATA)
                .room("r")
                .destinationRoom("s")
                .publishOnly(List.of(TrackSource.MICROPHONE, TrackSource.SCREEN_SHARE_AUDIO))
                .build();
        String jwt = AccessToken.of(KEY, NOON)
                .identity("agent-1")
                .name("Änne \"A\"")
                .kind(ParticipantKind.AGENT)
                .metadata("{\"a\":1}")
                .attributes(Map.of("lk.agent_name", "bot"))
                .video(grant)
                .sip(SipGrant.CALL, SipGrant.ADMIN, SipGrant.CALL)
                .sha256("aGFzaA==")
                .roomPreset("quiet")
                .roomConfig(RoomConfiguration.newBuilder().setEmptyTimeout(7).build())
                .toJwt();

        TokenClaims claims = TokenVerifier.of(List.of(KEY), NOON).verify(jwt);

        assertThat(claims)
                .isEqualTo(new TokenClaims(
                        "APIx",
                        "agent-1",
                        "Änne \"A\"",
                        "agent",
                        "{\"a\":1}",
                        Map.of("lk.agent_name", "bot"),
                        grant,
                        EnumSet.allOf(SipGrant.class),
                        "aGFzaA==",
                        "quiet",
                        RoomConfiguration.newBuilder().setEmptyTimeout(7).build(),
                        NOON.instant().plus(AccessToken.DEFAULT_TTL)));
    }

    @Test
    void shouldNotLetNobodyJoinNorAnybodyJoinNowhere() {
        assertThatThrownBy(() -> AccessToken.of(KEY).video(VideoGrant.join("r")).toJwt())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("identity []");
        assertThatThrownBy(() -> AccessToken.of(KEY)
                        .identity("a")
                        .video(VideoGrant.join(""))
                        .toJwt())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("room []");
    }

    @Test
    void shouldRefuseATokenThatIsOverAtOnce() {
        assertThatThrownBy(() -> AccessToken.of(KEY).ttl(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.999S");
    }

    @Test
    void shouldRefuseASourceThatHasNoName() {
        assertThatThrownBy(() -> VideoGrant.builder().publishOnly(List.of(TrackSource.UNKNOWN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UNKNOWN");
    }

    @Test
    void shouldNeverPrintTheSecret() {
        assertThat(AccessToken.of(KEY)).asString().contains("APIx").doesNotContain("secret");
    }

    private static String header(String jwt) {
        return decoded(jwt.split("\\.", -1)[0]);
    }

    private static String payload(String jwt) {
        return decoded(jwt.split("\\.", -1)[1]);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
