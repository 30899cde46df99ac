package dev.parley.rtc.opus;

/** What an encoder takes its sound for, and so which of Opus' two layers it prefers (RFC 6716 §2). */
public enum OpusSignal {
    /** A voice, encoded by how voices are made (SILK, with CELT above 8 kHz): sounds best for its bits, and only there is FEC. */
    VOICE,
    /**
     * Any sound, encoded as the waveform that it is (CELT) from some 18 kbit/s on: wants more bits and less than half of the time. Not
     * if FEC is wanted for more than 8 % loss.
     */
    MUSIC
}
