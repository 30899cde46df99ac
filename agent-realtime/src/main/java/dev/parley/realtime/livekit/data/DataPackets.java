package dev.parley.realtime.livekit.data;

import akka.Done;
import akka.util.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.livekit.proto.ChatMessage;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.SipDTMF;
import dev.parley.livekit.proto.UserPacket;
import dev.parley.realtime.livekit.rpc.RpcCaller;
import dev.parley.realtime.livekit.rpc.RpcMethods;
import dev.parley.realtime.livekit.rpc.RpcPeers;
import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.realtime.livekit.stream.ByteStreamReader;
import dev.parley.realtime.livekit.stream.DropCounts;
import dev.parley.realtime.livekit.stream.Dropped;
import dev.parley.realtime.livekit.stream.IncomingStreams;
import dev.parley.realtime.livekit.stream.OutgoingStreams;
import dev.parley.realtime.livekit.stream.PacketOutlet;
import dev.parley.realtime.livekit.stream.StreamLimits;
import dev.parley.realtime.livekit.stream.TextStreamReader;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All that a room's data channel carries, both ways. Sending and listening are thread-safe; listeners are called on the room's
 * strand and must not block. What comes from the room never throws and never takes more than {@link StreamLimits}: what can't
 * be used is counted in {@link #drops}.
 *
 * <p>Packets are LiveKit's {@code DataPacket} ({@code livekit_models.proto}).
 */
public final class DataPackets {
    /** The longest chat text that is read. */
    private static final int CHAT_BYTES = 64 << 10;

    private final PacketOutlet outlet;
    private final ReliableSequence sequence = new ReliableSequence();
    private final DropCounts drops = new DropCounts();
    private final IncomingStreams incoming;
    private final OutgoingStreams outgoing;
    private final RpcCaller caller;
    private final RpcMethods methods;
    private final Transcriptions transcriptions;
    private final DataListeners<UserData> userListeners = new DataListeners<>(drops);
    private final DataListeners<DtmfPressed> dtmfListeners = new DataListeners<>(drops);
    private final DataListeners<ChatText> chatListeners = new DataListeners<>(drops);
    private final DataListeners<PreConnectAudio> audioListeners = new DataListeners<>(drops);
    private final Strand strand;

    /**
     * A phone key that somebody in the room pressed.
     *
     * @param sender identity of the participant
     * @param key the key
     */
    public record DtmfPressed(String sender, Dtmf key) {}

    /**
     * The data of one room.
     *
     * @param channel where packets go out; they get their numbers here
     * @param ids names streams and calls; each call gives another
     */
    public DataPackets(Strand strand, PacketOutlet channel, RpcPeers peers, StreamLimits limits, Supplier<String> ids) {
        this.strand = strand;
        this.outlet = (packet, kind) -> sendNumbered(channel, packet, kind);
        this.incoming = new IncomingStreams(strand, limits, drops);
        this.outgoing = new OutgoingStreams(outlet, strand, ids);
        this.caller = new RpcCaller(strand, outlet, outgoing, incoming, peers, drops, ids);
        this.methods = new RpcMethods(strand, outlet, outgoing, incoming, peers);
        this.transcriptions = new Transcriptions(outgoing, ids);
        incoming.onText(Topics.CHAT, this::onChatStream);
        incoming.onBytes(Topics.PRE_CONNECT_AUDIO, this::onPreConnectStream);
    }

    private synchronized CompletionStage<Done> sendNumbered(
            PacketOutlet channel, DataPacket packet, DataPacket.Kind kind) {
        return channel.send(kind == DataPacket.Kind.RELIABLE ? sequence.number(packet) : packet, kind);
    }

    /** Streams that others send: who listens to which topic. */
    public IncomingStreams incoming() {
        return incoming;
    }

    /** Streams to others. */
    public OutgoingStreams outgoing() {
        return outgoing;
    }

    /** Calls of others' methods. */
    public RpcCaller caller() {
        return caller;
    }

    /** Our methods. */
    public RpcMethods methods() {
        return methods;
    }

    /** What is said, shown to the others. */
    public Transcriptions transcriptions() {
        return transcriptions;
    }

    /** What was dropped of what came. */
    public DropCounts drops() {
        return drops;
    }

    /**
     * Sends bytes of the application.
     *
     * @param destinations identities; everybody if there are none
     */
    public CompletionStage<Done> send(
            String topic, ByteString payload, List<String> destinations, DataPacket.Kind kind) {
        UserPacket.Builder user =
                UserPacket.newBuilder().setPayload(com.google.protobuf.ByteString.copyFrom(payload.asByteBuffer()));
        if (!topic.isEmpty()) {
            user.setTopic(topic);
        }
        return outlet.send(
                DataPacket.newBuilder()
                        .addAllDestinationIdentities(destinations)
                        .setUser(user)
                        .build(),
                kind);
    }

    /**
     * Presses a key towards phones in the room.
     *
     * @param destinations identities; everybody if there are none
     */
    public CompletionStage<Done> sendDtmf(Dtmf key, List<String> destinations) {
        return outlet.send(
                DataPacket.newBuilder()
                        .addAllDestinationIdentities(destinations)
                        .setSipDtmf(SipDTMF.newBuilder().setCode(key.code()).setDigit(key.digit()))
                        .build(),
                DataPacket.Kind.RELIABLE);
    }

    /** Listens to bytes of the application. Running the result ends it. */
    public Runnable onData(Consumer<? super UserData> listener) {
        return userListeners.add(listener);
    }

    /** Listens to phone keys. Running the result ends it. */
    public Runnable onDtmf(Consumer<? super DtmfPressed> listener) {
        return dtmfListeners.add(listener);
    }

    /** Listens to what people type, on {@code lk.chat} and in the packets of older clients. Running the result ends it. */
    public Runnable onChat(Consumer<? super ChatText> listener) {
        return chatListeners.add(listener);
    }

    /** Listens to audio from before the connection; one listener at a time makes sense. Running the result ends it. */
    public Runnable onPreConnectAudio(Consumer<? super PreConnectAudio> listener) {
        return audioListeners.add(listener);
    }

    /** A message of a data channel. On the room's strand. */
    public void receive(ByteBuffer message) {
        DataPacket packet;
        try {
            packet = DataPacket.parseFrom(message);
        } catch (InvalidProtocolBufferException malformed) {
            drops.count(Dropped.MALFORMED);
            return;
        }
        receive(packet);
    }

    /** A packet. On the room's strand. */
    public void receive(DataPacket packet) {
        if (isRepeated(packet)) {
            drops.count(Dropped.DUPLICATE);
            return;
        }
        String sender = packet.getParticipantIdentity();
        switch (packet.getValueCase()) {
            case USER -> onUser(sender, packet.getUser());
            case SIP_DTMF -> onDtmf(sender, packet.getSipDtmf());
            case CHAT_MESSAGE -> onChatPacket(sender, packet.getChatMessage());
            case RPC_REQUEST -> methods.onRequest(sender, packet.getRpcRequest());
            case RPC_ACK -> caller.onAck(sender, packet.getRpcAck());
            case RPC_RESPONSE -> caller.onResponse(sender, packet.getRpcResponse());
            case STREAM_HEADER -> incoming.header(sender, packet.getStreamHeader());
            case STREAM_CHUNK -> incoming.chunk(sender, packet.getStreamChunk());
            case STREAM_TRAILER -> incoming.trailer(sender, packet.getStreamTrailer());
            default -> drops.count(Dropped.UNSUPPORTED);
        }
    }

    private synchronized boolean isRepeated(DataPacket packet) {
        return !sequence.isNew(packet);
    }

    private void onUser(String sender, UserPacket user) {
        userListeners.tell(new UserData(
                sender,
                user.getTopic(),
                ByteString.fromArrayUnsafe(user.getPayload().toByteArray())));
    }

    private void onDtmf(String sender, SipDTMF dtmf) {
        if (Dtmf.isKey(dtmf.getCode(), dtmf.getDigit())) {
            dtmfListeners.tell(new DtmfPressed(sender, new Dtmf(dtmf.getCode(), dtmf.getDigit())));
        } else {
            drops.count(Dropped.MALFORMED);
        }
    }

    private void onChatPacket(String sender, ChatMessage chat) {
        if (chat.getDeleted() || chat.getMessage().length() > CHAT_BYTES) {
            drops.count(Dropped.UNSUPPORTED);
        } else {
            chatListeners.tell(
                    new ChatText(chat.getId(), sender, chat.getMessage(), Instant.ofEpochMilli(chat.getTimestamp())));
        }
    }

    private void onChatStream(TextStreamReader reader) {
        reader.readAll(CHAT_BYTES)
                .thenAccept(text -> strand.execute(() -> chatListeners.tell(new ChatText(
                        reader.info().id(),
                        reader.info().sender(),
                        text,
                        reader.info().sentAt()))));
    }

    private void onPreConnectStream(ByteStreamReader reader) {
        Optional<PreConnectAudio> audio = audioListeners.isEmpty() ? Optional.empty() : PreConnectAudio.of(reader);
        audio.ifPresentOrElse(audioListeners::tell, () -> {
            reader.close();
            drops.count(Dropped.UNSUPPORTED);
        });
    }

    /** Somebody left: what they had begun fails. On the room's strand. */
    public void participantLeft(String identity) {
        incoming.senderLeft(identity);
        caller.participantLeft(identity);
        methods.participantLeft(identity);
    }

    /** This side left: all that waits fails. On the room's strand. */
    public void disconnected() {
        incoming.disconnected();
        caller.disconnected();
    }
}
