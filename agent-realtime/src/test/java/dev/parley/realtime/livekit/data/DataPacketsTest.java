package dev.parley.realtime.livekit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import dev.parley.livekit.proto.ChatMessage;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.EncryptedPacket;
import dev.parley.livekit.proto.SipDTMF;
import dev.parley.livekit.proto.UserPacket;
import dev.parley.realtime.livekit.stream.Dropped;
import dev.parley.realtime.livekit.stream.StreamOptions;
import dev.parley.realtime.livekit.stream.TextStreamReader;
import dev.parley.realtime.livekit.stream.TextStreamWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataPacketsTest {
    private final Forwarder room = new Forwarder();
    private final DataPackets agent = room.join("agent", 1);
    private final DataPackets alice = room.join("alice", 1);

    @Test
    void shouldCarryBytesWithTheirTopic() {
        List<UserData> heard = new ArrayList<>();
        Runnable end = agent.onData(heard::add);

        alice.send("map", ByteString.fromString("x=1"), List.of("agent"), DataPacket.Kind.RELIABLE);
        alice.send("", ByteString.fromString("y"), List.of("bob"), DataPacket.Kind.LOSSY);
        end.run();
        alice.send("map", ByteString.fromString("x=2"), List.of(), DataPacket.Kind.RELIABLE);

        assertThat(heard).containsExactly(new UserData("alice", "map", ByteString.fromString("x=1")));
        assertThat(heard.get(0).toString()).doesNotContain("x=1");
    }

    @Test
    void shouldNumberReliablePacketsOnly() {
        alice.send("", ByteString.fromString("a"), List.of(), DataPacket.Kind.RELIABLE);
        alice.send("", ByteString.fromString("b"), List.of(), DataPacket.Kind.LOSSY);
        alice.send("", ByteString.fromString("c"), List.of(), DataPacket.Kind.RELIABLE);

        assertThat(room.forwarded).extracting(DataPacket::getSequence).containsExactly(1, 0, 2);
    }

    @Test
    void shouldDropReliablePacketsThatCameBefore() {
        List<UserData> heard = new ArrayList<>();
        agent.onData(heard::add);

        for (int sequence : new int[] {1, 2, 2, 1, 3, 0, 0}) {
            agent.receive(numbered("PA_1", sequence));
        }
        agent.receive(numbered("PA_2", 1));

        assertThat(heard).hasSize(6);
        assertThat(agent.drops().of(Dropped.DUPLICATE)).isEqualTo(2);
    }

    private static DataPacket numbered(String sid, int sequence) {
        return DataPacket.newBuilder()
                .setParticipantSid(sid)
                .setSequence(sequence)
                .setUser(UserPacket.getDefaultInstance())
                .build();
    }

    @Test
    void shouldForgetSendersThatWereSilentForLongest() {
        ReliableSequence sequence = new ReliableSequence();
        for (int i = 0; i < 5_000; i++) {
            assertThat(sequence.isNew(numbered("PA_" + i, 1))).isTrue();
        }

        assertThat(sequence.senders()).isEqualTo(1024);
        assertThat(sequence.isNew(numbered("PA_4999", 1))).isFalse();
        assertThat(sequence.isNew(numbered("PA_4999", -1))).isTrue();
    }

    @Test
    void shouldReadChatAsStreamAndAsPacket() {
        List<ChatText> heard = new ArrayList<>();
        agent.onChat(heard::add);

        TextStreamWriter writer = alice.outgoing().text(StreamOptions.text("lk.chat"));
        writer.write("Two ");
        writer.write("rolls");
        writer.close();
        agent.receive(DataPacket.newBuilder()
                .setParticipantIdentity("bob")
                .setChatMessage(
                        ChatMessage.newBuilder().setId("m1").setTimestamp(5).setMessage("Hello"))
                .build());

        assertThat(heard)
                .containsExactly(
                        new ChatText(writer.id(), "alice", "Two rolls", Instant.EPOCH),
                        new ChatText("m1", "bob", "Hello", Instant.ofEpochMilli(5)));
        assertThat(heard.get(0).toString()).doesNotContain("rolls");
    }

    @Test
    void shouldPressPhoneKeys() {
        List<DataPackets.DtmfPressed> heard = new ArrayList<>();
        agent.onDtmf(heard::add);

        alice.sendDtmf(Dtmf.of('#'), List.of());
        agent.receive(DataPacket.newBuilder()
                .setSipDtmf(SipDTMF.newBuilder().setCode(3).setDigit("9"))
                .build());

        assertThat(heard).containsExactly(new DataPackets.DtmfPressed("alice", new Dtmf(11, "#")));
        assertThat(agent.drops().of(Dropped.MALFORMED)).isEqualTo(1);
        assertThatThrownBy(() -> Dtmf.of('x')).hasMessageContaining("digit [x]");
    }

    @Test
    void shouldShowTheAgentsSpeechAsOneStream() {
        List<String> shown = new ArrayList<>();
        List<Map<String, String>> closing = new ArrayList<>();
        List<TextStreamReader> readers = new ArrayList<>();
        alice.incoming().onText("lk.transcription", reader -> {
            readers.add(reader);
            reader.closingAttributes().thenAccept(closing::add);
            reader.readAll(999).thenAccept(shown::add);
        });

        Transcriptions.Speech speech = agent.transcriptions().agentSpeech("TR_1");
        speech.append("One ");
        speech.append("moment.");
        speech.end();
        speech.end();

        assertThat(readers).singleElement().satisfies(reader -> {
            assertThat(reader.info().sender()).isEqualTo("agent");
            assertThat(reader.info().attributes())
                    .containsEntry("lk.transcription_final", "false")
                    .containsEntry("lk.transcribed_track_id", "TR_1")
                    .containsKey("lk.segment_id");
        });
        assertThat(shown).containsExactly("One moment.");
        Map<String, String> last = new HashMap<>(readers.get(0).info().attributes());
        last.put("lk.transcription_final", "true");
        assertThat(closing).containsExactly(last);
        assertThat(room.forwarded).hasSize(4);
        assertThat(room.forwarded.get(0).getStreamHeader().getTextHeader().getGenerated())
                .isTrue();
    }

    @Test
    void shouldShowEachGuessOfTheUsersWordsAsAStreamOfTheSameSegment() {
        List<String> shown = new ArrayList<>();
        alice.incoming()
                .onText(
                        "lk.transcription",
                        reader -> reader.readAll(999)
                                .thenAccept(text -> shown.add(reader.info().sender() + ": " + text + " "
                                        + reader.info().attributes().get("lk.segment_id") + " "
                                        + reader.info().attributes().get("lk.transcription_final"))));

        Transcriptions.Utterance utterance = agent.transcriptions().userUtterance("alice", "");
        utterance.interim("two");
        utterance.interim("two rolls");
        utterance.end("Two rolls.");
        utterance.interim("late");
        utterance.end("again");

        assertThat(shown)
                .containsExactly("alice: two id1 false", "alice: two rolls id1 false", "alice: Two rolls. id1 true");
        assertThat(room.forwarded.get(0).getStreamHeader().getAttributesMap())
                .doesNotContainKey("lk.transcribed_track_id");
    }

    @Test
    void shouldCountWhatItDoesNotUnderstand() {
        agent.receive(ByteBuffer.wrap(new byte[] {(byte) 0xFF, 1, 2}));
        agent.receive(DataPacket.newBuilder()
                .setEncryptedPacket(EncryptedPacket.getDefaultInstance())
                .build());
        agent.receive(DataPacket.getDefaultInstance());

        assertThat(agent.drops().of(Dropped.MALFORMED)).isEqualTo(1);
        assertThat(agent.drops().of(Dropped.UNSUPPORTED)).isEqualTo(2);
        assertThat(agent.drops().toString()).contains("MALFORMED=1");
    }

    @Test
    void shouldReadAMessageOfAChannel() {
        List<UserData> heard = new ArrayList<>();
        agent.onData(heard::add);

        agent.receive(numbered("PA_1", 1).toByteString().asReadOnlyByteBuffer());

        assertThat(heard).hasSize(1);
    }

    @Test
    void shouldSurviveAListenerThatThrows() {
        List<UserData> heard = new ArrayList<>();
        agent.onData(data -> {
            throw new IllegalStateException("a bug");
        });
        agent.onData(heard::add);

        agent.receive(numbered("PA_1", 1));

        assertThat(heard).hasSize(1);
        assertThat(agent.drops().of(Dropped.LISTENER_FAILED)).isEqualTo(1);
    }
}
