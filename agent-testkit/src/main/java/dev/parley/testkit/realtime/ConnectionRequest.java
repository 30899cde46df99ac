package dev.parley.testkit.realtime;

import akka.http.javadsl.model.HttpRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client asks for when it connects.
 *
 * @param key the API key, from a header or a subprotocol; empty if there is none
 * @param model empty if the address names none
 * @param transcribing whether the session shall transcribe only
 * @param beta whether the older dialect is spoken
 * @param azure whether it is the address of Azure's preview, which always speaks the older dialect
 */
record ConnectionRequest(String key, String model, boolean transcribing, boolean beta, boolean azure) {
    static final String PROTOCOL = "realtime";

    private static final String KEY_PROTOCOL = "openai-insecure-api-key.";
    private static final String BETA_PROTOCOL = "openai-beta.realtime-v1";
    private static final String AZURE_PREVIEW = "/openai/realtime";
    private static final Set<String> PATHS = Set.of("/v1/realtime", "/realtime", "/openai/v1/realtime", AZURE_PREVIEW);
    private static final Pattern BEARER = Pattern.compile("(?i)Bearer\\s+(\\S+)");

    static boolean isFor(String path) {
        return PATHS.contains(path);
    }

    static ConnectionRequest of(HttpRequest request) {
        String protocols = header(request, "Sec-WebSocket-Protocol");
        String path = request.getUri().path();
        boolean azure = path.equals(AZURE_PREVIEW);
        boolean beta =
                azure || header(request, "OpenAI-Beta").contains("realtime=v1") || protocols.contains(BETA_PROTOCOL);
        String model = query(request, "model");
        return new ConnectionRequest(
                key(request),
                model.isEmpty() ? query(request, "deployment") : model,
                query(request, "intent").equals("transcription"),
                beta,
                azure);
    }

    /** The key of any request; empty if there is none. */
    static String key(HttpRequest request) {
        var bearer = BEARER.matcher(header(request, "Authorization"));
        if (bearer.matches()) {
            return bearer.group(1);
        }
        String apiKey = header(request, "api-key");
        return apiKey.isEmpty() ? keyInProtocols(header(request, "Sec-WebSocket-Protocol")) : apiKey;
    }

    private static String keyInProtocols(String protocols) {
        for (String protocol : protocols.split(",", -1)) {
            if (protocol.strip().startsWith(KEY_PROTOCOL)) {
                return protocol.strip().substring(KEY_PROTOCOL.length());
            }
        }
        return "";
    }

    private static String header(HttpRequest request, String name) {
        return request.getHeader(name).map(header -> header.value()).orElse("");
    }

    private static String query(HttpRequest request, String name) {
        Optional<String> value = request.getUri().query().get(name);
        return value.orElse("");
    }
}
