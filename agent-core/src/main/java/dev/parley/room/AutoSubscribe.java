package dev.parley.room;

/** Which tracks of others are received without being asked for. LiveKit Agents' choice of {@code connect(auto_subscribe)}. */
public enum AutoSubscribe {
    ALL,
    NONE,
    AUDIO_ONLY,
    VIDEO_ONLY
}
