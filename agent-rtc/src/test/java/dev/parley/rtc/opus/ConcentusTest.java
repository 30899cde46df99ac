package dev.parley.rtc.opus;

class ConcentusTest extends OpusSuite {
    private static final Opus OPUS = Opus.load(OpusPreference.CONCENTUS);

    @Override
    Opus opus() {
        return OPUS;
    }
}
