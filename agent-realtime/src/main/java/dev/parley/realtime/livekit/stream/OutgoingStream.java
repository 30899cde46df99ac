package dev.parley.realtime.livekit.stream;

import akka.Done;
import com.google.protobuf.ByteString;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DataStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The packets of one stream, in order, each sent when the one before is out. After a failure nothing more is sent. Thread-safe.
 */
final class OutgoingStream {
    private static final long UNSENT_BYTES = 4L << 20;

    private final PacketOutlet outlet;
    private final StreamOptions options;
    private final String id;
    private CompletionStage<Done> last = CompletableFuture.completedStage(Done.getInstance());
    private long chunks;
    private long unsent;
    private boolean closed;

    OutgoingStream(PacketOutlet outlet, StreamOptions options, String id) {
        this.outlet = outlet;
        this.options = options;
        this.id = id;
    }

    String id() {
        return id;
    }

    synchronized void open(DataStream.Header header) {
        last = outlet.send(packet().setStreamHeader(header).build(), DataPacket.Kind.RELIABLE);
    }

    synchronized CompletionStage<Done> write(List<ByteString> pieces) {
        long bytes = pieces.stream().mapToLong(ByteString::size).sum();
        if (closed) {
            return CompletableFuture.failedStage(StreamFailure.closed());
        }
        if (unsent + bytes > UNSENT_BYTES && unsent > 0) {
            return CompletableFuture.failedStage(StreamFailure.tooMuchUnsent(UNSENT_BYTES));
        }
        unsent += bytes;
        for (ByteString piece : pieces) {
            follow(chunk(piece));
        }
        last = last.whenComplete((done, failure) -> sent(bytes));
        return last;
    }

    private DataPacket chunk(ByteString piece) {
        return packet().setStreamChunk(DataStream.Chunk.newBuilder()
                        .setStreamId(id)
                        .setChunkIndex(chunks++)
                        .setContent(piece))
                .build();
    }

    private synchronized void sent(long bytes) {
        unsent -= bytes;
    }

    synchronized CompletionStage<Done> close(String reason, Map<String, String> attributes) {
        if (closed) {
            return last;
        }
        closed = true;
        follow(packet().setStreamTrailer(DataStream.Trailer.newBuilder()
                        .setStreamId(id)
                        .setReason(reason)
                        .putAllAttributes(attributes))
                .build());
        return last;
    }

    private void follow(DataPacket packet) {
        last = last.thenCompose(before -> outlet.send(packet, DataPacket.Kind.RELIABLE));
    }

    private DataPacket.Builder packet() {
        return DataPacket.newBuilder()
                .setParticipantIdentity(options.sender())
                .addAllDestinationIdentities(options.destinations());
    }
}
