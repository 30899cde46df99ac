package dev.parley.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * See {@link TextTransforms#replace}. Holds back what may still become a key, so at most the longest key's length; each
 * character is looked at that often at most.
 */
final class ReplaceFilter implements TextFilter {
    private final Keys keys;
    private final StringBuilder pending = new StringBuilder();

    /** The keys as a tree of their characters. Immutable. */
    static final class Keys {
        private final Node root = new Node();
        private final boolean anyCase;

        Keys(Map<String, String> replacements, boolean anyCase) {
            this.anyCase = anyCase;
            replacements.forEach(this::add);
        }

        private void add(String key, String value) {
            if (key.isEmpty()) {
                throw new IllegalArgumentException("replacement: an empty key for [" + value + "] (expected: a text)");
            }
            Node node = root;
            for (int i = 0; i < key.length(); i++) {
                node = node.next.computeIfAbsent(folded(key.charAt(i)), c -> new Node());
            }
            node.value = value;
        }

        private char folded(char c) {
            return anyCase ? Character.toLowerCase(Character.toUpperCase(c)) : c;
        }
    }

    /** What may follow on the characters that led here, and what stands for them. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private @Nullable String value;
    }

    ReplaceFilter(Keys keys) {
        this.keys = keys;
    }

    @Override
    public String accept(String piece) {
        pending.append(piece);
        return release(false);
    }

    @Override
    public String flush() {
        return release(true);
    }

    @Override
    public boolean holdsBack() {
        return !pending.isEmpty();
    }

    /** Gives what is decided: up to where a key may still be under way, or all if nothing follows. */
    private String release(boolean last) {
        StringBuilder out = new StringBuilder(pending.length());
        int at = 0;
        while (at < pending.length()) {
            Node node = keys.root;
            String value = null;
            int end = at;
            int i = at;
            for (; i < pending.length(); i++) {
                node = node.next.get(keys.folded(pending.charAt(i)));
                if (node == null) {
                    break;
                }
                if (node.value != null) {
                    value = node.value;
                    end = i + 1;
                }
            }
            boolean undecided = node != null && !node.next.isEmpty();
            if (undecided && !last) {
                break;
            }
            out.append(value == null ? String.valueOf(pending.charAt(at)) : value);
            at = value == null ? at + 1 : end;
        }
        pending.delete(0, at);
        return out.toString();
    }
}
