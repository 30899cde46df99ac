package dev.parley.realtime.livekit.stream;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How a stream is sent. Immutable; each method gives a changed copy. */
public final class StreamOptions {
    private static final String TEXT = "text/plain";
    private static final String BYTES = "application/octet-stream";

    private final String topic;
    private final String mimeType;
    private final String name;
    private final String sender;
    private final Map<String, String> attributes;
    private final List<String> destinations;
    private final OptionalLong totalBytes;

    private StreamOptions(
            String topic,
            String mimeType,
            String name,
            String sender,
            Map<String, String> attributes,
            List<String> destinations,
            OptionalLong totalBytes) {
        this.topic = topic;
        this.mimeType = mimeType;
        this.name = name;
        this.sender = sender;
        this.attributes = Map.copyOf(attributes);
        this.destinations = List.copyOf(destinations);
        this.totalBytes = totalBytes;
    }

    /** Text on this topic, to everybody. */
    public static StreamOptions text(String topic) {
        return new StreamOptions(topic, TEXT, "", "", Map.of(), List.of(), OptionalLong.empty());
    }

    /** A file of this name on this topic, to everybody. */
    public static StreamOptions bytes(String topic, String name) {
        return new StreamOptions(topic, BYTES, name, "", Map.of(), List.of(), OptionalLong.empty());
    }

    /** The same with these attributes in its header. */
    public StreamOptions withAttributes(Map<String, String> others) {
        return new StreamOptions(topic, mimeType, name, sender, others, destinations, totalBytes);
    }

    /** The same to these identities only; to everybody if there are none. */
    public StreamOptions to(List<String> identities) {
        return new StreamOptions(topic, mimeType, name, sender, attributes, identities, totalBytes);
    }

    /** The same in the name of another participant, whose words an agent writes down; servers allow that to agents only. */
    public StreamOptions inTheNameOf(String identity) {
        return new StreamOptions(topic, mimeType, name, identity, attributes, destinations, totalBytes);
    }

    /** The same with another type of content. */
    public StreamOptions withMimeType(String other) {
        return new StreamOptions(topic, other, name, sender, attributes, destinations, totalBytes);
    }

    /** The same with its length told ahead; receivers check it. */
    public StreamOptions withTotalBytes(long bytes) {
        return new StreamOptions(topic, mimeType, name, sender, attributes, destinations, OptionalLong.of(bytes));
    }

    String topic() {
        return topic;
    }

    String mimeType() {
        return mimeType;
    }

    String name() {
        return name;
    }

    String sender() {
        return sender;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    List<String> destinations() {
        return destinations;
    }

    OptionalLong totalBytes() {
        return totalBytes;
    }
}
