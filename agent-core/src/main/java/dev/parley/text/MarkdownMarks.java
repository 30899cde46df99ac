package dev.parley.text;

/**
 * Follows the signs of markdown in a part of a line, a character at a time: whether one of them waits for its other half.
 * Where it errs, it takes a sign for open.
 */
final class MarkdownMarks {
    private final Emphasis asterisks = new Emphasis('*', false);
    private final Emphasis underscores = new Emphasis('_', true);
    private char previous;
    private boolean seen;
    private boolean onlySigns = true;
    private int backticks;
    private int backtickRun;
    private boolean fence;
    private boolean struck;
    private Link link = Link.NONE;

    private enum Link {
        NONE,
        /** Behind the bracket that opens. */
        TEXT,
        /** Directly behind the one that closes. */
        TEXT_ENDED,
        /** Behind the parenthesis that opens. */
        TARGET
    }

    /** One kind of emphasis: whether a run of its sign may still be closed by another of the same length. */
    private static final class Emphasis {
        private final char sign;
        private final boolean everyScript;
        private char before;
        private int run;
        private int open;

        /** Within a word it means nothing; {@code everyScript}: also in words of the scripts that put no space between them. */
        private Emphasis(char sign, boolean everyScript) {
            this.sign = sign;
            this.everyScript = everyScript;
        }

        private boolean isWord(char c) {
            boolean flush = WordTokenizer.isOwnWord(c) || (c >= 0xac00 && c <= 0xd7af);
            return Character.isLetterOrDigit(c) && (everyScript || !flush);
        }

        /** Decides on a run with the character behind it. */
        private void take(char c, char previous) {
            if (c == sign) {
                before = run == 0 ? previous : before;
                run++;
            } else if (run > 0) {
                boolean closes = open == run && !Character.isWhitespace(before) && !isWord(c);
                boolean opens = run <= 3 && !isWord(before) && !Character.isWhitespace(c);
                open = closes || !opens ? 0 : run;
                run = 0;
            }
        }

        private boolean waits() {
            return run > 0 || open > 0;
        }

        private void reset() {
            run = 0;
            open = 0;
        }
    }

    void take(char c) {
        seen |= "*_`~[".indexOf(c) >= 0;
        onlySigns &= "-+*_#>`~".indexOf(c) >= 0 || Character.isWhitespace(c);
        asterisks.take(c, previous);
        underscores.take(c, previous);
        takeCode(c);
        if (c == '~' && previous == '~') {
            struck = !struck;
            previous = 0;
            return;
        }
        takeLink(c);
        previous = c;
    }

    /** Three or four are a fence, which takes the word behind it along; others come in pairs. */
    private void takeCode(char c) {
        if (c == '`') {
            backtickRun++;
            return;
        }
        if (backtickRun > 0) {
            fence |= backtickRun == 3 || backtickRun == 4;
            backticks += fence ? 0 : backtickRun;
            backtickRun = 0;
        }
        fence &= !Character.isWhitespace(c);
    }

    private void takeLink(char c) {
        link = switch (link) {
            case NONE -> c == '[' ? Link.TEXT : Link.NONE;
            case TEXT -> c == ']' ? Link.TEXT_ENDED : Link.TEXT;
            case TEXT_ENDED -> c == '(' ? Link.TARGET : c == '[' ? Link.TEXT : Link.NONE;
            case TARGET -> c == ')' ? Link.NONE : Link.TARGET;
        };
    }

    /** Whether what follows may change what there is. */
    boolean open() {
        return asterisks.waits()
                || underscores.waits()
                || backticks % 2 == 1
                || backtickRun > 0
                || fence
                || struck
                || previous == '~'
                || link == Link.TEXT
                || link == Link.TARGET;
    }

    /** Whether any sign has come at all. */
    boolean seen() {
        return seen;
    }

    /** Whether nothing but signs that mean something at the beginning of a line, and white space, has come. */
    boolean onlySigns() {
        return onlySigns;
    }

    void reset() {
        asterisks.reset();
        underscores.reset();
        previous = 0;
        seen = false;
        onlySigns = true;
        backticks = 0;
        backtickRun = 0;
        fence = false;
        struck = false;
        link = Link.NONE;
    }
}
