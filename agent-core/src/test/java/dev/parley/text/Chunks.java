package dev.parley.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A text in the pieces in which it may come. */
final class Chunks {
    private Chunks() {}

    static List<String> ofSize(String text, int size) {
        List<String> chunks = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            chunks.add(text.substring(at, Math.min(text.length(), at + size)));
        }
        return chunks;
    }

    /** Pieces of 1 to 50 characters, by chance. */
    static List<String> byChance(String text, Random chance) {
        List<String> chunks = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + chance.nextInt(50));
            chunks.add(text.substring(at, end));
            at = end;
        }
        return chunks;
    }

    static String through(TextTransform transform, List<String> chunks) {
        TextFilter filter = transform.open();
        StringBuilder out = new StringBuilder();
        chunks.forEach(chunk -> out.append(filter.accept(chunk)));
        return out.append(filter.flush()).toString();
    }
}
