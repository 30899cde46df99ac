package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Remembers what a peer is told; keeps what it hears. */
final class Ear implements RtcPeerListener {
    private static final int FRAME = 960;
    private static final int FROM = 50;
    private static final int KEPT = 50;

    final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final BlockingQueue<DataChannel> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final BlockingQueue<RemoteTrack> added = new LinkedBlockingQueue<>();
    final BlockingQueue<RemoteTrack> removed = new LinkedBlockingQueue<>();
    final BlockingQueue<PeerState> states = new LinkedBlockingQueue<>();
    private final Map<String, List<short[]>> heard = new HashMap<>();

    @Override
    public void connected() {
        connected.complete(true);
    }

    @Override
    public void stateChanged(PeerState state) {
        states.add(state);
    }

    /** Listens to every track but those that are to be ignored. */
    @Override
    public void trackAdded(RemoteTrack track) {
        if (!track.name().startsWith("ignored")) {
            track.listen();
        }
        added.add(track);
    }

    @Override
    public void trackRemoved(RemoteTrack track) {
        removed.add(track);
    }

    @Override
    public synchronized void audio(RemoteTrack track, short[] pcm) {
        heard.computeIfAbsent(track.mid(), unused -> new ArrayList<>()).add(pcm.clone());
        notifyAll();
    }

    @Override
    public void ended(String reason) {
        ended.complete(reason);
    }

    @Override
    public void opened(DataChannel channel) {
        opened.add(channel);
    }

    @Override
    public void text(DataChannel channel, String text) {
        texts.add(text);
    }

    @Override
    public void binary(DataChannel channel, ByteBuffer data) {
        texts.add(data.remaining() + " bytes");
    }

    @Override
    public void closed(DataChannel channel) {}

    /** So many texts, or what came within 20 s. */
    List<String> texts(int count) throws InterruptedException {
        List<String> got = new ArrayList<>();
        for (String text = texts.poll(20, TimeUnit.SECONDS); text != null; text = texts.poll(20, TimeUnit.SECONDS)) {
            got.add(text);
            if (got.size() == count) {
                break;
            }
        }
        return got;
    }

    /** Waits for so many frames of a section in all. */
    synchronized void await(String mid, int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (frames(mid) < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("section " + mid + ": " + frames(mid) + " frames (expected: " + count + ")");
            }
            wait(left);
        }
    }

    /** The second second of the first section. */
    short[] heard() {
        return heard("0", FROM, KEPT);
    }

    /** Frames of a section, zeros where there are none. */
    synchronized short[] heard(String mid, int from, int count) {
        List<short[]> frames = heard.getOrDefault(mid, List.of());
        short[] pcm = new short[count * FRAME];
        for (int i = 0; i < count && from + i < frames.size(); i++) {
            System.arraycopy(frames.get(from + i), 0, pcm, i * FRAME, FRAME);
        }
        return pcm;
    }

    /** Frames of a section that are like this. */
    synchronized List<short[]> frames(String mid, Predicate<short[]> wanted) {
        return heard.getOrDefault(mid, List.of()).stream().filter(wanted).toList();
    }

    synchronized int frames(String mid) {
        return heard.getOrDefault(mid, List.of()).size();
    }
}
