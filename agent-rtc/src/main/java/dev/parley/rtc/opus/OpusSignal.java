package dev.parley.rtc.opus;

/** What an encoder takes its sound for, and so which of Opus' two layers it prefers (RFC 6716 §2.1). */
public enum OpusSignal {
    /** A voice, encoded by how voices are made (SILK): sounds best for its bits, and only there is in-band FEC. */
    VOICE,
    /** Any sound, encoded as the waveform that it is (CELT) from some 18 kbit/s on: wants more bits and a third of the time. */
    MUSIC
}
