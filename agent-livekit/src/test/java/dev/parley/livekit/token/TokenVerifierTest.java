package dev.parley.livekit.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.parley.livekit.LiveKitCredentials;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final String SECRET = "a secret of more than 32 characters";
    private static final LiveKitCredentials KEY = new LiveKitCredentials("APIx", SECRET);
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

    private static TokenVerifier at(Instant time) {
        return TokenVerifier.of(List.of(KEY), Clock.fixed(time, ZoneOffset.UTC));
    }

    private static String token(Duration ttl) {
        return AccessToken.of(KEY, Clock.fixed(NOW, ZoneOffset.UTC))
                .identity("a")
                .ttl(ttl)
                .toJwt();
    }

    @Test
    void shouldAllowClocksThatAreAMinuteApart() {
        String jwt = token(Duration.ofSeconds(10));

        assertThatCode(() -> at(NOW.plusSeconds(70)).verify(jwt)).doesNotThrowAnyException();
        assertThatThrownBy(() -> at(NOW.plusSeconds(71)).verify(jwt))
                .isInstanceOf(TokenException.Expired.class)
                .hasMessageContaining("2026-09-21T14:13:30Z")
                .hasMessageContaining("2026-09-21T14:14:31Z")
                .hasMessageContaining("make a new one");
        assertThatCode(() -> at(NOW.minusSeconds(60)).verify(jwt)).doesNotThrowAnyException();
        assertThatThrownBy(() -> at(NOW.minusSeconds(61)).verify(jwt))
                .isInstanceOf(TokenException.NotYetValid.class)
                .hasMessageContaining("clocks");
    }

    @Test
    void shouldSayWhichKeyItDoesNotKnow() {
        String jwt = AccessToken.of(new LiveKitCredentials("APIother", SECRET)).toJwt();

        assertThatThrownBy(() -> at(NOW).verify(jwt))
                .isInstanceOf(TokenException.UnknownIssuer.class)
                .hasMessageContaining("APIother")
                .hasMessageContaining("[APIx]");
    }

    @Test
    void shouldNotPrintWhatAnybodyCanWrite() {
        String jwt = AccessToken.of(new LiveKitCredentials("a\nb" + "x".repeat(100), SECRET))
                .toJwt();

        assertThatThrownBy(() -> at(NOW).verify(jwt))
                .isInstanceOf(TokenException.UnknownIssuer.class)
                .hasMessageContaining("a?bxxx")
                .hasMessageNotContaining("x".repeat(62));
        assertMalformed("x".repeat(70_000), "70000 characters");
    }

    @Test
    void shouldNotTakeAnotherSecretAndNotTellItsOwn() {
        String jwt = AccessToken.of(new LiveKitCredentials("APIx", "another secret of 32 characters."))
                .toJwt();

        assertThatThrownBy(() -> at(NOW).verify(jwt))
                .isInstanceOf(TokenException.BadSignature.class)
                .hasMessageContaining("APIx")
                .hasMessageNotContaining("secret of");
    }

    @Test
    void shouldNotTakeChangedClaims() {
        String[] honest = token(Duration.ofHours(1)).split("\\.", -1);
        String[] greedy =
                AccessToken.of(KEY).video(VideoGrant.admin("r")).toJwt().split("\\.", -1);

        assertThatThrownBy(() -> at(NOW).verify(honest[0] + "." + greedy[1] + "." + honest[2]))
                .isInstanceOf(TokenException.BadSignature.class);
    }

    @Test
    void shouldTakeTheKeyThatTheTokenNames() {
        LiveKitCredentials second = new LiveKitCredentials("APIy", "another secret of 32 characters.");
        TokenVerifier verifier = TokenVerifier.of(List.of(KEY, second), Clock.systemUTC());

        assertThat(verifier.verify(AccessToken.of(second).toJwt()).issuer()).isEqualTo("APIy");
        assertThat(verifier.verify(AccessToken.of(KEY).toJwt()).issuer()).isEqualTo("APIx");
    }

    @Test
    void shouldNotTakeATokenWithoutAnEnd() {
        assertMalformed(JWT.create().withIssuer("APIx").sign(Algorithm.HMAC256(SECRET)), "exp");
    }

    @Test
    void shouldNotTakeAnotherAlgorithm() {
        assertMalformed(JWT.create().withIssuer("APIx").withExpiresAt(NOW).sign(Algorithm.HMAC512(SECRET)), "HS512");
        assertMalformed(JWT.create().withIssuer("APIx").withExpiresAt(NOW).sign(Algorithm.none()), "none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b.c", "....", "eyJhbGciOiJIUzI1NiJ9.e30"})
    void shouldNotTakeWhatIsNoToken(String text) {
        assertMalformed(text, "no JWT");
    }

    @Test
    void shouldNotTakeClaimsOfAnotherShape() {
        assertMalformed(signed(Map.of("video", "all")), "video");
        assertMalformed(signed(Map.of("video", Map.of("room", 5))), "room");
        assertMalformed(signed(Map.of("video", Map.of("roomJoin", "yes"))), "roomJoin");
        assertMalformed(signed(Map.of("video", Map.of("canPublishSources", List.of("smell")))), "smell");
        assertMalformed(signed(Map.of("roomConfig", Map.of("emptyTimeout", "soon"))), "roomConfig");
        assertMalformed(signed(Map.of("exp", Long.MAX_VALUE)), "JWT");
    }

    @Test
    void shouldSkipGrantsOfNewerServers() {
        String jwt =
                signed(Map.of("agentThread", Map.of("all", true), "video", Map.of("canFly", true, "hidden", true)));

        assertThat(at(NOW).verify(jwt).video().allows(RoomPermission.HIDDEN)).isTrue();
    }

    @Test
    void shouldNeedAKey() {
        assertThatThrownBy(() -> TokenVerifier.of(List.of(), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String signed(Map<String, ?> claims) {
        return JWT.create()
                .withIssuer("APIx")
                .withExpiresAt(NOW)
                .withPayload(claims)
                .sign(Algorithm.HMAC256(SECRET));
    }

    private static void assertMalformed(String jwt, String problem) {
        assertThatThrownBy(() -> at(NOW).verify(jwt))
                .isInstanceOf(TokenException.Malformed.class)
                .hasMessageContaining(problem)
                .hasMessageContaining("expected:");
    }
}
