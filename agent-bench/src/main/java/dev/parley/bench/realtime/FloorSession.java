package dev.parley.bench.realtime;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** One session of the floor: its socket, bytes of a frame that is not whole yet, audio that waits for its append. One thread. */
final class FloorSession {
    private static final byte[] DELTA = ascii("\"type\":\"response.output_audio.delta\"");
    private static final byte[] SPEECH = ascii("\"type\":\"input_audio_buffer.speech_started\"");
    private static final byte[] CREATED = ascii("\"type\":\"session.created\"");
    private static final byte[] DONE = ascii("\"type\":\"response.done\"");
    private static final byte[] AUDIO = ascii("\"delta\":\"");
    private static final byte[] ITEM = ascii("\"item_id\":\"");
    private static final byte[] OPEN = ascii("{\"type\":\"input_audio_buffer.append\",\"audio\":\"");
    private static final byte[] CLOSE = ascii("\"}");
    private static final byte[] NO_MASK = new byte[4];
    private static final int TYPE_WITHIN = 96;

    private final int number;
    private final SocketChannel channel;
    private final Samples samples;
    private final byte[] append;
    private final byte[] base64;
    private final ByteBuffer out;
    private final byte[] audio = new byte[64 * 1024];
    private byte[] encoded = {};
    private byte[] in = new byte[64 * 1024];
    private int filled;
    private int waiting;
    private int sequence;
    private @Nullable String item;
    private int itemBytes;

    private FloorSession(int number, SocketChannel channel, int appendMillis, Samples samples) {
        this.number = number;
        this.channel = channel;
        this.samples = samples;
        this.append = new byte[48 * appendMillis];
        for (int i = 0; i < append.length; i++) {
            append[i] = (byte) (i * 7);
        }
        this.base64 = new byte[append.length * 4 / 3 + 8];
        this.out = ByteBuffer.allocateDirect(base64.length + 256);
    }

    /** Connects; blocks until the handshake is over. */
    static FloorSession connect(URI url, int number, int appendMillis, Samples samples) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(url.getHost(), url.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(ascii(String.join(
                "\r\n",
                "GET " + url.getPath() + "?model=gpt-realtime HTTP/1.1",
                "Host: " + url.getHost(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "Authorization: Bearer bench-" + number,
                "",
                ""))));
        skipHead(channel);
        channel.configureBlocking(false);
        return new FloorSession(number, channel, appendMillis, samples);
    }

    private static void skipHead(SocketChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        int last = 0;
        while (last != 0x0d0a0d0a) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new EOFException("handshake: closed by the server (expected: an answer to the upgrade)");
            }
            last = last << 8 | one.get(0);
        }
    }

    SocketChannel channel() {
        return channel;
    }

    /** Twenty milliseconds more of the caller's audio, due at this time. */
    void push(long due) throws IOException {
        Marks.write(append, waiting, sequence++, due);
        waiting += Marks.BLOCK;
        if (waiting < append.length) {
            return;
        }
        waiting = 0;
        int length = Base64.getEncoder().encode(append, base64);
        begin(OPEN.length + length + CLOSE.length);
        out.put(OPEN).put(base64, 0, length).put(CLOSE);
        flush();
    }

    /** Takes what the network has; the buffer is anybody's. */
    void read(ByteBuffer network) throws IOException {
        network.clear();
        int count = channel.read(network);
        if (count < 0) {
            throw new EOFException("session " + number + ": closed by the server (expected: open until the end)");
        }
        network.flip();
        if (filled + count > in.length) {
            in = Arrays.copyOf(in, Math.max(in.length * 2, filled + count));
        }
        network.get(in, filled, count);
        filled += count;
        int read = 0;
        for (int next = frame(read); next > 0; next = frame(read)) {
            read = next;
        }
        if (read > 0) {
            System.arraycopy(in, read, in, 0, filled - read);
            filled -= read;
        }
    }

    /** Takes the frame that begins there, RFC 6455, and gives where the next one begins; 0 if it is not whole yet. */
    private int frame(int at) throws IOException {
        if (filled - at < 2) {
            return 0;
        }
        long length = in[at + 1] & 0x7f;
        int head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (filled - at < head) {
            return 0;
        }
        if (head > 2) {
            length = 0;
            for (int i = 2; i < head; i++) {
                length = length << 8 | (in[at + i] & 0xff);
            }
        }
        if (filled - at < head + length) {
            return 0;
        }
        int end = at + head + Math.toIntExact(length);
        if ((in[at] & 0x0f) == 1) {
            onText(at + head, end);
        }
        return end;
    }

    private void onText(int from, int to) throws IOException {
        int head = Math.min(to, from + TYPE_WITHIN);
        if (find(from, head, DELTA) >= 0) {
            onDelta(from, to);
        } else if (find(from, head, SPEECH) >= 0) {
            onSpeech();
        } else if (find(from, head, DONE) >= 0) {
            item = null;
            itemBytes = 0;
        } else if (find(from, head, CREATED) >= 0) {
            write("{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"model\":\"gpt-realtime\","
                    + "\"output_modalities\":[\"audio\"]}}");
            write(
                    "{\"type\":\"response.create\",\"event_id\":\"rc1\",\"response\":{\"output_modalities\":[\"audio\"]}}");
        }
    }

    private void onDelta(int from, int to) {
        int start = find(from, to, AUDIO) + AUDIO.length;
        int size = end(start) - start;
        if (encoded.length != size) {
            encoded = new byte[size];
        }
        System.arraycopy(in, start, encoded, 0, size);
        int bytes = Base64.getDecoder().decode(encoded, audio);
        if (item == null) {
            int id = find(from, to, ITEM) + ITEM.length;
            item = new String(in, id, end(id) - id, StandardCharsets.US_ASCII);
        }
        itemBytes += bytes;
        int last = Marks.lastBlock(bytes);
        samples.handedOut(last < 0 ? Marks.ABSENT : Marks.sentAt(audio, last), bytes);
    }

    private void onSpeech() throws IOException {
        if (item == null) {
            return;
        }
        samples.cleared(number);
        write("{\"type\":\"response.cancel\"}");
        write("{\"type\":\"conversation.item.truncate\",\"item_id\":\"" + item
                + "\",\"content_index\":0,\"audio_end_ms\":" + itemBytes / 48 + "}");
        item = null;
        itemBytes = 0;
    }

    private void write(String text) throws IOException {
        byte[] bytes = ascii(text);
        begin(bytes.length);
        out.put(bytes);
        flush();
    }

    private void begin(int length) {
        out.clear();
        out.put((byte) 0x81);
        if (length < 126) {
            out.put((byte) (0x80 | length));
        } else {
            out.put((byte) (0x80 | 126)).putShort((short) length);
        }
        out.put(NO_MASK);
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private int end(int from) {
        int at = from;
        while (in[at] != '"') {
            at++;
        }
        return at;
    }

    private int find(int from, int to, byte[] wanted) {
        outer:
        for (int i = from; i <= to - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (in[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
