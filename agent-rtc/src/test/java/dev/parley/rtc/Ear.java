package dev.parley.rtc;

import dev.parley.rtc.datachannel.DataChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what a peer is told; keeps the second second of what it hears. */
final class Ear implements RtcPeerListener {
    private static final int FRAME = 960;
    private static final int FROM = 50;
    private static final int KEPT = 50;

    final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final BlockingQueue<DataChannel> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final short[] heard = new short[KEPT * FRAME];
    private int frames;

    @Override
    public void connected() {
        connected.complete(true);
    }

    @Override
    public synchronized void audio(long ssrc, short[] pcm) {
        int kept = frames - FROM;
        if (kept >= 0 && kept < KEPT) {
            System.arraycopy(pcm, 0, heard, kept * FRAME, FRAME);
        }
        frames++;
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

    synchronized short[] heard() {
        return Arrays.copyOf(heard, heard.length);
    }
}
