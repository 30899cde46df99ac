package dev.parley.text;

/** Where one text follows on another. */
public final class TextJoints {
    private TextJoints() {}

    /** Both, with a space between them unless there is white space already, or one is empty. */
    public static String join(String text, String more) {
        return text + between(text, more) + more;
    }

    /** Puts the second behind the first. */
    public static void append(StringBuilder text, String more) {
        text.append(between(text, more)).append(more);
    }

    private static String between(CharSequence text, String more) {
        boolean apart = text.isEmpty()
                || more.isEmpty()
                || Character.isWhitespace(text.charAt(text.length() - 1))
                || Character.isWhitespace(more.charAt(0));
        return apart ? "" : " ";
    }
}
