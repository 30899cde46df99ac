package dev.parley.text;

/** See {@link TextTransforms#filterEmoji}. Holds back half a surrogate pair at most. */
final class EmojiFilter implements TextFilter {
    private char half;

    @Override
    public String accept(String piece) {
        StringBuilder kept = new StringBuilder(piece.length() + 1);
        for (int i = 0; i < piece.length(); i++) {
            take(piece.charAt(i), kept);
        }
        return kept.length() == piece.length() ? piece : kept.toString();
    }

    private void take(char c, StringBuilder kept) {
        if (half != 0) {
            char high = half;
            half = 0;
            if (Character.isLowSurrogate(c)) {
                if (!isEmoji(Character.toCodePoint(high, c))) {
                    kept.append(high).append(c);
                }
                return;
            }
            kept.append(high);
        }
        if (Character.isHighSurrogate(c)) {
            half = c;
        } else if (!isEmoji(c)) {
            kept.append(c);
        }
    }

    /** Blocks of pictures, and what joins and varies them. */
    private static boolean isEmoji(int c) {
        return (c >= 0x1f000 && c <= 0x1fbff)
                || (c >= 0x2600 && c <= 0x27bf)
                || (c >= 0x2b00 && c <= 0x2bff)
                || (c >= 0xfe00 && c <= 0xfe0f)
                || c == 0x200d
                || c == 0x20e3;
    }

    @Override
    public String flush() {
        String rest = half == 0 ? "" : String.valueOf(half);
        half = 0;
        return rest;
    }

    @Override
    public boolean holdsBack() {
        return half != 0;
    }
}
