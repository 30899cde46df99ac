package dev.parley.rtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.stun.StunAttribute;
import dev.parley.rtc.stun.StunBuilder;
import dev.parley.rtc.stun.StunClass;
import dev.parley.rtc.stun.StunMessage;
import dev.parley.rtc.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IceAgentTest {
    private static final List<StunClass> CLASSES = List.of(StunClass.values());
    private static final InetSocketAddress LEFT = new InetSocketAddress("192.0.2.1", 4001);
    private static final InetSocketAddress RIGHT = new InetSocketAddress("192.0.2.2", 4002);
    private static final InetSocketAddress RIGHT_V6 = new InetSocketAddress("2001:db8::2", 4002);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.9", 9);

    /** One side of a simulation. */
    private static final class Side implements IceListener {
        final IceCredentials credentials;
        final IceAgent agent;
        final List<IceState> states = new ArrayList<>();
        final List<InetSocketAddress> selections = new ArrayList<>();
        long sent;
        int restarts;

        Side(IceNetwork network, IceRole role, InetSocketAddress address, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            credentials = IceCredentials.random(random);
            IceAgent[] self = new IceAgent[1];
            IceTransport transport = (packet, to) -> {
                sent++;
                network.send(self[0], packet, to);
            };
            agent = new IceAgent(IceSettings.standard(), credentials, role, random, transport, this);
            self[0] = agent;
            agent.addLocalCandidate(IceCandidate.host(address, 65535));
            network.attach(agent, address);
        }

        @Override
        public void stateChanged(IceState state) {
            states.add(state);
        }

        @Override
        public void selected(InetSocketAddress remote) {
            selections.add(remote);
        }

        @Override
        public void restarted() {
            restarts++;
        }
    }

    /** Two sides that know each other's credentials, and the left one the right one's address. */
    private static final class Call {
        final IceNetwork network;
        final Side left;
        final Side right;

        Call(long seed, double loss, IceRole leftRole, IceRole rightRole) {
            network = new IceNetwork(seed, loss);
            left = new Side(network, leftRole, LEFT, seed * 31 + 1);
            right = new Side(network, rightRole, RIGHT, seed * 31 + 2);
        }

        static Call plain() {
            return new Call(1, 0, IceRole.CONTROLLING, IceRole.CONTROLLED);
        }

        Call introduced() {
            left.agent.addRemoteCandidate(IceCandidate.host(RIGHT, 65535));
            right.agent.addRemoteCandidate(IceCandidate.host(LEFT, 65535));
            return this;
        }

        Call started() {
            left.agent.start(network.nowMillis(), right.credentials);
            right.agent.start(network.nowMillis(), left.credentials);
            return this;
        }

        void assertConnected() {
            assertThat(left.agent.state()).isEqualTo(IceState.CONNECTED);
            assertThat(right.agent.state()).isEqualTo(IceState.CONNECTED);
            assertThat(left.agent.selectedRemote()).contains(RIGHT);
            assertThat(right.agent.selectedRemote()).contains(LEFT);
        }
    }

    @Test
    void shouldConnectOnACleanNetwork() {
        Call call = Call.plain().introduced().started();

        call.network.run(1000);

        call.assertConnected();
        assertThat(call.left.states).containsExactly(IceState.CHECKING, IceState.CONNECTED);
        assertThat(call.right.selections).containsExactly(LEFT);
    }

    @Test
    void shouldFindItsPathAnewWhenRestarted() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);
        call.network.cut(true);
        call.network.run(20_000);
        assertThat(call.left.agent.state()).isEqualTo(IceState.DISCONNECTED);

        IceCredentials left = IceCredentials.random(new SplittableRandom(8));
        IceCredentials right = IceCredentials.random(new SplittableRandom(9));
        call.left.agent.restart(call.network.nowMillis(), left, right);
        call.right.agent.restart(call.network.nowMillis(), right, left);
        assertThat(call.left.agent.selectedRemote()).isEmpty();
        assertThat(call.left.agent.knows(RIGHT)).isTrue();
        call.left.agent.addRemoteCandidate(IceCandidate.host(RIGHT, 65535));
        call.network.run(5_000);
        assertThat(call.left.restarts).isZero();
        call.network.cut(false);
        call.network.run(5_000);

        call.assertConnected();
        assertThat(call.left.restarts).isEqualTo(1);
        assertThat(call.left.states)
                .containsExactly(
                        IceState.CHECKING,
                        IceState.CONNECTED,
                        IceState.DISCONNECTED,
                        IceState.CHECKING,
                        IceState.CONNECTED);
    }

    @Test
    void shouldFailWhenARestartFindsNoPath() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);
        call.network.cut(true);
        IceCredentials same = call.left.credentials;
        IceCredentials other = IceCredentials.random(new SplittableRandom(8));
        call.left.agent.restart(call.network.nowMillis(), same, other);
        assertThat(call.left.agent.state()).isEqualTo(IceState.CONNECTED);
        call.left.agent.restart(call.network.nowMillis(), other, call.right.credentials);
        call.left.agent.addRemoteCandidate(IceCandidate.host(RIGHT, 65535));
        call.network.run(31_000);

        assertThat(call.left.agent.state()).isEqualTo(IceState.FAILED);
        call.left.agent.restart(call.network.nowMillis(), same, other);
        assertThat(call.left.agent.state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void shouldConnectWhenOneSideKnowsNoAddress() {
        Call call = Call.plain();
        call.left.agent.addRemoteCandidate(IceCandidate.host(RIGHT, 65535));

        call.started().network.run(2000);

        call.assertConnected();
    }

    @Test
    void shouldConnectWhenTheCandidateTricklesInLate() {
        Call call = Call.plain().started();
        call.network.run(5000);
        assertThat(call.left.agent.state()).isEqualTo(IceState.CHECKING);

        call.right.agent.addRemoteCandidate(IceCandidate.host(LEFT, 65535));
        call.network.run(1000);

        call.assertConnected();
    }

    @Test
    void shouldAnswerChecksBeforeItKnowsTheOtherSide() {
        Call call = Call.plain();
        call.left.agent.addRemoteCandidate(IceCandidate.host(RIGHT, 65535));
        call.left.agent.start(0, call.right.credentials);
        call.network.run(1000);
        assertThat(call.left.agent.state()).isEqualTo(IceState.CONNECTED);

        call.right.agent.start(call.network.nowMillis(), call.left.credentials);
        call.network.run(1000);

        call.assertConnected();
    }

    @Test
    void shouldTakeTheAddressThatWorks() {
        Call call = Call.plain().introduced();
        InetSocketAddress better = new InetSocketAddress("192.0.2.77", 1);
        call.network.kill(better);
        call.left.agent.addRemoteCandidate(
                new IceCandidate("9", IceCandidate.host(better, 65535).priority() + 5, CandidateType.HOST, better));

        call.started().network.run(3000);

        call.assertConnected();
    }

    @Test
    void shouldPairAddressesOfOneFamilyOnly() {
        Call call = Call.plain();
        call.left.agent.addRemoteCandidate(IceCandidate.host(RIGHT_V6, 65535));

        call.left.agent.start(0, call.right.credentials);
        call.network.run(3000);

        assertThat(call.left.sent).isZero();
    }

    @Test
    void shouldResolveARoleConflict() {
        for (IceRole both : IceRole.values()) {
            for (int seed = 0; seed < 50; seed++) {
                Call call = new Call(seed, 0, both, both).introduced().started();

                call.network.run(3000);

                call.assertConnected();
                assertThat(call.left.agent.role()).isNotEqualTo(call.right.agent.role());
            }
        }
    }

    @Test
    void shouldFailWhenNothingAnswers() {
        Call call = Call.plain().introduced();
        call.network.cut(true);

        call.started().network.run(31_000);

        assertThat(call.left.states).containsExactly(IceState.CHECKING, IceState.FAILED);
        assertThat(call.left.agent.selectedRemote()).isEmpty();
        assertThat(call.left.agent.nextTickMillis(40_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNoticeSilenceAndRecoverFromIt() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);

        call.network.cut(true);
        call.network.run(20_000);
        assertThat(call.left.agent.state()).isEqualTo(IceState.DISCONNECTED);
        call.network.cut(false);
        call.network.run(7000);

        call.assertConnected();
    }

    /** Not only with the next check, which may be six seconds later. */
    @Test
    void shouldNoticeSilenceAsSoonAsItIsTooLong() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);
        call.network.cut(true);

        call.network.run(10_990);
        assertThat(call.left.agent.state()).isEqualTo(IceState.CONNECTED);
        assertThat(call.right.agent.state()).isEqualTo(IceState.CONNECTED);

        call.network.run(1_020);
        assertThat(call.left.agent.state()).isEqualTo(IceState.DISCONNECTED);
        assertThat(call.right.agent.state()).isEqualTo(IceState.DISCONNECTED);
    }

    @Test
    void shouldStopSendingWhenConsentRanOut() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);

        call.network.cut(true);
        call.network.run(37_000);
        long sent = call.left.sent;
        call.network.run(10_000);

        assertThat(call.left.states)
                .containsExactly(IceState.CHECKING, IceState.CONNECTED, IceState.DISCONNECTED, IceState.FAILED);
        assertThat(call.left.sent).isEqualTo(sent);
    }

    @Test
    void shouldAskForConsentAboutEveryFiveSeconds() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);
        long sent = call.left.sent;

        call.network.run(600_000);

        call.assertConnected();
        assertThat(call.left.sent - sent).isBetween(220L, 270L);
    }

    @Test
    void shouldConnectOnALossyNetworkWithEverySeed() {
        for (int seed = 0; seed < 3000; seed++) {
            IceRole role = seed % 3 == 0 ? IceRole.CONTROLLED : IceRole.CONTROLLING;
            Call call = new Call(seed, 0.25, role, IceRole.CONTROLLED).introduced();
            for (int i = 0; i < seed % 5; i++) {
                InetSocketAddress nowhere = new InetSocketAddress("198.51.100.1", 1 + i);
                call.left.agent.addRemoteCandidate(IceCandidate.host(nowhere, 100 + i));
            }
            call.started();

            for (int step = 0; step < 58 && call.left.agent.state() != IceState.FAILED; step++) {
                call.network.run(500);
                if (call.left.agent.state() == IceState.CONNECTED && call.right.agent.state() == IceState.CONNECTED) {
                    break;
                }
            }

            assertThat(call.left.agent.selectedRemote()).as("seed %s", seed).contains(RIGHT);
            assertThat(call.right.agent.selectedRemote()).as("seed %s", seed).contains(LEFT);
        }
    }

    @Test
    void shouldIgnoreStrangers() {
        Call call = Call.plain().introduced().started();
        byte[] forged = StunBuilder.binding(StunClass.REQUEST, new TransactionId(1, 2))
                .username(call.left.credentials.ufrag() + ":guess")
                .useCandidate()
                .tieBreaker(StunAttribute.ICE_CONTROLLING, -1)
                .sealed("a password that is not the one");
        byte[] answer = StunBuilder.binding(StunClass.SUCCESS, new TransactionId(3, 4))
                .mappedAddress(LEFT)
                .sealed(call.right.credentials.password());
        long sent = call.left.sent;

        call.left.agent.receive(0, forged, 0, forged.length, STRANGER);
        call.left.agent.receive(0, answer, 0, answer.length, STRANGER);
        call.left.agent.receive(0, new byte[30], 0, 30, STRANGER);

        assertThat(call.left.agent.statistics()).isEqualTo(new IceStatistics(1, 1, 1, 0));
        assertThat(call.left.agent.knows(STRANGER)).isFalse();
        assertThat(call.left.sent).isEqualTo(sent);
        assertThat(call.left.agent.role()).isEqualTo(IceRole.CONTROLLING);
    }

    @Test
    void shouldRefuseRequestsWithUnknownDemands() {
        IceNetwork network = new IceNetwork(1, 0);
        List<StunMessage> answers = new ArrayList<>();
        IceCredentials credentials = IceCredentials.random(new Random(1));
        IceAgent agent = new IceAgent(
                IceSettings.standard(),
                credentials,
                IceRole.CONTROLLED,
                new Random(2),
                (packet, to) ->
                        answers.add(StunMessage.parse(packet, 0, packet.length).orElseThrow()),
                new Side(network, IceRole.CONTROLLED, LEFT, 1));
        byte[] request = StunBuilder.binding(StunClass.REQUEST, new TransactionId(1, 2))
                .username(credentials.ufrag() + ":x")
                .unknownAttributes(List.of())
                .sealed(credentials.password());
        byte[] demanding = Demanding.of(request, credentials.password());

        agent.receive(0, demanding, 0, demanding.length, STRANGER);

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).errorCode()).hasValue(420);
        assertThat(agent.knows(STRANGER)).isFalse();
    }

    @Test
    void shouldBoundTheCandidatesOfTheOtherSide() {
        Call call = Call.plain();
        for (int port = 1; port <= 1000; port++) {
            call.left.agent.addRemoteCandidate(IceCandidate.host(new InetSocketAddress("198.51.100.1", port), port));
        }

        assertThat(call.left.agent.statistics().candidatesDropped()).isEqualTo(1000 - 64);
    }

    @Test
    void shouldDoNothingAfterClose() {
        Call call = Call.plain().introduced().started();
        call.network.run(1000);

        call.left.agent.close();
        long sent = call.left.sent;
        call.network.run(60_000);

        assertThat(call.left.sent).isEqualTo(sent);
        assertThat(call.left.agent.state()).isEqualTo(IceState.CLOSED);
        assertThat(call.right.agent.state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void shouldSurviveForgedAndDamagedPackets() {
        Random random = new Random(8445);
        Call call = Call.plain().introduced().started();
        call.network.run(1000);
        for (int round = 0; round < 50_000; round++) {
            byte[] packet = StunBuilder.binding(CLASSES.get(random.nextInt(4)), TransactionId.random(random))
                    .username(call.left.credentials.ufrag() + ":x")
                    .priority(random.nextLong())
                    .sealed(random.nextBoolean() ? call.left.credentials.password() : "another password, a wrong one");
            for (int i = random.nextInt(3); i > 0; i--) {
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            InetSocketAddress from = new InetSocketAddress("198.51.100.1", 1 + random.nextInt(5000));
            call.left.agent.receive(call.network.nowMillis(), packet, 0, packet.length, from);
        }
        call.network.run(10_000);

        call.assertConnected();
        assertThat(call.left.agent.statistics().candidatesDropped()).isPositive();
    }
}
