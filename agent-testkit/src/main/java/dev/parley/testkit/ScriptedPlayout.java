package dev.parley.testkit;

import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.speech.HeardText;
import dev.parley.testkit.CallRecording.Playback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Voice and playout on virtual time: sentences are synthesised one after the other and played in real time, as the real
 * ones would. Utterances play in the order in which they begin.
 */
final class ScriptedPlayout {
    private final VirtualClock clock;
    private final Function<String, ScriptedVoice> voices;
    private final Consumer<Stimulus> session;
    private final List<Playback> playbacks = new ArrayList<>();
    private boolean dead;
    private @Nullable Utterance heldBack;
    private @Nullable Playing playing;
    private final Deque<Playing> waiting = new ArrayDeque<>();

    ScriptedPlayout(VirtualClock clock, Function<String, ScriptedVoice> voices, Consumer<Stimulus> session) {
        this.clock = clock;
        this.voices = voices;
        this.session = session;
    }

    List<Playback> playbacks() {
        return playbacks;
    }

    void die() {
        dead = true;
        if (playing != null) {
            playing.cancelAll();
        }
        waiting.forEach(Playing::cancelAll);
    }

    void speak(Utterance utterance, String text) {
        if (dead) {
            return;
        }
        Playing target = find(utterance);
        if (target == null) {
            target = begin(utterance);
        }
        target.add(text);
    }

    boolean says(Utterance utterance) {
        return find(utterance) != null;
    }

    private Playing begin(Utterance utterance) {
        Playing begun = new Playing(utterance);
        if (playing == null) {
            playing = begun;
        } else {
            Playing before = waiting.isEmpty() ? playing : waiting.getLast();
            begun.voiceFree = before.voiceFree;
            waiting.add(begun);
        }
        if (begun != playing || utterance.equals(heldBack)) {
            begun.pause();
        }
        return begun;
    }

    private @Nullable Playing find(Utterance utterance) {
        if (playing != null && playing.utterance.equals(utterance)) {
            return playing;
        }
        return waiting.stream()
                .filter(one -> one.utterance.equals(utterance))
                .findFirst()
                .orElse(null);
    }

    /** The one before is over. */
    private void next() {
        playing = waiting.poll();
        if (playing != null && !playing.utterance.equals(heldBack)) {
            playing.resume();
        }
    }

    void pause(Utterance utterance) {
        heldBack = utterance;
        if (!dead && playing != null && playing.utterance.equals(utterance)) {
            playing.pause();
        }
    }

    void resume(Utterance utterance) {
        heldBack = null;
        if (!dead && playing != null && playing.utterance.equals(utterance)) {
            playing.resume();
        }
    }

    void end(Utterance utterance) {
        Playing ended = dead ? null : find(utterance);
        if (ended != null) {
            ended.complete = true;
            ended.finishIfOver();
        }
    }

    void stop(Utterance utterance) {
        Playing stopped = dead ? null : find(utterance);
        if (stopped != null) {
            stopped.finish(true);
        }
    }

    /** One sentence. Its audio is there from {@code available} on; it plays from {@code begins} on. */
    private record Sentence(String text, ScriptedVoice voice, Instant available, Instant begins, Instant ends) {

        private Sentence beginning(Instant at) {
            return new Sentence(text, voice, available, at, at.plus(Duration.between(begins, ends)));
        }
    }

    /** The utterance that is being made and played. */
    private final class Playing {
        private final Utterance utterance;
        private final List<Sentence> sentences = new ArrayList<>();
        private final List<VirtualClock.Action> pending = new ArrayList<>();
        private boolean complete;
        private @Nullable Instant pausedAt;
        private Instant started = Instant.MAX;
        private Instant voiceFree;

        private Playing(Utterance utterance) {
            this.utterance = utterance;
            this.voiceFree = clock.instant();
        }

