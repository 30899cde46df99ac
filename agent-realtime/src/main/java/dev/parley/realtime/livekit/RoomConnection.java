package dev.parley.realtime.livekit;

import akka.Done;
import akka.actor.typed.ActorSystem;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.ClientInfo;
import dev.parley.livekit.proto.ConnectionSettings;
import dev.parley.livekit.proto.JoinRequest;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.livekit.proto.UpdateParticipantMetadata;
import dev.parley.realtime.livekit.data.DataPackets;
import dev.parley.realtime.livekit.media.MediaListener;
import dev.parley.realtime.livekit.media.RoomMedia;
import dev.parley.realtime.livekit.media.SharedEngine;
import dev.parley.realtime.livekit.media.TrackAudio;
import dev.parley.realtime.livekit.media.TrackVoice;
import dev.parley.realtime.livekit.room.RoomEvent;
import dev.parley.realtime.livekit.room.RoomState;
import dev.parley.realtime.livekit.room.RoomStep;
import dev.parley.realtime.livekit.signal.JoinRequests;
import dev.parley.realtime.livekit.signal.SignalClient;
import dev.parley.realtime.livekit.signal.SignalEnd;
import dev.parley.realtime.livekit.signal.SignalListener;
import dev.parley.realtime.livekit.strand.DispatcherStrand;
import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.room.ParticipantEvent;
import dev.parley.room.Room;
import dev.parley.rtc.RtcEngine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Joins the parts of a room: signals, state, peer connection, data. All of it happens on one strand. */
final class RoomConnection implements SignalListener, MediaListener, JoinRequests {
    private static final int SIGNAL_PROTOCOL = 16;
    /** Calls may come as text streams; streams in one packet may not. */
    private static final int CLIENT_PROTOCOL = 1;
    /**
     * Servers know of no other that it has no ICE over TCP. To any other they would offer nothing but TCP for five minutes once the media
     * of a young connection was away for 15 s.
     */
    private static final ClientInfo.SDK UDP_ONLY = ClientInfo.SDK.GO;
    /** Without a peer connection the server puts a participant out sooner or later. */
    private static final Duration MEDIA_DEADLINE = Duration.ofSeconds(20);

    private static final long CLOSE_SECONDS = 5;

    private final Strand strand;
    private final SignalClient signals;
    private final RoomMedia media;
    private final TrackVoice voice;
    private final DataPackets data;
    private final TrackAudio audio = new TrackAudio();
    private final RoomListeners listeners;
    private final RoomWishes wishes;
    private final CompletableFuture<Done> joined = new CompletableFuture<>();
    private final CompletableFuture<Done> mediaConnected = new CompletableFuture<>();
    private final CompletableFuture<SignalEnd> ended = new CompletableFuture<>();
    private Strand.Timer mediaDeadline = () -> {};
    private volatile @Nullable RoomState state;

    RoomConnection(LiveKitUrl server, String token, RoomOptions options, ActorSystem<?> system) {
        this.strand = DispatcherStrand.of(system);
        this.listeners = new RoomListeners(strand);
        this.wishes = new RoomWishes(options.autoSubscribe());
        this.signals = new SignalClient(system, strand, server, token, options.signals(), this, this);
        RtcEngine engine = SharedEngine.of(system);
        this.media = new RoomMedia(engine, strand, options.audioTrack(), this, signals::send);
        this.voice = new TrackVoice(engine.mediaThread(), media::sendAudio);
        this.data = new DataPackets(
                strand,
                media::send,
                new StatePeers(() -> state),
                options.streams(),
                () -> UUID.randomUUID().toString());
    }

    CompletionStage<Done> start() {
        signals.start();
        return joined.copy();
    }

    @Override
    public JoinRequest join() {
        return media.join(entry()).build();
    }

    @Override
    public JoinRequest resume() {
        return entry().setParticipantSid(state().local().sid()).build();
    }

    private JoinRequest.Builder entry() {
        return JoinRequest.newBuilder()
                .setClientInfo(ClientInfo.newBuilder()
                        .setSdk(UDP_ONLY)
                        .setProtocol(SIGNAL_PROTOCOL)
                        .setClientProtocol(CLIENT_PROTOCOL)
                        .setOtherSdks("parley")
                        .setOs(System.getProperty("os.name", "")))
                .setConnectionSettings(ConnectionSettings.newBuilder().setAutoSubscribe(wishes.serverSubscribes()));
    }

    // --- what the connection tells ---

