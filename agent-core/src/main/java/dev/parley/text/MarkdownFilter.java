package dev.parley.text;

import static java.util.regex.Pattern.UNICODE_CHARACTER_CLASS;

import java.util.regex.Pattern;

/**
 * See {@link TextTransforms#filterMarkdown}. The rules are those of LiveKit Agents' {@code filter_markdown}.
 *
 * <p>Design notes. A line is taken apart at white space and punctuation, at the latest at its end; a part is given when no
 * sign in it can belong to one that is still to come, which {@link MarkdownMarks} tells a character at a time. The patterns
 * then see each character once. A part that is not decided after {@value #LONGEST} characters is given as if it were, so a
 * sign that is never closed holds back no more than that.
 */
final class MarkdownFilter implements TextFilter {
    private static final int LONGEST = 500;

    /** Where a part may end; not at an exclamation mark, which may begin an image. */
    private static final String BREAKS = " ,.?;，。？！；\t";

    /** A word's character, but not of the scripts that put no space around an emphasis. */
    private static final String WITHIN_WORD = "[\\w&&[^\\u0e00-\\u0e7f\\u1100-\\u11ff\\u3040-\\u30ff\\u3130-\\u318f"
            + "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9d]]";

    private static final Pattern RULE =
            Pattern.compile("^ {0,3}(?:(?:-[ \\t]*){3,}+|(?:\\*[ \\t]*){3,}+|(?:_[ \\t]*){3,}+)$");
    private static final Pattern HEADER = Pattern.compile("^#{1,6}\\s+");
    private static final Pattern LIST = Pattern.compile("^\\s*[-+*]\\s+");
    private static final Pattern QUOTE = Pattern.compile("^\\s*>\\s+");

    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final Pattern ASTERISKS = Pattern.compile(
            "(?<!" + WITHIN_WORD + ")(?<!\\*)(\\*{1,3})(?!\\s)([^*\\n]+?)(?<!\\s)\\1(?!" + WITHIN_WORD + ")(?!\\*)",
            UNICODE_CHARACTER_CLASS);
    private static final Pattern UNDERSCORES =
            Pattern.compile("(?<!\\w)(_{1,3})(?!\\s)([^_\\n]+?)(?<!\\s)\\1(?!\\w)", UNICODE_CHARACTER_CLASS);
    private static final Pattern FENCE = Pattern.compile("`{3,4}\\S*");
    private static final Pattern CODE = Pattern.compile("`([^`]+?)`");
    private static final Pattern STRUCK = Pattern.compile("~~(?!\\s)[^~]*?(?<!\\s)~~");

    private final StringBuilder part = new StringBuilder();
    private final MarkdownMarks marks = new MarkdownMarks();
    private boolean lineBegins = true;

    @Override
    public String accept(String piece) {
        StringBuilder out = new StringBuilder(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            take(piece.charAt(i), out);
        }
        return out.toString();
    }

    private void take(char c, StringBuilder out) {
        if (c == '\n') {
            give(true, out);
            out.append('\n');
            lineBegins = true;
            return;
        }
        marks.take(c);
        part.append(c);
        boolean breaks = BREAKS.indexOf(c) >= 0;
        if (breaks && !marks.open() && !(lineBegins && marks.onlySigns())) {
            give(false, out);
        } else if (part.length() >= (breaks ? LONGEST : 2 * LONGEST)) {
            give(false, out);
        }
    }

    @Override
    public String flush() {
        StringBuilder out = new StringBuilder(part.length());
        give(true, out);
        lineBegins = true;
        return out.toString();
    }

    @Override
    public boolean holdsBack() {
        return !part.isEmpty();
    }

    private void give(boolean wholeLine, StringBuilder out) {
        out.append(filtered(part.toString(), wholeLine));
        part.setLength(0);
        marks.reset();
        lineBegins = false;
    }

    private String filtered(String text, boolean wholeLine) {
        String kept = text;
        if (lineBegins) {
            kept = wholeLine ? RULE.matcher(kept).replaceFirst("") : kept;
            kept = HEADER.matcher(kept).replaceFirst("");
            kept = LIST.matcher(kept).replaceFirst("");
            kept = QUOTE.matcher(kept).replaceFirst("");
        }
        return marks.seen() ? withoutSigns(kept) : kept;
    }

    /** Emphasis goes before code and struck text, which would otherwise leave its signs behind; asterisks once more within underscores. */
    private static String withoutSigns(String text) {
        String kept = LINK.matcher(text).replaceAll("$1");
        kept = ASTERISKS.matcher(kept).replaceAll("$2");
        kept = UNDERSCORES.matcher(kept).replaceAll("$2");
        kept = ASTERISKS.matcher(kept).replaceAll("$2");
        kept = FENCE.matcher(kept).replaceAll("");
        kept = CODE.matcher(kept).replaceAll("$1");
        return STRUCK.matcher(kept).replaceAll("");
    }
}
