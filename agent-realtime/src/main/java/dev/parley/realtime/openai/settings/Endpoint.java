package dev.parley.realtime.openai.settings;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model is and how to get in. Prints its headers' names only: their values are secrets.
 *
 * @param url {@code ws} or {@code wss}, with its query
 * @param headers of the handshake
 */
public record Endpoint(URI url, Map<String, String> headers, ApiShape shape) {
    private static final String OPENAI = "https://api.openai.com/v1";

    public Endpoint {
        String scheme = String.valueOf(url.getScheme());
        if ((!scheme.equals("ws") && !scheme.equals("wss")) || url.getHost() == null) {
            throw new IllegalArgumentException("realtime url: " + url
                    + " (expected: ws:// or wss:// with a host); set OAI_REALTIME_URL or OPENAI_BASE_URL");
        }
        headers = Map.copyOf(headers);
    }

    /** OpenAI itself, or a server that speaks like it, at this base such as {@code https://api.openai.com/v1}. */
    public static Endpoint openAi(String base, String model, String key) {
        URI url = URI.create(webSocket(base) + "/realtime?model=" + encoded(model));
        return new Endpoint(url, Map.of("Authorization", "Bearer " + key), ApiShape.GA);
    }

    /**
     * Azure's.
     *
     * @param resource {@code https://<resource>.openai.azure.com}
     * @param apiVersion of a preview, which speaks the older form; empty for the present one
     */
    public static Endpoint azure(String resource, String deployment, String apiVersion, String key) {
        boolean preview = !apiVersion.isEmpty();
        String path = preview
                ? "/openai/realtime?api-version=" + encoded(apiVersion) + "&deployment=" + encoded(deployment)
                : "/openai/v1/realtime?model=" + encoded(deployment);
        return new Endpoint(
                URI.create(webSocket(resource) + path), Map.of("api-key", key), preview ? ApiShape.BETA : ApiShape.GA);
    }

    /**
     * As the environment says: {@code OAI_REALTIME_URL} whole or {@code OPENAI_BASE_URL} as a base, {@code OPENAI_API_KEY} or
     * {@code OAI_API_KEY}, {@code OPENAI_ORGANIZATION}, {@code OPENAI_PROJECT}; with {@code AZURE_OPENAI_ENDPOINT} set and none
     * of the first two, {@code AZURE_OPENAI_API_KEY}, {@code AZURE_OPENAI_DEPLOYMENT} (else the model) and
     * {@code OPENAI_API_VERSION}.
     *
     * @throws IllegalArgumentException if there is no key, or no URL in what should be one; says which variable to set
     */
    public static Endpoint fromEnvironment(Map<String, String> environment, String model) {
        Optional<String> whole = value(environment, "OAI_REALTIME_URL");
        Optional<String> azure = value(environment, "AZURE_OPENAI_ENDPOINT");
        if (whole.isEmpty() && value(environment, "OPENAI_BASE_URL").isEmpty() && azure.isPresent()) {
            return azure(
                    azure.get(),
                    value(environment, "AZURE_OPENAI_DEPLOYMENT").orElse(model),
                    value(environment, "OPENAI_API_VERSION").orElse(""),
                    value(environment, "AZURE_OPENAI_API_KEY").orElseThrow(() -> noKey("AZURE_OPENAI_API_KEY")));
        }
        String key = value(environment, "OPENAI_API_KEY")
                .or(() -> value(environment, "OAI_API_KEY"))
                .orElseThrow(() -> noKey("OPENAI_API_KEY or OAI_API_KEY"));
        Endpoint endpoint = whole.map(url -> at(url, model, key))
                .orElseGet(() -> openAi(value(environment, "OPENAI_BASE_URL").orElse(OPENAI), model, key));
        return endpoint.withHeader("OpenAI-Organization", value(environment, "OPENAI_ORGANIZATION"))
                .withHeader("OpenAI-Project", value(environment, "OPENAI_PROJECT"));
    }

    /** A URL that is whole but for the model, which is added unless the query names one, a deployment or a call. */
    private static Endpoint at(String url, String model, String key) {
        URI given = URI.create(webSocket(url));
        String query = String.valueOf(given.getRawQuery());
        boolean named = query.matches("(.*&)?(model|deployment|call_id|intent)=.*");
        String joint = given.getRawQuery() == null ? "?" : "&";
        URI whole = named ? given : URI.create(given + joint + "model=" + encoded(model));
        return new Endpoint(whole, Map.of("Authorization", "Bearer " + key), ApiShape.GA);
    }

    /** With a header more; nothing changes without a value. */
    public Endpoint withHeader(String name, Optional<String> value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value.get());
        return new Endpoint(url, more, shape);
    }

    /** For a server that still wants the older form; asks for it by its header. */
    public Endpoint inBeta() {
        Endpoint asking = withHeader("OpenAI-Beta", Optional.of("realtime=v1"));
        return new Endpoint(asking.url, asking.headers, ApiShape.BETA);
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static IllegalArgumentException noKey(String names) {
        return new IllegalArgumentException("realtime api key: none (expected: " + names + " in the environment)");
    }

    private static String webSocket(String url) {
        String open = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return open.startsWith("http") ? "ws" + open.substring("http".length()) : open;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Endpoint[" + url + ", " + headers.keySet() + ", " + shape + "]";
    }
}
