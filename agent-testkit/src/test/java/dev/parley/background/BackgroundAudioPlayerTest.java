package dev.parley.background;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.speech.BackgroundSound;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After LiveKit Agents' voice/background_audio.py. */
@Timeout(30)
class BackgroundAudioPlayerTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final BlockingQueue<AudioFrame> heard = new LinkedBlockingQueue<>();

    private static AudioFrame level(int sample, Duration length) {
        short[] samples = new short[AudioFormat.WIDEBAND.samplesFor(length)];
        Arrays.fill(samples, (short) sample);
        return AudioFrame.ofSamples(samples, AudioFormat.WIDEBAND);
    }

    private AgentSession session(LiveScript script) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("")))
                .models(script.models())
                .build();
        session.audioOut().runWith(Sink.foreach(heard::add), kit.system());
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return session;
    }

    /** The first sample of a frame that is like this. */
    private short awaitLevel(int wanted) throws InterruptedException {
        while (true) {
            AudioFrame frame = heard.poll(10, TimeUnit.SECONDS);
            assertThat(frame).as("a frame of level %d within 10 s", wanted).isNotNull();
            short sample = frame.sample(frame.samples() - 1);
            if (sample == wanted) {
                return sample;
            }
        }
    }

    @Test
    void shouldPlayAnAmbientSoundAllTheTimeAndAnotherWhileTheAgentThinks() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers(
                        "go",
                        ScriptedReply.of("").timed(Duration.ZERO, Duration.ZERO).stalling());
        AgentSession session = session(script);
        AudioFrame office = level(1000, seconds(0.1));
        AudioFrame typing = level(300, seconds(5));
        // snippet: background
        BackgroundAudioPlayer sounds = BackgroundAudioPlayer.create()
                .ambient(BackgroundSound.of(office).withVolume(0.8))
                .thinking(BackgroundSound.of(typing).withFades(seconds(0.05), seconds(0.05)));
        sounds.start(session);
        // end: background

        awaitLevel(800);
        session.sendText("go");
        awaitLevel(1100);
        session.cancelResponse();
        awaitLevel(800);

        sounds.close();
        sounds.start(session);
        awaitLevel(800);
        sounds.close();
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldPlayASoundOnceAndSayWhenItIsOver() throws Exception {
        AgentSession session = session(LiveScript.create());
        BackgroundAudioPlayer sounds = BackgroundAudioPlayer.create();
        assertThat(sounds.play(BackgroundSound.of(level(5, seconds(0.1)))))
                .as("before the start")
                .isEmpty();
        sounds.start(session);
        assertThatThrownBy(() -> sounds.start(session)).hasMessageContaining("plays already");

        var ring = sounds.play(BackgroundSound.of(level(500, seconds(0.1)))).orElseThrow();

        awaitLevel(500);
        ring.whenDone().toCompletableFuture().get(10, TimeUnit.SECONDS);
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(sounds.play(BackgroundSound.of(level(5, seconds(0.1)))))
                .hasValueSatisfying(
                        late -> assertThat(late.whenDone().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS))
                                .succeedsWithin(Duration.ofSeconds(10)));
    }

    @Test
    void shouldDrawByTheProbabilities() {
        BackgroundSound rare = BackgroundSound.of(level(1, seconds(1))).withProbability(0.2);
        BackgroundSound often = BackgroundSound.of(level(2, seconds(1))).withProbability(0.5);
        BackgroundAudioPlayer player = BackgroundAudioPlayer.create().chance(new Random(7));
        int[] drawn = new int[3];

        for (int i = 0; i < 10_000; i++) {
            drawn[
                    player.draw(List.of(rare, often))
                            .map(sound -> (int) sound.clip().sample(0))
                            .orElse(0)]++;
        }

        assertThat(drawn[0]).isBetween(2800, 3200);
        assertThat(drawn[1]).isBetween(1850, 2150);
        assertThat(drawn[2]).isBetween(4800, 5200);
        assertThat(player.draw(List.of())).isEmpty();
        assertThat(player.draw(List.of(often.withProbability(1), often.withProbability(1))))
                .isPresent();
    }
}
