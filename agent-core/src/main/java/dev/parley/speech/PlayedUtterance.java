package dev.parley.speech;

import dev.parley.audio.AudioFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An utterance's sentences, how much of their audio was sent, and how much of their text that is. */
final class PlayedUtterance {
    /** How often the heard text is looked at, in beats: ten times a second. */
    private static final int BEATS_PER_LOOK = 5;

    private final String name;
    private final AudioFormat format;
    private final List<SentenceAudio> sentences = new ArrayList<>();
    private int reading;
    private long playedBytes;
    private boolean complete;
    private boolean paused;
    private int beats;
    private String heard = "";

    PlayedUtterance(String name, AudioFormat format) {
        this.name = name;
        this.format = format;
    }

    String name() {
        return name;
    }

    SentenceAudio append(String text, Object monitor) {
        SentenceAudio sentence = new SentenceAudio(text, format, monitor);
        sentences.add(sentence);
        return sentence;
    }

    void complete() {
        complete = true;
    }

    void pause(boolean whether) {
        paused = whether;
    }

    boolean paused() {
        return paused;
    }

    void discard() {
        sentences.forEach(SentenceAudio::discard);
    }

    /** The next bytes: a whole frame, less at the end of the utterance, none while the voice is behind. */
    byte[] take(int frameBytes) {
        int available = 0;
        for (int i = reading; i < sentences.size() && available < frameBytes; i++) {
            available += sentences.get(i).available();
            if (!sentences.get(i).ended()) {
                break;
            }
        }
        if (available < frameBytes && !(available > 0 && drained())) {
            return new byte[0];
        }
        byte[] pcm = new byte[Math.min(frameBytes, available)];
        int filled = 0;
        while (filled < pcm.length) {
            SentenceAudio sentence = sentences.get(reading);
            filled += sentence.read(pcm, filled);
            if (filled < pcm.length) {
                reading++;
            }
        }
        return pcm;
    }

    void sent(int bytes) {
        playedBytes += bytes;
    }

    long playedBytes() {
        return playedBytes;
    }

    Duration played() {
        return format.durationOf(playedBytes / format.bytesPerSample());
    }

    /** Whether no audio is left and none can come. */
    boolean exhausted() {
        return drained() && sentences.stream().allMatch(sentence -> sentence.available() == 0);
    }

    private boolean drained() {
        return complete && sentences.stream().allMatch(SentenceAudio::ended);
    }

    String heard() {
        return heard;
    }

    /** What has been heard since it was last told; looks only now and then, and at the end. */
    String takeHeardAtBeat() {
        beats++;
        return beats % BEATS_PER_LOOK == 0 || exhausted() ? takeHeard() : "";
    }

    /** What has been heard since it was last told. To be asked before the rest is discarded. */
    String takeHeard() {
        List<HeardText.Segment> segments =
                sentences.stream().map(SentenceAudio::segment).toList();
        String now = HeardText.at(segments, played());
        if (now.length() <= heard.length()) {
            return "";
        }
        String delta = now.substring(heard.length());
        heard = now;
        return delta;
    }
}
