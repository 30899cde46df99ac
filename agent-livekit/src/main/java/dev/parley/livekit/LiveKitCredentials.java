package dev.parley.livekit;

/**
 * An API key of a LiveKit server and its secret. The secret is never printed.
 *
 * @param apiKey names the secret; it stands in each token as the issuer
 * @param apiSecret signs and verifies tokens (HS256)
 */
public record LiveKitCredentials(String apiKey, String apiSecret) {
    /** @throws IllegalArgumentException if one of them is blank */
    public LiveKitCredentials {
        if (apiKey.isBlank()) {
            throw new IllegalArgumentException(
                    "LiveKit API key: empty (expected: a key of the server's configuration; set LIVEKIT_API_KEY)");
        }
        if (apiSecret.isBlank()) {
            throw new IllegalArgumentException(
                    "LiveKit API secret: empty (expected: the secret of key " + apiKey + "; set LIVEKIT_API_SECRET)");
        }
    }

    @Override
    public String toString() {
        return "LiveKitCredentials[apiKey=" + apiKey + ", apiSecret=***]";
    }
}
