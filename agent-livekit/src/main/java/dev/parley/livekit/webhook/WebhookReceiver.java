package dev.parley.livekit.webhook;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.livekit.proto.WebhookEvent;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.livekit.token.TokenException;
import dev.parley.livekit.token.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Takes LiveKit's posts, and only LiveKit's: the {@code Authorization} header is a token of one of the verifier's keys, and its
 * claim {@code sha256} is the hash of the body. Thread-safe.
 */
public final class WebhookReceiver {
    /** Longest body that is read. */
    public static final int LONGEST_BODY = 1 << 20;

    private static final String BEARER = "Bearer ";
    private static final JsonFormat.Parser JSON = JsonFormat.parser().ignoringUnknownFields();

    private final TokenVerifier verifier;

    /** Takes posts that are signed with one of the verifier's keys. */
    public WebhookReceiver(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * Verifies and reads a post ({@code application/webhook+json}).
     *
     * @param body its bytes, just as they came
     * @param authorization the header; LiveKit sends the bare token, one after {@code Bearer} is taken too
     * @throws WebhookException if it is not taken
     */
    public Webhook receive(byte[] body, @Nullable String authorization) {
        if (body.length > LONGEST_BODY) {
            throw WebhookException.tooLong(body.length, LONGEST_BODY);
        }
        if (authorization == null || authorization.isBlank()) {
            throw WebhookException.unsigned();
        }
        byte[] signed = claims(authorization.strip()).sha256().getBytes(StandardCharsets.US_ASCII);
        byte[] hash = Base64.getEncoder().encode(sha256(body));
        if (!MessageDigest.isEqual(signed, hash)) {
            throw WebhookException.otherBody();
        }
        return Webhook.of(parse(body));
    }

    private TokenClaims claims(String authorization) {
        boolean prefixed = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        try {
            return verifier.verify(prefixed ? authorization.substring(BEARER.length()) : authorization);
        } catch (TokenException e) {
            throw WebhookException.untrusted(e);
        }
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    private static WebhookEvent parse(byte[] body) {
        WebhookEvent.Builder event = WebhookEvent.newBuilder();
        try {
            JSON.merge(new String(body, StandardCharsets.UTF_8), event);
        } catch (InvalidProtocolBufferException e) {
            throw WebhookException.malformed(e);
        }
        return event.build();
    }
}
