package dev.parley.realtime.livekit.stream;

import akka.Done;
import com.google.protobuf.ByteString;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.DataStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Packets as the tests need them, and an outlet that keeps what goes out. */
public final class Packets implements PacketOutlet {
    /** What went out. */
    public final List<DataPacket> sent = new ArrayList<>();

    private CompletableFuture<Done> answer = CompletableFuture.completedFuture(Done.getInstance());

    @Override
    public CompletionStage<Done> send(DataPacket packet, DataPacket.Kind kind) {
        sent.add(packet);
        return answer;
    }

    /** From now on nothing counts as out before the result is completed. */
    public CompletableFuture<Done> block() {
        answer = new CompletableFuture<>();
        return answer;
    }

    static DataStream.Header textHeader(String id, String topic) {
        return DataStream.Header.newBuilder()
                .setStreamId(id)
                .setTopic(topic)
                .setMimeType("text/plain")
                .setTextHeader(DataStream.TextHeader.getDefaultInstance())
                .build();
    }

    static DataStream.Chunk chunk(String id, long index, String text) {
        return DataStream.Chunk.newBuilder()
                .setStreamId(id)
                .setChunkIndex(index)
                .setContent(ByteString.copyFrom(text, StandardCharsets.UTF_8))
                .build();
    }

    static DataStream.Trailer trailer(String id) {
        return DataStream.Trailer.newBuilder().setStreamId(id).build();
    }
}
