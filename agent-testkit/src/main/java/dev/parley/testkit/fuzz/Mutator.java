package dev.parley.testkit.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes an input of real messages: a few changes of the kinds that break parsers. The same by the same random numbers. */
public final class Mutator {
    private static final int MOST_CHANGES = 6;
    private static final int LONGEST = 4096;
    private static final int[] INTERESTING = {0, 1, 3, 4, 7, 8, 0x7F, 0x80, 0xFE, 0xFF};
    private static final int[] INTERESTING_WIDE = {0, 1, 3, 4, 5, 8, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFC, 0xFFFE, 0xFFFF
    };

    private final List<byte[]> corpus;
    private final SplittableRandom random;

    /** @param corpus not copied: it may change between inputs, but is never empty */
    public Mutator(List<byte[]> corpus, SplittableRandom random) {
        this.corpus = corpus;
        this.random = random;
    }

    /** A new input of its own. */
    public byte[] next() {
        byte[] input = any().clone();
        int changes = random.nextInt(MOST_CHANGES + 1);
        for (int i = 0; i < changes; i++) {
            input = change(input);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] change(byte[] input) {
        if (input.length == 0) {
            return noise(random.nextInt(1, 64));
        }
        return switch (random.nextInt(12)) {
            case 0, 1 -> flipped(input);
            case 2, 3 -> overwritten(input, INTERESTING[random.nextInt(INTERESTING.length)]);
            case 4 -> overwritten(input, random.nextInt(256));
            case 5, 6 -> lengthened(input);
            case 7 -> Arrays.copyOf(input, random.nextInt(input.length));
            case 8 -> joined(input, input.length, noise(random.nextInt(1, 64)), input.length);
            case 9 -> repeated(input);
            case 10 -> without(input);
            default -> spliced(input);
        };
    }

    private byte[] flipped(byte[] input) {
        input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        return input;
    }

    private byte[] overwritten(byte[] input, int value) {
        input[random.nextInt(input.length)] = (byte) value;
        return input;
    }

    /** Writes where a 16-bit length may stand: an edge, the input's own length, or what stood there and a little more or less. */
    private byte[] lengthened(byte[] input) {
        if (input.length < 2) {
            return input;
        }
        int at = random.nextInt(input.length - 1);
        int before = ((input[at] & 0xFF) << 8) | (input[at + 1] & 0xFF);
        int value = switch (random.nextInt(3)) {
            case 0 -> INTERESTING_WIDE[random.nextInt(INTERESTING_WIDE.length)];
            case 1 -> input.length - at + random.nextInt(-4, 5);
            default -> before + random.nextInt(-8, 9);
        };
        input[at] = (byte) (value >>> 8);
        input[at + 1] = (byte) value;
        return input;
    }

    /** A part of it many times over. */
    private byte[] repeated(byte[] input) {
        int from = random.nextInt(input.length);
        int length = random.nextInt(1, Math.min(64, input.length - from) + 1);
        byte[] part = Arrays.copyOfRange(input, from, from + length);
        byte[] result = input;
        for (int times = random.nextInt(1, 40); times > 0 && result.length < LONGEST; times--) {
            result = joined(result, from, part, from);
        }
        return result;
    }

    private byte[] without(byte[] input) {
        int head = random.nextInt(input.length);
        int tail = random.nextInt(head, input.length) + 1;
        return joined(input, head, new byte[0], tail);
    }

    /** The beginning of this and the end of another. */
    private byte[] spliced(byte[] input) {
        byte[] other = any();
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(input, random.nextInt(input.length), Arrays.copyOfRange(other, from, other.length), input.length);
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** The input up to one place, the middle, the input from another place on. */
    private static byte[] joined(byte[] input, int head, byte[] middle, int tail) {
        byte[] result = Arrays.copyOf(input, head + middle.length + input.length - tail);
        System.arraycopy(middle, 0, result, head, middle.length);
        System.arraycopy(input, tail, result, head + middle.length, input.length - tail);
        return result;
    }
}
