package dev.parley.realtime.openai.settings;

import java.util.Map;

/**
 * Other names for the protocol's events, for servers that have their own.
 *
 * @param client what to send in place of a GA name. {@code conversation.item.create} for text that the caller typed has the
 *     name {@code input_text.append} here; overridden by itself, it is sent as {@code {"type":"input_text.append","text":…}}
 * @param server GA names by the names that the server sends
 */
public record EventNames(Map<String, String> client, Map<String, String> server) {
    private static final String TEXT_INPUT = "input_text.append";
    private static final EventNames STANDARD = new EventNames(Map.of(), Map.of());

    public EventNames {
        client = Map.copyOf(client);
        server = Map.copyOf(server);
    }

    /** The protocol's own. */
    public static EventNames standard() {
        return STANDARD;
    }

    /** What to write in place of this GA name. */
    public String sent(String gaName) {
        return client.getOrDefault(gaName, gaName);
    }

    /** The GA name of what came, as far as it is overridden. */
    public String received(String name) {
        return server.getOrDefault(name, name);
    }

    /** Whether typed text goes as an event of its own. */
    public boolean hasTextInput() {
        return client.containsKey(TEXT_INPUT);
    }
}