        private void add(String text) {
            ScriptedVoice voice = voices.apply(text);
            Instant asked = voiceFree.isBefore(clock.instant()) ? clock.instant() : voiceFree;
            Duration audio = voice.fails() ? voice.audio().dividedBy(2) : voice.audio();
            Instant available = asked.plus(voice.timeToFirstByte());
            Instant free = sentences.isEmpty()
                    ? available
                    : sentences.get(sentences.size() - 1).ends();
            Instant begins = free.isBefore(available) ? available : free;
            voiceFree = asked.plus(voice.duration());
            sentences.add(new Sentence(text, voice, available, begins, begins.plus(audio)));
            if (pausedAt == null && !audio.isZero() && soundingSentences() == 1) {
                later(begins, this::start);
            }
            if (voice.fails()) {
                clock.at(voiceFree, () -> session.accept(new Stimulus.VoiceFailed(utterance, "scripted failure")));
            }
            if (pausedAt == null) {
                later(begins.plus(audio), this::sentenceOver);
            }
        }

        private long soundingSentences() {
            return sentences.stream()
                    .filter(sentence -> sentence.ends().isAfter(sentence.begins()))
                    .count();
        }

        private void start() {
            started = clock.instant();
            session.accept(new Stimulus.PlaybackStarted(utterance));
        }

        private void pause() {
            pausedAt = clock.instant();
            pending.forEach(VirtualClock.Action::cancel);
        }

        /** What was not played yet moves by the length of the pause. */
        private void resume() {
            Instant from = pausedAt;
            if (from == null) {
                return;
            }
            pausedAt = null;
            moveWhatIsLeft(from, clock.instant());
            if (started.equals(Instant.MAX) && !sentences.isEmpty()) {
                later(sentences.get(0).begins(), this::start);
            }
            sentences.stream()
                    .map(Sentence::ends)
                    .filter(end -> end.isAfter(clock.instant()))
                    .forEach(end -> later(end, this::sentenceOver));
            finishIfOver();
        }

        /** The sentence that was cut in two ends later by the pause; the others follow as soon as their audio is there. */
        private void moveWhatIsLeft(Instant pausedAt, Instant resumedAt) {
            Instant free = resumedAt;
            for (int i = 0; i < sentences.size(); i++) {
                Sentence sentence = sentences.get(i);
                if (!sentence.ends().isAfter(pausedAt)) {
                    continue;
                }
                boolean begun = sentence.begins().isBefore(pausedAt);
                Instant begins = begun
                        ? sentence.begins().plus(Duration.between(pausedAt, resumedAt))
                        : later(free, sentence.available());
                sentences.set(i, sentence.beginning(begins));
                free = sentences.get(i).ends();
            }
        }

        private Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        private void sentenceOver() {
            String delta = heardAt(clock.instant());
            session.accept(new Stimulus.TextHeard(utterance, delta.substring(told)));
            told = delta.length();
            finishIfOver();
        }

        private int told;

        private void finishIfOver() {
            Sentence last = sentences.get(sentences.size() - 1);
            if (complete && pausedAt == null && !last.ends().isAfter(clock.instant())) {
                finish(false);
            }
        }

        private void finish(boolean interrupted) {
            cancelAll();
            Instant now = clock.instant();
            boolean audible = !started.isAfter(now);
            String heard = heardAt(now);
            Duration position = played(now);
            if (audible) {
                playbacks.add(new Playback(
                        utterance,
                        CallRecording.since(started),
                        CallRecording.since(now),
                        position,
                        heard,
                        interrupted));
            }
            if (this == playing) {
                next();
            } else {
                waiting.remove(this);
            }
            session.accept(new Stimulus.PlaybackFinished(utterance, heard, position, interrupted));
        }

        private Duration played(Instant time) {
            Instant now = pausedAt == null ? time : pausedAt;
            Duration sum = Duration.ZERO;
            for (Sentence sentence : sentences) {
                Instant end = sentence.ends().isBefore(now) ? sentence.ends() : now;
                if (end.isAfter(sentence.begins())) {
                    sum = sum.plus(Duration.between(sentence.begins(), end));
                }
            }
            return sum;
        }

        private String heardAt(Instant now) {
            List<HeardText.Segment> segments = sentences.stream()
                    .map(sentence -> new HeardText.Segment(
                            sentence.text(),
                            Duration.between(sentence.begins(), sentence.ends()),
                            !sentence.voice().fails()))
                    .toList();
            return HeardText.at(segments, played(now));
        }

        private void later(Instant at, Runnable action) {
            pending.add(clock.at(at, action));
        }

        private void cancelAll() {
            pending.forEach(VirtualClock.Action::cancel);
        }
    }
}