    @Override
    public void onJoined(JoinResponse join) {
        RoomStep step = RoomState.joined(join);
        state = step.state();
        expectMedia();
        joined.complete(Done.getInstance());
        step.events().forEach(this::tell);
    }

    @Override
    public void onRejoined(JoinResponse join) {
        RoomStep step = state().rejoined(join);
        state = step.state();
        expectMedia();
        wishes.afterRejoin().ifPresent(signals::send);
        tell(new RoomEvent.Reconnected(false));
        step.events().forEach(this::tell);
    }

    private void expectMedia() {
        mediaDeadline = strand.after(
                MEDIA_DEADLINE,
                () -> signals.failed("no media connection within " + MEDIA_DEADLINE
                        + " (expected: UDP between this machine and the server)"));
    }

    @Override
    public void onSignal(SignalResponse signal) {
        media.received(signal);
        RoomStep step = state().apply(signal);
        state = step.state();
        step.events().forEach(this::tell);
    }

    @Override
    public void onReconnecting(String why) {
        mediaDeadline.cancel();
        tell(new RoomEvent.Reconnecting(why));
    }

    @Override
    public void onSignalsResumed() {
        signals.send(wishes.afterResume(state(), media.cid()));
        media.restart();
    }

    @Override
    public void onResumed() {
        tell(new RoomEvent.Reconnected(true));
    }

    @Override
    public void onStartingOver(String why) {
        media.hangUp();
    }

    @Override
    public void onClosed(SignalEnd end) {
        mediaDeadline.cancel();
        media.close();
        data.disconnected();
        audio.close();
        joined.completeExceptionally(new RoomJoinException(end.reason(), end.text()));
        mediaConnected.completeExceptionally(
                new IllegalStateException("media connection: the room was left (" + end.text() + ")"));
        tell(new RoomEvent.Disconnected(end.reason(), end.text()));
        ended.complete(end);
    }

    @Override
    public void onConnected() {
        mediaDeadline.cancel();
        signals.connected();
        mediaConnected.complete(Done.getInstance());
    }

    @Override
    public void onRestarted() {
        signals.restored();
    }

    @Override
    public void onPacket(ByteBuffer message) {
        data.receive(message);
    }

    @Override
    public void onAudio(String trackSid, short[] pcm) {
        audio.heard(trackSid, pcm);
    }

    @Override
    public void onFailed(String why) {
        signals.failed(why);
    }

    private void tell(RoomEvent event) {
        if (event instanceof RoomEvent.ParticipantDisconnected gone) {
            data.participantLeft(gone.participant().identity());
        } else if (event instanceof RoomEvent.TrackPublished theirs) {
            wishes.trackPublished(theirs.track()).ifPresent(signals::send);
        } else if (event instanceof RoomEvent.TrackUnpublished gone) {
            audio.ended(gone.track().sid());
            wishes.trackGone(gone.track().sid());
        } else if (event instanceof RoomEvent.LocalTrackPublished ours) {
            wishes.afterPublished(ours.track().sid()).ifPresent(signals::send);
        }
        listeners.tell(event);
    }

    // --- what the room asks for ---

    RoomState state() {
        RoomState now = state;
        if (now == null) {
            throw new IllegalStateException("room: not joined yet (expected: to wait for connect)");
        }
        return now;
    }

    Room.Subscription onEvent(Consumer<? super RoomEvent> listener) {
        return listeners.add(listener);
    }

    Room.Subscription onParticipant(Consumer<? super ParticipantEvent> listener) {
        return listeners.addParticipant(listener, () -> state().remoteParticipants());
    }

    CompletionStage<Done> whenMediaConnected() {
        return mediaConnected.copy();
    }

    DataPackets data() {
        return data;
    }

    TrackAudio audio() {
        return audio;
    }

    TrackVoice voice() {
        return voice;
    }

    void sendAudio(short[] pcm) {
        media.sendAudio(pcm);
    }

    CompletionStage<Done> update(UpdateParticipantMetadata change) {
        return signals.update(change);
    }

    void mute(String trackSid, boolean muted) {
        strand.execute(() -> signals.send(wishes.mute(trackSid, muted)));
    }

    void subscribe(Collection<String> trackSids, boolean wanted) {
        strand.execute(() -> signals.send(wishes.subscribe(trackSids, wanted)));
    }

    CompletionStage<Done> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        strand.execute(() -> {
            signals.leave();
            signals.whenSocketClosed().thenAccept(left::complete);
        });
        return left.completeOnTimeout(Done.getInstance(), CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    CompletionStage<SignalEnd> whenEnded() {
        return ended.copy();
    }
}
