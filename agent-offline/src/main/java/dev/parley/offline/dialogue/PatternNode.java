package dev.parley.offline.dialogue;

import java.util.List;

/** A piece of what a caller may say. */
sealed interface PatternNode {

    /** One word; {@code spoken} keeps the apostrophe that comparison ignores. */
    record Literal(String word, String spoken) implements PatternNode {}

    record Sequence(List<PatternNode> parts) implements PatternNode {}

    record Choice(List<PatternNode> options) implements PatternNode {}

    record Maybe(PatternNode part) implements PatternNode {}

    /** A place whose words are kept under a name. */
    record Slot(String name, SlotType type) implements PatternNode {}

    /** What may stand in a slot. */
    sealed interface SlotType {}

    /** One of the values of a list. */
    record OneOf(String list) implements SlotType {}

    /** A whole number. */
    record WholeNumber() implements SlotType {}

    /** Digits one by one, at least and at most so many. */
    record Digits(int least, int most) implements SlotType {}

    /** Any words. Nothing that can be recognised: patterns with it hold for typed text alone. */
    record FreeText() implements SlotType {}

    /** A phrase once, or several times with "and" between or nothing. */
    record PhraseOf(String phrase, boolean repeated) implements SlotType {}
}
