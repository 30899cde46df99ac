package dev.parley.rtc.opus;

import java.util.Optional;

/** One implementation of Opus. Thread-safe; what it makes is not. */
public interface OpusCodec {
    /** Name and version of the implementation, for logs. */
    String name();

    OpusEncoder encoder(OpusSettings settings);

    OpusDecoder decoder();

    /** Concentus, a port of libopus to Java: always there. */
    static OpusCodec pureJava() {
        return ConcentusCodec.INSTANCE;
    }

    /** The system's libopus, about half the CPU; empty if it isn't installed or does not work. Probed once. */
    static Optional<OpusCodec> system() {
        return NativeOpusCodec.probed();
    }
}
