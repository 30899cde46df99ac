package dev.parley.realtime.livekit.stream;

import dev.parley.livekit.proto.DataStream;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Begins streams to others in the room. Thread-safe. */
public final class OutgoingStreams {
    private final PacketOutlet outlet;
    private final InstantSource clock;
    private final Supplier<String> ids;

    /**
     * Streams through this outlet.
     *
     * @param ids names streams; each call gives another
     */
    public OutgoingStreams(PacketOutlet outlet, InstantSource clock, Supplier<String> ids) {
        this.outlet = outlet;
        this.clock = clock;
        this.ids = ids;
    }

    /** A text to be written bit by bit. */
    public TextStreamWriter text(StreamOptions options) {
        return new TextStreamWriter(
                begin(options, header(options).setTextHeader(DataStream.TextHeader.getDefaultInstance())));
    }

    /** A text that a model writes. */
    public TextStreamWriter generatedText(StreamOptions options) {
        return new TextStreamWriter(begin(
                options,
                header(options).setTextHeader(DataStream.TextHeader.newBuilder().setGenerated(true))));
    }

    /** Bytes to be written bit by bit. */
    public ByteStreamWriter bytes(StreamOptions options) {
        return new ByteStreamWriter(begin(
                options,
                header(options).setByteHeader(DataStream.ByteHeader.newBuilder().setName(options.name()))));
    }

    private OutgoingStream begin(StreamOptions options, DataStream.Header.Builder header) {
        OutgoingStream stream = new OutgoingStream(outlet, options, ids.get());
        stream.open(header.setStreamId(stream.id()).build());
        return stream;
    }

    private DataStream.Header.Builder header(StreamOptions options) {
        DataStream.Header.Builder header = DataStream.Header.newBuilder()
                .setTimestamp(clock.millis())
                .setTopic(options.topic())
                .setMimeType(options.mimeType())
                .putAllAttributes(options.attributes());
        options.totalBytes().ifPresent(header::setTotalLength);
        return header;
    }
}
