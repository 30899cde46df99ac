package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which call begins through which node; the others are played by the test. */
class ProposalsTest implements Placement.Outside {
    private static final String SELF = "10.0.0.2:25520";
    private static final String OTHER = "10.0.0.1:25520";
    private static final String THIRD = "10.0.0.3:25520";
    private static final AskKey FIRST_OF_OTHER = new AskKey(OTHER, 7);

    private final JobSlots slots = new JobSlots(5);
    private final Placement placement = new Placement(
            new PlacementMachine(new PlacementSettings(
                    SELF,
                    Duration.ofSeconds(2),
                    10,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(50))),
            PlacementState.initial(0),
            slots,
            () -> new NodeLoad(5, slots.taken(), 0, 0, false, false),
            this);
    private final Map<String, List<PeerMessage>> sent = new HashMap<>();
    private final Map<Long, Outcome> answers = new HashMap<>();
    private final Set<PlacementTimer> timers = new HashSet<>();

    @Test
    void shouldBeginAtOnceOnAnOnlyNode() {
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF)));

        want(1, "a");

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(timers).isEmpty();
    }

    @Test
    void shouldWaitForEveryNodeThatIsReachable() {
        threeNodes();

        want(1, "a");
        vote(OTHER, Optional.empty());
        assertThat(answers).isEmpty();
        vote(THIRD, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(settled(OTHER).node()).contains(SELF);
        assertThat(settled(THIRD)).isEqualTo(settled(OTHER));
    }

    @Test
    void shouldNotBeginWhatANodeHas() {
        threeNodes();

        want(1, "a");
        vote(OTHER, Optional.of(OTHER));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        assertThat(settled(THIRD).node()).as("so that it forgets its promise").isEmpty();
        assertThat(slots.taken()).isZero();
    }

    /** What a node says of another is older than what that one says itself. */
    @Test
    void shouldBelieveTheOwnerBeforeThoseWhoKnowOfIt() {
        threeNodes();

        want(1, "over");
        vote(THIRD, Optional.of(OTHER));
        vote(OTHER, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldBelieveThoseWhoKnowOfAnOwnerThatIsSilent() {
        threeNodes();

        want(1, "a");
        vote(THIRD, Optional.of(OTHER));
        due(PlacementTimer.poll(asked(OTHER).proposal()));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
    }

    @Test
    void shouldGoOnWithoutTheSilentOnceMoreThanHalfHavePromised() {
        threeNodes();

        want(1, "a");
        vote(THIRD, Optional.empty());
        due(PlacementTimer.poll(asked(OTHER).proposal()));

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldAskAgainAndRefuseInTheEndIfTooFewAnswer() {
        threeNodes();
        want(1, "a");
        sent.clear();

        due(PlacementTimer.poll(proposal()));
        assertThat(asked(OTHER).callId()).isEqualTo("a");
        due(PlacementTimer.request(1));

        assertThat(refused(1)).isEqualTo(Assignment.Why.FULL);
        assertThat(((Outcome.Nowhere) Objects.requireNonNull(answers.get(1L))).detail())
                .contains("1 of 3 let the call begin within 2000 ms");
    }

    /** Of two halves the one with the lowest address goes on, here the other's. */
    @Test
    void shouldNotBeginWithHalfOfTheNodes() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF, OTHER)));
        placement.feed(new PlacementEvent.Reachability(OTHER, false));

        want(1, "a");
        assertThat(answers).isEmpty();
        placement.feed(new PlacementEvent.PeerLost(OTHER));
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF)));

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldBeginWithTheHalfThatHasTheLowestAddress() {
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF, THIRD)));
        placement.feed(new PlacementEvent.Reachability(THIRD, false));

        want(1, "a");

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    /** It has heard of the cluster, but isn't let in yet. */
    @Test
    void shouldWaitUntilItIsAMember() {
        placement.feed(new PlacementEvent.MembersChanged(Set.of(OTHER)));

        want(1, "a");
        assertThat(answers).isEmpty();
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF, OTHER)));
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        due(PlacementTimer.poll(proposal()));
        vote(OTHER, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldPromiseACallToOneNodeAtATime() {
        threeNodes();

        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        assertThat(votes(OTHER)).containsExactly(new PeerMessage.Vote(SELF, 7, Optional.empty()));
        assertThat(votes(THIRD)).isEmpty();
        want(1, "a");
        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.empty(), 0));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.empty()));
        assertThat(timers).doesNotContain(PlacementTimer.promise(FIRST_OF_OTHER));
    }

    @Test
    void shouldTellTheNextWhereTheCallWasPlaced() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));

        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.of(OTHER), 5));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.of(OTHER)));
        assertThat(placement.state().ownerOf("a")).contains(OTHER);
        hear(new PeerMessage.RunningCalls(OTHER, 4, List.of(), List.of()));
        assertThat(placement.state().ownerOf("a")).as("by an older list").contains(OTHER);
        hear(new PeerMessage.RunningCalls(OTHER, 5, List.of("a"), List.of()));
        assertThat(placement.state().records()).isEmpty();
        assertThat(placement.state().ownerOf("a")).contains(OTHER);
        hear(new PeerMessage.RunningCalls(OTHER, 6, List.of(), List.of()));
        assertThat(placement.state().ownerOf("a")).isEmpty();
    }

    /** A promise doesn't lapse; what came of it may have been lost on its way. */
    @Test
    void shouldAskWhatCameOfAPromise() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));

        due(PlacementTimer.promise(FIRST_OF_OTHER));

        assertThat(sent.get(OTHER)).contains(new PeerMessage.SettleWanted(SELF, 7, "a"));
        assertThat(timers).contains(PlacementTimer.promise(FIRST_OF_OTHER));
        want(1, "b");
        hear(new PeerMessage.SettleWanted(OTHER, proposal(), "b"));
        assertThat(settledAll(OTHER)).as("while it isn't known").isEmpty();
        vote(OTHER, Optional.empty());
        vote(THIRD, Optional.empty());
        hear(new PeerMessage.SettleWanted(OTHER, proposal(), "b"));
        assertThat(settledAll(OTHER)).hasSize(2).allMatch(told -> told.node().equals(Optional.of(SELF)));
    }

    @Test
    void shouldForgetThePromisesToANodeThatIsGone() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        hear(new PeerMessage.Propose(OTHER, 8, "b", 0));
        hear(new PeerMessage.Settled(OTHER, 8, "b", Optional.of(OTHER), 5));

        placement.feed(new PlacementEvent.PeerLost(OTHER));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.empty()));
        assertThat(placement.state().records()).containsOnlyKeys("a");
        assertThat(placement.state().lost()).containsEntry("b", OTHER);
    }

    @Test
    void shouldGiveWayToTheLowerAddressWhileItsOwnPollIsOpen() {
        threeNodes();

        want(1, "a");
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.of(SELF)));
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        assertThat(votes(OTHER)).containsExactly(new PeerMessage.Vote(SELF, 7, Optional.empty()));
    }

    /** Another node, which didn't hear of this one's wish, has been allowed and sends the call here. */
    @Test
    void shouldGiveWayToACallThatIsSentHere() {
        threeNodes();
        want(1, "a");

        hear(new PeerMessage.Reserve(THIRD, 5, "a", Optional.empty()));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void shouldTellANodeOfTheCallThatItWasSentAfterItsWish() {
        threeNodes();
        hear(new PeerMessage.Propose(THIRD, 3, "a", 4));
        hear(new PeerMessage.Settled(THIRD, 3, "a", Optional.of(OTHER), 6));

        hear(new PeerMessage.Propose(OTHER, 7, "a", 5));
        assertThat(votes(OTHER)).containsExactly(new PeerMessage.Vote(SELF, 7, Optional.of(OTHER)));
        hear(new PeerMessage.Propose(OTHER, 8, "a", 7));

        assertThat(votes(OTHER)).contains(new PeerMessage.Vote(SELF, 8, Optional.empty()));
    }

    @Test
    void shouldNotGiveWayOnceItMayBegin() {
        threeNodes();
        for (int i = 0; i < 5; i++) {
            assertThat(slots.reserve()).isPresent();
        }
        placement.sample();
        want(1, "a");
        vote(OTHER, Optional.empty());
        vote(THIRD, Optional.empty());
        assertThat(answers).as("it waits for a place").isEmpty();

        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));

        assertThat(votes(OTHER)).containsExactly(new PeerMessage.Vote(SELF, 7, Optional.of(SELF)));
    }

    private void threeNodes() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        placement.feed(new PlacementEvent.MembersChanged(Set.of(SELF, OTHER, THIRD)));
    }

    private void want(long request, String callId) {
        placement.feed(new PlacementEvent.Wanted(request, callId, Optional.empty()));
    }

    private void vote(String node, Optional<String> owner) {
        hear(new PeerMessage.Vote(node, asked(node).proposal(), owner));
    }

    private void hear(PeerMessage message) {
        placement.feed(new PlacementEvent.Heard(message));
    }

    private void due(PlacementTimer timer) {
        placement.feed(new PlacementEvent.Due(timer));
    }

    /** The number of the last proposal. */
    private long proposal() {
        return placement.state().lastAsk();
    }

    private PeerMessage.Propose asked(String node) {
        List<PeerMessage.Propose> all = all(node, PeerMessage.Propose.class);
        return all.get(all.size() - 1);
    }

    private List<PeerMessage.Vote> votes(String node) {
        return all(node, PeerMessage.Vote.class);
    }

    private List<PeerMessage.Settled> settledAll(String node) {
        return all(node, PeerMessage.Settled.class);
    }

    private PeerMessage.Settled settled(String node) {
        return settledAll(node).get(0);
    }

    private <T> List<T> all(String node, Class<T> type) {
        return sent.getOrDefault(node, List.of()).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private Assignment.Why refused(long request) {
        return ((Outcome.Nowhere) Objects.requireNonNull(answers.get(request))).why();
    }

    @Override
    public void send(String node, PeerMessage message) {
        sent.computeIfAbsent(node, first -> new ArrayList<>()).add(message);
    }

    @Override
    public void answer(long request, Outcome outcome) {
        assertThat(answers.put(request, outcome)).as("an earlier answer").isNull();
    }

    @Override
    public void handOver(long ticket, Optional<PlacementState.Hold> hold) {
        throw new AssertionError("no place is held here");
    }

    @Override
    public void startTimer(PlacementTimer timer, Duration delay) {
        timers.add(timer);
    }

    @Override
    public void cancelTimer(PlacementTimer timer) {
        timers.remove(timer);
    }

    @Override
    public void lost(PlacementEffect.Lost effect) {
        // Seen in the state.
    }

    @Override
    public void endDoubled(PlacementEffect.EndDoubled effect) {
        throw new AssertionError("nothing runs twice here");
    }
}
