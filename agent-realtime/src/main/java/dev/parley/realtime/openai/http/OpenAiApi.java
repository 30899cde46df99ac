package dev.parley.realtime.openai.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a server is that speaks OpenAI's HTTP API, and how to get in. Prints its headers' names only: their values are secrets.
 *
 * @param provider whose it is, for metrics, such as {@code openai}
 * @param base such as {@code https://api.openai.com/v1}
 * @param headers of each request
 */
public record OpenAiApi(String provider, URI base, Map<String, String> headers) {
    private static final String OPENAI = "https://api.openai.com/v1";

    /** @throws IllegalArgumentException if the base is no URL of HTTP, or a header's value is not one line of ASCII */
    public OpenAiApi {
        String scheme = String.valueOf(base.getScheme());
        if ((!scheme.equals("http") && !scheme.equals("https")) || base.getHost() == null) {
            throw new IllegalArgumentException(
                    "api base: " + base + " (expected: http:// or https:// with a host); set OPENAI_BASE_URL");
        }
        headers = Map.copyOf(headers);
        headers.forEach(OpenAiApi::checkHeader);
    }

    /** Else the JDK would tell the value in its failure. */
    private static void checkHeader(String name, String value) {
        if (!value.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            throw new IllegalArgumentException(name + ": *** (expected: one line of ASCII)");
        }
    }

    /** OpenAI's own. */
    public static OpenAiApi of(String key) {
        return at("openai", OPENAI, key);
    }

    /** A server of that provider that speaks like it; an empty key for one that asks for none. */
    public static OpenAiApi at(String provider, String base, String key) {
        String secret = key.strip();
        String open = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return new OpenAiApi(
                provider, URI.create(open), secret.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + secret));
    }

    /**
     * As the environment says: {@code OPENAI_API_KEY} or {@code OAI_API_KEY}, {@code OPENAI_BASE_URL} for another server, {@code
     * OPENAI_ORGANIZATION}, {@code OPENAI_PROJECT}.
     *
     * @throws IllegalArgumentException if there is no key, or no URL in what should be one
     */
    public static OpenAiApi fromEnvironment(Map<String, String> environment) {
        String key = value(environment, "OPENAI_API_KEY")
                .or(() -> value(environment, "OAI_API_KEY"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "api key: none (expected: OPENAI_API_KEY or OAI_API_KEY in the environment)"));
        return at("openai", value(environment, "OPENAI_BASE_URL").orElse(OPENAI), key)
                .withHeader("OpenAI-Organization", value(environment, "OPENAI_ORGANIZATION"))
                .withHeader("OpenAI-Project", value(environment, "OPENAI_PROJECT"));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** With a header more; nothing changes without a value. */
    public OpenAiApi withHeader(String name, Optional<String> value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value.get().strip());
        return new OpenAiApi(provider, base, more);
    }

    @Override
    public String toString() {
        return "OpenAiApi[" + provider + ", " + base + ", " + headers.keySet() + "]";
    }
}
