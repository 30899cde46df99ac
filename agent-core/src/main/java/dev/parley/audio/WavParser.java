package dev.parley.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes one WAV file apart, believing nothing that the bytes don't bear out.
 *
 * <p>Layout: Microsoft's Multimedia Programming Interface 1.0 (RIFF WAVE), and WAVE_FORMAT_EXTENSIBLE.
 */
final class WavParser {
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int EXTENSIBLE = 0xfffe;
    private static final int EXTENSIBLE_BYTES = 40;
    private static final int SUBFORMAT_AT = 24;
    private static final String WRITE_AGAIN = "write the file again as PCM16, e.g. sox in.wav -b 16 out.wav";

    private final byte[] file;
    private final ByteBuffer in;

    WavParser(byte[] file) {
        this.file = file;
        this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    AudioFrame parse() throws WavFormatException {
        int end = riffEnd();
        Optional<Shape> shape = Optional.empty();
        Optional<AudioFrame> audio = Optional.empty();
        for (int at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= end; ) {
            String id = name(at);
            int body = at + CHUNK_HEADER_BYTES;
            int size = chunkSize(id, at, end);
            if (id.equals("fmt ")) {
                shape = Optional.of(only(shape.isEmpty(), id, shape(body, size)));
            } else if (id.equals("data")) {
                Shape known = shape.orElseThrow(
                        () -> new WavFormatException("WAV chunk: data (expected: a 'fmt ' chunk before it, which says"
                                + " how to read it); " + WRITE_AGAIN));
                audio = Optional.of(only(audio.isEmpty(), id, audio(known, body, size)));
            }
            at = body + size + (size & 1);
        }
        return audio.orElseThrow(() -> new WavFormatException("WAV file: " + file.length
                + " bytes without audio (expected: a 'fmt ' and a 'data' chunk); " + WRITE_AGAIN));
    }

    private int riffEnd() throws WavFormatException {
        if (file.length < RIFF_HEADER_BYTES) {
            throw new WavFormatException("WAV file: " + file.length + " bytes (expected: at least " + RIFF_HEADER_BYTES
                    + ", the RIFF header); check that the upload is complete");
        }
        if (!name(0).equals("RIFF") || !name(8).equals("WAVE")) {
            throw new WavFormatException("WAV header: '" + printable(name(0)) + "' and '" + printable(name(8))
                    + "' (expected: 'RIFF' and 'WAVE'); " + WRITE_AGAIN);
        }
        long size = Integer.toUnsignedLong(in.getInt(4));
        if (size < 4 || size > file.length - 8) {
            throw new WavFormatException("WAV header: RIFF size " + size + " (expected: 4 to " + (file.length - 8)
                    + ", what follows in the file); the file is cut short or was written to a pipe: " + WRITE_AGAIN);
        }
        return (int) size + 8;
    }

    private int chunkSize(String id, int at, int end) throws WavFormatException {
        long size = Integer.toUnsignedLong(in.getInt(at + 4));
        int rest = end - at - CHUNK_HEADER_BYTES;
        if (size > rest) {
            throw new WavFormatException("WAV chunk '" + printable(id) + "': size " + size + " (expected: at most "
                    + rest + ", what is left of the file); the file is cut short or was written to a pipe: "
                    + WRITE_AGAIN);
        }
        return (int) size;
    }

    private static <T> T only(boolean first, String id, T value) throws WavFormatException {
        if (!first) {
            throw new WavFormatException("WAV chunk '" + id + "': a second one (expected: one); " + WRITE_AGAIN);
        }
        return value;
    }

    private Shape shape(int at, int size) throws WavFormatException {
        require(size >= 16, "size of its 'fmt ' chunk", size, "at least 16");
        int tag = unsigned(at);
        if (tag == EXTENSIBLE) {
            require(size >= EXTENSIBLE_BYTES, "size of its extensible 'fmt ' chunk", size, "at least 40");
            tag = unsigned(at + SUBFORMAT_AT);
        }
        int channels = unsigned(at + 2);
        long rate = Integer.toUnsignedLong(in.getInt(at + 4));
        int bits = unsigned(at + 14);
        Coding coding = Coding.of(tag, bits);
        int align = channels * bits / 8;
        require(channels == 1 || channels == 2, "channels", channels, "1 or 2");
        require(rate >= 8_000 && rate <= 48_000, "sample rate", rate, "8000 to 48000");
        require(unsigned(at + 12) == align, "block align", unsigned(at + 12), align + ", channels times bytes each");
        long bytesPerSecond = Integer.toUnsignedLong(in.getInt(at + 8));
        require(bytesPerSecond == rate * align, "bytes per second", bytesPerSecond, String.valueOf(rate * align));
        return new Shape(new AudioFormat((int) rate, channels), coding, align);
    }

    private AudioFrame audio(Shape shape, int at, int size) throws WavFormatException {
        require(size % shape.blockAlign == 0, "size of its 'data' chunk", size, "a multiple of " + shape.blockAlign);
        return switch (shape.coding) {
            case PCM16 -> AudioFrame.wrap(Arrays.copyOfRange(file, at, at + size), shape.format);
            case MU_LAW -> G711.MU_LAW.decode(file, at, size, shape.format);
            case A_LAW -> G711.A_LAW.decode(file, at, size, shape.format);
            case PCM8 -> eightBits(shape.format, at, size);
            case PCM24 -> twentyFourBits(shape.format, at, size);
        };
    }

    private AudioFrame eightBits(AudioFormat format, int at, int size) {
        byte[] pcm = new byte[Math.multiplyExact(size, 2)];
        for (int i = 0; i < size; i++) {
            pcm[2 * i + 1] = (byte) (file[at + i] - 128);
        }
        return AudioFrame.wrap(pcm, format);
    }

    private AudioFrame twentyFourBits(AudioFormat format, int at, int size) {
        byte[] pcm = new byte[size / 3 * 2];
        for (int i = 0; i < size / 3; i++) {
            pcm[2 * i] = file[at + 3 * i + 1];
            pcm[2 * i + 1] = file[at + 3 * i + 2];
        }
        return AudioFrame.wrap(pcm, format);
    }

    private static void require(boolean holds, String what, long value, String rule) throws WavFormatException {
        if (!holds) {
            throw new WavFormatException(
                    "WAV file: " + what + " is " + value + " (expected: " + rule + "); " + WRITE_AGAIN);
        }
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(in.getShort(at));
    }

    private String name(int at) {
        return new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static String printable(String name) {
        return name.replaceAll("[^ -~]", "?");
    }

    private enum Coding {
        PCM8,
        PCM16,
        PCM24,
        A_LAW,
        MU_LAW;

        static Coding of(int tag, int bits) throws WavFormatException {
            return switch (tag << 16 | bits) {
                case 1 << 16 | 8 -> PCM8;
                case 1 << 16 | 16 -> PCM16;
                case 1 << 16 | 24 -> PCM24;
                case 6 << 16 | 8 -> A_LAW;
                case 7 << 16 | 8 -> MU_LAW;
                default ->
                    throw new WavFormatException("WAV file: format " + tag + " of " + bits + " bits (expected: 1 (PCM)"
                            + " of 8, 16 or 24 bits, 6 (A-law) or 7 (µ-law) of 8 bits); " + WRITE_AGAIN);
            };
        }
    }

    private record Shape(AudioFormat format, Coding coding, int blockAlign) {}
}
