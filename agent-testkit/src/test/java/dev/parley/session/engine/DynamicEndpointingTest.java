package dev.parley.session.engine;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.turn.EndpointingOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is learned of the caller's pauses, after LiveKit Agents' tests/test_endpointing.py, with its numbers. */
class DynamicEndpointingTest {
    private static final EndpointingOptions OPTIONS = EndpointingOptions.standard()
            .dynamic()
            .withDelays(seconds(0.3), seconds(1))
            .withAlpha(0.5);

    private DynamicEndpointing call = DynamicEndpointing.nothingKnown();

    private static Instant at(double time) {
        return Instant.EPOCH.plus(seconds(time));
    }

    private void userSpeaks(double from, double to) {
        call = call.speechStarted(at(from)).speechEnded(at(to), false, OPTIONS);
    }

    private double learned() {
        return call.minDelay(OPTIONS).toNanos() / 1e9;
    }

    @Test
    void shouldBeginWithTheSettings() {
        assertThat(learned()).isEqualTo(0.3);
    }

    @Test // test_pause_between_utterances_updates_min_delay
    void shouldLearnThePauseBetweenTwoUtterances() {
        userSpeaks(99, 100);
        userSpeaks(100.4, 100.5);

        assertThat(learned()).isEqualTo(0.35);
    }

    @Test
    void shouldKeepToTheSettingsWhenFixed() {
        userSpeaks(99, 100);
        userSpeaks(100.4, 100.5);

        EndpointingOptions fixed = EndpointingOptions.standard().withDelays(seconds(0.3), seconds(1));
        assertThat(call.minDelay(fixed)).isEqualTo(seconds(0.3));
    }

    @Test // test_new_turn_does_not_change_fixed_max_delay
    void shouldNotLearnASilenceInWhichTheAgentSpoke() {
        userSpeaks(99, 100);
        call = call.agentStarted(at(100.2)).agentEnded(at(100.6));
        userSpeaks(100.9, 101.5);

        assertThat(learned()).isEqualTo(0.3);
    }

    /** The third silence is the caller's own again. */
    @Test
    void shouldLearnOnAfterTheAgentHasSpoken() {
        userSpeaks(99, 100);
        call = call.agentStarted(at(100.2)).agentEnded(at(100.6));
        userSpeaks(100.9, 101.5);
        userSpeaks(102.3, 103);

        assertThat(learned()).isCloseTo(0.5 * 0.3 + 0.5 * 0.8, within(1e-9));
    }

    /** The turn was not over: the delay was too short by what the caller needed. */
    @ParameterizedTest // test_interruption_updates_min_delay, test_delayed_interruption_leaves_delays_unchanged
    @CsvSource({
        "100.2, 100.25, 0.3", // 0.25 s is less than the least delay
        "100.5, 100.6, 0.45",
        "100.5, 100.8, 0.55",
        "100.5, 100.85, 0.3", // later than the least delay after the agent's beginning
        "101.0, 101.3, 0.8",
        "101.1, 101.2, 0.3" // the agent took longer than the greatest delay
    })
    void shouldLearnFromAnInterruptionRightAfterTheAgentsBeginning(double agent, double user, double expected) {
        userSpeaks(99, 100);
        call = call.agentStarted(at(agent));
        userSpeaks(user, user + 1);

        assertThat(learned()).isCloseTo(expected, within(1e-9));
    }

    /** Unlike LiveKit Agents, where the agent's falling silent makes it forget that it was interrupted. */
    @Test
    void shouldLearnFromAnInterruptionThatHasCutTheAgentOff() {
        userSpeaks(99, 100);
        call = call.agentStarted(at(100.5)).speechStarted(at(100.7)).agentEnded(at(101.2));
        call = call.speechEnded(at(102), false, OPTIONS);

        assertThat(learned()).isCloseTo(0.5 * 0.3 + 0.5 * 0.7, within(1e-9));
    }

    @Test // test_interruption_adjusts_stale_utterance_end_time
    void shouldNotLearnWhenTheCallerSpeaksBeforeTheAgentDoes() {
        userSpeaks(98, 99);
        call = call.speechStarted(at(99.4)).agentStarted(at(99.6));
        call = call.speechStarted(at(99.7)).speechEnded(at(100.5), false, OPTIONS);

        assertThat(learned()).isEqualTo(0.3);
    }

    @Test // test_should_ignore_skips_filter_update, test_should_ignore_outside_grace_period
    void shouldLearnNothingFromABackchannel() {
        userSpeaks(99, 100);
        call = call.agentStarted(at(100.4)).speechStarted(at(100.65)).speechEnded(at(100.8), true, OPTIONS);

        assertThat(learned()).isEqualTo(0.3);
        assertThat(call.speaking()).isFalse();
        assertThat(call.overlapping()).isFalse();
        assertThat(call.endedAt()).isEmpty();
    }

    @Test // test_should_ignore_grace_period_overrides
    void shouldNotTakeForABackchannelWhatBeginsWithTheAgent() {
        userSpeaks(99, 100);
        call = call.agentStarted(at(100.5)).speechStarted(at(100.6)).speechEnded(at(100.8), true, OPTIONS);

        assertThat(learned()).isCloseTo(0.45, within(1e-9));
        assertThat(call.endedAt()).contains(at(100.8));
    }

    @Test // test_should_ignore_without_overlapping_still_updates
    void shouldTakeForNoBackchannelWhatIsSaidWhileTheAgentIsSilent() {
        userSpeaks(99, 100);
        call = call.speechStarted(at(100.4)).speechEnded(at(100.6), true, OPTIONS);

        assertThat(learned()).isEqualTo(0.35);
    }

    /** Unlike LiveKit Agents, which takes a minute's silence for a pause like any other. */
    @Test
    void shouldNotTakeALongSilenceForAPause() {
        userSpeaks(99, 100);
        userSpeaks(160, 161);

        assertThat(learned()).isEqualTo(0.3);
    }

    @Test // test_lowering_max_delay_clamps_learned_min_delay
    void shouldStayWithinTheSettingsOfTheAgentThatTalks() {
        userSpeaks(99, 100);
        userSpeaks(101, 101.5);

        assertThat(learned()).isEqualTo(0.65);
        assertThat(call.minDelay(OPTIONS.withDelays(seconds(0.3), seconds(0.5))))
                .isEqualTo(seconds(0.5));
        assertThat(call.minDelay(OPTIONS.withDelays(seconds(0.7), seconds(2)))).isEqualTo(seconds(0.7));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldAverageOverAllPausesAndStayWithinTheSettings(long seed) {
        Random random = new Random(seed * RandomCalls.SPREAD);
        EndpointingOptions options = OPTIONS.withAlpha(0.1 + 0.9 * random.nextDouble());
        double time = 100;
        double expected = 0.3;
        call = call.speechStarted(at(99)).speechEnded(at(time), false, options);
        for (int i = 0; i < 200; i++) {
            double pause = Math.round(random.nextDouble() * 1500) / 1000.0;
            call = call.speechStarted(at(time + pause)).speechEnded(at(time + pause + 0.5), false, options);
            time += pause + 0.5;
            if (pause > 0 && pause <= 1) {
                expected = Math.max(0.3, options.alpha() * expected + (1 - options.alpha()) * pause);
            }
            Duration least = call.minDelay(options);
            assertThat(least).isBetween(seconds(0.3), seconds(1));
            assertThat(least.toNanos() / 1e9).isCloseTo(expected, within(1e-6));
        }
    }
}
