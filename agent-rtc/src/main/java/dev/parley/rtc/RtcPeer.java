package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannel;
import dev.parley.rtc.datachannel.DataChannels;
import dev.parley.rtc.dtls.DtlsListener;
import dev.parley.rtc.dtls.DtlsRole;
import dev.parley.rtc.dtls.DtlsSession;
import dev.parley.rtc.ice.IceAgent;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import dev.parley.rtc.ice.IceListener;
import dev.parley.rtc.ice.IceRole;
import dev.parley.rtc.ice.IceState;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import dev.parley.rtc.sdp.SessionDescription;
import dev.parley.rtc.sdp.Setup;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpSession;
import dev.parley.rtc.stun.StunMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a call: a socket, a path, keys, one audio track of ours, any number of theirs, data channels.
 *
 * <p>Thread-safe: what changes state runs on the engine's event loop. Describe first ({@link #offer} and {@link #answered}, or
 * {@link #answer}), then wait for {@link RtcPeerListener#connected}. Closing releases everything.
 */
public final class RtcPeer implements AutoCloseable {
    private static final int DATAGRAM = 2048;
    private static final int MOST_DATAGRAMS = 64;
    private static final int MOST_WAITING = 1024;

    private final RtcEngine engine;
    private final RtcPeerListener listener;
    private final PeerSocket socket;
    private final int ssrc;
    private final long sessionId;
    private final ByteBuffer datagram = ByteBuffer.allocate(DATAGRAM);
    private final List<Runnable> waitingForChannels = new ArrayList<>();
    private final Member member = new Member();

    private volatile IceCredentials credentials;
    private @Nullable IceAgent ice;
    private @Nullable DtlsSession dtls;
    private @Nullable SessionDescription remote;
    private @Nullable DataChannels channels;
    private volatile @Nullable MediaLink media;
    private volatile @Nullable InetSocketAddress target;
    private DtlsRole dtlsRole = DtlsRole.CLIENT;
    private boolean ended;

    RtcPeer(RtcEngine engine, RtcPeerListener listener) throws IOException {
        this.engine = engine;
        this.listener = listener;
        this.socket = new PeerSocket(engine.settings().addresses());
        this.credentials = IceCredentials.random(engine.random());
        this.ssrc = engine.random().nextInt();
        this.sessionId = engine.random().nextLong() >>> 2;
    }

    // --- describing ---

    /** Our offer; sections that send carry our track's SSRC. The setup is {@code ACTPASS}, or {@code ACTIVE} for some servers. */
    public String offer(Setup setup, List<MediaSection> sections) {
        return describe(setup, sections.stream().map(this::withSource).toList());
    }

    /**
     * A further offer, to look for a path anew (RFC 8445 §9); keys, tracks and channels go on, the old way until then.
     * {@link RtcPeerListener#restarted} tells that one is found; if there is none, the peer ends.
     */
    public String restartOffer(Setup setup, List<MediaSection> sections) {
        credentials = IceCredentials.random(engine.random());
        return offer(setup, sections);
    }

    /**
     * The other side's answer to our offer; connecting starts.
     *
     * @throws IllegalArgumentException if it is no answer that can be used
     */
    public void answered(String sdp) {
        SessionDescription answer = parsed(sdp);
        DtlsRole role = answer.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
        onLoop(() -> connect(answer, IceRole.CONTROLLING, role));
    }

    /**
     * Takes an offer and gives our answer, in which the first audio section sends our track; connecting starts.
     *
     * @throws IllegalArgumentException if it is no offer that can be used
     */
    public String answer(String sdp, String stream, String track) {
        SessionDescription offer = parsed(sdp);
        DtlsRole role = offer.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
        IceRole iceRole = offer.iceLite() ? IceRole.CONTROLLING : IceRole.CONTROLLED;
        List<MediaSection> sections = new ArrayList<>();
        boolean sending = false;
        for (MediaSection theirs : offer.sections()) {
            boolean mine = !sending && theirs.kind() == MediaSection.Kind.AUDIO;
            sending |= mine;
            sections.add(mine ? answering(theirs, stream, track) : receiving(theirs));
        }
        onLoop(() -> connect(offer, iceRole, role));
        return describe(role == DtlsRole.CLIENT ? Setup.ACTIVE : Setup.PASSIVE, sections);
    }

    private MediaSection answering(MediaSection theirs, String stream, String track) {
        Direction direction = switch (theirs.direction()) {
            case SENDRECV -> Direction.SENDRECV;
            case RECVONLY -> Direction.SENDONLY;
            case SENDONLY -> Direction.RECVONLY;
            case INACTIVE -> Direction.INACTIVE;
        };
        return withSource(new MediaSection(
                theirs.kind(),
                theirs.mid(),
                direction,
                theirs.payloadType(),
                theirs.audioLevelId(),
                theirs.nack(),
                stream,
                track,
                0));
    }

    private static MediaSection receiving(MediaSection theirs) {
        return theirs.kind() != MediaSection.Kind.AUDIO
                ? theirs
                : new MediaSection(
                        theirs.kind(),
                        theirs.mid(),
                        Direction.RECVONLY,
                        theirs.payloadType(),
                        theirs.audioLevelId(),
                        theirs.nack(),
                        "",
                        "",
                        0);
    }

    private MediaSection withSource(MediaSection section) {
        boolean sends = section.direction() == Direction.SENDRECV || section.direction() == Direction.SENDONLY;
        return section.kind() != MediaSection.Kind.AUDIO || !sends
                ? section
                : new MediaSection(
                        section.kind(),
                        section.mid(),
                        section.direction(),
                        section.payloadType(),
                        section.audioLevelId(),
                        section.nack(),
                        section.stream(),
                        section.track(),
                        Integer.toUnsignedLong(ssrc));
    }

    private String describe(Setup setup, List<MediaSection> sections) {
        return new SessionDescription(
                        sessionId,
                        1,
                        credentials,
                        engine.certificate().fingerprint(),
                        setup,
                        false,
                        socket.candidates(),
                        sections)
                .text();
    }

    private static SessionDescription parsed(String sdp) {
        return SessionDescription.parse(sdp)
                .orElseThrow(() -> new IllegalArgumentException("session description: " + sdp.length()
                        + " characters (expected: BUNDLE with ice-ufrag, ice-pwd, a sha-256 fingerprint and setup)"));
    }

    /** A candidate that the other side trickles; what can't be used is ignored. */
    public void addRemoteCandidate(String line) {
        IceCandidate.parse(line)
                .ifPresent(candidate -> onLoop(() -> {
                    if (ice != null) {
                        ice.addRemoteCandidate(candidate);
                    }
                }));
    }

    // --- sending ---

    /**
     * Sends 20 ms of our track; before the peer is connected, and after it has ended, they are dropped. Encodes on the calling
     * thread.
     *
     * @param pcm 960 samples from the offset on, 48 kHz mono
     */
    public void sendAudio(short[] pcm, int offset) {
        MediaLink link = media;
        if (link != null) {
            link.send(pcm, offset);
        }
    }

    /** Opens a data channel, now or when the peer is connected; fails if the peer ends before. */
    public CompletionStage<DataChannel> openChannel(String label, String protocol, Reliability reliability) {
        CompletableFuture<DataChannel> opened = new CompletableFuture<>();
        whenChannels(opened, open -> opened.complete(open.open(RtcClock.millis(), label, protocol, reliability)));
        return opened;
    }

    /** Sends a text; completes with whether it was taken (see {@link DataChannels#send}). */
    public CompletionStage<Boolean> send(DataChannel channel, String text) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        whenChannels(sent, open -> sent.complete(open.send(RtcClock.millis(), channel, text)));
        return sent;
    }

    /** Sends bytes; completes with whether they were taken. The buffer must not change before. */
    public CompletionStage<Boolean> send(DataChannel channel, ByteBuffer data) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        whenChannels(sent, open -> sent.complete(open.send(RtcClock.millis(), channel, data)));
        return sent;
    }

    private void whenChannels(CompletableFuture<?> result, Consumer<DataChannels> task) {
        if (!onLoop(() -> onChannels(result, task))) {
            result.completeExceptionally(new IllegalStateException("engine: closed (expected: open)"));
        }
    }

    private void onChannels(CompletableFuture<?> result, Consumer<DataChannels> task) {
        DataChannels open = channels;
        if (ended) {
            result.completeExceptionally(new IllegalStateException("peer: ended (expected: connected)"));
        } else if (open != null) {
            task.accept(open);
        } else if (waitingForChannels.size() < MOST_WAITING) {
            waitingForChannels.add(() -> onChannels(result, task));
        } else {
            result.completeExceptionally(new IllegalStateException(
                    "peer: not connected, and " + MOST_WAITING + " requests wait (expected: connected)"));
        }
    }

    private void runWaiting() {
        List<Runnable> waiting = List.copyOf(waitingForChannels);
        waitingForChannels.clear();
        waiting.forEach(Runnable::run);
    }

    // --- life ---

    private void connect(SessionDescription description, IceRole role, DtlsRole handshakeRole) {
        if (remote != null || ended) {
            restart(description);
            return;
        }
        remote = description;
        dtlsRole = handshakeRole;
        IceAgent agent = new IceAgent(
                engine.settings().ice(),
                credentials,
                role,
                engine.random(),
                (packet, to) -> socket.send(packet, packet.length, to),
                member);
        ice = agent;
        socket.candidates().forEach(agent::addLocalCandidate);
        description.candidates().forEach(agent::addRemoteCandidate);
        try {
            engine.loop().register(socket.channel(), member);
        } catch (IOException e) {
            end("socket could not be registered: " + e.getMessage());
            return;
        }
        agent.start(RtcClock.millis(), description.credentials());
    }

    /** Only an answer to {@link #restartOffer} changes anything. */
    private void restart(SessionDescription description) {
        if (ice != null) {
            ice.restart(RtcClock.millis(), credentials, description.credentials());
            description.candidates().forEach(ice::addRemoteCandidate);
        }
    }

    private void shakeHands(SessionDescription description) {
        DtlsSession session = new DtlsSession(
                dtlsRole,
                engine.certificate(),
                description.fingerprint(),
                engine.settings().handshakeDeadline(),
                engine.loop(),
                data -> toTarget(data, data.length),
                member);
        dtls = session;
        channels = new DataChannels(
                engine.settings().sctp(),
                engine.random(),
                dtlsRole == DtlsRole.CLIENT,
                (packet, length) -> session.send(packet, 0, length),
                listener,
                reason -> {});
        session.start(engine.handshakes());
    }

    private void startMedia(SessionDescription description, SrtpKeys keys) {
        Optional<MediaSection> audio = description.sections().stream()
                .filter(section -> section.kind() == MediaSection.Kind.AUDIO)
                .findFirst();
        audio.ifPresent(section -> {
            RtpSender sender = new RtpSender(
                    ssrc,
                    section.payloadType(),
                    engine.random().nextInt(),
                    section.audioLevelId(),
                    OpusEncoder.MAX_PACKET);
            RtcSettings set = engine.settings();
            AudioSink sink = new AudioSink(
                    set.codec().encoder(set.opus()), sender, engine.random().nextInt());
            media = new MediaLink(
                    engine,
                    new SrtpSession(keys),
                    sink,
                    section.payloadType(),
                    section.nack(),
                    listener,
                    this::toTarget);
        });
    }

    private void toTarget(byte[] data, int length) {
        InetSocketAddress to = target;
        if (to != null) {
            socket.send(data, length, to);
        }
    }

    /** False if the engine is closed, and with it this peer. */
    private boolean onLoop(Runnable task) {
        try {
            engine.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            socket.close();
            return false;
        }
    }

    @Override
    public void close() {
        onLoop(() -> end("closed by us"));
    }

    private void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        engine.loop().remove(member);
        MediaLink link = media;
        media = null;
        if (link != null) {
            link.close();
        }
        if (channels != null) {
            channels.abort();
        }
        if (dtls != null) {
            dtls.close();
        }
        if (ice != null) {
            ice.close();
        }
        target = null;
        socket.close();
        runWaiting();
        engine.forget(this);
        listener.ended(reason);
    }

    /** What the layers tell, all on the event loop. */
    private final class Member implements EventLoop.Member, IceListener, DtlsListener {
        @Override
        public void readable(long nowMillis) {
            for (int i = 0; i < MOST_DATAGRAMS && !ended; i++) {
                datagram.clear();
                InetSocketAddress from;
                try {
                    from = (InetSocketAddress) socket.channel().receive(datagram);
                } catch (IOException e) {
                    return; // An ICMP error; ICE notices if nothing answers any more.
                }
                if (from == null) {
                    return;
                }
                dispatch(datagram.array(), datagram.position(), from, nowMillis);
            }
        }

        /** RFC 7983 §7. */
        private void dispatch(byte[] data, int length, InetSocketAddress from, long nowMillis) {
            IceAgent agent = ice;
            MediaLink link = media;
            if (agent == null) {
                return;
            }
            if (StunMessage.looksLikeStun(data, 0, length)) {
                agent.receive(nowMillis, data, 0, length, from);
            } else if (agent.knows(from)) {
                if (link != null && RtpPacket.looksLikeRtp(data, 0, length)) {
                    link.received(data, length, nowMillis);
                } else if (dtls != null && DtlsSession.looksLikeDtls(data, 0, length)) {
                    dtls.receive(data, 0, length);
                }
            }
        }

        @Override
        public void tick(long nowMillis) {
            if (ice != null && ice.nextTickMillis(nowMillis) <= nowMillis) {
                ice.tick(nowMillis);
            }
            if (channels != null && channels.nextTickMillis() <= nowMillis) {
                channels.tick(nowMillis);
            }
            MediaLink link = media;
            if (link != null) {
                link.tick(nowMillis);
            }
        }

        @Override
        public void stateChanged(IceState state) {
            if (state == IceState.FAILED) {
                end("no path to the other side");
            }
        }

        @Override
        public void selected(InetSocketAddress address) {
            target = address;
            SessionDescription description = remote;
            if (dtls == null && description != null) {
                shakeHands(description);
            }
        }

        @Override
        public void restarted() {
            listener.restarted();
        }

        @Override
        public void connected(SrtpKeys keys) {
            SessionDescription description = remote;
            DataChannels open = channels;
            if (description == null || open == null) {
                return;
            }
            startMedia(description, keys);
            if (description.sections().stream().anyMatch(section -> section.kind() == MediaSection.Kind.DATA)) {
                open.connect(RtcClock.millis());
            }
            runWaiting();
            listener.connected();
        }

        @Override
        public void received(byte[] data, int length) {
            if (channels != null) {
                channels.receive(RtcClock.millis(), data, 0, length);
            }
        }

        @Override
        public void closed() {
            end("closed by the other side");
        }

        @Override
        public void failed(Throwable cause) {
            end("DTLS: " + cause.getMessage());
        }
    }
}
