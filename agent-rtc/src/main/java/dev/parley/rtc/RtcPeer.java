package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.datachannel.DataChannels;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.Setup;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a call: a socket, a path, keys, tracks of ours and of theirs, data channels.
 *
 * <p>Thread-safe: what changes state runs on the engine's event loop. Describe first ({@link #offer} and {@link #answered}, or
 * {@link #answer}), then wait for {@link RtcPeerListener#connected}. Further rounds of describing, from either side, add tracks
 * and end them; what was agreed on before runs on. Closing releases everything.
 */
public final class RtcPeer implements AutoCloseable {
    private final RtcEngine engine;
    private final RtcPeerListener listener;
    private final PeerTransport transport;
    private final Negotiation negotiation;
    private final RemoteTracks remotes;
    private final LocalTracks locals;
    private final PeerChannels channels;

    private @Nullable Agreement agreement;
    private volatile @Nullable MediaLink media;
    private PeerState state = PeerState.NEW;
    private boolean ended;

    RtcPeer(RtcEngine engine, RtcPeerListener listener) throws IOException {
        this.engine = engine;
        this.listener = listener;
        this.transport = new PeerTransport(engine, new Life());
        this.negotiation = new Negotiation(
                engine.random(), transport.credentials(), engine.certificate().fingerprint(), transport.candidates());
        this.remotes = new RemoteTracks(engine, listener);
        this.locals = new LocalTracks(engine);
        this.channels = new PeerChannels(engine, listener);
    }

    // --- describing ---

    /**
     * Our offer; each section that sends gets an SSRC of its own. A further offer begins with the sections of the last one, in
     * their order; it replaces an offer that was not answered.
     *
     * @param setup {@code ACTPASS}, or {@code ACTIVE} for some servers
     * @throws IllegalArgumentException if sections are missing or moved
     */
    public String offer(Setup setup, List<MediaSection> sections) {
        return negotiation.offer(setup, sections);
    }

    /**
     * A further offer, to look for a path anew (RFC 8445 §9); keys, tracks and channels go on, the old way until then.
     * {@link RtcPeerListener#restarted} tells that one is found; if there is none, the peer ends.
     *
     * @throws IllegalArgumentException if sections are missing or moved
     */
    public String restartOffer(Setup setup, List<MediaSection> sections) {
        return negotiation.restartOffer(setup, sections);
    }

    /**
     * The other side's answer to our offer. The first one starts connecting.
     *
     * @throws IllegalArgumentException if it is no answer that can be used; the offer still waits for one
     * @throws IllegalStateException if no offer waits for an answer
     */
    public void answered(String sdp) {
        Agreement agreed = negotiation.answered(sdp);
        onLoop(() -> apply(agreed));
    }

    /**
     * Takes an offer and gives our answer, in which one audio section sends our track: the first that can, and later the same. The
     * first one starts connecting.
     *
     * @param track its name, or empty to send none
     * @throws IllegalArgumentException if it is no offer that can be used
     * @throws IllegalStateException if an offer of ours waits for its answer
     */
    public String answer(String sdp, String stream, String track) {
        Negotiation.Answer answer = negotiation.answer(sdp, stream, track);
        onLoop(() -> apply(answer.agreement()));
        return answer.sdp();
    }

    /** Our sections as they were agreed on last; a further offer begins with them. */
    public List<MediaSection> sections() {
        return negotiation.sections();
    }

    /** A candidate that the other side trickles; what can't be used is ignored. */
    public void addRemoteCandidate(String line) {
        IceCandidate.parse(line).ifPresent(candidate -> onLoop(() -> transport.addRemoteCandidate(candidate)));
    }

    private void apply(Agreement agreed) {
        if (ended) {
            return;
        }
        agreement = agreed;
        remotes.apply(agreed);
        if (media != null) {
            locals.apply(agreed);
        }
        if (agreed.hasData()) {
            channels.agreed();
        }
        transport.apply(agreed);
    }

    // --- sending ---

    /**
     * Sends 20 ms of our first track; before the peer is connected, while the other side doesn't want it, and after the peer has
     * ended, they are dropped. Encodes on the calling thread.
     *
     * @param pcm 960 samples from the offset on, 48 kHz mono
     */
    public void sendAudio(short[] pcm, int offset) {
        MediaLink link = media;
        if (link != null) {
            link.send(pcm, offset);
        }
    }

    /** Sends 20 ms of the track on this section, like {@link #sendAudio(short[], int)}; without such a track they are dropped. */
    public void sendAudio(String mid, short[] pcm, int offset) {
        MediaLink link = media;
        if (link != null) {
            link.send(mid, pcm, offset);
        }
    }

    /** Opens a data channel, now or when the peer is connected; fails if the peer ends before. */
    public CompletionStage<DataChannel> openChannel(String label, String protocol, Reliability reliability) {
        CompletableFuture<DataChannel> opened = new CompletableFuture<>();
        withChannels(opened, open -> opened.complete(open.open(RtcClock.millis(), label, protocol, reliability)));
        return opened;
    }

    /** Sends a text; completes with whether it was taken (see {@link DataChannels#send}). */
    public CompletionStage<Boolean> send(DataChannel channel, String text) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        withChannels(sent, open -> sent.complete(open.send(RtcClock.millis(), channel, text)));
        return sent;
    }

    /** Sends bytes; completes with whether they were taken. The buffer must not change before. */
    public CompletionStage<Boolean> send(DataChannel channel, ByteBuffer data) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        withChannels(sent, open -> sent.complete(open.send(RtcClock.millis(), channel, data)));
        return sent;
    }

    private void withChannels(CompletableFuture<?> result, Consumer<DataChannels> task) {
        onLoopOrFail(result, () -> channels.with(result, task));
    }

    // --- figures ---

    /** The figures of now; fails if the engine is closed. */
    public CompletionStage<PeerStatistics> statistics() {
        CompletableFuture<PeerStatistics> figures = new CompletableFuture<>();
        onLoopOrFail(figures, () -> figures.complete(figures()));
        return figures;
    }

    private PeerStatistics figures() {
        MediaLink link = media;
        return new PeerStatistics(
                state,
                transport.statistics(),
                link == null ? new SrtpSession.Statistics(0, 0, 0, 0) : link.statistics(),
                channels.statistics(),
                transport.unsent(),
                link == null ? 0 : link.malformed(),
                remotes.unrouted(),
                remotes.figures(),
                locals.figures());
    }

    // --- life ---

    private void onLoopOrFail(CompletableFuture<?> result, Runnable task) {
        if (!onLoop(task)) {
            result.completeExceptionally(new IllegalStateException("engine: closed (expected: open)"));
        }
    }

    /** False if the engine is closed, and with it this peer. */
    private boolean onLoop(Runnable task) {
        try {
            engine.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            transport.closeSocket();
            return false;
        }
    }

    @Override
    public void close() {
        onLoop(() -> end(PeerState.CLOSED, "closed by us"));
    }

    private void become(PeerState next) {
        if (state != next) {
            state = next;
            listener.stateChanged(next);
        }
    }

    private void end(PeerState last, String reason) {
        if (ended) {
            return;
        }
        ended = true;
        MediaLink link = media;
        media = null;
        if (link != null) {
            link.close();
        }
        remotes.close();
        channels.close();
        transport.close();
        engine.forget(this);
        become(last);
        listener.ended(reason);
    }

    /** What the transport tells. */
    private final class Life implements PeerTransport.Owner {
        @Override
        public void stateChanged(PeerState next) {
            become(next);
        }

        @Override
        public void shakingHands() {
            Agreement agreed = agreement;
            if (agreed != null) {
                channels.create(agreed.dtlsRole(), transport::sendData);
            }
        }

        @Override
        public void secured(SrtpKeys keys) {
            Agreement agreed = agreement;
            if (agreed == null || ended) {
                return;
            }
            locals.apply(agreed);
            media = new MediaLink(engine, keys, locals, remotes, transport::sendMedia);
            channels.secured(agreed.hasData());
            become(PeerState.CONNECTED);
            listener.connected();
        }

        @Override
        public void restarted() {
            listener.restarted();
        }

        @Override
        public void media(byte[] data, int length, long nowMillis) {
            MediaLink link = media;
            if (link != null) {
                link.received(data, length, nowMillis);
            }
        }

        @Override
        public void data(byte[] data, int length) {
            channels.received(data, length);
        }

        @Override
        public long nextTickMillis() {
            MediaLink link = media;
            return link == null
                    ? channels.nextTickMillis()
                    : Math.min(channels.nextTickMillis(), link.nextTickMillis());
        }

        @Override
        public void tick(long nowMillis) {
            channels.tick(nowMillis);
            MediaLink link = media;
            if (link != null) {
                link.tick(nowMillis);
            }
        }

        @Override
        public void over(PeerState last, String reason) {
            end(last, reason);
        }
    }
}
