package dev.parley.realtime.livekit;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.UpdateParticipantMetadata;
import dev.parley.realtime.livekit.data.DataPackets;
import dev.parley.realtime.livekit.data.Dtmf;
import dev.parley.realtime.livekit.media.TrackSink;
import dev.parley.realtime.livekit.room.ParticipantLink;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.room.RoomState;
import dev.parley.realtime.livekit.signal.SignalEnd;
import dev.parley.room.Participant;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.PhoneKey;
import dev.parley.room.Room;
import dev.parley.session.AgentSession;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A LiveKit room that this process has joined as a participant, in pure Java. Thread-safe; no method blocks. Listeners are
 * called one at a time, in order, and must not block; those of audio are called as {@link #onAudio} tells.
 *
 * <p>A broken connection comes back by itself: {@link RoomEvent.Reconnecting}, then {@link RoomEvent.Reconnected} or
 * {@link RoomEvent.Disconnected}. Where the server allows it the same stay is resumed, and audio goes on meanwhile as far as the
 * network lets it; else the room is joined anew, with a new sid for this side and new ones for its tracks, and audio is dropped until
 * then.
 */
public final class LivekitRoom implements Room {
    /** LiveKit Agents' pause between two keys. */
    private static final Duration BETWEEN_KEYS = Duration.ofMillis(300);

    private final RoomConnection connection;
    private final ActorSystem<?> system;
    private final AtomicBoolean carries = new AtomicBoolean();

    private LivekitRoom(RoomConnection connection, ActorSystem<?> system) {
        this.connection = connection;
        this.system = system;
    }

    /**
     * Joins a room.
     *
     * @param token names room and identity, with the grant to join; a secret
     * @return completes when the server has let us in, while the media connection is still being made; fails with a
     *     {@link RoomJoinException}, and leaves nothing behind then
     */
    public static CompletionStage<LivekitRoom> connect(
            LiveKitUrl server, String token, RoomOptions options, ActorSystem<?> system) {
        RoomConnection connection = new RoomConnection(server, token, options, system);
        return connection.start().thenApply(joined -> new LivekitRoom(connection, system));
    }

    /** The room as it is now. */
    public RoomState state() {
        return connection.state();
    }

    @Override
    public String name() {
        return state().name();
    }

    @Override
    public RoomParticipant localParticipant() {
        return state().local();
    }

    @Override
    public List<Participant> remoteParticipants() {
        return List.copyOf(state().remotes().values());
    }

    /** Tells what happens from now on. */
    public Subscription onEvent(Consumer<? super RoomEvent> listener) {
        return connection.onEvent(listener);
    }

    @Override
    public Subscription onParticipant(Consumer<? super ParticipantEvent> listener) {
        return connection.onParticipant(listener);
    }

    /**
     * The first suitable participant, at once if one is there. Who comes unsuitable may become so, by a track or an attribute.
     *
     * @return fails if the room is left before
     */
    public CompletionStage<RoomParticipant> waitForParticipant(Predicate<? super Participant> suitable) {
        CompletableFuture<RoomParticipant> found = new CompletableFuture<>();
        Runnable look =
                () -> ParticipantLink.to(suitable).in(state()).participant().ifPresent(found::complete);
        Subscription changes = onEvent(event -> look.run());
        Subscription present = onParticipant(event -> look.run());
        whenEnded()
                .thenAccept(end -> found.completeExceptionally(new IllegalStateException(
                        "participant: none came before the room was left (expected: one; " + end.text() + ")")));
        return found.whenComplete((participant, failure) -> {
            changes.cancel();
            present.cancel();
        });
    }

    /** Completes when the media connection is there: audio and data go out from then on. Fails if the room is left before. */
    public CompletionStage<Done> whenMediaConnected() {
        return connection.whenMediaConnected();
    }

    @Override
    public CompletionStage<Done> sendDtmf(String keys) {
        List<Dtmf> pressed;
        try {
            pressed = keys.chars().mapToObj(key -> Dtmf.of((char) key)).toList();
        } catch (IllegalArgumentException noKey) {
            return CompletableFuture.failedStage(noKey);
        }
        return Source.from(pressed)
                .throttle(1, BETWEEN_KEYS)
                .mapAsync(1, key -> data().sendDtmf(key, List.of()))
                .runWith(Sink.ignore(), system);
    }

    @Override
    public Subscription onDtmf(Consumer<? super PhoneKey> listener) {
        Runnable registration = data().onDtmf(pressed -> listener.accept(
                new PhoneKey(pressed.sender(), pressed.key().digit().charAt(0))));
        return registration::run;
    }

    /** What the data channels carry: texts, bytes, chat, transcriptions, phone keys, calls. */
    public DataPackets data() {
        return connection.data();
    }

    /**
     * A track of another, 48 kHz mono, a frame of 20 ms every 20 ms from its first packet on; a slow reader loses the oldest after
     * half a second. Ends with the track.
     */
    public Source<AudioFrame, NotUsed> audio(String trackSid) {
        return connection.audio().of(trackSid);
    }

    /**
     * The same frame by frame, without a stream's thread between: the listener is called on a media thread, which it shares with other
     * tracks, so it never waits. One that throws is logged and hears no more.
     */
    public Subscription onAudio(String trackSid, Consumer<? super AudioFrame> listener) {
        return connection.audio().listen(trackSid, listener)::run;
    }

    /**
     * Our own track, as {@link RoomOptions#audioTrack} names it: mono audio of any rate. It is sent as it comes, so the stream
     * before it must be paced by core's media clock, as a session's output is.
     */
    public Sink<AudioFrame, CompletionStage<Done>> audioOut() {
        return TrackSink.of(connection::sendAudio);
    }

    /**
     * The same frame by frame, without a stream's thread between: takes it and returns at once; a media thread encodes and sends it. Of
     * frames that come faster than they can be sent the last fifty are kept; one that isn't mono is logged and left out.
     */
    public void sendAudio(AudioFrame frame) {
        connection.voice().say(frame);
    }

    /** Frames given to {@link #sendAudio} that were dropped. */
    public long droppedFrames() {
        return connection.voice().droppedFrames();
    }

    /**
     * Changes our own attributes: only these; an empty value removes one.
     *
     * @return completes when the server has done it; fails if it may not
     */
    public CompletionStage<Done> updateAttributes(Map<String, String> changes) {
        return connection.update(UpdateParticipantMetadata.newBuilder()
                .setMetadata(localParticipant().metadata())
                .setName(localParticipant().name())
                .putAllAttributes(changes)
                .build());
    }

    /** Changes our own metadata; otherwise like {@link #updateAttributes}. */
    public CompletionStage<Done> updateMetadata(String metadata) {
        return connection.update(UpdateParticipantMetadata.newBuilder()
                .setMetadata(metadata)
                .setName(localParticipant().name())
                .build());
    }

    /** Mutes our own track towards the server; one that is published anew after a break is muted again. */
    public void mute(String trackSid) {
        connection.mute(trackSid, true);
    }

    /** Unmutes our own track. */
    public void unmute(String trackSid) {
        connection.mute(trackSid, false);
    }

    /** Receives these tracks of others, as long as they are there. For others {@link RoomOptions#autoSubscribe} holds. */
    public void subscribe(Collection<String> trackSids) {
        connection.subscribe(List.copyOf(trackSids), true);
    }

    /** Receives these tracks no more, likewise. */
    public void unsubscribe(Collection<String> trackSids) {
        connection.subscribe(List.copyOf(trackSids), false);
    }

    @Override
    public CompletionStage<Done> carry(AgentSession session) {
        if (!carries.compareAndSet(false, true)) {
            return CompletableFuture.failedStage(new IllegalStateException(
                    "room: carries a session already (expected: one session per room that was joined)"));
        }
        return RoomIo.carry(this, session);
    }

    @Override
    public CompletionStage<Done> disconnect() {
        return connection.leave();
    }

    /** Completes with why, when this side is in the room no more. Never fails. */
    public CompletionStage<SignalEnd> whenEnded() {
        return connection.whenEnded();
    }

    @Override
    public CompletionStage<String> whenDisconnected() {
        return whenEnded().thenApply(SignalEnd::text);
    }
}
