package dev.parley.livekit.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.parley.livekit.LiveKitCredentials;
import dev.parley.livekit.proto.RoomConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A token to be made: who somebody is and what they may do, for a while. Not thread-safe.
 *
 * <p>Claims are LiveKit's (docs, "Access tokens"): {@code iss} the API key, {@code sub} the identity, {@code nbf} now,
 * {@code exp} now and the time to live; what is empty is left out.
 */
public final class AccessToken {
    /** How long a token holds unless told otherwise. */
    public static final Duration DEFAULT_TTL = Duration.ofHours(6);

    private final LiveKitCredentials credentials;
    private final Clock clock;
    private String identity = "";
    private String name = "";
    private String kind = "";
    private String metadata = "";
    private String sha256 = "";
    private String roomPreset = "";
    private Map<String, String> attributes = Map.of();
    private VideoGrant video = VideoGrant.none();
    private Set<SipGrant> sip = Set.of();
    private RoomConfiguration roomConfig = RoomConfiguration.getDefaultInstance();
    private Duration ttl = DEFAULT_TTL;

    private AccessToken(LiveKitCredentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /** A token of this key, by the machine's clock. */
    public static AccessToken of(LiveKitCredentials credentials) {
        return of(credentials, Clock.systemUTC());
    }

    /** A token of this key, by this clock. */
    public static AccessToken of(LiveKitCredentials credentials, Clock clock) {
        return new AccessToken(credentials, clock);
    }

    /** Who it is for; unique in a room: a second participant of the same identity puts the first out. */
    public AccessToken identity(String who) {
        identity = who;
        return this;
    }

    /** How others see them. */
    public AccessToken name(String shown) {
        name = shown;
        return this;
    }

    /** What they are to the server; without it, a standard participant. */
    public AccessToken kind(ParticipantKind what) {
        kind = what.claim();
        return this;
    }

    /** Free text of the application. */
    public AccessToken metadata(String text) {
        metadata = text;
        return this;
    }

    /** The participant's attributes. */
    public AccessToken attributes(Map<String, String> all) {
        attributes = Map.copyOf(all);
        return this;
    }

    /** What it allows with rooms. */
    public AccessToken video(VideoGrant grant) {
        video = grant;
        return this;
    }

    /** What it allows with phone lines. */
    public AccessToken sip(SipGrant... grants) {
        sip = Set.copyOf(Arrays.asList(grants));
        return this;
    }

    /** Base64 of the SHA-256 of a body that the token is sent with. */
    public AccessToken sha256(String hash) {
        sha256 = hash;
        return this;
    }

    /** Settings of the room that the server knows by name. */
    public AccessToken roomPreset(String preset) {
        roomPreset = preset;
        return this;
    }

    /** How the room is to be if joining creates it; its {@code agents} are called then. */
    public AccessToken roomConfig(RoomConfiguration config) {
        roomConfig = config;
        return this;
    }

    /**
     * How long it holds.
     *
     * @throws IllegalArgumentException if it is shorter than a second, which is what claims are counted in
     */
    public AccessToken ttl(Duration life) {
        if (life.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("time to live of a token: " + life + " (expected: at least PT1S)");
        }
        ttl = life;
        return this;
    }

    /**
     * Signs it.
     *
     * @throws IllegalStateException if it allows to join, but names no room or nobody
     */
    public String toJwt() {
        if (video.allows(RoomPermission.ROOM_JOIN)
                && (identity.isEmpty() || video.room().isEmpty())) {
            throw new IllegalStateException("token to join: identity [" + identity + "], room [" + video.room()
                    + "] (expected: both; set identity(…) and the grant's room)");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return JWT.create()
                .withPayload(ClaimsJson.write(claims(now.plus(ttl))))
                .withNotBefore(now)
                .sign(Algorithm.HMAC256(credentials.apiSecret()));
    }

    private TokenClaims claims(Instant expiresAt) {
        return new TokenClaims(
                credentials.apiKey(),
                identity,
                name,
                kind,
                metadata,
                attributes,
                video,
                sip,
                sha256,
                roomPreset,
                roomConfig,
                expiresAt);
    }

    /** Names the key, never the secret. */
    @Override
    public String toString() {
        return "AccessToken[apiKey=" + credentials.apiKey() + ", ttl=" + ttl + "]";
    }
}
