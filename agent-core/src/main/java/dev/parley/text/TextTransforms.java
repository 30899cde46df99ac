package dev.parley.text;

import java.util.List;
import java.util.Map;

/** The ready text transforms, with LiveKit Agents' names and rules. */
public final class TextTransforms {
    private static final TextTransform NOTHING = TextTransform.eachPiece(piece -> piece);
    private static final TextTransform MARKDOWN = MarkdownFilter::new;
    private static final TextTransform EMOJI = EmojiFilter::new;

    private TextTransforms() {}

    /**
     * Takes the signs of markdown away and leaves the words: headers, lists, quotes, emphasis, code; of links and images the
     * text. Struck-through text goes as a whole. Arithmetic and identifiers stay.
     */
    public static TextTransform filterMarkdown() {
        return MARKDOWN;
    }

    /** Takes emojis away. */
    public static TextTransform filterEmoji() {
        return EMOJI;
    }

    /**
     * Puts other words in place of these, whatever their case; where two begin at the same place, the longer. What was put in
     * is not looked at again.
     *
     * @throws IllegalArgumentException for an empty key
     */
    public static TextTransform replace(Map<String, String> replacements) {
        ReplaceFilter.Keys keys = new ReplaceFilter.Keys(replacements, true);
        return () -> new ReplaceFilter(keys);
    }

    /** The same for keys in exactly this case. */
    public static TextTransform replaceCaseSensitive(Map<String, String> replacements) {
        ReplaceFilter.Keys keys = new ReplaceFilter.Keys(replacements, false);
        return () -> new ReplaceFilter(keys);
    }

    /** All of these, one after the other. */
    public static TextTransform all(List<TextTransform> transforms) {
        return transforms.stream().reduce(TextTransform::then).orElse(NOTHING);
    }

    /**
     * One by its name in the configuration: {@code filter_markdown} or {@code filter_emoji}.
     *
     * @throws IllegalArgumentException for another name
     */
    public static TextTransform named(String name) {
        return switch (name) {
            case "filter_markdown" -> MARKDOWN;
            case "filter_emoji" -> EMOJI;
            default ->
                throw new IllegalArgumentException("text transform: " + name
                        + " (expected: filter_markdown or filter_emoji; others are set in code)");
        };
    }
}
