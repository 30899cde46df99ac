package dev.parley.livekit.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.TokenException;
import dev.parley.livekit.token.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookReceiverTest {
    private static final LiveKitCredentials KEY = new LiveKitCredentials("APIx", "a secret of more than 32 characters");
    private static final String EVENT = "{\"event\":\"room_started\",\"room\":{\"sid\":\"RM_1\",\"name\":\"Grüße\","
            + "\"creationTime\":\"1790000000\"},\"id\":\"EV_1\",\"createdAt\":\"1790000001\",\"newField\":{\"a\":[1]}}";

    private final WebhookReceiver receiver = new WebhookReceiver(TokenVerifier.of(KEY));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signed(LiveKitCredentials key, byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return AccessToken.of(key)
                    .sha256(Base64.getEncoder().encodeToString(hash))
                    .toJwt();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadAnEventThatIsSigned() {
        Webhook webhook = receiver.receive(bytes(EVENT), signed(KEY, bytes(EVENT)));

        assertThat(webhook.type()).isEqualTo(WebhookType.ROOM_STARTED);
        assertThat(webhook.id()).isEqualTo("EV_1");
        assertThat(webhook.createdAt()).isEqualTo(Instant.ofEpochSecond(1_790_000_001));
        assertThat(webhook.message().getRoom().getName()).isEqualTo("Grüße");
        assertThat(webhook.message().getRoom().getCreationTime()).isEqualTo(1_790_000_000);
    }

    @Test
    void shouldTakeTheTokenAfterBearerToo() {
        assertThat(receiver.receive(bytes(EVENT), "Bearer " + signed(KEY, bytes(EVENT)))
                        .id())
                .isEqualTo("EV_1");
        assertThat(receiver.receive(bytes(EVENT), "bearer " + signed(KEY, bytes(EVENT)))
                        .id())
                .isEqualTo("EV_1");
    }

    @ParameterizedTest
    @EnumSource(WebhookType.class)
    void shouldKnowEachEventByItsName(WebhookType type) {
        byte[] body = bytes("{\"event\":\"" + type.name().toLowerCase(Locale.ROOT) + "\"}");

        assertThat(receiver.receive(body, signed(KEY, body)).type()).isEqualTo(type);
    }

    @Test
    void shouldKeepAnEventOfANewerServer() {
        byte[] body = bytes("{\"event\":\"room_painted\"}");

        Webhook webhook = receiver.receive(body, signed(KEY, body));

        assertThat(webhook.type()).isEqualTo(WebhookType.OTHER);
        assertThat(webhook.message().getEvent()).isEqualTo("room_painted");
    }

    @Test
    void shouldNotTakeWhatIsNotSigned() {
        assertRefused(401, "Authorization", () -> receiver.receive(bytes(EVENT), null));
        assertRefused(401, "Authorization", () -> receiver.receive(bytes(EVENT), " "));
        assertRefused(401, "no JWT", () -> receiver.receive(bytes(EVENT), "Bearer "));
    }

    @Test
    void shouldNotTakeWhatAnotherSigned() {
        LiveKitCredentials other = new LiveKitCredentials("APIx", "another secret of 32 characters.");

        assertRefused(401, "signature", () -> receiver.receive(bytes(EVENT), signed(other, bytes(EVENT))));
        assertThatThrownBy(() -> receiver.receive(bytes(EVENT), signed(other, bytes(EVENT))))
                .hasCauseInstanceOf(TokenException.BadSignature.class);
    }

    @Test
    void shouldNotTakeAnotherBody() {
        String token = signed(KEY, bytes(EVENT));

        assertRefused(401, "the bytes as they came", () -> receiver.receive(bytes(EVENT + " "), token));
        assertRefused(
                401,
                "the bytes as they came",
                () -> receiver.receive(bytes(EVENT), AccessToken.of(KEY).toJwt()));
    }

    @Test
    void shouldNotTakeABodyThatIsNoEvent() {
        byte[] body = bytes("{\"event\":");

        assertRefused(400, "no event", () -> receiver.receive(body, signed(KEY, body)));
    }

    @Test
    void shouldNotTakeABodyWithoutBound() {
        byte[] body = new byte[WebhookReceiver.LONGEST_BODY + 1];

        assertRefused(413, "1048577 bytes", () -> receiver.receive(body, signed(KEY, body)));
    }

    @Test
    void shouldTellRepetitionsWithinItsMemory() {
        SeenWebhooks seen = new SeenWebhooks(2);

        assertThat(seen.first(event("a"))).isTrue();
        assertThat(seen.first(event("b"))).isTrue();
        assertThat(seen.first(event("a"))).isFalse();
        assertThat(seen.repeated()).isEqualTo(1);

        assertThat(seen.first(event("c"))).isTrue();
        assertThat(seen.first(event("a"))).as("the oldest is forgotten").isTrue();
        assertThat(seen.first(event("c"))).isFalse();
        assertThat(seen.first(event(""))).isTrue();
        assertThat(seen.first(event(""))).isTrue();
        assertThatThrownBy(() -> new SeenWebhooks(0)).hasMessageContaining("at least 1");
    }

    private Webhook event(String id) {
        byte[] body = bytes("{\"event\":\"room_started\",\"id\":\"" + id + "\"}");
        return receiver.receive(body, signed(KEY, body));
    }

    private static void assertRefused(int status, String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WebhookException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(why);
    }
}
