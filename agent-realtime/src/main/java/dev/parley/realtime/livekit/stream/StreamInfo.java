package dev.parley.realtime.livekit.stream;

import dev.parley.livekit.proto.DataStream;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the header of a stream tells. What it says comes from the sender; only the identity is the server's word.
 *
 * @param id the sender's name for the stream
 * @param topic what it is for
 * @param mimeType of the content
 * @param name of a file; empty for texts
 * @param sender identity of the participant it is from
 * @param sentAt by the sender's clock
 * @param totalBytes its length, if the sender knew it
 * @param attributes of the header
 */
public record StreamInfo(
        String id,
        String topic,
        String mimeType,
        String name,
        String sender,
        Instant sentAt,
        OptionalLong totalBytes,
        Map<String, String> attributes) {
    /** Copies the attributes. */
    public StreamInfo {
        attributes = Map.copyOf(attributes);
    }

    static StreamInfo of(DataStream.Header header, String sender) {
        return new StreamInfo(
                header.getStreamId(),
                header.getTopic(),
                header.getMimeType(),
                header.getByteHeader().getName(),
                sender,
                Instant.ofEpochMilli(header.getTimestamp()),
                header.hasTotalLength() ? OptionalLong.of(header.getTotalLength()) : OptionalLong.empty(),
                header.getAttributesMap());
    }
}
