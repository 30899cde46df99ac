package dev.parley.realtime.openai.settings;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.G711;

/** How audio travels on the wire, always in one channel. */
@SuppressWarnings("ImmutableEnumChecker") // a format is a record of numbers
public enum AudioCodec {
    /** 16 bits, little endian, 24 kHz: 48 bytes a millisecond. */
    PCM("audio/pcm", "pcm16", AudioFormat.REALTIME, 48),
    /** G.711 µ-law, 8 kHz: 8 bytes a millisecond. */
    PCMU("audio/pcmu", "g711_ulaw", AudioFormat.TELEPHONE, 8),
    /** G.711 A-law, 8 kHz: 8 bytes a millisecond. */
    PCMA("audio/pcma", "g711_alaw", AudioFormat.TELEPHONE, 8);

    private final String mediaType;
    private final String betaName;
    private final AudioFormat format;
    private final int bytesPerMillisecond;

    AudioCodec(String mediaType, String betaName, AudioFormat format, int bytesPerMillisecond) {
        this.mediaType = mediaType;
        this.betaName = betaName;
        this.format = format;
        this.bytesPerMillisecond = bytesPerMillisecond;
    }

    public String mediaType() {
        return mediaType;
    }

    public String betaName() {
        return betaName;
    }

    /** The linear audio that it stands for. */
    public AudioFormat format() {
        return format;
    }

    public int bytesPerMillisecond() {
        return bytesPerMillisecond;
    }

    /** How many bytes a frame of {@link #format} takes. */
    public int bytesOf(AudioFrame frame) {
        return this == PCM ? frame.byteCount() : frame.samples();
    }

    /** Writes a frame of {@link #format} into the target, from the given place on. */
    public void encode(AudioFrame frame, byte[] target, int at) {
        switch (this) {
            case PCM -> frame.copyTo(target, at);
            case PCMU -> G711.MU_LAW.encode(frame, target, at);
            case PCMA -> G711.A_LAW.encode(frame, target, at);
        }
    }

    /** The frame of these bytes, which are given away; a whole number of samples. */
    public AudioFrame decode(byte[] bytes) {
        return switch (this) {
            case PCM -> AudioFrame.wrap(bytes, format);
            case PCMU -> G711.MU_LAW.decode(bytes);
            case PCMA -> G711.A_LAW.decode(bytes);
        };
    }
}
