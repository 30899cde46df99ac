package dev.parley.livekit.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.parley.livekit.LiveKitCredentials;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads tokens and takes those only that are signed with a known key and hold at the moment. Thread-safe. */
public final class TokenVerifier {
    /** How far the clocks of two machines may be apart. */
    public static final Duration LEEWAY = Duration.ofSeconds(60);

    private static final int LONGEST = 1 << 16;

    private final Map<String, Algorithm> algorithmByIssuer = new TreeMap<>();
    private final Clock clock;

    private TokenVerifier(Collection<LiveKitCredentials> keys, Clock clock) {
        keys.forEach(key -> algorithmByIssuer.put(key.apiKey(), Algorithm.HMAC256(key.apiSecret())));
        this.clock = clock;
    }

    /** Takes tokens of this key, by the machine's clock. */
    public static TokenVerifier of(LiveKitCredentials key) {
        return of(List.of(key), Clock.systemUTC());
    }

    /**
     * Takes tokens of any of these keys, by this clock.
     *
     * @throws IllegalArgumentException without keys
     */
    public static TokenVerifier of(Collection<LiveKitCredentials> keys, Clock clock) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys of a token verifier: none (expected: at least one)");
        }
        return new TokenVerifier(keys, clock);
    }

    /**
     * Verifies signature and time.
     *
     * @param token the JWT, without a word before it
     * @return what it says
     * @throws TokenException if it is not taken; its kind tells why
     */
    public TokenClaims verify(String token) {
        DecodedJWT jwt = decode(token);
        if (!"HS256".equals(jwt.getAlgorithm())) {
            throw new TokenException.Malformed("algorithm " + jwt.getAlgorithm());
        }
        verifySignature(jwt);
        TokenClaims claims = ClaimsJson.read(payload(jwt));
        verifyTime(jwt, claims.expiresAt());
        return claims;
    }

    /**
     * Reads a token without looking at signature or time, for one that comes from the server itself.
     *
     * @throws TokenException.Malformed if it is none
     */
    public static TokenClaims unverified(String token) {
        return ClaimsJson.read(payload(decode(token)));
    }

    private static DecodedJWT decode(String token) {
        if (token.length() > LONGEST) {
            throw new TokenException.Malformed(token.length() + " characters, at most " + LONGEST + " are read");
        }
        try {
            return JWT.decode(token.strip());
        } catch (JWTDecodeException | DateTimeException e) {
            throw new TokenException.Malformed("no JWT");
        }
    }

    private void verifySignature(DecodedJWT jwt) {
        String issuer = jwt.getIssuer() == null ? "" : jwt.getIssuer();
        Algorithm algorithm = algorithmByIssuer.get(issuer);
        if (algorithm == null) {
            throw new TokenException.UnknownIssuer(issuer, "one of " + algorithmByIssuer.keySet());
        }
        try {
            algorithm.verify(jwt);
        } catch (SignatureVerificationException e) {
            throw new TokenException.BadSignature(issuer);
        }
    }

    private static String payload(DecodedJWT jwt) {
        return new String(Base64.getUrlDecoder().decode(jwt.getPayload()), StandardCharsets.UTF_8);
    }

    private void verifyTime(DecodedJWT jwt, Instant expiresAt) {
        Instant now = clock.instant();
        if (now.minus(LEEWAY).isAfter(expiresAt)) {
            throw new TokenException.Expired(expiresAt + ", now " + now + " (expected: at most " + LEEWAY + " ago");
        }
        Instant notBefore = jwt.getNotBeforeAsInstant();
        if (notBefore != null && now.plus(LEEWAY).isBefore(notBefore)) {
            throw new TokenException.NotYetValid(
                    notBefore + ", now " + now + " (expected: at most " + LEEWAY + " ahead");
        }
    }
}
