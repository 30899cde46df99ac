package dev.parley.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;

/**
 * A stretch of audio: PCM16 little-endian, any length, immutable.
 *
 * <p>A frame is shared between threads without copying: nobody writes to its bytes once it exists.
 */
public final class AudioFrame {
    private final byte[] pcm;
    private final int offset;
    private final int length;
    private final AudioFormat format;

    private AudioFrame(byte[] pcm, int offset, int length, AudioFormat format) {
        if (length % format.bytesPerSample() != 0) {
            throw new IllegalArgumentException("audio bytes: " + length + " (expected: a multiple of "
                    + format.bytesPerSample() + ", the size of one PCM16 sample of " + format.channels()
                    + " channel(s))");
        }
        this.pcm = pcm;
        this.offset = offset;
        this.length = length;
        this.format = format;
    }

    /** A frame of a copy of these bytes. Fails if they are not a whole number of samples. */
    public static AudioFrame copyOf(byte[] pcm, AudioFormat format) {
        return new AudioFrame(pcm.clone(), 0, pcm.length, format);
    }

    /** A frame over these very bytes: the caller gives them away and must not write to them again. */
    public static AudioFrame wrap(byte[] pcm, AudioFormat format) {
        return new AudioFrame(pcm, 0, pcm.length, format);
    }

    /** A frame of these samples, interleaved if there are two channels. */
    public static AudioFrame ofSamples(short[] samples, AudioFormat format) {
        byte[] pcm = new byte[samples.length * 2];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples);
        return new AudioFrame(pcm, 0, pcm.length, format);
    }

    /** Digital silence of the given length. */
    public static AudioFrame silence(Duration time, AudioFormat format) {
        byte[] pcm = new byte[format.bytesFor(time)];
        return new AudioFrame(pcm, 0, pcm.length, format);
    }

    public AudioFormat format() {
        return format;
    }

    /** Number of samples per channel. */
    public int samples() {
        return length / format.bytesPerSample();
    }

    /** Size of the audio in bytes. */
    public int byteCount() {
        return length;
    }

    public Duration duration() {
        return format.durationOf(samples());
    }

    /** The sample at this place of the interleaved audio, from 0. */
    public short sample(int index) {
        int at = offset + 2 * java.util.Objects.checkIndex(index, length / 2);
        return (short) ((pcm[at] & 0xff) | (pcm[at + 1] << 8));
    }

    /** The part from one sample (inclusive) to another (exclusive), sharing this frame's bytes. */
    public AudioFrame slice(int fromSample, int toSample) {
        java.util.Objects.checkFromToIndex(fromSample, toSample, samples());
        int size = format.bytesPerSample();
        return new AudioFrame(pcm, offset + fromSample * size, (toSample - fromSample) * size, format);
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        byte[] copy = new byte[length];
        copyTo(copy, 0);
        return copy;
    }

    /** Copies all bytes into the target, starting at the given place of it. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(pcm, offset, target, at, length);
    }

    /** Copies a stretch of the bytes into the target, starting at the given place of it. */
    public void copyTo(int fromByte, int count, byte[] target, int at) {
        Objects.checkFromIndexSize(fromByte, count, length);
        System.arraycopy(pcm, offset + fromByte, target, at, count);
    }

    /** Copies samples of the interleaved audio, from that one on (from 0), into the target, starting at the given place of it. */
    public void copySamples(int fromSample, int count, short[] target, int at) {
        Objects.checkFromIndexSize(fromSample, count, length / 2);
        ByteBuffer.wrap(pcm, offset + 2 * fromSample, 2 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(target, at, count);
    }

    /** A read-only little-endian view of the bytes; nothing is copied. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(pcm, offset, length).slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return "AudioFrame[" + duration().toMillis() + " ms, " + format.sampleRate() + " Hz, " + format.channels()
                + " ch]";
    }
}
