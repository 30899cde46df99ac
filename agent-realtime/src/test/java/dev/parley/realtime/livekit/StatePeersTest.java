package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.ServerInfo;
import dev.parley.realtime.livekit.room.RoomState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatePeersTest {
    private static RoomState state(String version) {
        return RoomState.joined(JoinResponse.newBuilder()
                        .setServerInfo(ServerInfo.newBuilder().setVersion(version))
                        .addOtherParticipants(ParticipantInfo.newBuilder()
                                .setSid("PA_1")
                                .setIdentity("alice")
                                .setClientProtocol(2))
                        .build())
                .state();
    }

    @ParameterizedTest
    @CsvSource({"1.7.9,false", "0.99.0,false", "1.8.0,true", "1.11.0,true", "2.0.0,true", "edge,true"})
    void shouldKnowServersThatForwardCalls(String version, boolean expected) {
        assertThat(new StatePeers(() -> state(version)).serverForwardsCalls()).isEqualTo(expected);
    }

    @Test
    void shouldKnowWhatTheOthersUnderstand() {
        assertThat(new StatePeers(() -> state("1.8.0")).clientProtocol("alice")).hasValue(2);
        assertThat(new StatePeers(() -> state("1.8.0")).clientProtocol("bob")).isEmpty();
        assertThat(new StatePeers(() -> null).clientProtocol("alice")).isEmpty();
    }
}
