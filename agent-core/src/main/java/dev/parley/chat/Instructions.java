package dev.parley.chat;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a model is told to do: LiveKit Agents' {@code Instructions}. Immutable.
 *
 * <p>What changes from call to call, or from turn to turn, goes into the dynamic part: it is a message of its own behind the
 * rest ({@link ChatMessage#DYNAMIC_INSTRUCTIONS_ID}), so that a provider's prompt cache holds for what stays the same.
 *
 * @param common always; may be empty
 * @param audio added where the caller has spoken
 * @param text added where the caller has typed
 * @param dynamic what holds for the time being
 */
public record Instructions(String common, Optional<String> audio, Optional<String> text, Optional<String> dynamic) {
    private static final String BETWEEN = "\n\n";

    /** The same for every turn. */
    public static Instructions of(String common) {
        return new Instructions(common, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Instructions withCommon(String newCommon) {
        return new Instructions(newCommon, audio, text, dynamic);
    }

    /** With this added for what the caller says, such as to be brief. */
    public Instructions withAudio(String addition) {
        return new Instructions(common, Optional.of(addition), text, dynamic);
    }

    /** With this added for what the caller types, such as to use lists. */
    public Instructions withText(String addition) {
        return new Instructions(common, audio, Optional.of(addition), dynamic);
    }

    /** With this for the time being, such as the date and who the caller is. */
    public Instructions withDynamic(String part) {
        return new Instructions(common, audio, text, Optional.of(part));
    }

    public Instructions withoutDynamic() {
        return new Instructions(common, audio, text, Optional.empty());
    }

    /** What stays the same, for a turn of this kind. */
    public String render(Modality modality) {
        return joined(Stream.of(common, addition(modality)));
    }

    /** All of it in one text, for a model that takes no more than one. */
    public String renderWhole(Modality modality) {
        return joined(Stream.of(common, addition(modality), dynamic.orElse("")));
    }

    /** Whether there is nothing in it, whatever the turn. */
    public boolean isBlank() {
        return renderWhole(Modality.AUDIO).isBlank()
                && renderWhole(Modality.TEXT).isBlank();
    }

    private String addition(Modality modality) {
        return (modality == Modality.AUDIO ? audio : text).orElse("");
    }

    private static String joined(Stream<String> parts) {
        return parts.filter(part -> !part.isBlank()).collect(Collectors.joining(BETWEEN));
    }
}
