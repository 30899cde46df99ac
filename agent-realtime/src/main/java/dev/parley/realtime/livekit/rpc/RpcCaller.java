package dev.parley.realtime.livekit.rpc;

import akka.Done;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.RpcAck;
import dev.parley.livekit.proto.RpcRequest;
import dev.parley.livekit.proto.RpcResponse;
import dev.parley.realtime.livekit.strand.Strand;
import dev.parley.realtime.livekit.stream.DropCounts;
import dev.parley.realtime.livekit.stream.Dropped;
import dev.parley.realtime.livekit.stream.IncomingStreams;
import dev.parley.realtime.livekit.stream.OutgoingStreams;
import dev.parley.realtime.livekit.stream.PacketOutlet;
import dev.parley.realtime.livekit.stream.StreamOptions;
import dev.parley.realtime.livekit.stream.TextStreamReader;
import dev.parley.realtime.livekit.stream.TextStreamWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls methods that others in the room have registered. {@link #call} is thread-safe; all else happens on the room's strand.
 * Only the one who was called can acknowledge and answer.
 */
public final class RpcCaller {
    /** How long an answer may take unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    private static final int CALLS = 256;

    private final Strand strand;
    private final PacketOutlet outlet;
    private final OutgoingStreams streams;
    private final RpcPeers peers;
    private final DropCounts drops;
    private final Supplier<String> ids;
    private final Map<String, Call> calls = new HashMap<>();

    /** One call that waits. */
    private static final class Call {
        final String destination;
        final CompletableFuture<String> result;
        final Strand.Timer response;
        Strand.@Nullable Timer ack;

        Call(String destination, CompletableFuture<String> result, Strand.Timer ack, Strand.Timer response) {
            this.destination = destination;
            this.result = result;
            this.ack = ack;
            this.response = response;
        }

        void acknowledged() {
            if (ack != null) {
                ack.cancel();
                ack = null;
            }
        }

        void over() {
            acknowledged();
            response.cancel();
        }
    }

    /**
     * Calls through this outlet; answers that are streams are taken from {@code incoming}.
     *
     * @param ids names calls; each call gives another
     */
    public RpcCaller(
            Strand strand,
            PacketOutlet outlet,
            OutgoingStreams streams,
            IncomingStreams incoming,
            RpcPeers peers,
            DropCounts drops,
            Supplier<String> ids) {
        this.strand = strand;
        this.outlet = outlet;
        this.streams = streams;
        this.peers = peers;
        this.drops = drops;
        this.ids = ids;
        incoming.onText(RpcWire.RESPONSE_TOPIC, this::onResponseStream);
    }

    /**
     * Calls a method of somebody in the room.
     *
     * @param payload what the method gets: up to 15,360 bytes for older clients
     * @param timeout within which the answer must come; an acknowledgement must come within 7 s
     * @return the answer, or an {@link RpcException}; completed on the room's strand
     */
    public CompletionStage<String> call(String destination, String method, String payload, Duration timeout) {
        CompletableFuture<String> result = new CompletableFuture<>();
        try {
            strand.execute(() -> begin(destination, method, payload, timeout, result));
        } catch (RejectedExecutionException overloaded) {
            result.completeExceptionally(RpcException.of(RpcErrorCode.SEND_FAILED, "the room is overloaded"));
        }
        return result;
    }

    private void begin(
            String destination, String method, String payload, Duration timeout, CompletableFuture<String> result) {
        OptionalInt protocol = peers.clientProtocol(destination);
        Optional<RpcException> refused = refusal(protocol, payload);
        if (refused.isPresent()) {
            result.completeExceptionally(refused.get());
            return;
        }
        String id = ids.get();
        calls.put(
                id,
                new Call(
                        destination,
                        result,
                        strand.after(RpcWire.ROUND_TRIP, () -> fail(id, RpcErrorCode.CONNECTION_TIMEOUT)),
                        strand.after(timeout, () -> fail(id, RpcErrorCode.RESPONSE_TIMEOUT))));
        long told = longer(timeout, RpcWire.SHORTEST_TIMEOUT).toMillis();
        CompletionStage<Done> sent = protocol.orElse(0) >= RpcWire.STREAM_PROTOCOL
                ? sendStream(destination, id, method, payload, told)
                : outlet.send(packet(destination, id, method, payload, told), DataPacket.Kind.RELIABLE);
        sent.whenComplete((done, failure) -> {
            if (failure != null) {
                strand.execute(() -> fail(id, RpcErrorCode.SEND_FAILED));
            }
        });
    }

    private Optional<RpcException> refusal(OptionalInt protocol, String payload) {
        if (protocol.isEmpty()) {
            return Optional.of(RpcException.of(RpcErrorCode.RECIPIENT_NOT_FOUND));
        }
        if (!peers.serverForwardsCalls()) {
            return Optional.of(RpcException.of(RpcErrorCode.UNSUPPORTED_SERVER));
        }
        if (protocol.getAsInt() < RpcWire.STREAM_PROTOCOL && !RpcWire.fitsPacket(payload)) {
            return Optional.of(RpcException.of(RpcErrorCode.REQUEST_PAYLOAD_TOO_LARGE));
        }
        if (calls.size() == CALLS) {
            return Optional.of(RpcException.of(RpcErrorCode.SEND_FAILED, CALLS + " calls wait already"));
        }
        return Optional.empty();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private CompletionStage<Done> sendStream(String to, String id, String method, String payload, long timeoutMs) {
        TextStreamWriter writer = streams.text(StreamOptions.text(RpcWire.REQUEST_TOPIC)
                .to(List.of(to))
                .withAttributes(Map.of(
                        RpcWire.REQUEST_ID,
                        id,
                        RpcWire.METHOD,
                        method,
                        RpcWire.RESPONSE_TIMEOUT_MS,
                        Long.toString(timeoutMs),
                        RpcWire.VERSION,
                        Integer.toString(RpcWire.STREAM_VERSION))));
        CompletionStage<Done> written = writer.write(payload);
        return written.thenCombine(writer.close(), (text, end) -> end);
    }

    private static DataPacket packet(String to, String id, String method, String payload, long timeoutMs) {
        return DataPacket.newBuilder()
                .addDestinationIdentities(to)
                .setRpcRequest(RpcRequest.newBuilder()
                        .setId(id)
                        .setMethod(method)
                        .setPayload(payload)
                        .setResponseTimeoutMs((int) Math.min(timeoutMs, Integer.MAX_VALUE))
                        .setVersion(RpcWire.PACKET_VERSION))
                .build();
    }

    /** The callee is there. */
    public void onAck(String sender, RpcAck ack) {
        Call call = calls.get(ack.getRequestId());
        if (call == null || !call.destination.equals(sender)) {
            drops.count(Dropped.UNKNOWN_CALL);
        } else {
            call.acknowledged();
        }
    }

    /** The callee's answer, as a packet. */
    public void onResponse(String sender, RpcResponse response) {
        CompletableFuture<String> result = take(sender, response.getRequestId());
        if (result == null) {
            drops.count(Dropped.UNKNOWN_CALL);
        } else if (response.hasError()) {
            result.completeExceptionally(RpcException.of(response.getError()));
        } else {
            result.complete(response.getPayload());
        }
    }

    private void onResponseStream(TextStreamReader reader) {
        String id = reader.info().attributes().getOrDefault(RpcWire.REQUEST_ID, "");
        reader.readAll(RpcWire.STREAM_PAYLOAD_BYTES)
                .whenComplete((payload, failure) ->
                        strand.execute(() -> onResponseRead(reader.info().sender(), id, payload)));
    }

    private void onResponseRead(String sender, String id, @Nullable String payload) {
        CompletableFuture<String> result = take(sender, id);
        if (result == null) {
            drops.count(Dropped.UNKNOWN_CALL);
        } else if (payload == null) {
            result.completeExceptionally(RpcException.of(RpcErrorCode.APPLICATION_ERROR, "answer broke off"));
        } else {
            result.complete(payload);
        }
    }

    private @Nullable CompletableFuture<String> take(String sender, String id) {
        Call call = calls.get(id);
        if (call == null || !call.destination.equals(sender)) {
            return null;
        }
        calls.remove(id);
        call.over();
        return call.result;
    }

    private void fail(String id, RpcErrorCode code) {
        Call call = calls.remove(id);
        if (call != null) {
            call.over();
            call.result.completeExceptionally(RpcException.of(code));
        }
    }

    /** Fails the calls of somebody who left. */
    public void participantLeft(String identity) {
        List<String> gone = calls.entrySet().stream()
                .filter(call -> call.getValue().destination.equals(identity))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(id -> fail(id, RpcErrorCode.RECIPIENT_DISCONNECTED));
    }

    /** Fails all calls: this side is in the room no more. */
    public void disconnected() {
        List.copyOf(calls.keySet()).forEach(id -> fail(id, RpcErrorCode.RECIPIENT_DISCONNECTED));
    }

    /** Calls that wait for their answer. */
    public int waitingCalls() {
        return calls.size();
    }
}
