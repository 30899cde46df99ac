package dev.parley.testkit.realtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.G711;

/** The audio formats of the wire. */
enum AudioCodec {
    /** Signed 16-bit little-endian, 24 kHz. */
    PCM(24_000, 48) {
        @Override
        AudioFrame decode(byte[] bytes) {
            return AudioFrame.wrap(bytes, AudioFormat.REALTIME);
        }

        @Override
        byte[] encode(AudioFrame frame) {
            return frame.toByteArray();
        }
    },
    PCMU(8_000, 8) {
        @Override
        AudioFrame decode(byte[] bytes) {
            return G711.MU_LAW.decode(bytes);
        }

        @Override
        byte[] encode(AudioFrame frame) {
            return G711.MU_LAW.encode(frame);
        }
    },
    PCMA(8_000, 8) {
        @Override
        AudioFrame decode(byte[] bytes) {
            return G711.A_LAW.decode(bytes);
        }

        @Override
        byte[] encode(AudioFrame frame) {
            return G711.A_LAW.encode(frame);
        }
    };

    private final int sampleRate;
    private final int bytesPerMilli;

    AudioCodec(int sampleRate, int bytesPerMilli) {
        this.sampleRate = sampleRate;
        this.bytesPerMilli = bytesPerMilli;
    }

    /** The codec of a session's {@code format} object, which has been checked. */
    static AudioCodec of(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "audio/pcmu" -> PCMU;
            case "audio/pcma" -> PCMA;
            default -> PCM;
        };
    }

    /** Shape of the linear audio that is encoded. */
    AudioFormat format() {
        return new AudioFormat(sampleRate, 1);
    }

    int bytesPerMilli() {
        return bytesPerMilli;
    }

    /** A whole number of samples from 1 up, so that bytes can be cut there. */
    int bytesPerSample() {
        return this == PCM ? 2 : 1;
    }

    abstract AudioFrame decode(byte[] bytes);

    /** Encodes audio of this codec's format. */
    abstract byte[] encode(AudioFrame frame);
}
