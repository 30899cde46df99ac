package dev.parley.rtc.opus;

/** Audio bandwidth of a packet (RFC 6716 §2, table 1). */
public enum OpusBandwidth {
    /** 4 kHz. */
    NARROWBAND,
    /** 6 kHz. */
    MEDIUMBAND,
    /** 8 kHz. */
    WIDEBAND,
    /** 12 kHz. */
    SUPER_WIDEBAND,
    /** 20 kHz. */
    FULLBAND
}
