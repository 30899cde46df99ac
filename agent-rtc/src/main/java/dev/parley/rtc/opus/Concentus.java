package dev.parley.rtc.opus;

/** Opus in pure Java. */
final class Concentus implements Codec {
    @Override
    public String name() {
        return "concentus, pure Java";
    }

    @Override
    public OpusEncoder encoder(OpusEncoderSettings settings) {
        return new ConcentusEncoder(settings);
    }

    @Override
    public OpusDecoder decoder() {
        return new ConcentusDecoder();
    }
}
