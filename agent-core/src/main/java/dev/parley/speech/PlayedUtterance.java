package dev.parley.speech;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.text.TextJoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An utterance's sentences, how much of their audio was sent, and how much of their text that is. */
final class PlayedUtterance {
    /** How often the heard text is looked at, in beats: ten times a second. */
    private static final int BEATS_PER_LOOK = 5;

    private final String name;
    private final AudioFormat format;
    private final AudioFrame nothing;
    private final List<SentenceAudio> sentences = new ArrayList<>();
    private int reading;
    private long playedBytes;
    private boolean complete;
    private boolean paused;
    private int beats;
    private final StringBuilder heard = new StringBuilder();
    private int telling;
    private int told;
    private long toldBefore;

    PlayedUtterance(String name, AudioFormat format) {
        this.name = name;
        this.format = format;
        this.nothing = AudioFrame.wrap(new byte[0], format);
    }

    String name() {
        return name;
    }

    SentenceAudio append(TranscriptSynchronizer text, Object monitor) {
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

    /** The next audio: a whole frame, less at the end of the utterance, an empty one while the voice is behind. */
    AudioFrame take(int frameBytes) {
        int available = 0;
        for (int i = reading; i < sentences.size() && available < frameBytes; i++) {
            available += sentences.get(i).available();
            if (!sentences.get(i).ended()) {
                break;
            }
        }
        if (available < frameBytes && !(available > 0 && drained())) {
            return nothing;
        }
        int length = Math.min(frameBytes, available);
        AudioFrame part = sentences.get(reading).slice(length);
        return part.byteCount() > 0 ? part : joined(length);
    }

    private AudioFrame joined(int length) {
        byte[] pcm = new byte[length];
        int filled = 0;
        while (filled < length) {
            filled += sentences.get(reading).read(pcm, filled);
            if (filled < length) {
                reading++;
            }
        }
        return AudioFrame.wrap(pcm, format);
    }

    void sent(int bytes) {
        playedBytes += bytes;
    }

    /** Of what was sent, this much has not left after all. */
    void unsent(int bytes) {
        playedBytes -= Math.min(bytes, playedBytes);
    }

    long playedBytes() {
        return playedBytes;
    }

    Duration played() {
        return format.durationOf(playedBytes / format.bytesPerSample());
    }

    /** Whether no audio is left and none can come. */
    boolean exhausted() {
        if (!drained()) {
            return false;
        }
        for (int i = reading; i < sentences.size(); i++) {
            if (sentences.get(i).available() > 0) {
                return false;
            }
        }
        return true;
    }

    private boolean drained() {
        if (!complete) {
            return false;
        }
        for (int i = reading; i < sentences.size(); i++) {
            if (!sentences.get(i).ended()) {
                return false;
            }
        }
        return true;
    }

    /** All that was told to have been heard. */
    String heard() {
        return heard.toString();
    }

    /** What has been heard since it was last told; looks only now and then, and at the end. */
    String takeHeardAtBeat() {
        beats++;
        return beats % BEATS_PER_LOOK == 0 || exhausted() ? takeHeard() : "";
    }

    /** What has been heard since it was last told. To be asked before the rest is discarded. */
    String takeHeard() {
        if (playedBytes == 0) {
            return "";
        }
        int before = heard.length();
        long position = playedBytes / format.bytesPerSample() * 1_000_000_000L / format.sampleRate();
        while (telling < sentences.size()) {
            SentenceAudio sentence = sentences.get(telling);
            int end = sentence.heard(position - toldBefore);
            if (end > told) {
                String more = sentence.text(told, end);
                if (told == 0) {
                    TextJoints.append(heard, more);
                } else {
                    heard.append(more);
                }
                told = end;
            }
            if (!sentence.wholeHeard(position - toldBefore)) {
                break;
            }
            telling++;
            told = 0;
            toldBefore += sentence.length();
        }
        return heard.substring(before);
    }
}
