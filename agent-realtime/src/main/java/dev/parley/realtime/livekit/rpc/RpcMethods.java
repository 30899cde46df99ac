package dev.parley.realtime.livekit.rpc;

import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.RpcRequest;
import dev.parley.realtime.livekit.strand.Strand;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Methods that others in the room may call. {@link #register} and {@link #unregister} are thread-safe; all else happens on the
 * room's strand. A call is acknowledged at once and answered by its handler; one that comes twice runs once.
 */
public final class RpcMethods {
    private static final Logger LOG = LoggerFactory.getLogger(RpcMethods.class);
    private static final int RUNNING_CALLS = 64;
    /** Whatever a caller asks for, a call is forgotten after this time. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

    private final Strand strand;
    private final PacketOutlet outlet;
    private final OutgoingStreams streams;
    private final RpcPeers peers;
    private final Map<String, RpcHandler> handlers = new ConcurrentHashMap<>();
    private final Map<Key, Strand.Timer> running = new HashMap<>();

    private record Key(String caller, String requestId) {}

    /** Methods whose calls come as packets, by {@link #onRequest}, or through {@code incoming}. */
    public RpcMethods(
            Strand strand, PacketOutlet outlet, OutgoingStreams streams, IncomingStreams incoming, RpcPeers peers) {
        this.strand = strand;
        this.outlet = outlet;
        this.streams = streams;
        this.peers = peers;
        incoming.onText(RpcWire.REQUEST_TOPIC, this::onRequestStream);
    }

    /**
     * Answers calls of this method from now on.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void register(String method, RpcHandler handler) {
        if (handlers.putIfAbsent(method, handler) != null) {
            throw new IllegalArgumentException(
                    "RPC method: [" + method + "] is registered (expected: another name, or unregister it first)");
        }
    }

    /** Answers calls of this method no more; those that run go on. */
    public void unregister(String method) {
        handlers.remove(method);
    }

    /** A call, as a packet. */
    public void onRequest(String caller, RpcRequest request) {
        RpcInvocation invocation = new RpcInvocation(
                request.getId(),
                caller,
                request.getMethod(),
                request.getPayload(),
                Duration.ofMillis(Integer.toUnsignedLong(request.getResponseTimeoutMs())));
        acknowledge(invocation);
        if (request.getVersion() != RpcWire.PACKET_VERSION) {
            refuse(invocation, RpcException.of(RpcErrorCode.UNSUPPORTED_VERSION));
        } else {
            run(invocation);
        }
    }

    private void onRequestStream(TextStreamReader reader) {
        Map<String, String> attributes = reader.info().attributes();
        RpcInvocation head = new RpcInvocation(
                attributes.getOrDefault(RpcWire.REQUEST_ID, ""),
                reader.info().sender(),
                attributes.getOrDefault(RpcWire.METHOD, ""),
                "",
                timeout(attributes.getOrDefault(RpcWire.RESPONSE_TIMEOUT_MS, "")));
        acknowledge(head);
        if (!attributes.getOrDefault(RpcWire.VERSION, "").equals(Integer.toString(RpcWire.STREAM_VERSION))) {
            reader.close();
            refuse(head, RpcException.of(RpcErrorCode.UNSUPPORTED_VERSION));
            return;
        }
        reader.readAll(RpcWire.STREAM_PAYLOAD_BYTES)
                .whenComplete((payload, failure) -> strand.execute(() -> onRequestRead(head, payload)));
    }

    private static Duration timeout(String millis) {
        try {
            return Duration.ofMillis(Math.max(0, Long.parseLong(millis)));
        } catch (NumberFormatException malformed) {
            return RpcCaller.DEFAULT_TIMEOUT;
        }
    }

    private void onRequestRead(RpcInvocation head, @Nullable String payload) {
        if (payload == null) {
            refuse(head, RpcException.of(RpcErrorCode.APPLICATION_ERROR, "request broke off or is too long"));
        } else {
            run(new RpcInvocation(
                    head.requestId(), head.callerIdentity(), head.method(), payload, head.responseTimeout()));
        }
    }

    private void acknowledge(RpcInvocation call) {
        outlet.send(RpcWire.ack(call.callerIdentity(), call.requestId()), DataPacket.Kind.RELIABLE);
    }

    private void run(RpcInvocation call) {
        Key key = new Key(call.callerIdentity(), call.requestId());
        RpcHandler handler = handlers.get(call.method());
        if (running.containsKey(key)) {
            return;
        }
        if (handler == null) {
            refuse(call, RpcException.of(RpcErrorCode.UNSUPPORTED_METHOD));
        } else if (running.size() == RUNNING_CALLS) {
            refuse(call, RpcException.of(RpcErrorCode.APPLICATION_ERROR, RUNNING_CALLS + " calls run already"));
        } else {
            running.put(key, strand.after(shorter(call.responseTimeout(), LONGEST_CALL), () -> running.remove(key)));
            answer(handler, call)
                    .whenComplete((payload, failure) -> strand.execute(() -> onAnswered(key, call, payload, failure)));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static CompletionStage<String> answer(RpcHandler handler, RpcInvocation call) {
        try {
            return handler.handle(call);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    private void onAnswered(Key key, RpcInvocation call, @Nullable String payload, @Nullable Throwable failure) {
        Strand.Timer deadline = running.remove(key);
        if (deadline == null) {
            return;
        }
        deadline.cancel();
        if (failure != null || payload == null) {
            refuse(call, told(call, failure));
        } else if (protocol(call) >= RpcWire.STREAM_PROTOCOL) {
            sendStream(call, payload);
        } else if (RpcWire.fitsPacket(payload)) {
            outlet.send(RpcWire.result(call.callerIdentity(), call.requestId(), payload), DataPacket.Kind.RELIABLE);
        } else {
            refuse(call, RpcException.of(RpcErrorCode.RESPONSE_PAYLOAD_TOO_LARGE));
        }
    }

    private int protocol(RpcInvocation call) {
        return peers.clientProtocol(call.callerIdentity()).orElse(0);
    }

    private static RpcException told(RpcInvocation call, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcException own) {
            return own;
        }
        LOG.warn("The handler of RPC method [{}] failed.", call.method(), cause);
        return RpcException.of(RpcErrorCode.APPLICATION_ERROR);
    }

    private void sendStream(RpcInvocation call, String payload) {
        TextStreamWriter writer = streams.text(StreamOptions.text(RpcWire.RESPONSE_TOPIC)
                .to(List.of(call.callerIdentity()))
                .withAttributes(Map.of(RpcWire.REQUEST_ID, call.requestId())));
        writer.write(payload);
        writer.close();
    }

    private void refuse(RpcInvocation call, RpcException failure) {
        outlet.send(RpcWire.failure(call.callerIdentity(), call.requestId(), failure), DataPacket.Kind.RELIABLE);
    }

    /** Forgets the calls of somebody who left; their handlers run to their end unheard. */
    public void participantLeft(String identity) {
        running.entrySet().removeIf(call -> {
            boolean gone = call.getKey().caller().equals(identity);
            if (gone) {
                call.getValue().cancel();
            }
            return gone;
        });
    }

    /** Calls that are being answered. */
    public int runningCalls() {
        return running.size();
    }
}
