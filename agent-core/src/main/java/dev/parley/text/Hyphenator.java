package dev.parley.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parts words where they may be hyphenated, which is a good guess at their syllables. Liang's algorithm with TeX's patterns
 * for English, as in LiveKit Agents. Immutable.
 */
public final class Hyphenator {
    private static final String ENGLISH = "hyphenation-en.txt";

    /** Words that are longer are no words; they are left in one piece. */
    private static final int LONGEST = 64;

    private static final int SHORTEST = 5;

    private final Node root = new Node();
    private final Map<String, byte[]> exceptions = new HashMap<>();

    /** A letter's place in the tree of patterns; with the points of the pattern that ends here. */
    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>(4);
        private byte @Nullable [] points;
    }

    /** Loaded with the first use. */
    private static final class English {
        private static final Hyphenator INSTANCE = new Hyphenator(ENGLISH);
    }

    /** The patterns for English. */
    public static Hyphenator english() {
        return English.INSTANCE;
    }

    private Hyphenator(String resource) {
        try (InputStream patterns = Hyphenator.class.getResourceAsStream(resource)) {
            if (patterns == null) {
                throw new IllegalStateException("hyphenation: " + resource + " (expected: beside its class)");
            }
            read(new BufferedReader(new InputStreamReader(patterns, StandardCharsets.US_ASCII)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("hyphenation: " + resource + " can't be read", unreadable);
        }
    }

    private void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("- ")) {
                List.of(line.substring(2).split(" ", -1)).forEach(this::addException);
            } else {
                List.of(line.split(" ", -1)).forEach(this::addPattern);
            }
        }
    }

    /** {@code a1bc3d4} is the letters abcd with the points 0 1 0 3 4 between them. */
    private void addPattern(String pattern) {
        Node node = root;
        byte[] points = new byte[pattern.length() + 1];
        int letters = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c >= '0' && c <= '9') {
                points[letters] = (byte) (c - '0');
            } else {
                node = node.next.computeIfAbsent(c, letter -> new Node());
                letters++;
            }
        }
        node.points = java.util.Arrays.copyOf(points, letters + 1);
    }

    private void addException(String hyphenated) {
        byte[] points = new byte[hyphenated.length() + 2];
        int letters = 0;
        for (int i = 0; i < hyphenated.length(); i++) {
            if (hyphenated.charAt(i) == '-') {
                points[letters + 1] = 1;
            } else {
                letters++;
            }
        }
        exceptions.put(hyphenated.replace("-", ""), points);
    }

    /** The word in its parts; a short one is its only part. */
    public List<String> hyphenate(String word) {
        if (word.length() < SHORTEST || word.length() > LONGEST) {
            return List.of(word);
        }
        byte[] points = pointsOf(word.toLowerCase(Locale.ROOT));
        List<String> parts = new ArrayList<>(4);
        int from = 0;
        for (int i = 0; i < word.length() - 1; i++) {
            if (points[i + 2] % 2 == 1) {
                parts.add(word.substring(from, i + 1));
                from = i + 1;
            }
        }
        parts.add(word.substring(from));
        return List.copyOf(parts);
    }

    /** How many parts {@link #hyphenate} gives. */
    public int count(String word) {
        if (word.length() < SHORTEST || word.length() > LONGEST) {
            return 1;
        }
        byte[] points = pointsOf(word.toLowerCase(Locale.ROOT));
        int parts = 1;
        for (int i = 0; i < word.length() - 1; i++) {
            parts += points[i + 2] % 2;
        }
        return parts;
    }

    /** At index i + 2: whether the word may be parted behind its character i. */
    private byte[] pointsOf(String word) {
        byte[] known = exceptions.get(word);
        if (known != null) {
            return known;
        }
        String framed = "." + word + ".";
        byte[] points = new byte[framed.length() + 2];
        for (int i = 0; i < framed.length(); i++) {
            raise(points, framed, i);
        }
        points[1] = 0;
        points[2] = 0;
        points[framed.length() - 1] = 0;
        points[framed.length() - 2] = 0;
        return points;
    }

    private void raise(byte[] points, String framed, int from) {
        Node node = root;
        for (int i = from; i < framed.length(); i++) {
            node = node.next.get(framed.charAt(i));
            if (node == null) {
                return;
            }
            byte[] raised = node.points;
            if (raised != null) {
                for (int j = 0; j < raised.length; j++) {
                    points[from + j] = (byte) Math.max(points[from + j], raised[j]);
                }
            }
        }
    }
}
