package dev.parley.worker.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.worker.cluster.internal.JobRecord.Placed;
import dev.parley.worker.cluster.internal.PlacementEffect.Outcome;
import dev.parley.worker.job.Assignment;
import dev.parley.worker.job.JobSlots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which call begins through which node; the others are played by the test. */
class ProposalsTest extends OneNode {
    private static final AskKey FIRST_OF_OTHER = new AskKey(OTHER, 7);

    ProposalsTest() {
        super(5, 10);
    }

    @Test
    void shouldBeginAtOnceOnAnOnlyNode() {
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF)));

        propose(1, "a");

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(timers).isEmpty();
    }

    @Test
    void shouldWaitForEveryNodeThatIsReachable() {
        threeNodes();

        propose(1, "a");
        vote(OTHER, Optional.empty());
        assertThat(answers).isEmpty();
        vote(THIRD, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
        assertThat(settled(OTHER).place().orElseThrow().node()).isEqualTo(SELF);
        assertThat(settled(THIRD)).isEqualTo(settled(OTHER));
    }

    @Test
    void shouldNotBeginWhatANodeHas() {
        threeNodes();

        propose(1, "a");
        vote(OTHER, Optional.of(OTHER));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        assertThat(settled(THIRD).place()).as("so that it forgets its promise").isEmpty();
        assertThat(slots.taken()).isZero();
    }

    /** What a node says of another is older than what that one says itself. */
    @Test
    void shouldBelieveTheOwnerBeforeThoseWhoKnowOfIt() {
        threeNodes();

        propose(1, "over");
        vote(THIRD, Optional.of(OTHER));
        vote(OTHER, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldBelieveThoseWhoKnowOfAnOwnerThatIsSilent() {
        threeNodes();

        propose(1, "a");
        vote(THIRD, Optional.of(OTHER));
        due(PlacementTimer.poll(asked(OTHER).proposal()));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
    }

    @Test
    void shouldGoOnWithoutTheSilentOnceMoreThanHalfHavePromised() {
        threeNodes();

        propose(1, "a");
        vote(THIRD, Optional.empty());
        due(PlacementTimer.poll(asked(OTHER).proposal()));

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldAskAgainAndRefuseInTheEndIfTooFewAnswer() {
        threeNodes();
        propose(1, "a");
        sent.clear();

        due(PlacementTimer.poll(proposal()));
        assertThat(asked(OTHER).callId()).isEqualTo("a");
        due(PlacementTimer.request(1));

        assertThat(refused(1)).isEqualTo(Assignment.Why.FULL);
        assertThat(nowhere(1).detail()).contains("1 of 3 let the call begin within 2000 ms");
    }

    /** Of two halves the one with the lowest address goes on, here the other's. */
    @Test
    void shouldNotBeginWithHalfOfTheNodes() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER)));
        placement.feed(new PlacementEvent.Reachability(OTHER, false));

        propose(1, "a");
        assertThat(answers).isEmpty();
        placement.feed(new PlacementEvent.PeerLost(OTHER));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF)));

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldBeginWithTheHalfThatHasTheLowestAddress() {
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        hear(new PeerMessage.RunningCalls(THIRD, 1, List.of(), List.of()));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, THIRD)));
        placement.feed(new PlacementEvent.Reachability(THIRD, false));

        propose(1, "a");

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    /** It has heard of the cluster, but isn't let in yet. */
    @Test
    void shouldWaitUntilItIsAMember() {
        placement.feed(new PlacementEvent.MembersChanged(Members.of(OTHER)));

        propose(1, "a");
        assertThat(answers).isEmpty();
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER)));
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of(), List.of()));
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
        propose(1, "a");
        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.empty()));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.empty()));
        assertThat(timers).doesNotContainKey(PlacementTimer.promise(FIRST_OF_OTHER));
    }

    @Test
    void shouldTellTheNextWhereTheCallWasPlaced() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));

        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.of(new Placed(OTHER, 5))));

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
        assertThat(timers).containsKey(PlacementTimer.promise(FIRST_OF_OTHER));
        propose(1, "b");
        hear(new PeerMessage.SettleWanted(OTHER, proposal(), "b"));
        assertThat(settledAll(OTHER)).as("while it isn't known").isEmpty();
        vote(OTHER, Optional.empty());
        vote(THIRD, Optional.empty());
        hear(new PeerMessage.SettleWanted(OTHER, proposal(), "b"));
        assertThat(settledAll(OTHER))
                .hasSize(2)
                .allMatch(told -> told.place().orElseThrow().node().equals(SELF));
    }

    @Test
    void shouldForgetThePromisesToANodeThatIsGone() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        hear(new PeerMessage.Propose(OTHER, 8, "b", 0));
        hear(new PeerMessage.Settled(OTHER, 8, "b", Optional.of(new Placed(OTHER, 5))));

        placement.feed(new PlacementEvent.PeerLost(OTHER));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.empty()));
        assertThat(placement.state().records()).containsOnlyKeys("a");
        assertThat(placement.state().lost()).containsEntry("b", OTHER);
    }

    @Test
    void shouldGiveWayToTheLowerAddressWhileItsOwnPollIsOpen() {
        threeNodes();

        propose(1, "a");
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
        propose(1, "a");

        hear(new PeerMessage.Reserve(THIRD, 5, "a", Optional.empty()));

        assertThat(refused(1)).isEqualTo(Assignment.Why.EXISTS);
        assertThat(slots.taken()).isEqualTo(1);
    }

    @Test
    void shouldTellANodeOfTheCallThatItWasSentAfterItsWish() {
        threeNodes();
        hear(new PeerMessage.Propose(THIRD, 3, "a", 4));
        hear(new PeerMessage.Settled(THIRD, 3, "a", Optional.of(new Placed(OTHER, 6))));

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
        propose(1, "a");
        vote(OTHER, Optional.empty());
        vote(THIRD, Optional.empty());
        assertThat(answers).as("it waits for a place").isEmpty();

        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));

        assertThat(votes(OTHER)).containsExactly(new PeerMessage.Vote(SELF, 7, Optional.of(SELF)));
    }

    /** The host as text, the port as a number, as the cluster itself decides who goes on. */
    @Test
    void shouldOrderAddressesAsTheClusterDoes() {
        assertThat(List.of("10.0.0.1:25520", "10.0.0.10:25520", "10.0.0.2:9000", "10.0.0.2:10000", "[::1]:1"))
                .isSortedAccordingTo(Addresses.ORDER);
    }

    /** Another node may count fewer members, or more. */
    @Test
    void shouldWantMoreThanHalfWhicheverOfTheChangingNodesCount() {
        Members growing = new Members(Set.of("a:1", "b:1"), Set.of("c:1", "d:1"));

        assertThat(growing.isMajority(Set.of("a:1", "b:1")))
                .as("the half with the lowest")
                .isTrue();
        assertThat(growing.with("e:1", false).isMajority(Set.of("a:1", "b:1"))).isFalse();
        assertThat(growing.isMajority(Set.of("a:1"))).isFalse();
        assertThat(growing.isMajority(Set.of("a:1", "c:1", "d:1")))
                .as("half, if these are let in")
                .isTrue();
        assertThat(growing.isMajority(Set.of("b:1", "c:1", "d:1")))
                .as("half without the lowest, if they are not")
                .isFalse();
    }

    /** What runs there it may be asked about by a third one before it hears of it. */
    @Test
    void shouldPromiseNothingUntilItHasHeardWhatTheMembersRun() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER, THIRD)));
        hear(new PeerMessage.RunningCalls(THIRD, 1, List.of(), List.of()));

        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        assertThat(votes(THIRD)).isEmpty();
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of("a"), List.of()));
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 3, Optional.of(OTHER)));
    }

    /** One who is about to be let in by others already may stand against it. */
    @Test
    void shouldNotBeginWithoutThoseThatAreAboutToBeLetIn() {
        threeNodes();
        placement.feed(new PlacementEvent.MembersChanged(
                Members.of(SELF, OTHER, THIRD).with("10.0.0.4:25520", false).with("10.0.0.5:25520", false)));
        propose(1, "a");
        vote(THIRD, Optional.empty());

        due(PlacementTimer.poll(asked(OTHER).proposal()));
        assertThat(answers).isEmpty();
        vote(OTHER, Optional.empty());

        assertThat(answers.get(1L)).isInstanceOf(Outcome.Here.class);
    }

    @Test
    void shouldKeepItsPromisesWhenItFailsAndBeginsAnew() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        propose(1, "mine");
        placement.feed(new PlacementEvent.CallsSampled(Set.of("runs")));
        sent.clear();

        failAndBeginAnew();
        hear(new PeerMessage.Propose(THIRD, 3, "a", 0));
        hear(new PeerMessage.Propose(THIRD, 4, "runs", 0));

        assertThat(votes(THIRD)).containsExactly(new PeerMessage.Vote(SELF, 4, Optional.of(SELF)));
        assertThat(timers).containsKey(PlacementTimer.promise(FIRST_OF_OTHER));
        assertThat(all(OTHER, PeerMessage.SettleWanted.class)).hasSize(1);
        assertThat(settled(OTHER).callId()).as("nobody waits for it any more").isEqualTo("mine");
        assertThat(refused(1)).isEqualTo(Assignment.Why.FULL);
    }

    @Test
    void shouldTakeNoPlaceForWhoWaitedBeforeItFailed() {
        threeNodes();
        List<JobSlots.Reservation> all = new ArrayList<>();
        for (int i = 0; i < slots.capacity(); i++) {
            slots.reserve().ifPresent(all::add);
        }
        propose(1, "a");
        vote(OTHER, Optional.empty());
        vote(THIRD, Optional.empty());
        assertThat(placement.state().waiting()).isEqualTo(1);
        all.forEach(JobSlots.Reservation::release);

        failAndBeginAnew();

        assertThat(refused(1)).isEqualTo(Assignment.Why.FULL);
        assertThat(slots.taken()).isZero();
    }

    /** What it says of a node that was lost here before would never be corrected by that node. */
    @Test
    void shouldAskAgainWhenACallIsSaidToBeOnANodeThatIsGone() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        placement.feed(new PlacementEvent.PeerLost(THIRD));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER)));
        PlacementTimer promise = PlacementTimer.promise(FIRST_OF_OTHER);

        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.of(new JobRecord.Placed(THIRD, 5))));
        assertThat(timers).containsKey(promise);
        due(promise);
        assertThat(all(OTHER, PeerMessage.SettleWanted.class)).hasSize(1);
        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.empty()));

        assertThat(placement.state().records()).isEmpty();
    }

    @Test
    void shouldRememberWhatWasPlacedOnAMemberThatItNeverFound() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of(), List.of()));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER)));
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER, THIRD)));
        hear(new PeerMessage.Settled(OTHER, 7, "a", Optional.of(new JobRecord.Placed(THIRD, 5))));

        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER)));

        assertThat(placement.state().lost()).containsEntry("a", THIRD);
        assertThat(lost).contains(new PlacementEffect.Lost(THIRD, List.of("a")));
    }

    @Test
    void shouldSayOfWhatIsOnlyPromisedThatItChanges() {
        threeNodes();
        hear(new PeerMessage.Propose(OTHER, 7, "a", 0));

        propose(1, "a");

        assertThat(nowhere(1).detail()).contains("is about to begin or has just ended");
    }

    private void threeNodes() {
        placement.feed(new PlacementEvent.PeerFound(OTHER));
        placement.feed(new PlacementEvent.PeerFound(THIRD));
        hear(new PeerMessage.RunningCalls(OTHER, 1, List.of(), List.of()));
        hear(new PeerMessage.RunningCalls(THIRD, 1, List.of(), List.of()));
        placement.feed(new PlacementEvent.MembersChanged(Members.of(SELF, OTHER, THIRD)));
    }

    private void vote(String node, Optional<String> owner) {
        hear(new PeerMessage.Vote(node, asked(node).proposal(), owner));
    }

    /** The number of the last proposal. */
    private long proposal() {
        return placement.state().lastAsk();
    }

    private PeerMessage.Propose asked(String node) {
        return last(node, PeerMessage.Propose.class);
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

    private Assignment.Why refused(long request) {
        return nowhere(request).why();
    }
}
