package dev.parley.rtc;

/**
 * A track of the other side, from the description that tells of it to the one that ends it. Thread-safe.
 *
 * <p>Nobody listens at first: its packets are counted and forgotten. It is buffered and decoded from {@link #listen} to
 * {@link #ignore}.
 */
public final class RemoteTrack {
    private final String mid;
    private final String stream;
    private final String name;
    private volatile boolean heard;

    RemoteTrack(String mid, String stream, String name) {
        this.mid = mid;
        this.stream = stream;
        this.name = name;
    }

    /** Name of the section it comes on. */
    public String mid() {
        return mid;
    }

    /** Name of the media stream it belongs to, or empty if the other side gives none. */
    public String stream() {
        return stream;
    }

    /** What the other side calls it, or empty. */
    public String name() {
        return name;
    }

    /** From the next packet on its audio is wanted. */
    public void listen() {
        heard = true;
    }

    /** Its audio is not wanted any more; a frame that is on its way may still come. */
    public void ignore() {
        heard = false;
    }

    public boolean isHeard() {
        return heard;
    }

    @Override
    public String toString() {
        return "track " + name + " of " + stream + " on section " + mid;
    }
}
