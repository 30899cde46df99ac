package dev.parley.offline.dialogue;

import java.util.List;

/** The data of a dialogue is wrong; every problem that was found is listed. */
public final class DialogueFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    DialogueFormatException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: file, rule, key, the value and what was expected. */
    public List<String> problems() {
        return problems;
    }
}
