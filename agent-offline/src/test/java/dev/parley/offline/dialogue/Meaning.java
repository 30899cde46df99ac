package dev.parley.offline.dialogue;

import java.util.List;

/**
 * What a dialogue makes of a sentence: the tools that it calls with their arguments, and its answer.
 *
 * <p>Every tool answers {@code {"missing": "…"}}, which brings an order to where it asks for the next thing.
 */
public record Meaning(List<String> calls, String answer) {
    private static final List<String> TOOLS = List.of(
            "get_price",
            "get_stock",
            "list_products",
            "add_item",
            "remove_item",
            "get_order",
            "set_phone_number",
            "set_address",
            "place_order",
            "end_call");

    /** Where in the order a sentence is said. */
    public enum Stage {
        ORDERING,
        PHONE,
        ADDRESS,
        HOUSE,
        CONFIRM
    }

    /** What this sentence means at that stage. */
    public static Meaning of(Dialogue dialogue, Stage stage, String sentence) {
        Talk talk = Talk.with(dialogue);
        TOOLS.forEach(tool -> talk.tool(tool, "{}"));
        if (stage != Stage.ORDERING) {
            String missing = stage == Stage.HOUSE
                    ? "address"
                    : stage == Stage.CONFIRM ? "nothing" : stage.name().toLowerCase(java.util.Locale.ROOT);
            talk.tool("get_order", "{\"missing\":\"" + missing + "\"}").say("that's all");
        }
        if (stage == Stage.HOUSE) {
            talk.say("main street");
        }
        String answer = talk.say(sentence);
        return new Meaning(List.copyOf(talk.calls()), answer);
    }
}
