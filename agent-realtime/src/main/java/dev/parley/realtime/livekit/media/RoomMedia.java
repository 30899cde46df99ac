package dev.parley.realtime.livekit.media;

import akka.Done;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.livekit.proto.AddTrackRequest;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.JoinRequest;
import dev.parley.livekit.proto.MediaSectionsRequirement;
import dev.parley.livekit.proto.SessionDescription;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.proto.TrackType;
import dev.parley.livekit.proto.TrickleRequest;
import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.rtc.RtcEngine;
import dev.parley.rtc.RtcPeer;
import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sdp.Setup;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The peer connection of a room, anew with each join: our audio track, the tracks of others, the data channels {@code _reliable} and
 * {@code _lossy}. {@link #send} and {@link #sendAudio} are thread-safe; all else happens on the room's strand.
 *
 * <p>The first offer goes with the join request. When the server wants more sections it says so
 * ({@code media_sections_requirement}) and gets another offer, one at a time; its answers tell which section carries which track.
 * The offer's setup is {@code active}: this side is the DTLS client.
 */
public final class RoomMedia {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SECTIONS = 200;

    private final RtcEngine engine;
    private final Strand strand;
    private final MediaListener listener;
    private final Consumer<SignalRequest> signals;
    private final String trackName;
    private final String cid;
    private final ChannelWriter reliable;
    private final ChannelWriter lossy;
    private volatile @Nullable RtcPeer peer;
    private RoomPeer current;
    private Sections sections;
    private int offerId;
    private boolean answerDue;
    private boolean offerAgain;
    private boolean closed;

    /** @param trackName of our audio track; empty to publish none */
    public RoomMedia(
            RtcEngine engine,
            Strand strand,
            String trackName,
            MediaListener listener,
            Consumer<SignalRequest> signals) {
        this.engine = engine;
        this.strand = strand;
        this.listener = listener;
        this.signals = signals;
        this.trackName = trackName;
        this.cid = trackName.isEmpty() ? "" : UUID.randomUUID().toString();
        this.reliable = new ChannelWriter(strand);
        this.lossy = new ChannelWriter(strand);
        this.current = new RoomPeer(strand, listener, this::isCurrent);
        this.sections = new Sections(cid);
    }

    private boolean isCurrent(RoomPeer one) {
        return one == current && !closed;
    }

    /** Our id of the track that we publish; empty if none. */
    public String cid() {
        return cid;
    }

    /** A new connection, and what the join request needs to say of it. */
    public JoinRequest.Builder join(JoinRequest.Builder request) {
        hangUp();
        closed = false;
        current = new RoomPeer(strand, listener, this::isCurrent);
        sections = new Sections(cid);
        offerAgain = false;
        answerDue = true;
        RtcPeer fresh = engine.peer(current);
        peer = fresh;
        open(fresh, "_reliable", Reliability.RELIABLE, reliable);
        open(fresh, "_lossy", new Reliability(false, 0, -1), lossy);
        if (!cid.isEmpty()) {
            request.addAddTrackRequests(AddTrackRequest.newBuilder()
                    .setCid(cid)
                    .setName(trackName)
                    .setType(TrackType.AUDIO)
                    .setSource(TrackSource.MICROPHONE));
        }
        return request.setPublisherOffer(offer(fresh));
    }

    private void open(RtcPeer on, String label, Reliability reliability, ChannelWriter writer) {
        on.openChannel(label, "", reliability).thenAccept(channel -> strand.execute(() -> opened(on, channel, writer)));
    }

    private void opened(RtcPeer on, DataChannel channel, ChannelWriter writer) {
        if (on == peer) {
            writer.opened(bytes -> on.send(channel, bytes));
        }
    }

    private SessionDescription offer(RtcPeer of) {
        return offer(of.offer(Setup.ACTIVE, sections.all()));
    }

    private SessionDescription offer(String sdp) {
        return SessionDescription.newBuilder()
                .setType("offer")
                .setSdp(sdp)
                .setId(++offerId)
                .build();
    }

    /** A signal that may be about the connection. */
    public void received(SignalResponse signal) {
        RtcPeer of = peer;
        if (of == null) {
            return;
        }
        switch (signal.getMessageCase()) {
            case ANSWER -> onAnswer(of, signal.getAnswer());
            case TRICKLE -> onTrickle(of, signal.getTrickle());
            case MEDIA_SECTIONS_REQUIREMENT -> onRequirement(of, signal.getMediaSectionsRequirement());
            default -> {}
        }
    }

    private void onAnswer(RtcPeer of, SessionDescription answer) {
        if (answer.getId() != 0 && answer.getId() != offerId) {
            return;
        }
        current.carries(answer.getMidToTrackIdMap());
        try {
            of.answered(answer.getSdp());
        } catch (IllegalArgumentException | IllegalStateException unusable) {
            listener.onFailed("the server's answer can't be used: " + unusable.getMessage());
            return;
        }
        answerDue = false;
        if (offerAgain) {
            offerAgain(of);
        }
    }

    private void onTrickle(RtcPeer of, TrickleRequest trickle) {
        try {
            String line =
                    JSON.readTree(trickle.getCandidateInit()).path("candidate").asText("");
            if (!line.isEmpty()) {
                of.addRemoteCandidate(line);
            }
        } catch (JsonProcessingException malformed) {
            listener.onFailed("the server's candidate can't be read (expected: a JSON object)");
        }
    }

    /** Even with nothing to add the server wants another offer. */
    private void onRequirement(RtcPeer of, MediaSectionsRequirement wanted) {
        int audios = Math.min(wanted.getNumAudios(), MOST_SECTIONS - sections.size());
        sections.addReceiving(Math.max(0, audios));
        offerAgain(of);
    }

    private void offerAgain(RtcPeer of) {
        offerAgain = answerDue;
        if (!answerDue) {
            answerDue = true;
            signals.accept(SignalRequest.newBuilder().setOffer(offer(of)).build());
        }
    }

    /**
     * Looks for a path of the connection anew, after its signals were away; tracks and channels go on. An offer that waits for its
     * answer is given up for this one.
     */
    public void restart() {
        RtcPeer of = peer;
        if (of != null) {
            answerDue = true;
            signals.accept(SignalRequest.newBuilder()
                    .setOffer(offer(of.restartOffer(Setup.ACTIVE, sections.all())))
                    .build());
        }
    }

    /** Sends a packet of the room's data. */
    public CompletionStage<Done> send(DataPacket packet, DataPacket.Kind kind) {
        CompletableFuture<Done> taken = new CompletableFuture<>();
        ByteBuffer bytes = packet.toByteString().asReadOnlyByteBuffer();
        try {
            strand.execute(() -> write(bytes, kind, taken));
        } catch (RejectedExecutionException overloaded) {
            taken.completeExceptionally(overloaded);
        }
        return taken;
    }

    private void write(ByteBuffer bytes, DataPacket.Kind kind, CompletableFuture<Done> taken) {
        if (closed) {
            taken.completeExceptionally(
                    new IllegalStateException("data channel: the room was left (expected: to be in it)"));
        } else {
            (kind == DataPacket.Kind.RELIABLE ? reliable : lossy).write(bytes, taken);
        }
    }

    /** Sends 20 ms of our track: 960 samples, 48 kHz mono. Dropped while there is no connection. Encodes on the calling thread. */
    public void sendAudio(short[] pcm) {
        RtcPeer to = peer;
        if (to != null) {
            to.sendAudio(pcm, 0);
        }
    }

    /** The connection is over, but a new one may follow: what waits in data channels waits for it. */
    public void hangUp() {
        RtcPeer last = peer;
        peer = null;
        reliable.gone();
        lossy.gone();
        if (last != null) {
            last.close();
        }
    }

    /** The connection is over for good. */
    public void close() {
        closed = true;
        hangUp();
        reliable.close();
        lossy.close();
    }
}
