package dev.parley.realtime.livekit.rpc;

import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.RpcAck;
import dev.parley.livekit.proto.RpcResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Names and numbers of the protocol, as LiveKit's clients have them, and its packets. */
final class RpcWire {
    static final String REQUEST_TOPIC = "lk.rpc_request";
    static final String RESPONSE_TOPIC = "lk.rpc_response";
    static final String REQUEST_ID = "lk.rpc_request_id";
    static final String METHOD = "lk.rpc_request_method";
    static final String RESPONSE_TIMEOUT_MS = "lk.rpc_request_response_timeout_ms";
    static final String VERSION = "lk.rpc_request_version";

    static final int PACKET_VERSION = 1;
    static final int STREAM_VERSION = 2;
    /** From this {@code client_protocol} on a peer takes calls as streams. */
    static final int STREAM_PROTOCOL = 1;

    static final int PACKET_PAYLOAD_BYTES = 15_360;
    /** LiveKit sets none; this bounds what a peer makes us keep. */
    static final int STREAM_PAYLOAD_BYTES = 1 << 20;

    /** The way there and back: an acknowledgement takes no longer. */
    static final Duration ROUND_TRIP = Duration.ofSeconds(7);

    static final Duration SHORTEST_TIMEOUT = ROUND_TRIP.plusSeconds(1);

    private RpcWire() {}

    static boolean fitsPacket(String payload) {
        return payload.length() <= PACKET_PAYLOAD_BYTES
                && payload.getBytes(StandardCharsets.UTF_8).length <= PACKET_PAYLOAD_BYTES;
    }

    static DataPacket ack(String to, String requestId) {
        return DataPacket.newBuilder()
                .addDestinationIdentities(to)
                .setRpcAck(RpcAck.newBuilder().setRequestId(requestId))
                .build();
    }

    static DataPacket result(String to, String requestId, String payload) {
        return DataPacket.newBuilder()
                .addDestinationIdentities(to)
                .setRpcResponse(RpcResponse.newBuilder().setRequestId(requestId).setPayload(payload))
                .build();
    }

    static DataPacket failure(String to, String requestId, RpcException failure) {
        return DataPacket.newBuilder()
                .addDestinationIdentities(to)
                .setRpcResponse(RpcResponse.newBuilder().setRequestId(requestId).setError(failure.toProto()))
                .build();
    }
}
