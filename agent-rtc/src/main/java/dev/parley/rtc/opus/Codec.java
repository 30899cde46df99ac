package dev.parley.rtc.opus;

/** An implementation of Opus, before anybody has checked that it works. */
interface Codec {
    /** Name and version. */
    String name();

    /** A new encoder; fails with an {@link IllegalStateException} if the codec can't. */
    OpusEncoder encoder(OpusEncoderSettings settings);

    /** A new decoder; fails with an {@link IllegalStateException} if the codec can't. */
    OpusDecoder decoder();
}
