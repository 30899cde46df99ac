package dev.parley.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * WAV files in and out, whole and in memory.
 *
 * <p>Reads PCM of 8, 16 and 24 bits and G.711, with one or two channels, 8 to 48 kHz; the result is always PCM16. A
 * header that claims what the bytes don't hold is refused, never guessed at. Reading takes no more memory than the
 * input's size, and as much again for the audio (twice that for 8-bit samples). Writes PCM16. Thread-safe.
 */
public final class Wav {
    /** The largest file that is read unless another limit is given: 64 MiB, half an hour at 16 kHz. */
    public static final int MAX_BYTES = 64 << 20;

    private static final int HEADER_BYTES = 44;

    private Wav() {}

    /**
     * The audio of a WAV file in memory.
     *
     * @throws WavFormatException if the bytes are no WAV file, or one of another kind
     */
    public static AudioFrame read(byte[] file) throws WavFormatException {
        return new WavParser(file).parse();
    }

    /**
     * The audio of a WAV file of at most {@link #MAX_BYTES}; blocks while it reads.
     *
     * @throws WavFormatException if the file is too large, no WAV file, or one of another kind
     */
    public static AudioFrame read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, MAX_BYTES);
        }
    }

    /**
     * The audio of a WAV file that is the whole of this stream; blocks while it reads, and leaves the stream open.
     *
     * @throws WavFormatException if there is more than the given number of bytes, or they are no WAV file
     */
    public static AudioFrame read(InputStream in, int maxBytes) throws IOException {
        byte[] file = in.readNBytes(maxBytes);
        if (file.length == maxBytes && in.read() >= 0) {
            throw new WavFormatException("WAV file: more than " + maxBytes + " bytes (expected: at most " + maxBytes
                    + "); split the recording, or lower its sample rate");
        }
        return read(file);
    }

    /** A complete WAV file of the frame's audio. */
    public static byte[] toBytes(AudioFrame audio) {
        byte[] file = new byte[Math.addExact(HEADER_BYTES, audio.byteCount())];
        AudioFormat format = audio.format();
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(file.length - 8)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) format.channels())
                .putInt(format.sampleRate())
                .putInt(format.sampleRate() * format.bytesPerSample())
                .putShort((short) format.bytesPerSample())
                .putShort((short) 16)
                .put(ascii("data"))
                .putInt(audio.byteCount());
        audio.copyTo(file, HEADER_BYTES);
        return file;
    }

    /** Writes the frame's audio as a WAV file, replacing what is there; blocks while it writes. */
    public static void write(AudioFrame audio, Path file) throws IOException {
        Files.write(file, toBytes(audio));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
