package dev.parley.realtime.livekit.data;

/** LiveKit's names of topics and attributes. */
final class Topics {
    static final String CHAT = "lk.chat";
    static final String TRANSCRIPTION = "lk.transcription";
    static final String PRE_CONNECT_AUDIO = "lk.agent.pre-connect-audio-buffer";

    static final String SEGMENT_ID = "lk.segment_id";
    static final String TRANSCRIPTION_FINAL = "lk.transcription_final";
    static final String TRANSCRIBED_TRACK_ID = "lk.transcribed_track_id";

    static final String TRACK_ID = "trackId";
    static final String SAMPLE_RATE = "sampleRate";
    static final String CHANNELS = "channels";

    private Topics() {}
}
