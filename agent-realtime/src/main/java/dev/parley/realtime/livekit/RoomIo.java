package dev.parley.realtime.livekit;

import akka.Done;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.Resampler;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.proto.TrackType;
import dev.parley.realtime.livekit.data.ChatText;
import dev.parley.realtime.livekit.room.ParticipantLink;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomParticipant;
import dev.parley.realtime.livekit.room.TrackPublication;
import dev.parley.room.PhoneKey;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A session in a room, as LiveKit Agents' RoomIO: hears one participant at a time, the first person who comes; speaks on the
 * room's own track; takes what that person types on {@code lk.chat}; shows both sides' words and the agent's state. What it
 * knows is guarded by its monitor.
 *
 * <p>A break of the connection is none of the session's business: it hears nothing meanwhile, and what it says then is lost as on
 * any network. Afterwards the person it talked to is linked again, under whatever sid.
 */
final class RoomIo {
    /** Who leaves like this does not come back; a network that broke down may. */
    private static final Set<DisconnectReason> GONE_FOR_GOOD =
            Set.of(DisconnectReason.CLIENT_INITIATED, DisconnectReason.ROOM_DELETED, DisconnectReason.USER_REJECTED);

    /** Nor does one who was put out, though the agent stays. */
    private static final Set<DisconnectReason> NOT_AWAITED = Set.of(
            DisconnectReason.CLIENT_INITIATED,
            DisconnectReason.ROOM_DELETED,
            DisconnectReason.USER_REJECTED,
            DisconnectReason.PARTICIPANT_REMOVED);

    private static final AudioFormat ROOM_FORMAT = AudioFormat.mono(48_000);

    private final LivekitRoom room;
    private final AgentSession session;
    private final RoomCaptions captions;
    private final CompletableFuture<Done> audible = new CompletableFuture<>();
    private ParticipantLink link = ParticipantLink.people();
    private String linkedLast = "";
    private Optional<Ear> ear = Optional.empty();
    private boolean over;

    /** The track that is listened to. */
    private record Ear(String trackSid, dev.parley.room.Room.Subscription stop) {}

    private RoomIo(LivekitRoom room, AgentSession session) {
        this.room = room;
        this.session = session;
        this.captions = new RoomCaptions(room);
    }

    /** See {@link dev.parley.room.Room#carry}. */
    static CompletionStage<Done> carry(LivekitRoom room, AgentSession session) {
        RoomIo io = new RoomIo(room, session);
        io.begin();
        return io.audible.copy();
    }

    private void begin() {
        captions.follow(session);
        session.playTo(room::sendAudio);
        Runnable chat = room.data().onChat(this::onChat);
        dev.parley.room.Room.Subscription keys = room.onDtmf(this::onKey);
        dev.parley.room.Room.Subscription events = room.onEvent(this::onEvent);
        session.whenClosed().thenAccept(reason -> {
            chat.run();
            keys.cancel();
            events.cancel();
            hearNothing();
        });
        relink();
        room.whenEnded()
                .thenAccept(end -> audible.completeExceptionally(
                        new IllegalStateException("room: left before anybody listened: " + end.text())));
    }

    private synchronized void onEvent(RoomEvent event) {
        if (event instanceof RoomEvent.LocalTrackSubscribed) {
            audible.complete(Done.getInstance());
        } else if (event instanceof RoomEvent.ParticipantDisconnected left) {
            onLeft(left.participant(), left.reason());
        } else if (event instanceof RoomEvent.Reconnected again && !again.resumed()) {
            captions.tellState(session);
        }
        relink();
    }

    /** By then the room's state, and with it the link, may know that one no more. */
    private void onLeft(RoomParticipant participant, DisconnectReason reason) {
        if (NOT_AWAITED.contains(reason)) {
            link = link.forget(participant.identity());
        }
        if (participant.sid().equals(linkedLast) && GONE_FOR_GOOD.contains(reason)) {
            session.close(new CloseReason(
                    CloseReason.Kind.PARTICIPANT_DISCONNECTED, "the participant has left: " + reason.name()));
        }
    }

    private void onLinked(RoomParticipant participant) {
        if (!participant.sid().equals(linkedLast)) {
            linkedLast = participant.sid();
            session.callerLinked(participant.line());
        }
    }

    private synchronized void hearNothing() {
        over = true;
        ear.ifPresent(last -> last.stop().cancel());
    }

    /** Listens to the microphone of the one who is linked now. */
    private synchronized void relink() {
        if (over) {
            return;
        }
        link = link.in(room.state());
        link.participant().ifPresent(this::onLinked);
        captions.listenTo(link.participant());
        Optional<String> microphone = link.participant().flatMap(RoomIo::microphone);
        if (microphone.equals(ear.map(Ear::trackSid))) {
            return;
        }
        ear.ifPresent(old -> old.stop().cancel());
        ear = microphone.map(sid -> new Ear(sid, listen(sid)));
        if (ear.isPresent()) {
            audibleSoon();
        }
    }

    /** Somebody who speaks hears us too, even if the news of it came before anybody waited for it. */
    private void audibleSoon() {
        CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(() -> audible.complete(Done.getInstance()));
    }

    static Optional<String> microphone(RoomParticipant participant) {
        List<TrackPublication> audio = participant.tracks().values().stream()
                .filter(track -> track.type() == TrackType.AUDIO)
                .toList();
        return audio.stream()
                .filter(track -> track.source() == TrackSource.MICROPHONE)
                .findFirst()
                .or(() -> audio.stream().findFirst())
                .map(TrackPublication::sid);
    }

    private dev.parley.room.Room.Subscription listen(String trackSid) {
        Resampler resampler = Resampler.between(ROOM_FORMAT, session.inputFormat());
        return room.onAudio(trackSid, frame -> {
            synchronized (resampler) { // a track that begins anew may change its thread
                session.pushAudio(resampler.accept(frame));
            }
        });
    }

    private void onChat(ChatText chat) {
        if (isLinked(chat.sender())) {
            session.sendText(chat.text());
        }
    }

    /** What the keys mean is the application's business; who presses one is not away. */
    private void onKey(PhoneKey key) {
        if (isLinked(key.identity())) {
            session.resetAwayTimer();
        }
    }

    private boolean isLinked(String identity) {
        return link.participant().filter(one -> one.identity().equals(identity)).isPresent();
    }
}
