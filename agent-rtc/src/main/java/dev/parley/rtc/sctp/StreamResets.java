package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Ends streams, so that their numbers can be used again (RFC 6525 §5). One request of ours at a time; it waits until nothing of
 * the streams is left to be sent, and is repeated until it is answered.
 */
final class StreamResets {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int MOST_STREAMS = 128;
    private static final int NOTHING_TO_DO = 0;
    private static final int PERFORMED = 1;
    private static final int IN_PROGRESS = 6;

    private final Outbound outbound;
    private final Inbound inbound;
    private final RetransmissionTimeout rto;
    private final TreeSet<Integer> wanted = new TreeSet<>();
    private List<Integer> requested = List.of();
    private byte[] request = new byte[0];
    private int nextRequest;
    private int expectedRequest;
    private int lastResult = NOTHING_TO_DO;
    private long timerMillis = NEVER;

    StreamResets(Outbound outbound, Inbound inbound, RetransmissionTimeout rto, int localTsn, int peerTsn) {
        this.outbound = outbound;
        this.inbound = inbound;
        this.rto = rto;
        this.nextRequest = localTsn;
        this.expectedRequest = peerTsn;
    }

    void want(int stream) {
        wanted.add(stream);
    }

    /** Sends a request if one is due. */
    void transmit(long nowMillis, PacketWriter writer) {
        if (requested.isEmpty()) {
            List<Integer> due = wanted.stream()
                    .filter(stream -> !outbound.hasWaiting(stream))
                    .limit(MOST_STREAMS)
                    .toList();
            if (due.isEmpty()) {
                return;
            }
            requested = due;
            due.forEach(wanted::remove);
            request = requestBody(due);
            timerMillis = nowMillis;
        }
        if (nowMillis >= timerMillis) {
            writer.chunk(Chunk.RE_CONFIG, 0, request);
            timerMillis = nowMillis + rto.millis();
        }
    }

    private byte[] requestBody(List<Integer> streams) {
        int length = 16 + 2 * streams.size();
        ByteBuffer body = ByteBuffer.allocate(length)
                .putShort((short) Chunk.PARAM_OUTGOING_RESET)
                .putShort((short) length)
                .putInt(nextRequest)
                .putInt(expectedRequest - 1)
                .putInt((int) outbound.lastTsn());
        streams.forEach(stream -> body.putShort(stream.shortValue()));
        return body.array();
    }

    long timerMillis() {
        return timerMillis;
    }

    /** Takes a RE-CONFIG; returns the streams that the other side has ended, if it was a new request. */
    List<Integer> received(ByteBuffer body, PacketWriter writer) {
        Peer.parameter(body, Chunk.PARAM_RESET_RESPONSE).ifPresent(this::onResponse);
        return Peer.parameter(body, Chunk.PARAM_OUTGOING_RESET)
                .filter(request -> request.remaining() >= 12)
                .map(request -> onRequest(request, writer))
                .orElse(List.of());
    }

    private void onResponse(ByteBuffer response) {
        if (response.remaining() < 8 || requested.isEmpty() || response.getInt() != nextRequest) {
            return;
        }
        if (response.getInt() == IN_PROGRESS) {
            return; // Asked again by the timer.
        }
        requested.forEach(outbound::resetSequence);
        requested = List.of();
        nextRequest++;
        timerMillis = NEVER;
    }

    private List<Integer> onRequest(ByteBuffer parameter, PacketWriter writer) {
        int number = parameter.getInt();
        parameter.getInt();
        int lastTsn = parameter.getInt();
        List<Integer> streams = new ArrayList<>();
        while (parameter.remaining() >= 2) {
            streams.add(parameter.getShort() & 0xFFFF);
        }
        if (number == expectedRequest - 1) {
            respond(number, lastResult, writer);
            return List.of();
        }
        if (number != expectedRequest) {
            return List.of();
        }
        if (!inbound.reached(lastTsn)) {
            respond(number, IN_PROGRESS, writer);
            return List.of();
        }
        expectedRequest++;
        lastResult = PERFORMED;
        inbound.reset(streams);
        respond(number, lastResult, writer);
        return streams;
    }

    private static void respond(int number, int result, PacketWriter writer) {
        writer.chunk(
                Chunk.RE_CONFIG,
                0,
                ByteBuffer.allocate(12)
                        .putShort((short) Chunk.PARAM_RESET_RESPONSE)
                        .putShort((short) 12)
                        .putInt(number)
                        .putInt(result)
                        .array());
    }
}
