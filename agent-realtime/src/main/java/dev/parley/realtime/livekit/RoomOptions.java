package dev.parley.realtime.livekit;

import dev.parley.realtime.livekit.signal.SignalSettings;
import dev.parley.realtime.livekit.stream.StreamLimits;
import dev.parley.room.AutoSubscribe;

/**
 * How a room is joined.
 *
 * @param audioTrack name of the track that is published with the join; empty to publish none
 * @param autoSubscribe which tracks of others are received as they come
 * @param signals attempts, deadlines and limits of the connection
 * @param streams limits of what others send as data
 */
public record RoomOptions(
        String audioTrack, AutoSubscribe autoSubscribe, SignalSettings signals, StreamLimits streams) {
    /** LiveKit Agents' name of an agent's track. */
    public static final String AGENT_TRACK = "roomio_audio";

    /** A track named {@value #AGENT_TRACK}, all tracks received, standard limits. */
    public static RoomOptions standard() {
        return new RoomOptions(AGENT_TRACK, AutoSubscribe.ALL, SignalSettings.standard(), StreamLimits.standard());
    }

    /** The same with another track; empty to publish none. */
    public RoomOptions withAudioTrack(String name) {
        return new RoomOptions(name, autoSubscribe, signals, streams);
    }

    /** The same with other subscriptions. */
    public RoomOptions withAutoSubscribe(AutoSubscribe which) {
        return new RoomOptions(audioTrack, which, signals, streams);
    }

    /** The same with another way to connect. */
    public RoomOptions withSignals(SignalSettings others) {
        return new RoomOptions(audioTrack, autoSubscribe, others, streams);
    }

    /** The same with other limits of data. */
    public RoomOptions withStreams(StreamLimits others) {
        return new RoomOptions(audioTrack, autoSubscribe, signals, others);
    }
}
