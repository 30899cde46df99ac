package dev.parley.bench.realtime;

import java.util.Locale;

/** What a client has measured since it was last asked. Thread-safe. */
class Samples implements ClientProtocol.Figures {
    private static final double BYTES_A_SECOND = 48_000;

    private final Latencies out = new Latencies();
    private final Latencies listener = new Latencies();
    private final StringBuilder clears = new StringBuilder();
    private long frames;
    private long bytes;
    private long errors;
    private long allocatedBefore = AllocatedBytes.sum();

    /** Of sessions that are not measured. */
    static Samples none() {
        return new Samples() {
            @Override
            void handedOut(long sentAt, int size) {}

            @Override
            void played(long lateness) {}

            @Override
            void cleared(int session) {}
        };
    }

    /** Audio has been handed to its output; the time is that of the last block in it, or {@link Marks#ABSENT}. */
    synchronized void handedOut(long sentAt, int size) {
        frames++;
        bytes += size;
        if (sentAt != Marks.ABSENT) {
            out.add(System.nanoTime() - sentAt);
        }
    }

    /** A frame has left the output's own playback, this much later than it could have at the best. */
    synchronized void played(long lateness) {
        listener.add(lateness);
    }

    /** The output was emptied, now. */
    synchronized void cleared(int session) {
        clears.append(clears.length() == 0 ? "" : ",")
                .append("[\"")
                .append(session)
                .append("\",")
                .append(System.nanoTime())
                .append(']');
    }

    synchronized void failed() {
        errors++;
    }

    @Override
    public synchronized void forget() {
        out.clear();
        listener.clear();
        clears.setLength(0);
        frames = 0;
        bytes = 0;
        errors = 0;
        allocatedBefore = AllocatedBytes.sum();
    }

    @Override
    public synchronized String take() {
        String json = String.format(
                Locale.ROOT,
                "{\"out_latency\":%s,\"listener_lateness\":%s,\"out_frames\":%d,\"out_audio_s\":%.3f,"
                        + "\"barge_clear\":[%s],\"errors\":%d,\"allocated_bytes\":%d}",
                out.toJson(),
                listener.toJson(),
                frames,
                bytes / BYTES_A_SECOND,
                clears,
                errors,
                Math.max(0, AllocatedBytes.sum() - allocatedBefore));
        forget();
        return json;
    }
}
