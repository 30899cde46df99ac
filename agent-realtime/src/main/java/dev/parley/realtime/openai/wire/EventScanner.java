package dev.parley.realtime.openai.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the few top-level strings of an event that tell where its content goes, without making anything of the rest. One
 * scanner per thread: its findings last until the next {@link #scan}.
 *
 * <p>It checks as much of the grammar as it needs to find its way, no more: a text that it accepts may still be no JSON, which
 * a parser finds out where one is used. A text that it refuses is no JSON object.
 */
final class EventScanner {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    final Range eventId = new Range();
    final Range type = new Range();
    final Range responseId = new Range();
    final Range itemId = new Range();
    final Range delta = new Range();

    private byte[] text = {};
    private int at;
    private int end;
    private boolean escaped;

    /** Where a string's content stands, without its quotes. */
    static final class Range {
        int from;
        int to;
        boolean escaped;
        boolean present;

        int length() {
            return to - from;
        }

        private void set(int start, int stop, boolean withEscapes) {
            from = start;
            to = stop;
            escaped = withEscapes;
            present = true;
        }
    }

    /** Whether the text is an object as far as this looks. */
    boolean scan(byte[] bytes, int offset, int length) {
        text = bytes;
        at = offset;
        end = offset + length;
        eventId.present = false;
        type.present = false;
        responseId.present = false;
        itemId.present = false;
        delta.present = false;
        if (next() != '{') {
            return false;
        }
        if (next() == '}') {
            return onlySpaceLeft();
        }
        at--;
        return fields() && onlySpaceLeft();
    }

    private boolean fields() {
        while (true) {
            if (next() != '"') {
                return false;
            }
            int keyFrom = at;
            if (!string()) {
                return false;
            }
            int keyTo = at - 1;
            if (next() != ':' || !value(rangeOf(keyFrom, keyTo))) {
                return false;
            }
            int separator = next();
            if (separator == '}') {
                return true;
            }
            if (separator != ',') {
                return false;
            }
        }
    }

    private static final Range ELSEWHERE = new Range();

    private Range rangeOf(int from, int to) {
        return switch (to - from) {
            case 4 -> is(from, "type") ? type : ELSEWHERE;
            case 5 -> is(from, "delta") ? delta : ELSEWHERE;
            case 7 -> is(from, "item_id") ? itemId : ELSEWHERE;
            case 8 -> is(from, "event_id") ? eventId : ELSEWHERE;
            case 11 -> is(from, "response_id") ? responseId : ELSEWHERE;
            default -> ELSEWHERE;
        };
    }

    private boolean is(int from, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (text[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Goes past a value; tells where it stands if it is a string that is asked for. */
    @SuppressWarnings("ReferenceEquality") // this very range stands for all that nobody asks for
    private boolean value(Range asked) {
        int first = next();
        if (first == '"') {
            int from = at;
            if (!string()) {
                return false;
            }
            if (asked != ELSEWHERE) {
                asked.set(from, at - 1, escaped);
            }
            return true;
        }
        if (first == '{' || first == '[') {
            return nested();
        }
        return first > 0 && literal();
    }

    /** Goes past an object or array, the first bracket of which is past. */
    private boolean nested() {
        int depth = 1;
        while (depth > 0 && at < end) {
            byte b = text[at++];
            if (b == '"') {
                if (!string()) {
                    return false;
                }
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            }
        }
        return depth == 0;
    }

    private boolean literal() {
        while (at < end && text[at] != ',' && text[at] != '}') {
            at++;
        }
        return at < end;
    }

    /** Goes past a string, the first quote of which is past. */
    private boolean string() {
        escaped = false;
        for (int i = quoteOrBackslash(at); i < end; i = quoteOrBackslash(i + 2)) {
            if (text[i] == '"') {
                at = i + 1;
                return true;
            }
            escaped = true;
        }
        at = end;
        return false;
    }

    /** Where the next of both stands, or the end; nearly all that is read is audio without either, so eight bytes at a look. */
    private int quoteOrBackslash(int from) {
        byte[] bytes = text;
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            long found = zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The highest bit of each byte that is zero; above the lowest such byte others may be marked as well. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & (ONES << 7);
    }

    /** The next byte that is not white space, or -1. */
    private int next() {
        while (at < end) {
            byte b = text[at++];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b;
            }
        }
        return -1;
    }

    private boolean onlySpaceLeft() {
        return next() == -1;
    }
}
