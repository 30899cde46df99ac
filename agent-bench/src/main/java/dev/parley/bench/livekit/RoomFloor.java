package dev.parley.bench.livekit;

import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusDecoder;
import dev.parley.rtc.opus.OpusEncoder;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.opus.OpusPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The least that a talking participant costs on a JVM: what {@code room_floor.c} does in C. One thread has for each room a UDP socket, a
 * beat of 20 ms, and Opus both ways; there is no encryption, no ICE, no jitter buffer, no signal. Two of these talk to each other, two
 * seconds each in turn.
 *
 * <p>Arguments: number of rooms, 0 or 1 (who talks first), seconds to warm up, seconds to measure, a mono WAV file at 48 kHz. Prints the
 * share of a core that a room took.
 */
public final class RoomFloor {
    private static final int FIRST_PORT = 30_000;
    private static final int FRAME = OpusEncoder.FRAME_SAMPLES;
    private static final long BEAT_NANOS = 20_000_000;
    private static final int BEATS_OF_A_TURN = 100;

    private final Selector selector = Selector.open();
    private final List<Room> rooms = new ArrayList<>();
    private final short[] speech;
    private final short[] heard = new short[OpusPacket.MAX_SAMPLES];
    private final ByteBuffer spoken = ByteBuffer.allocate(OpusEncoder.MAX_PACKET_BYTES);

    private record Room(DatagramChannel socket, OpusEncoder encoder, OpusDecoder decoder, Deque<byte[]> waiting) {}

    private RoomFloor(int number, int turn, short[] speech) throws IOException {
        this.speech = speech;
        Opus opus = Opus.load();
        for (int i = 0; i < number; i++) {
            DatagramChannel socket =
                    DatagramChannel.open().bind(port(2 * i + turn)).connect(port(2 * i + 1 - turn));
            socket.configureBlocking(false);
            Room room = new Room(
                    socket,
                    opus.encoder(OpusEncoderSettings.standard().withoutLoss()),
                    opus.decoder(),
                    new ArrayDeque<>());
            socket.register(selector, SelectionKey.OP_READ, room);
            rooms.add(room);
        }
    }

    private static InetSocketAddress port(int number) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + number);
    }

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        int number = Integer.parseInt(arguments[0]);
        int turn = Integer.parseInt(arguments[1]);
        int warmBeats = 50 * Integer.parseInt(arguments[2]);
        int seconds = Integer.parseInt(arguments[3]);
        RoomFloor floor = new RoomFloor(number, turn, samples(Wav.read(Path.of(arguments[4]))));
        floor.run(turn, 0, warmBeats);
        long began = processorNanos();
        floor.run(turn, warmBeats, warmBeats + 50 * seconds);
        double took = (processorNanos() - began) / 1e9;
        System.out.printf("%d rooms: %.2f %% of a core a room%n", number, 100 * took / seconds / number);
    }

    private static short[] samples(AudioFrame speech) {
        short[] samples = new short[speech.samples()];
        speech.copySamples(0, samples.length, samples, 0);
        return samples;
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private void run(int turn, int firstBeat, int lastBeat) throws IOException {
        long next = System.nanoTime();
        for (int beat = firstBeat; beat < lastBeat; beat++) {
            next += BEAT_NANOS;
            for (long rest = next - System.nanoTime(); rest > 0; rest = next - System.nanoTime()) {
                selector.select(this::receive, Math.max(1, rest / 1_000_000));
            }
            boolean talks = beat / BEATS_OF_A_TURN % 2 == turn;
            for (Room room : rooms) {
                play(room);
                if (talks) {
                    talk(room, beat);
                }
            }
        }
    }

    private void receive(SelectionKey ready) {
        Room room = (Room) ready.attachment();
        ByteBuffer packet = ByteBuffer.allocate(OpusEncoder.MAX_PACKET_BYTES);
        try {
            if (room.socket.read(packet) > 0) {
                room.waiting.add(Arrays.copyOf(packet.array(), packet.position()));
            }
        } catch (PortUnreachableException notThereYet) {
            // The other side begins later, or has ended.
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void play(Room room) {
        for (byte[] packet = room.waiting.poll(); packet != null; packet = room.waiting.poll()) {
            room.decoder.decode(packet, 0, packet.length, heard, 0);
        }
    }

    private void talk(Room room, int beat) throws IOException {
        int from = beat % (speech.length / FRAME) * FRAME;
        int length = room.encoder.encode(speech, from, spoken.array(), 0);
        try {
            room.socket.write(spoken.clear().limit(length));
        } catch (PortUnreachableException notThereYet) {
            // As above.
        }
    }
}
